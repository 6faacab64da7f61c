"""Tables of a converted Word document: cells with lists, paragraphs or tables stay cells."""

from collections import Counter

from lxml.etree import _Element

from readtui.importers.dom.elements import GIVEN_LABEL, GIVEN_TABLE, HEADINGS

_WAS = "{readtui}was"
_MOST_IN_A_CELL = 800
_DIVISIONS = frozenset(("p", "div", "ul", "ol", "table", "thead", "tbody", "blockquote", "figure", "figcaption", "pre"))


def settle_tables(tree: _Element) -> None:
    """Change the tree in place: the contents of each cell become one line, unless the table only lays out the page."""
    inner: set[_Element] = set()
    for table in tree.iter("table"):
        if table in inner:
            continue
        rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in _rows(table)]
        if not _is_data(rows):
            continue
        table.set(GIVEN_TABLE, "")
        inner.update(table.iterdescendants("table"))
        for row in rows:
            for cell in row:
                _make_line(cell)


def _rows(table: _Element) -> list[_Element]:
    """The rows of a table itself, without those of nested tables."""
    parts = [part for part in table if part.tag in ("thead", "tbody", "tfoot")]
    return [row for part in (table, *parts) for row in part if row.tag == "tr"]


def _is_data(rows: list[list[_Element]]) -> bool:
    """Whether the table has several columns, and most of its cells are not texts of their own."""
    cells = [cell for row in rows for cell in row]
    if max(map(len, rows), default=0) < 2:
        return False
    characters = sum(len(str(text)) for cell in cells for text in cell.itertext())
    headings = sum(1 for cell in cells for _ in cell.iterdescendants(*HEADINGS))
    return characters <= _MOST_IN_A_CELL * len(cells) and headings * 2 <= len(cells)


def _make_line(cell: _Element) -> None:
    numbers: Counter[_Element | None] = Counter()
    for element in list(cell.iterdescendants()):
        tag = str(element.tag)
        if tag == "li":
            around = element.getparent()
            numbers[around] += 1
            is_numbered = around is not None and around.get(_WAS) == "ol"
            label = element.get(GIVEN_LABEL) or (f"{numbers[around]}." if is_numbered else "•")
            _become_span(element, f" {label} ")
        elif tag == "tr":
            _become_span(element, "; " if _follows_row(element) else " ")
        elif tag in ("td", "th"):
            _become_span(element, " | " if element.getprevious() is not None else "")
        elif tag in _DIVISIONS:
            _become_span(element, " ")
        elif tag in HEADINGS:
            _become_span(element, " ")
            element.tag = "strong"


def _become_span(element: _Element, before: str) -> None:
    element.set(_WAS, str(element.tag))
    element.tag = "span"
    element.text = before + (element.text or "")


def _follows_row(row: _Element) -> bool:
    part = row.getparent()
    is_in_part = part is not None and part.get(_WAS) in ("tbody", "tfoot")
    return row.getprevious() is not None or (is_in_part and part is not None and part.getprevious() is not None)
