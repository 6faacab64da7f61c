"""The base of all modal screens, and of dialogs: a sheet at the bottom, under a thin rule, with a line of keys."""

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import ClassVar

from rich.cells import cell_len
from rich.console import RenderableType
from rich.style import Style
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen, ScreenResultType
from textual.widget import Widget
from textual.widgets import Static

from readtui.errors import ReadtuiError
from readtui.services.wording import sentence
from readtui.text.clean import visible
from readtui.text.word_tables import word_pairs
from readtui.tui.colors.palette import Palette
from readtui.tui.widgets.glyph_filter import seen_through


class Modal(ModalScreen[ScreenResultType]):
    """A modal screen that closes once, over the screen that it leaves in sight.

    A click or a message that is under way when it closes still arrives. Textual would then close the screen below.
    """

    is_over_dim = True
    """Whether what is behind is dimmed, with the terminal's own colors too: those cannot be blended."""

    def render(self) -> RenderableType:
        """What is seen of the screen behind."""
        return seen_through(super().render(), is_dim=self.is_over_dim and self.app.native_ansi_color)

    @property
    def palette(self) -> Palette:
        return self.app.look.palette  # type: ignore[attr-defined, no-any-return]

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Close with ``result``, unless it has closed already."""
        if self not in self.app.screen_stack:
            return AwaitComplete()
        return super().dismiss(result)

    def action_leave(self) -> None:
        """Close without a choice."""
        self.dismiss(None)

    async def on_event(self, event: events.Event) -> None:
        """Take no key and no click any more once it has closed."""
        if isinstance(event, events.InputEvent) and self not in self.app.screen_stack:
            return
        await super().on_event(event)


_KEYS = word_pairs(
    """
    Esc escape  Enter enter  Tab tab  Backspace backspace  Space space  Ctrl+S ctrl+s  Ctrl+T ctrl+t
    Ctrl+E ctrl+e  Ctrl+Z ctrl+z  + plus
    """
)
"""Keys in the line of keys, as Textual names them."""
_AROUND_TITLE = 4
"""Cells: the ends of the rule, and a space on each side."""
_NARROWEST = 20
"""Cells that a sheet is laid out for at least."""
_DIGITS = "123456789"


def bindings(actions: Mapping[str, str], *, priority: bool = False) -> list[BindingType]:
    """What a dialog does at which keys. ``priority``: also while a widget has the focus that takes them."""
    return [Binding(keys, action, show=False, priority=priority) for keys, action in actions.items()]


class _Sheet(Vertical):
    """The dialog's background; its component styles are blended with it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "dialog--key",
        "dialog--name",
        "dialog--dim",
        "dialog--tag",
        "dialog--chosen",
        "dialog--error",
    }


class Dialog(Modal[ScreenResultType]):
    """A modal sheet that leaves the text above it readable.

    Subclasses yield their widgets from ``sheet`` and list their keys with ``show_keys``.
    """

    WIDEST: ClassVar[int] = 76
    """Cells of what stands on the sheet."""
    AUTO_FOCUS = "Input, TextArea"
    DEFAULT_CSS = """
    Dialog { align: center bottom; background: $background 40%; }
    Dialog:ansi { background: transparent; }
    Dialog .dialog--sheet {
        width: 100%; height: auto; max-height: 100%; padding: 1 2 0 2; align-horizontal: center;
        background: $surface; border-top: solid $primary 70%;
        border-title-align: center; border-title-color: $primary; border-title-style: bold;
    }
    Dialog .dialog--sheet > * { width: 100%; max-width: 76; height: auto; background: $surface; }
    Dialog .dialog--sheet > Input { height: 1; border: none; padding: 0; background: $surface;
        background-tint: transparent; }
    Dialog .dialog--sheet > .dialog--line { height: 1; border-top: solid $foreground 20%; }
    Dialog .dialog--sheet > .dialog--keys { height: 1; margin: 1 0 0 0; text-wrap: nowrap; text-overflow: ellipsis; }
    Dialog .dialog--key { color: $primary; text-style: bold; }
    Dialog .dialog--name { color: $foreground 70%; }
    Dialog .dialog--dim { color: $foreground 60%; }
    Dialog:light .dialog--name { color: $foreground 80%; }
    Dialog:light .dialog--dim { color: $foreground 75%; }
    Dialog .dialog--tag { color: $secondary; }
    Dialog .dialog--chosen { background: $primary 22%; text-style: bold; }
    Dialog .dialog--error { color: $text-error; }
    Dialog .dialog--sheet > .dialog--fault { max-height: 4; margin: 1 0 0 0; display: none; }
    Dialog VerticalScroll, Dialog TextArea {
        scrollbar-size-vertical: 1; scrollbar-background: $surface; scrollbar-background-hover: $surface;
        scrollbar-background-active: $surface; scrollbar-color: $foreground 42%;
        scrollbar-color-hover: $primary; scrollbar-color-active: $primary;
    }
    Dialog:light VerticalScroll, Dialog:light TextArea { scrollbar-color: $foreground 55%; }
    Dialog:ansi VerticalScroll, Dialog:ansi TextArea {
        scrollbar-background: ansi_default; scrollbar-background-hover: ansi_default;
        scrollbar-background-active: ansi_default; scrollbar-color: ansi_bright_black;
        scrollbar-color-hover: ansi_bright_black; scrollbar-color-active: ansi_bright_black;
    }
    Dialog:ansi .dialog--sheet { background: ansi_default; border-top: solid ansi_default;
        border-title-color: ansi_default; }
    Dialog:ansi .dialog--sheet > * { background: ansi_default; }
    Dialog:ansi .dialog--sheet > Input { background: ansi_default; color: ansi_default; }
    Dialog:ansi .dialog--sheet > Input > .input--cursor { color: ansi_default; background: ansi_default;
        text-style: reverse; }
    Dialog:ansi .dialog--sheet > .dialog--line { border-top: solid ansi_default; }
    Dialog:ansi .dialog--key, Dialog:ansi .dialog--name { color: ansi_default; }
    Dialog:ansi .dialog--error { color: ansi_default; text-style: bold; }
    Dialog:ansi .dialog--dim { color: ansi_default; text-style: dim; }
    Dialog:ansi .dialog--chosen { background: ansi_default; text-style: bold reverse; }
    """

    def __init__(self, title: str) -> None:
        super().__init__()
        self._sheet = _Sheet(classes="dialog--sheet")
        self._title = visible(title)
        self._named: list[tuple[str, str]] = []
        self._shown_keys: list[tuple[str, str]] = []
        self._fault = Static(markup=False, classes="dialog--fault")
        self._keys = Static(markup=False, classes="dialog--keys")

    def compose(self) -> ComposeResult:
        """The sheet: widgets, then the error message, then the line of keys."""
        with self._sheet:
            yield from self.sheet()
            yield self._fault
            yield self._keys

    def on_mount(self) -> None:
        """Hide messages, which would cover the question."""
        self.app.clear_notifications()

    def on_click(self, event: events.Click) -> None:
        """A click on a key does what the key does, and one beside the sheet what Esc does."""
        offset = event.get_content_offset(self._keys)
        if not self._sheet.region.contains(*event.screen_offset):
            self._press("Esc")
        elif offset is not None:
            ends = accumulate(cell_len(f"{key} {name}   ") for key, name in self._shown_keys)
            keys = (key for (key, _), end in zip(self._shown_keys, ends, strict=True) if offset.x < end)
            self._press(next(keys, ""))

    def _press(self, named: str) -> None:
        """Press the first of several keys that has a name of its own."""
        for name in named.split():
            if name in _KEYS:
                self.app.simulate_key(_KEYS[name])
                return
            if name.isascii() and len(set(name)) == 1:
                for character in name:
                    self.app.post_message(events.Key(character, character))
                return

    @abstractmethod
    def sheet(self) -> Iterable[Widget]:
        """The widgets of the sheet, from top to bottom."""

    def part(self, name: str) -> Style:
        """The style of a part: key, name, dim, tag or chosen."""
        return self._sheet.get_component_rich_style(f"dialog--{name}")

    def in_colors(self, tags: Iterable[str]) -> Text:
        """The names of tags in their colors, on the sheet."""
        names = (Text(f"#{visible(tag)}", Style(color=self.palette.tag_style(tag).color)) for tag in tags)
        return Text(" ").join(names)

    def choice(self, key: str, *, is_chosen: bool) -> Text:
        """The beginning of a row that ``key`` chooses; ``›`` marks the one that Enter takes."""
        return Text(no_wrap=True).append(f"{'›' if is_chosen else ' '} {key} ", self.part("key"))

    def numbered(self, number: int, *, is_chosen: bool) -> Text:
        """The beginning of a row, counted from 0, that a digit chooses if it is one of the first nine."""
        return self.choice(_DIGITS[number : number + 1] or " ", is_chosen=is_chosen)

    def number_of(self, event: events.Key, count: int) -> int | None:
        """Which of ``count`` rows, counted from 0, a typed digit chooses; None for other keys and digits."""
        character = event.character
        return _DIGITS.index(character) if character and character in _DIGITS[:count] else None

    @property
    def room(self) -> int:
        """The cells that a line on the sheet has."""
        return max(_NARROWEST, min(self.WIDEST, self.size.width - 4))

    def limited(self, text: Text, rows: int) -> Text:
        """The text in at most so many rows of the sheet, with an ellipsis for what is left out."""
        lines = list(text.wrap(self.app.console, self.room))
        if len(lines) > rows:
            lines = lines[:rows]
            lines[-1].truncate(max(0, self.room - 2))
            lines[-1].rstrip()
            lines[-1].append(" …", text.style)
        return Text("\n").join(lines)

    def show_keys(self, keys: Sequence[tuple[str, str]]) -> None:
        """Show pairs of a key and its action. If the terminal is narrow, pairs before the last one are dropped."""
        if self._named != [*keys]:
            self._named = [*keys]
            self._show_keys()

    def on_resize(self) -> None:
        """Show as many keys as fit, and as much of the title."""
        self.show_title(self._title)
        self._show_keys()

    def show_title(self, title: str) -> None:
        """Give the sheet another title."""
        self._title = visible(title)
        has_room = cell_len(self._title) + _AROUND_TITLE <= self.size.width
        self._sheet.border_title = Text(f" {self._title} " if has_room else self._title)

    def _show_keys(self) -> None:
        named, width = list(self._named), self.room
        while len(named) > 1 and cell_len("   ".join(f"{key} {name}" for key, name in named)) > width:
            del named[-2]
        self._shown_keys = named
        line = Text()
        for key, name in named:
            line.append("   " if line else "")
            line.append(key, self.part("key")).append(f" {name}", self.part("name"))
        self._keys.update(line)

    def tell_error(self, error: ReadtuiError) -> None:
        """Show an error on the sheet until ``forget_error``."""
        said = " ".join(sentence(visible(part)) for part in (error.message, error.hint) if part)
        self._fault.update(Text(f"! {said}", self.part("error")))
        self._fault.display = True

    def forget_error(self) -> None:
        self._fault.display = False


class ScrolledDialog(Dialog[ScreenResultType]):
    """Subclasses show their lines with ``show_lines``, limit the height of ``scroll``, and bind keys to the actions."""

    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    ScrolledDialog VerticalScroll, ScrolledDialog VerticalScroll Static { height: auto; }
    """

    def __init__(self, title: str, scroll: Widget | None = None) -> None:
        super().__init__(title)
        self.scroll = scroll or VerticalScroll(can_focus=False)
        self._body = Static(markup=False)

    def sheet(self) -> Iterable[Widget]:
        with self.scroll:
            yield self._body
        yield self.scroll

    def show_lines(self, lines: Sequence[Text]) -> None:
        self._body.update(Text("\n").join(lines))

    def action_scroll_lines(self, lines: int) -> None:
        """Scroll down by so many lines; negative numbers scroll up."""
        self.scroll.scroll_relative(y=lines, animate=False, immediate=True)

    def action_page(self, pages: int) -> None:
        """Scroll by pages, keeping a line for context."""
        self.action_scroll_lines(pages * max(1, self.scroll.size.height - 1))

    def action_end(self, last: bool) -> None:
        """Go to the first or last line."""
        self.scroll.scroll_to(y=self.scroll.max_scroll_y if last else 0, animate=False, immediate=True)
