"""The places one jumped from, to go back to and forward again (vim's jump list)."""


class JumpList:
    """Offsets, oldest first. ``_next`` is the index that "back" goes to from, one behind it."""

    def __init__(self) -> None:
        self._places: list[int] = []
        self._index = 0

    def record(self, offset: int) -> None:
        """Remember the place that is left by a jump; what lay ahead is forgotten."""
        del self._places[self._index :]
        if not self._places or self._places[-1] != offset:
            self._places.append(offset)
        self._index = len(self._places)

    def back(self, offset: int) -> int | None:
        """The place before; ``offset`` is where one is now. None at the oldest."""
        if self._index == 0:
            return None
        if self._index == len(self._places):
            self._places.append(offset)
        self._index -= 1
        return self._places[self._index]

    def forward(self) -> int | None:
        """The place that was left by ``back``; None at the newest."""
        if self._index >= len(self._places) - 1:
            return None
        self._index += 1
        return self._places[self._index]
