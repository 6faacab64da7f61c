"""The strip below the text with the annotation under the cursor, where the margin has no room for notes."""

from rich.segment import Segment
from rich.style import Style
from textual.message import Message
from textual.strip import Strip

from readtui.layout.glyphs import text_cells
from readtui.layout.wrap import wrap
from readtui.model.annotation import AnchorState, Annotation
from readtui.services.annotating.versions import other_versions
from readtui.text.clean import visible
from readtui.text.note_words import note_words
from readtui.tui.article.line_marks import NOTE, REVIEW
from readtui.tui.article.page import Pane
from readtui.tui.article.placed_strip import filled
from readtui.tui.article.placed_text import written
from readtui.tui.article.viewport import Viewport
from readtui.tui.palettes.palette import Palette

_COLOR = "●"
_INDENT = 2
_MOST_OF_NOTE = 2_000


class NoteStrip(Pane):
    """A rule, and below it the annotation in as many rows as the strip has left; without an annotation, nothing.

    A strip of a single row has no rule.
    """

    DEFAULT_CSS = "NoteStrip { width: 100%; height: 2; }"

    class Clicked(Message):
        """The annotation was clicked."""

    def __init__(self, view: Viewport, palette: Palette) -> None:
        super().__init__(palette)
        self._view = view
        self._height = 2

    @property
    def rows(self) -> int:
        """Its height; 0 hides it."""
        return self._height if self.display else 0

    @rows.setter
    def rows(self, rows: int) -> None:
        self.display = rows > 0
        if rows and rows != self._height:
            self._height = rows
            self.styles.height = rows

    def on_click(self) -> None:
        self.post_message(self.Clicked())

    def make_rows(self) -> list[Strip]:
        """The rows for the annotation under the cursor."""
        width, height, palette = self.size.width, self.size.height, self.palette
        rows = [Strip.blank(width, palette.text)] * height
        focused = self._view.focused_annotation()
        if focused is None or width <= 2 * _INDENT or not height:
            return rows
        first = min(1, height - 1)
        if first:
            rows[0] = filled([Segment("─" * width, palette.faint)], width, palette.text)
        for number, segments in enumerate(self._lines(focused, width, height - first), first):
            rows[number] = filled(segments, width, palette.text)
        return rows

    def _lines(self, annotation: Annotation, width: int, most: int) -> list[list[Segment]]:
        """At most ``most`` rows: what the annotation has besides its note, then the note."""
        palette, widths = self.palette, self._view.widths
        session = self._view.session
        parts: list[tuple[str, Style]] = [
            (
                _COLOR if annotation.color else NOTE if annotation.note else "#",
                palette.highlight(annotation.color).gutter,
            )
        ]
        if session.is_complete:
            parts.append((f"{session.number(annotation)}/{len(session.annotations)}", palette.dim))
        if annotation.anchor is AnchorState.REVIEW:
            parts.append((f"{REVIEW} needs review", palette.review))
        elif annotation.anchor is AnchorState.MOVED:
            parts.append(("~ moved", palette.dim))
        if others := other_versions(annotation):
            parts.append((f"{len(others) + 1} versions", palette.review))
        if annotation.tags:
            parts.append((" ".join(f"#{visible(tag)}" for tag in annotation.tags), palette.tag))
        if not (annotation.tags or annotation.note) and annotation.color:
            parts.append((f"{annotation.color} highlight", palette.dim))
        head: list[Segment] = [Segment(" ", palette.text)]
        left = width - 1 - _INDENT
        for text, style in parts:
            text = self._cut(text, left)
            head += [*written(text, style, widths), Segment(" ", palette.text)]
            left -= text_cells(text, widths) + 1
            if left <= 0:
                break
        return self._with_note(head, left, note_words(annotation.note[:_MOST_OF_NOTE]), width, most)

    def _with_note(self, head: list[Segment], left: int, note: str, width: int, most: int) -> list[list[Segment]]:
        palette, widths = self.palette, self._view.widths
        note = visible(note)
        if not note:
            return [head]
        if left < min(16, text_cells(note, widths)) and most > 1:
            lines, rest = [head], note
        else:
            begin, rest = self._first_line(note, left - 1, is_last=most == 1)
            lines = [[*head, Segment(" ", palette.text), *written(begin, palette.note, widths)]]
        while rest and len(lines) < most:
            begin, rest = self._first_line(rest, width - 2 * _INDENT - 1, is_last=len(lines) == most - 1)
            lines.append([Segment(" " * (_INDENT + 1), palette.text), *written(begin, palette.note, widths)])
        return lines

    def _first_line(self, text: str, cells: int, *, is_last: bool) -> tuple[str, str]:
        """What fits in a row, and the rest. If it is the last row, an ellipsis stands for the rest."""
        widths = self._view.widths
        if text_cells(text, widths) <= cells:
            return text, ""
        if is_last:
            return self._cut(text, cells), ""
        start, end = wrap(text, 0, len(text), max(1, cells), widths)[0]
        return text[start:end].rstrip(), text[end:].lstrip()

    def _cut(self, text: str, cells: int) -> str:
        widths = self._view.widths
        if text_cells(text, widths) <= cells:
            return text
        if cells < 2:
            return "…" if cells > 0 else ""
        start, end = wrap(text, 0, len(text), cells - 1, widths)[0]
        return text[start:end].rstrip() + "…"
