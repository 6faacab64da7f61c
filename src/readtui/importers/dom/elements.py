"""Classifies HTML elements: blocks, marks, or elements to skip."""

import re
from collections.abc import Collection

from lxml.etree import _Element

from readtui.importers.dom.alternatives import looks_like_formula, told, with_title
from readtui.importers.mathematics.latex import is_latex
from readtui.importers.mathematics.tex import text_of_tex
from readtui.model.block import MarkType
from readtui.text.pages.service_lines import labels_note
from readtui.text.word_tables import word_set

_EPUB_TYPE = ("{http://www.idpf.org/2007/ops}type", "epub:type")

_UNREAD = word_set(
    """
    script style template head title meta link base svg iframe embed applet audio video canvas select datalist
    textarea noframes noembed frameset param track area progress meter
    """
)
BLOCKS = word_set(
    """
    address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset figcaption
    figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre search section summary
    table tbody td tfoot th thead tr ul listing xmp plaintext marquee optgroup option
    """
)
MARKS = {
    **dict.fromkeys(word_set("em i cite dfn var"), MarkType.EMPHASIS),
    **dict.fromkeys(word_set("strong b"), MarkType.STRONG),
    **dict.fromkeys(word_set("code kbd samp tt"), MarkType.CODE),
    **dict.fromkeys(word_set("s strike del"), MarkType.STRIKETHROUGH),
}
_TOLD_BY_ATTRIBUTES = (BLOCKS | MARKS.keys() | word_set("a span br sup sub q u small big font ruby rt rp")) - {"dialog"}
"""Elements whose attributes decide whether they are hidden, formulas or page numbers."""
_TELLING = frozenset(("aria-hidden", "hidden", "style", "role", *_EPUB_TYPE))
GIVEN_LABEL = "{readtui}label"
"""The attribute with a list item's label; no page can contain it."""
GIVEN_TABLE = "{readtui}table"
"""The attribute that marks a table as a data table."""
HEADINGS = {f"h{rank}": rank for rank in range(1, 7)}
_ASIDE = frozenset(("nav", "aside", "footer", "search", "button"))
_ASIDE_ROLES = frozenset(
    ("navigation", "complementary", "contentinfo", "search", "banner", "menu", "menubar", "toolbar")
)
_NOTE_NAMES = re.compile(r"[\s_-](?:admonition|callout|notecard|doc-tip|note|tip|hint|warning|caution)(?=$|[\s_-])")
_DEEPEST_LABEL = 4
_INVISIBLE = re.compile(r"(?:^|;|\s)(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_LANGUAGE = re.compile(
    r"(?:^|\s)(?:language-|lang-|highlight-source-|highlight-|brush:\s*|sourceCode\s+|src\s+src-)([a-zA-Z][\w+#.-]{0,30})"
)
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x")),
    *((9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_PAGE_CLASSES = frozenset(
    {
        *("pagenum", "pageno", "pagebreak", "page-break", "page_number", "x-ebookmaker-pageno"),
        # The numbers of verses and of lines of code, which styles set in the margin.
        *("lnum", "linenum", "linenumber", "line-number", "line_number", "lineno", "linenos", "gutter"),
    }
)
_IN_PAGE_CLASSES = re.compile("page|num|lineno|gutter").search
"""Finds something in each of these classes. To look for it is quick, and rejects most elements."""
_IN_TELLING_CLASSES = re.compile("page|num|lineno|gutter|katex|MathJax").search
_PAGE_NUMBER = re.compile(
    r"\W{0,3}(?:(?:pages?|pg|pp?|s|seite)\b\.?\s*)?(?:\d{1,5}|[ivxlcdm]{1,12})[a-z]?\W{0,3}", re.IGNORECASE
)
_MAX_PAGE_NUMBER = 16
_MAX_ICON = 40
_MAX_SIGN = 8
_MAX_NOTICE_WORDS = 30
_NO_LANGUAGE = frozenset(("text", "plaintext", "none", "plain", "nohighlight", "default"))


def may_be_special(element: _Element, tag: object, names: Collection[str]) -> bool:
    """Whether an element with this name and attributes may be hidden, a formula or a page number. Most cannot: a quick
    look at them saves several others.
    """
    if tag not in _TOLD_BY_ATTRIBUTES or not _TELLING.isdisjoint(names):
        return True
    classes = (element.get("class") or "") if "class" in names else ""
    return bool(classes) and _IN_TELLING_CLASSES(classes) is not None


def is_unread(element: _Element, tag: object) -> bool:
    """Whether to skip an element with the name ``tag``. The fallback content of an object is read unless it is a mere
    notice.
    """
    if tag == "object":
        # Checks only this many words, because objects can be nested.
        words = 0
        for piece in element.itertext():
            words += len(str(piece).split(None, _MAX_NOTICE_WORDS))
            if words > _MAX_NOTICE_WORDS:
                return False
        return True
    return tag in _UNREAD


def is_hidden(element: _Element) -> bool:
    """Whether browsers or screen readers skip the element."""
    if element.get("aria-hidden") == "true":
        return "math" not in element.get("class", "")
    if element.get("hidden") is not None:
        return element.get("hidden") != "until-found"
    style = element.get("style")
    if style is not None and _INVISIBLE.search(style):
        return True
    return element.tag == "dialog" and element.get("open") is None


def is_page_number(element: _Element) -> bool:
    """Whether the element marks the start of a page of the printed edition, possibly inside a sentence, or numbers a
    line: by its type or role, or by one of the usual classes and a number.
    """
    kinds = element.get(_EPUB_TYPE[0]) or element.get(_EPUB_TYPE[1]) or ""
    is_break = "pagebreak" in kinds.split() or element.get("role") == "doc-pagebreak"
    if not is_break:
        classes = element.get("class") or ""
        if not _IN_PAGE_CLASSES(classes) or _PAGE_CLASSES.isdisjoint(classes.split()):
            return False
    words = ""
    for piece in element.itertext():
        words += piece if words else str(piece).lstrip()
        if len(words.rstrip()) > _MAX_PAGE_NUMBER:
            return False
    return not words or _PAGE_NUMBER.fullmatch(words.rstrip()) is not None


def is_aside(element: _Element, tag: str) -> bool:
    """Whether the element declares itself not to be the page's text: navigation, a form, a sidebar or footer."""
    if tag not in _ASIDE:
        return element.get("role") in _ASIDE_ROLES
    return not (tag == "aside" and _is_note(element))


def _is_note(element: _Element) -> bool:
    """Whether an aside is a note to the reader, which belongs to the text around it: by its names, or by the label that
    it begins with.
    """
    if _NOTE_NAMES.search(f" {element.get('class') or ''} {element.get('role') or ''}".lower()):
        return True
    one: _Element | None = element
    for _ in range(_DEEPEST_LABEL):
        if one is None or not isinstance(one.tag, str):
            return False
        if (one.text or "").strip():
            return labels_note(one.text or "")
        one = next(iter(one), None)
    return False


def code_language(element: _Element) -> str:
    """The language of a code block, from its own class, its child's or its parents'; "" if none states it."""
    child = next(iter(element), None)
    parent = element.getparent()
    grandparent = parent.getparent() if parent is not None else None
    for candidate in (element, child, parent, grandparent):
        if candidate is None or not isinstance(candidate.tag, str):
            continue
        named = candidate.get("data-lang") or candidate.get("data-language") or ""
        found = _LANGUAGE.search(candidate.get("class") or "")
        language = named.strip().lower() or (found[1].lower() if found else "")
        if language:
            return "" if language in _NO_LANGUAGE else language
    return ""


def item_label(number: int, style: str) -> str:
    """The label of an ordered list item: "3.", or in the list's style (a, A, i, I) "c.", "iii."."""
    label = str(number)
    if style.lower() == "a" and 1 <= number <= 702:
        first, second = divmod(number - 1, 26)
        label = (chr(96 + first) if first else "") + chr(97 + second)
    elif style.lower() == "i" and 1 <= number <= 3999:
        label = _roman(number)
    return f"{label.upper() if style.isupper() else label}."


def _roman(number: int) -> str:
    letters = ""
    for value, sign in _ROMAN:
        letters += sign * (number // value)
        number %= value
    return letters


def words_of_image(image: _Element) -> str:
    """An image's alternative text; empty for icons and for texts that do not describe the image."""
    alt = told(image.get("alt") or "")
    if _is_formula(image) or is_latex(alt):
        return text_of_tex(alt)
    is_unspoken = is_icon(image) and any(map(str.isalnum, alt))
    return "" if is_unspoken and not looks_like_formula(alt) else alt


def is_icon(image: _Element) -> bool:
    """Whether the page shows an image in the size of an icon."""
    return any(_is_small(image.get(side)) for side in ("width", "height"))


def words_of_picture(image: _Element) -> str:
    """The words for an image that stands alone: its alternative text, and its title if that says something else."""
    return with_title(words_of_image(image), image.get("title") or "")


def is_part_of_line(image: _Element, words: str) -> bool:
    """Whether an image replaces words in a line of text, like a formula or an emoji."""
    is_sign = len(words) <= _MAX_SIGN and not any(map(str.isalnum, words))
    return is_sign or _is_formula(image) or looks_like_formula(words) or is_latex(image.get("alt") or "")


def _is_formula(image: _Element) -> bool:
    classes = image.get("class") or ""
    return "math" in classes or "tex" in classes.split() or "latex" in classes.split()


def _is_small(side: str | None) -> bool:
    return side is not None and side.isascii() and side.isdigit() and int(side[:6]) <= _MAX_ICON


def whole_number(written: str | None, otherwise: int) -> int:
    """The number in an attribute, or ``otherwise`` if there is none."""
    written = (written or "").strip()[:9]
    return int(written) if re.fullmatch(r"-?[0-9]{1,8}", written) else otherwise


def aria_rank(element: _Element) -> int:
    """The rank of an element with the role heading; 0 for others."""
    if element.get("role") != "heading":
        return 0
    return min(6, max(1, whole_number(element.get("aria-level"), 2)))
