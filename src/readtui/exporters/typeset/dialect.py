"""The protocol of typesetting formats: how each writes the parts of a document."""

import unicodedata
from collections.abc import Sequence
from typing import Protocol

from readtui.exporters.exporter import Context
from readtui.model.annotation import HIGHLIGHT_COLORS, Annotation
from readtui.model.article import ArticleRecord
from readtui.model.block import MarkType, Role
from readtui.quick_dataclass import dataclass

_LOOKED_AT = 500


@dataclass(frozen=True, slots=True)
class TypesetMark:
    """How a piece of text is marked: the innermost color (None: underlined), and the color that it covers."""

    color: str | None
    outer: str | None = None


@dataclass(frozen=True, slots=True)
class Footnote:
    """A note, written in the format, and its number in the article."""

    number: int
    content: str


def highlight_of(annotations: Sequence[Annotation]) -> TypesetMark | None:
    """The highlight of text with these annotations, outermost first."""
    if not annotations:
        return None
    colors = [one.color for one in reversed(annotations) if one.color in HIGHLIGHT_COLORS]
    return TypesetMark(*colors[:2]) if colors else TypesetMark(None)


def reads_from_right(text: str, declared: str = "") -> bool:
    """Whether a paragraph runs from right to left: as declared ("ltr", "rtl"), else by its first letter."""
    if declared in ("ltr", "rtl"):
        return declared == "rtl"
    for character in text[:_LOOKED_AT]:
        found = unicodedata.bidirectional(character)
        if found in ("L", "R", "AL"):
            return found != "L"
    return False


class Dialect(Protocol):
    """Writes the parts of a document. A parameter ``content`` is already in the format; all others are plain values."""

    def start(self, only: ArticleRecord | None, context: Context) -> str:
        """The beginning of the file. ``only``: its article if there is only one."""

    def end(self) -> str:
        """The end of the file."""

    # ------------------------------------------------------------------ within a paragraph

    def text(self, words: str, highlight: TypesetMark | None = None) -> str:
        """The words, escaped. Line feeds become line breaks."""

    def code(self, words: str, highlight: TypesetMark | None = None) -> str:
        """The words as code, with all spaces. They contain no line feeds."""

    def styled(self, type_: MarkType, content: str) -> str:
        """Emphasis and similar styles, but not code or links."""

    def link(self, address: str, content: str) -> str:
        """A link to an address."""

    def jump(self, name: str, content: str) -> str:
        """A link to a place in the document."""

    def place(self, name: str) -> str:
        """The target of a link."""

    def back(self, address: str) -> str:
        """A small link back to readtui."""

    def citation(self, key: str, page: str) -> str:
        """A citation of a work with this key in the bibliography of whoever typesets it. ``page``: "" for none."""

    def soft(self, content: str) -> str:
        """Less prominent words: tags and links at the end of a note."""

    def footnote(self, note: Footnote) -> str:
        """A footnote at this place in the text, or only its number."""

    # ------------------------------------------------------------------ blocks

    def footnotes(self, notes: Sequence[Footnote]) -> str:
        """The footnotes of the previous block, if ``footnote`` writes only numbers."""

    def heading(self, level: int, content: str) -> str:
        """A heading; level 1 is the title."""

    def paragraph(self, content: str, *, role: Role | None = None, from_right: bool = False) -> str:
        """A paragraph."""

    def small(self, content: str) -> str:
        """A paragraph in small type: an article's origin, a caption, tags."""

    def quote(self, level: int, content: str, *, from_right: bool = False) -> str:
        """A paragraph of a quotation in the article."""

    def item(self, level: int, label: str, content: str, *, from_right: bool = False) -> str:
        """An item of a list with its label, "" for none."""

    def code_block(self, lines: Sequence[str]) -> str:
        """Lines of code."""

    def table(self, rows: Sequence[Sequence[str]], *, has_header: bool) -> str:
        """Rows of cells. They may differ in length."""

    def rule(self) -> str:
        """A rule between sections."""

    def card(self, color: str | None, blocks: str) -> str:
        """The quote of an annotation."""
