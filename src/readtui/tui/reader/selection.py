"""The selection in the reader: visual mode, and the motions that move its ends."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial, partialmethod
from typing import TYPE_CHECKING

from readtui.model.annotation import Annotation
from readtui.model.passage import Passage
from readtui.text.motions import Stops, Unit
from readtui.text.segmentation.segment import is_unspaced, next_grapheme, previous_grapheme
from readtui.text.selection import Selection, grow, move_by_grapheme, move_by_unit, select, selected, shrink
from readtui.tui.reader.state import ReaderState

if TYPE_CHECKING:
    from readtui.tui.reader.screen import ReaderScreen

_WORD, _SENTENCE = 2, 3
"""Clicks in a row."""


class ReaderSelection:
    """Visual mode is on while there is a selection; "ends" mode while an annotation's ends are moved."""

    def __init__(self, state: ReaderState, screen: "ReaderScreen") -> None:
        self._state = state
        self._viewport = state.viewport
        self._screen = screen
        self.goal_cell: int | None = None
        """The column that lines up and down keep to."""

    def set_selection(self, selection: Selection | None) -> None:
        """Change or clear the selection; keep its moving end visible."""
        viewport = self._viewport
        left = viewport.selection
        viewport.selection = selection
        self.goal_cell = None
        if selection is not None:
            viewport.reveal(
                Passage(selection.active, next_grapheme(self._state.session.article.text, selection.active))
            )
        else:
            self._state.moving = None
            viewport.point_at(viewport.stops.at(left.place) if left is not None else viewport.cursor)
            if left is not None and left.smaller is not None:
                viewport.reveal(viewport.cursor)
        self._screen.show_mode()
        self._screen.show_status()

    do_visual_leave = partialmethod(set_selection, None)

    def select_ends(self, annotation: Annotation, passage: Passage) -> None:
        """Select an annotation's passage, to move its ends."""
        self._state.moving = annotation
        self.set_selection(select(passage, self._state.session.article.text, cuts=True))

    def drag(self, start: int, end: int) -> None:
        """Let the selection follow the mouse. Both offsets are starts of graphemes; words stay whole where spaces part
        them.
        """
        text = self._state.session.article.text
        self.show(Selection(start, end, anchor_cuts=is_unspaced(text[start]), active_cuts=is_unspaced(text[end])))

    def show(self, selection: Selection | None) -> None:
        """Change or clear the selection, and nothing else: neither cursor nor lines move."""
        self._viewport.selection = selection
        self._viewport.changed()
        self._screen.show_mode()
        self._screen.show_status()

    def click(self, offset: int, times: int) -> None:
        """Go to what was clicked, or unfold it; twice selects the word, three times the sentence (in a table, the
        cell), four the paragraph.

        ``offset`` is the start of a grapheme. Nothing scrolls under the mouse.
        """
        viewport, stops = self._viewport, self._viewport.stops
        if self._state.is_picking:
            return
        index = viewport.article.block_index_at(offset) if viewport.article.blocks else None
        if index is None or viewport.lines.is_folded(index):
            if index is not None and times == 1 and viewport.selection is None:
                viewport.set_unfolded(viewport.unfolded | {index})
                viewport.point_at(viewport.stops.at(offset))
        elif times > 1:
            unit = stops.word_at(offset) if times == _WORD else stops.part_at(offset)
            if times > _SENTENCE:
                unit = viewport.article.block_at(offset).passage
            self.show(select(unit, viewport.article.text))
        elif self._state.moving is None:
            self.show(None)
            focused_id = next((annotation.id for annotation in self._state.session.at(offset)), "")
            viewport.point_at(stops.at(offset), focused_id)

    # ------------------------------------------------------------------ into it

    def do_reader_visual(self) -> None:
        """Select by character from the start of the sentence; what is offered or found here is selected whole."""
        if self._viewport.offered is not None:
            self.set_selection(select(self._viewport.offered, self._viewport.article.text))
        else:
            self.begin(self.at_first())

    def do_reader_visual_line(self) -> None:
        """Select whole lines: those of what is found here, or the one where the sentence starts."""
        self.begin(replace(self.at_first(), linewise=True))

    def at_first(self) -> Selection:
        """What is found here, else the first character of the sentence."""
        found, start = self._viewport.hit_here, self._viewport.cursor.start
        return Selection(start, start) if found is None else select(found, self._viewport.article.text)

    def begin(self, selection: Selection) -> None:
        """Begin a selection, unless the cursor is on folded text, of which nothing can be seen."""
        if self._viewport.is_on_folded:
            self._screen.tell(f"This text is folded. Press {self._screen.key('reader.open_here')} to unfold it.")
        else:
            self.set_selection(selection)

    def do_visual_by_line(self) -> None:
        """Switch between whole lines and characters."""
        selection = self._viewport.selection
        if selection is not None:
            self.set_selection(replace(selection, linewise=not selection.linewise))

    def do_visual_back(self) -> None:
        """Cancel the selection: nobody quits from within one, but where remarks are written, one key always sends."""
        if self._screen.is_discussed:
            self._screen.do_reader_back()
        else:
            self.set_selection(None)

    def do_select_other_end(self) -> None:
        if self._viewport.selection is not None:
            self.set_selection(self._viewport.selection.swapped())


class SelectionEnd:
    """Moves the moving end of the selection, or begins a selection with it."""

    def __init__(self, state: ReaderState, selection: ReaderSelection) -> None:
        self._state = state
        self._viewport = state.viewport
        self._selection = selection

    def do_reader_select_left(self) -> None:
        """Begin a selection with what is found here, else at the end of the sentence."""
        last = previous_grapheme(self._state.session.article.text, self._viewport.cursor.end)
        is_found = self._viewport.hit_here is not None
        self._selection.begin(self._selection.at_first().swapped() if is_found else Selection(last, last))

    def do_reader_select_right(self) -> None:
        """Begin a selection with its first character."""
        self._selection.do_reader_visual()

    def do_reader_select_down(self) -> None:
        self._selection.do_reader_visual()
        self.do_select_down()

    def do_reader_select_up(self) -> None:
        self._selection.do_reader_visual()
        self.do_select_up()

    def _move(self, motion: Callable[[Selection, Stops], Selection]) -> None:
        """Move by a unit, within the article. See ``move_by_unit`` and ``move_by_grapheme``."""
        selection = self._viewport.selection
        if selection is not None:
            self._selection.set_selection(motion(selection, self._viewport.stops))

    do_select_left = partialmethod(_move, partial(move_by_grapheme, forward=False))
    do_select_right = partialmethod(_move, partial(move_by_grapheme, forward=True))
    do_select_next_word = do_select_word_end = partialmethod(_move, partial(move_by_unit, unit=Unit.WORD, forward=True))
    do_select_previous_word = partialmethod(_move, partial(move_by_unit, unit=Unit.WORD, forward=False))
    do_select_next_sentence = partialmethod(_move, partial(move_by_unit, unit=Unit.SENTENCE, forward=True))
    do_select_previous_sentence = partialmethod(_move, partial(move_by_unit, unit=Unit.SENTENCE, forward=False))
    do_select_next_paragraph = partialmethod(_move, partial(move_by_unit, unit=Unit.PARAGRAPH, forward=True))
    do_select_previous_paragraph = partialmethod(_move, partial(move_by_unit, unit=Unit.PARAGRAPH, forward=False))

    def _vertical(self, count: int) -> None:
        """Move by so many lines in the same column."""
        viewport, selection = self._viewport, self._viewport.selection
        if selection is None:
            return
        position = viewport.lines.locate(selection.active)
        goal = self._selection.goal_cell
        if goal is None:
            goal = viewport.lines.line(position).cell_of(selection.active)
        step = 1 if count > 0 else -1
        target = viewport.lines.move(position, count)
        while not viewport.lines.line(target).runs and viewport.lines.move(target, step) != target:
            target = viewport.lines.move(target, step)
        line = viewport.lines.line(target)
        if line.runs:
            self._selection.set_selection(selection.moved_to(line.offset_at(goal)))
            self._selection.goal_cell = goal

    do_select_down, do_select_up = partialmethod(_vertical, 1), partialmethod(_vertical, -1)


class SelectionUnits:
    """Selects whole words, sentences and paragraphs, and grows and shrinks from one to the next."""

    def __init__(self, state: ReaderState, selection: ReaderSelection) -> None:
        self._state = state
        self._viewport = state.viewport
        self._selection = selection

    def _select_unit(self, unit: Passage) -> None:
        self._selection.set_selection(select(unit, self._state.session.article.text))

    def do_select_inner_word(self) -> None:
        if self._viewport.selection is not None:
            self._select_unit(self._viewport.stops.word_at(self._viewport.selection.active))

    def do_select_inner_sentence(self) -> None:
        """Select the sentence, or the cell of a table, at the moving end."""
        if self._viewport.selection is not None:
            self._select_unit(self._viewport.stops.part_at(self._viewport.selection.active))

    def do_select_inner_paragraph(self) -> None:
        if self._viewport.selection is not None:
            self._select_unit(self._viewport.article.block_at(self._viewport.selection.active).passage)

    def do_select_grow(self) -> None:
        if self._viewport.selection is not None:
            self._selection.set_selection(grow(self._viewport.selection, self._viewport.stops))

    def do_select_shrink(self) -> None:
        """Return to the selection before it grew, or select the next smaller unit."""
        if self._viewport.selection is not None:
            smaller = shrink(self._viewport.selection, self._viewport.stops)
            self._selection.set_selection(smaller)
            self._viewport.reveal(selected(smaller, self._viewport.stops))
