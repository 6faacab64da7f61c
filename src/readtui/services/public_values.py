"""What commands with ``--json``, programs and assistants get: articles, annotations, hits and quotations as values."""

from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any, Self

from readtui.model import annotation as annotations
from readtui.model import reply as replies
from readtui.model.article import ArticleRecord, is_waiting
from readtui.model.creator import Identity
from readtui.quick_dataclass import dataclass
from readtui.services.annotating.passage_comparison import has_own_words, reason
from readtui.services.sources import source_here
from readtui.text.clean import visible

if TYPE_CHECKING:
    from readtui.services.finding import search
    from readtui.services.library import LibraryEntry
    from readtui.services.verifying.verification import VerifiedQuotation


@dataclass(frozen=True, slots=True)
class Article:
    """An article, or a work whose text is not there yet (``waiting``); the fields are those of ``readtui list --json``.

    ``author``, ``published``: "" if the source does not say. ``progress``: 0 to 1. ``annotations``, ``threads``: how
    many there are. ``pages_read``: how many pages of a long document were read, and how many it has; None if all
    were. Times: ISO 8601 in UTC, "" for never.
    """

    id: str
    title: str
    author: str
    published: str
    source: str
    language: str
    direction: str
    words: int
    minutes: int
    progress: float
    annotations: int
    threads: int
    waiting: bool
    pages_read: tuple[int, int] | None
    tags: tuple[str, ...]
    state: str
    archived: str | None
    added: str
    last_read: str

    @classmethod
    def of(cls, entry: "LibraryEntry") -> Self:
        """The value of a row of the library."""
        record = entry.record
        return cls(
            id=record.id,
            title=record.title,
            author=record.metadata.creator,
            published=record.metadata.published,
            source=source_here(record),
            language=record.metadata.language,
            direction=record.metadata.direction,
            words=entry.words,
            minutes=entry.minutes,
            progress=round(entry.progress, 3),
            annotations=entry.annotations,
            threads=entry.threads,
            waiting=is_waiting(record.id),
            pages_read=record.part,
            tags=record.tags,
            state=record.reading_state.value,
            archived=record.archived,
            added=record.added,
            last_read=entry.last_read,
        )


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply in a thread. ``sets``: "settled" or "open" if it settled or reopened the thread, otherwise None."""

    id: str
    creator: str
    created: str
    text: str
    sets: str | None

    @classmethod
    def of(cls, reply: replies.Reply, identity: Identity) -> Self:
        sets = reply.sets.value if reply.sets else None
        return cls(reply.id, identity.of(reply.creator).spelled, reply.created, reply.text, sets)


@dataclass(frozen=True, slots=True)
class Annotation:
    """An annotation; the fields are those of ``readtui annotations --json``.

    ``quote``: the words now, ``original``: those annotated. ``start``, ``end``: the passage, None without one.
    ``state``: exact, moved, review, orphan or waiting; ``words``: "same" or "other"; ``why``: why it asks, or "".
    ``creator``: a name, or ``software:NAME``. ``thread``: "open" or "settled", None for what is no thread.
    """

    id: str
    quote: str
    original: str
    state: str
    words: str
    why: str
    article: str
    title: str
    start: int | None
    end: int | None
    tags: tuple[str, ...]
    note: str
    color: str | None
    created: str
    modified: str
    creator: str
    thread: str | None
    replies: tuple[Reply, ...]

    @classmethod
    def of(cls, stored: annotations.Annotation, record: ArticleRecord, identity: Identity) -> Self:
        passage = stored.passage
        return cls(
            id=stored.id,
            quote=stored.quoted_text,
            original=stored.own_words,
            state=stored.anchor.value,
            words="same" if has_own_words(stored) else "other",
            why=visible(reason(stored)),
            article=stored.article_id,
            title=record.title,
            start=passage.start if passage else None,
            end=passage.end if passage else None,
            tags=stored.tags,
            note=stored.note,
            color=stored.color,
            created=stored.created,
            modified=stored.modified,
            creator=identity.of(stored.creator).spelled,
            thread=stored.thread.value if stored.thread else None,
            replies=tuple(Reply.of(one, identity) for one in stored.replies),
        )


@dataclass(frozen=True, slots=True)
class Hit:
    """A place that a search found; the fields are those of ``readtui search --json``.

    ``annotation``, ``field``, ``reply``: where a hit in notes is: in the quote, note, tags or a reply; otherwise "".
    """

    article: str
    title: str
    start: int
    end: int
    before: str
    hit: str
    after: str
    annotation: str = ""
    field: str = ""
    reply: str = ""

    @classmethod
    def of(cls, hit: "search.Hit") -> Self:
        record, around = hit.record, (hit.before, hit.hit, hit.after)
        return cls(record.id, record.title, hit.start, hit.end, *around, hit.annotation, hit.field, hit.reply)


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation in a text; the fields are those of ``readtui verify --json``.

    ``result``: exact, changed, ambiguous or absent; ``differs`` says how. ``article``, ``annotation``: ids, or None.
    """

    quote: str
    result: str
    article: str | None
    annotation: str | None
    start: int | None
    end: int | None
    differs: str | None

    @classmethod
    def of(cls, one: "VerifiedQuotation") -> Self:
        start, end = one.span or (None, None)
        article = one.record.id if one.record is not None else None
        quote, result = one.quotation.text, one.result.value
        return cls(quote, result, article, one.annotation or None, start, end, one.differs or None)


def json_of(value: Any) -> dict[str, object]:
    """A value as JSON, with the names that JSON has: ``lastRead`` for ``last_read``."""
    return {_json_name(one.name): _json_value(getattr(value, one.name)) for one in fields(value)}


def _json_value(value: object) -> object:
    if isinstance(value, tuple):
        return [_json_value(one) for one in value]
    return json_of(value) if is_dataclass(value) else value


def _json_name(name: str) -> str:
    first, *others = name.split("_")
    return "".join((first, *map(str.capitalize, others)))
