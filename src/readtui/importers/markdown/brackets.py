"""Finds where Markdown brackets close in a single pass; the parser's own code looks ahead again from each bracket."""

import re
from dataclasses import dataclass
from types import ModuleType
from typing import NamedTuple
from weakref import WeakKeyDictionary

from markdown_it import MarkdownIt, helpers
from markdown_it.rules_inline import StateInline, image, link

from readtui.importers.markdown.destinations import Destinations

_LONGEST_NAME = 999
"""The maximum length of a link label, as defined by CommonMark."""
_MOST_NESTED_IMAGES = 5
_MOST_LOOKAHEADS = 20
_PLAIN = re.compile(r"\[[^\n\\`\[\]!<&]*\]")


class _Label(NamedTuple):
    """Where a bracket closes (-1: nowhere), whether there is a link inside, and how deeply images are nested in it."""

    end: int
    holds_link: bool
    images: int


@dataclass(slots=True)
class _Opener:
    bracket: int
    is_image: bool
    holds_link: bool = False
    images: int = 0


def bound_brackets(parser: MarkdownIt) -> None:
    """Make the parser find the end of each bracket and destination only once; it finds the same links and images."""
    bounded = ModuleType(helpers.__name__)
    vars(bounded).update(vars(helpers))
    vars(bounded)["parseLinkLabel"] = _Labels().label_end
    vars(bounded)["parseLinkDestination"] = Destinations().find
    parser.helpers = bounded


class _Labels:
    """The labels found in the texts being parsed."""

    def __init__(self) -> None:
        self._found: WeakKeyDictionary[StateInline, dict[int, _Label]] = WeakKeyDictionary()
        self._latest: tuple[StateInline, dict[int, _Label]] | None = None
        self._lookaheads = 0

    def label_end(self, state: StateInline, start: int, disable_nested: bool = False) -> int:
        """Where the bracket at ``start`` closes; -1 for nowhere and, if ``disable_nested``, for one around a link."""
        found = self._found_in(state)
        label = found.get(start)
        if label is None and state.level < state.md.options["maxNesting"]:
            plain = _PLAIN.match(state.src, start, state.posMax)
            if plain:
                label = found[start] = _Label(plain.end() - 1, False, 0)
        if label is None:
            if self._lookaheads >= _MOST_LOOKAHEADS:
                return -1
            self._lookaheads += 1
            _Scan(state, found).run(start)
            self._lookaheads -= 1
            label = found[start]
        if label.end < 0 or (disable_nested and label.holds_link) or label.images > _MOST_NESTED_IMAGES:
            return -1
        return label.end if self._may_be_named(state, start, label.end) else -1

    def _found_in(self, state: StateInline) -> dict[int, _Label]:
        """The labels found in a text."""
        if self._latest is None or self._latest[0] is not state:
            found = self._found.get(state)
            if found is None:
                found = self._found[state] = {}
            self._latest = state, found
        return self._latest[1]

    def _may_be_named(self, state: StateInline, start: int, end: int) -> bool:
        """Whether the bracket's text need not be a name, or is short enough for one."""
        following = state.src[end + 1 : end + 3]
        if end - start <= _LONGEST_NAME or following[:1] == "(":
            return True
        return following[:1] == "[" and following != "[]" and self.label_end(state, end + 1) > 0


@dataclass(slots=True)
class _Scan:
    """One scan of a text, from a bracket to where it closes."""

    state: StateInline
    found: dict[int, _Label]

    def run(self, start: int) -> None:
        """Find the label of the bracket at ``start`` and of those inside."""
        state, source, limit = self.state, self.state.src, self.state.posMax
        before = state.pos
        opened = [_Opener(start, is_image=False)]
        position = start + 1
        while opened and position < limit:
            character = source[position]
            if character == "]":
                position = self._close(opened, position)
                continue
            is_image = character == "!" and source[position + 1 : position + 2] == "["
            if character != "[" and not is_image:
                state.pos = position
                state.md.inline.skipToken(state)
                position = state.pos
                continue
            opened.append(_Opener(position + is_image, is_image))
            known = self.found.get(position + is_image)
            if known is None:
                position += 1 + is_image
            elif known.end < 0:
                break
            else:
                opened[-1].holds_link, opened[-1].images = known.holds_link, known.images
                position = self._close(opened, known.end)
        for opener in opened:
            self.found.setdefault(opener.bracket, _Label(-1, False, 0))
        state.pos = before

    def _close(self, opened: list[_Opener], end: int) -> int:
        """Close the innermost bracket; return where to continue, after the link or image that it makes, if any."""
        opener = opened.pop()
        self.found[opener.bracket] = _Label(end, opener.holds_link, opener.images)
        if not opened:
            return end + 1
        around = opened[-1]
        self.state.pos = opener.bracket - 1
        if opener.is_image and image(self.state, True):
            around.images = max(around.images, opener.images + 1)
            return self.state.pos
        self.state.pos = opener.bracket
        is_link = link(self.state, True)
        around.holds_link = around.holds_link or opener.holds_link or is_link
        around.images = max(around.images, opener.images)
        return self.state.pos if is_link else end + 1
