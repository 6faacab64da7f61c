"""Find in a copied or scraped page what belongs to the page and not to the article.

Each line gets a score: running text counts for it, short and service lines against it; the best contiguous stretch is
the article. A text without the signs of a page keeps every line. Kohlschütter et al., Boilerplate Detection using
Shallow Text Features (WSDM 2010), use the same features.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

from readtui.text.language import FREQUENT_WORDS
from readtui.text.service_words import (
    COMMENT_SECTIONS,
    NOTICES,
    RELATED_SECTIONS,
    SERVICE_PHRASES,
    SERVICE_WORDS,
    SMALL_WORDS,
)

_MAX_SERVICE_CHARACTERS = 400
_MIN_EVIDENCE = 5
_MIN_SURVIVING_WORDS = 40
_MIN_SURVIVING_SHARE = 0.08

_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_NO_SPACES = re.compile(r"[぀-ヿ㐀-䶿一-鿿豈-﫿가-힯฀-๿]")
_CLOSED = re.compile(r"[.!?…:;。！？」』][\"'”’»“«)\]]*(?:\s*\[\d+\])*$")
_NUMBER_RUN = re.compile(r"(?:\W{0,3}\d{1,3} ?%){4,}|(?:\b\d{1,3}\b[ ,|/·-]{1,3}){9,}\d{1,3}\b")
_COUNTER = re.compile(r"[•·\-+*(\[#]{0,2} ?\d{1,3}(?:[., ]?\d{3})*[kKM]? ?[)\]]?|[|•·»«›‹<>→←↑↓×✕+\-/\\#]+")
_EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")


@dataclass(frozen=True, slots=True)
class PageParts:
    """Which lines are furniture, which of them by their own words, and the half-open range of lines that the article's
    running text stretches over.
    """

    furniture: tuple[bool, ...]
    service: tuple[bool, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    words: int
    frequent: float
    closed: bool
    service: int


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Notices, headings of comment sections, headings of lists of other articles."""
    return (
        re.compile("|".join(NOTICES), re.IGNORECASE),
        re.compile("|".join(COMMENT_SECTIONS), re.IGNORECASE),
        re.compile("|".join(RELATED_SECTIONS), re.IGNORECASE),
    )


@cache
def _frequent_words() -> frozenset[str]:
    return frozenset(chain.from_iterable(FREQUENT_WORDS.values()))


def is_counter(line: str) -> bool:
    """Whether a line is a stray number, a bullet with a number, or a progress bar's "0%1%2%3%"."""
    return bool(_COUNTER.fullmatch(line) or _NUMBER_RUN.search(line))


def service_weight(line: str) -> int:
    """0 for a line of text; 1 for a counter or a mostly-service line, 2 for a whole service phrase or a notice,
    3 for a number run.
    """
    if len(line) > _MAX_SERVICE_CHARACTERS:
        return 3 if _NUMBER_RUN.match(line) else 0
    if _COUNTER.fullmatch(line):
        return 1
    if _NUMBER_RUN.search(line):
        return 3
    folded = line.casefold().replace("’", "'")
    if len(line) <= 60:
        core = _EDGES.sub("", folded)
        if core in SERVICE_PHRASES:
            return 2
        words = _WORD.findall(core)
        service = sum(word in SERVICE_WORDS for word in words)
        small = sum(word in SMALL_WORDS for word in words)
        if words and service and service * 2 >= len(words) - small and len(words) <= 8 and not _CLOSED.search(line):
            return 1
    return 2 if _patterns()[0].search(folded) else 0


def _measured(line: str) -> _Line:
    words = _WORD.findall(line)
    unspaced = 0 if line.isascii() else len(_NO_SPACES.findall(line))
    frequent = _frequent_words()
    known = sum(word.casefold() in frequent for word in words) if len(words) < 400 else len(words)
    count = len(words) + unspaced // 2
    share = 0.3 if unspaced > len(words) * 3 else known / len(words) if words else 0.0
    return _Line(line, count, share, bool(_CLOSED.search(line[-12:])), service_weight(line))


def _is_prose(line: _Line, use_frequent: bool) -> bool:
    if line.service >= 2:
        return False
    known = line.frequent >= 0.18 or not use_frequent
    return known and (line.words >= 12 if line.closed else line.words >= 22)


def _line_score(line: _Line, use_frequent: bool) -> float:
    """For running text its words, up to a cap; against the rest a small constant."""
    if line.service:
        return -4.0 - 2.0 * line.service
    if _is_prose(line, use_frequent):
        return min(line.words, 60) * 0.7
    if line.closed and line.words >= 5 and (line.frequent >= 0.15 or not use_frequent):
        return line.words * 0.4
    return -4.0


def _best_stretch(scores: Sequence[float]) -> tuple[int, int]:
    """The half-open range with the largest sum (Kadane)."""
    best, best_sum = (0, 0), 0.0
    start, running = 0, 0.0
    for index, score in enumerate(scores):
        if running <= 0:
            start, running = index, 0.0
        running += score
        if running > best_sum:
            best, best_sum = (start, index + 1), running
    return best


def _scores(lines: Sequence[_Line], use_frequent: bool) -> list[float]:
    _, comments, related = _patterns()
    scores: list[float] = []
    prose_so_far = 0
    for line in lines:
        score = _line_score(line, use_frequent)
        short = len(line.text) <= 70 and not (line.closed and line.words > 8)
        if short and line.words:
            core = line.text.strip(" \t:»›>•-–—|()[]…")
            if comments.fullmatch(core):
                score -= 40 if prose_so_far < 150 else 150
            elif related.fullmatch(core):
                score -= 20
        prose_so_far += line.words if score > 0 else 0
        scores.append(score)
    return scores


def evidence(services: Iterable[tuple[str, int]]) -> int:
    """How much speaks for a page: the weights of its different service lines, given as text and weight."""
    return sum(dict(pair for pair in services if pair[1]).values())


def page_parts(texts: Sequence[str]) -> PageParts | None:
    """The parts of a copied page, a line each of ``texts``; None for a text that is all article. Linear."""
    lines = [_measured(text) for text in texts]
    counted = evidence((_EDGES.sub("", line.text.casefold()), line.service) for line in lines)
    if counted < _MIN_EVIDENCE:
        return None
    total = sum(line.words for line in lines)
    for use_frequent in (True, False):
        start, end = _best_stretch(_scores(lines, use_frequent))
        kept = sum(line.words for line in lines[start:end] if not line.service)
        if kept >= _MIN_SURVIVING_WORDS and kept >= total * _MIN_SURVIVING_SHARE:
            break
    else:
        return None
    service = tuple(line.service > 0 for line in lines)
    furniture = tuple(not start <= index < end or service[index] for index in range(len(lines)))
    return PageParts(furniture, service, start, end)
