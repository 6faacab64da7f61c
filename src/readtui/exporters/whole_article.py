"""Cuts an article into pieces of text that have the same marks and annotations from end to end.

The formats that show a whole article with its annotations in place share it.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from operator import attrgetter

from readtui.exporters.exporter import ExportDocument
from readtui.model.annotation import Annotation
from readtui.model.article import Article
from readtui.model.block import Block, BlockKind, Mark, MarkType
from readtui.model.passage import Passage
from readtui.quick_dataclass import dataclass
from readtui.text.article_builder import PLACE_TARGET
from readtui.text.clean import visible

BULLETS = frozenset("•◦▪▫‣⁃∙·●○■□-–—*+")
"""The labels of list items that say nothing of their own."""
_SEPARATORS = ("\t", "\n")
_WEB = re.compile(r"(?:https?://|mailto:)\S", re.IGNORECASE)
_start, _end = attrgetter("start"), attrgetter("end")


@dataclass(frozen=True, slots=True)
class Piece:
    """A range of a block's text. Marks and annotations begin and end only where pieces do.

    ``marks`` and ``annotations``: those that cover it, outermost first. ``beginning`` and ``ending``: the annotations
    whose first or last piece in the article it is. ``places``: the targets of links in the article, as
    offsets, that are in this piece.
    """

    start: int
    end: int
    text: str
    marks: tuple[Mark, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    beginning: tuple[Annotation, ...] = ()
    ending: tuple[Annotation, ...] = ()
    places: tuple[int, ...] = ()

    def address(self, unsafe: re.Pattern[str]) -> str:
        """The web address that it links to, with ``unsafe`` signs written as bytes in hex, or ""."""
        links = [mark for mark in self.marks if mark.type is MarkType.LINK]
        target = visible(links[-1].target) if links else ""
        if not _WEB.match(target):
            return ""
        return unsafe.sub(lambda bad: "".join(f"%{byte:02X}" for byte in bad[0].encode()), target)


@dataclass(frozen=True, slots=True)
class MarkedBlock:
    """A block and its pieces, which make up its whole text."""

    block: Block
    pieces: tuple[Piece, ...]

    @property
    def beginning(self) -> list[Annotation]:
        return [annotation for piece in self.pieces for annotation in piece.beginning]

    @property
    def ending(self) -> list[Annotation]:
        return [annotation for piece in self.pieces for annotation in piece.ending]

    @property
    def annotations(self) -> list[Annotation]:
        """All that cover a part of it."""
        return list({one.id: one for piece in self.pieces for one in piece.annotations}.values())

    def rows(self) -> list[list[list[Piece]]]:
        """The rows of a table, each a list of cells, without the separators."""
        rows: list[list[list[Piece]]] = [[[]]]
        for piece in self.pieces:
            if piece.text == "\n":
                rows.append([[]])
            elif piece.text == "\t":
                rows[-1].append([])
            else:
                rows[-1][-1].append(piece)
        return rows

    def lines(self) -> list[list[Piece]]:
        """The pieces of each line, without line ends, if the block was cut at its line ends."""
        lines: list[list[Piece]] = [[]]
        for piece in self.pieces:
            if piece.text == "\n":
                lines.append([])
            else:
                lines[-1].append(piece)
        return lines


@dataclass(frozen=True, slots=True)
class WholeArticle:
    """The parts of an article that a format shows.

    ``on_article``: the annotations on the article as a whole; ``lost``: those without a passage in it. ``numbers``: for
    each annotation id the number of its note, in reading order from 1.
    """

    blocks: Sequence[MarkedBlock]
    on_article: Sequence[Annotation]
    lost: Sequence[Annotation]
    numbers: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Placed:
    """An annotation and its range, whose first and last characters are visible."""

    annotation: Annotation
    start: int
    end: int


def whole_article(document: ExportDocument, *, at_line_ends: bool = False) -> WholeArticle:
    """The article without furniture, except furniture that has an annotation of its own.

    The blocks are cut where marks and annotations begin and end, tables also around their separators, and with
    ``at_line_ends`` all blocks around their line ends.
    """
    article = document.article
    shown = _shown_blocks(article, document.annotations)
    placed: list[_Placed] = []
    on_article: list[Annotation] = []
    lost: list[Annotation] = []
    for annotation in document.annotations:
        found = _placed(annotation, article.text, shown)
        if found is not None:
            placed.append(found)
        else:
            (lost if annotation.quoted_text else on_article).append(annotation)
    placed.sort(key=_end, reverse=True)
    placed.sort(key=_start)
    numbers = {one.annotation.id: number for number, one in enumerate(placed, 1)}
    places = _places(article.text, shown)
    blocks = tuple(_marked(article.text, shown, placed, places, at_line_ends=at_line_ends))
    return WholeArticle(blocks, on_article, lost, numbers)


def linked_place(mark: Mark) -> int | None:
    """The offset in the article to which a link leads, or None."""
    offset = mark.target.removeprefix(PLACE_TARGET)
    return int(offset) if offset != mark.target and offset.isascii() and offset.isdecimal() else None


def _shown_blocks(article: Article, annotations: Iterable[Annotation]) -> list[Block]:
    """The blocks without furniture, except furniture with an annotation that touches nothing else."""
    blocks = article.blocks
    own: set[int] = set()
    for annotation in annotations:
        passage = annotation.passage
        if passage is None or not blocks:
            continue
        touched = range(article.block_index_at(passage.start), _first_after(blocks, passage.end))
        filled = [at for at in touched if _words(article.text, blocks[at], passage).strip()]
        if all(blocks[at].kind is BlockKind.FURNITURE for at in filled):
            own.update(filled)
    return [block for at, block in enumerate(blocks) if block.kind is not BlockKind.FURNITURE or at in own]


def _first_after(blocks: Sequence[Block], offset: int) -> int:
    return bisect_left(blocks, offset, key=_start)


def _words(text: str, block: Block, passage: Passage) -> str:
    return text[max(block.start, passage.start) : max(block.start, min(block.end, passage.end))]


def _placed(annotation: Annotation, text: str, shown: Sequence[Block]) -> _Placed | None:
    passage = annotation.passage
    if passage is None:
        return None
    first = max(0, bisect_right(shown, passage.start, key=_start) - 1)
    last = _first_after(shown, passage.end)
    start = end = -1
    for at in range(first, last):
        words = _words(text, shown[at], passage)
        if words.strip():
            start = max(shown[at].start, passage.start) + len(words) - len(words.lstrip())
            break
    for at in reversed(range(first, last)):
        words = _words(text, shown[at], passage)
        if words.strip():
            end = max(shown[at].start, passage.start) + len(words.rstrip())
            break
    return _Placed(annotation, start, end) if start >= 0 else None


def _places(text: str, shown: Sequence[Block]) -> dict[int, list[int]]:
    """The targets of links, by the offset of the next visible character."""
    wanted = {place for block in shown for mark in block.marks if (place := linked_place(mark)) is not None}
    found: dict[int, list[int]] = {}
    for place in sorted(wanted):
        at = max(0, bisect_right(shown, place, key=_start) - 1)
        if text[max(place, shown[at].start) : shown[at].end].isspace() or place >= shown[at].end:
            at = min(at + 1, len(shown) - 1)
        block = shown[at]
        start = place if block.start <= place < block.end else block.start
        rest = text[start : block.end]
        start += len(rest) - len(rest.lstrip())
        found.setdefault(start if start < block.end else block.start, []).append(place)
    return found


def _marked(
    text: str, shown: Sequence[Block], placed: Sequence[_Placed], places: Mapping[int, list[int]], *, at_line_ends: bool
) -> Iterator[MarkedBlock]:
    """The blocks with their pieces. ``placed`` is sorted by start."""
    known_places = sorted(places)
    reached = 0
    open_ones: list[_Placed] = []
    for block in shown:
        while reached < len(placed) and placed[reached].start < block.end:
            open_ones.append(placed[reached])
            reached += 1
        open_ones = [one for one in open_ones if one.end > block.start]
        cuts = set(known_places[bisect_left(known_places, block.start) : bisect_left(known_places, block.end)])
        cuts |= {block.start, block.end}
        if at_line_ends or block.kind is BlockKind.TABLE:
            separators = _SEPARATORS if block.kind is BlockKind.TABLE else ("\n",)
            separate = [at for at in range(block.start, block.end) if text[at] in separators]
            cuts.update(separate)
            cuts.update(at + 1 for at in separate)
        spans: list[Mark | _Placed] = [*block.marks, *open_ones]
        cuts.update(edge for span in spans for edge in (span.start, span.end) if block.start < edge < block.end)
        yield MarkedBlock(block, tuple(_pieces(text, sorted(cuts), spans, places)))


def _pieces(
    text: str, cuts: Sequence[int], spans: Sequence[Mark | _Placed], places: Mapping[int, list[int]]
) -> Iterator[Piece]:
    """The pieces between the cuts. Keeps a list of open spans, because a block may have a hundred thousand spans."""
    waiting = sorted(spans, key=_start)
    waiting.reverse()
    open_spans: list[Mark | _Placed] = []
    for start, end in pairwise(cuts):
        if any(span.end <= start for span in open_spans):
            open_spans = [span for span in open_spans if span.end > start]
        while waiting and waiting[-1].start <= start:
            span = waiting.pop()
            if span.end > start:
                open_spans.append(span)
        marks = [span for span in open_spans if isinstance(span, Mark)]
        marks.sort(key=_end, reverse=True)
        over = [span for span in open_spans if isinstance(span, _Placed)]
        yield Piece(
            start,
            end,
            text[start:end],
            tuple(marks),
            tuple(one.annotation for one in over),
            tuple(one.annotation for one in over if one.start == start),
            tuple(one.annotation for one in over if one.end == end),
            tuple(places.get(start, ())),
        )
