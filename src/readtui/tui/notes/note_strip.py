"""The strip below the text with the annotation under the cursor, where the margin has no room for notes."""

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.strip import Strip

from readtui.layout.glyphs import text_cells
from readtui.model.annotation import Annotation
from readtui.tui.article.line_marks import HIGHLIGHT, NOTE, thread_sign
from readtui.tui.article.page import Pane
from readtui.tui.article.viewport import Viewport
from readtui.tui.colors.palette import Palette
from readtui.tui.notes.margin_lines import MOST_GLANCED_AT, NoteReader, has_lines, head_pieces, short_lines
from readtui.tui.notes.note_lines import (
    NoteAct,
    NoteClicked,
    NotePiece,
    NoteStyles,
    Pieces,
    cut,
    flowing,
    line_cells,
    line_segments,
)
from readtui.tui.notes.voices import short_voices
from readtui.tui.widgets.placed_strip import filled

_COLOR = "●"
_INDENT = 3
_MOST_OF_NOTE = 2_000
_LEAST_OF_NOTE = 16


class _PageNotes(NamedTuple):
    """The rows for some annotations, in a size and a palette. They rarely change while the cursor moves."""

    looks: tuple[Size, Palette]
    shown: Sequence[Annotation]
    rows: list[Strip]


class NoteStrip(Pane):
    """A rule, and below it the annotation in as many rows as the strip has left; without an annotation, quietly, what
    the notes and tags of the visible ones say.

    A strip of a single row has no rule, and shows the annotation under the cursor alone.
    """

    DEFAULT_CSS = "NoteStrip { width: 100%; height: 2; }"

    def __init__(self, viewport: Viewport, palette: Palette) -> None:
        super().__init__(palette)
        self._viewport = viewport
        self._rows_taken = 2
        self._reader = NoteReader()
        self._lines: dict[int, Pieces] = {}
        self._on_page: _PageNotes | None = None

    @property
    def rows(self) -> int:
        """Its height; 0 hides it. Also while it is being closed, when Textual no longer displays it."""
        return self._rows_taken

    @rows.setter
    def rows(self, rows: int) -> None:
        self.display = rows > 0
        if rows and rows != self._rows_taken:
            self.styles.height = rows
        self._rows_taken = rows

    def on_unmount(self) -> None:
        """Let go of what was painted."""
        self._on_page = None

    def on_click(self, event: events.Click) -> None:
        """Follow the link or tag; else read the annotation in full."""
        if not self._lines:
            return
        cell = 0
        for piece in self._lines.get(event.y, ()):
            cell += text_cells(piece.text, self._viewport.widths)
            if event.x < cell and piece.target:
                self.post_message(NoteClicked(NoteAct.FOLLOW, piece.target))
                return
            if event.x < cell:
                break
        self.post_message(NoteClicked(NoteAct.READ))

    def turn_wheel(self, lines: int) -> None:
        self._viewport.scroll_lines(lines)

    def make_rows(self) -> list[Strip]:
        """The rows for the annotation under the cursor, else for those on the page."""
        (width, height), palette = self.size, self.palette
        self._lines = {}
        self._reader.allow(0)
        if width <= 2 * _INDENT or not height:
            return [Strip.blank(width, palette.text)] * height
        focused = self._viewport.focused_annotation()
        if focused is None:
            return self._page_rows()
        self._on_page = None
        first = min(1, height - 1)
        self._lines = dict(enumerate(self._lines_of(focused, width - 1, height - first), first))
        return self._rows_of(list(self._lines.values()))

    def _rows_of(self, lines: Sequence[Pieces]) -> list[Strip]:
        (width, height), palette = self.size, self.palette
        rows = [Strip.blank(width, palette.text)] * height
        first = min(1, height - 1)
        # Without a rule, its background tells it from the text.
        ground = Style() if first else Style(bgcolor=palette.code.bgcolor)
        if first and lines:
            rows[0] = filled([Segment("─" * width, palette.faint)], width, palette.text)
        for number, line in enumerate(lines, first):
            rows[number] = filled(
                line_segments([piece._replace(style=piece.style + ground) for piece in line], self._viewport.widths),
                width,
                palette.text + ground,
            )
        return rows

    def _page_rows(self) -> list[Strip]:
        """One row for each visible annotation that says something; if there is no room for all, for those with notes
        first.
        """
        most, shown = self.size.height - 1, list[Annotation]()
        if most:
            visible = {
                one.id: one for one in chain.from_iterable(self._viewport.annotations_by_row) if has_lines(one, 0)
            }
            ids = sorted(visible, key=lambda id: not (visible[id].note or visible[id].is_thread))[:most]
            shown = [one for id, one in visible.items() if id in ids]
        page = self._on_page
        is_same = page is not None and page.looks == (self.size, self.palette) and len(page.shown) == len(shown)
        if page is None or not is_same or any(old is not new for old, new in zip(page.shown, shown, strict=True)):
            rows = self._rows_of([self._at_a_glance(one, self.size.width - 1) for one in shown])
            page = self._on_page = _PageNotes((self.size, self.palette), shown, rows)
        return page.rows

    def _at_a_glance(self, annotation: Annotation, width: int) -> Pieces:
        palette, viewport = self.palette, self._viewport
        sign = "" if annotation.is_thread else f"{NOTE if annotation.note else HIGHLIGHT} "
        note = self._reader.read(annotation.note, MOST_GLANCED_AT) if annotation.note else None
        room = width - _INDENT
        said = short_lines(annotation, note, 0, room, 1, palette, viewport.widths, viewport.identity)
        return [NotePiece(f" {sign}", palette.mark_of(annotation).gutter), *(said[0] if said else ())]

    def _lines_of(self, annotation: Annotation, width: int, most: int) -> list[Pieces]:
        """At most ``most`` rows: what the annotation has besides its note, the note, and the last reply."""
        palette, session = self.palette, self._viewport.session
        mark = palette.mark_of(annotation)
        plain = _COLOR if annotation.color else NOTE if annotation.note else "#"
        before = [NotePiece(f" {thread_sign(annotation, lambda: session.identity) or plain} ", mark.gutter)]
        head: list[NotePiece] = []
        if session.is_complete:
            head.append(NotePiece(f"{session.number(annotation)}/{len(session.annotations)}", palette.dim))
        about = head_pieces(annotation, palette, session.identity, are_short=True)
        if not (annotation.tags or annotation.note) and annotation.color:
            about += [NotePiece(" · ", palette.dim)] if about else []
            about.append(NotePiece(f"{annotation.color} highlight", palette.dim))
        head += [NotePiece(" ", palette.text), *about] if head and about else about
        room = width - _INDENT
        others = [NotePiece(" " * _INDENT, palette.text)]
        lines = self._note_lines(annotation, head, room, most)
        return [[*(others if number else before), *line] for number, line in enumerate(lines)]

    def _note_lines(self, annotation: Annotation, head: list[NotePiece], room: int, most: int) -> Sequence[Pieces]:
        palette, widths = self.palette, self._viewport.widths
        note = palette.note
        styles = NoteStyles(
            note, palette.dim, note + Style(bold=True), palette.code, palette.link, note, linked=palette.linked
        )
        words = flowing(self._reader.read(annotation.note, _MOST_OF_NOTE, is_needed=True), styles)
        if annotation.replies:
            words = [*head, *([NotePiece("  ", palette.text)] if head and words else []), *words]
            return short_voices(words, annotation, self._viewport.identity, room, most, palette.dim, widths)
        if not annotation.note:
            return cut(head, room, 1, widths)
        left = room - line_cells(head, widths) - 2
        if most > 1 and left < min(_LEAST_OF_NOTE, line_cells(words, widths)):
            [first] = cut(head, room, 1, widths)
            return [first, *cut(words, room, most - 1, widths)]
        if head:
            if left < min(_LEAST_OF_NOTE, line_cells(words, widths)):
                # Long tags leave a third of the row to the note.
                [head] = map(list, cut(head, max(1, room - room // 3 - 2), 1, widths))
            return cut([*head, NotePiece("  ", palette.text), *words], room, most, widths)
        return cut(words, room, most, widths)
