"""The lines of one annotation in the margin: in full, or as few as there is room for. Independent of Textual."""

from collections.abc import Sequence

from rich.style import Style

from readtui.layout.widths import CellWidths
from readtui.model.annotation import AnchorState, Annotation
from readtui.model.creator import UNNAMED, Identity
from readtui.model.reply import ThreadState
from readtui.services.saving.conflicts import other_versions
from readtui.text.clean import visible
from readtui.text.note_markdown import ReadNote, is_plain, read_note, read_words
from readtui.text.phrases import counted, note_words
from readtui.tui.article.line_marks import MOVED, REVIEW, SETTLED, thread_sign
from readtui.tui.colors.palette import Palette
from readtui.tui.notes.note_lines import NotePiece, NoteStyles, Pieces, cut, flowing, note_lines, tag_pieces, wrapped
from readtui.tui.notes.voices import reply_lines, short_voices, state_words, voice_pieces

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
    return annotation.needs_review or bool(other_versions(annotation))


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
    styles = NoteStyles(
        palette.note, palette.dim, palette.subheading, palette.code, palette.link, palette.quote, linked=palette.linked
    )
    head = _begin(annotation, palette, identity, are_short=False)
    if annotation.is_thread and note is not None and len(note.blocks) == 1 and not note.blocks[0].label:
        lines += wrapped([*head, NotePiece("  ", palette.dim), *flowing(note, styles)], width, widths)
    else:
        lines += wrapped(head, width, widths) if head else []
        lines += note_lines(note, width, styles, widths, numbered=False) if note is not None else []
    lines += reply_lines(annotation, identity, _MOST_REPLIES, width, styles, widths)
    if linked:
        lines += wrapped([NotePiece(linked_words(linked), palette.dim)], width, widths)
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
    """At most so many lines: who made it, state, tags, and the beginnings of the note and of the last reply; of a
    settled thread, one.
    """
    dim = palette.dim
    if annotation.thread is ThreadState.SETTLED:
        words = visible(note_words(annotation.note[:MOST_GLANCED_AT]))
        return cut(
            [NotePiece(f"{SETTLED} settled", dim), NotePiece(f"  {words}" if words else "", dim)], width, 1, widths
        )
    pieces = _begin(annotation, palette, identity, are_short=True)
    if note is not None:
        styles = NoteStyles(
            dim, dim, dim, Style(color=palette.code.color), Style(underline=True), dim, linked=palette.linked
        )
        if pieces and rows > 1 and not annotation.is_thread:
            # As in the whole note, so that nothing moves when it becomes the current one.
            head = cut(pieces, width, max(1, rows // 2), widths)
            said = [*flowing(note, styles), *([NotePiece(f"  {LINKED} {linked}", dim)] if linked else [])]
            return [*head, *short_voices(said, annotation, identity, width, rows - len(head), dim, widths)]
        between = [NotePiece("  ", dim)] if pieces else []
        pieces = [*pieces, *between, *flowing(note, styles)]
    if linked:
        pieces = [*pieces, NotePiece(f"  {LINKED} {linked}" if pieces else linked_words(linked), dim)]
    return short_voices(pieces, annotation, identity, width, rows, dim, widths)


def head_pieces(
    annotation: Annotation, palette: Palette, identity: Identity, *, are_short: bool = False
) -> list[NotePiece]:
    """What an annotation has besides its note: who made it, its state, and its tags. See ``voice_pieces``."""
    pieces = voice_pieces(annotation, identity, palette, are_short=are_short, is_signed=True)
    pieces += (
        NotePiece(state, palette.dim if state.startswith(MOVED) else palette.review) for state in _state(annotation)
    )
    return _joined(pieces, annotation, palette)


def _begin(annotation: Annotation, palette: Palette, identity: Identity, *, are_short: bool) -> list[NotePiece]:
    """What the lines of an annotation begin with: the same after the sign of its thread. In few lines, a thread leaves
    the room to what was said.
    """
    sign = thread_sign(annotation, lambda: identity)
    if not sign:
        return head_pieces(annotation, palette, identity, are_short=are_short)
    signs = [NotePiece(f"{sign} ", palette.dim if sign == SETTLED else palette.note + Style(bold=True))]
    if not are_short:
        return [*signs, *head_pieces(annotation, palette, identity)]
    doubt = [NotePiece(f"{REVIEW} ", palette.review)] if annotation.needs_review else []
    name = voice_pieces(annotation, identity, palette, are_short=True, is_signed=True)[:1]
    return [*signs, *doubt, *_joined(name, annotation, palette)]


def _joined(pieces: Sequence[NotePiece], annotation: Annotation, palette: Palette) -> list[NotePiece]:
    spaced = [piece for one in pieces for piece in (NotePiece(_APART, palette.dim), one)][1:]
    between = [NotePiece(" ", palette.dim)] if spaced and annotation.tags else []
    return [*spaced, *between, *tag_pieces(annotation.tags, palette)]


def linked_words(linked: int) -> str:
    """How many notes link to something."""
    return f"{LINKED} linked from {counted(linked, 'note')}"


def _state(annotation: Annotation) -> list[str]:
    state: list[str] = []
    if annotation.needs_review:
        state.append(f"{REVIEW} {state_words(annotation, tells_why=True)}")
    elif annotation.anchor is AnchorState.MOVED:
        state.append(f"{MOVED} {state_words(annotation)}")
    if others := other_versions(annotation):
        state.append(f"{len(others) + 1} versions")
    return state
