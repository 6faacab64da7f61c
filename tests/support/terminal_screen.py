"""A terminal's screen as far as drawing needs one: what is written becomes rows of characters."""

import re

from rich.cells import cell_len

_PART = re.compile(
    r"\x1b\[([?<>=]?)([\d;:]*)([ -/]*[@-~])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1bP.*?\x1b\\|\x1b(.)|(.)", re.S
)


class TerminalScreen:
    """Cells of ``width`` x ``height``; a wide character stands in the first of its two, combining ones with theirs."""

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self._cells = [[" "] * width for _ in range(height)]
        self._row = self._column = 0
        self._kept = (0, 0)
        self._top, self._bottom = 0, height - 1

    def rows(self) -> list[str]:
        """The rows, without the spaces at their ends."""
        return ["".join(row).rstrip() for row in self._cells]

    def feed(self, written: str) -> None:
        """Take what is written to the terminal."""
        for match in _PART.finditer(written):
            private, numbers, final, escape, character = match.groups()
            if character:
                self._character(character)
            elif escape:
                self._escape(escape)
            elif final and not private:
                self._control([int(number or 0) for number in re.split("[;:]", numbers)], final)

    def _character(self, character: str) -> None:
        if character == "\n":
            self._line_feed()
        elif character == "\r":
            self._column = 0
        elif character >= " ":
            cells = cell_len(character)
            if not cells:
                self._cells[self._row][max(0, self._column - 1)] += character
                return
            for column in range(self._column, min(self.width, self._column + cells)):
                self._cells[self._row][column] = character if column == self._column else ""
            self._column = min(self.width - 1, self._column + cells)

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
            case "r":
                self._top, self._bottom = max(1, first) - 1, (second or self.height) - 1
                self._row = self._column = 0
            case "J" if first == 2:
                self._cells = [[" "] * self.width for _ in range(self.height)]
