"""Finds where Markdown brackets close in a single pass; the parser's own code looks ahead again from each bracket."""

import re
from collections import OrderedDict
from types import ModuleType
from typing import NamedTuple
from weakref import WeakKeyDictionary

from markdown_it import MarkdownIt, helpers
from markdown_it.common.utils import unescapeAll
from markdown_it.rules_inline import StateInline, image, link

from readtui.quick_dataclass import dataclass

_LONGEST_NAME = 999
"""The maximum length of a link label, as defined by CommonMark."""
_MOST_NESTED_IMAGES = 5
_MOST_LOOKAHEADS = 20
_PLAIN = re.compile(r"\[[^\n\\`\[\]!<&]*\]")
_DEEPEST = 32
"""The parser's limit on nested parentheses in a destination."""
_FEW, _NEAR = 8, 200
_MOST_KEPT = 16
_ANGLED = re.compile(r"<((?:[^\n<>\\]|\\.)*+)>", re.DOTALL)
_LETTERS = re.compile(r"(?:[^\x00-\x20\x7f()\\]++|\\[^ ])*+", re.DOTALL)
_SIGN = re.compile(r"\\[^ ]|[()]|\\?[\x00-\x20\x7f]", re.DOTALL)


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


# ------------------------------------------------------------------ destinations of links
# Finds where Markdown link destinations end in a single pass; the parser's own code looks ahead from each.


@dataclass(slots=True)
class LinkAddress:
    """Whether there is one, where it ends, and its text."""

    ok: bool = False
    pos: int = 0
    str: str = ""


class Destinations:
    """Finds destinations in the texts being parsed."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[int, int], _Parentheses] = OrderedDict()
        self._latest: _Parentheses | None = None

    def find(self, text: str, start: int, end: int) -> LinkAddress:
        """The destination that begins at ``start``, in ``text`` up to ``end``."""
        if text.startswith("<", start):
            angled = _ANGLED.match(text, start, end)
            return LinkAddress(True, angled.end(), unescapeAll(angled[1])) if angled else LinkAddress()
        if text.startswith("(", start - 1) and text.count("(", start, min(end, start + _NEAR)) > _FEW:
            pairs = self._parentheses(text, start - 1, end)
            if start - 1 in pairs.never_closed:
                return LinkAddress()
            ends_at = pairs.closed.get(start - 1)
        else:
            ends_at = None
        if ends_at is None:
            ends_at = _end_of(text, start, end)
        if ends_at <= start:
            return LinkAddress()
        return LinkAddress(True, ends_at, unescapeAll(text[start:ends_at]))

    def _parentheses(self, text: str, start: int, end: int) -> "_Parentheses":
        latest = self._latest
        if latest is not None and latest.text is text and latest.end == end and latest.start <= start:
            return latest
        key = (id(text), end)
        found = self._kept.get(key)
        if found is None or found.text is not text or start < found.start:
            found = self._kept[key] = _Parentheses(text, start, end)
            if len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        self._latest = found
        return found


class _Parentheses:
    """The parentheses that open in a stretch of text without white space: where each closes, 0 if too many are nested
    in it; and unclosed ones followed by other unclosed ones.
    """

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text, self.start, self.end = text, start, end
        self.closed: dict[int, int] = {}
        self.never_closed: set[int] = set()
        # Where they open, and how deeply those inside are nested.
        opened: list[tuple[int, int]] = []
        for sign in _SIGN.finditer(text, start, end):
            if sign[0] == "(":
                opened.append((sign.start(), 0))
            elif sign[0] == ")":
                if opened:
                    place, depth = opened.pop()
                    self.closed[place] = sign.start() if depth <= _DEEPEST else 0
                    if opened:
                        around, deepest = opened[-1]
                        opened[-1] = around, max(deepest, depth + 1)
            elif sign[0][0] != "\\" or sign[0] == "\\ ":
                self._end_stretch(opened)
        self._end_stretch(opened)

    def _end_stretch(self, opened: list[tuple[int, int]]) -> None:
        self.never_closed.update(place for place, _ in opened[:-1])
        opened.clear()


def _end_of(text: str, start: int, end: int) -> int:
    """Where a destination without angle brackets ends; 0 if parentheses stay open in it or are nested too deeply."""
    depth = 0
    position = start
    while True:
        letters = _LETTERS.match(text, position, end)
        position = letters.end() if letters else position
        sign = text[position : min(position + 1, end)]
        if sign == "(":
            depth += 1
        elif sign == ")" and depth:
            depth -= 1
        elif sign != "\\" or position + 1 < end:
            return 0 if depth else position
        if depth > _DEEPEST:
            return 0
        position += 1
