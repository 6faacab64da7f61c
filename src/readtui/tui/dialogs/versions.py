"""The dialog for choosing between concurrent versions of a record."""

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
from readtui.model.article import ArticleRecord
from readtui.model.tag import Tag
from readtui.model.view import View
from readtui.services.annotating.versions import Versioned, versioned_name
from readtui.services.wording import excerpt
from readtui.text.clean import clean, visible
from readtui.text.counted import counted
from readtui.tui.dialogs.dialog import Dialog
from readtui.tui.palettes.palette import Palette

JOIN = -1
_MOST_SHOWN = 1_000


class VersionsDialog(Dialog[int | None]):
    """Lists the versions, the current one first. The result is the index of the version to keep, JOIN to keep them all
    in one, or None to decide later. Tags and views cannot be joined.
    """

    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    VersionsDialog VerticalScroll { max-height: 14; }
    VersionsDialog VerticalScroll Static { height: auto; padding: 0 0 1 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave", show=False),
        Binding("enter", "choose", show=False),
        Binding("down,j,tab", "move(1)", show=False),
        Binding("up,k,shift+tab", "move(-1)", show=False),
        Binding("b", "join", show=False),
    ]

    def __init__(self, versions: Sequence[Versioned], palette: Palette) -> None:
        super().__init__(f"{counted(len(versions), 'version')} of {versioned_name(versions[0])}")
        self._versions = versions
        self._palette = palette
        self._chosen = 0
        self._rows = [Static(markup=False) for _ in versions]

    def sheet(self) -> Iterable[Widget]:
        with VerticalScroll(can_focus=False) as scroll:
            yield from self._rows
        yield scroll

    @property
    def _can_join(self) -> bool:
        return isinstance(self._versions[0], Annotation | ArticleRecord)

    def on_mount(self) -> None:
        numbers = f"1–{min(9, len(self._versions))}"
        how = "keep all, joined" if isinstance(self._versions[0], Annotation) else "keep the tags of all"
        join = [("b", how)] if self._can_join else []
        self.show_keys([(numbers, "keep one"), *join, ("↑ ↓ Enter", "choose"), ("Esc", "later")])
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
        if self._can_join:
            self.dismiss(JOIN)

    def action_leave(self) -> None:
        """Close without deciding."""
        self.dismiss(None)

    def _show(self) -> None:
        for number, (row, version) in enumerate(zip(self._rows, self._versions, strict=True)):
            row.update(self._version(number, version))

    def _version(self, number: int, version: Versioned) -> Group:
        """The contents of one version; ``›`` marks the one that Enter keeps."""
        marked = number == self._chosen
        text = Text()
        text.append(f"{'›' if marked else ' '} {number + 1}  ", self.part("key" if marked else "name"))
        when = version.modified[:16].replace("T", " ")
        text.append(f"{when}{'  shown now' if number == 0 else ''}", self.part("dim"))
        if version.deleted:
            text.append("  deleted", self.part("error"))
        color = version.color if isinstance(version, Annotation | Tag) else None
        if color:
            text.append("  ")
            text.append(f" {visible(color)} ", self._palette.highlight(color).text + Style(bold=marked))
        return Group(text, *(Padding(part, (0, 0, 0, 5)) for part in self._said_by(version)))

    def _said_by(self, version: Versioned) -> list[Text]:
        first, dim = self._versions[0], self.part("dim")
        match version:
            case Annotation():
                is_elsewhere = isinstance(first, Annotation) and version.quoted_text != first.quoted_text
                on = Text(f"on {excerpt(version.quoted_text)}", dim) if is_elsewhere else Text()
                said = [on, self._tags(version.tags), Text(clean(version.note[:_MOST_SHOWN]).text)]
            case ArticleRecord():
                details = version.metadata
                has_other_text = isinstance(first, ArticleRecord) and version.text_version != first.text_version
                about = (details.creator, details.canonical_url, details.published, details.language)
                said = [
                    Text(visible(details.title)),
                    Text(" · ".join(visible(one) for one in about if one), dim),
                    self._tags(version.tags),
                    Text("made with another text; the current text stays" if has_other_text else "", dim),
                    Text("archived" if version.archived else "", dim),
                ]
            case Tag():
                key = f"on the key {version.pin}" if version.pin else ""
                said = [Text(clean(version.description[:_MOST_SHOWN]).text), Text(key, dim)]
            case View():
                query = visible(version.query) or "everything"
                said = [Text(visible(version.name)), Text(f"{version.lists.value}  {query}", dim)]
        return [one for one in said if one]

    def _tags(self, tags: Sequence[str]) -> Text:
        return Text(" ".join(f"#{visible(tag)}" for tag in tags), self.part("tag"))
