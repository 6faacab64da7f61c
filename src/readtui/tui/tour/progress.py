"""How far a tour has come. Independent of Textual."""

from collections.abc import Sequence

from readtui.tui.tour.steps import STEPS, Part, Seen, Step


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
        if part is None:
            return False
        if not part.is_done(self._begun_with, seen):
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
