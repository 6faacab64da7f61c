"""Triage: one article of those to be read after the other, each with a key for what becomes of it."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from functools import partial, partialmethod

from textual import events, work
from textual.app import ComposeResult
from textual.containers import Center
from textual.widgets import Static

from readtui.errors import ReadtuiError
from readtui.model.article import ReadingState
from readtui.model.change import Change
from readtui.quick_dataclass import dataclass
from readtui.search.query.syntax import EVERYTHING, Query, to_text
from readtui.services.article_edits import UNARCHIVED
from readtui.services.library import LibraryEntry
from readtui.services.wording import excerpt
from readtui.text.clean import visible
from readtui.text.phrases import counted
from readtui.tui.daemon_thread import in_thread
from readtui.tui.dialogs.tag import TagDialog, tag_changes
from readtui.tui.lists.article_order import ArticleOrder
from readtui.tui.lists.article_rows import article_lines, read_details
from readtui.tui.review.card_lines import paint_progress
from readtui.tui.screens.command_screen import CommandScreen
from readtui.tui.widgets.key_footer import KeyFooter, WhichKey
from readtui.tui.widgets.page_header import PageHeader
from readtui.tui.widgets.preview_pane import PreviewPane, Sheet
from readtui.tui.widgets.welcome import Welcome

_MEASURE = 72


class Fate(StrEnum):
    """What became of an article."""

    READ = "opened"
    KEPT = "kept"
    DONE = "done"
    ARCHIVED = "archived"


@dataclass(frozen=True, slots=True)
class _Step:
    """What was done to an article. ``undoing``: the state that takes it back; empty if nothing has changed."""

    fate: Fate
    undoing: str = ""


_CHANGES = {Fate.DONE: (ReadingState.DONE, ReadingState.TO_READ), Fate.ARCHIVED: (ReadingState.ARCHIVED, UNARCHIVED)}

_SAID = {Fate.DONE: "Marked as done:", Fate.ARCHIVED: "Archived"}


class TriageScreen(CommandScreen):
    """The articles to be read that pass a query, the latest first. A step leads from one to the next."""

    MODE = "triage"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (20, "-middle"), (30, "-airy"), (44, "-high")]
    DEFAULT_CSS = f"""
    TriageScreen #progress {{ height: 1; padding: 0 2; offset-y: -1; }}
    TriageScreen #card {{ height: 1fr; }}
    TriageScreen PreviewPane {{ max-width: {_MEASURE + 4}; border: none; margin: 0; padding: 0 2 1 2; }}
    TriageScreen.-airy PreviewPane {{ padding: 3 2 1 2; }}
    TriageScreen.-high PreviewPane {{ padding: 6 2 1 2; }}
    """

    def __init__(self, query: Query = EVERYTHING) -> None:
        super().__init__()
        self._query = query
        self._pile: Sequence[LibraryEntry] | None = None
        self._steps: list[_Step] = []

    def compose(self) -> ComposeResult:
        """Header, progress and the card."""
        yield PageHeader(self.palette)
        yield Static("", markup=False, id="progress")
        with Center(id="card"):
            yield PreviewPane(lambda width: Sheet(width, self.palette(), self.context.look.console))
        yield Welcome(self.palette)
        yield WhichKey()
        yield KeyFooter()

    def on_mount(self) -> None:
        """Look for what is to be read."""
        self._load()

    def on_resize(self, event: events.Resize) -> None:
        """The progress depends on the width."""
        self._show_frame()

    @work(exclusive=True, group="load")
    async def _load(self) -> None:
        library = self.context.services.library
        try:
            await self.context.work.saving.settled()
            entries = await in_thread(library.all_entries)
            passing = await in_thread(library.passing, entries, self._query)
        except ReadtuiError as error:
            self.tell_error(error)
            passing = []
        self._pile = ArticleOrder().sort([one for one in passing if one.record.state is ReadingState.TO_READ])
        self._show()

    # ------------------------------------------------------------------ showing

    @property
    def _current(self) -> LibraryEntry | None:
        pile = self._pile or ()
        return pile[len(self._steps)] if len(self._steps) < len(pile) else None

    def _show(self) -> None:
        self._show_frame()
        if self._current is not None:
            self._read(self._current)

    @work(exclusive=True, group="open")
    async def _read(self, entry: LibraryEntry) -> None:
        details = await in_thread(read_details, entry, self.context.services)
        if self._current is entry:
            self.card.show(partial(article_lines, entry, details, datetime.now().astimezone(), is_card=True))

    @property
    def card(self) -> PreviewPane:
        return self.query_one(PreviewPane)

    def _show_frame(self) -> None:
        entry, done, all_of_them = self._current, len(self._steps), len(self._pile or ())
        place = f"{done:,} of {all_of_them:,} decided" if entry else ""
        self.query_one(PageHeader).show("Triage", visible(to_text(self._query)), place)
        progress, card, welcome = self.query_one("#progress", Static), self.query_one("#card"), self.query_one(Welcome)
        progress.display = card.display = entry is not None
        if entry is not None:
            progress.update(paint_progress(done, all_of_them - done, max(0, self.size.width - 4), self.palette()))
            welcome.hide()
        elif self._pile is not None:
            counts = Counter(step.fate for step in self._steps)
            said = ", ".join(f"{counts[fate]:,} {fate}" for fate in Fate if counts[fate])
            undo = [(self.key("triage.undo"), "undo the last step")] if self._steps else []
            welcome.show(
                "All looked at" if said else "Nothing left to read",
                f"{counted(done, 'article')}: {said}." if said else "No article here waits to be read.",
                [(self.key("triage.back"), "back"), *undo],
            )
        self.show_mode()

    def show_mode(self) -> None:
        """Show the keys that do something now."""
        hidden = set() if self._steps else {"triage.undo"}
        shown = self.commands_here()
        if self._current is None:
            shown = [one for one in shown if one.id in ("triage.undo", "triage.back", "app.help")]
        self.show_in_footer([one for one in shown if one.id not in hidden])

    def palette_changed(self) -> None:
        """Paint in the new colors."""
        self._show()

    # ------------------------------------------------------------------ what becomes of it

    def do_triage_read(self) -> None:
        """Read the article now; coming back leads to the next one."""
        if (entry := self._current) is not None:
            self._step(_Step(Fate.READ))
            self.context.screens.open_reader(entry.record.id)

    def do_triage_keep(self) -> None:
        if self._current is not None:
            self._step(_Step(Fate.KEPT))

    def _step(self, step: _Step) -> None:
        self._steps.append(step)
        self._show()

    def _decide(self, fate: Fate) -> None:
        if (entry := self._current) is not None:
            state, undoing = _CHANGES[fate]
            self._change(entry, state, _Step(fate, undoing))

    do_triage_set_done, do_triage_set_archived = (
        partialmethod(_decide, Fate.DONE),
        partialmethod(_decide, Fate.ARCHIVED),
    )

    def do_triage_undo(self) -> None:
        """Take back the last step, and show its article again."""
        if not self._steps:
            self.tell("Nothing to undo.")
            return
        step, entry = self._steps[-1], (self._pile or ())[len(self._steps) - 1]
        if step.undoing:
            self._change(entry, step.undoing, None)
        else:
            self._steps.pop()
            self._show()
            self.tell(f"{excerpt(entry.record.title)} is back to be decided.")

    @work(group="load")
    async def _change(self, entry: LibraryEntry, state: str, step: _Step | None) -> None:
        """Put the article into a state, and go on; without a step, go back."""
        services = self.context.services

        def change() -> Change | None:
            made = services.editor.set_state([services.library.find(entry.record.id)], state)
            return made and services.repository.apply(made)

        await self.context.work.saving.make(change)
        title = excerpt(entry.record.title)
        if step is None:
            self._steps.pop()
            said = f"{title} is back to be decided."
        else:
            self._steps.append(step)
            said = f"{_SAID[step.fate]} {title}. Press {self.key('triage.undo')} to undo."
        self._show()
        self.tell(said)

    def do_triage_tag(self) -> None:
        if (entry := self._current) is not None:
            self.context.work.tags.when_known(partial(self._open_tags, entry))

    def _open_tags(self, entry: LibraryEntry, known: dict[str, int]) -> None:
        def answered(line: str | None) -> None:
            added, removed = tag_changes(entry.record.tags, line)
            if added or removed:
                self._retag(entry, added, removed)

        tags = self.context.work.tags
        self.ask(TagDialog("Tags of the article", entry.record.tags, known, is_closed=tags.is_closed), answered)

    @work(group="load")
    async def _retag(self, entry: LibraryEntry, added: Sequence[str], removed: Sequence[str]) -> None:
        library = self.context.services.library
        retag = partial(library.retag, added=added, removed=removed)
        await self.context.work.saving.make(lambda: retag([library.find(entry.record.id)]))
        record = await in_thread(library.find, entry.record.id)
        self._pile = [one.with_record(record) if one is entry else one for one in self._pile or ()]
        self._show()
