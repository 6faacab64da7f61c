"""Counts what each creator wrote, and renames creators in the whole library."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from readtui.errors import NotFoundError, StorageError
from readtui.model.annotation import Annotation
from readtui.model.change import Change, Edit
from readtui.model.creator import Creator, Identity
from readtui.model.reply import Reply
from readtui.services.wording import excerpt
from readtui.storage.repository import Repository


@dataclass(frozen=True, slots=True)
class Written:
    """How many annotations and replies somebody wrote."""

    creator: Creator
    annotations: int
    replies: int


@dataclass(frozen=True, slots=True)
class Renaming:
    """``clock`` returns the time (ISO 8601, UTC), ``new_id`` a new id."""

    repository: Repository
    clock: Callable[[], str]
    new_id: Callable[[], str]

    def counts(self, identity: Identity) -> list[Written]:
        """Everybody who wrote something that is not deleted, by name."""
        found: Counter[tuple[Creator, type]] = Counter(
            (identity.of(one.creator), type(one)) for one in self._signed() if not one.deleted
        )
        creators = sorted({creator for creator, _ in found}, key=lambda one: (one.name.casefold(), one.spelled))
        return [Written(one, found[one, Annotation], found[one, Reply]) for one in creators]

    def renamed(self, old: Creator, new: Creator) -> Change | None:
        """The change that gives all that is by ``old`` to ``new``; None if there is none."""
        now = self.clock()
        edits = [Edit(one, replace(one, creator=new)) for one in self._signed() if one.creator == old != new]
        what = f"rename the creator {excerpt(old.shown)} to {excerpt(new.shown)}"
        return Change(self.new_id(), now, what, edits) if edits else None

    def _signed(self) -> Iterator[Annotation | Reply]:
        """All annotations and replies, also in the trash. What cannot be read is left out, and recorded."""
        for record in (*self.repository.records(deleted=True), *self.repository.waiting(deleted=True)):
            try:
                yield from self.repository.annotations(record.id, deleted=True)
                yield from self.repository.replies(record.id)
            except (StorageError, NotFoundError) as fault:
                self.repository.leave_out(fault)
