"""What a look at the files of a library finds, as values that its services pass on."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from readtui.model.annotation import AnchorState
from readtui.model.article import ArticleRecord


@dataclass(frozen=True, slots=True)
class Generation:
    """One copy. ``date`` is the day (ISO 8601, UTC) at whose end the file was so; ``kind`` latest, daily, weekly or
    monthly; ``size`` in bytes.
    """

    date: str
    kind: str
    path: Path
    size: int


@dataclass(frozen=True, slots=True)
class Quarantined:
    """One file put aside: the name it had, when (ISO 8601, UTC), where it lies, and its size in bytes."""

    name: str
    at: str
    path: Path
    size: int


class Kind(StrEnum):
    """What is wrong with a file."""

    DAMAGED = "damaged"
    NEWER = "newer-format"
    MISSING_TEXT = "missing-text"
    DAMAGED_TEXT = "damaged-text"
    MISSING_ARTICLE = "missing-article"
    CONFLICT_COPY = "conflict-copy"
    STRAY = "stray-temporary"
    VANISHED = "vanished-annotations"
    UNREADABLE = "unreadable"
    DAMAGED_HISTORY = "damaged-history"
    CUT_OFF = "cut-off-change"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: what and where, and what to do next. ``article_id``: whose it is, empty for no one's."""

    kind: Kind
    path: Path
    message: str
    hint: str
    article_id: str = ""


@dataclass(slots=True)
class Checked:
    """What a check found. ``anchors`` counts the live annotations on passages by how sure their place is now."""

    problems: list[Problem] = field(default_factory=list)
    records: list[ArticleRecord] = field(default_factory=list)
    anchors: Counter[AnchorState] = field(default_factory=Counter)
    backups: dict[str, list[Generation]] = field(default_factory=dict)
    codebook_backups: list[Generation] = field(default_factory=list)
    quarantined: list[Quarantined] = field(default_factory=list)
