r"""Builds an Article block by block: clean text, exact offsets, blocks joined by ``\n\n``."""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from operator import attrgetter

from readtui.model.article import Article, Metadata
from readtui.model.block import Block, BlockKind, Mark, MarkType, Role
from readtui.model.image import Image
from readtui.quick_dataclass import maker
from readtui.text.clean import clean, keeps_offsets, map_offsets, visible

BLOCK_SEPARATOR = "\n\n"
PLACE_TARGET = "#char="
"""The prefix of link targets that point to an offset in the article's own canonical text (RFC 5147)."""

_MOST_CHARACTERS = 1000
_block, _mark = maker(Block), maker(Mark)
_START, _END = attrgetter("start"), attrgetter("end")

MarkSpan = tuple[MarkType, int, int, str]
"""Type, start, end (offsets into the text given with it), link target."""


def _bounds(kind: BlockKind, text: str) -> tuple[int, int]:
    """The start and end of ``text`` without outer white space, but with the first indent of code and empty cells."""
    if not text[0].isspace() and not text[-1].isspace():
        return 0, len(text)
    if kind is BlockKind.CODE:
        end = len(text.rstrip())
        first = len(text) - len(text.lstrip())
        return text.rfind("\n", 0, first) + 1, end
    white = " \n" if kind is BlockKind.TABLE else None
    return len(text) - len(text.lstrip(white)), len(text.rstrip(white))


def _short(value: str) -> str:
    """A metadata value made safe and shortened, because every listing of articles reads it in full."""
    shown = visible(value[: 2 * _MOST_CHARACTERS])
    return shown if len(shown) <= _MOST_CHARACTERS else f"{shown[: _MOST_CHARACTERS - 1].rstrip()}…"


def safe(metadata: Metadata) -> Metadata:
    """The values of ``metadata`` made safe and short, except ``source``."""
    return replace(
        metadata,
        title=_short(metadata.title),
        creator=_short(metadata.creator),
        language=_short(metadata.language),
        published=_short(metadata.published),
        site=_short(metadata.site),
        canonical_url=_short(metadata.canonical_url),
        direction=_short(metadata.direction),
    )


@lru_cache(maxsize=1024)
def _visible_label(label: str) -> str:
    """A label made safe. Cached, because lists repeat labels a million times."""
    return visible(label)


class ArticleBuilder:
    """Collects blocks in reading order; ``build`` returns the article."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._blocks: list[Block] = []
        self._replaced: list[tuple[int, str]] = []
        self._places: dict[str, int] = {}
        self._waiting_names: list[str] = []
        self._images: list[Image] = []
        self._waiting_images: list[Image] = []
        self._has_links_to_names = False
        self._length = 0

    @property
    def is_empty(self) -> bool:
        """Whether it has no blocks yet."""
        return not self._blocks

    @property
    def starts(self) -> list[int]:
        """Where the blocks so far begin in the text."""
        return [block.start for block in self._blocks]

    def add(
        self,
        kind: BlockKind,
        text: str,
        *,
        role: Role | None = None,
        level: int = 0,
        label: str = "",
        quoted: int = 0,
        marks: Iterable[MarkSpan] = (),
        names: Iterable[tuple[str, int]] = (),
    ) -> None:
        """Add a block, unless it is blank. Offsets of ``marks`` refer to ``text`` as passed here.

        ``names``: names of places and their offsets in ``text``. A link whose target is ``#`` plus a name leads there.
        A name in a dropped block refers to the start of the next block.
        """
        if not text or text.isspace():
            self._waiting_names += [visible(name) for name, _ in names]
            return
        kept, replaced = clean(text)
        first, end = _bounds(kind, kept)
        start = self._length + (len(BLOCK_SEPARATOR) if self._blocks else 0)
        shift = start - first
        self._pieces.append(kept[first:end])
        if replaced:
            self._replaced += [(offset + shift, original) for offset, original in replaced]
        self._length = end + shift
        placed = self._marks(text, tuple(marks), start, shift) if marks else ()
        safe_label = _visible_label(label) if label else ""
        self._blocks.append(_block(kind, start, end + shift, role, level, placed, safe_label, quoted))
        if names or self._waiting_names:
            self._name_places(text, tuple(names), start, shift)
        if self._waiting_images:
            self._place_images(start)

    def add_image(self, image: Image) -> None:
        """Add an image below the blocks so far. Its own offset does not matter."""
        self._waiting_images.append(image)

    def _place_images(self, offset: int) -> None:
        self._images += [replace(image, offset=offset) for image in self._waiting_images]
        self._waiting_images.clear()

    def _name_places(self, text: str, names: tuple[tuple[str, int], ...], start: int, shift: int) -> None:
        """Record the places of names. As in a browser, the first place of a name counts."""
        for name in self._waiting_names:
            self._places.setdefault(name, start)
        self._waiting_names.clear()
        if names:
            place = map_offsets(text, [offset for _, offset in names])
            for name, offset in names:
                self._places.setdefault(visible(name), min(self._length, max(start, place[offset] + shift)))

    def _marks(self, text: str, marks: tuple[MarkSpan, ...], start: int, shift: int) -> tuple[Mark, ...]:
        """The marks in canonical offsets, limited to the block and without empty ones."""
        if not keeps_offsets(text):
            place = map_offsets(text, [offset for _, first, end, _ in marks for offset in (first, end)])
            marks = tuple((type_, place[first], place[end], target) for type_, first, end, target in marks)
        last = self._length
        kept: list[Mark] = []
        for type_, first, end, target in marks:
            first, end = first + shift, end + shift
            first, end = first if first > start else start, end if end < last else last
            if first < end:
                kept.append(_mark(type_, first, end, self._target(target) if target else ""))
        # Where several begin at one place, the longest comes first.
        kept.sort(key=_END, reverse=True)
        kept.sort(key=_START)
        return tuple(kept)

    def _target(self, target: str) -> str:
        """A link's target made safe."""
        safe_target = visible(target)
        self._has_links_to_names |= safe_target.startswith("#")
        return safe_target

    def build(self, metadata: Metadata) -> Article:
        """Build the article; ``metadata`` is made ``safe`` too.

        A link to a named place gets the target ``#char=OFFSET`` (RFC 5147, in the canonical text). A link to an unknown
        name is dropped.
        """
        blocks = tuple(map(self._with_places, self._blocks) if self._has_links_to_names else self._blocks)
        self._place_images(self._length)
        text, images = BLOCK_SEPARATOR.join(self._pieces), tuple(self._images) if blocks else ()
        return Article(safe(metadata), text, blocks, tuple(self._replaced), images)

    def _with_places(self, block: Block) -> Block:
        """The block with links to names turned into links to offsets."""
        if not block.marks or not any(mark.target.startswith("#") for mark in block.marks):
            return block
        marks: list[Mark] = []
        places = self._places
        for mark in block.marks:
            target = mark.target
            if not target.startswith("#"):
                marks.append(mark)
            elif (place := places.get(target[1:])) is not None:
                marks.append(_mark(mark.type, mark.start, mark.end, f"{PLACE_TARGET}{place}"))
        return replace(block, marks=tuple(marks))
