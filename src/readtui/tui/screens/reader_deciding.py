"""Deciding in the reader between versions of an annotation that were made at the same time."""

from readtui.services.versions import Versions, other_versions
from readtui.tui.dialogs.versions import JOIN, VersionsDialog
from readtui.tui.screens.reader_noting import ReaderNoting


class ReaderDeciding(ReaderNoting):
    """Nothing is decided by itself: every version stays until a person has chosen."""

    def do_reader_versions(self) -> None:
        """Choose between the versions of the annotation here, or of the next one that has several."""
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

    def versions_notice(self) -> str:
        """One line on annotations with several versions; empty for none."""
        count = len(self.session.undecided)
        if not count:
            return ""
        what = "1 annotation was" if count == 1 else f"{count} annotations were"
        return f"{what} changed in two places at once; {self.keys('reader.versions')} chooses"
