"""Finds works over all articles by their quotes, with the index of words or by reading all texts once."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from readtui.anchoring.quoting.verbatim import Verbatim
from readtui.errors import UsageError
from readtui.search.faults import CacheFault
from readtui.search.full_text.word_search import index_query, parse
from readtui.services.finding.search import LibrarySearch
from readtui.services.waiting.works import KeyPhrases

_MOST_ARTICLES = 5


def found_by_quotes(
    searching: LibrarySearch, wanted: Mapping[int, KeyPhrases], progress: Callable[[str, int, int], None]
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


def articles_with(
    searching: LibrarySearch, phrases: Sequence[str], passed: Callable[[], None] = lambda: None
) -> list[set[str]]:
    """For each phrase, the ids of the live articles that may have it: all that do, and perhaps others.

    A phrase is some words in sequence, within a paragraph. Calls ``passed`` after each article that is read.
    """
    searching.update_texts(passed)
    live = {record.id for record in searching.library.records()}
    if searching.index is not None:
        try:
            found = searching.index.articles_with([_query(phrase) for phrase in phrases])
        except CacheFault:
            pass
        else:
            return [ids & live for ids in found]
    return _read_all(searching, phrases, passed)


def _query(phrase: str) -> str:
    """The phrase in the index's language; "" if it has no words."""
    try:
        return index_query(parse(f'"{phrase.translate(_NO_QUOTES)}" '))
    except UsageError:
        return ""


_NO_QUOTES = str.maketrans(dict.fromkeys('"“”„«»', " "))


def _read_all(searching: LibrarySearch, phrases: Sequence[str], passed: Callable[[], None]) -> list[set[str]]:
    found: list[set[str]] = [set() for _ in phrases]
    for record, article in searching.texts():
        text = Verbatim(article.text)
        for ids, phrase in zip(found, phrases, strict=True):
            if text.has(phrase):
                ids.add(record.id)
        passed()
    return found
