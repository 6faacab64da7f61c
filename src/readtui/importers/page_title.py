"""Find the title of a copied page: the line near the running text that the text speaks about."""

import re
from collections.abc import Sequence
from itertools import pairwise

from readtui.importers import news_roles
from readtui.importers.text_units import Unit
from readtui.text.dateline import dateline_length, is_byline, is_credit, is_date, is_small_print
from readtui.text.furniture import PageParts
from readtui.text.language import FREQUENT_WORDS
from readtui.text.service_lines import is_counter

_BEFORE = 60
_INSIDE = 6
_BODY_CHARACTERS = 12_000
_LONG_TITLE_WORDS = 16
_ENOUGH = 5.0
_LEAD_BELOW = 1.5
_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile(r"[぀-ヿ㐀-䶿一-鿿豈-﫿]")
_STEM = 6
_ABOVE_DATELINE = 6.0
_LEAD_CHARACTERS = 80


def title_index(units: Sequence[Unit], parts: PageParts) -> int | None:
    """Which line is the title: one of the lines before the running text or of its first ones; None if none could be.

    For a line speak: words that the text uses, standing somewhere else on the page too, a byline or a date soon after
    it, standing alone, a dateline below it. Against it: a length that titles rarely have, and distance.
    """
    body = _stems(" ".join(unit.text for unit in units[parts.start : parts.end])[:_BODY_CHARACTERS])
    lines = [unit.text.casefold() for unit in units if len(unit.text) <= 300]
    best: tuple[float, int] | None = None
    for index in range(max(0, parts.start - _BEFORE), min(parts.start + _INSIDE, parts.end, len(units) - 1)):
        if not news_roles.could_be_title(units[index].text):
            continue
        score = _score(units, index, body, lines)
        if index >= parts.start:
            score = score - 1.5 if _small_print_distance(units, index) <= 2 else 0.0
        score -= 0.1 * sum(not parts.service[between] for between in range(index, parts.start))
        # Of two lines in a row the first is the title and the second the lead, unless the first is clearly weaker.
        if best is None or score >= best[0] + (_LEAD_BELOW if best[1] == index - 1 else 0.0):
            best = (score, index)
    return best[1] if best and best[0] >= _ENOUGH else None


def _score(units: Sequence[Unit], index: int, body: frozenset[str], lines: Sequence[str]) -> float:
    """What speaks for a line itself and for its surroundings, distance apart."""
    line = units[index].text
    words = max(len(line.split()), len(_UNSPACED.findall(line)) // 2)
    stems = _stems(line)
    if not stems or not 2 <= words <= news_roles.MAX_TITLE_WORDS:
        return 0.0
    score = min(words, 8) * 0.5 - 0.4 * max(0, words - _LONG_TITLE_WORDS)
    score += 7.0 * len(stems & body) / len(stems)
    folded = line.casefold()
    if words >= 3 and sum(folded in other and len(other) <= 3 * len(folded) for other in lines) >= 2:
        score += 2.0
    distance = _small_print_distance(units, index)
    score += 4.0 if distance <= 2 else 2.0 if distance <= 5 else 0.0
    score += _ABOVE_DATELINE if _stands_above_dateline(units, index) else 0.0
    return score + (1.0 if units[index].alone else 0.0)


def _stands_above_dateline(units: Sequence[Unit], index: int) -> bool:
    """Whether nothing but a lead, a byline or a counter stands between the line and the text's dateline."""
    for unit in units[index + 1 : index + 5]:
        if dateline_length(unit.text):
            return True
        is_lead = len(unit.text) >= _LEAD_CHARACTERS
        if not (is_lead or is_counter(unit.text) or is_byline(unit.text) or is_date(unit.text)):
            return False
    return False


def _small_print_distance(units: Sequence[Unit], index: int) -> int:
    """How many lines after a line the next byline or date is; a large number if there is none near.

    Who made a picture says nothing about the line above it.
    """
    for distance, unit in enumerate(units[index + 1 : index + 6], 1):
        is_origin = is_small_print(unit.text) and not is_credit(unit.text)
        if is_origin or is_byline(unit.text) or is_date(unit.text):
            return distance
    return len(units)


def _stems(text: str) -> frozenset[str]:
    """The beginnings of the words that say something; of unspaced scripts the pairs of characters."""
    words = {word for word in _WORD.findall(text.casefold()) if len(word) >= 3 and word.isalpha()}
    stems = {word[:_STEM] for word in words if not any(word in frequent for frequent in FREQUENT_WORDS.values())}
    signs = _UNSPACED.findall(text)
    return frozenset(stems | {left + right for left, right in pairwise(signs)})
