"""Compares two coders: disagreements, settled one by one with a key, figures, and what was coded otherwise."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial, partialmethod
from itertools import chain, combinations

from textual import work
from textual.app import ComposeResult
from textual.widgets import Static

from readtui.errors import NotFoundError, ReadtuiError
from readtui.model.annotation import Annotation
from readtui.model.change import Change
from readtui.model.passage import Passage
from readtui.services.comparing.comparison import (
    AGREED,
    CodedUnit,
    Coder,
    CoderComparison,
    CoderComparisons,
    Disagreement,
    agreed_ids,
)
from readtui.services.comparing.report import columns, markdown_of, named_rows
from readtui.services.comparing.report import rows as report_rows
from readtui.services.comparing.settlement import Choice, settle
from readtui.services.wording import excerpt
from readtui.text.clean import visible
from readtui.text.phrases import counted
from readtui.tui.commands.command import Command
from readtui.tui.comparing.rows import (
    OPEN,
    SETTLED,
    ComparisonTab,
    DisagreementContext,
    FiguresRow,
    Listed,
    OtherwiseRow,
    around,
    disagreement_lines,
    figure_widths,
    figures_lines,
    key_of,
    otherwise_lines,
    paint_disagreement,
    paint_figures,
    paint_otherwise,
    passes,
)
from readtui.tui.daemon_thread import in_thread
from readtui.tui.dialogs.links import LinksDialog
from readtui.tui.review.card_lines import paint_progress
from readtui.tui.screens.preview import ListPreview, PreviewSpec
from readtui.tui.screens.record_screen import Emptiness, RecordScreen
from readtui.tui.widgets.preview_pane import Lines
from readtui.tui.widgets.record_table import PaintedRow, Row, RowLook
from readtui.tui.widgets.tab_line import Tab, TabLine

_CHOSEN = ("comparing.first", "comparing.second")
_AGREEING = ("agree_first", "agree_second", "agree_both", "agree_neither", "span")
_TABS = tuple(ComparisonTab)
_WIDE_HEADER = 100


class CompareScreen(RecordScreen):
    """Compares the coders that were compared the last time, or the only two; else it asks which."""

    MODE = "comparing"
    preview: ListPreview[Listed, DisagreementContext]
    DEFAULT_CSS = "CompareScreen #progress { height: 1; padding: 0 2; offset-y: -1; }"

    def __init__(self) -> None:
        super().__init__()
        self.preview = ListPreview[Listed, DisagreementContext](
            self, PreviewSpec(self._at, self._lines, self._details_key, self._read, around=(0, 1), high=20, fills=False)
        )
        self._coders: list[Coder] = []
        self._names: tuple[str, ...] = ()
        self._read_as: tuple[object, ...] = ()
        self._states: dict[str, str] = {}
        self._touched: set[str] = set()
        self._compared: CoderComparison | None = None
        self._unit, self._is_nested = CodedUnit.CHARACTER, False
        self._tab = ComparisonTab.DISAGREEMENTS
        self._shown: list[Listed | None] = []
        self._widths: dict[int, list[int]] = {}
        self._span = 0
        self._has_asked = False
        self._deciding: set[str] = set()
        self._fault: ReadtuiError | None = None

    def compose(self) -> ComposeResult:
        """Header, tabs, progress, filter, list and preview."""
        yield from self.frame(
            "words, #tag, open, settled …",
            Static("", markup=False, id="progress"),
            self.table_with_preview(),
            has_tabs=True,
        )

    @property
    def filter_grammar(self) -> tuple[tuple[str, str], ...]:
        return ()

    @property
    def signs(self) -> Sequence[tuple[str, str]]:
        return ((OPEN, "open: not agreed on yet"), (SETTLED, "settled"), ("≠", "coded otherwise"))

    # ------------------------------------------------------------------ comparing

    async def load(self) -> None:
        """Compare, off the UI thread. Raises StorageError."""
        comparing = CoderComparisons(self.context.services.library)
        states = await in_thread(lambda: {one.record.id: one.stamp for one in comparing.library.listed()})
        asked = (self._names, self._unit, self._is_nested)
        changed = {key for key, _ in states.items() ^ self._states.items()}
        if self._compared is not None and asked == self._read_as and changed <= self._touched:
            # Only what was agreed on here has changed, which is shown already.
            self._states, self._touched = states, self._touched - changed
            return
        self._coders = await in_thread(comparing.coders)
        kept = self.context.services.repository.choices()
        names = self._names or tuple(kept.get(name, "") for name in _CHOSEN)
        chosen = [coder for name in names for coder in self._coders if coder.name == name]
        if len(chosen) != 2 and len(self._coders) == 2:
            chosen = self._coders
        if len(chosen) == 2:
            await self._compare(comparing, (chosen[0], chosen[1]))
            self._read_as, self._states, self._touched = asked, states, set()
            return
        self._compared = None
        if len(self._coders) > 2 and not self._has_asked:
            self._has_asked = True
            self.do_comparing_coders()
        await self.show_rows()

    async def _compare(self, comparing: CoderComparisons, coders: tuple[Coder, Coder]) -> None:
        make = partial(comparing.compare, coders, self._unit, is_nested=self._is_nested)
        try:
            self._compared, self._fault = await in_thread(make), None
        except NotFoundError as nothing:
            self._compared, self._fault = None, nothing
        self._widths.clear()
        self.preview.forget()
        await self.show_rows(self.table.current_key)

    def change_made(self, change: Change) -> None:
        """What was agreed on changes no figures; all else is compared anew."""
        changed = [one for edit in change.edits for one in (edit.before, edit.after) if one is not None]
        if self._compared is None or not all(isinstance(one, Annotation) and AGREED in one.extra for one in changed):
            super().change_made(change)
            return
        agreed = [one for one in changed if isinstance(one, Annotation)]
        made = [edit.after for edit in change.edits if isinstance(edit.after, Annotation) and not edit.after.deleted]
        self._compared = compared = self._compared.settled_by(made, agreed)
        self._touched |= {one.article_id for one in agreed}
        places = (compared.places[key] for one in agreed for key in agreed_ids(one) if key in compared.places)
        undone = None if made else next(places, None)
        key = self.table.current_key if undone is None else key_of(compared.disagreements[undone])
        if self._tab is not ComparisonTab.DISAGREEMENTS or self.filter_line.value:
            self.arrange_rows(key)
            return
        self._shown = list(compared.disagreements)
        self.table.repaint()
        self._show_header()
        if undone is not None:
            self.table.move_to(undone)
        self.moved()

    # ------------------------------------------------------------------ showing

    async def show_rows(self, key: str = "") -> None:
        """Show the rows of the tab that pass the filter, with the cursor on ``key``."""
        compared = self._compared
        self._shown = [] if compared is None else await in_thread(lambda: list(self._rows(compared)))
        rows = [Row(key_of(one) if one else "", 2 if isinstance(one, Disagreement) else 1) for one in self._shown]
        self.table.set_rows(rows, key)
        self._show_header()
        self._show_why_empty(has_rows=bool(rows))
        self.show_mode()
        self.moved()

    def _rows(self, compared: CoderComparison) -> Iterator[Listed | None]:
        """Those that pass, below the heads of the columns (None) of figures."""
        words = self.filter_line.value.casefold().split()
        passing = [row for row in self._all_rows(compared) if passes(row, words)]
        if any(isinstance(row, FiguresRow) for row in passing):
            yield None
        yield from passing

    def _all_rows(self, compared: CoderComparison) -> Iterator[Listed]:
        match self._tab:
            case ComparisonTab.DISAGREEMENTS:
                yield from compared.disagreements
            case ComparisonTab.FIGURES:
                for (name, figures), cells in zip(named_rows(compared), report_rows(compared), strict=True):
                    yield FiguresRow(name, figures, cells)
            case ComparisonTab.OTHERWISE:
                yield from (OtherwiseRow(*tags, units) for tags, units in compared.otherwise.items())

    def _show_header(self) -> None:
        compared, tabs = self._compared, self.query_one(TabLine)
        progress = self.query_one("#progress", Static)
        if compared is None:
            self.show_header("Compare coders", "", "")
            tabs.show((), None)
            return
        many, settled = len(compared.disagreements), compared.settled
        alpha = compared.all_tags.alpha
        said = [f"{settled:,} of {many:,} settled"] if many else []
        said += [f"alpha {alpha:.3f}"] if alpha is not None else []
        by = f"by {compared.unit.value}{', outermost tags' if compared.is_nested else ''}"
        names = " and ".join(visible(one.name) for one in compared.coders)
        detail = f"{counted(len(compared.articles), 'article')} · {by}"
        self.show_header(names, detail if self.size.width >= _WIDE_HEADER else "", " · ".join(reversed(said)))
        counts = (many, len(compared.tags) + 3, len(compared.otherwise))
        tabs.show([Tab(tab, count) for tab, count in zip(_TABS, counts, strict=True)], _TABS.index(self._tab))
        progress.display = self._tab is ComparisonTab.DISAGREEMENTS and many > 0
        progress.update(paint_progress(settled, many - settled, max(0, self.size.width - 4), self.palette()))

    def _show_why_empty(self, *, has_rows: bool) -> None:
        why = None
        back = (f"{self.MODE}.back", "back")
        if self._compared is None:
            few = len(self._coders) < 2
            said = "Two people, or a person and a program, tag the same articles. Their codes are compared here."
            sentence = self._fault.message if self._fault else said
            offers = [back] if few else [(f"{self.MODE}.coders", "choose two coders"), back]
            title = "Nothing in common" if self._fault else "There are not two coders" if few else "Choose two coders"
            why = Emptiness(title, f"{sentence[:1].upper()}{sentence[1:].rstrip('.')}.", offers, ("coders",))
        elif not has_rows and self.filter_line.value:
            why = self.nothing_matches("Nothing matches", "next_tab", "previous_tab")
        elif not has_rows:
            said = "Both coded the same passages with the same tags."
            figures = (f"{self.MODE}.next_tab", "the figures")
            why = Emptiness("Nothing is coded otherwise", said, [figures, back], ("next_tab", "previous_tab", "coders"))
        self.show_emptiness(why, has_rows=has_rows)

    def paint(self, index: int, width: int, is_current: bool) -> PaintedRow:
        compared, look = self._compared, RowLook(width, self.palette(), is_current)
        assert compared is not None
        row = self._at(index)
        match row:
            case Disagreement():
                return paint_disagreement(row, look, says_article=len(compared.articles) > 1)
            case OtherwiseRow():
                return paint_otherwise(row, max(compared.otherwise.values()), look)
        heads = columns(compared)
        if width not in self._widths:
            self._widths[width] = figure_widths([heads, *report_rows(compared)], width)
        return paint_figures(heads if row is None else row.cells, self._widths[width], look, is_head=row is None)

    def moved(self) -> None:
        """Offer the coders' own passages first."""
        self._span = 0
        super().moved()

    def on_mount(self) -> None:
        """Say what takes a moment."""
        self.show_emptiness(Emptiness("Comparing …", "The codes are read, and compared with each other.", [], ()))

    def on_resize(self) -> None:
        """The header has as much as fits."""
        super().on_resize()
        if self._compared is not None:
            self._show_header()

    def palette_changed(self) -> None:
        super().palette_changed()
        self._show_header()

    def show_in_footer(self, commands: Sequence[Command], here: Mapping[str, str] | None = None) -> None:
        """Offer to agree only where there is something to agree on."""
        if self._tab is not ComparisonTab.DISAGREEMENTS or self._compared is None:
            commands = [one for one in commands if one.id.removeprefix(f"{self.MODE}.") not in _AGREEING]
        super().show_in_footer(commands, here)

    # ------------------------------------------------------------------ the preview

    def _at(self, index: int) -> Listed | None:
        return self._shown[index] if 0 <= index < len(self._shown) else None

    def _details_key(self, row: Listed) -> str | None:
        return key_of(row) if isinstance(row, Disagreement) else None

    def _read(self, row: Listed) -> DisagreementContext:
        assert isinstance(row, Disagreement)
        return around(row, self.context.services.library.open(row.record.id))

    def _lines(self, row: Listed, details: DisagreementContext | None) -> Lines:
        compared = self._compared
        assert compared is not None
        match row:
            case FiguresRow():
                return partial(figures_lines, row, compared)
            case OtherwiseRow():
                return partial(otherwise_lines, row, compared, self._key_of("open"))
        return partial(disagreement_lines, row, compared, details, self._offered(details), self._key_of)

    def _key_of(self, name: str) -> str:
        return self.key(f"{self.MODE}.{name}")

    def _offered(self, details: DisagreementContext | None) -> tuple[str, Passage] | None:
        return details.spans[self._span - 1] if details is not None and self._span else None

    # ------------------------------------------------------------------ settling

    @property
    def _current(self) -> Disagreement | None:
        index = self.table.current_index
        row = None if index is None else self._at(index)
        return row if isinstance(row, Disagreement) else None

    def _settle(self, choice: Choice) -> None:
        one, compared = self._current, self._compared
        if one is None or compared is None:
            self.tell(f"Choose a disagreement first, on the tab {ComparisonTab.DISAGREEMENTS}.")
        elif key_of(one) not in self._deciding and not self.is_read_only():
            self._deciding.add(key_of(one))
            span = self._offered(self.preview.details_of(key_of(one)))
            self._agree(one, choice, [coder.name for coder in compared.coders], span and span[1])
            self.table.move_to(self._next_open(self.table.current_index or 0))

    do_comparing_agree_first = partialmethod(_settle, Choice.FIRST)
    do_comparing_agree_second = partialmethod(_settle, Choice.SECOND)
    do_comparing_agree_both = partialmethod(_settle, Choice.BOTH)
    do_comparing_agree_neither = partialmethod(_settle, Choice.NEITHER)

    @work(group="open")
    async def _agree(self, one: Disagreement, choice: Choice, names: list[str], span: Passage | None) -> None:
        services = self.context.services

        def make() -> Change:
            article = services.library.open(one.record.id)
            return settle(one, choice, article, services.annotator, names, span)

        try:
            change = await in_thread(make)
        finally:
            self._deciding.discard(key_of(one))
        self.context.work.saving.save(change)
        made = change.edits[0].after
        assert isinstance(made, Annotation)
        tags = " ".join(f"#{visible(tag)}" for tag in made.tags) or "no code"
        self.tell(f"Agreed on {tags} for {excerpt(made.quoted_text)}. {self.how_to_undo}")

    def _next_open(self, index: int) -> int:
        """The row of the next disagreement that is open, or of the first one above; else this one."""
        for at in chain(range(index + 1, len(self._shown)), range(index)):
            one = self._shown[at]
            if isinstance(one, Disagreement) and not one.agreed and key_of(one) not in self._deciding:
                return at
        return index

    def do_comparing_span(self) -> None:
        """Offer another passage for the agreed code: the next one, and in the end the coders' own again."""
        one = self._current
        details = self.preview.details_of(key_of(one)) if one else None
        if details is None:
            return
        self._span = (self._span + 1) % (len(details.spans) + 1)
        self.preview.show()
        if not self.preview.pane.display and (offered := self._offered(details)):
            self.tell(
                f"Agree on {offered[0]}: {self._key_of('first')}, {self._key_of('second')}, {self._key_of('both')}."
            )

    # ------------------------------------------------------------------ what is compared, and going elsewhere

    def do_list_open(self) -> None:
        """Go to the passage; from a tag, to its disagreements."""
        index = self.table.current_index
        row = None if index is None else self._at(index)
        if isinstance(row, Disagreement):
            shown = row.agreed[0] if row.agreed else row.given[0].annotations[0]
            self.context.screens.open_reader(row.record.id, at_annotation=shown.id)
        elif row is not None:
            tags = [row.name] if isinstance(row, FiguresRow) else [f"#{tag}" for tag in row[:2] if tag]
            self._tab = ComparisonTab.DISAGREEMENTS
            self.filter_line.fill(" ".join(tag for tag in tags if tag.startswith("#")))
            self.arrange_rows()

    def _turn(self, steps: int) -> None:
        self._tab = _TABS[(_TABS.index(self._tab) + steps) % len(_TABS)]
        self.arrange_rows()

    do_comparing_next_tab, do_comparing_previous_tab = partialmethod(_turn, 1), partialmethod(_turn, -1)

    def on_tab_line_chosen(self, event: TabLine.Chosen) -> None:
        """Show the tab that was clicked."""
        self._tab = _TABS[event.number]
        self.arrange_rows()

    def do_comparing_unit(self) -> None:
        self._unit = CodedUnit.SENTENCE if self._unit is CodedUnit.CHARACTER else CodedUnit.CHARACTER
        self.tell(f"Counting by {self._unit.value} …")
        self.reload()

    def do_comparing_nested(self) -> None:
        """Count nested tags as their outermost ones, or as they are again."""
        self._is_nested = not self._is_nested
        self.tell("Nested tags count as their outermost tags." if self._is_nested else "Nested tags count as they are.")
        self.reload()

    @work(group="open")
    async def do_comparing_copy(self) -> None:
        if (compared := self._compared) is not None:
            self.context.host.copy_to_clipboard(await in_thread(markdown_of, compared))
            self.tell("Copied the report.")

    def do_comparing_coders(self) -> None:
        pairs = list(combinations(self._coders, 2))
        if not pairs:
            self.tell("There are not two coders.")
            return

        def chosen(number: int | None) -> None:
            if number is not None:
                self._names = tuple(one.name for one in pairs[number])
                self.keep_choices(dict(zip(_CHOSEN, self._names, strict=True)))
                self.reload()

        self.ask(
            LinksDialog("Compare", [(visible(one.name), visible(other.name)) for one, other in pairs], opens="compare"),
            chosen,
        )
