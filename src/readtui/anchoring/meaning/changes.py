"""Reports what changed the meaning of a passage or of the sentence around it, if anything did."""

from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz.distance import Postfix, Prefix

from readtui.anchoring.matching.pair import Pair
from readtui.anchoring.matching.tokens import Tokens, Words
from readtui.anchoring.meaning.code import changed_code, changed_name, is_code, ranges_in
from readtui.anchoring.meaning.comparison import Comparison, differ_in_ordinary_words, of_code
from readtui.anchoring.meaning.scope import without_others
from readtui.anchoring.meaning.sentence import stretches
from readtui.anchoring.meaning.sentence_words import Stretch
from readtui.anchoring.meaning.signs import plain_gap

_MOST_CHARACTERS = 40_000
_LONGEST_LINE = 2_000
_FEWEST = 12
_NEAR = 60


class Passage(NamedTuple):
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


def is_alike(old: Passage, new: Passage) -> bool:
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
) -> str | None:
    """A phrase for the user about what changed in the passage or in the sentence around it: a figure, a negation and
    so on; None for anything else.

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


def says_the_same(before: str, after: str, *, has_moved: bool) -> bool:
    """Whether two passages have the same words, but for the spelling of values: "two" is "2".

    If the passage has moved, that of a few letters says nothing.
    """
    least = _FEWEST if has_moved else 1
    if max(len(before), len(after)) > _LONGEST_LINE or min(len(before), len(after)) < least:
        return False
    return Comparison(*(Stretch(text, 0, len(text), 0, len(text)) for text in (before, after))).is_the_same()


def change_between(before: str, after: str) -> str | None:
    """Like ``changed_meaning``, given nothing but the words of a passage before and after."""
    return changed_meaning(before, (0, len(before)), after, (0, len(after)))


def _lines(text: str, start: int, end: int) -> str:
    """The lines of ``start:end``, as far as they are near."""
    first = text.rfind("\n", max(0, start - _LONGEST_LINE), start) + 1
    last = text.find("\n", end, end + _LONGEST_LINE)
    return text[first or max(0, start - _LONGEST_LINE) : last if last >= 0 else end + _LONGEST_LINE]
