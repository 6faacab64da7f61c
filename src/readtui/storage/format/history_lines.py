"""The lines of the history: one change each, oldest first. An intent is such a line in its own file."""

from collections.abc import Iterator
from typing import BinaryIO

from readtui.codec import strict_json
from readtui.codec.changes import change_from_json, change_to_json, is_of_newer_version
from readtui.codec.strict_json import encode_line
from readtui.errors import DamagedError
from readtui.model.change import Change
from readtui.quick_dataclass import dataclass
from readtui.quick_pattern import pattern

_MOST_TRIES = 20
_INVALID = pattern("[\udc80-\udcff]")
# Keys are sorted.
_BEGIN = '{"at": '
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """The changes in a line. ``is_whole``: the line is exactly one change, possibly of a newer readtui."""

    changes: list[Change]
    is_whole: bool


def line_of(change: Change) -> bytes:
    """The change as one line, without its line end."""
    return encode_line(change_to_json(change))


def encode_changes(changes: list[Change]) -> bytes:
    """The lines of these changes, with their line ends."""
    return b"".join(line_of(change) + b"\n" for change in changes)


def complete_lines(content: bytes) -> bytes:
    """The bytes up to the last line end. A change without a line end was never reported as saved."""
    return content[: content.rfind(b"\n") + 1]


def changes_in(lines: bytes) -> list[Change]:
    """The changes in complete lines, with whatever can still be read from damaged ones."""
    return [change for line in _lines(lines) for change in read_line(line).changes]


def damaged_lines(content: bytes) -> int:
    """The number of complete lines that are damaged."""
    return sum(not _is_undamaged(read_line(line)) for line in _lines(complete_lines(content)))


def mended(content: bytes) -> bytes:
    """The history without damage: whole lines unchanged, and from the others the changes that can be read."""
    kept = bytearray()
    for line in _lines(complete_lines(content)):
        read = read_line(line)
        kept += line + b"\n" if _is_undamaged(read) else encode_changes(list(filter(_is_readable, read.changes)))
    return bytes(kept)


def _is_undamaged(line: HistoryLine) -> bool:
    return line.is_whole and all(map(_is_readable, line.changes))


def _is_readable(change: Change) -> bool:
    """Whether the edits of a large change, which are read later, can be read."""
    try:
        return len(tuple(change.edits)) == len(change.edits)
    except DamagedError:
        return False


def read_line(line: bytes) -> HistoryLine:
    """The changes in a line. Of a damaged line, those that can still be read, even after others on the same line."""
    try:
        text = line.decode()
    except UnicodeDecodeError:
        # JSON refuses NUL, so a change with an invalid byte is skipped.
        text = _INVALID.sub("\x00", line.decode("utf-8", "surrogateescape"))
    changes: list[Change] = []
    at = tries = 0
    is_whole = True
    while 0 <= at < len(text) and tries < _MOST_TRIES:
        tries += 1
        try:
            value, at = strict_json.raw_decode(text, at)
        except (ValueError, RecursionError):
            is_whole, at = False, text.find(_BEGIN, at + 1)
            continue
        try:
            changes.append(change_from_json(value))
        except DamagedError:
            is_whole &= is_of_newer_version(value)
    return HistoryLine(changes, is_whole and tries == 1)


def start_of_latest(file: BinaryIO, size: int, count: int) -> int:
    """Where the last ``count`` lines begin, in bytes. Reads the file in blocks, because a line can take megabytes."""
    before = count + 1
    for at in range((size - 1) // _BLOCK * _BLOCK, -1, -_BLOCK):
        file.seek(at)
        block = file.read(min(_BLOCK, size - at))
        ends = block.count(b"\n")
        if ends >= before:
            return at + len(block.rsplit(b"\n", before)[0]) + 1
        before -= ends
    return 0


def _lines(content: bytes) -> Iterator[bytes]:
    # After a power cut, the next append first ends the unfinished line, which may leave an empty line.
    return filter(None, content.split(b"\n"))
