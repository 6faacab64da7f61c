"""Whether a passage that differs from a quote in a few letters is certainly the one that is quoted."""

from readtui.anchoring.quoting.letters import Letters

_LEAST = 24
_LONG = 80
_ALIKE = 0.96
_ALIKE_LONG = 0.95
_RIVAL = 0.1
_PARTS = 4
_MOST_PLACES = 50


def is_the_same(there: Letters, wanted: str, start: int, end: int) -> bool:
    """Whether the passage is the quote with these letters in another edition: other spellings, a word more or less.

    It must be long and very much alike, and no other place may come near it.
    """
    from rapidfuzz.fuzz import ratio

    if len(wanted) < _LEAST:
        return False
    at, letters = there.index(start), there.letters
    least = _ALIKE if len(wanted) < _LONG else _ALIKE_LONG
    own = ratio(wanted, letters[at : there.index(end)]) / 100
    if own < least:
        return False
    size = len(wanted) // _PARTS
    for number in range(_PARTS):
        # What is nearly the same elsewhere has at least one part letter by letter.
        part, before = wanted[number * size : (number + 1) * size], number * size
        place, count = letters.find(part), 0
        while place >= 0:
            count += 1
            if count > _MOST_PLACES:
                return False
            first = max(0, place - before)
            is_other = abs(first - at) > len(wanted) // 2
            if is_other and ratio(wanted, letters[first : first + len(wanted)]) / 100 > own - _RIVAL:
                return False
            place = letters.find(part, place + 1)
    return True
