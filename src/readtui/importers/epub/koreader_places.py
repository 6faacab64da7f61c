"""Finds the places of passages in an EPUB as KOReader names them: steps through its tree, and an offset in a text.

KOReader's engine, crengine, makes one tree of a book, with an element DocFragment for each file in reading order. Its
parser is a simple one, and which white space becomes a text of its own depends on how the book is styled. What follows
from the file alone is found here; a place that could be another on the device is none. See
https://github.com/koreader/crengine, lvxml.cpp and lvtinydom.cpp.
"""

import html
import posixpath
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import field
from html.entities import html5
from urllib.parse import unquote

from lxml import etree

from readtui.anchoring.outcome import Anchored
from readtui.anchoring.quoting.letters import folded
from readtui.anchoring.reanchor import reanchor_many
from readtui.importers.common.encoding import decode
from readtui.importers.common.passage_request import PassageRequest
from readtui.importers.common.zip_safe import SafeZip
from readtui.importers.epub.package import package_in
from readtui.model.file_places import BookPlace
from readtui.quick_dataclass import dataclass
from readtui.text.word_tables import word_set

_XHTML = "application/xhtml+xml"
_SPACE = " \t\r\n"
_SPACES = re.compile(r"[ \t\r\n]+")
_LONGEST_TEXT = 8_000
"""The engine cuts longer texts."""
_DEEPEST = 200

_TOKEN = re.compile(
    r"<!--.*?-->|<!\[CDATA\[(?P<cdata>.*?)\]\]>|<!(?P<declared>[^>]*)>|<\?(?P<instruction>[^>]*)>"
    r"|<(?P<close>/?)(?P<name>[A-Za-z][^\s/>]*)(?P<attributes>(?:\"[^\"]*\"|'[^']*'|[^>\"'])*+)>"
    r"|(?P<text>[^<]+)|(?P<other><)",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"([^\s=/\"']+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_ENTITY = re.compile(r"&(?:#x[0-9A-Fa-f]+|#[0-9]+|[A-Za-z][A-Za-z0-9]{0,30});")
_RAW = ("script", "style")
_UNKNOWN_INSIDE = frozenset({"math", "svg", "switch"})
_RUBY = frozenset({"rb", "rbc", "rp", "rt", "rtc", "ruby"})
_BLOCKS = word_set(
    """
    address applet area article aside audio blockquote body button canvas caption center col colgroup datalist dd
    details dialog dir div dl dt embed fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 header
    hgroup hr iframe input keygen legend li listing main map marquee menu multicol nav noembed noframes noscript object
    ol optgroup output p param plaintext pre search section select source summary table tbody td template textarea
    tfoot th thead title tr track ul video xmp
    """
)
"""The elements that are no part of a line unless a style makes them so. Any other is."""
_WITHOUT_TEXT = word_set("applet area audio col colgroup input keygen param source table tbody tfoot thead tr track")
_PRESERVING = frozenset({"listing", "plaintext", "pre", "textarea", "xmp"})

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_RESTYLING = re.compile(r"(?:^|;)\s*(?:display|float|content)\s*:", re.IGNORECASE)
_SPACING = re.compile(r"(?:^|;)\s*white-space\s*:", re.IGNORECASE)
_LAST_PART = re.compile(r"[^\s>+~]*$")
_NAMED = re.compile(r"([.#])([\w-]+)")
_ELEMENT = re.compile(r"[A-Za-z][\w-]*")


@dataclass(slots=True)
class _Styles:
    """What style sheets may change: selectors of elements (``p``, ``.note``, ``#id``, ``*`` for any of them)."""

    restyled: set[str] = field(default_factory=set)
    spaced: set[str] = field(default_factory=set)

    def add(self, sheet: str) -> None:
        for selectors, declarations in _RULE.findall(_COMMENT.sub(" ", sheet)):
            names = {name for one in selectors.split(",") for name in _selected(one.strip())}
            if _RESTYLING.search(declarations):
                self.restyled |= names
            if _SPACING.search(declarations):
                self.spaced |= names


def _selected(selector: str) -> Iterator[str]:
    """What an element that a selector is about has: one of its classes, its id or its name."""
    match = _LAST_PART.search(selector)
    last = match[0] if match else ""
    named = _NAMED.search(last)
    element = _ELEMENT.match(last)
    yield f"{named[1]}{named[2]}" if named else element[0].casefold() if element else "*"


@dataclass(slots=True, eq=False)
class _Element:
    """An element of the engine's tree. ``texts``: how many texts it has so far; ``counts``: its elements by name."""

    name: str
    parent: "_Element | None"
    number: int = 1
    is_sure: bool = True
    is_restyled: bool = False
    is_spaced: bool = False
    preserves: bool = False
    counts: Counter[str] = field(default_factory=Counter)
    texts: int = 0
    has_children: bool = False
    has_blocks: bool = False
    first_space: bool = False
    later_space: bool = False

    @property
    def path(self) -> str:
        if self.parent is None:
            return ""
        several = self.parent.counts[self.name] > 1
        return f"{self.parent.path}/{self.name}{f'[{self.number}]' if several else ''}"


@dataclass(slots=True, eq=False)
class _Text:
    """A text of the tree: the number among those of its parent, and ``content``, as the engine keeps it.

    ``after_first``, ``after_later``: texts of white space before it that the engine may or may not keep.
    """

    parent: _Element
    number: int
    raw: str
    content: str
    is_sure: bool
    after_first: bool
    after_later: bool

    def place(self, offset: int) -> str | None:
        """The place of an offset in the content; None if it is not sure."""
        parent = self.parent
        if not self.is_sure or (self.after_first and parent.is_restyled):
            return None
        if self.after_later and (parent.has_blocks or parent.is_restyled):
            return None
        if parent.is_spaced and not self.raw.startswith(self.content[:offset]):
            return None
        several = parent.texts > 1
        return f"{parent.path}/text(){f'[{self.number}]' if several else ''}.{offset}"


@dataclass(slots=True)
class _Tree:
    """The texts of a book in order, and the book's text, which they make up: where each begins in it."""

    texts: list[_Text] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    size: int = 0

    def add(self, text: _Text) -> None:
        self.texts.append(text)
        self.starts.append(self.size)
        self.append(text.content)

    def append(self, part: str) -> None:
        self.parts.append(part)
        self.size += len(part)

    def place(self, start: int, end: int) -> BookPlace | None:
        """The place of a range of the book's text, which begins and ends with what is no white space."""
        first, last = (self.texts[bisect_right(self.starts, at) - 1] for at in (start, end - 1))
        begins = first.place(start - self.starts[bisect_right(self.starts, start) - 1])
        ends = last.place(end - self.starts[bisect_right(self.starts, end - 1) - 1])
        return BookPlace(begins, ends) if begins is not None and ends is not None else None


def book_places_of(wanted: PassageRequest) -> list[BookPlace | None]:
    """For each passage where it begins and ends; None for one that is not in the book, or whose place is not sure.

    Steps have a number where there are several of their name. Raises SourceError.
    """
    tree = _tree_of(SafeZip(wanted.data, wanted.name, "an EPUB"), wanted.name)
    text = "".join(tree.parts)
    anchors = reanchor_many(wanted.text, text, [(one.start, one.end) for one in wanted.passages])
    found: list[BookPlace | None] = []
    for passage, anchor in zip(wanted.passages, anchors, strict=True):
        found.append(None)
        if isinstance(anchor, Anchored):
            start, end = _without_space(text, anchor.start, anchor.end)
            words = folded(wanted.text[passage.start : passage.end])
            # Anything else may have been cut, or grown.
            if words and folded(text[start:end]) == words:
                found[-1] = tree.place(start, end)
    return found


def _without_space(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _tree_of(archive: SafeZip, name: str) -> _Tree:
    root, folder = package_in(archive, name)
    items: dict[str, etree._Element] = {}
    for one in root.iter("{*}item"):
        items.setdefault(one.get("id", ""), one)
    styles = _Styles()
    for one in items.values():
        if one.get("media-type") == "text/css" and (sheet := _member(archive, folder, one)):
            styles.add(decode(archive.read(sheet), sheet))
    tree, book = _Tree(), _Element("", None)
    body = _opened(book, "body")
    is_sure = True
    for reference in root.iter("{*}itemref"):
        item = items.get(reference.get("idref", ""))
        if item is None:
            continue
        member = _member(archive, folder, item)
        fragment = _opened(body, "DocFragment")
        # Whether anything else has a number of its own depends on the version of the engine.
        is_page = bool(member) and item.get("media-type") == _XHTML
        chapter = _Chapter(fragment, styles, is_sure=is_sure and is_page)
        if is_page:
            page = decode(archive.read(member), member)
            is_page = chapter.read(page)
            if is_page:
                chapter.add_to(tree)
        is_sure = is_sure and is_page
    return tree


def _member(archive: SafeZip, folder: str, item: etree._Element) -> str:
    href = item.get("href", "")
    for name in (href, unquote(href)):
        path = posixpath.normpath(posixpath.join(folder, name))
        if path in archive:
            return path
    return ""


def _opened(parent: _Element, name: str) -> _Element:
    parent.counts[name] += 1
    parent.has_children = True
    parent.has_blocks = parent.has_blocks or name in _BLOCKS
    return _Element(
        name,
        parent,
        parent.counts[name],
        is_sure=parent.is_sure and name.isalnum() and name not in _UNKNOWN_INSIDE,
        is_spaced=parent.is_spaced,
        preserves=parent.preserves or name in _PRESERVING,
    )


class _Chapter:
    """A file of the book below its DocFragment, read as the engine does."""

    def __init__(self, fragment: _Element, styles: _Styles, *, is_sure: bool) -> None:
        self._fragment = fragment
        self._styles = styles
        self._is_sure = is_sure
        self._current: _Element | None = None
        self._held: list[_Text | str] = []
        self._depth = 0

    def add_to(self, tree: _Tree) -> None:
        for one in self._held:
            if isinstance(one, str):
                tree.append(one)
            else:
                tree.add(one)
        tree.append("\n")

    def read(self, page: str) -> bool:
        """Whether it has a body. Where the file is not well-formed, no place in it is sure."""
        at, has_body = 0, False
        while match := _TOKEN.match(page, at):
            at = match.end()
            name = (match["name"] or "").casefold()
            # For the engine, this sign ends a tag, even in a value.
            self._is_sure = self._is_sure and ">" not in (match["attributes"] or "")
            if self._current is None:
                if name == "body" and not match["close"] and not has_body:
                    has_body = True
                    self._open("body", match["attributes"])
                elif name in _RAW and not match["close"]:
                    at = self._skip(page, at, name)
                continue
            if name and match["close"]:
                self._close(name)
            elif name:
                self._open(name, match["attributes"])
                if match["attributes"].endswith("/"):
                    self._close(name)
                elif name in _RAW:
                    at = self._skip(page, at, name, is_open=True)
            elif match["cdata"] is not None:
                self._text(match["cdata"], match["cdata"])
            elif match["text"] is not None:
                self._text(match["text"], None)
            elif match["instruction"] is not None:
                self._is_sure = self._is_sure and match["instruction"].endswith("?")
                self._current.has_children = True
            elif match["other"] is not None:
                self._is_sure = False
        if self._current is not None:
            self._is_sure = False
        if not self._is_sure:
            for one in self._held:
                if isinstance(one, _Text):
                    one.is_sure = False
        return has_body

    def _skip(self, page: str, at: int, name: str, *, is_open: bool = False) -> int:
        """Where the content of a script or a style sheet ends."""
        end = re.compile(f"</{name}", re.IGNORECASE).search(page, at)
        stop = end.start() if end else len(page)
        if name == "style":
            self._styles.add(page[at:stop])
        return stop

    def _open(self, name: str, attributes: str) -> None:
        found = {
            key.casefold(): html.unescape(double or single) for key, double, single in _ATTRIBUTE.findall(attributes)
        }
        element = _opened(self._current or self._fragment, name)
        style, names = found.get("style", ""), {name, "*", f"#{found.get('id', '')}"}
        names |= {f".{one}" for one in found.get("class", "").split()}
        element.is_restyled = bool(_RESTYLING.search(style)) or not names.isdisjoint(self._styles.restyled)
        element.is_spaced = (
            element.is_spaced or bool(_SPACING.search(style)) or not names.isdisjoint(self._styles.spaced)
        )
        if element.parent is not None and element.is_restyled:
            element.parent.has_blocks = True
        if name in _BLOCKS or name == "br" or element.is_restyled:
            self._held.append("\n")
        self._depth += 1
        self._is_sure = self._is_sure and self._depth < _DEEPEST
        self._current = element

    def _close(self, name: str) -> None:
        current = self._current
        assert current is not None
        if current.name != name:
            self._is_sure = False
            return
        if name in _BLOCKS or current.is_restyled:
            self._held.append("\n")
        self._depth -= 1
        self._current = current.parent if name != "body" or self._depth else None

    def _text(self, raw: str, exact: str | None) -> None:
        """A text between two tags; ``exact``: what it says, if it has no entities."""
        parent = self._current
        assert parent is not None
        if parent.name in _WITHOUT_TEXT or not raw:
            return
        if parent.preserves:
            content = exact if exact is not None else _decoded(raw)
            # Tabs are expanded, and the first line end is left out by some versions.
            is_sure = not ("\t" in raw or "\r" in raw or raw.startswith("\n"))
        else:
            content, is_sure = _SPACES.sub(" ", raw), True
            content = _decoded(content) if exact is None else content
        # Without a semicolon, an entity may be one for the engine, too.
        is_sure = is_sure and (exact is not None or raw.count("&") == len(_ENTITY.findall(raw)))
        if not parent.preserves and not content.strip(_SPACE):
            # The engine puts boxes of its own around parts of these.
            parent.is_sure = parent.is_sure and parent.name not in _RUBY
            if not parent.has_children and parent.name in _BLOCKS:
                # Kept only if a style makes it part of a line.
                parent.first_space = True
            else:
                parent.first_space = parent.first_space or not parent.has_children
                parent.later_space = parent.later_space or parent.has_children
                parent.texts += 1
                parent.has_children = True
            self._held.append(" ")
            return
        parent.texts += 1
        parent.has_children = True
        self._held.append(
            _Text(
                parent,
                parent.texts,
                raw,
                content,
                is_sure and parent.is_sure and len(raw) < _LONGEST_TEXT,
                parent.first_space,
                parent.later_space,
            )
        )


def _decoded(raw: str) -> str:
    """A text without entities. What they stand for is never white space that the engine would join."""
    return _ENTITY.sub(lambda found: html.unescape(found[0]) if _is_known(found[0]) else found[0], raw)


def _is_known(entity: str) -> bool:
    return entity[1] == "#" or entity[1:] in html5
