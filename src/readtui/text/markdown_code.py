"""Finds the code in a note, in which Markdown interprets nothing."""

import re
from collections.abc import Iterator, Sequence

_CODE_SPAN = re.compile(r"(?<![\\`])(`+)(?!`)[^`]*(?:(?!\1(?!`))`+[^`]+)*\1(?!`)")
_MAY_BE_CODE = re.compile(r"`|~~~|^(?: {4}| *\t)", re.MULTILINE)


def code_ranges(note: str) -> Iterator[tuple[int, int]]:
    """The ranges of code blocks and inline code: half-open, in code points, not sorted."""
    if not _MAY_BE_CODE.search(note):
        return
    # Imported here because most notes contain no code.
    from markdown_it import MarkdownIt

    starts = [0, *(match.end() for match in re.finditer("\n", note)), len(note)]
    for token in MarkdownIt("commonmark").parse(note):
        if token.map is not None and token.type in ("fence", "code_block"):
            yield starts[token.map[0]], starts[min(token.map[1], len(starts) - 1)]
    yield from (match.span() for match in _CODE_SPAN.finditer(note))


def is_within(at: int, ranges: Sequence[tuple[int, int]]) -> bool:
    """Whether the offset is in one of the ranges."""
    return any(start <= at < end for start, end in ranges)
