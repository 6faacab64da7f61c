"""A list of the places that the user jumped from, to go back and forward (like vim's jump list)."""


class JumpList:
    """Offsets, oldest first. ``_next`` is one past the index that "back" goes to."""

    def __init__(self) -> None:
        self._places: list[int] = []
        self._index = 0

    def record(self, offset: int) -> None:
        """Remember the place that a jump leaves, and forget the places ahead."""
        del self._places[self._index :]
        if not self._places or self._places[-1] != offset:
            self._places.append(offset)
        self._index = len(self._places)

    def back(self, offset: int) -> int | None:
        """The previous place, given the current ``offset``; None at the oldest."""
        if self._index == 0:
            return None
        if self._index == len(self._places):
            self._places.append(offset)
        self._index -= 1
        return self._places[self._index]

    def forward(self) -> int | None:
        """The place that ``back`` left; None at the newest."""
        if self._index >= len(self._places) - 1:
            return None
        self._index += 1
        return self._places[self._index]
