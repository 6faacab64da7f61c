"""Cut a text's words into lines, sentences and clauses: what people move as a whole."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from readtui.anchoring.matching.edges import begins_line
from readtui.anchoring.matching.tokens import Tokens

_CUT = re.compile(r"[.!?…;][\"'”’»)\]]*(?=\s)|[。！？；।؟۔։።။។]|\n")

_LEAST_WRAPPED = 40
_STOPS = frozenset(".!?…;:。！？；।؟۔։။።។|")


@dataclass(frozen=True, slots=True)
class Units:
    """The units of a text, each a stretch of words; ``starts`` are their first words, in order."""

    tokens: Tokens
    starts: Sequence[int]
    _lines: dict[int, bool] = field(default_factory=dict)
    _vocabularies: dict[int, frozenset[int]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.starts)

    def bounds(self, unit: int) -> tuple[int, int]:
        """The unit's words, half-open."""
        last = unit + 1 == len(self.starts)
        return self.starts[unit], len(self.tokens) if last else self.starts[unit + 1]

    def words(self, unit: int) -> Sequence[int]:
        """The ids of the unit's words."""
        start, end = self.bounds(unit)
        return self.tokens.ids[start:end]

    def key(self, unit: int) -> tuple[int, ...]:
        """The unit's words as a key of a dictionary."""
        return tuple(self.words(unit))

    def vocabulary(self, unit: int) -> frozenset[int]:
        """The different words of the unit."""
        known = self._vocabularies.get(unit)
        if known is None:
            known = self._vocabularies[unit] = frozenset(self.words(unit))
        return known

    def begins_line(self, unit: int) -> bool:
        """Whether a line begins with the unit, or the text ends before it."""
        known = self._lines.get(unit)
        if known is None:
            start = self.starts[unit] if unit < len(self.starts) else len(self.tokens)
            known = self._lines[unit] = begins_line(self.tokens, start)
        return known

    def of(self, word: int) -> int:
        """The unit that a word of the text belongs to."""
        return bisect_right(self.starts, word) - 1


def units_of(tokens: Tokens) -> Units:
    """Lines, sentences, and clauses that a semicolon ends; lines that are only wrapped are none."""
    if not len(tokens):
        return Units(tokens, [])
    text, starts, size = tokens.text, tokens.starts, len(tokens)
    cuts, word, line = [0], 0, 0
    for found in _CUT.finditer(text):
        end = found.end()
        if text[end - 1] == "\n":
            is_wrapped = end - line > _LEAST_WRAPPED and _goes_on(text, end)
            line = end
            if is_wrapped:
                continue
        word = bisect_left(starts, end, word)
        if cuts[-1] < word < size:
            cuts.append(word)
    return Units(tokens, cuts)


def _goes_on(text: str, start: int) -> bool:
    """Whether the line that starts there goes on with the sentence of the one before."""
    first, before = text[start : start + 1], text[start - 2 : start - 1]
    if not first.isalpha() or before in _STOPS:
        return False
    # Scripts without capitals do not show where a sentence begins.
    return first.islower() or first.lower() == first.upper()
