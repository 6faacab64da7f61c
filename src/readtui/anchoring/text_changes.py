"""Finds what changed between two versions of a text: new, changed and removed sentences, and in them the words."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import chain, groupby, pairwise, product, starmap
from operator import itemgetter
from typing import NamedTuple

from readtui.anchoring.matching.alignment import Run, align
from readtui.anchoring.matching.tokens import Tokens, Vocabulary, tokenise
from readtui.quick_dataclass import dataclass
from readtui.text.language import frequent_words
from readtui.text.segmentation.segment import sentences_from

_KIN = 0.5
"""A sentence with so many of the words of an old one is that sentence, changed."""
_SHORT = 20
"""In characters: anything shorter has moved only if no other like it is left over in either text."""
_RARE = 4
"""A word in no more of the sentences left over than these tells which of them may be the same one."""
_LEAST_SHARED = 3
_ALIKE, _STEM = 0.45, 5
"""Sentences at one place are one, said anew, if their telling words are so much alike by their first letters."""
_MOST_PAIRS = 2_500
_MOST_COMPARED = 2_000_000
"""Where more characters than these differ in a row, nobody looks for the words that are the same."""
_MOST_SEARCHED = 100_000_000
"""In characters: what is asked about near a place is not sought in the rest of the text if that takes longer."""
_GAP = "\n\n"
_ENDS = frozenset(".!?…。！？”»")
_PLAIN = str.maketrans("‘’‚“”„«»‐‑‒–—", '\'\'\'"""""-----')
_COUNT = _TEXT = itemgetter(1)


class TextChangeKind(StrEnum):
    """What became of a sentence."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class TextChange:
    """A change: a sentence of the new text (a line, in code) or, of removed ones, the offset where they stood.

    Offsets count code points of the new text. ``words``: the ranges of a changed sentence's words that are new, in
    order; none if it only lost some. ``before``: the old words of what was changed or removed; lines and paragraphs
    have line ends between them. ``gone``: the ranges of a changed sentence's old words that it lost. ``size``: how many
    sentences were removed. ``is_line``: it is a line, or lines.
    """

    kind: TextChangeKind
    start: int
    end: int
    words: tuple[tuple[int, int], ...] = ()
    before: str = ""
    size: int = 0
    is_line: bool = False
    gone: tuple[tuple[int, int], ...] = ()


class _Unit(NamedTuple):
    """A paragraph, sentence or line of a text, at an offset."""

    start: int
    text: str
    is_line: bool = False
    begins_line: bool = False

    @property
    def end(self) -> int:
        return self.start + len(self.text)


class _Part(NamedTuple):
    """What differs at one place: sentences of the old text and of the new one, and the place behind them."""

    removed: Sequence[_Unit]
    added: Sequence[_Unit]
    at: int


def text_changes(
    old: str,
    new: str,
    language: str = "",
    *,
    is_code: Callable[[int], bool] = lambda _: False,
    is_left_out: Callable[[int], bool] = lambda _: False,
    near: tuple[int, int] | None = None,
    known: Sequence[tuple[str, int]] = (),
    pause: Callable[[], None] = lambda: None,
) -> list[TextChange]:
    """The changes from one text to the other, in the order of the new one. Time grows in proportion to the texts.

    A sentence that only stands elsewhere now is no change; one that also has other words is a changed one. ``language``
    is a BCP 47 tag. ``is_code`` says of an offset of the new text whether the unit there is the line, ``is_left_out``
    whether nobody asks about it. ``near``: the part of the new text that is asked about, which is found sooner.
    ``known``: words of the old text, and where what they have become stands in the new one. ``pause`` is called now and
    then.
    """
    before, after = _paragraphs(old), _paragraphs(new)
    pause()
    elsewhere = _moved(before, after)
    parts: list[_Part] = []
    far_old, far_new = list[str](), list[str]()
    for removed, added, at in _gaps(before, after, len(new)):
        came = [one for one in added if one.text not in elsewhere and not is_left_out(one.start)]
        went = [one for one in removed if one.text not in elsewhere]
        if near is not None and not near[0] <= (added[0].start if added else at) <= near[1]:
            far_old += map(_TEXT, went)
            far_new += map(_TEXT, came)
            continue
        pause()
        now = [unit for one in came for unit in _units(one, language, is_lines=is_code(one.start))]
        was_code = all(unit.is_line for unit in now) if now else is_code(min(at, len(new) - 1))
        was = [unit for one in went for unit in _units(one, language, is_lines=was_code and not _is_prose(one.text))]
        parts += starmap(_Part, _gaps(was, now, now[-1].end if now else at))
    if sum(map(len, (*far_old, *far_new))) * sum(len(one.removed) + len(one.added) for one in parts) > _MOST_SEARCHED:
        far_old, far_new = [], []
    parts = _without_moved(parts, "\n".join(far_old), "\n".join(far_new))
    kin: list[list[tuple[int, int]]] = []
    for part in parts:
        pause()
        kin.append(_same(part))
    left = list(starmap(_left, zip(parts, kin, strict=True)))
    origins = _known_origins(left, known) if known else {}
    origins |= _origins(_without(left, origins))
    origins |= _said_anew(_without(left, origins), pause)
    taken = frozenset(unit.start for unit in origins.values())
    return list(
        _joined([one for part, same in zip(parts, kin, strict=True) for one in _told(part, same, origins, taken)])
    )


def _paragraphs(text: str) -> list[_Unit]:
    # One by one: while a long text is split at once, no other thread can run, and keys wait.
    found, start = list[_Unit](), 0
    while (end := text.find(_GAP, start)) >= 0:
        found.append(_Unit(start, text[start:end]))
        start = end + len(_GAP)
    return [*found, _Unit(start, text[start:])]


def _units(paragraph: _Unit, language: str, *, is_lines: bool) -> Iterator[_Unit]:
    """The sentences of a paragraph. A line of several, as lists and tables have, is a unit if it is one sentence, or
    if ``is_lines``, as in code.
    """
    start = paragraph.start
    if not is_lines and "\n" not in paragraph.text:
        for one in sentences_from(paragraph.text, 0, language):
            yield _Unit(start + one.start, paragraph.text[one.start : one.end])
        return
    for line in paragraph.text.split("\n"):
        parts = [] if is_lines else list(sentences_from(line, 0, language))
        if len(parts) > 1:
            for number, one in enumerate(parts):
                yield _Unit(start + one.start, line[one.start : one.end], begins_line=not number)
        elif line.strip():
            yield _Unit(start, line, is_line=True, begins_line=True)
        start += len(line) + 1


def _is_prose(paragraph: str) -> bool:
    """Whether it ends as sentences do, and code does not."""
    return paragraph.rstrip()[-1:] in _ENDS


def _moved(before: Sequence[_Unit], after: Sequence[_Unit]) -> frozenset[str]:
    """The paragraphs that stand in both texts as often, wherever."""
    # One by one, too: hashing a long text takes a moment.
    old, new = (Counter(unit.text for unit in part) for part in (before, after))
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


def _without_moved(parts: Sequence[_Part], far_old: str, far_new: str) -> list[_Part]:
    """The parts without the sentences that stand in both texts, as many as do. ``far_old``, ``far_new``: what differs
    in places that nobody asks about.
    """
    old = Counter(_typed(one) for part in parts for one in part.removed)
    new = Counter(_typed(one) for part in parts for one in part.added)
    both = {text: min(count, new[text]) for text, count in old.items() if text in new}
    moved = {text: count for text, count in both.items() if len(text) >= _SHORT or old[text] == new[text] == 1}
    if not moved and not far_old and not far_new:
        return list(parts)

    def left(units: Sequence[_Unit], far: str, remaining: dict[str, int]) -> Iterator[_Unit]:
        for unit in units:
            text = _typed(unit)
            if remaining.get(text):
                remaining[text] -= 1
            elif len(text) < _SHORT or unit.text not in far:
                yield unit

    gone, come, found = dict(moved), dict(moved), list[_Part]()
    for removed, added, at in parts:
        lost, new_ones = list(left(removed, far_new, gone)), list(left(added, far_old, come))
        if lost or new_ones:
            found.append(_Part(lost, new_ones, at if new_ones or not added else added[0].start))
    return found


def _typed(unit: _Unit) -> str:
    """The words as they are compared with other places: in sentences, any quotation marks, dashes and spaces."""
    return unit.text if unit.is_line else " ".join(unit.text.translate(_PLAIN).split())


def _same(part: _Part) -> list[tuple[int, int]]:
    """Which new sentences have words in common with which old ones at their place, in order, by index."""
    removed, added, _ = part
    if not removed or not added or sum(len(one.text) for one in (*removed, *added)) > _MOST_COMPARED:
        return []
    vocabulary = Vocabulary()
    old = [tokenise(one.text, vocabulary) for one in removed]
    new = [tokenise(one.text, vocabulary) for one in added]
    return [(number, of) for number, of in enumerate(_kin(old, new)) if of is not None]


_Left = tuple[Sequence[_Unit], Sequence[_Unit]]
"""Of a place, the old and the new sentences that have no counterpart yet."""


def _left(part: _Part, same: Sequence[tuple[int, int]]) -> _Left:
    here, there = {number for number, _ in same}, {of for _, of in same}
    removed = [one for index, one in enumerate(part.removed) if index not in there]
    return removed, [one for index, one in enumerate(part.added) if index not in here]


def _without(left: Sequence[_Left], origins: Mapping[int, _Unit]) -> list[_Left]:
    taken = {unit.start for unit in origins.values()}
    return [
        ([one for one in removed if one.start not in taken], [one for one in added if one.start not in origins])
        for removed, added in left
    ]


def _known_origins(left: Sequence[_Left], known: Sequence[tuple[str, int]]) -> dict[int, _Unit]:
    """The old sentences that have words of which it is known where they are now, by the start of the new ones."""
    removed = [(one, " ".join(one.text.split())) for part, _ in left for one in part]
    added = [one for _, part in left for one in part]
    found: dict[int, _Unit] = {}
    for text, offset in known:
        words = re.compile(rf"(?<!\w){re.escape(' '.join(text.split()))}(?!\w)")
        of = [one for one, there in removed if words.search(there)]
        now = next((one for one in added if one.start <= offset < one.end), None)
        if now is not None and len(of) == 1 and now.start not in found and of[0] not in found.values():
            found[now.start] = of[0]
    return found


def _said_anew(left: Sequence[_Left], pause: Callable[[], None]) -> dict[int, _Unit]:
    """The old sentences that stand at the same place in other words, in any order, by the start of the new ones."""
    common, vocabulary = frequent_words(), Vocabulary()
    compared = [one for one in left if 0 < len(one[0]) * len(one[1]) <= _MOST_PAIRS]
    tokens: list[tuple[list[Tokens], list[Tokens]]] = []
    for removed, added in compared:
        pause()
        tokens.append(
            ([tokenise(one.text, vocabulary) for one in removed], [tokenise(one.text, vocabulary) for one in added])
        )
    # Once all words are known, because each look after a new word numbers all of them.
    stems = ["" if key in common else key[:_STEM] for key in vocabulary.keys_by_id]

    def telling(words: Tokens) -> frozenset[str]:
        return frozenset(stem for word in words.ids if (stem := stems[word]))

    found: dict[int, _Unit] = {}
    for (removed, added), (was, now) in zip(compared, tokens, strict=True):
        pause()
        old, new = list(map(telling, was)), list(map(telling, now))
        alike = [
            (2 * len(shared) / (len(old[of]) + len(new[number])), -abs(number - of), number, of)
            for number, of in product(range(len(new)), range(len(old)))
            if (shared := old[of] & new[number])
        ]
        used = set[int]()
        for likeness, _, number, of in sorted(alike, reverse=True):
            if likeness >= _ALIKE and added[number].start not in found and of not in used:
                found[added[number].start] = removed[of]
                used.add(of)
    return found


def _origins(left: Sequence[_Left]) -> dict[int, _Unit]:
    """The old sentences that stand in other places with most of their words, by the start of the new ones."""
    removed = list(chain.from_iterable(one for one, _ in left))
    added = list(chain.from_iterable(one for _, one in left))
    if not removed or not added or sum(len(one.text) for one in (*removed, *added)) > _MOST_COMPARED:
        return {}
    vocabulary = Vocabulary()
    old, new = ([Counter(tokenise(one.text, vocabulary).ids) for one in units] for units in (removed, added))
    sizes_old, sizes_new = ([words.total() for words in counts] for counts in (old, new))
    having = defaultdict[int, list[int]](list)
    for index, words in enumerate(old):
        for word in words:
            having[word].append(index)
    often = Counter(word for words in new for word in words)
    likely: list[tuple[float, int, int, int]] = []
    for number, words in enumerate(new):
        rare = [word for word in words if often[word] <= _RARE and len(having.get(word, ())) <= _RARE]
        for of, telling in Counter(of for word in rare for of in having.get(word, ())).items():
            # Sentences of another length are left before their words are counted: a long line may share one with each.
            most = max(sizes_new[number], sizes_old[of])
            if min(sizes_new[number], sizes_old[of]) <= _KIN * most:
                continue
            shared = (words & old[of]).total()
            if shared >= _LEAST_SHARED and shared > _KIN * most:
                likely.append((-shared / most, -telling, number, of))
    found: dict[int, _Unit] = {}
    used = set[int]()
    for _, _, number, of in sorted(likely):
        if added[number].start not in found and of not in used:
            found[added[number].start] = removed[of]
            used.add(of)
    return found


def _told(
    part: _Part, same: Sequence[tuple[int, int]], origins: Mapping[int, _Unit], taken: frozenset[int]
) -> Iterator[TextChange]:
    """The changes at a place. ``origins``: the old sentences of those that come from another one, and ``taken`` where
    these stood.
    """
    removed, added, at = part
    new_from = old_from = 0
    for number, of in (*same, (len(added), len(removed))):
        # What is gone stands before what has come instead of it.
        lost, place = removed[old_from:of], added[new_from].start if new_from < len(added) else at
        if lost and old_from and new_from and _are_close(removed[old_from - 1], lost[0]):
            place = added[new_from - 1].end
        yield from _removed([one for one in lost if one.start not in taken], place)
        for unit in added[new_from:number]:
            yield _changed(origins[unit.start], unit) if unit.start in origins else _added(unit)
        if number < len(added):
            yield _changed(removed[of], added[number])
        new_from, old_from = number + 1, of + 1


def _are_close(unit: _Unit, following: _Unit) -> bool:
    """Whether both stand in one paragraph, with nothing between them."""
    return following.start - unit.end <= 1


def _changed(old: _Unit, new: _Unit) -> TextChange:
    vocabulary = Vocabulary()
    was, now = tokenise(old.text, vocabulary), tokenise(new.text, vocabulary)
    words, gone = tuple(_new_words(was, now, new.start)), tuple(_new_words(now, was, 0))
    return TextChange(TextChangeKind.CHANGED, new.start, new.end, words, old.text, is_line=new.is_line, gone=gone)


def _added(unit: _Unit) -> TextChange:
    return TextChange(TextChangeKind.ADDED, unit.start, unit.end, is_line=unit.is_line)


def _removed(units: Sequence[_Unit], at: int) -> Iterator[TextChange]:
    """What stood before ``at``, as one change."""
    if units:
        parts = [units[0].text]
        for unit, following in pairwise(units):
            gap = following.start - unit.end
            # Between the sentences of a paragraph there is a space at most.
            parts += ["\n" if following.begins_line or gap > 1 else " " * gap, following.text]
        is_line = all(one.is_line for one in units)
        yield TextChange(TextChangeKind.REMOVED, at, at, before="".join(parts), size=len(units), is_line=is_line)


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
    for (kind, start), some in groupby(changes, key=lambda one: (one.kind, one.start)):
        those = list(some)
        if kind is TextChangeKind.REMOVED and len(those) > 1:
            before, size = "\n".join(one.before for one in those), sum(one.size for one in those)
            yield TextChange(kind, start, start, (), before, size, all(one.is_line for one in those))
        else:
            yield from those
