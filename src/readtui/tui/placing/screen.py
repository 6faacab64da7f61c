"""Moved and lost passages, and answered remarks: the user decides for each annotation what becomes of it."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from rich.style import Style
from textual import work
from textual.app import ComposeResult
from textual.containers import Container

from readtui.errors import ReadtuiError
from readtui.layout.glyphs import text_cells
from readtui.model.annotation import AnchorState, Annotation
from readtui.model.change import Change
from readtui.model.creator import UNNAMED
from readtui.model.reply import Reply, ThreadState
from readtui.search.query.completion import known_in
from readtui.services.annotating.moved_and_lost import PassageQuestion, PassageQuestions, has_moved_unchanged, to_settle
from readtui.services.annotating.passage_comparison import reason
from readtui.services.annotation_reader import AnnotationQuery, FoundAnnotation
from readtui.services.wording import description, excerpt
from readtui.text.clean import visible
from readtui.text.phrases import counted
from readtui.tui.article.line_marks import SIGNS
from readtui.tui.commands.command import Command
from readtui.tui.daemon_thread import in_thread
from readtui.tui.destination import PlaceChoice
from readtui.tui.note_prompt import NotePrompt
from readtui.tui.notes.note_lines import NotePiece, Pieces, cut
from readtui.tui.notes.voices import last_reply, takes_reply
from readtui.tui.placing.comparison_view import AboutView, ComparisonView
from readtui.tui.placing.rows import (
    SHORT_NAMES,
    Group,
    about_lines,
    after_heading,
    counts_said,
    has_second_line,
    make_rows,
    paint_asked,
    paint_group,
    said_in_row,
)
from readtui.tui.screens.record_screen import Emptiness, RecordScreen
from readtui.tui.widgets.record_table import PaintedRow, RecordTable, RowLook
from readtui.tui.widgets.screen_lifetime import once_painted

_OTHER_ROWS = 5
_LEAST_LIST = 2
_BESIDE_LIST = 110
"""From so many cells on, the comparison stands beside the list."""
_BETWEEN_NAMES, _NAME, _AROUND_HEADER, _LEAST_TRAIL = " › ", 10, 6, 13
_MOST_SAID_OF_GROUP = 4
_REST = 0.04
_ALL, _REPLY, _SETTLE = "settling.accept_all", "settling.reply", "settling.settle"
_OF_ONE = {f"settling.{one}" for one in ("accept", "move", "orphan", "delete", "reply", "settle")}
"""What is done to one annotation: nothing on a heading."""
_DOUBTED = (AnchorState.REVIEW, AnchorState.ORPHAN)
_FOLDED_AT_FIRST = (PassageQuestion.SAME, PassageQuestion.KEPT)
_FEW = 5
_SOON = 0.2
"""Seconds after which a person sees that something is read."""


class MovedAndLostScreen(RecordScreen):
    """Shows one article or, with an empty id, the whole library. The cursor starts on the annotation ``at``."""

    MODE = "settling"
    DEFAULT_CSS = """
    MovedAndLostScreen #settling { height: 1fr; padding: 0 2; }
    MovedAndLostScreen.-airy #settling { padding: 1 2 0 2; }
    MovedAndLostScreen #side { height: 1fr; padding: 1 0 0 0; }
    MovedAndLostScreen AboutView { margin: 0 0 0 4; }
    MovedAndLostScreen.-low #side { padding: 0; }
    MovedAndLostScreen.-low AboutView { display: none; }
    MovedAndLostScreen.-beside #settling { layout: horizontal; }
    MovedAndLostScreen.-beside RecordTable { width: 42%; }
    MovedAndLostScreen.-beside #side { width: 1fr; padding: 0 0 0 3; }
    MovedAndLostScreen.-beside AboutView { margin: 0; }
    """

    def __init__(self, article_id: str, at: str = "") -> None:
        super().__init__()
        self.article_id = article_id
        self._at = at
        self._found: list[FoundAnnotation] = []
        self._asked: dict[str, tuple[PassageQuestion, FoundAnnotation]] = {}
        self._shown: Sequence[Group | Annotation] = ()
        self._list_rows = self._open_count = 0
        self._has_folded = self._is_read = False
        self._reasons: dict[tuple[str, str], str] = {}
        self._identity = UNNAMED

    def compose(self) -> ComposeResult:
        """Header, filter, list, the annotation's tags, note and replies, and the comparison."""
        side = Container(AboutView(), ComparisonView(self.palette), id="side")
        content = Container(RecordTable(self.paint), side, id="settling")
        yield from self.frame("words, #tag, color:yellow, has:note, created:7d …", content)

    def on_mount(self) -> None:
        """Keep the texts that are read until the screen closes, and say so if the list is not there soon."""
        services = self.context.services
        self._comparison = services.passage_comparison
        self._settling = PassageQuestions(services.annotator.clock, services.annotator.new_id)
        self.show_emptiness(Emptiness("", ""))
        self.welcome.hide()
        self.set_timer(_SOON, self._tell_reading)

    def _tell_reading(self) -> None:
        if not self._is_read:
            self.show_emptiness(Emptiness("Reading …", "The annotations are read and compared with their texts."))

    def on_resize(self) -> None:
        """Place the comparison beside the list or below it, and give the list its share of the height."""
        self._list_rows = 0
        was_beside = self.has_class("-beside")
        self.set_class(self.size.width >= _BESIDE_LIST, "-beside")
        if self._is_read and was_beside != self.has_class("-beside"):
            self.arrange_rows()
        elif self._is_read:
            self._show_header()
        once_painted(self, self._share_height)

    def go_to(self, annotation_id: str) -> None:
        """Put the cursor on an annotation once the list has been read again."""
        self._at = annotation_id

    @property
    def signs(self) -> Sequence[tuple[str, str]]:
        return SIGNS

    # ------------------------------------------------------------------ showing

    async def load(self) -> None:
        """Read the annotations. Raises StorageError."""
        query = AnnotationQuery(articles=(self.article_id,) if self.article_id else ())
        found = await in_thread(self.context.services.library.annotations, query)
        self._identity = await in_thread(self.context.services.library.identity)
        self._found = [one for _, one in to_settle(found, self._identity)]
        self._open_count = sum(one.annotation.is_thread and not one.annotation.is_settled for one in found)
        key, self._at = self._at, ""
        await self.show_rows(key)

    async def show_rows(self, key: str = "") -> None:
        """Show the annotations that pass the filter, with the cursor on the annotation ``key``."""
        records = list({one.record.id: one.record for one in self._found}.values())
        creators = {one.annotation.creator for one in self._found}
        tags = {tag for one in self._found for tag in one.annotation.tags}
        query = self.filter_line.query_typed(known_in(records, tags, creators))
        asked = to_settle(self.context.services.library.matching(self._found, query), self._identity)
        self._asked = {found.annotation.id: (question, found) for question, found in asked}
        rows, self._shown = make_rows(asked, is_dense=self._is_dense)
        if not self._has_folded:
            groups = [one for one in self._shown if isinstance(one, Group)]
            least = [one for one in groups if one.question in _FOLDED_AT_FIRST]
            wanted = self._asked.get(key)
            few = {one.key for one in least if one.count > _FEW and (wanted is None or one.question is not wanted[0])}
            self.table.fold_at_first(few if len(least) < len(groups) else ())
            self._has_folded = True
        self._is_read = True
        self.table.set_rows(rows, key)
        self._show_header()
        self._show_welcome(bool(rows))
        self._share_height()

    @property
    def _is_dense(self) -> bool:
        """Whether the list stands above the comparison, with a line for each row."""
        return not self.has_class("-beside")

    def _share_height(self) -> None:
        """Make the list above a comparison as high as it needs, up to a half. It never shrinks again, so that nothing
        jumps.
        """
        if self.has_class("-beside"):
            self.table.styles.height = "1fr"
            return
        needed = self.table.virtual_size.height
        most = max(_LEAST_LIST, (self.size.height - _OTHER_ROWS) // 2)
        self._list_rows = min(most, max(self._list_rows, needed))
        self.table.styles.height = self._list_rows

    def _show_header(self) -> None:
        """Show what is listed, and the counts of the groups in as many words as leave the trail its room."""
        title = next((visible(one.record.title) for one in self._found), "") if self.article_id else ""
        trail = self.context.screens.trail(self)
        are_threads = self._asked and all(found.annotation.is_thread for _, found in self._asked.values())
        name = "Remarks" if are_threads else "Moved and lost" if self._is_dense else "Moved and lost passages"
        room = self.size.width - _AROUND_HEADER - len(name)
        before = sum(len(_BETWEEN_NAMES) + min(_NAME, text_cells(one)) for one in trail)
        counts = Counter(question for question, _ in self._asked.values())
        right = counts_said(counts, (room - before, room - min(before, _LEAST_TRAIL)))
        self.show_header(name, "" if trail[-1:] == [title] else title, right)

    def _show_welcome(self, has_rows: bool) -> None:
        why, back = None, ("settling.back", "back")
        if not has_rows and self._found:
            nothing = self.filter_line.why_nothing("No moved or lost passage matches")
            why = Emptiness(*nothing, [("settling.filter", "edit the filter"), back], ("filter",))
        elif not has_rows:
            where = "in this article" if self.article_id else "in the library"
            offers = [back, ("settling.undo", "undo the last change")]
            said = f"Every annotation {where} is on its passage."
            if self._open_count:
                said += f" {counted(self._open_count, 'open thread waits', 'open threads wait')} for an answer."
            why = Emptiness("Everything is in place", said, offers)
        self.show_emptiness(why, has_rows=has_rows)

    def paint(self, index: int, width: int, is_current: bool) -> PaintedRow:
        shown, is_dense = self._shown[index], self._is_dense
        if isinstance(shown, Group):
            look = RowLook(width, self.palette(), is_current, is_folded=self.table.is_folded(shown.key))
            has_space = index > 0 and not is_dense
            return paint_group(shown, shown.asks(self.key, is_short=True), look, has_space=has_space)
        look = RowLook(width, self.palette(), is_current)
        question, found = self._asked[shown.id]
        article = "" if self.article_id else visible(found.record.title)
        below = self._below(question, shown)
        return paint_asked(shown, below, look, self._identity, article=article, is_dense=is_dense)

    def _below(self, question: PassageQuestion, annotation: Annotation) -> tuple[str, Style]:
        """The second line of a row: what was answered, what has changed, or which words are lost; "" for none."""
        palette = self.palette()
        if not has_second_line(question, annotation):
            return "", palette.dim
        if question is PassageQuestion.ANSWERED:
            return "".join(piece.text for piece in last_reply(annotation, self._identity, palette.dim)), palette.text
        if question in (PassageQuestion.REVIEW, PassageQuestion.OTHER):
            key = annotation.id, annotation.modified
            if key not in self._reasons:
                self._reasons[key] = visible(reason(annotation))
            return self._reasons[key], palette.text if question is PassageQuestion.REVIEW else palette.dim
        return excerpt(annotation.own_words), palette.dim

    def on_record_table_moved(self) -> None:
        """Show the annotation's tags, note and replies, and the comparison; on a heading, what its group asks."""
        current = self._current()
        self.show_mode()
        self.query_one(AboutView).show(self._about)
        if current is None:
            self.workers.cancel_group(self, "compare")
            self.comparison.clear()
        else:
            self._compare(*current)

    def _about(self, width: int) -> list[Pieces]:
        """As much of the annotation's tags, note and replies as fits; on a heading, what its group asks."""
        current, palette, is_dense = self._current(), self.palette(), self._is_dense
        if current is None:
            index = self.table.current_index
            group = self._shown[index] if index is not None and index < len(self._shown) else None
            asks = group.asks(self.key) if isinstance(group, Group) else ""
            return cut([NotePiece(asks, palette.text)], width, _MOST_SAID_OF_GROUP) if asks else []
        rows = max(1, (self.size.height - _OTHER_ROWS) // 6) if is_dense else self.size.height // 2
        annotation, row = current[1].annotation, self.table.size.width
        says_note, says_reply = said_in_row(*current, self._identity, row, is_dense=is_dense)
        lines = about_lines(
            annotation, self._identity, width, rows, palette, has_note=not says_note, has_replies=not says_reply
        )
        has_air = lines and (not is_dense or self.has_class("-airy"))
        return [*lines, []] if has_air else lines

    @work(exclusive=True, group="compare")
    async def _compare(self, question: PassageQuestion, found: FoundAnnotation) -> None:
        if found.annotation.quote is None:
            self.comparison.clear()
            return
        # A long text takes a moment; who passes by does not wait for it.
        await asyncio.sleep(_REST)
        try:
            comparison = await in_thread(self._comparison.compare, found.record, found.annotation)
        except ReadtuiError as error:
            self.comparison.clear()
            self.tell_error(error)
            return
        about = found.annotation
        after = after_heading(question, about, comparison, self.key("settling.move"))
        is_in_place = about.anchor is AnchorState.EXACT
        self.comparison.show(comparison, after, about.color, is_in_place=is_in_place)

    def show_in_footer(self, commands: Sequence[Command], here: Mapping[str, str] | None = None) -> None:
        current = self._current()
        hidden = set() if self._unchanged() else {_ALL}
        if current is None:
            hidden |= _OF_ONE
        else:
            annotation = current[1].annotation
            hidden |= (
                set() if annotation.passage and annotation.anchor is not AnchorState.EXACT else {"settling.accept"}
            )
            is_doubted = annotation.anchor in _DOUBTED and not annotation.is_kept_orphan
            hidden |= set() if is_doubted else {"settling.orphan"}
            hidden |= set() if annotation.is_thread else {_SETTLE}
            hidden |= set() if annotation.is_thread or takes_reply(annotation, self._identity) else {_REPLY}
        super().show_in_footer([one for one in commands if one.id not in hidden], here)

    def palette_changed(self) -> None:
        super().palette_changed()
        self.on_record_table_moved()

    def change_made(self, change: Change) -> None:
        """After undo and redo, move the cursor to the changed annotation."""
        if change.undoes or change.redoes:
            after = (edit.after for edit in change.edits)
            ids = (one.to if isinstance(one, Reply) else one.id for one in after if isinstance(one, Annotation | Reply))
            self._at = next(ids, "")
        super().change_made(change)

    @property
    def comparison(self) -> ComparisonView:
        return self.query_one(ComparisonView)

    # ------------------------------------------------------------------ settling

    def _current(self) -> tuple[PassageQuestion, FoundAnnotation] | None:
        return self._asked.get(self.table.current_key)

    def _chosen(self) -> tuple[PassageQuestion, FoundAnnotation] | None:
        """The annotation that a key is for; None on a heading, which it says."""
        current = self._current()
        if current is None and self._asked:
            self.tell(f"Nothing is chosen here. {self.key('settling.down')} goes to the next one.")
        return current

    def _unchanged(self) -> list[FoundAnnotation]:
        return [found for _, found in self._asked.values() if has_moved_unchanged(found.annotation)]

    def _following(self) -> str:
        """The id of the next annotation, or at the end of the previous one."""
        ids = list(self._asked)
        place = ids.index(self.table.current_key)
        return next(iter(ids[place + 1 :] or ids[:place][-1:]), "")

    def _next_of_group(self) -> str:
        """The key of the row to go to once a thread is settled: the next annotation of its group. After the last one it
        is a heading, so that a key too many settles nothing: that of the group if others are left above, else of the
        next group, else of one before.
        """
        groups = dict[str, list[str]]()
        for shown in self._shown:
            if isinstance(shown, Group):
                members = groups[shown.key] = []
            else:
                members.append(shown.id)
        group, keys = self.table.current_group, list(groups)
        members, place = groups[group], keys.index(group)
        later = members[members.index(self.table.current_key) + 1 :]
        left = [group] if len(members) > 1 else []
        return next(iter([*later[:1], *left, *keys[place + 1 :], *reversed(keys[:place])]), "")

    def _said_of_last(self) -> str:
        """That the current annotation is the last one of its group, if others follow that nobody has looked at."""
        current, following = self._current(), self._next_of_group()
        if current is None or not following or following in self._asked:
            return ""
        are_left = following == self.table.current_group
        key = self.key("settling.down")
        said = (
            f"Some above are left: {key} goes to the first"
            if are_left
            else f"That was the last one here: {key} goes on"
        )
        return f"{said}. "

    def _settle(
        self, make: Callable[[FoundAnnotation], Change | None], following: Callable[[], str] | None = None
    ) -> bool:
        """Change the current annotation off the UI thread, and go on to the row ``following``, by default the next
        annotation; False if that is not possible.
        """
        current = self._current()
        if current is None or self.is_read_only():
            return False
        self.run_worker(self._settled(make, current[1], following or self._following), group="open")
        return True

    async def _settled(
        self, make: Callable[[FoundAnnotation], Change | None], found: FoundAnnotation, following: Callable[[], str]
    ) -> None:
        change = await in_thread(make, found)
        if change is None:
            return
        if self.table.current_key == found.annotation.id:
            self._at = following()
        self.context.work.saving.save(change)

    def do_settling_settle(self) -> None:
        current = self._chosen()
        if current is None:
            return
        annotation = current[1].annotation
        if not annotation.is_thread:
            self.tell("This note is no thread, so there is nothing to settle.")
            return
        annotator = self.context.services.annotator
        said = self._said_of_last()
        if self._settle(lambda found: annotator.reply(found.annotation, "", ThreadState.SETTLED), self._next_of_group):
            name = excerpt(annotation.note or annotation.own_words) or "the thread"
            self.tell(f"Settled {name}. {said}{self.how_to_undo}")

    def do_settling_reply(self) -> None:
        current = self._chosen()
        if current is not None and not self.is_read_only():
            self.run_worker(self._reply(current[1]), group="open")

    async def _reply(self, found: FoundAnnotation) -> None:
        context = self.context
        await context.work.saving.settled()
        session = await in_thread(context.services.read, found.record.id)
        annotation = session.find(found.annotation.id)
        if annotation is not None:
            saving, key = context.work.saving, self.key(_REPLY)
            prompt = NotePrompt(context.services, context.work.background, saving, self, saving.save)
            prompt.ask_answer(session, annotation, kept=f"Draft kept. Press {key} on the annotation to continue it.")

    def do_settling_accept(self) -> None:
        """Accept the current or suggested place."""
        current = self._chosen()
        if current is None:
            return
        annotation = current[1].annotation
        if annotation.quote is None or annotation.anchor is AnchorState.EXACT:
            self.tell("There is nothing to accept: it is where you put it.")
            return
        if annotation.passage is None:
            self._tell_lost()
            return
        self._settle(lambda found: self._settling.accept(found.annotation, self._comparison.present(found.record)))

    def _tell_lost(self) -> None:
        place, leave = map(self.context.keymap.key, ("settling.move", "settling.orphan"))
        self.tell(f"The passage is lost. Press {place} to place the annotation, {leave} to leave it lost.")

    def do_settling_accept_all(self) -> None:
        same = self._unchanged()
        if same and not self.is_read_only():
            self.run_worker(self._accept_all(same), group="open")
        elif not same:
            left = self._left_to_check()
            self.tell(f"Of no moved passage are the words unchanged.{f' {left}: check them one by one.' * bool(left)}")

    def _left_to_check(self) -> str:
        """How many annotations need a decision of their own, by question."""
        counts = Counter(question for question, _ in self._asked.values())
        asked = (PassageQuestion.REVIEW, PassageQuestion.LOST, PassageQuestion.OTHER)
        return ", ".join(f"{counts[one]} {SHORT_NAMES.get(one, (one,))[0]}" for one in asked if counts[one])

    async def _accept_all(self, same: Sequence[FoundAnnotation]) -> None:
        def make() -> Change:
            return self._settling.accept_all([(one.annotation, self._comparison.present(one.record)) for one in same])

        change = await in_thread(make)
        left = self._left_to_check()
        self.context.work.saving.save(change)
        count, rest = counted(len(change.edits), "annotation"), f" Left to check: {left}." if left else ""
        self.tell(f"Accepted {count}: words unchanged.{rest} {self.how_to_undo}")

    def do_settling_orphan(self) -> None:
        current = self._chosen()
        if current is None:
            return
        if current[1].annotation.is_kept_orphan:
            self.tell("Already left lost.")
            return
        if current[1].annotation.quote is None:
            self.tell("A note on the whole article cannot be lost.")
            return

        def make(found: FoundAnnotation) -> Change:
            before = self._comparison.before(found.annotation)
            return self._settling.keep_as_orphan(found.annotation, self._comparison.present(found.record), before)

        if self._settle(make):
            self.tell(f"Left lost: {description(current[1].annotation)}. {self.how_to_undo}")

    def do_settling_delete(self) -> None:
        current = self._chosen()
        act = self.context.services.annotator.delete
        if current is not None and self._settle(lambda found: act(found.annotation)):
            self.tell(f"Deleted {description(current[1].annotation)}. {self.how_to_undo}")

    # ------------------------------------------------------------------ the article

    def do_settling_move(self) -> None:
        """Place the annotation in the reader, and return here."""
        current = self._chosen()
        if current is not None and current[1].annotation.quote is None:
            self.tell("A note on the whole article has no passage to place.")
        elif current is not None and not self.is_read_only():
            self.run_worker(self._move(current[1]), group="open")

    async def _move(self, found: FoundAnnotation) -> None:
        here, following = found.annotation.id, self._following()
        comparison = await in_thread(self._comparison.compare, found.record, found.annotation)
        screens, article_id = self.context.screens, self.article_id

        def chosen(was_moved: bool) -> None:
            screens.show_settling(article_id, at=following if was_moved else here)

        screens.open_reader(found.record.id, at_annotation=here, choosing=PlaceChoice(comparison.stands_at, chosen))

    def do_list_open(self) -> None:
        """Go to the passage in its article."""
        current = self._current()
        if current is not None and current[1].annotation.quote and current[1].annotation.passage is None:
            self._tell_lost()
        elif current is not None:
            found = current[1]
            self.context.screens.open_reader(found.record.id, at_annotation=found.annotation.id)

    do_settling_leave = RecordScreen.do_list_show_all
