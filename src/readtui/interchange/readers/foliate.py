"""Foliate: the file of a book in its data folder, and its export as JSON, which is the same."""

import re
from collections.abc import Iterable, Mapping

from readtui.errors import SourceError
from readtui.importers.importer import Source
from readtui.interchange.common.colors import color_of
from readtui.interchange.common.dates import time_of
from readtui.interchange.common.parsers import json_of, named, objects, require_json, several, string
from readtui.interchange.importer import AnnotationsByKey, ImportedAnnotation, ImportedWork, ImportFormat

_PLACE = re.compile(r"epubcfi\(.*\)", re.DOTALL)
_COLOR = re.compile(r"rgba?\((\d{1,3}),\s*(\d{1,3}),\s*(\d{1,3})(?:,[^)]*)?\)")
_DECORATIONS = frozenset({"underline", "squiggly", "strikethrough"})
_SAID = re.compile(r"\[(?:\^.|[^\]^])*\]")
_STEPS = re.compile(r"\d{1,9}")
_MOST_STEPS = 40


class FoliateImporter:
    """One work a file. Bookmarks, which have no words, are left out."""

    format = ImportFormat(
        "foliate",
        "Foliate",
        "The .json file of a book in Foliate's data folder, or “Export” of its annotations as JSON",
    )

    def recognises(self, source: Source) -> bool:
        return _book(json_of(source)) is not None

    def read(self, source: Source) -> Iterable[ImportedWork]:
        book = _book(require_json(source))
        if book is None:
            raise SourceError(f"{named(source)} is not a book of Foliate", "Export its annotations again, as JSON.")
        metadata = book.get("metadata")
        metadata = metadata if isinstance(metadata, Mapping) else {}
        found = AnnotationsByKey()
        for annotation in map(_annotation, objects(book.get("annotations"))):
            found.add(annotation, annotation.key, "a highlight", "it has no words")
        if found.annotations or found.refused:
            yield ImportedWork(
                title=_said(metadata.get("title")) or "A book in Foliate",
                author="; ".join(filter(None, map(_said, several(metadata.get("author") or metadata.get("creator"))))),
                language=_said(next(iter(several(metadata.get("language"))), "")),
                annotations=tuple(found.annotations.values()),
                refused=tuple(found.refused),
            )


def _book(value: object) -> Mapping[str, object] | None:
    """The book in a value; None if it is anything else. Places are EPUB's, in every format that Foliate opens."""
    if not isinstance(value, Mapping):
        return None
    places = [string(one.get("value")) for one in objects(value.get("annotations"))]
    if isinstance(value.get("lastLocation"), str) and isinstance(value.get("metadata"), Mapping):
        places.append(string(value["lastLocation"]))
    return value if any(map(_PLACE.fullmatch, places[:20])) else None


def _annotation(one: Mapping[str, object]) -> ImportedAnnotation:
    place = string(one.get("value"))
    quote = string(one.get("text"))
    return ImportedAnnotation(
        quote=quote,
        order=_order(place),
        note=string(one.get("note")),
        color=_color(string(one.get("color"))) if quote.strip() else None,
        created=time_of(one.get("created")),
        modified=time_of(one.get("modified")),
        key=place,
    )


def _color(name: str) -> str:
    """The nearest color; lines under or through the words are of the usual one."""
    if match := _COLOR.fullmatch(name):
        name = "#" + "".join(f"{min(int(part), 255):02x}" for part in match.groups())
    return "yellow" if name in _DECORATIONS else color_of(name) or "yellow"


def _order(place: str) -> tuple[float, ...]:
    """The steps to where the passage begins: those to its parent, and from there. Names in brackets are no steps."""
    parent, _, rest = _SAID.sub("", place).partition(",")
    return tuple(int(step) for step in _STEPS.findall(parent + rest.partition(",")[0])[:_MOST_STEPS])


def _said(value: object) -> str:
    """A name: by itself, by language, or of a person with that and more."""
    while isinstance(value, Mapping):
        value = value.get("name", next(iter(value.values()), ""))
    return string(value).strip()
