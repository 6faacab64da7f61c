"""Changes and exports the annotations that are marked, else the one under the cursor; each change is one undo step."""

from collections.abc import Callable, Sequence
from functools import partial

from readtui.bootstrap import Services
from readtui.model.annotation import AnchorState, Annotation
from readtui.model.change import Change
from readtui.model.view import Lists
from readtui.quick_dataclass import dataclass
from readtui.services.annotating.annotator import Annotator
from readtui.services.annotation_reader import AnnotationQuery, FoundAnnotation
from readtui.services.wording import description, excerpt, tagged, waiting_for
from readtui.text.clean import visible
from readtui.text.phrases import counted
from readtui.tui.context import Look, Screens
from readtui.tui.daemon_thread import in_thread
from readtui.tui.destination import PlaceChoice
from readtui.tui.dialogs.color import ColorDialog
from readtui.tui.dialogs.tag import TagDialog, tag_changes
from readtui.tui.host import Host
from readtui.tui.lists.annotations_state import AnnotationsState
from readtui.tui.lists.list_screen import ListScreen
from readtui.tui.work.known_tags import KnownTags
from readtui.tui.work.saver import Saver

_TAKES_TIME = 500
_UNPACKED_AT_ONCE = 50


@dataclass
class AnnotationActions:
    """The keys that tag, color, delete, place and export annotations."""

    _state: AnnotationsState
    _host: Host
    _services: Services
    _look: Look
    _saving: Saver
    _tags: KnownTags
    _screens: Screens
    _screen: ListScreen

    def chosen(self) -> list[Annotation]:
        """What an action is for: the marked annotations that are listed, else the one under the cursor."""
        return self._state.annotations(self._screen.marks.rows())

    def _with_chosen(self, act: Callable[[Sequence[Annotation]], object]) -> None:
        rows = self._screen.marks.rows()
        if len(rows) > _UNPACKED_AT_ONCE:
            self._host.run_worker(self._unpack_and(act, self._state.several(rows)), group="open")
        elif chosen := self._state.annotations(rows):
            act(chosen)
        elif rows:
            key = self._screen.key
            self._screen.tell(f"Press {key('annotations.mark')} to mark the annotations below this heading first.")

    async def _unpack_and(
        self, act: Callable[[Sequence[Annotation]], object], unpack: Callable[[], list[Annotation]]
    ) -> None:
        act(await in_thread(unpack))

    def do_annotations_delete(self) -> None:
        """Move the chosen annotations to the trash."""
        self._with_chosen(self._delete)

    def _delete(self, chosen: Sequence[Annotation]) -> None:
        self._make(chosen, lambda annotator: annotator.delete(*chosen), f"Deleted {name_of(chosen)}.")

    def do_annotations_color(self) -> None:
        self._with_chosen(lambda chosen: self._host.run_worker(self._color(chosen)))

    async def _color(self, chosen: Sequence[Annotation]) -> None:
        colors = {one.color for one in chosen}
        current = colors.pop() if len(colors) == 1 else self._look.last_color
        color = await self._screen.answer(ColorDialog(current, self._look.palette))
        if color is None:
            return
        name = name_of(chosen)
        done = f"Colored {name} {color}." if color else f"Removed the color of {name}."
        self._make(chosen, lambda annotator: annotator.recolor_all(chosen, color or None), done)

    def do_annotations_tag(self) -> None:
        """Add tags to the chosen annotations, and take tags off them."""
        self._with_chosen(lambda chosen: self._tags.when_known(partial(self._open_tags, chosen)))

    def _open_tags(self, chosen: Sequence[Annotation], known: dict[str, int]) -> None:
        """Ask for tags. Shows those that all chosen annotations have; what changes, changes on all of them."""
        first, *others = (one.tags for one in chosen)
        before = tuple(tag for tag in first if all(tag in tags for tags in others))

        def answered(line: str | None) -> None:
            added, removed = tag_changes(before, line)
            change = self._services.annotator.retag(chosen, added, removed)
            if change is None:
                return
            self._tags.used(added)
            self._saving.save(change)
            places = counted(len(change.edits), "annotation")
            self._screen.tell(f"{tagged(places, added, removed)} {self._screen.how_to_undo}")
            self._screen.marks.take_off([one.id for one in chosen])

        title = f"Tags of {name_of(chosen)}"
        self._screen.ask(TagDialog(title, before, known, is_closed=self._tags.is_closed), answered)

    def _make(self, chosen: Sequence[Annotation], make: Callable[[Annotator], Change | None], done: str) -> None:
        self._host.run_worker(self._made(chosen, make, done), group="open")

    async def _made(self, chosen: Sequence[Annotation], make: Callable[[Annotator], Change | None], done: str) -> None:
        """Make a change off the UI thread, save it, and say what it was and how to undo it."""
        change = await in_thread(make, self._services.annotator)
        self._screen.marks.take_off([one.id for one in chosen])
        if change is None:
            self._screen.tell(f"Nothing to change: {name_of(chosen)}.")
            return
        self._saving.save(change)
        wait = " This may take a moment." if len(change.edits) >= _TAKES_TIME else ""
        self._screen.tell(f"{done} {self._screen.how_to_undo}{wait}")

    def do_annotations_settle(self) -> None:
        """Open the moved and lost passages of the library at the annotation under the cursor."""
        self._screens.show_settling(at=self._screen.table.current_key)

    def do_annotations_place(self) -> None:
        """Place the annotation in the reader, and return here."""
        found = self._state.found(self._screen.table.current_index)
        if found is not None and found.annotation.anchor is AnchorState.WAITING:
            self._screen.tell(waiting_for(found.record.title))
        elif found is not None and found.annotation.quote is None:
            self._screen.tell("A note on the whole article has no passage to place.")
        elif found is not None:
            self._screen.run_worker(self._place(found), group="open")

    async def _place(self, found: FoundAnnotation) -> None:
        compare = self._services.passage_comparison.compare
        stands_at = (await in_thread(compare, found.record, found.annotation)).stands_at
        screens, query = self._screens, self._screen.filter_line.value
        choosing = PlaceChoice(stands_at, lambda _: screens.show_list(Lists.ANNOTATIONS, query))
        screens.open_reader(found.record.id, at_annotation=found.annotation.id, choosing=choosing)

    def do_annotations_export(self) -> None:
        """Export the marked annotations, else the listed ones; the article under the cursor is another scope."""
        index, marks = self._screen.table.current_index, self._screen.marks
        if index is None:
            self._screen.tell("Nothing to export: the list is empty.")
            return
        text = self._screen.filter_line.value
        listed = visible(text) if text else "everything"
        asked = AnnotationQuery(query=self._state.query)
        marked = [one for one in self.chosen() if one.id in marks.keys]
        if marked:
            articles = tuple(dict.fromkeys(one.article_id for one in marked))
            asked = AnnotationQuery(articles, annotations=frozenset(one.id for one in marked))
            listed = f"marked: {name_of(marked)}" if len(marked) == 1 else f"{len(marked):,} marked annotations"
        found = self._state.found(index)
        record = found.record if found else self._state.heading_above(index).record
        others = [(AnnotationQuery(articles=(record.id,)), excerpt(record.title))] if record else []
        self._screens.show_export(asked, listed, *others, done=lambda: marks.take_off([one.id for one in marked]))


def name_of(annotations: Sequence[Annotation]) -> str:
    """The words of one annotation, the number of several."""
    return description(annotations[0]) if len(annotations) == 1 else counted(len(annotations), "annotation")
