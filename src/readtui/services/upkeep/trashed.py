"""What can be in the trash, with names for messages."""

from dataclasses import dataclass
from typing import TypeAlias

from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.model.tag import Tag
from readtui.model.view import View
from readtui.services.wording import annotation_name, excerpt
from readtui.text.clean import visible


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
