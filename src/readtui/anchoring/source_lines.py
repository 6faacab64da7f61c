"""The lines of a source on which passages of its text begin, by the words of both."""

import re
import unicodedata
from bisect import bisect_left, bisect_right, insort
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field

from rapidfuzz.distance import LCSseq

from readtui.anchoring.matching.alignment import align
from readtui.anchoring.matching.edges import gap_strength, tidy
from readtui.anchoring.matching.tokens import Tokens, Vocabulary, tokenise
from readtui.quick_dataclass import dataclass

_AROUND = 8
_PARAGRAPH = 3
_WORD_MARKUP = 4
"""How many words of markup may come with a word; what part of the words a copy may lack."""

_NEAR = 40
_MOST_COMPARED = 200
_MOST_CANDIDATES = 24
_MOST_COUNTED = 100
_MOST_CHARACTERS = 2_000
_LEAST_SHARE = 0.5
_PLAIN_GAP = re.compile(r"""[.,:;!?)"'*_`]*\n[\s*+=>-]*""")
"""What stands between two paragraphs if no comment begins or ends there."""


@dataclass(slots=True)
class SourceWords:
    """Offsets of ``text`` and places in ``source`` count code points; ``old`` and ``new`` are their words."""

    text: str
    source: str
    old: Tokens = field(init=False)
    new: Tokens = field(init=False)
    _at: list[int] = field(init=False)
    _matched: list[int] = field(init=False)
    _is_taken: bytearray = field(init=False)
    _words: dict[int, list[int]] = field(init=False)

    def __post_init__(self) -> None:
        vocabulary = Vocabulary()
        self.old, self.new = tokenise(self.text, vocabulary), tokenise(self.source, vocabulary)
        self._at = [-1] * len(self.old)
        self._is_taken = bytearray(len(self.new))
        for run in tidy(align(self.old.ids, self.new.ids), self.old, self.new):
            self._at[run.old : run.old_end] = range(run.new, run.new_end)
            self._is_taken[run.new : run.new_end] = b"\1" * run.size
        self._matched = [index for index, at in enumerate(self._at) if at >= 0]
        self._words = defaultdict(list)
        for index, number in enumerate(self.new.ids):
            self._words[number].append(index)

    def word(self, offset: int) -> int | None:
        """The word at the offset, or the one that follows it in its block; None if there is none."""
        index = bisect_right(self.old.ends, offset)
        if index == len(self.old) or "\n\n" in self.text[offset : self.old.starts[index]]:
            return None
        return index

    def match(self, word: int, token: int | None) -> None:
        """Say which word of the source a word of the text is; None for one that is not in the source."""
        if self._at[word] >= 0:
            del self._matched[bisect_left(self._matched, word)]
        self._at[word] = -1 if token is None else token
        if token is not None:
            insort(self._matched, word)

    def place(self, offset: int) -> int | None:
        """The place in the source of what stands at the offset; None if nothing near it is in the source."""
        index = bisect_right(self.old.ends, offset)
        if index < len(self.old) and self.old.starts[index] <= offset and self._at[index] >= 0:
            return self.new.starts[self._at[index]]
        following = bisect_left(self._matched, index)
        first = self._matched[following - 1] if following else -1
        last = self._matched[following] if following < len(self._matched) else len(self.old)
        start, from_ = (self.old.ends[first], self.new.ends[self._at[first]]) if first >= 0 else (0, 0)
        end, to = len(self.text), len(self.source)
        if last < len(self.old):
            end, to = self.old.starts[last], self.new.starts[self._at[last]]
        if to < from_:
            # What moved stands in between.
            return to
        between = self.source[from_:to]
        place = _place_of(self.text[start:end], between, offset - start)
        if place is not None:
            return from_ + place
        if "\n" not in between.strip() and (first >= 0 or last < len(self.old)):
            return from_ + len(between) - len(between.lstrip())
        return to if last < len(self.old) and "\n\n" not in self.text[offset:end] else None

    def is_sure(self, index: int) -> bool:
        """Whether the source has nothing else that a word of the text could come from.

        That is so if the words around it stand together in no other part of the source, whatever markup is between
        them, and the word itself is near its place no second time, as it would be in a comment.
        """
        at = self._at[index]
        if at < 0:
            return False
        near = range(max(0, at - _NEAR), min(len(self.new), at + _NEAR))
        if any(self.new.ids[place] == self.new.ids[at] and not self._is_taken[place] for place in near):
            return False
        start, end = index, index + 1
        while index - start < _AROUND and start > 0 and self._belongs(start):
            start -= 1
        while end - index < _AROUND and end < len(self.old) and self._belongs(end):
            end += 1
        return self._stands_once({*self.old.ids[start:end]}, at)

    def _belongs(self, index: int) -> bool:
        """Whether the word and the one before it are in one paragraph, or in two with nothing between them in the
        source that could be a comment.
        """
        if gap_strength(self.old, index) < _PARAGRAPH:
            return True
        place = self._at[index]
        return place > 0 and self._at[index - 1] == place - 1 and bool(_PLAIN_GAP.fullmatch(self.new.gap(place)))

    def _stands_once(self, words: set[int], at: int) -> bool:
        places = min((self._words[word] for word in words), key=len)
        if not 0 < len(places) <= _MOST_COUNTED:
            return False
        reach = _AROUND * _WORD_MARKUP
        most_missing = len(words) // _WORD_MARKUP
        alike = [
            place
            for place in places
            if len(words.difference(self.new.ids[max(0, place - reach) : place + reach])) <= most_missing
        ]
        return len(alike) == 1 and abs(alike[0] - at) <= reach

    def candidates(self, index: int) -> list[int]:
        """The words of the source that a word of the text may be, the likeliest first."""
        places = self._words[self.old.ids[index]]
        if len(places) <= 1:
            return places
        expected = self.place(self.old.starts[index]) or 0
        if len(places) > _MOST_COMPARED:
            near = bisect_right(places, expected, key=self.new.starts.__getitem__)
            places = places[max(0, near - _MOST_COMPARED // 2) : near + _MOST_COMPARED // 2]
        likeliest = sorted(places, key=lambda place: self._unlikeness(index, place, expected))
        return likeliest[:_MOST_CANDIDATES]

    def _unlikeness(self, index: int, place: int, expected: int) -> tuple[bool, int, int]:
        old, new = self.old.ids, self.new.ids
        alike = 0
        for step in (1, -1):
            i, j = index + step, place + step
            while 0 <= i < len(old) and 0 <= j < len(new) and old[i] == new[j] and abs(i - index) <= _AROUND:
                i, j, alike = i + step, j + step, alike + 1
        return self._at[index] != place, -alike, abs(self.new.starts[place] - expected)


def _place_of(text: str, source: str, offset: int) -> int | None:
    """The place in ``source`` of what stands at the offset in ``text``, by the characters that both share in order."""
    if len(text) > _MOST_CHARACTERS or len(source) > _WORD_MARKUP * (len(text) + _NEAR):
        return None
    characters, offsets = _without_spaces(text)
    sources, places = _without_spaces(source)
    wanted = bisect_right(offsets, offset - 1)
    blocks = [block for block in LCSseq.editops(characters, sources).as_matching_blocks() if block.size]
    if sum(block.size for block in blocks) < _LEAST_SHARE * len(characters):
        return None
    for block in blocks:
        if wanted < block.a + block.size:
            return places[block.b + max(0, wanted - block.a)]
    return None


def _without_spaces(text: str) -> tuple[str, Sequence[int]]:
    """The characters of a text, without accents and case, that are no white space, and where they stand."""
    kept = [(at, character) for at, character in enumerate(text) if not character.isspace()]
    plain = [unicodedata.normalize("NFKD", character)[0].lower()[0] for _, character in kept]
    return "".join(plain), [at for at, _ in kept]


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
