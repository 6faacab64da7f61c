"""Appends changed objects to a PDF as an incremental update, which keeps the bytes of the original.

Pdfium writes all objects that it has loaded, not only the changed ones, and its cross-reference streams are not valid
(they lack a type and an end). So this module takes only the objects that differ between two of its updates, and writes
the cross-references itself, in the form that the original uses. Source: ISO 32000-2, 7.5.4 to 7.5.8.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_TABLE_ROW = re.compile(rb"(\d{10}) (\d{5}) ([nf])")
_LATER_GENERATION = re.compile(rb"(?<!\d)(\d{1,9})\s{1,4}(?!0+\s)\d{1,5}\s{1,4}obj\b")
_REFERENCE = re.compile(rb"(?<!\d)(\d{1,9}) 0 R\b")
_SECTION = re.compile(rb"(\d+) (\d+)")
_HEAD = re.compile(rb"\s*(\d+)\s+(\d+)\s+obj\b")
_OWN_KEYS = re.compile(
    rb"/(?:Prev|Size|XRefStm|Length)\s+\d+|/Type\s*/XRef\b|/W\s*\[[\s\d]*\]|/Index\s*\[[\s\d]*\]"
    rb"|/DocChecksum\s*/\w+|/Filter\s*/\w+|/DecodeParms\s*<<[^<>]*>>"
)
_ID = re.compile(rb"/ID\s*\[\s*(<[0-9A-Fa-f\s]*>)\s*<[0-9A-Fa-f\s]*>\s*\]")
_PREVIOUS = re.compile(rb"/Prev\s+(\d+)")
_SIZE = re.compile(rb"/Size\s+(\d+)")
_TOKEN = re.compile(rb"\((?:\\.|[^\\)])*\)|<<|>>|<[^<>]*>|\bstream\b", re.DOTALL)
_OWN_NAME = b"/NM(readtui:"
_NAMED = re.compile(rb"/NM\s*\((readtui:[^()\\]*)\)")
_ANSWERS = re.compile(rb"/IRT\s*\((readtui:[^()\\]*)\)")
_BEFORE_TABLE = 64


class NotIncrementalError(Exception):
    """The update cannot be appended: its cross-references, or those of the original, are not as expected."""


@dataclass(frozen=True, slots=True)
class Update:
    """What pdfium appended to an original: its trailer, and the objects by number, each with its head and end.

    ``size``: the highest object number plus one.
    """

    objects: Mapping[int, bytes]
    trailer: bytes
    is_stream: bool
    previous: int
    size: int


def read_update(written: bytes, original: bytes) -> Update:
    """Read the update at the end of ``written``. Raises NotIncrementalError."""
    start = _START.search(written, max(0, len(written) - 200))
    if not start or not written.startswith(original):
        raise NotIncrementalError
    section = int(start[1])
    is_stream = not written.startswith(b"xref", section)
    places, trailer = (_stream if is_stream else _table)(written, section)
    places = {number: place for number, place in places.items() if place >= len(original)}
    ends = [*sorted(places.values())[1:], section]
    objects: dict[int, bytes] = {}
    for (number, place), end in zip(sorted(places.items(), key=lambda one: one[1]), ends, strict=True):
        head = _HEAD.match(written, place)
        if not head or int(head[1]) != number:
            raise NotIncrementalError
        objects[number] = written[place:end].strip()
    previous, size = _PREVIOUS.search(trailer), _SIZE.search(trailer)
    if not previous or not size or not _is_section(original, int(previous[1])):
        raise NotIncrementalError
    # Pdfium counts its own stream among the objects, and gives its number to the first new one the next time.
    return Update(objects, trailer, is_stream, int(previous[1]), int(size[1]) - is_stream)


def with_own_objects(objects: Mapping[int, bytes], first: int) -> dict[int, bytes]:
    """The objects with each of readtui's annotations as an object of its own, numbered from ``first``.

    Pdfium writes them into the page or its list, where some programs do not see them.
    """
    found = dict(objects)
    number = max([first, *(known + 1 for known in objects)])
    for known, written in objects.items():
        kept, start = bytearray(), 0
        for place, end in _own_annotations(written):
            kept += written[start:place] + b" %d 0 R " % number
            found[number] = b"%d 0 obj\n%s\nendobj" % (number, written[place:end])
            number, start = number + 1, end
        if start:
            found[known] = bytes(kept) + written[start:]
    return found


def with_references(objects: Mapping[int, bytes]) -> dict[int, bytes]:
    """The objects, in which a reply refers to the annotation whose name it has as that which it answers."""
    numbers: dict[bytes, int] = {}
    for number, written in sorted(objects.items()):
        if named := _NAMED.search(written):
            # An annotation over several pages is one on each.
            numbers.setdefault(named[1], number)

    def referring(found: re.Match[bytes]) -> bytes:
        number = numbers.get(found[1])
        return b"" if number is None else b"/IRT %d 0 R/RT/R" % number

    return {number: _ANSWERS.sub(referring, written) for number, written in objects.items()}


def _own_annotations(written: bytes) -> Iterator[tuple[int, int]]:
    """The ranges of readtui's annotations inside an object."""
    head = _HEAD.match(written)
    body = len(written) - len(written[head.end() :].lstrip()) if head else 0
    opened: list[int] = []
    for token in _TOKEN.finditer(written):
        if token[0] == b"<<":
            opened.append(token.start())
        elif token[0] == b">>" and opened:
            start = opened.pop()
            if start != body and _OWN_NAME in written[start : token.end()]:
                yield start, token.end()
        elif token[0] == b"stream":
            return


def appended(original: bytes, before: Update, update: Update, objects: Mapping[int, bytes]) -> bytes:
    """What to append to the original so that it has these objects. ``before``: the update without a change.

    Raises NotIncrementalError.
    """
    if not objects:
        return b""
    _require_first_generations(original, objects)
    separator = b"" if original.endswith((b"\n", b"\r")) else b"\n"
    body = bytearray(separator)
    if _ID.findall(before.trailer) != _ID.findall(update.trailer):
        # The original has no identifier, and pdfium generates a new one each time.
        update = replace(update, trailer=_ID.sub(b"", update.trailer))
    places: dict[int, int] = {}
    for number, written in sorted(objects.items()):
        places[number] = len(original) + len(body)
        body += written + b"\n"
    size = max([update.size, *(number + 1 for number in objects)])
    own = len(original) + len(body)
    if update.is_stream:
        places[size] = own
        body += _written_stream(places, size, update)
    else:
        body += _written_table(places) + b"trailer\n<<" + _entries(update, size, bytes(body)) + b">>\n"
    return bytes(body) + b"startxref\n%d\n%%%%EOF\n" % own


def _require_first_generations(original: bytes, objects: Mapping[int, bytes]) -> None:
    """Raise NotIncrementalError if an object, or one that it refers to, has another generation than 0.

    Pdfium writes all numbers with generation 0, so that the two would not be the same to a strict reader.
    """
    reused = {int(number) for number in _LATER_GENERATION.findall(original)}
    if reused and not reused.isdisjoint(objects):
        raise NotIncrementalError
    for written in objects.values() if reused else ():
        if not reused.isdisjoint(map(int, _REFERENCE.findall(written))):
            raise NotIncrementalError


def _table(written: bytes, section: int) -> tuple[dict[int, int], bytes]:
    """The positions of objects in a table, and the trailer's entries."""
    end = written.rfind(b"trailer")
    if end < section:
        raise NotIncrementalError
    places: dict[int, int] = {}
    number = 0
    for line in written[section + len(b"xref") : end].splitlines():
        if row := _TABLE_ROW.fullmatch(line.strip()):
            if row[3] == b"n":
                places[number] = int(row[1])
            number += 1
        elif head := _SECTION.fullmatch(line.strip()):
            number = int(head[1])
        elif line.strip():
            raise NotIncrementalError
    return places, _between(written[end + len(b"trailer") : written.rfind(b"startxref")])


def _stream(written: bytes, section: int) -> tuple[dict[int, int], bytes]:
    """The positions of objects in one of pdfium's uncompressed streams, and its dictionary's entries."""
    opens = written.find(b"stream", section)
    head = written[section:opens]
    index = re.search(rb"/Index\s*\[([\s\d]*)\]", head)
    widths = re.search(rb"/W\s*\[\s*0\s+(\d)\s+(\d)\s*\]", head)
    if opens < 0 or not index or not widths:
        raise NotIncrementalError
    pairs = [int(number) for number in index[1].split()]
    numbers = [
        first + step
        for first, count in zip(pairs[::2], pairs[1::2], strict=True)
        for step in range(min(count, len(written)))
    ]
    at = opens + len(b"stream")
    at += 2 if written.startswith(b"\r\n", at) else 1
    wide, row = int(widths[1]), int(widths[1]) + int(widths[2])
    if at + len(numbers) * row > len(written):
        raise NotIncrementalError
    places = {
        number: int.from_bytes(written[at + index * row : at + index * row + wide], "big")
        for index, number in enumerate(numbers)
    }
    return places, _between(head)


def _between(dictionary: bytes) -> bytes:
    """The entries between ``<<`` and ``>>``."""
    first, last = dictionary.find(b"<<"), dictionary.rfind(b">>")
    if not 0 <= first < last:
        raise NotIncrementalError
    return dictionary[first + 2 : last]


def _is_section(original: bytes, place: int) -> bool:
    """Whether cross-references begin at this position."""
    found = original[place : place + _BEFORE_TABLE]
    return found.lstrip().startswith(b"xref") or _HEAD.match(found) is not None


def _entries(update: Update, size: int, content: bytes) -> bytes:
    """The trailer's entries for this update; the second part of the file's identifier changes with the content."""
    changed = hashlib.md5(content, usedforsecurity=False).hexdigest().upper().encode()
    kept = _ID.sub(lambda found: b"/ID[" + found[1] + b"<" + changed + b">]", _OWN_KEYS.sub(b"", update.trailer))
    return kept.strip() + b"/Size %d/Prev %d" % (size, update.previous)


def _written_table(places: Mapping[int, int]) -> bytes:
    rows = b"".join(b"%d 1\n%010d 00000 n \n" % (number, place) for number, place in sorted(places.items()))
    return b"xref\n" + rows


def _written_stream(places: Mapping[int, int], size: int, update: Update) -> bytes:
    rows = b"".join(b"\x01%s\x00" % place.to_bytes(5, "big") for _, place in sorted(places.items()))
    index = b" ".join(b"%d 1" % number for number in sorted(places))
    entries = _entries(update, size + 1, rows)
    return (
        b"%d 0 obj\n<</Type/XRef/W[1 5 1]/Index[%s]/Length %d" % (size, index, len(rows))
        + entries
        + b">>stream\n"
        + rows
        + b"\nendstream\nendobj\n"
    )
