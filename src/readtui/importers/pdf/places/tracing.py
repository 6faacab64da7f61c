"""Traces the text of an article back to the glyphs of its PDF, to find those that show a passage."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from readtui.importers.common.raised import lowered, raised
from readtui.importers.pdf.lines import Line
from readtui.importers.pdf.word import HYPHEN, Glyphs, Word
from readtui.model.article import Article
from readtui.model.passage import Passage
from readtui.text.clean import clean, map_offsets

_FARTHEST = 40
_LONG_ENOUGH = 3


@dataclass(frozen=True, slots=True)
class _TracedWord:
    """A word of the text. ``glyphs``: for each of its code points, from ``start`` on."""

    start: int
    page: int
    glyphs: Glyphs


class Trace:
    """The glyphs of an article's text. ``sources``: for each block the lines from which it was made."""

    def __init__(self, article: Article, sources: Sequence[Sequence[Line]]) -> None:
        self._words: list[_TracedWord] = []
        for block, lines in zip(article.blocks, sources, strict=True):
            self._words += _traced(article.text[block.start : block.end], block.start, lines)
        self._starts = [word.start for word in self._words]

    def glyphs(self, passage: Passage) -> list[tuple[int, list[int]]]:
        """The glyphs of a passage in reading order: pages (from 0), each with pdfium's indexes of its glyphs."""
        first = max(0, bisect_right(self._starts, passage.start) - 1)
        last = bisect_right(self._starts, passage.end - 1)
        found: list[tuple[int, int]] = []
        for word in self._words[first:last]:
            inside = word.glyphs[max(0, passage.start - word.start) : max(0, passage.end - word.start)]
            found += [(word.page, index) for glyphs in inside for index in glyphs]
        return [(page, [index for _, index in members]) for page, members in groupby(found, itemgetter(0))]


def _traced(text: str, offset: int, lines: Sequence[Line]) -> Iterator[_TracedWord]:
    """The words of ``lines`` in ``text``, which was made from them by joining and cleaning."""
    at = 0
    for word, page in _words(lines):
        found = _place(text, at, word)
        if found is None:
            continue
        start, glyphs = found
        yield _TracedWord(offset + start, page, glyphs)
        at = start + len(glyphs)


def _words(lines: Sequence[Line]) -> Iterator[tuple[Word, int]]:
    for line in lines:
        if line.cells:
            for cell in (cell for row in line.cells for cell in row):
                yield from _words(cell)
        else:
            yield from ((word, line.page) for word in line.words)


def _place(text: str, at: int, word: Word) -> tuple[int, Glyphs] | None:
    """The position of the word in ``text``, at or soon after ``at``, and the glyphs of its characters."""
    while at < len(text) and text[at].isspace():
        at += 1
    forms = list(_forms(word))
    for form, glyphs in forms:
        if text.startswith(form, at):
            return at, glyphs
    for form, glyphs in forms:
        start = text.find(form, at, at + _FARTHEST + len(form)) if len(form) >= _LONG_ENOUGH else -1
        if start >= 0:
            return start, glyphs
    return None


def _forms(word: Word) -> Iterator[tuple[str, Glyphs]]:
    """The possible forms of a word in the text, longest first, each with its glyphs."""
    glyphs = word.glyphs or []
    plain = word.text.replace(HYPHEN, "-")
    yield from _cleaned(plain, glyphs)
    for scripted in (raised(plain), lowered(plain)):
        if scripted != plain:
            yield scripted, glyphs
    if len(plain) > 1 and plain[-1] in "-\u2010":
        # On the page, the hyphen of a divided word is between its parts; the text does not have it.
        yield from _cleaned(plain[:-1], [*glyphs[:-2], (*glyphs[-2], *glyphs[-1])])


def _cleaned(text: str, glyphs: Glyphs) -> Iterator[tuple[str, Glyphs]]:
    """The text in the form that an article has. A composed character has the glyphs of all its parts."""
    cleaned = clean(text).text
    if len(cleaned) == len(text):
        yield cleaned, glyphs
        return
    offsets = map_offsets(text, range(len(text)))
    found: Glyphs = [() for _ in cleaned]
    for offset, own in enumerate(glyphs):
        place = min(offsets[offset], len(found) - 1)
        found[place] = (*found[place], *own)
    yield cleaned, found
