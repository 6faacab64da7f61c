"""The headings of an article, step by step, and the stops of a block, section by section: long ones read slowly."""

import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from functools import lru_cache

from readtui.model.article import Article
from readtui.model.block import Block, BlockKind, Blocks, Role
from readtui.model.passage import Passage
from readtui.text.language import guess_language
from readtui.text.segmentation.segment import certain_start, next_grapheme, sentences_from
from readtui.text.segmentation.sentence_end import REACH as SENTENCE_REACH

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
            if isinstance(blocks, Blocks):
                self._found += blocks.section_starts(self._looked_at, last)
            else:
                here = range(self._looked_at, last)
                self._found += (index for index in here if blocks[index].starts_section)
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
            if self._blocks[index].starts_section:
                return index
        return None

    def after(self, block: int) -> int | None:
        if block < self._looked_at:
            position = bisect_right(self._found, block)
            if position < len(self._found):
                return self._found[position]
        following = range(max(block + 1, self._looked_at), len(self._blocks))
        return next((index for index in following if self._blocks[index].starts_section), None)

    def before(self, block: int) -> int | None:
        for index in range(block - 1, self._looked_at - 1, -1):
            if self._blocks[index].starts_section:
                return index
        position = bisect_left(self._found, block)
        return self._found[position - 1] if position else None


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


_SECTION = 16_384
_LONG = 2 * _SECTION
_REACH = 4096
_LANGUAGE_SAMPLE = 2000
_PROSE = (BlockKind.PARAGRAPH, BlockKind.QUOTE, BlockKind.LIST_ITEM)
_ROWS = (BlockKind.CODE, BlockKind.TABLE)


class Sections:
    """One block, cut at certain stop boundaries, so that each section can be processed alone.

    The stops of paragraphs, quotes and list items are sentences; of code and tables, non-empty lines; of everything
    else, the whole block. Rules and empty blocks have none. Only in a text with thousands of characters without a
    sentence or line end does a section end elsewhere, at a space if possible.
    """

    def __init__(self, article: Article, block: Block) -> None:
        self._text = article.text
        self._block = block
        self._language = article.metadata.language or _language_of_sample(article.text[:_LANGUAGE_SAMPLE])
        self._bounds: dict[int, int] = {}
        length = block.end - block.start
        is_cut = length > _LONG and block.kind in (*_PROSE, *_ROWS)
        self.count = length // _SECTION if is_cut else 1

    def holding(self, offset: int) -> int:
        """The index of the section that contains an offset; the first or last one for an offset outside the block."""
        number = max(0, min(self.count - 1, (offset - self._block.start) // _SECTION))
        return number - 1 if number and offset < self._bound(number) else number

    def stops(self, number: int) -> list[Passage]:
        block, start, end = self._block, self._bound(number), self._bound(number + 1)
        if block.kind is BlockKind.RULE:
            return []
        if block.kind in _PROSE:
            return self._sentences(start, end)
        if block.kind in _ROWS:
            return _rows(self._text, start, end)
        return _trimmed(self._text, start, end)

    def _sentences(self, start: int, end: int) -> list[Passage]:
        # The surrounding text may decide whether a sentence ends.
        first, last = max(self._block.start, start - _REACH), min(self._block.end, end + _REACH)
        text, language = self._text[first:last], self._language or self._guess()
        found: list[Passage] = []
        for sentence in sentences_from(text, start - first, language):
            if sentence.start >= end - first:
                break
            found += _trimmed(self._text, first + sentence.start, min(end, first + sentence.end))
        return found

    def _guess(self) -> str:
        return guess_language(self._text[self._block.start : min(self._block.end, self._block.start + _REACH)])

    def _bound(self, number: int) -> int:
        """Where a section begins and the previous one ends."""
        if number <= 0:
            return self._block.start
        if number >= self.count:
            return self._block.end
        bound = self._bounds.get(number)
        if bound is None:
            bound = self._bounds[number] = self._cut(self._block.start + number * _SECTION)
        return bound

    def _cut(self, offset: int) -> int:
        if self._block.kind in _ROWS:
            cut = self._text.find("\n", offset, offset + _REACH) + 1
        else:
            text = self._text[offset - SENTENCE_REACH : offset + 2 * _REACH]
            start = certain_start(text, SENTENCE_REACH + _REACH, self._language or self._guess())
            cut = 0 if start is None else offset - SENTENCE_REACH + start
        if cut:
            return cut
        space = self._text.find(" ", offset, offset + _REACH)
        return space + 1 if space >= 0 else next_grapheme(self._text, offset - 1)


_language_of_sample = lru_cache(maxsize=16)(guess_language)


def _rows(text: str, start: int, end: int) -> list[Passage]:
    """The non-empty lines in ``start``:``end``, stripped."""
    found: list[Passage] = []
    while start < end:
        line_end = text.find("\n", start, end)
        line_end = end if line_end < 0 else line_end
        found += _trimmed(text, start, line_end)
        start = line_end + 1
    return found


def _trimmed(text: str, start: int, end: int) -> list[Passage]:
    """The passage without surrounding white space; none if it is blank."""
    part = text[start:end]
    trimmed_start, trimmed_end = start + len(part) - len(part.lstrip()), start + len(part.rstrip())
    return [Passage(trimmed_start, trimmed_end)] if trimmed_start < trimmed_end else []
