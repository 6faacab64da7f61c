"""The reader's status line: the position in the article, whether everything is saved, and short messages."""

from collections.abc import Callable, Sequence

from rich.cells import cell_len, set_cell_size
from rich.style import Style
from rich.text import Text

from readtui.layout.right_to_left import ended
from readtui.quick_dataclass import dataclass
from readtui.tui.widgets.cells import ends_fitted
from readtui.tui.widgets.page_header import BETWEEN, TrailLine

_SEPARATOR = " · "
_LEAST_TITLE, _LEAST_SECTION = 12, 8
_GAP = 2


@dataclass(frozen=True, slots=True)
class Status:
    """The contents of the line. ``mode`` comes first if there is one; ``parts`` are those on the right, in which the
    words in ``colored`` have styles of their own. ``selected``: the words that an action would take, which
    stand in place of title and section.
    """

    title: str = ""
    section: str = ""
    mode: str = ""
    parts: tuple[str, ...] = ()
    save_state: str = ""
    is_fault: bool = False
    colored: Sequence[tuple[str, Style]] = ()
    selected: str = ""


class StatusLine(TrailLine):
    """One row. On narrow terminals the trail, the section and the title are shortened first. A message takes their
    place.
    """

    COMPONENT_CLASSES = {
        "status-line--mode",
        "status-line--trail",
        "status-line--title",
        "status-line--message",
        "status-line--fault",
    }
    DEFAULT_CSS = """
    StatusLine { width: 100%; height: 1; background: $panel; color: $foreground 80%; }
    StatusLine .status-line--mode { background: $primary; color: $background; text-style: bold; }
    StatusLine .status-line--trail { color: $foreground 70%; }
    StatusLine:light .status-line--trail { color: $foreground 80%; }
    StatusLine .status-line--title { text-style: bold; }
    StatusLine .status-line--message { color: $primary; }
    StatusLine:ansi .status-line--message { color: ansi_default; text-style: bold reverse; }
    StatusLine .status-line--fault { color: $error; text-style: bold; }
    StatusLine:ansi { color: ansi_default; text-style: reverse; }
    StatusLine:ansi .status-line--trail { color: ansi_default; }
    StatusLine:ansi .status-line--mode { color: ansi_bright_white; background: ansi_blue; text-style: bold reverse; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._status = Status()
        self._message = ""

    def show(self, status: Status) -> None:
        if status != self._status:
            if status.selected and status.selected != self._status.selected:
                # What an action takes is said before older news.
                self._message = ""
            self._status = status
            self.refresh()

    def has_room(self, message: str) -> bool:
        """Whether the message fits beside the state of saving."""
        return self.display and cell_len(message) + cell_len(self._status.save_state) + 4 <= self.size.width

    def say(self, message: str) -> None:
        """Show a message in place of title and section; an empty one brings them back."""
        if message != self._message:
            self._message = message
            self.refresh()

    def style_of(self, component: str) -> Style:
        return self.get_component_rich_style(component, partial=True)

    def render(self) -> Text:
        return self.text_for(self.size.width, self.style_of)

    def text_for(self, width: int, style_of: Callable[[str], Style]) -> Text:
        """Mode, title and section on the left; the other parts on the right."""
        status = self._status
        line = Text(no_wrap=True, end="")
        if status.mode:
            line.append(f" {status.mode} ", style_of("status-line--mode"))
        save = status.save_state
        least = cell_len(self._message) + 4 if self._message else _LEAST_TITLE
        right = _joined_parts(status.parts, width - line.cell_len - cell_len(save) - least)
        right_cells = cell_len(right) + cell_len(save) + 1
        room = width - right_cells - line.cell_len - 1 - _GAP
        if self._message:
            self.hide_trail()
            line.append(" " + _fitted(self._message, room), style_of("status-line--message"))
        elif status.selected:
            self.hide_trail()
            line.append(f" {ended(ends_fitted(status.selected, room))}", style_of("status-line--title"))
        else:
            line.append(" ")
            trail = style_of("status-line--trail")
            before = line.cell_len
            self.append_trail(line, min(room // 3, room - _LEAST_TITLE), trail, trail)
            room -= line.cell_len - before
            title, section = _shared(status.title, status.section, room)
            line.append(ended(title), style_of("status-line--title"))
            if section:
                line.append(BETWEEN, trail)
                line.append(ended(section))
        line.append(" " * max(_GAP, width - right_cells - line.cell_len))
        parts = Text(right)
        for words, style in status.colored:
            parts.highlight_words([words], style)
        line.append_text(parts)
        fault = style_of("status-line--fault")
        line.append(save, fault if status.is_fault else "")
        line.append(" ")
        return line


def _shared(title: str, section: str, room: int) -> tuple[str, str]:
    """Title and section in so many cells with what stands between them; without enough room, no section."""
    least = cell_len(_fitted(title, min(room, max(16, room * 3 // 5))))
    section_room = room - least - cell_len(BETWEEN)
    if not section or section_room < _LEAST_SECTION:
        return _fitted(title, room), ""
    section = _fitted(section, section_room)
    return _fitted(title, room - cell_len(section) - cell_len(BETWEEN)), section


def _joined_parts(parts: tuple[str, ...], cells: int) -> str:
    """As many parts as fit, dropping the first ones, each followed by a separator."""
    joined = ""
    for part in reversed(parts):
        if part and cell_len(part) + cell_len(_SEPARATOR) + cell_len(joined) <= cells:
            joined = part + _SEPARATOR + joined
    return joined


def _fitted(text: str, cells: int) -> str:
    if cell_len(text) <= cells:
        return text
    return set_cell_size(text, cells - 1).rstrip() + "…" if cells > 1 else ""
