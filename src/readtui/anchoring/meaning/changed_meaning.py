"""Reports what changed the meaning of a passage or of the sentence around it, if anything did."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import LCSseq, Postfix, Prefix

from readtui.anchoring.matching.pair import Pair
from readtui.anchoring.matching.tokens import Tokens, Words
from readtui.anchoring.meaning.code import changed_code, changed_name, is_code, is_code_line, ranges_in
from readtui.anchoring.meaning.comparison import Comparison, differ_in_ordinary_words, of_code
from readtui.anchoring.meaning.likeness import Likeness
from readtui.anchoring.meaning.meaning_change import MeaningChange
from readtui.anchoring.meaning.scope import without_others
from readtui.anchoring.meaning.sentence_words import SentenceWords, Stretch
from readtui.anchoring.meaning.signs import plain_gap
from readtui.anchoring.meaning.turns import turns
from readtui.text.language import guess_language
from readtui.text.segmentation.segment import sentences_from

_MOST_CHARACTERS = 40_000
_LONGEST_LINE = 2_000
_FEWEST = 12
_NEAR = 60
_REACH = 1_500
_FIRST_WIDE = "\u2e80"
_SAMPLE = 300
_NARROWEST = 40
_MOSTLY = 0.5
_NEARLY_ALL = 0.8
_MOST_LINES, _FEWEST_ROWS = 40, 3
_PARAGRAPH = re.compile(r"\n[ \t>]*\n|\u2029")
_MARKER = re.compile(r"\n[ \t>]*(?:[-*+•|#]|\d{1,3}[.)])[ \t]")
_INK = re.compile(r"\S")
_BEHIND = re.compile(r"[^\S\n]+[^\W_][\w'’-]*")
_BEFORE = re.compile(r"(?:[^\W_][\w'’-]*[^\S\n]+){1,2}$")
_CELLS = re.compile(r"\t|\|")


class PassageWords(NamedTuple):
    """Words of a text, and their range in the raw text."""

    tokens: Tokens
    words: Words
    start: int
    end: int

    def gap(self, index: int) -> str:
        """The text before word ``index``, within the passage."""
        tokens = self.tokens
        first = tokens.ends[index - 1] if index > self.words.start else self.start
        last = tokens.starts[index] if index < self.words.end else self.end
        return tokens.text[max(first, self.start) : last]

    def raw(self) -> str:
        return self.tokens.text[self.start : self.end]


def is_alike(old: PassageWords, new: PassageWords) -> bool:
    """Whether two passages with the same words also have equivalent punctuation."""
    if old.raw() == new.raw():
        return True
    shift = new.words.start - old.words.start
    return all(
        plain_gap(old.gap(index)) == plain_gap(new.gap(index + shift))
        for index in range(old.words.start, old.words.end + 1)
    )


def changed_meaning(
    old_text: str, old: tuple[int, int], new_text: str, new: tuple[int, int], pair: Pair | None = None
) -> MeaningChange | None:
    """What changed the meaning of the passage, in it or in the sentence around it: a figure, a negation and so on; None
    for anything else.

    ``pair``: the words of both texts, which tell what of the sentences was brought from elsewhere.
    """
    if max(old[1] - old[0], new[1] - new[0]) > _MOST_CHARACTERS:
        return None
    if pair is not None and _is_in_code(pair.code[0], old) and _is_in_code(pair.code[1], new):
        return of_code(changed_code(old_text[slice(*old)], new_text[slice(*new)]))
    lines, new_lines = _lines(old_text, *old), _lines(new_text, *new)
    if is_code(lines) and is_code(new_lines):
        return of_code(changed_code(lines, new_lines))
    before, after = stretches(old_text, old, new_text, new)
    if before.raw() == after.raw():
        return None
    if pair is not None:
        before, after = without_others(pair, before, after)
    if before.raw() == after.raw():
        return None
    if not differ_in_ordinary_words(before.raw(), after.raw()) and (
        changed := Comparison(*_without_equal_ends(before, after)).changed()
    ):
        return changed
    return None if pair is None else of_code(_other_name(pair, before, after))


def _is_in_code(code: Sequence[tuple[int, int]], passage: tuple[int, int]) -> bool:
    return any(start <= passage[0] and passage[1] <= end for start, end in ranges_in(code, *passage))


def _other_name(pair: Pair, old: Stretch, new: Stretch) -> tuple[str, str] | None:
    """What is marked as code in one sentence, and what took its place in the other."""
    before, after = (
        [each.text[start:end] for start, end in ranges_in(code, each.start, each.end)]
        for code, each in zip(pair.code, (old, new), strict=True)
    )
    return changed_name(before, after, old.raw(), new.raw()) if before and after else None


def _without_equal_ends(old: Stretch, new: Stretch) -> tuple[Stretch, Stretch]:
    """Both stretches without what is equal before and behind the passage, far from all that differs: it tells nothing,
    and reading it takes time.
    """
    before = old.text[old.start : old.first], new.text[new.start : new.first]
    after = old.text[old.last : old.end], new.text[new.last : new.end]
    cut = before[0].rfind(" ", 0, max(0, Prefix.similarity(*before) - _NEAR)) + 1
    left = after[0][::-1].rfind(" ", 0, max(0, Postfix.similarity(*after) - _NEAR)) + 1
    return (
        old._replace(start=old.start + cut, end=old.end - left),
        new._replace(start=new.start + cut, end=new.end - left),
    )


def says_the_same(old_text: str, old: tuple[int, int], new_text: str, new: tuple[int, int], *, has_moved: bool) -> bool:
    """Whether two passages have the same words, but for the spelling of values: "two" is "2".

    If the passage has moved, that of a few letters says nothing.
    """
    before, after = old_text[slice(*old)], new_text[slice(*new)]
    least = _FEWEST if has_moved else 1
    if max(len(before), len(after)) > _LONGEST_LINE or min(_width(before), _width(after)) < least:
        return False
    return Comparison(Stretch(old_text, *old, *old), Stretch(new_text, *new, *new)).is_the_same()


def change_between(before: str, after: str) -> str | None:
    """A phrase for the user about a change of meaning, given nothing but the words of a passage before and after."""
    changed = changed_meaning(before, (0, len(before)), after, (0, len(after)))
    return changed and changed.said


def change_within(old_text: str, old: tuple[int, int], new_text: str, new: tuple[int, int]) -> MeaningChange | None:
    """Like ``changed_meaning``, of the words of the passage alone."""
    return Comparison(Stretch(old_text, *old, *old), Stretch(new_text, *new, *new)).changed()


def touching_turns(text: str, passage: tuple[int, int]) -> tuple[int, frozenset[tuple[int, int]]]:
    """How many negations, and which other words that turn a meaning, a passage has with the words of its clause that
    touch it.
    """
    start, end = passage
    before, after = _BEFORE.search(text, max(0, start - _NEAR), start), _BEHIND.match(text, end)
    around = before.start() if before else start, after.end() if after else end
    found = turns(SentenceWords(Stretch(text, *around, *passage)))
    return len(found.negations), frozenset(turn[:2] for turn in found.turns if not turn.is_weak)


def names_the_same(old_text: str, old: tuple[int, int], new_text: str, new: tuple[int, int]) -> bool:
    """Whether two passages name the same figures, dates and names, at least one of them."""
    return Likeness(Stretch(old_text, *old, *old), Stretch(new_text, *new, *new)).has_the_same_names()


def has_akin_words(old_text: str, old: tuple[int, int], new_text: str, new: tuple[int, int]) -> bool:
    """Whether two passages that name the same say it in akin words, enough of them."""
    if max(old[1] - old[0], new[1] - new[0]) > _LONGEST_LINE:
        return False
    return Likeness(Stretch(old_text, *old, *old), Stretch(new_text, *new, *new)).has_akin_words()


def has_mostly_the_same_words(old_text: str, old: tuple[int, int], new_text: str, new: tuple[int, int]) -> bool:
    """Whether two passages name the same, and all their telling words but one are the same or have other forms."""
    if max(old[1] - old[0], new[1] - new[0]) > _LONGEST_LINE:
        return False
    return Likeness(Stretch(old_text, *old, *old), Stretch(new_text, *new, *new)).has_mostly_the_same_words()


def _lines(text: str, start: int, end: int) -> str:
    """The lines of ``start:end``, as far as they are near."""
    first = text.rfind("\n", max(0, start - _LONGEST_LINE), start) + 1
    last = text.find("\n", end, end + _LONGEST_LINE)
    return text[first or max(0, start - _LONGEST_LINE) : last if last >= 0 else end + _LONGEST_LINE]


class Sentences(NamedTuple):
    """The sentences that a passage is in, and where the sentences before and after them begin and end."""

    start: int
    end: int
    before: int
    after: int


def stretches(old_text: str, old: tuple[int, int], new_text: str, new: tuple[int, int]) -> tuple[Stretch, Stretch]:
    """The sentence around the passage in both texts.

    If a sentence was split in two, or two were joined, both are meant.
    """
    units = unit_of(old_text, *old), unit_of(new_text, *new)
    if old_text[slice(*units[0])] == new_text[slice(*units[1])]:
        return Stretch(old_text, *units[0], *old), Stretch(new_text, *units[1], *new)
    language = _language_of(old_text[:_SAMPLE])
    here, there = sentences_of(old_text, *old, units[0], language), sentences_of(new_text, *new, units[1], language)
    if old_text[here.start : here.end] != new_text[there.start : there.end]:
        before, after = _with_parts(old_text, here, new_text, there), _with_parts(new_text, there, old_text, here)
        return Stretch(old_text, *before, *old), Stretch(new_text, *after, *new)
    return Stretch(old_text, here.start, here.end, *old), Stretch(new_text, there.start, there.end, *new)


_language_of = lru_cache(maxsize=8)(guess_language)


def _with_parts(text: str, here: Sentences, other: str, there: Sentences) -> tuple[int, int]:
    """The range of the sentences, with the next one on either side if its words are in the other text's sentence."""
    start, end = here.start, here.end
    whole = _rough_words(other[there.start : there.end])
    own = _rough_words(text[start:end])
    missing = len(whole) - LCSseq.similarity(own, whole)
    before, after = _rough_words(text[here.before : start]), _rough_words(text[end : here.after])
    if before and missing > _MOSTLY * len(before) and _adds(before + own, own, whole) > _MOSTLY * len(before):
        start = here.before
    if after and missing > _MOSTLY * len(after) and _adds(own + after, own, whole) > _MOSTLY * len(after):
        end = here.after
    return start, end


def _adds(longer: list[str], own: list[str], whole: list[str]) -> int:
    """How many more words of ``whole`` are in ``longer`` than in ``own``."""
    return LCSseq.similarity(longer, whole) - LCSseq.similarity(own, whole)


def _rough_words(text: str) -> list[str]:
    """The words for a rough comparison, or the letters of a script without spaces."""
    words = text.casefold().split()
    return words if 10 * len(words) > len(text) else list(text)


def sentences_of(text: str, start: int, end: int, unit: tuple[int, int], language: str) -> Sentences:
    """The sentences of a unit that characters ``start:end`` touch."""
    begin, stop = unit
    cuts = [begin, *(begin + cut for cut in _cuts(text[begin:stop], language)), stop]
    first = max(0, bisect_right(cuts, start) - 1)
    last = min(max(first + 1, bisect_left(cuts, end)), len(cuts) - 1)
    return Sentences(
        min(start, cuts[first]), max(end, cuts[last]), cuts[max(0, first - 1)], cuts[min(last + 1, len(cuts) - 1)]
    )


@lru_cache(maxsize=64)
def _cuts(unit: str, language: str) -> Sequence[int]:
    """Where sentences begin in a unit, except the first one. Passages of the same paragraph ask again."""
    return [each.start for each in sentences_from(unit, 0, language)][1:]


def unit_of(text: str, start: int, end: int) -> tuple[int, int]:
    """The paragraph, row, cell or item around ``start:end``, as far as it is near."""
    begin, stop = max(0, start - _REACH), min(len(text), end + _REACH)
    for found in _PARAGRAPH.finditer(text, begin, start):
        begin = found.end()
    found_end = _PARAGRAPH.search(text, end, stop)
    stop = found_end.start() if found_end else stop
    are_rows = _are_rows(text, begin, stop, start, end)
    widest = max(map(_width, text[begin:stop].split("\n")))
    narrow = _NARROWEST if widest < _NARROWEST else min(_NARROWEST, _MOSTLY * widest)
    at = text.rfind("\n", begin, start)
    while at >= 0:
        if are_rows or _is_border(text, at, narrow):
            begin = at + 1
            break
        at = text.rfind("\n", begin, at)
    at = text.find("\n", end, stop)
    while at >= 0:
        if are_rows or _is_border(text, at, narrow):
            stop = at
            break
        at = text.find("\n", at + 1, stop)
    line = text[text.rfind("\n", 0, start) + 1 : start]
    if "\t" in text[begin:stop] or line.lstrip().startswith("|") or text[start : start + 1] == "|":
        for found in _CELLS.finditer(text, begin, start):
            begin = found.end()
        cell = _CELLS.search(text, end, stop)
        stop = cell.start() if cell else stop
    return min(begin, start), max(stop, end)


def _are_rows(text: str, begin: int, stop: int, start: int, end: int) -> bool:
    """Whether the lines of a paragraph are rows or items: the passage is one or more of them, or all begin alike."""
    # A slice could copy all of the text before.
    line = max(begin, text.rfind("\n", begin, start) + 1)
    is_line = not _INK.search(text, line, start) and text[end : end + 1] in ("", "\n")
    if is_line and "\n" in text[begin:stop]:
        return True
    lines = [line.lstrip() for line in text[begin:stop].split("\n")[:_MOST_LINES]]
    large = sum(line[:1].isupper() or not line[:1].isalpha() for line in lines)
    return len(lines) >= _FEWEST_ROWS and large >= _NEARLY_ALL * len(lines)


def _is_border(text: str, newline: int, narrow: float) -> bool:
    """Whether a line ends a row, item or line of code there; in wrapped prose the sentence goes on."""
    line = text[max(text.rfind("\n", 0, newline) + 1, newline - 2 * _NARROWEST) : newline]
    before = line.strip()
    is_row = _width(before) < narrow or before.startswith("|") or "\t" in before
    return is_row or is_code_line(line) or bool(_MARKER.match(text, newline))


def _width(line: str) -> int:
    return len(line) if line.isascii() else len(line) + sum(map(_FIRST_WIDE.__lt__, line))
