"""Find in a copied or scraped page what belongs to the page and not to the article.

Each line gets a score: running text counts for it, short and service lines against it; the best contiguous stretch is
the article. Summaries of other articles count less: they stand singly between headlines, or as the lines of a list on a
page that has its paragraphs between empty lines. A text without the signs of a page keeps every line. Kohlschütter et
al., Boilerplate Detection using Shallow Text Features (WSDM 2010), use the same features.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate, chain

from readtui.text.language import FREQUENT_WORDS
from readtui.text.list_rows import glued_teasers, list_entries, table_cells
from readtui.text.service_lines import CLOSED, EDGES, WORD, folded, menu_items, section_patterns, service_weight

_MAX_PAGE_CHARACTERS = 600_000  # longer is a book or a log: no page of it was copied
_MAX_EVIDENCE_CHARACTERS = 200
_MIN_EVIDENCE = 5
_MIN_SURVIVING_WORDS = 40
_MIN_SURVIVING_SHARE = 0.08
_AGAINST = -4.0
_SHARE_OF_UNKNOWN = 0.3  # of frequent words in scripts that no words are known of
_TABLE_ROW = 0.3
_LISTED_SHARE = 0.4
_SUMMARY_SHARE = 0.3
_MAX_SUMMARY_WORDS = 45
_SUMMARIES_NEAR = 8
_MAX_PROMOTION_WORDS = 30
_MIN_REPEATED_WORDS = 12
_REPEATED_NEAR = 8
_BAR_LINES = 3
_MAX_HEADLINE_WORDS = 20
_AROUND_HEADING = " \t:»›>•-–—|()[]…"
_MORE_BAR_SHARE = 0.3

_NO_SPACES = re.compile(r"[぀-ヿ㐀-䶿一-鿿豈-﫿가-힯฀-๿]")
_NO_FREQUENT_WORDS = re.compile("[\u0370-\u03ff\u0530-\u1fff]")
_STAMP = re.compile(
    r"\b\d{1,2}:\d\d\b|\b(?:\d+|an?) (?:second|minute|min|hour|hr|day|week|month|year)s? ago\b"
    r"|\bvor (?:\d+|einer?m?) (?:minute|stunde|tag|woche|monat|jahr)|\bil y a \d|\bhace \d"
    r"|\b(?:said|says|wrote|commented|schrieb|sagt|a écrit|dice)[: ]*$",
    re.IGNORECASE,
)
_FILED = re.compile(
    r"(?:posted|filed|tagged|tags|published|categories|labels|topics|schlagwörter|mots-clés|etiquetas|archivado)\b",
    re.IGNORECASE,
)
_SIGN_UP = re.compile(
    r"newsletter|sign ?up|subscribe|e-?mails?\b|inbox|alerts|abonnieren|anmeld|registrieren|abonne|inscri|suscr"
    r"|boletín|iscriv|assine|cadastr|nieuwsbrief|aanmelden|подпис",
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


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    words: int
    frequent: float
    closed: bool
    service: int
    alone: bool


@cache
def _frequent_words() -> frozenset[str]:
    return frozenset(chain.from_iterable(FREQUENT_WORDS.values()))


def _measured(line: str, alone: bool) -> _Line:
    words = WORD.findall(line)
    unspaced = 0 if line.isascii() else len(_NO_SPACES.findall(line))
    frequent = _frequent_words()
    known = sum(word.casefold() in frequent for word in words) if len(words) < 400 else len(words)
    count = len(words) + unspaced // 2
    unknown = 0 if line.isascii() else len(_NO_FREQUENT_WORDS.findall(line))
    is_unknown = unspaced > len(words) * 2 or unknown * 2 > len(line)
    share = _SHARE_OF_UNKNOWN if is_unknown else known / len(words) if words else 0.0
    return _Line(line, count, share, bool(CLOSED.search(line[-12:])), service_weight(line), alone)


def _is_prose(line: _Line, use_frequent: bool) -> bool:
    if line.service >= 2:
        return False
    known = line.frequent >= 0.18 or not use_frequent
    return known and (line.words >= 12 if line.closed else line.words >= 22)


def _line_score(line: _Line, use_frequent: bool) -> float:
    """For running text its words, up to a cap; against the rest a small constant."""
    if line.service:
        # A link to another article stands inside this one: it says nothing about where it ends.
        return 0.0 if section_patterns()[3].match(folded(line.text)) else _AGAINST - 2.0 * line.service
    if _is_prose(line, use_frequent):
        return min(line.words, 40) * 0.7
    if line.closed and line.words >= 5 and (line.frequent >= 0.15 or not use_frequent):
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


def _scores(lines: Sequence[_Line], use_frequent: bool) -> list[float]:
    """A score for each line. What follows a comment section's heading counts less, once the article was there."""
    prose = [_is_prose(line, use_frequent) for line in lines]
    shares = _teaser_shares(lines, prose)
    rows = _rows(lines)
    scores: list[float] = []
    prose_words = 0
    weight = 1.0
    bar_lines = 0
    for index, line in enumerate(lines):
        score = _line_score(line, use_frequent)
        penalty, is_comments = _section_penalty(line, prose_words)
        if is_comments and prose_words >= 40:
            weight = 0.4
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


def _teaser_shares(lines: Sequence[_Line], prose: Sequence[bool]) -> list[float]:
    """The share of its score that each line keeps: less than all of it if it looks like another article's summary.

    ``prose``: which lines are running text.
    """
    alone = [line.alone for line, is_prose in zip(lines, prose, strict=True) if is_prose]
    has_paragraphs = sum(alone) * 2 >= len(alone)
    glued = _glued_teasers(lines)
    summaries = [glued[index] or _is_summary(lines, prose, index) for index in range(len(lines))]
    until = [0, *accumulate(summaries)]
    shares: list[float] = []
    for index, line in enumerate(lines):
        near = until[min(len(lines), index + _SUMMARIES_NEAR + 1)] - until[max(0, index - _SUMMARIES_NEAR)]
        share = _LISTED_SHARE if has_paragraphs and prose[index] and not line.alone else 1.0
        if summaries[index] and near > 2:
            share *= 0.0 if glued[index] else _SUMMARY_SHARE
        shares.append(share)
    return shares


def _glued_teasers(lines: Sequence[_Line]) -> list[bool]:
    """Which lines are a short headline and summary of another article without a space between them."""
    glued = glued_teasers([line.text for line in lines])
    return [found and line.words <= _MAX_SUMMARY_WORDS for found, line in zip(glued, lines, strict=True)]


def _is_summary(lines: Sequence[_Line], prose: Sequence[bool], index: int) -> bool:
    """Whether a line of running text stands singly below a line that could be a headline."""
    if index == 0 or not prose[index] or lines[index].words > _MAX_SUMMARY_WORDS:
        return False
    before = lines[index - 1]
    is_headline = before.words >= 3 and not before.service and _could_be_headline(before)
    return is_headline and not any(prose[index + 1 : index + 2])


def _could_be_headline(line: _Line) -> bool:
    return line.words <= _MAX_HEADLINE_WORDS and not line.text.endswith((".", ":", ";"))


def _rows(lines: Sequence[_Line]) -> list[bool]:
    """Which lines are cells of a table or entries of a list, and no service lines."""
    texts = [line.text for line in lines]
    cells = table_cells(texts, [line.words for line in lines])
    own_words = [
        0 if line.service or _heads_related(line) or _STAMP.search(line.text) else line.words for line in lines
    ]
    entries = list_entries(texts, own_words, [line.alone for line in lines])
    return [entry or (cell and line.service < 2) for line, cell, entry in zip(lines, cells, entries, strict=True)]


def _section_penalty(line: _Line, prose_words: int) -> tuple[float, bool]:
    """What a short line costs that begins comments, other articles or a list of tags; and whether it begins comments.

    ``prose_words``: words of running text before it. Such a line ends an article, but may also stand above one.
    """
    if len(line.text) > 70 or not line.words or (line.closed and line.words > 8):
        return 0.0, False
    comments = section_patterns()[1]
    core = folded(line.text.strip(_AROUND_HEADING))
    if comments.fullmatch(core):
        return (300.0 if prose_words >= 100 else 40.0), True
    if _heads_related(line):
        return 3.0, False
    if _STAMP.search(line.text):
        return (40.0 if prose_words > 100 else 6.0), False
    return (15.0 if prose_words > 100 and _FILED.match(core) else 0.0), False


def _heads_related(line: _Line) -> bool:
    """Whether a line is the heading of a list of other articles, of tags or of links."""
    core = line.text.strip(_AROUND_HEADING) if len(line.text) <= 70 else ""
    return section_patterns()[2].fullmatch(folded(core)) is not None


def _evidence_key(line: str) -> str:
    """What makes a service line different from others: its words. A claim of rights counts once, as licences repeat it;
    menus once, as a log or a table has bars in every line.
    """
    if menu_items(line):
        return "|"
    own = line.casefold()
    return "©" if _RIGHTS.search(own) else EDGES.sub("", own)


def _is_page(lines: Sequence[_Line], words: int) -> bool:
    """Whether enough different service lines speak for a page. A long text needs more of them; where most lines are
    short, as menus are, fewer are enough. Lines of one generic word ("News") alone are no evidence.
    """
    counted = (line for line in lines if line.service and len(line.text) <= _MAX_EVIDENCE_CHARACTERS)
    weights = {_evidence_key(line.text): line.service for line in counted}
    total = sum(weights.values())
    specific = sum(weight >= 2 for weight in weights.values())
    short = sum(line.words <= 5 and not line.closed for line in lines)
    is_menu = short >= 25 and short * 2 >= len(lines)
    enough = max(_MIN_EVIDENCE, words / 2000) - (2 if is_menu else 0)
    return total >= enough and specific >= (1 if is_menu or total >= 8 else 2)


def page_parts(texts: Sequence[str], alone: Sequence[bool]) -> PageParts | None:
    """The parts of a copied page, a line each of ``texts``; None for a text that is all article. Linear.

    ``alone``: which lines stand between empty ones.
    """
    if sum(map(len, texts)) > _MAX_PAGE_CHARACTERS:
        return None
    lines = _without_promotions([_measured(text, apart) for text, apart in zip(texts, alone, strict=True)])
    total = sum(line.words for line in lines)
    if not _is_page(lines, total):
        return None
    for use_frequent in (True, False):
        start, end = _best_stretch(_scores(lines, use_frequent))
        kept = sum(line.words for line in lines[start:end] if not line.service)
        if kept >= _MIN_SURVIVING_WORDS and kept >= total * _MIN_SURVIVING_SHARE:
            break
    else:
        return None
    rows = _rows(lines)
    service = tuple(line.service > 0 and not row for line, row in zip(lines, rows, strict=True))
    boxes = _related_boxes(lines, start, end) | _repeated(lines, start, end)
    furniture = tuple(not start <= at < end or service[at] or at in boxes for at in range(len(lines)))
    return PageParts(furniture, service, start, end)


def _without_promotions(lines: Sequence[_Line]) -> list[_Line]:
    """The lines, with the sentence of a box that one can sign up in as a service line: it stands between two such."""
    found = list(lines)
    for index in range(1, len(lines) - 1):
        line, before, after = lines[index], lines[index - 1], lines[index + 1]
        is_between = before.service and after.service and not line.service and 0 < line.words <= _MAX_PROMOTION_WORDS
        if is_between and (_SIGN_UP.search(before.text) or _SIGN_UP.search(after.text)):
            found[index] = replace(line, service=1)
    return found


def _repeated(lines: Sequence[_Line], start: int, end: int) -> set[int]:
    """The long lines that were there shortly before, as captions are in a gallery of pictures."""
    last_at: dict[str, int] = {}
    repeated: set[int] = set()
    for index in range(start, end):
        text = lines[index].text
        if lines[index].words >= _MIN_REPEATED_WORDS and index - last_at.get(text, -len(lines)) <= _REPEATED_NEAR:
            repeated.add(index)
        last_at[text] = index
    return repeated


def _related_boxes(lines: Sequence[_Line], start: int, end: int) -> set[int]:
    """The lines of lists of other articles inside of the article: below their heading two or more that are no
    sentences.
    """
    boxes: set[int] = set()
    first = start
    while first < end:
        last = first + 1
        if _heads_related(lines[first]):
            while last < end and _could_be_headline(lines[last]):
                last += 1
            if last > first + 2:
                boxes.update(range(first, last))
        first = last
    return boxes
