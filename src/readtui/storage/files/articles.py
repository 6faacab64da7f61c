"""Reads library files as model values. Every error names the file."""

import os
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import field, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from readtui.codec.cards import card_from_json, times_of
from readtui.codec.records import annotation_from_json, article_record_from_json, tag_from_json, view_from_json
from readtui.codec.replies import reply_from_json
from readtui.codec.strict_json import encode_line
from readtui.errors import DamagedError, StorageError
from readtui.model.annotation import Annotation, UnreadAnnotation, whole
from readtui.model.article import ArticleRecord
from readtui.model.card import Card, CardTimes
from readtui.model.creator import Creator
from readtui.model.reply import Reply, ThreadState, by_annotation
from readtui.model.tag import Tag
from readtui.model.view import View
from readtui.quick_dataclass import dataclass
from readtui.storage.files.bounded_files import open_regular
from readtui.storage.files.durable import reported_as_storage_error
from readtui.storage.files.folders import LibraryFolders
from readtui.storage.files.tinydb_storage import read_content, read_tables
from readtui.storage.format.article_lines import (
    annotation_keys,
    each_record,
    is_near,
    is_note_on_article,
    is_thread,
    is_usual,
    live_links,
    may_contain,
    may_have_replies,
    read_head,
    records_ending_near,
    records_that_may_have,
    tagging,
)
from readtui.storage.format.catalogue_lines import CatalogueEntry
from readtui.storage.format.known_lines import KnownLines
from readtui.storage.format.lined_table import LinedTable, lined_tables
from readtui.storage.format.record_lines import StoredRecord, parse_tables, split_tables
from readtui.storage.format.tables import (
    ARTICLE_FORMAT,
    CODEBOOK_FORMAT,
    FORMAT_VERSION,
    REPLIES_TABLE,
    REVIEW_TABLE,
    Tables,
    damaged,
)

_LARGE = 200_000


class CodebookFile(NamedTuple):
    """The codebook's tags and views, with a tombstone or without."""

    tags: list[Tag]
    views: list[View]


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """One article file: its record, and its annotations, cards and replies as stored."""

    path: Path
    record: ArticleRecord
    raw_annotations: Mapping[str, Mapping[str, Any]]
    raw_cards: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    raw_replies: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def require_whole(self) -> "ArticleFile":
        """The file itself, after checking every annotation, card and reply. Raises DamagedError."""
        self.annotations(deleted=True)
        self.cards()
        self.replies()
        return self

    def annotations(self, *, deleted: bool) -> list[Annotation]:
        """The annotations with their replies; includes those with a tombstone if ``deleted``. Raises DamagedError."""
        found: list[Annotation] = []
        replies = by_annotation(self.replies()) if self.raw_replies else {}
        for key, stored in self.raw_annotations.items():
            value = stored.passing_value() if isinstance(stored, StoredRecord) else stored
            if deleted or not value.get("deleted"):
                found.append(with_replies(_annotation(self.path, self.record.id, key, value), replies))
        return found

    def cards(self) -> dict[str, Card]:
        """The cards by id, with a tombstone or without. Raises DamagedError."""
        return {key: _card(self.path, self.record.id, key, dict(value)) for key, value in self.raw_cards.items()}

    def replies(self) -> list[Reply]:
        """The replies, also deleted ones. Raises DamagedError."""
        return [_reply(self.path, self.record.id, key, dict(value)) for key, value in self.raw_replies.items()]


def read_article_file(path: Path, article_id: str) -> ArticleFile | None:
    """The article's file; None only if it does not exist. Raises DamagedError, StorageError."""
    tables = read_tables(path)
    return None if tables is None else article_file_in(path, tables, article_id)


def read_annotations(path: Path, article_id: str, *, deleted: bool) -> list[Annotation] | None:
    """The annotations in the article's file; None only if it does not exist. Raises DamagedError, StorageError.

    Parses one record at a time, because parsing all annotations of a book at once takes five times the memory.
    """
    content = read_content(path)
    if content is None:
        return None
    tables: Mapping[str, Mapping[str, Mapping[str, Any]]] = split_tables(path, content) or {}
    del content
    # The parser below can read it after all, or reports what is wrong.
    with suppress(DamagedError):
        if _is_current(tables):
            records = {key: dict(value) for key, value in tables.get("article", {}).items()}
            file = article_file_in(path, {"article": records}, article_id)
            names = ("annotations", REVIEW_TABLE, REPLIES_TABLE)
            whole = ArticleFile(path, file.record, *(tables.get(name, {}) for name in names))
            return whole.annotations(deleted=deleted)
    found = read_article_file(path, article_id)
    return found.annotations(deleted=deleted) if found else None


def read_annotations_with(
    path: Path, article_id: str, tags: Collection[str], known: KnownLines | None
) -> list[Annotation] | None:
    """The annotations in the article's file that have one of these tags, also those with a tombstone.

    None only if the file does not exist. Parses no others of a file in readtui's own layout, and lets ``known``, if
    given, remember its lines. Raises DamagedError, StorageError.
    """
    content = read_content(path)
    if content is None:
        return None
    tables: Mapping[str, Mapping[str, Mapping[str, Any]]] = (
        (known.find(path, content) if known else lined_tables(path, content)) or split_tables(path, content) or {}
    )
    encoded, wanted = [encode_line(tag) for tag in tags], set(tags)
    found: list[Annotation] = []
    try:
        if _is_current(tables):
            for key, stored in records_that_may_have(tables.get("annotations", {}), encoded):
                if wanted.isdisjoint(tagging(stored).tags):
                    continue
                value = stored.passing_value() if isinstance(stored, StoredRecord) else stored
                found.append(_annotation(path, article_id, key, value))
            return found
    except DamagedError:
        # The parser below can read it after all, or reports what is wrong.
        pass
    return [one for one in read_annotations(path, article_id, deleted=True) or () if not wanted.isdisjoint(one.tags)]


def read_cards(path: Path, article_id: str) -> dict[str, Card] | None:
    """The cards in the article's file, also those with a tombstone; None only if the file does not exist.

    Does not parse the annotations. Raises DamagedError, StorageError.
    """
    file = _read_without_annotations(path, article_id)
    return None if file is None else file.cards()


def read_replies(path: Path, article_id: str) -> list[Reply] | None:
    """The replies in the article's file, also deleted ones; None only if the file does not exist.

    Does not parse the annotations. Raises DamagedError, StorageError.
    """
    file = _read_without_annotations(path, article_id)
    return None if file is None else file.replies()


def _read_without_annotations(path: Path, article_id: str) -> ArticleFile | None:
    """The article's file, from which the cards and replies can be read; None only if it does not exist."""
    content = read_content(path)
    if content is None:
        return None
    tables: Mapping[str, Mapping[str, Mapping[str, Any]]] = lined_tables(path, content) or {}
    tables = tables or split_tables(path, content) or {}
    # The parser below can read it after all, or reports what is wrong.
    with suppress(DamagedError):
        if _is_current(tables):
            read = {
                name: {key: dict(value) for key, value in tables.get(name, {}).items()}
                for name in ("article", REVIEW_TABLE, REPLIES_TABLE)
            }
            file = article_file_in(path, read, article_id)
            file.cards()
            file.replies()
            return file
    return article_file_in(path, parse_tables(path, content), article_id)


def each_annotation(path: Path, article_id: str) -> Iterator[Annotation | UnreadAnnotation]:
    """Yields the live annotations while reading the article's file, which is never in memory as a whole. Of very many,
    most are not read further than an index needs.

    Raises DamagedError, even for a valid file that is not in readtui's own layout; StorageError.
    """
    with reported_as_storage_error("read", path), open_regular(path) as file:
        head = read_head(path, file)
        if head is None:
            raise damaged(path, "is not in readtui's own layout")
        if article_id not in head.get("article", {}):
            raise damaged(path, f"does not contain the article {article_id}")
        replies = by_annotation(read_replies(path, article_id) or ()) if may_have_replies(file) else {}
        are_many = os.fstat(file.fileno()).st_size >= _LARGE
        for key, value in each_record(path, file, _left_unread(article_id) if are_many else lambda _: None):
            if isinstance(value, UnreadAnnotation):
                yield with_replies(whole(value), replies) if key in replies else value
            elif not value.get("deleted"):
                yield with_replies(_annotation(path, article_id, key, value), replies)


def _left_unread(article_id: str) -> Callable[[bytes], UnreadAnnotation | None]:
    # It knows a line by a pattern, which takes longer to compile than to parse a few lines.
    from readtui.storage.format.plain_lines import unread_in

    return partial(unread_in, article_id)


def each_raw_annotation(path: Path, content: bytes) -> Iterable[tuple[str, Mapping[str, Any]]]:
    """The ids and records of a file's annotations as stored, also of those with a tombstone. Raises DamagedError.

    Each record of a file in readtui's own layout is parsed when it is asked for.
    """
    tables = lined_tables(path, content) or {}
    annotations = tables.get("annotations")
    if isinstance(annotations, LinedTable) and _is_current(tables):
        return annotations.each()
    return parse_tables(path, content).get("annotations", {}).items()


def annotation_ids(path: Path, article_id: str) -> Collection[str] | None:
    """The ids of the annotations in the article's file, also of those with a tombstone; None only if it does not exist.

    Raises DamagedError, StorageError.
    """
    if read_record(path, article_id) is None or (content := read_content(path)) is None:
        return None
    return {key for key, _ in each_raw_annotation(path, content)}


def is_large(path: Path) -> bool:
    """Whether the file is too large to be read as a whole before anything is shown. Raises nothing."""
    try:
        return path.stat().st_size >= _LARGE
    except OSError:
        return False


def annotations_near(path: Path, record: ArticleRecord, offset: int) -> list[Annotation] | None:
    """The live annotations in the record's text version that end within a few screens of ``offset`` (code points).

    None for a file that can be read as quickly as a whole, or that is not in readtui's own layout. Raises StorageError
    if the file cannot be read.
    """
    found: list[Annotation] = []
    with reported_as_storage_error("read", path), open_regular(path) as file:
        if os.fstat(file.fileno()).st_size < _LARGE:
            return None
        try:
            if read_head(path, file) is None:
                return None
            replies = by_annotation(read_replies(path, record.id) or ()) if may_have_replies(file) else {}
            for key, value in records_ending_near(path, file, offset):
                annotation = with_replies(_annotation(path, record.id, key, value), replies)
                is_here = annotation.text_version == record.text_version and not annotation.deleted
                if is_here and annotation.position and is_near(annotation.position.end, offset):
                    found.append(annotation)
        except DamagedError:
            # The caller then reads all annotations, which repairs the file or reports the damage.
            return None
    return found


def read_record(path: Path, article_id: str) -> ArticleRecord | None:
    """The article's record; None only if the file does not exist. Raises DamagedError, StorageError.

    Reads nothing else of a file in readtui's own layout, so it does not notice damage elsewhere in the file.
    """
    with reported_as_storage_error("read", path):
        try:
            with open_regular(path) as file:
                head = read_head(path, file)
        except FileNotFoundError:
            return None
    # The parser below can read it after all, or reports what is wrong.
    with suppress(DamagedError):
        if head is not None:
            records = {key: dict(record) for key, record in head.get("article", {}).items()}
            return article_file_in(path, {"article": records}, article_id).record
    found = read_article_file(path, article_id)
    return found.record if found else None


def read_entry(path: Path, article_id: str, stamp: str) -> CatalogueEntry | None:
    """What the catalogue keeps of an article, whose file has this stamp; None only if the file does not exist.

    Parses little more than the record of a file in readtui's own layout. Damage elsewhere in the file is noticed when
    it is read, changed or backed up. Raises DamagedError, StorageError.
    """
    content = read_content(path)
    if content is None:
        return None
    # The lines of a large file, each on its own, would take six times its memory.
    lined = lined_tables(path, content) if len(content) >= _LARGE else None
    tables: Mapping[str, Mapping[str, Mapping[str, Any]]] = lined or split_tables(path, content) or {}
    # The parser below can read it after all, or reports what is wrong.
    with suppress(DamagedError):
        if _is_current(tables):
            return _entry(path, tables, article_id, stamp)
    return _entry(path, parse_tables(path, content), article_id, stamp)


def _is_current(tables: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> bool:
    """Whether the tables need no migration, so that they can be read without the parser that migrates them."""
    return tables.get("format", {}).get("1", {}).get("version") == FORMAT_VERSION


def _entry(
    path: Path, tables: Mapping[str, Mapping[str, Mapping[str, Any]]], article_id: str, stamp: str
) -> CatalogueEntry:
    value = tables.get("article", {}).get(article_id)
    record = article_file_in(path, {"article": {} if value is None else {article_id: dict(value)}}, article_id).record
    live = deleted = 0
    tag_sets: Counter[tuple[str, ...]] = Counter()
    links: set[str] = set()
    trashed: set[str] = set()
    is_damaged = is_noted = False
    cards: list[CardTimes] = []
    begun: list[Annotation] = []
    creators: set[Creator | None] = set()
    raw_replies = tables.get(REPLIES_TABLE, {})
    replies = by_annotation(_reply(path, article_id, key, dict(value)) for key, value in raw_replies.items())
    raw_cards = tables.get(REVIEW_TABLE, {})
    annotations = tables.get("annotations", {})
    for key, annotation in annotations.each() if isinstance(annotations, LinedTable) else annotations.items():
        tags, is_deleted, creator, cannot_be_read = tagging(annotation)
        is_damaged |= cannot_be_read
        if is_deleted:
            deleted += 1
            trashed.update(tags)
        else:
            live += 1
            tag_sets[tags] += 1
            creators.add(creator)
            if not is_usual(annotation):
                links.update(live_links(annotation))
                is_noted = is_noted or is_note_on_article(annotation)
                if is_thread(annotation):
                    begun.append(with_replies(_annotation(path, article_id, key, dict(annotation)), replies))
            if key in raw_cards:
                card = _card(path, article_id, key, dict(raw_cards[key]))
                cards += () if card.deleted else (times_of(card),)
    del tag_sets[()]
    trashed_tags = tuple(sorted(trashed))
    sets, found = dict(tag_sets), tuple(sorted(links))
    still_open = sum(one.thread is ThreadState.OPEN for one in begun)
    threads = (len(begun), still_open)
    marks = is_damaged, tuple(cards), is_noted, deleted
    voices = threads, len(raw_replies), tuple(sorted(creators, key=_order))
    return CatalogueEntry(stamp, record, live, sets, found, trashed_tags, *marks, *voices)


def _order(creator: Creator | None) -> tuple[str, bool]:
    return ("", False) if creator is None else (creator.name, creator.is_program)


def article_file_in(path: Path, tables: Tables, article_id: str) -> ArticleFile:
    """The article file with these tables, which were read from ``path``. Raises DamagedError."""
    value = tables.get("article", {}).get(article_id)
    if value is None:
        raise damaged(path, f"does not contain the article {article_id}")
    with naming_the_file(path):
        record = article_record_from_json(value)
    if record.id != article_id:
        raise damaged(path, f"has the record “{record.id}” under the id “{article_id}”")
    names = ("annotations", REVIEW_TABLE, REPLIES_TABLE)
    return ArticleFile(path, record, *(tables.get(name, {}) for name in names))


def read_codebook(path: Path) -> CodebookFile:
    """The codebook, also what is deleted in it; empty if it does not exist. Raises DamagedError, StorageError."""
    return codebook_in(path, read_tables(path) or {})


def codebook_in(path: Path, tables: Tables) -> CodebookFile:
    """The codebook in these tables, which were read from ``path``. Raises DamagedError."""
    with naming_the_file(path):
        tags = {key: tag_from_json(value) for key, value in tables.get("tags", {}).items()}
        views = {key: view_from_json(value) for key, value in tables.get("views", {}).items()}
    own_keys = ((key, tag.name) for key, tag in tags.items()), ((key, view.id) for key, view in views.items())
    for key, own in chain(*own_keys):
        if own != key:
            raise damaged(path, f"has the record “{own}” under the id “{key}”")
    return CodebookFile(list(tags.values()), list(views.values()))


def article_in(path: Path, tables: Tables) -> str:
    """The id of the article in a file's tables, whatever the file's name; empty for a codebook.

    Raises DamagedError if the file is neither.
    """
    kind, articles = tables["format"]["1"].get("name"), list(tables.get("article", {}))
    if kind == CODEBOOK_FORMAT:
        return ""
    if kind != ARTICLE_FORMAT or len(articles) != 1:
        raise damaged(path, "is neither an article nor a codebook")
    return articles[0]


def _card(path: Path, article_id: str, key: str, value: Mapping[str, Any]) -> Card:
    try:
        card = card_from_json(value)
    except DamagedError as error:
        raise _wrong_value_in(path, error) from error
    if card.id != key:
        raise damaged(path, f"has the card “{card.id}” under the id “{key}”")
    if card.article_id != article_id:
        raise damaged(path, f"contains the card {key}, which belongs to the article {card.article_id}")
    return card


def _reply(path: Path, article_id: str, key: str, value: Mapping[str, Any]) -> Reply:
    try:
        reply = reply_from_json(value)
    except DamagedError as error:
        raise _wrong_value_in(path, error) from error
    if reply.id != key:
        raise damaged(path, f"has the reply “{reply.id}” under the id “{key}”")
    if reply.article_id not in ("", article_id):
        raise damaged(path, f"contains the reply {key}, which belongs to the article {reply.article_id}")
    return reply if reply.article_id else replace(reply, article_id=article_id)


def _annotation(path: Path, article_id: str, key: str, value: Mapping[str, Any]) -> Annotation:
    try:
        annotation = annotation_from_json(value)
    except DamagedError as error:
        raise _wrong_value_in(path, error) from error
    if annotation.id != key:
        raise damaged(path, f"has the record “{annotation.id}” under the id “{key}”")
    if annotation.article_id != article_id:
        raise damaged(path, f"contains the annotation {key}, which belongs to the article {annotation.article_id}")
    return annotation


def with_replies(annotation: Annotation, replies: Mapping[str, tuple[Reply, ...]]) -> Annotation:
    return replace(annotation, replies=replies[annotation.id]) if annotation.id in replies else annotation


@contextmanager
def naming_the_file(path: Path) -> Iterator[None]:
    """Adds the name of the file to a DamagedError from the block."""
    try:
        yield
    except DamagedError as error:
        raise _wrong_value_in(path, error) from error


def _wrong_value_in(path: Path, error: DamagedError) -> DamagedError:
    return damaged(path, f"has a wrong value: {error.message}")


_IMPORTED = "readtui:imported"


def holders_of(
    folders: LibraryFolders, annotation_ids: Collection[str], tell: Callable[[str], None]
) -> dict[str, list[str]]:
    """The ids of articles whose files have one of these annotations, by its id; in the trash, too.

    Files that cannot be read are left out, which ``tell`` says. Raises StorageError if a folder cannot be read.
    """
    wanted = frozenset(annotation_ids)
    # Most files need not be read for ids that only imported annotations have.
    sign = _IMPORTED if all(map(_is_imported, wanted)) else ""
    found: dict[str, list[str]] = {}
    for folder in (folders.articles, folders.waiting) if wanted else ():
        with reported_as_storage_error("read", folder):
            try:
                names = sorted(os.listdir(folder))
            except FileNotFoundError:
                continue
        for name in names:
            path = folder / name
            if (article_id := folders.id_of(path)) is None:
                continue
            try:
                content = read_content(path) or b""
                keys = annotation_keys(path, content) if may_contain(content, sign) else ()
            except StorageError as error:
                tell(f"{error.message}. The file was skipped.")
                continue
            for key in wanted.intersection(keys):
                found.setdefault(key, []).append(article_id)
    return found


def _is_imported(annotation_id: str) -> bool:
    """Whether the id was made from a format and a key, as in ``services.waiting.import_identity``."""
    import uuid

    try:
        return uuid.UUID(annotation_id).version == 5
    except ValueError:
        return False
