"""readtui's own JSON Lines: annotations with their ids, an object a line."""

from collections.abc import Iterable, Mapping

from readtui.errors import SourceError
from readtui.importers.importer import Source
from readtui.interchange.common.creators import original_of, own_replies, spelled_creator, state_of
from readtui.interchange.common.parsers import json_of, named, objects, require_json, string, strings
from readtui.interchange.common.values import color_of, time_of
from readtui.interchange.importer import ImportedAnnotation, ImportedWork, ImportFormat

_NAMES = frozenset({"id", "article", "source", "quote", "note", "link"})
_LINK = "readtui:"


class OwnJsonLinesImporter:
    """One work an article, with the annotations in their order. Texts, views and so on are only in ``json``."""

    format = ImportFormat("jsonl", "readtui JSON Lines", "readtui export --format jsonl")

    def recognises(self, source: Source) -> bool:
        return bool(_rows(json_of(source)))

    def read(self, source: Source) -> Iterable[ImportedWork]:
        rows = _rows(require_json(source))
        if not rows:
            raise SourceError(
                f"{named(source)} contains no lines written by readtui", "To make them: readtui export --format jsonl"
            )
        articles: dict[str, list[Mapping[str, object]]] = {}
        for row in rows:
            articles.setdefault(string(row.get("article")), []).append(row)
        for article_id, found in articles.items():
            first = found[0]
            address = string(first.get("source"))
            annotations = {one.source_id: one for row in found if not (one := _annotation(row)).is_empty}
            yield ImportedWork(
                title=string(first.get("title")) or "Untitled",
                author=string(first.get("author")),
                url=address if address.startswith(("http://", "https://")) else f"{_LINK}{article_id}",
                annotations=tuple(annotations.values()),
            )


def _rows(value: object) -> list[dict[str, object]]:
    rows = objects(value if isinstance(value, list) else [value])
    return [row for row in rows if row.keys() >= _NAMES and string(row.get("link")) == f"{_LINK}{row.get('id')}"]


def _annotation(row: Mapping[str, object]) -> ImportedAnnotation:
    start = row.get("start")
    return ImportedAnnotation(
        quote=string(row.get("quote")),
        start=start if isinstance(start, int) and start >= 0 else None,
        note=string(row.get("note")),
        tags=strings(row.get("tags")),
        color=color_of(row.get("color")),
        created=time_of(row.get("created")),
        modified=time_of(row.get("modified")),
        source_id=string(row.get("link")),
        creator=spelled_creator(row.get("creator")),
        replies=own_replies(row.get("replies")),
        is_thread=state_of(row.get("thread")) is not None,
        original=original_of(row.get("original"), string(row.get("quote"))),
    )
