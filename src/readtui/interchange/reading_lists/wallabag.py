"""wallabag: its export as JSON or XML, with the texts of the pages and their annotations, or as CSV, with the texts.

See https://doc.wallabag.org.
"""

import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from readtui.errors import SourceError
from readtui.importers.common.xml_safe import parse_xml
from readtui.importers.importer import Source
from readtui.interchange.common.creators import person
from readtui.interchange.common.dates import time_of
from readtui.interchange.common.parsers import (
    columns_of,
    json_of,
    named,
    objects,
    require_json,
    rows_of,
    separated,
    string,
    strings,
)
from readtui.interchange.importer import ImportedAnnotation, ImportedContent, ImportedWork, ImportFormat
from readtui.model.article import ReadingState

_SIGNS = frozenset({"is_archived", "hashed_url", "reading_time", "domain_name", "is_starred"})
_LEAST_SIGNS = 2
_SIGNS_OF_V1 = frozenset({"is_read", "is_fav"})
# What wallabag keeps as the text of a page that it could not fetch.
_NOT_FETCHED = re.compile(
    r"wallabag can't retrieve contents|errors_during_fetching|\[unable to retrieve full-text content\]"
)
_LONGEST_NOT_FETCHED = 1000
_NO_TITLE = frozenset({"No title found", "Untitled"})
_CSV = frozenset({"title", "url", "content", "tags", "mime type"})
_MOST_IN_CELL = 64 * 1024 * 1024
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})\b.*")
_XML = re.compile(rb"\A\s*(?:<\?xml[^>]*>\s*)?<\w+>\s*<entry\b.*?<(?:is_archived|hashed_url|is_starred)\b", re.DOTALL)
_SAMPLE = 64 * 1024
_LISTS = frozenset({"tags", "annotations", "published_by", "headers"})
_DEEPEST = 8


class WallabagImporter:
    """One work an entry, with its text; archived entries are done."""

    format = ImportFormat("wallabag", "wallabag", "“Export” in wallabag, of any version, as JSON, XML or CSV")

    def recognises(self, source: Source) -> bool:
        if columns_of(source) >= _CSV or _XML.match(source.data[:_SAMPLE]):
            return True
        return any(_is_entry(entry) for entry in _entries(json_of(source))[:20])

    def read(self, source: Source) -> Iterable[ImportedWork]:
        if columns_of(source) >= _CSV:
            yield from map(_of_row, rows_of(source, most_in_cell=_MOST_IN_CELL))
            return
        if source.data.lstrip().startswith(b"<"):
            yield from map(_work, _of_xml(source))
            return
        entries = [entry for entry in _entries(require_json(source)) if _is_entry(entry)]
        if not entries:
            raise _nothing(source)
        yield from map(_work, entries)


def _nothing(source: Source) -> SourceError:
    return SourceError(f"{named(source)} contains no wallabag entries", "Export them again, as JSON.")


def _of_row(row: Mapping[str, str]) -> ImportedWork:
    """The entry of a row, which says less than the others."""
    day = _DAY.match(row.get("creation date", ""))
    said = {"created_at": f"{day[3]}-{int(day[2]):02}-{int(day[1]):02}"} if day else {}
    return _work({**row, **said}, is_state_known=False)


def _of_xml(source: Source) -> list[dict[str, object]]:
    root = parse_xml(source.data, huge=True)
    entries = [_value(one) for one in root] if root is not None else []
    found = [one for one in entries if isinstance(one, dict) and _is_entry(one)]
    if not found:
        raise _nothing(source)
    return found


def _value(element: Any, depth: int = 0) -> object:
    """The text of an element, or the values in it: a list if its name is that of one."""
    if not len(element) or depth > _DEEPEST:
        return str(element.text or "")
    inside = [(str(one.tag), _value(one, depth + 1)) for one in element]
    return [value for _, value in inside] if element.tag in _LISTS else dict(inside)


def _entries(value: object) -> list[dict[str, object]]:
    if isinstance(value, Mapping):
        # Pages of the API.
        inside = value.get("_embedded")
        value = inside.get("items") if isinstance(inside, Mapping) else [value]
    return objects(value)


def _is_entry(entry: Mapping[str, object]) -> bool:
    return "url" in entry and (len(_SIGNS.intersection(entry)) >= _LEAST_SIGNS or entry.keys() >= _SIGNS_OF_V1)


def _work(entry: Mapping[str, object], *, is_state_known: bool = True) -> ImportedWork:
    tags = entry.get("tags")
    names = (
        separated(tags)
        if isinstance(tags, str)
        else strings(tags) or tuple(string(tag.get("label") or tag.get("slug")) for tag in objects(tags))
    )
    is_archived = entry.get("is_archived", entry.get("is_read")) in (1, True, "1")
    title, content = string(entry.get("title")), string(entry.get("content"))
    language = string(entry.get("language")).replace("_", "-")
    if len(content) <= _LONGEST_NOT_FETCHED and _NOT_FETCHED.search(content):
        content = ""
    annotations = [_annotation(one) for one in objects(entry.get("annotations"))]
    return ImportedWork(
        title="" if title in _NO_TITLE else title,
        author="; ".join(strings(entry.get("published_by"))),
        url=string(entry.get("url")) or string(entry.get("given_url")) or string(entry.get("origin_url")),
        annotations=tuple(dict.fromkeys(one for one in annotations if not one.is_empty)),
        content=_content(title, content, language) if content.strip() else None,
        is_saved=True,
        tags=names,
        language=language,
        published=time_of(entry.get("published_at")),
        site=string(entry.get("domain_name")),
        saved=time_of(entry.get("created_at")),
        is_archived=is_archived,
        reading_state=None if not is_state_known else ReadingState.DONE if is_archived else ReadingState.TO_READ,
    )


def _content(title: str, content: str, language: str) -> ImportedContent:

    page = f"<!DOCTYPE html><html><head><title>{escape(title)}</title></head><body><article>{content}</article></body>"
    return ImportedContent(
        f"{page}</html>".encode(errors="replace"), "entry.html", "text/html; charset=utf-8", language
    )


def _annotation(one: Mapping[str, object]) -> ImportedAnnotation:
    return ImportedAnnotation(
        quote=string(one.get("quote")),
        note=string(one.get("text")),
        created=time_of(one.get("created_at")),
        modified=time_of(one.get("updated_at")),
        # The numbers of annotations are those of one server; the time tells servers apart.
        key=f"{string(one.get('id'))} {string(one.get('created_at'))}".strip(),
        creator=person(string(one.get("user"))),
    )
