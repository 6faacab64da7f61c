"""Finds quotes of other programs in a text by their letters, whatever the spaces, hyphens and quotation marks.

Other programs write the same words with other typography: lines joined or broken, quotes straightened, soft hyphens
left out. Most quotes are there letter by letter, and looking for them in the letters alone takes microseconds.
"""

import re
from bisect import bisect_left, bisect_right
from dataclasses import replace

from rapidfuzz.fuzz import ratio

from readtui.anchoring.meaning.changed_meaning import change_between
from readtui.anchoring.outcome import Anchor, Anchored, Orphan, Review
from readtui.anchoring.quotes import reanchor_quote
from readtui.anchoring.quoting.letters import (
    RUN,
    Letters,
    Occurrences,
    bare,
    figure_after,
    figure_before,
    figures,
    folded,
    letters_of,
)
from readtui.model.annotation import AnchorState

_SENTENCE = 16
"""So many letters identify a passage without its surroundings."""
_LEAST_BARE = 12
_LONGEST_NUMBER = 4
_CONTEXT = 6
_MARGIN = 3
"""By so many letters of the surroundings, one place must be better than all others."""
_MOST_PLACES = 500
_PIECE = 12
_PIECES = 12
_PIECE_PLACES = 4
_MOST_CONTEXT = 200
_LEAST_WORD = 3
_OPERATORS = re.compile(r"[=<>!&|*/^~+%€$£¥°±×÷]")
_QUOTATION = "\"'“”„‘’‚«»‹›"
_MANY = "it stands there more than once"
_SHORT = "it is too short to be sure without its surroundings"
_INSIDE = "it stands there as a part of other words"
_GONE = "its words are not in the text"
_NO_WORDS = "it has no words"
_END = 20
_NEXT = 12
_MOST_INSERTED = 400
_MOST_INSERTIONS = 8
_LONGEST_MARK = 4
_CHANCE = 8
# A number, an initial, or both.
_MARK = re.compile(r"\d*[^\W\d_]?")
_LEAST = 24
_LONG = 80
_ALIKE = 0.96
_ALIKE_LONG = 0.95
_RIVAL = 0.1
_PARTS = 4
_MOST_LIKELY = 50


class Verbatim:
    """One text in which quotes are looked for. Offsets count code points."""

    def __init__(self, text: str) -> None:
        self._text = self.text = text
        self._in = letters_of(text)
        self._letters = Occurrences(self._in.letters)
        self._bare: Letters | None = None

    @property
    def cost(self) -> int:
        """How many characters have been looked through for the same letters."""
        return self._letters.cost

    def find(
        self,
        exact: str,
        prefix: str = "",
        suffix: str = "",
        hint: int | None = None,
        within: tuple[int, int] | None = None,
    ) -> Anchor:
        """The place of a quote that stood between ``prefix`` and ``suffix``, at about ``hint``.

        The same letters in one place are that place. In several, the surroundings decide; if they do not, it is the
        only one ``within`` a range in which the quote is known to be, or the only one with the same capital letters, or
        else the place nearest to ``hint``, if possible within the range, needs review. Other words that are similar are
        found as ``reanchor_quote`` finds them.
        """
        wanted = folded(exact)
        if not wanted:
            return self._without_letters(exact, prefix, suffix, hint)
        around = folded(prefix), folded(suffix)
        places = self._places(wanted)
        if not places:
            without = self._without_marks(exact, within)
            if without is not None:
                return without
            if over := place_with_insertions(self._text, self._in, wanted):
                return Anchored(*over, AnchorState.MOVED)
            similar = self._similar(wanted, exact, prefix, suffix, hint)
            # With the text around it, what is found has been compared with that.
            return similar if any(around) else self._unless_sure(wanted, exact, similar)
        whole = [at for at in places if self._is_whole(*self._range(at, wanted))]
        chosen = self._chosen(wanted, places, whole, *around)
        inside = self._inside(wanted, chosen, within) if len(places) < _MOST_PLACES else []
        if len(inside) == 1 and inside[0] in whole:
            return self._unless_changed(exact, *self._fitted(*self._range(inside[0], wanted), exact))
        if len(chosen) > 1:
            chosen = self._of_same_case(wanted, exact, chosen if within is None else inside) or chosen
        if len(chosen) > 1:
            spans = [self._range(at, wanted) for at in inside or chosen]
            start, end = min(spans, key=lambda span: abs(span[0] - (hint or 0)))
            return Review(*self._fitted(start, end, exact), _MANY)
        start, end = self._fitted(*self._range(chosen[0], wanted), exact)
        if not whole and not any(around) and len(wanted) < _SENTENCE:
            return Review(start, end, _INSIDE)
        if len(wanted) < _SENTENCE and not self._is_enough(wanted, chosen[0], *around):
            return Review(start, end, _SHORT)
        return self._unless_changed(exact, start, end)

    def places(self, exact: str) -> list[tuple[int, int]]:
        """Where the letters of a quote stand as whole words, with the signs around them that the quote has, too."""
        wanted = folded(exact)
        spans = [self._range(at, wanted) for at in self._places(wanted)] if wanted else []
        return [self._fitted(*span, exact) for span in spans if self._is_whole(*span)]

    def only_place(self, exact: str) -> int | None:
        """Where the letters of a quote stand as whole words, if that is in one place only."""
        wanted = folded(exact)
        places = self._places(wanted) if wanted else []
        whole = [start for start, end in (self._range(at, wanted) for at in places) if self._is_whole(start, end)]
        return whole[0] if len(whole) == 1 and len(places) < _MOST_PLACES else None

    def has(self, exact: str) -> bool:
        """Whether the letters of a quote are in the text."""
        wanted = folded(exact)
        return bool(wanted) and bool(self._letters.of(wanted, 1))

    def _places(self, wanted: str) -> list[int]:
        """Where the quote's letters begin among the letters of the text."""
        return self._letters.of(wanted, _MOST_PLACES)

    def _range(self, at: int, wanted: str) -> tuple[int, int]:
        """The range in the text of the letters at a place."""
        return self._in.offset(at), self._in.offset(at + len(wanted) - 1) + 1

    def _inside(self, wanted: str, places: list[int], within: tuple[int, int] | None) -> list[int]:
        if within is None or len(wanted) < (_LEAST_WORD if wanted.isascii() else 1):
            return []
        return [at for at in places if within[0] <= self._in.offset(at) <= within[1]]

    def _of_same_case(self, wanted: str, exact: str, places: list[int]) -> list[int]:
        """Of several places, the only one whose letters are as large or small as the quote's; none if several are."""
        runs = RUN.findall(exact)
        same = [at for at in places if RUN.findall(self._text, *self._range(at, wanted)) == runs]
        return same if len(same) == 1 else []

    def _is_whole(self, start: int, end: int) -> bool:
        """Whether no word goes on before or behind. Scripts without spaces have no such words."""
        text = self._text
        before = start > 0 and _goes_on(text[start - 1], text[start])
        return not before and not (end < len(text) and _goes_on(text[end - 1], text[end]))

    def _chosen(self, wanted: str, places: list[int], whole: list[int], prefix: str, suffix: str) -> list[int]:
        """The places that the surroundings leave; without any, those of whole words."""
        if prefix or suffix:
            with_both = self._letters.of(prefix + wanted + suffix, 2)
            if len(with_both) == 1:
                return [with_both[0] + len(prefix)]
            scores = {at: self._context(at, wanted, prefix, suffix) for at in places}
            best = max(scores.values())
            near = [at for at, score in scores.items() if score > best - _MARGIN]
            if best >= _CONTEXT and len(near) == 1 and len(places) < _MOST_PLACES:
                return near
        return whole or places

    def _context(self, at: int, wanted: str, prefix: str, suffix: str) -> int:
        """How many letters of the surroundings stand around a place."""
        letters, end = self._in.letters, at + len(wanted)
        before = letters[max(0, at - len(prefix)) : at]
        return _alike(before[::-1], prefix[::-1]) + _alike(letters[end : end + len(suffix)], suffix)

    def _is_enough(self, wanted: str, at: int, prefix: str, suffix: str) -> bool:
        """Whether a short quote is certain: by its surroundings, or because it is several words."""
        if prefix or suffix:
            return self._context(at, wanted, prefix, suffix) >= _CONTEXT
        start, end = self._range(at, wanted)
        return len(RUN.findall(self._text[start:end])) > 2 or (not wanted.isascii() and len(wanted) > 5)

    def _fitted(self, start: int, end: int, exact: str) -> tuple[int, int]:
        """The place with the punctuation that the quote has before its first and behind its last letter."""
        first, last = next(RUN.finditer(exact)).start(), _last_letter(exact) + 1
        for sign in reversed(exact[:first].strip()):
            if start and _alike_signs(self._text[start - 1], sign):
                start -= 1
            else:
                break
        for sign in exact[last:].strip():
            if end < len(self._text) and _alike_signs(self._text[end], sign):
                end += 1
            else:
                break
        return start, end

    def _unless_changed(self, exact: str, start: int, end: int) -> Anchor:
        there = self._text[start:end]
        has_digits = any(character.isdigit() for character in there)
        # "1.5" and "15" have the same letters, and so have "a == b" and "a != b".
        is_open = there != exact and (has_digits or _OPERATORS.findall(there) != _OPERATORS.findall(exact))
        if is_open and (changed := change_between(exact, there)):
            return Review(start, end, changed)
        return Anchored(start, end, AnchorState.EXACT)

    def _without_marks(self, exact: str, within: tuple[int, int] | None) -> Anchor | None:
        """The place of the same words with other marks: numbers of notes and pages, readings of characters."""
        wanted = folded(bare(exact))
        if len(wanted) < _LEAST_BARE:
            return None
        if self._bare is None:
            self._bare = letters_of(bare(self._text))
        spans: list[tuple[int, int]] = []
        at = self._bare.letters.find(wanted)
        while at >= 0 and len(spans) < _MOST_PLACES:
            spans.append((self._bare.offset(at), self._bare.offset(at + len(wanted) - 1) + 1))
            at = self._bare.letters.find(wanted, at + 1)
        if len(spans) > 1 and within is not None:
            spans = [span for span in spans if within[0] <= span[0] <= within[1]]
        if len(spans) != 1:
            return None
        start, end = self._with_figures(*spans[0], exact)
        if not _are_within(figures(self._text[start:end]), figures(exact)):
            return None
        return Anchored(start, end, AnchorState.EXACT)

    def _with_figures(self, start: int, end: int, exact: str) -> tuple[int, int]:
        """The place with a figure beside it, if the quote begins or ends with one, too."""
        before, after = figure_before(self._text, start), figure_after(self._text, end)
        first, last = bare(exact).strip()[:1], bare(exact).strip()[-1:]
        has_first, has_last = not exact.lstrip().startswith(first), not exact.rstrip().endswith(last)
        return (before if has_first else start), (after if has_last else end)

    def _similar(self, wanted: str, exact: str, prefix: str, suffix: str, hint: int | None) -> Anchor:
        """The place of words that differ, looked for where most pieces of the quote stand, if they agree about that."""
        if len(wanted) < 2 * _PIECE:
            return reanchor_quote(self._text, exact, prefix, suffix, hint)
        starts = self._starts(wanted)
        if not starts:
            return Orphan(_GONE)
        apart = len(wanted) // 2 + _PIECE
        near = max((_near(starts, start, apart) for start in starts), key=len)
        if len(near) < 2 or len(near) < 2 * (len(starts) - len(near)):
            return reanchor_quote(self._text, exact, prefix, suffix, hint)
        # The alignment of words takes time with the length of the text.
        last = len(self._in.letters) - 1
        around = len(wanted) + 2 * _MOST_CONTEXT
        first = self._in.offset(max(0, min(last, near[0] - around)))
        end = self._in.offset(max(0, min(last, near[-1] + len(wanted) + around))) + 1
        found = reanchor_quote(self._text[first:end], exact, prefix, suffix, None if hint is None else hint - first)
        if isinstance(found, Orphan):
            return found
        return replace(found, start=found.start + first, end=found.end + first)

    def _unless_sure(self, wanted: str, exact: str, found: Anchor) -> Anchor:
        """What was found, without a question if it is another spelling of the quote."""
        if not isinstance(found, Review) or not is_the_same(self._in, wanted, found.start, found.end):
            return found

        if changed := change_between(exact, self._text[found.start : found.end]):
            return replace(found, why=changed)
        return Anchored(found.start, found.end, AnchorState.MOVED)

    def _starts(self, wanted: str) -> list[int]:
        """Where the quote would begin by each place of some of its pieces, in order."""
        step = max(_PIECE, len(wanted) // _PIECES)
        found: list[int] = []
        for at in range(0, len(wanted) - _PIECE + 1, step):
            piece = wanted[at : at + _PIECE]
            found += [place - at for place in self._letters.of(piece, _PIECE_PLACES)]
        return sorted(found)

    def _without_letters(self, exact: str, prefix: str, suffix: str, hint: int | None) -> Anchor:
        return reanchor_quote(self._text, exact, prefix, suffix, hint) if exact.strip() else Orphan(_NO_WORDS)


def _near(starts: list[int], start: int, apart: int) -> list[int]:
    return starts[bisect_left(starts, start) : bisect_right(starts, start + apart)]


def _are_within(some: list[str], of: list[str]) -> bool:
    """Whether the first are among the others, in their order, and what is more are numbers such as those of pages."""
    rest = iter(of)
    extra: list[str] = []
    for one in some:
        for other in rest:
            if other == one:
                break
            extra.append(other)
        else:
            return False
    extra += rest
    return all(one.isdigit() and len(one) <= _LONGEST_NUMBER for one in extra)


def _goes_on(first: str, second: str) -> bool:
    is_spaced = all(not _is_unspaced(character) for character in (first, second))
    return first.isalnum() and second.isalnum() and is_spaced


def _is_unspaced(character: str) -> bool:
    return "\u0e00" <= character <= "\u0eff" or "\u1000" <= character <= "\u109f" or "\u3040" <= character <= "\u9fff"


def _last_letter(text: str) -> int:
    return max(match.end() - 1 for match in RUN.finditer(text))


def _alike_signs(there: str, sign: str) -> bool:
    return there == sign or (there in _QUOTATION and sign in _QUOTATION)


def _alike(first: str, second: str) -> int:
    """How many letters both begin with."""
    size = min(len(first), len(second))
    return next((at for at in range(size) if first[at] != second[at]), size)


# -------------------------------- finds a quote of which the text has every word, with lines of other things in between
#
# A program that shows pages copies a passage over a page end without header and footer, or over a figure without its
# caption, where the text has them; and it copies the numbers of list items, which the text may not have as words.


def place_with_insertions(text: str, there: Letters, wanted: str) -> tuple[int, int] | None:
    """The range of a quote with these letters in the text; None if it is not sure.

    Every letter of the quote must be there, except marks of list items. What is inserted must be whole lines.
    """
    if len(wanted) < 2 * _END:
        return None
    start = _only(there.letters, wanted[:_END])
    end = _only(there.letters, wanted[-_END:])
    if start is None or end is None or not start < end <= start + len(wanted) + _MOST_INSERTIONS * _MOST_INSERTED:
        return None
    at, done = start, 0
    for _ in range(_MOST_INSERTIONS + 1):
        same = _alike_around(there.letters, at, wanted, done)
        if done + same == len(wanted):
            return there.offset(start), there.offset(at + same - 1) + 1
        # The first letters of the line that is inserted can be those that come next in the quote.
        line = next((one for one in range(at + same, at + same - _CHANCE, -1) if _begins_line(text, there, one)), None)
        if line is None or line <= at:
            return None
        done += line - at
        rest = _continued(text, there, line, wanted, done)
        if rest is None:
            return None
        at, done = rest
    return None


def _continued(text: str, there: Letters, line: int, wanted: str, done: int) -> tuple[int, int] | None:
    """Where the quote goes on, in the text and in itself: behind a mark of its own, or behind inserted lines."""
    for size in range(1, _LONGEST_MARK + 1):
        mark, after = wanted[done : done + size], wanted[done + size : done + size + _NEXT]
        if _MARK.fullmatch(mark) and len(after) == _NEXT and there.letters.startswith(after, line):
            return line, done + size
    after = wanted[done : done + _NEXT]
    at = there.letters.find(after, line, line + _MOST_INSERTED + len(after))
    while at >= 0:
        if _begins_line(text, there, at):
            return at, done
        at = there.letters.find(after, at + 1, line + _MOST_INSERTED + len(after))
    return None


def _only(letters: str, some: str) -> int | None:
    at = letters.find(some)
    return at if at >= 0 and letters.find(some, at + 1) < 0 else None


def _alike_around(letters: str, at: int, wanted: str, done: int) -> int:
    """How many letters both go on with."""
    size = min(len(letters) - at, len(wanted) - done)
    low, high = 0, size
    while low < high:
        middle = (low + high + 1) // 2
        if letters.startswith(wanted[done : done + middle], at):
            low = middle
        else:
            high = middle - 1
    return low


def _begins_line(text: str, there: Letters, at: int) -> bool:
    if at >= len(there.letters):
        return False
    return at == 0 or "\n" in text[there.offset(at - 1) + 1 : there.offset(at)]


def is_the_same(there: Letters, wanted: str, start: int, end: int) -> bool:
    """Whether the passage is the quote with these letters in another edition: other spellings, a word more or less.

    It must be long and very much alike, and no other place may come near it.
    """
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
            if count > _MOST_LIKELY:
                return False
            first = max(0, place - before)
            is_other = abs(first - at) > len(wanted) // 2
            if is_other and ratio(wanted, letters[first : first + len(wanted)]) / 100 > own - _RIVAL:
                return False
            place = letters.find(part, place + 1)
    return True
