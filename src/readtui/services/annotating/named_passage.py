"""Finds the passage that the user specifies by its words or its range."""

import re

from readtui.errors import AmbiguousError, NotFoundError, UsageError
from readtui.model.passage import Passage
from readtui.services.wording import excerpt
from readtui.text.clean import clean, visible

_CONTEXT = 24
_MOST_PLACES = 5


def find_quote(text: str, quote: str) -> Passage:
    """The only match of ``quote`` in ``text``. White space matches any white space, and ``|`` between words may also
    stand for the gap between the cells of a table, as where threads are printed.

    Raises UsageError for an empty quote, NotFoundError, and AmbiguousError, which lists all matches as ranges.
    """
    words = clean(quote).text.split()
    if not words:
        raise UsageError("the quote is empty", "Quote some words of the article.")
    pattern = r"\s+".join(map(re.escape, words)).replace(r"\s+\|\s+", r"\s+(?:\|\s+)?")
    # The lookahead finds overlapping places too.
    places = [Passage(*match.span(1)) for match in re.finditer(f"(?=({pattern}))", text)]
    if len(places) == 1:
        return places[0]
    if places:
        raise AmbiguousError(
            f"the quote occurs {len(places)} times in the article: {excerpt(quote)}",
            f"Use --range to choose one: {_listed(text, places)}",
        )
    otherwise = [Passage(*match.span()) for match in re.finditer(pattern, text, re.IGNORECASE)]
    hint = (
        f"It differs only in case from {_listed(text, otherwise)}"
        if otherwise
        else "To see the text: readtui show ARTICLE"
    )
    raise NotFoundError(f"the quote is not in the article: {excerpt(quote)}", hint)


def parse_range(text: str, wanted: str) -> Passage:
    """Parse ``A:B``, a half-open range in code points of ``text``. Raises UsageError."""
    match = re.fullmatch(r"(\d{1,18}):(\d{1,18})", wanted.strip(), re.ASCII)
    if not match:
        raise UsageError(f"not a range: {visible(wanted)}", "Give START:END in characters, such as 120:188.")
    start, end = int(match[1]), int(match[2])
    if not start < end <= len(text):
        raise UsageError(
            f"no such range in the article: {start}:{end}",
            f"The start must be before the end, and the end must not exceed {len(text)}.",
        )
    if not text[start:end].strip():
        raise UsageError(f"the range has only white space: {start}:{end}", "Choose a range that contains words.")
    return Passage(start, end)


def _listed(text: str, places: list[Passage]) -> str:
    listed = []
    for place in places[:_MOST_PLACES]:
        before = text[max(0, place.start - _CONTEXT) : place.start]
        after = text[place.end : place.end + _CONTEXT]
        listed.append(f"{place.start}:{place.end} (…{visible(f'{before}[{place.of(text)}]{after}')}…)")
    more = [f"{len(places) - _MOST_PLACES} more"] if len(places) > _MOST_PLACES else []
    return ", ".join(listed + more)
