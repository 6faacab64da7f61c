"""How far a tour has come, and what its panel says there, as words and keys. Independent of Textual."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from readtui.tui.tour.steps import READER, STEPS, Part, Seen, Step


class Progress:
    """A place in the steps: ``number`` of the step (from 0; at the end, how many there are) and of its part.

    ``praise``: what was just done, in words; empty after going back or skipping. ``done``: the numbers of the steps
    whose last part was done.
    """

    def __init__(self, steps: Sequence[Step] = STEPS) -> None:
        self.steps = steps
        self.number = 0
        self.praise = ""
        self.done: set[int] = set()
        self._part = 0
        # The article opens at its beginning, and keys may be typed before anybody looks.
        self._begun_with = Seen()

    @property
    def is_over(self) -> bool:
        """Whether no step is left."""
        return self.number >= len(self.steps)

    @property
    def step(self) -> Step:
        """The present step; the last one at the end."""
        return self.steps[min(self.number, len(self.steps) - 1)]

    @property
    def part(self) -> Part | None:
        """What is to be done now; None at the end."""
        return None if self.is_over else self.step.parts[self._part]

    def look(self, seen: Seen) -> bool:
        """Go on if what is seen fulfils the present part; return whether it does."""
        part = self.part
        if part is None or not part.is_done(self._begun_with, seen):
            return False
        self.praise = part.praise
        self._begun_with = seen
        self._part += 1
        if self._part == len(self.step.parts):
            self.done.add(self.number)
            self._go_to(self.number + 1, seen)
        return True

    def skip(self, seen: Seen) -> None:
        """Go to the next step. What is seen now counts as nothing done, however soon the next look is."""
        if not self.is_over:
            self._go_to(self.number + 1, seen)
            self.praise = ""

    def back(self, seen: Seen) -> None:
        """Go to the beginning of the step or, if it is there already, to the step before."""
        self._go_to(max(0, self.number - (0 if self._part else 1)), seen)
        self.praise = ""

    def _go_to(self, number: int, seen: Seen) -> None:
        self.number, self._part, self._begun_with = number, 0, seen


_SLOT = re.compile(r"\{(=?)([^}]+)\}")
_OVER = "That was the tour. {reader.back} leaves it."
_CLOSE = "{%s} closes this."
_ESCAPE = "=Esc"
Words = Sequence[tuple[str, bool]]
"""Pieces of a text, and whether each is a key."""


@dataclass(frozen=True, slots=True)
class Told:
    """``head``: how far the tour is, and ``name``: the step's. ``praise``: what was just done. ``asks``: what to do.
    ``more``: what else is good to know.
    """

    head: str
    praise: str
    asks: Words
    more: Words = ()
    name: str = ""


NOTHING = Told("", "", ())


def tell(progress: Progress, seen: Seen, key: Callable[[str], str], back: str = "") -> Told:
    """What to say. ``key`` names the keys of a command; ``back`` is the command that leaves the screen in front."""
    part, total = progress.part, len(progress.steps)
    if part is None:
        return Told(f"Tour  {total}/{total}", progress.praise, words(_OVER, key))
    asks, more = part.asks, part.more
    if part.asks_above and seen.note < seen.cursor:
        asks = part.asks_above
    if seen.dialog:
        asks, more = (part.within, "") if seen.dialog == part.dialog else (_CLOSE % (seen.leave or _ESCAPE), "")
    elif seen.screen != part.screen and back:
        where = "the article" if part.screen == READER else "where the tour is"
        asks, more = f"{{{back}}} goes back to {where}.", ""
    head = f"Tour  {progress.number + 1}/{total}"
    return Told(head, progress.praise, words(asks, key), words(more, key), progress.step.name)


def words(text: str, key: Callable[[str], str]) -> Words:
    """The pieces of a text of ``steps``."""
    pieces, at = list[tuple[str, bool]](), 0
    for slot in _SLOT.finditer(text):
        pieces += [(text[at : slot.start()], False), (slot[2] if slot[1] else key(slot[2]), True)]
        at = slot.end()
    return [piece for piece in (*pieces, (text[at:], False)) if piece[0]]
