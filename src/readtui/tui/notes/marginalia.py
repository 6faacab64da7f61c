"""The right margin: notes and tags beside their passages, scrolling with the text; lost passages at the bottom."""

from collections.abc import Sequence
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.strip import Strip

from readtui.layout.glyphs import text_cells
from readtui.layout.marginalia import DOWN, FROM_TEXT, OTHER_ROWS, TO_NOTE, UP, PlacedNote, leads, place_notes
from readtui.layout.widths import CellWidths
from readtui.model.annotation import Annotation
from readtui.model.reply import Reply
from readtui.quick_dataclass import dataclass
from readtui.text.clean import visible
from readtui.text.phrases import counted
from readtui.tui.article.line_marks import ORPHAN
from readtui.tui.article.page import Pane
from readtui.tui.article.viewport import Viewport
from readtui.tui.colors.palette import Palette
from readtui.tui.notes.margin_lines import MOST_GLANCED_AT, MOST_READ, NoteReader, has_lines, short_lines, whole_lines
from readtui.tui.notes.note_lines import NoteAct, NoteClicked, NotePiece, Pieces, cut, line_cells, line_segments
from readtui.tui.widgets.placed_strip import filled

WIDEST = 54
_LEAD_CELLS = 3
_NARROWEST = 8
_LEAST_FOOT = 1
_MOST_QUOTED = 200
_MOST_OF_CHANGES = 3
_KEPT = 1_000

_STROKES = {
    FROM_TEXT | TO_NOTE: "─━",
    FROM_TEXT | TO_NOTE | DOWN: "┬┳",
    FROM_TEXT | DOWN: "╮┓",
    UP | TO_NOTE: "╰┗",
    UP | TO_NOTE | DOWN: "├┣",
    UP | DOWN: "││",
    UP | FROM_TEXT | DOWN: "┤┤",
    UP | FROM_TEXT | TO_NOTE: "┴┻",
    UP | FROM_TEXT | TO_NOTE | DOWN: "┼╋",
}
"""Beside each row: a light one, and one of the current note."""
_ONLY, _FIRST, _BETWEEN, _LAST = "─━", "┬┳", "│┃", "╰┗"
_READ_AT_ONCE = 4
_READ_ON_AFTER = 0.01


class _Note(NamedTuple):
    """An annotation in the margin, and the row on which its passage begins."""

    row: int
    annotation: Annotation
    linked: int


class _Row(NamedTuple):
    """What a row of the margin shows: words of an annotation, or (``is_count``) how many have no room.

    ``is_cut``: it says how many lines of the annotation have no room. ``counted``: the first of the annotations
    that are counted at its end.
    """

    annotation_id: str
    line: Pieces
    is_count: bool = False
    is_cut: bool = False
    counted: str = ""


_NOTHING = _Row("", ())


@dataclass(frozen=True, slots=True)
class _Look:
    """Everything besides the annotation that affects how its lines look. ``rows`` is 0 for the current one."""

    linked: int
    rows: int
    width: int
    palette: Palette
    widths: CellWidths
    replies: Sequence[Reply]


class Marginalia(Pane):
    """Paints the annotations that begin on the screen; the one under the cursor in full."""

    DEFAULT_CSS = "Marginalia { height: 1fr; }"

    def __init__(self, viewport: Viewport, palette: Palette) -> None:
        super().__init__(palette)
        self._viewport = viewport
        viewport.note_rows = self.rows_wanted
        self._kept: dict[tuple[str, int], tuple[Annotation, _Look, list[Pieces]]] = {}
        self._strips: dict[tuple[object, ...], tuple[Pieces, Strip]] = {}
        self._shown: dict[int, _Row] = {}
        self._made: dict[tuple[object, ...], tuple[list[Pieces], list[tuple[_Row, str]]]] = {}
        self._reader = NoteReader()
        self.is_whole = False
        """Whether every note is read for the next picture, however long that takes."""
        self._clicked = ""

    def on_unmount(self) -> None:
        """Let go of what was painted."""
        for kept in (self._kept, self._strips, self._shown, self._made):
            kept.clear()

    # ------------------------------------------------------------------ mouse

    def on_click(self, event: events.Click) -> None:
        """Go to the annotation, or follow the link or tag; a second click edits the note."""
        if event.chain == 2 and self._clicked:
            # The first click may have moved the notes.
            self.post_message(NoteClicked(NoteAct.EDIT, self._clicked))
            return
        self._clicked = ""
        row = self._shown.get(event.y)
        if row is None or not row.annotation_id:
            return
        piece = self._piece_at(row, event.x)
        if row.is_cut:
            self.post_message(NoteClicked(NoteAct.READ))
        elif row.counted and piece is row.line[-1]:
            self.post_message(NoteClicked(NoteAct.SHOW, row.counted))
        elif piece is not None and piece.target:
            self.post_message(NoteClicked(NoteAct.FOLLOW, piece.target))
        else:
            self._clicked = "" if row.is_count else row.annotation_id
            self.post_message(NoteClicked(NoteAct.SHOW, row.annotation_id))

    def turn_wheel(self, lines: int) -> None:
        self._viewport.scroll_lines(lines)

    def _piece_at(self, row: _Row, column: int) -> NotePiece | None:
        cell = _LEAD_CELLS
        for piece in row.line if column >= cell else ():
            cell += text_cells(piece.text, self._viewport.widths)
            if column < cell:
                return piece
        return None

    # ------------------------------------------------------------------ rows

    def make_rows(self) -> list[Strip]:
        """The notes beside their passages, and the lost passages at the bottom."""
        viewport, (width, height) = self._viewport, self.size
        self._shown = {}
        if not height or not width:
            return []
        for kept in (self._kept, self._strips, self._made):
            if len(kept) > _KEPT:
                kept.clear()
        self._reader.allow(height if self.is_whole else _READ_AT_ONCE)
        rows = [self._blank(width)] * height
        notes = self._notes()
        current = self._current(notes)
        room = height - (0 if all(one.is_settled for one in viewport.session.orphans) else _LEAST_FOOT)
        if current is not None and notes[current].row + self._rows_of(notes[current], is_current=True) > room:
            room = height
        passages = [note.row for note in notes]
        placed = place_notes(
            passages, room, current, lambda index: self._rows_of(notes[index], is_current=index == current)
        )
        self._paint(rows, notes, placed, current, leads(passages, placed), room)
        self._paint_changes(rows)
        used = placed[-1].end + (1 if placed[-1].hidden else 0) if placed else 0
        # A blank row stands above it, unless a note needs that.
        foot = self._foot_lines(min(max(_LEAST_FOOT, height - used - 1), height - used, max(_LEAST_FOOT, height // 3)))
        for number, line in enumerate(foot, height - len(foot)):
            rows[number] = filled(line_segments(line, viewport.widths), width, self.palette.text)
        if self._reader.waiting:
            self.set_timer(_READ_ON_AFTER, self.show_rows)
        return rows

    def rows_wanted(self, annotation: Annotation) -> int:
        """The rows that an annotation takes when it is the current one; 0 if the margin is hidden."""
        linked = self._viewport.linked.get(annotation.id, 0)
        if not self.display or not self.size or not has_lines(annotation, linked):
            return 0
        return self._rows_of(_Note(0, annotation, linked), is_current=True)

    def _notes(self) -> list[_Note]:
        """The annotations on the screen that have anything to show, in reading order."""
        viewport = self._viewport
        found: list[_Note] = []
        seen: set[str] = set()
        on_article, title_row = viewport.on_article, viewport.title_row
        for row, annotations in enumerate(viewport.annotations_by_row):
            if on_article is not None and row == title_row:
                found.append(_Note(row, on_article, 0))
            for annotation in annotations:
                if annotation.id not in seen:
                    seen.add(annotation.id)
                    linked = viewport.linked.get(annotation.id, 0)
                    if has_lines(annotation, linked):
                        found.append(_Note(row, annotation, linked))
        return found

    def _current(self, notes: list[_Note]) -> int | None:
        """The index of the note that is being written, or of the one under the cursor; on the title, the article's."""
        viewport = self._viewport
        focused = (
            viewport.writing or viewport.focused_annotation() or (viewport.on_article if viewport.is_on_title else None)
        )
        if focused is None:
            return None
        return next((index for index, note in enumerate(notes) if note.annotation.id == focused.id), None)

    def _rows_of(self, note: _Note, *, is_current: bool) -> int:
        return max(1, len(self._lines(note, 0 if is_current else OTHER_ROWS)))

    def _lines(self, note: _Note, rows: int) -> list[Pieces]:
        """The lines of a note, at most ``rows``; all for 0."""
        viewport, palette = self._viewport, self.palette
        look = _Look(note.linked, rows, self._line_width, palette, viewport.widths, note.annotation.replies)
        annotation, key = note.annotation, (note.annotation.id, rows)
        known = self._kept.get(key)
        if known is not None and known[1] == look and known[0] == annotation:
            return known[2]
        identity = viewport.session.identity
        most, waiting = MOST_GLANCED_AT if rows else MOST_READ, self._reader.waiting
        read = self._reader.read(annotation.note, most, is_needed=not rows) if annotation.note else None
        if rows:
            lines = short_lines(annotation, read, note.linked, look.width, rows, palette, viewport.widths, identity)
        else:
            lines = whole_lines(annotation, read, note.linked, look.width, palette, viewport.widths, identity)
        if self._reader.waiting == waiting:
            self._kept[key] = (annotation, look, lines)
        return lines

    @property
    def _line_width(self) -> int:
        return max(_NARROWEST, min(WIDEST, self.size.width - _LEAD_CELLS - 1))

    # ------------------------------------------------------------------ painting

    def _paint(
        self,
        rows: list[Strip],
        notes: list[_Note],
        placed: list[PlacedNote],
        current: int | None,
        strokes: dict[int, int],
        room: int,
    ) -> None:
        colors = [self.palette.tags.color_of(notes[note.index].annotation) for note in placed]
        begun = {notes[note.index].row: color for note, color in zip(reversed(placed), reversed(colors), strict=True)}
        for number, note in enumerate(placed):
            is_current = note.index == current
            following = placed[number + 1].row if number + 1 < len(placed) else room
            color = colors[number]
            made = self._rows_of_note(notes, note, is_current=is_current, has_room=note.end < following)
            for row, (shown, place) in enumerate(made, note.row):
                stroke = strokes.pop(row, 0)
                before = begun.get(row) if stroke and not stroke & TO_NOTE else color
                rows[row] = self._strip(shown, stroke, place, before, color, is_current=is_current)
                self._shown[row] = shown
        for row, stroke in strokes.items():
            rows[row] = self._strip(_NOTHING, stroke, "", begun.get(row), None, is_current=False)

    def _rows_of_note(
        self, notes: list[_Note], note: PlacedNote, *, is_current: bool, has_room: bool
    ) -> list[tuple[_Row, str]]:
        """What each row of a note shows, and the strokes before it. ``has_room``: the row below the note is free."""
        annotation_id, first = notes[note.index].annotation.id, ""
        lines = self._lines(notes[note.index], 0 if is_current else note.rows)
        if note.hidden:
            first = notes[note.first_hidden].annotation.id
        key = (annotation_id, note.rows, note.hidden, first, is_current, has_room)
        known = self._made.get(key)
        if known is not None and known[0] is lines:
            return known[1]
        shown = [_Row(annotation_id, line) for line in lines[: note.rows]] or [_Row(annotation_id, ())]
        if len(lines) > note.rows:
            more = counted(len(lines) - note.rows + 1, "more line")
            [sign] = cut([NotePiece(f"… {more}", self.palette.dim)], self._line_width, 1)
            shown[-1] = _Row(annotation_id, sign, is_cut=True)
        if note.hidden:
            count = NotePiece(f"+{note.hidden} here", self.palette.subheading)
            if has_room:
                shown.append(_Row(first, [count], is_count=True))
            else:
                shown[-1] = self._with_count(shown[-1], count, first)
        last = len(shown) - 1
        places = [_FIRST, *[_BETWEEN] * (last - 1), _LAST] if last else [_ONLY]
        made = list(zip(shown, places, strict=True))
        self._made[key] = (lines, made)
        return made

    def _with_count(self, row: _Row, count: NotePiece, first: str) -> _Row:
        """The row with a count at its end, which leads to the ``first`` annotation that it counts."""
        widths, room = self._viewport.widths, self._line_width - len(count.text) - 1
        line = row.line
        if line_cells(line, widths) > room:
            [line] = cut(line, max(1, room - 1), 1, widths)
        gap = max(1, room + 1 - line_cells(line, widths))
        return row._replace(line=[*line, NotePiece(" " * gap, self.palette.text), count], counted=first)

    def _strip(
        self, row: _Row, stroke: int, place: str, before: str | None, color: str | None, *, is_current: bool
    ) -> Strip:
        """A row. ``before`` is the color of the stroke beside the text, ``color`` that of the annotation."""
        width, palette = self.size.width, self.palette
        key = (id(row.line), stroke, place, before, color, is_current, width)
        known = self._strips.get(key)
        if known is not None and known[0] is row.line:
            return known[1]
        weight = int(is_current)
        passing = palette.faint if stroke in (UP | DOWN, 0) else self._stroke_style(before, is_current=is_current)
        segments = [
            Segment(_STROKES[stroke][weight if stroke & TO_NOTE else 0] if stroke else " ", passing),
            Segment(place[weight] if place else " ", self._stroke_style(color, is_current=is_current)),
            Segment(" ", palette.text),
            *line_segments(row.line, self._viewport.widths),
        ]
        strip = filled(segments, width, palette.text)
        self._strips[key] = (row.line, strip)
        return strip

    def _stroke_style(self, color: str | None, *, is_current: bool) -> Style:
        style = self.palette.highlight(color).gutter
        return style + Style(bold=True) if is_current else style

    def _blank(self, width: int) -> Strip:
        line: Pieces = ()
        known = self._strips.get((width,))
        if known is None:
            known = self._strips[(width,)] = (line, Strip.blank(width, self.palette.text))
        return known[1]

    def set_palette(self, palette: Palette) -> None:
        self._strips.clear()
        super().set_palette(palette)

    def _paint_changes(self, rows: list[Strip]) -> None:
        """Beside the title, in free rows: how much has changed since the text was seen."""
        said, title_row, width = self._viewport.changes.said, self._viewport.title_row, self.size.width
        if not said or title_row is None:
            return
        free = (row for row in range(title_row, len(rows)) if rows[row] is self._blank(width))
        before = NotePiece(" " * _LEAD_CELLS, self.palette.text)
        lines = cut([NotePiece(said, self.palette.dim)], self._line_width, _MOST_OF_CHANGES, self._viewport.widths)
        for row, line in zip(free, lines, strict=False):
            rows[row] = filled(line_segments([before, *line], self._viewport.widths), width, self.palette.text)

    def _foot_lines(self, most: int) -> list[Pieces]:
        """How many passages are lost, and as many of their quotes as fit."""
        palette, width = self.palette, self._line_width
        orphans = [one for one in self._viewport.session.orphans if not one.is_settled]
        if not orphans or most < 1:
            return []
        before = " " * _LEAD_CELLS
        quotes = [visible(orphan.quoted_text[:_MOST_QUOTED]) for orphan in orphans[: most - 1]]
        left = sum(orphan.is_kept_orphan for orphan in orphans)
        counts = {"lost": len(orphans) - left, "left lost": left}
        said = ", ".join(f"{count:,} {what}" for what, count in counts.items() if count)
        return [
            [NotePiece(f" {ORPHAN} {said}", palette.dim)],
            *(
                [
                    NotePiece(before, palette.text),
                    *cut([NotePiece(quote, palette.furniture)], width, 1, self._viewport.widths)[0],
                ]
                for quote in quotes
            ),
        ]
