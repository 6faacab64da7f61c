"""What the reader's collaborators share: the text that is read, what of it is seen, and what is being done with it."""

from collections.abc import Callable

from readtui.model.annotation import Annotation
from readtui.services.reading.session import ReadingSession
from readtui.tui.article.viewport import Viewport


class ReaderState:
    """One reader. ``view`` has session, cursor, selection and hits; ``moving`` is the annotation whose ends are moved.

    ``focused_pane`` names the mode of the pane that the keys go to, "find" or "outline"; it is empty for the text.
    """

    def __init__(self, session: ReadingSession, focused_pane: Callable[[], str] = lambda: "") -> None:
        self.view = Viewport(session)
        self.moving: Annotation | None = None
        self._focused_pane = focused_pane

    @property
    def session(self) -> ReadingSession:
        """The article and its annotations; another one once another text of it is shown."""
        return self.view.session

    @property
    def mode(self) -> str:
        """Which of ``commands.CONTEXTS`` the keys are looked up in."""
        if pane := self._focused_pane():
            return pane
        if self.view.selection is None:
            return "reader"
        return "ends" if self.moving else "visual"
