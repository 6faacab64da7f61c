"""Enter: unfolds, reads or opens what is under the cursor."""

from typing import TYPE_CHECKING

from readtui.services.conflicts import other_versions
from readtui.tui.reader.deciding import Deciding
from readtui.tui.reader.links import Links
from readtui.tui.reader.reading import Reading
from readtui.tui.reader.state import ReaderState

if TYPE_CHECKING:
    from readtui.tui.reader.screen import ReaderScreen


class Opening:
    """Does what fits best: for furniture, an annotation or links."""

    def __init__(
        self, state: ReaderState, screen: "ReaderScreen", deciding: Deciding, reading: Reading, links: Links
    ) -> None:
        self._state = state
        self._screen = screen
        self._deciding = deciding
        self._reading = reading
        self._links = links

    def do_reader_open_here(self) -> None:
        """Unfold or fold furniture, open the annotation's note, or open a link."""
        view = self._state.view
        furniture = view.furniture_here()
        if furniture is not None:
            stop = view.article.blocks[furniture].passage
            view.set_unfolded(view.unfolded ^ {furniture})
            view.set_cursor(view.stops.at(stop.start))
        elif (annotation := view.focused_annotation()) is not None:
            if other_versions(annotation):
                self._deciding.do_reader_versions()
            else:
                self._reading.open(annotation)
        elif links := self._links.links_here():
            self._links.open_links(links)
        else:
            self._screen.tell("Nothing to open here.")
