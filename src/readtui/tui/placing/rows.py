"""The rows of the screen, grouped by question, and what is said beside them."""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby

from rich.style import Style

from readtui.layout.glyphs import text_cells
from readtui.model.annotation import AnchorState, Annotation
from readtui.model.creator import Identity
from readtui.quick_dataclass import dataclass
from readtui.services.annotating.moved_and_lost import PassageQuestion
from readtui.services.annotating.passage_comparison import ComparedPassage
from readtui.services.annotation_reader import FoundAnnotation
from readtui.services.wording import cells_apart
from readtui.text.clean import visible
from readtui.text.note_markdown import read_note
from readtui.text.phrases import note_words
from readtui.tui.article.line_marks import REVIEW, thread_sign
from readtui.tui.colors.palette import Palette
from readtui.tui.lists.annotation_rows import glyph
from readtui.tui.notes.note_lines import NotePiece, NoteStyles, Pieces, cut, flowing, tag_pieces
from readtui.tui.notes.voices import last_reply, name_of, reply_lines
from readtui.tui.widgets.cells import fitted, padded
from readtui.tui.widgets.headings import paint_group_heading
from readtui.tui.widgets.record_table import PaintedRow, Row, RowLook, row_line

_MOST_QUOTED, _MOST_NOTED, _NAME = 400, 2_000, 16
_BEFORE_WORDS, _SIGNED = 7, "○ "
_BETWEEN, _LEAST_BELOW, _TITLE = 2, 12, 24
_COMMAND = re.compile(r"\{(\w+)\}")
TITLES = {one: one.capitalize() for one in PassageQuestion} | {PassageQuestion.REVIEW: "Meaning changed?"}
SHORT_NAMES = {
    PassageQuestion.REVIEW: ("meaning changed", "meaning"),
    PassageQuestion.OTHER: ("other words", "other"),
    PassageQuestion.SAME: ("words unchanged", "unchanged"),
}
"""What follows a number, and what does where there is less room, if not the name of the question."""
_ASKS = {
    PassageQuestion.ANSWERED: (
        "{settle} settles, {reply} replies",
        "Somebody has replied. {settle} settles the thread, {reply} replies.",
    ),
    PassageQuestion.REVIEW: (
        "{accept} accepts, {move} places",
        "What the passage says may have changed. {accept} accepts the words there now, {move} chooses another place, "
        "{orphan} leaves the annotation lost.",
    ),
    PassageQuestion.LOST: (
        "{move} places, {orphan} leaves it lost",
        "The passage is gone. {move} goes to the likeliest place, {orphan} leaves the annotation lost.",
    ),
    PassageQuestion.OTHER: (
        "{accept} accepts, {move} places",
        "The passage is there in other words. {accept} accepts them, {move} chooses another place.",
    ),
    PassageQuestion.SAME: (
        "{accept_all} accepts all",
        "The passage has moved with its words. {accept} accepts the place of one, {accept_all} those of all.",
    ),
    PassageQuestion.KEPT: ("nothing to do", "You left these lost. {move} places one after all."),
}
"""What each group asks: on its heading, and beside it."""


@dataclass(frozen=True, slots=True)
class Group:
    """A heading: the question, and the number of rows below."""

    key: str
    question: PassageQuestion
    count: int

    def asks(self, key: Callable[[str], str], *, is_short: bool = False) -> str:
        """What the user can decide here; ``key`` returns the key of a command of the screen."""
        words = _ASKS[self.question][0 if is_short else 1]
        return _COMMAND.sub(lambda found: key(f"settling.{found[1]}"), words)


def make_rows(
    asked: Sequence[tuple[PassageQuestion, FoundAnnotation]], *, is_dense: bool
) -> tuple[list[Row], list[Group | Annotation]]:
    """The rows of the table, and what each row shows. ``is_dense``: every row is one line."""
    rows: list[Row] = []
    shown: list[Group | Annotation] = []
    for question, group in groupby(asked, lambda one: one[0]):
        annotations, key = [found.annotation for _, found in group], str(question)
        rows.append(Row(key, 1 if is_dense or not rows else 2, key, heads=True))
        shown.append(Group(key, question, len(annotations)))
        rows += [Row(one.id, 1 + (not is_dense and has_second_line(question, one)), key) for one in annotations]
        shown += annotations
    return rows, shown


def counts_said(counts: Mapping[PassageQuestion, int], rooms: Sequence[int]) -> str:
    """How many annotations each group has, in words for the most generous of ``rooms`` that they fit, in cells: in
    full, else short, else without what asks for nothing.
    """

    def said(which: int, most: int) -> str:
        names = [(counts[one], SHORT_NAMES.get(one, (one, one))[which]) for one in list(PassageQuestion)[:most]]
        return " · ".join(f"{count:,} {name}" for count, name in names if count)

    asking = list(PassageQuestion).index(PassageQuestion.SAME)
    for which, most in ((0, len(PassageQuestion)), (1, len(PassageQuestion)), (1, asking)):
        if any(text_cells(said(which, most)) <= room for room in (rooms[:1] if not which else rooms)):
            return said(which, most)
    return said(1, asking)


def has_second_line(question: PassageQuestion, annotation: Annotation) -> bool:
    """Whether there is more to say of it: what was answered, what has changed or which words were annotated."""
    if question is PassageQuestion.ANSWERED:
        return bool(annotation.replies)
    if question in (PassageQuestion.REVIEW, PassageQuestion.OTHER):
        return True
    return bool(annotation.note and annotation.quote)


def paint_group(group: Group, asks: str, look: RowLook, *, has_space: bool) -> PaintedRow:
    """Paint the question and what it ``asks``, with space above if it has any."""
    name = TITLES[group.question], look.palette.subheading
    line = paint_group_heading(name, group.count, look, about=asks)
    return [[], line] if has_space and not look.is_folded else [line]


def paint_asked(
    annotation: Annotation,
    below: tuple[str, Style],
    look: RowLook,
    identity: Identity,
    *,
    article: str = "",
    is_dense: bool = False,
) -> PaintedRow:
    """Paint the gutter's mark, the words, and ``below`` or (``is_dense``) behind them what the user decides on. At the
    right edge stands the title of the ``article``, if any, on the line that has more room for it.
    """
    width, palette = look.width, look.palette
    mark, sign = glyph(annotation), thread_sign(annotation, lambda: identity)
    mark_style = palette.review if mark == REVIEW else palette.mark_of(annotation).gutter
    signed = f"{sign} " if sign else ""
    words, beside = words_of(annotation, identity), ""
    room = width - 5 - len(signed)
    wanted = text_cells(words) + (text_cells(below[0]) + _BETWEEN if is_dense and below[0] else 0)
    free, free_below = room - wanted - _BETWEEN, width - 7 - text_cells(below[0]) - _BETWEEN
    is_below = bool(below[0]) and not is_dense and free < min(text_cells(article), free_below)
    least = min(_TITLE, width // (6 if is_dense else 4))
    title = fitted(article, max(least, free_below if is_below else free)) if article else ""
    beside_title = text_cells(title) + _BETWEEN if title else 0
    room -= 0 if is_below else beside_title
    if is_dense and below[0]:
        for_words, for_beside = _shares(words, below[0], room)
        words, beside = fitted(words, for_words), fitted(below[0], for_beside)
    line = [
        (" ", palette.text),
        (f"{mark} ", mark_style),
        (signed, palette.text if annotation.is_answered(identity) else palette.dim),
    ]
    if beside:
        gap = " " * _BETWEEN
        line += [
            (f"{words}{gap}", palette.text),
            (padded(beside, room - text_cells(words) - _BETWEEN), below[1] if look.is_current else palette.dim),
        ]
    else:
        line.append((padded(words, room), palette.text))
    named = (f"{' ' * _BETWEEN * bool(title)}{title} ", palette.dim)
    rows = [[*line, (" ", palette.text) if is_below else named]]
    if below[0] and not is_dense:
        said = padded(below[0], width - 7 - (beside_title if is_below else 0))
        rows.append([("     ", palette.text), (said, below[1]), named if is_below else (" ", palette.text)])
    return [row_line(row, look) for row in rows]


def _shares(words: str, beside: str, room: int) -> tuple[int, int]:
    """The cells of a line that words have, and what stands behind them: none if there is too little room for it."""
    wanted, others = text_cells(words), text_cells(beside) + _BETWEEN
    first = min(wanted, max(room - others, room * 3 // 5))
    rest = room - first - _BETWEEN
    return (first, rest) if rest >= min(_LEAST_BELOW, others - _BETWEEN) else (room, 0)


def words_of(annotation: Annotation, identity: Identity) -> str:
    """What a row begins with: the note and who wrote it, if another did, or else the quote."""
    if not annotation.note:
        return visible(cells_apart(annotation.own_words[:_MOST_QUOTED])) or "the whole article"
    note = visible(note_words(annotation.note[:_MOST_QUOTED]))
    return note if identity.is_me(annotation.creator) else f"{name_of(annotation.creator, identity, _NAME)}: {note}"


def said_in_row(
    question: PassageQuestion, found: FoundAnnotation, identity: Identity, width: int, *, is_dense: bool
) -> tuple[bool, bool]:
    """Whether a row of the list, so many cells wide, says all of the note, and all that was replied."""
    annotation, room = found.annotation, width - _BEFORE_WORDS
    note, replies = annotation.note.strip(), annotation.replies
    reply = "".join(piece.text for piece in last_reply(annotation, identity, Style())) if replies else ""
    words, room_of_words, room_of_reply = words_of(annotation, identity), room - len(_SIGNED), room
    if is_dense and has_second_line(question, annotation):
        room_of_words, room_of_reply = _shares(words, reply or " " * width, room - len(_SIGNED))
    says_note = "\n" not in note and text_cells(words) <= room_of_words
    if len(replies) > 1 or (replies and question is not PassageQuestion.ANSWERED):
        return says_note, False
    return says_note, not replies or ("\n" not in replies[0].said.strip() and text_cells(reply) <= room_of_reply)


def about_lines(
    annotation: Annotation,
    identity: Identity,
    width: int,
    rows: int,
    palette: Palette,
    *,
    has_note: bool = True,
    has_replies: bool = True,
) -> list[Pieces]:
    """Tags, note and replies in at most so many rows: the beginning of the note and the last replies, if need be."""
    styles = NoteStyles(palette.note, palette.dim, palette.title, palette.code, palette.link, palette.quote)
    name = "" if identity.is_me(annotation.creator) else f"{name_of(annotation.creator, identity)}  "
    tags, note = tag_pieces(annotation.tags, palette), flowing(read_note(annotation.note[:_MOST_NOTED]), styles)
    if not has_note:
        name, note = "", []
    between = NotePiece("   " if tags and note else "", palette.dim)
    opening = [piece for piece in (NotePiece(name, palette.subheading), *tags, between, *note) if piece.text]
    most = len(annotation.replies) if has_replies else 0
    replies = list(reply_lines(annotation, identity, most, width, styles)) if has_replies else []
    while most > 1 and len(replies) >= rows:
        most -= 1
        replies = list(reply_lines(annotation, identity, most, width, styles))
    above = cut(opening, width, max(1, rows - len(replies))) if opening else []
    return [*above, *replies][:rows]


def after_heading(
    question: PassageQuestion, annotation: Annotation, comparison: ComparedPassage, place: str
) -> tuple[str, str]:
    """The heading of the present text, and what stands dimmed beside it. ``place``: the key that places it."""
    if annotation.anchor is AnchorState.EXACT:
        return "Here", TITLES[PassageQuestion.SAME].lower()
    if annotation.passage is None:
        left = "left lost; " if question is PassageQuestion.KEPT else ""
        if comparison.likely:
            return "Likeliest place", f"{left}{comparison.likely} % of its words. {place} goes there"
        return "Gone", f"{left}the text there now"
    title = "Here now?" if annotation.anchor is AnchorState.REVIEW else "Here now"
    return title, visible(comparison.why) or TITLES[PassageQuestion.SAME].lower()
