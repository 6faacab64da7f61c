"""Selectors of the W3C Web Annotation data model: how an annotation finds its passage."""

from readtui.model.passage import Passage
from readtui.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class TextQuoteSelector:
    """The words of the passage, with the words before and after it."""

    exact: str
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class TextPositionSelector:
    """The place of the passage: half-open, in code points of one text version."""

    start: int
    end: int

    @property
    def passage(self) -> Passage:
        return Passage(self.start, self.end)
