"""Shows one highlight in review, scrolled to its passage."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widgets import Static

from readtui.model.creator import Identity
from readtui.services.reviewing.due import AskedHighlight
from readtui.services.reviewing.question import Question
from readtui.tui.colors.palette import Palette
from readtui.tui.review.card_lines import CardText, paint_card
from readtui.tui.widgets.screen_lifetime import once_painted

_MEASURE = 72


class CardView(VerticalScroll, can_focus=False):
    """A centred column. It begins at the same line before and after the answer, so that nothing jumps."""

    DEFAULT_CSS = f"""
    CardView {{ height: 1fr; align: center top; scrollbar-size-vertical: 0; }}
    CardView Static {{ width: 100%; max-width: {_MEASURE + 4}; height: auto; padding: 0 2 1 2; }}
    """

    class Scrolled(Message):
        """The card was scrolled, or another one is shown."""

    def compose(self) -> ComposeResult:
        """One text."""
        yield Static("", markup=False)

    def on_mount(self) -> None:
        """What is below the screen is only known once the text is laid out."""
        self.watch(self, "virtual_size", self._tell, init=False)

    @property
    def has_more(self) -> bool:
        """Whether something is below the screen."""
        return bool(self.display) and self.scroll_offset.y < self.max_scroll_y

    def show(
        self, asked: AskedHighlight, question: Question, palette: Palette, identity: Identity, *, is_shown: bool
    ) -> None:
        """Show a highlight, with the answer or without."""
        painted = paint_card(asked, question, palette, identity, is_shown=is_shown)
        self.query_one(Static).update(painted.text)
        self.display = True
        once_painted(self, self._scroll_to_passage, painted)

    def _scroll_to_passage(self, painted: CardText) -> None:
        """Go to the beginning or, if the passage is not whole on the screen then, to the line before the passage."""
        shown = self.query_one(Static)
        lines = painted.lines_of_passage(self.app.console, max(1, shown.content_size.width))
        begins = shown.content_region.y - self.region.y + self.scroll_offset.y
        is_below = begins + lines.stop > self.size.height
        self.scroll_to(y=max(0, begins + lines.start - 1) if is_below else 0, animate=False, immediate=True)
        self._tell()

    def move(self, lines: int) -> None:
        """Scroll down by so many lines; negative numbers scroll up."""
        self.scroll_relative(y=lines, animate=False, immediate=True)
        self._tell()

    def move_page(self, pages: int) -> None:
        """Scroll down by so many pages."""
        self.move(pages * max(1, self.size.height - 1))

    def _tell(self) -> None:
        """Have the screen show which keys do something now."""
        self.post_message(self.Scrolled())
