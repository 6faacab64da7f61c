"""The tour as a table of steps: what each asks for, how it is recognized in the state of the app, and what is said.

In texts, ``{reader.tag}`` stands for the keys of a command as the user has bound them, ``{=Enter}`` for a fixed key.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from typing import NamedTuple

from readtui.quick_dataclass import dataclass

READER, ANNOTATIONS, EXPORT = "reader", "annotations", "export"
TAGGING, NOTING, READING = "TagDialog", "NoteDialog", "AnnotationDialog"
"""The dialogs that steps are about, by their classes."""
LEAVING = ("find.leave", "pick.leave", "ends.leave", "searching.leave", "outline.close", "filter.clear")
"""The commands that leave modes in which keys are not those of the screen."""


class TourHeld(NamedTuple):
    """What an annotation holds."""

    tags: tuple[str, ...] = ()
    note: str = ""
    color: str | None = None


@dataclass(frozen=True, slots=True)
class TourScene:
    """What the tour sees of the app.

    ``screen``: the mode of the screen in front; ``dialog``: the class of the dialog over it, or "". A mode with keys of
    its own counts as one, by ``leave``, the command that leaves it. ``cursor``, ``top``, ``note``: where the cursor,
    the first line and the note from the start are. ``here``: the id of the annotation under the cursor, or "".
    """

    screen: str = READER
    dialog: str = ""
    leave: str = ""
    cursor: int = 0
    top: int = 0
    note: int = 0
    here: str = ""
    annotations: Mapping[str, TourHeld] = field(default_factory=dict)


Test = Callable[[TourScene, TourScene], bool]
"""Whether a part is done, from what was seen when it began and what is seen now."""


@dataclass(frozen=True, slots=True)
class TourPart:
    """One thing to do, on ``screen``: ``asks`` says what, ``more`` is told where there is room, ``praise`` once done.

    ``asks_above`` replaces ``asks`` if the note that is there from the start stands above the cursor; ``within`` says
    what to do in ``dialog``.
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
class TourStep:
    """A step: its name, its parts, and for the end what was learned, with the commands for it."""

    name: str
    parts: Sequence[TourPart]
    learned: str
    commands: Sequence[str]


def _on_one(is_new: Callable[[TourHeld, TourHeld], bool]) -> Test:
    """Whether one of the annotations holds something that it did not hold before."""
    return lambda before, now: any(
        is_new(before.annotations.get(key, TourHeld()), one) for key, one in now.annotations.items()
    )


def _is_on(screen: str) -> Test:
    return lambda _, now: now.screen == screen and not now.dialog


def _differs(what: str) -> Test:
    return lambda before, now: getattr(before, what) != getattr(now, what)


_ABOVE = "Somebody has left a note further up. {reader.previous_annotation} leads there."
_CLOSES = "{=Esc} closes the note."

# fmt: off
STEPS = (
    TourStep("Read", [
        # On a screen that shows the whole article, another page is its end.
        TourPart("Press {reader.page_down} to turn the page.",
             lambda before, now: now.top != before.top or now.cursor != before.cursor, "That is how you read on.",
             more="Nothing here can break. The tour's library is deleted at the end."),
        TourPart("{reader.next_sentence} goes to the next sentence, {reader.previous_sentence} goes back.",
             _differs("cursor"), "The cursor is a sentence. Keys act on it."),
    ], "read by page and by sentence", ("reader.page_down", "reader.next_sentence")),
    TourStep("Tag", [
        TourPart("Press {reader.tag} to tag the sentence under the cursor.",
             _on_one(lambda was, held: bool({*held.tags} - {*was.tags})), "Tagged, and saved already.",
             dialog=TAGGING, within="Type birds and press {=Enter}."),
    ], "tag a passage", ("reader.tag",)),
    TourStep("Note", [
        TourPart("Press {reader.note} to write a note on a sentence.",
             _on_one(lambda was, held: held.note not in ("", was.note)), "Your note stands with its sentence.",
             more="The tag stays where it is.", dialog=NOTING, within="Write something. {=Ctrl+S} saves it."),
    ], "write a note", ("reader.note",)),
    TourStep("Go there", [
        TourPart("Somebody has left a note further down. {reader.next_annotation} leads there.",
             lambda before, now: now.here not in ("", before.here), "Here it is.", asks_above=_ABOVE),
        TourPart("Press {reader.open_here} to read it.",
             lambda _, now: now.dialog == READING, "Notes are Markdown, with links."),
        TourPart(_CLOSES, lambda _, now: not now.dialog, "Back to the text.", dialog=READING, within=_CLOSES),
    ], "go from annotation to annotation, and read them", ("reader.next_annotation", "reader.open_here")),
    TourStep("Find again", [
        TourPart("{app.annotations} lists your annotations from all articles.",
             _is_on(ANNOTATIONS), "Here they are, with their tags."),
        TourPart("{annotations.down} {annotations.up} choose one, {annotations.open} goes to its place.",
             _is_on(READER), "Back at the words.", screen=ANNOTATIONS),
    ], "find annotations again, wherever they are", ("app.annotations",)),
    TourStep("Keep", [
        TourPart("{reader.undo} undoes the last change. Try it.",
             _differs("annotations"), "Undone. This works even tomorrow."),
        TourPart("{reader.redo} brings it back.", _differs("annotations"), "There it is again."),
        TourPart("Press {reader.export} to take your notes with you.",
             _is_on(EXPORT), "This is what would be written."),
        TourPart("{export.next_format} shows other formats. {export.back} goes back.",
             _is_on(READER), "You know the way now.", screen=EXPORT),
    ], "undo, redo, and export", ("reader.undo", "reader.redo", "reader.export")),
)
# fmt: on


@dataclass(slots=True)
class TourProgress:
    """A place in the steps: the ``number`` of the step, from 0, and of its part. At the end, it is how many there are.

    ``praise``: what was just done, in words; empty after going back or skipping. ``done``: the numbers of the steps
    whose last part was done. ``begun_with``: what was seen when the part began; the article opens at its beginning, and
    keys may be typed before anybody looks.
    """

    number: int = 0
    part_number: int = 0
    praise: str = ""
    done: set[int] = field(default_factory=set)
    begun_with: TourScene = TourScene()

    @property
    def part(self) -> TourPart | None:
        """What is to be done now; None at the end."""
        return STEPS[self.number].parts[self.part_number] if self.number < len(STEPS) else None

    def look(self, seen: TourScene) -> bool:
        """Go on if what is seen fulfils the present part; return whether it does. Another dialog hides what counts."""
        part = self.part
        if part is None or seen.dialog not in ("", TAGGING, NOTING, READING) or not part.is_done(self.begun_with, seen):
            return False
        if part is STEPS[self.number].parts[-1]:
            self.done.add(self.number)
            self._go_to(self.number + 1, 0, seen)
        else:
            self._go_to(self.number, self.part_number + 1, seen)
        self.praise = part.praise
        return True

    def steer(self, steps: int, seen: TourScene) -> None:
        """Skip the step (1), or go to its beginning or, if it is there already, to the step before (-1)."""
        number = self.number + steps if steps > 0 or not self.part_number else self.number
        self._go_to(max(0, min(number, len(STEPS))), 0, seen)

    def _go_to(self, number: int, part_number: int, seen: TourScene) -> None:
        # What is seen now counts as nothing done, however soon the next look is.
        self.number, self.part_number, self.begun_with, self.praise = number, part_number, seen, ""


class TourText(NamedTuple):
    """How far the tour is, what was just done, what to do, what else is good to know, and the step's name."""

    head: str = ""
    praise: str = ""
    asks: str = ""
    more: str = ""
    name: str = ""


def tell(progress: TourProgress, seen: TourScene) -> TourText:
    part, total = progress.part, len(STEPS)
    if part is None:
        return TourText(f"Tour  {total}/{total}", progress.praise, "That was the tour. {reader.back} leaves it.")
    asks, more = part.asks, part.more
    if part.asks_above and seen.note < seen.cursor:
        asks = part.asks_above
    if seen.dialog:
        asks, more = part.within if seen.dialog == part.dialog else f"{{{seen.leave or '=Esc'}}} closes this.", ""
    elif seen.screen not in ("", part.screen):
        where = "the article" if part.screen == READER else "where the tour is"
        asks, more = f"{{{seen.screen}.back}} goes back to {where}.", ""
    return TourText(f"Tour  {progress.number + 1}/{total}", progress.praise, asks, more, STEPS[progress.number].name)
