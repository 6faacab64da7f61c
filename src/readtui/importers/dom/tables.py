"""Tells data tables from layout tables, and joins table cells into one text."""

from dataclasses import field

from lxml.etree import _Element

from readtui.importers.dom.elements import GIVEN_TABLE
from readtui.importers.dom.inline import InlineText
from readtui.model.block import MarkType
from readtui.quick_dataclass import dataclass
from readtui.text.article_builder import MarkSpan

_NESTED = ("table", "pre", "article", "section", "blockquote", "form", "iframe")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_CHARACTERS_A_CELL = 250
_MAX_COLUMNS = 200
_MAX_SPAN = 50
_SPANNED_A_CELL = 10
_SPANNED_IN_ALL = 10_000


def is_data_table(table: _Element) -> bool:
    """Whether a table's rows and columns carry meaning. Tables around other blocks only lay out the page."""
    if table.get(GIVEN_TABLE) is not None:
        return True
    if table.get("role") in ("presentation", "none"):
        return False
    if next(table.iterdescendants(*_NESTED), None) is not None:
        return False
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in table.iterdescendants("tr")]
    cells = sum(map(len, rows))
    if len(rows) < 2 and not any(cell.tag == "th" for row in rows for cell in row):
        return False
    if not rows or max(map(len, rows)) < 2:
        return False
    if next(table.iterdescendants("th", "thead"), None) is not None:
        return True
    if next(table.iterdescendants(*_HEADINGS), None) is not None:
        return False
    characters = sum(map(len, table.itertext()))
    blocks = sum(1 for _ in table.iterdescendants("p", "ul", "ol", "dl"))
    return characters <= cells * _CHARACTERS_A_CELL and blocks <= cells


def cut_spans(root: _Element) -> None:
    """Limit the columns and rows spanned by cells to the size of their table, before anything multiplies them. Linear
    time.

    Spans that would still make a table many times as large as its cells are dropped.
    """
    tables: dict[_Element, list[list[_Element]]] = {}
    for row in root.iter("tr"):
        table = next(row.iterancestors("table"), None)
        if table is not None:
            tables.setdefault(table, []).append([cell for cell in row if cell.tag in ("td", "th")])
    for rows in tables.values():
        if any(cell.get("colspan") or cell.get("rowspan") for row in rows for cell in row):
            _cut_spans_of(rows)


def _cut_spans_of(rows: list[list[_Element]]) -> None:
    columns = max(sum(_stated_columns(cell) for cell in row) for row in rows)
    left = _SPANNED_A_CELL * sum(map(len, rows)) + _SPANNED_IN_ALL
    for number, row in enumerate(rows):
        for cell in row:
            wide = min(_whole(cell.get("colspan")), columns)
            high = min(_whole(cell.get("rowspan")), len(rows) - number)
            left -= wide * high
            for name, size in (("colspan", wide), ("rowspan", high)):
                if cell.get(name) is not None:
                    cell.set(name, str(size if left >= 0 else 1))


def _stated_columns(cell: _Element) -> int:
    """The columns of a cell; one for a number so large that it only means "all"."""
    columns = _whole(cell.get("colspan"))
    return columns if columns <= _MAX_SPAN else 1


@dataclass(slots=True)
class TableBuilder:
    """Collects the cells of a table; cells that span columns or rows are followed by empty ones."""

    _rows: list[list[InlineText]] = field(default_factory=list)
    _plain_rows: set[int] = field(default_factory=set)
    _reserved: dict[tuple[int, int], None] = field(default_factory=dict)

    def start_row(self) -> None:
        if not self._rows or self._rows[-1]:
            self._rows.append([])

    def add_cell(self, cell: InlineText, element: _Element) -> None:
        if not self._rows:
            self._rows.append([])
        if not (cell.is_blank or _is_header(element) or _is_bold(cell)):
            self._plain_rows.add(len(self._rows) - 1)
        row = self._rows[-1]
        here = len(self._rows) - 1
        while (here, len(row)) in self._reserved and len(row) < _MAX_COLUMNS:
            row.append(_EMPTY)
        start = len(row)
        columns, rows = _span(element.get("colspan")), _span(element.get("rowspan"))
        row.append(cell)
        if start < _MAX_COLUMNS:
            row += [_EMPTY] * (columns - 1)
            for below in range(1, rows):
                self._reserved |= dict.fromkeys((here + below, start + right) for right in range(columns))

    @property
    def has_header(self) -> bool:
        """Whether the first row with text is set off from the others, by its elements or by bold type."""
        first = next((number for number, row in enumerate(self._rows) if any(not cell.is_blank for cell in row)), 0)
        return first not in self._plain_rows

    def inline(self) -> InlineText:
        r"""The whole table: cells joined by ``\t``, rows by ``\n``, without rows that have no text."""
        text: list[str] = []
        marks: list[MarkSpan] = []
        names: list[tuple[str, int]] = []
        length = 0
        for row in self._rows:
            if all(cell.is_blank for cell in row):
                continue
            for column, cell in enumerate(row):
                joint = "\t" if column else "\n" if text else ""
                words = cell.text.replace("\n", " ").replace("\t", " ")
                length += len(joint)
                marks += [(kind, start + length, end + length, target) for kind, start, end, target in cell.marks]
                names += [(name, offset + length) for name, offset in cell.names]
                text += (joint, words)
                length += len(words)
        return InlineText("".join(text), tuple(marks), tuple(names))


_EMPTY = InlineText("")


def _is_header(cell: _Element) -> bool:
    return cell.tag == "th" or next(cell.iterancestors("thead", "table"), cell).tag == "thead"


def _is_bold(cell: InlineText) -> bool:
    length = len(cell.text.rstrip())
    return any(kind is MarkType.STRONG and start == 0 and end >= length for kind, start, end, _ in cell.marks)


def _span(written: str | None) -> int:
    return min(_whole(written), _MAX_SPAN)


def _whole(written: str | None) -> int:
    """A number of columns or rows; 1 if it is not a number."""
    digits = (written or "").strip()[:6]
    return int(digits) or 1 if digits.isascii() and digits.isdigit() else 1
