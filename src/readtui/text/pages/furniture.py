"""Finds the lines of a copied or scraped page that belong to the page and not to the article.

Each line gets a score: running text scores positive, short lines and service lines negative. The article is the
contiguous range with the highest sum. Summaries of other articles count less: single lines between headlines, or list
items on a page that separates its paragraphs with empty lines. A text without signs of a web page keeps every line.
Kohlschütter et al., Boilerplate Detection using Shallow Text Features (WSDM 2010), use the same features.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from statistics import mean, median

from readtui.text.pages.boxes import (
    MANY_TIMES,
    pages_own,
    player_controls,
    promotions,
    related_boxes,
    repeated_captions,
    repeated_labels,
    teaser_shares,
)
from readtui.text.pages.lines import PageLine, is_comment_head, measured
from readtui.text.pages.list_rows import list_entries, table_cells
from readtui.text.pages.service_lines import AROUND_HEADING, folded, menu_items, section_patterns, without_edges

_MAX_PAGE_CHARACTERS = 600_000  # A longer text is a book or a log, not a copied page.
_MAX_EVIDENCE_CHARACTERS = 200
_MIN_EVIDENCE = 5
_LITTLE = 15
_LITTLE_OF_FEW = 40
_MANY_LINES = 30
_MANY_SHORT = 150
_MUCH_EVIDENCE = 12
_LITTLE_SHARE = 0.3
_MOST_BETWEEN = 30
_GOING_ON = 0.3
_PARAGRAPH = 27
_AS_LIKELY = 0.75
_ARTICLE = 100
_MOST_STRETCHES = 6
_TAKEN = -1e9
_MUCH = 200.0
_HEAD_WEIGHT = 5.0
_BEST_HEAD = 20.0
_AGAINST = -4.0
_LEAST_FREQUENT = 0.18
_SHARE_OF_USUAL = 0.5
_UNKNOWN_LANGUAGE = 0.06
_LESS_FOR_SHORT = 0.8
_SENTENCE_WORDS = 10
_TABLE_ROW = 0.3
_PROMOTION = -2.0
_BAR_LINES = 3
_MIN_THREAD = 2
_MORE_BAR_SHARE = 0.3
_REPEATED_SHARE = 0.3

_FILED = re.compile(
    r"(?:posted|filed|tagged|tags|published|categories|labels|topics|schlagwörter|mots-clés|etiquetas|archivado)\b",
    re.IGNORECASE,
)
_RIGHTS = re.compile(
    r"copyright|©|\(c\)|rights reserved|rechte vorbehalten|droits réservés|derechos reservados|licen[cs]e"
)

HeadScore = Callable[[Sequence[bool], int, int], float]
"""Maps service lines, a start and an end to a number from 0 (no article head above it) to about 20."""


@dataclass(frozen=True, slots=True)
class PageParts:
    """Which lines are furniture, which of them by their own words, and the half-open range of lines with the article's
    running text.
    """

    furniture: tuple[bool, ...]
    service: tuple[bool, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Page:
    """The lines of a page, with flags for cells and entries, lines about the page, lines in sign-up boxes, and player
    controls.
    """

    lines: Sequence[PageLine]
    rows: Sequence[bool]
    own: Sequence[bool]
    promotions: Set[int]
    controls: Set[int]


@dataclass(frozen=True, slots=True, order=True)
class _Stretch:
    """A half-open range of lines: the likelihood of being the article, its total score, and its number of words."""

    value: float
    start: int
    end: int
    total: float
    words: int


def _line_score(line: PageLine, least: float) -> float:
    """Running text scores its number of words, up to a limit; other lines cost a small constant. ``least`` as in
    ``is_prose``.
    """
    if not (line.words or line.service or any(map(str.isalnum, line.text))):
        return 0.0
    if line.service:
        # A link to another article may be inside this one, so it does not mark the end.
        return 0.0 if section_patterns()[2].match(folded(line.text)) else _AGAINST - 2.0 * line.service
    if line.is_prose(least):
        return min(line.words, 40) * 0.7
    if line.closed and line.words >= 5 and line.frequent >= least * _LESS_FOR_SHORT:
        return line.words * 0.4
    return _AGAINST


def _best_stretch(scores: Sequence[float]) -> tuple[int, int]:
    """The half-open range with the largest sum (Kadane's algorithm)."""
    best, best_sum = (0, 0), 0.0
    start, running = 0, 0.0
    for index, score in enumerate(scores):
        if running <= 0:
            start, running = index, 0.0
        running += score
        if running > best_sum:
            best, best_sum = (start, index + 1), running
    return best


def _scores(page: _Page, least: float) -> list[float]:
    """A score per line. Lines after the heading of a comment section count less once the article has appeared."""
    lines = page.lines
    prose = [line.is_prose(least) for line in lines]
    shares = teaser_shares(lines, prose)
    apart = dict.fromkeys(page.promotions, _PROMOTION) | dict.fromkeys(page.controls, 0.0)
    times = Counter(line.text for line in lines)
    is_thread = sum(is_comment_head(line.text) for line in lines) >= _MIN_THREAD
    scores: list[float] = []
    prose_words = 0
    weight = 1.0
    bar_lines = 0
    for index, line in enumerate(lines):
        if index in apart:
            scores.append(apart[index])
            continue
        score = 0.0 if page.own[index] else _line_score(line, least)
        if times[line.text] > 1 and score > 0:
            score *= _REPEATED_SHARE
        elif times[line.text] >= MANY_TIMES:
            score = 0.0
        penalty, is_comments = _section_penalty(line, prose_words)
        if is_comments and prose_words >= 40:
            weight = 0.4
        elif is_thread and prose_words >= 40 and is_comment_head(line.text):
            weight, penalty = min(weight, 0.25), 40.0
        prose_words += line.words if score > 0 and weight == 1.0 else 0
        bar_lines = bar_lines + 1 if line.service and not penalty else 0
        if score > 0:
            score *= weight * shares[index]
        elif page.rows[index]:
            score = _TABLE_ROW
        elif bar_lines > _BAR_LINES:
            score *= _MORE_BAR_SHARE
        scores.append(score - penalty)
    return scores


def _usual_share(lines: Sequence[PageLine]) -> float:
    """The minimum share of frequent words in running text on this page. It is lower for languages that use endings
    instead of small words, and for those with few known words.
    """
    shares = [line.frequent for line in lines if line.closed and line.words >= _SENTENCE_WORDS and not line.service]
    usual = median(shares) * _SHARE_OF_USUAL if shares else _LEAST_FREQUENT
    return min(_LEAST_FREQUENT, usual) if usual >= _UNKNOWN_LANGUAGE else 0.0


def _rows(lines: Sequence[PageLine]) -> list[bool]:
    """Which lines are table cells or list entries, and not service lines."""
    texts = [line.text for line in lines]
    cells = table_cells(texts, [line.words for line in lines])
    own_words = [0 if line.service or line.heads_related or line.stamped else line.words for line in lines]
    entries = list_entries(texts, own_words, [line.alone for line in lines])
    return [entry or (cell and line.service < 2) for line, cell, entry in zip(lines, cells, entries, strict=True)]


def _section_penalty(line: PageLine, prose_words: int) -> tuple[float, bool]:
    """The cost of a short line that starts comments, other articles or a list of tags; and whether it starts comments.

    ``prose_words``: the words of running text before it. Such a line ends an article, but may also come before one.
    """
    if len(line.text) > 70 or not line.words or (line.closed and line.words > 8):
        return 0.0, False
    comments = section_patterns()[0]
    core = folded(line.text.strip(AROUND_HEADING))
    if comments.fullmatch(core):
        return (300.0 if prose_words >= 100 else 40.0), True
    if line.heads_related:
        return 3.0, False
    if line.stamped:
        return (40.0 if prose_words > 100 else 6.0), False
    return (15.0 if prose_words > 100 and _FILED.match(core) else 0.0), False


def _evidence_key(line: str) -> str:
    """The words that distinguish a service line from others. A copyright notice counts once, because licenses repeat
    it; menus count once, because every line of a log or table may contain bars.
    """
    if menu_items(line):
        return "|"
    own = line.casefold()
    return "©" if _RIGHTS.search(own) else without_edges(own)


def _evidence(lines: Sequence[PageLine], words: int) -> int:
    """How strongly different service lines suggest a web page; 0 if not enough. Long texts need more evidence, texts of
    mostly short lines, like menus, less. Lines of a single generic word ("News") are no evidence.
    """
    counted = (line for line in lines if line.service and len(line.text) <= _MAX_EVIDENCE_CHARACTERS)
    weights = {_evidence_key(line.text): line.service for line in counted}
    total = sum(weights.values())
    specific = sum(weight >= 2 for weight in weights.values())
    short = sum(line.words <= 5 and not line.closed for line in lines)
    is_menu = short >= 25 and short * 2 >= len(lines)
    enough = max(_MIN_EVIDENCE, words / 2000) - (2 if is_menu else 0)
    if short >= _MANY_SHORT and short * 10 >= len(lines) * 7 and total >= _MIN_EVIDENCE:
        return total
    return total if total >= enough and specific >= (1 if is_menu or total >= 8 else 2) else 0


def _stretches(scores: Sequence[float]) -> list[tuple[int, int]]:
    """The half-open ranges with the largest sums, best first, none inside another."""
    found: list[tuple[int, int]] = []
    left = list(scores)
    while len(found) < _MOST_STRETCHES:
        start, end = _best_stretch(left)
        if start == end:
            break
        found.append((start, end))
        left[start:end] = [_TAKEN] * (end - start)
    return found


def _candidates(
    scores: Sequence[float],
    lines: Sequence[PageLine],
    service: Sequence[bool],
    head_score: HeadScore,
    least_words: int,
) -> list[_Stretch]:
    """The ranges that may be the article, most likely first: at least ``least_words`` long, below what looks like the
    head of an article.
    """
    found: list[_Stretch] = []
    comments = _first_comment(lines)
    for start, end in _stretches(scores):
        words = sum(line.words for line in lines[start:end] if not line.service)
        if words >= least_words:
            total = sum(scores[start:end])
            value = min(total, _MUCH)
            if start < comments and value + _HEAD_WEIGHT * _BEST_HEAD > max((one.value for one in found), default=0.0):
                value += _HEAD_WEIGHT * head_score(service, start, end)
            found.append(_Stretch(value, start, end, total, words))
    return sorted(found, reverse=True)


def _first_comment(lines: Sequence[PageLine]) -> int:
    """The start of a comment thread after an article, where comments have heads like an article's; the end if there is
    none.
    """
    heads = [index for index, line in enumerate(lines) if is_comment_head(line.text)]
    if len(heads) < _MIN_THREAD:
        return len(lines)
    words = sum(line.words for line in lines[: heads[0]] if line.is_sentence(_SENTENCE_WORDS))
    return heads[0] if words >= _LITTLE_OF_FEW else len(lines)


def _article(candidates: Sequence[_Stretch], lines: Sequence[PageLine]) -> tuple[set[int], int, int]:
    """The lines of the article, and the range covered by its most likely part: the best candidate with its continuation
    after an interruption and, if it is short enough to be wrong, similarly likely candidates.
    """
    best = candidates[0]
    start, end = best.start, best.end
    kept = set(range(start, end))
    times = Counter(line.text for line in lines)
    for other in sorted(candidates[1:], key=lambda one: abs(one.start - best.start)):
        gap = range(end, other.start) if other.start >= end else range(other.end, start)
        near = [*gap, *range(other.start, min(other.start + 2, other.end))]
        is_near = len(gap) <= _MOST_BETWEEN and not any(_begins_comments(lines[at]) for at in near)
        sentences = [line.words for line in lines[other.start : other.end] if line.is_sentence(_SENTENCE_WORDS)]
        goes_on = is_near and other.total >= _GOING_ON * best.total and sentences and mean(sentences) >= _PARAGRAPH
        said_again = sum(line.words for line in lines[other.start : other.end] if times[line.text] > 1)
        if said_again * 2 > other.words:
            continue
        if goes_on:
            start, end = min(start, other.start), max(end, other.end)
        if goes_on or (best.words < _ARTICLE and other.value >= _AS_LIKELY * best.value):
            kept.update(range(other.start, other.end))
    return kept, start, end


def _begins_comments(line: PageLine) -> bool:
    if is_comment_head(line.text):
        return True
    return len(line.text) <= 70 and section_patterns()[0].fullmatch(folded(line.text.strip(AROUND_HEADING))) is not None


def _holds_enough(lines: Sequence[PageLine], candidates: Sequence[_Stretch]) -> bool:
    """Whether the best candidate is as long as an article, or holds a good part of the page's sentences."""
    if not candidates:
        return False
    best = candidates[0]
    running = [line.words if line.is_sentence(_SENTENCE_WORDS) else 0 for line in lines]
    return best.words >= _ARTICLE or sum(running[best.start : best.end]) >= _LITTLE_SHARE * sum(running)


def page_parts(
    texts: Sequence[str], alone: Sequence[bool], head_score: HeadScore = lambda _service, _start, _end: 0.0
) -> PageParts | None:
    """The parts of a copied page, given one line per item of ``texts``; None if all of the text is article. Linear
    time.

    ``alone``: which lines have empty lines around them. ``head_score``: how much the surroundings of a line look like
    the head of an article whose text starts there.
    """
    if sum(map(len, texts)) > _MAX_PAGE_CHARACTERS:
        return None
    lines = [measured(text, apart) for text, apart in zip(texts, alone, strict=True)]
    total = sum(line.words for line in lines)
    evidence = _evidence(lines, total)
    if not evidence:
        return None
    least_words = _LITTLE if len(lines) >= _MANY_LINES or evidence >= _MUCH_EVIDENCE else _LITTLE_OF_FEW
    page = _Page(lines, _rows(lines), pages_own(lines), promotions(lines), player_controls(lines))
    service = tuple(line.service > 0 and not row for line, row in zip(lines, page.rows, strict=True))
    usual = _usual_share(lines)
    candidates = _candidates(_scores(page, usual), lines, service, head_score, least_words)
    if usual and not _holds_enough(lines, candidates):
        others = _candidates(_scores(page, 0.0), lines, service, head_score, least_words)
        candidates = max(candidates, others, key=lambda found: found[0].value if found else 0.0)
    if not candidates:
        return None
    kept, start, end = _article(candidates, lines)
    boxes = [range(first, last) for first, last in related_boxes(lines) if first in kept]
    folded_too = repeated_captions(lines, min(kept), max(kept) + 1).union(page.controls, page.promotions, *boxes)
    folded_too = folded_too.union(at for at in kept if page.own[at]).union(
        at for at in repeated_labels(lines) if not page.rows[at]
    )
    furniture = tuple(at not in kept or service[at] or at in folded_too for at in range(len(lines)))
    return PageParts(furniture, service, start, end)
