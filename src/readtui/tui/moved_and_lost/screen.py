"""Moved and lost passages: the user decides for each annotation where it belongs."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.containers import Container
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

from readtui.errors import ReadtuiError
from readtui.model.annotation import Annotation
from readtui.model.change import Change
from readtui.search.query.completion import known_in
from readtui.services.annotating.passage_comparison import Comparison
from readtui.services.annotating.passage_questions import PassageQuestions, Question, to_settle
from readtui.services.annotation_reader import AnnotationQuery, Found
from readtui.services.wording import description, excerpt
from readtui.text.clean import visible
from readtui.text.note_markdown import read_note
from readtui.text.phrases import counted
from readtui.tui.article.excerpt_lines import paint_excerpt, paint_heading
from readtui.tui.article.line_marks import REVIEW
from readtui.tui.colors.palette import Palette
from readtui.tui.commands.command import Command
from readtui.tui.destination import Choosing
from readtui.tui.lists.annotation_rows import glyph
from readtui.tui.notes.note_lines import NoteStyles, Piece, cut, flowing, line_text, tag_pieces
from readtui.tui.screens.record_screen import Emptiness, RecordScreen
from readtui.tui.widgets.cells import fitted, padded
from readtui.tui.widgets.record_table import CURSOR, PaintedRow, RecordTable, Row
from readtui.tui.widgets.screen_lifetime import once_painted

_OTHER_ROWS = 5
_LEAST_LIST = 2
_BESIDE_ABOUT = 8
"""Cells beside the tags and the note."""
_MOST_NOTED = 600
_ALL = "settling.accept_all"
TITLES = {
    Question.REVIEW: "To review",
    Question.LOST: "Lost",
    Question.OTHER: "Other words",
    Question.SAME: "Words unchanged",
    Question.KEPT: "Left lost",
}
_COUNTED = {Question.OTHER: "with other words", Question.SAME: "with unchanged words"}
"""What follows a number, if not the name of the question."""
_MOST_QUOTED = 400
_SIDE_BY_SIDE = 88
_WIDEST = 86
_GAP = 4
_ROOMY = 9
_SCROLL = 3
_AFTER = {
    Question.REVIEW: ("Here now?", ""),
    Question.LOST: ("Gone", "the text there now"),
    Question.OTHER: ("Here now", ""),
    Question.SAME: ("Here now", "the same words"),
    Question.KEPT: ("Gone", "left lost; the text there now"),
}


class MovedAndLostScreen(RecordScreen):
    """Shows one article or, with an empty id, the whole library. The cursor starts on the annotation ``at``."""

    MODE = "settling"
    DEFAULT_CSS = """
    MovedAndLostScreen #settling { height: 1fr; padding: 0 2; }
    MovedAndLostScreen.-airy #settling { padding: 1 2 0 2; }
    MovedAndLostScreen #about { height: 1; margin: 1 0 0 4; }
    MovedAndLostScreen.-low #about { display: none; }
    MovedAndLostScreen.-airy #about { height: 2; margin: 1 0 1 4; }
    """

    def __init__(self, article_id: str, at: str = "") -> None:
        super().__init__()
        self.article_id = article_id
        self._at = at
        self._found: list[Found] = []
        self._asked: dict[str, tuple[Question, Found]] = {}
        self._shown: Sequence[Group | Annotation] = ()
        self._list_rows = 0

    def compose(self) -> ComposeResult:
        """Header, filter, list, the annotation's tags and note, and the comparison."""
        table, about = RecordTable(self.paint), Static("", markup=False, id="about")
        content = Container(table, about, ComparisonView(self.palette), id="settling")
        yield from self.frame("words, #tag, color:yellow, has:note, created:7d …", content)

    def on_mount(self) -> None:
        """Keep the texts that are read until the screen closes."""
        services = self.context.services
        self._comparing = services.comparing
        self._settling = PassageQuestions(services.annotator.clock, services.annotator.new_id)

    def on_resize(self) -> None:
        """Give the list its share of the height."""
        self._list_rows = 0
        once_painted(self, self._share_height)
        once_painted(self, self._show_about)

    def go_to(self, annotation_id: str) -> None:
        """Put the cursor on an annotation once the list has been read again."""
        self._at = annotation_id

    # ------------------------------------------------------------------ showing

    async def load(self) -> None:
        """Read the annotations. Raises StorageError."""
        query = AnnotationQuery(articles=(self.article_id,) if self.article_id else ())
        found = await asyncio.to_thread(self.context.services.library.annotations, query)
        self._found = [one for _, one in to_settle(found)]
        key, self._at = self._at, ""
        await self.show_rows(key)

    async def show_rows(self, key: str = "") -> None:
        """Show the annotations that pass the filter, with the cursor on the annotation ``key``."""
        records = list({one.record.id: one.record for one in self._found}.values())
        creators = {one.annotation.creator for one in self._found}
        tags = {tag for one in self._found for tag in one.annotation.tags}
        query = self.filter_line.query_typed(known_in(records, tags, creators))
        asked = to_settle(self.context.services.library.matching(self._found, query))
        self._asked = {found.annotation.id: (question, found) for question, found in asked}
        rows, self._shown = make_rows(asked, names_articles=not self.article_id)
        self.table.set_rows(rows, key)
        self._show_header(visible(records[0].title) if self.article_id and records else "")
        self._show_welcome(bool(rows))
        self._share_height()

    def _share_height(self) -> None:
        """Make the list as high as it needs, up to a third. It never shrinks again, so that nothing jumps."""
        needed = self.table.virtual_size.height
        most = max(_LEAST_LIST, (self.size.height - _OTHER_ROWS) // 3)
        self._list_rows = min(most, max(self._list_rows, needed))
        self.table.styles.height = self._list_rows

    def _show_header(self, title: str) -> None:
        counts = Counter(question for question, _ in self._asked.values())
        right = " · ".join(f"{counts[one]} {_COUNTED.get(one, one)}" for one in Question if counts[one])
        is_named = self.context.screens.trail(self)[-1:] == [title]
        self.show_header("Moved and lost passages", "" if is_named else title, right)

    def _show_welcome(self, has_rows: bool) -> None:
        why, back = None, ("settling.back", "back")
        if not has_rows and self._found:
            nothing = self.filter_line.why_nothing("No moved or lost passage matches")
            why = Emptiness(*nothing, [("settling.filter", "edit the filter"), back], ("filter",))
        elif not has_rows:
            where = "in this article" if self.article_id else "in the library"
            offers = [back, ("settling.undo", "undo the last change")]
            why = Emptiness("Everything is in place", f"Every annotation {where} is on its passage.", offers)
        self.show_emptiness(why, has_rows=has_rows)

    def paint(self, index: int, width: int, is_current: bool) -> PaintedRow:
        shown, palette = self._shown[index], self.palette()
        if isinstance(shown, Group):
            return paint_group(shown, width, palette, is_first=index == 0)
        return paint_asked(shown, width, palette, is_current=is_current)

    def on_record_table_moved(self) -> None:
        """Show the annotation's tags and note, and the comparison."""
        current = self._current()
        self.show_mode()
        about = self.query_one("#about", Static)
        if current is None:
            about.update("")
            self.query_one(ComparisonView).clear()
            return
        self._show_about()
        self._compare(*current)

    def _show_about(self) -> None:
        """Show as much of the annotation's tags and note as fits."""
        if (current := self._current()) is not None:
            width, rows = max(1, self.content_size.width - _BESIDE_ABOUT), 2 if self.has_class("-airy") else 1
            lines = cut(self._about(current[1].annotation), width, rows)
            self.query_one("#about", Static).update(Text("\n").join(map(line_text, lines)))

    def _about(self, annotation: Annotation) -> list[Piece]:
        palette = self.palette()
        if not (annotation.tags or annotation.note):
            return []
        # It stands below the list: its words say which of the rows it is about.
        pieces = [Piece(f"{excerpt(annotation.own_words)}   ", palette.dim), *tag_pieces(annotation.tags, palette)]
        if annotation.note:
            pieces += [Piece("   " if annotation.tags else "", palette.text)]
            styles = NoteStyles(palette.note, palette.dim, palette.title, palette.code, palette.link, palette.quote)
            pieces += flowing(read_note(annotation.note[:_MOST_NOTED]), styles)
        return [piece for piece in pieces if piece.text]

    @work(exclusive=True, group="compare")
    async def _compare(self, question: Question, found: Found) -> None:
        try:
            comparison = await asyncio.to_thread(self._comparing.compare, found.record, found.annotation)
        except ReadtuiError as error:
            self.query_one(ComparisonView).clear()
            self.tell_error(error)
            return
        self.query_one(ComparisonView).show(comparison, question, found.annotation.color)

    def show_in_footer(self, commands: Sequence[Command], here: Mapping[str, str] | None = None) -> None:
        """Offer what does something here."""
        current = self._current()
        hidden = set() if Question.SAME in (question for question, _ in self._asked.values()) else {_ALL}
        if current is not None:
            hidden |= {"settling.accept"} if current[1].annotation.passage is None else set()
            hidden |= set() if current[0] in (Question.REVIEW, Question.LOST) else {"settling.orphan"}
        super().show_in_footer([one for one in commands if one.id not in hidden], here)

    def palette_changed(self) -> None:
        super().palette_changed()
        self.on_record_table_moved()

    def change_made(self, change: Change) -> None:
        """After undo and redo, move the cursor to the changed annotation."""
        if change.undoes or change.redoes:
            self._at = next((edit.after.id for edit in change.edits if isinstance(edit.after, Annotation)), "")
        super().change_made(change)

    # ------------------------------------------------------------------ settling

    def _current(self) -> tuple[Question, Found] | None:
        return self._asked.get(self.table.current_key)

    def _following(self) -> str:
        """The id of the next annotation, or at the end of the previous one."""
        ids = list(self._asked)
        place = ids.index(self.table.current_key)
        return next(iter(ids[place + 1 :] or ids[:place][-1:]), "")

    def _settle(self, make: Callable[[Found], Change]) -> bool:
        """Change the current annotation off the UI thread, and go on to the next; False if that is not possible."""
        current = self._current()
        if current is None or self._is_read_only():
            return False
        self.run_worker(self._settled(make, current[1]), group="open")
        return True

    def _is_read_only(self) -> bool:
        """Whether the library is read-only; says so."""
        is_read_only = self.context.services.changes.read_only
        if is_read_only:
            self.tell_error(
                ReadtuiError("Could not save: this library is read-only.", "Check the permissions of its folder.")
            )
        return is_read_only

    async def _settled(self, make: Callable[[Found], Change], found: Found) -> None:
        try:
            change = await asyncio.to_thread(make, found)
        except ReadtuiError as error:
            self.tell_error(error)
            return
        if self.table.current_key == found.annotation.id:
            self._at = self._following()
        self.context.work.saving.save(change)

    def do_settling_accept(self) -> None:
        """Accept the current or suggested place."""
        current = self._current()
        if current is None:
            return
        if current[1].annotation.passage is None:
            self._tell_lost()
            return
        self._settle(lambda found: self._settling.accept(found.annotation, self._comparing.present(found.record)))

    def _tell_lost(self) -> None:
        place, leave = map(self.context.keymap.key, ("settling.move", "settling.orphan"))
        self.tell(f"The passage is lost. Press {place} to place the annotation, {leave} to leave it lost.")

    def do_settling_accept_all(self) -> None:
        """Accept every moved annotation whose words are unchanged."""
        same = [found for question, found in self._asked.values() if question is Question.SAME]
        if same and not self._is_read_only():
            self.run_worker(self._accept_all(same), group="open")
        elif not same:
            left = self._left_to_check()
            self.tell(f"No moved passage has unchanged words.{f' {left}: check them one by one.' * bool(left)}")

    def _left_to_check(self) -> str:
        """How many annotations need a decision of their own, by question."""
        counts = Counter(question for question, _ in self._asked.values())
        asked = (Question.REVIEW, Question.LOST, Question.OTHER)
        return ", ".join(f"{counts[one]} {_COUNTED.get(one, one)}" for one in asked if counts[one])

    async def _accept_all(self, same: Sequence[Found]) -> None:
        def make() -> Change:
            return self._settling.accept_all([(one.annotation, self._comparing.present(one.record)) for one in same])

        try:
            change = await asyncio.to_thread(make)
        except ReadtuiError as error:
            self.tell_error(error)
            return
        left = self._left_to_check()
        self.context.work.saving.save(change)
        count, rest = counted(len(change.edits), "annotation"), f" Left to check: {left}." if left else ""
        self.tell(f"Accepted {count} with unchanged words.{rest} {self.how_to_undo}")

    def do_settling_orphan(self) -> None:
        """Leave the annotation lost."""
        current = self._current()
        if current is not None and current[0] is Question.KEPT:
            self.tell("It is already left lost.")
            return

        def make(found: Found) -> Change:
            before = self._comparing.before(found.annotation)
            return self._settling.keep_as_orphan(found.annotation, self._comparing.present(found.record), before)

        self._settle(make)

    def do_settling_delete(self) -> None:
        """Move the annotation to the trash."""
        current = self._current()
        act = self.context.services.annotator.delete
        if current is not None and self._settle(lambda found: act(found.annotation)):
            self.tell(f"Deleted {description(current[1].annotation)}. {self.how_to_undo}")

    # ------------------------------------------------------------------ the article

    def do_settling_move(self) -> None:
        """Place the annotation in the reader, and return here."""
        current = self._current()
        if current is not None and not self._is_read_only():
            self.run_worker(self._move(current[1]), group="open")

    async def _move(self, found: Found) -> None:
        here, following = found.annotation.id, self._following()
        try:
            comparison = await asyncio.to_thread(self._comparing.compare, found.record, found.annotation)
        except ReadtuiError as error:
            self.tell_error(error)
            return
        screens, article_id = self.context.screens, self.article_id

        def chosen(was_moved: bool) -> None:
            screens.show_settling(article_id, at=following if was_moved else here)

        screens.open_reader(found.record.id, at_annotation=here, choosing=Choosing(comparison.stands_at, chosen))

    def do_list_open(self) -> None:
        """Go to the passage in its article."""
        current = self._current()
        if current is not None and current[1].annotation.passage is None:
            self._tell_lost()
        elif current is not None:
            found = current[1]
            self.context.screens.open_reader(found.record.id, at_annotation=found.annotation.id)

    def do_settling_scroll_down(self) -> None:
        self.query_one(ComparisonView).scroll_both(1)

    def do_settling_scroll_up(self) -> None:
        self.query_one(ComparisonView).scroll_both(-1)

    def do_settling_leave(self) -> None:
        """Clear the filter if there is one, else return to the previous screen."""
        if self.filter_line.value:
            self.filter_line.clear()
        else:
            self.do_list_back()


# ---------------------------- moved and lost passages as rows: grouped by question and article, one line per annotation


@dataclass(frozen=True, slots=True)
class Group:
    """A heading: the question, the article's title if there are several articles, and the number of rows below."""

    question: Question
    title: str
    count: int


def make_rows(
    asked: Sequence[tuple[Question, Found]], *, names_articles: bool
) -> tuple[list[Row], list[Group | Annotation]]:
    """The rows of the table, and what each row shows."""
    rows: list[Row] = []
    shown: list[Group | Annotation] = []
    for (question, _), group in groupby(asked, key=lambda one: (one[0], one[1].record.id if names_articles else "")):
        members = [found for _, found in group]
        rows.append(Row("", 2 if rows else 1))
        title = visible(members[0].record.title) if names_articles else ""
        shown.append(Group(question, title, len(members)))
        rows += [Row(found.annotation.id) for found in members]
        shown += [found.annotation for found in members]
    return rows, shown


def paint_group(group: Group, width: int, palette: Palette, *, is_first: bool) -> PaintedRow:
    """Paint the question and the article, with space above."""
    count = str(group.count)
    question = TITLES[group.question]
    title = fitted(f"  {group.title}", max(0, width - 10 - len(question) - len(count))) if group.title else ""
    rule = "─" * max(0, width - 6 - len(question) - cell_len(title) - len(count))
    line = [
        Segment("  ", palette.text),
        Segment(question, palette.review if group.question is Question.REVIEW else palette.subheading),
        Segment(title, palette.title),
        Segment(f" {rule} ", palette.faint),
        Segment(count, palette.dim),
    ]
    return [line] if is_first else [[], line]


def paint_asked(annotation: Annotation, width: int, palette: Palette, *, is_current: bool) -> PaintedRow:
    """Paint the gutter's mark and the quote."""
    behind = palette.cursor if is_current else Style()
    mark = glyph(annotation)
    mark_style = palette.review if mark == REVIEW else palette.mark_of(annotation).gutter
    quoted = padded(visible(annotation.own_words[:_MOST_QUOTED]), width - 5)
    cursor = Segment(CURSOR if is_current else " ", palette.cursor_gutter)
    parts = ((" ", palette.text), (mark, mark_style), (f" {quoted} ", palette.text))
    return [[cursor, *(Segment(text, style + behind) for text, style in parts)]]


# -------------------------- compares where a passage was with where it may be now: side by side, or one above the other


@dataclass(frozen=True, slots=True)
class _Side:
    """One side: its heading, its lines, and the index of the line where the passage ``begins``."""

    heading: list[Segment]
    lines: list[list[Segment]]
    begins: int

    def window(self, height: int, lines_before: int) -> list[list[Segment]]:
        """The heading and as many lines as fit, with ``lines_before`` above the passage (negative: starting
        inside it).
        """
        top = max(0, self.begins - lines_before)
        return [self.heading, *self.lines[top : top + max(1, height - 1)]]

    def height_from(self, lines_before: int) -> int:
        """The number of rows needed to show everything from there on."""
        return 1 + len(self.lines) - max(0, self.begins - lines_before)


class ComparisonView(Widget):
    """``palette`` returns the current palette."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "ComparisonView { height: 1fr; }"

    def __init__(self, palette: Callable[[], Palette]) -> None:
        super().__init__()
        self._palette = palette
        self._shown: tuple[Comparison, Question, str | None] | None = None
        self._scrolled = 0
        self._rows: list[Strip] | None = None

    def show(self, comparison: Comparison, question: Question, color: str | None) -> None:
        """Show a comparison from the beginning; ``color`` is the annotation's color."""
        self._shown = (comparison, question, color)
        self._scrolled = 0
        self.changed()

    def clear(self) -> None:
        self._shown = None
        self.changed()

    def scroll_both(self, direction: int) -> None:
        """Scroll both sides a few lines down, or up if ``direction`` is -1."""
        self._scrolled += direction * _SCROLL
        self.changed()

    def changed(self) -> None:
        self._rows = None
        self.refresh()

    def on_resize(self) -> None:
        self._rows = None

    def render_lines(self, crop: Region) -> list[Strip]:
        """The strips of the requested rows."""
        if self._rows is None:
            self._rows = self._make_rows()
        blank = Strip.blank(self.size.width, self._palette().text)
        rows = [self._rows[row] if row < len(self._rows) else blank for row in range(crop.y, crop.bottom)]
        return [row.crop(crop.x, crop.right) for row in rows]

    # ------------------------------------------------------------------ layout

    def _make_rows(self) -> list[Strip]:
        if self._shown is None:
            return []
        width, height = self.size.width, self.size.height
        is_wide = width >= _SIDE_BY_SIDE
        cells = min(_WIDEST, (width - _GAP) // 2) if is_wide else min(_WIDEST, width)
        before, after = self._sides(cells)
        text = self._palette().text
        if is_wide:
            # Align the starts of the two passages.
            lead = self._lead(before, after, height)
            left, right = before.window(height, lead), after.window(height, lead)
            rows = []
            for row in range(max(len(left), len(right))):
                line = [*_filled(left[row] if row < len(left) else [], cells + _GAP, self._palette())]
                rows.append(line + (right[row] if row < len(right) else []))
        else:
            gap = 1 if height >= _ROOMY else 0
            lead = self._lead(before, after, height // 2)
            upper, lower = _shares(before.height_from(lead), after.height_from(lead), height - gap)
            rows = [*before.window(upper, lead), *[[]] * gap, *after.window(lower, lead)]
        return [Strip(line).adjust_cell_length(width, text) for line in rows[:height]]

    def _lead(self, before: _Side, after: _Side, height: int) -> int:
        """How many lines to show before the passages: a few, unless the user has scrolled."""
        at_first = min(before.begins, after.begins, height // 4)
        longest = max(len(before.lines) - before.begins, len(after.lines) - after.begins)
        lead = max(1 - longest, min(at_first - self._scrolled, max(before.begins, after.begins)))
        self._scrolled = at_first - lead
        return lead

    def _sides(self, cells: int) -> tuple[_Side, _Side]:
        assert self._shown is not None
        comparison, question, color = self._shown
        palette = self._palette()
        if comparison.before is None:
            lines = [[Segment("   The old text was not kept.", palette.dim)]]
            before = _Side(paint_heading("It stood here", "", cells, palette), lines, 0)
        else:
            lines, begins = paint_excerpt(comparison.before, cells, palette, color, is_old=True)
            detail = "" if comparison.is_from_text else "what was kept of it"
            before = _Side(paint_heading("It stood here", detail, cells, palette), lines, begins)
        title, detail = _AFTER[question]
        if question in (Question.REVIEW, Question.OTHER):
            detail = visible(comparison.why)
        lines, begins = paint_excerpt(comparison.after, cells, palette, color, is_old=False)
        return before, _Side(paint_heading(title, detail, cells, palette), lines, begins)


def _shares(first: int, second: int, height: int) -> tuple[int, int]:
    """Divide the rows between two sides, half and half unless one needs fewer."""
    half = height // 2
    if first <= half:
        return first, height - first
    if second <= height - half:
        return height - second, second
    return half, height - half


def _filled(line: list[Segment], cells: int, palette: Palette) -> list[Segment]:
    used = sum(cell_len(segment.text) for segment in line)
    return [*line, Segment(" " * max(0, cells - used), palette.text)]
