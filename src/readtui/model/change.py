"""A change to the library: one undo step."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias, overload

from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.model.card import Card
from readtui.model.reply import Reply
from readtui.model.tag import Tag
from readtui.model.view import View
from readtui.quick_dataclass import dataclass

NO_CHANGE = "-"

Record: TypeAlias = ArticleRecord | Annotation | Reply | Tag | View | Card


@dataclass(frozen=True, slots=True)
class Edit:
    """A record before and after. ``before`` is None for a new record. A deletion leaves a tombstone as ``after``."""

    before: Record | None
    after: Record

    @property
    def article_id(self) -> str:
        """The article whose file contains the record; "" for the codebook."""
        if isinstance(self.after, Annotation | Reply | Card):
            return self.after.article_id
        return self.after.id if isinstance(self.after, ArticleRecord) else ""


class LaterEdits(Sequence[Edit]):
    """The edits of a large change, read whenever they are asked for and not kept, because they take much memory.

    ``article_ids``: of the articles that they change; an empty one for the codebook. Reading them raises what ``read``
    raises.
    """

    def __init__(self, count: int, article_ids: Collection[str], read: Callable[[], Iterator[Edit]]) -> None:
        self.article_ids = frozenset(article_ids)
        self._count = count
        self._read = read

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Edit]:
        return self._read()

    @overload
    def __getitem__(self, index: int) -> Edit: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Edit]: ...
    def __getitem__(self, index: int | slice) -> Edit | Sequence[Edit]:
        return tuple(self)[index]

    def __reversed__(self) -> Iterator[Edit]:
        return reversed(tuple(self))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Change:
    """The edits of one action, and a description of it ("highlight “NATO and…”").

    ``undoes`` / ``redoes``: the id of the change that this one undoes or redoes. ``by_itself``: the app made it, not
    the user, so it is no undo step. ``keeps_versions``: new records come from another library, with their versions and
    times; they are merged with what is there, as in a merge of libraries. ``window`` names the process that made it;
    "" if that is not known. Its parts are separated by spaces: the time since when the process runs, its id, a number,
    and the id of the last change before it began, which is NO_CHANGE for the first; that may be missing.
    """

    id: str
    at: str
    what: str
    edits: Sequence[Edit]
    undoes: str = ""
    redoes: str = ""
    by_itself: bool = False
    keeps_versions: bool = False
    window: str = ""

    @property
    def article_ids(self) -> Collection[str]:
        """The articles whose records are among the edits, in order; an empty one for the codebook."""
        if isinstance(self.edits, LaterEdits):
            return sorted(self.edits.article_ids)
        return dict.fromkeys(edit.article_id for edit in self.edits)

    def touches(self, article_id: str) -> bool:
        """Whether a record of the article is among the edits; of the codebook, for an empty id."""
        if isinstance(self.edits, LaterEdits):
            return article_id in self.edits.article_ids
        return any(edit.article_id == article_id for edit in self.edits)


def made_since(window: str, changes: Sequence[Change]) -> Sequence[Change]:
    """Those of all changes, in their order, that were made since a process began; see ``Change.window``.

    If the change before is gone, those from the same second on.
    """
    since, *parts = window.split(" ", 3)
    before = parts[-1] if len(parts) == 3 else ""
    if before == NO_CHANGE:
        return changes
    for number in reversed(range(len(changes))):
        if changes[number].id == before:
            return changes[number + 1 :]
    return [change for change in changes if change.at >= since]


def inverse_edit(edit: Edit, now: str) -> Edit:
    """The edit that reverts ``edit``: a tombstone for a new record, otherwise the state before."""
    after = replace(edit.after, deleted=now) if edit.before is None else edit.before
    return Edit(before=edit.after, after=replace(after, modified=now))
