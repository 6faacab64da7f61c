"""The terms of the query language, one record each: what is known about a term stands here and nowhere else."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache, cached_property, lru_cache, partial
from urllib.parse import urlsplit

from readtui.model.annotation import HIGHLIGHT_COLORS, AnchorState
from readtui.model.article import ArticleRecord, ListedArticle, ReadingState, is_waiting, minutes_to_read
from readtui.model.creator import Creator, Identity
from readtui.model.reply import ThreadState
from readtui.model.tag import has_tag
from readtui.quick_dataclass import dataclass
from readtui.quick_pattern import pattern
from readtui.search.query import dates, facts
from readtui.search.query.facts import PARTS, Asked, Siblings, has_part, has_words
from readtui.search.query.syntax import EXACTLY, NO_TAG, WORD, All, AnyOf, Not, Query, Term, has_tag_term, terms_in
from readtui.search.query.words import WantedWord, joined, wanted

_STATES = tuple(map(str, AnchorState))
_READING_STATES = tuple(map(str, ReadingState))
BY_ME, BY_PROGRAM = "me", "program"
ANSWERED, NO_THREAD = "answered", "none"
_WAITING = "waiting"
THREADS = (*map(str, ThreadState), ANSWERED, NO_THREAD)


@dataclass(frozen=True)
class Asker:
    """Who asks, and when. ``now`` has a time zone. ``identify`` says who "me" is; it is called when that is asked, as
    ``read_times`` is, which says when articles were last read, by their ids.
    """

    now: datetime
    identify: Callable[[], Identity]
    read_times: Callable[[], Mapping[str, str]] = dict

    @cached_property
    def identity(self) -> Identity:
        """Who "me" is."""
        return self.identify()

    @cached_property
    def last_read(self) -> Mapping[str, str]:
        """When each article that was read was last read, by its id."""
        return self.read_times()


@dataclass(frozen=True, slots=True)
class ValueType:
    """What the values of a field are. ``values``: all allowed ones, or () for any text. ``fault``: why a value is none,
    or "".
    """

    name: str
    fault: Callable[[str], str] = lambda _: ""
    values: tuple[str, ...] = ()


TEXT = ValueType("text")
TAG = ValueType("tag", lambda value: "" if value.removeprefix(EXACTLY).strip("/") else f"“{value}” names no tag")
CREATOR = ValueType("creator")
TIME = ValueType("time", dates.fault)
NUMBER = ValueType(
    "number", lambda value: "" if _numbers(value) else f"“{value}” is not a number: write 3, 3.., ..3 or 3..9"
)
_RANGE = pattern(r"(\d{1,9})|(\d{0,9})\.\.(\d{0,9})", re.ASCII)


def _numbers(value: str) -> range | None:
    """The numbers that are meant; None if ``value`` names none."""
    found = _RANGE.fullmatch(value)
    if found is None or value == "..":
        return None
    only, first, last = found.groups()
    return range(int(only or first or 0), int(only or last or 10**9) + 1) or None


@dataclass(frozen=True, slots=True)
class Field:
    """A term. ``examples``: as typed. ``meaning``: what they find.

    Its functions say what it is about. A term without ``of_article`` holds for an article if it holds for one of its
    annotations; one that has nothing else holds for an annotation if it holds for its article.

    ``of_tags``: whether one of these tags passes or, for a value that asks for none, whether there are none.
    ``of_annotation``: what the index lists of an annotation must be enough for it. ``beside``: the test for a term that
    looks at the other annotations of the article. ``of_count``: of how many annotations the article has.
    ``of_article``: None if the value is about annotations. ``known``: what a list knows without reading
    annotations: whether all of an article's pass or none; None if that is open. ``suggested``: the value in an article,
    for completion.
    """

    name: str
    type: ValueType
    examples: tuple[str, ...]
    meaning: str
    of_tags: "Callable[[AskedTerm, tuple[str, ...]], bool] | None" = None
    of_annotation: "Callable[[AskedTerm, Asked], bool] | None" = None
    beside: "Callable[[AskedTerm, Siblings[Asked]], Callable[[Asked], bool]] | None" = None
    of_count: "Callable[[AskedTerm, int], bool] | None" = None
    of_article: "Callable[[AskedTerm, ArticleRecord], bool | None] | None" = None
    known: "Callable[[AskedTerm, ListedArticle], bool | None] | None" = None
    suggested: Callable[[ArticleRecord], str] | None = None

    def fault(self, value: str) -> str:
        """Why ``value`` is not allowed; "" if it is."""
        if not value:
            return f"“{self.name}:” needs a value"
        if self.type.values and value.lower() not in self.type.values:
            return f"“{self.name}:{value}” is unknown: write {_either(self.type.values)}"
        return self.type.fault(value)

    @property
    def depends_on_article(self) -> bool:
        """Whether two annotations that are alike may differ in it because their articles do."""
        return self.known is not None or not (self.of_tags or self.of_annotation or self.beside)


def _either(values: tuple[str, ...]) -> str:
    return f"{', '.join(values[:-1])} or {values[-1]}"


@dataclass(frozen=True)
class AskedTerm:
    """A term that is asked. ``value`` is in lower case if only some values are allowed."""

    field: Field
    value: str
    asker: Asker

    @cached_property
    def words(self) -> WantedWord:
        return wanted(self.value)

    def stands_in(self, *texts: str) -> bool:
        """Whether the words stand in one of the texts."""
        return self.words.is_in(joined(*texts))

    @cached_property
    def has_time(self) -> Callable[[str], bool]:
        """Whether a time in a record lies in the period."""
        return dates.lying_in(dates.span(self.value, self.asker.now))

    @cached_property
    def numbers(self) -> range:
        return _numbers(self.value) or range(0)

    @cached_property
    def names(self) -> Callable[[Creator | None], bool]:
        """Whether somebody is meant."""
        if self.value.lower() == BY_ME:
            return self.asker.identity.is_me
        if self.value.lower() == BY_PROGRAM:
            return lambda creator: self.asker.identity.of(creator).is_program

        @cache
        def has_name(creator: Creator | None) -> bool:
            known = self.asker.identity.of(creator)
            return self.stands_in(known.name, known.spelled)

        return has_name


@lru_cache(maxsize=10_000)
def _has_tag(value: str, tags: tuple[str, ...]) -> bool:
    # Remembered, because many annotations have the same tags.
    if value.startswith(EXACTLY):
        name = value[len(EXACTLY) :].casefold().strip("/")
        return any(tag.casefold() == name for tag in tags)
    return not tags if value.lower() == NO_TAG else has_tag(tags, value)


def _have_one_maker(asking: AskedTerm, one: ListedArticle) -> bool | None:
    made = set(map(asking.names, one.creators))
    return made.pop() if len(made) == 1 else None


def _is_in_thread(asking: AskedTerm, one: Asked) -> bool:
    thread = facts.THREAD(one)
    if asking.value == ANSWERED:
        return thread is ThreadState.OPEN and not asking.asker.identity.is_same(
            facts.LAST_WORD(one), facts.CREATOR(one)
        )
    return asking.value == (NO_THREAD if thread is None else thread)


def _are_in_threads(asking: AskedTerm, one: ListedArticle) -> bool | None:
    most = {
        ThreadState.OPEN: one.open_threads,
        ANSWERED: one.open_threads,
        ThreadState.SETTLED: one.threads - one.open_threads,
        NO_THREAD: one.annotations - one.threads,
    }[asking.value]
    if not most:
        return False
    return True if most == one.annotations and asking.value != ANSWERED else None


def _is_in_language(asking: AskedTerm, record: ArticleRecord) -> bool:
    asked, language = (one.lower().replace("_", "-") for one in (asking.value, record.metadata.language))
    return language == asked or language.startswith(f"{asked}-")


def _is_in_state(asking: AskedTerm, record: ArticleRecord) -> bool:
    return is_waiting(record.id) if asking.value == _WAITING else asking.value in (record.state, record.reading_state)


def _is_as_long(asking: AskedTerm, record: ArticleRecord) -> bool:
    return not is_waiting(record.id) and minutes_to_read(record) in asking.numbers


def _sites(record: ArticleRecord) -> tuple[str, ...]:
    metadata = record.metadata
    return metadata.site, _host(metadata.canonical_url), _host(metadata.source)


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _sources(record: ArticleRecord) -> tuple[str, ...]:
    return record.metadata.source, record.metadata.canonical_url, *record.paths


def _words_of_article(record: ArticleRecord) -> tuple[str, ...]:
    metadata = record.metadata
    return metadata.title, metadata.creator, metadata.site, *_sources(record), *record.tags


def _one_of(values: tuple[str, ...]) -> ValueType:
    return ValueType("choice", values=values)


WORDS = Field(
    WORD,
    TEXT,
    ("water",),
    "has the word in its quote, note, tags or replies; an article: in title, author, site, source or tags",
    of_annotation=lambda asking, one: has_words(one, asking.words),
    of_article=lambda asking, record: asking.stands_in(*_words_of_article(record)),
)
_FIELDS = (
    Field(
        "tag",
        TAG,
        ("tag:politics", "#politics", "tag:=politics", "tag:none"),
        "has the tag or one nested in it; with = exactly that tag; none: no tag",
        of_tags=lambda asking, tags: _has_tag(asking.value, tags),
    ),
    Field(
        "with",
        TAG,
        ("with:sea",),
        "overlaps another annotation that has the tag",
        beside=lambda asking, siblings: siblings.overlapping(partial(_has_tag, asking.value)),
    ),
    Field(
        "color",
        _one_of(HIGHLIGHT_COLORS),
        ("color:yellow",),
        "is highlighted in the color",
        of_annotation=lambda asking, one: facts.COLOR(one) == asking.value,
    ),
    Field(
        "state",
        _one_of(_STATES),
        ("state:review",),
        f"is in this state: {_either(_STATES)}",
        of_annotation=lambda asking, one: facts.ANCHOR(one) == asking.value,
    ),
    Field(
        "by",
        CREATOR,
        ("by:ada", "by:me", "by:program"),
        "was made by somebody with this name; me: by you; program: by a program",
        of_annotation=lambda asking, one: asking.names(facts.CREATOR(one)),
        known=_have_one_maker,
    ),
    Field(
        "thread",
        _one_of(THREADS),
        ("thread:open",),
        f"is a thread that is {_either(THREADS)}",
        of_annotation=_is_in_thread,
        known=_are_in_threads,
    ),
    Field(
        "has",
        _one_of(tuple(PARTS)),
        ("has:note",),
        f"has a {_either(tuple(PARTS))}",
        of_annotation=lambda asking, one: has_part(one, asking.value),
        of_article=lambda asking, record: bool(record.tags) if asking.value == "tag" else None,
    ),
    Field(
        "article",
        TEXT,
        ("article:rivers",),
        "has the words in the title of its article",
        of_article=lambda asking, record: asking.stands_in(record.title),
        suggested=lambda record: record.title,
    ),
    Field(
        "title",
        TEXT,
        ("title:rivers",),
        "is in an article with these words in its title",
        of_article=lambda asking, record: asking.stands_in(record.title),
        suggested=lambda record: record.title,
    ),
    Field(
        "author",
        TEXT,
        ("author:woolf",),
        "is by an author with this name",
        of_article=lambda asking, record: asking.stands_in(record.metadata.creator),
        suggested=lambda record: record.metadata.creator,
    ),
    Field(
        "site",
        TEXT,
        ("site:example.org",),
        "is from the site",
        of_article=lambda asking, record: asking.stands_in(*_sites(record)),
        suggested=lambda record: record.metadata.site,
    ),
    Field(
        "lang",
        TEXT,
        ("lang:de",),
        "is in an article in this language",
        of_article=_is_in_language,
        suggested=lambda record: record.metadata.language,
    ),
    Field(
        "source",
        TEXT,
        ("source:interviews/",),
        "is from a path or address with these characters",
        of_article=lambda asking, record: asking.stands_in(*_sources(record)),
    ),
    Field(
        "is",
        _one_of((*_READING_STATES, _WAITING)),
        ("is:reading", "is:waiting"),
        f"is in an article that is {_either(_READING_STATES)}; waiting: that is not there yet",
        of_article=_is_in_state,
    ),
    Field("minutes", NUMBER, ("minutes:..10",), "is in an article that takes so many minutes", of_article=_is_as_long),
    Field(
        "annotations",
        NUMBER,
        ("annotations:3..",),
        "is in an article with so many annotations",
        of_count=lambda asking, count: count in asking.numbers,
        known=lambda asking, one: one.annotations in asking.numbers,
    ),
    Field(
        "read",
        TIME,
        ("read:30d",),
        "is in an article that you last read in this time, on this device",
        of_article=lambda asking, record: asking.has_time(asking.asker.last_read.get(record.id, "")),
    ),
    Field(
        "created",
        TIME,
        ("created:7d", "created:2026-01..2026-03"),
        "was made in this time",
        of_annotation=lambda asking, one: asking.has_time(facts.CREATED(one)),
    ),
    Field(
        "modified",
        TIME,
        ("modified:today",),
        "was last changed in this time",
        of_annotation=lambda asking, one: asking.has_time(facts.MODIFIED(one)),
    ),
    Field(
        "added",
        TIME,
        ("added:2026-03",),
        "is in an article added in this time",
        of_article=lambda asking, record: asking.has_time(record.added),
    ),
    Field(
        "published",
        TIME,
        ("published:2025..",),
        "is in an article published in this time",
        of_article=lambda asking, record: asking.has_time(record.metadata.published),
    ),
)
FIELDS = {field.name: field for field in _FIELDS}
"""The terms that name a field, by its name."""
TERMS = {WORD: WORDS, **FIELDS}
"""All terms."""

GRAMMAR: tuple[tuple[str, str], ...] = (
    *((example, WORDS.meaning) for example in WORDS.examples),
    ('"down hill"', "has these words in this order"),
    ("Water", "has the word in upper and lower case as typed"),
    *(("  ".join(field.examples), field.meaning) for field in _FIELDS),
    ("water #sea", "matches both terms"),
    ("water or sea", "matches at least one of them"),
    ("-water", "does not match the term"),
    ("(water or sea) has:note", "parentheses group"),
)
"""Examples of everything in the language, with what each finds, for the help of every filter."""


def tags_of(query: Query) -> list[str]:
    return list(dict.fromkeys(term.value.removeprefix(EXACTLY) for term in terms_in(query) if _names_tag(term)))


def with_tags(query: Query, rename: Callable[[str], str]) -> Query:
    """The query with each tag replaced by what ``rename`` returns for it."""
    match query:
        case Term():
            return _renamed(query, rename)
        case Not(part):
            return Not(with_tags(part, rename))
        case All(parts):
            return All(tuple(with_tags(part, rename) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(with_tags(part, rename) for part in parts))


def _names_tag(term: Term) -> bool:
    return TERMS[term.field].type is TAG and term.value.lower() != NO_TAG


def _renamed(term: Term, rename: Callable[[str], str]) -> Term:
    tag = term.value.removeprefix(EXACTLY)
    if not _names_tag(term) or (name := rename(tag)) == tag:
        return term
    return Term(term.field, EXACTLY + name if term.value.startswith(EXACTLY) else has_tag_term(name).value)
