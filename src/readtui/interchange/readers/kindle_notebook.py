"""The notebook that Kindle's apps export for a book, as HTML or as CSV."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import field, replace

from readtui.errors import SourceError
from readtui.importers.importer import Source
from readtui.interchange.common.colors import color_of
from readtui.interchange.common.html_notes import text_of_html
from readtui.interchange.common.parsers import named, text_of
from readtui.interchange.importer import ImportedAnnotation, ImportedWork, ImportFormat, Refusal
from readtui.interchange.readers.kindle_lines import About, ClippingKind, read_about
from readtui.quick_dataclass import dataclass

# Some apps close these elements with other tags than they open them with.
_ELEMENT = re.compile(r"<\w++\s([^<>]*+)>")
_CLASS = re.compile(r"\bclass\s*+=\s*+[\"'](bookTitle|authors|sectionHeading|noteHeading|noteText)[\"']", re.IGNORECASE)
_COLOR = re.compile(r"highlight_(\w+)|[(（]\s*(\w+)\s*[)）]")
_SIGNS = (b"noteHeading", b"noteText", b"bookTitle")
_COLUMNS = ("annotation type", "location")
_BY = re.compile(r"^by\s+", re.IGNORECASE)
_BETWEEN = re.compile(r"[·>]|\s-\s")
# A location has more of them.
_BYTES = 100
_SAMPLE = 64 * 1024
_MOST_BEFORE = 20


class KindleNotebookImporter:
    """One work, the book. A note belongs to the highlight before it, if that ends where the note stands."""

    format = ImportFormat("kindle-notebook", "Kindle notebook", "“Export notebook” in Kindle's apps, as HTML or CSV")

    def recognises(self, source: Source) -> bool:
        head = source.data[:_SAMPLE]
        return all(sign in head for sign in _SIGNS) or (b"Annotation Type" in head and _table(source) is not None)

    def read(self, source: Source) -> Iterable[ImportedWork]:
        book = _of_page(text_of(source)) if _SIGNS[0] in source.data else _table(source)
        if book is None or not (book.annotations or book.refused):
            raise SourceError(f"{named(source)} contains no Kindle highlights", "Export the notebook again.")
        yield ImportedWork(
            title=book.title or "A book in Kindle",
            author=book.author,
            annotations=tuple(book.whole()),
            refused=tuple(book.refused),
        )


@dataclass(slots=True)
class _Book:
    title: str = ""
    author: str = ""
    annotations: dict[str, ImportedAnnotation] = field(default_factory=dict)
    refused: list[Refusal] = field(default_factory=list)
    _notes: dict[str, list[str]] = field(default_factory=dict)
    _last: str = ""
    _about: About | None = None
    _reach: int = 0

    def whole(self) -> Iterator[ImportedAnnotation]:
        for key, one in self.annotations.items():
            yield replace(one, note="\n\n".join(self._notes[key])) if key in self._notes else one

    def add(self, heading: str, color: str, chapter: str, text: str) -> None:
        """Add a highlight or a note with the heading above it."""
        about = read_about(" | ".join(_BETWEEN.split(heading)))
        place = ", ".join(part for part in (about.place, chapter) if part)
        # In a language that is not known, only highlights have a color.
        is_note = about.kind is ClippingKind.NOTE or (about.kind is ClippingKind.UNKNOWN and not color)
        text = text.strip() if is_note else " ".join(text.split())
        if about.kind is ClippingKind.BOOKMARK:
            return
        if not text:
            self.refused.append(Refusal(place or "a highlight", "it has no text"))
            return
        if is_note and self._last and self._about and _reaches(self._about, self._reach, about):
            self._notes.setdefault(self._last, []).append(text)
            return
        key = f"{'note ' if is_note else ''}{about.place} {text[:80]}"
        self.annotations.setdefault(
            key,
            ImportedAnnotation(
                quote="" if is_note else text,
                note=text if is_note else "",
                order=() if about.start is None else (int(about.by_location), about.start),
                place=place,
                color=None if is_note else color_of(color) or "yellow",
                key=key,
            ),
        )
        self._last, self._about = ("", None) if is_note else (key, about)
        self._reach = len(text.encode()) // _BYTES + 1 if about.by_location else 1


def _reaches(highlight: About, most: int, note: About) -> bool:
    """Whether the note can stand at the end of the highlight, of which only the beginning is told."""
    if highlight.start is None or note.start is None or highlight.by_location != note.by_location:
        return False
    return highlight.start <= note.start <= highlight.start + most


def _of_page(page: str) -> _Book:
    book = _Book()
    heading = color = chapter = ""
    elements = ((element, _CLASS.search(element[1])) for element in _ELEMENT.finditer(page))
    parts = [(element, kind[1].casefold()) for element, kind in elements if kind]
    ends = [*(element.start() for element, _ in parts[1:]), len(page)]
    for (element, kind), end in zip(parts, ends, strict=False):
        inside = page[element.end() : end]
        words = text_of_html(inside)
        line = " ".join(words.split())
        match kind:
            case "booktitle":
                book.title = line
            case "authors":
                book.author = line
            case "sectionheading":
                chapter = line
            case "noteheading":
                heading, color = line, _color(inside)
            case _:
                book.add(heading, color, chapter, words)
                heading = color = ""
    return book


def _color(heading: str) -> str:
    match = _COLOR.search(heading)
    return (match[1] or match[2]) if match else ""


def _table(source: Source) -> _Book | None:
    """The book in a table, above which its title and author stand; None if it is no such table."""
    try:
        rows = csv.reader(io.StringIO(text_of(source), newline=""))
        before = list(_before(rows))
        if not before:
            return None
        book = _Book(*(before[1:3] if len(before) > 2 else ("", "")))
        book.author = _BY.sub("", book.author)
        for row in rows:
            kind, place, _, text = [*row, "", "", "", ""][:4]
            if kind.strip():
                book.add(f"{kind} - {place}", _color(kind), "", text)
    except (SourceError, csv.Error):
        return None
    return book


def _before(rows: Iterator[list[str]]) -> Iterator[str]:
    """The first cells of the rows above the names of columns; none if those do not come."""
    found: list[str] = []
    for row in rows:
        if tuple(cell.strip().casefold() for cell in row[:2]) == _COLUMNS:
            yield from [*found, ""]
            return
        found += [row[0].strip()] if row and row[0].strip() else []
        if len(found) > _MOST_BEFORE:
            return
