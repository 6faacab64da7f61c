"""Compares what two sentences say: figures, dates, units, negations, words that turn a meaning, signs, added words."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from itertools import pairwise
from typing import TypeVar

from rapidfuzz.distance import Indel, Postfix, Prefix

from readtui.anchoring.meaning import values
from readtui.anchoring.meaning.code import changed_identifier
from readtui.anchoring.meaning.names import DAY, MONTH, small_words, unit_names
from readtui.anchoring.meaning.scope import compared
from readtui.anchoring.meaning.sentence_words import SentenceWords, Stretch, ends_sentence
from readtui.anchoring.meaning.signs import may_have_signs, signs
from readtui.anchoring.meaning.slips import Block, blocks, is_content, is_prefixed, matters, undo_slips
from readtui.anchoring.meaning.turns import NEGATING_PREFIXES, Turn, Turns, turns, words_of_phrases
from readtui.anchoring.meaning.values import Mark, marks
from readtui.text.clean import visible
from readtui.text.language import frequent_words

_SHORT = 3
_LONGEST_SHOWN = 40
_FEWEST_ADDED = 2.0
_STEM = 5
_FIRST_UNSPACED = "\u0e00"
_AROUND_WORDS = ".,;:\"'()“”‘’„«»"
_BESIDE = 4
_MOST_EXCHANGED = 4
_SAME_WORD = 0.55
_OF_FIXED_ORDER = ("en", "fr", "es", "it", "pt", "zh")
_OF_FIGURES = frozenset("%‰°℃℉€$£¥￥₽₹₩")
_SIGNS_BEFORE, _SIGNS_AFTER = "-\u2212+$€£¥￥₽₹₩", "%‰°℃℉$€£¥￥₽₹₩"
_FINAL_MARKS = {"?": "?", "？": "?", "؟": "?", "!": "!", "！": "!", ".": ".", "。": ".", "…": "."}


def differ_in_ordinary_words(old: str, new: str) -> bool:
    """Whether a glance shows that two sentences differ in ordinary words alone, some of which were replaced. Reading
    them takes time.
    """
    if any(old.count(mark) != new.count(mark) for mark in "?!"):
        return False
    before, after = Counter(old.split()), Counter(new.split())
    gone, came = (
        [word.strip(_AROUND_WORDS) for word, count in some.items() if count > others.get(word, 0)]
        for some, others in ((before, after), (after, before))
    )
    if any(not word[1:].islower() and len(word) > 1 for word in (*gone, *came)):
        # A name in code style, or of capital letters.
        return False
    dropped, added = ([word.casefold() for word in some] for some in (gone, came))
    words = [*dropped, *added]
    if not set(dropped) - set(added) or not all(word.isalpha() and max(word) < _FIRST_UNSPACED for word in words):
        return False
    if any(matters(word) or word in words_of_phrases() for word in words):
        return False
    return not any(is_prefixed(one, other) for one in dropped for other in added)


class Comparison:
    """Two readings of the sentences around a passage."""

    def __init__(self, before: Stretch, after: Stretch) -> None:
        self._old, self._new = SentenceWords(before), SentenceWords(after)
        undo_slips(self._old, self._new)
        self._old, self._new = compared(self._old, self._new)

    def changed(self) -> str | None:
        """The first change found, most important kinds first."""
        has_other_words = self._old.keys != self._new.keys
        if (has_other_words and self._may_matter()) or _figure_signs(self._old) != _figure_signs(self._new):
            for test in (
                self._other_negation,
                self._other_value,
                self._other_turn,
                self._other_unit,
                self._other_limit,
            ):
                if phrase := test():
                    return phrase
        return (
            self._other_sign()
            or self._other_mark()
            or self._other_identifier()
            or self._exchanged_words()
            or self._added_words()
        )

    def _may_matter(self) -> bool:
        """Whether any word that differs may turn the meaning. Looking closer takes time."""
        for block in self._blocks:
            words = [*self._old.words[slice(*block.old)], *self._new.words[slice(*block.new)]]
            if any(
                matters(word.key) or word.key in words_of_phrases() or (len(word.key) == 1 and not word.key.isascii())
                for word in words
            ):
                return True
            keys = [word.key for word in words]
            if any(is_prefixed(*pair) for pair in pairwise(keys)):
                return True
            if any(
                word.end - word.start <= _SHORT and reading.text[word.start : word.end].isupper()
                for reading, span in ((self._old, block.old), (self._new, block.new))
                for word in reading.words[slice(*span)]
            ):
                return True
        return False

    @cached_property
    def _blocks(self) -> Sequence[Block]:
        return blocks(self._old, self._new)

    @property
    def _language(self) -> str:
        """The language of both; guessing it takes time."""
        self._new.language = self._old.language
        return self._old.language

    @cached_property
    def _marks(self) -> tuple[list[Mark], list[Mark]]:
        self._new.language = self._old.language
        return marks(self._old), marks(self._new)

    @cached_property
    def _turns(self) -> tuple[Turns, Turns]:
        both = []
        for reading, found in zip((self._old, self._new), self._marks, strict=True):
            months = [mark.first for mark in found if any(value[0] == MONTH for value in mark.values)]
            both.append(turns(reading, months))
        return both[0], both[1]

    def _other_negation(self) -> str | None:
        gone, came = self._unpaired_negations()
        # "Illegal" is "not legal".
        prefixed_old = self._prefixed(self._old.keys, set(self._new.keys))
        prefixed_new = self._prefixed(self._new.keys, set(self._old.keys))
        if prefixed_old is not None and len(gone) <= len(came):
            gone = [*gone, prefixed_old]
        if prefixed_new is not None and len(came) <= len(gone):
            came = [*came, prefixed_new]
        if len(came) > len(gone) or (came and not self._is_near(gone[0], came[0])):
            return f"a negation was added: {_short(_negation_at(self._new, came[-1]))}"
        if len(gone) > len(came):
            return f"a negation was dropped: {_short(_negation_at(self._old, gone[-1]))}"
        return None

    def _unpaired_negations(self) -> tuple[list[int], list[int]]:
        """The negations that stand in one of the texts only, by their words: "never" for "not" is one in each."""
        before, after = (each.negations for each in self._turns)
        there = [self._old.keys[index] for index in before]
        came: list[int] = []
        for index in after:
            if self._new.keys[index] in there:
                there.remove(self._new.keys[index])
            else:
                came.append(index)
        left = Counter(there)
        gone: list[int] = []
        for index in reversed(before):
            if left[self._old.keys[index]]:
                left[self._old.keys[index]] -= 1
                gone.insert(0, index)
        return gone, came

    def _is_near(self, old: int, new: int) -> bool:
        """Whether negations that differ negate the same: they have a word beside them in common."""
        sides = (
            {_stem(key) for key in reading.keys[max(0, index - _BESIDE) : index + _BESIDE + 1]} - frequent_words()
            for reading, index in ((self._old, old), (self._new, new))
        )
        return bool(set.intersection(*sides))

    def _prefixed(self, keys: Sequence[str], others: set[str]) -> int | None:
        """The place of a word that negates one of the other text by a prefix; None if there is none."""
        for index, key in enumerate(keys):
            if key not in others:
                for prefix in NEGATING_PREFIXES:
                    rest = key.removeprefix(prefix)
                    if rest != key and len(rest) > _SHORT and rest in others and rest not in keys:
                        return index
        return None

    def _other_value(self) -> str | None:
        before, after = self._marks
        gone, came = _unmatched(before, after), _unmatched(after, before)
        strong_gone, strong_came = (
            [mark for mark in gone if not mark.is_weak],
            [mark for mark in came if not mark.is_weak],
        )
        if gone and came:
            return self._replaced(strong_gone or gone, strong_came or came)
        if strong_gone or strong_came:
            mark = (strong_gone or strong_came)[0]
            reading = self._old if strong_gone else self._new
            shown = _short(_shown(reading, mark))
            return f"{_kind(mark)} was {'dropped' if strong_gone else 'added'}: {shown}"
        return self._in_its_place() or self._exchanged()

    def _in_its_place(self) -> str | None:
        """Whether a value that stands elsewhere too took the place of another: "the first one" that of "the second"."""
        before, after = self._marks
        for block in self._blocks:
            gone, came = _within(before, block.old), _within(after, block.new)
            lost = [mark for mark in _unmatched(gone, came) if _times(mark, before) > _times(mark, after)]
            gained = [mark for mark in _unmatched(came, gone) if _times(mark, after) > _times(mark, before)]
            if lost and gained:
                return self._replaced(lost, gained)
        return None

    def _replaced(self, gone: Sequence[Mark], came: Sequence[Mark]) -> str:
        old, new = next(
            (
                (one, other)
                for one in gone
                for other in came
                if one.numbers & other.numbers or _kind(one) == _kind(other)
            ),
            (gone[0], came[0]),
        )
        kind = "a unit" if old.numbers & new.numbers and old.units != new.units else _kind(old)
        return _from_to(kind, _shown(self._old, old), _shown(self._new, new))

    def is_the_same(self) -> bool:
        """Whether both say the same, but for the spelling of values."""
        if self._old.keys == self._new.keys:
            return False
        before, after = self._marks
        return (
            _without(self._old.keys, before) == _without(self._new.keys, after)
            and not _unmatched(before, after)
            and not _unmatched(after, before)
            and self._exchanged() is None
        )

    def _exchanged(self) -> str | None:
        """Whether the same values stand in another order among the same words."""
        before, after = (_groups([mark for mark in found if not mark.is_weak and mark.values]) for found in self._marks)
        if len(before) != len(after) or all(old.values & new.values for old, new in zip(before, after, strict=True)):
            return None
        if _without(self._old.keys, before) != _without(self._new.keys, after):
            return None
        old, new = next((old, new) for old, new in zip(before, after, strict=True) if not old.values & new.values)
        return _from_to(_kind(old), _shown(self._old, old), _shown(self._new, new))

    def _other_turn(self) -> str | None:
        before, after = (each.turns for each in self._turns)
        counts = _counted(before), _counted(after)
        strong = (
            _counted(turn for turn in before if not turn.is_weak),
            _counted(turn for turn in after if not turn.is_weak),
        )
        lost = {sense for sense in counts[0] if counts[0][sense] > counts[1][sense]}
        gained = {sense for sense in counts[1] if counts[1][sense] > counts[0][sense]}
        for line, sense in sorted(lost):
            for other_line, other in sorted(gained):
                if line == other_line and (
                    strong[0][line, sense] > strong[1][line, sense] or strong[1][line, other] > strong[0][line, other]
                ):
                    now, then = (
                        self._said(self._new, after, (line, other)),
                        self._said(self._old, before, (line, sense)),
                    )
                    return _instead(now, then)
        for one in sorted(gained | lost):
            reading, found = (self._new, after) if one in gained else (self._old, before)
            is_alone = any(
                (turn.line, turn.sense) == one
                and turn.is_alone
                and (self._has_only_other_forms or not self._is_reworded(turn, is_new=one in gained))
                for turn in found
            )
            is_strong = strong[one in gained][one] > 0 or self._has_only_other_forms
            is_strong = is_strong and counts[one not in gained][one] == 0
            if is_alone and is_strong:
                return f"“{self._said(reading, found, one)}” was {'added' if one in gained else 'dropped'}"
        return self._exchanged_turns(before, after)

    @cached_property
    def _has_only_other_forms(self) -> bool:
        """Whether both have the same words, but for frequent ones and other forms: "exige", "peut exiger"."""
        gone, came = (
            [key for key in some if key not in others]
            for some, others in ((self._old.keys, set(self._new.keys)), (self._new.keys, set(self._old.keys)))
        )
        return all(
            key in frequent_words() or _inflected(key, there)
            for some, there in ((gone, came), (came, gone))
            for key in some
        )

    def _is_reworded(self, turn: Turn, *, is_new: bool) -> bool:
        """Whether the word stands among others in place of which there are others, too."""
        for block in self._blocks:
            here, there = (block.new, block.old) if is_new else (block.old, block.new)
            if here[0] <= turn.first < here[1]:
                other = self._old if is_new else self._new
                return any(is_content(key, self._language) for key in other.keys[slice(*there)])
        return False

    def _exchanged_turns(self, before: Sequence[Turn], after: Sequence[Turn]) -> str | None:
        """Whether opposites stand in another order among the same words."""
        if _without(self._old.keys, before) != _without(self._new.keys, after):
            return None
        for line in sorted({turn.line for turn in before}):
            one, other = ([turn for turn in found if turn.line == line] for found in (before, after))
            pairs = [pair for pair in zip(one, other) if pair[0].sense != pair[1].sense]  # noqa: B905
            if pairs and _counted(one) == _counted(other):
                (old, new), *_ = pairs
                return _instead(self._new.shown(new.first, new.last), self._old.shown(old.first, old.last))
        return None

    def _said(self, reading: SentenceWords, found: Sequence[Turn], sense: tuple[int, int]) -> str:
        """The words for a sense in the text, rather strong ones, and rather ones that differ."""
        other = self._old if reading is self._new else self._new
        places = [turn for turn in found if (turn.line, turn.sense) == sense]
        best = min(places, key=lambda turn: (turn.is_weak, reading.keys[turn.first] in other.keys))
        return _short(reading.shown(best.first, best.last))

    def _other_unit(self) -> str | None:
        """Whether the name of a unit took the place of another, without a figure: "counts minutes"."""
        for block in self._blocks:
            old, new = self._unit_in(self._old, block.old), self._unit_in(self._new, block.new)
            if old and new and old[0] != new[0]:
                return _from_to("a unit", old[1], new[1])
        return None

    def _unit_in(self, reading: SentenceWords, words: tuple[int, int]) -> tuple[str, str] | None:
        """The only unit that some words name, and how they name it."""
        names = unit_names(self._language)
        found = [
            (names[key,], at) for at in range(*words) if len(key := reading.keys[at]) >= _SHORT and (key,) in names
        ]
        return (found[0][0], reading.shown(found[0][1], found[0][1] + 1)) if len(found) == 1 else None

    def _other_limit(self) -> str | None:
        """Whether a length of time took the place of a word that turns the meaning, or the other way around: "for a
        year" that of "until they expire".
        """
        senses = [{(turn.line, turn.sense) for turn in found.turns} for found in self._turns]
        for block in self._blocks:
            gone, came = (
                [mark for mark in _unmatched(_within(found, words), others) if any(mark.units)]
                for found, others, words in zip(self._marks, self._marks[::-1], block, strict=True)
            )
            lost, gained = (
                [
                    turn
                    for turn in _within(found.turns, words)
                    if turn[:2] not in there and (not turn.is_weak or turn.first == words[0])
                ]
                for found, words, there in zip(self._turns, block, senses[::-1], strict=True)
            )
            if lost and came and not gone:
                return _instead(self._new.shown(came[0].first, came[-1].last), self._old.shown(*block.old))
            if gained and gone and not came:
                return _instead(self._new.shown(*block.new), self._old.shown(gone[0].first, gone[-1].last))
        return None

    def _other_sign(self) -> str | None:
        before, after = _signs(self._old), _signs(self._new)
        if before == after:
            return None
        of_figures = [{place for mark in found for place in (mark.first, mark.last)} for found in self._marks]
        before, after = _signs(self._old, of_figures[0]), _signs(self._new, of_figures[1])
        if before == after:
            return None
        gone, came = list((before - after).elements()), list((after - before).elements())
        return _from_to("a sign", gone[0] if gone else "", came[0] if came else "")

    def _other_mark(self) -> str | None:
        """Whether a question became an exclamation or a statement, or the other way around."""
        before, after = _final_mark(self._old.text), _final_mark(self._new.text)
        is_same = self._old.keys == self._new.keys
        if before and after and before != after and "?" in (before, after) and (is_same or "!" in (before, after)):
            return f"“{after}” for “{before}”"
        return None

    def _other_identifier(self) -> str | None:
        changed = changed_identifier(self._old.text, self._new.text)
        return of_code(changed)

    def _exchanged_words(self) -> str | None:
        """Two parts of the passage that changed places around the same words: "from the mill to the sea"."""
        old, new = (
            [at for at in range(*reading.passage) if is_content(reading.keys[at], self._language)]
            for reading in (self._old, self._new)
        )
        before = [_stem(self._old.keys[at]) for at in old]
        after = [_stem(self._new.keys[at]) for at in new]
        if before == after or sorted(before) != sorted(after):
            return None
        start, end = Prefix.similarity(before, after), len(old) - Postfix.similarity(before, after)
        parts = _exchanged_parts(before[start:end], after[start:end])
        if parts is None:
            return None
        one, other = parts
        said_by = [sum(key in small_words("agents") for key in reading.keys) for reading in (self._old, self._new)]
        if said_by[0] != said_by[1]:
            # "Vandals damaged it" is "it was damaged by vandals".
            return None
        between = self._old.keys[old[start + one - 1] + 1 : old[end - other]]
        there = self._new.keys[new[start + other - 1] + 1 : new[end - one]]
        directing = small_words("directing")
        joints = {key[0] for key in between if key in directing} & {key[0] for key in there if key in directing}
        is_far = bool(joints) or (one == other == 1 and old[end - 1] - old[start] >= _SHORT)
        # "Viele Kinder lassen das Gemüse stehen" says the same the other way around.
        if self._language not in _OF_FIXED_ORDER if end - start > one + other else not is_far:
            return None
        first = self._old.shown(old[start], old[start + one - 1] + 1)
        second = self._old.shown(old[end - other], old[end - 1] + 1)
        return f"“{_short(first)}” and “{_short(second)}” changed places"

    def _added_words(self) -> str | None:
        """The words that were added to the passage, none being dropped: an exception, a condition."""
        (first, last), (there, there_last) = self._old.passage, self._new.passage
        if first == 0:
            there = 0
        if last == len(self._old.words):
            there_last = len(self._new.words)
        old, new = ({_stem(key) for key in reading.keys} for reading in (self._old, self._new))
        gained = [key for key in self._new.keys if _stem(key) not in old]
        gone = [key for key in self._old.keys if _stem(key) not in new]
        lost = [key for key in gone if not _inflected(key, gained)]
        if (
            len(new) < len(old)
            or any(key not in frequent_words() for key in lost)
            or any(is_content(key, self._language) for key in lost)
        ):
            return None
        figures = {at for mark in self._marks[1] for at in range(mark.first, mark.last)}
        for block in self._blocks:
            start, end = max(there, block.new[0]), min(there_last, block.new[1])
            cuts = [at for at in range(start, end + 1) if 0 < at < len(self._new.words) and self._is_cut(at)]
            if cuts and start <= there:
                start = cuts[-1]
            elif cuts and end >= there_last:
                end = cuts[0]
            added = [
                key
                for at, key in enumerate(self._new.keys[start:end], start)
                if at not in figures
                and is_content(key, self._language)
                and _stem(key) not in old
                and not _inflected(key, gone)
            ]
            there_already = {key for key in self._new.keys[start:end] if _stem(key) in old}
            is_joined = (
                block.old[0] == block.old[1]
                and there_already <= frequent_words()
                and not small_words("adding").isdisjoint(self._new.keys[start:end])
            )
            if sum(map(_extent, added)) + is_joined >= _FEWEST_ADDED:
                return f"words were added: {_short(self._new.shown(start, end))}"
            # "Year, surveyor and scale".
            beside = {self._new.key(start - 1), self._new.key(end)} & small_words("joiners")
            there_before = self._old.keys[slice(*block.old)]
            is_slip = all(_inflected(key, there_before) for key in added)
            if added and beside and not is_slip and all(_stem(key) in new for key in there_before):
                return f"words were added: {_short(self._new.shown(start, end))}"
        return None

    def _is_cut(self, at: int) -> bool:
        """Whether another sentence or main clause begins at a word of the new one."""
        gap = self._new.gap(at)
        return ends_sentence(gap) or ";" in gap or "；" in gap


def of_code(changed: tuple[str, str] | None) -> str | None:
    """A phrase for the user about tokens of code that were replaced."""
    return None if changed is None else _from_to("code", *changed)


def _negation_at(reading: SentenceWords, index: int) -> str:
    """The negating word as it stands in the text; of "isn't" all."""
    is_contracted = reading.raw(index).casefold() == "t" and index > 0
    return reading.shown(index - is_contracted, index + 1)


def _from_to(what: str, old: str, new: str) -> str:
    if not old:
        return f"{what} was added: {_short(new)}"
    return f"{what} changed: {_short(old)} → {_short(new)}" if new else f"{what} was dropped: {_short(old)}"


def _instead(new: str, old: str) -> str:
    return f"“{_short(new)}” for “{_short(old)}”"


def _short(shown: str) -> str:
    """Words of a text as they may stand in a message."""
    shown = visible(shown)
    return shown if len(shown) <= _LONGEST_SHOWN else f"{shown[: _LONGEST_SHOWN - 1].rstrip()}…"


def _extent(key: str) -> float:
    return 0.5 if len(key) <= 2 and not key.isascii() else 1.0


def _stem(key: str) -> str:
    """What a word has in common with its other forms."""
    return key[:_STEM]


def _exchanged_parts(old: list[str], new: list[str]) -> tuple[int, int] | None:
    """How many words at the start and at the end changed places, those between them being the same."""
    size = len(old)
    for one in range(1, min(size, _MOST_EXCHANGED + 1)):
        for other in range(1, min(size - one, _MOST_EXCHANGED) + 1):
            if old[:one] + old[one : size - other] + old[size - other :] == (
                new[size - one :] + new[other : size - one] + new[:other]
            ):
                return one, other
    return None


def _inflected(key: str, others: Sequence[str]) -> bool:
    """Whether one of the others may be another form of the word: "came" is one of "come"."""
    return any(key[0] == other[0] and Indel.normalized_similarity(key, other) >= _SAME_WORD for other in others)


def _groups(found: Sequence[Mark]) -> list[Mark]:
    """The values with those right beside each other as one: "5 August" is "August 5"."""
    groups: list[Mark] = []
    for mark in found:
        if groups and groups[-1].last == mark.first:
            groups[-1] = groups[-1]._replace(values=groups[-1].values | mark.values, last=mark.last)
        else:
            groups.append(mark)
    return groups


def _shown(reading: SentenceWords, mark: Mark) -> str:
    """A value as it stands in the text, with its signs."""
    before = reading.gap(mark.first)
    sign = before[len(before.rstrip(_SIGNS_BEFORE)) :] if before.rstrip(_SIGNS_BEFORE)[-1:] in ("", " ", "(") else ""
    after = reading.gap(mark.last)
    last = after[: len(after) - len(after.lstrip(" \u00a0\u202f" + _SIGNS_AFTER))]
    return f"{sign}{reading.shown(mark.first, mark.last)}{last if last.strip() else ''}".rstrip()


_Found = TypeVar("_Found", Mark, Turn)


def _within(found: Sequence[_Found], words: tuple[int, int]) -> list[_Found]:
    """Those that stand wholly among some words."""
    return [each for each in found if words[0] <= each.first and each.last <= words[1]]


def _unmatched(some: Sequence[Mark], others: Sequence[Mark]) -> list[Mark]:
    there = frozenset[values.Value]().union(*(mark.values for mark in others))
    return [mark for mark in some if mark.values and not mark.values & there]


def _times(mark: Mark, found: Iterable[Mark]) -> int:
    """How often the value is among those."""
    return sum(not mark.values.isdisjoint(each.values) for each in found)


def _kind(mark: Mark) -> str:
    kinds = {value[0] for value in mark.values}
    if kinds & {MONTH, DAY}:
        return "a date"
    return "a time" if kinds == {values.TIME} else "a figure"


def _without(keys: Sequence[str], found: Iterable[Mark | Turn]) -> list[str]:
    """The words that none of those covers."""
    covered = {index for each in found for index in range(each.first, each.last)}
    return [key for index, key in enumerate(keys) if index not in covered]


def _counted(found: Iterable[Turn]) -> Counter[tuple[int, int]]:
    return Counter((turn.line, turn.sense) for turn in found)


def _signs(reading: SentenceWords, of_figures: Collection[int] = ()) -> Counter[str]:
    """The operators between the words. Money, percent and minus belong to the figures at ``of_figures``."""
    found: Counter[str] = Counter()
    for index in range(len(reading.words) if may_have_signs(reading.text) else 0):
        for sign in signs(reading.gap(index), figure_follows=False):
            found[sign] += sign not in _OF_FIGURES or index not in of_figures
    return +found


def _figure_signs(reading: SentenceWords) -> Counter[str]:
    return Counter(sign for sign in reading.text if sign in _OF_FIGURES or sign in "-\u2212\u2011")


def _final_mark(text: str) -> str:
    end = text.rstrip().rstrip("\"'”’»«›)]*_“」』")
    return _FINAL_MARKS.get(end[-1:], "")
