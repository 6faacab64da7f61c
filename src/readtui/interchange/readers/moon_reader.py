"""Moon+ Reader on Android: the highlights of a book as .mrexpt, records of lines between lines with a #."""

import re
from collections.abc import Iterable, Iterator

from readtui.errors import SourceError
from readtui.importers.common.encoding import looks_binary
from readtui.importers.importer import Source
from readtui.interchange.common.colors import color_of
from readtui.interchange.common.dates import time_of
from readtui.interchange.common.parsers import named, text_of
from readtui.interchange.importer import AnnotationsByKey, ImportedAnnotation, ImportedWork, ImportFormat

# The lines of a record.
_NUMBER, _TITLE, _PATH, _CHAPTER, _POSITION, _COLOR, _TIME, _NOTE, _QUOTE = 0, 1, 2, 4, 6, 8, 9, 11, 12
_LEAST_LINES = 13
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_ENDINGS = re.compile(r"(?:\.(?:epub|pdf|mobi|azw3?|fb2|txt|html?|zip))+$", re.IGNORECASE)
_INTEGER = re.compile(r"-?\d{1,18}")
_SAMPLE = 8192

_Record = list[str]


class MoonReaderImporter:
    """One work a book. Bookmarks without words are left out."""

    format = ImportFormat("moon-reader", "Moon+ Reader", ".mrexpt from the bookmarks of a book in Moon+ Reader")

    def recognises(self, source: Source) -> bool:
        head = source.data[:_SAMPLE]
        if b"\n#" not in head or looks_binary(head):
            return False
        try:
            return next(_records(text_of(Source(head, source.name, charset=source.charset))), None) is not None
        except SourceError:
            return False

    def read(self, source: Source) -> Iterable[ImportedWork]:
        books: dict[str, AnnotationsByKey] = {}
        for record in _records(text_of(source)):
            annotation = _annotation(record)
            found = books.setdefault(_title(record), AnnotationsByKey())
            found.add(annotation, annotation.key, annotation.place, "it has neither words nor a note")
        if not books:
            raise SourceError(f"{named(source)} contains no Moon+ Reader highlights", "Export them again, as .mrexpt.")
        for title, found in books.items():
            yield ImportedWork(title=title, annotations=tuple(found.annotations.values()), refused=tuple(found.refused))


def _records(text: str) -> Iterator[_Record]:
    lines: _Record = []
    for line in (*text.splitlines(), "#"):
        if line.strip() == "#":
            if len(lines) >= _LEAST_LINES and _is_record(lines):
                yield lines
            lines = []
        else:
            lines.append(line)


def _is_record(lines: _Record) -> bool:
    numbers = (lines[number].strip() for number in (_NUMBER, _CHAPTER, _POSITION, _COLOR, _TIME))
    return all(map(_INTEGER.fullmatch, numbers))


def _title(record: _Record) -> str:
    name = record[_TITLE].strip() or record[_PATH].strip().rpartition("/")[2]
    return _ENDINGS.sub("", name) or "A book in Moon+ Reader"


def _annotation(record: _Record) -> ImportedAnnotation:
    quote, note = (_BREAK.sub("\n", record[number]).strip() for number in (_QUOTE, _NOTE))
    chapter, position = int(record[_CHAPTER]), int(record[_POSITION])
    return ImportedAnnotation(
        quote=quote,
        note=note,
        order=(chapter, position),
        place=f"chapter {chapter + 1}",
        color=(color_of(f"#{int(record[_COLOR]) & 0xFFFFFF:06x}") or "yellow") if quote else None,
        created=time_of(int(record[_TIME])),
        key=f"{record[_TIME].strip()} {chapter} {position}",
    )
