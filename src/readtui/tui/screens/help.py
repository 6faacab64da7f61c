"""The help screen: every key of another screen, its signs, and the query language of its filter."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from types import MappingProxyType

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Input, Static

from readtui.text.case_folding import folding
from readtui.text.phrases import counted
from readtui.tui.colors.palette import Palette, ink
from readtui.tui.commands.command import Command
from readtui.tui.commands.verbs import PARTS
from readtui.tui.dialogs.dialog import Modal
from readtui.tui.keymap import Keymap, key_name, readable
from readtui.tui.widgets.filter_line import FilterLine
from readtui.tui.widgets.screen_lifetime import once_painted

_MOST_COLUMNS = 3
_LEAST_COLUMN, _COLUMN, _WIDEST_COLUMN = 44, 54, 64
_KEYS = 14
_KEYS_WHERE_NARROW = 11
_MORE_FOR_QUERIES = 4
_GAP = 2
_MARGIN = 3
_OTHER_ROWS = 5
_FILTER_ROWS = 2
_HINTS = (("", "type to search"), ("Tab", "next section"), ("↑ ↓", "scroll"), ("q", "close"))
_NARROW_HINTS = (("", "type to search"), ("q", "close"))
_SEARCH_HINTS = (("↑ ↓", "scroll"), ("Esc", "show all keys"))
_FIRST, _MOST_FIRST = "Most used here", 12
_RANKS = {_FIRST: 0, "Select": 1, "Annotate": 2, "Change": 2}
_MANY = 20
"""Commands in a group from which on those that move and those that change something stand apart."""


class HelpScreen(Modal[None]):
    """Lists the commands by group in as many columns as fit, and ``tables`` of what else has a meaning, by title.
    ``first``: the ids of those that matter most; they stand above the groups.

    q, Esc and ? close it; other characters search, all of them after the first one or after /.
    """

    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    HelpScreen { align: center middle; background: $background 60%; }
    HelpScreen > Vertical {
        width: auto; max-width: 100%; height: auto; max-height: 100%; background: $surface; padding: 1 3;
    }
    HelpScreen .help--head { height: 1; width: 100%; margin: 0 0 1 0; }
    HelpScreen VerticalScroll { width: auto; height: auto; scrollbar-size-vertical: 0; }
    HelpScreen .help--more { height: 1; width: 100%; }
    HelpScreen Horizontal { width: auto; height: auto; }
    HelpScreen .help--column { height: auto; margin: 0 3 0 0; }
    HelpScreen FilterLine { padding: 0; margin: 0 0 1 0; }
    HelpScreen FilterLine Input { background: $surface; }
    HelpScreen FilterLine Input:focus { background: $surface; }
    HelpScreen:ansi { background: ansi_default; }
    HelpScreen:ansi > Vertical { background: ansi_default; }
    """

    def __init__(
        self,
        commands: Sequence[Command],
        keymap: Keymap,
        palette: Palette,
        tables: Mapping[str, Sequence[tuple[str, str]]] = MappingProxyType({}),
        first: Sequence[str] = (),
    ) -> None:
        super().__init__()
        self._tables = tables
        self._palette = palette
        places = {name: number for number, name in enumerate(first[:_MOST_FIRST])}
        self._first = frozenset(places)
        self._commands = sorted(commands, key=lambda one: places.get(one.id, len(places)))
        self._keymap = keymap
        self._headings: Sequence[tuple[int, str]] = ()

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static("", markup=False, classes="help--head")
            yield FilterLine("a key or a word")
            with VerticalScroll(can_focus=False), Horizontal():
                for _ in range(_MOST_COLUMNS):
                    yield Static("", markup=False, classes="help--column")
            yield Static("", markup=False, classes="help--more")

    def on_mount(self) -> None:
        self.watch(self.query_one(VerticalScroll), "scroll_y", self._show_place, init=False)
        self._show()

    def on_resize(self) -> None:
        """Show as many columns as fit."""
        self._show()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter while the user types."""
        event.stop()
        self._show()

    # ------------------------------------------------------------------ the text

    @property
    def _column(self) -> int:
        """The width of a column in cells."""
        room = (self.size.width - 2 * _MARGIN) // self._columns - (_MARGIN if self._columns > 1 else 0)
        return max(2 * _KEYS_WHERE_NARROW, min(_WIDEST_COLUMN, room))

    @property
    def _columns(self) -> int:
        """How many columns there is room for."""
        width = self.size.width - 2 * _MARGIN
        two = min(2, width // (_LEAST_COLUMN + _MARGIN))
        return max(1, two, min(_MOST_COLUMNS, width // (_COLUMN + _MARGIN)))

    @property
    def _key_cells(self) -> int:
        return _KEYS if self._column >= _COLUMN else _KEYS_WHERE_NARROW

    def _show(self) -> None:
        palette = self._palette
        group_style, key_style, quiet = (ink(style) for style in (palette.kicker, palette.title, palette.dim))
        hints = _HINTS if self.size.width >= _COLUMN else _NARROW_HINTS
        hints = _SEARCH_HINTS if self.query_one(FilterLine).display else hints
        head = [
            part for key, does in hints for part in ((f"   {key}", key_style), (f" {does}" if key else does, quiet))
        ]
        self.query_one(".help--head", Static).update(Text.assemble(("Keys", group_style), *head))
        groups = [self._group(name, commands, key_style, group_style) for name, commands in self._groups().items()]
        cells = self._key_cells + _MORE_FOR_QUERIES
        groups += [
            self._lines(title, rows, cells, key_style, group_style) for title, rows in self._rows_of_tables() if rows
        ]
        columns = _balanced(groups, self._columns)
        self._headings = _headings(columns)
        self.query_one(FilterLine).styles.width = self._column
        for index, widget in enumerate(self.query(".help--column").results(Static)):
            widget.display = index < len(columns)
            widget.styles.width = self._column
            widget.update(Text("\n\n").join(columns[index]) if index < len(columns) else "")
        if not groups:
            column = self.query(".help--column").first(Static)
            column.display = True
            column.update(Text("No key matches. Press Esc to see all of them.", quiet))
        filter_rows = _FILTER_ROWS if self.query_one(FilterLine).display else 0
        self.query_one(VerticalScroll).styles.max_height = max(1, self.size.height - _OTHER_ROWS - filter_rows)
        once_painted(self, self._show_place)

    def _show_place(self) -> None:
        """Show how many lines are below or, at the end, above."""
        scroll = self.query_one(VerticalScroll)
        above, below = round(scroll.scroll_y), round(scroll.max_scroll_y - scroll.scroll_y)
        place = f"↓ {counted(below, 'more line')}" if below > 0 else ""
        if above and not place:
            place = f"↑ {counted(above, 'line')} above"
        following = next((name for top, name in self._headings if top > above + scroll.size.height - 1), "")
        key, begin = ("Tab", f" {following}") if following and below > 0 else ("", "")
        quiet = ink(self._palette.dim)
        room = max(0, self._column - len(key) - cell_len(begin))
        line = Text.assemble((key, ink(self._palette.title)), (begin + place.rjust(room), quiet))
        self.query_one(".help--more", Static).update(line)

    def _groups(self) -> dict[str, list[Command]]:
        """The commands that have keys and pass the filter, by group."""
        wanted = self.query_one(FilterLine).value
        fold = folding(wanted)
        groups: dict[str, list[Command]] = {}
        for command in self._commands:
            keys = self._labels(command)
            said = fold(f"{command.title} {command.group} {keys}")
            if keys and all(word in said for word in fold(wanted).split()):
                groups.setdefault(_FIRST if command.id in self._first else command.group, []).append(command)
        return _parts(groups)

    def _labels(self, command: Command) -> str:
        return "  ".join(readable(keys) for keys in self._keymap.keys_of(command.id))

    def _rows_of_tables(self) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        wanted = self.query_one(FilterLine).value
        fold = folding(wanted)
        for title, rows in self._tables.items():
            said = [(row, fold(f"{title} {' '.join(row)}")) for row in rows]
            yield title, [row for row, words in said if all(word in words for word in fold(wanted).split())]

    def _group(self, name: str, commands: Sequence[Command], key_style: Style, group_style: Style) -> Text:
        """A group's name, then one line per command."""
        rows = [(self._short_labels(command), command.title) for command in commands]
        return self._lines(name, rows, self._key_cells, key_style, group_style)

    def _lines(
        self, name: str, rows: Sequence[tuple[str, str]], cells: int, key_style: Style, group_style: Style
    ) -> Text:
        """A title, then pairs of a key or query with its meaning; long meanings continue below themselves."""
        lines = [Text(name, group_style)]
        for typed, meaning in rows:
            left = _stacked(typed, cells)
            right = list(Text(meaning).wrap(self.app.console, self._column - cells - _GAP))
            if cell_len(left[-1]) > cells:
                right.insert(len(left) - 1, Text())
            for words, said in zip_longest(left, right):
                line = Text.assemble(((words or "").rjust(cells), key_style))
                lines.append(line.append(" " * _GAP).append_text(said or Text()))
        return Text("\n").join(lines)

    def _short_labels(self, command: Command) -> str:
        """As many of the command's keys as fit, always including the main one."""
        labels = [readable(keys) for keys in self._keymap.keys_of(command.id)]
        if command.takes_key and len(labels) > 2:
            return f"{labels[0]}…{labels[-1]}"
        while len(labels) > 1 and len("  ".join(labels)) > self._key_cells:
            labels.pop()
        return "  ".join(labels)

    # ------------------------------------------------------------------ keys

    def on_key(self, event: events.Key) -> None:
        filter_line, scroll = self.query_one(FilterLine), self.query_one(VerticalScroll)
        name = key_name(event.key, event.character)
        typing = filter_line.has_cursor
        if typing and name not in ("escape", "enter", "down", "f1"):
            return
        event.stop()
        event.prevent_default()
        match name:
            case "escape" if typing or filter_line.value:
                filter_line.clear()
                self.set_focus(None)
                self._show()
            case "enter" | "down" if typing:
                filter_line.leave()
                self.set_focus(None)
                self._show()
            case "q" | "escape" | "?" | "f1" | "ctrl+q":
                self.dismiss()
            case "/" | "ctrl+f":
                filter_line.open()
                self._show()
            case "j" | "down":
                scroll.scroll_relative(y=1, animate=False)
            case "k" | "up":
                scroll.scroll_relative(y=-1, animate=False)
            case "space" | "pagedown" | "ctrl+d":
                scroll.scroll_page_down(animate=False)
            case "pageup" | "ctrl+u":
                scroll.scroll_page_up(animate=False)
            case "tab":
                self._go_to_section(1)
            case "shift+tab":
                self._go_to_section(-1)
            case "home":
                scroll.scroll_home(animate=False)
            case "end":
                scroll.scroll_end(animate=False)
            case _ if event.is_printable and event.character:
                self._begin_search(event.character)

    def _go_to_section(self, direction: int) -> None:
        """Scroll to the next heading, or to the one before; after the last one, to the first."""
        scroll = self.query_one(VerticalScroll)
        at = round(scroll.scroll_y)
        tops = sorted({top for top, _ in self._headings})
        if direction > 0:
            wanted = next((top for top in tops if top > at and at < scroll.max_scroll_y), 0)
        else:
            wanted = next((top for top in reversed(tops) if top < at), tops[-1] if tops else 0)
        scroll.scroll_to(y=wanted, animate=False)

    def _begin_search(self, character: str) -> None:
        line = self.query_one(FilterLine)
        line.open()
        field = line.query_one(Input)
        # At once, so that the next key goes there.
        self.set_focus(field)
        field.insert_text_at_cursor(character)


def _stacked(typed: str, cells: int) -> list[str]:
    """Keys, or examples of queries: those that do not fit beside each other below each other, a too long one last."""
    if cell_len(typed) <= cells:
        return [typed]
    return sorted(typed.split("  "), key=lambda one: cell_len(one) > cells)


def _parts(groups: Mapping[str, Sequence[Command]]) -> dict[str, list[Command]]:
    """The groups; of one with many commands, those that move and those that change something stand apart.

    What matters most comes first, then what changes something.
    """
    parts: dict[str, list[Command]] = {}
    for name, commands in groups.items():
        for command in commands:
            part = next((part for part, verbs in PARTS.items() if command.verb in verbs), "")
            parts.setdefault(part if part and len(commands) >= _MANY else name, []).append(command)
    return {name: parts[name] for name in sorted(parts, key=lambda name: _RANKS.get(name, len(_RANKS)))}


def _headings(columns: Sequence[Sequence[Text]]) -> list[tuple[int, str]]:
    """The line of each heading, and its words, in order."""
    found = []
    for column in columns:
        top = 0
        for group in column:
            found.append((top, group.plain.partition("\n")[0]))
            top += group.plain.count("\n") + 2
    return sorted(found)


def _balanced(groups: Sequence[Text], columns: int) -> list[list[Text]]:
    """The groups in order, in columns of about the same height."""
    heights = [group.plain.count("\n") + 3 for group in groups]
    if not groups:
        return []
    for most in range(max(heights), sum(heights) + 1):
        made: list[list[Text]] = [[]]
        filled = 0
        for group, height in zip(groups, heights, strict=True):
            if made[-1] and filled + height > most:
                made.append([])
                filled = 0
            made[-1].append(group)
            filled += height
        if len(made) <= columns:
            return made
    return [list(groups)]
