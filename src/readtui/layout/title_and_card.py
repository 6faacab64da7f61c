"""Lays out what stands above and below an article's text without being part of it: its title block and its end card."""

from collections.abc import Sequence
from typing import NamedTuple

from readtui.layout.glyphs import cut_to_cells, text_cells
from readtui.layout.line import Decor, DecorKind, Line, gap_row
from readtui.layout.widths import CellWidths
from readtui.layout.wrap import wrap
from readtui.quick_dataclass import dataclass

TITLE_RULE = "━" * 6
SEPARATOR = " · "
HEAD = (DecorKind.HEAD_TITLE, DecorKind.TITLE_RULE, DecorKind.FACTS)
"""What the rows of a title block have."""
_CARD_ABOVE, _CARD_BELOW = 4, 1
_TITLE_LINES, _FACTS_LINES = 4, 3
_KEY_GAP = 2


class CardRow(NamedTuple):
    """One thing to do at the end of an article: its key, and what it does. ``title`` is the title of an article that
    it concerns, ``after`` stands behind that. ``command``: the id of the command; empty if there is nothing to do.
    """

    key: str
    words: str
    title: str = ""
    after: str = ""
    command: str = ""


@dataclass(frozen=True, slots=True)
class Matter:
    """``facts`` follow the block with the index ``place``, or precede it together with ``title`` if ``is_above``.

    ``title`` is empty if the text itself has one. ``address``: where the last of the facts leads, if it is a source.
    """

    title: str = ""
    facts: tuple[str, ...] = ()
    place: int = 0
    is_above: bool = False
    card: tuple[CardRow, ...] = ()
    address: str = ""


NO_MATTER = Matter()


def card_height(card: Sequence[CardRow]) -> int:
    return _CARD_ABOVE + len(card) + _CARD_BELOW if card else 0


def card_row_at(card: Sequence[CardRow], below: int) -> CardRow | None:
    """The entry in the row with ``below`` rows of the card below it; None for other rows."""
    entry = len(card) + _CARD_BELOW - 1 - below
    return card[entry] if 0 <= entry < len(card) else None


def rows_above(matter: Matter, offset: int, width: int, widths: CellWidths) -> list[Line]:
    """The title and the facts, in front of the block that begins at ``offset``."""
    rows = [gap_row(offset, Decor(0, part, DecorKind.HEAD_TITLE)) for part in _title_lines(matter.title, width, widths)]
    if rows:
        rows.append(gap_row(offset, Decor(0, TITLE_RULE, DecorKind.TITLE_RULE)))
    return [*rows, *_facts_rows(offset, matter, width, widths)]


def with_facts(rows: Sequence[Line], matter: Matter, width: int, widths: CellWidths) -> list[Line]:
    """The last rows of a block, with the facts behind the last word if they fit there, otherwise below."""
    last = rows[-1]
    behind = SEPARATOR + SEPARATOR.join(matter.facts)
    end = max((run.end_cell for run in last.runs), default=width)
    if end + text_cells(behind, widths) <= width:
        decor = (*last.decor, *_facts_decor(end, behind, matter, widths))
        return [*rows[:-1], Line(last.start, last.end, last.runs, decor)]
    return [*rows, *_facts_rows(last.end, matter, width, widths)]


def _facts_rows(offset: int, matter: Matter, width: int, widths: CellWidths) -> list[Line]:
    lines = _facts_lines(matter.facts, width, widths)
    return [gap_row(offset, *_facts_decor(0, line, matter, widths)) for line in lines]


def _facts_decor(cell: int, line: str, matter: Matter, widths: CellWidths) -> list[Decor]:
    """The facts from ``cell`` on; the source, if it is at the end, leads to its address."""
    source = matter.facts[-1] if matter.address and matter.facts else ""
    if not source or not line.endswith(source):
        return [Decor(cell, line, DecorKind.FACTS)]
    before = line.removesuffix(source)
    leading = Decor(cell + text_cells(before, widths), source, DecorKind.FACTS, matter.address)
    return [Decor(cell, before, DecorKind.FACTS), leading] if before else [leading]


def card_rows(card: Sequence[CardRow], offset: int, width: int, widths: CellWidths) -> list[Line]:
    """The end card, behind the text, which ends at ``offset``."""
    if not card:
        return []
    # Above and below the entries, as many rows as ``_CARD_ABOVE`` and ``_CARD_BELOW`` say.
    empty = Line(offset, offset, is_gap=True)
    column = max(text_cells(row.key, widths) for row in card) + _KEY_GAP
    rows = [empty, empty, gap_row(offset, Decor(0, TITLE_RULE, DecorKind.TITLE_RULE)), empty]
    for entry in card:
        decor = [Decor(0, entry.key, DecorKind.CARD_KEY)]
        cell = column
        parts = ((entry.words, DecorKind.CARD_WORDS), (entry.title, DecorKind.CARD_TITLE))
        # What stands behind a title is kept, and the title cut.
        kept = text_cells(entry.after, widths)
        for words, kind in parts:
            room = width - cell - (kept if entry.title else 0)
            if words and room > 0:
                words = _cut(words, room, widths)
                decor.append(Decor(cell, words, kind))
                cell += text_cells(words, widths)
        if entry.after and cell + kept <= width:
            decor.append(Decor(cell, entry.after, DecorKind.CARD_WORDS))
        rows.append(gap_row(offset, *decor))
    return [*rows, empty]


def _title_lines(title: str, width: int, widths: CellWidths) -> list[str]:
    if not title:
        return []
    lines = [title[start:end] for start, end in wrap(title, 0, len(title), width, widths)]
    if len(lines) > _TITLE_LINES:
        lines = [*lines[: _TITLE_LINES - 1], _cut(" ".join(lines[_TITLE_LINES - 1 :]), width, widths)]
    return lines


def _facts_lines(facts: Sequence[str], width: int, widths: CellWidths) -> list[str]:
    """The facts in as few lines as possible, each whole in a line if it fits into one."""
    lines: list[str] = []
    for fact in facts:
        fact = _cut(fact, width, widths)
        joined = f"{lines[-1]}{SEPARATOR}{fact}" if lines else fact
        if lines and text_cells(joined, widths) <= width:
            lines[-1] = joined
        else:
            lines.append(fact)
    return lines[:_FACTS_LINES]


def _cut(words: str, cells: int, widths: CellWidths) -> str:
    if text_cells(words, widths) <= cells:
        return words
    return cut_to_cells(words, cells - 1, widths).rstrip() + "…"
