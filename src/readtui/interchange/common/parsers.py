"""Parses the text, JSON and CSV of untrusted files within limits."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from readtui.codec import strict_json
from readtui.errors import SourceError
from readtui.importers.common.encoding import decode, looks_binary
from readtui.importers.importer import Source
from readtui.text.clean import visible

MOST_ROWS = 2_000_000
_SAMPLE = 4096
_MOST_IN_CELL = 128 * 1024
_SEPARATORS = ",;\t"
# A line above the table, by which Excel knows what separates the cells.
_SAID = re.compile(r"\"?sep=(.)\"?\r?\n", re.IGNORECASE)
_WHITE_SPACE = b" \t\r\n"
_NUMBER = re.compile(r"\d{1,12}")
_LONGEST_ORDER = 100


def text_of(source: Source) -> str:
    """The file as text, whatever its encoding, without a byte order mark. Raises SourceError for binary data."""
    return decode(source.data, source.name, source.charset)


def json_of(source: Source) -> object:
    """The file's JSON value, of JSON Lines a list of their values; None for anything else. Parsed once."""
    try:
        return require_json(source)
    except SourceError:
        return None


def require_json(source: Source) -> object:
    """The same. Raises SourceError if it is neither, nests too deeply or has too many values."""
    found = _parsed(source.data)
    if isinstance(found, str):
        raise SourceError(f"{named(source)} is not valid JSON: {found}", "Export it again.")
    return found[0]


def json_in(text: object) -> object:
    """The JSON value in a text, as in a cell of a table; None if there is none."""
    try:
        return strict_json.loads(text) if isinstance(text, str | bytes) else None
    except ValueError:
        return None


def looks_like_json(source: Source) -> bool:
    """Whether the file begins like a JSON object or list."""
    return _begins_like_json(source.data)


def rows_of(source: Source, *, most_in_cell: int = _MOST_IN_CELL) -> Iterator[dict[str, str]]:
    """The rows of a CSV file by the names in its first row, which are stripped and in lower case.

    Commas, semicolons or tabs separate cells, whatever the first row has most of, or the character that a line above
    it names for Excel. Cells of a longer row are dropped, missing ones are "". Raises SourceError if it is not CSV, or
    has more than ``most_in_cell`` characters in a cell, as after a quotation mark that is not closed.
    """
    reader = _cells(text_of(source))
    usual = csv.field_size_limit(most_in_cell)
    try:
        names = [name.strip().casefold() for name in next(reader, [])]
        for number, row in enumerate(reader):
            if number >= MOST_ROWS:
                raise SourceError(f"{named(source)} has more than {MOST_ROWS:,} rows", "Split it.")
            if row:
                yield dict(zip(names, [*row, *[""] * (len(names) - len(row))], strict=False))
    except csv.Error as error:
        raise SourceError(f"{named(source)} is not valid CSV: {error}", "Export it again.") from error
    finally:
        csv.field_size_limit(usual)


def pages_of(source: Source) -> Iterator[dict[str, str]]:
    """The rows of a table of saved pages that have an address in the column ``url``. Raises what ``rows_of`` does."""
    return (row for row in rows_of(source) if row.get("url", "").strip())


def columns_of(source: Source) -> frozenset[str]:
    """The names in the first row of a CSV file, stripped and in lower case; none if it is not CSV."""
    head = source.data[:_SAMPLE]
    if looks_binary(head):
        return frozenset()
    try:
        text = decode(head, source.name, source.charset)
        return frozenset(name.strip().casefold() for name in next(_cells(text), []))
    except (SourceError, csv.Error):
        return frozenset()


def named(source: Source) -> str:
    """The file's name in a message."""
    return visible(source.name) or "the input"


def string(value: object) -> str:
    """A value that should be a text: that, a number as text, or ""."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def objects(value: object) -> list[dict[str, object]]:
    """The objects of a value that should be a list of them; leaves out everything else."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def strings(value: object) -> tuple[str, ...]:
    """The texts of a value that should be a list of them, or is one of them; leaves out everything else."""
    values = value if isinstance(value, list) else [value]
    return tuple(text for one in values if (text := string(one).strip()))


def separated(text: str, separator: str = ",") -> tuple[str, ...]:
    """The names in a list of them in one text, each once."""
    return tuple(dict.fromkeys(name for part in text.split(separator) if (name := part.strip())))


def first_of(row: Mapping[str, object], names: Iterable[str]) -> str:
    """The first of these columns that has a text; "" if none has."""
    return next((words for name in names if (words := string(row.get(name)))), "")


def several(value: object) -> list[object]:
    """A list, or a list of a value that is none."""
    return value if isinstance(value, list) else [value]


def order_of(value: object) -> tuple[float, ...]:
    """The whole numbers in a value, such as a page, or a place with several; see ``ImportedAnnotation.order``."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return (value,)
    numbers = _NUMBER.findall(value[:_LONGEST_ORDER]) if isinstance(value, str) else []
    return tuple(int(digits) for digits in numbers)


def _cells(text: str) -> Iterator[list[str]]:
    if said := _SAID.match(text):
        return csv.reader(io.StringIO(text[said.end() :], newline=""), delimiter=said[1])
    first = text[: text.find("\n")] if "\n" in text else text
    separator = max(_SEPARATORS, key=first.count)
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)


def _begins_like_json(data: bytes) -> bool:
    return data[:_SAMPLE].lstrip(b"\xef\xbb\xbf" + _WHITE_SPACE).startswith((b"{", b"["))


@lru_cache(maxsize=1)
def _parsed(data: bytes) -> tuple[object] | str:
    if not _begins_like_json(data) and b"\0" not in data[:8]:
        return "it does not begin with { or ["
    try:
        text = decode(data)
    except SourceError as fault:
        return fault.message
    try:
        return (strict_json.loads(text),)
    except ValueError as fault:
        lines = _lines(text)
        return str(fault) if lines is None else (lines,)


def _lines(text: str) -> list[object] | None:
    """The values of JSON Lines; None if any line is not JSON."""
    first, _, rest = text.removeprefix("\ufeff").partition("\n")
    if not rest.strip() or not first.rstrip().endswith("}"):
        return None
    try:
        # As one value, so that the limits are those of one.
        found = strict_json.loads(f"[{','.join(line for line in text.split(chr(10)) if line.strip())}]")
    except ValueError:
        return None
    return found if isinstance(found, list) else None
