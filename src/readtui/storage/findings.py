"""The results of checking and merging the files of a library, as values that services pass on."""

from collections import Counter
from dataclasses import field
from enum import StrEnum
from pathlib import Path

from readtui.model.annotation import AnchorState
from readtui.model.article import ArticleRecord
from readtui.model.creator import Creator
from readtui.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Generation:
    """A backup of a file as it was at the end of ``date`` (ISO 8601, UTC).

    ``kind``: latest, daily, weekly or monthly. ``size``: bytes.
    """

    date: str
    kind: str
    path: Path
    size: int


@dataclass(frozen=True, slots=True)
class QuarantinedFile:
    """A file in quarantine: its former name, when it came there (ISO 8601, UTC), where it is, and its size in bytes."""

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
    LEFT_REPLIES = "left-replies"
    UNREADABLE = "unreadable"
    DAMAGED_HISTORY = "damaged-history"
    CUT_OFF = "cut-off-change"
    UNUSED = "unused"
    DAMAGED_INDEX = "damaged-index"


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem: what is wrong, where, and what to do next. ``article_id`` is empty if it concerns no article."""

    kind: Kind
    path: Path
    message: str
    hint: str
    article_id: str = ""


@dataclass(frozen=True, slots=True)
class UndecidedRecord:
    """A record with several versions: the user has to choose one.

    ``kind``: article, annotation, tag or view. ``name``: its title, the words of its passage, or its name.
    ``article_id``: the article that it is or belongs to, or "".
    """

    kind: str
    id: str
    name: str
    versions: int
    article_id: str = ""


@dataclass(slots=True)
class CheckResult:
    """The result of a check. ``anchors`` counts the live annotations on passages by how certain their position is."""

    problems: list[Problem] = field(default_factory=list)
    records: list[ArticleRecord] = field(default_factory=list)
    anchors: Counter[AnchorState] = field(default_factory=Counter)
    backups: dict[str, list[Generation]] = field(default_factory=dict)
    codebook_backups: list[Generation] = field(default_factory=list)
    quarantined: list[QuarantinedFile] = field(default_factory=list)
    undecided: list[UndecidedRecord] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class MergeResult:
    """What merging another library changed: the numbers of new articles, of changed articles, and of conflicts.

    A conflict is an entry that both libraries had changed; both versions are kept. ``left_out``: the number of
    unreadable files, which ``notices`` names. ``named``: the number of annotations that named no creator and now name
    ``creator``. ``own_names``: what the other library calls this one's person.
    """

    articles_new: int
    articles_merged: int
    conflicts: int
    left_out: int = 0
    named: int = field(default=0, compare=False)
    creator: Creator | None = field(default=None, compare=False)
    own_names: frozenset[str] = field(default=frozenset(), compare=False)
