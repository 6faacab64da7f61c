"""The lines of one annotation in the margin: in full, or as few as there is room for. Independent of Textual."""

from rich.style import Style

from readtui.layout.widths import CellWidths
from readtui.model.annotation import AnchorState, Annotation
from readtui.model.creator import UNNAMED, Identity
from readtui.services.conflicts import other_versions
from readtui.text.note_markdown import ReadNote, is_plain, read_note, read_words
from readtui.text.phrases import counted, note_words
from readtui.tui.article.line_marks import MOVED, REVIEW
from readtui.tui.colors.palette import Palette
from readtui.tui.notes.note_lines import NoteStyles, Piece, Pieces, cut, flowing, note_lines, tag_pieces, wrapped
from readtui.tui.notes.voices import last_reply, reply_lines, voice_pieces

LINKED = "←"
"""Stands before the number of notes that link to something."""
MOST_READ, MOST_GLANCED_AT = 4_000, 600
"""The most characters that are shown of a note in full, and of others."""
_MOST_REPLIES = 4
"""In the margin: the last word matters most, and the reading view has them all."""
_KEPT = 500
_APART = " · "


class NoteReader:
    """Reads the beginnings of notes, and remembers them.

    Reading one takes up to a millisecond, which is too much for each note of a full page.
    """

    def __init__(self) -> None:
        self._read: dict[tuple[str, int], ReadNote] = {}
        self.most = 0
        """How many notes may be read; the others wait, and are shown as plain words."""
        self.waiting = 0

    def allow(self, most: int) -> None:
        """Begin a picture for which so many notes may be read."""
        self.most, self.waiting = most, 0
        if len(self._read) > _KEPT:
            self._read.clear()

    def read(self, note: str, most: int, *, is_needed: bool = False) -> ReadNote:
        """The first ``most`` characters of a note. ``is_needed``: it cannot wait."""
        known = self._read.get((note, most))
        if known is not None:
            return known
        part = note if len(note) <= most else f"{note[:most].rpartition(' ')[0] or note[:most]} …"
        if not (is_needed or self.most or is_plain(part)):
            self.waiting += 1
            return read_words(note_words(part))
        self.most -= not (is_needed or is_plain(part))
        known = self._read[note, most] = read_note(part)
        return known


def has_lines(annotation: Annotation, linked: int) -> bool:
    """Whether there is anything to write in the margin. The gutter says that a highlight was moved."""
    if annotation.note or annotation.tags or annotation.replies or annotation.is_thread or linked:
        return True
    return annotation.anchor is AnchorState.REVIEW or bool(other_versions(annotation))


def whole_lines(
    annotation: Annotation,
    note: ReadNote | None,
    linked: int,
    width: int,
    palette: Palette,
    widths: CellWidths,
    identity: Identity = UNNAMED,
) -> list[Pieces]:
    """All lines: who made it, state and tags, the note, the last replies, and how many notes link to it."""
    lines: list[Pieces] = []
    if head := head_pieces(annotation, palette, identity):
        lines += wrapped(head, width, widths)
    styles = NoteStyles(
        palette.note, palette.dim, palette.subheading, palette.code, palette.link, palette.quote, linked=palette.linked
    )
    if note is not None:
        lines += note_lines(note, width, styles, widths, numbered=False)
    lines += reply_lines(annotation, identity, _MOST_REPLIES, width, styles, widths)
    if linked:
        lines += wrapped([Piece(linked_words(linked), palette.dim)], width, widths)
    return lines


def short_lines(
    annotation: Annotation,
    note: ReadNote | None,
    linked: int,
    width: int,
    rows: int,
    palette: Palette,
    widths: CellWidths,
    identity: Identity = UNNAMED,
) -> list[Pieces]:
    """At most so many lines: who made it, state, tags, and the beginnings of the note and of the last reply."""
    pieces = head_pieces(annotation, palette, identity, are_short=True)
    if note is not None:
        dim = palette.dim
        styles = NoteStyles(
            dim, dim, dim, Style(color=palette.code.color), Style(underline=True), dim, linked=palette.linked
        )
        between = [Piece("  ", dim)] if pieces else []
        pieces = [*pieces, *between, *flowing(note, styles)]
    if reply := last_reply(annotation, identity, palette.dim):
        pieces = [*pieces, Piece("  " if pieces else "", palette.dim), *reply]
    if linked:
        pieces = [*pieces, Piece(f"  {LINKED} {linked}" if pieces else linked_words(linked), palette.dim)]
    return cut(pieces, width, rows, widths)


def head_pieces(
    annotation: Annotation, palette: Palette, identity: Identity, *, are_short: bool = False
) -> list[Piece]:
    """What an annotation has besides its note: who made it, the state of its thread and its own, and its tags.

    ``are_short``: its replies are not shown in full.
    """
    pieces = voice_pieces(annotation, identity, palette, are_short=are_short)
    pieces += (Piece(state, palette.dim if state.startswith(MOVED) else palette.review) for state in _state(annotation))
    spaced = [piece for one in pieces for piece in (Piece(_APART, palette.dim), one)][1:]
    between = [Piece(" ", palette.dim)] if spaced and annotation.tags else []
    return [*spaced, *between, *tag_pieces(annotation.tags, palette)]


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
