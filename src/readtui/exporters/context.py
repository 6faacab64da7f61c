"""Finds the text around a passage that is exported with it, and the headings above it."""

from readtui.exporters.exporter import Context
from readtui.model.annotation import Annotation
from readtui.model.article import Article
from readtui.model.block import Block, BlockKind, Role
from readtui.model.passage import Passage
from readtui.text.segmentation.segment import sentences


def around(article: Article, passage: Passage, context: Context) -> Passage:
    """The passage extended to whole sentences or paragraphs, or unchanged."""
    if context not in (Context.SENTENCE, Context.PARAGRAPH) or not article.blocks:
        return passage
    words = passage.of(article.text)
    first_word = passage.start + len(words) - len(words.lstrip())
    last_word = max(first_word, passage.start + len(words.rstrip()) - 1)
    first, last = article.block_at(first_word), article.block_at(last_word)
    if context is Context.PARAGRAPH:
        start, end = first.start, last.end
    else:
        start, end = _sentence_at(article, first, first_word).start, _sentence_at(article, last, last_word).end
    return Passage(min(start, passage.start), max(end, passage.end))


def in_context(article: Article, passage: Passage, context: Context) -> tuple[Passage, str, str]:
    """The passage as ``around`` extends it, and the text before and after it there, twice "" if that is only space."""
    shown = around(article, passage, context)
    before, after = article.text[shown.start : passage.start], article.text[passage.end : shown.end]
    return (shown, before, after) if before.strip() or after.strip() else (shown, "", "")


def _sentence_at(article: Article, block: Block, offset: int) -> Passage:
    text = article.text[block.start : block.end]
    for sentence in sentences(text, article.metadata.language):
        if block.start + sentence.end > offset:
            return Passage(block.start + sentence.start, block.start + sentence.end)
    return block.passage


class CurrentHeadings:
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
