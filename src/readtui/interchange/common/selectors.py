"""Reads selectors of the Web Annotation Data Model, as several programs write them."""

import re
from collections.abc import Iterator, Mapping

from readtui.interchange.common.parsers import string
from readtui.quick_dataclass import dataclass

_CHARACTERS = re.compile(r"char=(\d{1,12})(?:,\d*)?")
_PAGE = re.compile(r"(?:^|&)page=(\d{1,9})")
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class SelectedPassage:
    """What selectors say of a passage: see ImportedAnnotation. ``is_region``: they select a part of a picture."""

    quote: str = ""
    prefix: str = ""
    suffix: str = ""
    start: int | None = None
    place: str = ""
    is_region: bool = False


def selected(selectors: object) -> SelectedPassage:
    """What a selector, or a list of them, selects; those that refine others count, too."""
    quote = prefix = suffix = place = ""
    start: int | None = None
    is_region = False
    for one in _each(selectors):
        match string(one.get("type") or one.get("@type")).rpartition(":")[2]:
            case "TextQuoteSelector":
                # Of several, the innermost quote: it refines the others.
                exact, prefix, suffix = (_first(one.get(name)) for name in ("exact", "prefix", "suffix"))
                quote = exact or quote
            case "" if "quote" in one:
                # Recogito's own.
                said = one["quote"]
                parts = said if isinstance(said, Mapping) else {"exact": said}
                quote, prefix, suffix = (string(parts.get(name)) for name in ("exact", "prefix", "suffix"))
                start = _offset(one) if start is None else start
            case "TextPositionSelector":
                start = start if (offset := _offset(one)) is None else offset
            case "FragmentSelector":
                value = string(one.get("value"))
                if match := _CHARACTERS.search(value):
                    start = int(match[1])
                elif match := _PAGE.search(value):
                    place = f"page {match[1]}"
                is_region = is_region or "xywh=" in value
            case "SvgSelector":
                is_region = True
            case "PageSelector":
                label = string(one.get("label")) or _next_number(one.get("index"))
                place = f"page {label}" if label else place
            case "EPUBContentSelector":
                place = string(one.get("title")) or place
    return SelectedPassage(quote, prefix, suffix, start, place, is_region and not quote)


def _each(value: object, depth: int = 0) -> Iterator[Mapping[str, object]]:
    """The selectors in a value, each before those that refine it."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for one in value:
            yield from _each(one, depth + 1)
    elif isinstance(value, Mapping):
        yield value
        for name in ("refinedBy", "items", "members", "default", "item"):
            yield from _each(value.get(name), depth + 1)


def _first(value: object) -> str:
    """A text, or the first of several."""
    return string(next(iter(value), "") if isinstance(value, list) else value)


def _offset(selector: Mapping[str, object]) -> int | None:
    offset = selector.get("start")
    return offset if isinstance(offset, int) and offset >= 0 else None


def _next_number(index: object) -> str:
    return str(index + 1) if isinstance(index, int) and 0 <= index < 10**6 else ""
