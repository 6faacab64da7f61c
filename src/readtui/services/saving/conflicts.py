"""Records that were changed at the same time on two devices: finds them; the user chooses a version or keeps both."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TypeVar

from readtui.codec.record_kinds import kind_of
from readtui.codec.record_marks import ENTRIES
from readtui.codec.record_versions import open_conflicts, resolve
from readtui.errors import DamagedError
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.model.change import Change, Edit
from readtui.model.creator import Creator, Identity
from readtui.model.reply import Reply
from readtui.model.tag import Tag
from readtui.model.view import View
from readtui.quick_dataclass import dataclass
from readtui.services.wording import annotation_name, excerpt, tag_names
from readtui.storage.repository import Repository
from readtui.text.clean import visible

Versioned = Annotation | ArticleRecord | Tag | View
_VersionedT = TypeVar("_VersionedT", Annotation, ArticleRecord, Tag, View)
Undecided = ArticleRecord | Tag | View


def other_versions(record: _VersionedT) -> list[_VersionedT]:
    """The other versions of a record that differ from it and are undecided, best first."""
    if not record.conflicts:
        return []
    kind = kind_of(record)
    found: list[_VersionedT] = []
    for version in open_conflicts(kind.to_json(record)):
        # Written by hand and not such a record: nothing to choose.
        with suppress(DamagedError):
            found.append(kind.from_json(version))
    return found


def writers(
    versions: Sequence[Annotation], known: Iterable[Annotation | Reply], identity: Identity
) -> list[Creator | None]:
    """The person who wrote each version, or None where nothing tells that.

    A version says on which devices it was written, and ``known`` what people made on one device alone.
    """
    people: dict[str, set[Creator]] = {}
    for one in known:
        devices = one.versions.keys() - {*ENTRIES}
        if one.creator is not None and not one.creator.is_program and len(devices) == 1:
            who = identity.me if identity.is_me(one.creator) else one.creator
            people.setdefault(devices.pop(), set()).add(who)
    # What somebody has imported has other creators, too.
    person = {device: found for device, found in people.items() if len(found) == 1 or identity.me in found}

    def writer(version: Annotation) -> Creator | None:
        others = [one.versions for one in versions if one is not version]
        own = {
            device: counter
            for device, counter in version.versions.items()
            if all(counter > one.get(device, 0) for one in others) and device not in ENTRIES
        }
        found = person.get(max(own, key=own.__getitem__), set()) if own else set()
        return identity.me if identity.me in found else next(iter(found), None)

    return [writer(version) for version in versions]


def versioned_name(record: Versioned) -> str:
    """A short name for a record with several versions."""
    match record:
        case Annotation():
            return annotation_name(record)
        case ArticleRecord():
            return f"the article {excerpt(record.title)}"
        case Tag():
            return f"the tag #{visible(record.name)}"
        case View():
            return f"the view {excerpt(record.name)}"


@dataclass(frozen=True, slots=True)
class Versions:
    """Builds changes that keep one or all. ``clock`` returns the time (ISO 8601, UTC), ``new_id`` a new id.

    An article keeps its present text, which is the one that was read last: the choice is about everything else.
    """

    clock: Callable[[], str]
    new_id: Callable[[], str]

    def choose(self, record: _VersionedT, chosen: _VersionedT) -> Change:
        """Keep ``chosen``, which is the record or one of its other versions, and drop the rest."""
        return self._settled(record, chosen, f"choose a version of {versioned_name(record)}")

    def join(self, record: Annotation | ArticleRecord) -> Change:
        """Combine all versions: all tags, all notes in order, everything else as in the first live one."""
        what = f"join the versions of {versioned_name(record)}"
        if isinstance(record, ArticleRecord):
            articles = [one for one in (record, *other_versions(record)) if not one.deleted] or [record]
            tags = tag_names(tag for one in articles for tag in one.tags)
            return self._settled(record, replace(articles[0], tags=tags), what)
        versions = [version for version in (record, *other_versions(record)) if not version.deleted]
        first = versions[0] if versions else record
        notes = dict.fromkeys(version.note for version in versions if version.note)
        color = next((version.color for version in versions if version.color), None)
        tags = tag_names(tag for version in versions for tag in version.tags)
        return self._settled(record, replace(first, note="\n\n".join(notes), tags=tags, color=color), what)

    def _settled(self, record: _VersionedT, chosen: _VersionedT, what: str) -> Change:
        now = self.clock()
        kind = kind_of(record)
        after = replace(kind.from_json(resolve(kind.to_json(record), kind.to_json(chosen))), modified=now)
        if isinstance(record, ArticleRecord):
            text = {name: getattr(record, name) for name in ("text_version", "content", "words")}
            after = replace(after, **text)
        return Change(self.new_id(), now, what, (Edit(record, after),))


@dataclass(frozen=True, slots=True)
class Conflicts:
    """Keeps one of several versions. ``clock`` returns the time (ISO 8601, UTC), ``new_id`` a new id. Saves nothing."""

    repository: Repository
    clock: Callable[[], str]
    new_id: Callable[[], str]

    def undecided(self) -> list[Undecided]:
        """The articles by title, the tags and the views by name, of which several versions are left.

        Raises StorageError.
        """
        articles = [record for record in self.repository.records() if record.conflicts and other_versions(record)]
        tags = [tag for tag in self.repository.tags() if tag.conflicts and other_versions(tag)]
        views = [view for view in self.repository.views() if view.conflicts and other_versions(view)]
        return [
            *sorted(articles, key=lambda record: (record.title.casefold(), record.id)),
            *sorted(tags, key=lambda tag: tag.name.casefold()),
            *sorted(views, key=lambda view: (view.name.casefold(), view.id)),
        ]

    @property
    def versions(self) -> Versions:
        """Builds the changes that decide."""
        return Versions(self.clock, self.new_id)

    def choose(self, record: Undecided, number: int) -> Change:
        """Keep the version with this number: 0 is the record itself, then come its other versions."""
        match record:
            case ArticleRecord():
                return self.versions.choose(record, [record, *other_versions(record)][number])
            case Tag():
                return self.versions.choose(record, [record, *other_versions(record)][number])
            case View():
                return self.versions.choose(record, [record, *other_versions(record)][number])
