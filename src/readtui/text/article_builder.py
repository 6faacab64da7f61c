r"""Make an Article block by block: clean text, exact offsets, blocks joined by ``\n\n``."""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from readtui.model.article import Article, Metadata
from readtui.model.block import Block, BlockKind, Mark, MarkType, Role
from readtui.text.clean import clean, map_offsets, visible

BLOCK_SEPARATOR = "\n\n"
PLACE_TARGET = "#char="
"""How a link's target begins that leads to an offset of the article's own canonical text (RFC 5147)."""

_MOST_CHARACTERS = 1000

MarkSpan = tuple[MarkType, int, int, str]
"""Type, start, end (offsets into the text given with it), link target."""


def _bounds(kind: BlockKind, text: str) -> tuple[int, int]:
    """The part of ``text`` that is kept: without outer white space; code keeps its first indent, a table its cells."""
    if kind is BlockKind.CODE:
        end = len(text.rstrip())
        first = len(text) - len(text.lstrip())
        return text.rfind("\n", 0, first) + 1, end
    white = " \n" if kind is BlockKind.TABLE else None
    return len(text) - len(text.lstrip(white)), len(text.rstrip(white))


def _short(value: str) -> str:
    """A value of the metadata made safe, its end left out if it is endless: whoever lists articles reads all of it."""
    shown = visible(value[: 2 * _MOST_CHARACTERS])
    return shown if len(shown) <= _MOST_CHARACTERS else f"{shown[: _MOST_CHARACTERS - 1].rstrip()}…"


def safe(metadata: Metadata) -> Metadata:
    """The texts of ``metadata`` made safe and short; ``source`` stays as it is."""
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
    """A label made safe; lists repeat theirs a million times."""
    return visible(label)


class ArticleBuilder:
    """Collects blocks in reading order; ``build`` makes the article of them."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._blocks: list[Block] = []
        self._replaced: list[tuple[int, str]] = []
        self._places: dict[str, int] = {}
        self._waiting_names: list[str] = []
        self._length = 0

    @property
    def is_empty(self) -> bool:
        """Whether no block has been kept so far."""
        return not self._blocks

    def add(
        self,
        kind: BlockKind,
        text: str,
        *,
        role: Role | None = None,
        level: int = 0,
        label: str = "",
        marks: Iterable[MarkSpan] = (),
        names: Iterable[tuple[str, int]] = (),
    ) -> None:
        """Add a block; one of white space alone is dropped. Offsets of ``marks`` count in ``text`` as given here.

        ``names``: names of places and their offsets in ``text``. A link whose target is ``#`` and a name leads there;
        the name of a place in a dropped block is that of the next block's start.
        """
        if not text or text.isspace():
            self._waiting_names += [visible(name) for name, _ in names]
            return
        cleaned = clean(text)
        first, end = _bounds(kind, cleaned.text)
        start = self._length + (len(BLOCK_SEPARATOR) if self._blocks else 0)
        shift = start - first
        self._pieces.append(cleaned.text[first:end])
        if cleaned.replaced:
            self._replaced += [(offset + shift, original) for offset, original in cleaned.replaced]
        self._length = end + shift
        placed = self._marks(text, tuple(marks), start, shift) if marks else ()
        safe_label = _visible_label(label) if label else ""
        self._blocks.append(Block(kind, start, end + shift, role, level, placed, safe_label))
        if names or self._waiting_names:
            self._name_places(text, tuple(names), start, shift)

    def _name_places(self, text: str, names: tuple[tuple[str, int], ...], start: int, shift: int) -> None:
        """Keep where the names stand; the first place of a name counts, as it does in a browser."""
        for name in self._waiting_names:
            self._places.setdefault(name, start)
        self._waiting_names.clear()
        if names:
            place = map_offsets(text, [offset for _, offset in names])
            for name, offset in names:
                self._places.setdefault(visible(name), min(self._length, max(start, place[offset] + shift)))

    def _marks(self, text: str, marks: tuple[MarkSpan, ...], start: int, shift: int) -> tuple[Mark, ...]:
        """The marks in canonical offsets, inside the block; those that hold no character any more are left out."""
        place = map_offsets(text, [offset for _, first, end, _ in marks for offset in (first, end)])
        kept = (
            Mark(
                type_,
                max(start, place[first] + shift),
                min(self._length, place[end] + shift),
                visible(target) if target else "",
            )
            for type_, first, end, target in marks
        )
        return tuple(sorted((mark for mark in kept if mark.start < mark.end), key=lambda mark: (mark.start, -mark.end)))

    def build(self, metadata: Metadata) -> Article:
        """The article. ``metadata`` is made ``safe`` as well.

        A link to a named place gets the target ``#char=OFFSET`` (RFC 5147, in the canonical text); a link to a name
        that nothing has is no link.
        """
        blocks = tuple(map(self._with_places, self._blocks))
        return Article(safe(metadata), BLOCK_SEPARATOR.join(self._pieces), blocks, tuple(self._replaced))

    def _with_places(self, block: Block) -> Block:
        """The block with its links to names as links to offsets."""
        if not block.marks or not any(mark.target.startswith("#") for mark in block.marks):
            return block
        marks = []
        for mark in block.marks:
            if not mark.target.startswith("#"):
                marks.append(mark)
            elif mark.target[1:] in self._places:
                marks.append(replace(mark, target=f"{PLACE_TARGET}{self._places[mark.target[1:]]}"))
        return replace(block, marks=tuple(marks))
