"""Says who wrote a note, how its thread stands, and what was replied, in styled pieces. Independent of Textual."""

from collections.abc import Iterator
from dataclasses import replace

from rich.style import Style

from readtui.layout.widths import UNKNOWN_TERMINAL, CellWidths
from readtui.model.annotation import Annotation
from readtui.model.creator import Creator, Identity
from readtui.model.reply import Reply, ThreadState
from readtui.text.clean import visible
from readtui.text.note_markdown import read_note
from readtui.text.phrases import counted, note_words
from readtui.tui.colors.palette import Palette
from readtui.tui.notes.note_lines import NoteStyles, Piece, Pieces, flowing, wrapped
from readtui.tui.widgets.cells import fitted

REPLY = "↳"
_OPEN, _ANSWERED, _SETTLED = "○", "◐", "✓"
_MOST_READ, _MOST_GLANCED_AT = 2_000, 300
_MOST_OF_A_NAME = 16
"""Where there is little room."""


def name_of(creator: Creator | None, identity: Identity, most: int = 0) -> str:
    """Who made something, with at most so many cells of the name, and always what tells a program from a person."""
    who = identity.of(creator)
    return visible(replace(who, name=fitted(visible(who.name), most)).shown if most else who.shown)


def voices(annotation: Annotation, identity: Identity, most: int = 0) -> tuple[str, str]:
    """Who made the annotation, if it was not me, and how its thread stands; "" for what needs no words.

    ``most``: see ``name_of``.
    """
    name = "" if identity.is_me(annotation.creator) else name_of(annotation.creator, identity, most)
    return name, "answered" if annotation.is_answered(identity) else annotation.thread or ""


def thread_sign(annotation: Annotation, identity: Identity) -> str:
    """How its thread stands, as a sign of one cell; "" for a plain note."""
    if annotation.thread is None:
        return ""
    if annotation.thread is ThreadState.SETTLED:
        return _SETTLED
    return _ANSWERED if annotation.is_answered(identity) else _OPEN


def voice_pieces(
    annotation: Annotation, identity: Identity, palette: Palette, *, are_short: bool = False
) -> list[Piece]:
    """The same as pieces. ``are_short``: there is little room, and the replies are not shown in full but counted."""
    name, state = voices(annotation, identity, _MOST_OF_A_NAME if are_short else 0)
    replies = annotation.replies
    count = f"{len(replies)} replies" if are_short and len(replies) > 1 else ""
    state_style = palette.subheading if annotation.is_answered(identity) else palette.dim
    pieces = (Piece(name, palette.subheading), Piece(state, state_style), Piece(count, palette.dim))
    return [piece for piece in pieces if piece.text]


def reply_lines(
    annotation: Annotation,
    identity: Identity,
    most: int,
    width: int,
    styles: NoteStyles,
    widths: CellWidths = UNKNOWN_TERMINAL,
) -> Iterator[Pieces]:
    """The lines of the last replies, at most so many, after the number of the others."""
    replies = annotation.replies
    if earlier := max(0, len(replies) - most):
        yield [Piece(f"… {counted(earlier, 'earlier reply', 'earlier replies')}", styles.dim)]
    for reply in replies[earlier:]:
        text = reply.said if len(reply.said) <= _MOST_READ else f"{reply.said[:_MOST_READ]} …"
        yield from wrapped([*_speaker(reply, identity, styles.dim), *flowing(read_note(text), styles)], width, widths)


def last_reply(annotation: Annotation, identity: Identity, style: Style) -> list[Piece]:
    """Who made the last reply, and how it begins; nothing without a reply."""
    if not annotation.replies:
        return []
    reply = annotation.replies[-1]
    speaker = _speaker(reply, identity, style, _MOST_OF_A_NAME)
    return [*speaker, Piece(visible(note_words(reply.said[:_MOST_GLANCED_AT])), style)]


def _speaker(reply: Reply, identity: Identity, style: Style, most: int = 0) -> list[Piece]:
    return [Piece(f"{REPLY} ", style), Piece(f"{name_of(reply.creator, identity, most)}: ", style + Style(bold=True))]
