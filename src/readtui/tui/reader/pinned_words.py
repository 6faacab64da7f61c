"""The words of an annotation that is being placed, pinned above the text, and where they most likely belong."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip

from readtui.layout.glyphs import text_cells
from readtui.model.annotation import AnchorState, Annotation
from readtui.text.clean import visible
from readtui.text.phrases import counted, note_words
from readtui.tui.article.line_marks import MOVED, ORPHAN, REVIEW
from readtui.tui.article.page import Pane
from readtui.tui.article.viewport import Viewport
from readtui.tui.colors.palette import Palette
from readtui.tui.notes.note_lines import NotePiece, Pieces, cut, line_segments, tag_pieces
from readtui.tui.widgets.placed_strip import filled

if TYPE_CHECKING:
    from readtui.anchoring.likely_places import Likely

_INDENT = 3
_LOWEST, _LOW, _HIGH = 10, 18, 30
_WIDEST = 100
_MOST_SHOWN = 1_500
_LABELS = {
    AnchorState.ORPHAN: (ORPHAN, "Lost:"),
    AnchorState.MOVED: (MOVED, "Moved:"),
    AnchorState.REVIEW: (REVIEW, "To review:"),
}


class PinnedAnnotation(NamedTuple):
    """An annotation to place. ``places`` are its likely ones, None while they are looked for, and ``at`` the index of
    the one that the user last went to, or -1; ``key`` goes to the next one.
    """

    annotation: Annotation
    places: "Sequence[Likely] | None"
    at: int
    key: str


class PinnedWords(Pane):
    """Rows above the text: the words, tags and note where there is room, a line on the likely places, and a rule."""

    DEFAULT_CSS = "PinnedWords { width: 100%; height: 0; display: none; }"

    def __init__(self, viewport: Viewport, palette: Palette) -> None:
        super().__init__(palette)
        self._viewport = viewport
        self._pinned: PinnedAnnotation | None = None

    def pin(self, pinned: PinnedAnnotation | None) -> None:
        self._pinned = pinned

    def fit(self, screen: Size) -> None:
        """Take the rows that a screen of this size has for it."""
        rows = len(self._lines(screen.width, screen.height)) + (screen.height >= _LOW) if self._pinned else 0
        self.display = rows > 0
        self.styles.height = rows
        if rows:
            self.show_rows()

    def turn_wheel(self, lines: int) -> None:
        self._viewport.scroll_lines(lines)

    def make_rows(self) -> list[Strip]:
        (width, height), palette = self.size, self.palette
        if self._pinned is None or not height:
            return [Strip.blank(width, palette.text)] * height
        lines = self._lines(width, self.screen.size.height)
        # Without a rule, its background tells it from the text.
        ground = Style() if height > len(lines) else Style(bgcolor=palette.code.bgcolor)
        rows = [
            filled(
                line_segments([piece._replace(style=piece.style + ground) for piece in line], self._viewport.widths),
                width,
                palette.text + ground,
            )
            for line in lines[:height]
        ]
        rule = filled([Segment("─" * width, palette.faint)], width, palette.text)
        return rows + [rule] * (height - len(rows))

    def _lines(self, width: int, screen_height: int) -> list[Pieces]:
        assert self._pinned is not None
        annotation, palette, widths = self._pinned.annotation, self.palette, self._viewport.widths
        is_low = screen_height < _LOW
        sign, label = _LABELS.get(annotation.anchor, ("", "Annotated:"))
        own = annotation.own_words
        words = " ".join(visible(own[:_MOST_SHOWN]).split()) + ("…" if len(own) > _MOST_SHOWN else "")
        room, indent = max(1, min(_WIDEST, width - _INDENT - 1)), NotePiece(" " * _INDENT, palette.text)
        quoted = [NotePiece(f"{label} ", palette.review), NotePiece(f"“{words}”", palette.text + Style(bold=True))]
        most = 1 if screen_height < _LOWEST else 2 if is_low else 3 if screen_height < _HIGH else 5
        first, *rest = cut(quoted, room, most, widths)
        lines: list[Pieces] = [
            [NotePiece(f" {sign or ' '} ", palette.review), *first],
            *([indent, *one] for one in rest),
        ]
        about = tag_pieces(annotation.tags, palette)
        if annotation.note:
            between = "  " if annotation.tags else ""
            about.append(NotePiece(between + " ".join(note_words(annotation.note[:_MOST_SHOWN]).split()), palette.note))
        about = [piece for piece in about if piece.text]
        if about and not is_low:
            lines.append([indent, *cut(about, room, 1, widths)[0]])
        return [*lines, [indent, *self._line_on_places(room)]]

    def _line_on_places(self, room: int) -> Pieces:
        """What is known of likely places, as far as there is room."""
        assert self._pinned is not None
        _, places, at, key = self._pinned
        dim, plain = self.palette.dim, self.palette.text
        if places is None:
            return [NotePiece("Looking for likely places …", dim)]
        if not places:
            said = "No likely place. Go to where it belongs."
            return [NotePiece(said if text_cells(said) <= room else "No likely place.", dim)]
        if at < 0 or self._viewport.offered is None:
            count = counted(len(places), "place")
            told = [
                f"{key} goes to the likeliest of {count}." if at < 0 else f"{key} goes back to likely place {at + 1}."
            ]
            told.append(f"{key}: likely places")
        else:
            one, more = places[at], len(places) > 1
            words = f"{one.shared} of its {counted(one.of, 'word')}"
            told = [f"Likely place {at + 1} of {len(places)} has {words}." + f" {key} goes to the next one." * more]
            told += [f"Likely place {at + 1} of {len(places)}: {words}", f"{at + 1} of {len(places)}: {words}"]
        fitting = next((one for one in told if text_cells(one) <= room), told[-1])
        return cut([NotePiece(fitting, plain)], room, 1, self._viewport.widths)[0]
