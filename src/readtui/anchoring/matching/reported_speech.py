"""Finds the words of a text that repeat or report others: quotes, comments, and what stands behind a speaker's name."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property

from readtui.anchoring.matching.tokens import Tokens
from readtui.text.language import frequent_words
from readtui.text.word_lists import listed_by_name

# A line of a quote or a comment: "> …", "# …", "// …", "/* …", "-- …", "<!-- …".
# Lines are found by the line end before them, which is much faster than by "^".
_MARKED_LINE = re.compile(r"\n[ \t]*(?:>|#+ |//|/\*|--[ \t]|<!--).*(?:\n[ \t]*(?:>|#+ |//|\*|--[ \t]).*)*")
_INSIDE = '[^“”„«»「」『』"\n]{2,2000}'
_QUOTATION = re.compile(
    rf"“{_INSIDE}”|„{_INSIDE}[“”]|«{_INSIDE}»|»{_INSIDE}«|\"{_INSIDE}\"|「{_INSIDE}」|『{_INSIDE}』"
)
_SPEECH = re.compile(r"\n[ \t>*_-]*([^\W\d][^\n:：\d]{0,60})[:：](?=\s|[*_]+\s|[^\x00-\u2fff])")
_MOST_IN_NAME, _SMALL = 4, 3
_LEAST = 3
_MOST = 0.6


class _Stretches:
    """Ranges of words in order: ``starts``, ``ends``, and of speeches the first words of the speakers' names before."""

    def __init__(self) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.names: list[int] = []

    def add(self, start: int, end: int, name: int) -> None:
        self.starts.append(start)
        self.ends.append(end)
        self.names.append(name)

    def between(self, start: int, end: int) -> Iterable[tuple[int, int]]:
        """The stretches that may share words with ``start:end``: their numbers, and how many words they share."""
        for number in range(bisect_right(self.ends, start), bisect_left(self.starts, end)):
            yield number, min(end, self.ends[number]) - max(start, self.starts[number])


class ReportedSpeech:
    """The quotes, comments and speeches of a text. ``quotes``: the ranges of its quote blocks (code points)."""

    def __init__(self, tokens: Tokens, quotes: Iterable[tuple[int, int]] = ()) -> None:
        self._tokens = tokens
        self._known_quotes = quotes

    @cached_property
    def _quotes(self) -> _Stretches:
        text = self._tokens.text
        lines = ((found.start(), found.end() - 1) for found in _MARKED_LINE.finditer(f"\n{text}"))
        quotations = (found.span() for found in _QUOTATION.finditer(text))
        return _joined([*self._known_quotes, *lines, *quotations], self._tokens)

    @cached_property
    def _speeches(self) -> _Stretches:
        return _speeches(self._tokens)

    def others(self) -> list[tuple[int, int]]:
        """The words of all quotes, comments and speeches, as ranges; they may overlap."""
        return [pair for each in (self._quotes, self._speeches) for pair in zip(each.starts, each.ends, strict=True)]

    def is_quoted(self, start: int, end: int) -> bool:
        """Whether most of the words stand in quotes or comments."""
        return _MOST * (end - start) <= sum(shared for _, shared in self._quotes.between(start, end))

    def speaker(self, start: int, end: int) -> Sequence[int]:
        """The name of who says most of the words; empty if nobody does."""
        speeches = self._speeches
        for number, shared in speeches.between(start, end):
            if shared >= _MOST * (end - start):
                return self._tokens.ids[speeches.names[number] : speeches.starts[number]]
        return ()

    def may_have_label(self, start: int, end: int) -> bool:
        """Whether the words are neither quoted nor said by one of several: what stands before them may be no name."""
        return len(self._speeches.starts) == 1 and not self.is_quoted(start, end)

    def is_said_by(self, name: Sequence[int], start: int, end: int) -> bool:
        """Whether a word of the name is among the words, right before them, or in the name of who says them."""
        named = frozenset(name)
        around = self._tokens.ids[max(0, start - _MOST_IN_NAME) : end]
        return not (named.isdisjoint(around) and named.isdisjoint(self.speaker(start, end)))


def is_of_another(old: ReportedSpeech, new: ReportedSpeech, words: tuple[int, int], there: tuple[int, int]) -> bool:
    """Whether new words ``there`` only quote the old ``words``, or another speaker says them."""
    if new.is_quoted(*there) and not old.is_quoted(*words):
        return True
    name = new.speaker(*there)
    return bool(name) and not old.is_said_by(name, *words)


def _joined(ranges: list[tuple[int, int]], tokens: Tokens) -> _Stretches:
    """The ranges (code points) as stretches of words, in order and disjoint."""
    joined = _Stretches()
    for first, last in sorted(ranges):
        start, end = bisect_left(tokens.starts, first), bisect_left(tokens.starts, last)
        if joined.ends and start < joined.ends[-1]:
            joined.ends[-1] = max(end, joined.ends[-1])
        elif end - start >= _LEAST:
            joined.add(start, end, start)
    return joined


def _may_be_name(words: str) -> bool:
    """Whether they may name a speaker, as "The mayor" and "A" do, but not "For the dough" and "Begin thus"."""
    first, *others = words.split()
    key = first.casefold()
    if not others:
        # "Note: the gate is open."
        return key not in listed_by_name("measuring")["labels"]
    is_article = key in listed_by_name("measuring")["articles"]
    # Small words may be part of a name: "Juan de la Cruz".
    is_named = is_article or not any(len(each) > _SMALL and each[0].islower() for each in others)
    return is_named and (is_article or key not in frequent_words())


def _speeches(tokens: Tokens) -> _Stretches:
    """What stands behind names of speakers. Several labels of which none comes twice are the heads of items."""
    speeches = _Stretches()
    text, starts = tokens.text, tokens.starts
    if ":" not in text and "：" not in text:
        return speeches
    heads: set[bytes] = set()
    is_twice = is_in_capitals = False
    for found in _SPEECH.finditer(f"\n{text}"):
        colon_end = found.end() - 1
        first = bisect_left(starts, found.start(1) - 1, speeches.ends[-1] if speeches.ends else 0)
        # A longer name is none.
        start = bisect_left(starts, colon_end, first, min(len(starts), first + _MOST_IN_NAME + 1))
        if not 0 < start - first <= _MOST_IN_NAME or not _may_be_name(found[1]):
            continue
        line_end = text.find("\n", colon_end)
        line_end = line_end if line_end >= 0 else len(text)
        end = bisect_left(starts, line_end, start, min(len(starts), start + line_end - colon_end))
        # "Then: turn the bicycle over."
        is_lead = " " not in found[1] and found[1][0].isupper() and start < end and text[starts[start]].islower()
        if start < end and not is_lead:
            speeches.add(start, end, first)
            name = tokens.ids[first:start].tobytes()
            is_twice, is_in_capitals = is_twice or name in heads, is_in_capitals or found[1].isupper()
            heads.add(name)
    return speeches if is_twice or is_in_capitals or len(heads) == 1 else _Stretches()
