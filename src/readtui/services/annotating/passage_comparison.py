"""Compares the old place of a passage with its possible new place, in context and with the differences marked."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from readtui.errors import DamagedError, NotFoundError
from readtui.model.annotation import AnchorState, Annotation
from readtui.model.article import Article, ArticleRecord
from readtui.model.block import BlockKind
from readtui.model.passage import Passage
from readtui.quick_dataclass import dataclass
from readtui.services.wording import excerpt
from readtui.storage.repository import Repository
from readtui.text.clean import clean
from readtui.text.sections import headings_above

if TYPE_CHECKING:
    from readtui.anchoring.likely_places import Likely
    from readtui.anchoring.matching.pair import Pair

_SURROUNDINGS = 1_600
_BLOCK_IS_NEAR = 250
_KEPT_TEXTS = 4
_GAP = "\n\n"
_LEAST_LIKELY = 25
"""The percentage of a lost passage's words from which on a place says more than where it stood."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """An excerpt of a text around a passage. All offsets are relative to the excerpt.

    ``differing``: the ranges of the passage that the other text lacks, in order. ``at``: the passage, or the place to
    look at if there is none. ``cut_before``, ``cut_after``: whether the excerpt begins or ends in the middle of a
    block.
    """

    text: str
    at: int = 0
    passage: Passage | None = None
    differing: tuple[Passage, ...] = ()
    cut_before: bool = False
    cut_after: bool = False


@dataclass(frozen=True, slots=True)
class ComparedPassage:
    """Two excerpts to compare; ``before`` is None if the old words are unknown.

    ``is_from_text``: whether ``before`` comes from the old text rather than from the stored quote. ``stands_at``: where
    the candidate begins in the present article, or the likeliest place of a lost passage, or else where it was (code
    points). ``why``: see ``reason``. ``likely``: the percentage of a lost passage's words at the likeliest place.
    ``headings``: those above the old place, outermost first.
    """

    before: Excerpt | None
    after: Excerpt
    is_from_text: bool
    stands_at: int
    why: str = ""
    likely: int = 0
    headings: tuple[str, ...] = ()


class PassageComparison:
    """Makes comparisons, from any thread. Caches the last texts read and the last two aligned."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._texts: dict[tuple[str, str], Article] = {}
        self._aligned: tuple[Article, Article, Pair] | None = None

    def present(self, record: ArticleRecord) -> Article:
        """The article's present text. Raises NotFoundError, DamagedError, StorageError."""
        article = self._text(record.id, record.text_version)
        if article is None:
            # Says why.
            return self._repository.article(record.id, record.text_version)
        return article

    def before(self, annotation: Annotation) -> Article | None:
        """The text version of the annotation's last certain place; None if not kept or too short for the place."""
        origin = annotation.origin
        # An imported annotation has no place in an earlier text.
        is_known = origin is not None and origin.text_version
        article = self._text(annotation.article_id, origin.text_version) if origin and is_known else None
        if origin is None or article is None or origin.end > len(article.text):
            return None
        return article

    def headings(self, annotation: Annotation) -> tuple[str, ...]:
        """The headings above the annotation's last certain place, outermost first."""
        then, origin = self.before(annotation), annotation.origin
        return headings_above(then, origin.start) if then is not None and origin is not None and then.blocks else ()

    def compare(self, record: ArticleRecord, annotation: Annotation) -> ComparedPassage:
        """Compare the old place with the new one; without a passage, with the likeliest one. Slow for long texts.

        Raises as ``present`` does.
        """
        return replace(self._compared(record, annotation), headings=self.headings(annotation))

    def _compared(self, record: ArticleRecord, annotation: Annotation) -> ComparedPassage:
        now, then = self.present(record), self.before(annotation)
        passage = annotation.passage
        if passage is not None and passage.end > len(now.text):
            passage = None
        words_before = _words_before(annotation, then)
        differing = (
            differences(words_before, passage.of(now.text)) if words_before is not None and passage else ([], [])
        )
        before, why = _stood(annotation, then, differing[0]), reason(annotation)
        if passage is not None:
            return ComparedPassage(before, excerpt_of(now, passage, differing[1]), then is not None, passage.start, why)
        for one in likely_places_of(annotation, now)[:1]:
            if (share := 100 * one.shared // max(1, one.of)) >= _LEAST_LIKELY:
                after = excerpt_of(now, Passage(one.start, one.end))
                return ComparedPassage(before, after, then is not None, one.start, why, share)
        stood_at = self._carried(annotation, then, now)
        return ComparedPassage(before, excerpt_of(now, Passage(stood_at, stood_at)), then is not None, stood_at, why)

    def _carried(self, annotation: Annotation, then: Article | None, now: Article) -> int:
        """The place of a lost passage in the present text: after the last surviving word before it."""
        from readtui.anchoring.matching.aligned_texts import aligned

        if then is None or annotation.origin is None:
            return 0
        known = self._aligned
        if known is None or known[0] is not then or known[1] is not now:
            known = self._aligned = (then, now, aligned(then.text, now.text))
        pair = known[2]
        first = bisect_right(pair.old.ends, annotation.origin.start)
        before = next((place for place in reversed(pair.place[:first]) if place >= 0), -1)
        return pair.new.starts[before + 1] if before + 1 < len(pair.new) else len(now.text)

    def _text(self, article_id: str, text_version: str) -> Article | None:
        key = article_id, text_version
        if key not in self._texts:
            try:
                article = self._repository.article(article_id, text_version)
            except (NotFoundError, DamagedError):
                return None
            for oldest in list(self._texts)[: 1 - _KEPT_TEXTS]:
                self._texts.pop(oldest, None)
            self._texts[key] = article
        return self._texts[key]


def _words_before(annotation: Annotation, then: Article | None) -> str | None:
    """The words originally annotated; None if unknown."""
    if then is not None and annotation.origin is not None:
        return annotation.origin.passage.of(then.text)
    if annotation.origin is not None and annotation.origin.exact:
        return clean(annotation.origin.exact).text
    # A moved annotation quotes its current words.
    return None if annotation.anchor is AnchorState.MOVED else clean(annotation.quoted_text).text


def likely_places_of(annotation: Annotation, article: Article) -> "list[Likely]":
    """Where a passage that is lost or in doubt most likely belongs in the article, the best place first."""
    from readtui.anchoring.likely_places import likely_places

    if annotation.quote is None:
        return []
    found = likely_places(article.text, replace(annotation.quote, exact=annotation.own_words))
    folded = [block.passage for block in article.blocks if block.kind is BlockKind.FURNITURE]
    return [one for one in found if not any(block.overlaps(Passage(one.start, one.end)) for block in folded)]


def has_own_words(annotation: Annotation) -> bool:
    """Whether the words of its passage, or of its quote, are known to be those that were annotated."""
    origin = annotation.origin
    if annotation.anchor is AnchorState.MOVED and not (origin and origin.exact):
        return False
    return same_words(annotation.own_words, annotation.quoted_text)


def same_words(before: str, after: str) -> bool:
    """Whether both have the same words and punctuation. What anchoring takes for typography does not count."""
    if before.split() == after.split():
        return True
    from readtui.anchoring.matching.tokens import Vocabulary, Words, tokenise
    from readtui.anchoring.meaning.changed_meaning import PassageWords, is_alike

    vocabulary = Vocabulary()
    old, new = (PassageWords(tokenise(one, vocabulary), Words(0, 0), 0, len(one)) for one in (before, after))
    whole = Words(0, len(old.tokens))
    return old.tokens.ids == new.tokens.ids and is_alike(old._replace(words=whole), new._replace(words=whole))


def reason(annotation: Annotation) -> str:
    """Why it needs review, lost its passage or has other words than those that were annotated: a phrase, or ""."""
    own, now, state = annotation.own_words, annotation.quoted_text, annotation.anchor
    if state is AnchorState.ORPHAN:
        return "you left it lost" if annotation.is_kept_orphan else annotation.why or "its words are no longer there"
    if state is AnchorState.REVIEW:
        from readtui.anchoring.meaning.changed_meaning import change_between

        return annotation.why or change_between(own, now) or "its place is uncertain"
    if own == now and not has_own_words(annotation):
        return "its words at that time are not known"
    return "" if same_words(own, now) else _change_of_words(own, now)


def _change_of_words(before: str, after: str) -> str:
    gone, new = differences(before, after)
    came, went = ([excerpt(text[start:end]) for start, end in parts] for text, parts in ((after, new), (before, gone)))
    if len(went) == len(came) == 1:
        return f"{went[0]} became {came[0]}"
    if len(went) + len(came) == 1:
        return f"{went[0]} is gone" if went else f"{came[0]} is new"
    return "some of its words changed"


def _stood(annotation: Annotation, then: Article | None, differing: Sequence[tuple[int, int]]) -> Excerpt | None:
    if then is not None and annotation.origin is not None:
        return excerpt_of(then, annotation.origin.passage, differing)
    quote, exact = annotation.quote, _words_before(annotation, then)
    if quote is None or exact is None:
        return None
    # A library file may contain anything; an article's text is already clean.
    prefix, suffix = clean(quote.prefix).text, clean(quote.suffix).text
    start = len(prefix)
    passage = Passage(start, start + len(exact))
    marks = tuple(Passage(start + first, start + last) for first, last in differing)
    return Excerpt(prefix + exact + suffix, start, passage, marks, cut_before=bool(prefix), cut_after=bool(suffix))


def excerpt_of(article: Article, passage: Passage, differing: Sequence[tuple[int, int]] = ()) -> Excerpt:
    """The passage with what fills a high screen around it. An empty passage only marks a place.

    ``differing``: half-open ranges relative to the start of the passage.
    """
    text = article.text
    start = _first_shown(article, passage.start)
    end = _last_shown(article, passage.end)
    own = Passage(passage.start - start, passage.end - start)
    return Excerpt(
        text=text[start:end],
        at=own.start,
        passage=own if len(own) else None,
        differing=tuple(Passage(own.start + first, own.start + last) for first, last in differing),
        cut_before=start > 0 and not text[:start].endswith(_GAP),
        cut_after=end < len(text) and not text.startswith(_GAP, end),
    )


def _first_shown(article: Article, offset: int) -> int:
    """A block's start if there is one at about the wanted distance, otherwise a word's."""
    wanted = max(0, offset - _SURROUNDINGS)
    starts = [block.start for block in article.blocks if wanted - _BLOCK_IS_NEAR <= block.start <= offset]
    near = [start for start in starts if abs(start - wanted) <= _BLOCK_IS_NEAR]
    if near:
        return min(near, key=lambda start: abs(start - wanted))
    space = article.text.find(" ", wanted, offset)
    return space + 1 if wanted and space >= 0 else wanted


def _last_shown(article: Article, offset: int) -> int:
    """A block's end if there is one at about the wanted distance, otherwise a word's."""
    text = article.text
    wanted = min(len(text), offset + _SURROUNDINGS)
    near = [block.end for block in article.blocks if offset <= block.end and abs(block.end - wanted) <= _BLOCK_IS_NEAR]
    if near:
        return min(near, key=lambda end: abs(end - wanted))
    space = text.rfind(" ", offset, wanted)
    return space if wanted < len(text) and space >= 0 else wanted


def differences(before: str, after: str) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """The words of each text that the other lacks, as half-open ranges.

    Case and spelling count; white space does not.
    """
    from readtui.anchoring.matching.alignment import align

    old, new = _pieces(before), _pieces(after)
    numbers: dict[str, int] = {}
    ids = [
        [numbers.setdefault(text[s:e], len(numbers)) for s, e in part] for text, part in ((before, old), (after, new))
    ]
    runs = align(ids[0], ids[1])
    in_old = {index for run in runs for index in range(run.old, run.old_end)}
    in_new = {index for run in runs for index in range(run.new, run.new_end)}
    return _joined(before, old, in_old), _joined(after, new, in_new)


def _pieces(text: str) -> list[tuple[int, int]]:
    """Words, and the punctuation between them."""
    from readtui.anchoring.matching.tokens import Vocabulary, tokenise

    tokens = tokenise(text, Vocabulary())
    pieces: list[tuple[int, int]] = []
    end = 0
    for index in range(len(tokens) + 1):
        gap = tokens.gap(index)
        if signs := gap.strip():
            first = end + gap.index(signs)
            pieces.append((first, first + len(signs)))
        if index < len(tokens):
            end = tokens.ends[index]
            pieces.append((tokens.starts[index], end))
    return pieces


def _joined(text: str, pieces: Sequence[tuple[int, int]], shared: set[int]) -> list[tuple[int, int]]:
    """The unshared pieces, joined where only white space separates them."""
    joined: list[tuple[int, int]] = []
    for index, (start, end) in enumerate(pieces):
        if index in shared:
            continue
        if joined and index - 1 not in shared and index and not text[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined
