"""The words of a text and those of its source, matched: where in the source what stands in the text comes from."""

import re
import unicodedata
from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import field

from rapidfuzz.distance import LCSseq

from readtui.anchoring.matching.alignment import align
from readtui.anchoring.matching.edges import gap_strength, tidy
from readtui.anchoring.matching.tokens import Tokens, Vocabulary, tokenise
from readtui.quick_dataclass import dataclass

_AROUND = 8
_PARAGRAPH = 3
_MARKUP = 4
"""How many words of markup may come with a word; what part of the words a copy may lack."""

_NEAR = 40
_MOST_COMPARED = 200
_MOST_CANDIDATES = 24
_MOST_COUNTED = 100
_MOST_CHARACTERS = 2_000
_LEAST_SHARE = 0.5
_PLAIN_GAP = re.compile(r"""[.,:;!?)"'*_`]*\n[\s*+=>-]*""")
"""What stands between two paragraphs if no comment begins or ends there."""


@dataclass(slots=True)
class SourceWords:
    """Offsets of ``text`` and places in ``source`` count code points; ``old`` and ``new`` are their words."""

    text: str
    source: str
    old: Tokens = field(init=False)
    new: Tokens = field(init=False)
    _at: list[int] = field(init=False)
    _matched: list[int] = field(init=False)
    _is_taken: bytearray = field(init=False)
    _words: dict[int, list[int]] = field(init=False)

    def __post_init__(self) -> None:
        vocabulary = Vocabulary()
        self.old, self.new = tokenise(self.text, vocabulary), tokenise(self.source, vocabulary)
        self._at = [-1] * len(self.old)
        self._is_taken = bytearray(len(self.new))
        for run in tidy(align(self.old.ids, self.new.ids), self.old, self.new):
            self._at[run.old : run.old_end] = range(run.new, run.new_end)
            self._is_taken[run.new : run.new_end] = b"\1" * run.size
        self._matched = [index for index, at in enumerate(self._at) if at >= 0]
        self._words = defaultdict(list)
        for index, number in enumerate(self.new.ids):
            self._words[number].append(index)

    def word(self, offset: int) -> int | None:
        """The word at the offset, or the one that follows it in its block; None if there is none."""
        index = bisect_right(self.old.ends, offset)
        if index == len(self.old) or "\n\n" in self.text[offset : self.old.starts[index]]:
            return None
        return index

    def match(self, word: int, token: int | None) -> None:
        """Say which word of the source a word of the text is; None for one that is not in the source."""
        if self._at[word] >= 0:
            del self._matched[bisect_left(self._matched, word)]
        self._at[word] = -1 if token is None else token
        if token is not None:
            insort(self._matched, word)

    def place(self, offset: int) -> int | None:
        """The place in the source of what stands at the offset; None if nothing near it is in the source."""
        index = bisect_right(self.old.ends, offset)
        if index < len(self.old) and self.old.starts[index] <= offset and self._at[index] >= 0:
            return self.new.starts[self._at[index]]
        following = bisect_left(self._matched, index)
        first = self._matched[following - 1] if following else -1
        last = self._matched[following] if following < len(self._matched) else len(self.old)
        start, from_ = (self.old.ends[first], self.new.ends[self._at[first]]) if first >= 0 else (0, 0)
        end, to = len(self.text), len(self.source)
        if last < len(self.old):
            end, to = self.old.starts[last], self.new.starts[self._at[last]]
        if to < from_:
            # What moved stands in between.
            return to
        between = self.source[from_:to]
        place = _place_of(self.text[start:end], between, offset - start)
        if place is not None:
            return from_ + place
        if "\n" not in between.strip() and (first >= 0 or last < len(self.old)):
            return from_ + len(between) - len(between.lstrip())
        return to if last < len(self.old) and "\n\n" not in self.text[offset:end] else None

    def is_sure(self, index: int) -> bool:
        """Whether the source has nothing else that a word of the text could come from.

        That is so if the words around it stand together in no other part of the source, whatever markup is between
        them, and the word itself is near its place no second time, as it would be in a comment.
        """
        at = self._at[index]
        if at < 0:
            return False
        near = range(max(0, at - _NEAR), min(len(self.new), at + _NEAR))
        if any(self.new.ids[place] == self.new.ids[at] and not self._is_taken[place] for place in near):
            return False
        start, end = index, index + 1
        while index - start < _AROUND and start > 0 and self._belongs(start):
            start -= 1
        while end - index < _AROUND and end < len(self.old) and self._belongs(end):
            end += 1
        return self._stands_once({*self.old.ids[start:end]}, at)

    def _belongs(self, index: int) -> bool:
        """Whether the word and the one before it are in one paragraph, or in two with nothing between them in the
        source that could be a comment.
        """
        if gap_strength(self.old, index) < _PARAGRAPH:
            return True
        place = self._at[index]
        return place > 0 and self._at[index - 1] == place - 1 and bool(_PLAIN_GAP.fullmatch(self.new.gap(place)))

    def _stands_once(self, words: set[int], at: int) -> bool:
        places = min((self._words[word] for word in words), key=len)
        if not 0 < len(places) <= _MOST_COUNTED:
            return False
        reach = _AROUND * _MARKUP
        most_missing = len(words) // _MARKUP
        alike = [
            place
            for place in places
            if len(words.difference(self.new.ids[max(0, place - reach) : place + reach])) <= most_missing
        ]
        return len(alike) == 1 and abs(alike[0] - at) <= reach

    def candidates(self, index: int) -> list[int]:
        """The words of the source that a word of the text may be, the likeliest first."""
        places = self._words[self.old.ids[index]]
        if len(places) <= 1:
            return places
        expected = self.place(self.old.starts[index]) or 0
        if len(places) > _MOST_COMPARED:
            near = bisect_right(places, expected, key=self.new.starts.__getitem__)
            places = places[max(0, near - _MOST_COMPARED // 2) : near + _MOST_COMPARED // 2]
        likeliest = sorted(places, key=lambda place: self._unlikeness(index, place, expected))
        return likeliest[:_MOST_CANDIDATES]

    def _unlikeness(self, index: int, place: int, expected: int) -> tuple[bool, int, int]:
        old, new = self.old.ids, self.new.ids
        alike = 0
        for step in (1, -1):
            i, j = index + step, place + step
            while 0 <= i < len(old) and 0 <= j < len(new) and old[i] == new[j] and abs(i - index) <= _AROUND:
                i, j, alike = i + step, j + step, alike + 1
        return self._at[index] != place, -alike, abs(self.new.starts[place] - expected)


def _place_of(text: str, source: str, offset: int) -> int | None:
    """The place in ``source`` of what stands at the offset in ``text``, by the characters that both share in order."""
    if len(text) > _MOST_CHARACTERS or len(source) > _MARKUP * (len(text) + _NEAR):
        return None
    characters, offsets = _without_spaces(text)
    sources, places = _without_spaces(source)
    wanted = bisect_right(offsets, offset - 1)
    blocks = [block for block in LCSseq.editops(characters, sources).as_matching_blocks() if block.size]
    if sum(block.size for block in blocks) < _LEAST_SHARE * len(characters):
        return None
    for block in blocks:
        if wanted < block.a + block.size:
            return places[block.b + max(0, wanted - block.a)]
    return None


def _without_spaces(text: str) -> tuple[str, Sequence[int]]:
    """The characters of a text, without accents and case, that are no white space, and where they stand."""
    kept = [(at, character) for at, character in enumerate(text) if not character.isspace()]
    plain = [unicodedata.normalize("NFKD", character)[0].lower()[0] for _, character in kept]
    return "".join(plain), [at for at, _ in kept]
