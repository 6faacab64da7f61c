"""A word of a PDF page, with position and style."""

from typing import TypeAlias

from readtui.importers.pdf.tags import StructureTag
from readtui.quick_dataclass import dataclass, maker

BOLD = 1
ITALIC = 2
MONOSPACE = 4

Glyphs: TypeAlias = list[tuple[int, ...]]
"""Pdfium's indexes of the glyphs that show each character of a text."""

HYPHEN = "\xad"
"""Marks the end of a word that pdfium found divided at a line end."""


@dataclass(slots=True)
class Word:
    """Consecutive glyphs without a space. Positions in points, in reading direction: x increases along the text, so
    leftwards for right-to-left scripts; y increases upwards.

    ``size``: the apparent font size in points. ``style``: the sum of BOLD, ITALIC and MONOSPACE. ``link``: a URL.
    ``joined``: no white space comes before it. ``tag``: its element in a tagged PDF. ``script``: 1 for a superscript,
    -1 for a subscript. ``name``: the name that links to it use. ``spaced``: it ends in Hangul, and an explicit space
    follows. ``glyphs``: of each character of ``text``, if they were asked for.
    """

    text: str
    left: float
    right: float
    baseline: float
    size: float
    style: int = 0
    link: str = ""
    joined: bool = False
    tag: StructureTag | None = None
    script: int = 0
    name: str = ""
    spaced: bool = False
    glyphs: Glyphs | None = None


word_at = maker(Word)
"""Makes a Word, fast."""
