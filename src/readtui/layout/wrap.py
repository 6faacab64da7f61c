"""Breaks a range of text into lines by cell width."""

from collections.abc import Iterator

from readtui.layout.glyphs import SOFT_HYPHEN, TAB_CELLS, ZERO_WIDTH_SPACE, Glyph, glyphs, is_simple
from readtui.layout.widths import UNKNOWN_TERMINAL, CellWidths
from readtui.quick_dataclass import dataclass
from readtui.text.segmentation.thai import thai_word_starts

# Kinsoku: what must not start, and what must not end a line (JIS X 4051, the usual core).
NOT_AT_START = frozenset(
    "、。，．・：；？！゛゜ヽヾゝゞ々ー’”）〕］｝〉》」』】〙〗〟｠»ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ…‥,.!?:;)]}%"
)
NOT_AT_END = frozenset("‘“（〔［｛〈《「『【〘〖〝｟«([{")
_BREAK_AFTER = frozenset("-‐–—/")


def wrap(text: str, start: int, end: int, width: int, widths: CellWidths = UNKNOWN_TERMINAL) -> list[tuple[int, int]]:
    """Greedy lines of a range without line ends, as half-open ranges. Spaces at a break belong to no line.

    ``width`` in cells, at least 1. A word longer than a line is broken between graphemes. No line is wider than
    ``width`` unless a single grapheme is.
    """
    if is_simple(text, start, end):
        return _wrap_simple(text, start, end, max(1, width))
    return _wrap_measured(text, start, end, max(1, width), widths)


def _wrap_simple(text: str, start: int, end: int, width: int) -> list[tuple[int, int]]:
    """Wrap text of one cell per code point: break at the last space that fits."""
    lines: list[tuple[int, int]] = []
    while end - start > width:
        space = text.rfind(" ", start + 1, start + width + 1)
        if space < 0:
            lines.append((start, start + width))
            start += width
            continue
        stop = space
        while stop > start and text[stop - 1] == " ":
            stop -= 1
        lines.append((start, stop if stop > start else space))
        position = space
        while position < end and text[position] == " ":
            position += 1
        start = position
    if start < end or not lines:
        lines.append((start, end))
    return lines


_SPACES = frozenset(" \t\u3000")
_GLUE = frozenset("\u00a0\u202f\u2060")


@dataclass(slots=True)
class _Atom:
    """Graphemes that stay together, with the spaces after them (half-open ranges; ``cells`` without the spaces)."""

    start: int
    end: int
    cells: int
    spaces_end: int
    parts: list[Glyph]


def _is_wide_script(code: int) -> bool:
    """Whether lines may break around the character without a space (CJK, kana, Hangul, wide forms)."""
    return 0x2E80 <= code <= 0x9FFF or 0xAC00 <= code <= 0xD7A3 or 0xF900 <= code <= 0xFFEF or code >= 0x20000


def may_break(last: str, first: str) -> bool:
    """Whether a line may end with ``last`` and the next one start with ``first``; neither is a space."""
    if last in (SOFT_HYPHEN, ZERO_WIDTH_SPACE):
        return True
    if first in NOT_AT_START or last in NOT_AT_END or first in _GLUE or last in _GLUE:
        return False
    if _is_wide_script(ord(last)) or _is_wide_script(ord(first)):
        return True
    return last in _BREAK_AFTER and first.isalpha()


def _atoms(text: str, start: int, end: int, widths: CellWidths) -> Iterator[_Atom]:
    """Split the range wherever a break is allowed."""
    atom: _Atom | None = None
    word_starts = thai_word_starts(text, start, end)
    for glyph in glyphs(text, start, end, widths):
        if text[glyph.start] in _SPACES and glyph.end - glyph.start == 1:
            if atom is None:
                atom = _Atom(glyph.start, glyph.start, 0, glyph.start, [])
            atom.spaces_end = glyph.end
            continue
        if atom is not None and (
            atom.spaces_end > atom.end or glyph.start in word_starts or may_break(text[atom.end - 1], text[glyph.start])
        ):
            yield atom
            atom = None
        if atom is None:
            atom = _Atom(glyph.start, glyph.start, 0, glyph.start, [])
        atom.end = atom.spaces_end = glyph.end
        atom.cells += glyph.cells
        atom.parts.append(glyph)
    if atom is not None:
        yield atom


def _after_spaces(text: str, start: int, end: int, cell: int) -> int:
    """The column after spaces that start in column ``cell``; a tab goes to the next tab stop."""
    for offset in range(start, end):
        match text[offset]:
            case "\t":
                cell += TAB_CELLS - cell % TAB_CELLS
            case "\u3000":
                cell += 2
            case _:
                cell += 1
    return cell


def _wrap_measured(text: str, start: int, end: int, width: int, widths: CellWidths) -> list[tuple[int, int]]:
    """Wrap text in any script: measure what must stay together, then fill lines."""
    lines: list[tuple[int, int]] = []
    line_start, line_end, used = start, start, 0
    for atom in _atoms(text, start, end, widths):
        hyphen = 1 if atom.end > atom.start and text[atom.end - 1] == SOFT_HYPHEN else 0
        if used + atom.cells + hyphen > width and line_end > line_start:
            lines.append((line_start, line_end))
            line_start, used = atom.start, 0
        if atom.cells + hyphen > width:
            for glyph in atom.parts:
                if used + glyph.cells > max(1, width - hyphen) and glyph.start > line_start:
                    lines.append((line_start, glyph.start))
                    line_start, used = glyph.start, 0
                used += glyph.cells
        else:
            used += atom.cells
        line_end = atom.end
        used = _after_spaces(text, atom.end, atom.spaces_end, used)
    if line_end > line_start or not lines:
        lines.append((line_start, line_end if line_end > line_start else end))
    return lines
