"""Turns lines of plain text into units: reflowed paragraphs, lists, quotes, code, tables, headings and rules."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from readtui.importers.common import reflow
from readtui.importers.text.line_wraps import single_spaced, unwrapped, wrapping_of
from readtui.model.block import BlockKind
from readtui.quick_dataclass import dataclass, maker

ITEM = re.compile(r"([ \t]*)([-*•·◦▪‣–●○]|\(?\d{1,3}[.)]|[a-z]\))[ \t]+(?=\S)")
_DASH = re.compile(r"[ \t]*-[ \t]+\S")
_NUMBER = re.compile(r"\d+")
_RULE = re.compile(r"[ \t]*(?:([*\-_=~#•·])[ \t]*(?:\1[ \t]*){2,}|⁂|\*)$")
_UNDERLINE = re.compile(r"(=|-|~){3,}$")
_FENCE = re.compile(r"(```+|~~~+)[ \t]*([\w+#.-]*)[ \t]*$")
_QUOTED = re.compile(r"(?:[ \t]?>)+")
# A line alone that says how much, as of more than 50 %.
_MORE_THAN = re.compile(r"[ \t]*>[ \t]*\d")
_COLUMN_GAP = re.compile(r" {2,}")
_DRAWN_RULE = re.compile(r"[ =+-]+")
_STROKES = re.compile(r"[ ]*(?:-{2,}|={2,})(?:[ ]+(?:-{2,}|={2,}))+[ ]*")
_STROKES_OF_COLUMN = re.compile(r"[-=]+")
_CELL = re.compile(r"\S+(?: \S+)*")
_TABLE_RULE = re.compile(r"[:=+-]*")
_LONG_LINE = 100
_ITEM_SPAN = 60
_WORD = re.compile(r"[^\W\d_]+")
_CODE_SIGNS = re.compile(
    r"[{}();=<>\[\]\\$#|]"
    r"|\b(?:def|return|import|if|elif|else:|for|while|function|var|const|let|sudo|cd|git|pip|print|fi|done|esac|end)\b"
)
_CODE_LINE = re.compile(
    r".*[;{}\\]$|.*\)\s*(?::|=>|->.*:)$|\s*[}\])]+[;,]?$"
    r"|\s*(?:def|class|if|elif|for|while|with|try|except|switch|function|fn|func|public|private|static|impl|struct)\b.*"
    r"[:{)]$|\s*(?:else|try|finally|do|then|begin)\s*[:{]?$|\s*(?:return|import|from|print|echo|let|const|var)\b.*"
    r"|\s*[\w.\[\]'\"]+\s*(?:[-+*/|&]?=|:=)\s*\S.*|\s*\w[\w.]*\([^()]*\)[;,]?$|\s*(?:\$|>>>|#!|//|/\*|--)\s*\S.*"
    r"|\s*</?[A-Za-z][^<>]*>.*|\s*\"[\w-]+\"\s*:.*"
)
_OPENS_BLOCK = re.compile(r"\s*(?:def|class|if|elif|else|for|while|with|try|except|function|fn|func|struct)\b.*[:{]")
_BOX = re.compile("[\u2500-\u259f]")
_JOINT = re.compile(r"\+[-=]{2,}|[-=]{2,}[+>]|<[-=]{2,}|--+[|*ov]|[|`\\+][-_]{2,}|\|[ ]{2,}\||[/\\|]\s*[/\\|]\s*[/\\|]")
_STROKES_ALONE = re.compile(r"[\s|/\\^vV<>+_=~*o.'`,-]*[|/\\^+][\s|/\\^vV<>+_=~*o.'`,-]*")
_STROKE = re.compile(r"[|/\\^+<>_=~-]")
_MAY_BE_DRAWN = re.compile("[\u2500-\u259f|/\\\\^+<>_=~]|--")
_RULED = re.compile(r"\s*([-=_~*#+.])(?:\s*\1)*\s*")
_ANY_RULE = re.compile(r"^[^\S\n]*([-=_~*#+.])(?:[^\S\n]*\1)*[^\S\n]*$", re.MULTILINE)
_INSET = 3
_SENTENCE_WORDS = 6


@dataclass(frozen=True, slots=True)
class TextUnit:
    """A future block. ``alone``: empty lines surround it. ``continues``: its line follows the previous unit without an
    empty line, like a line of verse.
    """

    kind: BlockKind
    text: str
    level: int = 0
    label: str = ""
    alone: bool = True
    continues: bool = False

    @property
    def as_written(self) -> str:
        """The text with the characters that stood before it."""
        if self.kind is BlockKind.CODE:
            return self.text
        return f"{self.label} {self.text}" if self.label else self.text


_unit = maker(TextUnit)


def text_units(text: str) -> list[TextUnit]:
    r"""The units of a text with ``\n`` line ends, in order; every word of it is in one of them. Linear time."""
    reader = _UnitReader(single_spaced([line.rstrip() for line in text.split("\n")]))
    units: list[TextUnit] = []
    code = _OpenCode()
    for number, run in enumerate(reader.runs):
        if code.takes(run, units):
            continue
        begun = len(units)
        reader.width = reader.widths[number]
        units += reader.units_of(number, run)
        code.begin(run, units[begun:], reader.base_indent)
    code.close(units)
    return units


class _OpenCode:
    """Indented code, which continues after an empty line if the next lines are indented as far."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._indent = 0

    def begin(self, run: list[str], units: Sequence[TextUnit], base_indent: int) -> None:
        """Begin with the run that ``units`` were made of, if it is indented code."""
        if len(units) != 1 or units[0].kind is not BlockKind.CODE or _FENCE.match(run[0]):
            return
        indent = min(map(indent_of, run))
        if indent > base_indent or is_code(run, is_inset=False):
            self._lines, self._indent = run, max(indent, base_indent + 1)

    def takes(self, run: list[str], units: list[TextUnit]) -> bool:
        """Whether the next run belongs to it; otherwise it is closed."""
        if not self._lines:
            return False
        if min(map(indent_of, run)) >= self._indent and not ITEM.match(run[0]) and not is_prose(run):
            self._lines += ["", *run]
            return True
        self.close(units)
        return False

    def close(self, units: list[TextUnit]) -> None:
        """Replace its first lines, the last of ``units``, with the whole code."""
        if "" in self._lines:
            units[-1] = _verbatim(self._lines)
        self._lines = []


class _UnitReader:
    """Reads the runs of lines between empty lines of one text, and knows the wrap width of the whole text."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.runs = list(_runs(lines))
        plain = [run for run in self.runs if not _FENCE.match(run[0])]
        self.width = reflow.wrap_width(plain)
        self.widths = [self.width] * len(self.runs)
        """The wrap width of each run: 0 where a program's wraps were taken back."""
        self._words: frozenset[str] | None = None
        self._lines = lines
        wrapped = [line for run in plain for line in run[:-1]] if self.width else []
        divided = sum(line.endswith("-") and line[-2:-1].isalpha() for line in wrapped)
        self._divides_words = divided >= 3 and divided * 40 >= len(wrapped)
        self._take_back_wraps(plain)
        indents = sorted(indent_of(line) for run in plain for line in run)
        self.base_indent = indents[len(indents) // 4] if indents else 0
        self._numbered = _numbered_items(self.runs)

    def _take_back_wraps(self, plain: Sequence[Sequence[str]]) -> None:
        """Join the lines that a program wrapped, unless it also divided words. ``plain``: the runs that are no code."""
        wrapping = None if self._divides_words else wrapping_of(plain)
        if wrapping is None:
            return
        whole = [
            None if _FENCE.match(run[0]) else unwrapped(run, wrapping, begins_text=number == 0)
            for number, run in enumerate(self.runs)
        ]
        width = reflow.wrap_width([run for run in whole if run])
        self.widths = [width if run else self.width for run in whole]
        self.runs = [run or as_it_is for run, as_it_is in zip(whole, self.runs, strict=True)]

    def units_of(self, number: int, run: list[str]) -> list[TextUnit]:
        if len(run) == 1 and run[0][0].isalnum() and not ITEM.match(run[0]):
            return [_unit(BlockKind.PARAGRAPH, run[0])]
        headings: list[TextUnit] = []
        start = 0
        while start + 1 < len(run) and _is_underlined(run[start], run[start + 1]) and not _is_fenced(run, start):
            headings.append(TextUnit(BlockKind.HEADING, run[start].strip(), level=1 if run[start + 1][0] == "=" else 2))
            start += 2
        if not headings:
            return self._units_below(number, run)
        return [*headings, *self._units_below(number, run[start:])] if start < len(run) else headings

    def _units_below(self, number: int, run: list[str]) -> list[TextUnit]:
        """The units of a run that does not begin with an underlined heading."""
        if _is_fenced(run, 0):
            fence = _FENCE.match(run[0])
            return [TextUnit(BlockKind.CODE, "\n".join(run[1:-1]), label=fence[2] if fence else "")]
        if len(run) == 1 and _RULE.match(run[0]):
            return [TextUnit(BlockKind.RULE, run[0].strip())]
        if len(run) == 1 and _MORE_THAN.match(run[0]):
            return [_unit(BlockKind.PARAGRAPH, run[0].strip())]
        if all(line.lstrip().startswith(">") for line in run):
            return list(self._quotes(run))
        cells = _table_rows(run, self.width)
        if cells:
            return [TextUnit(BlockKind.TABLE, "\n".join("\t".join(row) for row in cells))]
        is_inset = min(map(indent_of, run)) >= self.base_indent + 4
        if len(run) == 1 and not is_inset:
            return list(self._pieces(number, run))
        if is_drawing(run) or (not is_inset and not ITEM.match(run[0]) and is_code(run, is_inset=False)):
            return [_verbatim(run)]
        if is_inset:
            return self._indented(run)
        parts = verbatim_parts(run)
        if len(parts) == 1:
            return list(self._pieces(number, run))
        return [unit for flag, lines in parts for unit in ([_verbatim(lines)] if flag else self._pieces(-1, lines))]

    def _join(self, lines: Sequence[str]) -> str:
        if len(lines) > 1 and self._words is None and any(line.endswith("-") for line in lines[:-1]):
            self._words = frozenset(word.casefold() for line in self._lines for word in _WORD.findall(line))
        return reflow.join_lines(lines, self._words or (), self._divides_words)

    def _flow(self, lines: Sequence[str], kind: BlockKind, level: int = 0) -> Iterator[TextUnit]:
        """Lines without a marker: paragraphs if they were wrapped, otherwise one unit per line."""
        if reflow.is_wrapped(lines, self.width) or _runs_on(lines, 40 if kind is BlockKind.QUOTE else 60):
            longest = max(map(reflow.cells, lines))
            width = longest if len(lines) >= 4 or kind is BlockKind.QUOTE else max(self.width, longest)
            for paragraph in reflow.paragraphs_of(lines, width):
                yield _unit(kind, self._join(paragraph), level)
            return
        is_verse = max(map(len, lines)) <= _LONG_LINE
        for index, line in enumerate(lines):
            yield _unit(kind, line.strip(), level, alone=len(lines) == 1, continues=is_verse and index > 0)

    def _quotes(self, run: Sequence[str]) -> Iterator[TextUnit]:
        depths = [line[: len(line) - len(line.lstrip("> \t"))].count(">") for line in run]
        texts = [_QUOTED.sub("", line, count=1).strip() for line in run]
        start = 0
        for index in range(len(run) + 1):
            if index == len(run) or depths[index] != depths[start] or not texts[index]:
                lines = [line for line in texts[start:index] if line]
                if lines:
                    yield from self._flow(lines, BlockKind.QUOTE, depths[start])
                start = index

    def _indented(self, run: list[str]) -> list[TextUnit]:
        """An indented run: code, judging by its characters or nested indents, otherwise a quotation or verse."""
        if ITEM.match(run[0]):
            return list(self._pieces(-1, run))
        if is_code(run, is_inset=True):
            return [_verbatim(run)]
        if len(run) == 1:
            return [TextUnit(BlockKind.PARAGRAPH, run[0].strip())]
        return list(self._flow(without_common_indent(run), BlockKind.QUOTE, 1))

    def _pieces(self, number: int, run: list[str]) -> Iterator[TextUnit]:
        """A run of lines that may hold list items after, or instead of, running text."""
        dashes = sum(line.lstrip().startswith("– ") for line in run if "–" in line)
        starts: list[tuple[int, int, str]] = []
        for index, line in enumerate(run):
            match = ITEM.match(line)
            if match and self._starts_item(number, run, index, match[2], dashes):
                starts.append((index, match.end(), match[2]))
        head = run[: starts[0][0]] if starts else run
        if head:
            yield from self._flow(head, BlockKind.PARAGRAPH)
        indents = [indent_of(run[start]) for start, _, _ in starts]
        levels = {indent: at for at, indent in enumerate(sorted(set(indents)), 1)}
        items = pairwise([*starts, (len(run), 0, "")])
        for indent, ((start, text_at, marker), (end, _, _)) in zip(indents, items, strict=True):
            level = levels[indent]
            label = marker if marker[-1] in ".)" else "•"
            if end == start + 1:
                yield _unit(BlockKind.LIST_ITEM, run[start][text_at:], level, label, len(run) == 1)
                continue
            lines = [run[start][text_at:], *run[start + 1 : end]]
            own = self._item_length(run[start:end])
            yield _unit(BlockKind.LIST_ITEM, self._join(lines[:own]), level, label, alone=False)
            if lines[own:]:
                yield from self._flow(lines[own:], BlockKind.PARAGRAPH)

    def _item_length(self, lines: Sequence[str]) -> int:
        """The number of lines in the item that begins with the first: indented ones, and wrapped continuations."""
        indent = indent_of(lines[0])
        for index in range(1, len(lines)):
            full = self.width and reflow.is_full(lines[index - 1], lines[index], self.width)
            if indent_of(lines[index]) <= indent and not full:
                return index
        return len(lines)

    def _starts_item(self, number: int, run: Sequence[str], index: int, marker: str, dashes: int) -> bool:
        """Whether a line with a list marker begins an item. ``dashes``: the number of lines in the run with a dash."""
        line = run[index]
        if marker[-1] in ".)" and marker[0] in "(0123456789":
            return (number, index) in self._numbered or number < 0
        if marker[-1] == ")":
            return (index > 0 and ITEM.match(run[index - 1]) is not None) or marker == "a)"
        if marker == "–" and dashes - line.lstrip().startswith("– ") < 1:
            return False
        if marker == "-" and not self._has_sibling(number, run, index):
            return False
        if index == 0:
            return True
        before = run[index - 1]
        return (
            before.endswith(":")
            or not (self.width and reflow.is_full(before, line, self.width))
            or bool(ITEM.match(before))
        )

    def _has_sibling(self, number: int, run: Sequence[str], index: int) -> bool:
        """Whether a line with a dash is in a list: another is beside it, or a colon before it.

        A dash alone is part of the text: of what somebody says, of a number, or before a name.
        """
        if number < 0 or any(_DASH.match(line) for at, line in enumerate(run) if at != index):
            return True
        before, after = (self.runs[at] if 0 <= at < len(self.runs) else [""] for at in (number - 1, number + 1))
        lead = run[index - 1] if index else before[-1]
        return lead.endswith((":", "：")) or any(_DASH.match(near[0]) for near in (before, after))


def _is_fenced(run: Sequence[str], start: int) -> bool:
    """Whether a run is fenced code from its line ``start`` on."""
    fence = _FENCE.match(run[start])
    return fence is not None and len(run) > start + 1 and run[-1].startswith(fence[1])


def _verbatim(lines: Sequence[str]) -> TextUnit:
    return TextUnit(BlockKind.CODE, "\n".join(without_common_indent(lines)))


def _runs(lines: Sequence[str]) -> Iterator[list[str]]:
    """Runs of lines between empty ones; a closed code fence is one run, whatever it contains."""
    index = 0
    count = len(lines)
    fences: dict[str, list[int]] = {}
    openings: dict[int, str] = {}
    for at, line in enumerate(lines):
        if line.startswith(("```", "~~~")):
            fences.setdefault(line, []).append(at)
            fence = _FENCE.match(line)
            if fence:
                openings[at] = fence[1]
    while index < count:
        if not lines[index]:
            index += 1
            continue
        start = index
        closing = fences.get(openings[index], ()) if index in openings else ()
        after = bisect_right(closing, index)
        if after < len(closing):
            index = closing[after] + 1
            yield list(lines[start:index])
            continue
        while index < count and lines[index] and (index == start or index not in openings):
            index += 1
        yield list(lines[start:index])


def _numbered_items(runs: Sequence[Sequence[str]]) -> set[tuple[int, int]]:
    """Places (run, line) of numbers that count: a 1 with a 2 soon after it, and so on. A lone "8. May" does not."""
    found: set[tuple[int, int]] = set()
    open_chains: dict[int, tuple[tuple[int, int], int]] = {}
    position = 0
    for run_number, run in enumerate(runs):
        for index, line in enumerate(run):
            position += 1
            if not line.lstrip(" \t(")[:1].isdecimal():
                continue
            match = ITEM.match(line)
            digits = _NUMBER.search(match[2]) if match else None
            if digits is None:
                continue
            value, place = int(digits[0]), (run_number, index)
            before = open_chains.pop(value - 1, None)
            if before and position - before[1] <= _ITEM_SPAN:
                found |= {before[0], place}
            open_chains[value] = (place, position)
    return found


def _runs_on(lines: Sequence[str], long: int) -> bool:
    """Whether lines of at least ``long`` characters continue in lowercase, so that they were wrapped, whatever the rest
    of the text.
    """
    return len(lines) > 1 and all(len(left) >= long and right.lstrip()[:1].islower() for left, right in pairwise(lines))


def _is_underlined(line: str, underline: str) -> bool:
    return bool(
        _UNDERLINE.match(underline)
        and len(set(underline)) == 1
        and len(line) <= _LONG_LINE
        and not _UNDERLINE.match(line)
        and len(line.strip()) * 0.5 <= len(underline) <= len(line.strip()) * 2 + 3
    )


def _table_rows(run: Sequence[str], width: int) -> list[list[str]]:
    """The cells of a table drawn with tabs, bars or aligned columns; empty if the run is not one."""
    if len(run) < 2:
        return []
    bars = [line.count("|") for line in run]
    if min(bars) >= 1 and max(bars) <= min(bars) + 1:
        rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in run]
        rows = [row for row in rows if not all(map(_TABLE_RULE.fullmatch, row))]
        return rows if len(rows) >= 2 else []
    tabs = [line.strip().count("\t") for line in run]
    if min(tabs) >= 1 and max(tabs) == min(tabs):
        return [[cell.strip() for cell in line.strip().split("\t")] for line in run]
    if rows := _ruled_rows(run):
        return rows
    if len(run) < 3 or reflow.is_wrapped(run, width) or ITEM.match(run[0]):
        return []
    kept = [line.strip() for line in run if not _DRAWN_RULE.fullmatch(line)]
    columns = len(_COLUMN_GAP.split(kept[0])) if len(kept) >= 3 else 0
    if columns < 2:
        return []
    rows = list(map(_COLUMN_GAP.split, kept))
    return rows if all(len(row) == columns for row in rows) else []


def _ruled_rows(run: Sequence[str]) -> list[list[str]]:
    """The cells under a row of strokes, one for each column: what overlaps a stroke, or nothing. Empty if words stand
    beside them.
    """
    rule = next((line for line in run[1:3] if _STROKES.fullmatch(line)), "")
    spans = [found.span() for found in _STROKES_OF_COLUMN.finditer(rule)]
    rows: list[list[str]] = []
    for line in run if len(spans) > 1 else ():
        if _DRAWN_RULE.fullmatch(line):
            continue
        row = [""] * len(spans)
        for found in _CELL.finditer(line):
            over = [at for at, (start, end) in enumerate(spans) if found.start() < end and found.end() > start]
            if len(over) != 1 or row[over[0]]:
                return []
            row[over[0]] = found[0]
        rows.append(row)
    return rows if len(rows) > 1 else []


# ------------------------------------------------------------------ code, drawings and trees
# In these, every space counts.


def indent_of(line: str) -> int:
    """The indent of a line in cells; a tab counts as four."""
    if line[:1] not in (" ", "\t"):
        return 0
    indent = len(line) - len(line.lstrip(" \t"))
    return indent + 3 * line.count("\t", 0, indent)


def without_common_indent(lines: Sequence[str]) -> list[str]:
    margins = [line[: len(line) - len(line.lstrip(" \t"))] for line in lines if line.strip()]
    first, last = min(margins, default=""), max(margins, default="")
    margin = next((at for at, sign in enumerate(first) if sign != last[at]), len(first))
    return [line[margin:] for line in lines]


def is_drawing(lines: Sequence[str]) -> bool:
    """Whether lines are drawn with characters: boxes and arrows, a tree, a table with borders, a picture."""
    if len(lines) < 2:
        return False
    text = "\n".join(lines)
    if not _MAY_BE_DRAWN.search(text) and not _ANY_RULE.search(text):
        return False
    drawn = sum(map(_is_drawn, lines))
    if drawn < 2 or drawn * 5 < 2 * len(lines):
        return False
    joints = sum(bool(_JOINT.search(line) or _BOX.search(line)) and not _RULED.fullmatch(line) for line in lines)
    strokes = sum(len(_STROKE.findall(line)) for line in lines)
    pure = sum(bool(_STROKES_ALONE.fullmatch(line)) and not _RULED.fullmatch(line) for line in lines)
    return joints >= 1 or pure >= 2 or strokes * 4 >= sum(len(line.replace(" ", "")) for line in lines)


def is_code(lines: Sequence[str], is_inset: bool) -> bool:
    """Whether lines are program code: by its symbols if they are indented, otherwise by how they begin, end and
    nest.
    """
    signs = sum(len(_CODE_SIGNS.findall(line)) for line in lines)
    if not signs or (signs < 2 and is_inset):
        return False
    prose = sum(len(_WORD.findall(line)) for line in lines)
    if is_inset:
        return signs * 5 >= prose
    indents = [indent_of(line) for line in lines]
    signs += sum(
        below > above and _OPENS_BLOCK.fullmatch(line) is not None
        for line, (above, below) in zip(lines, pairwise(indents), strict=False)
    )
    flags = [_CODE_LINE.fullmatch(line) is not None for line in lines]
    least = min(indents)
    outer = [flag for flag, indent in zip(flags, indents, strict=True) if indent == least]
    return (
        len(lines) >= 2
        and signs >= 2
        and signs * 3 >= prose
        and sum(flags) * 2 >= len(lines)
        and sum(outer) * 3 >= 2 * len(outer)
        and (len(outer) < len(lines) or all(flags))
    )


def is_prose(lines: Sequence[str]) -> bool:
    """Whether lines have the words of a sentence, and hardly any signs of code."""
    signs = sum(len(_CODE_SIGNS.findall(line)) for line in lines)
    words = sum(len(_WORD.findall(line)) for line in lines)
    return words >= _SENTENCE_WORDS and signs * 6 < words


def verbatim_parts(run: Sequence[str]) -> list[tuple[bool, list[str]]]:
    """A run of lines split into code or drawings (True) and other lines."""
    if len(run) < 2:
        return [(False, list(run))]
    flags = [False] * len(run)
    indents = list(map(indent_of, run))
    inset = min(indents) + _INSET
    start = 0 if max(indents) >= inset else len(run)
    while start < len(run):
        end = start
        while end < len(run) and indents[end] >= inset:
            end += 1
        if end - start >= 2 and end - start < len(run) and is_code(run[start:end], is_inset=False):
            flags[start:end] = [True] * (end - start)
        start = max(end, start + 1)
    start = 0 if _MAY_BE_DRAWN.search("\n".join(run)) else len(run)
    while start < len(run):
        end = start
        while end < len(run) and _is_drawn(run[end]):
            end += 1
        if end - start >= 3 and is_drawing(run[start:end]):
            flags[start:end] = [True] * (end - start)
        start = max(end, start + 1)
    if not any(flags):
        return [(False, list(run))]
    parts: list[tuple[bool, list[str]]] = []
    for line, flag in zip(run, flags, strict=True):
        if not parts or parts[-1][0] != flag:
            parts.append((flag, []))
        parts[-1][1].append(line)
    return parts


def _is_drawn(line: str) -> bool:
    if _RULED.fullmatch(line):
        return True
    if not _MAY_BE_DRAWN.search(line):
        return False
    return bool(_BOX.search(line) or _JOINT.search(line) or _STROKES_ALONE.fullmatch(line))
