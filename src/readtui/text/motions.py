"""The stops of the reading cursor, and the units by which a selection moves and grows."""

from bisect import bisect_left, bisect_right
from operator import attrgetter

from readtui.model.article import Article
from readtui.model.block import Block, BlockKind, MarkType
from readtui.model.passage import Passage
from readtui.text.headings import Headings
from readtui.text.sections import Sections
from readtui.text.sentences.segment import words

_KEPT_SECTIONS = 256
_start, _end = attrgetter("start"), attrgetter("end")


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
        """The last stop."""
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

    def word_at(self, offset: int) -> Passage:
        """The word that contains ``offset``, otherwise the next one in the block, otherwise the last one."""
        found = self._words(offset)
        for word in found:
            if offset < word.end:
                return word
        return found[-1] if found else self.at(offset)

    def _word_around(self, offset: int) -> Passage:
        """The word that contains ``offset``; an empty passage if there is none."""
        word = self.word_at(offset)
        return word if offset in word else Passage(offset, offset)

    def next_word(self, offset: int) -> int:
        """The start of the next word (vim's ``w``)."""
        for word in self._words(offset):
            if word.start > offset:
                return word.start
        following = self._first_from(self.article.block_index_at(offset) + 1)
        return following.start if following else offset

    def previous_word(self, offset: int) -> int:
        """The start of this word, or of the one before (vim's ``b``)."""
        for word in reversed(self._words(offset)):
            if word.start < offset:
                return word.start
        before = self._last_until(self.article.block_index_at(offset) - 1)
        return self.word_at(before.end - 1).start if before else offset

    def word_end(self, offset: int) -> int:
        """The last code point of this word, or of the next one (vim's ``e``)."""
        for word in self._words(offset):
            if word.end - 1 > offset:
                return word.end - 1
        following = self._first_from(self.article.block_index_at(offset) + 1)
        return self.word_at(following.start).end - 1 if following else offset

    def _words(self, offset: int) -> list[Passage]:
        """The words of the stops around ``offset``, in article offsets."""
        stop = self.at(offset)
        around = sorted({self.previous(stop), stop, self.next(stop)})
        index = self.article.block_index_at(stop.start)
        found: list[Passage] = []
        for piece in around:
            if self.article.block_index_at(piece.start) == index:
                inner = words(piece.of(self.article.text))
                found.extend(Passage(piece.start + word.start, piece.start + word.end) for word in inner)
        return found

    def section_at(self, offset: int) -> Passage:
        """The section that contains ``offset``: from its heading to the last block before the next heading."""
        blocks, headings = self.article.blocks, self.headings.all
        position = bisect_right(headings, self.article.block_index_at(offset))
        start = blocks[headings[position - 1]].start if position else blocks[0].start
        last = headings[position] - 1 if position < len(headings) else len(blocks) - 1
        return Passage(start, blocks[last].end)

    def grown(self, passage: Passage) -> Passage:
        """The smallest of word, sentence, paragraph, section and article that is larger than ``passage``."""
        if not self.article.blocks:
            return passage
        last = max(passage.start, passage.end - 1)
        units = (
            (self._word_around(passage.start), self._word_around(last)),
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
