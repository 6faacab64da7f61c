"""Finding in the article: all hits are marked while one types, and n and N go from one to the next."""

import re

from textual.widgets import Input

from readtui.model.passage import Passage
from readtui.tui.screens.reader_annotating import ReaderAnnotating
from readtui.tui.widgets.filter_line import FilterLine
from readtui.tui.widgets.line_marks import HitList


class ReaderFinding(ReaderAnnotating):
    """Smart case: capital letters count only if there are any in what is sought."""

    _found_from = 0

    def do_reader_find(self) -> None:
        """Open the line to type into."""
        self._found_from = self.view.cursor.start
        line = self.query_one(FilterLine)
        line.clear()
        line.open()

    @property
    def mode(self) -> str:
        """Keys go to the search line while it is typed into."""
        return "find" if self.query_one(FilterLine).has_cursor else super().mode

    def on_input_changed(self, event: Input.Changed) -> None:
        """Mark all hits and show the first one from where the search began."""
        event.stop()
        if self.mode != "find":
            return
        hits = find_all(self.session.article.text, event.value)
        self.view.hits = HitList(hits)
        self.view.hits.current = self.view.hits.nearest(self._found_from)
        if hits:
            self._show_hit()
        else:
            self.view.set_cursor(self.view.stops.at(self._found_from))
        self.show_status()

    def do_find_accept(self) -> None:
        """Keep the hits marked and go on reading."""
        sought = self.query_one(FilterLine).value
        self._leave_line()
        if self.view.hits.hits:
            self.jumps.record(self._found_from)
        elif sought:
            self.readtui.tell(f"“{sought}” is not in this article.")

    def do_find_leave(self) -> None:
        """Give the search up: no hits, and back to where it began."""
        self._leave_line()
        self.view.hits = HitList()
        self.view.set_cursor(self.view.stops.at(self._found_from))

    def _leave_line(self) -> None:
        self.view.focus()
        self.query_one(FilterLine).clear()

    def _show_hit(self) -> None:
        hits = self.view.hits
        hit = hits.hits[hits.current]
        stop = self.view.stops.at(hit.start)
        self.view.cursor = stop
        self.view.focused_id = ""
        self.view.reveal(hit)
        self.show_status()

    def _go_to_hit(self, *, backwards: bool) -> None:
        hits = self.view.hits
        if not hits.hits:
            self.readtui.tell(f"Nothing is sought; {self._keys('reader.find')} finds.")
            return
        if hits.current < 0:
            hits.current = hits.nearest(self.view.cursor.start, backwards=backwards)
        else:
            hits.current = (hits.current + (-1 if backwards else 1)) % len(hits.hits)
        self.jumps.record(self.view.cursor.start)
        self._show_hit()

    def do_reader_next_hit(self) -> None:
        """The next hit; after the last one, the first."""
        self._go_to_hit(backwards=False)

    def do_reader_previous_hit(self) -> None:
        """The hit before; before the first one, the last."""
        self._go_to_hit(backwards=True)


def find_all(text: str, sought: str) -> list[Passage]:
    """The places of ``sought`` in reading order, without overlaps; a space stands for any white space."""
    words = sought.split()
    if not words:
        return []
    flags = 0 if sought != sought.lower() else re.IGNORECASE
    pattern = re.compile(r"\s+".join(re.escape(word) for word in words), flags)
    return [Passage(*match.span()) for match in pattern.finditer(text)]
