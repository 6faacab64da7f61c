"""What a click on a note asks for."""

from enum import Enum

from textual.message import Message


class NoteAct(Enum):
    """What to do with what was clicked."""

    SHOW = "show the annotation with this id"
    EDIT = "edit the note of the annotation with this id"
    READ = "read the annotation under the cursor in full"
    FOLLOW = "follow this link or, after #, list the passages with this tag"


class NoteClicked(Message):
    """A note was clicked. ``value``: an id or a target, as the act says."""

    def __init__(self, act: NoteAct, value: str = "") -> None:
        super().__init__()
        self.act = act
        self.value = value
