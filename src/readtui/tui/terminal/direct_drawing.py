"""What is written to the terminal past Textual: rows at their place, and the moving of rows that are there already."""

from collections.abc import Callable

from textual.geometry import Region


class Terminal:
    """The terminal that the app runs on, and what of it is known.

    ``write`` is None while there is none, or while it is not the app's. ``taken`` counts how often it became the app's.
    """

    def __init__(self) -> None:
        self.write: Callable[[str], None] | None = None
        self.taken = 0

    def take(self, write: Callable[[str], None]) -> None:
        """The terminal is the app's from now on; what it shows is not known."""
        self.write = write
        self.taken += 1

    def give_back(self) -> None:
        """The terminal is not the app's any more, or not for now."""
        self.write = None


TERMINAL = Terminal()


def at(column: int, row: int) -> str:
    """Goes to a cell, both counted from 0."""
    return f"\x1b[{row + 1};{column + 1}H"


def moving(region: Region, lines: int) -> str:
    """Moves the terminal's rows of ``region``, which is as wide as the screen, up by some lines (down if negative)."""
    move = at(0, region.bottom - 1) + "\n" * lines if lines > 0 else at(0, region.y) + "\x1bM" * -lines
    # The rows are the scrolling region for a moment.
    return f"\x1b[{region.y + 1};{region.bottom}r{move}\x1b[r"
