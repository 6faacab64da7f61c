"""Lays out listings on a terminal: a line for each row, or where there is no room for columns, a few lines."""

from collections.abc import Callable, Iterator, Sequence

import click
from rich.cells import cell_len
from rich.console import RenderableType
from rich.padding import Padding
from rich.style import Style
from rich.table import Table
from rich.text import Text

from readtui.model.link import SCHEME, full_id
from readtui.text.hyperlinks import hyperlink

_ENOUGH, _LEAST = 60, 14
"""Cells of a column for whose sake others are left out, and those in which a text that is cut can still be read."""
_SHORT = 8
"""Digits that name an article or annotation, as a rule."""
_GAP = 2
_QUOTES_FIRST, _IDS_LAST = ("quote", "note", "tags"), ("range", "article", "id")
_SELDOM_NEEDED = ("range", "article", "language")
_GIVEN, _OPENED = "readtui.hyperlinks", "readtui.opens-links"

_Columns = dict[str, Sequence[str]]


def laid_out(columns: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> Iterator[RenderableType]:
    """What to print, in order, for rows of harmless texts.

    Titles and quotes get the width: where it is short, columns that say the same in all rows are left out first, then
    paths, then digits of ids, then what is seldom needed.
    """
    found = _ordered({name: cells for name, *cells in zip(columns, *rows, strict=True) if any(cells)})
    table = found
    for narrower in (_without_same, _without_paths, _with_short_ids, _without_seldom_needed):
        if _room(table, _ENOUGH) <= width:
            break
        table = narrower(table)
    if table and _room(table, _LEAST) <= width:
        yield _table(table, width)
        return
    for row in zip(*found.values(), strict=True):
        yield from _lines(list(found), row)


def _ordered(columns: _Columns) -> _Columns:
    if "quote" not in columns:
        return columns
    middle = [name for name in columns if name not in (*_QUOTES_FIRST, *_IDS_LAST)]
    return {name: columns[name] for name in (*_QUOTES_FIRST, *middle, *_IDS_LAST) if name in columns}


def _without_same(columns: _Columns) -> _Columns:
    return {name: cells for name, cells in columns.items() if len(cells) == 1 or len(set(cells)) > 1}


def _without_paths(columns: _Columns) -> _Columns:
    return {name: cells for name, cells in columns.items() if name != "source" or "title" not in columns}


def _with_short_ids(columns: _Columns) -> _Columns:
    return {name: _shortened(cells) if all(map(full_id, cells)) else cells for name, cells in columns.items()}


def _shortened(ids: Sequence[str]) -> Sequence[str]:
    """The beginnings of the ids, long enough to tell these from each other."""
    count = len(set(ids))
    digits = next(digits for digits in range(_SHORT, len(ids[0]) + 1) if len({one[:digits] for one in ids}) == count)
    return [one[:digits] for one in ids]


def _without_seldom_needed(columns: _Columns) -> _Columns:
    return {name: cells for name, cells in columns.items() if name not in _SELDOM_NEEDED or "id" not in columns}


def _widest(name: str, cells: Sequence[str]) -> int:
    return max(map(cell_len, (name, *cells)))


def _is_cut(name: str, cells: Sequence[str]) -> bool:
    """Whether a column may lose the ends of its texts: ids and numbers would mean something else."""
    return not any(map(full_id, cells)) and _widest(name, cells) > _LEAST


def _room(columns: _Columns, most: int) -> int:
    """The cells of a table in which the columns that may be cut have ``most``."""
    widths = (
        min(_widest(name, cells), most) if _is_cut(name, cells) else _widest(name, cells)
        for name, cells in columns.items()
    )
    return sum(widths) + _GAP * (len(columns) - 1)


def _table(columns: _Columns, width: int) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    widths = {name: _widest(name, cells) for name, cells in columns.items()}
    cut = [name for name, cells in columns.items() if _is_cut(name, cells)]
    room = width - _room(columns, 0)
    while cut:
        # The first one, which names the row, gets twice as much.
        share = room * 2 // (len(cut) + 1) if len(cut) > 1 else room
        name = cut.pop(0)
        widths[name] = min(widths[name], share)
        room -= widths[name]
    for name in columns:
        table.add_column(name, width=widths[name], no_wrap=True, overflow="ellipsis")
    for row in zip(*columns.values(), strict=True):
        table.add_row(*map(_linked, row))
    return table


def _lines(columns: Sequence[str], row: Sequence[str]) -> Iterator[RenderableType]:
    """What names the row, and below it the rest. A number says what it counts, since no heading does."""
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
