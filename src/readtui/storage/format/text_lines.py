"""The layout of a text version's file: one field or block per line, so that a block is parsed on first access.

Every other layout, valid or not, is left to the parser (``readtui.codec.text_versions``).
"""

import json
import re
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from io import SEEK_END, BufferedReader
from itertools import accumulate, chain, takewhile
from typing import NamedTuple, overload

from readtui.codec import fields, strict_json
from readtui.codec.strict_json import encode_line
from readtui.codec.text_versions import (
    KINDS,
    block_from_json,
    block_to_json,
    canonical_text,
    image_to_json,
    images_from_json,
    in_order,
    pages_from_json,
    pages_to_json,
    replaced_from_json,
)
from readtui.errors import DamagedError
from readtui.model.article import Article, Metadata
from readtui.model.block import Block, BlockKind, Blocks
from readtui.quick_dataclass import maker
from readtui.quick_pattern import pattern
from readtui.storage.format.record_lines import are_records

_HEAD = b'{"format": {"name": "readtui-text", "version": 1},\n"text": '
_BLOCKS, _BETWEEN_LINES, _BLOCKS_END = b',\n"blocks": [\n', b",\n", b"\n],\n"
_NOTHING_MORE = b'"replaced": []}\n'
# Keys are sorted, so label, level, marks, quoted and role stand in the middle.
_BETWEEN = rb'(?:, "(?:label|level|marks|quoted|role)"[^\n]*)?'
_LINE = rb'\{"end": [0-9]{1,18}+, "kind": "[a-z-]++"%b, "start": [0-9]{1,18}+\}' % _BETWEEN
_LINES = pattern(rb"(?:%b,\n)*+%b" % (_LINE, _LINE))
_ENDS = pattern(rb'\{"end": (?P<end>[0-9]+).*"start": (?P<start>[0-9]+)\}')
_HEADING = f'"kind": "{BlockKind.HEADING.value}"'.encode()
_ROLE = b'"role"'
_NUMBER = b"(0|[1-9][0-9]*)"
# Nearly all blocks: no marks, role or label. The parser would take ten times as long.
_PLAIN = pattern(
    rb'^\{"end": %b, "kind": "([a-z-]+)"(?:, "level": ([0-9]))?, "start": %b\},?$' % (_NUMBER, _NUMBER), re.MULTILINE
)
_KINDS = {str(name).encode(): kind for name, kind in KINDS.items()}
_block_of = maker(Block)
_HASH = pattern(rb'"([0-9a-f]{64})"')
_LONGER = pattern(rb"[\xc2-\xf4]")
_ESCAPED = pattern(rb"\\[bfru]")
# C1 controls; line and paragraph separators and bidi overrides; bidi isolates. Searching bytes for them is fast.
_OTHER_CONTROLS = (
    re.compile(rb"\xc2[\x80-\x9f]"),
    re.compile(rb"\xe2\x80[\xa8-\xae]"),
    re.compile(rb"\xe2\x81[\xa6-\xa9]"),
)
_BEGINNING, _BUFFER = 1 << 17, 1 << 20
_SLICE = 1 << 18
"""Bytes of text or lines that are looked at in one step, so that no other thread waits for milliseconds."""
_READ_AT_ONCE = 200
_MOST_AT_END = 1 << 20
_ENCODED_AT_ONCE = 65_536


class _PlainBlocks(NamedTuple):
    """Each field of several blocks, in the order of their lines."""

    ends: list[int]
    kinds: Sequence[bytes]
    levels: Sequence[bytes]
    starts: list[int]


class LazyBlocks(Blocks):
    """Blocks as stored, one JSON object per line, each parsed on first access.

    A malformed block is read as a paragraph; ``check`` reports it. ``length``: code points of the text.
    """

    def __init__(self, lines: bytes, length: int, where: str) -> None:
        """Raises ValueError for lines that are not in readtui's own layout."""
        self._lines = lines
        self._offsets = array("Q", [0])
        """Where each line begins, and where another one would."""
        begin = 0
        while begin < len(lines):
            end = lines.find(_BETWEEN_LINES, begin + _SLICE)
            part = lines[begin : end if end >= 0 else len(lines)]
            if not part.isascii():
                part.decode()
            if _LINES.fullmatch(part) is None or not are_records(part + b"\n"):
                raise ValueError("the lines do not have one block each")
            sizes = (len(line) + len(_BETWEEN_LINES) for line in part.split(_BETWEEN_LINES))
            self._offsets.extend(accumulate(sizes, initial=self._offsets.pop()))
            begin = self._offsets[-1]
        self._known: dict[int, Block] = {}
        self._length = length
        self._where = where

    def __len__(self) -> int:
        return len(self._offsets) - 1

    @overload
    def __getitem__(self, index: int) -> Block: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Block]: ...
    def __getitem__(self, index: int | slice) -> Block | Sequence[Block]:
        if isinstance(index, slice):
            return tuple(self[number] for number in range(*index.indices(len(self))))
        if (known := self._known.get(index)) is not None:
            return known
        number = range(len(self))[index]
        self._known[number] = block = self._read(number, number + 1)[0]
        return block

    def __iter__(self) -> Iterator[Block]:
        """All blocks in order, none of which is kept."""
        for first in range(0, len(self), _READ_AT_ONCE):
            yield from self._read(first, first + _READ_AT_ONCE)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def section_starts(self, first: int, last: int) -> Sequence[int]:
        """Looks for their lines, and parses only those with a role."""
        begin, end = self._bounds(first, last)
        with_role = self._lines_with(_ROLE, begin, end)
        headings = {*self._lines_with(_HEADING, begin, end)}.difference(with_role)
        return sorted(headings.union(number for number in with_role if self[number].starts_section))

    def _lines_with(self, sign: bytes, begin: int, end: int) -> list[int]:
        """The numbers of the lines between two offsets in bytes that have a sign."""
        found: list[int] = []
        while (begin := self._lines.find(sign, begin, end)) >= 0:
            following = bisect_right(self._offsets, begin)
            found.append(following - 1)
            begin = self._offsets[following]
        return found

    def check(self, pause: Callable[[], None]) -> None:
        """Parse all blocks in batches, calling ``pause`` after each, and keep none. Raises DamagedError."""
        reached = 0
        for first in range(0, len(self), _READ_AT_ONCE):
            last = min(first + _READ_AT_ONCE, len(self))
            plain = self._plain(first, last)
            borders = [reached, *chain.from_iterable(zip(plain.starts, plain.ends, strict=True))] if plain else []
            if plain is not None and borders == sorted(borders) and borders[-1] <= self._length:
                reached = borders[-1]
            else:
                read = (_block(self._line(number), self._where) for number in range(first, last))
                for block in in_order(read, self._length, self._where, reached):
                    reached = block.end
            pause()

    def _bounds(self, first: int, last: int) -> tuple[int, int]:
        """Where the lines of some blocks begin and end, in bytes."""
        return self._offsets[first], self._offsets[min(last, len(self))] - len(_BETWEEN_LINES)

    def _line(self, number: int) -> bytes:
        begin, end = self._bounds(number, number + 1)
        return self._lines[begin:end]

    def _plain(self, first: int, last: int) -> "_PlainBlocks | None":
        """The fields of some blocks, unless one of them has marks, a role or a label."""
        begin, end = self._bounds(first, last)
        found = _PLAIN.findall(self._lines[begin:end])
        if len(found) != min(last, len(self)) - first:
            return None
        ends, kinds, levels, starts = zip(*found, strict=True)
        return _PlainBlocks([*map(int, ends)], kinds, levels, [*map(int, starts)])

    def _read(self, first: int, last: int) -> list[Block]:
        """Some blocks, whatever is wrong with them."""
        plain = self._plain(first, last)
        if plain is None:
            return [self._read_line(self._line(number)) for number in range(first, min(last, len(self)))]
        made = [
            _block_of(_KINDS.get(kind, BlockKind.PARAGRAPH), start, end, level=int(level or 0))
            for end, kind, level, start in zip(*plain, strict=True)
        ]
        return [one if one.start <= one.end <= self._length else self._mended(one.start, one.end) for one in made]

    def _read_line(self, line: bytes) -> Block:
        if (plain := _plain_block(line, self._length)) is not None:
            return plain
        try:
            return next(in_order([_block(line, self._where)], self._length, self._where))
        except DamagedError:
            ends = _ENDS.fullmatch(line)
            assert ends is not None
            return self._mended(int(ends["start"]), int(ends["end"]))

    def _mended(self, start: int, end: int) -> Block:
        """A paragraph within the text in place of a damaged block."""
        start = min(start, self._length)
        return Block(BlockKind.PARAGRAPH, start, max(start, min(end, self._length)))


def _plain_block(line: bytes, length: int) -> Block | None:
    """The block in a line that has only its kind, its ends and perhaps a level; None for every other line."""
    if (found := _PLAIN.fullmatch(line)) is None:
        return None
    end, kind, level, start = found.groups()
    block = Block(_KINDS.get(kind, BlockKind.PARAGRAPH), int(start), int(end), level=int(level or 0))
    return block if block.start <= block.end <= length else None


def _block(line: bytes, where: str) -> Block:
    """The block in a line. Raises DamagedError."""
    try:
        value = strict_json.loads(text := line.decode())
    except ValueError as error:
        raise fields.wrong_value(where, "blocks", "JSON", text) from error
    return block_from_json(fields.mapping(value, where, "block"), where)


def article_in(content: bytes, metadata: Metadata, where: str) -> Article | None:
    """The article in a file in readtui's own layout, with its blocks unparsed; None for any other file.

    Checks only that the text is well-formed. ``LazyBlocks.check`` checks the blocks, and ``hash8`` shows whether it is
    the right text.
    """
    try:
        text, blocks_begin, blocks_end = _text_in(content, where)
        blocks = LazyBlocks(content[blocks_begin:blocks_end], len(text), where)
        ending = content[blocks_end + len(_BLOCKS_END) :]
        if ending == _NOTHING_MORE and blocks:
            return Article(metadata, text, blocks)
        rest = fields.mapping(strict_json.loads(b"{" + ending), where, "text version")
        if (text and not blocks) or "text" in rest or "blocks" in rest:
            return None
        images, pages = images_from_json(rest, len(text)), pages_from_json(rest, len(text))
        return Article(metadata, text, blocks, replaced_from_json(rest, where), images, pages=pages)
    except (ValueError, RecursionError, DamagedError):
        return None


def outline_in(content: bytes, metadata: Metadata, where: str) -> Article | None:
    """The article in a file in readtui's own layout, without any blocks but its headings; None for any other file.

    Looks at no other block.
    """
    try:
        text, begin, end = _text_in(content, where)
        headings: list[Block] = []
        while (found := content.find(_HEADING, begin, end)) >= 0:
            begin = content.index(b"\n", found)
            line = content[content.rindex(b"\n", 0, found) + 1 : begin].removesuffix(b",")
            plain = _plain_block(line, len(text))
            headings += [plain] if plain else in_order([_block(line, where)], len(text), where)
    except (ValueError, RecursionError, DamagedError):
        return None
    return Article(metadata, text, tuple(block for block in headings if block.kind is BlockKind.HEADING))


def _text_in(content: bytes, where: str) -> tuple[str, int, int]:
    """The text of a file in readtui's own layout, and where its blocks begin and end, in bytes.

    Raises ValueError for any other layout, RecursionError, DamagedError.
    """
    # The text takes one line; its own line ends are escaped.
    text_end = content.index(b"\n", len(_HEAD)) - 1
    blocks_end = content.rindex(_BLOCKS_END)
    if not content.startswith(_HEAD) or not content.startswith(_BLOCKS, text_end):
        raise ValueError("the lines are others")
    if content[len(_HEAD) : len(_HEAD) + 1] != b'"' or content[text_end - 1 : text_end] != b'"':
        raise ValueError("the text is not on a line of its own")
    parts: list[str] = []
    begin, is_odd = len(_HEAD) + 1, False
    while begin < text_end - 1:
        end = _cut(content, begin, text_end - 1)
        part, begin = content[begin:end], end
        written = f'"{part.decode()}"'
        text, read_to = strict_json.raw_decode(written)
        if not isinstance(text, str) or read_to != len(written):
            raise ValueError("the text does not end with its line")
        parts.append(text)
        is_odd = is_odd or may_hold_controls(part)
    text = "".join(parts)
    if is_odd:
        canonical_text(text, where)
    return text, text_end + len(_BLOCKS), blocks_end


def _cut(content: bytes, begin: int, end: int) -> int:
    """Where the first slice of a JSON string may end: at a space or a longer sign, neither of which escapes have."""
    if end - begin <= _SLICE:
        return end
    found = content.rfind(b" ", begin + 1, begin + _SLICE)
    if found < 0:
        longer = _LONGER.search(content, begin + _SLICE, end)
        found = longer.start() if longer else end
    return found


def beginning_in(file: BufferedReader, metadata: Metadata, where: str) -> Article | None:
    """The first blocks of a long text, enough for a screen, unchecked. Reads only the beginning of the file.

    None for a file in another layout. Raises OSError.
    """
    try:
        head = file.read(_BEGINNING)
        file.seek(_line_end(file, len(head)) - 1)
        if not head.startswith(_HEAD) or file.read(len(_BLOCKS)) != _BLOCKS:
            return None
        lines = file.read(_BEGINNING)
        rest = _rest_at_end(file)
        # Cut the text between two paragraphs.
        text = strict_json.loads(head[len(_HEAD) : head.rindex(b"\\n\\n")] + b'"')
        blocks = LazyBlocks(lines[: lines.rindex(_BETWEEN_LINES)], len(canonical_text(text, where)), where)
    except (ValueError, TypeError, DamagedError):
        return None
    assert isinstance(text, str)
    shown = tuple(takewhile(lambda block: block.end < len(text), blocks))
    last = shown[-1].start if shown else -1
    return Article(metadata, text, shown, images=images_from_json(rest, last), pages=pages_from_json(rest, last))


def _rest_at_end(file: BufferedReader) -> fields.Json:
    """The fields after the blocks, which end the file. Raises ValueError if they are longer than usual, OSError."""
    file.seek(max(0, file.seek(0, SEEK_END) - _MOST_AT_END))
    tail = file.read(_MOST_AT_END)
    found = strict_json.loads(b"{" + tail[tail.rindex(_BLOCKS_END) + len(_BLOCKS_END) :])
    if not isinstance(found, dict):
        raise TypeError
    return found


def images_named_in(content: bytes) -> frozenset[str]:
    """The hashes of the images that a text's file may name, whatever its layout."""
    return frozenset(match.decode() for match in _HASH.findall(content)) if b"sha256" in content else frozenset()


def encode_article(article: Article) -> bytes:
    """The bytes of the file. Control characters in ``replaced`` are escaped, so that the file is safe to display."""
    blocks = b",\n".join(map(_encoded_block, article.blocks))
    replaced = [list(pair) for pair in article.replaced]
    images = b",\n".join(encode_line(image_to_json(image)) for image in article.images)
    return (
        _HEAD + _encoded_text(article.text) + _BLOCKS + blocks + _BLOCKS_END
        + b'"replaced": ' + json.dumps(replaced).encode()
        + (b', "pages": ' + json.dumps(pages_to_json(article.pages)).encode() if article.pages else b"")
        + (b',\n"images": [\n' + images + b"\n]" if images else b"") + b"}\n"
    )  # fmt: skip


def may_hold_controls(content: bytes) -> bool:
    """Whether a text may contain characters that importing replaces.

    Searching bytes is much faster than searching characters. JSON escapes all control characters of ASCII but DEL; the
    others have distinct bytes.
    """
    if b"\x7f" in content or _ESCAPED.search(content):
        return True
    return not content.isascii() and any(controls.search(content) for controls in _OTHER_CONTROLS)


def _line_end(file: BufferedReader, offset: int) -> int:
    """Where the current line ends, in bytes. ``offset``: the file's position. Raises ValueError if it never ends."""
    buffer = bytearray(_BUFFER)
    while count := file.readinto(buffer):
        found = buffer.find(b"\n", 0, count)
        if found >= 0:
            return offset + found
        offset += count
    raise ValueError("the line is cut off")


def _encoded_text(text: str) -> bytes:
    """The text as a JSON string, encoded in parts, so that other threads can run in between."""
    starts = range(0, len(text), _ENCODED_AT_ONCE)
    return b'"' + b"".join(encode_line(text[start : start + _ENCODED_AT_ONCE])[1:-1] for start in starts) + b'"'


def _encoded_block(block: Block) -> bytes:
    """The line of a block. Formats blocks without marks or a role, which are nearly all, in a fifth of the time."""
    if block.marks or block.role is not None or block.quoted:
        return encode_line(block_to_json(block))
    label = b'"label": ' + encode_line(block.label) + b", " if block.label else b""
    level = b'"level": %d, ' % block.level if block.level else b""
    return b'{"end": %d, "kind": "%s", %s%s"start": %d}' % (
        block.end, block.kind.value.encode(), label, level, block.start
    )  # fmt: skip
