"""Pocket: its export as the .zip file that was sent, CSV or HTML, or as the JSON of its API or of its highlights."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from readtui.errors import SourceError
from readtui.importers.common.zip_safe import SafeZip
from readtui.importers.importer import Source
from readtui.interchange.common.dates import time_of
from readtui.interchange.common.parsers import (
    columns_of,
    first_of,
    json_of,
    named,
    objects,
    require_json,
    rows_of,
    separated,
    string,
    text_of,
)
from readtui.interchange.importer import ImportedAnnotation, ImportedWork, ImportFormat
from readtui.model.article import ReadingState

_CSV = frozenset({"url", "time_added", "status"})
# No other program writes the attribute; files that people have cut may lack the title.
_HTML = re.compile(rb"<title>\s*Pocket Export\s*</title>|<a\s[^>]*\btime_added=\"", re.IGNORECASE)
_ZIP = b"PK\x03\x04"
_PAGES = re.compile(r"(?:.*/)?part_\d+\.csv")
_HIGHLIGHTS = re.compile(r"(?:.*/)?annotations/part_\d+\.json")
_SAMPLE = 4096
_ARCHIVED = frozenset({"1", "archive", "archived"})


class PocketImporter:
    """One work a saved page, with its tags; archived pages are done."""

    format = ImportFormat("pocket", "Pocket", "Pocket's export: the .zip file, or its CSV, HTML, or JSON of highlights")

    def recognises(self, source: Source) -> bool:
        if source.data.startswith(_ZIP):
            return any(_PAGES.fullmatch(name) or _HIGHLIGHTS.fullmatch(name) for name in _archive(source).names)
        if columns_of(source) >= _CSV or _HTML.search(source.data[:_SAMPLE]):
            return True
        return any(_is_item(row) for row in _items(json_of(source))[:20])

    def read(self, source: Source) -> Iterable[ImportedWork]:
        if source.data.startswith(_ZIP):
            yield from _of_archive(source)
        elif columns_of(source) >= _CSV:
            yield from map(_of_row, rows_of(source))
        elif _HTML.search(source.data[:_SAMPLE]):
            yield from _of_page(source)
        else:
            works = _of_json(source)
            if not works:
                raise SourceError(f"{named(source)} contains no Pocket pages", "Import a file from Pocket's export.")
            yield from works


def _archive(source: Source) -> SafeZip:
    return SafeZip(source.data, named(source), "an export of Pocket")


def _of_archive(source: Source) -> Iterator[ImportedWork]:
    """The pages with their highlights, which are in other members than the pages."""
    archive = _archive(source)
    members = [Source(archive.read(name), name) for name in archive.names if _PAGES.fullmatch(name)]
    annotated = {
        work.url: work
        for name in archive.names if _HIGHLIGHTS.fullmatch(name)
        for work in _of_json(Source(archive.read(name), name))
    }  # fmt: skip
    if not members and not annotated:
        raise SourceError(f"{named(source)} is not a Pocket export", "Import the .zip file as you received it.")
    for member in members:
        if not columns_of(member) >= _CSV:
            raise SourceError(f"{member.name} in {named(source)} contains no Pocket pages", "Download it again.")
        for row in rows_of(member):
            work = _of_row(row)
            found = annotated.pop(work.url, None)
            yield replace(work, annotations=found.annotations) if found else work
    yield from annotated.values()


def _of_json(source: Source) -> list[ImportedWork]:
    return [_of_item(row) for row in _items(require_json(source)) if _is_item(row)]


def _work(title: str, url: str, tags: Iterable[str], added: object, is_archived: bool) -> ImportedWork:
    return ImportedWork(
        # Where Pocket knew no title, it wrote the address.
        title="" if title == url else title,
        url=url,
        tags=tuple(tags),
        saved=time_of(added),
        is_saved=True,
        is_archived=is_archived,
        reading_state=ReadingState.DONE if is_archived else ReadingState.TO_READ,
    )


def _of_row(row: Mapping[str, str]) -> ImportedWork:
    title, url = row.get("title", "").strip(), row["url"].strip()
    tags = separated(row.get("tags", ""), "|")
    return _work(title, url, tags, row["time_added"], row["status"].strip().casefold() in _ARCHIVED)


def _of_page(source: Source) -> Iterator[ImportedWork]:
    from lxml import etree
    from lxml import html as lxml_html

    try:
        page = lxml_html.document_fromstring(text_of(source))
    except (etree.ParserError, ValueError) as error:
        raise SourceError(f"{named(source)} is not HTML", "Import a file from Pocket's export.") from error
    is_archived = False
    for element in page.iter("h1", "a"):
        words = " ".join(element.text_content().split())
        if element.tag == "h1":
            is_archived = "archive" in words.casefold()
        elif url := element.get("href", "").strip():
            yield _work(words, url, separated(element.get("tags", "")), element.get("time_added"), is_archived)


def _items(value: object) -> list[dict[str, object]]:
    """The pages in an answer of the API, or in a file of highlights."""
    if isinstance(value, Mapping):
        value = value.get("list")
        value = list(value.values()) if isinstance(value, Mapping) else value
    return objects(value)


def _is_item(row: Mapping[str, object]) -> bool:
    is_of_api = ("given_url" in row or "resolved_url" in row) and "item_id" in row
    highlights = row.get("highlights")
    is_of_highlights = "url" in row and any("quote" in one for one in objects(highlights))
    return is_of_api or is_of_highlights


def _of_item(row: Mapping[str, object]) -> ImportedWork:
    tags, authors = row.get("tags"), row.get("authors")
    names = list(tags) if isinstance(tags, Mapping) else [string(one.get("tag")) for one in objects(tags)]
    writers = objects(list(authors.values())) if isinstance(authors, Mapping) else []
    page = _work(
        first_of(row, ("resolved_title", "given_title", "title")),
        first_of(row, ("resolved_url", "given_url", "url")),
        names,
        row.get("time_added"),
        string(row.get("status")) in _ARCHIVED,
    )
    highlights = map(_highlight, objects(row.get("highlights")) + objects(row.get("annotations")))
    return replace(
        page,
        author="; ".join(string(one.get("name")) for one in writers),
        # What is there twice counts once.
        annotations=tuple(dict.fromkeys(one for one in highlights if not one.is_empty)),
    )


def _highlight(row: Mapping[str, object]) -> ImportedAnnotation:
    return ImportedAnnotation(
        quote=string(row.get("quote")),
        note=string(row.get("note")),
        created=time_of(row.get("created_at")),
        source_id=string(row.get("annotation_id")),
    )
