"""Knows who uses this library and who makes what is written now; counts and renames creators."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field, replace

from readtui.codec import strict_json
from readtui.errors import NotFoundError, StorageError, UsageError
from readtui.model.annotation import Annotation
from readtui.model.change import Change, Edit
from readtui.model.creator import LONGEST_NAME, NOBODY, Creator, Identity
from readtui.model.reply import Reply
from readtui.quick_dataclass import dataclass
from readtui.services.git_place import told_by_git
from readtui.services.wording import excerpt
from readtui.storage.repository import Repository
from readtui.text.clean import visible

_NAME, _OTHER_NAMES = "creator", "creator, other names"
_GIT_SECONDS = 2.0


@dataclass
class Creators:
    """Remembers names in the state folder. Looks them up once.

    ``settings`` returns the name and the other names in the settings, "" and () if there are none. ``given``: who
    writes, as the environment says it, or "". ``ask_git`` returns the name that git knows, or "".
    """

    _choices: Repository
    _settings: Callable[[], tuple[str, tuple[str, ...]]]
    _given: str
    _ask_git: Callable[[], str]
    _known: Identity | None = field(default=None, init=False)
    _is_fixed: bool = field(default=False, init=False)

    def identity(self) -> Identity:
        """Who "me" is in this library, and who writes. Raises UsageError if the environment names nobody."""
        if self._known is None:
            known = self._choices.choices()
            set_name, also = self._settings()
            fixed = known.get(_NAME, "")
            name = set_name or fixed or self._ask_git() or NOBODY
            others = (one for one in (*also, fixed, *_names_in(known)) if one and one != name)
            self._known = Identity(Creator(name), tuple(dict.fromkeys(others)), self._writes_instead())
            self._is_fixed = bool(fixed)
        return self._known

    def writer(self) -> Creator:
        """Who makes what is written now. From the first note on, the person's name stays what it is then."""
        identity = self.identity()
        if identity.by is None and not self._is_fixed:
            self._remember({_NAME: identity.me.name})
            self._is_fixed = True
        return identity.writer

    def named(self, creator: Creator) -> Creator:
        """The creator that a command names; "me" is the person who uses this library."""
        return self.identity().me if creator == Creator(NOBODY) else creator

    def also_called(self, names: Iterable[str]) -> None:
        """Remember other names of the person, by which others call what that person wrote without a name."""
        identity = self.identity()
        if fresh := sorted({one for one in names if one not in (identity.me.name, *identity.also)}):
            self._remember({_OTHER_NAMES: json.dumps([*_names_in(self._choices.choices()), *fresh])})
            self._known = replace(identity, also=(*identity.also, *fresh))

    def _writes_instead(self) -> Creator | None:
        try:
            return checked_creator(self._given) if self._given.strip() else None
        except ValueError as fault:
            raise UsageError(f"$READTUI_BY: {fault}", "Set it to a name or to software:NAME.") from fault

    def _remember(self, choices: dict[str, str]) -> None:
        try:
            self._choices.keep_choices(choices)
        except StorageError:
            # The next process tries again, and until then the name comes from where it came from today.
            return


def _names_in(choices: Mapping[str, str]) -> list[str]:
    """The other names of the person among what is remembered."""
    try:
        found = strict_json.loads(choices.get(_OTHER_NAMES, "[]"))
    except ValueError:
        return []
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def checked_creator(spelled: str) -> Creator:
    """The creator that ``--by`` names. Raises ValueError, which says what is wrong with the name."""
    creator = Creator.parse(visible(spelled))
    if not creator.name:
        raise ValueError("a name is missing")
    if len(creator.name) > LONGEST_NAME:
        raise ValueError(f"a name has at most {LONGEST_NAME} characters")
    return creator


def name_in_git() -> str:
    """The name in this user's git settings; "" without git or a name."""
    return visible(told_by_git(["config", "--global", "user.name"], _GIT_SECONDS).strip())[:LONGEST_NAME]


@dataclass(frozen=True, slots=True)
class WrittenCount:
    """How many annotations and replies somebody wrote."""

    creator: Creator
    annotations: int
    replies: int


@dataclass(frozen=True, slots=True)
class CreatorNames:
    """``clock`` returns the time (ISO 8601, UTC), ``new_id`` a new id."""

    repository: Repository
    clock: Callable[[], str]
    new_id: Callable[[], str]

    def counts(self, identity: Identity) -> list[WrittenCount]:
        """Everybody who wrote something that is not deleted, by name."""
        found: Counter[tuple[Creator, type]] = Counter(
            (identity.of(one.creator), type(one)) for one in self._signed() if not one.deleted
        )
        creators = sorted({creator for creator, _ in found}, key=lambda one: (one.name.casefold(), one.spelled))
        return [WrittenCount(one, found[one, Annotation], found[one, Reply]) for one in creators]

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
