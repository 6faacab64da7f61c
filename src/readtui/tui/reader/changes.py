"""Finds what has changed in the text since it was last seen, off the UI thread, and leads through it."""

import time
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from functools import partialmethod
from typing import TYPE_CHECKING

from readtui.bootstrap import Services
from readtui.model.annotation import Annotation
from readtui.model.article import Article
from readtui.quick_dataclass import dataclass
from readtui.services.reading.session import ReadingSession
from readtui.services.seen_texts import SeenText, body, changes_since, seen_text
from readtui.tui.article.seen_changes import NO_CHANGES, SeenChanges, changes_without, seen_changes
from readtui.tui.daemon_thread import in_thread
from readtui.tui.host import Host
from readtui.tui.reader.cursor import Jumps
from readtui.tui.reader.state import ReaderState
from readtui.tui.reader.title_and_card import ReaderMatter

if TYPE_CHECKING:
    from readtui.tui.reader.screen import ReaderScreen

_REST = 0.002
_SECOND = len("2026-01-31T12:00:00")
_LONG = 400_000
_NEAR = 10_000
"""In characters: the changes of longer texts are first found so near what is on the screen."""


@dataclass
class WhatChanged:
    """The changes since the text was seen that this reader compares with: the one of the last time or, if none is
    known, the one that was open before the file changed. In ``discuss``, the one on which threads were last sent.
    """

    _state: ReaderState
    _host: Host
    _services: Services
    _screen: "ReaderScreen"
    _jumps: Jumps
    _matter: ReaderMatter

    def __post_init__(self) -> None:
        self._viewport = self._state.viewport
        self._seen: SeenText | None = None
        self._found = NO_CHANGES
        self._is_shown = self._is_hidden = False
        self._is_complete = True
        self._is_other_text = False
        self._held: Article | None = None
        self._unvisited: set[tuple[str, str, str]] | None = set()
        """What has come while the text is open and has not been on the screen; None as long as it is being found."""

    # ------------------------------------------------------------------ finding

    async def look(self, before: ReadingSession | None = None) -> None:
        """Find the changes of the text on the screen, and show them. ``before``: what was open until now, if it is
        another text; what has come to the first pages of a document is no change.
        """
        session, seen = self._state.session, self._viewport.visible_passage
        if before is not None and before.part:
            before = None
        waiting: set[tuple[str, str, str]] = set()
        if before is not None:
            known = set(_names(self._found, before.article))
            waiting = self._unvisited if self._unvisited is not None else set()
            self._held, self._unvisited = self._held or before.article, None
        self._found, self._is_shown = NO_CHANGES, False
        near = (seen.start - _NEAR, seen.end + _NEAR)
        parts = (near, None) if len(session.article.text) > _LONG else (None,)
        for part in parts:
            found = await in_thread(self._changes_in, session, before, part)
            if self._state.session is not session:
                return
            # How many there are is not known as long as only those in sight are.
            self._found = found if part is None or not found.changes else replace(found, counts=())
            self._is_complete, self._is_shown = part is None, False
            if before is not None and self._is_complete:
                names = _names(found, session.article)
                self._unvisited = {one for one in names if one in waiting or one not in known}
            self.show_found()

    def _changes_in(
        self, session: ReadingSession, before: ReadingSession | None, near: tuple[int, int] | None
    ) -> SeenChanges:
        if session.is_waiting:
            return NO_CHANGES
        if self._seen is None:
            self._seen = self._services.seen.text_of(
                session.record, session.article, in_discuss=session.annotator.asks, pause=self._let_keys_in
            )
        if self._seen is None and before is not None:
            self._seen = seen_text(before.article)
        if self._seen is None:
            return NO_CHANGES
        threads = session.threads.open
        known = [(one.own_words, one.passage.start) for one in threads if one.passage is not None]
        changes = changes_since(self._seen, session.article, self._let_keys_in, near, known)
        if not changes and near is None:
            # No key is handled meanwhile, so it is only asked where it is needed.
            now = body(seen_text(session.article, self._let_keys_in))
            self._is_other_text = body(self._seen).split() != now.split()
        return seen_changes(session.article, changes, self._let_keys_in) if changes else NO_CHANGES

    def _let_keys_in(self) -> None:
        """Called now and then while the changes are sought: rest as long as keys wait."""
        while self._host.has_keys_waiting:
            time.sleep(_REST)

    def show_found(self) -> None:
        """Show the changes that were found, unless the user is doing something for which the text must not move."""
        viewport, state = self._viewport, self._state
        is_busy = viewport.selection is not None or state.is_picking or state.placing is not None
        if not self._is_shown and not is_busy and self._screen.is_on_top:
            self._is_shown = True
            self._show(NO_CHANGES if self._is_hidden else self._found)

    def note_seen(self) -> None:
        """Remember which text has been read: the one on the screen, unless something has come to it that was not."""
        session, seen = self._state.session, self._viewport.visible_passage
        if self._screen.is_on_top and self._unvisited:
            names = zip(_names(self._found, session.article), self._found.changes, strict=True)
            self._unvisited -= {name for name, one in names if one.start < seen.end and seen.start <= one.end}
        if self._unvisited is not None and not self._unvisited:
            self._held = None
        self._services.read_last[session.record.id] = self.read_text

    @property
    def read_text(self) -> Article:
        """The last text all changes of which were on the screen."""
        return self._held or self._state.session.article

    def _show(self, changes: SeenChanges) -> None:
        self._matter.changed = changes.said
        if self._viewport.changes is not changes:
            self._viewport.show_changes(changes)
        self._viewport.renew_matter()

    # ------------------------------------------------------------------ keys

    def _go(self, step: int, *, is_unasked: bool = False) -> None:
        """Go to the next change (1) or to the one that begins before this one (-1); ``is_unasked``: that no thread is
        about.
        """
        viewport, changes = self._viewport, self._found.changes
        if not changes:
            self._screen.tell(self._nothing)
            return
        numbers: Sequence[int] = self._unasked() if is_unasked else range(len(changes))
        if not numbers and self._is_complete:
            self._screen.tell("Every change belongs to a remark.")
            return
        self._is_hidden = False
        self._show(self._found)
        if viewport.change is not None:
            index = bisect_left(numbers, viewport.change + (step > 0)) - (step < 0)
        else:
            index = bisect_left(numbers, self._found.from_offset(viewport.cursor.start)) - (step < 0)
        if not 0 <= index < len(numbers):
            if not self._is_complete:
                self._screen.tell("The other changes are still being found. Try again in a moment.")
                return
            what = "change without a remark" if is_unasked else "change"
            self._screen.tell(f"No {what} {'after' if step > 0 else 'before'} this one.")
            return
        self._jumps.jump_to_offset(changes[numbers[index]].start)
        viewport.point_at_change(numbers[index])
        if is_unasked:
            self._screen.tell(f"No remark asked for this: {index + 1:,} of {len(numbers):,}")

    do_reader_next_change, do_reader_previous_change = partialmethod(_go, 1), partialmethod(_go, -1)
    do_reader_next_unasked = partialmethod(_go, 1, is_unasked=True)
    do_reader_previous_unasked = partialmethod(_go, -1, is_unasked=True)

    def _unasked(self) -> list[int]:
        """The numbers of the changes that belong to no thread that is open, or was when threads were last sent."""
        session = self._state.session
        sent = self._services.sendings.sent().get(session.record.id, "")
        begun = filter(None, map(session.find, session.threads.ids))
        return changes_without(self._found.changes, [one for one in begun if _was_open(one, sent)])

    def do_reader_changes(self) -> None:
        if self._found is NO_CHANGES:
            self._screen.tell(self._nothing)
            return
        self._is_hidden = not self._is_hidden
        self._show(NO_CHANGES if self._is_hidden else self._found)
        self._screen.tell("Changes hidden." if self._is_hidden else f"{self._found.said}.")

    @property
    def _nothing(self) -> str:
        if not self._is_complete:
            return "The changes are still being found. Try again in a moment."
        if self._seen is not None and self._is_other_text:
            return "No sentence is new, changed or gone since you saw this text: some have only moved."
        return "Nothing has changed since you saw this text."


def _was_open(thread: Annotation, sent: str) -> bool:
    """Whether a thread was not settled yet at that time (ISO 8601)."""
    settled = [one.created for one in thread.replies if one.sets is not None]
    return not thread.is_settled or settled[-1][:_SECOND] > sent[:_SECOND]


def _names(changes: SeenChanges, article: Article) -> list[tuple[str, str, str]]:
    """What tells changes apart, wherever they are."""
    return [(one.sign, one.before, article.text[one.start : one.end]) for one in changes.changes]
