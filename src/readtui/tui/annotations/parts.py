"""Collects the rows that a thread makes, and emits them in parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic

from readtui.model.article import ArticleRecord
from readtui.model.tag import Tag
from readtui.services.reading.packed_annotations import PackedArticles
from readtui.tui.annotations.headings import Heading, heading_row
from readtui.tui.widgets.record_table import Row
from readtui.tui.work.streaming import Turn

_HELD = 0.15
_SCREENFUL = 60


@dataclass(frozen=True, slots=True)
class Listed:
    """What the rows are about: the articles by id, the codebook's entries, and the annotations by number."""

    records: Mapping[str, ArticleRecord]
    entries: Sequence[Tag]
    annotations: PackedArticles


@dataclass(frozen=True, slots=True)
class Part:
    """Rows, and what each shows: a heading, or the annotation with a number in ``about.annotations``.

    ``is_first``: they replace the list. ``listed``, ``articles``: annotations and articles so far, with these rows.
    """

    rows: Sequence[Row]
    shown: Sequence[Heading | int]
    about: Listed
    is_first: bool
    is_last: bool
    listed: int
    articles: int


@dataclass(slots=True)
class Making:
    """The rows made since the last part.

    The list shown so far stays until the row of ``key``, or ``place`` rows, are there, but not for long.
    """

    turn: Turn[Part]
    about: Listed
    key: str
    place: int
    _held_until: float = field(default_factory=lambda: monotonic() + _HELD)
    _heading: Heading | None = None
    _rows: list[Row] = field(default_factory=list)
    _shown: list[Heading | int] = field(default_factory=list)
    _has_emitted: bool = False
    _has_key: bool = False
    _made: int = 0
    _listed: int = 0
    _articles: int = 0

    def open(self, heading: Heading) -> None:
        """What follows belongs under this heading, which is shown once something does."""
        self._heading = heading

    def add(self, numbers: Sequence[int], rows: Sequence[Row]) -> None:
        """Add rows."""
        if not rows:
            return
        if self._heading is not None:
            self._rows.append(heading_row(self._heading, is_first=not self._made))
            self._shown.append(self._heading)
            self._heading = None
        self._rows += rows
        self._shown += numbers
        self._made += len(rows)
        self._has_key = self._has_key or any(row.key == self.key for row in rows)

    def passed(self, annotations: int) -> None:
        """An article was looked at for the first time, and this many of its annotations pass."""
        self._listed += annotations
        self._articles += bool(annotations)

    def emit_if_due(self) -> None:
        """Emit the rows made so far if it is time, or if they fill an empty screen."""
        fills_empty_screen = not self._has_emitted and not self.place and self._made >= _SCREENFUL
        is_due = self.turn.is_due and (self._rows or not self._has_emitted) and not self._is_held()
        if fills_empty_screen or is_due:
            self._emit(is_last=False)

    def end(self) -> None:
        """Emit the rest."""
        self._emit(is_last=True)

    def _is_held(self) -> bool:
        if self._has_emitted or self._has_key or self._made >= max(1, self.place):
            return False
        return monotonic() < self._held_until

    def _emit(self, *, is_last: bool) -> None:
        is_first = not self._has_emitted
        part = Part(self._rows, self._shown, self.about, is_first, is_last, self._listed, self._articles)
        self.turn.emit(part)
        self._rows, self._shown, self._has_emitted = [], [], True
