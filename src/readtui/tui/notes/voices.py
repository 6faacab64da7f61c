"""Says who wrote a note, how its thread stands, and what was replied, in styled pieces. Independent of Textual."""

from collections.abc import Iterator
from dataclasses import replace

from rich.style import Style

from readtui.layout.widths import UNKNOWN_TERMINAL, CellWidths
from readtui.model.annotation import AnchorState, Annotation
from readtui.model.creator import Creator, Identity
from readtui.model.reply import Reply, ThreadState
from readtui.text.clean import visible
from readtui.text.note_markdown import read_note
from readtui.text.phrases import counted, note_words
from readtui.tui.colors.palette import Palette
from readtui.tui.notes.note_lines import NotePiece, NoteStyles, Pieces, cut, flowing, line_cells, note_lines, wrapped
from readtui.tui.widgets.cells import fitted

REPLY = "↳"
LAST_REPLY = "└ "
_EARLIER_REPLY, _BELOW, _BELOW_LAST = "├ ", "│ ", "  "
_ROOMY = 24
_MOST_READ, _MOST_GLANCED_AT = 2_000, 300
_MOST_OF_A_NAME = 16
"""Where there is little room."""
_MOST_OF_MY_NAME = 8


def name_of(creator: Creator | None, identity: Identity, most: int = 0) -> str:
    """Who made something, with at most so many cells of the name, and always what tells a program from a person."""
    who = identity.of(creator)
    return visible(replace(who, name=fitted(visible(who.name), most)).shown if most else who.shown)


def takes_reply(annotation: Annotation, identity: Identity) -> bool:
    """Whether what is written about it is a reply: somebody has replied, or the note is somebody else's.

    That I have settled or reopened the thread is no reply.
    """
    if any(one.text or not identity.is_me(one.creator) for one in annotation.replies):
        return True
    return bool(annotation.note and not identity.is_me(annotation.creator))


def voices(annotation: Annotation, identity: Identity, most: int = 0) -> tuple[str, str]:
    """Who made the annotation, if it was not me, and how its thread stands; "" for what needs no words.

    ``most``: see ``name_of``.
    """
    name = "" if identity.is_me(annotation.creator) else name_of(annotation.creator, identity, most)
    return name, "answered" if annotation.is_answered(identity) else annotation.thread or ""


def voice_pieces(
    annotation: Annotation, identity: Identity, palette: Palette, *, are_short: bool = False, is_signed: bool = False
) -> list[NotePiece]:
    """The same as pieces. ``are_short``: there is little room, and the replies are not shown in full but counted.

    ``is_signed``: the thread's sign stands before them, which says most; then comes whoever began it, and of my own
    name, where there is little room, the first word.
    """
    most = _MOST_OF_A_NAME if are_short else 0
    name, state = voices(annotation, identity, most)
    if is_signed and annotation.is_thread:
        mine = name_of(annotation.creator, identity)
        name = name or (fitted(mine.split(" ")[0], _MOST_OF_MY_NAME) if are_short else mine)
        state = state if annotation.thread is ThreadState.SETTLED else ""
    replies = annotation.replies
    count = f"{len(replies)} replies" if are_short and len(replies) > 1 else ""
    state_style = palette.subheading if annotation.is_answered(identity) else palette.dim
    pieces = (NotePiece(name, palette.subheading), NotePiece(state, state_style), NotePiece(count, palette.dim))
    return [piece for piece in pieces if piece.text]


def state_words(annotation: Annotation, *, tells_why: bool = False) -> str:
    """What became of a passage: "moved" or, with other words than those annotated, "reworded"; "needs review" or, if it
    ``tells_why``, the reason; "lost", "waiting"; "" for nothing.
    """
    match annotation.anchor:
        case AnchorState.MOVED:
            # Loaded only for what has moved.
            from readtui.services.annotating.passage_comparison import has_own_words

            return "moved" if has_own_words(annotation) else "reworded"
        case AnchorState.REVIEW:
            return (tells_why and visible(annotation.why)) or "needs review"
        case AnchorState.ORPHAN:
            return "lost"
        case AnchorState.WAITING:
            return "waiting"
    return ""


def reply_lines(
    annotation: Annotation,
    identity: Identity,
    most: int,
    width: int,
    styles: NoteStyles,
    widths: CellWidths = UNKNOWN_TERMINAL,
) -> Iterator[Pieces]:
    """The lines of the last replies, at most so many, after the number of the others."""
    replies, indent = annotation.replies, _indent(width)
    if earlier := max(0, len(replies) - most):
        words = f"… {counted(earlier, 'earlier reply', 'earlier replies')}"
        yield from cut([NotePiece(f"{indent}{_EARLIER_REPLY}{words}", styles.dim)], width, 1, widths)
    for reply in replies[earlier:]:
        text = reply.said if len(reply.said) <= _MOST_READ else f"{reply.said[:_MOST_READ]} …"
        branch, below = (LAST_REPLY, _BELOW_LAST) if reply is replies[-1] else (_EARLIER_REPLY, _BELOW)
        note, room = read_note(text), max(1, width - len(indent) - len(branch))
        # The items of a list have lines of their own.
        count = next((number for number, block in enumerate(note.blocks) if block.label), len(note.blocks))
        opening, items = (replace(note, blocks=part) for part in (note.blocks[:count], note.blocks[count:]))
        lines = wrapped([*_speaker(reply, identity, styles.text), *flowing(opening, styles)], room, widths)
        for number, line in enumerate([*lines, *note_lines(items, room, styles, widths, numbered=False)]):
            yield [NotePiece(f"{indent}{below if number else branch}", styles.dim), *line]


def last_reply(annotation: Annotation, identity: Identity, style: Style) -> list[NotePiece]:
    """Who made the last reply, and how it begins; nothing without a reply."""
    if not annotation.replies:
        return []
    reply = annotation.replies[-1]
    speaker = _speaker(reply, identity, style, _MOST_OF_A_NAME)
    return [*speaker, NotePiece(visible(note_words(reply.said[:_MOST_GLANCED_AT])), style)]


def short_voices(
    words: Pieces,
    annotation: Annotation,
    identity: Identity,
    width: int,
    rows: int,
    style: Style,
    widths: CellWidths = UNKNOWN_TERMINAL,
) -> list[Pieces]:
    """At most so many lines: ``words``, and below them the last reply, after dots for earlier ones; on a single line,
    some of both.
    """
    reply = last_reply(annotation, identity, style)
    if not reply:
        return cut(words, width, rows, widths) if words else []
    if any(one.text for one in annotation.replies[:-1]):
        reply = [NotePiece("… ", style), *reply]
    if rows == 1:
        # Whoever has the last word is named in any case.
        branch = NotePiece(f"  {LAST_REPLY}", style)
        half = max(1, width - min(width // 2, line_cells([branch, *reply], widths)))
        [first] = cut(words, half, 1, widths) if words else [()]
        return cut([*first, branch, *reply], width, 1, widths)
    indent = _indent(width)
    first_lines = cut(words, width, max(1, rows // 2), widths) if words else []
    left = max(1, width - len(indent) - len(LAST_REPLY))
    below = [
        [NotePiece(f"{indent}{_BELOW_LAST if number else LAST_REPLY}", style), *line]
        for number, line in enumerate(cut(reply, left, rows - len(first_lines), widths))
    ]
    return [*(cut(words, width, rows - len(below), widths) if words else []), *below]


def _indent(width: int) -> str:
    """What replies are set in by, below the name; nothing where there is little room."""
    return "  " if width >= _ROOMY else ""


def _speaker(reply: Reply, identity: Identity, style: Style, most: int = 0) -> list[NotePiece]:
    return [NotePiece(name_of(reply.creator, identity, most), style + Style(bold=True)), NotePiece("  ", style)]
