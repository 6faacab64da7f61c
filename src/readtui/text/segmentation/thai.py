"""Finds word starts in Thai, which has no spaces between words; uses a model from the extra ``thai``."""

from collections.abc import Callable
from functools import cache

from readtui.quick_pattern import pattern

_RUN = pattern("[\u0e01-\u0e3a\u0e40-\u0e4e]{2,}")
# The signs for repetition and abbreviation belong to the word before them.
_NEVER_FIRST = "\u0e46\u0e2f"


def thai_word_starts(text: str, start: int, end: int) -> frozenset[int]:
    """Offsets in ``start``:``end`` where a word starts within a run of Thai letters; none without the extra."""
    run = _RUN.search(text, start, end)
    parse = _parser() if run else None
    if parse is None:
        return frozenset()
    found: list[int] = []
    while run:
        offset = run.start()
        for word in parse(run.group()):
            if text[offset] not in _NEVER_FIRST:
                found.append(offset)
            offset += len(word)
        run = _RUN.search(text, run.end(), end)
    return frozenset(found)


@cache
def _parser() -> Callable[[str], list[str]] | None:
    try:
        import budoux
    except ImportError:
        return None
    parse: Callable[[str], list[str]] = budoux.load_default_thai_parser().parse
    return parse
