"""Labels for the sentences or paragraphs on the screen. Independent of Textual."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from itertools import product
from typing import NamedTuple

from readtui.model.block import BlockKind
from readtui.model.passage import Passage
from readtui.text.sentences.segment import next_grapheme
from readtui.tui.article.viewport import Viewport

_LONGEST = 2


class Unit(StrEnum):
    """What the labels stand on."""

    SENTENCE = "sentence"
    PARAGRAPH = "paragraph"

    @property
    def other(self) -> "Unit":
        return Unit.PARAGRAPH if self is Unit.SENTENCE else Unit.SENTENCE


class Label(NamedTuple):
    """``text`` is typed to pick ``unit``. It covers the text from ``start`` to ``end``, so that nothing moves."""

    text: str
    unit: Passage
    start: int
    end: int


def label_texts(count: int, letters: Sequence[str]) -> list[str]:
    """Different labels, none the beginning of another, the shortest ones first: single letters as far as they go, then
    pairs.
    """
    singles = len(letters)
    while singles and singles + (len(letters) - singles) * len(letters) < count:
        singles -= 1
    pairs = map("".join, product(letters[singles:], letters))
    return [*letters[:singles], *pairs][:count]


def units_on_screen(view: Viewport, unit: Unit) -> list[Passage]:
    """The sentences or paragraphs that are visible at least in part, except those that are folded away."""
    seen = view.visible_passage
    found = _sentences(view, seen) if unit is Unit.SENTENCE else _paragraphs(view, seen)
    return [one for one in found if one.overlaps(seen) and not _is_folded(view, one)]


def _sentences(view: Viewport, seen: Passage) -> Iterable[Passage]:
    stop = view.stops.at(seen.start)
    while stop.start < seen.end:
        yield stop
        following = view.stops.next(stop)
        if following.start <= stop.start:
            return
        stop = following


def _paragraphs(view: Viewport, seen: Passage) -> Iterable[Passage]:
    blocks = view.article.blocks
    for index in range(view.article.block_index_at(seen.start), len(blocks)):
        if blocks[index].start >= seen.end:
            return
        if blocks[index].end > blocks[index].start:
            yield blocks[index].passage


def _is_folded(view: Viewport, unit: Passage) -> bool:
    index = view.article.block_index_at(unit.start)
    return view.article.blocks[index].kind is BlockKind.FURNITURE and view.lines.is_folded(index)


def labels_on_screen(view: Viewport, unit: Unit, letters: Sequence[str]) -> list[Label]:
    """The labels in reading order. Those nearest to the cursor are the quickest to type."""
    if not view.article.blocks:
        return []
    units = units_on_screen(view, unit)
    rooms = [_room(view, one) for one in units]
    here = next((index for index, one in enumerate(units) if one.end > view.cursor.start), 0)
    has_pairs = len(units) > len(letters)

    def rank(index: int) -> tuple[bool, int, bool]:
        # Only a single letter fits on a single cell.
        return has_pairs and rooms[index].cells > 1, abs(index - here), index < here

    order = sorted(range(len(units)), key=rank)
    texts = dict(zip(order, label_texts(len(units), letters), strict=False))
    return [
        Label(texts[index], unit, room.start, room.end_for(len(texts[index])))
        for index, (unit, room) in enumerate(zip(units, rooms, strict=True))
        if len(texts.get(index, "")) in range(1, room.cells + 1)
    ]


class _Room(NamedTuple):
    """The first cells of a unit, or of its first visible line if it begins above the screen: where each grapheme ends,
    and the column that it ends at.
    """

    start: int
    ends: tuple[tuple[int, int], ...]

    @property
    def cells(self) -> int:
        """How many cells there are, at most those that the longest label needs."""
        return self.ends[-1][1] if self.ends else 0

    def end_for(self, cells: int) -> int:
        """Where the graphemes end that a label of so many cells covers."""
        return next(offset for offset, column in self.ends if column >= cells)


def _room(view: Viewport, unit: Passage) -> _Room:
    line = view.lines.line(view.lines.locate(max(unit.start, view.visible_passage.start)))
    start = max(unit.start, line.start)
    run = next((run for run in line.runs if start < run.end), None)
    if run is None:
        return _Room(start, ())
    start = offset = max(start, run.start)
    ends: list[tuple[int, int]] = []
    while offset < run.end and (not ends or ends[-1][1] < _LONGEST):
        offset = min(next_grapheme(view.article.text, offset), run.end)
        ends.append((offset, run.cell_of(offset) - run.cell_of(start)))
    return _Room(start, tuple(ends))


def beginning_with(labels: Sequence[Label], typed: str) -> list[Label]:
    """The labels that go on after what was typed, with what is still to type."""
    return [label._replace(text=label.text[len(typed) :]) for label in labels if label.text.startswith(typed)]
