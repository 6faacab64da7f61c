"""A text version (canonical text, blocks, marks, replaced characters) to a JSON value and back.

Values at their default are left out, so that an ordinary paragraph is kind, start and end.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, overload

from readtui.codec import fields
from readtui.errors import DamagedError
from readtui.model.article import Article, Metadata
from readtui.model.block import Block, BlockKind, Mark, MarkType, Role

_KINDS: dict[object, BlockKind] = {kind.value: kind for kind in BlockKind}
_PLAIN_FIELDS = 3
# Keys are sorted: label, level, marks and role stand in the middle.
_LINE = r'\{"end": [0-9]{1,18}+, "kind": "[a-z-]++"(?:, "(?:label|level|marks|role)"[^\n]*)?, "start": [0-9]{1,18}+\}'
_LINES = re.compile(rf"(?:(?:{_LINE},\n)*+{_LINE})?")
_ENDS = re.compile(r'\{"end": (?P<end>[0-9]+).*"start": (?P<start>[0-9]+)\}')


class LazyBlocks(Sequence[Block]):
    """Blocks as they were written, one JSON object a line; each is read when it is looked at.

    One that is not what it should be is taken for a paragraph; ``each`` says so. ``length``: that of the text.
    """

    def __init__(self, lines: str, length: int, where: str) -> None:
        """Raises ValueError for lines that are not laid out as they are written by us."""
        if _LINES.fullmatch(lines) is None:
            raise ValueError("not one block a line")
        self._blocks: list[str | Block] = [*lines.split(",\n")] if lines else []
        self._length = length
        self._where = where

    def __len__(self) -> int:
        return len(self._blocks)

    @overload
    def __getitem__(self, index: int) -> Block: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Block]: ...
    def __getitem__(self, index: int | slice) -> Block | Sequence[Block]:
        if isinstance(index, slice):
            return tuple(self[number] for number in range(*index.indices(len(self._blocks))))
        found = self._blocks[index]
        if isinstance(found, str):
            found = self._blocks[index] = self._looked_at(found)
        return found

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def each(self) -> Iterator[Block]:
        """All blocks in order; those that were not looked at yet are not kept. Raises DamagedError."""
        return self._checked(self._blocks)

    def _checked(self, blocks: Iterable[str | Block]) -> Iterator[Block]:
        read = (self._read(block) if isinstance(block, str) else block for block in blocks)
        return _in_order(read, self._length, self._where)

    def _looked_at(self, line: str) -> Block:
        try:
            return next(self._checked([line]))
        except DamagedError:
            ends = _ENDS.fullmatch(line)
            assert ends is not None
            start = min(int(ends["start"]), self._length)
            return Block(BlockKind.PARAGRAPH, start, max(start, min(int(ends["end"]), self._length)))

    def _read(self, line: str) -> Block:
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise fields.wrong_value(self._where, "blocks", "JSON", line) from error
        return _block_from_json(value, self._where)


def text_version_to_json(article: Article) -> dict[str, Any]:
    """``text``, ``blocks`` and ``replaced`` (pairs of offset and original); offsets count code points."""
    return {
        "text": article.text,
        "blocks": [_block_to_json(block) for block in article.blocks],
        "replaced": [list(pair) for pair in article.replaced],
    }


def text_version_from_json(value: object, metadata: Metadata, where: str) -> Article:
    """The article of this text version. Raises DamagedError, naming ``where`` and the field."""
    found = fields.mapping(value, where, "text version")
    text = fields.text(found, where, "text")
    blocks = (_block_from_json(block, where) for block in fields.objects(found, where, "blocks"))
    return Article(metadata, text, tuple(_in_order(blocks, len(text), where)), replaced_from_json(found, where))


def _in_order(blocks: Iterable[Block], length: int, where: str) -> Iterator[Block]:
    """The blocks, as long as they are ranges of a text of this length, in order. Raises DamagedError."""
    end = 0
    for block in blocks:
        if not end <= block.start <= block.end <= length:
            raise fields.wrong_value(where, "blocks", "ranges of the text, in order", [block.start, block.end])
        end = block.end
        yield block


def _block_to_json(block: Block) -> dict[str, Any]:
    value: dict[str, Any] = {"kind": block.kind.value, "start": block.start, "end": block.end}
    if block.role is not None:
        value["role"] = block.role.value
    if block.level:
        value["level"] = block.level
    if block.label:
        value["label"] = block.label
    if block.marks:
        value["marks"] = [_mark_to_json(mark) for mark in block.marks]
    return value


def _mark_to_json(mark: Mark) -> dict[str, Any]:
    value: dict[str, Any] = {"type": mark.type.value, "start": mark.start, "end": mark.end}
    if mark.target:
        value["target"] = mark.target
    return value


def _block_from_json(value: dict[str, object], where: str) -> Block:
    if len(value) == _PLAIN_FIELDS:
        # Kind, start and end: nearly every block of a long text, and checked here at a fraction of the time.
        kind, start, end = _KINDS.get(value.get("kind")), value.get("start"), value.get("end")
        if kind is not None and type(start) is int and type(end) is int and 0 <= start <= end:
            return Block(kind, start, end)
    return Block(
        kind=fields.choice(BlockKind, value, where, "kind"),
        start=fields.whole_number(value, where, "start"),
        end=fields.whole_number(value, where, "end"),
        role=fields.choice(Role, value, where, "role") if value.get("role") is not None else None,
        level=fields.whole_number(value, where, "level", 0),
        marks=tuple(_mark_from_json(mark, where) for mark in fields.objects(value, where, "marks")),
        label=fields.text(value, where, "label", ""),
    )


def _mark_from_json(value: dict[str, object], where: str) -> Mark:
    return Mark(
        type=fields.choice(MarkType, value, where, "type"),
        start=fields.whole_number(value, where, "start"),
        end=fields.whole_number(value, where, "end"),
        target=fields.text(value, where, "target", ""),
    )


def replaced_from_json(value: fields.Json, where: str) -> tuple[tuple[int, str], ...]:
    """The replaced characters. Raises DamagedError, naming ``where``."""
    pairs = value.get("replaced", [])
    if not isinstance(pairs, list):
        raise fields.wrong_value(where, "replaced", "a list", pairs)
    replaced: list[tuple[int, str]] = []
    for pair in pairs:
        match pair:
            case [int(offset), str(original)]:
                replaced.append((offset, original))
            case _:
                raise fields.wrong_value(where, "replaced", "an offset and a text", pair)
    return tuple(replaced)
