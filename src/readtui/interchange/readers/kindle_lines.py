"""Reads the line about a clipping in Kindle's My Clippings.txt, in any language."""

import re
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from readtui.quick_dataclass import dataclass
from readtui.text.word_lists import listed_by_name

_RANGE = re.compile(r"(\d+)\s*[-–—‐−~]\s*(\d+)|(\d+)")
# The words before the number of a location, in the parts of the line.
_LOCATION = re.compile(
    r"location|\bloc\b|loc\.|position|\bpos\b|pos\.|posici[oó]n|posição|posizione|emplacement|locatie|位置|место|"
    r"позици|\bplats\b|plassering|placering|konum|pozycj|umístění|स्थान",
    re.IGNORECASE,
)
_PAGE = re.compile(
    r"\bpage\b|seite|p[aá]gina|\bpagina\b|\bsida\b|\bside\b|页|頁|ページ|страниц|sayfa|stron|पृष्ठ", re.IGNORECASE
)
_ROMAN = re.compile(r"\b[ivxlcdm]{1,12}\b", re.IGNORECASE)
_NOTE = re.compile(
    r"\bnote\b|\bnotiz\b|\bnota\b|\bnotitie\b|笔记|筆記|注释|备注|備註|メモ|заметк|\bnot(?:unuz)?\b|notatk|anteckning|\bnotat\b|"
    r"poznámk|टिप्पणी|नोट",
    re.IGNORECASE,
)
_BOOKMARK = re.compile(
    r"\bbookmark\b|lesezeichen|marcador|marca-?páginas|\bsignet\b|segnalibro|bladwijzer|书签|書籤|ブックマーク|закладк|"
    r"zakładk|bokmärke|bogmærke|bokmerke|yer imi|záložk|बुकमार्क",
    re.IGNORECASE,
)
_HIGHLIGHT = re.compile(
    r"highlight|\bunderline\b|markierung|subrayad|resaltad|surligne|evidenziazion|destaque|markering|标注|標註|標注|ハイライト|"
    r"выделен|podkreślen|zaznaczen|överstrykning|fremhæv|uthev|vurgu|zvýraznění|clipping|artikel|हाइलाइट",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
_TIME = re.compile(r"(\d{1,2})[:.h](\d{2})(?:[:.](\d{2}))?")
_AFTERNOON = re.compile(r"\bp\.?\s?m\b|下午|午後|오후|晚上|nachm|ÖS\b", re.IGNORECASE)
_MORNING = re.compile(r"\ba\.?\s?m\b|上午|午前|오전|凌晨|早上|vorm|ÖÖ\b", re.IGNORECASE)
_EASTERN = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})")
_NUMERIC = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})|(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_DIGITS = re.compile(r"\d+")
_MOST_LINE = 1_000


class ClippingKind(StrEnum):
    """What a clipping is; UNKNOWN in a language that is not known."""

    HIGHLIGHT = "highlight"
    NOTE = "note"
    BOOKMARK = "bookmark"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class About:
    """The line about a clipping. ``start`` and ``end``: its location, else its page, else None.

    ``place`` is both in words. ``created``: ISO 8601; Kindle does not say the zone, so that of UTC is assumed, on every
    device alike; "" for a date that cannot be read.
    """

    kind: ClippingKind
    start: int | None
    end: int | None
    by_location: bool
    place: str
    created: str


def read_about(line: str) -> About:
    """Read the line. Never fails: what it does not understand stays empty."""
    line = line[:_MOST_LINE]
    # Chinese lines have the location in brackets within the part about the page.
    parts = [part for part in re.split(r"[|｜(（]", line.lstrip("-–— ").replace("#", " ")) if part.strip()]
    created, dated = "", -1
    for number in range(len(parts) - 1, -1, -1):
        if created := time_in(parts[number]):
            dated = number
            break
    if dated < 0 and len(parts) > 1 and _TIME.search(parts[-1]):
        # A date in an unknown language.
        dated = len(parts) - 1
    places = [part for number, part in enumerate(parts) if number != dated]
    # The nearest word counts: "on Location na página 33" is how a Kindle in Portuguese says page 33.
    location = _first_range(places, _LOCATION, but_not=_PAGE)
    page = _first_range(places, _PAGE, but_not=_LOCATION)
    if location is None and page is None:
        # In an unknown language, the location comes after the page.
        location = next((found for part in reversed(places) if (found := _range(part))), None)
    span = location or page
    said = [
        f"{name} {found[0]}" if found[0] == found[1] else f"{name} {found[0]}-{found[1]}"
        for name, found in (("page", page), ("location", location))
        if found
    ]
    if page is None and location is None and (roman := _roman_page(places)):
        said = [f"page {roman}"]
    return About(
        kind=_kind_of(_DIGITS.sub("0", " ".join(places))),
        start=span[0] if span else None,
        end=span[1] if span else None,
        by_location=location is not None,
        place=", ".join(said),
        created=created,
    )


@lru_cache(maxsize=4096)
def _kind_of(words: str) -> ClippingKind:
    # Other words, such as the title of a device, may come after the kind.
    found = [(match.start(), kind) for kind, pattern in _KINDS if (match := pattern.search(words))]
    return min(found)[1] if found else ClippingKind.UNKNOWN


_KINDS = ((ClippingKind.BOOKMARK, _BOOKMARK), (ClippingKind.NOTE, _NOTE), (ClippingKind.HIGHLIGHT, _HIGHLIGHT))


def _first_range(
    parts: list[str], words: re.Pattern[str], but_not: re.Pattern[str] | None = None
) -> tuple[int, int] | None:
    """The range in the first part with one of the words: after it, or else before it, as in Japanese."""
    for part in parts:
        match = words.search(part)
        if match is None:
            continue
        rest, before = part[match.end() :], part[: match.start()]
        if but_not is not None and (other := but_not.search(rest)):
            rest = rest[: other.start()]
        found = _range(rest) or _range(before)
        if found is not None:
            return found
    return None


def _range(text: str) -> tuple[int, int] | None:
    match = _RANGE.search(text)
    if match is None:
        return None
    if match[3]:
        return _bounded(match[3]), _bounded(match[3])
    first, last = match[1], match[2]
    if len(last) < len(first):
        # Old devices shorten the end: 1234-35.
        last = first[: len(first) - len(last)] + last
    start, end = _bounded(first), _bounded(last)
    return (start, end) if end >= start else (start, start)


def _bounded(digits: str) -> int:
    return int(digits[:12])


def _roman_page(parts: list[str]) -> str:
    for part in parts:
        page = _PAGE.search(part)
        if page and (match := _ROMAN.search(part, page.end())):
            return match[0]
    return ""


def time_in(text: str) -> str:
    """The date and time in a part of the line, in UTC; "" if there is no date in it."""
    day = _day(text)
    if day is None:
        return ""
    year, month, date = day
    hour = minute = second = 0
    # 04.03.2024 is no time.
    if match := _TIME.search(_NUMERIC.sub(" ", text)):
        hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
        if _AFTERNOON.search(text) and hour < 12:
            hour += 12
        elif _MORNING.search(text) and hour == 12:
            hour = 0
    try:
        return datetime(year, month, date, hour, minute, second).strftime("%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        return ""


def _day(text: str) -> tuple[int, int, int] | None:
    if match := _EASTERN.search(text):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _NUMERIC.search(text):
        if match[1]:
            return int(match[1]), int(match[2]), int(match[3])
        first, second = int(match[4]), int(match[5])
        # Day and month cannot be told apart below 13; most of the world writes the day first.
        day, month = (second, first) if second > 12 else (first, second)
        return int(match[6]), month, day
    month = next((number for word in _WORD.findall(text) if (number := _month(word))), 0)
    if not month:
        return None
    numbers = [int(digits[:6]) for digits in _DIGITS.findall(_TIME.sub(" ", text))]
    year = next((number for number in numbers if 1990 <= number <= 2200), None)
    if year is None and len(numbers) == 2 and numbers[1] < 100:
        # Some devices of 2013 shorten it: 30 June 13.
        year = 2000 + numbers[1]
    date = next((number for number in numbers if 1 <= number <= 31), None)
    return None if year is None or date is None else (year, month, date)


@lru_cache(maxsize=4096)
def _month(word: str) -> int:
    lower = word.casefold()
    months = {int(number): names for number, names in listed_by_name("kindle-months").items()}
    exact = next((number for number, names in months.items() if lower in names), 0)
    if exact or len(lower) < 3:
        return exact
    for number, names in months.items():
        # "Sept", "janv", and the endings of Slavic cases.
        if any(name.startswith(lower) or (len(name) > 3 and lower.startswith(name[:-1])) for name in names):
            return number
    return 0
