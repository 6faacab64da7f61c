r"""Make an Article block by block: clean text, exact offsets, blocks joined by ``\n\n``."""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from readtui.model.article import Article, Metadata
from readtui.model.block import Block, BlockKind, Mark, MarkType, Role
from readtui.text.clean import clean, map_offsets, visible

BLOCK_SEPARATOR = "\n\n"

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
    ) -> None:
        """Add a block; one of white space alone is dropped. Offsets of ``marks`` count in ``text`` as given here."""
        if not text or text.isspace():
            return
        cleaned = clean(text)
        first, end = _bounds(kind, cleaned.text)
        start = self._length + (len(BLOCK_SEPARATOR) if self._blocks else 0)
        shift = start - first
        self._pieces.append(cleaned.text[first:end])
        self._replaced += [(offset + shift, original) for offset, original in cleaned.replaced]
        self._length = end + shift
        block = Block(
            kind, start, end + shift, role, level, self._marks(text, tuple(marks), start, shift), _visible_label(label)
        )
        self._blocks.append(block)

    def _marks(self, text: str, marks: tuple[MarkSpan, ...], start: int, shift: int) -> tuple[Mark, ...]:
        """The marks in canonical offsets, inside the block; those that hold no character any more are left out."""
        if not marks:
            return ()
        place = map_offsets(text, [offset for _, first, end, _ in marks for offset in (first, end)])
        kept = (
            Mark(type_, max(start, place[first] + shift), min(self._length, place[end] + shift), visible(target))
            for type_, first, end, target in marks
        )
        return tuple(sorted((mark for mark in kept if mark.start < mark.end), key=lambda mark: (mark.start, -mark.end)))

    def build(self, metadata: Metadata) -> Article:
        """The article. The texts of ``metadata`` are made safe as well; ``source`` stays as it is."""
        safe = replace(
            metadata,
            title=visible(metadata.title),
            creator=visible(metadata.creator),
            language=visible(metadata.language),
            published=visible(metadata.published),
            site=visible(metadata.site),
            canonical_url=visible(metadata.canonical_url),
        )
        return Article(safe, BLOCK_SEPARATOR.join(self._pieces), tuple(self._blocks), tuple(self._replaced))
