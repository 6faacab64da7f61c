"""Where words occur in a text that is searched for many, without looking through all of it for each of them."""

from array import array

_STEP = 6
# Every occurrence of so many characters contains a whole piece of the text.
_LEAST = 2 * _STEP - 1
_SLOTS = 1 << 20
# In a shorter text, nothing is faster than to look through it.
_LONG = 100_000
# To make the table takes as long as to look through the text so often.
_UNTIL_TABLE = 60
_MOST_CANDIDATES = 3_000
# What a look into the table and at a candidate costs, as characters that are looked through.
_LOOK, _CANDIDATE = 60_000, 300


class Occurrences:
    """The text is cut into pieces of six characters, and a table says where each piece stands: words are only where
    their own pieces are. ``cost``: how many characters have been looked through so far, or as good as.
    """

    def __init__(self, text: str) -> None:
        self.cost = 0
        self._text = text
        # By slot: the last piece, and how many there are; by piece: the one before it in the same slot.
        self._last = array("i")
        self._counts = array("i")
        self._before = array("i")
        # The same words are often asked for twice in a row.
        self._latest: tuple[str, list[int]] = ("", [])

    def of(self, words: str, most: int) -> list[int]:
        """The first occurrences, overlapping ones as well, at most so many."""
        if self._has_table(len(words)) and (found := self._looked_up(words)) is not None:
            return found[:most]
        text, found = self._text, []
        at = text.find(words)
        while at >= 0 and len(found) < most:
            found.append(at)
            at = text.find(words, at + 1)
        self.cost += len(text) if at < 0 else at
        return found

    def is_only(self, words: str, start: int) -> bool:
        """Whether the words occur at ``start`` and nowhere else."""
        return self.of(words, 2) == [start]

    def _has_table(self, size: int) -> bool:
        if size < _LEAST or len(self._text) < _LONG:
            return False
        if not self._last and self.cost > _UNTIL_TABLE * len(self._text):
            self._make_table()
        return bool(self._last)

    def _make_table(self) -> None:
        text = self._text
        last, counts = array("i", [-1]) * _SLOTS, array("i", [0]) * _SLOTS
        before = array("i", [-1]) * (len(text) // _STEP)
        for number in range(len(before)):
            slot = hash(text[number * _STEP : (number + 1) * _STEP]) % _SLOTS
            before[number] = last[slot]
            last[slot] = number
            counts[slot] += 1
        self._last, self._counts, self._before = last, counts, before

    def _looked_up(self, words: str) -> list[int] | None:
        """All occurrences; None if too many pieces would have to be looked at."""
        if words == self._latest[0]:
            return self._latest[1]
        text, found, candidates = self._text, [], 0
        for shift in range(_STEP):
            places = range(shift, len(words) - _STEP + 1, _STEP)
            slots = [hash(words[at : at + _STEP]) % _SLOTS for at in places[:_STEP]]
            rarest = min(range(len(slots)), key=lambda number: self._counts[slots[number]])
            candidates += self._counts[slots[rarest]]
            if candidates > _MOST_CANDIDATES:
                return None
            piece = self._last[slots[rarest]]
            while piece >= 0:
                at = piece * _STEP - places[rarest]
                if at >= 0 and text.startswith(words, at):
                    found.append(at)
                piece = self._before[piece]
        self.cost += _LOOK + _CANDIDATE * candidates
        self._latest = words, sorted(found)
        return self._latest[1]
