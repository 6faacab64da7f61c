"""Finds the text around a passage that is exported with it."""

from readtui.exporters.exporter import Context
from readtui.model.article import Article
from readtui.model.block import Block
from readtui.model.passage import Passage
from readtui.text.sentences.segment import sentences


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


def _sentence_at(article: Article, block: Block, offset: int) -> Passage:
    text = article.text[block.start : block.end]
    for sentence in sentences(text, article.metadata.language):
        if block.start + sentence.end > offset:
            return Passage(block.start + sentence.start, block.start + sentence.end)
    return block.passage
