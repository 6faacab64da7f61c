"""A word of a PDF page, with position and style."""

from dataclasses import dataclass

from readtui.importers.pdf.tags import Tag

BOLD = 1
ITALIC = 2
MONOSPACE = 4

HYPHEN = "\xad"
"""Ends a word that pdfium found divided at the end of a line."""


@dataclass(slots=True)
class Word:
    """Glyphs in a row without a space. Places in points, seen in reading direction: x goes on with the text, so to the
    left on a page of a script that is written so; y upwards.

    ``size``: font size in points as it appears; ``style``: BOLD, ITALIC and MONOSPACE added up; ``link``: a URL;
    ``joined``: no white space stands before it; ``tag``: what a tagged PDF says it belongs to; ``script``: 1 for a
    superscript, -1 for a subscript; ``name``: what a link to it is called; ``spaced``: a space that was set follows.
    """

    text: str
    left: float
    right: float
    baseline: float
    size: float
    style: int = 0
    link: str = ""
    joined: bool = False
    tag: Tag | None = None
    script: int = 0
    name: str = ""
    spaced: bool = False
