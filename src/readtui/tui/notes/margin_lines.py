"""The lines of one annotation in the margin: in full, or as few as there is room for. Independent of Textual."""

from functools import lru_cache

from rich.style import Style

from readtui.layout.widths import CellWidths
from readtui.model.annotation import AnchorState, Annotation
from readtui.services.annotating.versions import other_versions
from readtui.text.clean import visible
from readtui.text.counted import counted
from readtui.text.note_markdown import ReadNote, read_note
from readtui.tui.article.line_marks import MOVED, REVIEW
from readtui.tui.notes.note_lines import NoteStyles, Piece, Pieces, cut, flowing, note_lines, wrapped
from readtui.tui.palettes.palette import Palette

LINKED = "←"
"""Stands before the number of notes that link to something."""
_MOST_READ, _MOST_GLANCED_AT = 4_000, 600


@lru_cache(maxsize=256)
def _read(note: str) -> ReadNote:
    return read_note(note)


def beginning(note: str, most: int) -> ReadNote:
    """A note's first ``most`` characters, which take less time to read than a book."""
    return _read(note if len(note) <= most else f"{note[:most].rpartition(' ')[0] or note[:most]} …")


def has_lines(annotation: Annotation, linked: int) -> bool:
    """Whether there is anything to write in the margin. That a highlight was moved says its gutter."""
    if annotation.note or annotation.tags or linked:
        return True
    return annotation.anchor is AnchorState.REVIEW or bool(other_versions(annotation))


def whole_lines(annotation: Annotation, linked: int, width: int, palette: Palette, widths: CellWidths) -> list[Pieces]:
    """All lines: state and tags, the note, and how many notes link to it."""
    lines: list[Pieces] = []
    if head := head_pieces(annotation, palette):
        lines += wrapped(head, width, widths)
    if annotation.note:
        styles = NoteStyles(palette.note, palette.dim, palette.subheading, palette.code, palette.link, palette.quote)
        lines += note_lines(beginning(annotation.note, _MOST_READ), width, styles, widths, numbered=False)
    if linked:
        lines += wrapped([Piece(linked_words(linked), palette.dim)], width, widths)
    return lines


def short_lines(
    annotation: Annotation, linked: int, width: int, rows: int, palette: Palette, widths: CellWidths
) -> list[Pieces]:
    """At most so many lines: state, tags and the beginning of the note."""
    pieces = head_pieces(annotation, palette)
    if annotation.note:
        dim = palette.dim
        styles = NoteStyles(dim, dim, dim, Style(color=palette.code.color), Style(underline=True), dim)
        between = [Piece("  ", dim)] if pieces else []
        pieces = [*pieces, *between, *flowing(beginning(annotation.note, _MOST_GLANCED_AT), styles)]
    if linked:
        pieces = [*pieces, Piece(f"  {LINKED} {linked}" if pieces else linked_words(linked), palette.dim)]
    return cut(pieces, width, rows, widths)


def head_pieces(annotation: Annotation, palette: Palette) -> list[Piece]:
    """What an annotation has besides its note: its state, and its tags."""
    pieces = [Piece(state, palette.dim if state.startswith(MOVED) else palette.review) for state in _state(annotation)]
    pieces += (Piece(f"#{visible(tag)}", palette.tag, f"#{tag}") for tag in annotation.tags)
    spaced: list[Piece] = []
    for piece in pieces:
        spaced += [Piece(" ", palette.text), piece] if spaced else [piece]
    return spaced


def linked_words(linked: int) -> str:
    """How many notes link to something."""
    return f"{LINKED} linked from {counted(linked, 'note')}"


def _state(annotation: Annotation) -> list[str]:
    state: list[str] = []
    if annotation.anchor is AnchorState.REVIEW:
        state.append(f"{REVIEW} needs review")
    elif annotation.anchor is AnchorState.MOVED:
        state.append(f"{MOVED} moved")
    if others := other_versions(annotation):
        state.append(f"{len(others) + 1} versions")
    return state
