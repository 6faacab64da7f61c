"""An article: metadata, canonical text, blocks; the library's record of it; and how lists and waiting notes know it."""

import hashlib
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from enum import StrEnum
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple

from readtui.model.block import Block, BlockKind
from readtui.model.card import CardTimes
from readtui.model.creator import Creator
from readtui.model.image import Image
from readtui.quick_dataclass import dataclass
from readtui.quick_pattern import pattern

_WEB = ("http://", "https://")
_start = attrgetter("start")
_HASHED_AT_ONCE = 1 << 16
_WAITING = "waiting-"
_WORDS_A_MINUTE = 230
_CHARACTERS_A_WORD = 1.7
_PART = pattern(r" (\d+)/(\d+)$")
_WITHOUT_SPACES = ("zh", "ja", "yue")


def text_hash(text: str) -> str:
    """The name of a text version: the first 8 hex digits of the SHA-256 of the canonical text."""
    found = hashlib.sha256()
    # In parts: the bytes of a long text would take as much memory as the text, and other threads would wait for them.
    for begin in range(0, len(text), _HASHED_AT_ONCE):
        found.update(text[begin : begin + _HASHED_AT_ONCE].encode("utf-8", "surrogatepass"))
    return found.hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class Metadata:
    """An article's metadata; "" for unknown values. ``direction``: "ltr" or "rtl", as declared by the source."""

    title: str
    source: str = ""
    creator: str = ""
    language: str = ""
    published: str = ""
    site: str = ""
    canonical_url: str = ""
    direction: str = ""

    @property
    def public_source(self) -> str:
        """Where the article is from, for others to see: the source if it is an address, else the address that the text
        gives for itself, else the file's name. Never a folder, which is of this machine.
        """
        if "://" in self.source and not self.source.startswith("file:"):
            return self.source
        if self.canonical_url.startswith(_WEB):
            return self.canonical_url
        return self.source.rstrip("/\\").replace("\\", "/").rpartition("/")[2]


class PageStart(NamedTuple):
    """Where text of a page begins: its offset, the number of the page from 0, and what is printed on the page, or what
    the document calls it. A page may begin several times: a note at its foot may come later in the text.
    """

    start: int
    number: int
    label: str


class PagesRead(NamedTuple):
    """How many pages of a document were read, the first ones, and how many it has."""

    read: int
    of: int


@dataclass(frozen=True)
class Article:
    r"""A text to read. Every offset counts code points of ``text``; blocks are in order and joined by ``\n\n``.

    ``replaced``: pairs of offset and original for each character replaced by a visible one. ``images``: in order.
    ``pages``: where text of the pages of a document begins, in order; none if the source has no pages.
    ``tags``: the tags given by the source, unchanged; they are stored in the library's record, not with the text.
    ``is_annotated``: whether the source itself has annotations, which its reading leaves out; stored nowhere.
    ``part``: which of its pages were read, if not all; the record has it.
    """

    metadata: Metadata
    text: str
    blocks: Sequence[Block]
    replaced: tuple[tuple[int, str], ...] = ()
    images: tuple[Image, ...] = ()
    tags: tuple[str, ...] = field(default=(), compare=False)
    is_annotated: bool = field(default=False, compare=False)
    pages: Sequence[PageStart] = ()
    part: PagesRead | None = field(default=None, compare=False)

    @cached_property
    def hash8(self) -> str:
        """The name of this text version."""
        return text_hash(self.text)

    def block_index_at(self, offset: int) -> int:
        """The index of the block that contains ``offset``; the block before it for an offset between two blocks."""
        return max(0, bisect_right(self.blocks, offset, key=_start) - 1)

    def block_at(self, offset: int) -> Block:
        """The block that contains ``offset``."""
        return self.blocks[self.block_index_at(offset)]

    def page_at(self, offset: int) -> PageStart | None:
        """The page with the text at ``offset``; None if the source has no pages."""
        index = bisect_right(self.pages, offset, key=_start) - 1
        return self.pages[index] if index >= 0 else None

    def range_of_page(self, number: int) -> tuple[int, int] | None:
        """The range from the first to the last text of the page with this number, from 0; None if it has no text."""
        ends = (*(one.start for one in self.pages[1:]), len(self.text))
        found = [(one.start, end) for one, end in zip(self.pages, ends, strict=True) if one.number == number]
        return (found[0][0], found[-1][1]) if found else None

    def names_pages_unlike(self, other: "Article") -> bool:
        """Whether it knows pages, and not those of ``other``, which has the same text."""
        return bool(self.pages) and tuple(self.pages) != tuple(other.pages)

    def names_images_unlike(self, other: "Article") -> bool:
        """Whether it names images, and not those of ``other``, which has the same text."""
        return bool(self.images) and self.images != other.images

    def has_form_unlike(self, other: "Article") -> bool:
        """Whether its blocks or their marks are others than those of ``other``, which has the same text."""
        return tuple(self.blocks) != tuple(other.blocks)

    def body_text(self) -> str:
        """The text without furniture, blocks joined by an empty line."""
        return "\n\n".join(
            self.text[block.start : block.end] for block in self.blocks if block.kind is not BlockKind.FURNITURE
        )


EDITABLE: Mapping[str, str] = {"title": "title", "creator": "creator", "canonicalUrl": "canonical_url"}
"""The details that a user can set: the names in a record's ``edited``, and the fields of ``Metadata``."""


class ReadingState(StrEnum):
    """Where an article stands in the user's reading. What is archived keeps the state that it had before.

    DISCUSSED: nowhere, because it was opened to remark on it, and nobody has put it anywhere since.
    """

    TO_READ = "to-read"
    READING = "reading"
    DONE = "done"
    ARCHIVED = "archived"
    DISCUSSED = "discussed"

    @property
    def heading(self) -> str:
        """As the name of a list."""
        return self.value.replace("-", " ").capitalize()

    @property
    def said(self) -> str:
        """As in "is now done"."""
        return "being read" if self is ReadingState.READING else self.value.replace("-", " ")


class RepositoryPlace(NamedTuple):
    """Where a document is in a git repository: the hash of the repository's first commit, and the path inside it."""

    root: str
    path: str


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """The library's record of an article: everything except its text.

    ``content`` is the id of the bytes from which ``text_version`` was made, or "" if that is ``id``, with ``part``
    behind it; ``versions`` is
    the version vector, ``archived`` the time when the user archived the article, ``deleted`` that of a tombstone,
    ``discussed`` that at which ``readtui discuss`` first opened it; ``aliases`` are ids (16 digits) under which it
    waited for its text; ``citation_key`` is what documents call it that cite it, as a reference manager has it;
    ``edited`` names the details that the user has set (see ``EDITABLE``), which the source no longer overrules;
    ``extra`` has fields of other programs or later versions, which are kept unchanged. Times are ISO 8601 in UTC and
    end in Z.
    """

    id: str
    metadata: Metadata
    added: str
    modified: str
    text_version: str
    words: int = 0
    paths: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    reading_state: ReadingState = ReadingState.TO_READ
    archived: str | None = None
    edited: tuple[str, ...] = ()
    content: str = ""
    versions: Mapping[str, int] = field(default_factory=dict)
    deleted: str | None = None
    conflicts: Sequence[Mapping[str, object]] = ()
    extra: Mapping[str, object] = field(default_factory=dict)
    discussed: str | None = None
    repository: RepositoryPlace | None = None
    aliases: tuple[str, ...] = ()
    citation_key: str = ""

    @property
    def state(self) -> ReadingState:
        """Where the article stands; ``reading_state`` is never ARCHIVED."""
        return ReadingState.ARCHIVED if self.archived else self.reading_state

    @property
    def title(self) -> str:
        return self.metadata.title

    @property
    def part(self) -> PagesRead | None:
        """Which pages of the document the text has, until it has all."""
        found = _PART.search(self.content)
        return PagesRead(int(found[1]), int(found[2])) if found else None

    @property
    def document(self) -> str:
        """The id of the bytes from which the text was read, or only the first pages."""
        return self.content.partition(" ")[0] or self.id


def content_with_part(content: str, part: PagesRead | None) -> str:
    """See ``ArticleRecord.content``. The file is read again, also by older releases: these bytes have another id."""
    return f"{content} {part.read}/{part.of}" if part else content


def minutes_to_read(record: ArticleRecord, words_per_minute: int = _WORDS_A_MINUTE) -> int:
    """Minutes to read the article, at least 1; 0 if its text is not there. A word counts as 1.7 Chinese or Japanese
    characters.
    """
    if is_waiting(record.id):
        return 0
    spaceless = record.metadata.language.split("-")[0].lower() in _WITHOUT_SPACES
    return max(1, round(record.words / (words_per_minute * (_CHARACTERS_A_WORD if spaceless else 1))))


class ListedArticle(NamedTuple):
    """What a list knows about an article without reading its annotations.

    ``stamp`` is that of ``Repository.stamp``. ``annotations``: how many live ones it has; ``tag_sets``: for
    each combination of tags, () included, how many of them have exactly these tags. ``is_noted``: whether there is a
    note on the whole article. ``trashed``: how many annotations are in the trash. ``cards``: when the cards of live
    annotations are due. ``threads``: how many live annotations began a thread; ``open_threads``: how many of these are
    open. ``replies``: how many there are, also those that were taken back. ``creators``: those of the live annotations,
    each once; None for what carries no name.
    """

    record: ArticleRecord
    stamp: str
    annotations: int
    tag_sets: Mapping[tuple[str, ...], int]
    is_noted: bool
    trashed: int = 0
    cards: Sequence[CardTimes] = ()
    threads: int = 0
    open_threads: int = 0
    replies: int = 0
    creators: Sequence[Creator | None] = ()


class ArticleFacts(NamedTuple):
    """What an article's row shows and is sorted by. ``read`` returns its record for ``place``, ``read_listed`` all that
    lists know of it.
    """

    article_id: str
    stamp: str
    text_version: str
    title: str
    source: str
    added: str
    state: ReadingState
    words: int
    minutes: int
    annotations: int
    is_noted: bool
    open_threads: int
    has_conflicts: bool
    place: int
    read: "Callable[[int], ArticleRecord]"
    read_listed: "Callable[[int], ListedArticle]"

    @property
    def record(self) -> ArticleRecord:
        """The article's record, which may be decoded for it."""
        return self.read(self.place)

    @property
    def listed(self) -> ListedArticle:
        """All that lists know of the article, which may be decoded for it."""
        return self.read_listed(self.place)


def facts_of(one: ListedArticle) -> ArticleFacts:
    record = one.record
    about = record.title, record.metadata.source, record.added, record.state, record.words, minutes_to_read(record)
    counted = one.annotations, one.is_noted, one.open_threads, bool(record.conflicts)
    return ArticleFacts(record.id, one.stamp, record.text_version, *about, *counted, 0, lambda _: record, lambda _: one)


def stamp_text(stamp: tuple[int, int, int, int]) -> str:
    """A stamp for others to compare."""
    modified, size, inode, changed = stamp
    return f"{modified}-{size}-{inode}-{changed}"


def waiting_id(id16: str) -> str:
    """The id under which annotations wait for the article that this id would identify."""
    return _WAITING + id16


def is_waiting(article_id: str) -> bool:
    """Whether the id is of an article that is not in the library yet."""
    return article_id.startswith(_WAITING)


def awaited_id(article_id: str) -> str:
    """The id after the prefix of ``waiting_id``."""
    return article_id.removeprefix(_WAITING)
