"""Decides which annotations and articles pass a query."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property, lru_cache
from itertools import islice
from typing import Generic, TypeAlias, TypeVar
from urllib.parse import urlsplit

from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.model.creator import Creator, Identity
from readtui.model.listed_article import ListedArticle
from readtui.model.reply import ThreadState
from readtui.model.tag import has_tag
from readtui.search.query import fields
from readtui.search.query.dates import Span, lying_in, span
from readtui.search.query.listed import Listed, Voice, has_part, has_words, place_of, voice_of
from readtui.search.query.terms import EXACTLY, NO_TAG, WORD, All, AnyOf, Not, Query, Term, fields_in
from readtui.search.query.words import joined, wanted

_Subject = TypeVar("_Subject")
_Asked: TypeAlias = Annotation | Listed
_One = TypeVar("_One", bound=_Asked)
# A bool if the answer does not depend on the subject; otherwise a test of the subject.
_Answer: TypeAlias = "bool | Callable[[_Subject], bool]"

_OF_AN_ANNOTATION = frozenset({"with", "color", "state", "by", "thread", "created", "modified"})


@dataclass(frozen=True)
class Matcher:
    """A query, ready to be applied. ``now`` has a time zone; "today" and "the last 7 days" in the query refer to it.
    ``identify`` says who "me" in the query is; it is called only if the query asks who made something.

    The methods take an article's record and a function that reads, or lists, all its live annotations. They call that
    function only if the answer depends on the annotations.
    """

    query: Query
    now: datetime
    identify: Callable[[], Identity]

    @cached_property
    def _identity(self) -> Identity:
        return self.identify()

    @property
    def literals(self) -> list[str]:
        """Texts that stand in the words of every annotation that passes, folded without case."""
        parts = self.query.parts if isinstance(self.query, All) else (self.query,)
        return [wanted(one.value).without_case for one in parts if isinstance(one, Term) and one.field == WORD]

    def annotations(self, record: ArticleRecord, read: Callable[[], Sequence[_One]]) -> Sequence[_One]:
        """The article's annotations that pass, in the order of ``read``."""
        siblings = _Siblings(read)
        answer = _answer(self.query, lambda term: self._of_annotation(term, record, siblings))
        if isinstance(answer, bool):
            return siblings.all if answer else ()
        return [annotation for annotation in siblings.all if answer(annotation)]

    def required_tags(self, tag_sets: Iterable[tuple[str, ...]]) -> Collection[str]:
        """The tags of these sets that every annotation that passes has one of; () if others may pass as well."""
        term, known = self._required_tag, self._known_tags
        if term is None:
            return ()
        tags = {tag for tags in tag_sets for tag in tags}
        for tag in tags - known.keys():
            known[tag] = _has_tag((tag,), term.value)
        return [tag for tag in tags if known[tag]]

    @cached_property
    def _required_tag(self) -> Term | None:
        """A term that an annotation must have a tag for, if no other term looks at the annotations beside it."""
        parts = self.query.parts if isinstance(self.query, All) else (self.query,)
        terms = (one for one in parts if isinstance(one, Term) and one.field == "tag" and one.value.lower() != NO_TAG)
        return None if "with" in fields_in(self.query) else next(terms, None)

    @cached_property
    def _known_tags(self) -> dict[str, bool]:
        """Whether the term is about the tag, by tag."""
        return {}

    def may_pass(self, one: ListedArticle) -> bool:
        """Whether an annotation of the article may pass. False only if that is certain, so that none need be read."""
        # What asks for no tag is the same for all of them.
        asked = one.tag_sets if self._asks_for_tags else islice(one.tag_sets, 1)
        return any(self.by_tags(one, tags) is not False for tags in asked)

    @cached_property
    def _asks_for_tags(self) -> bool:
        return "tag" in fields_in(self.query)

    def by_tags(self, one: ListedArticle, tags: tuple[str, ...]) -> bool | None:
        """Whether an annotation of the article with exactly these tags passes; None if more decides than its tags, and
        what is known of all annotations of the article.
        """

        def answer(term: Term) -> "_Answer[Annotation]":
            match term.field:
                case "tag":
                    return _has_tag(tags, term.value)
                case "by":
                    made = set(map(self._made_by(term.value), one.creators))
                    known = made.pop() if len(made) == 1 else None
                case "thread":
                    known = _known_of_threads(one, term.value.lower())
                case _:
                    known = None
            return self._of_annotation(term, one.record, _UNREAD) if known is None else known

        decided = _answer(self.query, answer)
        return decided if isinstance(decided, bool) else None

    def article(self, record: ArticleRecord, read: Callable[[], Sequence[_One]]) -> bool:
        """Whether the article passes. A term about annotations holds if it holds for any of them."""
        siblings = _Siblings(read)
        answer: _Answer[_Siblings[_One]] = _answer(self.query, lambda term: self._of_article(term, record))
        return answer if isinstance(answer, bool) else answer(siblings)

    def _of_annotation(self, term: Term, record: ArticleRecord, siblings: "_Siblings[_One]") -> "_Answer[_Asked]":
        value = term.value.lower()
        match term.field:
            case "" if term.field == WORD:
                words = wanted(term.value)
                return lambda annotation: has_words(annotation, words)
            case "tag":
                return lambda annotation: _has_tag(annotation.tags, term.value)
            case "with":
                return lambda annotation: siblings.overlaps(annotation, term.value)
            case "color":
                return lambda annotation: annotation.color == value
            case "state":
                return lambda annotation: annotation.anchor.value == value
            case "has":
                return lambda annotation: has_part(annotation, value)
            case "by":
                is_maker = self._made_by(term.value)
                return lambda annotation: is_maker(voice_of(annotation).creator)
            case "thread":
                return lambda annotation: value in self._states(voice_of(annotation))
            case "created":
                lies_there = lying_in(self._span(term))
                return lambda annotation: lies_there(annotation.created)
            case "modified":
                lies_there = lying_in(self._span(term))
                return lambda annotation: lies_there(annotation.modified)
            case _:
                return self._of_record(term, record)

    @cached_property
    def _makers(self) -> "dict[str, Callable[[Creator | None], bool]]":
        """Who was compared with a name, by that name."""
        return {}

    def _made_by(self, value: str) -> Callable[[Creator | None], bool]:
        """The test whether someone is whom the value names."""
        match value.lower():
            case fields.BY_ME:
                return self._identity.is_me
            case fields.BY_PROGRAM:
                return lambda creator: self._identity.of(creator).is_program
        if value not in self._makers:
            self._makers[value] = cache(lambda creator: _contains(value, *_names(self._identity.of(creator))))
        return self._makers[value]

    def _states(self, voice: Voice) -> Collection[str]:
        """The values of ``thread`` that hold."""
        if voice.thread is None:
            return (fields.NO_THREAD,)
        is_answered = voice.thread is ThreadState.OPEN and not self._identity.is_same(voice.last, voice.creator)
        return (voice.thread, fields.ANSWERED) if is_answered else (voice.thread,)

    def _of_article(self, term: Term, record: ArticleRecord) -> "_Answer[_Siblings[_One]]":
        if term.field in _OF_AN_ANNOTATION or (term.field == "has" and term.value.lower() != "tag"):

            def some_annotation_passes(siblings: "_Siblings[_One]") -> bool:
                answer = self._of_annotation(term, record, siblings)
                return bool(siblings.all) if answer is True else callable(answer) and any(map(answer, siblings.all))

            return some_annotation_passes
        if term.field == "has":
            return bool(record.tags)
        if term.field == "tag":
            return _has_tag(record.tags, term.value)
        if term.field == WORD:
            metadata = record.metadata
            return _contains(
                term.value,
                *(metadata.title, metadata.creator, metadata.site, metadata.source, metadata.canonical_url),
                *record.paths,
                *record.tags,
            )
        return self._of_record(term, record)

    def _of_record(self, term: Term, record: ArticleRecord) -> bool:
        metadata, value = record.metadata, term.value
        match term.field:
            case "article":
                return _contains(value, metadata.title)
            case "author":
                return _contains(value, metadata.creator)
            case "site":
                return _contains(value, metadata.site, _host(metadata.canonical_url), _host(metadata.source))
            case "source":
                return _contains(value, metadata.source, metadata.canonical_url, *record.paths)
            case "lang":
                language = metadata.language.lower().replace("_", "-")
                asked = value.lower().replace("_", "-")
                return language == asked or language.startswith(f"{asked}-")
            case "is":
                state = value.lower()
                return bool(record.archived) if state == "archived" else record.reading_state.value == state
            case "added":
                return lying_in(self._span(term))(record.added)
            case "published":
                return lying_in(self._span(term))(metadata.published)
        raise ValueError(f"no such field: {term.field}")

    def _span(self, term: Term) -> Span:
        return span(term.value, self.now)


def _answer(query: Query, of_term: "Callable[[Term], _Answer[_Subject]]") -> "_Answer[_Subject]":
    """The test for the query, or a bool if the terms that need no subject decide."""
    match query:
        case Term():
            return of_term(query)
        case Not(part):
            answer = _answer(part, of_term)
            return (not answer) if isinstance(answer, bool) else lambda subject: not answer(subject)
        case All(parts):
            return _joined(parts, of_term, decides=False)
        case AnyOf(parts):
            return _joined(parts, of_term, decides=True)


def _joined(
    parts: Sequence[Query], of_term: "Callable[[Term], _Answer[_Subject]]", *, decides: bool
) -> "_Answer[_Subject]":
    """The test for several parts, of which one whose answer ``decides`` is enough."""
    tests: list[Callable[[_Subject], bool]] = []
    for part in parts:
        answer = _answer(part, of_term)
        if answer is decides:
            return decides
        if not isinstance(answer, bool):
            tests.append(answer)
    if len(tests) < 2:
        return tests[0] if tests else not decides

    def test_all(subject: _Subject) -> bool:
        for test in tests:
            if test(subject) is decides:
                return decides
        return not decides

    return test_all


class _Siblings(Generic[_One]):
    """All annotations of an article, read on demand."""

    def __init__(self, read: Callable[[], Sequence[_One]]) -> None:
        self._read = read
        self._places: dict[str, tuple[list[int], list[int]]] = {}

    @cached_property
    def all(self) -> Sequence[_One]:
        return self._read()

    def overlaps(self, annotation: _Asked, tag: str) -> bool:
        """Whether the annotation's passage overlaps that of another annotation with the tag."""
        place = place_of(annotation)
        if place is None:
            return False
        if tag not in self._places:
            tagged = (place_of(one) for one in self.all if _has_tag(one.tags, tag))
            places = [found for found in tagged if found and found[0] < found[1]]
            self._places[tag] = sorted(start for start, _ in places), sorted(end for _, end in places)
        starts, ends = self._places[tag]
        # All that begin before its end, minus those that end before its start.
        overlapping = bisect_left(starts, place[1]) - bisect_right(ends, place[0])
        return overlapping > _has_tag(annotation.tags, tag)


_UNREAD = _Siblings[Annotation](lambda: ())


def _contains(value: str, *parts: str) -> bool:
    return wanted(value).is_in(joined(*parts))


@lru_cache(maxsize=10_000)
def _has_tag(tags: tuple[str, ...], value: str) -> bool:
    # Remembered, because many annotations have the same tags.
    if value.startswith(EXACTLY):
        name = value[len(EXACTLY) :].casefold().strip("/")
        return any(tag.casefold() == name for tag in tags)
    return not tags if value.lower() == NO_TAG else has_tag(tags, value)


def _names(creator: Creator) -> tuple[str, str]:
    return creator.name, creator.spelled


def _known_of_threads(one: ListedArticle, state: str) -> bool | None:
    """Whether all annotations of the article have this value of ``thread``, or none; None if that is unknown."""
    settled = one.threads - one.open_threads
    none = one.annotations - one.threads
    most = {ThreadState.OPEN: one.open_threads, fields.ANSWERED: one.open_threads, ThreadState.SETTLED: settled}.get(
        state, none
    )
    if not most:
        return False
    return True if most == one.annotations and state != fields.ANSWERED else None


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
