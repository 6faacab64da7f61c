"""An annotation: a passage, or a whole article, with a highlight color, tags and a note."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from enum import StrEnum
from typing import Any, NamedTuple

from readtui.model.creator import Creator, Identity
from readtui.model.passage import Passage
from readtui.model.reply import Reply, ThreadState
from readtui.model.selector import TextPositionSelector, TextQuoteSelector
from readtui.quick_dataclass import dataclass

_AFTER_ALL = 1 << 62
IMPORTED = "readtui:imported"
"""The field in which an annotation says where it was imported from."""

Key = tuple[int, int, str]

HUES: Mapping[str, str] = {
    "yellow": "#e6b422",
    "green": "#5fa35a",
    "blue": "#4f8fd0",
    "pink": "#d9628f",
    "orange": "#e07b39",
    "purple": "#9a70cc",
}
"""The highlight colors as ``#rrggbb``, unless the settings say otherwise."""
HIGHLIGHT_COLORS = tuple(HUES)


class AnchorState(StrEnum):
    """How certain it is that the annotation is on its passage. WAITING: its article is not in the library yet."""

    EXACT = "exact"
    MOVED = "moved"
    REVIEW = "review"
    ORPHAN = "orphan"
    WAITING = "waiting"

    @property
    def has_passage(self) -> bool:
        """Whether there is a place for what is not on the whole article: in its text or, while it waits, on the page
        with its highlights, which is not stored.
        """
        return self is not AnchorState.ORPHAN


class Motivation(StrEnum):
    """Why an annotation was made, in W3C terms."""

    HIGHLIGHTING = "highlighting"
    TAGGING = "tagging"
    COMMENTING = "commenting"


@dataclass(frozen=True, slots=True)
class Origin:
    """The place where the user annotated a passage: half-open, in code points of the text version with that name.

    ``exact``: the words there at that time; empty if an older version of readtui did not store them. ``accepted``: when
    the user last accepted another place for them, and that place, or None.
    """

    text_version: str
    start: int
    end: int
    exact: str = ""
    accepted: "AcceptedPlace | None" = None

    @classmethod
    def of(cls, values: Sequence[Any]) -> "Origin":
        """The origin with these ``values``."""
        text_version, start, end, exact, accepted = values
        return cls(text_version, start, end, exact, AcceptedPlace(*accepted) if accepted else None)

    @property
    def values(self) -> tuple[Any, ...]:
        one = self.accepted
        accepted = one and (one.at, one.text_version, one.start, one.end)
        return self.text_version, self.start, self.end, self.exact, accepted

    @property
    def passage(self) -> Passage:
        """The place as a passage of that text."""
        return Passage(self.start, self.end)


@dataclass(frozen=True, slots=True)
class AcceptedPlace:
    """A place that the user accepted ``at`` a time (ISO 8601, UTC), like that of an Origin.

    The text version is empty if only the time is known.
    """

    at: str
    text_version: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Annotation:
    """An annotation. Without selectors, it is on the whole article.

    ``color`` is the name of a highlight color, or None for a passage with only tags or a note. ``note`` is Markdown, or
    "". ``quote`` and ``position`` describe the passage's present place; ``position`` refers to the text version
    ``text_version``. ``origin`` gives the original place and words, also once the user has accepted another place; it
    is None while it equals ``quote`` and ``position``. The quote of an orphan is the user's own words; an orphan that
    the user decided to keep has no ``position``. ``why`` is a phrase on why it needs review or lost its passage, or "".
    ``creator`` is None for what an older readtui made. ``is_thread``: it was begun as a thread, which asks for an
    answer. ``replies``: those that were not taken back, oldest first; they are records of their own, so two annotations
    that differ in them alone are equal. For the other fields, see ArticleRecord.
    """

    id: str
    article_id: str
    created: str
    modified: str
    quote: TextQuoteSelector | None = None
    position: TextPositionSelector | None = None
    color: str | None = None
    tags: tuple[str, ...] = ()
    note: str = ""
    text_version: str = ""
    anchor: AnchorState = AnchorState.EXACT
    origin: Origin | None = None
    why: str = ""
    creator: Creator | None = None
    is_thread: bool = False
    versions: Mapping[str, int] = field(default_factory=dict)
    deleted: str | None = None
    conflicts: Sequence[Mapping[str, object]] = ()
    extra: Mapping[str, object] = field(default_factory=dict)
    replies: tuple[Reply, ...] = field(default=(), compare=False)

    @property
    def thread(self) -> ThreadState | None:
        """The state of the thread that it began; None if it began none."""
        if not self.is_thread:
            return None
        return next((one.sets for one in reversed(self.replies) if one.sets), ThreadState.OPEN)

    @property
    def last_word(self) -> Creator | None:
        """Who has the last word: whoever made the last reply, or the annotation if that reply asks, too."""
        return self.creator if not self.replies or self.replies[-1].asks else self.replies[-1].creator

    def is_answered(self, identity: Identity) -> bool:
        """Whether its thread is open and the last word is another's."""
        return self.thread is ThreadState.OPEN and not identity.is_same(self.last_word, self.creator)

    @property
    def passage(self) -> Passage | None:
        """The passage in its text version; None for a whole article or an orphan."""
        return self.position.passage if self.position is not None and self.anchor.has_passage else None

    @property
    def is_kept_orphan(self) -> bool:
        """Whether the user has declared that the passage is no longer in the article."""
        return self.quote is not None and self.position is None and self.anchor is AnchorState.ORPHAN

    @property
    def is_settled(self) -> bool:
        """Whether it began a thread that somebody has settled: nothing is to be done about it, wherever it stands."""
        return self.thread is ThreadState.SETTLED

    @property
    def needs_place(self) -> bool:
        """Whether the user has to look at its place: the passage is lost or doubtful."""
        is_doubted = self.anchor in (AnchorState.REVIEW, AnchorState.ORPHAN) and not self.is_kept_orphan
        return is_doubted and not self.is_settled

    @property
    def needs_review(self) -> bool:
        """Whether the user has to say if the passage is still the right one."""
        return self.anchor is AnchorState.REVIEW and self.needs_place

    @property
    def quoted_text(self) -> str:
        """The passage's present words; an orphan's original words; "" for a whole article."""
        return self.quote.exact if self.quote else ""

    @property
    def own_words(self) -> str:
        """The passage's original words; "" for a whole article."""
        return (self.origin.exact if self.origin else "") or self.quoted_text

    @property
    def is_reworded(self) -> bool:
        """Whether the passage has other words now than those that were annotated. White space makes no difference."""
        return self.own_words.split() != self.quoted_text.split()

    @property
    def motivation(self) -> Motivation:
        """A note means commenting, tags alone tagging, anything else highlighting."""
        if self.note:
            return Motivation.COMMENTING
        if self.tags:
            return Motivation.TAGGING
        return Motivation.HIGHLIGHTING

    @property
    def is_empty(self) -> bool:
        """Whether it has no color, tag or note, and begins no thread."""
        return not (self.color or self.tags or self.note or self.is_thread)


class UnreadAnnotation(NamedTuple):
    """A live annotation, neither in doubt nor a thread, of which only what an index needs has been read: its id, text
    version and position there, the words before, in and after its passage, its tags, and whether it has a note.

    ``read`` makes the annotation of ``rest``, which begins with the id, its tags and its selectors.
    """

    id: str
    text_version: str
    start: int
    end: int
    words: tuple[str, str, str]
    tags: tuple[str, ...]
    has_note: bool
    rest: str
    read: Callable[[str, tuple[str, ...], TextQuoteSelector, TextPositionSelector], Annotation]

    def is_in(self, text: str, text_version: str) -> bool:
        """Whether its passage is still at its place in this text, the version with that name."""
        return self.text_version == text_version and text[self.start : self.end] == self.words[1]


def whole(one: Annotation | UnreadAnnotation) -> Annotation:
    if isinstance(one, Annotation):
        return one
    before, exact, after = one.words
    return one.read(
        one.rest, one.tags, TextQuoteSelector(exact, before, after), TextPositionSelector(one.start, one.end)
    )


def work_key(annotation: Annotation) -> tuple[tuple[float, ...], str, str]:
    """Sort key for the order of a work whose text is not there: that which its file gives it, then the time."""
    said = annotation.extra.get(IMPORTED)
    order = said.get("order") if isinstance(said, Mapping) else None
    numbers = order if isinstance(order, list | tuple) else ()
    return tuple(one for one in numbers if isinstance(one, int | float)), annotation.created, annotation.id


def place_key(annotation: Annotation) -> Key:
    """Sort key for reading order: the whole article first, then by start with longer passages first, then orphans."""
    passage = annotation.passage
    if passage is None:
        stood_at = annotation.origin.start if annotation.origin else 0
        return (_AFTER_ALL if annotation.quote else -1, stood_at, annotation.id)
    return passage.start, -passage.end, annotation.id
