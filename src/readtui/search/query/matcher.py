"""Decides which annotations and articles pass a query."""

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cached_property, partial
from typing import TypeAlias, TypeVar

from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord, ListedArticle
from readtui.quick_dataclass import dataclass
from readtui.search.query.facts import Asked, Siblings
from readtui.search.query.syntax import WORD, All, AnyOf, Not, Query, Term, terms_in
from readtui.search.query.terms import TERMS, AskedTerm, Asker, Field
from readtui.search.query.words import wanted

_Subject = TypeVar("_Subject")
_One = TypeVar("_One", bound=Asked)
# A bool if the answer does not depend on the subject; otherwise a test of the subject.
_Answer: TypeAlias = "bool | Callable[[_Subject], bool]"
_UNREAD = Siblings[Annotation](lambda: ())


@dataclass(frozen=True)
class Matcher:
    """A query, ready to be applied. "Today", "the last 7 days" and "me" in the query are those of ``asker``.

    The methods take an article's record and a function that reads, or lists, all its live annotations. They call that
    function only if the answer depends on the annotations.
    """

    query: Query
    asker: Asker

    @cached_property
    def _fields(self) -> Sequence[Field]:
        return [TERMS[term.field] for term in terms_in(self.query)]

    @cached_property
    def _parts(self) -> Sequence[Query]:
        """Queries that must all hold."""
        return self.query.parts if isinstance(self.query, All) else (self.query,)

    @property
    def literals(self) -> list[str]:
        """Texts that stand in the words of every annotation that passes, folded without case."""
        return [wanted(one.value).without_case for one in self._parts if isinstance(one, Term) and one.field == WORD]

    @cached_property
    def needs_siblings(self) -> bool:
        """Whether it depends on the annotations beside an annotation whether that passes."""
        return any(field.beside or field.of_count for field in self._fields)

    def annotations(self, record: ArticleRecord, read: Callable[[], Sequence[_One]]) -> Sequence[_One]:
        """The article's annotations that pass, in the order of ``read``."""
        siblings = Siblings(read)
        answer = _answer(self.query, lambda term: self._of_annotation(term, record, siblings))
        if isinstance(answer, bool):
            return siblings.all if answer else ()
        return [annotation for annotation in siblings.all if answer(annotation)]

    def required_tags(self, tag_sets: Iterable[tuple[str, ...]]) -> Collection[str]:
        """The tags of these sets that every annotation that passes has one of; () if others may pass as well."""
        has_one = self._requires_tag
        return () if has_one is None else [tag for tag in {tag for tags in tag_sets for tag in tags} if has_one((tag,))]

    @cached_property
    def _requires_tag(self) -> Callable[[tuple[str, ...]], bool] | None:
        """The test of a term that an annotation must have a tag for, if no other looks at the annotations beside it."""
        asked = (self._asking(one) for one in self._parts if isinstance(one, Term))
        tests = (partial(one.field.of_tags, one) for one in asked if one.field.of_tags)
        return None if self.needs_siblings else next((test for test in tests if not test(())), None)

    def may_pass(self, one: ListedArticle) -> bool:
        """Whether an annotation of the article may pass. False only if that is certain, so that none need be read."""
        if not self._asks_for_tags:
            return bool(one.tag_sets) and self.by_tags(one, ()) is not False
        return any(self.by_tags(one, tags) is not False for tags in one.tag_sets)

    @cached_property
    def _asks_for_tags(self) -> bool:
        return any(field.of_tags for field in self._fields)

    @cached_property
    def is_of_tags(self) -> bool:
        """Whether the query asks for nothing but tags, so that ``by_tags`` decides it."""
        return all(field.of_tags for field in self._fields)

    @cached_property
    def _decided(self) -> dict[tuple[str, ...], bool | None] | None:
        """What tags decide in every article; None if it depends on the article."""
        return None if any(field.depends_on_article for field in self._fields) else {}

    def by_tags(self, one: ListedArticle, tags: tuple[str, ...]) -> bool | None:
        """Whether an annotation of the article with exactly these tags passes; None if more decides than its tags, and
        what is known of all annotations of the article.
        """
        if self._decided is None:
            return self._by_tags(one, tags)
        if tags not in self._decided:
            self._decided[tags] = self._by_tags(one, tags)
        return self._decided[tags]

    def _by_tags(self, one: ListedArticle, tags: tuple[str, ...]) -> bool | None:
        def answer(term: Term) -> "_Answer[Annotation]":
            asking = self._asking(term)
            if asking.field.of_tags is not None:
                return asking.field.of_tags(asking, tags)
            known = asking.field.known and asking.field.known(asking, one)
            return self._of_annotation(term, one.record, _UNREAD) if known is None else known

        decided = _answer(self.query, answer)
        return decided if isinstance(decided, bool) else None

    def article(self, record: ArticleRecord, read: Callable[[], Sequence[_One]]) -> bool:
        """Whether the article passes. A term about annotations holds if it holds for any of them."""
        siblings = Siblings(read)
        answer: _Answer[Siblings[_One]] = _answer(self.query, lambda term: self._of_article(term, record))
        return answer if isinstance(answer, bool) else answer(siblings)

    def _of_annotation(self, term: Term, record: ArticleRecord, siblings: Siblings[Asked]) -> "_Answer[Asked]":
        asking = self._asking(term)
        field = asking.field
        if field.beside is not None:
            return field.beside(asking, siblings)
        if (counts := field.of_count) is not None:
            return lambda _: counts(asking, len(siblings.all))
        if (has := field.of_tags) is not None:
            return lambda one: has(asking, one.tags)
        if field.of_annotation is not None:
            return partial(field.of_annotation, asking)
        return bool(field.of_article and field.of_article(asking, record))

    def _of_article(self, term: Term, record: ArticleRecord) -> "_Answer[Siblings[Asked]]":
        asking = self._asking(term)
        if asking.field.of_tags is not None:
            return asking.field.of_tags(asking, record.tags)
        if (counts := asking.field.of_count) is not None:
            return lambda siblings: counts(asking, len(siblings.all))
        if asking.field.of_article and (answer := asking.field.of_article(asking, record)) is not None:
            return answer

        def some_annotation_passes(siblings: Siblings[Asked]) -> bool:
            answer = self._of_annotation(term, record, siblings)
            return callable(answer) and any(map(answer, siblings.all))

        return some_annotation_passes

    def _asking(self, term: Term) -> AskedTerm:
        found = self._terms.get(term)
        if found is None:
            field = TERMS[term.field]
            value = term.value.lower() if field.type.values else term.value
            found = self._terms[term] = AskedTerm(field, value, self.asker)
        return found

    @cached_property
    def _terms(self) -> dict[Term, AskedTerm]:
        return {}


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
