"""Finds works over all articles by their quotes."""

from collections import Counter
from collections.abc import Callable, Mapping

from readtui.services.finding.phrases import articles_with
from readtui.services.finding.search import LibrarySearch
from readtui.services.waiting.wanted import Wanted

_MOST_ARTICLES = 5


def found_by_quotes(
    searching: LibrarySearch, wanted: Mapping[int, Wanted], progress: Callable[[str, int, int], None]
) -> dict[int, list[str]]:
    """For each work, the articles that may have the most of its phrases, by their ids; none for some."""
    places = [(number, phrase) for number, one in wanted.items() for phrase in one.phrases]
    read = 0
    total = searching.count

    def passed() -> None:
        nonlocal read
        read += 1
        progress("Searching", min(read, total), total)

    votes: dict[int, Counter[str]] = {}
    for (number, _), ids in zip(
        places, articles_with(searching, [phrase for _, phrase in places], passed), strict=True
    ):
        votes.setdefault(number, Counter()).update(ids)
    return {
        number: [article_id for article_id, _ in found.most_common(_MOST_ARTICLES)] for number, found in votes.items()
    }
