"""Finds the passage that a person means by typing its words, or by giving its range."""

import re

from readtui.errors import AmbiguousError, NotFoundError, UsageError
from readtui.model.passage import Passage
from readtui.services.wording import excerpt
from readtui.text.clean import clean, visible

_CONTEXT = 24
_MOST_PLACES = 5


def find_quote(text: str, quote: str) -> Passage:
    """The one place of ``quote`` in ``text``; any white space in it fits any other, as shells break lines elsewhere.

    Raises UsageError for an empty quote, NotFoundError, and AmbiguousError naming the places as ranges.
    """
    words = clean(quote).text.split()
    if not words:
        raise UsageError("the quote is empty", "Give some of the article's words.")
    pattern = r"\s+".join(map(re.escape, words))
    # The lookahead finds overlapping places too.
    places = [Passage(*match.span(1)) for match in re.finditer(f"(?=({pattern}))", text)]
    if len(places) == 1:
        return places[0]
    if places:
        raise AmbiguousError(
            f"the quote stands in the article {len(places)} times: {excerpt(quote)}",
            f"Use --range with the one that you mean: {_listed(text, places)}",
        )
    otherwise = [Passage(*match.span()) for match in re.finditer(pattern, text, re.IGNORECASE)]
    hint = f"In other letters it is there: {_listed(text, otherwise)}" if otherwise else "readtui show prints the text."
    raise NotFoundError(f"the quote is not in the article: {excerpt(quote)}", hint)


def parse_range(text: str, wanted: str) -> Passage:
    """The passage that ``A:B`` names: code points of ``text``, half-open. Raises UsageError."""
    match = re.fullmatch(r"(\d{1,18}):(\d{1,18})", wanted.strip(), re.ASCII)
    if not match:
        raise UsageError(f"not a range: {visible(wanted)}", "A range is START:END in characters, such as 120:188.")
    start, end = int(match[1]), int(match[2])
    if not start < end <= len(text):
        raise UsageError(
            f"no such range in the article: {start}:{end}",
            f"The start must be before the end, and the end at most {len(text)}.",
        )
    if not text[start:end].strip():
        raise UsageError(f"only white space in the range {start}:{end}", "Choose a range with words in it.")
    return Passage(start, end)


def _listed(text: str, places: list[Passage]) -> str:
    listed = []
    for place in places[:_MOST_PLACES]:
        before = text[max(0, place.start - _CONTEXT) : place.start]
        after = text[place.end : place.end + _CONTEXT]
        listed.append(f"{place.start}:{place.end} (…{visible(f'{before}[{place.of(text)}]{after}')}…)")
    more = [f"{len(places) - _MOST_PLACES} more"] if len(places) > _MOST_PLACES else []
    return ", ".join(listed + more)
