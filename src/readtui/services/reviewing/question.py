"""What is shown of a highlight in review: the text around it, with its passage to hide, and the note."""

import re

from readtui.model.annotation import AnchorState, Annotation
from readtui.model.article import Article, is_waiting
from readtui.model.block import BlockKind
from readtui.model.passage import Passage
from readtui.quick_dataclass import dataclass
from readtui.services.annotating.passage_comparison import Excerpt, PassageComparison
from readtui.services.reviewing.due import AskedHighlight
from readtui.storage.repository import Repository, readable

_MOST_SHOWN = 3_000
_MOST_AROUND = 600
_LEAST_AROUND = 80
_LEAST_OF_SENTENCE, _LEAST_OF_PHRASE = 5, 14
"""From so many words on, a passage is too much to recall from nothing."""
_WORD = re.compile(r"(?<!\S)\S|[\u3040-\u30ff\u3400-\u9fff]")
"""Where a word begins; Chinese and Japanese write none apart."""
_ENDS = (".", "!", "?", "…", ".”", "!”", "?”", '."', '!"', '?"', ".«", ".’", "。", "！", "？", "」")
_PAUSES = (*_ENDS, ",", ";", ":", "–", "—", "，", "、", "；", "：")
_PROSE = frozenset({BlockKind.PARAGRAPH, BlockKind.QUOTE, BlockKind.LIST_ITEM, BlockKind.CODE, BlockKind.TABLE})


@dataclass(frozen=True, slots=True)
class Question:
    """``excerpt``: the text around the passage, which is hidden first; None for a note on a whole article.
    ``cue``: how many of the passage's characters are shown all the same, from its beginning.

    ``section``: the heading above the passage. ``asks``: the note, if it is a question; it is then shown first.
    ``answer``: the note, if it is not. ``is_lost``: whether the article does not have the passage any more.
    """

    excerpt: Excerpt | None
    section: str = ""
    asks: str = ""
    answer: str = ""
    is_lost: bool = False
    cue: int = 0


@dataclass(frozen=True, slots=True)
class Questions:
    """Makes questions, from any thread. ``comparison`` keeps the last texts that it read."""

    repository: Repository
    comparison: PassageComparison

    def question(self, asked: AskedHighlight) -> Question:
        """The question for a highlight. A text that cannot be read is left out, which the repository records."""
        if is_waiting(asked.record.id):
            return question_of(asked.annotation, None)
        article = readable(self.repository, self.comparison.present, asked.record)
        return question_of(asked.annotation, article)


def question_of(annotation: Annotation, article: Article | None) -> Question:
    """The question for an annotation in its present place; ``article`` is None if its text cannot be read."""
    note = annotation.note.strip()
    asks, answer = (note, "") if note.endswith(("?", "？", "؟")) and "\n\n" not in note else ("", note)
    passage = annotation.passage
    if annotation.quote is None:
        return Question(None, asks=asks, answer=answer)
    if article is None or passage is None or passage.end > len(article.text) or not len(passage):
        excerpt, section = _quoted(annotation), ""
    else:
        shown = Passage(passage.start, min(passage.end, passage.start + _MOST_SHOWN))
        excerpt, section = _around(article, shown), _section(article, passage.start)
    # A question says what to recall.
    cue = 0 if asks else cue_of(excerpt)
    return Question(excerpt, section, asks, answer, is_lost=annotation.anchor is AnchorState.ORPHAN, cue=cue)


def cue_of(excerpt: Excerpt) -> int:
    """How much of a passage to show, so that there is something to recall it from: nothing of a phrase, whose sentence
    says enough; else the beginning, up to the pause or the word next to the middle.
    """
    if (passage := excerpt.passage) is None:
        return 0
    words, before = excerpt.text[passage.start : passage.end], excerpt.text[: passage.start].rstrip(" ")
    is_sentence = words.rstrip().endswith(_ENDS) and (not before or before.endswith((*_ENDS, "\n")))
    starts = [found.start() for found in _WORD.finditer(words)]
    if len(starts) < (_LEAST_OF_SENTENCE if is_sentence else _LEAST_OF_PHRASE):
        return 0
    middle, least, most = len(words) / 2, len(words) * 0.3, len(words) * 0.7
    pauses = [one for one in starts if least <= one <= most and words[:one].rstrip().endswith(_PAUSES)]
    return min(pauses or starts, key=lambda start: abs(start - middle))


def _around(article: Article, passage: Passage) -> Excerpt:
    """The passage in its paragraphs; if these say little else, with the paragraphs before and after them."""
    text, blocks = article.text, article.blocks
    inside = [number for number, block in enumerate(blocks) if block.start < passage.end and passage.start < block.end]
    first, last = (inside[0], inside[-1]) if inside else (0, len(blocks) - 1)
    start, end = min(blocks[first].start, passage.start), max(blocks[last].end, passage.end)
    if end - start - len(passage) < _LEAST_AROUND:
        start = blocks[first - 1].start if first and blocks[first - 1].kind in _PROSE else start
        end = blocks[last + 1].end if last + 1 < len(blocks) and blocks[last + 1].kind in _PROSE else end
    if cut_before := passage.start - start > _MOST_AROUND:
        start = _word_start(text, passage.start - _MOST_AROUND, passage.start)
    if cut_after := end - passage.end > _MOST_AROUND:
        end = _word_end(text, passage.end, passage.end + _MOST_AROUND)
    own = Passage(passage.start - start, passage.end - start)
    return Excerpt(text[start:end], own.start, own, cut_before=cut_before, cut_after=cut_after)


def _word_start(text: str, wanted: int, most: int) -> int:
    space = text.find(" ", wanted, most)
    return space + 1 if space >= 0 else wanted


def _word_end(text: str, least: int, wanted: int) -> int:
    space = text.rfind(" ", least, wanted)
    return space if space >= 0 else wanted


def _quoted(annotation: Annotation) -> Excerpt:
    """The words that the annotation keeps itself."""
    assert annotation.quote is not None
    quote = annotation.quote
    words = quote.exact[:_MOST_SHOWN]
    before = quote.prefix.lstrip()
    start = len(before)
    return Excerpt(
        before + words + quote.suffix.rstrip(),
        start,
        Passage(start, start + len(words)),
        cut_before=bool(before),
        cut_after=bool(quote.suffix.strip()),
    )


def _section(article: Article, offset: int) -> str:
    """The words of the last heading before an offset."""
    section = ""
    for block in article.blocks:
        if block.start > offset:
            break
        if block.kind is BlockKind.HEADING and block.end <= offset:
            section = article.text[block.start : block.end]
    return section
