"""Omnivore: the archive that it exported, with metadata, the texts of the pages as HTML, and highlights as Markdown."""

import re
from collections.abc import Iterable, Iterator, Mapping

from readtui.codec import strict_json
from readtui.errors import SourceError
from readtui.importers.common.zip_safe import SafeZip
from readtui.importers.importer import Source
from readtui.interchange.common.dates import time_of
from readtui.interchange.common.parsers import json_of, named, objects, require_json, string, strings
from readtui.interchange.importer import ImportedAnnotation, ImportedContent, ImportedWork, ImportFormat, Refusal
from readtui.model.article import ReadingState

_ZIP = b"PK\x03\x04"
_PAGE = frozenset({"slug", "url", "savedAt", "readingProgress"})
_METADATA = re.compile(r"(?P<folder>(?:.*/)?)metadata_\d+_to_\d+\.json")
# Omnivore marks only the first line of each paragraph, once for every empty line before it.
_QUOTES = re.compile(r"^[ \t]*>.*(?:\n[ \t]*\S.*)*", re.MULTILINE)
_MARK = re.compile(r"^[ \t]*(?:> ?)+", re.MULTILINE)
_LABELS = re.compile(r"(?:(?:^|\s)#[^\s#]+)+\s*\Z")
_ALL_LABELS = re.compile(r"\s*(?:#[^\n#]+)+\s*(?:\n|\Z)")


class OmnivoreImporter:
    """One work a page, with its text; archived pages are done."""

    format = ImportFormat("omnivore", "Omnivore", "the .zip file of Omnivore's export, or a metadata file in it")

    def recognises(self, source: Source) -> bool:
        if not source.data.startswith(_ZIP):
            return any(page.keys() >= _PAGE for page in objects(json_of(source))[:20])
        return any(_METADATA.fullmatch(name) for name in _archive(source).names)

    def read(self, source: Source) -> Iterable[ImportedWork]:
        if not source.data.startswith(_ZIP):
            yield from _unpacked(source)
            return
        archive = _archive(source)
        members = [match for name in archive.names if (match := _METADATA.fullmatch(name))]
        if not members:
            raise SourceError(f"{named(source)} is not an Omnivore export", "Import the .zip file as you received it.")
        for match in members:
            try:
                pages = objects(strict_json.loads(archive.read(match[0]).decode("utf-8", "replace")))
            except ValueError as error:
                raise SourceError(f"{match[0]} in {named(source)} is not valid JSON", "Download it again.") from error
            for page in pages:
                yield _work(page, archive, match["folder"])


def _unpacked(source: Source) -> Iterator[ImportedWork]:
    """The pages in a metadata file by itself: without texts and highlights, which are other members."""
    pages = [page for page in objects(require_json(source)) if page.keys() >= _PAGE]
    if not pages:
        raise SourceError(f"{named(source)} contains no Omnivore pages", "Import the .zip file as you received it.")
    for page in pages:
        yield _work(page, None, "")


def _archive(source: Source) -> SafeZip:
    return SafeZip(source.data, named(source), "an export of Omnivore")


def _work(page: Mapping[str, object], archive: SafeZip | None, folder: str) -> ImportedWork:
    slug, title, url = string(page.get("slug")), string(page.get("title")), string(page.get("url"))
    refused: list[Refusal] = []
    text, marks = (
        _member(archive, f"{folder}{name}", refused)
        for name in (f"content/{slug}.html", f"highlights/{slug}.md")
    )  # fmt: skip
    labels = page.get("labels")
    state = string(page.get("state")).casefold()
    progress = page.get("readingProgress")
    is_archived = state == "archived"
    is_begun = isinstance(progress, int | float) and 0 < progress < 100
    return ImportedWork(
        title=title or slug,
        author=string(page.get("author")),
        url=url if url.startswith("http") else "",
        annotations=tuple(dict.fromkeys(_annotations(marks.decode("utf-8", "replace")))),
        content=ImportedContent(text, "content.html", "text/html; charset=utf-8") if text.strip() else None,
        is_saved=True,
        tags=strings(labels) or tuple(string(label.get("name")) for label in objects(labels)),
        published=time_of(page.get("publishedAt")),
        saved=time_of(page.get("savedAt")),
        is_archived=is_archived,
        reading_state=ReadingState.DONE if is_archived else ReadingState.READING if is_begun else ReadingState.TO_READ,
        refused=tuple(refused),
    )


def _member(archive: SafeZip | None, name: str, refused: list[Refusal]) -> bytes:
    """The bytes of a member, or none; one that is damaged is refused."""
    if archive is None or name not in archive:
        return b""
    try:
        return archive.read(name)
    except SourceError as fault:
        refused.append(Refusal(name, fault.message))
        return b""


def _annotations(text: str) -> Iterator[ImportedAnnotation]:
    """The highlights, quotes that labels and a note may follow; a note before the first is one on the page."""
    text = text.replace("\r\n", "\n")
    quotes = list(_QUOTES.finditer(text))
    before = text[: quotes[0].start()].strip() if quotes else text.strip()
    if before:
        yield ImportedAnnotation(note=before)
    for number, match in enumerate(quotes):
        end = quotes[number + 1].start() if number + 1 < len(quotes) else len(text)
        quote, labels = _MARK.sub("", match[0]).strip(), ""
        note = text[match.end() : end].strip()
        if found := _LABELS.search(quote):
            quote, labels = quote[: found.start()].strip(), found[0]
        if found := _ALL_LABELS.match(note):
            labels, note = f"{labels} {found[0]}", note[found.end() :].strip()
        annotation = ImportedAnnotation(
            quote=quote,
            note=note,
            tags=tuple(dict.fromkeys(tag for part in labels.split("#") if (tag := part.strip()))),
        )
        if not annotation.is_empty:
            yield annotation
