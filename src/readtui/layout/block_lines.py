"""Lays out one block of an article, or a piece of one: each kind has its own shape."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import field, replace
from typing import NamedTuple

from rich.cells import cell_len

from readtui.layout.glyphs import cut_to_cells, is_simple, text_cells
from readtui.layout.hyphenation import Hyphens
from readtui.layout.line import BAR_CELLS, Decor, DecorKind, Line, Run, hyphen_after, make_run
from readtui.layout.right_to_left import END_OF_ISOLATE, RIGHT_TO_LEFT_ISOLATE, RIGHT_TO_LEFT_MARK, direction_mark
from readtui.layout.widths import UNKNOWN_TERMINAL, CellWidths
from readtui.layout.wrap import wrap
from readtui.model.article import Article
from readtui.model.block import HEADLESS, Block, BlockKind, Role
from readtui.quick_dataclass import dataclass
from readtui.quick_pattern import pattern
from readtui.text.phrases import counted

# ------------------------------------------------------------------ justified prose
# Breaks prose into lines that fill the column on both sides: words are hyphenated, and spaces widened a little.

_LETTERS = pattern(r"[^\W\d_]{5,60}")
_LEAST_GAP = 3
"""A line is left as it is if no more than this is free behind it, in cells and without the hyphen."""
_MOST_ADDED = 2
_MOST_HYPHENS = 2
SEPARATOR = " │ "
_NUMBER = pattern(
    r"(?:[~≈<>≤≥±]\s?)?\(?[+\-−–]?(?:[$€£¥₹]\s?)?[+\-−–]?"
    r"(?:(?:\d{1,3}(?:[.,'’\u0020\u00a0\u2009\u202f]\d{3})+|\d+)(?:[.,]\d+)?|[.,]\d+)(?:[eE][+\-−]?\d+)?"
    r"(?:\s?(?:%|‰|°[CF]?|[$€£¥₹]))?\)?(?:\s?(?:\*{1,3}|\[\w{1,3}\]))?"
)
_NO_NUMBER = frozenset(("", "-", "–", "—", "−", "…", ".", "*", "?", "n/a", "N/A"))
_SAMPLED_ROWS = 500
_NARROWEST = 4


class FilledLine(NamedTuple):
    """A half-open range of the text; ``is_hyphenated``: a hyphen is to be written behind it."""

    start: int
    end: int
    is_hyphenated: bool


def filled_lines(
    text: str, start: int, end: int, width: int, hyphens: Hyphens, widths: CellWidths
) -> Iterator[FilledLine]:
    """The lines of a range without line ends. Only text of one cell per character is hyphenated."""
    if not is_simple(text, start, end):
        for line in wrap(text, start, end, width, widths):
            yield FilledLine(*line, False)
        return
    in_a_row = 0
    while end - start > width:
        # The wrapping of one line does not depend on those after it.
        (_, stop), *others = wrap(text, start, min(end, start + 2 * width), width, widths)
        if not others:
            yield FilledLine(start, stop, False)
            return
        following, cut = others[0], 0
        if width - (stop - start) > _LEAST_GAP and in_a_row < _MOST_HYPHENS:
            cut = _hyphenation(text, following[0], end, start + width - 1, hyphens)
        in_a_row = in_a_row + 1 if cut else 0
        yield FilledLine(start, cut or stop, bool(cut))
        start = cut or following[0]
    if start < end:
        yield FilledLine(start, end, False)


def _hyphenation(text: str, word_start: int, end: int, limit: int, hyphens: Hyphens) -> int:
    """The last place up to ``limit`` where the word may be broken; 0 if there is none. The last word stays whole."""
    space = text.find(" ", word_start, end)
    if space < 0:
        return 0
    found = 0
    for letters in _LETTERS.finditer(text, word_start, space):
        places = (letters.start() + place for place in hyphens(letters[0]))
        found = max((place for place in places if place <= limit), default=found)
    return found


def spread(text: str, run: Run, width: int, number: int) -> Run:
    """The run with its spaces widened so that it is ``width`` cells wide; as it is if they would become too wide.

    ``number``: that of the line in its paragraph.
    """
    spaces = [offset for offset in range(run.start, run.end) if text[offset] == " "]
    missing = run.cell + width - run.end_cell
    if not spaces or missing <= 0 or missing > _MOST_ADDED * len(spaces):
        return run
    # Evenly, beginning elsewhere in every second line, so that the wider spaces do not form a column.
    count = len(spaces)
    begins = count // 2 if number % 2 else 0
    reached = [(place * missing + begins) // count for place in range(count + 1)]
    added = {offset: reached[place + 1] - reached[place] for place, offset in enumerate(spaces)}
    if not run.columns:
        run = _measured(text, run)
    columns, shown, shift = [], [], 0
    for offset, column, written in zip(run.offsets, run.columns, run.shown, strict=False):
        columns.append(column + shift)
        shift += added.get(offset, 0)
        shown.append(written + " " * added.get(offset, 0))
    return replace(run, columns=(*columns, run.columns[-1] + shift), shown=tuple(shown))


def _measured(text: str, run: Run) -> Run:
    """The same run of one cell per character, with its columns listed."""
    cells = tuple(range(run.cell, run.cell + run.end - run.start + 1))
    return replace(run, offsets=tuple(range(run.start, run.end)), columns=cells, shown=tuple(text[run.start : run.end]))


# ------------------------------------------------------------------ blocks

_ITEMS_AROUND = 100
_PARENTS_WITHIN = 200
_LONGEST_ALIGNED = 8
_QUOTE_BAR = "▎ "
_BARS = 6
_PROSE = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.QUOTE)


@dataclass
class BlockLines:
    """The lines of blocks in a column of ``width`` cells. ``is_folded``: whether to show a block as one line.

    With ``hyphens``, prose fills the lines; without, they end where they do.
    """

    _article: Article
    _width: int
    _widths: CellWidths
    _is_folded: Callable[[int], bool]
    _hyphens: Hyphens | None
    _columns: "dict[int, Columns]" = field(default_factory=dict, init=False)

    def lines(self, index: int, start: int, end: int) -> list[Line]:
        """The lines of ``start``:``end`` in the block with this index."""
        block = self._article.blocks[index]
        if self._is_folded(index):
            return [self._fold_line(block)]
        if not block.quoted or block.kind is BlockKind.QUOTE:
            return self._aligned(index, block, start, end, self._width)
        bars = _bars(block.quoted)
        inner = self._aligned(index, block, start, end, max(8, self._width - len(bars)))
        return [_moved(line, len(bars), Decor(0, bars, DecorKind.QUOTE_BAR)) for line in inner]

    def gap(self, index: int, count: int) -> list[Line]:
        """The empty rows above a block. Between two blocks of one quote they keep its bar."""
        blocks = self._article.blocks
        start = blocks[index].start
        if index == 0 or self._is_folded(index) or self._is_folded(index - 1):
            shared = 0
        else:
            shared = min(_quotes_around(blocks[index - 1]), _quotes_around(blocks[index]))
        decor = (Decor(0, _bars(shared), DecorKind.QUOTE_BAR),) if shared else ()
        return [Line(start, start, decor=decor, is_gap=True)] * count

    def _aligned(self, index: int, block: Block, start: int, end: int, width: int) -> list[Line]:
        """The lines of a block, at the right if that is where they begin and the terminal draws them so."""
        lines = self._of_kind(index, block, start, end, width)
        if not self._widths.right_to_left or block.kind not in (*_PROSE, BlockKind.HEADING):
            return lines
        mark = direction_mark(self._article.text, start, end, self._article.metadata.direction)
        is_item = block.kind is BlockKind.LIST_ITEM
        return [_at_right(line, width, is_item) for line in lines] if mark == RIGHT_TO_LEFT_MARK else lines

    def _of_kind(self, index: int, block: Block, start: int, end: int, width: int) -> list[Line]:
        match block.kind:
            case BlockKind.RULE:
                rule = "─" * max(3, width // 3)
                return [Line(start, end, decor=(Decor((width - len(rule)) // 2, rule, DecorKind.RULE),))]
            case BlockKind.TABLE:
                return self._table(index, block, start, end, width)
            case BlockKind.CODE:
                return self._code(start, end, width)
            case BlockKind.LIST_ITEM:
                return self._list_item(index, block, start, end, width)
            case BlockKind.QUOTE:
                bars = _bars(max(1, block.level))
                rows = self._prose(block, start, end, len(bars), width)
                return [replace(row, decor=(*row.decor, Decor(0, bars, DecorKind.QUOTE_BAR))) for row in rows]
            case BlockKind.CAPTION:
                first, *others = self._prose(block, start, end, 2, width)
                return [replace(first, decor=(*first.decor, Decor(0, "▫ ", DecorKind.QUOTE_BAR))), *others]
            case _:
                return self._prose(block, start, end, 0, width)

    # ------------------------------------------------------------------ running text

    def _prose(self, block: Block, start: int, end: int, indent: int, width: int) -> list[Line]:
        """Lines of running text, keeping line ends."""
        text, widths = self._article.text, self._widths
        mark = direction_mark(text, start, end, self._article.metadata.direction)
        fills = self._hyphens is not None and block.kind in _PROSE and block.role in (None, Role.LEAD)
        rows: list[Line] = []
        for row_start, row_end in _rows(text, start, end):
            if not fills or mark == RIGHT_TO_LEFT_MARK:
                for part in wrap(text, row_start, row_end, width - indent, widths):
                    run = make_run(text, *part, indent, mark, widths)
                    rows.append(Line(*part, (run,) if run.end > run.start else (), hyphen_after(text, run)))
            else:
                rows += self._filled(row_start, row_end, indent, width - indent, mark)
        return rows

    def _filled(self, start: int, end: int, indent: int, width: int, mark: str) -> Iterator[Line]:
        """The lines of one paragraph, all but the last as wide as the column."""
        assert self._hyphens is not None
        text = self._article.text
        for number, line in enumerate(filled_lines(text, start, end, width, self._hyphens, self._widths)):
            run = make_run(text, line.start, line.end, indent, mark, self._widths)
            soft = hyphen_after(text, run)
            if line.end < end:
                run = spread(text, run, width - (line.is_hyphenated or bool(soft)), number)
            yield Line(line.start, line.end, (run,) if run.end > run.start else (), _hyphen(text, line, run))

    # ------------------------------------------------------------------ other kinds

    def _code(self, start: int, end: int, width: int) -> list[Line]:
        text, rows = self._article.text, list[Line]()
        for row_start, row_end in _rows(text, start, end):
            for number, part in enumerate(wrap(text, row_start, row_end, width - 2, self._widths)):
                run = make_run(text, *part, 2, "", self._widths)
                decor = hyphen_after(text, run)
                if number:
                    decor += (Decor(0, "↪", DecorKind.CONTINUATION),)
                rows.append(Line(*part, (run,) if run.end > run.start else (), decor))
        return rows

    def _table(self, index: int, block: Block, start: int, end: int, width: int) -> list[Line]:
        text, has_header = self._article.text, block.label != HEADLESS
        if index not in self._columns:
            self._columns[index] = measure_columns(
                text, block.start, block.end, width, has_header=has_header, terminal=self._widths
            )
        begins_here = start == block.start
        return table_lines(text, start, end, self._columns[index], has_header=has_header and begins_here)

    def _list_item(self, index: int, block: Block, start: int, end: int, width: int) -> list[Line]:
        """The lines of a list item. One without a label continues the item before it."""
        label = block.label
        outer, own = self._item_indents(index)
        outer = min(outer, width // 3)
        rows = self._prose(block, start, end, outer + own, width)
        if label and start == block.start and rows:
            cell = outer + max(0, own - 1 - cell_len(label)) if _is_number(label) else outer
            rows[0] = replace(rows[0], decor=(*rows[0].decor, Decor(cell, label, DecorKind.LABEL)))
        return rows

    def _item_indents(self, index: int) -> tuple[int, int]:
        """The indent of a list item's label (its parents' labels) and the width of the label, in cells."""
        block = self._article.blocks[index]
        level, outer, own = _depth(block), 0, self._label_cells(index) if block.label else 0
        for number in range(index - 1, max(-1, index - 1 - _PARENTS_WITHIN), -1):
            before = self._article.blocks[number]
            if (level <= 1 and own) or before.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.QUOTE):
                break
            if before.kind is not BlockKind.LIST_ITEM or not before.label:
                continue
            if not own and _depth(before) == level:
                own = self._label_cells(number)
            elif _depth(before) < level:
                outer += self._label_cells(number)
                level = _depth(before)
        return outer + 2 * max(0, level - 1), own or 2

    def _label_cells(self, index: int) -> int:
        """The cells of an item's label and the space after it; those of a number are as many as in the list around."""
        label = self._article.blocks[index].label
        cells = cell_len(label)
        if _is_number(label) and cells <= _LONGEST_ALIGNED:
            around = (*self._siblings(index, -1), *self._siblings(index, 1))
            widths = (cell_len(one) for one in around if _is_number(one) and one[-1] == label[-1])
            cells = max((width for width in widths if width <= _LONGEST_ALIGNED), default=cells)
        return cells + 1

    def _siblings(self, index: int, step: int) -> Iterator[str]:
        """The labels of the items of one list, from an item on in one direction, as far as the alignment looks."""
        blocks = self._article.blocks
        depth = _depth(blocks[index])
        last = max(-1, index - _ITEMS_AROUND) if step < 0 else min(len(blocks), index + _ITEMS_AROUND)
        for number in range(index, last, step):
            block = blocks[number]
            if block.kind is not BlockKind.LIST_ITEM or _depth(block) < depth:
                return
            if block.label and _depth(block) == depth:
                yield block.label

    def _fold_line(self, block: Block) -> Line:
        text = self._article.text
        count = text.count("\n", block.start, block.end) + 1
        lines = counted(count, "line")
        words = " · ".join(text[block.start : min(block.end, block.start + 4 * self._width)].split("\n"))
        label = f"▸ {lines} folded: {words}"
        if text_cells(label, self._widths) > self._width:
            label = cut_to_cells(label, self._width - 1, self._widths).rstrip() + "…"
        return Line(block.start, block.end, decor=(Decor(0, label, DecorKind.FOLD),))


def _rows(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts of a range between its line ends."""
    while True:
        found = text.find("\n", start, end)
        yield start, end if found < 0 else found
        if found < 0 or found >= end:
            return
        start = found + 1


def _hyphen(text: str, line: FilledLine, run: Run) -> tuple[Decor, ...]:
    return (Decor(run.end_cell, "-", DecorKind.HYPHEN),) if line.is_hyphenated else hyphen_after(text, run)


def _moved(line: Line, cells: int, decor: Decor) -> Line:
    """The line further to the right, with ``decor`` in front."""
    runs = (
        replace(run, cell=run.cell + cells, columns=tuple(column + cells for column in run.columns))
        for run in line.runs
    )
    moved = (replace(one, cell=one.cell + cells) for one in line.decor)
    return replace(line, runs=tuple(runs), decor=(*moved, decor))


def _at_right(line: Line, width: int, is_item: bool) -> Line:
    """The line with its text at the right; an item's label stands there instead of at the left.

    The text is isolated, because what the terminal draws from right to left depends on the whole row.
    """
    if len(line.runs) != 1:
        return line
    [run] = line.runs
    shift = max(0, width - (run.cell if is_item else 0) - run.end_cell)
    columns = tuple(column + shift for column in run.columns)
    moved = replace(run, cell=run.cell + shift, columns=columns, mark=RIGHT_TO_LEFT_ISOLATE, closing=END_OF_ISOLATE)
    return replace(line, runs=(moved,), decor=tuple(_decor_at_right(one, width, shift) for one in line.decor))


def _decor_at_right(decor: Decor, width: int, shift: int) -> Decor:
    match decor.kind:
        case DecorKind.LABEL:
            return replace(decor, cell=max(0, width - decor.cell - cell_len(decor.text)))
        case DecorKind.HYPHEN:
            return replace(decor, cell=decor.cell + shift)
    return decor


def _bars(quotes: int) -> str:
    return _QUOTE_BAR * min(_BARS, quotes)


def _quotes_around(block: Block) -> int:
    return max(1, block.level) if block.kind is BlockKind.QUOTE else block.quoted


def _depth(block: Block) -> int:
    """How deep an item is nested, not counting quotes around its list."""
    return max(1, block.level - block.quoted) if block.level else 0


def _is_number(label: str) -> bool:
    """Whether the label is counted: 9. or [12], iv), but not a bullet."""
    return len(label) > 1


@dataclass(frozen=True, slots=True)
class Columns:
    """The column widths in cells; none if the columns do not fit side by side into ``measure`` cells.

    ``of_numbers``: the indices of columns that have only numbers below the header; ``terminal``: how it measures.
    """

    widths: tuple[int, ...]
    measure: int
    of_numbers: frozenset[int] = frozenset()
    terminal: CellWidths = UNKNOWN_TERMINAL

    @property
    def cells(self) -> tuple[int, ...]:
        starts = [0]
        for width in self.widths[:-1]:
            starts.append(starts[-1] + width + len(SEPARATOR))
        return tuple(starts)


def measure_columns(
    text: str, start: int, end: int, width: int, *, has_header: bool, terminal: CellWidths = UNKNOWN_TERMINAL
) -> Columns:
    """Natural widths; the widest columns shrink until the table fits ``width`` cells. Looks at the first rows only."""
    widths: list[int] = []
    rows = text[start:end].split("\n", _SAMPLED_ROWS)[:_SAMPLED_ROWS]
    for row in rows:
        for index, value in enumerate(row.split("\t")):
            natural = max(1, text_cells(value, terminal))
            if index == len(widths):
                widths.append(natural)
            elif natural > widths[index]:
                widths[index] = natural
    room = max(len(widths), width - len(SEPARATOR) * (len(widths) - 1))
    while sum(widths) > room:
        widest = max(range(len(widths)), key=widths.__getitem__)
        if widths[widest] <= _NARROWEST:
            return Columns((), width, terminal=terminal)
        others = sorted(widths)[-2] if len(widths) > 1 else _NARROWEST
        cut = min(sum(widths) - room, max(1, widths[widest] - others), widths[widest] - _NARROWEST)
        widths[widest] -= cut
    return Columns(tuple(widths), width, _columns_of_numbers(rows[has_header:]), terminal)


def _columns_of_numbers(rows: Sequence[str]) -> frozenset[int]:
    numbers: set[int] = set()
    others: set[int] = set()
    for row in rows:
        for index, value in enumerate(row.split("\t")):
            if index not in others and value.strip() not in _NO_NUMBER:
                (numbers if _NUMBER.fullmatch(value.strip()) else others).add(index)
    return frozenset(numbers - others)


def table_lines(text: str, start: int, end: int, columns: Columns, *, has_header: bool) -> list[Line]:
    """The rows of ``start``:``end`` as lines; if asked, the first row is a header with a rule below it."""
    lines: list[Line] = []
    row_start = start
    while row_start <= end:
        row_end = text.find("\n", row_start, end)
        row_end = end if row_end < 0 else row_end
        is_header = has_header and row_start == start
        lines.extend(_row_lines(text, row_start, row_end, columns, is_header=is_header))
        if is_header and row_end < end and columns.widths:
            rule = "─┼─".join("─" * width for width in columns.widths)
            lines.append(Line(row_end, row_end, decor=(Decor(0, rule, DecorKind.TABLE),)))
        row_start = row_end + 1
    return lines


def _row_lines(text: str, start: int, end: int, columns: Columns, *, is_header: bool) -> list[Line]:
    cells: list[list[tuple[int, int]]] = []
    cell_start = start
    if not columns.widths:
        return _stacked_lines(text, start, end, columns, is_header=is_header)
    for width in columns.widths:
        if cell_start > end:
            cells.append([])
            continue
        cell_end = text.find("\t", cell_start, end)
        cell_end = end if cell_end < 0 else cell_end
        cells.append(wrap(text, cell_start, cell_end, width, columns.terminal))
        cell_start = cell_end + 1
    lines = []
    for level in range(max(len(parts) for parts in cells)):
        runs = tuple(
            _placed(
                _run(text, parts[level], cell, columns), text, columns, index, is_whole=is_header or len(parts) == 1
            )
            for index, (parts, cell) in enumerate(zip(cells, columns.cells, strict=True))
            if level < len(parts) and parts[level][0] < parts[level][1]
        )
        bars = tuple(Decor(cell - BAR_CELLS, "│", DecorKind.TABLE) for cell in columns.cells[1:])
        line_start = min((run.start for run in runs), default=start)
        line_end = max((run.end for run in runs), default=start)
        lines.append(Line(line_start, line_end, runs, bars, is_header=is_header))
    return lines


def _placed(run: Run, text: str, columns: Columns, index: int, *, is_whole: bool) -> Run:
    """Align a run in its column: numbers to the right unless they wrap."""
    room = columns.cells[index] + columns.widths[index] - run.end_cell
    if index not in columns.of_numbers or not is_whole or room <= 0:
        return run
    return _run(text, (run.start, run.end), run.cell + room, columns)


def _run(text: str, part: tuple[int, int], cell: int, columns: Columns) -> Run:
    return make_run(text, *part, cell, widths=columns.terminal)


def _stacked_lines(text: str, start: int, end: int, columns: Columns, *, is_header: bool) -> list[Line]:
    """A row with its cells stacked."""
    lines = []
    cell_start = start
    while cell_start <= end:
        cell_end = text.find("\t", cell_start, end)
        cell_end = end if cell_end < 0 else cell_end
        indent = 0 if cell_start == start else 2
        parts = wrap(text, cell_start, cell_end, columns.measure - indent, columns.terminal)
        lines += [Line(*part, (_run(text, part, indent, columns),), is_header=is_header) for part in parts]
        cell_start = cell_end + 1
    return lines
