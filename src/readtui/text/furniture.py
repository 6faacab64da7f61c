"""Find in a copied or scraped page what belongs to the page and not to the article.

Each line gets a score: running text counts for it, short and service lines against it; the best contiguous stretch is
the article. A text without the signs of a page keeps every line. Kohlschütter et al., Boilerplate Detection using
Shallow Text Features (WSDM 2010), use the same features.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

from readtui.text.language import FREQUENT_WORDS
from readtui.text.service_patterns import COMMENT_SECTIONS, LINK_LINES, NOTICES, RELATED_SECTIONS
from readtui.text.service_words import GENERIC_PHRASES, SERVICE_PHRASES, SERVICE_WORDS, SMALL_WORDS

_MAX_SERVICE_CHARACTERS = 400
_MAX_PAGE_CHARACTERS = 600_000  # longer is a book or a log: no page of it was copied
_MAX_EVIDENCE_CHARACTERS = 200
_MIN_EVIDENCE = 5
_MIN_SURVIVING_WORDS = 40
_MIN_SURVIVING_SHARE = 0.08
_AGAINST = -4.0

_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_NO_SPACES = re.compile(r"[぀-ヿ㐀-䶿一-鿿豈-﫿가-힯฀-๿]")
_CLOSED = re.compile(r"[.!?…:;。！？」』][\"'”’»“«)\]]*(?:\s*\[\d+\])*$")
_NUMBER_RUN = re.compile(r"(?:\W{0,3}\d{1,3} ?%){4,}|(?:\b\d{1,3}\b[ ,|/·-]{1,3}){9,}\d{1,3}\b")
_COUNTER = re.compile(r"[•·\-+*(\[#]{0,2} ?\d{1,3}(?:[., ]?\d{3})*[kKM]? ?[)\]]?|[|•·»«›‹<>→←↑↓×✕+\-/\\#]+")
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
_RIGHTS = re.compile(
    r"copyright|©|\(c\)|rights reserved|rechte vorbehalten|droits réservés|derechos reservados|licen[cs]e"
)
_BETWEEN_NAMES = re.compile(r" ?[/|·•,&–] ?| - ")
_BETWEEN_MENU_ITEMS = re.compile(r"\s*[|·•]\s*|\s+[/›»>→]\s+|(?<=\w)[›»](?=\w)")
_TRAIL = re.compile(r"\s[›»>→]\s")
_MAX_LINK_CHARACTERS = 160
_MAX_MENU_ITEM_CHARACTERS = 32
_MAX_MENU_ITEM_WORDS = 4
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
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Notices, headings of comment sections, headings of lists of other articles, links to another article."""
    return (
        re.compile(NOTICES, re.IGNORECASE),
        re.compile(COMMENT_SECTIONS, re.IGNORECASE),
        re.compile(RELATED_SECTIONS, re.IGNORECASE),
        re.compile(LINK_LINES, re.IGNORECASE),
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
    menu = _menu_items(line)
    if menu >= 2:
        return 2 if menu >= 3 else 1
    folded = line.casefold().replace("’", "'")
    if len(line) <= 80:
        weight = _label_weight(folded)
        if weight:
            return weight
    notices, _, _, links = _patterns()
    if len(line) <= _MAX_LINK_CHARACTERS and links.match(folded):
        return 1
    return 2 if notices.search(folded) else 0


def _menu_items(line: str) -> int:
    """How many items a menu in one line or a trail of breadcrumbs has; 0 for a line that is neither.

    The items are short names without a stop between bars, dots or arrows; a trail may end in the article's title.
    """
    if "\n" in line:
        return 0
    items = [item for item in _BETWEEN_MENU_ITEMS.split(line.strip(" |·•›»>→/")) if item]
    if len(items) < 2:
        return 0
    short = items[:-1] if len(items) >= 3 and _TRAIL.search(line) else items
    is_menu = all(
        len(item) <= _MAX_MENU_ITEM_CHARACTERS
        and len(item.split()) <= _MAX_MENU_ITEM_WORDS
        and item[0].isalpha()
        and not _CLOSED.search(item)
        for item in short
    )
    return len(items) if is_menu else 0


def _label_weight(line: str) -> int:
    """The weight of a short case-folded line: the name of a service, several of them, or mostly their words."""
    core = _EDGES.sub("", line)
    if core in GENERIC_PHRASES:
        return 1
    names = [_EDGES.sub("", name) for name in _BETWEEN_NAMES.split(core)]
    if all(name in SERVICE_PHRASES or name in GENERIC_PHRASES for name in names):
        return 2
    words = _WORD.findall(core)
    service = sum(word in SERVICE_WORDS for word in words)
    small = sum(word in SMALL_WORDS for word in words)
    if not service or len(words) > 8 or _CLOSED.search(line):
        return 0
    if service >= 2 and service + small == len(words):
        return 2
    return 1 if service * 2 >= len(words) else 0


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
        # A link to another article stands inside this one: it says nothing about where it ends.
        return 0.0 if _patterns()[3].match(line.text) else _AGAINST - 2.0 * line.service
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
    scores: list[float] = []
    prose_words = 0
    weight = 1.0
    for line in lines:
        score = _line_score(line, use_frequent)
        penalty, is_comments = _section_penalty(line, prose_words)
        if is_comments and prose_words >= 40:
            weight = 0.4
        score = score * weight - penalty if score > 0 else score - penalty
        prose_words += line.words if score > 0 else 0
        scores.append(score)
    return scores


def _section_penalty(line: _Line, prose_words: int) -> tuple[float, bool]:
    """What a short line costs that begins comments, other articles or a list of tags; and whether it begins comments.

    ``prose_words``: words of running text before it. Such a line ends an article, but may also stand above one.
    """
    if len(line.text) > 70 or not line.words or (line.closed and line.words > 8):
        return 0.0, False
    _, comments, related, _ = _patterns()
    core = line.text.strip(" \t:»›>•-–—|()[]…")
    if comments.fullmatch(core):
        return (300.0 if prose_words >= 100 else 40.0), True
    if related.fullmatch(core):
        return 3.0, False
    if _STAMP.search(line.text):
        return (40.0 if prose_words > 100 else 6.0), False
    return (15.0 if prose_words > 100 and _FILED.match(core) else 0.0), False


def _evidence_key(line: str) -> str:
    """What makes a service line different from others: its words. A claim of rights counts once, as licences repeat it;
    menus once, as a log or a table has bars in every line.
    """
    if _menu_items(line):
        return "|"
    folded = line.casefold()
    return "©" if _RIGHTS.search(folded) else _EDGES.sub("", folded)


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


def page_parts(texts: Sequence[str]) -> PageParts | None:
    """The parts of a copied page, a line each of ``texts``; None for a text that is all article. Linear."""
    if sum(map(len, texts)) > _MAX_PAGE_CHARACTERS:
        return None
    lines = [_measured(text) for text in texts]
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
    service = tuple(line.service > 0 for line in lines)
    furniture = tuple(not start <= index < end or service[index] for index in range(len(lines)))
    return PageParts(furniture, service, start, end)
