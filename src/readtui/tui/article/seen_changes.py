"""What has changed in a text since it was seen, as the reader shows it. Independent of Textual.

A section most of which is new counts as rewritten: it is one change, with all of its old words.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, NamedTuple

from readtui.layout.old_words import OldWords
from readtui.model.annotation import Annotation
from readtui.model.article import Article
from readtui.quick_dataclass import dataclass
from readtui.text.phrases import counted

if TYPE_CHECKING:
    from readtui.anchoring.text_changes import TextChange

NEW, CHANGED, REMOVED = "+", "~", "-"
CHANGE_SIGNS = (
    (f"{NEW} {CHANGED} {REMOVED}", "Farthest left: a sentence is new, changed or removed since you saw the text"),
)
REWRITTEN = "rewritten"
_COUNTED = (REWRITTEN, NEW, CHANGED, REMOVED)
_REWRITTEN_FROM = 0.6
_start, _first = attrgetter("start"), itemgetter(0)


class SeenChange(NamedTuple):
    """A change to go to: a range of the text (empty where something was removed), its sign, and the old words.

    ``label``: the row that stands for old words that are not shown; "" if nothing does. ``words_at``: where the old
    words are shown. ``gone``: the ranges of those that a changed sentence lost.
    """

    start: int
    end: int
    sign: str
    before: str = ""
    label: str = ""
    words_at: int = 0
    gone: Sequence[tuple[int, int]] = ()


@dataclass(frozen=True, slots=True)
class SeenChanges:
    """The changes in reading order. ``signs``: ranges with the sign of their lines, in order; ``words``: those that
    are new in changed sentences. ``counts``: how many sentences, or rewritten sections, by sign.
    """

    changes: Sequence[SeenChange] = ()
    signs: Sequence[tuple[int, int, str]] = ()
    words: Sequence[tuple[int, int]] = ()
    counts: Sequence[tuple[str, int]] = ()

    @property
    def counted(self) -> str:
        """How much has changed: "3 new, 2 changed, 1 removed"; "" if that is not known."""
        names = {NEW: "new", CHANGED: "changed", REMOVED: "removed"}
        parts = [
            f"{count:,} {names[sign]}" if sign in names else f"{counted(count, 'section')} {sign}"
            for sign, count in self.counts
        ]
        return ", ".join(parts)

    @property
    def said(self) -> str:
        """The same in a sentence: "3 new, 2 changed, 1 removed since you saw it"."""
        return f"{self.counted} since you saw it" if self.counts else ""

    def sign(self, start: int, end: int) -> str:
        """The sign of a line with this range; a blank if nothing in it has changed."""
        found = {self.signs[index][2] for index in _overlapping(self.signs, start, end)}
        return " " if not found else NEW if found == {NEW} else CHANGED

    def new_words(self, start: int, end: int) -> Sequence[tuple[int, int]]:
        """The ranges of new words that a line with this range has some of."""
        within = _overlapping(self.words, start, end)
        return self.words[within.start : within.stop]

    def from_offset(self, offset: int) -> int:
        """The index of the first change that begins at ``offset`` or later."""
        return bisect_left(self.changes, offset, key=_start)

    def old_words(self, opened: frozenset[int]) -> list[OldWords]:
        """What stands for old words in the text: those of ``opened`` changes, by index, and labels of the others."""
        shown = [
            OldWords(one.words_at, one.label, one.before if index in opened else "", index, one.gone)
            for index, one in enumerate(self.changes)
            if one.label or index in opened
        ]
        return sorted(shown, key=attrgetter("offset"))


NO_CHANGES = SeenChanges()


def changes_without(changes: Sequence[SeenChange], annotations: Sequence[Annotation]) -> list[int]:
    """The numbers of the changes that are about none of these annotations: neither about their passages as they are
    now nor about the words that were annotated.
    """
    about = set[int]()
    starts = [one.start for one in changes]
    befores = [" ".join(one.before.split()) for one in changes]
    before, ends = "\n".join(befores), list(accumulate(len(one) + 1 for one in befores))
    for one in annotations:
        if one.passage is not None:
            first = bisect_right(starts, one.passage.start)
            first -= first > 0 and changes[first - 1].end > one.passage.start
            about.update(range(first, bisect_left(starts, one.passage.end)))
        if words := " ".join(one.own_words.split()):
            at = before.find(words)
            while at >= 0:
                about.add(bisect_right(ends, at))
                at = before.find(words, at + 1)
    return [number for number in range(len(changes)) if number not in about]


def _overlapping(ranges: Sequence[tuple[int, ...]] | Sequence[tuple[int, int, str]], start: int, end: int) -> range:
    """The indices of those of several ranges, in order and apart, that overlap ``start``:``end``."""
    first = bisect_right(ranges, start, key=_first)
    if first and ranges[first - 1][1] > start:
        first -= 1
    return range(first, bisect_left(ranges, end, key=_first))


def seen_changes(
    article: Article, found: "Sequence[TextChange]", pause: Callable[[], None] = lambda: None
) -> SeenChanges:
    """The changes as the reader shows them. ``found``: those of the article's text, in order."""
    changes: list[SeenChange] = []
    signs: list[tuple[int, int, str]] = []
    words: list[tuple[int, int]] = []
    counts = Counter[str]()
    for section, those in _by_section(article, found):
        pause()
        if section is not None:
            before = [one for one in those if one.before]
            size = sum(max(1, one.size) for one in before)
            unit = "line" if all(one.is_line for one in before) else "sentence"
            label = f"⋯ {REWRITTEN}: {counted(size, unit)} before"
            text = "\n".join(one.before for one in before)
            changes.append(SeenChange(*section[:2], CHANGED, text, label, section[2]))
            signs.append((*section[:2], CHANGED))
            counts[REWRITTEN] += 1
            continue
        for one in those:
            sign = {"added": NEW, "changed": CHANGED}.get(one.kind, REMOVED)
            counts[sign] += max(1, one.size)
            if sign is REMOVED:
                label = f"⋯ {counted(one.size, 'line' if one.is_line else 'sentence')} removed"
                changes.append(SeenChange(one.start, one.start, REMOVED, one.before, label, one.start))
                continue
            where = one.words if one.words else ((one.start, one.start + 1 if one.before else one.end),)
            signs += ((start, end, sign) for start, end in where)
            words += one.words
            if sign is NEW and changes and changes[-1].sign is NEW and one.start - changes[-1].end <= len("\n\n"):
                # What was added in one piece is one change.
                changes[-1] = changes[-1]._replace(end=one.end)
            else:
                changes.append(SeenChange(one.start, one.end, sign, one.before, "", one.end, one.gone))
    return SeenChanges(changes, signs, words, tuple((sign, counts[sign]) for sign in _COUNTED if counts[sign]))


_Section = tuple[int, int, int]


def _by_section(
    article: Article, found: "Sequence[TextChange]"
) -> "Iterator[tuple[_Section | None, list[TextChange]]]":
    """The changes, those of a rewritten section together with it: its start and end, and where its text begins."""
    longest = sum(map(_new_characters, found)) / _REWRITTEN_FROM
    reached = 0
    while reached < len(found):
        section = _section_around(article, found[reached].start, longest)
        last = reached + 1
        while last < len(found) and found[last].start < section[1]:
            last += 1
        those = list(found[reached:last])
        share = sum(map(_new_characters, those)) / (section[1] - section[0])
        is_rewritten = share > _REWRITTEN_FROM and any(one.before for one in those)
        yield section if is_rewritten else None, those
        reached = last


def _new_characters(change: "TextChange") -> int:
    if change.words or change.before:
        return sum(end - start for start, end in change.words)
    return change.end - change.start


def _section_around(article: Article, offset: int, longest: float) -> _Section:
    """The section that contains an offset, as far as it is at most about ``longest`` characters to either side."""
    blocks = article.blocks
    if not blocks:
        return 0, len(article.text) + 1, 0
    there = article.block_index_at(offset)
    first = there
    while first and not blocks[first].starts_section and offset - blocks[first].start <= longest:
        first -= 1
    last = there + 1
    while last < len(blocks) and not blocks[last].starts_section and blocks[last].start - offset <= longest:
        last += 1
    end = blocks[last].start if last < len(blocks) else len(article.text) + 1
    body = first + 1 if first + 1 < last and blocks[first].starts_section else first
    return blocks[first].start, end, blocks[body].start
