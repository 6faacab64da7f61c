"""The steps of the tour: what each asks for, and how it is recognized in the state of the app. Independent of Textual.

In texts, ``{reader.tag}`` stands for the keys of a command as the user has bound them, ``{=Enter}`` for a fixed key.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

READER, ANNOTATIONS, EXPORT = "reader", "annotations", "export"
TAGGING, NOTING, READING, OTHER = "tag", "note", "reading", "other"
"""Kinds of dialogs."""
LEAVING = {
    "find": "find.leave",
    "pick": "pick.leave",
    "ends": "ends.leave",
    "outline": "outline.close",
    "filter": "filter.clear",
    "searching": "searching.leave",
}
"""Modes in which keys are not those of the screen, and the commands that leave them."""


class Held(NamedTuple):
    """What an annotation holds."""

    tags: tuple[str, ...]
    note: str
    color: str | None


@dataclass(frozen=True, slots=True)
class Seen:
    """What the tour sees of the app.

    ``screen``: the mode of the screen in front; ``dialog``: the kind of dialog over it, or "". A line to type in and
    other parts with keys of their own count as dialogs; ``leave`` is the command that closes them. ``cursor``: an
    offset in the tour's article; ``top``: that of its first visible line; ``note``: that of the note that is there from
    the start. ``here``: the id of the annotation under the cursor, or "". ``annotations``: all of the article, by id.
    """

    screen: str = READER
    dialog: str = ""
    leave: str = ""
    cursor: int = 0
    top: int = 0
    note: int = 0
    here: str = ""
    annotations: Mapping[str, Held] = field(default_factory=dict)


Test = Callable[[Seen, Seen], bool]
"""Whether a part is done, from what was seen when it began and what is seen now."""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing to do, on ``screen``.

    ``asks`` says what and with which key, ``asks_above`` the same if the note that is there from the start stands above
    the cursor; ``more`` is told where there is room, ``praise`` when it is done. ``within``: what to do in a dialog of
    the kind ``dialog``.
    """

    asks: str
    is_done: Test
    praise: str
    more: str = ""
    screen: str = READER
    dialog: str = ""
    within: str = ""
    asks_above: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A step: its name, its parts, and for the card at the end what was learned, with the commands for it."""

    name: str
    parts: Sequence[Part]
    learned: str
    commands: Sequence[str]


_NOTHING = Held((), "", None)
_ABOVE = "Somebody has left a note further up. {reader.previous_annotation} leads there."
_CLOSES = "{=Esc} closes the note."


def _any_held(before: Seen, now: Seen, is_new: Callable[[Held, Held], bool]) -> bool:
    """Whether one of the annotations holds something new."""
    return any(is_new(before.annotations.get(key, _NOTHING), held) for key, held in now.annotations.items())


def _tagged(before: Seen, now: Seen) -> bool:
    return _any_held(before, now, lambda was, held: bool({*held.tags} - {*was.tags}))


def _noted(before: Seen, now: Seen) -> bool:
    return _any_held(before, now, lambda was, held: held.note not in ("", was.note))


def _changed(before: Seen, now: Seen) -> bool:
    return now.annotations != before.annotations


def _moved(before: Seen, now: Seen) -> bool:
    return now.cursor != before.cursor


def _is_on(screen: str) -> Test:
    return lambda _, now: now.screen == screen and not now.dialog


# fmt: off
STEPS = (
    Step("Read", [
        # On a screen that shows the whole article, another page is its end.
        Part("Press {reader.page_down} to turn the page.",
             lambda before, now: now.top != before.top or _moved(before, now), "That is how you read on.",
             more="Nothing here can break. The tour's library is deleted at the end."),
        Part("{reader.next_sentence} goes to the next sentence, {reader.previous_sentence} goes back.",
             _moved, "The cursor is a sentence. Keys act on it."),
    ], "read by page and by sentence", ("reader.page_down", "reader.next_sentence")),
    Step("Tag", [
        Part("Press {reader.tag} to tag the sentence under the cursor.", _tagged, "Tagged, and saved already.",
             dialog=TAGGING, within="Type birds, press {=Enter}, then {=Esc}."),
    ], "tag a passage", ("reader.tag",)),
    Step("Note", [
        Part("Press {reader.note} to write a note on a sentence.", _noted, "Your note stands with its sentence.",
             more="The tag stays where it is.", dialog=NOTING, within="Write something. {=Ctrl+S} saves it."),
    ], "write a note", ("reader.note",)),
    Step("Go there", [
        Part("Somebody has left a note further down. {reader.next_annotation} leads there.",
             lambda before, now: now.here not in ("", before.here), "Here it is.", asks_above=_ABOVE),
        Part("Press {reader.open_here} to read it.",
             lambda _, now: now.dialog == READING, "Notes are Markdown, with links."),
        Part(_CLOSES, lambda _, now: not now.dialog, "Back to the text.", dialog=READING, within=_CLOSES),
    ], "go from annotation to annotation, and read them", ("reader.next_annotation", "reader.open_here")),
    Step("Find again", [
        Part("{app.annotations} lists your annotations from all articles.",
             _is_on(ANNOTATIONS), "Here they are, with their tags."),
        Part("{annotations.down} {annotations.up} choose one, {annotations.open} goes to its place.",
             _is_on(READER), "Back at the words.", screen=ANNOTATIONS),
    ], "find annotations again, wherever they are", ("app.annotations",)),
    Step("Keep", [
        Part("{reader.undo} takes back the last change. Try it.", _changed, "Taken back. Tomorrow it still could be."),
        Part("{reader.redo} brings it back.", _changed, "There it is again."),
        Part("Press {reader.export} to take your notes with you.", _is_on(EXPORT), "This is what would be written."),
        Part("{export.next_format} shows other formats. {export.back} goes back.",
             _is_on(READER), "You know the way now.", screen=EXPORT),
    ], "undo, redo, and export", ("reader.undo", "reader.redo", "reader.export")),
)
# fmt: on
