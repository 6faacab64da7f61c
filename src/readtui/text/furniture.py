"""Find in a copied or scraped page what belongs to the page and not to the article.

Each line gets a score: running text counts for it, short and service lines against it; the best contiguous stretch is
the article. Summaries of other articles count less: they stand singly between headlines, or as the lines of a list on a
page that has its paragraphs between empty lines. A text without the signs of a page keeps every line. Kohlschütter et
al., Boilerplate Detection using Shallow Text Features (WSDM 2010), use the same features.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from readtui.text.list_rows import list_entries, table_cells
from readtui.text.page_boxes import player_controls, promotions, related_boxes, repeated_captions, teaser_shares
from readtui.text.page_lines import STAMP, PageLine, is_comment_head, measured
from readtui.text.service_lines import AROUND_HEADING, EDGES, folded, menu_items, section_patterns

_MAX_PAGE_CHARACTERS = 600_000  # longer is a book or a log: no page of it was copied
_MAX_EVIDENCE_CHARACTERS = 200
_MIN_EVIDENCE = 5
_MUCH_EVIDENCE = 12
_LITTLE = (40, 0.08)  # words and share of all words that survive at least
_LITTLE_IN_PAGE = (15, 0.02)
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

_FILED = re.compile(
    r"(?:posted|filed|tagged|tags|published|categories|labels|topics|schlagwörter|mots-clés|etiquetas|archivado)\b",
    re.IGNORECASE,
)
_RIGHTS = re.compile(
    r"copyright|©|\(c\)|rights reserved|rechte vorbehalten|droits réservés|derechos reservados|licen[cs]e"
)


@dataclass(frozen=True, slots=True)
class PageParts:
    """Which lines are furniture, which of them by their own words, and the half-open range of lines that the article's
    running text stretches over.
    """

    furniture: tuple[bool, ...]
    service: tuple[bool, ...]
    start: int
    end: int


def _line_score(line: PageLine, least: float) -> float:
    """For running text its words, up to a cap; against the rest a small constant. ``least`` as for ``is_prose``."""
    if not (line.words or line.service or any(map(str.isalnum, line.text))):
        return 0.0
    if line.service:
        # A link to another article stands inside this one: it says nothing about where it ends.
        return 0.0 if section_patterns()[3].match(folded(line.text)) else _AGAINST - 2.0 * line.service
    if line.is_prose(least):
        return min(line.words, 40) * 0.7
    if line.closed and line.words >= 5 and line.frequent >= least * _LESS_FOR_SHORT:
        return line.words * 0.4
    return _AGAINST


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


def _scores(lines: Sequence[PageLine], least: float) -> list[float]:
    """A score for each line. What follows a comment section's heading counts less, once the article was there."""
    prose = [line.is_prose(least) for line in lines]
    shares = teaser_shares(lines, prose)
    rows = _rows(lines)
    apart = dict.fromkeys(promotions(lines), _PROMOTION) | dict.fromkeys(player_controls(lines), 0.0)
    is_thread = sum(is_comment_head(line.text) for line in lines) >= _MIN_THREAD
    scores: list[float] = []
    prose_words = 0
    weight = 1.0
    bar_lines = 0
    for index, line in enumerate(lines):
        if index in apart:
            scores.append(apart[index])
            continue
        score = _line_score(line, least)
        penalty, is_comments = _section_penalty(line, prose_words)
        if is_comments and prose_words >= 40:
            weight = 0.4
        elif is_thread and prose_words >= 40 and is_comment_head(line.text):
            weight, penalty = min(weight, 0.25), 40.0
        prose_words += line.words if score > 0 and weight == 1.0 else 0
        bar_lines = bar_lines + 1 if line.service and not penalty else 0
        if score > 0:
            score *= weight * shares[index]
        elif rows[index]:
            score = _TABLE_ROW
        elif bar_lines > _BAR_LINES:
            score *= _MORE_BAR_SHARE
        scores.append(score - penalty)
    return scores


def _usual_share(lines: Sequence[PageLine]) -> float:
    """What share of frequent words running text has at least on this page: languages that say more with endings, and
    those that few words are known of, have less of them.
    """
    shares = [line.frequent for line in lines if line.closed and line.words >= _SENTENCE_WORDS and not line.service]
    usual = median(shares) * _SHARE_OF_USUAL if shares else _LEAST_FREQUENT
    return min(_LEAST_FREQUENT, usual) if usual >= _UNKNOWN_LANGUAGE else 0.0


def _rows(lines: Sequence[PageLine]) -> list[bool]:
    """Which lines are cells of a table or entries of a list, and no service lines."""
    texts = [line.text for line in lines]
    cells = table_cells(texts, [line.words for line in lines])
    own_words = [0 if line.service or line.heads_related or STAMP.search(line.text) else line.words for line in lines]
    entries = list_entries(texts, own_words, [line.alone for line in lines])
    return [entry or (cell and line.service < 2) for line, cell, entry in zip(lines, cells, entries, strict=True)]


def _section_penalty(line: PageLine, prose_words: int) -> tuple[float, bool]:
    """What a short line costs that begins comments, other articles or a list of tags; and whether it begins comments.

    ``prose_words``: words of running text before it. Such a line ends an article, but may also stand above one.
    """
    if len(line.text) > 70 or not line.words or (line.closed and line.words > 8):
        return 0.0, False
    comments = section_patterns()[1]
    core = folded(line.text.strip(AROUND_HEADING))
    if comments.fullmatch(core):
        return (300.0 if prose_words >= 100 else 40.0), True
    if line.heads_related:
        return 3.0, False
    if STAMP.search(line.text):
        return (40.0 if prose_words > 100 else 6.0), False
    return (15.0 if prose_words > 100 and _FILED.match(core) else 0.0), False


def _evidence_key(line: str) -> str:
    """What makes a service line different from others: its words. A claim of rights counts once, as licences repeat it;
    menus once, as a log or a table has bars in every line.
    """
    if menu_items(line):
        return "|"
    own = line.casefold()
    return "©" if _RIGHTS.search(own) else EDGES.sub("", own)


def _evidence(lines: Sequence[PageLine], words: int) -> int:
    """How much different service lines speak for a page; 0 if it is not enough. A long text needs more of them; where
    most lines are short, as menus are, fewer are enough. Lines of one generic word ("News") alone are no evidence.
    """
    counted = (line for line in lines if line.service and len(line.text) <= _MAX_EVIDENCE_CHARACTERS)
    weights = {_evidence_key(line.text): line.service for line in counted}
    total = sum(weights.values())
    specific = sum(weight >= 2 for weight in weights.values())
    short = sum(line.words <= 5 and not line.closed for line in lines)
    is_menu = short >= 25 and short * 2 >= len(lines)
    enough = max(_MIN_EVIDENCE, words / 2000) - (2 if is_menu else 0)
    return total if total >= enough and specific >= (1 if is_menu or total >= 8 else 2) else 0


def page_parts(texts: Sequence[str], alone: Sequence[bool]) -> PageParts | None:
    """The parts of a copied page, a line each of ``texts``; None for a text that is all article. Linear.

    ``alone``: which lines stand between empty ones.
    """
    if sum(map(len, texts)) > _MAX_PAGE_CHARACTERS:
        return None
    lines = [measured(text, apart) for text, apart in zip(texts, alone, strict=True)]
    total = sum(line.words for line in lines)
    evidence = _evidence(lines, total)
    if not evidence:
        return None
    for least in (_usual_share(lines), 0.0):
        start, end = _best_stretch(_scores(lines, least))
        kept = sum(line.words for line in lines[start:end] if not line.service)
        is_framed = any(line.service for line in lines[:start]) and any(line.service for line in lines[end:])
        enough, share = _LITTLE_IN_PAGE if is_framed and evidence >= _MUCH_EVIDENCE else _LITTLE
        if kept >= enough and kept >= total * share:
            break
    else:
        return None
    rows = _rows(lines)
    service = tuple(line.service > 0 and not row for line, row in zip(lines, rows, strict=True))
    boxes = [range(first, last) for first, last in related_boxes(lines) if start <= first]
    folded_too = repeated_captions(lines, start, end).union(player_controls(lines), promotions(lines), *boxes)
    furniture = tuple(not start <= at < end or service[at] or at in folded_too for at in range(len(lines)))
    return PageParts(furniture, service, start, end)
