"""Splits a tag: gives chosen passages another tag instead, after a preview, as one undoable change."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial

from readtui.bootstrap import Services
from readtui.errors import UsageError
from readtui.model.annotation import Annotation
from readtui.model.tag import has_tag
from readtui.quick_dataclass import dataclass
from readtui.search.query.syntax import Query
from readtui.search.query.terms import tags_of
from readtui.services.tags.codebook import BulkChange
from readtui.services.tags.spelling import Levels, levels_of
from readtui.services.wording import done, new_tag_name, sentence, tag_name
from readtui.text.clean import visible
from readtui.text.phrases import counted
from readtui.tui.dialogs.confirm import ConfirmDialog
from readtui.tui.dialogs.tag import TagDialog
from readtui.tui.host import Host
from readtui.tui.lists.annotation_actions import AnnotationActions
from readtui.tui.lists.annotations_state import AnnotationsState
from readtui.tui.lists.list_screen import ListScreen
from readtui.tui.work.known_tags import KnownTags
from readtui.tui.work.saver import Saver

_TAKES_TIME = 500


@dataclass
class TagSplit:
    """The key that gives passages another tag instead of the one that they have."""

    _actions: AnnotationActions
    _state: AnnotationsState
    _host: Host
    _services: Services
    _saving: Saver
    _tags: KnownTags
    _screen: ListScreen

    def do_annotations_split(self) -> None:
        """Ask for the other tag, say what changes, and change it."""
        chosen = self._actions.chosen()
        if not any(one.tags for one in chosen):
            if chosen:
                self._screen.tell("There is no tag here to split.")
            return
        self._tags.when_known(lambda known: self._host.run_worker(self._split(chosen, known)))

    async def _split(self, chosen: Sequence[Annotation], known: Mapping[str, int]) -> None:
        old = old_tag(chosen, self._state.query) or await self._ask_old(chosen)
        if not old:
            return
        having = [one for one in chosen if has_tag(one.tags, old)]
        marked = [one.id for one in chosen]
        built: list[tuple[str, BulkChange]] = []

        async def accept(line: str) -> bool:
            new = new_tag_name(line)
            if not new:
                raise UsageError("a tag needs a name", "Type one.")
            build = partial(self._services.codebook.split, old, having, new)
            built.append((new, await self._saving.in_turn(build)))
            return True

        title = f"{counted(len(having), 'passage')}: another tag instead of #{old}"

        def deed(tag: str, is_new: bool) -> str:
            what = f"the new tag #{visible(tag)}" if is_new else f"#{visible(tag)}"
            return f"gives them {what}, after a preview" if tag else ""

        prompt = TagDialog(
            title,
            (),
            known,
            accept,
            placeholder="a new tag, or one that you have",
            takes_several=False,
            keys_wait=True,
            deed=deed,
        )
        if await self._screen.answer(prompt) is not None:
            await self._confirm(old, *built[-1], known, marked)

    async def _ask_old(self, chosen: Sequence[Annotation]) -> str:
        """Which of several tags to split; "" if canceled."""

        async def accept(line: str) -> bool:
            if not any(has_tag(one.tags, tag_name(line) or "/") for one in chosen):
                raise UsageError(
                    f"none of the passages has the tag {visible(line)}", "Choose one that is completed while you type."
                )
            return True

        line = await self._screen.answer(
            TagDialog(
                "Which of their tags should be replaced?",
                (),
                Counter(tag for one in chosen for tag in one.tags),
                accept,
                placeholder="one of their tags",
                takes_several=False,
            )
        )
        return tag_name(line) if line is not None else ""

    async def _confirm(
        self, old: str, new: str, bulk: BulkChange, known: Mapping[str, int], marked: Sequence[str]
    ) -> None:
        question = f"Give {counted(bulk.annotations, 'passage')} #{new} instead of #{old}?"
        is_new = levels_of(new) not in map(levels_of, known)
        detail = preview_split(bulk, old, new, is_new=is_new)
        if not await self._screen.answer(ConfirmDialog(question, detail, yes="Split", no="Cancel")):
            return
        if bulk.annotations > _TAKES_TIME:
            self._screen.tell(f"Changing {counted(bulk.annotations, 'passage')} …", lasts=True)
        made = await self._saving.make(partial(self._services.repository.apply, bulk.change))
        self._screen.marks.take_off(marked)
        self._tags.used([new])
        self._screen.tell(f"{sentence(done(made.what))} {self._screen.how_to_undo}")


def old_tag(chosen: Sequence[Annotation], query: Query) -> str:
    """The tag that chosen passages are to lose: the one that the list is narrowed to, else the only one that all have.

    "" if there are several.
    """
    listed = tags_of(query)
    named = [tag for tag in listed if any(has_tag(one.tags, tag) for one in chosen)]
    if named:
        return named[0] if len(named) == 1 else ""
    common = _levels(chosen[0])
    for one in chosen[1:]:
        common &= _levels(one)
    return next((tag for tag in chosen[0].tags if levels_of(tag) in common), "") if len(common) == 1 else ""


def preview_split(bulk: BulkChange, old: str, new: str, *, is_new: bool) -> str:
    """What splitting a tag would do, in a few lines."""
    outer = levels_of(old)
    lines = [f"Changes {counted(bulk.annotations, 'passage')} in {counted(bulk.annotated, 'article')}."]
    if is_new:
        lines.append(f"#{new} is a new tag.")
    nested = {tag for edit in bulk.change.edits if isinstance(edit.before, Annotation) for tag in edit.before.tags}
    deeper = sorted(tag for tag in nested if levels_of(tag)[: len(outer)] == outer != levels_of(tag))
    if deeper:
        rest = tag_name(deeper[0]).split("/")[len(outer) :]
        lines.append(f"Nested tags stay nested: #{deeper[0]} becomes #{'/'.join([new, *rest])}.")
    lines.append(f"All other passages keep #{old}.")
    return "\n".join(lines)


def _levels(annotation: Annotation) -> set[Levels]:
    return {levels_of(tag) for tag in annotation.tags}
