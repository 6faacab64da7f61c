"""Reads what is beyond the budget in a tree of elements as plain lines."""

import re
from collections.abc import Callable, Collection, Iterable

from lxml.etree import _Element

from readtui.quick_dataclass import dataclass

_WHITE = re.compile(r"[ \t\n\r\f]+")


@dataclass(frozen=True, slots=True)
class Names:
    """The local names of the elements that divide text into lines, and rows into cells.

    ``own_text``: the text at the start of an element; None if its contents are not read.
    """

    lines: Collection[str]
    rows: Collection[str]
    cells: Collection[str]
    own_text: Callable[[_Element], str | None]


def local_name(element: _Element) -> str:
    """An element's name without its namespace; "" for a comment."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def lines_of(events: Iterable[tuple[str, _Element]], skip: Callable[[], None], names: Names) -> str:
    r"""The text of a walk's events: paragraphs and rows as lines, the cells of a row joined by ``\t``.

    ``skip``: makes the walk leave out what is in the element that it has just started.
    """
    lines = _Lines()
    for event, element in events:
        name = local_name(element)
        if event == "start":
            if name in names.rows:
                lines.begin_row()
            elif name in names.lines:
                lines.end_line()
            own = names.own_text(element) if name else None
            if own is None:
                skip()
            else:
                lines.add(own)
            continue
        if name in names.cells:
            lines.end_cell()
        elif name in names.rows:
            lines.end_row()
        elif name in names.lines:
            lines.end_line()
        lines.add(element.tail)
    return "".join(lines.pieces)


class _Lines:
    """Collects the pieces of lines. ``_joint`` stands before the next piece; ``_is_blank``: the cell is, so far."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._joint = ""
        self._is_blank = False

    def begin_row(self) -> None:
        self._joint, self._is_blank = "\n", True

    def end_row(self) -> None:
        self._joint = "\n"

    def end_line(self) -> None:
        self._joint = self._joint or "\n"

    def end_cell(self) -> None:
        self._joint = f"{self._joint}\t" if self._is_blank else "\t"
        self._is_blank = True

    def add(self, text: str | None) -> None:
        words = _WHITE.sub(" ", text) if text else ""
        if not words or (words == " " and (self._joint or not self.pieces)):
            return
        if self._joint and self.pieces:
            self.pieces[-1] = self.pieces[-1].rstrip(" ")
            self.pieces.append(self._joint)
        self.pieces.append(words.lstrip(" ") if self._joint else words)
        self._joint, self._is_blank = "", False
