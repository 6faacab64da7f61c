"""The lines of the catalogue: a head, a line per combination of tags, a line per article. Reads only what it wrote."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any

from readtui.codec.strict_json import encode_line
from readtui.model.article import ArticleRecord, ListedArticle, Metadata, ReadingState, RepositoryPlace
from readtui.model.card import CardTimes
from readtui.model.creator import Creator
from readtui.quick_dataclass import dataclass, maker

_VERSION = 19
_metadata, _record = maker(Metadata), maker(ArticleRecord)
_METADATA = tuple(field.name for field in fields(Metadata))
# The id begins the line.
_FIELDS = tuple(field.name for field in fields(ArticleRecord) if field.name != "id")
_MADE_OF_JSON: dict[str, Callable[[Any], Any]] = {
    "metadata": lambda values: _metadata(*values),
    "paths": tuple,
    "tags": tuple,
    "edited": tuple,
    "reading_state": {state.value: state for state in ReadingState}.__getitem__,
    "conflicts": tuple,
    "repository": lambda place: place and RepositoryPlace(*place),
}
_READERS = [(_FIELDS.index(name), read) for name, read in _MADE_OF_JSON.items()]
_PLAIN = re.compile(r"[0-9a-f]{8}")
_UNSAID = "-"
_SIGNS = {b"%d%d" % (threads, deleted): (threads, deleted) for threads in (False, True) for deleted in (False, True)}
_decode = json.JSONDecoder().raw_decode


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """What the catalogue knows about an article.

    ``stamp``: that of its file. ``annotations``: how many live ones it has. ``tag_sets``: for each
    combination of tags, how many of them have exactly these tags. ``links``: the ids that their notes link to.
    ``trashed_tags``: the tags of annotations with a tombstone. ``is_damaged``: whether some annotation's tags
    cannot be read. ``cards``: the times of those with a card in spaced review. ``is_noted``: whether there is a note
    on the whole article. ``trashed``: the number of annotations with a tombstone. ``threads``: how many live ones
    began a thread, and how many of these threads are open. ``replies``: how many there are, also taken back ones.
    ``creators``: those of the live ones, each once.
    """

    stamp: tuple[int, int, int, int]
    record: ArticleRecord
    annotations: int
    tag_sets: Mapping[tuple[str, ...], int]
    links: tuple[str, ...]
    trashed_tags: tuple[str, ...]
    is_damaged: bool
    cards: tuple[CardTimes, ...]
    is_noted: bool
    trashed: int
    threads: tuple[int, int]
    replies: int
    creators: tuple[Creator | None, ...]

    def listed(self) -> ListedArticle:
        """The same for lists, with the empty combination of tags if some annotations have none."""
        count, tag_sets = self.annotations, self.tag_sets
        if (untagged := count - sum(tag_sets.values())) > 0:
            tag_sets = {**tag_sets, (): untagged}
        begun, still_open = self.threads
        counted = self.record, self.stamp, count, tag_sets, self.is_noted, self.trashed
        return ListedArticle(*counted, self.cards, begun, still_open, self.replies, self.creators)


class CatalogueLine:
    """An article's line: what is asked of all articles, and the entry, which is decoded when it is first needed.

    ``has_threads``: whether a live annotation began a thread. ``is_deleted``: whether the article is in the trash.
    ``said_version``: its text version as the line says it.
    """

    __slots__ = ("_entry", "_row", "_tag_sets", "article_id", "has_threads", "is_deleted", "said_version", "stamp")

    def __init__(
        self,
        article_id: str,
        stamp: tuple[int, int, int, int],
        has_threads: bool,
        is_deleted: bool,
        text_version: str,
        entry: CatalogueEntry | None,
        row: bytes = b"",
        tag_sets: Sequence[tuple[str, ...]] = (),
    ) -> None:
        self.article_id = article_id
        self.stamp = stamp
        self.has_threads = has_threads
        self.is_deleted = is_deleted
        self.said_version = text_version
        self._entry = entry
        self._row = row
        self._tag_sets = tag_sets

    @classmethod
    def of(cls, entry: CatalogueEntry) -> "CatalogueLine":
        """The line of an entry."""
        record = entry.record
        version = record.text_version if _PLAIN.fullmatch(record.text_version) else _UNSAID
        return cls(record.id, entry.stamp, entry.threads[0] > 0, bool(record.deleted), version, entry)

    @property
    def text_version(self) -> str:
        """The name of the article's present text."""
        return self.entry.record.text_version if self.said_version == _UNSAID else self.said_version

    @property
    def entry(self) -> CatalogueEntry:
        """The entry."""
        if self._entry is None:
            self._entry = _entry(self.article_id, self.stamp, self._row, self._tag_sets)
            self._row = b""
        return self._entry


def encode_lines(lines: Iterable[CatalogueLine]) -> bytes:
    """The bytes of a catalogue with these lines."""
    # Every combination of tags once, because most articles share theirs with others.
    numbers: dict[tuple[str, ...], int] = {}
    articles = [_line_of(line, numbers) for line in lines]
    rows = b"".join(line + b"\n" for line in (*map(encode_line, numbers), *articles))
    return _head(rows, len(numbers)) + b"\n" + rows


def lines_in(content: bytes) -> dict[str, CatalogueLine]:
    """The lines by article id; empty unless this version of readtui wrote exactly these bytes."""
    head, _, rows = content.partition(b"\n")
    try:
        count = _decode(head.decode())[0][-1]
        if head != _head(rows, count):
            return {}
        lines = rows.split(b"\n")
        tag_sets = [tuple(_decode(line.decode())[0]) for line in lines[:count]]
        return {line.article_id: line for line in (_line(one, tag_sets) for one in lines[count:-1])}
    except (ValueError, TypeError, LookupError, RecursionError):
        # The catalogue is a cache: if it cannot be read, for whatever reason, the caller builds it again.
        return {}


def _line(line: bytes, tag_sets: Sequence[tuple[str, ...]]) -> CatalogueLine:
    article_id, modified, size, inode, changed, signs, version, row = line.split(b" ", 7)
    stamp = int(modified), int(size), int(inode), int(changed)
    has_threads, is_deleted = _SIGNS[signs]
    return CatalogueLine(article_id.decode(), stamp, has_threads, is_deleted, version.decode(), None, row, tag_sets)


def _line_of(line: CatalogueLine, numbers: dict[tuple[str, ...], int]) -> bytes:
    modified, size, inode, changed = line.stamp
    signs = f"{line.has_threads:d}{line.is_deleted:d}"
    begin = f"{line.article_id} {modified} {size} {inode} {changed} {signs} {line.said_version} "
    return begin.encode() + _row(line.entry, numbers)


def _head(rows: bytes, tag_sets: int) -> bytes:
    """The first line: the fields' names, a hash that proves the rows unchanged, so that they need no checks, and how
    many combinations of tags come first.
    """
    return encode_line([_VERSION, _METADATA, _FIELDS, hashlib.sha256(rows).hexdigest(), tag_sets])


def _row(entry: CatalogueEntry, numbers: dict[tuple[str, ...], int]) -> bytes:
    """An entry as a list of values, on its own line, because parsing all entries at once would block all threads."""
    values = [getattr(entry.record, name) for name in _FIELDS]
    values[_FIELDS.index("metadata")] = [getattr(entry.record.metadata, name) for name in _METADATA]
    tag_sets = [
        part for tags, count in entry.tag_sets.items() for part in (numbers.setdefault(tags, len(numbers)), count)
    ]
    marks = entry.is_damaged, entry.is_noted, entry.trashed
    found = [entry.annotations, tag_sets, entry.trashed_tags, entry.links, *marks, _packed(entry.cards)]
    found += [*entry.threads, entry.replies, [one and (one.name, one.is_program) for one in entry.creators]]
    return encode_line([*found, *values])


def _entry(
    article_id: str, stamp: tuple[int, int, int, int], row: bytes, tag_sets: Sequence[tuple[str, ...]]
) -> CatalogueEntry:
    found, _ = _decode(row.decode())
    annotations, numbers, trashed_tags, links, is_damaged, is_noted, deleted, cards, *others = found
    begun, still_open, replies, creators, *values = others
    for position, read in _READERS:
        values[position] = read(values[position])
    record = _record(article_id, *values)
    sets = dict(zip(map(tag_sets.__getitem__, numbers[::2]), numbers[1::2], strict=True))
    times = tuple(map(CardTimes, cards[::2], cards[1::2])) if cards else ()
    voices = (begun, still_open), replies, tuple(map(_creator, creators))
    counted = annotations, sets, tuple(links), tuple(trashed_tags), is_damaged, times, is_noted, deleted, *voices
    return _catalogue_entry(stamp, record, *counted)


def _creator(values: Sequence[Any] | None) -> Creator | None:
    return Creator(*values) if values else None


_catalogue_entry = maker(CatalogueEntry)


def _packed(cards: Sequence[CardTimes]) -> list[int | None]:
    """When each card is due and was introduced, in turn."""
    return [moment for card in cards for moment in (card.due, card.introduced)]
