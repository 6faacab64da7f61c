"""Compares what two sentences say: figures, dates, units, negations, words that turn a meaning, signs, added words."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise, product
from operator import attrgetter
from typing import TypeVar

from rapidfuzz.distance import Postfix, Prefix

from readtui.anchoring.meaning.code import changed_identifier
from readtui.anchoring.meaning.meaning_change import ChangeKind, MeaningChange, added_words, from_to, instead
from readtui.anchoring.meaning.names import MONTH, may_be_rival, small_words, unit_names
from readtui.anchoring.meaning.phrase_changes import (
    OF_FIXED_ORDER,
    exchanged_words,
    joined_item,
    other_item,
    other_name,
    other_phrase,
    other_rival,
    other_scope,
)
from readtui.anchoring.meaning.readings import (
    FEWEST_ADDED,
    Readings,
    extent_of,
    has_other_form,
    is_label,
    stem,
    unmatched,
    without,
)
from readtui.anchoring.meaning.sentence_words import SentenceWords, Stretch, ends_sentence
from readtui.anchoring.meaning.signs import may_have_signs, signs
from readtui.anchoring.meaning.slips import are_multiples, have_opposite_prefixes, is_content, is_prefixed, matters
from readtui.anchoring.meaning.turn_changes import moved_limit, moved_negation, other_negation, other_turn
from readtui.anchoring.meaning.turns import Turn, universal_senses, words_of_phrases
from readtui.anchoring.meaning.value_mark import OF_DATE, TIME, ValueMark
from readtui.anchoring.meaning.values import dates
from readtui.text.language import frequent_words
from readtui.text.thesaurus import are_opposite

_SHORT = 3
_FEW_OPPOSED = 4
_MOST_PAIRED = 16
_FIRST_UNSPACED = "\u0e00"
_AROUND_WORDS = ".,;:\"'()“”‘’„«»"
_BESIDE, _LOOSE = 4, 2
_JOINERS = ("joiners", "alternatives")
_OF_FIGURES = frozenset("%‰°℃℉€$£¥￥₽₹₩")
_SIGNS_BEFORE, _SIGNS_AFTER = "-\u2212+$€£¥￥₽₹₩", "%‰°℃℉$€£¥￥₽₹₩"
_FINAL_MARKS = {"?": "?", "？": "?", "؟": "?", "!": "!", "！": "!", ".": ".", "。": ".", "…": "."}


def differ_in_ordinary_words(old: str, new: str) -> bool:
    """Whether a glance shows that two sentences differ in ordinary words alone, some of which were replaced. Reading
    them takes time.
    """
    if any(old.count(mark) != new.count(mark) for mark in "?!"):
        return False
    all_before, all_after = old.split(), new.split()
    before, after = Counter(all_before), Counter(all_after)
    gone, came = (
        [word.strip(_AROUND_WORDS) for word, count in some.items() if count > others.get(word, 0)]
        for some, others in ((before, after), (after, before))
    )
    if any(not word[1:].islower() and len(word) > 1 for word in (*gone, *came)):
        # A name in code style, or of capital letters.
        return False
    if all(any(word[:1].isupper() for word in some) for some in (gone, came)):
        # A name may have taken the place of another.
        return False
    dropped, added = ([word.casefold() for word in some] for some in (gone, came))
    words = [*dropped, *added]
    if not set(dropped) - set(added) or not all(word.isalpha() and max(word) < _FIRST_UNSPACED for word in words):
        return False
    if any(matters(word) or word in words_of_phrases() for word in words):
        return False
    if len(dropped) > 1 and _stand_in_other_order(all_before, all_after):
        # Who does what may have changed.
        return False
    if len(dropped) * len(added) != 1 and _is_one_part(all_before, all_after, len(dropped), len(added)):
        # A phrase may have taken the place of another.
        return False
    if all(any(map(may_be_rival, some)) for some in (dropped, added)):
        return False
    if len(words) <= _MOST_PAIRED and any(are_opposite(one, other) for one in dropped for other in added):
        return False
    ways = is_prefixed, are_multiples, have_opposite_prefixes
    return not any(way(one, other) for one in dropped for other in added for way in ways)


def _stand_in_other_order(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether the words that both have once stand in another order."""
    counts = Counter(old), Counter(new)
    both = {word for word, count in counts[0].items() if count == counts[1].get(word) == 1}
    return [word for word in old if word in both] != [word for word in new if word in both]


def _is_one_part(old: Sequence[str], new: Sequence[str], dropped: int, added: int) -> bool:
    """Whether the words that were dropped and added stand beside each other in one place."""
    same = Prefix.similarity(old, new) + Postfix.similarity(old, new)
    return len(old) - same <= _LOOSE * dropped + _BESIDE and len(new) - same <= _LOOSE * added + _BESIDE


class Comparison:
    """Two readings of the sentences around a passage."""

    def __init__(self, before: Stretch, after: Stretch) -> None:
        self._pair = Readings(before, after)
        self._old, self._new = self._pair.old, self._pair.new

    def changed(self) -> MeaningChange | None:
        """The first change found, most important kinds first."""
        has_other_words = self._old.keys != self._new.keys
        if (has_other_words and self._may_matter()) or _figure_signs(self._old) != _figure_signs(self._new):
            turned = other_negation(self._pair) or self._other_value() or other_turn(self._pair)
            if phrase := turned or self._other_unit() or self._other_limit():
                return phrase
        return (
            self._other_sign()
            or self._other_mark()
            or self._other_joiner()
            or self._other_identifier()
            or other_name(self._pair)
            or self._opposite_word()
            or self._fewer_meant()
            or exchanged_words(self._pair)
            or self._moved_negation()
            or self._added_words()
            or other_phrase(self._pair)
            or other_rival(self._pair)
            or other_item(self._pair)
            or joined_item(self._pair)
            or other_scope(self._pair)
        )

    def _may_matter(self) -> bool:
        """Whether any word that differs may turn the meaning. Looking closer takes time."""
        for block in self._pair.blocks:
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

    def _other_value(self) -> MeaningChange | None:
        before, after = self._pair.marks
        gone = self._of_passage(unmatched(before, after), is_new=False)
        came = self._of_passage(unmatched(after, before), is_new=True)
        strong_gone, strong_came = (
            [mark for mark in gone if not mark.is_weak],
            [mark for mark in came if not mark.is_weak],
        )
        if not (gone and came):
            strong_gone = [mark for mark in strong_gone if self._comes_or_goes(mark, is_new=False)]
            strong_came = [mark for mark in strong_came if self._comes_or_goes(mark, is_new=True)]
        if gone and came:
            return self._replaced(strong_gone or gone, strong_came or came)
        if strong_gone or strong_came:
            mark = self._whole_dates(strong_gone or strong_came, is_new=not strong_gone)[0]
            shown = _shown(self._old if strong_gone else self._new, mark)
            return from_to(_kind(mark), *((shown, "") if strong_gone else ("", shown)))
        return self._in_its_place() or self._exchanged()

    def _of_passage(self, found: Sequence[ValueMark], *, is_new: bool) -> list[ValueMark]:
        """Those that are in no other clause than the passage."""
        return [mark for mark in found if not self._pair.is_of_other_clause(mark.first, mark.last, is_new=is_new)]

    def _comes_or_goes(self, mark: ValueMark, *, is_new: bool) -> bool:
        """Whether a value that one text alone has there says something, and not elsewhere in the sentence."""
        return not (
            is_label(self._new if is_new else self._old, mark)
            or self._is_of_name(mark, is_new=is_new)
            or self._pair.is_said_elsewhere(mark, is_new=is_new)
            or self._pair.stands_apart(mark.first, mark.last, is_new=is_new)
        )

    def _is_of_name(self, mark: ValueMark, *, is_new: bool) -> bool:
        """Whether a figure stands behind a name beside a passage whose words are the same: "Orchard 5.0 came out"."""
        reading = self._new if is_new else self._old
        is_same = self._old.keys[slice(*self._old.passage)] == self._new.keys[slice(*self._new.passage)]
        if not is_same or not mark.first or reading.gap(mark.first) != " " or any(mark.units):
            return False
        is_name = reading.raw(mark.first - 1)[0].isupper() and reading.key(mark.first - 1) not in frequent_words()
        return is_name and reading.language != "de"

    def _in_its_place(self) -> MeaningChange | None:
        """Whether a value that stands elsewhere too took the place of another: "the first one" that of "the second"."""
        before, after = self._pair.marks
        for block in self._pair.blocks:
            gone, came = _within(before, block.old), _within(after, block.new)
            lost = [mark for mark in unmatched(gone, came) if _times(mark, before) > _times(mark, after)]
            gained = [mark for mark in unmatched(came, gone) if _times(mark, after) > _times(mark, before)]
            lost, gained = self._of_passage(lost, is_new=False), self._of_passage(gained, is_new=True)
            if lost and gained:
                return self._replaced(lost, gained)
        return None

    def _replaced(self, gone: Sequence[ValueMark], came: Sequence[ValueMark]) -> MeaningChange:
        """The value that likeliest took the place of another; if none did, one that came or went."""
        gone, came = self._whole_dates(gone, is_new=False), self._whole_dates(came, is_new=True)
        old, new = max(product(gone[:_MOST_PAIRED], came[:_MOST_PAIRED]), key=lambda pair: self._likeness(*pair))
        shown = _shown(self._old, old), _shown(self._new, new)
        if self._likeness(old, new):
            has_other_unit = old.numbers & new.numbers and old.units != new.units
            return from_to(ChangeKind.UNIT if has_other_unit else _kind(old), *shown)
        return (
            from_to(_kind(new), "", shown[1]) if old.is_weak and not new.is_weak else from_to(_kind(old), shown[0], "")
        )

    def _whole_dates(self, found: Sequence[ValueMark], *, is_new: bool) -> list[ValueMark]:
        """The values, those beside each other in one date as one."""
        reading, whole = (self._new if is_new else self._old), list[ValueMark]()
        of_dates = {mark.first for mark in dates(reading, self._pair.marks[is_new])}
        for mark in found:
            if mark.first in of_dates:
                mark = mark._replace(values=mark.values | {OF_DATE})
                if whole and whole[-1].last == mark.first and OF_DATE in whole[-1].values:
                    before = whole.pop()
                    mark = before._replace(values=before.values | mark.values, last=mark.last)
            whole.append(mark)
        return whole

    def _likeness(self, old: ValueMark, new: ValueMark) -> int:
        """How likely a value took the place of another: if both have one number, one unit or are of the same things, if
        they are of one kind, if they stand in the same place of the sentence; 0: not at all.
        """
        is_in_place = any(
            first <= old.last and old.first <= last and there <= new.last and new.first <= there_last
            for (first, last), (there, there_last) in self._pair.blocks
        )
        kinds = old.measured, new.measured
        if old.numbers & new.numbers and not {MONTH, TIME} & set(kinds):
            return 4 + is_in_place
        if kinds[0] != kinds[1]:
            return int(is_in_place and (kinds in (("", TIME), (TIME, "")) or not {MONTH, TIME} & set(kinds)))
        following = self._old.key(old.last), self._new.key(new.last)
        is_alike = bool((old.units & new.units) - {""}) or kinds[0] in (MONTH, TIME)
        is_alike = is_alike or (bool(following[0]) and stem(following[0]) == stem(following[1]))
        return 4 * is_alike + 2 * (kinds[0] != "") + is_in_place

    def is_the_same(self) -> bool:
        """Whether both say the same, but for the spelling of values."""
        if self._old.keys == self._new.keys:
            return False
        before, after = self._pair.marks
        return (
            _around(self._old, before) == _around(self._new, after)
            and not unmatched(before, after)
            and not unmatched(after, before)
            and self._exchanged() is None
        )

    def _exchanged(self) -> MeaningChange | None:
        """Whether the same values stand in another order among the same words."""
        before, after = (
            _groups([mark for mark in found if not mark.is_weak and mark.values]) for found in self._pair.marks
        )
        if len(before) != len(after) or all(old.values & new.values for old, new in zip(before, after, strict=True)):
            return None
        if without(self._old.keys, before) != without(self._new.keys, after):
            return None
        old, new = next((old, new) for old, new in zip(before, after, strict=True) if not old.values & new.values)
        if self._pair.is_of_other_clause(old.first, old.last, is_new=False):
            return None
        return from_to(_kind(old), _shown(self._old, old), _shown(self._new, new))

    def _other_unit(self) -> MeaningChange | None:
        """Whether the name of a unit took the place of another, without a figure: "counts minutes"."""
        for block in self._pair.blocks:
            gone, came = self._old.keys[slice(*block.old)], self._new.keys[slice(*block.new)]
            if len(gone) == len(came) == 1 and are_multiples(gone[0], came[0]):
                return from_to(ChangeKind.UNIT, gone[0], came[0])
            old, new = (self._unit_in(which, block[which]) for which in (0, 1))
            if old and new and old[0] != new[0]:
                return from_to(ChangeKind.UNIT, old[1], new[1])
        return None

    def _unit_in(self, which: int, words: tuple[int, int]) -> tuple[str, str] | None:
        """The only unit that some words name, and how they name it; not that of a figure that the other text has."""
        names, reading, mine = unit_names(self._pair.language), (self._old, self._new)[which], self._pair.marks[which]
        left = unmatched(mine, self._pair.marks[not which])
        known = {at for mark in mine if mark not in left for at in range(mark.first, mark.last)}
        found = [
            (names[key,], at)
            for at in range(*words)
            if at not in known and len(key := reading.keys[at]) >= _SHORT and (key,) in names
        ]
        return (found[0][0], reading.shown(found[0][1], found[0][1] + 1)) if len(found) == 1 else None

    def _other_limit(self) -> MeaningChange | None:
        """Whether a length of time took the place of a word that turns the meaning, or the other way around: "for a
        year" that of "until they expire".
        """
        senses = [{(turn.line, turn.sense) for turn in found.turns} for found in self._pair.turns]
        said_in_both = [
            {turn.first for turn in found.turns if not turn.is_weak and turn[:2] in senses[0] & senses[1]}
            for found in self._pair.turns
        ]
        for block in self._pair.blocks:
            gone, came = (
                [
                    mark
                    for mark in unmatched(_within(found, words), others)
                    if any(mark.units) and mark.first not in same
                ]
                for found, others, words, same in zip(
                    self._pair.marks, self._pair.marks[::-1], block, said_in_both, strict=True
                )
            )
            lost, gained = (
                [
                    turn
                    for turn in _within(found.turns, words)
                    if turn[:2] not in there and (not turn.is_weak or turn.first == words[0])
                ]
                for found, words, there in zip(self._pair.turns, block, senses[::-1], strict=True)
            )
            if lost and came and not gone:
                return instead(self._new.shown(came[0].first, came[-1].last), self._old.shown(*block.old))
            if gained and gone and not came:
                return instead(self._new.shown(*block.new), self._old.shown(gone[0].first, gone[-1].last))
        return None

    def _other_sign(self) -> MeaningChange | None:
        before, after = _signs(self._old), _signs(self._new)
        if before == after:
            return None
        of_figures = [{place for mark in found for place in (mark.first, mark.last)} for found in self._pair.marks]
        before, after = _signs(self._old, of_figures[0]), _signs(self._new, of_figures[1])
        if before == after:
            return None
        gone, came = list((before - after).elements()), list((after - before).elements())
        return from_to(ChangeKind.SIGN, gone[0] if gone else "", came[0] if came else "")

    def _other_mark(self) -> MeaningChange | None:
        """Whether a question became an exclamation or a statement, or the other way around."""
        before, after = _final_mark(self._old.text), _final_mark(self._new.text)
        is_same = self._old.keys == self._new.keys
        if before and after and before != after and "?" in (before, after) and (is_same or "!" in (before, after)):
            return instead(after, before)
        return None

    def _other_joiner(self) -> MeaningChange | None:
        """Whether "or" alone took the place of "and", or the other way around."""
        first, last = self._old.passage
        for block in self._pair.blocks:
            gone, came = self._old.keys[slice(*block.old)], self._new.keys[slice(*block.new)]
            if len(gone) == len(came) == 1 and first <= block.old[0] < last:
                are_joiners, are_others = ([one in small_words(name) for one in (*gone, *came)] for name in _JOINERS)
                if are_joiners != are_others and sorted(are_joiners) == sorted(are_others) == [False, True]:
                    return instead(came[0], gone[0])
        return None

    def _other_identifier(self) -> MeaningChange | None:
        changed = changed_identifier(self._old.text, self._new.text)
        return of_code(changed)

    def _opposite_word(self) -> MeaningChange | None:
        """Whether a word of the passage gave way to its opposite, by the thesaurus or by its beginning."""
        is_english = self._pair.language == "en"
        for block in self._pair.blocks:
            spans = range(*block.old), range(*block.new)
            if not all(0 < len(span) <= _FEW_OPPOSED for span in spans):
                continue
            for old, new in product(*spans):
                words = self._old.keys[old], self._new.keys[new]
                if have_opposite_prefixes(*words) or (is_english and are_opposite(*words)):
                    counts = [len(each.negations) for each in self._pair.turns]
                    if counts[0] != counts[1]:
                        return None
                    return instead(self._new.shown(new, new + 1), self._old.shown(old, old + 1))
        return None

    def _fewer_meant(self) -> MeaningChange | None:
        """Whether some are meant in place of all, among words that are the same: "the new staff" for "everybody"."""
        gone, came = (
            [turn for turn in found.turns if (turn.line, turn.sense) in universal_senses() and not turn.is_weak]
            for found in self._pair.turns
        )
        if came or not _within(gone, self._old.passage):
            return None
        taken = {at for turn in gone for at in range(turn.first, turn.last)}
        lost = [at for at in self._new_words(self._old, self._new) if at not in taken]
        added = self._new_words(self._new, self._old)
        if lost or not added:
            return None
        return instead(self._new.shown(added[0], added[0] + 1), self._old.shown(gone[0].first, gone[0].last))

    def _new_words(self, reading: SentenceWords, other: SentenceWords) -> list[int]:
        """The places of the telling words of which the other text has no form."""
        return [
            at
            for at, key in enumerate(reading.keys)
            if key not in other.keys and is_content(key, self._pair.language) and not has_other_form(key, other.keys)
        ]

    def _moved_negation(self) -> MeaningChange | None:
        """Whether a negation or "only" is of something else now. Where words stand in any order, that tells nothing."""
        if self._old.keys == self._new.keys or self._pair.language not in OF_FIXED_ORDER:
            return None
        return moved_negation(self._pair) or moved_limit(self._pair)

    def _added_words(self) -> MeaningChange | None:
        """The words that were added to the passage, none being dropped: an exception, a condition."""
        (first, last), (there, there_last) = self._old.passage, self._new.passage
        if first == 0 and self._pair.is_first:
            there = 0
        if last == len(self._old.words) and self._pair.is_last:
            there_last = len(self._new.words)
        old, new = ({stem(key) for key in reading.keys} for reading in (self._old, self._new))
        gained = [key for key in self._new.keys if stem(key) not in old]
        gone = [key for key in self._old.keys if stem(key) not in new]
        lost = [key for key in gone if not has_other_form(key, gained)]
        if (
            len(new) < len(old)
            or any(key not in frequent_words() for key in lost)
            or any(is_content(key, self._pair.language) for key in lost)
        ):
            return None
        there_before = {(turn.line, turn.sense) for turn in self._pair.turns[0].turns}
        known = [turn for turn in self._pair.turns[1].turns if (turn.line, turn.sense) in there_before]
        told: list[ValueMark | Turn] = [*self._pair.marks[1], *known]
        figures = {at for each in told for at in range(each.first, each.last)}
        for block in self._pair.blocks:
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
                and is_content(key, self._pair.language)
                and stem(key) not in old
                and not has_other_form(key, gone)
            ]
            there_already = {key for key in self._new.keys[start:end] if stem(key) in old}
            is_joined = (
                block.old[0] == block.old[1]
                and there_already <= frequent_words()
                and not small_words("adding").isdisjoint(self._new.keys[start:end])
            )
            if sum(map(extent_of, added)) + is_joined >= FEWEST_ADDED:
                return added_words(self._new.shown(start, end))
            # "Year, surveyor and scale".
            beside = {self._new.key(start - 1), self._new.key(end)} & small_words("joiners")
            replaced = self._old.keys[slice(*block.old)]
            is_slip = all(has_other_form(key, replaced) for key in added)
            if added and beside and not is_slip and all(stem(key) in new for key in replaced):
                return added_words(self._new.shown(start, end))
        return None

    def _is_cut(self, at: int) -> bool:
        """Whether another sentence or main clause begins at a word of the new one."""
        gap = self._new.gap(at)
        return ends_sentence(gap) or ";" in gap or "；" in gap


def of_code(changed: tuple[str, str] | None) -> MeaningChange | None:
    """The change of tokens of code that were replaced."""
    return None if changed is None else from_to(ChangeKind.CODE, *changed)


def _groups(found: Sequence[ValueMark]) -> list[ValueMark]:
    """The values with those right beside each other as one: "5 August" is "August 5"."""
    groups: list[ValueMark] = []
    for mark in found:
        if groups and groups[-1].last == mark.first:
            groups[-1] = groups[-1]._replace(values=groups[-1].values | mark.values, last=mark.last)
        else:
            groups.append(mark)
    return groups


def _around(reading: SentenceWords, found: Sequence[ValueMark]) -> list[str]:
    """The words around the values, without articles and "of" beside those: "7 de junio de 2026" is "07/06/2026"."""
    small = small_words("of") | small_words("articles")
    beside = {at for mark in found for at in (mark.first - 1, mark.last)}
    covered = {at for mark in found for at in range(mark.first, mark.last)}
    return [key for at, key in enumerate(reading.keys) if at not in covered and not (at in beside and key in small)]


def _shown(reading: SentenceWords, mark: ValueMark) -> str:
    """A value as it stands in the text, with its signs."""
    before = reading.gap(mark.first)
    bare = before.rstrip(_SIGNS_BEFORE)
    # The hyphen of "C-5" is no sign.
    sign = before[len(bare) :] if bare[-1:] in (" ", "(") or not (bare or mark.first) else ""
    after = reading.gap(mark.last)
    last = after[: len(after) - len(after.lstrip(" \u00a0\u202f" + _SIGNS_AFTER))]
    return f"{sign}{reading.shown(mark.first, mark.last)}{last if last.strip() else ''}".rstrip()


_Found = TypeVar("_Found", ValueMark, Turn)


def _times(mark: ValueMark, found: Iterable[ValueMark]) -> int:
    """How often the value is among those."""
    return sum(not mark.values.isdisjoint(each.values) for each in found)


def _kind(mark: ValueMark) -> ChangeKind:
    return {MONTH: ChangeKind.DATE, TIME: ChangeKind.TIME}.get(mark.measured, ChangeKind.FIGURE)


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


def _within(found: Sequence[_Found], words: tuple[int, int]) -> list[_Found]:
    """Those, in order, that stand wholly among some words."""
    start, end = (bisect_left(found, at, key=attrgetter("first")) for at in words)
    return [each for each in found[start:end] if each.last <= words[1]]
