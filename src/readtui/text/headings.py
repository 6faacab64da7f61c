"""Finds the headings of an article step by step, because reading all blocks of a long one is slow."""

import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable

from readtui.model.article import Article
from readtui.model.block import Block, BlockKind, Blocks, Role

_NEAR = 400
_STEP, _STEP_UNREAD = 16, 256


class Headings:
    """The blocks that start a section: the title and the headings. Blocks are given by index."""

    def __init__(self, article: Article) -> None:
        self._blocks = article.blocks
        self._found: list[int] = []
        self._looked_at = 0

    def look_on(self, seconds: float, clock: Callable[[], float] = time.perf_counter) -> bool:
        """Search further for some time; return whether all are found."""
        until = clock() + seconds
        blocks, count = self._blocks, len(self._blocks)
        step = _STEP_UNREAD if isinstance(blocks, Blocks) else _STEP
        while self._looked_at < count and clock() < until:
            last = min(count, self._looked_at + step)
            likely = (
                blocks.section_starts(self._looked_at, last)
                if isinstance(blocks, Blocks)
                else range(self._looked_at, last)
            )
            self._found += (index for index in likely if is_section_start(blocks[index]))
            self._looked_at = last
        return self._looked_at == count

    @property
    def all(self) -> list[int]:
        """All of them, in order. Searches the rest now."""
        self.look_on(float("inf"))
        return self._found

    @property
    def found(self) -> list[int]:
        """Those found so far, in order."""
        return self._found

    def near(self, block: int) -> int | None:
        """The heading of the section that contains a block (it may be the block itself); None if there is none.

        Until all are found, ignores a heading very far above.
        """
        if block < self._looked_at:
            position = bisect_right(self._found, block)
            return self._found[position - 1] if position else None
        for index in range(min(block, len(self._blocks) - 1), max(-1, block - _NEAR), -1):
            if is_section_start(self._blocks[index]):
                return index
        return None

    def after(self, block: int) -> int | None:
        """The next heading after a block."""
        if block < self._looked_at:
            position = bisect_right(self._found, block)
            if position < len(self._found):
                return self._found[position]
        following = range(max(block + 1, self._looked_at), len(self._blocks))
        return next((index for index in following if is_section_start(self._blocks[index])), None)

    def before(self, block: int) -> int | None:
        """The next heading before a block."""
        for index in range(block - 1, self._looked_at - 1, -1):
            if is_section_start(self._blocks[index]):
                return index
        position = bisect_left(self._found, block)
        return self._found[position - 1] if position else None


def is_section_start(block: Block) -> bool:
    """Whether the block starts a section: the title or a heading."""
    return block.role is Role.TITLE or (block.kind is BlockKind.HEADING and block.role is not Role.KICKER)


def headings_above(article: Article, offset: int) -> tuple[str, ...]:
    """The headings above ``offset``, one per level, without the title. Looks back only until the outermost one."""
    found: list[Block] = []
    here = article.block_index_at(offset)
    level: int | None = None
    for index in range(here, -1, -1):
        block = article.blocks[index]
        if block.kind is BlockKind.HEADING and block.role is not Role.TITLE and (level is None or block.level < level):
            level = block.level
            if index < here or block.end <= offset:
                found.append(block)
            if level <= 1:
                break
    return tuple(" ".join(article.text[one.start : one.end].split()) for one in reversed(found))
