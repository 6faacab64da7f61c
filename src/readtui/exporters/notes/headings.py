"""Follows an article's headings alongside its annotations."""

from readtui.model.annotation import Annotation
from readtui.model.article import Article
from readtui.model.block import Block, BlockKind, Role


class Headings:
    """The headings of an article, except its title. Call ``new_ones`` for annotations in reading order."""

    def __init__(self, article: Article) -> None:
        self._waiting = [
            block for block in article.blocks if block.kind is BlockKind.HEADING and block.role is not Role.TITLE
        ]
        self._waiting.reverse()
        self._written: set[int] = set()
        self.open: list[Block] = []
        """The headings above the last annotation, outermost first."""

    def new_ones(self, annotation: Annotation) -> list[Block]:
        """The headings above the annotation that have not been written yet, outermost first."""
        passage = annotation.passage
        if passage is None:
            return []
        while self._waiting and self._waiting[-1].start <= passage.start:
            heading = self._waiting.pop()
            self.open = [above for above in self.open if above.level < heading.level]
            self.open.append(heading)
        fresh = [heading for heading in self.open if heading.start not in self._written]
        self._written.update(heading.start for heading in fresh)
        return fresh
