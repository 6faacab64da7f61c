"""Deciding in the reader what only a person can: versions of an annotation, and those that lost their passage."""

from functools import partial

from readtui.errors import ReadtuiError
from readtui.services.annotating.versions import Versions, other_versions
from readtui.services.reading.session import ReadingSession
from readtui.services.wording import annotation_name
from readtui.text.counted import counted
from readtui.tui.dialogs.confirm import ConfirmDialog
from readtui.tui.news import ChangeMade
from readtui.tui.reader.noting import ReaderNoting
from readtui.tui.work.threads import in_thread

_MOST_NAMED = 4


class ReaderDeciding(ReaderNoting):
    """Nothing is decided by itself: every version stays until a person has chosen."""

    def __init__(self, session: ReadingSession) -> None:
        super().__init__(session)
        self._asked_about: set[str] = set()

    def do_reader_versions(self) -> None:
        """Choose between the versions of the annotation here, or of the next one that has several."""
        from readtui.tui.dialogs.versions import JOIN, VersionsDialog

        annotation = self.view.focused_annotation()
        if annotation is None or not other_versions(annotation):
            undecided = self.session.undecided
            if not undecided:
                self.readtui.tell("No annotation in this article has more than one version.")
                return
            here = self.view.cursor.start
            following = (one for one in undecided if one.passage and one.passage.start >= here)
            annotation = next(following, undecided[0])
            if annotation.passage is not None:
                self.go_to_annotation(annotation.id)
        versions = [annotation, *other_versions(annotation)]
        undecided_one = annotation

        def chosen(number: int | None) -> None:
            if number is None:
                return
            services = Versions(self.session.annotator.clock, self.session.annotator.new_id)
            if number == JOIN:
                self.save(services.join(undecided_one))
            else:
                self.save(services.choose(undecided_one, versions[number]))

        if annotation.passage is not None:
            self.view.make_room_below(annotation.passage)
        self.app.push_screen(VersionsDialog(versions, self.readtui.palette), chosen)

    async def ask_about_vanished(self) -> None:
        """Annotations that another program took out of the file come back, or go to the trash: a person decides."""
        services, article_id = self.readtui.services, self.session.record.id
        try:
            vanished = await in_thread(partial(services.repository.vanished, article_id))
        except ReadtuiError as error:
            self.readtui.tell_error(error)
            return
        known = {annotation.id for annotation in vanished}
        if not vanished or known <= self._asked_about or self.app.screen is not self:
            return
        self._asked_about |= known
        question = f"Put back {counted(len(vanished), 'annotation')} that vanished?"
        detail = "Another program took them out of the article's file, and nobody deleted them: " + ", ".join(
            annotation_name(annotation) for annotation in vanished[:_MOST_NAMED]
        )
        dialog = ConfirmDialog(question, detail, "Put back", "To the trash", "Later")
        answer = await self.app.push_screen_wait(dialog)
        if answer is None:
            return
        act = services.trash.put_back if answer else services.trash.let_go
        try:
            change = await self.readtui.saving.in_turn(partial(act, article_id))
        except ReadtuiError as error:
            self.readtui.tell_error(error)
            return
        if change is not None:
            self.readtui.bulletin.publish(ChangeMade(change))
            self.readtui.tell(change.what)

    def do_reader_settle(self) -> None:
        """What moved, is doubtful or lost in this article, beginning with the annotation here."""
        annotation = self.view.focused_annotation()
        self.readtui.screens.show_settling(self.session.record.id, at=annotation.id if annotation else "")

    def unsettled_notice(self) -> str:
        """One line on passages that are lost or doubtful; empty for none."""
        notice = self.session.notice
        return f"{notice}; {self.keys('reader.settle')} settles that" if notice else ""

    def versions_notice(self) -> str:
        """One line on annotations with several versions; empty for none."""
        count = len(self.session.undecided)
        if not count:
            return ""
        what = counted(count, "annotation was", "annotations were")
        return f"{what} changed in two places at once; {self.keys('reader.versions')} chooses"
