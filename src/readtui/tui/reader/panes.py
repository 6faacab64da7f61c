"""The reader's widgets: the panes of its page, and the lines below."""

from dataclasses import dataclass

from readtui.tui.article.article_view import ArticleView
from readtui.tui.article.outline import Outline
from readtui.tui.article.page import Page
from readtui.tui.article.position_bar import PositionBar
from readtui.tui.article.status_line import StatusLine
from readtui.tui.article.viewport import Viewport
from readtui.tui.colors.palette import Palette
from readtui.tui.notes.marginalia import Marginalia
from readtui.tui.notes.note_strip import NoteStrip
from readtui.tui.reader.pinned_words import PinnedWords
from readtui.tui.terminal_interface import Drawing
from readtui.tui.widgets.key_footer import KeyFooter


@dataclass(frozen=True, slots=True)
class ReaderPanes:
    """The reader's widgets: those on the page, and the lines above and below it."""

    pinned: PinnedWords
    page: Page
    outline: Outline
    text: ArticleView
    marginalia: Marginalia
    bar: PositionBar
    strip: NoteStrip
    status: StatusLine
    keys: KeyFooter

    @classmethod
    def on(cls, view: Viewport, palette: Palette, drawing: Drawing) -> "ReaderPanes":
        """New panes that show ``view``."""
        outline = Outline(view.article, view.stops.headings, palette)
        outline.widths = view.widths
        return cls(
            PinnedWords(view, palette),
            Page(drawing, id="page"),
            outline,
            ArticleView(view, palette),
            Marginalia(view, palette),
            PositionBar(view, palette),
            NoteStrip(view, palette),
            StatusLine(),
            KeyFooter(),
        )
