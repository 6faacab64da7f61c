"""Changes the articles that are marked, else the one under the cursor, each time in one undo step; adds others."""

import os
from collections.abc import Callable, Sequence
from functools import partial, partialmethod
from pathlib import Path

from readtui.bootstrap import Services
from readtui.errors import SourceError
from readtui.model.article import ReadingState
from readtui.model.change import Change
from readtui.quick_dataclass import dataclass
from readtui.services.annotation_reader import AnnotationQuery
from readtui.services.article_edits import UNARCHIVED
from readtui.services.library import LibraryEntry
from readtui.services.sources import is_url
from readtui.services.wording import tagged
from readtui.text.clean import visible
from readtui.text.phrases import counted
from readtui.tui.context import Screens
from readtui.tui.daemon_thread import in_thread
from readtui.tui.dialogs.prompt import PromptDialog, complete_path
from readtui.tui.dialogs.tag import TagDialog, tag_changes
from readtui.tui.events import ArticlesImported, EventBus, LibraryEvent
from readtui.tui.host import Host
from readtui.tui.lists.library_state import LibraryState, name_of
from readtui.tui.lists.list_screen import ListScreen
from readtui.tui.note_prompt import NotePrompt
from readtui.tui.widgets.screen_lifetime import is_open
from readtui.tui.work.background import Background
from readtui.tui.work.known_tags import KnownTags
from readtui.tui.work.saver import Saver
from readtui.tui.work.source_intake import SourceIntake


@dataclass
class ArticleActions:
    """The keys that tag, note and remove articles and set their reading states."""

    _state: LibraryState
    _host: Host
    _services: Services
    _saving: Saver
    _background: Background
    _tags: KnownTags
    _screens: Screens
    _screen: ListScreen

    def _chosen(self) -> list[LibraryEntry]:
        """What an action is for: the marked articles that are listed, each once, else the one under the cursor."""
        rows = (self._state.at(row) for row in self._screen.marks.rows())
        return list({entry.record.id: entry for entry in rows if entry is not None}.values())

    def _acted_on(self, entries: Sequence[LibraryEntry]) -> None:
        """An action was carried out on these articles: take off their marks, and do not hold them on the shelf."""
        ids = {entry.record.id for entry in entries}
        self._state.held -= ids
        self._screen.marks.take_off(ids)

    def do_library_export(self) -> None:
        """Export the chosen articles; the listed articles are offered as another scope."""
        chosen, shown = self._chosen(), self._state.shown()
        if chosen:
            # Chosen articles are named, and exported with or without annotations; listed ones only limit the library.
            listed = AnnotationQuery(among=frozenset(one.record.id for one in shown))
            is_all = len(shown) in (len(chosen), len(self._state.entries or []))
            others = [] if is_all else [(listed, counted(len(shown), "listed article"))]
            articles = AnnotationQuery(articles=tuple(entry.record.id for entry in chosen))
            done = partial(self._acted_on, chosen)
            self._screens.show_export(articles, name_of(chosen), *others, done=done)

    def do_library_settle(self) -> None:
        self._screens.show_settling()

    async def do_library_remove(self) -> None:
        if chosen := self._chosen():
            await self._change(partial(self._services.library.remove, *(entry.record for entry in chosen)), chosen)
            verb = "is" if len(chosen) == 1 else "are"
            self._screen.tell(f"{name_of(chosen)} {verb} in the trash. {self._screen.how_to_undo}")

    async def do_library_archive(self) -> None:
        """Archive the chosen articles or, if all of them are archived, take them out of the archive."""
        chosen = self._chosen()
        await self._set_state(UNARCHIVED if all(entry.record.archived for entry in chosen) else ReadingState.ARCHIVED)

    async def _set_state(self, state: str) -> None:
        if chosen := self._chosen():
            await self._change_state(chosen, state)

    do_library_to_read = partialmethod(_set_state, ReadingState.TO_READ)
    do_library_reading = partialmethod(_set_state, ReadingState.READING)
    do_library_done = partialmethod(_set_state, ReadingState.DONE)

    async def _change_state(self, chosen: Sequence[LibraryEntry], state: str) -> None:
        services = self._services
        change = services.editor.set_state([entry.record for entry in chosen], state)
        said = "out of the archive" if state == UNARCHIVED else ReadingState(state).said
        if change is None:
            self._acted_on(chosen)
            self._screen.tell(f"Already {said}: {name_of(chosen)}.")
        else:
            await self._change(partial(services.repository.apply, change), chosen)
            name = name_of(chosen)
            done = f"Took {name} {said}" if state == UNARCHIVED else f"Marked {name} as {said}"
            self._screen.tell(f"{done}. {self._screen.how_to_undo}")

    def do_library_tag(self) -> None:
        if chosen := self._chosen():
            self._tags.when_known(partial(self._open_tags, chosen))

    def _open_tags(self, chosen: Sequence[LibraryEntry], known: dict[str, int]) -> None:
        """Ask for tags. Shows those that all chosen articles have; what changes, changes on all of them."""
        first, *others = (entry.record.tags for entry in chosen)
        before = tuple(tag for tag in first if all(tag in tags for tags in others))

        def answered(line: str | None) -> None:
            added, removed = tag_changes(before, line)
            if added or removed:
                self._host.run_worker(self._retag(chosen, added, removed))

        title = f"Tags of {name_of(chosen)}"
        self._screen.ask(TagDialog(title, before, known, is_closed=self._tags.is_closed), answered)

    async def _retag(self, chosen: Sequence[LibraryEntry], added: Sequence[str], removed: Sequence[str]) -> None:
        library, ids = self._services.library, [entry.record.id for entry in chosen]
        await self._change(lambda: library.retag([library.find(one) for one in ids], added, removed), chosen)
        self._screen.tell(f"{tagged(name_of(chosen), added, removed)} {self._screen.how_to_undo}")

    def do_library_note(self) -> None:
        """Write or edit the note on the article under the cursor."""
        entry = self._state.at(self._screen.table.current_index)
        if entry is not None:
            self._screen.run_worker(self._ask_for_note(entry.record.id), group="open", exclusive=True)

    async def _ask_for_note(self, article_id: str) -> None:
        if self._services.library.is_read_only:
            self._screen.tell("Could not save: this library is read-only.")
            return
        await self._saving.settled()
        session = await in_thread(self._services.read, article_id)
        kept = f"Draft kept. Press {self._screen.key('library.note')} on the article to continue it."
        saving = self._saving
        prompt = NotePrompt(self._services, self._background, saving, self._screen, saving.save)
        prompt.ask_on_article(session, kept=kept)

    async def _change(self, act: Callable[[], Change], chosen: Sequence[LibraryEntry]) -> None:
        """Run a change of the chosen articles and tell the other screens."""
        await self._saving.make(act)
        self._acted_on(chosen)


class Additions:
    """The keys that add files, folders and URLs, and reload them."""

    def __init__(
        self, state: LibraryState, services: Services, events: EventBus, importing: SourceIntake, screen: ListScreen
    ) -> None:
        self._state = state
        self._services = services
        self._importing = importing
        self._screen = screen
        events.subscribe(self._hear)
        screen.until_closed.callback(events.unsubscribe, self._hear)

    def _hear(self, event: LibraryEvent) -> None:
        """Show added articles, with the cursor on the first one."""
        if not isinstance(event, ArticlesImported) or not is_open(self._screen):
            return
        added = event.article_ids
        if self._state.only is not None:
            self._state.only = tuple(dict.fromkeys((*self._state.only, *added)))
        self._screen.filter_line.clear()
        self._screen.run_worker(self._show_added(added[0]), group="load", exclusive=True)

    async def _show_added(self, article_id: str) -> None:
        await self._screen.load()
        added = next((one for one in self._state.listed() if one.record.id == article_id), None)
        if added is not None and self._state.shelf is not None:
            self._state.shelf = added.record.state
        await self._screen.show_rows(article_id)

    def do_library_add(self) -> None:
        title = "Add a file, a folder or a URL"
        # A mistyped address is corrected, not typed again.
        failed = self._importing.failed
        self._screen.ask(
            PromptDialog(
                title,
                failed,
                "a path or a URL: ~/papers, https://…",
                complete_path,
                self._source_given,
                is_selected=True,
                enter="add",
            )
        )

    async def _source_given(self, source: str) -> bool:
        """Begin to add the source. Raises SourceError."""
        if not source.strip():
            return False
        self._importing.add(await in_thread(self._sources, source.strip()))
        return True

    def _sources(self, source: str) -> list[str]:
        """The URL, the file, or the files in the folder. Raises SourceError."""
        path = os.path.expanduser(source)
        if os.path.isdir(path):
            return [str(one) for one in self._services.library.sources_in(Path(path))]
        if not is_url(source) and not os.path.exists(path):
            raise SourceError(
                f"no such file or folder: {visible(source)}", "Check the path. A URL begins with https://."
            )
        return [source]

    def do_library_refresh(self) -> None:
        """Read the sources of the marked articles again, else of the one under the cursor; fetch texts that wait."""
        rows = (self._state.at(row) for row in self._screen.marks.rows())
        chosen = {entry.record.id: entry.record for entry in rows if entry is not None}
        self._importing.refresh(*chosen.values())
        self._screen.marks.take_off(chosen)
