"""A simple terminal screen, which turns output into rows of characters."""

import re
from collections.abc import Callable
from unicodedata import category

import regex
from rich.cells import cell_len

_PART = re.compile(
    r"\x1b\[([?<>=]?)([\d;:]*)([ -/]*[@-~])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[P_].*?\x1b\\|\x1b(.)|(.)", re.S
)


_SKIN_TONES = range(0x1F3FB, 0x1F400)
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)
_EMOJI_STYLE = "\ufe0f"


def xterm_cells(character: str) -> int:
    """The width of a code point in xterm and most other terminals, which measure one code point at a time."""
    if ord(character) in _SKIN_TONES:
        return 2
    return 1 if category(character) == "Mc" else cell_len(character)


class TerminalScreen:
    """A grid of cells. A wide character is stored in the first of its two cells, a combining one with its base.

    ``measure`` returns the number of cells of a code point. A terminal that ``joins`` measures graphemes, as in mode
    2027.
    """

    def __init__(
        self, width: int, height: int, *, measure: Callable[[str], int] = cell_len, joins: bool = False
    ) -> None:
        self.width = width
        self.height = height
        self._measure = measure
        self._joins = joins
        self._last: tuple[int, int, int] | None = None
        """Row and column of the last grapheme, and the column after it."""
        self._cells = [[" "] * width for _ in range(height)]
        self._row = self._column = 0
        self._kept = (0, 0)
        self._top, self._bottom = 0, height - 1

    @property
    def column(self) -> int:
        """The cursor's column, from 0."""
        return self._column

    @property
    def row(self) -> int:
        """The cursor's row, from 0."""
        return self._row

    def rows(self) -> list[str]:
        """The rows, without the spaces at their ends."""
        return ["".join(row).rstrip() for row in self._cells]

    def feed(self, written: str) -> None:
        """Process output to the terminal."""
        for match in _PART.finditer(written):
            private, numbers, final, escape, character = match.groups()
            if character:
                self._character(character)
            elif not (final == "m" and not private):
                self._last = None
            if character:
                continue
            if escape:
                self._escape(escape)
            elif final and not private:
                self._control([int(number or 0) for number in re.split("[;:]", numbers)], final)

    def _character(self, character: str) -> None:
        if character == "\n":
            self._line_feed()
        elif character == "\r":
            self._column = 0
        elif character >= " ":
            if self._last is not None and self._joins and self._join(character, *self._last):
                return
            cells = self._measure(character)
            if not cells:
                self._cells[self._row][self._start_before()] += character
                return
            self._last = (self._row, self._column, min(self.width - 1, self._column + cells))
            for column in range(self._column, min(self.width, self._column + cells)):
                self._cells[self._row][column] = character if column == self._column else ""
            self._column = min(self.width - 1, self._column + cells)

    def _start_before(self) -> int:
        """The column of the character before the cursor."""
        column = max(0, self._column - 1)
        while column and not self._cells[self._row][column]:
            column -= 1
        return column

    def _join(self, character: str, row: int, column: int, end: int) -> bool:
        """Add a character to the last grapheme if it belongs there. Returns whether it did."""
        cluster = self._cells[row][column] + character
        if self._column != end or len(regex.findall(r"\X", cluster)) != 1:
            return False
        self._cells[row][column] = cluster
        widens = character == _EMOJI_STYLE or ord(character) in _FLAG_LETTERS
        if widens and end - column == 1:
            self._cells[row][end] = ""
            self._column = min(self.width - 1, end + 1)
            self._last = (row, column, self._column)
        return True

    def _line_feed(self) -> None:
        if self._row == self._bottom:
            del self._cells[self._top]
            self._cells.insert(self._bottom, [" "] * self.width)
        else:
            self._row = min(self.height - 1, self._row + 1)

    def _escape(self, escape: str) -> None:
        match escape:
            case "7":
                self._kept = (self._row, self._column)
            case "8":
                self._row, self._column = self._kept
            case "M" if self._row == self._top:
                del self._cells[self._bottom]
                self._cells.insert(self._top, [" "] * self.width)
            case "M":
                self._row -= 1

    def _control(self, numbers: list[int], final: str) -> None:
        first, second = numbers[0], numbers[1] if len(numbers) > 1 else 0
        match final:
            case "H":
                self._row = min(self.height, max(1, first)) - 1
                self._column = min(self.width, max(1, second)) - 1
            case "D":
                self._column = max(0, self._column - max(1, first))
            case "r":
                self._top, self._bottom = max(1, first) - 1, (second or self.height) - 1
                self._row = self._column = 0
            case "J" if first == 2:
                self._cells = [[" "] * self.width for _ in range(self.height)]


_QUESTION = re.compile(
    r"\x1b\[(?P<place>6n)|\x1b\[(?P<attributes>0?c)|\x1b\[\?2027(?P<mode>\$p)|\x1b\](?P<color>11;\?)\x1b\\"
    r"|\x1b_G(?P<graphics>i=\d+)[^\x1b]*\x1b\\"
)


class AnsweringTerminal:
    """A screen of 80 x 24 cells that answers questions. An empty string means that it does not answer."""

    def __init__(
        self,
        *,
        measure: Callable[[str], int] = cell_len,
        joins: bool = False,
        mode: str = "",
        color: str = "",
        graphics: bool = False,
        attributes: str = "62;22",
    ) -> None:
        self.screen = TerminalScreen(80, 24, measure=measure, joins=joins)
        self._answers = {
            "mode": mode and f"\x1b[?2027;{mode}$y",
            "color": color and f"\x1b]11;{color}\x1b\\",
            "attributes": attributes and f"\x1b[?{attributes}c",
        }
        self._has_graphics = graphics

    def asked(self, written: str) -> str:
        """The replies to what is written."""
        said, position = [], 0
        for question in _QUESTION.finditer(written):
            self.screen.feed(written[position : question.start()])
            position = question.end()
            said.append(self._answer(question))
        self.screen.feed(written[position:])
        return "".join(said)

    def _answer(self, question: re.Match[str]) -> str:
        if question["place"]:
            return f"\x1b[{self.screen.row + 1};{self.screen.column + 1}R"
        if question["graphics"]:
            return f"\x1b_G{question['graphics']};OK\x1b\\" if self._has_graphics else ""
        return self._answers[str(question.lastgroup)]
