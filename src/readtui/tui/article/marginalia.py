"""The right margin: notes and tags beside their passages, scrolling with the text; lost passages at the bottom."""

from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip

from readtui.layout.glyphs import text_cells
from readtui.layout.line import make_run
from readtui.layout.marginalia import place_notes
from readtui.layout.widths import CellWidths
from readtui.layout.wrap import wrap
from readtui.model.annotation import AnchorState, Annotation
from readtui.services.annotating.versions import other_versions
from readtui.text.clean import visible
from readtui.text.counted import counted
from readtui.text.note_words import note_words
from readtui.tui.article.line_marks import ORPHAN
from readtui.tui.article.page import Pane
from readtui.tui.article.placed_strip import filled
from readtui.tui.article.placed_text import written
from readtui.tui.article.viewport import Viewport
from readtui.tui.palettes.palette import Palette

WIDEST = 44
_NOTE_LINES = 12
_OTHER_NOTE_LINES = 5
_LEAST_FOOT = 2
_MOST_QUOTED = 200
_KEPT_NOTES = 500
LINKED = "←"
"""Stands before the number of notes that link to something."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """Everything that affects how an annotation's rows look."""

    annotation: Annotation
    linked: int
    is_focused: bool
    width: int
    palette: Palette
    widths: CellWidths


class Marginalia(Pane):
    """Paints the annotations that begin on the screen; the one under the cursor in full."""

    DEFAULT_CSS = "Marginalia { height: 1fr; }"

    class Chosen(Message):
        """A note was clicked."""

        def __init__(self, annotation_id: str) -> None:
            super().__init__()
            self.annotation_id = annotation_id

    def __init__(self, view: Viewport, palette: Palette) -> None:
        super().__init__(palette)
        self._view = view
        self._kept: dict[str, tuple[_Shown, list[Strip]]] = {}
        self._ids: dict[int, str] = {}

    def on_click(self, event: events.Click) -> None:
        if annotation_id := self._ids.get(event.y):
            self.post_message(self.Chosen(annotation_id))

    def make_rows(self) -> list[Strip]:
        """The notes beside their passages, and the lost passages at the bottom."""
        view, height, width = self._view, self.size.height, self.size.width
        if not height or not width:
            return []
        note_width = max(8, min(WIDEST, width - 2))
        rows = [Strip.blank(width, self.palette.text)] * height
        room = height - (_LEAST_FOOT if view.session.orphans else 0)
        notes = self._notes(note_width, room)
        places = place_notes([(row, len(strips)) for row, _, strips in notes], room)
        used = 0
        self._ids = {}
        for (_, annotation_id, strips), place in zip(notes, places, strict=True):
            shown = strips[: max(0, room - place)]
            rows[place : place + len(shown)] = shown
            self._ids |= dict.fromkeys(range(place, place + len(shown)), annotation_id)
            used = place + len(shown) if shown else used
        foot = self._foot_lines(min(height - used - 1, max(_LEAST_FOOT - 1, height // 3)), note_width)
        for number, segments in enumerate(foot, height - len(foot)):
            rows[number] = filled(segments, width, self.palette.text)
        return rows

    def _foot_lines(self, most: int, width: int) -> list[list[Segment]]:
        """How many passages are lost, and as many of their quotes as fit."""
        orphans, palette = self._view.session.orphans, self.palette
        if not orphans or most < 1:
            return []
        quotes = [visible(orphan.quoted_text[:_MOST_QUOTED]) for orphan in orphans[: most - 1]]
        return [
            [Segment(f"{ORPHAN} ", palette.dim), Segment(counted(len(orphans), "orphan"), palette.dim)],
            *([Segment("  ", palette.text), *self._written(quote, width - 2, palette.furniture)] for quote in quotes),
        ]

    def _notes(self, note_width: int, room: int) -> list[tuple[int, str, list[Strip]]]:
        """For each annotation the row where its passage begins, its id and its strips; no more than the margin can
        hold.
        """
        focused, width = self._view.focused_annotation(), self.size.width
        focused_id = focused.id if focused else ""
        if len(self._kept) > _KEPT_NOTES:
            self._kept.clear()
        found = self._on_article(note_width)
        room -= sum(len(strips) for _, _, strips in found)
        seen: set[str] = set()
        for row, annotations in enumerate(self._view.annotations_by_row):
            for annotation in annotations:
                if annotation.id in seen:
                    continue
                seen.add(annotation.id)
                linked = self._view.linked.get(annotation.id, 0)
                shown = _Shown(annotation, linked, annotation.id == focused_id, width, self.palette, self._view.widths)
                kept, strips = self._kept.get(annotation.id, (None, []))
                if kept != shown:
                    lines = self._note_lines(annotation, note_width, linked=linked, is_focused=shown.is_focused)
                    strips = [filled(line, width, self.palette.text) for line in lines]
                    self._kept[annotation.id] = (shown, strips)
                if strips:
                    found.append((row, annotation.id, strips))
                    room -= len(strips)
                # Notes that do not fit the margin must not take room from earlier ones.
                if room <= 0:
                    return found
        return found

    def _on_article(self, note_width: int) -> list[tuple[int, str, list[Strip]]]:
        """The tags and notes of the whole article, beside its title if that is on the screen."""
        view, width = self._view, self.size.width
        on_article = view.on_article
        if on_article is None or (row := view.title_row) is None:
            return []
        lines = self._note_lines(on_article, note_width, linked=0, is_focused=False)
        return [(row, on_article.id, [filled(line, width, self.palette.text) for line in lines])]

    def _note_lines(self, annotation: Annotation, width: int, *, linked: int, is_focused: bool) -> list[list[Segment]]:
        """The rows of one annotation: tags, then the note, shortened unless the cursor is on it, then how many notes
        link to it.
        """
        palette, widths = self.palette, self._view.widths
        bar_style = palette.highlight(annotation.color).gutter
        bar = "┃ " if is_focused else "│ "
        rows: list[tuple[str, Style]] = []
        if annotation.anchor is AnchorState.REVIEW:
            rows.append(("needs review", palette.review))
        elif annotation.anchor is AnchorState.MOVED and annotation.note:
            rows.append(("moved", palette.dim))
        if others := other_versions(annotation):
            rows.append((f"{len(others) + 1} versions", palette.review))
        tags = " ".join(f"#{visible(tag)}" for tag in annotation.tags)
        note_style = palette.note if is_focused else palette.dim
        rows += [(line, palette.tag) for line in _wrapped(tags, width - 2, widths)] if tags else []
        if annotation.note:
            note = note_words(annotation.note)
            lines = [line for part in note.split("\n") for line in _wrapped(part, width - 2, widths)]
            most = _NOTE_LINES if is_focused else _OTHER_NOTE_LINES
            if len(lines) > most:
                lines = [*lines[: most - 1], _wrapped(lines[most - 1], width - 3, widths)[0] + "…"]
            rows += [(line, note_style) for line in lines]
        if linked:
            rows.append((f"{LINKED} linked from {counted(linked, 'note')}", palette.dim))
        return [[Segment(bar, bar_style), *written(line, style, widths)] for line, style in rows]

    def _written(self, text: str, width: int, style: Style) -> list[Segment]:
        """As much of a text as fits in one line, with an ellipsis where it was cut."""
        widths = self._view.widths
        if text_cells(text, widths) > width:
            text = _wrapped(text, width - 1, widths)[0] + "…"
        return written(text, style, widths)


def _wrapped(text: str, width: int, widths: CellWidths) -> list[str]:
    """One paragraph as lines, cleaned for the terminal."""
    parts = wrap(text, 0, len(text), width, widths)
    return [make_run(text, start, end, 0, widths=widths).written(text, start, end) for start, end in parts]
