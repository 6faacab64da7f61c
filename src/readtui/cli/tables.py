"""Lays out listings on a terminal: as a table, or where the columns have no room, as a few lines for each row."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

import click
from rich.cells import cell_len
from rich.console import RenderableType
from rich.padding import Padding
from rich.style import Style
from rich.table import Table
from rich.text import Text

from readtui.model.link import SCHEME, full_id
from readtui.text.hyperlinks import hyperlink

_LEAST = 14
"""Cells of a column that can be read when its texts are wrapped."""
_GAP = 2
_GIVEN, _OPENED = "readtui.hyperlinks", "readtui.opens-links"


def laid_out(columns: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> Iterator[RenderableType]:
    """What to print, in order, for rows of harmless texts. The first column holds what names a row, such as its id."""
    if _room(rows) <= width:
        yield _table(columns, rows)
        return
    for row in rows:
        yield from _lines(columns, row)


def _room(rows: Sequence[Sequence[str]]) -> int:
    """The least width in cells of a table that can be read."""
    widest = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    wrapped = (min(width, _LEAST) for width in widest[1:])
    return sum(chain(widest[:1], wrapped)) + _GAP * (len(widest) - 1)


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold" if column == "id" else "ellipsis", no_wrap=column == "id")
    for row in rows:
        table.add_row(*map(_linked, row))
    return table


def _lines(columns: Sequence[str], row: Sequence[str]) -> Iterator[RenderableType]:
    """The row's name, and below it the rest. A number says what it counts, since no heading does."""
    name = _linked(row[0])
    name.stylize("bold")
    yield name
    cells = [
        _linked(cell) if any(map(str.isalpha, cell)) else Text(f"{column} {cell}")
        for column, cell in zip(columns[1:], row[1:], strict=True)
        if cell
    ]
    if cells:
        yield Padding(Text(" · ").join(cells), (0, 0, 0, _GAP))


def _linked(cell: str) -> Text:
    text = Text(cell)
    if " " not in cell and are_given() and (address := address_of(cell)):
        # Not as the style of the whole, which includes the spaces behind it.
        text.stylize(Style(link=address))
    return text


# ---------------------------------------------------------- links of the terminal (OSC 8) in what commands print to one


def are_given() -> bool:
    """Whether a terminal is given links, by the settings and by what it is. Asked once per run."""
    return _once(_GIVEN, _is_wanted)


def address_of(cell: str) -> str:
    """Where a cell of a listing leads: a web address; of an id in full, the app, if the desktop opens such links.

    "" for all others. Only if links ``are_given``.
    """
    if address := hyperlink(cell):
        return address
    return f"{SCHEME}:{full_id(cell)}" if full_id(cell) and _once(_OPENED, _opens_links) else ""


def linked(text: str, address: str) -> str:
    """A text without control characters as a link; without an address, as it is."""
    return f"\x1b]8;;{address}\x1b\\{text}\x1b]8;;\x1b\\" if address else text


def _once(name: str, find: Callable[[], bool]) -> bool:
    context = click.get_current_context(silent=True)
    if context is None:
        return find()
    if name not in context.meta:
        context.meta[name] = find()
    return bool(context.meta[name])


def _is_wanted() -> bool:
    from readtui.settings import load_settings
    from readtui.settings.hyperlinks import gives_hyperlinks

    # The app reports mistakes in the settings; a listing need not.
    return gives_hyperlinks(load_settings().app)


def _opens_links() -> bool:
    from readtui.bootstrap.closed_library import desktop_handler

    return desktop_handler().entry.exists()
