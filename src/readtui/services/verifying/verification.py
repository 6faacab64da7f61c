"""Checks quotations against the articles of a library: whether they stand there word for word, and what differs."""

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from enum import StrEnum
from itertools import accumulate

from rapidfuzz.distance import Indel, LCSseq

from readtui.anchoring.likely_places import likely_places
from readtui.anchoring.meaning.changed_meaning import change_between
from readtui.anchoring.outcome import Orphan
from readtui.anchoring.quoting.letters import folded
from readtui.anchoring.quoting.verbatim import Verbatim
from readtui.errors import AmbiguousError, NotFoundError
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.model.link import linked_id
from readtui.model.selector import TextQuoteSelector
from readtui.quick_dataclass import dataclass
from readtui.search.query.syntax import EVERYTHING
from readtui.services.annotation_reader import AnnotationQuery
from readtui.services.finding.quote_search import articles_with
from readtui.services.finding.search import LibrarySearch
from readtui.services.sources import with_address
from readtui.storage.repository import readable
from readtui.text.clean import visible
from readtui.text.phrases import counted
from readtui.text.quotations import Quotation, word_count

_LIKE = 0.6
"""The least likeness, of letters, of words that are a quotation changed."""
_NEARLY_ALL, _FEWEST = 0.9, 4
"""One piece of a quotation is enough if it is like this and has so many words."""
_REACH = 5_000
"""So many characters may have been left out between the pieces of a quotation."""
_MOST_ARTICLES = 5
"""Of the articles that may have a changed quotation, so many are read."""
_MOST_PLACES, _MOST_KEPT = 20, 50
_LONGEST_WORD = 20
_MOST_CHUNKS, _CHUNK, _UNSPACED_CHUNK = 12, 4, 6
_LONGEST_SHOWN = 60
_MOST_SHOWN = 3

# Figures with their signs are words, too. Other punctuation, and where a word is cut, is typography.
_TOKEN = re.compile(r"[-\u2212+]?\d+(?:[.,:/]\d+)*|[^\W\d_]+|[%‰$€£¥₽₹<>=+?!&@#°×÷]")
_MARKS = ".?!"
_LONGEST_FIGURE = 40
_PART = re.compile(
    r"(?:(?<!\w)[-\u2212+])?[$€£¥₽₹]?\d+(?:[.,:/]\d+)*(?:\s?[%‰°])?|[A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff]+"
)
"""A figure with its signs, or a word of a script whose words are not quoted in parts, as Korean and Hebrew ones are."""


class Result(StrEnum):
    """What became of a quotation."""

    EXACT = "exact"
    CHANGED = "changed"
    AMBIGUOUS = "ambiguous"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class VerifiedQuotation:
    """A quotation and the place of its words: the article, the range in its text and an annotation there, if any.

    There is no range in a work that waits for its text, and no place for what is absent. ``differs``: how a changed
    one differs, in a few words. ``places``: where the words stand; of an ambiguous one, the first is given.
    """

    quotation: Quotation
    result: Result = Result.ABSENT
    record: ArticleRecord | None = None
    annotation: str = ""
    span: tuple[int, int] | None = None
    differs: str = ""
    places: int = 0


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a quotation, or something like it, stands. ``differs`` is "" for the same words."""

    start: int
    end: int
    differs: str = ""
    likeness: float = 1.0


@dataclass(slots=True)
class Verification:
    """Checks quotations with one search of a library. ``is_own``: whether an article is the text that quotes."""

    searching: LibrarySearch
    is_own: Callable[[ArticleRecord], bool] = lambda record: False
    _texts: dict[str, Verbatim] = field(default_factory=dict)

    def verify(
        self, quotations: Sequence[Quotation], passed: Callable[[], None] = lambda: None
    ) -> list[VerifiedQuotation]:
        """The results in order. Calls ``passed`` after each article that is read."""
        library = self.searching.library
        records = {record.id: record for record in library.records() if not self.is_own(record)}
        found = {one: self._linked(one, records) for one in quotations if one.link}
        results = {one: verified for one, verified in found.items() if verified is not None}
        left = [one for one in dict.fromkeys(quotations) if one not in results]
        whole = [max(one.pieces, key=len, default="") for one in left]
        for one, ids in zip(left, articles_with(self.searching, whole, passed), strict=True):
            if (verified := self._exact(one, [records[id] for id in sorted(ids & records.keys())])) is not None:
                results[one] = verified
        left = [one for one in left if one not in results]
        chunks = [(one, chunk) for one in left for chunk in _chunks(one)]
        votes: dict[Quotation, Counter[str]] = {}
        for (one, _), ids in zip(
            chunks, articles_with(self.searching, [chunk for _, chunk in chunks], passed), strict=True
        ):
            votes.setdefault(one, Counter()).update(id for id in ids if id in records)
        for one in left:
            likely = [records[id] for id, _ in votes.get(one, Counter[str]()).most_common(_MOST_ARTICLES)]
            results[one] = self._changed(one, likely) or VerifiedQuotation(one)
        self._verify_waiting([one for one in left if results[one].result is Result.ABSENT], results)
        return [results[one] for one in quotations]

    def _linked(self, quotation: Quotation, records: Mapping[str, ArticleRecord]) -> VerifiedQuotation | None:
        """What stands where the quotation's link leads; None if it leads nowhere, or to other words."""
        annotation: Annotation | None = None
        if linked := linked_id(quotation.link):
            try:
                found = self.searching.library.find_any(linked)
            except (NotFoundError, AmbiguousError):
                return None
            annotation = found if isinstance(found, Annotation) else None
            record = records.get(found.id if annotation is None else annotation.article_id)
        else:
            record = with_address(quotation.link, records.values())
        if record is None or (text := self._text(record)) is None:
            return None
        places = [place for place in _places(text, quotation) if not place.differs]
        if annotation is not None and annotation.passage is not None and places:
            start = annotation.passage.start
            places.sort(key=lambda place: abs(place.start - start))
            return self._verified(quotation, Result.EXACT, record, places[0], annotation=annotation.id)
        if len(places) == 1:
            return self._verified(quotation, Result.EXACT, record, places[0])
        return None if places else self._changed(quotation, [record])

    def _exact(self, quotation: Quotation, records: Sequence[ArticleRecord]) -> VerifiedQuotation | None:
        """The place of the same words in one of the articles; None if there is none."""
        found: list[tuple[ArticleRecord, _Place]] = []
        for record in records[:_MOST_PLACES]:
            if (text := self._text(record)) is not None:
                found += [(record, place) for place in _places(text, quotation) if not place.differs]
        if not found:
            return None
        result = Result.EXACT if len(found) == 1 else Result.AMBIGUOUS
        return self._verified(quotation, result, *found[0], places=len(found))

    def _changed(self, quotation: Quotation, records: Sequence[ArticleRecord]) -> VerifiedQuotation | None:
        """The place of the most similar words in one of the articles; None if there are none."""
        found = [
            (record, place)
            for record in records
            if (text := self._text(record)) is not None
            for place in (_places(text, quotation) or _similar(text, quotation))
        ]
        if not found:
            return None
        record, place = max(found, key=lambda one: one[1].likeness)
        return self._verified(quotation, Result.CHANGED if place.differs else Result.EXACT, record, place)

    def _verify_waiting(self, left: Sequence[Quotation], results: dict[Quotation, VerifiedQuotation]) -> None:
        """Look for quotations in the passages of works that wait for their text."""
        library = self.searching.library
        if not left:
            return
        for record, annotations in library.each_waiting(AnnotationQuery(), library.matcher(EVERYTHING)):
            starts = list(accumulate((len(one.quoted_text) + 2 for one in annotations), initial=0))
            text = Verbatim("\n\n".join(one.quoted_text for one in annotations))
            for quotation in left:
                likely = any(map(text.has, _chunks(quotation)))
                places = (_places(text, quotation) or _similar(text, quotation)) if likely else []
                if places and results[quotation].result is not Result.EXACT:
                    place = max(places, key=lambda one: one.likeness)
                    results[quotation] = VerifiedQuotation(
                        quotation,
                        Result.CHANGED if place.differs else Result.EXACT,
                        record,
                        annotations[bisect_right(starts, place.start) - 1].id,
                        differs=place.differs,
                        places=1,
                    )

    def _verified(
        self,
        quotation: Quotation,
        result: Result,
        record: ArticleRecord,
        place: _Place,
        *,
        annotation: str = "",
        places: int = 1,
    ) -> VerifiedQuotation:
        annotation = annotation or self._annotation_on(record, place)
        return VerifiedQuotation(quotation, result, record, annotation, (place.start, place.end), place.differs, places)

    def _annotation_on(self, record: ArticleRecord, place: _Place) -> str:
        """The id of the annotation that has most of a place; "" if there is none."""
        repository = self.searching.library.repository
        annotations = readable(repository, repository.annotations, record.id) or []
        shared = [
            (min(one.passage.end, place.end) - max(one.passage.start, place.start), one.id)
            for one in annotations
            if one.passage is not None
        ]
        most, best = max(shared, default=(0, ""))
        return best if most > 0 else ""

    def _text(self, record: ArticleRecord) -> Verbatim | None:
        """The article's text; None if it cannot be read, which is recorded."""
        if record.id not in self._texts:
            if len(self._texts) >= _MOST_KEPT:
                self._texts.clear()
            repository = self.searching.library.repository
            if (article := readable(repository, repository.article_of, record)) is None:
                return None
            self._texts[record.id] = Verbatim(article.text)
        return self._texts[record.id]


# ------------------------------------------------------------------ places of a quotation in one text


def _chunks(quotation: Quotation) -> list[str]:
    """Short parts of a quotation from all over it, by which a changed one can be found."""
    chunks: list[str] = []
    for piece in quotation.pieces:
        words = piece.split()
        if len(words) * _LONGEST_WORD < len(piece):
            # A script without spaces.
            chunks += [piece[at : at + _UNSPACED_CHUNK] for at in range(0, len(piece), _UNSPACED_CHUNK)]
            continue
        size = max(2, min(_CHUNK, len(words) // 2))
        chunks += [" ".join(words[at : at + size]) for at in range(0, max(1, len(words) - size + 1), size)]
    return chunks[:: -(-len(chunks) // _MOST_CHUNKS)]


def _places(text: Verbatim, quotation: Quotation) -> list[_Place]:
    """The places where the letters of all pieces of a quotation stand in order, near one another."""
    pieces = [quotation.text] if (whole := text.places(quotation.text)) else quotation.pieces
    stands = [whole] if whole else list(map(text.places, pieces))
    found: list[_Place] = []
    for first in stands[0] if stands else ():
        spans = [first]
        for others in stands[1:]:
            last = spans[-1][1]
            following = next((span for span in others if last <= span[0] <= last + _REACH), None)
            if following is None:
                break
            spans.append(following)
        else:
            words = [text.text[slice(*_whole(text.text, *span))] for span in spans]
            differs = next(filter(None, map(_difference, words, pieces)), "")
            found.append(_Place(spans[0][0], spans[-1][1], differs or _other_end(text.text, spans[-1][1], pieces[-1])))
    return found


def _similar(text: Verbatim, quotation: Quotation) -> list[_Place]:
    """The place of words that are like those of the quotation, if there is one."""
    spans: list[tuple[int, int]] = []
    differs, likeness, has_piece = "", 0.0, False
    for piece in quotation.pieces:
        span = _like(text, piece)
        if span is None:
            differs = differs or f"not there: {_shown(piece)}"
            continue
        there = text.text[slice(*span)]
        like = Indel.normalized_similarity(folded(there), folded(piece))
        has_piece = has_piece or (like > _NEARLY_ALL and word_count(piece) >= _FEWEST)
        likeness += len(piece) * like
        spans.append(span)
        differs = differs or _difference(there, piece)
    likeness /= max(1, sum(map(len, quotation.pieces)))
    if likeness < _LIKE and not has_piece:
        return []
    return [_Place(min(spans)[0], max(end for _, end in spans), differs, likeness)]


def _like(text: Verbatim, piece: str) -> tuple[int, int] | None:
    at = text.find(piece)
    if not isinstance(at, Orphan):
        return _whole(text.text, at.start, at.end)
    likely = likely_places(text.text, TextQuoteSelector(piece), 1)
    return (likely[0].start, likely[0].end) if likely else None


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    """The range with all of the figures and words that it cuts: "40" of "400" is another figure."""
    first, last = max(0, start - _LONGEST_FIGURE), end + _LONGEST_FIGURE
    for part in _PART.finditer(text, first, last):
        if part.start() < start < part.end():
            start = part.start()
        if part.start() < end < part.end():
            end = part.end()
    return start, end


def _difference(there: str, quoted: str) -> str:
    """How quoted words differ from those that stand there, in a few words; "" if they are the same.

    What changes their meaning comes first: a figure, a negation.
    """
    if _key(there) == _key(quoted):
        return ""
    if changed := change_between(there, quoted):
        return changed
    old, new = there.split(), quoted.split()
    said: list[str] = []
    before = (0, 0)
    for block in LCSseq.editops(list(map(_key, old)), list(map(_key, new))).as_matching_blocks():
        dropped, added = " ".join(old[before[0] : block.a]), " ".join(new[before[1] : block.b])
        before = block.a + block.size, block.b + block.size
        if _key(dropped) == _key(added):
            continue
        if dropped and added:
            said.append(f"{_shown(dropped)} → {_shown(added)}")
        else:
            said.append(f"left out: {_shown(dropped)}" if dropped else f"added: {_shown(added)}")
    more = f", and {counted(len(said) - _MOST_SHOWN, 'more change')}" if len(said) > _MOST_SHOWN else ""
    return ", ".join(said[:_MOST_SHOWN]) + more


def _key(text: str) -> str:
    """What two texts have in common that differ in typography alone: spaces, hyphens, commas, quotation marks, dashes,
    capital letters at the beginning of words, the mark at the end.
    """
    tokens = _TOKEN.findall(unicodedata.normalize("NFKC", text))
    return "".join(token[0].casefold() + token[1:] for token in tokens).rstrip("?!")


def _other_end(text: str, end: int, quoted: str) -> str:
    """Whether a question or an exclamation was quoted as a statement, or the reverse, in a few words."""
    # If they are the same, the place includes the mark.
    there, own = text[end : end + 1], quoted[-1:]
    if text[end - 1] != own and there in _MARKS and own in _MARKS and there and own and there != own:
        return f"“{there}” → “{own}”"
    return ""


def _shown(words: str) -> str:
    short = words if len(words) <= _LONGEST_SHOWN else f"{words[: _LONGEST_SHOWN - 1].rstrip()}…"
    return f"“{visible(short)}”"
