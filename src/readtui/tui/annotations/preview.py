"""Shows one annotation in full: quote, tags and note."""

from rich.text import Text
from textual.containers import VerticalScroll
from textual.widgets import Static

from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.text.clean import clean, visible
from readtui.tui.annotations.rows import glyph, state_of
from readtui.tui.palettes.palette import Palette

_MOST_SHOWN = 4_000


class AnnotationPreview(VerticalScroll, can_focus=False):
    """Sits to the right of the list on a wide screen, below it on a narrow one."""

    DEFAULT_CSS = """
    AnnotationPreview { scrollbar-size-vertical: 0; }
    AnnotationPreview Static { width: 1fr; height: auto; }
    """

    def compose(self) -> list[Static]:
        return [Static("", markup=False)]

    def show(self, record: ArticleRecord, annotation: Annotation, palette: Palette) -> None:
        text = Text()
        mark = palette.highlight(annotation.color).gutter
        text.append(f"{glyph(annotation)} ", mark)
        text.append(_shown(annotation.quoted_text) if annotation.quote else "the whole article", palette.quote)
        if annotation.tags:
            text.append("\n\n" + " ".join(f"#{visible(tag)}" for tag in annotation.tags), palette.tag)
        if annotation.note:
            text.append("\n\n" + _shown(annotation.note), palette.note)
        about = [visible(record.title), annotation.created[:10], annotation.color or "", state_of(annotation)]
        text.append("\n\n" + " · ".join(part for part in about if part), palette.dim)
        self.query_one(Static).update(text)
        self.scroll_home(animate=False)

    def scroll_by_half(self, pages: int) -> None:
        """Scroll down by ``pages`` half pages; negative numbers scroll up."""
        self.scroll_relative(y=pages * max(1, self.size.height // 2), animate=False, immediate=True)

    def clear(self) -> None:
        self.query_one(Static).update("")


def _shown(text: str) -> str:
    shown = clean(text[:_MOST_SHOWN]).text
    return shown + " …" if len(text) > _MOST_SHOWN else shown
