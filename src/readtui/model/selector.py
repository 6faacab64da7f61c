"""Selectors of the W3C Web Annotation data model: how an annotation finds its passage."""

from dataclasses import dataclass

from readtui.model.passage import Passage


@dataclass(frozen=True, slots=True)
class TextQuoteSelector:
    """The passage's own words, with the words before and after it."""

    exact: str
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class TextPositionSelector:
    """The passage's place: code points of one text version, half-open."""

    start: int
    end: int

    @property
    def passage(self) -> Passage:
        """The place as a passage."""
        return Passage(self.start, self.end)
