"""Finds the paragraphs below a PDF's title that name authors and institutions and may look like headings."""

import re
from collections.abc import Sequence

from readtui.importers.pdf.paragraphs import Paragraph

_MOST = 30
_BEGINS_TEXT = re.compile(
    r"(?:\d+(?:\.\d+)*\.?\s+|[IVX]+\.\s+)?(?:abstract|introduction|zusammenfassung|einleitung|résumé|resumen"
    r"|introducción)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\b(?:universit\w*|institut\w*|department|dept|faculty|fakultät|school|college|laborator\w+|lab|academy|hospital"
    r"|cent(?:er|re)|corporation|corp|inc|ltd|gmbh|research|hochschule|école|escuela|facult\w+)\b\.?",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:key\s?words?|index terms|e-?mail|doi|issn|isbn|(?:permanent\s+)?url|received|accepted|by)\b", re.IGNORECASE
)
_ADDRESS = re.compile(r"\S@\S|https?://")
_NAME = r"(?:[A-ZÀ-ÖØ-ÞŁŚŽ][\w’'.-]*|(?:van|von|de|der|den|di|da|del|la|le|al|bin|ibn)(?=\s))"
_NAMES = re.compile(rf"{_NAME}(?:\s{_NAME}){{1,4}}[\s\d,*∗†‡§¶⁰¹²³⁴⁵⁶⁷⁸⁹⁺+#$]*")
_BETWEEN_NAMES = re.compile(r",\s?(?:and\s)?|;|&|\s(?:and|und|et|y)\s")
_MARKED = re.compile(r"[∗†‡§¶¹²³]")
_LONGEST_NAME = 60


def bylines(paragraphs: Sequence[Paragraph], title: int) -> set[int]:
    """The indices of paragraphs between the title and the text that are not headings."""
    if title < 0:
        return set()
    end = min(len(paragraphs), title + _MOST)
    first = next((at for at in range(title + 1, end) if _BEGINS_TEXT.match(paragraphs[at].text)), None)
    is_paper = first is not None
    texts = [paragraph.text for paragraph in paragraphs[title + 1 : first if first is not None else title + 2]]
    found: set[int] = set()
    for index, text in enumerate(texts):
        following = texts[index + 1] if index + 1 < len(texts) else ""
        is_told = _is_place(following) or (is_paper and len(texts) == 1)
        is_about = is_paper and (_is_place(text) or _ABOUT.match(text) is not None)
        if is_about or _name_several(text) or (is_told and _names_one(text)):
            found.add(title + 1 + index)
    return found


def _names_one(text: str) -> bool:
    return len(text) <= _LONGEST_NAME and _NAMES.fullmatch(text) is not None


def _name_several(text: str) -> bool:
    """Whether a text names several people, or one person with a note sign."""
    names = [name.strip() for name in _BETWEEN_NAMES.split(text) if name.strip(" ,;&*∗†‡§¶¹²³")]
    are_names = all(_names_one(name) and not name.startswith("The ") for name in names)
    return are_names and (len(names) > 1 or (bool(names) and _MARKED.search(text) is not None))


def says_about(text: str) -> bool:
    """Whether a paragraph describes the document itself, such as its keywords or address."""
    return _ABOUT.match(text) is not None and ":" in text[:40]


def _is_place(text: str) -> bool:
    return _PLACE.search(text) is not None or _ADDRESS.search(text) is not None
