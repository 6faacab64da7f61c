"""The dialog for choosing between concurrent versions of an annotation."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from rich.console import Group
from rich.padding import Padding
from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from readtui.model.annotation import Annotation
from readtui.services.wording import excerpt
from readtui.text.clean import clean, visible
from readtui.text.counted import counted
from readtui.tui.dialogs.dialog import Dialog
from readtui.tui.palettes.palette import Palette

JOIN = -1
_MOST_SHOWN = 1_000


class VersionsDialog(Dialog[int | None]):
    """Lists the versions, the current one first. The result is the index of the version to keep, JOIN to keep them all
    in one, or None to decide later.
    """

    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    VersionsDialog VerticalScroll { max-height: 14; scrollbar-size-vertical: 1; }
    VersionsDialog VerticalScroll Static { height: auto; padding: 0 0 1 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave", show=False),
        Binding("enter", "choose", show=False),
        Binding("down,j,tab", "move(1)", show=False),
        Binding("up,k,shift+tab", "move(-1)", show=False),
        Binding("b", "join", show=False),
    ]

    def __init__(self, versions: Sequence[Annotation], palette: Palette) -> None:
        super().__init__(f"{counted(len(versions), 'version')} of {excerpt(versions[0].quoted_text)}")
        self._versions = versions
        self._palette = palette
        self._chosen = 0
        self._rows = [Static(markup=False) for _ in versions]

    def sheet(self) -> Iterable[Widget]:
        with VerticalScroll(can_focus=False) as scroll:
            yield from self._rows
        yield scroll

    def on_mount(self) -> None:
        numbers = f"1–{min(9, len(self._versions))}"
        self.show_keys([(numbers, "keep one"), ("b", "keep all, joined"), ("↑ ↓ Enter", "choose"), ("Esc", "later")])
        self._show()

    def on_key(self, event: events.Key) -> None:
        """Choose with a single digit."""
        if event.character and event.character in "123456789"[: len(self._versions)]:
            event.stop()
            self.dismiss(int(event.character) - 1)

    def action_move(self, steps: int) -> None:
        """Move to the next or previous version, wrapping around."""
        self._chosen = (self._chosen + steps) % len(self._versions)
        self._show()
        self._rows[self._chosen].scroll_visible(animate=False)

    def action_choose(self) -> None:
        """Keep the marked version."""
        self.dismiss(self._chosen)

    def action_join(self) -> None:
        """Keep all versions joined in one."""
        self.dismiss(JOIN)

    def action_leave(self) -> None:
        """Close without deciding."""
        self.dismiss(None)

    def _show(self) -> None:
        for number, (row, version) in enumerate(zip(self._rows, self._versions, strict=True)):
            row.update(self._version(number, version))

    def _version(self, number: int, version: Annotation) -> Group:
        """The contents of one version; ``›`` marks the one that Enter keeps."""
        marked = number == self._chosen
        text = Text()
        text.append(f"{'›' if marked else ' '} {number + 1}  ", self.part("key" if marked else "name"))
        when = version.modified[:16].replace("T", " ")
        text.append(f"{when}{'  shown now' if number == 0 else ''}", self.part("dim"))
        if version.deleted:
            text.append("  deleted", self.part("error"))
        if version.color:
            text.append("  ")
            text.append(f" {version.color} ", self._palette.highlight(version.color).text + Style(bold=marked))
        said: list[Text] = []
        if version.quoted_text != self._versions[0].quoted_text:
            said.append(Text(f"on {excerpt(version.quoted_text)}", self.part("dim")))
        if version.tags:
            said.append(Text(" ".join(f"#{visible(tag)}" for tag in version.tags), self.part("tag")))
        if version.note:
            said.append(Text(clean(version.note[:_MOST_SHOWN]).text))
        return Group(text, *(Padding(part, (0, 0, 0, 5)) for part in said))
