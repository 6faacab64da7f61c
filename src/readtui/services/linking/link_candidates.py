"""Finds the articles and annotations that a person may want to link to, while the name is typed."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from time import monotonic

from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord, awaited_id
from readtui.quick_dataclass import dataclass
from readtui.search.faults import UnreadableError
from readtui.services.library import Library
from readtui.text.case_folding import folding
from readtui.text.clean import visible
from readtui.text.name_fit import Fit, fit, similar
from readtui.text.note_links import words_of_links

_MOST, _MOST_ELSEWHERE = 40, 24
_MOST_RECENT_OWN, _MOST_RECENT_ARTICLES = 8, 20
_MOST_OWN = 2_000
_MOST_UNINDEXED = 20
_MOST_WORDS = 60
_MOST_COMPARED = 300
_PATIENCE, _AHEAD_FOR = 0.03, 0.01
"""Seconds for reading from the index, for one answer and ahead of the next."""


@dataclass(frozen=True, slots=True)
class LinkCandidate:
    """What a link may lead to: its id, the words for the link, and a few more to tell it from others."""

    target: str
    words: str
    about: str
    is_article: bool


@dataclass(frozen=True, slots=True)
class _Known:
    """A candidate with the folded text to compare, and when it was last used (ISO 8601, UTC)."""

    candidate: LinkCandidate
    folded: str
    used: str


class LinkCandidates:
    """Recent ones first among those that match as well. Use from one thread at a time.

    ``article_id``: the article in which the note is written. Its annotations, and the titles of all articles, are also
    found by similar words; all other annotations by their words, with the index. Those that are not in the index are
    found in the articles that were used last.
    """

    def __init__(self, library: Library, article_id: str) -> None:
        self._library = library
        self._article_id = article_id
        self._articles: list[_Known] | None = None
        self._own: list[_Known] = []
        self._records: list[ArticleRecord]
        self._stamps: Mapping[str, str]
        self._read: dict[str, list[Annotation]] = {}
        self._words: dict[str, str | None] = {}
        self._reads_until: float

    def find(self, typed: str) -> list[LinkCandidate]:
        """The candidates for a typed text, best first; for an empty one, the most recent. Raises StorageError."""
        if self._articles is None:
            self._articles = self._prepare()
        wanted = " ".join(_fold(typed).split())
        if not wanted:
            recent = [*self._own[:_MOST_RECENT_OWN], *self._articles[:_MOST_RECENT_ARTICLES]]
            return [known.candidate for known in recent]
        found = [*_matching(wanted, self._articles), *_matching(wanted, self._own)]
        found += islice(self._elsewhere(wanted), _MOST_ELSEWHERE)
        found.sort(key=lambda pair: pair[1].used, reverse=True)
        found.sort(key=lambda pair: pair[0])
        unique = {known.candidate.target: known.candidate for _, known in reversed(found)}
        return list(reversed(unique.values()))[:_MOST]

    def _prepare(self) -> list[_Known]:
        """Read what does not change while a person types; return all articles, the most recently used first."""
        repository = self._library.repository
        positions = repository.positions()
        records = {record.id: record for record in (*repository.records(), *repository.waiting())}

        def used(record: ArticleRecord) -> str:
            position = positions.get(record.id)
            return max(record.added, record.modified, position.read_at if position else "")

        articles = [
            _Known(_article(record), _fold(record.title[:_MOST_COMPARED]), used(record)) for record in records.values()
        ]
        # Of what was used in the same second, that which was read.
        articles.sort(key=lambda known: (known.used, known.candidate.target in positions), reverse=True)
        self._stamps = repository.stamps()
        record = records.get(self._article_id)
        if record is not None and repository.annotation_counts().get(record.id, 0) <= _MOST_OWN:
            del records[record.id]
            own = [_annotation(record, one) for one in self._annotations_of(record)]
            self._own = sorted(own, key=lambda known: known.used, reverse=True)
        in_order = (known.candidate.target for known in articles)
        self._records = [records[article_id] for article_id in in_order if article_id in records]
        return articles

    def _elsewhere(self, wanted: str) -> Iterator[tuple[Fit, _Known]]:
        """Annotations of other articles, those of recently used articles first."""
        words = wanted.split()
        self._reads_until = monotonic() + _PATIENCE
        left = _MOST_UNINDEXED
        for record in self._records:
            folded = self._folded_words(record)
            if folded is None:
                left -= 1
                if left < 0:
                    continue
                annotations: Sequence[Annotation] = self._annotations_of(record)
            elif all(word in folded for word in words):
                lines = folded.split("\n")
                numbers = [number for number, line in enumerate(lines) if all(word in line for word in words)]
                annotations = self._some_of(record, numbers)
            else:
                continue
            for annotation in annotations:
                known = _annotation(record, annotation)
                if all(word in known.folded for word in words):
                    yield fit(wanted, words, known.folded), known

    def read_ahead(self) -> bool:
        """Read what the index knows of some more articles; returns whether there are any left."""
        if self._articles is None:
            return False
        self._reads_until = monotonic() + _AHEAD_FOR
        return any(self._folded_words(record) == "" for record in self._records if record.id not in self._words)

    def _folded_words(self, record: ArticleRecord) -> str | None:
        """The words of the article's annotations, a line each; None if the index does not have them.

        Empty if there was no time to read them.
        """
        if record.id in self._words:
            return self._words[record.id]
        if monotonic() > self._reads_until:
            return ""
        packed = self._library.reading.packed(record, self._stamps.get(record.id, ""))
        try:
            self._words[record.id] = None if packed is None else packed.folded_words()
        except UnreadableError:
            self._words[record.id] = None
        return self._words[record.id]

    def _some_of(self, record: ArticleRecord, numbers: Sequence[int]) -> Sequence[Annotation]:
        packed = self._library.reading.packed(record, self._stamps.get(record.id, "")) if numbers else None
        try:
            return () if packed is None else packed.annotations(numbers)
        except UnreadableError:
            return ()

    def _annotations_of(self, record: ArticleRecord) -> list[Annotation]:
        if record.id not in self._read:
            self._read[record.id] = self._library.annotations_of(record)
        return self._read[record.id]


def _fold(text: str) -> str:
    return folding("")(text)


def _matching(wanted: str, known: Sequence[_Known]) -> list[tuple[Fit, _Known]]:
    words = wanted.split()
    found: list[tuple[Fit, _Known]] = []
    rest: list[_Known] = []
    for one in known:
        if all(word in one.folded for word in words):
            found.append((fit(wanted, words, one.folded), one))
        else:
            rest.append(one)
    found += ((Fit.SIMILAR, rest[number]) for number in similar(wanted, words, [one.folded for one in rest]))
    return found


def _article(record: ArticleRecord) -> LinkCandidate:
    metadata = record.metadata
    about = " · ".join(filter(None, (visible(metadata.creator), visible(metadata.site))))
    return LinkCandidate(awaited_id(record.id), _short(record.title), about, is_article=True)


def _annotation(record: ArticleRecord, annotation: Annotation) -> _Known:
    note = words_of_links(annotation.note)
    quote = annotation.quoted_text
    words = _short(quote) or _short(note) or f"note on {_short(record.title)}"
    tags = " ".join(f"#{visible(tag)}" for tag in annotation.tags)
    about = " · ".join(filter(None, (tags, _short(note) if quote else "", _short(record.title))))
    folded = _fold(" ".join((quote[:_MOST_COMPARED], tags, note[:_MOST_COMPARED])))
    return _Known(LinkCandidate(annotation.id, words, about, is_article=False), folded, annotation.modified)


def _short(text: str) -> str:
    """The text on one line, cut after a word."""
    line = visible(text[: 4 * _MOST_WORDS])
    if len(line) <= _MOST_WORDS:
        return line
    cut = line[:_MOST_WORDS]
    return f"{cut[: cut.rfind(' ')] if ' ' in cut[_MOST_WORDS // 2 :] else cut}…"
