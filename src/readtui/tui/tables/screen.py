"""The tables of tags: tags that stand on the same passages, and the tags of each article."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial, partialmethod
from itertools import islice
from math import ceil, sqrt

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.app import ComposeResult

from readtui.layout.glyphs import cut_to_cells
from readtui.model.view import Lists
from readtui.quick_dataclass import dataclass
from readtui.search.query.syntax import Query, all_of, has_tag_term, shares_tag_term, to_text
from readtui.services.annotation_reader import AnnotationQuery, FoundAnnotation
from readtui.services.tags.spelling import Levels
from readtui.services.tags.tree import TagNode
from readtui.text.case_folding import folding
from readtui.text.clean import visible
from readtui.text.phrases import counted
from readtui.tui.codebook.tag_rows import passage_lines
from readtui.tui.colors.palette import Palette
from readtui.tui.daemon_thread import in_thread
from readtui.tui.screens.preview import ListPreview, PreviewSpec
from readtui.tui.screens.record_screen import Emptiness, RecordScreen
from readtui.tui.tables.tag_tables import INDENT, Down, TableRow, TagTable, heading_parts, read_table
from readtui.tui.widgets.cells import fitted, padded
from readtui.tui.widgets.headings import ColumnHeadings
from readtui.tui.widgets.preview_pane import Lines, Sheet, in_columns
from readtui.tui.widgets.record_table import PaintedRow, Row, RowLook, row_line


class TableState:
    """A table of tags, the rows that the filter lets through, and the current column."""

    def __init__(self, down: Down) -> None:
        self.down = down
        self.table = TagTable()
        self.rows: Sequence[TableRow] = ()
        self.column = 0
        self.sorted_by: Levels | None = None
        self._first = 0

    def show(self, table: TagTable) -> None:
        """Show another table. The current column stays on its tag, if that is there; at first it is the strongest."""
        current = self.current
        self.table = table
        if current is None and table.rows:
            counts = table.rows[0].counts
            self.column = max(range(len(table.columns)), key=lambda at: counts.get(table.columns[at].levels, 0))
        levels = [node.levels for node in table.columns]
        if current is not None and current.levels in levels:
            self.column = levels.index(current.levels)
        self.go_to_column(self.column)
        if self.sorted_by not in levels:
            self.sorted_by = None

    @property
    def current(self) -> TagNode | None:
        return self.table.columns[self.column] if self.table.columns else None

    @property
    def is_nested(self) -> bool:
        """Whether every row of a nested tag stands below the tag that it is nested in."""
        return self.sorted_by is None and len(self.rows) == len(self.table.rows)

    def passing(self, text: str) -> list[TableRow]:
        """The rows with ``text`` in their name, in order. Sorting counts all rows, so call it in a thread."""
        fold = folding(text)
        wanted = fold(text.strip().lstrip("#"))
        rows = [row for row in self.table.rows if wanted in fold(row.name)]
        if (levels := self.sorted_by) is not None:
            rows.sort(key=lambda row: -row.counts.get(levels, 0))
        return rows

    def sort(self) -> None:
        """Sort the rows by the current column; if they are, in their own order again. ``passing`` has the new order."""
        levels = self.current.levels if self.current else None
        self.sorted_by = None if self.sorted_by == levels else levels

    def go_to_column(self, column: int) -> None:
        """Make another column the current one; the numbers beyond the ends mean the ends."""
        self.column = max(0, min(column, len(self.table.columns) - 1))

    def columns_shown(self, fit: int) -> range:
        """The columns to show if ``fit`` of them have room: those before, moved as little as the current one needs."""
        self._first = max(min(self._first, self.column), self.column - fit + 1)
        self._first = max(0, min(self._first, len(self.table.columns) - fit))
        return range(self._first, min(self._first + fit, len(self.table.columns)))


SHADES = "▁▃▅█"
_BLOCK = 2
_LEAST_CELL, _NARROW_CELL, _WIDE_CELL, _SPACIOUS_CELL = 7, 8, 10, 14
_WIDE = 100
_LEAST_NAME, _MOST_TAG, _MOST_TITLE, _LEAST_BROKEN = 8, 26, 44, 3
_FEW = 8
_BEFORE_NAME = 2
"""Cursor, space."""


@dataclass(frozen=True, slots=True)
class TableWidths:
    """The cells of a name, of the total and of a column; the columns that fit; the cells between their names."""

    name: int
    total: int
    cell: int
    columns: range
    gap: int


def fit_table(state: TableState, width: int) -> TableWidths:
    """What fits into ``width`` cells, with the current column among it."""
    table, gap = state.table, 2 if width >= _WIDE else 1
    most_name = _MOST_TAG if state.down is Down.TAGS else _MOST_TITLE
    widest = max(_LEAST_NAME, table.widest if state.is_nested else table.widest_name)
    name = min(most_name, max(_LEAST_NAME, width // 3), widest)
    most_total = max((row.total for row in table.rows), default=0)
    total = max(len("All"), len(f"{most_total:,}")) + 1
    least = max(_LEAST_CELL, len(f"{table.most:,}") + _BLOCK + 2)
    # One long name must not take the room of other columns.
    cell = max(least, min(_WIDE_CELL if width >= _WIDE else _NARROW_CELL, table.widest_heading + gap))
    room = width - _BEFORE_NAME - name - total
    columns = state.columns_shown(max(1, room // cell))
    # Columns that all have room share it, as far as that is of use; the names of rows take what is left.
    names = max((cell_len(visible(table.columns[column].name)) for column in columns), default=0)
    cell = max(cell, min(room // max(1, len(columns)), max(names + gap, _SPACIOUS_CELL)))
    longer = min(max(0, room - cell * len(columns)), widest - name)
    return TableWidths(name + longer, total, cell, columns, gap)


def shade_of(count: int, most: int) -> int:
    """How dark a number is, 1 to 4; 0 for none. Large ones are compressed, so that a single one leaves room."""
    if not count or not most:
        return 0
    share = count / most
    return ceil(len(SHADES) * (share if most <= _FEW else sqrt(share)))


def legend(most: int) -> str:
    """Which numbers each shade stands for; shades without numbers are left out."""
    parts = []
    first = 1
    for shade, block in enumerate(SHADES, 1):
        # The last number of this shade; see ``shade_of``.
        share = shade / len(SHADES)
        last = int(most * share + 1e-9) if most <= _FEW else int(most * share * share + 1e-9)
        if last >= first:
            parts.append(f"{block} {first:,}" if last == first else f"{block} {first:,}–{last:,}")
            first = last + 1
    return "   ".join(parts)


def paint_headings(
    state: TableState, widths: TableWidths, palette: Palette, *, is_upper: bool = False
) -> list[Segment]:
    """The names of the columns that fit, in two lines: the current one bright, the one sorted by with an arrow."""
    before = widths.name + widths.total + _BEFORE_NAME
    line = [Segment(" " * before if is_upper else padded("All", before, right=True), palette.dim)]
    for column in widths.columns:
        node = state.table.columns[column]
        mark = "▾" if state.sorted_by == node.levels else ""
        upper, lower = heading(node.name, widths.cell - widths.gap - len(mark))
        label = upper if is_upper else lower + mark
        style = palette.tag_style(node.name)
        style = palette.title + Style(underline=True) if column == state.column else style
        line += [Segment(" " * (widths.cell - cell_len(label))), Segment(label, style)]
    return line


def heading(name: str, cells: int) -> tuple[str, str]:
    """A tag's name in two lines of so many cells; the upper one is empty if the lower one has room for all of it."""
    whole = visible(name)
    upper, label = heading_parts(name)
    if cell_len(whole) <= cells:
        return "", whole
    if upper:
        return (upper if cell_len(upper) <= cells else f"{fitted(upper[:-1], cells - 1)}/"), fitted(label, cells)
    first = cut_to_cells(label, cells)
    if end := max(first.rfind(" "), first.rfind("-"), first.rfind("_")) + 1:
        return label[:end].rstrip(), fitted(label[end:], cells)
    first = cut_to_cells(label, min(cells - 1, cell_len(label) - _LEAST_BROKEN))
    return f"{first}-", fitted(label[len(first) :], cells)


def column_at(widths: TableWidths, cell: int) -> int | None:
    """The number of the column at a cell of a row; None beside them."""
    number = (cell - _BEFORE_NAME - widths.name - widths.total) // widths.cell
    return widths.columns[number] if 0 <= number < len(widths.columns) else None


def short_name(name: str, cells: int) -> str:
    """As much of a tag's name as has room: if it is nested, all of it or what can be told from its last level."""
    *outer, label = name.split("/")
    names = [name, *([f"{outer[-1]}/{label}", f"/{label}"] if outer else [])]
    return next((name for name in map(visible, names) if cell_len(name) <= cells), fitted(visible(label), cells))


def paint_legend(state: TableState, widths: TableWidths, width: int, palette: Palette) -> list[Segment]:
    """Which numbers the shades stand for, and on the right which of the columns are shown."""
    shades = fitted(
        f"{' ' * _BEFORE_NAME}{legend(state.table.most)} {'passage' if state.table.most == 1 else 'passages'}", width
    )
    count, shown = len(state.table.columns), widths.columns
    place = f"tags {shown.start + 1:,}–{shown.stop:,} of {count:,}" if len(shown) < count else ""
    space = width - cell_len(shades) - cell_len(place)
    return [Segment(shades + (" " * space + place if space >= _BLOCK else ""), palette.dim)]


def paint_table_row(row: TableRow, state: TableState, widths: TableWidths, look: RowLook) -> list[Segment]:
    palette = look.palette
    if state.is_nested:
        label = " " * INDENT * row.depth + visible(row.label)
    else:
        label = visible(row.label) if row.levels is None else short_name(row.key, widths.name)
    parts = [
        (" " + padded(label, widths.name), palette.title if look.is_current else palette.text),
        (padded(f"{row.total:,}", widths.total, right=True), palette.dim),
    ]
    for column in widths.columns:
        node = state.table.columns[column]
        count = row.counts.get(node.levels, 0)
        shade = shade_of(count, state.table.most)
        number = f"{count:,}" if count else "–" if row.is_about(node) else "·"
        block = SHADES[shade - 1] * _BLOCK if count else " " * _BLOCK
        space = " " * (widths.cell - len(number) - 1 - _BLOCK)
        style = palette.title if shade == len(SHADES) else palette.text if count else palette.dim
        if look.is_current and column == state.column:
            # Not the block: reversed, the darkest would vanish.
            style = palette.hit
        parts += [(space, palette.text), (number, style), (" ", palette.text), (block, palette.tag_style(node.name))]
    return row_line(parts, look)


_NEVER_BESIDE, _HIGH, _AIRY_SHARE = 10_000, 30, 4
_LEAST_ROWS, _FEW_ROWS = 3, 9
_MOST_PASSAGES = 12


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the table."""

    row: TableRow
    column: TagNode

    @property
    def count(self) -> int:
        """How many passages are in it."""
        return self.row.counts.get(self.column.levels, 0)


def _lines_of(cell: Cell, found: Sequence[FoundAnnotation], sheet: Sheet) -> list[Text]:
    """What stands below the table: the passages in the cell under the cursor."""
    if not cell.count:
        return sheet.wrapped(Text("No passage has both.", sheet.palette.dim))
    now = datetime.now().astimezone()
    lines = in_columns([partial(passage_lines, one, now) for one in found], sheet)
    more = cell.count - len(found)
    return lines + ([Text(), *sheet.wrapped(Text(f"{more:,} more", sheet.palette.dim))] if found and more else [])


_TITLES = {Down.TAGS: "Tags together", Down.ARTICLES: "Tags by article"}


class TagTableScreen(RecordScreen):
    """Tags or articles down, tags across, and the number of passages in each cell."""

    MODE = "tag_table"
    DEFAULT_CSS = """
    TagTableScreen .with-preview { padding: 0 1 0 2; }
    TagTableScreen RecordTable { height: 2fr; }
    TagTableScreen.-airy ColumnHeadings.-upper { margin: 1 0 0 0; }
    TagTableScreen.-airy ColumnHeadings.-legend { margin: 1 0; }
    TagTableScreen.-low ColumnHeadings.-legend { display: none; }
    """
    preview: ListPreview[Cell, Sequence[FoundAnnotation]]

    def __init__(self, down: Down) -> None:
        super().__init__()
        self.state = TableState(down)
        self._is_loaded = False
        self._height = 1
        self._widths: dict[int, TableWidths] = {}
        self.preview = ListPreview(
            self,
            PreviewSpec(
                self._cell_at,
                self._cell_lines,
                self._cell_key,
                self._passages,
                high=0,
                wide=_NEVER_BESIDE,
                is_wanted=lambda: self.size.height >= _HIGH or 0 < len(self.state.rows) <= _FEW_ROWS,
                fills=True,
            ),
        )
        # The rows that may be painted with a current cell.
        self._were_current: set[int] = set()

    def compose(self) -> ComposeResult:
        upper = ColumnHeadings(partial(self.headings, is_upper=True), self.sort_at, classes="-upper")
        headings = ColumnHeadings(self.headings, self.sort_at)
        legend = ColumnHeadings(self.legend, classes="-legend")
        yield from self.frame("part of a name or title", upper, headings, self.table_with_preview(), legend)

    def turn_to(self, down: Down) -> None:
        """Show the table with these rows."""
        if down is not self.state.down:
            self.state = TableState(down)
            self._widths.clear()
            self._is_loaded = False
            self.filter_line.clear()
            self.reload()

    # ------------------------------------------------------------------ showing

    async def load(self) -> None:
        """Count. Raises StorageError."""
        state = self.state
        table = await in_thread(read_table, state.down, self.context.services.codebook)
        if state is self.state:
            state.show(table)
            self._widths.clear()
            self._is_loaded = True
            await self.show_rows()

    async def show_rows(self, key: str = "") -> None:
        if not self._is_loaded:
            return
        state = self.state
        rows = await in_thread(state.passing, self.filter_line.value)
        if state is not self.state:
            return
        state.rows = rows
        self._widths.clear()
        self._set_rows(key)
        self._show_welcome()
        self._show_columns()

    def on_resize(self) -> None:
        """Give the rows air if there is room."""
        super().on_resize()
        if self._height != self._row_height():
            self._set_rows(self.table.current_key)

    def _row_height(self) -> int:
        return 2 if len(self.state.table.rows) * _AIRY_SHARE <= self.size.height else 1

    def _set_rows(self, key: str) -> None:
        self._height = self._row_height()
        self.table.styles.max_height = max(_LEAST_ROWS, self._height * len(self.state.rows))
        self.table.set_rows([Row(row.key, self._height) for row in self.state.rows], key)
        self.preview.place()

    def _show_welcome(self) -> None:
        why, other = None, ("other",)
        if not self.state.rows and self.state.table.rows:
            why = self.nothing_matches("No name has", *other)
        elif not self.state.rows and self.state.down is Down.TAGS:
            offers = [("tag_table.other", "show tags by article")]
            why = Emptiness("No tags share a passage", "Put two tags on one passage to see them here.", offers, other)
        elif not self.state.rows:
            why = Emptiness("No tagged passages yet", "Tag a sentence, in an article:", [("reader.tag", "tag")], other)
        self.show_emptiness(why, has_rows=bool(self.state.rows))

    def _show_columns(self) -> None:
        """Show another column as the current one; the same columns as before leave most rows as they are."""
        before = {width: widths.columns for width, widths in self._widths.items()}
        self._widths.clear()
        same = bool(before) and all(self.widths(width).columns == columns for width, columns in before.items())
        self.table.repaint(self._were_current if same else None)
        self._were_current = {self.table.current_index or 0}
        self.refresh_headings()
        self._show_place()

    def _show_place(self) -> None:
        row, column = self._place()
        detail = right = ""
        if row is not None and column is not None:
            joint = "and" if row.levels is not None else "in"
            tag, name = f"#{visible(column.name)}", visible(row.name)
            detail = f"{name} {joint} {tag}" if row.levels is not None else f"{tag} {joint} {name}"
            right = counted(row.counts.get(column.levels, 0), "passage")
        self.show_header(_TITLES[self.state.down], detail, right)

    @property
    def first_title(self) -> str:
        return _TITLES[self.state.down]

    def _place(self) -> tuple[TableRow | None, TagNode | None]:
        number = self.table.current_number
        return self.state.rows[number - 1] if number and self.state.rows else None, self.state.current

    def widths(self, width: int) -> TableWidths:
        """What fits into ``width`` cells."""
        if width not in self._widths:
            self._widths[width] = fit_table(self.state, width)
        return self._widths[width]

    @property
    def _fitted(self) -> TableWidths:
        """What fits into the rows, which leave room for a scrollbar."""
        return self.widths(max(1, self.table.size.width - 1))

    def headings(self, _: int, *, is_upper: bool = False) -> list[Segment]:
        return paint_headings(self.state, self._fitted, self.context.look.palette, is_upper=is_upper)

    def legend(self, width: int) -> list[Segment]:
        """What the shades mean, and which of the columns are shown."""
        return paint_legend(self.state, self._fitted, width, self.context.look.palette)

    def paint(self, index: int, width: int, is_current: bool) -> PaintedRow:
        if index >= len(self.state.rows):
            # The table has turned, and its new rows are not counted yet.
            return [[]] * self._height
        look = RowLook(width, self.palette(), is_current)
        line = paint_table_row(self.state.rows[index], self.state, self.widths(width), look)
        return [line, []][: self._height]

    def on_record_table_moved(self) -> None:
        """Say which cell is under the cursor, and show its passages."""
        self._were_current.add(self.table.current_index or 0)
        self._show_place()
        self.moved()

    # ------------------------------------------------------------------ the passages in a cell

    def _cell_at(self, index: int) -> Cell | None:
        column = self.state.current
        if column is None or index >= len(self.state.rows):
            return None
        return Cell(self.state.rows[index], column)

    def _cell_key(self, cell: Cell) -> tuple[str, Levels] | None:
        return (cell.row.key, cell.column.levels) if cell.count else None

    def _cell_lines(self, cell: Cell, found: Sequence[FoundAnnotation] | None) -> Lines:
        return partial(_lines_of, cell, found or ())

    def _passages(self, cell: Cell) -> Sequence[FoundAnnotation]:
        """The first passages in a cell. Raises StorageError."""
        library, row = self.context.services.library, cell.row
        query: Query = has_tag_term(cell.column.name)
        if row.levels is not None:
            query = all_of(has_tag_term(row.key), shares_tag_term(cell.column.name))
        articles = (row.record.id,) if row.record is not None else ()
        each = library.each_article(AnnotationQuery(articles, query))
        return list(
            islice((FoundAnnotation(record, one) for record, passing in each for one in passing), _MOST_PASSAGES)
        )

    # ------------------------------------------------------------------ commands

    def _go_on(self, columns: int) -> None:
        self._go_to_column(self.state.column + columns)

    do_tag_table_right, do_tag_table_left = partialmethod(_go_on, 1), partialmethod(_go_on, -1)

    def _turn_page(self, pages: int) -> None:
        self._go_on(pages * max(1, len(self._fitted.columns)))

    do_tag_table_page_right, do_tag_table_page_left = partialmethod(_turn_page, 1), partialmethod(_turn_page, -1)

    def do_tag_table_first_column(self) -> None:
        self._go_to_column(0)

    def do_tag_table_last_column(self) -> None:
        self._go_to_column(len(self.state.table.columns))

    def _go_to_column(self, column: int) -> None:
        before = self.state.column
        self.state.go_to_column(column)
        if self.state.column != before:
            self._show_columns()
            self.moved()

    def sort_at(self, cell: int, _: int) -> None:
        """Sort by the column whose heading is at a cell; if the rows are, in their own order again."""
        if (column := column_at(self._fitted, cell)) is not None:
            self._go_to_column(column)
            self.do_tag_table_sort()

    def do_tag_table_sort(self) -> None:
        """Sort the rows by the current column, or in their own order again."""
        self.state.sort()
        self.arrange_rows()

    def do_tag_table_other(self) -> None:
        """Tags down instead of articles, or the other way round."""
        self.turn_to(Down.ARTICLES if self.state.down is Down.TAGS else Down.TAGS)

    def do_list_open(self) -> None:
        row, column = self._place()
        if row is None or column is None or not row.counts.get(column.levels):
            return
        if row.levels is not None:
            self._list(all_of(has_tag_term(row.key), shares_tag_term(column.name)))
        else:
            self.context.host.run_worker(partial(self._list_of_article, row, column), group="open", exclusive=True)

    async def _list_of_article(self, row: TableRow, column: TagNode) -> None:
        record = row.record
        if record is not None:
            # Comparing thousands of titles takes too long for a key.
            article = await in_thread(self.context.services.library.query_for, record)
            self._list(all_of(has_tag_term(column.name), article))

    def _list(self, query: Query) -> None:
        self.context.screens.show_list(Lists.ANNOTATIONS, to_text(query))
