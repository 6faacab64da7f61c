"""Turns a page's elements into blocks: headings, paragraphs, lists, quotes, code, tables, captions, rules."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import field
from functools import lru_cache, partial
from itertools import chain, islice
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from lxml import etree
from lxml.etree import _Element

from readtui.importers.common.budget import NOTICE, most_cost, plain_blocks
from readtui.importers.common.xml_safe import parse_xml
from readtui.importers.dom import elements
from readtui.importers.dom.inline import InlineBuilder, InlineText
from readtui.importers.dom.page_block import PageBlock, PlacedBlocks
from readtui.importers.dom.tables import TableBuilder, is_data_table
from readtui.importers.dom.unparsed_rest import Names, lines_of
from readtui.importers.images.finder import references_of
from readtui.importers.mathematics.katex import text_of_katex
from readtui.importers.mathematics.mathml import text_of_math
from readtui.importers.mathematics.tex import text_of_tex
from readtui.model.block import HEADLESS, BlockKind, MarkType
from readtui.quick_dataclass import dataclass

_SCHEMES = frozenset(("http", "https", "mailto", "tel", "ftp", ""))
_UNSEEN_IN_URLS = re.compile(r"[\x00-\x1f]+")
_MAX_URL = 8000
# The two kinds of links that most pages consist of. ``urljoin`` takes them apart and puts them together as they are.
_PLAIN_URL = re.compile(r"""https?://[!"$-Z\\^-~]*""")
_PLAIN_PATH = re.compile(r"""(?!//|.*/\.)/[A-Za-z0-9_~%/,=+:@.-]*(?:\?[!"$-Z\\^-~]+)?""")


def linked_names(root: _Element, base_url: str) -> Iterator[str]:
    """The names of places that the page itself links to."""
    for link in root.iter("a"):
        href = link.get("href")
        if href and "#" in href:
            target = link_target(href, base_url)
            if target.startswith("#"):
                yield target[1:]


def link_target(href: str, base_url: str) -> str:
    """The target of a link: ``#name`` on the page, a URL, or a relative reference if ``base_url`` is empty.

    Empty for targets that cannot be read, such as scripts and data.
    """
    return _target(href, base_url) if len(href) <= _MAX_URL else ""


@lru_cache(maxsize=1024)
def _target(href: str, base_url: str) -> str:
    """Remembered, because pages repeat their links, and those to places are asked for twice."""
    # As browsers do: only spaces inside belong to the address.
    written = _UNSEEN_IN_URLS.sub("", href).strip(" ").replace(" ", "%20")
    if not written or written == "#":
        return ""
    if written.startswith("#"):
        return f"#{unquote(written[1:])}"
    if _PLAIN_URL.fullmatch(written):
        return written
    if (origin := _origin(base_url)) and _PLAIN_PATH.fullmatch(written):
        return origin + written
    try:
        target = written if written.startswith(("https://", "http://")) else urljoin(base_url, written)
        scheme = urlsplit(target).scheme.lower()
    except ValueError:
        return ""
    if "#" in target and base_url:
        page, fragment = urldefrag(target)
        if fragment and page == urldefrag(base_url)[0]:
            return f"#{unquote(fragment)}"
    return target if scheme in _SCHEMES else ""


@lru_cache(maxsize=16)
def _origin(base_url: str) -> str:
    """The scheme and host of a web page's URL; "" for anything else."""
    try:
        scheme, host = urlsplit(base_url)[:2]
    except ValueError:
        return ""
    return f"{scheme}://{host}" if scheme in ("http", "https") and host else ""


_MAX_LEVEL = 40
_NOT_DECIDING = frozenset(("list", "plain", "table"))
"""The kinds of containers that leave it to those around them what their text is."""
_SIMPLE = {"blockquote": "quote", "figcaption": "caption", "caption": "caption", "dt": "term", "dd": "definition"}
_CAPTION_NAMES = re.compile(
    r"(?:^|[\s_-])(?:caption|bildunterschrift|bildtext|l[eé]gende|pie-?de-?foto|didascalia|onderschrift)(?:$|[\s_-])"
)
_NO_HINT = "  "
_NEAR = 20
_COSTS: Mapping[object, int] = {**dict.fromkeys(elements.BLOCKS, 12), "dt": 20, "dd": 15, "a": 10, "img": 10}
_COST = 4
_ROWS, _CELLS = frozenset(("tr",)), frozenset(("td", "th"))
_LINES = (elements.BLOCKS | {"br"}) - _ROWS - _CELLS
_MOST_SIBLINGS = 3


def page_blocks(
    root: _Element, base_url: str = "", *, hidden_too: bool = False, characters: int = 0
) -> list[PageBlock]:
    """The blocks of a page, in order, containing every word that a browser would show. Linear time.

    Links are resolved against ``base_url``; links into the page get ``#`` and a name as target. ``hidden_too``: include
    text that a browser hides. ``characters``: the length of the source. What is beyond the budget for that length is
    lines without structure, below a notice.
    """
    walker = _Walker(base_url, frozenset(linked_names(root, base_url)), hidden_too)
    walk = etree.iterwalk(root, events=("start", "end"))
    costs, left, rest = _COSTS, most_cost(characters), ""
    for event, element in walk:
        if event == "start":
            left -= costs.get(element.tag, _COST)
            if left < 0:
                names = Names(_LINES, _ROWS, _CELLS, walker.own_text)
                walker.end_all()
                rest = lines_of(chain([(event, element)], walk), walk.skip_subtree, names)
                break
            if walker.start(element):
                walk.skip_subtree()
        else:
            walker.end(element)
    walker.flush()
    walker.placed.finish()
    blocks = walker.placed.blocks
    lines = [PageBlock(BlockKind.PARAGRAPH, text) for text in plain_blocks(rest)]
    return [*blocks, PageBlock(BlockKind.FURNITURE, NOTICE), *lines] if lines else blocks


@dataclass(slots=True)
class _Container:
    """An open element that decides the kind of the text in it. ``number``: the next number of an ordered list."""

    kind: str
    level: int = 0
    label: str = ""
    number: int | None = None
    step: int = 1
    style: str = "1"
    hint: str = ""
    language: str = ""
    table: TableBuilder | None = None


@dataclass(slots=True)
class _Walker:
    base_url: str
    linked_names: frozenset[str]
    hidden_too: bool
    placed: PlacedBlocks = field(default_factory=PlacedBlocks)
    _inline: InlineBuilder = field(default_factory=InlineBuilder)
    _around: list[_Container] = field(default_factory=list)
    _deciding: list[_Container] = field(default_factory=list)
    _lists: list[_Container] = field(default_factory=list)
    _open: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    _at_end: list[Callable[[], None]] = field(default_factory=list)
    _preformatted: int = 0
    _cells: int = 0

    def start(self, element: _Element) -> bool:
        """Begin an element; return whether its contents are skipped."""
        tag = element.tag
        is_hidden, instead = False, None
        names = element.keys()
        if elements.may_be_special(element, tag, names):
            is_hidden = not self.hidden_too and (tag == "noscript" or elements.is_hidden(element))
            instead = None if is_hidden else "" if elements.is_page_number(element) else formula_of(element)
        if is_hidden or instead is not None or not isinstance(tag, str) or elements.is_unread(element, tag):
            self._at_end.append(_nothing)
            if instead is not None:
                self._add_instead(element, instead)
            return True
        if tag in elements.BLOCKS:
            self._start_block(element, tag, names)
        else:
            self._start_inline(element, tag)
        if self.linked_names:
            identifier = element.get("id") or (element.get("name") if tag == "a" else None)
            if identifier and identifier in self.linked_names:
                self._inline.name_place(identifier)
        self._add_text(element.text)
        return False

    def end(self, element: _Element) -> None:
        """End the element begun last, and read the text after it."""
        self._at_end.pop()()
        self._add_text(element.tail)

    def end_all(self) -> None:
        """End the elements that are still open."""
        while self._at_end:
            self._at_end.pop()()

    def own_text(self, element: _Element) -> str | None:
        """The text at the start of an element, or that of an image; None if its contents are not shown."""
        is_hidden = not self.hidden_too and (element.tag == "noscript" or elements.is_hidden(element))
        if is_hidden or elements.is_unread(element, element.tag):
            return None
        return elements.words_of_image(element) if element.tag == "img" else element.text or ""

    def flush(self) -> None:
        """Make a block of the text so far."""
        self._emit(self._inline.take())

    # ------------------------------------------------------------------ text

    def _add_text(self, text: str | None) -> None:
        if not text:
            return
        if self._preformatted:
            self._inline.add_verbatim(text.replace("\r\n", "\n").replace("\r", "\n"))
        else:
            self._inline.add(text)

    def _add_instead(self, element: _Element, formula: str) -> None:
        """Replace the element with its formula, or treat it as a place without words."""
        for name in self.linked_names.intersection(part.get("id") or "" for part in element.iter()):
            self._inline.name_place(name)
        is_apart = element.get("display") == "block" and not self._cells and not self._open["heading"]
        if is_apart:
            self._inline.end_line()
        self._inline.add(formula)
        if is_apart:
            self._inline.add_line_end()

    def _break(self) -> None:
        """End the current block."""
        if self._preformatted:
            self._inline.end_line()
        elif self._cells:
            self._inline.add_space()
        else:
            self.flush()

    # ------------------------------------------------------------------ inline elements

    def _start_inline(self, element: _Element, tag: str) -> None:
        at_end: Callable[[], None] = _nothing
        if tag == "a":
            target = link_target(element.get("href") or "", self.base_url)
            if target:
                self._inline.open_mark(MarkType.LINK, target)
                at_end = self._inline.close_mark
        elif tag in elements.MARKS:
            if not (tag == "code" and self._preformatted):
                self._inline.open_mark(elements.MARKS[tag])
                at_end = self._inline.close_mark
        elif tag == "br":
            self._line_break()
        elif tag == "img":
            self._image(element)
        elif tag == "input":
            self._check_box(element)
        elif tag in ("sup", "sub"):
            place = self._inline.place()
            change = self._inline.raise_from if tag == "sup" else self._inline.lower_from
            at_end = partial(change, place)
        elif tag == "q":
            self._inline.add("“")
            at_end = partial(self._inline.add, "”")
        elif tag == "rt" and not any(
            sibling.tag == "rp" for sibling in islice(element.itersiblings(preceding=True), _NEAR)
        ):
            self._inline.add("(")
            at_end = partial(self._inline.add, ")")
        self._at_end.append(at_end)

    def _line_break(self) -> None:
        """A line end; two in running text end the paragraph."""
        if self._preformatted:
            self._inline.add_line_end()
        elif self._cells or self._open["heading"]:
            self._inline.add_space()
        elif self._inline.follows_line_end:
            self.flush()
        else:
            self._inline.add_line_end()

    def _image(self, element: _Element) -> None:
        words = elements.words_of_image(element)
        if words and elements.is_part_of_line(element, words):
            self._inline.add(words)
        elif not elements.is_icon(element):
            self._inline.add_picture(elements.words_of_picture(element), references_of(element))
        elif words:
            self._inline.add_picture(words)

    def _check_box(self, element: _Element) -> None:
        item = self._around[-1] if self._around else None
        if element.get("type") == "checkbox" and item is not None and item.kind == "item" and item.label:
            item.label = "☐" if element.get("checked") is None else "☑"

    # ------------------------------------------------------------------ block elements

    def _start_block(self, element: _Element, tag: str, names: Collection[str]) -> None:
        self._break()
        if self.placed.enter(element, tag, names):
            self._at_end.append(self._end_aside)
            return
        container = self._container(element, tag, names)
        if container is None:
            self._at_end.append(self._end_block)
            return
        self._around.append(container)
        self._open[container.kind] += 1
        if container.kind == "list":
            self._lists.append(container)
        if container.kind not in _NOT_DECIDING:
            self._deciding.append(container)
        if container.kind == "pre":
            self._preformatted += 1
        elif container.kind == "cell":
            self._cells += 1
            self._at_end.append(partial(self._end_cell, element))
            return
        elif container.kind == "term":
            self._inline.open_mark(MarkType.STRONG)
        self._at_end.append(self._end_container)

    def _container(self, element: _Element, tag: str, names: Collection[str]) -> _Container | None:
        """The kind of text the element contains; None if it only divides. ``names``: those of its attributes."""
        if self._preformatted:
            return None
        hint, rank = _NO_HINT, elements.HEADINGS.get(tag)
        if names:
            hint = f"{element.get('class') or ''} {element.get('itemprop') or ''} {element.get('rel') or ''}".lower()
            rank = rank or ("role" in names and elements.aria_rank(element))
        if rank:
            return _Container("heading", level=rank, hint=hint)
        if tag in ("td", "th"):
            return _Container("cell") if self._around and self._around[-1].table is not None else None
        if tag in ("ul", "ol", "menu", "dir"):
            return self._list(element, tag)
        if tag == "li":
            return _Container("item", label=element.get(elements.GIVEN_LABEL) or self._next_label(element))
        if tag == "table":
            is_data = not self._cells and is_data_table(element)
            return _Container("table", table=TableBuilder()) if is_data else None
        if tag == "tr":
            table = self._around[-1].table if self._around else None
            if table is not None:
                table.start_row()
            return None
        if tag == "hr":
            self._emit_rule()
            return None
        if tag in ("pre", "listing", "xmp", "plaintext"):
            return None if self._cells else _Container("pre", language=elements.code_language(element))
        if tag in _SIMPLE:
            return _Container(_SIMPLE[tag], label="–" if tag == "dd" else "", hint=hint)
        if (
            tag in ("p", "div")
            and _CAPTION_NAMES.search(hint)
            and not any(one.tag in elements.BLOCKS for one in element)
        ):
            return _Container("caption", hint=hint)
        return _Container("plain", hint=hint) if tag in ("p", "div", "span", "address", "section") else None

    def _list(self, element: _Element, tag: str) -> _Container:
        if tag != "ol":
            return _Container("list")
        items = element.get("reversed") is not None and sum(child.tag == "li" for child in element)
        start = elements.whole_number(element.get("start"), items or 1)
        return _Container("list", number=start, step=-1 if items else 1, style=element.get("type") or "1")

    def _next_label(self, element: _Element) -> str:
        around = self._lists[-1] if self._lists else None
        if around is None or around.number is None:
            return "•"
        number = elements.whole_number(element.get("value"), around.number)
        around.number = number + around.step
        return elements.item_label(number, around.style)

    def _leave_container(self) -> None:
        container = self._around.pop()
        self._open[container.kind] -= 1
        if container.kind == "list":
            self._lists.pop()
        if container.kind not in _NOT_DECIDING:
            self._deciding.pop()
        self.placed.leave()

    def _end_block(self) -> None:
        self._break()
        self.placed.leave()

    def _end_aside(self) -> None:
        self._break()
        self.placed.leave(is_aside=True)

    def _end_container(self) -> None:
        container = self._around[-1]
        if container.kind == "pre":
            self._emit(self._inline.take())
            self._preformatted -= 1
        elif container.kind == "table" and container.table is not None:
            self.flush()
            label = "" if container.table.has_header else HEADLESS
            self._add_block(BlockKind.TABLE, container.table.inline(), label=label)
        else:
            self._break()
        if container.kind == "term":
            self._inline.close_mark()
        self._leave_container()

    def _end_cell(self, element: _Element) -> None:
        self._cells -= 1
        self._leave_container()
        table = self._around[-1].table if self._around else None
        cell = self._inline.take()
        self.placed.show_all(cell)
        if table is not None:
            table.add_cell(cell, element)

    # ------------------------------------------------------------------ blocks

    def _emit(self, inline: InlineText) -> None:
        """Add a block of the kind that the innermost container requires."""
        if inline.is_blank:
            self.placed.add_blank(inline, self._hint())
            return
        if not self._deciding:
            self._add_block(BlockKind.PARAGRAPH, inline)
            return
        container = self._deciding[-1]
        match container.kind:
            case "heading":
                self._add_block(BlockKind.HEADING, inline, level=container.level)
            case "pre":
                self._emit_code(inline, container.language)
            case "item" | "definition":
                self._add_block(BlockKind.LIST_ITEM, inline, level=self._depth(), label=container.label)
                container.label = ""
            case "quote":
                self._add_block(BlockKind.QUOTE, inline, level=min(self._open["quote"], _MAX_LEVEL))
            case "caption":
                self._add_block(BlockKind.CAPTION, inline)
            case _:
                self._add_block(BlockKind.PARAGRAPH, inline)

    def _depth(self) -> int:
        return min(max(1, sum(self._open[kind] for kind in ("list", "quote", "definition"))), _MAX_LEVEL)

    def _emit_code(self, inline: InlineText, language: str) -> None:
        lines = inline.text.split()
        is_gutter = len(lines) > 1 and all(line.isdecimal() for line in lines) and lines[0] in ("0", "1")
        if not is_gutter:
            self._add_block(BlockKind.CODE, inline, label=language)

    def _emit_rule(self) -> None:
        if not self._preformatted and not self._cells:
            self._add_block(BlockKind.RULE, InlineText("* * *"))

    def _add_block(self, kind: BlockKind, inline: InlineText, *, level: int = 0, label: str = "") -> None:
        quoted = 0 if kind is BlockKind.QUOTE else min(self._open["quote"], _MAX_LEVEL)
        self.placed.add(kind, inline, level=level, label=label, quoted=quoted, hint=self._hint())

    def _hint(self) -> str:
        return self._around[-1].hint if self._around else ""


def _nothing() -> None:
    """Do nothing at the end of an element."""


# ------------------------------------------------------------------ formulas
# Reads the formulas of a page once each: MathML, and what MathJax and KaTeX generate from LaTeX.


def formula_of(element: _Element) -> str | None:
    """The formula that an element represents; "" for a picture of a formula that is also given in another form, None
    for no formula.
    """
    tag = element.tag
    if not isinstance(tag, str):
        return None
    if tag == "math" or tag.endswith(":math"):
        return text_of_math(element)
    if tag == "script":
        return _source_in(element) if _is_source(element) else None
    classes = element.get("class") or ""
    if "katex" in classes and "katex" in classes.split():
        return _formula_of_katex(element)
    if "MathJax" not in classes:
        return None
    sibling, left = element.getnext(), _MOST_SIBLINGS
    while sibling is not None and left:
        if _is_source(sibling):
            return ""
        sibling, left = sibling.getnext(), left - 1
    math = parse_xml((element.get("data-mathml") or "").encode())
    return text_of_math(math) if math is not None else None


def _formula_of_katex(element: _Element) -> str | None:
    """A formula typeset by KaTeX without MathML or source next to it."""
    if next(element.iter("math"), None) is not None:
        return None
    html = next((one for one in element.iter("span") if "katex-html" in (one.get("class") or "").split()), None)
    return (
        (text_of_katex(html) if html is not None else "") or " ".join((element.get("aria-label") or "").split()) or None
    )


def _is_source(element: _Element) -> bool:
    return element.tag == "script" and (element.get("type") or "").lower().startswith(("math/tex", "math/mml"))


def _source_in(script: _Element) -> str:
    written = script.text or ""
    if (script.get("type") or "").lower().startswith("math/tex"):
        return text_of_tex(written)
    math = parse_xml(written.encode())
    return text_of_math(math) if math is not None else ""
