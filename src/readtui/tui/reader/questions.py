"""Decisions in the reader that only a person can make: concurrent versions, and vanished or moved annotations."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING

from readtui.bootstrap import Services
from readtui.errors import ReadtuiError
from readtui.model.annotation import Annotation
from readtui.model.reply import Reply
from readtui.quick_dataclass import dataclass
from readtui.services.annotating.moved_and_lost import question_about
from readtui.services.saving.conflicts import Versions, other_versions, writers
from readtui.services.wording import annotation_name, done
from readtui.text.phrases import counted
from readtui.tui.context import Screens
from readtui.tui.daemon_thread import in_thread
from readtui.tui.dialogs.confirm import ConfirmDialog
from readtui.tui.notes.voices import name_of
from readtui.tui.reader.annotator import ReaderEdits
from readtui.tui.reader.cursor import Jumps
from readtui.tui.reader.state import ReaderState
from readtui.tui.work.saver import Saver

if TYPE_CHECKING:
    from readtui.tui.reader.screen import ReaderScreen

_MOST_NAMED = 4
_MOST_LOOKED_AT = 2_000
_AROUND_NOTICE = 4


@dataclass
class OpenQuestions:
    """Nothing is decided automatically: every version stays until the user has chosen."""

    _state: ReaderState
    _services: Services
    _screens: Screens
    _saving: Saver
    _screen: "ReaderScreen"
    _jumps: Jumps
    _edits: ReaderEdits

    def __post_init__(self) -> None:
        self._viewport = self._state.viewport
        self._asked_about: set[str] = set()
        self._has_noticed = False

    def do_reader_versions(self) -> None:
        """Choose between the versions of this annotation, or of the next one with several."""
        from readtui.tui.dialogs.versions import JOIN, VersionsDialog

        annotation = self._viewport.focused_annotation()
        if annotation is None or not other_versions(annotation):
            session = self._state.session
            undecided = session.undecided
            if not undecided:
                key = self._screen.key("app.undecided")
                others = f" Press {key} for articles, tags and views." if other_versions(session.record) else ""
                self._screen.tell(f"No annotation in this article has several versions.{others}")
                return
            here = self._viewport.cursor.start
            following = (one for one in undecided if one.passage and one.passage.start >= here)
            annotation = next(following, undecided[0])
            if annotation.passage is not None:
                self._jumps.go_to_annotation(annotation.id)
        versions = [annotation, *other_versions(annotation)]
        undecided_one = annotation

        def chosen(number: int | None) -> None:
            if number is None:
                return
            annotator = self._state.session.annotator
            kept = Versions(annotator.clock, annotator.new_id)
            is_joined = number == JOIN
            self._edits.save(kept.join(undecided_one) if is_joined else kept.choose(undecided_one, versions[number]))

        if annotation.passage is not None:
            self._viewport.make_room_below(annotation.passage)
        now, names = datetime.now().astimezone(), self._writers(versions)
        self._screen.ask(VersionsDialog(versions, self._screen.palette(), now, names), chosen)

    def _writers(self, versions: Sequence[Annotation]) -> list[str]:
        """Who wrote each version; "" where nothing tells that."""
        session = self._state.session
        noted = list(islice(chain(session.annotations, session.whole_article), _MOST_LOOKED_AT))
        known: list[Annotation | Reply] = [*noted, *(reply for one in noted for reply in one.replies)]
        return [(one and name_of(one, session.identity)) or "" for one in writers(versions, known, session.identity)]

    async def ask_about_vanished(self) -> None:
        """Ask whether to restore annotations that another program dropped, or to move them to the trash."""
        services, article_id = self._services, self._state.session.record.id
        try:
            vanished = await in_thread(services.repository.vanished, article_id)
        except ReadtuiError as error:
            self._screen.tell_error(error)
            return
        known = {annotation.id for annotation in vanished}
        if not vanished or known <= self._asked_about or not self._screen.is_on_top:
            return
        self._asked_about |= known
        question = f"Restore {counted(len(vanished), 'missing annotation')}?"
        detail = "Another program dropped them from the article's file; nobody deleted them: " + ", ".join(
            annotation_name(annotation) for annotation in vanished[:_MOST_NAMED]
        )
        dialog = ConfirmDialog(question, detail, "Restore", "Move to the trash", "Later")
        answer = await self._screen.answer(dialog)
        if answer is None:
            return
        act = services.trash.put_back if answer else services.trash.let_go
        try:
            change = await self._saving.make(partial(act, article_id))
        except ReadtuiError as error:
            self._screen.tell_error(error)
            return
        if change is not None:
            self._screen.tell(done(change.what))

    def do_reader_settle(self) -> None:
        """Open the moved and lost passages of this article, at the annotation under the cursor."""
        session, annotation = self._state.session, self._viewport.focused_annotation()
        asks = annotation is not None and question_about(annotation, session.identity) is not None
        if self._has_noticed and not asks:
            # Whoever follows the notice looks for what it was about.
            doubted = (one for one in session.annotations if one.needs_review and not one.is_settled)
            annotation = next(chain(doubted, (one for one in session.orphans if one.needs_place)), None)
        self._has_noticed = False
        self._screens.show_settling(session.record.id, at=annotation.id if annotation else "")

    def unsettled_notice(self) -> str:
        """One line about passages that are lost or need review; empty if there are none, or while one is placed."""
        notice, key = self._state.session.notice, self._screen.key("reader.settle")
        if not notice or self._state.placing is not None:
            return ""
        self._has_noticed = True
        said, room = f"{notice}. Press {key} to check", self._screen.size.width - _AROUND_NOTICE
        return said if len(said) < room else f"{self._state.session.notice_in_short}: press {key}"

    def versions_notice(self) -> str:
        """One line about annotations, or else the article, with several versions; empty if there are none."""
        count = len(self._state.session.undecided)
        if not count:
            if not other_versions(self._state.session.record):
                return ""
            key = self._screen.key("app.undecided")
            return f"this article was changed differently on two devices. Press {key} to choose"
        key = self._screen.key("reader.versions")
        return f"{counted(count, 'annotation')} changed in two places. Press {key} to choose"
