"""The blocks of an article, and the marks inside them."""

from abc import abstractmethod
from collections.abc import Sequence
from enum import StrEnum

from readtui.model.passage import Passage
from readtui.quick_dataclass import dataclass

HEADLESS = "headless"
"""The label of a table without a header row."""


class BlockKind(StrEnum):
    """The kind of a block. ``FURNITURE`` belongs to the page, not to the article."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list-item"
    QUOTE = "quote"
    CODE = "code"
    TABLE = "table"
    RULE = "rule"
    CAPTION = "caption"
    FURNITURE = "furniture"


class Role(StrEnum):
    """The role of a block in a news article."""

    KICKER = "kicker"
    TITLE = "title"
    LEAD = "lead"
    BYLINE = "byline"
    DATELINE = "dateline"


class MarkType(StrEnum):
    """The type of a range inside a block."""

    EMPHASIS = "emphasis"
    STRONG = "strong"
    CODE = "code"
    LINK = "link"
    STRIKETHROUGH = "strikethrough"
    MARKED = "marked"
    DATELINE = "dateline"


@dataclass(frozen=True, slots=True)
class Mark:
    """A typed range inside a block; offsets count in the article's canonical text. ``target`` is a link's URL."""

    type: MarkType
    start: int
    end: int
    target: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A block: its kind and its half-open range in the article's canonical text.

    ``level``: the rank of a heading (1 to 6), the depth of a list item or quote (from 1), otherwise 0. ``label``: the
    label of a list item ("•", "3."), the language of a code block, or HEADLESS. ``quoted``: how many quotes there are
    around a block of another kind.
    """

    kind: BlockKind
    start: int
    end: int
    role: Role | None = None
    level: int = 0
    marks: tuple[Mark, ...] = ()
    label: str = ""
    quoted: int = 0

    @property
    def passage(self) -> Passage:
        return Passage(self.start, self.end)

    @property
    def starts_section(self) -> bool:
        """Whether it is the title or a heading."""
        return self.role is Role.TITLE or (self.kind is BlockKind.HEADING and self.role is not Role.KICKER)


class Blocks(Sequence[Block]):
    """Blocks that are read when they are needed."""

    @abstractmethod
    def section_starts(self, first: int, last: int) -> Sequence[int]:
        """Which of the blocks from ``first`` to before ``last`` start a section, in order."""
