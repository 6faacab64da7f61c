"""Undo and redo, based on the changes that the repository remembers, and what their steps are called."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from enum import Enum
from itertools import takewhile
from typing import TypeAlias

from readtui.errors import CameBetweenError, ChangedSinceError, NothingToUndoError
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.model.change import Change, Edit, LaterEdits, inverse_edit, made_since
from readtui.model.creator import UNNAMED, Identity
from readtui.model.reply import Reply
from readtui.quick_dataclass import dataclass
from readtui.services.wording import annotation_name, done
from readtui.storage.repository import Repository
from readtui.text.clean import visible
from readtui.text.phrases import counted

Told: TypeAlias = Collection[str] | None
COMMANDS = frozenset({"commands"})
_IN_HISTORY = "What other windows and commands did is in the history."
_MOST_NAMED = 4


class Whose(Enum):
    """Whose changes undo and redo lead through.

    OWN: not what another process has done since this one began, what others replied and, in an article, reloads. HERE:
    of that, only what this process has done.
    """

    ALL = "all"
    OWN = "own"
    HERE = "here"


@dataclass(frozen=True, slots=True)
class UndoStep:
    """An ordinary change, the change that last did or undid it, and whether it is done now."""

    change: Change
    latest: Change
    done: bool

    @property
    def state(self) -> str:
        """Whether it is done now, in a word."""
        return "done" if self.done else "undone"


@dataclass(frozen=True, slots=True)
class Timeline:
    """The changes that can be undone or redone, latest first, and the ids of those that redo brings back, the next one
    first.
    """

    steps: Sequence[UndoStep] = ()
    redoable: Sequence[str] = ()

    def back_to(self, change_id: str) -> list[UndoStep]:
        """What is undone, in this order, until the change with this id is; nothing if it is undone already."""
        return self._until(change_id, [step for step in self.steps if step.done])

    def forward_to(self, change_id: str) -> list[UndoStep]:
        """What is redone, in this order, until the change with this id is; nothing if redo does not reach it."""
        undone = {step.change.id: step for step in self.steps if not step.done}
        return self._until(change_id, [undone[one] for one in self.redoable if one in undone])

    def _until(self, change_id: str, steps: Sequence[UndoStep]) -> list[UndoStep]:
        ids = [step.change.id for step in steps]
        return list(steps[: ids.index(change_id) + 1]) if change_id in ids else []


@dataclass(frozen=True, slots=True)
class History:
    """Undo and redo in one article or, with an empty article id, in the whole library. Survives a restart.

    ``identity`` returns who "me" is.
    """

    repository: Repository
    clock: Callable[[], str]
    new_id: Callable[[], str]
    identity: Callable[[], Identity] = lambda: UNNAMED

    def steps(self, article_id: str = "") -> list[UndoStep]:
        """The changes that can be undone or redone, latest first. For an article, this includes its addition."""
        steps, _ = _steps(self.repository.history())
        return [step for step in reversed(steps.values()) if not article_id or step.change.touches(article_id)]

    def timeline(self, article_id: str = "", *, latest: int = 0) -> Timeline:
        """What undo and redo lead through, in one article or in the library. Raises StorageError.

        With ``latest``, only the steps among about so many of the last changes, which is sooner read.
        """
        steps, redoable = _steps(self.repository.history(latest=latest), article_id)
        return Timeline(tuple(reversed(steps.values())), tuple(reversed(redoable)))

    def seen(self) -> frozenset[str]:
        """The ids of all changes so far, for ``told``. Raises StorageError."""
        return frozenset(change.id for change in self.repository.history())

    def build_undo(self, article_id: str = "", whose: Whose = Whose.ALL, told: Told = None) -> Change:
        """Build the change that undoes the last one, without saving it. Raises NothingToUndoError, CameBetweenError.

        ``whose``: whose changes are steps. ``told``: see ``undo``.
        """
        changes = self.repository.history()
        others = self._left_out(changes, article_id, whose)
        steps, _ = _steps(changes, article_id, others)
        step = next((step for step in reversed(steps.values()) if step.done), None)
        if step is None:
            is_in_history = any(change.id in others and _counts(change, article_id) for change in changes)
            raise NothingToUndoError(f"nothing to undo{_scope(article_id)}", _IN_HISTORY if is_in_history else "")
        self._require_named(changes, article_id, steps, step, told)
        return self._inverse(step, "undo", undoes=step.change.id)

    def build_redo(self, article_id: str = "", whose: Whose = Whose.ALL, told: Told = None) -> Change:
        """Build the change that redoes the last undone one, without saving it. Raises as ``build_undo`` does."""
        changes = self.repository.history()
        steps, redoable = _steps(changes, article_id, self._left_out(changes, article_id, whose))
        if not redoable:
            raise NothingToUndoError(f"nothing to redo{_scope(article_id)}", "A new change clears the redo history.")
        step = steps[redoable[-1]]
        self._require_named(changes, article_id, steps, step, told)
        return self._inverse(step, "redo", redoes=step.change.id)

    def _require_named(
        self, changes: Sequence[Change], article_id: str, steps: Mapping[str, UndoStep], step: UndoStep, told: Told
    ) -> None:
        """Raise CameBetweenError if the user cannot know that the step is the next one of these steps."""
        if told is None:
            return
        within = [
            change
            for change in changes
            if _counts(change, article_id) and (change.undoes or change.redoes or change.id) in steps
        ]
        if told == COMMANDS:
            between = self._after_command(within, changes)
        else:
            news = self._news(changes) - set(told)
            between = list(takewhile(lambda one: one.id in news, reversed(within)))
            between += [step.latest] if step.latest.id in news else []
        if between:
            then = "" if between[0].id == step.latest.id else step.change.what
            raise CameBetweenError(
                f"something else came between: {done(between[0].what)}",
                f"To go ahead anyway{f', with “{then}”' if then else ''}: --force",
                [one.id for one in between],
                then,
            )

    def _left_out(self, changes: Sequence[Change], article_id: str, whose: Whose) -> Collection[str]:
        """The ids of the changes that are no steps."""
        if whose is Whose.ALL:
            return ()
        reloads = {change.id for change in changes if article_id and _is_reload(change)}
        if whose is Whose.OWN:
            return reloads | self._others(changes)
        return reloads | {change.id for change in changes if change.window != self.repository.window}

    def _news(self, changes: Sequence[Change]) -> set[str]:
        """The ids of what other processes have done since this one began."""
        own = self.repository.window
        return {change.id for change in made_since(own, changes) if change.window not in ("", own)}

    def _others(self, changes: Sequence[Change]) -> frozenset[str]:
        """The ids of what other processes have done since this one began, and of what others had replied before.

        A person's own replies count as others' as long as the window that made them is open.
        """
        own, identity = self.repository.window, self.identity()

        def is_another(change: Change) -> bool:
            if change.window == own or isinstance(change.edits, LaterEdits):
                return False
            replies = [edit.after for edit in change.edits if isinstance(edit.after, Reply)]
            if len(replies) < len(change.edits):
                return False
            is_mine = all(identity.is_me(reply.creator) for reply in replies)
            return not is_mine or self.repository.still_runs(change.window)

        return frozenset(self._news(changes) | {change.id for change in changes if is_another(change)})

    def _after_command(self, within: Sequence[Change], changes: Sequence[Change]) -> list[Change]:
        """The last changes, latest first, if windows that are open made them after a command had made one."""
        store = self.repository
        last = list(
            takewhile(lambda one: one.window != store.window and store.still_runs(one.window), reversed(within))
        )
        before = within[-len(last) - 1] if last and len(last) < len(within) else None
        return last if before and before.window and before in made_since(last[-1].window, changes) else []

    def build_reversal(self, change_id: str) -> Change:
        """Build the change that undoes or, if it is undone, redoes this one alone, without saving it.

        Raises NothingToUndoError.
        """
        step = _steps(self.repository.history())[0].get(change_id)
        if step is None:
            raise NothingToUndoError("the change is no longer in the history")
        if step.done:
            return self._inverse(step, "undo", undoes=change_id)
        return self._inverse(step, "redo", redoes=change_id)

    def reverse(self, change_id: str, *, force: bool = False) -> Change:
        """Undo or redo one change alone, and save that. Raises as ``undo`` does."""
        return self._apply(self.build_reversal(change_id), force=force)

    def undo(self, article_id: str = "", whose: Whose = Whose.ALL, *, told: Told = None, force: bool = False) -> Change:
        """Undo the last change that is not undone yet, and save that.

        ``told``: the ids of other processes' changes that the user was told of; COMMANDS: the user knows of what
        commands did; None: it does not matter. Raises NothingToUndoError, StorageError and, without ``force``,
        ChangedSinceError and CameBetweenError.
        """
        return self._apply(self.build_undo(article_id, whose, None if force else told), force=force)

    def redo(self, article_id: str = "", whose: Whose = Whose.ALL, *, told: Told = None, force: bool = False) -> Change:
        """Redo the last undone change, and save that. ``told``, and what it raises: as ``undo``."""
        return self._apply(self.build_redo(article_id, whose, None if force else told), force=force)

    def _apply(self, change: Change, *, force: bool) -> Change:
        if not force:
            self._require_unanswered(change)
        return self.repository.apply(change, force=force)

    def _require_unanswered(self, change: Change) -> None:
        """Raise ChangedSinceError if an undo takes back what others have replied to."""
        # What came with the annotation goes with it.
        own = {edit.after.id for edit in change.edits if isinstance(edit.after, Reply)}
        for edit in change.edits if change.undoes else ():
            if (annotation := _taken_back(edit)) is None:
                continue
            count = sum(
                not (reply.deleted or reply.id in own or self.identity().is_me(reply.creator))
                for reply in self.repository.replies(annotation.article_id)
                if reply.to == annotation.id
            )
            if count:
                goes = "Their reply goes" if count == 1 else f"Their {count:,} replies go"
                hint = f"{goes} with it." if edit.after.deleted else "It becomes a plain note again."
                raise ChangedSinceError(f"others have replied to {annotation_name(annotation)}", hint)

    def _inverse(self, step: UndoStep, verb: str, *, undoes: str = "", redoes: str = "") -> Change:
        now = self.clock()
        return Change(
            id=self.new_id(),
            at=now,
            what=inverse_name(step.change.what, verb),
            edits=tuple(inverse_edit(edit, now) for edit in reversed(step.latest.edits)),
            undoes=undoes,
            redoes=redoes,
        )


def inverse_name(what: str, verb: str = "undo") -> str:
    """The name of a change that undoes or redoes the one with this name."""
    return f"{verb}: {what}"


def step_names(steps: Sequence[UndoStep]) -> list[str]:
    """The steps by name, in their order; of many, the first ones, how many more, and the last."""
    names = [visible(step.change.what) for step in steps]
    if len(names) <= _MOST_NAMED + 1:
        return names
    return [*names[: _MOST_NAMED - 1], f"… {counted(len(names) - _MOST_NAMED, 'more change')}", names[-1]]


def summary(made: Sequence[Change], left: int = 0) -> str:
    """What several undo or redo steps in a row have done, as a message; one by its name, "" without any.

    ``left``: how many could not be made.
    """
    if len(made) < 2:
        return done(made[0].what) if made else ""
    rest = f", {left:,} left as {'it is' if left == 1 else 'they are'}" if left else ""
    return f"{counted(len(made), 'change')} {'redone' if made[0].redoes else 'undone'}{rest}."


def _steps(
    changes: Iterable[Change], article_id: str = "", others: Collection[str] = ()
) -> tuple[dict[str, UndoStep], list[str]]:
    """The changes in scope by id, and the ids of the undone ones that can be redone, the next one last.

    ``others``: the ids of changes that are no steps; those that undo or redo steps still count as such.
    """
    steps: dict[str, UndoStep] = {}
    redoable: list[str] = []
    for change in changes:
        if not _counts(change, article_id):
            continue
        if change.undoes:
            if change.undoes in steps:
                steps[change.undoes] = UndoStep(steps[change.undoes].change, change, done=False)
                redoable += [] if change.id in others else [change.undoes]
        elif change.redoes:
            if change.redoes in steps:
                steps[change.redoes] = UndoStep(steps[change.redoes].change, change, done=True)
                redoable = [undone for undone in redoable if undone != change.redoes]
        elif change.id not in others:
            steps[change.id] = UndoStep(change, change, done=True)
            redoable.clear()
    return steps, redoable


def _is_reload(change: Change) -> bool:
    """Whether it gave an article that was there another text. Large changes are of many articles; none is read."""
    return not isinstance(change.edits, LaterEdits) and any(
        isinstance(edit.before, ArticleRecord)
        and isinstance(edit.after, ArticleRecord)
        and edit.before.text_version != edit.after.text_version
        for edit in change.edits
    )


def _taken_back(edit: Edit) -> Annotation | None:
    """The annotation that the edit moves to the trash, or that is no thread after it."""
    match edit:
        case Edit(Annotation() as before, Annotation() as after):
            return before if after.deleted or (before.is_thread and not after.is_thread) else None
    return None


def _scope(article_id: str) -> str:
    return " in this article" if article_id else ""


def _counts(change: Change, article_id: str) -> bool:
    """Whether the change is a step of the user's, in the article or, with an empty id, in the library."""
    return not change.by_itself and (not article_id or _is_within(change, article_id))


def _is_within(change: Change, article_id: str) -> bool:
    """Whether it changed something in the article. Adding the article is a change to the library."""
    return change.touches(article_id) and any(
        edit.article_id == article_id and not (isinstance(edit.after, ArticleRecord) and edit.before is None)
        for edit in change.edits
    )
