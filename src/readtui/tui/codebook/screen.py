"""The codebook: all tags of the library as a tree, with counts, colors and descriptions."""

from collections.abc import Sequence
from datetime import datetime

from rich.cells import cell_len
from rich.segment import Segment
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Container
from textual.widget import Widget

from readtui.model.change import Change
from readtui.model.view import Lists
from readtui.search.query.syntax import has_tag_term, to_text
from readtui.services.tags.spelling import Levels
from readtui.services.tags.survey import Survey
from readtui.services.tags.tree import TagNode
from readtui.text.clean import visible
from readtui.text.phrases import counted
from readtui.tui.codebook.state import CodebookState
from readtui.tui.codebook.tag_changes import TagChanges
from readtui.tui.codebook.tag_rows import (
    Latest,
    TagColumns,
    fit_columns,
    paint_headings,
    paint_tag,
    read_latest,
    tag_lines,
    uses_in_words,
)
from readtui.tui.daemon_thread import in_thread
from readtui.tui.screens.preview import ListPreview, PreviewSpec
from readtui.tui.screens.record_screen import Emptiness, RecordScreen
from readtui.tui.widgets.cells import fitted
from readtui.tui.widgets.headings import ColumnHeadings
from readtui.tui.widgets.preview_pane import Lines
from readtui.tui.widgets.record_table import UNDECIDED, PaintedRow, Row, RowLook

_BETWEEN = " · "
_AROUND_TABLE, _HIGH, _LEAST_PREVIEW = 7, 30, 5


class _Description(Widget):
    """What the tag under the cursor is for, where its preview has no room."""

    DEFAULT_CSS = "_Description { height: 1; padding: 0 2; }"

    def render(self) -> Text:
        screen = self.screen
        return screen.description(self.size.width) if isinstance(screen, CodebookScreen) else Text()


class CodebookScreen(RecordScreen):
    """The tree, the filter above it, what the tag under the cursor says, and the keys that change tags."""

    MODE = "codebook"
    DEFAULT_CSS = """
    CodebookScreen.-airy ColumnHeadings { margin: 1 0 0 0; }
    CodebookScreen #described { height: auto; }
    CodebookScreen RecordTable { height: 2fr; }
    CodebookScreen.-low _Description, CodebookScreen.-previewed _Description { display: none; }
    """
    preview: ListPreview[TagNode, Latest]

    def __init__(self) -> None:
        super().__init__()
        self.state = CodebookState()
        context, saving = self.context, self.context.work.saving
        self.tag_changes = TagChanges(
            self.state, context.host, context.services, context.settings, context.look, saving, self
        )
        self.preview = ListPreview(
            self,
            PreviewSpec(
                self._node_at, self._lines, self._read_key, self._read, high=0, is_wanted=self._has_room, fills=True
            ),
        )
        self._is_loaded = False
        self._names: dict[Levels, str] = {}
        self._going = self._next = ""
        self._columns: dict[int, TagColumns] = {}
        self._now = datetime.now().astimezone()

    def compose(self) -> ComposeResult:
        """Header, filter, headings and tree. Without tags, the welcome replaces the tree."""
        hint = "part of a name or description"
        described = Container(_Description(), id="described")
        yield from self.frame(hint, ColumnHeadings(self.headings), self.table_with_preview(), described)

    @property
    def filter_grammar(self) -> Sequence[tuple[str, str]]:
        """The filter takes plain words."""
        return ()

    @property
    def current(self) -> TagNode | None:
        return self.state.node(self.table.current_key) if self.table.current_key else None

    def go_to(self, name: str) -> None:
        """Put the cursor on this tag once the next change is made."""
        self._going = name

    def change_made(self, change: Change) -> None:
        # Until now, the list may have been read without the change.
        self._next, self._going = self._going, ""
        super().change_made(change)

    def columns(self, width: int) -> TagColumns:
        if width not in self._columns:
            self._columns[width] = fit_columns(self.state.rows, width)
        return self._columns[width]

    def headings(self, _: int) -> list[Segment]:
        return paint_headings(self.columns(self.row_width), self._survey, self.context.look.palette)

    def description(self, width: int) -> Text:
        """One line on the tag under the cursor."""
        node, palette = self.current, self.context.look.palette
        if node is None:
            return Text()
        says = fitted(visible(" ".join(node.description.split())), width)
        uses = uses_in_words(node)
        room = width - cell_len(says) - len(_BETWEEN)
        if not says:
            return Text(fitted(uses, width), palette.dim)
        return Text(says, palette.quote).append(_BETWEEN + uses if cell_len(uses) <= room else "", palette.dim)

    # ------------------------------------------------------------------ showing

    async def load(self) -> None:
        """Read all tags. Raises StorageError."""
        services = self.context.services
        self.preview.take_up(await in_thread(services.repository.choices))
        self.state.nodes = await in_thread(services.codebook.tree)
        self._names = {one.levels: one.name for one in self.state.nodes}
        self.context.work.tags.learn(await in_thread(services.library.tag_entries))
        self._is_loaded = True
        await self.show_rows()
        kept = self.context.work.tags.survey
        if kept is None or kept[0] != self._listed:
            self.run_worker(self._look_into(self._listed), group="survey", exclusive=True)

    async def _look_into(self, stamp: int) -> None:
        """Learn when and where the tags were used, which takes longer than to count them."""
        self.context.work.tags.survey = stamp, await in_thread(self.context.services.codebook.survey)
        self._now = datetime.now().astimezone()
        self.preview.forget()
        self.table.repaint()
        self.refresh_headings()
        self._show_header()
        self.moved()

    @property
    def _survey(self) -> Survey | None:
        """The last one, which may be of files that have changed since."""
        kept = self.context.work.tags.survey
        return kept[1] if kept is not None else None

    def _has_room(self) -> bool:
        """Whether the preview may stand below the tags: on a high screen, or if these are few."""
        return self.size.height >= _HIGH or 0 < len(self.state.nodes) <= self._lines_free - _LEAST_PREVIEW

    @property
    def _lines_free(self) -> int:
        return self.size.height - _AROUND_TABLE

    @property
    def _has_preview_below(self) -> bool:
        return bool(self.preview.pane.display) and self.has_class("-narrow")

    def _set_rows(self, key: str) -> None:
        self.preview.place()
        self._fit_table()
        self.table.set_rows([Row(row.node.name) for row in self.state.rows], key)

    def _fit_table(self) -> None:
        """Leave a preview below the room that few tags do not need."""
        self.table.styles.max_height = len(self.state.nodes) if self._has_preview_below else None

    def moved(self) -> None:
        """The cursor is on another tag."""
        super().moved()
        self.query_one(_Description).refresh()

    def _node_at(self, index: int) -> TagNode | None:
        return self.state.rows[index].node if index < len(self.state.rows) else None

    def _lines(self, node: TagNode, latest: Latest | None) -> Lines:
        return tag_lines(node, self._names, self._survey, self._now, latest)

    def _read_key(self, node: TagNode) -> str | None:
        return node.name if self._survey is not None else None

    def _read(self, node: TagNode) -> Latest:
        return read_latest(node, self._survey, self.context.services) if self._survey is not None else Latest()

    async def show_rows(self, key: str = "") -> None:
        """Show the tags that pass the filter, with the cursor on ``key``."""
        if not self._is_loaded:
            return
        self.state.narrow(self.filter_line.value)
        going = self.state.node(self._next) if self._next else None
        if going is not None and all(row.node is not going for row in self.state.rows):
            self.filter_line.clear()
            self.state.narrow("")
        self._columns.clear()
        wanted = self.state.node(key or self._next) or self.state.nearest(self.table.current_key)
        self._next = ""
        self._set_rows(wanted.name if wanted else "")
        self.call_after_refresh(self._fit_table)
        self.refresh_headings()
        self._show_header()
        self._show_welcome()

    def _show_header(self) -> None:
        count, passing = len(self.state.nodes), self.state.passing
        shown = f"{passing:,} of {counted(count, 'tag')}" if passing != count else counted(count, "tag")
        detail = self.library_name
        undecided = sum(node.versions > 1 for node in self.state.nodes)
        key = self.key("app.undecided")
        parts = [f"{UNDECIDED} {undecided:,} with versions: {key}"] if undecided else []
        parts.append(shown)
        if self._survey is not None and passing == count:
            parts += [counted(self._survey.passages, "passage"), counted(self._survey.articles, "article")]
        self.show_header("Codebook", detail, " · ".join(parts) if count else "")

    def _show_welcome(self) -> None:
        why = None
        if not self.state.rows and self.state.nodes:
            why = self.nothing_matches("No tag matches", "create")
        elif not self.state.rows:
            why = Emptiness(
                "No tags yet",
                "A tag is a word of your own on passages and articles:",
                [("codebook.create", "create a tag here"), ("reader.tag", "tag a sentence, in an article")],
                ("create",),
            )
        self.show_emptiness(why, has_rows=bool(self.state.rows))

    def paint(self, index: int, width: int, is_current: bool) -> PaintedRow:
        look = RowLook(width, self.palette(), is_current)
        return [paint_tag(self.state.rows[index], self.columns(width), self._survey, look)]

    # ------------------------------------------------------------------ commands

    def do_list_open(self) -> None:
        """List the passages that have the tag or one nested in it; if only articles have it, the articles."""
        node = self.current
        if node is None:
            return
        if not node.within:
            self.tell(f"#{visible(node.name)} is not in use yet.")
            return
        lists = Lists.ANNOTATIONS if node.passages else Lists.ARTICLES
        self.context.screens.show_list(lists, to_text(has_tag_term(node.name)))

    def do_list_complete(self) -> None:
        """Complete the name under the cursor."""
        if self.table.current_key:
            self.filter_line.fill(self.table.current_key)

    def do_codebook_split(self) -> None:
        """List the passages with the tag, to choose those that get another one."""
        node, key = self.current, self.key
        if node is None:
            return
        if not node.passages:
            self.tell(f"No passage has #{visible(node.name)}: there is nothing to split.")
            return
        self.context.screens.show_list(Lists.ANNOTATIONS, to_text(has_tag_term(node.name)))
        mark, split = key("annotations.mark"), key("annotations.split")
        self.tell(
            f"Mark passages with {mark}, then press {split} to give them another tag instead of #{visible(node.name)}."
        )

    def do_codebook_together(self) -> None:
        self.context.screens.show_tag_table(by_article=False)

    def do_codebook_by_article(self) -> None:
        self.context.screens.show_tag_table(by_article=True)
