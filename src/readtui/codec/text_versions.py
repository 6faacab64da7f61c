"""A text version (canonical text, blocks, marks, replaced characters) to a JSON value and back.

Values at their default are left out, so that an ordinary paragraph is kind, start and end.
"""

from typing import Any

from readtui.codec import fields
from readtui.model.article import Article, Metadata
from readtui.model.block import Block, BlockKind, Mark, MarkType, Role

_KINDS: dict[object, BlockKind] = {kind.value: kind for kind in BlockKind}
_PLAIN_FIELDS = 3


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
    blocks = tuple(_block_from_json(block, where) for block in fields.objects(found, where, "blocks"))
    end = 0
    for block in blocks:
        if not end <= block.start <= block.end <= len(text):
            raise fields.wrong_value(where, "blocks", "ranges of the text, in order", [block.start, block.end])
        end = block.end
    return Article(metadata, text, blocks, _replaced_from_json(found, where))


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


def _replaced_from_json(value: dict[str, object], where: str) -> tuple[tuple[int, str], ...]:
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
