"""A change to the library: one undo step."""

from dataclasses import dataclass, replace
from typing import TypeAlias

from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.model.tag import Tag

Record: TypeAlias = ArticleRecord | Annotation | Tag


@dataclass(frozen=True, slots=True)
class Edit:
    """One record before and after. ``before`` None: made new. Nothing is removed: a deletion is a tombstone after."""

    before: Record | None
    after: Record

    @property
    def article_id(self) -> str:
        """The article whose file holds the record; empty for the codebook."""
        if isinstance(self.after, Annotation):
            return self.after.article_id
        return self.after.id if isinstance(self.after, ArticleRecord) else ""


@dataclass(frozen=True, slots=True)
class Change:
    """What one action changed, and in words what that was ("highlight “NATO and…”").

    ``undoes`` / ``redoes`` name the change that this one takes back or makes again.
    """

    id: str
    at: str
    what: str
    edits: tuple[Edit, ...]
    undoes: str = ""
    redoes: str = ""

    def touches(self, article_id: str) -> bool:
        """Whether a record of the article is among the edits."""
        return any(edit.article_id == article_id for edit in self.edits)


def inverse_edit(edit: Edit, now: str) -> Edit:
    """The edit that takes ``edit`` back: a tombstone for what was made new, else the state before."""
    after = replace(edit.after, deleted=now) if edit.before is None else edit.before
    return Edit(before=edit.after, after=replace(after, modified=now))
