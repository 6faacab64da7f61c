"""Finds the places of a word; for frequent words, those with the same neighbours."""

from collections.abc import Iterable, Sequence
from functools import cached_property

_OFTEN = 100


class Places:
    """The ``places`` of some words of a text."""

    def __init__(self, words: Sequence[int], places: Iterable[int]) -> None:
        self._words = words
        self._of_word: dict[int, list[int]] = {}
        for place in places:
            self._of_word.setdefault(words[place], []).append(place)

    def of(self, words: Sequence[int], index: int) -> Sequence[int]:
        """At most a hundred places of word ``index`` of ``words``.

        For a more frequent word, only those between the same two words.
        """
        places = self._of_word.get(words[index], ())
        if len(places) <= _OFTEN:
            return places
        if not 0 < index < len(words) - 1:
            return ()
        places = self._of_three.get((words[index - 1], words[index], words[index + 1]), ())
        return places if len(places) <= _OFTEN else ()

    @cached_property
    def _of_three(self) -> dict[tuple[int, int, int], list[int]]:
        words = self._words
        of_three: dict[tuple[int, int, int], list[int]] = {}
        for places in self._of_word.values():
            if len(places) > _OFTEN:
                for place in places:
                    if 0 < place < len(words) - 1:
                        of_three.setdefault((words[place - 1], words[place], words[place + 1]), []).append(place)
        return of_three
