"""An annotation: a passage, or a whole article, with a highlight color, tags and a note."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from readtui.model.passage import Passage
from readtui.model.selector import TextPositionSelector, TextQuoteSelector

HIGHLIGHT_COLORS = ("yellow", "green", "blue", "pink", "orange", "purple")


class AnchorState(StrEnum):
    """How sure it is that the annotation is on its passage."""

    EXACT = "exact"
    MOVED = "moved"
    REVIEW = "review"
    ORPHAN = "orphan"


class Motivation(StrEnum):
    """Why an annotation was made, in W3C's words."""

    HIGHLIGHTING = "highlighting"
    TAGGING = "tagging"
    COMMENTING = "commenting"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a passage was described by a person: code points, half-open, of the text version of that name.

    ``exact``: the words that stood there, the person's own; empty where an older version of readtui did not keep them.
    """

    text_version: str
    start: int
    end: int
    exact: str = ""

    @property
    def passage(self) -> Passage:
        """The place in that text."""
        return Passage(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Annotation:
    """One annotation. Without selectors it is on the whole article.

    ``color`` is a highlight color's name, or None for a passage that is only tagged or noted; ``note`` is Markdown,
    empty for none; ``quote`` and ``position`` describe where the passage is now, ``text_version`` names the text that
    ``position`` counts in; ``origin`` says where and in which words it was annotated, until a person accepts another
    place: None while that is what ``quote`` and ``position`` say. The quote of an orphan is the person's own words, and
    one that a person has declared an orphan has no ``position``. The other fields as in ArticleRecord.
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
    versions: Mapping[str, int] = field(default_factory=dict)
    deleted: str | None = None
    conflicts: Sequence[Mapping[str, object]] = ()
    extra: Mapping[str, object] = field(default_factory=dict)

    @property
    def passage(self) -> Passage | None:
        """Where it stands in its text version; None for a whole article or an orphan."""
        if self.position is None or self.anchor is AnchorState.ORPHAN:
            return None
        return self.position.passage

    @property
    def is_kept_orphan(self) -> bool:
        """Whether a person has said that its passage is not in the article any more."""
        return self.quote is not None and self.position is None and self.anchor is AnchorState.ORPHAN

    @property
    def quoted_text(self) -> str:
        """The passage's words as they stand now, an orphan's as they were annotated; empty for a whole article."""
        return self.quote.exact if self.quote else ""

    @property
    def own_words(self) -> str:
        """The passage's words as the person annotated them; empty for a whole article."""
        return (self.origin.exact if self.origin else "") or self.quoted_text

    @property
    def motivation(self) -> Motivation:
        """A note comments, tags alone tag, the rest highlights."""
        if self.note:
            return Motivation.COMMENTING
        if self.tags:
            return Motivation.TAGGING
        return Motivation.HIGHLIGHTING

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said about the passage."""
        return not (self.color or self.tags or self.note)
