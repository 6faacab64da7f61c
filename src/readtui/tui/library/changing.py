"""Changes the articles that are marked, else the one under the cursor; each change is one undo step."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

from textual.screen import Screen

from readtui.errors import ReadtuiError
from readtui.model.article import ReadingState
from readtui.model.change import Change
from readtui.services.editing import UNARCHIVED
from readtui.services.library import LibraryEntry
from readtui.services.wording import tagged
from readtui.tui.context import Context
from readtui.tui.dialogs.tag import TagDialog
from readtui.tui.host import Workers
from readtui.tui.library.state import LibraryState, name_of
from readtui.tui.news import ChangeMade
from readtui.tui.note_writing import NoteWriting
from readtui.tui.widgets.record_table import RecordTable

_ResultT = TypeVar("_ResultT")


class LibraryShown(Workers, Protocol):
    """The list on the screen."""

    @property
    def table(self) -> RecordTable: ...

    @property
    def current(self) -> LibraryEntry | None:
        """The article under the cursor."""

    @property
    def how_to_undo(self) -> str: ...

    def show_marks(self) -> None:
        """Show which articles are marked, and how many."""

    def ask(self, dialog: Screen[_ResultT], then: Callable[[_ResultT | None], None] | None = None) -> None:
        """Show a dialog; ``then`` receives its answer."""

    def edit_file(self, path: Path) -> ReadtuiError | None:
        """Let the user's editor edit a file; return its failure. Raises ReadtuiError if the editor cannot run."""


class ChangingArticles:
    """The keys that mark, tag, note and remove articles and set their reading states."""

    def __init__(self, state: LibraryState, app: Context, shown: LibraryShown) -> None:
        self._state = state
        self._app = app
        self._shown = shown

    # ------------------------------------------------------------------ marks

    def do_library_mark(self) -> None:
        """Mark the article, or unmark it, and go to the next one. On a heading, all articles below it."""
        table, index = self._shown.table, self._shown.table.current_index
        if index is None:
            return
        entry = self._state.at(index)
        self._state.mark([entry] if entry else self._state.group_at(index))
        if entry:
            table.move(1)
        else:
            table.move_group(1)
        self._shown.show_marks()

    def do_library_unmark(self) -> None:
        self._state.marked.clear()
        self._shown.show_marks()

    def _chosen(self) -> list[LibraryEntry]:
        return self._state.chosen(self._shown.current)

    # ------------------------------------------------------------------ trash and states

    def do_library_remove(self) -> None:
        """Move the chosen articles to the trash."""
        if chosen := self._chosen():
            self._app.run_worker(self._remove(chosen))

    async def _remove(self, chosen: Sequence[LibraryEntry]) -> None:
        what = partial(self._app.services.library.remove, *(entry.record for entry in chosen))
        if await self._change(what, chosen):
            verb = "is" if len(chosen) == 1 else "are"
            self._app.tell(f"{name_of(chosen)} {verb} in the trash. {self._shown.how_to_undo}")

    def do_library_to_read(self) -> None:
        self._set_state(ReadingState.TO_READ)

    def do_library_reading(self) -> None:
        self._set_state(ReadingState.READING)

    def do_library_done(self) -> None:
        self._set_state(ReadingState.DONE)

    def do_library_archive(self) -> None:
        """Archive the chosen articles or, if all of them are archived, take them out of the archive."""
        chosen = self._chosen()
        self._set_state(UNARCHIVED if all(entry.record.archived for entry in chosen) else ReadingState.ARCHIVED)

    def _set_state(self, state: str) -> None:
        if chosen := self._chosen():
            self._app.run_worker(self._change_state(chosen, state))

    async def _change_state(self, chosen: Sequence[LibraryEntry], state: str) -> None:
        services = self._app.services
        change = services.editor.set_state([entry.record for entry in chosen], state)
        said = "out of the archive" if state == UNARCHIVED else ReadingState(state).said
        if change is None:
            self._state.acted_on(chosen)
            self._shown.show_marks()
            self._app.tell(f"Already {said}: {name_of(chosen)}.")
        elif await self._change(partial(services.changes.apply, change), chosen):
            self._app.tell(f"Now {said}: {name_of(chosen)}. {self._shown.how_to_undo}")

    # ------------------------------------------------------------------ tags and notes

    def do_library_tag(self) -> None:
        if chosen := self._chosen():
            self._app.tags.when_known(partial(self._open_tags, chosen))

    def _open_tags(self, chosen: Sequence[LibraryEntry], known: dict[str, int]) -> None:
        """Ask for tags. Shows those that all chosen articles have; what changes, changes on all of them."""
        first, *others = (entry.record.tags for entry in chosen)
        before = tuple(tag for tag in first if all(tag in tags for tags in others))

        def changed(tags: tuple[str, ...]) -> None:
            nonlocal before
            added, removed = [tag for tag in tags if tag not in before], [tag for tag in before if tag not in tags]
            before = tags
            self._app.run_worker(self._retag(chosen, added, removed))

        self._shown.ask(TagDialog(name_of(chosen), before, known, changed))

    async def _retag(self, chosen: Sequence[LibraryEntry], added: Sequence[str], removed: Sequence[str]) -> None:
        library, ids = self._app.services.library, [entry.record.id for entry in chosen]
        if await self._change(lambda: library.retag([library.find(one) for one in ids], added, removed), chosen):
            self._app.tell(f"{tagged(name_of(chosen), added, removed)} {self._shown.how_to_undo}")

    def do_library_note(self) -> None:
        """Write or edit the note on the article under the cursor."""
        entry = self._shown.current
        if entry is not None:
            self._shown.run_worker(self._ask_for_note(entry.record.id), group="open", exclusive=True)

    async def _ask_for_note(self, article_id: str) -> None:
        app = self._app
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
        NoteWriting(app, self._shown, app.saving.save).ask_on_article(session, kept=kept)

    async def _change(self, act: Callable[[], Change], chosen: Sequence[LibraryEntry]) -> bool:
        """Run a change of the chosen articles and tell the other screens; return whether it succeeded."""
        try:
            change = await self._app.saving.in_turn(act)
        except ReadtuiError as error:
            self._app.tell_error(error)
            return False
        self._state.acted_on(chosen)
        self._app.bulletin.publish(ChangeMade(change))
        return True
