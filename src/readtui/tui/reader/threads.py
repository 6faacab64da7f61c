"""Goes from one open thread to the next, and settles the one here."""

from collections.abc import Sequence
from functools import partialmethod
from typing import TYPE_CHECKING

from readtui.model.annotation import Annotation
from readtui.model.passage import Passage
from readtui.model.reply import Reply, ThreadState
from readtui.quick_dataclass import dataclass
from readtui.services.wording import annotation_name, excerpt
from readtui.text.clean import visible
from readtui.text.phrases import counted, note_words
from readtui.tui.article.line_marks import thread_sign
from readtui.tui.notes.voices import REPLY, name_of
from readtui.tui.reader.full_annotation import FullAnnotation
from readtui.tui.reader.note_editor import NoteEditor
from readtui.tui.reader.reading_progress import ReadingProgress
from readtui.tui.reader.state import ReaderState

if TYPE_CHECKING:
    from readtui.tui.reader.screen import ReaderScreen


_MOST_OF_A_NAME = 24
_MOST_LOOKED_AT = 400


@dataclass
class ReaderThreads:
    """What the keys for threads do."""

    _state: ReaderState
    _screen: "ReaderScreen"
    _note_editor: NoteEditor
    _full_annotation: FullAnnotation
    _progress: ReadingProgress

    def __post_init__(self) -> None:
        self._viewport = self._state.viewport
        self._replied_to: list[str] = []
        """The threads that others have replied to since the user was told, in reading order."""
        self._order: Sequence[str] = ()
        """The open threads in order, when the user last went to one."""
        self._left_at: Passage | None = None
        """The cursor where a discussed text was left the last time, as long as the user has gone to no thread."""

    def begin(self) -> None:
        """A discussed text was opened where it was left: the first thread to go to is the first answered one, not the
        next one from there.
        """
        self._left_at = self._viewport.cursor

    def do_reader_done(self) -> None:
        """Settle or reopen the thread here; without one, mark an article that is read as done, or read the next."""
        if (thread := self._viewport.thread_here) is not None:
            self._note_editor.settle(thread)
        elif self._screen.is_discussed:
            self._screen.tell("No thread here.")
        else:
            self._progress.mark_as_done()

    def hear(self, replies: Sequence[tuple[Annotation, Reply]]) -> str:
        """What to tell about replies that have come; the next open thread is the first of theirs. "" for none."""
        if not replies:
            return ""
        session, identity = self._state.session, self._state.session.identity
        fresh = {annotation.id for annotation, _ in replies} | set(self._replied_to)
        self._replied_to = [one.id for one in session.threads.open if one.id in fresh]
        key = self._screen.key("reader.next_thread")
        goes = f". {key} goes there" if self._replied_to and self._screen.is_in_front else ""
        annotation, reply = replies[-1]
        sign = thread_sign(annotation, lambda: identity) or REPLY
        names = list(dict.fromkeys(name_of(one.creator, identity, _MOST_OF_A_NAME) for _, one in replies))
        if len(replies) > 1:
            others = f" and {counted(len(names) - 1, 'other')}" if len(names) > 1 else ""
            return f"{sign} {len(replies):,} replies by {names[-1]}{others}{goes}"
        did = {ThreadState.SETTLED: "settled", ThreadState.OPEN: "reopened"}
        verb = "replied to" if reply.text or reply.sets is None else did[reply.sets]
        return f"{sign} {names[0]} {verb} {_name(annotation)}{goes}"

    def _go(self, step: int) -> None:
        """Go to the next open thread (1) or the one before (-1), the answered ones first, wrapping around."""
        session = self._state.session
        if not session.is_complete:
            self._screen.tell("The annotations are still loading. Try again in a moment.")
            return
        threads = session.threads
        if not threads.open:
            others = f"No open thread in this article: {threads.settled} settled." if threads.settled else ""
            self._screen.tell(others or "No thread in this article.")
            return
        before = threads.number(self._here)
        found = threads.open[self._following(step)]
        if step > 0 and self._replied_to:
            found = next((one for one in threads.open if one.id == self._replied_to[0]), found)
        self._replied_to = [one for one in self._replied_to if one != found.id]
        self._order, self._left_at = [one.id for one in threads.open], None
        number, count = threads.number(found.id), len(threads.open)
        state = "answered" if number <= threads.answered else "open"
        self._full_annotation.go_to(found.id)
        if number == before:
            self._screen.tell(f"No other open thread{' · answered' if state == 'answered' else ''}")
            return
        came_round = (before - number) * step > 0 and number in (1, count) and before in (1, count)
        again = f" · from the {'first' if step > 0 else 'last'} again" if came_round else ""
        self._screen.tell(f"{state.capitalize()}{again}")

    do_reader_next_thread, do_reader_previous_thread = partialmethod(_go, 1), partialmethod(_go, -1)

    @property
    def _here(self) -> str:
        """The id of the thread that was shown last or is here; "" for none."""
        if self._begins:
            return ""
        there = self._viewport.thread_here
        # The title is where one begins: the thread on all of the article is here only once it was shown.
        is_here = there is not None and there.quote is not None
        return self._full_annotation.read_here or (there.id if there and is_here else "")

    @property
    def _begins(self) -> bool:
        """Whether a round through the answered threads begins, wherever the text was left."""
        is_unmoved = self._viewport.cursor == self._left_at and not self._full_annotation.read_here
        return is_unmoved and self._state.session.threads.answered > 0

    def _following(self, step: int) -> int:
        """The index of the open thread after or before the one here, also if that was settled meanwhile; elsewhere, of
        the next one from the cursor among those that come first: the answered ones, if there are any.
        """
        threads, here = self._state.session.threads, self._viewport.cursor.start
        if self._begins and step > 0:
            here = 0
        if number := threads.number(self._here):
            return (number - 1 + step) % len(threads.open)
        if self._here in self._order:
            at = self._order.index(self._here)
            others = [*self._order[at + 1 :], *self._order[:at]][::step]
            if found := next(filter(None, map(threads.number, others)), 0):
                return found - 1
        starts = [one.passage.start if one.passage else -1 for one in threads.open[: threads.answered or None]]
        if step > 0:
            return next((index for index, start in enumerate(starts) if start >= here), 0)
        return next((index for index in reversed(range(len(starts))) if 0 <= starts[index] < here), len(starts) - 1)


def _name(annotation: Annotation) -> str:
    """What an annotation is called in messages: its first words, or those of its passage."""
    words = visible(note_words(annotation.note[:_MOST_LOOKED_AT]))
    return excerpt(words) if words else annotation_name(annotation)
