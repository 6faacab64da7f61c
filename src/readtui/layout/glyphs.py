"""Text as a terminal shows it: graphemes, their width in cells, and the characters to write."""

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len

from readtui.layout.widths import UNKNOWN_TERMINAL, CellWidths, disputed_cells, is_disputed
from readtui.quick_pattern import pattern

if TYPE_CHECKING:
    import regex

TAB_CELLS = 4
SOFT_HYPHEN = "\u00ad"
ZERO_WIDTH_SPACE = "\u200b"

# Characters that are a grapheme of their own, one cell wide: text of only these needs no measuring.
_SIMPLE = (
    " -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0377\u037a-\u037f\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u0482"
    "\u048a-\u052f\u0531-\u0556\u0561-\u058a\u05be\u05d0-\u05ea\u05f3\u05f4\u060c-\u060f\u061b\u061d-\u064a"
    "\u0660-\u066f\u0671-\u06d5\u06ee-\u06ff\u0750-\u077f\u10d0-\u10ff\u1e00-\u1eff\u2010-\u2027\u2030-\u205e\u20a0-\u20c0\u2100-\u214f\u2190-\u21ff\u2500-\u25fc"
)
_NOT_SIMPLE = pattern(f"[^{_SIMPLE}]")
# Chinese, Japanese, Korean syllables and full-width forms.
_WIDE = "\u3001-\u3029\u3041-\u3096\u309b-\u30ff\u3400-\u9fff\uac00-\ud7a3\uff01-\uff9d\uffe0-\uffe6"


class Glyph(NamedTuple):
    """A grapheme: its half-open range in the text, its width in cells, and the characters to write.

    ``is_disputed``: not every terminal gives it this width.
    """

    start: int
    end: int
    cells: int
    shown: str
    is_disputed: bool = False


def is_simple(text: str, start: int, end: int) -> bool:
    """Whether every code point in the range is a grapheme of one cell."""
    return _NOT_SIMPLE.search(text, start, end) is None


def glyphs(text: str, start: int, end: int, widths: CellWidths = UNKNOWN_TERMINAL) -> Iterator[Glyph]:
    """The graphemes of a range (UAX #29). Tab stops count from the start of the range.

    Soft hyphens, zero-width spaces and line ends take no cell and are not written.
    """
    if is_single(text, start, end):
        for offset, character in enumerate(text[start:end], start):
            yield Glyph(offset, offset + 1, character_cells(character), character)
        return
    cell = 0
    for match in _graphemes()(text, start, end):
        cluster = match[0]
        if cluster == "\t":
            width = TAB_CELLS - cell % TAB_CELLS
            yield Glyph(*match.span(), width, " " * width)
        elif is_disputed(cluster):
            shown = cluster.replace(SOFT_HYPHEN, "")
            width = disputed_cells(shown, widths)
            yield Glyph(*match.span(), width, shown, is_disputed=True)
        else:
            width, shown = _measured(cluster)
            yield Glyph(*match.span(), width, shown)
        cell += width


def text_cells(text: str, widths: CellWidths = UNKNOWN_TERMINAL) -> int:
    """The width of a text without tabs, in cells."""
    if is_single(text, 0, len(text)):
        return cell_len(text)
    return sum(glyph.cells for glyph in glyphs(text, 0, len(text), widths))


def cut_to_cells(text: str, cells: int, widths: CellWidths = UNKNOWN_TERMINAL) -> str:
    """The beginning of a text without tabs that fits ``cells``."""
    used = 0
    for glyph in glyphs(text, 0, len(text), widths):
        used += glyph.cells
        if used > cells:
            return text[: glyph.start]
    return text


def is_single(text: str, start: int, end: int) -> bool:
    """Whether every code point in the range is a grapheme of its own, one or two cells wide."""
    return is_simple(text, start, end) or _not_single().search(text, start, end) is None


@cache
def _not_single() -> re.Pattern[str]:
    # Compiled when it is needed: it takes 15 ms, and most texts are simple.
    return re.compile(f"[^{_SIMPLE}{_WIDE}]")


@cache
def character_cells(character: str) -> int:
    """The cells of a code point that is a grapheme of its own."""
    return cell_len(character)


@cache
def _graphemes() -> "Callable[[str, int, int], Iterator[regex.Match[str]]]":
    # Imported here because most texts need no measuring.
    import regex

    return regex.compile(r"\X").finditer


@lru_cache(maxsize=1 << 14)
def _measured(cluster: str) -> tuple[int, str]:
    """The width of a grapheme in cells, and the characters to write."""
    if cluster in (SOFT_HYPHEN, ZERO_WIDTH_SPACE, "\n"):
        return 0, ""
    shown = cluster.replace(SOFT_HYPHEN, "")
    return cell_len(shown), shown
