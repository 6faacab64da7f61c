"""Finds what stands around a passage: its sentences with the ones beside them, and the headings above."""

from collections.abc import Sequence
from typing import NamedTuple

from readtui.model.article import Article
from readtui.model.block import Block, BlockKind
from readtui.model.passage import Passage
from readtui.quick_dataclass import dataclass
from readtui.text.sections import Sections, headings_above

_FARTHEST = 500
_LONGEST = 4_000
_MOST_BLOCKS = 6


class NearbyBlock(NamedTuple):
    """A block near a passage."""

    text: str
    is_heading: bool


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Sentences around a passage. ``passage`` and the place of a cut are relative to ``text``.

    ``headings``: the headings above, outermost first, without the article's title. ``cut_before``, ``cut_after``:
    whether the text begins or ends in the middle of a block; ``lead`` and ``rest``: what of the block stands before and
    after it, if that is not too much. ``before``, ``after``: blocks further away, the nearest first.
    """

    text: str
    passage: Passage
    headings: tuple[str, ...] = ()
    cut_before: bool = False
    cut_after: bool = False
    lead: str = ""
    rest: str = ""
    before: Sequence[NearbyBlock] = ()
    after: Sequence[NearbyBlock] = ()


def surroundings(article: Article, passage: Passage) -> Surroundings | None:
    """What stands around the passage, without most of a very long one; None if the article does not reach that far."""
    text = article.text
    words = passage.of(text)
    if passage.end > len(text) or not words.strip() or not article.blocks:
        return None
    first_word = passage.start + len(words) - len(words.lstrip())
    last_word = passage.start + len(words.rstrip()) - 1
    first, last = article.block_at(first_word), article.block_at(last_word)
    start = min(passage.start, _from(article, first, first_word))
    end = max(passage.end, _to(article, last, last_word))
    end = min(end, start + _LONGEST)
    shown = Passage(passage.start - start, min(passage.end, end) - start)
    lead, rest = text[first.start : start], text[end : last.end]
    is_whole = len(lead) + len(rest) <= _LONGEST
    return Surroundings(
        text[start:end],
        shown,
        headings_above(article, first_word),
        start > first.start,
        end < min(last.end, len(text)),
        lead if is_whole else "",
        rest if is_whole else "",
        _blocks(article, first_word, -1) if is_whole else (),
        _blocks(article, last_word, 1) if is_whole else (),
    )


def _blocks(article: Article, offset: int, direction: int) -> list[NearbyBlock]:
    """The blocks before or after the one at ``offset``."""
    found: list[NearbyBlock] = []
    number = article.block_index_at(offset) + direction
    while 0 <= number < len(article.blocks) and len(found) < _MOST_BLOCKS:
        block = article.blocks[number]
        text = article.text[block.start : min(block.end, block.start + _LONGEST)]
        if block.kind is not BlockKind.FURNITURE and text.strip():
            found.append(NearbyBlock(text, block.kind is BlockKind.HEADING))
        number += direction
    return found


def _from(article: Article, block: Block, offset: int) -> int:
    """Where the sentence before that at ``offset`` begins, but no farther away than a few lines."""
    sections = Sections(article, block)
    starts = [stop.start for stop in sections.stops(sections.holding(offset)) if stop.start <= offset]
    if not starts:
        return block.start
    near = [start for start in starts[-2:] if offset - start <= _FARTHEST]
    return near[0] if near else _space_after(article.text, offset - _FARTHEST, offset)


def _to(article: Article, block: Block, offset: int) -> int:
    """Where the sentence after that at ``offset`` ends, but no farther away than a few lines."""
    sections = Sections(article, block)
    ends = [stop.end for stop in sections.stops(sections.holding(offset)) if stop.end > offset]
    if not ends:
        return block.end
    near = [end for end in ends[:2] if end - offset <= _FARTHEST]
    return near[-1] if near else _space_before(article.text, offset, offset + _FARTHEST)


def _space_after(text: str, start: int, end: int) -> int:
    space = text.find(" ", start, end)
    return start if space < 0 else space + 1


def _space_before(text: str, start: int, end: int) -> int:
    space = text.rfind(" ", start, end)
    return end if space < 0 else space
