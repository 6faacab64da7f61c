"""Finds the title of a copied page: a line near the running text that shares words with it."""

import re
from collections.abc import Sequence
from itertools import pairwise

from readtui.importers.text import news_roles
from readtui.importers.text.units import Unit
from readtui.text.dateline import dateline_length, is_byline, is_credit, is_date, is_small_print
from readtui.text.language import frequent_words
from readtui.text.pages.furniture import PageParts
from readtui.text.pages.service_lines import is_counter
from readtui.text.scripts import unspaced

_BEFORE = 60
_INSIDE = 6
_BODY_CHARACTERS = 12_000
_MAX_LINE = 300
_LONG_TITLE_WORDS = 16
_ENOUGH = 5.0
_LEAD_BELOW = 1.5
_WORD = re.compile(r"[^\W_]+")
_STEM = 6
_ABOVE_DATELINE = 6.0
_LEAD_CHARACTERS = 80


class TitleFinder:
    """Finds titles among the lines of one page.

    In favor of a line: words that the text uses, another occurrence on the page, a byline or date soon after it, empty
    lines around it, a dateline below it. Against it: an unusual length, and distance.
    """

    def __init__(self, units: Sequence[Unit]) -> None:
        self._units = units
        self._lines = [unit.text.casefold() for unit in units if len(unit.text) <= _MAX_LINE]
        self._elsewhere: dict[int, bool] = {}
        self._possible: dict[int, bool] = {}
        self._origins: dict[int, bool] = {}
        self._stems: dict[int, frozenset[str]] = {}

    def title_index(self, parts: PageParts) -> int | None:
        """The index of the title: a line before the running text or one of its first lines; None if there is none."""
        best = self._best(parts.service, parts.start, parts.end)
        return best[1] if best and best[0] >= _ENOUGH else None

    def head_score(self, service: Sequence[bool], start: int, end: int) -> float:
        """How well the best title fits above the lines from ``start`` to ``end``: 0 to about 20."""
        best = self._best(service, start, end)
        return max(0.0, best[0]) if best else 0.0

    def _best(self, service: Sequence[bool], start: int, end: int) -> tuple[float, int] | None:
        units = self._units
        body = _stems(" ".join(unit.text for unit in units[start:end])[:_BODY_CHARACTERS])
        best: tuple[float, int] | None = None
        for index in range(max(0, start - _BEFORE), min(start + _INSIDE, end, len(units) - 1)):
            if not self._could_be_title(index):
                continue
            score = self._score(index, body)
            if index >= start:
                score = score - 1.5 if self._small_print_distance(index) <= 2 else 0.0
            score -= 0.1 * sum(not service[between] for between in range(index, start))
            # The first of two consecutive lines is the title, the second the lead, unless the first is clearly weaker.
            if best is None or score >= best[0] + (_LEAD_BELOW if best[1] == index - 1 else 0.0):
                best = (score, index)
        return best

    def _score(self, index: int, body: frozenset[str]) -> float:
        """The score of a line and its surroundings, without distance."""
        line = self._units[index].text
        words = max(len(line.split()), len(unspaced(line)) // 2)
        stems = self._stems_of(index)
        if not stems or not 2 <= words <= news_roles.MAX_TITLE_WORDS:
            return 0.0
        score = min(words, 8) * 0.5 - 0.4 * max(0, words - _LONG_TITLE_WORDS)
        score += 7.0 * len(stems & body) / len(stems)
        score += 2.0 if words >= 3 and self._stands_elsewhere(index) else 0.0
        distance = self._small_print_distance(index)
        score += 4.0 if distance <= 2 else 2.0 if distance <= 5 else 0.0
        score += _ABOVE_DATELINE if _stands_above_dateline(self._units, index) else 0.0
        return score + (1.0 if self._units[index].alone else 0.0)

    def _stands_elsewhere(self, index: int) -> bool:
        if index not in self._elsewhere:
            own = self._units[index].text.casefold()
            self._elsewhere[index] = sum(own in other and len(other) <= 3 * len(own) for other in self._lines) >= 2
        return self._elsewhere[index]

    def _could_be_title(self, index: int) -> bool:
        if index not in self._possible:
            self._possible[index] = news_roles.could_be_title(self._units[index].text)
        return self._possible[index]

    def _stems_of(self, index: int) -> frozenset[str]:
        if index not in self._stems:
            self._stems[index] = _stems(self._units[index].text)
        return self._stems[index]

    def _small_print_distance(self, index: int) -> int:
        """The number of lines to the next byline or date; a large number if none is near.

        The credit of a picture says nothing about the line above it.
        """
        for distance, at in enumerate(range(index + 1, min(index + 6, len(self._units))), 1):
            if at not in self._origins:
                self._origins[at] = _is_origin(self._units[at].text)
            if self._origins[at]:
                return distance
        return len(self._units)


def _is_origin(line: str) -> bool:
    """Whether a line names the author or date of the article."""
    return (is_small_print(line) and not is_credit(line)) or is_byline(line) or is_date(line)


def _stands_above_dateline(units: Sequence[Unit], index: int) -> bool:
    """Whether only a lead, a byline or a counter is between the line and the text's dateline."""
    for unit in units[index + 1 : index + 5]:
        if dateline_length(unit.text):
            return True
        is_lead = len(unit.text) >= _LEAD_CHARACTERS
        if not (is_lead or is_counter(unit.text) or is_byline(unit.text) or is_date(unit.text)):
            return False
    return False


def _stems(text: str) -> frozenset[str]:
    """The beginnings of meaningful words; pairs of characters in scripts without spaces."""
    words = {word for word in _WORD.findall(text.casefold()) if len(word) >= 3 and word.isalpha()}
    stems = {word[:_STEM] for word in words - frequent_words()}
    return frozenset(stems | {left + right for left, right in pairwise(unspaced(text))})
