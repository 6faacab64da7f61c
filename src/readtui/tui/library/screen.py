"""The library screen: a table of articles."""

import asyncio
import os
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from rich.text import Text
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widget import Widget

from readtui.errors import ReadtuiError, SourceError
from readtui.model.article import ReadingState
from readtui.model.change import Change
from readtui.model.view import Lists
from readtui.search.query.completing import Known, known_in
from readtui.services.annotating.versions import other_versions
from readtui.services.editing import ARCHIVED, STATE_WORDS, UNARCHIVED
from readtui.services.finding.query import AnnotationQuery
from readtui.services.intake.source_files import is_url
from readtui.services.library import LibraryEntry
from readtui.services.wording import excerpt
from readtui.text.clean import visible
from readtui.text.counted import counted
from readtui.tui.dialogs.prompt import PromptDialog, complete_path
from readtui.tui.dialogs.tag import TagDialog
from readtui.tui.library.rows import UNDECIDED, Order, paint_entry, paint_headings
from readtui.tui.library.welcome import Welcome
from readtui.tui.news import ChangeMade
from readtui.tui.screens.list_screen import ListScreen
from readtui.tui.widgets.filter_line import FilterLine
from readtui.tui.widgets.key_footer import KeyFooter
from readtui.tui.widgets.page_header import PageHeader
from readtui.tui.widgets.record_table import PaintedRow, RecordTable, Row
from readtui.tui.widgets.which_key import WhichKey
from readtui.tui.work.note_writing import NoteWriting

_ResultT = TypeVar("_ResultT")


class _Headings(Widget):
    """The column headings."""

    DEFAULT_CSS = "_Headings { height: 1; padding: 0 2; }"

    def render(self) -> Text:
        """The columns that fit, with an arrow at the column sorted by."""
        screen = self.screen
        if not isinstance(screen, LibraryScreen):
            return Text()
        segments = paint_headings(self.size.width, screen.order, screen.readtui.palette)
        return Text.assemble(*((text, style or "") for text, style, _ in segments), no_wrap=True, end="")


class LibraryScreen(ListScreen):
    """Lists all articles, or only those whose ids are in ``only``, sorted by ``order``."""

    MODE = "library"
    DEFAULT_CSS = """
    LibraryScreen RecordTable { margin: 0 1 0 2; }
    LibraryScreen.-airy _Headings { margin: 1 0; }
    """

    def __init__(self, only: Sequence[str] | None) -> None:
        super().__init__()
        self._only = frozenset(only) if only is not None else None
        self.order = Order()
        self._entries: list[LibraryEntry] | None = None
        self._shown: list[LibraryEntry] = []
        self._known = Known()
        self._marked: set[str] = set()
        self._due = 0

    def compose(self) -> ComposeResult:
        """Header, filter, headings and table. In an empty library the welcome replaces the table."""
        yield PageHeader(self.palette)
        yield FilterLine("words, #tag, author:name, lang:de, is:reading …")
        yield _Headings()
        yield RecordTable(self._paint)
        yield Welcome(self.palette)
        yield WhichKey()
        yield KeyFooter()

    @property
    def narrowed_list(self) -> tuple[Lists, str]:
        return Lists.ARTICLES, self.filter_line.value

    # ------------------------------------------------------------------ showing

    async def load(self) -> None:
        """Read the library's listing. Raises StorageError."""
        library = self.readtui.services.library
        self._entries = await asyncio.to_thread(library.entries)
        tags = await asyncio.to_thread(library.tag_counts)
        self._known = known_in((entry.record for entry in self._entries), tags)
        await self.show_rows()
        self._due = await asyncio.to_thread(self.readtui.services.reviewing.count_due, datetime.now().astimezone())
        self._show_header()

    async def show_rows(self, key: str = "") -> None:
        """Show the articles that pass the filter, sorted, with the cursor on the article ``key``."""
        if self._entries is None:
            return
        listed = [entry for entry in self._entries if self._only is None or entry.record.id in self._only]
        wanted, passing = self.filter_line.query_typed(self._known), self.readtui.services.library.passing
        self._shown = await asyncio.to_thread(lambda: self.order.sort(passing(listed, wanted)))
        self.table.set_rows([Row(entry.record.id) for entry in self._shown], key)
        self._show_welcome(bool(listed))
        self._show_header()

    def _show_header(self) -> None:
        entries, shown, key = self._entries or [], len(self._shown), self.readtui.keymap.key
        listed = sum(self._only is None or entry.record.id in self._only for entry in entries)
        count = f"{shown:,} of {counted(listed, 'article')}" if shown != listed else counted(listed, "article")
        if self._only is not None and listed < len(entries):
            detail = f"only the articles you opened · {key('library.show_all')}: all {len(entries)}"
        else:
            detail = visible(self.readtui.services.folder.name)
        marked = sum(entry.record.id in self._marked for entry in self._shown)
        undecided = sum(bool(other_versions(entry.record)) for entry in self._shown)
        versions = f"{UNDECIDED} {undecided:,} with versions: {key('app.undecided')} · " if undecided else ""
        due = f"{key('app.review')}: {self._due:,} due · " if self._due else ""
        right = f"{f'{marked:,} marked · ' if marked else due}{versions}{count} · {self.order}"
        if progress := self.readtui.importing.progress:
            right = f"{progress} · {key('library.show_all')}: stop"
        self.query_one(PageHeader).show("Library", detail, right)

    def _show_welcome(self, has_articles: bool) -> None:
        welcome, key = self.query_one(Welcome), self.readtui.keymap.key
        if self._shown:
            welcome.hide()
        elif has_articles:
            clear = (key("library.show_all"), "clear the filter")
            again = (key("library.filter"), "edit the filter")
            welcome.show("Nothing found", f"No article matches “{visible(self.filter_line.value)}”.", [clear, again])
        else:
            welcome.show(
                "A library for reading",
                "Your library is empty. Press a key to begin:",
                [
                    (key("library.add"), "add a file, a folder or a URL"),
                    (key("app.help"), "show every key of this screen"),
                    (key("library.back"), "quit"),
                ],
                "From the shell:  readtui sample_articles/",
            )
        self.table.display = self.query_one(_Headings).display = bool(self._shown)
        if not self._shown and not self.filter_line.has_cursor:
            self.set_focus(None)
        elif self._shown and self.focused is None:
            self.table.focus()

    def _paint(self, index: int, width: int, is_current: bool) -> PaintedRow:
        now = datetime.now().astimezone()
        entry, palette = self._shown[index], self.readtui.palette
        is_marked = entry.record.id in self._marked
        return [paint_entry(entry, width, palette, now, is_current=is_current, is_marked=is_marked)]

    def palette_changed(self) -> None:
        super().palette_changed()
        self.query_one(_Headings).refresh()

    def _current(self) -> LibraryEntry | None:
        number = self.table.current_number
        return self._shown[number - 1] if number and self._shown else None

    def _chosen(self) -> list[LibraryEntry]:
        """What an action is for: the marked articles that are listed, else the one under the cursor."""
        marked = [entry for entry in self._shown if entry.record.id in self._marked]
        current = self._current()
        return marked or ([current] if current else [])

    # ------------------------------------------------------------------ commands

    def do_library_views(self) -> None:
        """Open, save, rename or delete saved views."""
        self.ask_for_view(Lists.ARTICLES)

    def do_list_open(self) -> None:
        entry = self._current()
        if entry is not None:
            self.readtui.screens.open_reader(entry.record.id)

    def do_library_sort(self) -> None:
        self._sort(self.order.next())

    def do_library_sort_reverse(self) -> None:
        self._sort(self.order.reversed())

    def _sort(self, order: Order) -> None:
        self.order = order
        self.query_one(_Headings).refresh()
        self.arrange_rows()

    def do_library_show_all(self) -> None:
        """Stop adding; else clear the filter; else show all articles instead of those the library was opened on."""
        if self.readtui.importing.stop():
            return
        if self.filter_line.value:
            self.filter_line.clear()
        elif self._only is not None:
            self._only = None
            self.arrange_rows()

    def do_library_export(self) -> None:
        """Export the chosen articles; the listed articles are offered as another scope."""
        chosen = self._chosen()
        if chosen:
            listed = AnnotationQuery(articles=tuple(shown.record.id for shown in self._shown))
            is_all = len(self._shown) == len(self._entries or [])
            others = [] if is_all else [(listed, counted(len(self._shown), "listed article"))]
            articles = AnnotationQuery(articles=tuple(entry.record.id for entry in chosen))
            self.readtui.screens.show_export(articles, _name(chosen), *others)

    def do_library_settle(self) -> None:
        """Open the moved and lost passages of the library."""
        self.readtui.screens.show_settling()

    # ------------------------------------------------------------------ changing the chosen articles

    def do_library_mark(self) -> None:
        """Mark the article, or unmark it, and go to the next one."""
        entry = self._current()
        if entry is not None:
            self._marked ^= {entry.record.id}
            self.table.repaint()
            self.table.move(1)
            self._show_header()

    def do_library_unmark(self) -> None:
        self._marked.clear()
        self.table.repaint()
        self._show_header()

    def do_library_remove(self) -> None:
        """Move the chosen articles to the trash."""
        if chosen := self._chosen():
            self.run_worker(self._remove(chosen))

    async def _remove(self, chosen: Sequence[LibraryEntry]) -> None:
        what = partial(self.readtui.services.library.remove, *(entry.record for entry in chosen))
        if await self._change(what):
            self._marked.difference_update(entry.record.id for entry in chosen)
            verb = "is" if len(chosen) == 1 else "are"
            self.readtui.tell(f"{_name(chosen)} {verb} in the trash. {self.how_to_undo}")

    def do_library_to_read(self) -> None:
        self._set_state(ReadingState.TO_READ)

    def do_library_reading(self) -> None:
        self._set_state(ReadingState.READING)

    def do_library_done(self) -> None:
        self._set_state(ReadingState.DONE)

    def do_library_archive(self) -> None:
        """Archive the chosen articles or, if all of them are archived, take them out of the archive."""
        chosen = self._chosen()
        self._set_state(UNARCHIVED if all(entry.record.archived for entry in chosen) else ARCHIVED)

    def _set_state(self, state: str) -> None:
        if chosen := self._chosen():
            self.run_worker(self._change_state(chosen, state))

    async def _change_state(self, chosen: Sequence[LibraryEntry], state: str) -> None:
        services = self.readtui.services
        change = services.editor.set_state([entry.record for entry in chosen], state)
        said = STATE_WORDS[state]
        if change is None:
            self.readtui.tell(f"Already {said}: {_name(chosen)}")
        elif await self._change(partial(services.changes.apply, change)):
            self.readtui.tell(f"Now {said}: {_name(chosen)}. {self.how_to_undo}")

    def do_library_tag(self) -> None:
        if chosen := self._chosen():
            self.readtui.tags.when_known(partial(self._open_tags, chosen))

    def _open_tags(self, chosen: Sequence[LibraryEntry], known: dict[str, int]) -> None:
        """Ask for tags. Shows those that all chosen articles have; what changes, changes on all of them."""
        first, *others = (entry.record.tags for entry in chosen)
        before = tuple(tag for tag in first if all(tag in tags for tags in others))
        ids = [entry.record.id for entry in chosen]

        def changed(tags: tuple[str, ...]) -> None:
            nonlocal before
            added, removed = [tag for tag in tags if tag not in before], [tag for tag in before if tag not in tags]
            before = tags
            self._retag(ids, added, removed)

        self.app.push_screen(TagDialog(_name(chosen), before, known, changed))

    def _retag(self, ids: Sequence[str], added: Sequence[str], removed: Sequence[str]) -> None:
        library = self.readtui.services.library
        self.run_worker(self._change(lambda: library.retag([library.find(one) for one in ids], added, removed)))

    def do_library_note(self) -> None:
        """Write or edit the note on the article under the cursor."""
        entry = self._current()
        if entry is not None:
            self.run_worker(self._ask_for_note(entry.record.id), group="open", exclusive=True)

    async def _ask_for_note(self, article_id: str) -> None:
        app = self.readtui
        if app.services.library.is_read_only:
            app.tell("Could not save: this library is read-only.")
            return
        await app.saving.settled()
        try:
            session = await asyncio.to_thread(app.services.read, article_id)
        except ReadtuiError as error:
            app.tell_error(error)
            return
        kept = f"Draft kept. Press {app.keymap.key('library.note')} on the article to continue it."
        NoteWriting(app, self, app.saving.save).ask_on_article(session, kept=kept)

    def ask(self, dialog: Screen[_ResultT], then: Callable[[_ResultT | None], None] | None = None) -> None:
        """Show a dialog; ``then`` receives its answer."""
        self.app.push_screen(dialog, then)

    def edit_file(self, path: Path) -> ReadtuiError | None:
        """Let the user's editor edit a file; return its failure. Raises ReadtuiError if the editor cannot run."""
        from readtui.tui.outside.editor import edit_file

        return edit_file(self.app, path)

    async def _change(self, act: Callable[[], Change]) -> bool:
        """Run a change and tell the other screens; return whether it succeeded."""
        try:
            change = await self.readtui.saving.in_turn(act)
        except ReadtuiError as error:
            self.readtui.tell_error(error)
            return False
        self.readtui.bulletin.publish(ChangeMade(change))
        self.reload()
        return True

    # ------------------------------------------------------------------ adding

    def do_library_add(self) -> None:
        """Ask for a file, a folder or a URL and add it."""
        title = "Add a file, a folder or a URL"
        # A mistyped address is corrected, not typed again.
        failed = self.readtui.importing.failed
        self.app.push_screen(
            PromptDialog(title, failed, "its path or address", complete_path, self._source_given, is_selected=True)
        )

    async def _source_given(self, source: str) -> bool:
        """Begin to add the source. Raises SourceError."""
        if not source.strip():
            return False
        self.readtui.importing.add(await asyncio.to_thread(self._sources, source.strip()))
        return True

    def _sources(self, source: str) -> list[str]:
        """The URL, the file, or the files in the folder. Raises SourceError."""
        path = os.path.expanduser(source)
        if os.path.isdir(path):
            return [str(one) for one in self.readtui.services.library.sources_in(Path(path))]
        if not is_url(source) and not os.path.exists(path):
            raise SourceError(
                f"no such file or folder: {visible(source)}", "Check the path. A URL begins with https://."
            )
        return [source]

    def do_library_refresh(self) -> None:
        entry = self._current()
        if entry is not None:
            self.readtui.importing.refresh(entry.record)

    def import_changed(self) -> None:
        """Show the progress in the header."""
        self._show_header()

    def imported(self, added: Sequence[str]) -> None:
        """Show the added articles, with the cursor on the first one."""
        if self._only is not None:
            self._only |= set(added)
        self.filter_line.clear()
        self.run_worker(self._show_added(added[0]), group="load", exclusive=True)

    async def _show_added(self, article_id: str) -> None:
        try:
            await self.load()
        except ReadtuiError as error:
            self.readtui.tell_error(error)
        else:
            await self.show_rows(article_id)


def _name(entries: Sequence[LibraryEntry]) -> str:
    """The title of one article, the number of several."""
    return excerpt(entries[0].record.title) if len(entries) == 1 else counted(len(entries), "article")
