"""What a typesetting format has to know: how it writes each part of a document."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from readtui.exporters.exporter import Context
from readtui.model.annotation import HIGHLIGHT_COLORS, Annotation
from readtui.model.article import ArticleRecord
from readtui.model.block import MarkType, Role

_LOOKED_AT = 500


@dataclass(frozen=True, slots=True)
class Highlight:
    """How a piece of text is marked: the innermost color, None for a line below, and the color that this one covers."""

    color: str | None
    outer: str | None = None


@dataclass(frozen=True, slots=True)
class Footnote:
    """A note as it stands in the format, and its number in the article."""

    number: int
    content: str


def highlight_of(annotations: Sequence[Annotation]) -> Highlight | None:
    """The highlight of text with these annotations, outermost first."""
    if not annotations:
        return None
    colors = [one.color for one in reversed(annotations) if one.color in HIGHLIGHT_COLORS]
    return Highlight(*colors[:2]) if colors else Highlight(None)


def reads_from_right(text: str, declared: str = "") -> bool:
    """Whether a paragraph is read from right to left: as declared ("ltr", "rtl"), else as its first letter is."""
    if declared in ("ltr", "rtl"):
        return declared == "rtl"
    for character in text[:_LOOKED_AT]:
        found = unicodedata.bidirectional(character)
        if found in ("L", "R", "AL"):
            return found != "L"
    return False


class Dialect(Protocol):
    """Writes the parts of a document. A parameter ``content`` is text in the format; all others are plain values."""

    def start(self, only: ArticleRecord | None, context: Context) -> str:
        """The beginning of the file; ``only`` is its only article."""
        ...

    def end(self) -> str:
        """The end of the file."""
        ...

    # ------------------------------------------------------------------ within a paragraph

    def text(self, words: str, highlight: Highlight | None = None) -> str:
        """Words as they are; line feeds are line breaks."""
        ...

    def code(self, words: str, highlight: Highlight | None = None) -> str:
        """Words as code, with every space; without line feeds."""
        ...

    def styled(self, type_: MarkType, content: str) -> str:
        """Emphasis and the like. Not for code and links."""
        ...

    def link(self, address: str, content: str) -> str:
        """A link to an address."""
        ...

    def jump(self, name: str, content: str) -> str:
        """A link to a place in the document."""
        ...

    def place(self, name: str) -> str:
        """A place that links lead to."""
        ...

    def back(self, address: str) -> str:
        """A small link back to readtui."""
        ...

    def soft(self, content: str) -> str:
        """Words that stand back: tags and links at the end of a note."""
        ...

    def footnote(self, note: Footnote) -> str:
        """A footnote at this place in the text, or only its number."""
        ...

    # ------------------------------------------------------------------ blocks

    def footnotes(self, notes: Sequence[Footnote]) -> str:
        """The footnotes of the block before, if ``footnote`` gives only numbers."""
        ...

    def heading(self, level: int, content: str) -> str:
        """A heading; level 1 is the title."""
        ...

    def paragraph(self, content: str, *, role: Role | None = None, from_right: bool = False) -> str:
        """A paragraph."""
        ...

    def small(self, content: str) -> str:
        """A paragraph of small type: what is known of an article, a caption, tags."""
        ...

    def quote(self, level: int, content: str, *, from_right: bool = False) -> str:
        """A paragraph of a quotation in the article."""
        ...

    def item(self, level: int, label: str, content: str, *, from_right: bool = False) -> str:
        """An item of a list with its label, "" for none."""
        ...

    def code_block(self, lines: Sequence[str]) -> str:
        """Lines of code."""
        ...

    def table(self, rows: Sequence[Sequence[str]], *, has_header: bool) -> str:
        """Rows of cells; they need not have the same length."""
        ...

    def rule(self) -> str:
        """A rule between sections."""
        ...

    def card(self, color: str | None, blocks: str) -> str:
        """The quote of an annotation."""
        ...
