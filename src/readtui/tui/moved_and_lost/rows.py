"""The rows of the screen, grouped by question and article, and what is said beside them."""

from collections.abc import Sequence
from itertools import groupby

from rich.segment import Segment
from rich.style import Style

from readtui.layout.glyphs import text_cells
from readtui.model.annotation import AnchorState, Annotation
from readtui.model.creator import Identity
from readtui.quick_dataclass import dataclass
from readtui.services.annotating.passage_comparison import Comparison
from readtui.services.annotating.passage_questions import Question
from readtui.services.annotation_reader import Found
from readtui.services.wording import cells_apart
from readtui.text.clean import visible
from readtui.text.note_markdown import read_note
from readtui.text.phrases import note_words
from readtui.tui.article.line_marks import REVIEW, thread_sign
from readtui.tui.colors.palette import Palette
from readtui.tui.lists.annotation_rows import glyph
from readtui.tui.notes.note_lines import NoteStyles, Piece, Pieces, cut, flowing, tag_pieces
from readtui.tui.notes.voices import last_reply, name_of, reply_lines
from readtui.tui.widgets.cells import padded
from readtui.tui.widgets.group_heading import paint_group_heading
from readtui.tui.widgets.record_table import CURSOR, PaintedRow, Row, RowLook

_MOST_QUOTED, _MOST_NOTED, _NAME = 400, 2_000, 16
_BEFORE_WORDS, _SIGNED = 7, "○ "
TITLES = {
    Question.ANSWERED: "Answered",
    Question.REVIEW: "Meaning changed?",
    Question.LOST: "Lost",
    Question.OTHER: "Other words",
    Question.SAME: "Words unchanged",
    Question.KEPT: "Left lost",
}


@dataclass(frozen=True, slots=True)
class Group:
    """A heading: the question, the article's title if there are several articles, and the number of rows below."""

    key: str
    question: Question
    title: str
    count: int


def make_rows(
    asked: Sequence[tuple[Question, Found]], *, names_articles: bool
) -> tuple[list[Row], list[Group | Annotation]]:
    """The rows of the table, and what each row shows."""
    rows: list[Row] = []
    shown: list[Group | Annotation] = []
    for (question, article), group in groupby(asked, lambda one: (one[0], one[1].record.id if names_articles else "")):
        members, key = [found for _, found in group], f"{question} {article}"
        title = visible(members[0].record.title) if names_articles else ""
        rows.append(Row(key, 2 if rows else 1, key, heads=True))
        shown.append(Group(key, question, title, len(members)))
        annotations = [found.annotation for found in members]
        rows += [Row(one.id, 1 + has_second_line(question, one), key) for one in annotations]
        shown += annotations
    return rows, shown


def has_second_line(question: Question, annotation: Annotation) -> bool:
    """Whether a second line says what was answered, what has changed or which words are lost."""
    if question is Question.ANSWERED:
        return bool(annotation.replies)
    if question in (Question.REVIEW, Question.OTHER):
        return True
    return bool(annotation.note and annotation.quote and question is not Question.SAME)


def paint_group(
    group: Group, width: int, palette: Palette, *, is_first: bool, is_current: bool, is_folded: bool
) -> PaintedRow:
    """Paint the question and the article, with space above."""
    name = TITLES[group.question], palette.subheading
    line = paint_group_heading(
        name, group.count, width, palette, about=group.title, is_current=is_current, is_folded=is_folded
    )
    return [line] if is_first or is_folded else [[], line]


def paint_asked(
    annotation: Annotation, below: tuple[str, Style], look: RowLook, identity: Identity, words: str
) -> PaintedRow:
    """Paint the gutter's mark, the ``words``, and ``below`` them what the user decides on."""
    width, palette = look.width, look.palette
    behind = palette.cursor if look.is_current else Style()
    mark, sign = glyph(annotation), thread_sign(annotation, lambda: identity)
    mark_style = palette.review if mark == REVIEW else palette.mark_of(annotation).gutter
    signed = f"{sign} " if sign else ""
    first = (
        (" ", palette.text),
        (f"{mark} ", mark_style),
        (signed, palette.text if annotation.is_answered(identity) else palette.dim),
    )
    rows = [[*first, (f"{padded(words, width - 5 - len(signed))} ", palette.text)]]
    if below[0]:
        rows.append([("     ", palette.text), (f"{padded(below[0], width - 7)} ", below[1])])
    cursor = Segment(CURSOR if look.is_current else " ", palette.cursor_gutter)
    return [[cursor, *(Segment(text, style + behind) for text, style in row)] for row in rows]


def words_of(annotation: Annotation, identity: Identity) -> str:
    """What a row begins with: the note and who wrote it, if another did, or else the quote."""
    if not annotation.note:
        return visible(cells_apart(annotation.own_words[:_MOST_QUOTED])) or "the whole article"
    note = visible(note_words(annotation.note[:_MOST_QUOTED]))
    return note if identity.is_me(annotation.creator) else f"{name_of(annotation.creator, identity, _NAME)}: {note}"


def said_in_row(question: Question, found: Found, identity: Identity, width: int) -> tuple[bool, bool]:
    """Whether a row of the list, so many cells wide, says all of the note, and all that was replied."""
    annotation, room = found.annotation, width - _BEFORE_WORDS
    note, replies = annotation.note.strip(), annotation.replies
    says_note = "\n" not in note and text_cells(words_of(annotation, identity)) <= room - len(_SIGNED)
    if len(replies) > 1 or (replies and question is not Question.ANSWERED):
        return says_note, False
    reply = "".join(piece.text for piece in last_reply(annotation, identity, Style()))
    return says_note, not replies or ("\n" not in replies[0].said.strip() and text_cells(reply) <= room)


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
    between = Piece("   " if tags and note else "", palette.dim)
    opening = [piece for piece in (Piece(name, palette.subheading), *tags, between, *note) if piece.text]
    most = len(annotation.replies) if has_replies else 0
    replies = list(reply_lines(annotation, identity, most, width, styles)) if has_replies else []
    while most > 1 and len(replies) >= rows:
        most -= 1
        replies = list(reply_lines(annotation, identity, most, width, styles))
    above = cut(opening, width, max(1, rows - len(replies))) if opening else []
    return [*above, *replies][:rows]


def after_heading(question: Question, annotation: Annotation, comparison: Comparison, place: str) -> tuple[str, str]:
    """The heading of the present text, and what stands dimmed beside it. ``place``: the key that places it."""
    if annotation.anchor is AnchorState.EXACT:
        return "Here", TITLES[Question.SAME].lower()
    if annotation.passage is None:
        left = "left lost; " if question is Question.KEPT else ""
        if comparison.likely:
            return "Likeliest place", f"{left}{comparison.likely} % of its words. {place} goes there"
        return "Gone", f"{left}the text there now"
    title = "Here now?" if annotation.anchor is AnchorState.REVIEW else "Here now"
    return title, visible(comparison.why) or TITLES[Question.SAME].lower()
