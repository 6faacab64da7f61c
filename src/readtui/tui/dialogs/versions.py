"""The dialog for choosing between concurrent versions of a record."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from rich.console import Group
from rich.padding import Padding
from rich.style import Style
from rich.text import Text
from textual import events
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.model.tag import Tag
from readtui.model.view import View
from readtui.services.saving.conflicts import Versioned, versioned_name
from readtui.services.wording import excerpt
from readtui.text.clean import clean, visible
from readtui.text.note_markdown import read_note
from readtui.text.phrases import counted
from readtui.tui.article.title_block import day_in_words
from readtui.tui.colors.palette import Palette
from readtui.tui.dialogs.dialog import Dialog, bindings
from readtui.tui.notes.note_lines import NoteStyles, line_text, note_lines
from readtui.tui.widgets.days import day_and_time

JOIN = -1
_MOST_SHOWN = 1_000
_INDENT, _SCROLLBAR = 5, 1
_OTHER_ROWS = 4
"""The rule of the sheet, a blank line on each side, and the keys."""


class VersionsDialog(Dialog[int | None]):
    """Lists the versions, the current one first, with who wrote each, where ``writers`` says it.

    The result is the index of the version to keep, JOIN to keep them all in one, or None to decide later. Tags and
    views cannot be joined.
    """

    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    VersionsDialog VerticalScroll Static { height: auto; padding: 0 0 1 0; }
    """
    BINDINGS = bindings(
        {"escape,q": "leave", "enter": "choose", "down,j,tab": "move(1)", "up,k,shift+tab": "move(-1)", "plus": "join"}
    )

    def __init__(
        self, versions: Sequence[Versioned], palette: Palette, now: datetime, writers: Sequence[str] = ()
    ) -> None:
        super().__init__(f"{counted(len(versions), 'version')} of {versioned_name(versions[0])}")
        self._versions = versions
        self._palette = palette
        self._now = now
        self._writers = writers or [""] * len(versions)
        self._chosen = 0
        self._rows = [Static(markup=False) for _ in versions]
        self._scroll = VerticalScroll(can_focus=False)

    def sheet(self) -> Iterable[Widget]:
        with self._scroll:
            yield from self._rows
        yield self._scroll

    @property
    def _can_join(self) -> bool:
        return isinstance(self._versions[0], Annotation | ArticleRecord)

    def on_mount(self) -> None:
        numbers = f"1–{min(9, len(self._versions))}"
        how = "keep all, joined" if isinstance(self._versions[0], Annotation) else "keep the tags of all"
        join = [("+", how)] if self._can_join else []
        self.show_keys([(numbers, "keep one"), *join, ("↑ ↓ Enter", "choose"), ("Esc", "later")])

    def on_resize(self) -> None:
        """Leave the keys on the screen, and where there is room, some of the text."""
        super().on_resize()
        self._scroll.styles.max_height = max(1, min(self.size.height - _OTHER_ROWS, max(14, self.size.height // 2)))
        self._show()

    def on_key(self, event: events.Key) -> None:
        """Choose with a single digit."""
        if (number := self.number_of(event, len(self._versions))) is not None:
            event.stop()
            self.dismiss(number)

    def action_move(self, steps: int) -> None:
        """Move to the next or previous version, wrapping around."""
        self._chosen = (self._chosen + steps) % len(self._versions)
        self._show()
        self._rows[self._chosen].scroll_visible(animate=False)

    def action_choose(self) -> None:
        self.dismiss(self._chosen)

    def action_join(self) -> None:
        if self._can_join:
            self.dismiss(JOIN)

    def _show(self) -> None:
        for number, (row, version) in enumerate(zip(self._rows, self._versions, strict=True)):
            row.update(self._version(number, version))

    def _version(self, number: int, version: Versioned) -> Group:
        """The contents of one version; ``›`` marks the one that Enter keeps."""
        marked = number == self._chosen
        text = Text()
        text.append(f"{'›' if marked else ' '} {number + 1}  ", self.part("key" if marked else "name"))
        when = day_and_time(version.modified, self._now)
        text.append(f"{when}{'  shown now' if number == 0 else ''}", self.part("dim"))
        if writer := self._writers[number]:
            text.append(f"  by {writer}", self.part("name"))
        if version.deleted:
            text.append("  deleted", self.part("error"))
        color = version.color if isinstance(version, Annotation | Tag) else None
        if color:
            text.append("  ")
            text.append(f" {visible(color)} ", self._palette.highlight(color).text + Style(bold=marked))
        return Group(text, *(Padding(part, (0, 0, 0, _INDENT)) for part in self._said_by(version)))

    def _said_by(self, version: Versioned) -> list[Text]:
        first, dim = self._versions[0], self.part("dim")
        match version:
            case Annotation():
                is_elsewhere = isinstance(first, Annotation) and version.quoted_text != first.quoted_text
                on = Text(f"on {excerpt(version.quoted_text)}", dim) if is_elsewhere else Text()
                said = [on, self.in_colors(version.tags), self._note(version.note[:_MOST_SHOWN])]
            case ArticleRecord():
                details = version.metadata
                has_other_text = isinstance(first, ArticleRecord) and version.text_version != first.text_version
                about = (details.creator, details.canonical_url, day_in_words(details.published), details.language)
                said = [
                    Text(visible(details.title)),
                    Text(" · ".join(visible(one) for one in about if one), dim),
                    self.in_colors(version.tags),
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

    def _note(self, note: str) -> Text:
        """The note as everywhere: its Markdown is rendered."""
        dim, tag = self.part("dim"), self.part("tag")
        link = Style(color=self._palette.link.color, underline=True)
        styles = NoteStyles(Style(), dim, Style(bold=True), tag, link, dim, linked=self._palette.linked)
        width = max(1, self._scroll.scrollable_content_region.width - _INDENT - _SCROLLBAR)
        return Text("\n").join(map(line_text, note_lines(read_note(note), width, styles, numbered=False)))
