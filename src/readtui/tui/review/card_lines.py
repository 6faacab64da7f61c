"""One highlight in review: its article, the text around it with the passage hidden or shown, and the note."""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partialmethod

from rich.cells import cell_len
from rich.color import Color
from rich.console import Console
from rich.style import Style
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widgets import Static

from readtui.model.creator import Identity
from readtui.quick_dataclass import dataclass
from readtui.services.reviewing.due import AskedHighlight
from readtui.services.reviewing.question import Question
from readtui.services.reviewing.schedule import Grade, GradeOutcome
from readtui.text.clean import visible
from readtui.text.note_markdown import read_note
from readtui.text.phrases import counted
from readtui.tui.colors.palette import Palette
from readtui.tui.notes.note_lines import NoteStyles, line_text, note_lines, tag_pieces
from readtui.tui.notes.voices import reply_lines, voices
from readtui.tui.widgets.screen_lifetime import once_painted

HIDDEN = "▁"
_MOST_NOTED = 4_000
_MOST_REPLIES = 5
# The card wraps its lines itself.
_UNWRAPPED = 1_000_000
_HOUR, _DAY, _MONTH, _YEAR = timedelta(hours=1), timedelta(days=1), timedelta(days=30.44), timedelta(days=365.25)
_GAP = 3


@dataclass(frozen=True, slots=True)
class CardText:
    """A painted card. ``passage``: where the passage is in it, in characters; empty if the card has none."""

    text: Text
    passage: range

    def lines_of_passage(self, console: Console, width: int) -> range:
        first, last = (len(self.text[:end].wrap(console, width)) for end in (self.passage.start + 1, self.passage.stop))
        return range(first - 1, last)


def paint_card(
    asked: AskedHighlight, question: Question, palette: Palette, identity: Identity, *, is_shown: bool
) -> CardText:
    """The whole card. Whatever comes from the article or the note is only text: it is never read as markup."""
    text, passage = Text(), range(0)
    about = [visible(asked.record.title), visible(asked.record.metadata.creator), visible(question.section)]
    text.append(" · ".join(part for part in dict.fromkeys(about) if part), palette.dim)
    if question.asks:
        text.append("\n\n").append_text(_note(question.asks, _bold(palette.note), palette))
    elif question.excerpt is None:
        text.append("\n\nWhat did you note about this article?", _bold(palette.note))
    if question.excerpt is not None:
        text.append("\n\n")
        excerpt, passage = _excerpt(asked, question, palette, is_shown=is_shown)
        passage = range(len(text) + passage.start, len(text) + passage.stop)
        text.append_text(excerpt)
    if question.is_lost:
        text.append("\n\nThe passage is no longer in the article.", palette.review)
    if is_shown:
        text.append_text(_answer(asked, question, palette, identity))
    return CardText(text, passage)


def _excerpt(asked: AskedHighlight, question: Question, palette: Palette, *, is_shown: bool) -> tuple[Text, range]:
    excerpt = question.excerpt
    assert excerpt is not None
    passage = excerpt.passage
    start, end = (passage.start, passage.end) if passage else (excerpt.at, excerpt.at)
    # What a text begins with is not to be the style of all of it.
    text = Text().append("… " if excerpt.cut_before else "", palette.dim)
    text.append(excerpt.text[:start], palette.text)
    words, begins = excerpt.text[start:end], len(text)
    if is_shown:
        text.append(words, palette.mark_of(asked.annotation).text)
    else:
        text.append(words[: question.cue], palette.text)
        text.append(hidden(words[question.cue :]), palette.mark_of(asked.annotation).gutter)
    passage_there = range(begins, len(text))
    text.append(excerpt.text[end:], palette.text)
    text.append(" …" if excerpt.cut_after else "", palette.dim)
    return text, passage_there


def _answer(asked: AskedHighlight, question: Question, palette: Palette, identity: Identity) -> Text:
    text, annotation = Text(), asked.annotation
    if said := [one for one in voices(annotation, identity) if one]:
        text.append("\n\n" + " · ".join(said), palette.subheading)
    if question.answer:
        text.append("\n" if said else "\n\n").append_text(_note(question.answer, palette.note, palette))
    if annotation.replies:
        replies = reply_lines(annotation, identity, _MOST_REPLIES, _UNWRAPPED, _styles(palette.note, palette))
        text.append("\n\n").append_text(Text("\n").join(map(line_text, replies)))
    if asked.annotation.tags:
        text.append("\n\n").append_text(line_text(tag_pieces(asked.annotation.tags, palette)))
    return text


def hidden(words: str) -> str:
    """The words with every letter and digit hidden, as wide as they are; spaces and punctuation stay."""
    return "".join(_hidden(character) for character in words)


def _hidden(character: str) -> str:
    if character.isspace() or unicodedata.category(character)[0] in "PZC":
        return character
    return HIDDEN * cell_len(character)


_MEANINGS = {
    Grade.AGAIN: "forgotten",
    Grade.HARD: "remembered with effort",
    Grade.GOOD: "remembered",
    Grade.EASY: "remembered at once",
}


def explain_grades(outcomes: Sequence[GradeOutcome], palette: Palette) -> Text:
    """The four grades below each other, each with its key, what it means and when the highlight is asked again."""
    colors = _grade_colors(palette)
    titles, meanings = max(len(one.grade.title) for one in outcomes), max(map(len, _MEANINGS.values()))
    return Text("\n").join(
        Text.assemble(
            (f"{one.grade.value} ", palette.kicker),
            (one.grade.title.ljust(titles + _GAP), Style(color=colors.get(one.grade), bold=True)),
            (_MEANINGS[one.grade].ljust(meanings + _GAP), palette.text),
            (f"again in {interval_in_words(one.interval)}", palette.dim),
        )
        for one in outcomes
    )


def _grade_colors(palette: Palette) -> Mapping[Grade, Color | None]:
    return {Grade.AGAIN: palette.removed.color, Grade.GOOD: palette.inserted.color}


def paint_grades(outcomes: Sequence[GradeOutcome], width: int, palette: Palette) -> Text:
    """The four grades in one line, each with its key number and, if that fits, what it means."""
    colors = _grade_colors(palette)
    cells = [(f"{one.grade.value}", one.grade.title, _MEANINGS[one.grade]) for one in outcomes]
    is_wide = sum(cell_len(" ".join(cell)) for cell in cells) + _GAP * (len(cells) - 1) <= width
    text = Text(no_wrap=True, overflow="crop", end="")
    for (number, title, meaning), one in zip(cells, outcomes, strict=True):
        if text:
            text.append(" " * _GAP if is_wide else " ")
        text.append(number, palette.kicker)
        text.append(f" {title}", Style(color=colors.get(one.grade), bold=True))
        text.append(f" {meaning}" if is_wide else "", palette.dim)
    return text


def paint_progress(done: int, left: int, width: int, palette: Palette) -> Text:
    """A line that fills from the left."""
    filled = round(width * done / (done + left)) if done + left else width
    text = Text("━" * filled, palette.kicker, no_wrap=True, overflow="crop", end="")
    text.append("─" * (width - filled), palette.faint)
    return text


def interval_in_words(interval: timedelta) -> str:
    """An interval as people say it: "10 minutes", "3 hours", "4 days", "2 months", "1.5 years"."""
    if interval < _HOUR:
        return counted(max(1, round(interval / timedelta(minutes=1))), "minute")
    if interval < _DAY:
        return counted(round(interval / _HOUR), "hour")
    if interval < 2 * _MONTH:
        return counted(round(interval / _DAY), "day")
    if interval < _YEAR:
        return counted(round(interval / _MONTH), "month")
    years = f"{interval / _YEAR:.1f}".removesuffix(".0")
    return f"{years} year{'' if years == '1' else 's'}"


def _bold(style: Style) -> Style:
    return style + Style(bold=True)


def _note(note: str, style: Style, palette: Palette) -> Text:
    parsed = read_note(note[:_MOST_NOTED])
    styles = _styles(style, palette)
    text = Text("\n").join(map(line_text, note_lines(parsed, _UNWRAPPED, styles, numbered=False)))
    return text.append(" …", palette.dim) if len(note) > _MOST_NOTED else text


def _styles(style: Style, palette: Palette) -> NoteStyles:
    return NoteStyles(
        style, palette.dim, _bold(style), palette.code, palette.link, palette.quote, linked=palette.linked
    )


_MEASURE = 72
CARD_WIDTH = _MEASURE + 4
"""In cells, with the space on both sides."""


class CardView(VerticalScroll, can_focus=False):
    """A centred column. It begins at the same line before and after the answer, so that nothing jumps."""

    DEFAULT_CSS = f"""
    CardView {{ height: 1fr; align: center top; scrollbar-size-vertical: 0; }}
    CardView Static {{ width: 100%; max-width: {CARD_WIDTH}; height: auto; padding: 0 2 1 2; }}
    """

    class Scrolled(Message):
        """The card was scrolled, or another one is shown."""

    def compose(self) -> ComposeResult:
        yield Static("", markup=False)

    def on_mount(self) -> None:
        """What is below the screen is only known once the text is laid out."""
        self.watch(self, "virtual_size", self._tell, init=False)

    @property
    def free(self) -> int:
        """The rows below the text."""
        return max(0, self.size.height - self.query_one(Static).outer_size.height)

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

    do_list_down, do_list_up = partialmethod(move, 1), partialmethod(move, -1)
    do_list_page_down, do_list_page_up = partialmethod(move_page, 1), partialmethod(move_page, -1)

    def _tell(self) -> None:
        """Have the screen show which keys do something now."""
        self.post_message(self.Scrolled())
