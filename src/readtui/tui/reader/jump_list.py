"""A list of the places that the user jumped from, to go back and forward (like vim's jump list)."""

from readtui.tui.destination import Place


class JumpList:
    """Places, oldest first. ``_index`` is one past the place that "back" goes to."""

    def __init__(self) -> None:
        self._places: list[Place] = []
        self._index = 0

    def record(self, place: Place) -> None:
        """Remember the place that a jump leaves, and forget the places ahead."""
        del self._places[self._index :]
        if not self._places or self._places[-1] != place:
            self._places.append(place)
        self._index = len(self._places)

    def came_back(self, here: Place, ahead: Place) -> None:
        """Remember that the user came back ``here`` from another article; ``ahead`` is the place there."""
        self.record(here)
        self._places.append(ahead)
        self._index = len(self._places) - 2

    def back(self, here: Place) -> Place | None:
        """The previous place, given the current one; None at the oldest."""
        if self._index == 0:
            return None
        if self._index == len(self._places):
            self._places.append(here)
        self._index -= 1
        return self._places[self._index]

    def forward(self) -> Place | None:
        """The place that ``back`` left; None at the newest."""
        if self._index >= len(self._places) - 1:
            return None
        self._index += 1
        return self._places[self._index]
