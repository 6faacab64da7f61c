"""State that the reader's collaborators share: the open text, its visible part, and the current mode."""

from collections.abc import Callable

from readtui.model.annotation import Annotation
from readtui.services.reading.session import ReadingSession
from readtui.tui.article.viewport import Viewport


class ReaderState:
    """The state of one reader. ``viewport`` has session, cursor, selection and hits; ``moving`` is the annotation whose
    ends are being moved, ``placing`` the one that is being placed; ``is_picking`` says that labels are on the screen.
    ``file`` says which of several documents this is.

    ``focused_pane`` names the mode of the pane with the focus, "find" or "outline"; empty for the text.
    """

    def __init__(self, viewport: Viewport, focused_pane: Callable[[], str] = lambda: "") -> None:
        self.viewport = viewport
        self.moving: Annotation | None = None
        self.placing: Annotation | None = None
        self.is_picking = False
        self.file = ""
        self._focused_pane = focused_pane

    @property
    def session(self) -> ReadingSession:
        """The article and its annotations; replaced when another text of the article is shown."""
        return self.viewport.session

    @property
    def mode(self) -> str:
        """The key of ``commands.CONTEXTS`` in which keys are looked up."""
        if pane := self._focused_pane():
            return pane
        if self.is_picking:
            return "pick"
        if self.placing is not None:
            return "placing" if self.viewport.selection is None else "placing_selected"
        if self.viewport.selection is None:
            return "reader"
        return "ends" if self.moving else "visual"
