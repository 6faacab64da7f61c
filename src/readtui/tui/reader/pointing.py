"""Does what was clicked in the notes beside and below the text."""

from readtui.model.view import Lists
from readtui.search.query.terms import has_tag_term, to_text
from readtui.tui.context import Screens
from readtui.tui.notes.clicks import NoteAct
from readtui.tui.reader.links import Links
from readtui.tui.reader.noting import Noting
from readtui.tui.reader.reading import Reading
from readtui.tui.reader.state import ReaderState


class Pointing:
    """Goes to annotations, edits and reads their notes, follows links and lists tags."""

    def __init__(self, state: ReaderState, screens: Screens, noting: Noting, reading: Reading, links: Links) -> None:
        self._state = state
        self._screens = screens
        self._noting = noting
        self._reading = reading
        self._links = links

    def note_clicked(self, act: NoteAct, value: str) -> None:
        """Do what a click on a note asks for; see ``NoteAct``."""
        match act:
            case NoteAct.SHOW:
                self._reading.go_to(value)
            case NoteAct.EDIT:
                if (annotation := self._state.session.find(value)) is not None:
                    self._noting.write_on(annotation)
            case NoteAct.READ:
                if (focused := self._state.view.focused_annotation()) is not None:
                    self._reading.open(focused)
            case NoteAct.FOLLOW:
                if value.startswith("#"):
                    self._screens.show_list(Lists.ANNOTATIONS, to_text(has_tag_term(value[1:])))
                else:
                    self._links.follow(value)
