"""Karakeep, once Hoarder: the JSON that it exports, and bookmarks of its API; https://docs.karakeep.app."""

from collections.abc import Iterable, Mapping

from readtui.errors import SourceError
from readtui.importers.importer import Source
from readtui.interchange.common.colors import color_of
from readtui.interchange.common.dates import time_of
from readtui.interchange.common.parsers import json_of, named, objects, require_json, string, strings
from readtui.interchange.importer import ImportedAnnotation, ImportedContent, ImportedWork, ImportFormat
from readtui.model.article import ReadingState

_KINDS = frozenset({"link", "text", "asset"})
_DEEPEST_LIST = 20


class KarakeepImporter:
    """One work a bookmark; that of a text carries it. Its note is one on the whole work, its lists are tags."""

    format = ImportFormat("karakeep", "Karakeep", "“Export” in the settings of Karakeep (Hoarder), as JSON")

    def recognises(self, source: Source) -> bool:
        value = json_of(source)
        return any(_is_bookmark(one) for one in _bookmarks(value)[:20]) or bool(_loose_highlights(value))

    def read(self, source: Source) -> Iterable[ImportedWork]:
        value = require_json(source)
        bookmarks = [one for one in _bookmarks(value) if _is_bookmark(one)]
        if not bookmarks and (loose := _loose_highlights(value)):
            yield from loose
            return
        if not bookmarks:
            raise SourceError(f"{named(source)} contains no Karakeep bookmarks", "Export them again, as JSON.")
        highlights, lists = _highlights(value), _lists(value)
        for number, bookmark in enumerate(bookmarks):
            names = [lists[one] for one in strings(bookmark.get("lists")) if one in lists]
            yield _work(bookmark, highlights.get(string(bookmark.get("id")), []), names, number + 1)


def _bookmarks(value: object) -> list[dict[str, object]]:
    return objects(value.get("bookmarks")) if isinstance(value, Mapping) else []


def _is_bookmark(one: Mapping[str, object]) -> bool:
    content = one.get("content")
    return "content" in one and (
        content is None or (isinstance(content, Mapping) and string(content.get("type")) in _KINDS)
    )


def _highlights(value: object) -> dict[str, list[dict[str, object]]]:
    """The highlights that stand beside the bookmarks, by the bookmark's id."""
    found: dict[str, list[dict[str, object]]] = {}
    for one in objects(value.get("highlights")) if isinstance(value, Mapping) else ():
        found.setdefault(string(one.get("bookmarkId")), []).append(one)
    return found


def _loose_highlights(value: object) -> list[ImportedWork]:
    """The highlights of an answer of the API that has nothing else. Of their bookmarks, only the ids are known."""
    found = _highlights(value)
    return [
        ImportedWork(title=f"Bookmark {identity} in Karakeep", annotations=_distinct(map(_highlight, highlights)))
        for identity, highlights in found.items()
        if identity and any({"text", "startOffset"} <= one.keys() for one in highlights)
    ]


def _distinct(annotations: Iterable[ImportedAnnotation]) -> tuple[ImportedAnnotation, ...]:
    return tuple(dict.fromkeys(one for one in annotations if not one.is_empty))


def _lists(value: object) -> dict[str, str]:
    """The names of the lists by id, each after the name of the list that it is in."""
    lists = {string(one.get("id")): one for one in objects(value.get("lists") if isinstance(value, Mapping) else None)}
    return {identity: "/".join(_path(identity, lists)) for identity in lists if identity}


def _path(identity: str, lists: Mapping[str, Mapping[str, object]]) -> list[str]:
    """The names from the outermost list on; a damaged file may have lists within themselves."""
    names: list[str] = []
    seen: set[str] = set()
    while identity in lists and identity not in seen and len(seen) < _DEEPEST_LIST:
        seen.add(identity)
        if name := string(lists[identity].get("name")).replace("/", " ").strip():
            names.insert(0, name)
        identity = string(lists[identity].get("parentId"))
    return names


def _work(
    bookmark: Mapping[str, object], beside: list[dict[str, object]], lists: list[str], number: int
) -> ImportedWork:
    content = bookmark.get("content")
    content = content if isinstance(content, Mapping) else {}
    kind = string(content.get("type"))
    tags = bookmark.get("tags")
    names = strings(tags) or tuple(string(tag.get("name")) for tag in objects(tags))
    is_archived = bookmark.get("archived") is True
    title = string(bookmark.get("title")) or string(content.get("title")) or string(content.get("fileName"))
    created = bookmark.get("createdAt")
    words = string(content.get("text")) if kind == "text" else ""
    note = string(bookmark.get("note"))
    annotations = [_highlight(one) for one in [*objects(bookmark.get("highlights")), *beside]]
    if note.strip():
        annotations.append(ImportedAnnotation(note=note, key="note", created=time_of(created)))
    return ImportedWork(
        title=title or _first_line(words) or ("" if content.get("url") else f"Bookmark {number}"),
        author=string(content.get("author")),
        url=string(content.get("url")) or string(content.get("sourceUrl")),
        annotations=_distinct(annotations),
        content=_page(content, words),
        is_saved=True,
        tags=tuple(dict.fromkeys(name for name in (*names, *lists) if name)),
        published=time_of(content.get("datePublished")),
        site=string(content.get("publisher")),
        saved=time_of(created),
        is_archived=is_archived,
        reading_state=ReadingState.DONE if is_archived else ReadingState.TO_READ,
    )


def _page(content: Mapping[str, object], words: str) -> ImportedContent | None:
    if words.strip():
        return ImportedContent(words.encode(errors="replace"), "note.md", "text/markdown; charset=utf-8")
    if html := string(content.get("htmlContent")):
        return ImportedContent(html.encode(errors="replace"), "page.html", "text/html; charset=utf-8")
    return None


def _first_line(words: str) -> str:
    return next((line.strip("# ")[:80] for line in words.splitlines() if line.strip("# ")), "")


def _highlight(one: Mapping[str, object]) -> ImportedAnnotation:
    return ImportedAnnotation(
        quote=string(one.get("text")),
        note=string(one.get("note")),
        color=color_of(one.get("color")),
        created=time_of(one.get("createdAt")),
        source_id=string(one.get("id")),
    )
