"""A half-open range of an article's canonical text."""

from readtui.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Passage:
    """``start`` and ``end`` count code points of the canonical text; ``end`` is exclusive.

    Raises ValueError for a negative or reversed range.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a range: {self.start}:{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def __contains__(self, offset: int) -> bool:
        return self.start <= offset < self.end

    def overlaps(self, other: "Passage") -> bool:
        """Whether the two passages share at least one code point."""
        return self.start < other.end and other.start < self.end

    def covers(self, other: "Passage") -> bool:
        """Whether it contains all of ``other``."""
        return self.start <= other.start and other.end <= self.end

    def of(self, text: str) -> str:
        """The passage's part of ``text``."""
        return text[self.start : self.end]
