"""A saved view: a query with a name."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from enum import StrEnum

from readtui.quick_dataclass import dataclass


class Lists(StrEnum):
    """What a view lists."""

    ARTICLES = "articles"
    ANNOTATIONS = "annotations"


@dataclass(frozen=True, slots=True)
class View:
    """A view in the codebook. ``query`` is as the user typed it. For the other fields, see ArticleRecord.

    Names are unique without case on one device; after a merge, two views may have the same name.
    """

    id: str
    name: str
    query: str
    lists: Lists = Lists.ANNOTATIONS
    modified: str = ""
    versions: Mapping[str, int] = field(default_factory=dict)
    deleted: str | None = None
    conflicts: Sequence[Mapping[str, object]] = ()
    extra: Mapping[str, object] = field(default_factory=dict)
