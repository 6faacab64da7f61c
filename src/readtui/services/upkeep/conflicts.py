"""Finds articles, tags and views that were changed differently on two devices, and keeps one of their versions."""

from collections.abc import Callable
from dataclasses import dataclass

from readtui.model.article import ArticleRecord
from readtui.model.change import Change
from readtui.model.tag import Tag
from readtui.model.view import View
from readtui.services.annotating.versions import Versions, other_versions
from readtui.storage.repository import Repository

Undecided = ArticleRecord | Tag | View


@dataclass(frozen=True, slots=True)
class Conflicts:
    """``clock`` returns the time (ISO 8601, UTC), ``new_id`` a new id. Builds changes; saves nothing."""

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
