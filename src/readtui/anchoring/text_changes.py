"""Finds what changed between two versions of a text: new, changed and removed sentences, and in them the words."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate, groupby, pairwise
from operator import itemgetter
from typing import NamedTuple

from readtui.anchoring.matching.alignment import Run, align
from readtui.anchoring.matching.tokens import Tokens, Vocabulary, tokenise
from readtui.text.sentences.segment import sentences_from

_KIN = 0.5
"""A sentence with so many of the words of an old one is that sentence, changed."""
_MOST_COMPARED = 2_000_000
"""Where more characters than these differ in a row, nobody looks for the words that are the same."""
_GAP = "\n\n"
_ENDS = frozenset(".!?…。！？”»")
_COUNT = _TEXT = itemgetter(1)


class ChangeKind(StrEnum):
    """What became of a sentence."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class TextChange:
    """A change: a sentence of the new text (a line, in code) or, of removed ones, the offset where they stood.

    Offsets count code points of the new text. ``words``: the ranges of a changed sentence's words that are new, in
    order; none if it only lost some. ``before``: the old words of what was changed or removed; lines and paragraphs
    have line ends between them. ``size``: how many sentences were removed. ``is_line``: it is a line, or lines.
    """

    kind: ChangeKind
    start: int
    end: int
    words: tuple[tuple[int, int], ...] = ()
    before: str = ""
    size: int = 0
    is_line: bool = False


class _Unit(NamedTuple):
    """A paragraph, sentence or line of a text, at an offset."""

    start: int
    text: str
    is_line: bool = False

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def text_changes(
    old: str,
    new: str,
    language: str = "",
    *,
    is_code: Callable[[int], bool] = lambda _: False,
    is_left_out: Callable[[int], bool] = lambda _: False,
    near: tuple[int, int] | None = None,
    pause: Callable[[], None] = lambda: None,
) -> list[TextChange]:
    """The changes from one text to the other, in the order of the new one. Time grows in proportion to the texts.

    A paragraph or sentence that only stands elsewhere now is no change. ``language`` is a BCP 47 tag. ``is_code`` says
    of an offset of the new text whether the unit there is the line, ``is_left_out`` whether nobody asks about it.
    ``near``: the part of the new text that is asked about, which is found sooner. ``pause`` is called now and then.
    """
    before, after = _paragraphs(old), _paragraphs(new)
    pause()
    elsewhere = _moved(before, after)
    found: list[TextChange] = []
    for removed, added, at in _gaps(before, after, len(new)):
        if near is not None and not near[0] <= (added[0].start if added else at) <= near[1]:
            continue
        pause()
        came = [one for one in added if one.text not in elsewhere and not is_left_out(one.start)]
        went = [one for one in removed if one.text not in elsewhere]
        now = [unit for one in came for unit in _units(one, language, is_lines=is_code(one.start))]
        was_code = all(unit.is_line for unit in now) if now else is_code(min(at, len(new) - 1))
        was = [unit for one in went for unit in _units(one, language, is_lines=was_code and not _is_prose(one.text))]
        for gone, new_ones, place in _gaps(was, now, now[-1].end if now else at):
            found += _compared(gone, new_ones, place)
    return list(_joined(found))


def _paragraphs(text: str) -> list[_Unit]:
    parts = text.split(_GAP)
    return list(map(_Unit, accumulate((len(part) + len(_GAP) for part in parts), initial=0), parts))


def _units(paragraph: _Unit, language: str, *, is_lines: bool) -> Iterator[_Unit]:
    """The sentences of a paragraph; its lines, if it has several, as code, lists and tables do, or ``is_lines``."""
    start = paragraph.start
    if is_lines or "\n" in paragraph.text:
        for line in paragraph.text.split("\n"):
            if line.strip():
                yield _Unit(start, line, is_line=True)
            start += len(line) + 1
        return
    for one in sentences_from(paragraph.text, 0, language):
        yield _Unit(start + one.start, paragraph.text[one.start : one.end])


def _is_prose(paragraph: str) -> bool:
    """Whether it ends as sentences do, and code does not."""
    return paragraph.rstrip()[-1:] in _ENDS


def _moved(before: Sequence[_Unit], after: Sequence[_Unit]) -> frozenset[str]:
    """The paragraphs that stand in both texts as often, wherever."""
    old, new = (Counter(map(_TEXT, part)) for part in (before, after))
    return frozenset(text for text, count in new.items() if old[text] == count)


def _gaps(
    before: Sequence[_Unit], after: Sequence[_Unit], end: int
) -> Iterator[tuple[Sequence[_Unit], Sequence[_Unit], int]]:
    """What differs, with the place in the new text behind it or, if something is only gone from a paragraph, after the
    words before it. ``end``: the place behind all.
    """
    numbers: dict[str, int] = {}
    ids = [[numbers.setdefault(text, len(numbers)) for text in map(_TEXT, part)] for part in (before, after)]
    runs = [Run(0, 0, 0), *align(*ids), Run(len(before), len(after), 0)]
    for first, last in pairwise(runs):
        if first.old_end < last.old or first.new_end < last.new:
            at = after[last.new].start if last.new < len(after) else end
            gone, come = before[first.old_end : last.old], after[first.new_end : last.new]
            if first.old_end and gone and not come and _are_close(before[first.old_end - 1], gone[0]):
                at = after[first.new_end - 1].end
            yield gone, come, at


def _compared(removed: Sequence[_Unit], added: Sequence[_Unit], at: int) -> Iterator[TextChange]:
    """The changes of sentences without an equal one: those with words in common are the same sentence."""
    if not removed or not added or sum(len(one.text) for one in (*removed, *added)) > _MOST_COMPARED:
        yield from _removed(removed, added[0].start if added else at)
        yield from map(_added, added)
        return
    vocabulary = Vocabulary()
    old = [tokenise(one.text, vocabulary) for one in removed]
    new = [tokenise(one.text, vocabulary) for one in added]
    same = [(number, of) for number, of in enumerate(_kin(old, new)) if of is not None]
    new_from = old_from = 0
    for number, of in (*same, (len(added), len(removed))):
        # What is gone stands before what has come instead of it.
        lost, place = removed[old_from:of], added[new_from].start if new_from < len(added) else at
        if lost and old_from and _are_close(removed[old_from - 1], lost[0]):
            place = added[new_from - 1].end
        yield from _removed(lost, place)
        yield from map(_added, added[new_from:number])
        if number < len(added):
            unit, before = added[number], removed[of].text
            words = tuple(_new_words(old[of], new[number], unit.start))
            yield TextChange(ChangeKind.CHANGED, unit.start, unit.end, words, before, is_line=unit.is_line)
        new_from, old_from = number + 1, of + 1


def _are_close(unit: _Unit, following: _Unit) -> bool:
    """Whether both stand in one paragraph, with nothing between them."""
    return following.start - unit.end <= 1


def _added(unit: _Unit) -> TextChange:
    return TextChange(ChangeKind.ADDED, unit.start, unit.end, is_line=unit.is_line)


def _removed(units: Sequence[_Unit], at: int) -> Iterator[TextChange]:
    """What stood before ``at``, as one change."""
    if units:
        parts = [units[0].text]
        for unit, following in pairwise(units):
            gap = following.start - unit.end
            # Between the sentences of a paragraph there is a space at most.
            parts += ["\n" if following.is_line or gap > 1 else " " * gap, following.text]
        is_line = all(one.is_line for one in units)
        yield TextChange(ChangeKind.REMOVED, at, at, before="".join(parts), size=len(units), is_line=is_line)


def _kin(old: Sequence[Tokens], new: Sequence[Tokens]) -> list[int | None]:
    """For each new sentence, the old one that it was, in order; None for one that is new."""
    runs = align([id for one in old for id in one.ids], [id for one in new for id in one.ids])
    of_old, of_new = ([number for number, one in enumerate(part) for _ in one.ids] for part in (old, new))
    shared: list[Counter[int]] = [Counter() for _ in new]
    for run in runs:
        for here, there in zip(of_new[run.new : run.new_end], of_old[run.old : run.old_end], strict=True):
            shared[here][there] += 1
    found: list[int | None] = []
    least = 0
    for one, likely in zip(new, shared, strict=True):
        of, count = max(
            ((other, count) for other, count in likely.items() if other >= least), key=_COUNT, default=(0, 0)
        )
        if count and count >= _KIN * min(len(one), len(old[of])):
            found.append(of)
            least = of + 1
        else:
            found.append(None)
    return found


def _new_words(old: Tokens, new: Tokens, shift: int) -> Iterator[tuple[int, int]]:
    """The ranges of the words that were not there, neighbors together."""
    for first, last in pairwise([Run(0, 0, 0), *align(old.ids, new.ids), Run(len(old), len(new), 0)]):
        if first.new_end < last.new:
            yield shift + new.starts[first.new_end], shift + new.ends[last.new - 1]


def _joined(changes: Sequence[TextChange]) -> Iterator[TextChange]:
    """The changes with what was removed at one place as one."""
    for (kind, start), some in groupby(changes, key=lambda one: (one.kind, one.start)):
        those = list(some)
        if kind is ChangeKind.REMOVED and len(those) > 1:
            before, size = "\n".join(one.before for one in those), sum(one.size for one in those)
            yield TextChange(kind, start, start, (), before, size, all(one.is_line for one in those))
        else:
            yield from those
