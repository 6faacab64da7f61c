"""The list below a note that completes a link while its name is typed after `[[`."""

import re
from collections.abc import Sequence
from typing import Protocol

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual.widgets import Static

from readtui.services.linking.candidates import Candidate
from readtui.tui.widgets.cells import fitted

OPENING = "[["
_TYPED = re.compile(r"\[\[([^\[\]]{0,80})$")
_LEAST_ABOUT = 12


class LinkSource(Protocol):
    """Where candidates come from."""

    async def find(self, typed: str) -> Sequence[Candidate]:
        """What a link may lead to. Raises ReadtuiError."""

    def close(self) -> None:
        """End the search."""


def typed_name(before_cursor: str) -> str | None:
    """The part of a name after the last `[[` in the line before the cursor; None if there is none."""
    found = _TYPED.search(before_cursor)
    return found[1] if found else None


class LinkList(Static):
    """Shows candidates, one of which is chosen. ``looking``: they are still being looked for."""

    DEFAULT_CSS = """
    LinkList { display: none; }
    """

    def __init__(self) -> None:
        super().__init__(markup=False, classes="dialog--line")
        self.candidates: Sequence[Candidate] = ()
        self._chosen = 0

    @property
    def is_open(self) -> bool:
        """Whether the list is shown."""
        return bool(self.display)

    @property
    def chosen(self) -> Candidate | None:
        """The candidate that Enter takes."""
        return self.candidates[self._chosen] if self.candidates else None

    def open(self, candidates: Sequence[Candidate]) -> None:
        """Show other candidates; the first is chosen."""
        self.candidates = candidates
        self._chosen = 0
        self.display = True

    def close(self) -> None:
        """Hide the list."""
        self.candidates, self.display = (), False

    def move(self, rows: int) -> None:
        """Choose another candidate, wrapping around."""
        if self.candidates:
            self._chosen = (self._chosen + rows) % len(self.candidates)

    def draw(self, width: int, height: int, name: Style, dim: Style, chosen: Style) -> None:
        """Draw the candidates around the chosen one in so many cells and rows."""
        self.styles.height = height + 1
        if not self.candidates:
            self.update(Text("  nothing found", dim))
            return
        first = max(0, min(self._chosen - height // 2, len(self.candidates) - height))
        lines = []
        for number, candidate in enumerate(self.candidates[first : first + height], first):
            is_chosen = number == self._chosen
            words = candidate.words if candidate.is_article else f"“{candidate.words}”"
            line = Text(no_wrap=True).append("› " if is_chosen else "  ", chosen if is_chosen else dim)
            shown = fitted(words, max(width - 2 - _LEAST_ABOUT - 2, (width - 2) * 2 // 3))
            line.append(shown, chosen if is_chosen else name)
            kind = "article" if candidate.is_article else ""
            about = "  " + " · ".join(filter(None, (kind, candidate.about)))
            line.append(fitted(about, width - 2 - cell_len(shown)), dim)
            lines.append(line)
        self.update(Text("\n").join(lines))
