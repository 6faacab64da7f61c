"""Finds and writes the links in a note to articles and annotations: `[words](readtui:ID)`."""

import re
from collections.abc import Callable, Iterator, Sequence

from readtui.model.link import SCHEME, link_to, linked_id
from readtui.quick_dataclass import dataclass
from readtui.quick_pattern import pattern

_ADDRESS = f"]({SCHEME}:"
# The words may contain escaped characters, one pair of brackets, and line ends, but no empty line.
_LINK = pattern(
    r"(?<![\\!])\[((?:[^\[\]\\\n]|\\[^\n]|\n(?![ \t]*\n)|\[[^\[\]\n]*+\])*+)\]"
    rf"\(({SCHEME}:[0-9a-f/-]{{16,60}})\)",
    re.IGNORECASE,
)
# What Markdown would interpret in the words of a link.
_SPECIAL = pattern(r"[\\*_\[\]<>&!~|$^=]")
_ESCAPE = r"\\\g<0>"
_ESCAPED = pattern(r"\\([!-/:-@\[-`{-~])")
_CODE_SPAN = pattern(r"(?<![\\`])(`+)(?!`)[^`]*(?:(?!\1(?!`))`+[^`]+)*\1(?!`)")
_MAY_BE_CODE = pattern(r"`|~~~|^(?: {4}| *\t)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Link:
    """A link: half-open offsets in the note in code points, its words, and the id it leads to.

    ``markdown``: the words as they stand in the note.
    """

    start: int
    end: int
    markdown: str
    target: str

    @property
    def words(self) -> str:
        """The words without Markdown's backslashes."""
        return _ESCAPED.sub(r"\1", self.markdown)

    @property
    def address(self) -> str:
        """The address in the form that readtui writes."""
        return link_to(self.target)


def links_in(note: str) -> list[Link]:
    """The links in a note, in order. Ignores those in code, and those without a full id."""
    return list(_links(note)) if _ADDRESS in note.lower() else []


def markdown_link(full_id: str, words: str) -> str:
    """A link for a note. ``words`` are taken literally and come on one line, with apostrophes for backticks."""
    # A backtick would end a code span that an earlier one begins, even if it is escaped.
    literal = _SPECIAL.sub(_ESCAPE, " ".join(words.replace("`", "'").split()))
    return f"[{literal or full_id}]({link_to(full_id)})"


def with_links(note: str, written: Callable[[Link], str]) -> str:
    """The note with each link replaced by what ``written`` returns."""
    parts: list[str] = []
    reached = 0
    for link in links_in(note):
        parts += [note[reached : link.start], written(link)]
        reached = link.end
    return "".join((*parts, note[reached:])) if parts else note


def words_of_links(note: str) -> str:
    """The note with only the words of its links, for formats without links."""
    return with_links(note, lambda link: link.words)


def words_and_addresses(note: str) -> str:
    """The note with the address of each link after its words, for formats without links that show addresses."""
    return with_links(note, lambda link: f"{link.words} ({link.address})" if link.words else link.address)


def _links(note: str) -> Iterator[Link]:
    code = list(code_ranges(note))
    for found in _LINK.finditer(note):
        target = linked_id(found[2])
        if target and not is_within(found.start(), code):
            yield Link(found.start(), found.end(), found[1], target)


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
