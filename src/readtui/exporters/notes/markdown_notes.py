"""Makes notes safe to put in a Markdown file: all of Markdown works in them, but nothing affects what follows."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import field
from itertools import pairwise
from typing import NamedTuple

from readtui.exporters.markdown_escape import escape
from readtui.quick_dataclass import dataclass
from readtui.text.note_links import code_ranges, is_within

_HEADING = re.compile(r"^ {0,3}(?:#{1,6}(?:[ \t]|$)|=+[ \t]*$|-+[ \t]*$)", re.MULTILINE)
_REACHES_FAR = re.compile(r"[<`~]|%%|\$\$")
_ATTRIBUTE = r"""\s++[A-Za-z_:][\w.:-]*+(?:\s*+=\s*+(?:[^\s"'=<>`]++|'[^']*+'|"[^"]*+"))?+"""
_OPEN_TAG = re.compile(rf"<([A-Za-z][A-Za-z0-9-]*+)(?:{_ATTRIBUTE})*+\s*+/?>")
_CLOSE_TAG = re.compile(r"</([A-Za-z][A-Za-z0-9-]*+)\s*+>")
_STEP = re.compile(r"\\[!-/:-@\[-`{-~]|`+|%%|\$\$|<(?=[A-Za-z/!?])")
_HTML_STEP = re.compile(r"%%|\$\$|<(?=[A-Za-z/!?])")
_COMMENT_END, _COMMENT_END_IN_HTML, _TAG_END = re.compile("-->"), re.compile("--!?>"), re.compile(">")
_SHORT_COMMENTS = ("<!-->", "<!--->")
# fmt: off
_VOID = frozenset((
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
))
_RAW_TEXT = frozenset((
    "script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "noscript", "plaintext",
))
_ENDS_WITH_ITS_PARENT = frozenset((
    "p", "li", "dt", "dd", "td", "th", "tr", "thead", "tbody", "tfoot", "option", "optgroup", "rt", "rp",
))
# fmt: on
_CONTAINERS = ("bullet_list_open", "ordered_list_open", "blockquote_open", "table_open", "heading_open")
_MOST_ROUNDS = 12
_DEFINED = re.compile(r"^ {0,3}(?=\[(\^?[^\[\]\\]{1,200})\]:)", re.MULTILINE)
_IN_BRACKETS = re.compile(r"(?<!\\)\[(\^?[^\[\]\\]{1,200})\]")


def contained(note: str) -> str:
    """The note with everything closed that it leaves open in CommonMark or Obsidian: fences, HTML, comments, math.

    Escapes what cannot be closed but would hide the rest of the file (``<!--``, ``<script>``, ``%%``).
    """
    if not _REACHES_FAR.search(note):
        return note
    note = note.replace("\r\n", "\n").replace("\r", "\n")
    for _ in range(_MOST_ROUNDS):
        found = _scan(note)
        if not found.escapes:
            return found.closing(note)
        # Escaping turns raw content into Markdown, so check again.
        note = _replaced(note, sorted(found.escapes))
    return escape(note)


def without_headings(note: str) -> str:
    """The note with its headings in bold type. As headings, they would be above the annotations that follow."""
    if not _HEADING.search(note):
        return note
    from markdown_it import MarkdownIt

    lines = note.split("\n")
    tokens = MarkdownIt("commonmark").parse(note)
    for heading, content in reversed(list(pairwise(tokens))):
        if heading.type == "heading_open" and heading.level == 0 and heading.map is not None:
            first, last = heading.map
            words = content.content.strip()
            bold = words if "**" in words or not words else f"**{words}**"
            before = [""] if first and lines[first - 1].strip() else []
            after = [""] if last < len(lines) and lines[last].strip() else []
            lines[first:last] = [*before, bold, *after]
    return "\n".join(lines)


def _replaced(note: str, escapes: Sequence[tuple[int, int, str]]) -> str:
    parts: list[str] = []
    reached = 0
    for start, end, instead in escapes:
        parts += [note[reached:start], instead]
        reached = end
    return "".join((*parts, note[reached:]))


class _Region(NamedTuple):
    """A part of the note that holds inline Markdown or, in an HTML block, raw HTML.

    ``container``: the number of the list, quote, table or heading around it, or 0.
    """

    start: int
    end: int
    is_html: bool
    container: int


class _Element(NamedTuple):
    """An open HTML element."""

    name: str
    at: int


@dataclass(slots=True)
class _Found:
    """What a note leaves open. ``escapes``: what must be escaped, as start, end and replacement.

    ``elements``: the open elements outside of containers. ``inner``: those in the current container.
    """

    last_comment_end: int
    fence: str = ""
    elements: list[_Element] = field(default_factory=list)
    inner: list[_Element] = field(default_factory=list)
    container: int = 0
    escapes: list[tuple[int, int, str]] = field(default_factory=list)
    pairs: dict[str, list[int]] = field(default_factory=lambda: {"%%": [], "$$": []})
    missing: set[str] = field(default_factory=set)

    def end_of(self, wanted: re.Pattern[str], note: str, at: int, region: _Region) -> int:
        """Where the wanted end is in the rest of the region, or -1. Remembers missing ends, to search only once."""
        if wanted.pattern in self.missing:
            return -1
        match = wanted.search(note, at, region.end)
        if match is None:
            self.missing.add(wanted.pattern)
        return match.end() if match else -1

    def enter(self, container: int) -> list[_Element]:
        """Enter a container (0: none) and return its open elements. Escapes what the previous one leaves open."""
        if container != self.container:
            for element in self.inner:
                self.escape(element.at)
            self.inner, self.container = [], container
        return self.inner if container else self.elements

    def escape(self, at: int) -> None:
        """Escape the ``<`` at this offset."""
        # In an HTML block, a backslash would not escape it.
        self.escapes.append((at, at + 1, "&lt;"))

    def closing(self, note: str) -> str:
        """The note with all missing ends."""
        fence = f"\n{self.fence}" if self.fence else ""
        ends = "".join(f"\n</{element.name}>" for element in reversed(self.elements))
        return f"{note}{fence}" + (f"\n{ends}" if ends else "")


def _scan(note: str) -> _Found:
    found = _Found(last_comment_end=note.rfind("-->"))
    for region in _regions(note, found):
        elements = found.enter(region.container)
        found.missing.clear()
        at = region.start
        step = _HTML_STEP if region.is_html else _STEP
        while match := step.search(note, at, region.end):
            at = _after(note, match, region, found, elements)
    found.enter(0)
    for mark, places in found.pairs.items():
        if len(places) % 2:
            found.escapes.append((places[-1], places[-1] + 2, "".join(f"\\{sign}" for sign in mark)))
    return found


def _regions(note: str, found: _Found) -> Iterator[_Region]:
    """All regions except code. Records a fence that is left open."""
    from markdown_it import MarkdownIt

    lines = note.split("\n")
    starts = [0, *(match.end() for match in re.finditer("\n", note)), len(note) + 1]
    reached = container = 0
    for number, token in enumerate(MarkdownIt("commonmark").enable("table").parse(note), 1):
        if token.level == 0 and token.type.endswith(("_open", "_close")):
            container = number if token.type in _CONTAINERS else 0
        if token.map is None:
            continue
        first, last = token.map
        if token.type == "fence":
            # In a list or quote, the fence ends with its container.
            if token.level == 0 and not _is_closed(lines[first:last], token.markup):
                found.fence = token.markup
        elif token.type in ("inline", "html_block") and starts[first] >= reached:
            reached = starts[min(last, len(starts) - 1)] - 1
            yield _Region(starts[first], reached, token.type == "html_block", container)


def _is_closed(lines: list[str], markup: str) -> bool:
    last = lines[-1].strip()
    return len(lines) > 1 and last.startswith(markup) and not last.strip(markup[0])


def _after(note: str, match: re.Match[str], region: _Region, found: _Found, elements: list[_Element]) -> int:
    at, what = match.start(), match[0]
    if what in found.pairs:
        found.pairs[what].append(at)
    elif what[0] == "`":
        return max(match.end(), found.end_of(re.compile(rf"(?<!`){what}(?!`)"), note, match.end(), region))
    elif what == "<":
        return _after_markup(note, at, region, found, elements)
    return match.end()


def _after_markup(note: str, at: int, region: _Region, found: _Found, elements: list[_Element]) -> int:
    if short := next((one for one in _SHORT_COMMENTS if note.startswith(one, at)), ""):
        return at + len(short)
    if note.startswith("<!--", at):
        end = found.end_of(_COMMENT_END, note, at + 4, region)
        if not region.is_html and end >= 0 and note[end - 4] == "-" and "<" in note[at + 4 : end]:
            # Some Markdown parsers do not treat text that ends with "--->" as a comment, and read it as HTML.
            found.escape(at)
            return at + 1
        if end >= 0:
            # A browser may end the comment earlier.
            return found.end_of(_COMMENT_END_IN_HTML, note, at + 4, region)
        # In CommonMark, a comment in a paragraph must end there. In Obsidian it may end anywhere later.
        if region.is_html or found.last_comment_end < at:
            found.escape(at)
        return at + 1
    if note[at + 1] in "!?":
        # Markdown and browsers disagree on where this ends, and hardly any author means it as markup.
        if region.is_html or found.end_of(_TAG_END, note, at, region) >= 0:
            found.escape(at)
        return at + 1
    if closed := _CLOSE_TAG.match(note, at, region.end):
        name = closed[1].lower()
        if all(one.name != name for one in (*elements, *found.elements)):
            # In a page that is made of the file, it could end what is around the note.
            found.escape(at)
        _close(elements, name)
        return closed.end()
    opened = _OPEN_TAG.match(note, at, region.end)
    if opened is None:
        if region.is_html:
            found.escape(at)
        return at + 1
    name = opened[1].lower()
    if name in _RAW_TEXT:
        end_tag = re.compile(rf"</{name}(?=[\s/>])[^>]*+>", re.IGNORECASE)
        end = found.end_of(end_tag, note, opened.end(), region)
        if name != "plaintext" and end >= 0:
            return end
        found.escape(at)
    elif name not in _VOID:
        elements.append(_Element(name, at))
    return opened.end()


def _close(elements: list[_Element], name: str) -> None:
    """Remove the element that is closed here. Ignores an end tag out of order, as HTML may."""
    for back, element in enumerate(reversed(elements), 1):
        if element.name == name:
            del elements[-back:]
            return
        if element.name not in _ENDS_WITH_ITS_PARENT:
            return


class Notes:
    """Remembers the labels in the notes of a file."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def written(self, note: str) -> str:
        """The next note, contained (see ``contained``), with labels that no other note defines."""
        note = contained(note)
        if "]:" not in note:
            return note
        code = list(code_ranges(note))
        defined = {
            match.end(): _same(match[1]) for match in _DEFINED.finditer(note) if not is_within(match.end(), code)
        }
        new = {label: self._free(label) for label in sorted(set(defined.values()) & self._taken)}
        self._taken |= {*defined.values(), *new.values()}
        return _renamed(note, new, defined, code) if new else note

    def _free(self, label: str) -> str:
        number = 2
        while f"{label}-{number}" in self._taken:
            number += 1
        return f"{label}-{number}"


def _renamed(note: str, new: dict[str, str], defined: dict[int, str], code: list[tuple[int, int]]) -> str:
    parts: list[str] = []
    reached = 0
    for match in _IN_BRACKETS.finditer(note):
        label = new.get(_same(match[1]))
        if label is None or is_within(match.start(), code):
            continue
        following = note[match.end() : match.end() + 2]
        is_label = label.startswith("^") or match.start() in defined or note[match.start() - 1 : match.start()] == "]"
        if not is_label and following[:1] == "(":
            continue
        if not is_label and following[:1] == "[" and following != "[]":
            continue
        parts += [note[reached : match.start()], f"[{label}]" if is_label else f"{match[0]}[{label}]"]
        reached = match.end() + (2 if following == "[]" and not is_label else 0)
    return "".join((*parts, note[reached:]))


def _same(label: str) -> str:
    """The label in the form in which Markdown compares labels."""
    return " ".join(label.split()).casefold()
