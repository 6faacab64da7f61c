"""Tells what turned the meaning of a sentence: a negation, or words of the closed list."""

from collections import Counter
from collections.abc import Iterable, Sequence

from readtui.anchoring.meaning.meaning_change import ChangeKind, MeaningChange, from_to, instead, shortened
from readtui.anchoring.meaning.names import small_words
from readtui.anchoring.meaning.readings import Readings, begins_clause, has_other_form, stem, without
from readtui.anchoring.meaning.sentence_words import SentenceWords
from readtui.anchoring.meaning.slips import is_content
from readtui.anchoring.meaning.turns import (
    CONDITION,
    NEGATING_PREFIXES,
    Turn,
    implicit_senses,
    implied_lines,
    opposite_lines,
)
from readtui.anchoring.meaning.value_mark import ValueMark
from readtui.text.language import frequent_words

_SHORT = 3
_BESIDE = 4
_NEGATED = 3


def other_negation(pair: Readings) -> MeaningChange | None:
    gone, came = _unpaired_negations(pair)
    gone = [at for at in gone if not _stands_apart(pair, at, at + 1, is_new=False)]
    came = [at for at in came if not _stands_apart(pair, at, at + 1, is_new=True)]
    # "Illegal" is "not legal".
    prefixed_old = _prefixed(pair, pair.old.keys, set(pair.new.keys))
    prefixed_new = _prefixed(pair, pair.new.keys, set(pair.old.keys))
    if prefixed_old is not None and len(gone) <= len(came):
        gone = [*gone, prefixed_old]
    if prefixed_new is not None and len(came) <= len(gone):
        came = [*came, prefixed_new]
    if len(came) != len(gone) and _is_said_otherwise(pair, gone, came):
        return None
    if len(came) > len(gone) or (came and not _is_near(pair, gone[0], came[0])):
        return from_to(ChangeKind.NEGATION, "", _negation_at(pair.new, came[-1]))
    if len(gone) > len(came):
        return from_to(ChangeKind.NEGATION, _negation_at(pair.old, gone[-1]), "")
    return None


def _stands_apart(pair: Readings, at: int, at_end: int, *, is_new: bool) -> bool:
    return pair.stands_apart(at, at_end, is_new=is_new) or pair.is_of_other_clause(at, at_end, is_new=is_new)


def moved_negation(pair: Readings) -> MeaningChange | None:
    """Whether a negation that both texts have negates something else that both say: "paid, not lent"."""
    before, after = (
        [(at, _negated(pair, which, at)) for at in found.negations] for which, found in enumerate(pair.turns)
    )
    if len(before) != len(after):
        return None
    both = [set(map(stem, reading.keys)) for reading in (pair.old, pair.new)]
    for (_, old), (at, new) in zip(before, after, strict=True):
        if old and new and old.isdisjoint(new) and old <= both[1] and new <= both[0]:
            return MeaningChange(
                ChangeKind.NEGATION, f"a negation moved: {pair.new.shown(at, min(at + 2, len(pair.new.words)))}"
            )
    return None


def moved_limit(pair: Readings) -> MeaningChange | None:
    """Whether "only" went over a subject and its verb among the same words: "only members may", "members may only"."""
    found = [[at for at, key in enumerate(each.keys) if key in small_words("only")] for each in (pair.old, pair.new)]
    if not all(len(places) == 1 for places in found):
        return None
    (old,), (new,) = found
    first, last = sorted((old, new))
    passed = (pair.old if new == first else pair.new).keys[first:last]
    rests = ([*each.keys[:at], *each.keys[at + 1 :]] for each, at in ((pair.old, old), (pair.new, new)))
    is_subject = any(is_content(key, pair.language) for key in passed) and not small_words("modals").isdisjoint(passed)
    if not is_subject or next(rests) != next(rests):
        return None
    return MeaningChange(ChangeKind.WORDS, f"“{pair.new.keys[new]}” moved")


def _negated(pair: Readings, which: int, at: int) -> set[str]:
    """The first telling words behind a negation, in its clause."""
    reading = (pair.old, pair.new)[which]
    found = set[str]()
    for index in range(at + 1, len(reading.words)):
        if begins_clause(reading, index) or len(found) == _NEGATED:
            break
        if is_content(reading.keys[index], pair.language):
            found.add(stem(reading.keys[index]))
    return found


def _is_said_otherwise(pair: Readings, gone: Sequence[int], came: Sequence[int]) -> bool:
    """Whether the only other negation is one with the opposite in the other text, "not open" for "closed", or
    other words there negate the same: "instead of" for "not".
    """
    if len(gone) + len(came) != 1:
        return False
    if _negated_line(pair):
        return True
    (before, after), (at, *_) = (each.turns for each in pair.turns), (*gone, *came)
    there, here = (after, before) if gone else (before, after)
    if any(turn.line in implied_lines() and 0 < turn.first - at <= _SHORT for turn in here) and not any(
        turn.line in implied_lines() for turn in there
    ):
        # "Does not stop it" is "lets it go on".
        return True
    if _is_not_until(pair):
        return True
    implied = Counter(turn.line for turn in there if turn.line in implied_lines())
    implied -= Counter(turn.line for turn in here)
    return any(
        _is_near(pair, *((at, turn.first) if gone else (turn.first, at))) for turn in there if implied[turn.line]
    )


def _is_not_until(pair: Readings) -> bool:
    """Whether one text says "not until" where the other says "before": "nothing is paid before it is there", or "she
    agrees before you book" for "do not book until she agrees".
    """
    for one, other, (negations, others) in (
        (pair.old, pair.new, [len(each.negations) for each in pair.turns]),
        (pair.new, pair.old, [len(each.negations) for each in pair.turns[::-1]]),
    ):
        until = next((at for at, key in enumerate(one.keys) if key in small_words("until")), None)
        before = next((at for at, key in enumerate(other.keys) if key in small_words("before")), None)
        if until is None or before is None or not negations:
            continue
        first, second = (
            {stem(key) for key in reading.keys[max(0, at - _BESIDE) : at] if is_content(key, pair.language)}
            for reading, at in ((one, until), (other, before))
        )
        if negations == others or (negations == others + 1 and first.isdisjoint(second)):
            return True
    return False


def _negated_line(pair: Readings) -> int:
    """The line of an opposite that took the place of another with a negation, "not open" for "closed", or 0."""
    counts = [_counted(found.turns) for found in pair.turns]
    for here, there in ((0, 1), (1, 0)):
        mine, theirs = pair.turns[here], pair.turns[there]
        if len(mine.negations) != len(theirs.negations) + 1:
            continue
        swapped = {line for line, _ in counts[here] - counts[there]} & {
            line for line, _ in counts[there] - counts[here]
        }
        for one in mine.turns:
            is_negated = any(0 < one.first - at <= _SHORT for at in mine.negations)
            if is_negated and one.line in swapped & opposite_lines():
                return one.line
    return 0


def _unpaired_negations(pair: Readings) -> tuple[list[int], list[int]]:
    """The negations that stand in one of the texts only, by their words: "never" for "not" is one in each."""
    before, after = (each.negations for each in pair.turns)
    there = [pair.old.keys[index] for index in before]
    came: list[int] = []
    for index in after:
        if pair.new.keys[index] in there:
            there.remove(pair.new.keys[index])
        else:
            came.append(index)
    left = Counter(there)
    gone: list[int] = []
    for index in reversed(before):
        if left[pair.old.keys[index]]:
            left[pair.old.keys[index]] -= 1
            gone.insert(0, index)
    return gone, came


def _is_near(pair: Readings, old: int, new: int) -> bool:
    """Whether negations that differ negate the same: they have a word beside them in common."""
    sides = (
        {stem(key) for key in reading.keys[max(0, index - _BESIDE) : index + _BESIDE + 1]} - frequent_words()
        for reading, index in ((pair.old, old), (pair.new, new))
    )
    return bool(set.intersection(*sides))


def _prefixed(pair: Readings, keys: Sequence[str], others: set[str]) -> int | None:
    """The place of a word that negates one of the other text by a prefix; None if there is none."""
    for index, key in enumerate(keys):
        if key not in others and key not in small_words("prefixed"):
            for prefix in NEGATING_PREFIXES:
                rest = key.removeprefix(prefix)
                if rest != key and len(rest) > _SHORT and rest in others and rest not in keys:
                    return index
    return None


def other_turn(pair: Readings) -> MeaningChange | None:
    before, after = (each.turns for each in pair.turns)
    counts = _counted(before), _counted(after)
    strong = (
        _counted(turn for turn in before if not turn.is_weak),
        _counted(turn for turn in after if not turn.is_weak),
    )
    beside = (
        {turn[:2] for turn in found if not _stands_apart(pair, turn.first, turn.last, is_new=is_new)}
        for found, is_new in ((before, False), (after, True))
    )
    lost = {sense for sense in counts[0] if counts[0][sense] > counts[1][sense]} & next(beside)
    gained = {sense for sense in counts[1] if counts[1][sense] > counts[0][sense]} & next(beside)
    for line, sense in sorted(lost):
        for other_line, other in sorted(gained):
            if line == other_line != _negated_line(pair) and (
                strong[0][line, sense] > strong[1][line, sense] or strong[1][line, other] > strong[0][line, other]
            ):
                now, then = (_said(pair, pair.new, after, (line, other)), _said(pair, pair.old, before, (line, sense)))
                if _is_not_until(pair):
                    return None
                return instead(now, then)
    for one in sorted(gained | lost):
        reading, found = (pair.new, after) if one in gained else (pair.old, before)
        is_alone = any(
            (turn.line, turn.sense) == one
            and turn.is_alone
            and (_has_only_other_forms(pair, but_for_turns=True) or not _is_reworded(pair, turn, is_new=one in gained))
            for turn in found
        )
        is_strong = strong[one in gained][one] > 0 or _has_only_other_forms(pair)
        is_strong = is_strong and counts[one not in gained][one] == 0
        if is_alone and is_strong and not _is_implied(pair, one, is_new=one in gained):
            how = "added" if one in gained else "dropped"
            return MeaningChange(ChangeKind.TURN, f"“{_said(pair, reading, found, one)}” was {how}")
    return _exchanged_turns(pair, before, after)


def _is_implied(pair: Readings, sense: tuple[int, int], *, is_new: bool) -> bool:
    """Whether the other text says so without the word: a condition whose words are all there, "a client that gets
    it" for "if it gets it"; or a duty as an order, "send it" for "you must send it".
    """
    reading, other = (pair.new, pair.old) if is_new else (pair.old, pair.new)
    if sense not in implicit_senses():
        return False
    there = set(map(stem, other.keys))
    is_condition = implicit_senses()[sense] == CONDITION
    for turn in pair.turns[is_new].turns:
        if (turn.line, turn.sense) != sense:
            continue
        if is_condition:
            end = next(
                (at for at in range(turn.last, len(reading.words)) if begins_clause(reading, at)), len(reading.words)
            )
            said = [key for key in reading.keys[turn.last : end] if is_content(key, pair.language)]
            if not all(_begins_alike(key, there) for key in said):
                return False
        else:
            first, own = ({each.key(at) for at in _beginnings(each)} for each in (other, reading))
            orders = {stem(key) for key in first - own - frequent_words()}
            if not any(_begins_alike(key, orders) for key in reading.keys[turn.last : turn.last + _BESIDE]):
                return False
    return True


def _has_only_other_forms(pair: Readings, *, but_for_turns: bool = False) -> bool:
    """Whether both have the same words, but for frequent ones and other forms: "exige", "peut exiger"; or but for
    values and words that turn a meaning as well.
    """
    old, new = pair.old.keys, pair.new.keys
    if but_for_turns:
        apart: list[list[ValueMark | Turn]] = [[*pair.marks[at], *pair.turns[at].turns] for at in (0, 1)]
        old, new = without(old, apart[0]), without(new, apart[1])
    gone, came = list(set(old) - set(pair.new.keys)), list(set(new) - set(pair.old.keys))
    both = ((gone, came), (came, gone))
    return all(key in frequent_words() or has_other_form(key, there) for some, there in both for key in some)


def _is_reworded(pair: Readings, turn: Turn, *, is_new: bool) -> bool:
    """Whether the word stands among others in place of which there are others, too."""
    for block in pair.blocks:
        here, there = (block.new, block.old) if is_new else (block.old, block.new)
        if here[0] <= turn.first < here[1]:
            own, other = (pair.new, pair.old) if is_new else (pair.old, pair.new)
            beside = [own.keys[at] for at in range(*here) if not turn.first <= at < turn.last]
            return any(
                is_content(key, pair.language) and not has_other_form(key, beside) for key in other.keys[slice(*there)]
            )
    return False


def _exchanged_turns(pair: Readings, before: Sequence[Turn], after: Sequence[Turn]) -> MeaningChange | None:
    """Whether opposites stand in another order among the same words."""
    if without(pair.old.keys, before) != without(pair.new.keys, after):
        return None
    for line in sorted({turn.line for turn in before}):
        one, other = ([turn for turn in found if turn.line == line] for found in (before, after))
        pairs = [pair for pair in zip(one, other) if pair[0].sense != pair[1].sense]  # noqa: B905
        if pairs and _counted(one) == _counted(other):
            (old, new), *_ = pairs
            return instead(pair.new.shown(new.first, new.last), pair.old.shown(old.first, old.last))
    return None


def _said(pair: Readings, reading: SentenceWords, found: Sequence[Turn], sense: tuple[int, int]) -> str:
    """The words for a sense in the text, rather strong ones, and rather ones that differ."""
    other = pair.old if reading is pair.new else pair.new
    places = [turn for turn in found if (turn.line, turn.sense) == sense]
    best = min(places, key=lambda turn: (turn.is_weak, reading.keys[turn.first] in other.keys))
    return shortened(reading.shown(best.first, best.last))


def _negation_at(reading: SentenceWords, index: int) -> str:
    """The negating word as it stands in the text; of "isn't" all."""
    is_contracted = reading.raw(index).casefold() == "t" and index > 0
    return reading.shown(index - is_contracted, index + 1)


def _counted(found: Iterable[Turn]) -> Counter[tuple[int, int]]:
    return Counter((turn.line, turn.sense) for turn in found)


def _beginnings(reading: SentenceWords) -> Sequence[int]:
    """The first words of clauses."""
    return [at for at in range(len(reading.words)) if not at or begins_clause(reading, at)]


def _begins_alike(key: str, stems: Iterable[str]) -> bool:
    """Whether a word begins with one of the stems, or one of them with it: other forms of a word do."""
    return any(len(stem) >= _SHORT and (key.startswith(stem) or stem.startswith(key)) for stem in stems)
