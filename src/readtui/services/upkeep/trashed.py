"""What can be in the trash, with names for messages."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord, Metadata
from readtui.model.tag import Tag
from readtui.model.view import View
from readtui.services.wording import annotation_name, excerpt
from readtui.text.clean import visible

if TYPE_CHECKING:
    from readtui.search.query.matching import Matcher


@dataclass(frozen=True, slots=True)
class Trashed:
    """An annotation in the trash with its article or, if ``annotation`` is None, the article itself."""

    record: ArticleRecord
    annotation: Annotation | None = None

    @property
    def id(self) -> str:
        """The id of the annotation or article."""
        return self.annotation.id if self.annotation else self.record.id

    @property
    def deleted(self) -> str:
        """The time of deletion: ISO 8601, UTC."""
        return (self.annotation or self.record).deleted or ""

    @property
    def name(self) -> str:
        """A short name for messages."""
        if self.annotation is None:
            return f"the article {excerpt(self.record.title)}"
        return f"the annotation on {annotation_name(self.annotation)}"


@dataclass(frozen=True, slots=True)
class TrashedTag:
    """A tag's entry in the trash: its color, description and key. The passages that had the tag are not in it."""

    tag: Tag

    @property
    def id(self) -> str:
        """The tag's name."""
        return self.tag.name

    @property
    def deleted(self) -> str:
        """The time of deletion: ISO 8601, UTC."""
        return self.tag.deleted or ""

    @property
    def name(self) -> str:
        """A short name for messages."""
        return f"the tag {visible(self.tag.name)}"


@dataclass(frozen=True, slots=True)
class TrashedView:
    """A saved view in the trash."""

    view: View

    @property
    def id(self) -> str:
        """The id of the view."""
        return self.view.id

    @property
    def deleted(self) -> str:
        """The time of deletion: ISO 8601, UTC."""
        return self.view.deleted or ""

    @property
    def name(self) -> str:
        """A short name for messages."""
        return f"the view {excerpt(self.view.name)}"


TrashItem: TypeAlias = Trashed | TrashedTag | TrashedView


def passing(matcher: "Matcher") -> Callable[[TrashItem], bool]:
    """What tells whether an item passes. Tags and views are asked like articles with their names."""

    def passes(item: TrashItem) -> bool:
        if not isinstance(item, Trashed):
            return matcher.article(_as_article(item), list)
        annotation = item.annotation
        if annotation is None:
            return matcher.article(item.record, list)
        return bool(matcher.annotations(item.record, lambda: [annotation]))

    return passes


def _as_article(item: TrashItem) -> ArticleRecord:
    name = f"{item.view.name} {item.view.query}" if isinstance(item, TrashedView) else item.id
    tags = (item.id,) if isinstance(item, TrashedTag) else ()
    return ArticleRecord(item.id, Metadata(name), "", "", "", tags=tags)
