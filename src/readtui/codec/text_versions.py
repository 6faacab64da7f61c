"""Converts a text version (canonical text, blocks, marks, replaced characters, images, pages) to JSON and back.

Default values are left out, so an ordinary paragraph has only kind, start and end. The input may come from anywhere: a
text that importing would have cleaned is damage; a block of an unknown kind is read as a paragraph, and unknown roles
and marks are ignored, and so are images that cannot be shown.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from readtui.codec import fields
from readtui.errors import DamagedError
from readtui.model.article import Article, Metadata, PageStart
from readtui.model.block import Block, BlockKind, Mark, MarkType, Role
from readtui.model.image import Image
from readtui.quick_pattern import pattern
from readtui.text.clean import is_clean

KINDS: dict[object, BlockKind] = {kind.value: kind for kind in BlockKind}
_ROLES: dict[object, Role] = {role.value: role for role in Role}
_MARKS: dict[object, MarkType] = {kind.value: kind for kind in MarkType}
_PLAIN_FIELDS = 3
_DEEPEST_LEVEL = 20
_LONGEST_LABEL = 80
_SHA256 = pattern("[0-9a-f]{64}")
_LONGEST_PLACE = 4_000
_MOST_IMAGES = 5_000
_MOST_PAGES = 100_000
_MOST_PIXELS = 1_000_000


def text_version_to_json(article: Article) -> dict[str, Any]:
    """``text``, ``blocks``, ``replaced`` (pairs of offset and original), ``images`` and ``pages`` if there are any.

    Offsets count code points.
    """
    images = {"images": [image_to_json(image) for image in article.images]} if article.images else {}
    return {
        "text": article.text,
        "blocks": [block_to_json(block) for block in article.blocks],
        "replaced": [list(pair) for pair in article.replaced],
        **images,
        **({"pages": pages_to_json(article.pages)} if article.pages else {}),
    }


def text_version_from_json(value: object, metadata: Metadata, where: str) -> Article:
    """Read the article of this text version. Raises DamagedError, which names ``where`` and the field."""
    found = fields.mapping(value, where, "text version")
    text = canonical_text(found.get("text"), where)
    read = (block_from_json(block, where) for block in fields.objects(found, where, "blocks"))
    blocks = tuple(in_order(read, len(text), where))
    if text and not blocks:
        raise fields.wrong_value(where, "blocks", "one or more", [])
    images, pages = images_from_json(found, len(text)), pages_from_json(found, len(text))
    return Article(metadata, text, blocks, replaced_from_json(found, where), images, pages=pages)


def canonical_text(value: object, where: str) -> str:
    """The text, if importing would leave it unchanged. Raises DamagedError, which names ``where``."""
    if not isinstance(value, str):
        raise fields.wrong_value(where, "text", "text", value)
    if not is_clean(value):
        raise DamagedError(f"{where}: text: holds control characters, which importing would have replaced")
    return value


def in_order(blocks: Iterable[Block], length: int, where: str, end: int = 0) -> Iterator[Block]:
    """The blocks, if they are ordered ranges of a text of this length, none before ``end``. Raises DamagedError."""
    for block in blocks:
        if not end <= block.start <= block.end <= length:
            raise fields.wrong_value(where, "blocks", "ranges of the text, in order", [block.start, block.end])
        end = block.end
        yield block


def block_to_json(block: Block) -> dict[str, Any]:
    """A block's kind, start, end and other values that are not at their default."""
    value: dict[str, Any] = {"kind": block.kind.value, "start": block.start, "end": block.end}
    if block.role is not None:
        value["role"] = block.role.value
    if block.level:
        value["level"] = block.level
    if block.label:
        value["label"] = block.label
    if block.quoted:
        value["quoted"] = block.quoted
    if block.marks:
        value["marks"] = [_mark_to_json(mark) for mark in block.marks]
    return value


def _mark_to_json(mark: Mark) -> dict[str, Any]:
    value: dict[str, Any] = {"type": mark.type.value, "start": mark.start, "end": mark.end}
    if mark.target:
        value["target"] = mark.target
    return value


def block_from_json(value: dict[str, object], where: str) -> Block:
    """Read a block. Raises DamagedError, which names ``where`` and the field."""
    if len(value) == _PLAIN_FIELDS:
        # Most blocks of a long text have only kind, start and end; this check takes a fraction of the time.
        name, start, end = value.get("kind"), value.get("start"), value.get("end")
        kind = KINDS.get(name) if type(name) is str else None
        if kind is not None and type(start) is int and type(end) is int and 0 <= start <= end:
            return Block(kind, start, end)
    start, end = fields.whole_number(value, where, "start"), fields.whole_number(value, where, "end")
    role = fields.line(value, where, "role") if value.get("role") is not None else ""
    marks = (_mark_from_json(mark, where, start, end) for mark in fields.objects(value, where, "marks"))
    return Block(
        kind=KINDS.get(fields.line(value, where, "kind"), BlockKind.PARAGRAPH),
        start=start,
        end=end,
        role=_ROLES.get(role),
        level=min(fields.whole_number(value, where, "level", 0), _DEEPEST_LEVEL),
        marks=tuple(mark for mark in marks if mark is not None),
        label=fields.line(value, where, "label", "")[:_LONGEST_LABEL],
        quoted=min(fields.whole_number(value, where, "quoted", 0), _DEEPEST_LEVEL),
    )


def _mark_from_json(value: dict[str, object], where: str, block_start: int, block_end: int) -> Mark | None:
    """The mark, limited to its block; None if it lies outside or has an unknown type."""
    kind = _MARKS.get(fields.line(value, where, "type"))
    start = max(block_start, fields.whole_number(value, where, "start"))
    end = min(block_end, fields.whole_number(value, where, "end"))
    target = fields.line(value, where, "target", "")
    return Mark(kind, start, end, target) if kind is not None and start < end else None


def replaced_from_json(value: fields.Json, where: str) -> tuple[tuple[int, str], ...]:
    """The replaced characters. Raises DamagedError, which names ``where``."""
    pairs = value.get("replaced", [])
    if not isinstance(pairs, list):
        raise fields.wrong_value(where, "replaced", "a list", pairs)
    replaced: list[tuple[int, str]] = []
    for pair in pairs:
        match pair:
            case [int(offset), str(original)] if type(offset) is int and 0 <= offset <= fields.LARGEST_NUMBER:
                replaced.append((offset, original))
            case _:
                raise fields.wrong_value(where, "replaced", "an offset and a text", pair)
    return tuple(replaced)


def image_to_json(image: Image) -> dict[str, Any]:
    """An image's place in the text, where its bytes are, and its size."""
    return {
        "height": image.height,
        "offset": image.offset,
        "place": image.place,
        "sha256": image.sha256,
        "width": image.width,
    }


def images_from_json(value: fields.Json, length: int) -> tuple[Image, ...]:
    """The images of a text of ``length`` code points, in order. No image is worth losing a text for: any that is not
    as it should be is left out.
    """
    listed = value.get("images")
    read = map(_image_from_json, listed[:_MOST_IMAGES]) if isinstance(listed, list) else ()
    return tuple(sorted((one for one in read if one and one.offset <= length), key=lambda image: image.offset))


def _image_from_json(value: object) -> Image | None:
    if not isinstance(value, dict):
        return None
    place, sha256 = value.get("place"), value.get("sha256")
    numbers = (value.get("offset"), value.get("width"), value.get("height"))
    if not isinstance(place, str) or not isinstance(sha256, str) or not _SHA256.fullmatch(sha256):
        return None
    if len(place) > _LONGEST_PLACE or not place.isprintable():
        return None
    match numbers:
        case (int(offset), int(width), int(height)) if (
            bool not in map(type, numbers) and offset >= 0 and 0 < width <= _MOST_PIXELS and 0 < height <= _MOST_PIXELS
        ):
            return Image(offset, place, sha256, width, height)
    return None


def pages_to_json(pages: Iterable[PageStart]) -> list[list[object]]:
    """For each beginning its offset and the number of the page, from 0; and its label, unless that counts from 1."""
    return [[one.start, one.number, *([one.label] if one.label != str(one.number + 1) else [])] for one in pages]


def pages_from_json(value: fields.Json, length: int) -> tuple[PageStart, ...]:
    """Where pages of a text of ``length`` code points begin, in order. What is not as it should be is left out."""
    listed = value.get("pages")
    read = map(_page_from_json, listed[:_MOST_PAGES]) if isinstance(listed, list) else ()
    return tuple(sorted(one for one in read if one and one.start <= length))


def _page_from_json(value: object) -> PageStart | None:
    match value:
        case [int(start), int(number), *rest] if bool not in map(type, value) and start >= 0 and number >= 0:
            label = rest[0] if rest and isinstance(rest[0], str) and rest[0].isprintable() else ""
            return PageStart(start, number, label[:_LONGEST_LABEL] or str(number + 1))
    return None
