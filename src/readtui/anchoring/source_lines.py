"""Finds the lines of a source on which passages of the text that was read from it begin."""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence

from readtui.anchoring.matching.tokens import Tokens
from readtui.anchoring.source_words import SourceWords
from readtui.quick_dataclass import dataclass

# ------------------------------------------------------------------ dyes
# Dyes words of a source, and has it read again: only those that belong to the text appear in it, each in its place.


ReadAgain = Callable[[str], str | None]
"""Reads a changed source as its importer does, and returns the text; None if it cannot be read."""

_DYES = range(0x1401, 0x166D)
"""Canadian Aboriginal syllables: letters as wide as Latin ones, without case, that mean nothing to any markup."""

_MOST_READS, _LEAST_READS = 12, 2
_MOST_READ = 3_000_000
"""How many characters are read again in all, unless that is less than a few times the source."""

_CONTEXT = 24


def settle(words: SourceWords, unsure: Sequence[int], read: ReadAgain) -> None:
    """Find the places of words of the text by reading the source again; others stay where they are.

    Wherever a word may stand, one of its letters is replaced by a rare one, each time by another. So neither comments
    nor copies are taken for the place. Dyes that change how the source is read are tried apart from the others.
    """
    dyes = [chr(code) for code in _DYES if chr(code) not in words.source]
    waiting = [{word: words.candidates(word) for word in unsure}]
    most_reads = max(_LEAST_READS, min(_MOST_READS, _MOST_READ // max(1, len(words.source))))
    reads = 0
    while waiting and reads < most_reads:
        wanted = waiting.pop()
        tokens = dict.fromkeys(token for candidates in wanted.values() for token in candidates)
        if not tokens:
            continue
        if len(tokens) <= len(dyes):
            reads += 1
            dyed = _Dyed.read(words, dict(zip(dyes, tokens, strict=False)), read)
            if dyed is not None and not dyed.is_alike and len(dyed.arrived) < len(tokens):
                # The others stand in markup and have changed it.
                reads += 1
                dyed = _Dyed.read(
                    words, {dye: token for dye, token in dyed.dyes.items() if token in dyed.arrived}, read
                )
            if dyed is not None:
                for word in dyed.settled(wanted):
                    del wanted[word]
        if len(wanted) > 1:
            each, half = list(wanted.items()), len(wanted) // 2
            waiting += [dict(each[half:]), dict(each[:half])]


@dataclass(frozen=True, slots=True)
class _Dyed:
    """What came of reading a source with dyed words. ``arrived``: the words whose dyes are in the text, and where.

    ``is_alike``: whether the text is the same but for the dyes; ``plain`` is the text with the dyes taken back.
    """

    words: SourceWords
    dyes: Mapping[str, int]
    plain: str
    is_alike: bool
    arrived: Mapping[int, Sequence[int]]

    @classmethod
    def read(cls, words: SourceWords, dyes: Mapping[str, int], read: ReadAgain) -> "_Dyed | None":
        """Dye words of the source and read it; None if it cannot be read."""
        source = list(words.source)
        letters: dict[int, str] = {}
        for dye, token in dyes.items():
            place = _letter(words.new, token)
            letters[ord(dye)] = source[place]
            source[place] = dye
        text = read("".join(source))
        if text is None:
            return None
        arrived: dict[int, list[int]] = defaultdict(list)
        for at, character in enumerate(text):
            if character in dyes:
                arrived[dyes[character]].append(at)
        plain = text.translate(letters)
        return cls(words, dyes, plain, plain == words.text, arrived)

    def settled(self, wanted: Mapping[int, Sequence[int]]) -> list[int]:
        """Place the words of the text of which one candidate has arrived, and return them. If the text is alike, the
        others are not in the source.
        """
        done: list[int] = []
        for word, candidates in wanted.items():
            arrived = [token for token in candidates if self._is_at(token, word)]
            if self.is_alike or len(arrived) == 1:
                self.words.match(word, arrived[0] if arrived else None)
                done.append(word)
        return done

    def _is_at(self, token: int, word: int) -> bool:
        """Whether the dye of the source's ``token`` is in the text's ``word``. In a text that is not alike, the
        characters around both tell.
        """
        new, start = self.words.new, self.words.old.starts[word]
        arrived = self.arrived.get(token, ())
        if self.is_alike:
            return any(start <= at < self.words.old.ends[word] for at in arrived)
        around = self.words.text[max(0, start - _CONTEXT) : start + _CONTEXT]
        starts = (at - (_letter(new, token) - new.starts[token]) for at in arrived)
        return any(self.plain[max(0, at - _CONTEXT) : at + _CONTEXT] == around for at in starts)


def _letter(words: Tokens, index: int) -> int:
    """The place of the letter that is replaced: not the first, if the word has more."""
    start, end = words.starts[index], words.ends[index]
    letters = [at for at in range(start, end) if words.text[at].isalnum()]
    return letters[min(1, len(letters) - 1)] if letters else start


# ------------------------------------------------------------------ source lines


_WORD = re.compile(r"(?<![^\W\d_])[^\W\d_]{4,}")
_REACH = 2_000
_MARKUP = 8
"""How many times as long as a text its source may be."""


def source_lines(text: str, source: str, offsets: Sequence[int], read: ReadAgain) -> list[int | None]:
    r"""The line of ``source``, from 1, with what stands at each of ``offsets`` in ``text``; None if it is not found.

    ``text`` was read from ``source``, whose lines end with ``\n``. The words of both are matched in order: near an
    offset between words that both have once, else in all of both. Where the source has words twice that may be those
    at the offset, reading it again decides.
    """
    pillars = _Pillars(text, source)
    places = {offset: pillars.place(offset) for offset in offsets}
    if None in places.values():
        words = SourceWords(text, source)
        left = [offset for offset, place in places.items() if place is None]
        asked = sorted({word for offset in left if (word := words.word(offset)) is not None})
        settle(words, [word for word in asked if not words.is_sure(word)], read)
        places |= {offset: words.place(offset) for offset in left}
    line_ends = [match.start() for match in re.finditer("\n", source)]
    found = (places[offset] for offset in offsets)
    return [None if place is None else bisect_left(line_ends, place) + 1 for place in found]


class _Pillars:
    """Words that stand once in a text and once in its source, so that what is between two of them is so in both."""

    def __init__(self, text: str, source: str) -> None:
        self._text, self._source = text, source
        self._folded, self._folded_source = _folded(text), _folded(source)
        in_text, in_source = Counter(_WORD.findall(self._folded)), Counter(_WORD.findall(self._folded_source))
        self._between: dict[tuple[int, int], SourceWords] = {}
        self._shared = {word for word, count in in_text.items() if count == in_source[word] == 1}

    def place(self, offset: int) -> int | None:
        """The place of what stands at the offset, if nothing between the next pillars could be taken for it."""
        first, from_, last, to = 0, 0, len(self._text), len(self._source)
        start = max(0, offset - _REACH)
        for match in reversed([*_WORD.finditer(self._folded, start, offset)]):
            if match[0] in self._shared:
                first, from_ = match.start(), self._in_source(match[0])
                break
        for match in _WORD.finditer(self._folded, offset, offset + _REACH):
            if match[0] in self._shared and match.end() < offset + _REACH:
                last, to = match.end(), self._in_source(match[0]) + len(match[0])
                break
        if last - first > 2 * _REACH or not 0 < to - from_ <= 2 * _REACH * _MARKUP:
            return None
        words = self._between.get((first, last))
        if words is None:
            words = self._between[first, last] = SourceWords(self._text[first:last], self._source[from_:to])
        word = words.word(offset - first)
        place = words.place(offset - first) if word is not None and words.is_sure(word) else None
        return None if place is None else from_ + place

    def _in_source(self, word: str) -> int:
        """The place of a shared word, which may also stand inside longer ones."""
        source, at = self._folded_source, self._folded_source.find(word)
        while at > 0 and (source[at - 1].isalpha() or source[at + len(word) : at + len(word) + 1].isalpha()):
            at = source.find(word, at + 1)
        return at


def _folded(text: str) -> str:
    """A text in lowercase, except one in which a letter would become two."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else text
