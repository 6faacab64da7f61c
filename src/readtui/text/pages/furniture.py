"""Finds the lines of a copied or scraped page that belong to the page and not to the article.

Each line gets a score: running text scores positive, short lines and service lines negative. The article is the
contiguous range with the highest sum. Summaries of other articles count less: single lines between headlines, or list
items on a page that separates its paragraphs with empty lines. A text without signs of a web page keeps every line.
Kohlschütter et al., Boilerplate Detection using Shallow Text Features (WSDM 2010), use the same features.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence, Set
from itertools import accumulate
from statistics import mean, median

from readtui.quick_dataclass import dataclass
from readtui.text.pages.list_rows import PageLine, glued_teasers, is_comment_head, list_entries, measured, table_cells
from readtui.text.pages.service_lines import (
    AROUND_HEADING,
    folded,
    is_counter,
    menu_items,
    pattern_of,
    section_patterns,
    without_edges,
)

_LISTED_SHARE = 0.4
_SUMMARY_SHARE = 0.3
_MAX_SUMMARY_WORDS = 45
_SUMMARIES_NEAR = 8
_MAX_PROMOTION_WORDS = 30
_MAX_PROMOTION_LINES = 4
_MIN_REPEATED_WORDS = 12
_REPEATED_NEAR = 8
_MIN_TEASERS = 2
_ASKS = ("?", "？", "?“", "?”")
_MAX_CONTROL = 160
_MIN_CONTROLS = 5
_MIN_PARAGRAPH = 20
_MIN_HEADLINE = 5
_LONGER = 1.3
_MAX_LABEL_WORDS = 5
MANY_TIMES = 4
"""A line repeated this often does not show where an article begins or ends."""

_SLIDE = re.compile(r"(?:image |photo |slide |bild |foto )?\d{1,3} ?(?:/|of|von|de|sur|di) ?\d{1,3}\b", re.IGNORECASE)
_SIGN_UP = re.compile(
    r"newsletter|sign ?up|subscribe|e-?mails?\b|inbox|alerts|abonnieren|anmeld|registrieren|abonne|inscri|suscr"
    r"|boletín|iscriv|assine|cadastr|nieuwsbrief|aanmelden|подпис",
    re.IGNORECASE,
)


def related_boxes(lines: Sequence[PageLine]) -> list[tuple[int, int]]:
    """Half-open ranges of lists of other articles: a heading, then two or more headlines, with or without summaries.

    A subhead of the following article looks like a headline, but its paragraph is longer than a summary, or another
    paragraph follows.
    """
    boxes: list[tuple[int, int]] = []
    first = 0
    while first < len(lines):
        last = _end_of_box(lines, first) if lines[first].heads_related else first + 1
        if last > first + 1:
            boxes.append((first, last))
        first = last
    return boxes


def _end_of_box(lines: Sequence[PageLine], first: int) -> int:
    """The end of the box under the heading at ``first``; the next line if there is no box."""
    have_summaries = first + 2 < len(lines) and _is_sentence(lines[first + 2])
    at, entries = first + 1, 0
    longest = 0
    while at < len(lines) and lines[at].could_be_headline():
        if have_summaries:
            summary, following = lines[at + 1 : at + 2], lines[at + 2 : at + 3]
            if not summary or not _is_sentence(summary[0]):
                break
            words = summary[0].words
            goes_on = bool(following) and _is_sentence(following[0])
            if goes_on and not (entries and lines[at].words >= _MIN_HEADLINE and following[0].words > _LONGER * words):
                break
            if entries and words >= _MIN_PARAGRAPH and words > _LONGER * longest:
                break
            longest = max(longest, words)
        at += 2 if have_summaries else 1
        entries += 1
    if entries >= _MIN_TEASERS:
        return at
    one = lines[first + 1 : first + 2]
    leads_on = (
        re.compile(pattern_of("read-also")).fullmatch(folded(lines[first].text.strip(AROUND_HEADING))) is not None
    )
    is_link = leads_on and one and one[0].words >= _MIN_HEADLINE and one[0].could_be_headline()
    return first + 2 if is_link else first + 1


def _is_sentence(line: PageLine) -> bool:
    return not line.service and not line.could_be_headline() and line.words <= _MAX_SUMMARY_WORDS


def promotions(lines: Sequence[PageLine]) -> set[int]:
    """The lines of sign-up boxes: a service line, a sentence, and service lines again."""
    found: set[int] = set()
    for index in range(1, len(lines) - 1):
        line, before, after = lines[index], lines[index - 1], lines[index + 1]
        if index - 1 in found:  # Lines after a box are not part of it.
            continue
        is_between = before.service and after.service and not line.service and 0 < line.words <= _MAX_PROMOTION_WORDS
        if is_between and (_SIGN_UP.search(before.text) or _SIGN_UP.search(after.text)):
            last = index + 1
            while last < min(len(lines), index + _MAX_PROMOTION_LINES) and lines[last].service:
                last += 1
            found.update(range(index - 1, last))
    return found


def pages_own(lines: Sequence[PageLine]) -> list[bool]:
    """Which lines are about the page rather than the article's topic: lines next to service lines, or at the beginning
    or end of the page.
    """
    own = [False] * len(lines)
    first = 0
    while first < len(lines):
        last = first
        while last < len(lines) and lines[last].of_page:
            last += 1
        is_apart = first == 0 or last >= len(lines) or lines[first - 1].service > 0 or lines[last].service > 0
        if is_apart:
            own[first:last] = [True] * (last - first)
        first = last + 1
    return own


def repeated_labels(lines: Sequence[PageLine]) -> set[int]:
    """Labels that the page repeats between its paragraphs, next to other labels or service lines. The name of a speaker
    stands alone.
    """
    times = Counter(line.text for line in lines)
    many = [times[line.text] >= MANY_TIMES and 0 < line.words <= _MAX_LABEL_WORDS and not line.closed for line in lines]

    def is_label(at: int) -> bool:
        return 0 <= at < len(lines) and (many[at] or lines[at].service > 0)

    return {at for at, is_many in enumerate(many) if is_many and (is_label(at - 1) or is_label(at + 1))}


def player_controls(lines: Sequence[PageLine]) -> set[int]:
    """The lines of video player controls: so many in a row that they cannot be text of the article."""
    is_control = re.compile(pattern_of("player")).fullmatch
    controls: set[int] = set()
    first = 0
    while first < len(lines):
        last, found = first, 0
        while last < len(lines) and len(lines[last].text) <= _MAX_CONTROL:
            matches = is_control(folded(lines[last].text)) is not None
            if not matches and not (found and is_counter(lines[last].text)):
                break
            found += matches
            last += 1
        if found >= _MIN_CONTROLS:
            controls.update(range(first, last))
        first = last + 1
    return controls


def repeated_captions(lines: Sequence[PageLine], start: int, end: int) -> set[int]:
    """Long lines that also occur shortly before, such as captions in a picture gallery."""
    last_at: dict[str, int] = {}
    repeated: set[int] = set()
    for index in range(start, end):
        text = lines[index].text
        is_near = text in last_at and index - last_at[text] <= _REPEATED_NEAR
        if is_near and lines[index].words >= _MIN_REPEATED_WORDS:
            repeated.add(index)
        last_at[text] = index
    return repeated


def teaser_shares(lines: Sequence[PageLine], prose: Sequence[bool]) -> list[float]:
    """The share of its score that each line keeps: below 1 if it looks like the summary of another article.

    ``prose`` marks the lines of running text.
    """
    alone = [line.alone for line, is_prose in zip(lines, prose, strict=True) if is_prose]
    has_paragraphs = sum(alone) * 2 >= len(alone)
    glued = _glued_teasers(lines)
    summaries = [glued[index] or _is_summary(lines, prose, index) for index in range(len(lines))]
    boxed = {at for first, last in related_boxes(lines) for at in range(first, last)}
    until = [0, *accumulate(found and at not in boxed for at, found in enumerate(summaries))]
    shares: list[float] = []
    for index, line in enumerate(lines):
        near = until[min(len(lines), index + _SUMMARIES_NEAR + 1)] - until[max(0, index - _SUMMARIES_NEAR)]
        share = _LISTED_SHARE if has_paragraphs and prose[index] and not line.alone else 1.0
        if summaries[index] and (near > 2 or index in boxed):
            share *= 0.0 if glued[index] else _SUMMARY_SHARE
        shares.append(share)
    return shares


def _is_answered(lines: Sequence[PageLine], index: int) -> bool:
    """Whether a line is an answer in an interview: it follows a question, and another question comes before that or
    after it.
    """
    questions = [
        at for at in (index - 3, index - 1, index + 1) if 0 <= at < len(lines) and lines[at].text.endswith(_ASKS)
    ]
    return index - 1 in questions and len(questions) > 1


def _glued_teasers(lines: Sequence[PageLine]) -> list[bool]:
    """Which lines are a short headline and summary of another article with no space between them."""
    glued = glued_teasers([line.text for line in lines])
    return [found and line.words <= _MAX_SUMMARY_WORDS for found, line in zip(glued, lines, strict=True)]


def _is_summary(lines: Sequence[PageLine], prose: Sequence[bool], index: int) -> bool:
    """Whether a single line of running text follows a line that could be a headline, or a slide number."""
    if index == 0 or not prose[index]:
        return False
    before = lines[index - 1]
    if _SLIDE.match(before.text) and before.could_be_headline():
        return True
    if lines[index].words > _MAX_SUMMARY_WORDS:
        return False
    is_label = before.words < 3 or before.service or before.stamped or _is_answered(lines, index)
    return not is_label and before.could_be_headline() and not any(prose[index + 1 : index + 2])


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
    scores: Sequence[float], lines: Sequence[PageLine], service: Sequence[bool], head_score: HeadScore, least_words: int
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
