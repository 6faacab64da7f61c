"""A change to the library: one undo step."""

from dataclasses import dataclass, replace
from typing import TypeAlias

from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.model.card import Card
from readtui.model.tag import Tag
from readtui.model.view import View

Record: TypeAlias = ArticleRecord | Annotation | Tag | View | Card


@dataclass(frozen=True, slots=True)
class Edit:
    """A record before and after. ``before`` is None for a new record. A deletion leaves a tombstone as ``after``."""

    before: Record | None
    after: Record

    @property
    def article_id(self) -> str:
        """The article whose file contains the record; "" for the codebook."""
        if isinstance(self.after, Annotation | Card):
            return self.after.article_id
        return self.after.id if isinstance(self.after, ArticleRecord) else ""


@dataclass(frozen=True, slots=True)
class Change:
    """The edits of one action, and a description of it ("highlight “NATO and…”").

    ``undoes`` / ``redoes``: the id of the change that this one undoes or redoes. ``by_itself``: the app made it, not
    the user, so it is no undo step.
    """

    id: str
    at: str
    what: str
    edits: tuple[Edit, ...]
    undoes: str = ""
    redoes: str = ""
    by_itself: bool = False

    def touches(self, article_id: str) -> bool:
        """Whether a record of the article is among the edits."""
        return any(edit.article_id == article_id for edit in self.edits)


def inverse_edit(edit: Edit, now: str) -> Edit:
    """The edit that reverts ``edit``: a tombstone for a new record, otherwise the state before."""
    after = replace(edit.after, deleted=now) if edit.before is None else edit.before
    return Edit(before=edit.after, after=replace(after, modified=now))
