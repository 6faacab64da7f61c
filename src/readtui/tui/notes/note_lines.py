"""Lays out a note, which is Markdown, as lines of styled pieces. Independent of Textual.

Margin, strip, reading view and previews all show notes this way.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from itertools import groupby
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.message import Message

from readtui.layout.glyphs import cut_to_cells, text_cells
from readtui.layout.right_to_left import marks_around
from readtui.layout.widths import UNKNOWN_TERMINAL, CellWidths
from readtui.layout.wrap import wrap
from readtui.quick_dataclass import dataclass
from readtui.text.clean import shown, visible
from readtui.text.note_markdown import NoteBlock, NoteKind, NoteLook, ReadNote
from readtui.tui.colors.palette import Palette
from readtui.tui.widgets.placed_text import written

_INDENT = 2
_RULE = 24
_NARROWEST = 8
_MOST_EMPTY = 12
_ENDS = tuple(".,:;!?…)”»。！？")
_JOINTS = " ·•"
_ELLIPSIS = "…"
_LOOKS = {NoteLook.EMPHASIS: Style(italic=True), NoteLook.STRONG: Style(bold=True), NoteLook.STRUCK: Style(strike=True)}


@dataclass(frozen=True, slots=True)
class NoteStyles:
    """The styles of a note's parts. ``linked`` makes words a link of the terminal; see ``Palette.linked``."""

    text: Style
    dim: Style
    heading: Style
    code: Style
    link: Style
    quote: Style
    linked: Callable[[str], Style] = lambda _: Style()


class NotePiece(NamedTuple):
    """Words of one style. ``target``: where a click leads; for a tag, its name after ``#``."""

    text: str
    style: Style
    target: str = ""


Pieces = Sequence[NotePiece]


def note_lines(
    note: ReadNote, width: int, styles: NoteStyles, widths: CellWidths = UNKNOWN_TERMINAL, *, numbered: bool = True
) -> list[Pieces]:
    """The lines of a note in so many cells, with empty lines between blocks. ``numbered``: each link is followed by
    its number, from 1.
    """
    lines: list[Pieces] = []
    before: NoteBlock | None = None
    for block in note.blocks:
        is_close = before is not None and bool(block.label and before.depth)
        if before is not None and not is_close:
            lines.append(())
        lines += _block_lines(block, note, width, styles, widths, numbered=numbered)
        before = block
    return lines


def flowing(note: ReadNote, styles: NoteStyles) -> list[NotePiece]:
    pieces: list[NotePiece] = []
    for block in note.blocks:
        # What ends without a mark would run into what follows.
        is_ended = bool(block.label) or (bool(pieces) and pieces[-1].text[-1:] in _ENDS)
        between = "" if not pieces else " " if is_ended else " · "
        if block.kind is NoteKind.RULE:
            continue
        pieces.append(NotePiece(f"{between}{block.label} " if block.label else between, styles.dim))
        pieces += (
            piece._replace(text=" ".join(piece.text.split("\n"))) for piece in _words(block, note, styles, False)
        )
    return [piece for piece in pieces if piece.text]


def cut(pieces: Pieces, width: int, rows: int, widths: CellWidths = UNKNOWN_TERMINAL) -> list[Pieces]:
    """The pieces in at most so many lines of ``width`` cells. An ellipsis stands for what is left out."""
    text = "".join(piece.text for piece in pieces)
    ranges = wrap(text, 0, len(text), width, widths)
    if len(ranges) <= rows:
        return [_between(pieces, *one) for one in ranges]
    start = ranges[rows - 1][0]
    end = wrap(text, start, len(text), max(1, width - 1), widths)[0][1]
    if text_cells(text[start:end], widths) < width - 1 - _MOST_EMPTY:
        # A long word, such as an address, follows: its beginning says more than nothing.
        end = start + len(cut_to_cells(text[start : start + width], max(1, width - 1), widths))
    # Nothing that only joins what is left out.
    while end > start and text[end - 1] in _JOINTS:
        end -= 1
    last = list(_between(pieces, start, end))
    style = last[-1].style if last else pieces[0].style
    return [*(_between(pieces, *one) for one in ranges[: rows - 1]), [*last, NotePiece(_ELLIPSIS, style)]]


def wrapped(pieces: Pieces, width: int, widths: CellWidths = UNKNOWN_TERMINAL) -> list[Pieces]:
    """The pieces, which may contain line ends, in lines of ``width`` cells."""
    text = "".join(piece.text for piece in pieces)
    lines: list[Pieces] = []
    start = 0
    for part in text.split("\n"):
        end = start + len(part)
        lines += (_between(pieces, *one) for one in wrap(text, start, end, width, widths))
        start = end + 1
    return lines


def line_cells(line: Pieces, widths: CellWidths = UNKNOWN_TERMINAL) -> int:
    return sum(text_cells(piece.text, widths) for piece in line)


def line_segments(line: Pieces, widths: CellWidths) -> list[Segment]:
    """A line for a terminal that measures by ``widths``; words from right to left are kept apart from tags."""
    segments: list[Segment] = []
    for is_tag, together in groupby(line, key=lambda piece: piece.target.startswith("#")):
        for pieces in [[piece] for piece in together] if is_tag else [list(together)]:
            marked = [number for number, piece in enumerate(pieces) if any(marks_around(piece.text))]
            first, last = (marked[0], marked[-1]) if marked else (0, -1)
            before, behind = marks_around("".join(piece.text for piece in pieces[first : last + 1]))
            for number, piece in enumerate(pieces):
                segments += [Segment(before)] if before and number == first else []
                segments += written(piece.text, piece.style, widths)
                segments += [Segment(behind)] if behind and number == last else []
    return segments


def tag_pieces(tags: Iterable[str], palette: Palette) -> list[NotePiece]:
    named = [NotePiece(f"#{visible(tag)}", palette.tag_style(tag), f"#{tag}") for tag in tags]
    return [piece for one in named for piece in (NotePiece(" ", palette.dim), one)][1:]


def line_text(line: Pieces) -> Text:
    """A line for Textual's own widgets."""
    # Appended, because the style of a whole text would hold for what is added to it.
    text = Text()
    for piece in line:
        text.append(piece.text, piece.style)
    return text


def _block_lines(
    block: NoteBlock, note: ReadNote, width: int, styles: NoteStyles, widths: CellWidths, *, numbered: bool
) -> Iterator[Pieces]:
    label = f"{block.label} " if block.label else ""
    before = "│ " * block.quotes + " " * (_INDENT * (block.depth - 1 if label else block.depth))
    # However deep it is in lists and quotations, there is room for words.
    before = before[: max(0, width - _NARROWEST - len(label))]
    first, others = NotePiece(before + label, styles.dim), NotePiece(before + " " * len(label), styles.dim)
    room = max(1, width - len(first.text))
    if block.kind is NoteKind.RULE:
        yield [first, NotePiece("─" * min(_RULE, room), styles.dim)]
        return
    words = list(_words(block, note, styles, numbered))
    for number, line in enumerate(wrapped(words, room, widths)):
        start = others if number else first
        yield [start, *line] if start.text else line


def _words(block: NoteBlock, note: ReadNote, styles: NoteStyles, numbered: bool) -> Iterator[NotePiece]:
    base = styles.heading if block.kind is NoteKind.HEADING else styles.quote if block.quotes else styles.text
    for number, span in enumerate(block.spans):
        style, target = base, ""
        for look in span.looks:
            style += styles.code if look is NoteLook.CODE else _LOOKS[look]
        if span.link is not None:
            target = note.links[span.link].target
            style += styles.link + styles.linked(target)
        yield NotePiece(shown(span.text).expandtabs(4), style, target)
        following = block.spans[number + 1].link if number + 1 < len(block.spans) else None
        if numbered and span.link is not None and span.link != following:
            yield NotePiece(f"[{span.link + 1}]", styles.dim)


def _between(pieces: Iterable[NotePiece], start: int, end: int) -> Pieces:
    """The parts of the pieces in a half-open range of their text."""
    found: list[NotePiece] = []
    position = 0
    for piece in pieces:
        first, position = position, position + len(piece.text)
        if first < end and position > start:
            part = piece.text[max(0, start - first) : end - first]
            found.append(piece if part == piece.text else piece._replace(text=part))
    return found


class NoteAct(Enum):
    """What to do with what was clicked."""

    SHOW = "show the annotation with this id"
    EDIT = "edit the note of the annotation with this id"
    READ = "read the annotation under the cursor in full"
    FOLLOW = "follow this link or, after #, list the passages with this tag"


class NoteClicked(Message):
    """A note was clicked. ``value``: an id or a target, as the act says."""

    def __init__(self, act: NoteAct, value: str = "") -> None:
        super().__init__()
        self.act = act
        self.value = value
