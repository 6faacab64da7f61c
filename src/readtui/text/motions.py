"""The stops of the reading cursor, and the units by which a selection moves and grows."""

from bisect import bisect_left, bisect_right
from enum import Enum
from operator import attrgetter

from readtui.model.article import Article
from readtui.model.block import Block, BlockKind, MarkType
from readtui.model.passage import Passage
from readtui.text.sections import Headings, Sections
from readtui.text.segmentation.segment import is_unspaced, words

_KEPT_SECTIONS = 256
_KEPT_WORDS = 16
_start, _end = attrgetter("start"), attrgetter("end")


class Unit(Enum):
    """What a selection's end moves by. In a table, a cell is a sentence."""

    WORD = 1
    SENTENCE = 2
    PARAGRAPH = 3


class Stops:
    """The stops of the reading cursor in an article: sentences, and each folded piece of furniture as a whole.

    ``unfolded``: the indices of furniture blocks shown in full; their lines are stops. A very long block is split into
    stops only near the requested place.
    """

    def __init__(
        self, article: Article, unfolded: frozenset[int] = frozenset(), headings: Headings | None = None
    ) -> None:
        self.article = article
        self.unfolded = unfolded
        self.headings = headings or Headings(article)
        self._kept: dict[tuple[int, int], list[Passage]] = {}
        self._sections: dict[int, Sections] = {}
        self._kept_words: dict[Passage, list[Passage]] = {}

    def _of_block(self, index: int) -> Sections:
        sections = self._sections.get(index)
        if sections is None:
            if len(self._sections) >= _KEPT_SECTIONS:
                self._sections.clear()
            sections = self._sections[index] = Sections(self.article, self.article.blocks[index])
        return sections

    def _around(self, offset: int) -> tuple[int, int]:
        """The block that contains ``offset``, and its section there."""
        index = self.article.block_index_at(offset)
        return index, self._of_block(index).holding(offset)

    def _in(self, index: int, section: int) -> list[Passage]:
        """The stops of one section of a block, in order; none for an empty block or a rule."""
        stops = self._kept.get((index, section))
        if stops is None:
            if len(self._kept) >= _KEPT_SECTIONS:
                self._kept.clear()
            stops = self._kept[index, section] = self._find(index, section)
        return stops

    def _find(self, index: int, section: int) -> list[Passage]:
        block = self.article.blocks[index]
        if block.start == block.end:
            return []
        if block.kind is BlockKind.FURNITURE:
            return _lines(self.article.text, block) if index in self.unfolded else [block.passage]
        datelines = [mark for mark in block.marks if mark.type is MarkType.DATELINE]
        sentences = self._of_block(index).stops(section)
        if not datelines or len(sentences) < 2:
            return sentences
        return [stop for stop in sentences if not any(m.start <= stop.start and stop.end <= m.end for m in datelines)]

    # ------------------------------------------------------------------ one stop

    def at(self, offset: int) -> Passage:
        """The stop that contains ``offset``, otherwise the next one in its block, otherwise the nearest one."""
        if not self.article.blocks:
            return Passage(0, 0)
        index, section = self._around(offset)
        stops = self._in(index, section)
        place = bisect_right(stops, offset, key=_end)
        if place < len(stops):
            return stops[place]
        following = self._first_from(index, section + 1)
        if following is not None and (not stops or self.article.block_index_at(following.start) == index):
            return following
        return self._last_until(index, section) or following or Passage(0, 0)

    @property
    def first(self) -> Passage:
        """The first stop."""
        return self._first_from(0) or Passage(0, 0)

    @property
    def beginning(self) -> Passage:
        """Where reading starts: the first stop that is not furniture, if there is one."""
        blocks = self.article.blocks
        own = next((index for index, block in enumerate(blocks) if block.kind is not BlockKind.FURNITURE), 0)
        return self._first_from(own) or self.first

    @property
    def last(self) -> Passage:
        return self._last_until(len(self.article.blocks) - 1) or Passage(0, 0)

    def _first_from(self, index: int, section: int = 0) -> Passage | None:
        """The first stop at or after a section of a block."""
        for block_index in range(index, len(self.article.blocks)):
            for number in range(section, self._of_block(block_index).count):
                if stops := self._in(block_index, number):
                    return stops[0]
            section = 0
        return None

    def _last_until(self, index: int, section: int | None = None) -> Passage | None:
        """The last stop up to a section of a block, or up to its end."""
        for block_index in range(index, -1, -1):
            last = self._of_block(block_index).count - 1 if section is None else section
            for number in range(last, -1, -1):
                if stops := self._in(block_index, number):
                    return stops[-1]
            section = None
        return None

    # ------------------------------------------------------------------ from one to another

    def next(self, stop: Passage) -> Passage:
        """The stop after this one; the same one at the end."""
        index, section = self._around(stop.start)
        stops = self._in(index, section)
        place = bisect_right(stops, stop.start, key=_start)
        return stops[place] if place < len(stops) else self._first_from(index, section + 1) or stop

    def previous(self, stop: Passage) -> Passage:
        """The stop before this one; the same one at the start."""
        index, section = self._around(stop.start)
        stops = self._in(index, section)
        place = bisect_left(stops, stop.start, key=_start)
        if place:
            return stops[place - 1]
        before = self._last_until(index, section - 1) if section else self._last_until(index - 1)
        return before or stop

    def next_paragraph(self, stop: Passage) -> Passage:
        """The first stop of the next block; at the end, the last stop."""
        return self._first_from(self.article.block_index_at(stop.start) + 1) or self.last

    def previous_paragraph(self, stop: Passage) -> Passage:
        """The first stop of this block or, if already there, of the one before."""
        index = self.article.block_index_at(stop.start)
        first = self._first_from(index)
        if first is not None and first.start < stop.start:
            return first
        before = self._last_until(index - 1)
        return stop if before is None else self._first_from(self.article.block_index_at(before.start)) or before

    def next_section(self, stop: Passage) -> Passage:
        """The next heading; the last stop if there is none."""
        heading = self.headings.after(self.article.block_index_at(stop.start))
        return self.last if heading is None else self._first_from(heading) or self.last

    def previous_section(self, stop: Passage) -> Passage:
        """The heading of this section or, if already there, the previous one; the first stop if there is none."""
        heading = self.headings.before(self.article.block_index_at(stop.start))
        return self.first if heading is None else self._first_from(heading) or self.first

    def section_heading(self, offset: int) -> Block | None:
        """The heading of the section that contains ``offset``."""
        heading = self.headings.near(self.article.block_index_at(offset)) if self.article.blocks else None
        return None if heading is None else self.article.blocks[heading]

    # ------------------------------------------------------------------ units

    def parts(self, stop: Passage) -> list[Passage]:
        """The cells of a row of a table that have words; of anything else, the whole stop."""
        if stop.start == stop.end or self.article.block_at(stop.start).kind is not BlockKind.TABLE:
            return [stop]
        found, start = list[Passage](), stop.start
        for cell in stop.of(self.article.text).split("\t"):
            if cell.strip():
                found.append(Passage(start, start + len(cell)))
            start += len(cell) + 1
        return found

    def part_at(self, offset: int) -> Passage:
        """The sentence, or the cell of a table, that contains ``offset``, otherwise the next one in its row."""
        parts = self.parts(self.at(offset))
        return next((part for part in parts if offset < part.end), parts[-1])

    def word_at(self, offset: int) -> Passage:
        """The word that contains ``offset``, otherwise the next one nearby, otherwise the last one."""
        found = self.units(Unit.WORD, offset)
        return next((word for word in found if offset < word.end), found[-1] if found else self.at(offset))

    def _word_around(self, offset: int) -> Passage:
        """The word that contains ``offset``; an empty passage if there is none."""
        word = next((word for word in self._words(self.at(offset)) if offset < word.end), None)
        return word if word is not None and offset in word else Passage(offset, offset)

    def units(self, unit: Unit, offset: int) -> list[Passage]:
        """The words, sentences (in a table, cells) or paragraphs around ``offset``, in order: at least one before and
        one after it, if any.

        A stop without words, or a folded one, counts as a word.
        """
        if not self.article.blocks:
            return []
        stop = self.at(offset)
        if unit is Unit.PARAGRAPH:
            index = self.article.block_index_at(stop.start)
            near = (self._last_until(index - 1), stop, self._first_from(index + 1))
            return [self.article.block_at(one.start).passage for one in near if one is not None]
        stops = sorted({self.previous(stop), stop, self.next(stop)})
        if unit is Unit.SENTENCE:
            return [part for one in stops for part in self.parts(one)]
        return [word for one in stops for word in self._words(one) or [one]]

    def _words(self, stop: Passage) -> list[Passage]:
        """The words of a stop, in article offsets; none in folded text."""
        found = self._kept_words.get(stop)
        if found is None:
            if len(self._kept_words) >= _KEPT_WORDS:
                self._kept_words.clear()
            index = self.article.block_index_at(stop.start)
            is_folded = self.article.blocks[index].kind is BlockKind.FURNITURE and index not in self.unfolded
            inner = [] if is_folded else words(stop.of(self.article.text))
            found = [Passage(stop.start + word.start, stop.start + word.end) for word in inner]
            self._kept_words[stop] = found
        return found

    def whole_words(self, passage: Passage, *, start: bool = True, end: bool = True, spaced: bool = False) -> Passage:
        """The passage, and the rest of the words that its ends cut; ``start`` and ``end`` say which ends.

        ``spaced``: only of scripts that put spaces between words; in others, words are split by rule, not by meaning.
        """
        low, high = passage.start, passage.end
        text = self.article.text
        if start and low < high and not (spaced and is_unspaced(text[low])):
            low = min(low, self._word_around(low).start)
        if end and low < high and not (spaced and is_unspaced(text[high - 1])):
            high = max(high, self._word_around(high - 1).end)
        return Passage(low, high)

    def section_at(self, offset: int) -> Passage:
        """The section that contains ``offset``: from its heading to the last block before the next heading."""
        blocks, headings = self.article.blocks, self.headings.all
        position = bisect_right(headings, self.article.block_index_at(offset))
        start = blocks[headings[position - 1]].start if position else blocks[0].start
        last = headings[position] - 1 if position < len(headings) else len(blocks) - 1
        return Passage(start, blocks[last].end)

    def grown(self, passage: Passage) -> Passage:
        """The smallest of word, cell, sentence, paragraph, section and article that is larger than ``passage``."""
        if not self.article.blocks:
            return passage
        last = max(passage.start, passage.end - 1)
        units = (
            (self._word_around(passage.start), self._word_around(last)),
            (self.part_at(passage.start), self.part_at(last)),
            (self.at(passage.start), self.at(last)),
            (self.article.block_at(passage.start).passage, self.article.block_at(last).passage),
            (self.section_at(passage.start), self.section_at(last)),
        )
        for first_unit, last_unit in units:
            unit = Passage(min(first_unit.start, passage.start), max(last_unit.end, passage.end))
            if unit != passage:
                return unit
        return Passage(self.article.blocks[0].start, self.article.blocks[-1].end)


def _lines(text: str, block: Block) -> list[Passage]:
    """The non-empty lines of a block."""
    found = []
    start = block.start
    for line in text[block.start : block.end].split("\n"):
        if line.strip():
            found.append(Passage(start, start + len(line)))
        start += len(line) + 1
    return found
