"""Finds the tags in use and the places that have them. Reads only files with such places."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import replace
from itertools import chain
from typing import TypeAlias

from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.model.change import Edit
from readtui.model.tag import Tag
from readtui.quick_dataclass import dataclass, replaced
from readtui.services.tags.spelling import Levels, levels_of, spelled
from readtui.storage.repository import Repository

Place: TypeAlias = ArticleRecord | Annotation


@dataclass(frozen=True, slots=True)
class FoundTags:
    """All tags, live and in the trash, and the codebook's entries with and without tombstones.

    ``on_annotations``: for each exact set of tags, the number of annotations outside the trash. ``in_files``: for each
    article, by its id, the tags of all its annotations. Articles that annotations wait for are among the ``records``.
    """

    records: Sequence[ArticleRecord]
    on_annotations: Mapping[tuple[str, ...], int]
    in_files: Mapping[str, Collection[str]]
    entries: Sequence[Tag]
    deleted_entries: Sequence[Tag]

    def names(self) -> dict[Levels, str]:
        """The tags outside the trash, each spelled as in its entry, or as in most places."""
        tag_sets = Counter(self.on_annotations)
        tag_sets.update(record.tags for record in self.records if record.tags and not record.deleted)
        return spelled(self.entries, tag_sets)

    def spellings(self) -> list[str]:
        """All spellings of tags anywhere, including the trash."""
        on_articles = chain.from_iterable(record.tags for record in self.records)
        names = (entry.name for entry in self.entries)
        return list(dict.fromkeys([*names, *on_articles, *sorted(set(chain.from_iterable(self.in_files.values())))]))


def found_tags(store: Repository) -> FoundTags:
    """What the library has. Leaves out nothing that cannot be read. Raises StorageError."""
    entries = store.tags(deleted=True)
    # Of those that have come, the annotations are in the articles.
    waiting = store.waiting()
    tags_waiting = {record.id: _tags_in(store.annotations(record.id, deleted=True)) for record in waiting}
    return FoundTags(
        records=[*store.records(deleted=True), *waiting],
        on_annotations=tag_sets_of(store),
        in_files={**store.tags_of_articles(), **tags_waiting},
        entries=[entry for entry in entries if not entry.deleted],
        deleted_entries=[entry for entry in entries if entry.deleted],
    )


def tag_sets_of(store: Repository) -> Counter[tuple[str, ...]]:
    """For each exact set of tags, the number of annotations outside the trash, with those that wait."""
    tag_sets = store.tag_sets()
    for one in store.waiting_listed():
        tag_sets.update(one.tag_sets)
    return tag_sets


def places_with(store: Repository, found: FoundTags, tags: Set[str]) -> tuple[list[Place], list[Place]]:
    """The articles and annotations with one of these tags: live ones, and those in the trash. Raises StorageError."""
    live: list[Place] = []
    in_trash: list[Place] = []
    for record in found.records:
        if not tags.isdisjoint(record.tags):
            (in_trash if record.deleted else live).append(record)
        if tags.isdisjoint(found.in_files.get(record.id, ())):
            continue
        for annotation in store.annotations_with(record.id, tags, to_change=True):
            (in_trash if record.deleted or annotation.deleted else live).append(annotation)
    return live, in_trash


def _tags_in(annotations: Iterable[Annotation]) -> set[str]:
    return set(chain.from_iterable(annotation.tags for annotation in annotations))


def place_edits(places: Iterable[Place], new_names: Mapping[str, str | None], now: str) -> list[Edit]:
    """The edits that give these places the new names of their tags; None removes a tag."""
    return [edit for place in places if (edit := _place_edit(place, new_names, now)) is not None]


def _place_edit(place: Place, new_names: Mapping[str, str | None], now: str) -> Edit | None:
    tags: dict[Levels, str] = {}
    for tag in place.tags:
        name = new_names.get(tag, tag)
        if name is not None:
            tags.setdefault(levels_of(name), name)
    after = replaced(place, tags=tuple(tags.values()), modified=now)
    if isinstance(place, Annotation) and isinstance(after, Annotation) and after.is_empty:
        # In the trash it keeps its tags, so that they are there when it is restored.
        after = replace(place, deleted=place.deleted or now, modified=now)
    return Edit(place, after) if (after.tags, after.deleted) != (place.tags, place.deleted) else None
