"""Finds the passage that the user specifies by its words or its range."""

import re
from collections.abc import Iterator

from readtui.errors import AmbiguousError, NotFoundError, UsageError
from readtui.model.passage import Passage
from readtui.services.wording import excerpt
from readtui.text.clean import clean, visible

_CONTEXT = 24
_MOST_PLACES = 5


def find_quote(text: str, quote: str, spaced: str | None = None) -> Passage:
    """The only match of ``quote`` in ``text``. White space matches any white space, and ``|`` between words may also
    stand for the gap between the cells of a table, as where threads are printed. ``spaced``: the words of the text with
    one space between them, if it is asked for many quotes.

    Raises UsageError for an empty quote, NotFoundError, and AmbiguousError, which lists all matches as ranges.
    """
    words = clean(quote).text.split()
    if not words:
        raise UsageError("the quote is empty", "Quote some words of the article.")
    if spaced is not None and "|" not in words and (start := text.find(quote)) >= 0:
        as_spaced = " ".join(words)
        if (
            spaced.find(as_spaced, spaced.index(as_spaced) + 1) < 0
            and quote[0] == words[0][0]
            and quote[-1] == words[-1][-1]
        ):
            return Passage(start, start + len(quote))
    pattern = r"\s+".join(map(re.escape, words)).replace(r"\s+\|\s+", r"\s+(?:\|\s+)?")
    places = list(_places(re.compile(pattern), text))
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


def _places(pattern: re.Pattern[str], text: str) -> Iterator[Passage]:
    """The matches, also those that overlap. A lookahead would find them too, but not skip to the first letter."""
    match = pattern.search(text)
    while match:
        yield Passage(*match.span())
        match = pattern.search(text, match.start() + 1)


def _listed(text: str, places: list[Passage]) -> str:
    listed = []
    for place in places[:_MOST_PLACES]:
        before = text[max(0, place.start - _CONTEXT) : place.start]
        after = text[place.end : place.end + _CONTEXT]
        listed.append(f"{place.start}:{place.end} (…{visible(f'{before}[{place.of(text)}]{after}')}…)")
    more = [f"{len(places) - _MOST_PLACES} more"] if len(places) > _MOST_PLACES else []
    return ", ".join(listed + more)
