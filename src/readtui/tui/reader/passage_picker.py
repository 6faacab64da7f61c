"""Picking a passage by labels: the first label picks where it begins, the second one where it ends."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import partialmethod
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from readtui.model.block import BlockKind
from readtui.model.passage import Passage
from readtui.text.segmentation.segment import previous_grapheme
from readtui.text.selection import Selection, select
from readtui.tui.article.line_painter import Overlay, OverlayKind
from readtui.tui.article.viewport import Viewport
from readtui.tui.keymap import Keymap
from readtui.tui.reader.selection import ReaderSelection
from readtui.tui.reader.state import ReaderState

if TYPE_CHECKING:
    from readtui.tui.reader.screen import ReaderScreen


class LabelUnit(StrEnum):
    """What the labels stand on."""

    SENTENCE = "sentence"
    PARAGRAPH = "paragraph"

    @property
    def other(self) -> "LabelUnit":
        return LabelUnit.PARAGRAPH if self is LabelUnit.SENTENCE else LabelUnit.SENTENCE


class Label(NamedTuple):
    """``text`` is typed to pick ``unit``. It stands before ``start``, the first of the unit that is on the screen."""

    text: str
    unit: Passage
    start: int


def label_texts(count: int, letters: Sequence[str]) -> list[str]:
    """Different labels, none the beginning of another, the shortest ones first: single letters as far as they go, then
    pairs.
    """
    singles = len(letters)
    while singles and singles + (len(letters) - singles) * len(letters) < count:
        singles -= 1
    pairs = map("".join, product(letters[singles:], letters))
    return [*letters[:singles], *pairs][:count]


def units_on_screen(viewport: Viewport, unit: LabelUnit) -> list[Passage]:
    """The sentences (in a table, cells) or paragraphs that are visible at least in part, except folded ones."""
    seen = viewport.visible_passage
    found = _sentences(viewport, seen) if unit is LabelUnit.SENTENCE else _paragraphs(viewport, seen)
    return [one for one in found if one.overlaps(seen) and not _is_folded(viewport, one)]


def _sentences(viewport: Viewport, seen: Passage) -> Iterable[Passage]:
    stop = viewport.stops.at(seen.start)
    while stop.start < seen.end:
        yield from viewport.stops.parts(stop)
        following = viewport.stops.next(stop)
        if following.start <= stop.start:
            return
        stop = following


def _paragraphs(viewport: Viewport, seen: Passage) -> Iterable[Passage]:
    first, last = map(viewport.article.block_index_at, (seen.start, seen.end))
    return (block.passage for block in viewport.article.blocks[first : last + 1] if block.end > block.start)


def _is_folded(viewport: Viewport, unit: Passage) -> bool:
    index = viewport.article.block_index_at(unit.start)
    return viewport.article.blocks[index].kind is BlockKind.FURNITURE and viewport.lines.is_folded(index)


def labels_on_screen(viewport: Viewport, unit: LabelUnit, letters: Sequence[str]) -> list[Label]:
    """The labels in reading order. Those nearest to the cursor are the quickest to type."""
    if not viewport.article.blocks:
        return []
    units = units_on_screen(viewport, unit)
    here = next((index for index, one in enumerate(units) if one.end > viewport.cursor.start), 0)
    order = sorted(range(len(units)), key=lambda index: (abs(index - here), index < here))
    texts = dict(zip(order, label_texts(len(units), letters), strict=False))
    seen = viewport.visible_passage.start
    return [
        Label(texts[index], unit, max(unit.start, seen)) for index, unit in enumerate(units) if texts.get(index, "")
    ]


def beginning_with(labels: Sequence[Label], typed: str) -> list[Label]:
    """The labels that go on after what was typed, with what is still to type."""
    return [label._replace(text=label.text[len(typed) :]) for label in labels if label.text.startswith(typed)]


class LabelPicker:
    """While labels are on the screen, letters pick. The result is a selection, which the reader's keys then act on.

    If something was selected before, one label moves the end of that selection.
    """

    def __init__(self, state: ReaderState, keymap: Keymap, screen: "ReaderScreen", selection: ReaderSelection) -> None:
        self._state = state
        self._viewport = state.viewport
        self._keymap = keymap
        self._screen = screen
        self._selection = selection
        self._unit = LabelUnit.SENTENCE
        self._typed = ""
        self._first: Passage | None = None
        self._before: Selection | None = None
        self._made: tuple[object, list[Label]] = (None, [])

    # ------------------------------------------------------------------ beginning and ending

    def do_reader_pick(self) -> None:
        """Show labels on the sentences on the screen; if something is selected, the one picked becomes its end."""
        viewport = self._viewport
        self._unit, self._typed, self._first, self._before = LabelUnit.SENTENCE, "", None, viewport.selection
        if not self._labels():
            self._screen.tell("Nothing here can be picked.")
            return
        self._state.is_picking = True
        viewport.labels = self._overlays
        self._show()

    do_select_pick = do_reader_pick

    def _end(self) -> None:
        self._state.is_picking = False
        self._viewport.labels = lambda: ()
        self._made = (None, [])

    def do_pick_leave(self) -> None:
        """Remove the labels and select what was selected before."""
        self._end()
        if self._viewport.selection == self._before:
            self._show()
        else:
            cursor = self._viewport.cursor
            self._selection.set_selection(self._before)
            if self._before is None:
                self._viewport.set_cursor(cursor)

    def do_pick_accept(self) -> None:
        if self._first is None:
            self._screen.tell(f"Type a label first. {self._screen.key('pick.leave')} removes the labels.")
        else:
            self._select(self._first)

    def _select(self, passage: Passage) -> None:
        self._end()
        self._selection.set_selection(select(passage, self._viewport.article.text))

    # ------------------------------------------------------------------ labels

    def _labels(self) -> list[Label]:
        viewport = self._viewport
        on_screen = (viewport.article, viewport.lines, viewport.top, viewport.height, viewport.cursor, self._unit)
        if self._made[0] != on_screen:
            letters = [key for key in self._keymap.keys_of("pick.label") if len(key) == 1]
            self._made = (on_screen, labels_on_screen(viewport, self._unit, letters))
            self._typed = ""
        return self._made[1]

    def _overlays(self) -> list[Overlay]:
        left = beginning_with(self._labels(), self._typed)
        return [Overlay(label.start, label.start, OverlayKind.LABEL, label=label.text) for label in left]

    def do_pick_label(self, letter: str) -> None:
        """Go on typing a label. A letter that no label has changes nothing."""
        left = beginning_with(self._labels(), self._typed + letter)
        if not left:
            self._screen.tell(f"No label {self._typed}{letter} here.")
            self._typed = ""
        elif left[0].text:
            self._typed += letter
        else:
            self._typed = ""
            self._pick(left[0].unit)
        self._show()

    def _pick(self, unit: Passage) -> None:
        if self._before is not None:
            self._extend(self._before, unit)
        elif self._first is None:
            self._first = unit
            # Nothing scrolls: the labels stay where they are.
            self._selection.show(select(unit, self._viewport.article.text))
        else:
            self._select(Passage(min(self._first.start, unit.start), max(self._first.end, unit.end)))

    def _extend(self, selection: Selection, unit: Passage) -> None:
        """Move the selection's moving end to the far end of a unit."""
        end = unit.start if unit.start < selection.anchor else previous_grapheme(self._viewport.article.text, unit.end)
        self._end()
        self._selection.set_selection(selection.moved_to(end))

    def do_pick_unit(self) -> None:
        """Switch between sentences and paragraphs."""
        self._unit, self._typed = self._unit.other, ""
        self._show()

    @property
    def asks_for(self) -> str:
        """What to type now, for the status line; empty without labels."""
        if not self._state.is_picking:
            return ""
        return f"first {self._unit}" if self._first is None and self._before is None else f"last {self._unit}"

    def _show(self) -> None:
        self._viewport.changed()
        self._screen.show_mode()
        self._screen.show_status()

    # ------------------------------------------------------------------ scrolling

    def do_pick_page_down(self) -> None:
        self._scroll(max(1, self._viewport.height - 2))

    def do_pick_page_up(self) -> None:
        self._scroll(-max(1, self._viewport.height - 2))

    def _scroll(self, lines: int) -> None:
        """Show other text; what was picked first stays picked."""
        self._viewport.scroll_lines(lines)
        self._show()

    do_pick_line_down, do_pick_line_up = partialmethod(_scroll, 1), partialmethod(_scroll, -1)
