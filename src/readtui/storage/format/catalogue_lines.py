"""The lines of the catalogue. Reads only what it wrote.

A head; what is asked of all articles, each on one line: ids, stamps, signs, text versions, what rows show; a line per
combination of tags; a line per article, which is decoded when it is first needed.
"""

import hashlib
import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, fields
from typing import Any

from readtui.codec.strict_json import encode_line
from readtui.model.article import (
    ArticleFacts,
    ArticleRecord,
    ListedArticle,
    Metadata,
    ReadingState,
    RepositoryPlace,
    minutes_to_read,
)
from readtui.model.card import CardTimes
from readtui.model.creator import Creator
from readtui.quick_dataclass import dataclass, maker

_VERSION = 22
_metadata, _record = maker(Metadata), maker(ArticleRecord)
_article_facts = ArticleFacts._make
_METADATA = tuple(field.name for field in fields(Metadata))
# The id begins the line.
_FIELDS = tuple(field.name for field in fields(ArticleRecord) if field.name != "id")
_MADE_OF_JSON: dict[str, Callable[[Any], Any]] = {
    "metadata": lambda values: _metadata(*values),
    "paths": tuple,
    "tags": tuple,
    "edited": tuple,
    "aliases": tuple,
    "reading_state": {state.value: state for state in ReadingState}.__getitem__,
    "conflicts": tuple,
    "repository": lambda place: place and RepositoryPlace(*place),
}
_READERS = [(_FIELDS.index(name), read) for name, read in _MADE_OF_JSON.items()]
_PLAIN = re.compile(r"[0-9a-f]{8}")
_UNSAID = "-"
_COLUMNS = 4
# What rows show and are sorted by, as in ``ArticleFacts``, from the title on.
_FACTS: Sequence[Callable[["CatalogueEntry"], object]] = (
    lambda entry: entry.record.title,
    lambda entry: entry.record.metadata.source,
    lambda entry: entry.record.added,
    lambda entry: entry.record.state,
    lambda entry: entry.record.words,
    lambda entry: minutes_to_read(entry.record),
    lambda entry: entry.annotations,
    lambda entry: entry.is_noted,
    lambda entry: entry.threads[1],
    lambda entry: bool(entry.record.conflicts),
)
_STATE = 3
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

    stamp: str
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


@dataclass(frozen=True, slots=True)
class CatalogueLines:
    """Articles by their places, with what is asked of all of them side by side.

    ``signs``: "1" or "0" for whether a live annotation began a thread, the article is in the trash, and a live
    annotation has a card. ``said_versions``: text versions as the file says them; "-" for one that only the entry says.
    """

    ids: Sequence[str] = ()
    stamps: Sequence[str] = ()
    signs: Sequence[str] = ()
    said_versions: Sequence[str] = ()
    _facts: list[Sequence[Any] | bytes] = field(default_factory=lambda: [() for _ in _FACTS])
    _entries: list[CatalogueEntry | bytes] = field(default_factory=list)
    _tag_sets: Sequence[tuple[str, ...]] = ()

    def __len__(self) -> int:
        return len(self.ids)

    def entry(self, place: int) -> CatalogueEntry:
        found = self._entries[place]
        if isinstance(found, bytes):
            found = self._entries[place] = _entry(self.ids[place], self.stamps[place], found, self._tag_sets)
        return found

    def entries(self) -> list[CatalogueEntry]:
        return list(map(self.entry, range(len(self))))

    def live(self) -> list[tuple[int, str, str]]:
        """The place, id and text version of each article that is not in the trash."""
        each = zip(range(len(self)), self.ids, self.signs, self.said_versions, strict=True)
        return [
            (place, key, self.entry(place).record.text_version if version == _UNSAID else version)
            for place, key, signs, version in each
            if signs[1] == "0"
        ]

    def facts(self) -> Iterator[ArticleFacts]:
        """What rows show of each article that is not in the trash. Decodes no entry for it."""
        columns = [self.fact(number) for number in range(len(_FACTS))]
        columns[_STATE] = list(map(_MADE_OF_JSON["reading_state"], columns[_STATE]))
        known = list(zip(*columns, strict=True))
        for place, key, version in self.live():
            yield _article_facts((key, self.stamps[place], version, *known[place], place, self.record, self.listed))

    def record(self, place: int) -> ArticleRecord:
        return self.entry(place).record

    def listed(self, place: int) -> ListedArticle:
        """What lists know of the article at this place."""
        return self.entry(place).listed()

    def fact(self, number: int) -> Sequence[Any]:
        """One of the facts about each article, of those in the trash, too."""
        found = self._facts[number]
        if isinstance(found, bytes):
            found = self._facts[number] = _decode(found.decode())[0]
        return found

    def with_threads(self) -> list[CatalogueEntry]:
        """The entries of articles that are not in the trash, where a live annotation began a thread."""
        return [self.entry(place) for place, signs in enumerate(self.signs) if signs[:2] == "10"]

    def with_cards(self) -> list[CatalogueEntry]:
        """The same where a live annotation has a card."""
        return [self.entry(place) for place, signs in enumerate(self.signs) if signs[1:] == "01"]

    def changed(self, gone: Collection[str], entries: Iterable[CatalogueEntry]) -> "CatalogueLines":
        """The same without the articles with these ids, and with these entries, of which some may be new."""
        new = {entry.record.id: entry for entry in entries}
        kept = [place for place, one in enumerate(self.ids) if one not in gone and one not in new]
        records = [entry.record for entry in new.values()]
        facts: list[Sequence[Any] | bytes] = [
            [*map(self.fact(number).__getitem__, kept), *map(fact, new.values())] for number, fact in enumerate(_FACTS)
        ]
        return CatalogueLines(
            [*map(self.ids.__getitem__, kept), *new],
            [*map(self.stamps.__getitem__, kept), *(entry.stamp for entry in new.values())],
            [*map(self.signs.__getitem__, kept), *map(_signs, new.values())],
            [*map(self.said_versions.__getitem__, kept), *map(_said_version, records)],
            facts,
            [*map(self._entries.__getitem__, kept), *new.values()],
            self._tag_sets,
        )


def _signs(entry: CatalogueEntry) -> str:
    return f"{entry.threads[0] > 0:d}{bool(entry.record.deleted):d}{bool(entry.cards):d}"


def _said_version(record: ArticleRecord) -> str:
    return record.text_version if _PLAIN.fullmatch(record.text_version) else _UNSAID


def encode_lines(lines: CatalogueLines) -> bytes:
    # Every combination of tags once, because most articles share theirs with others.
    numbers: dict[tuple[str, ...], int] = {}
    articles = [_row(entry, numbers) for entry in lines.entries()]
    columns = (" ".join(column).encode() for column in (lines.ids, lines.stamps, lines.signs, lines.said_versions))
    facts = (encode_line(lines.fact(number)) for number in range(len(_FACTS)))
    rows = b"".join(line + b"\n" for line in (*columns, *facts, *map(encode_line, numbers), *articles))
    return _head(rows, len(numbers)) + b"\n" + rows


def lines_in(content: bytes) -> CatalogueLines:
    """The lines; none unless this version of readtui wrote exactly these bytes."""
    head, _, rows = content.partition(b"\n")
    try:
        count = _decode(head.decode())[0][-1]
        if head != _head(rows, count):
            return CatalogueLines()
        lines = rows.split(b"\n")
        ids, stamps, signs, versions = (line.decode().split() for line in lines[:_COLUMNS])
        first = _COLUMNS + len(_FACTS)
        facts: list[Sequence[Any] | bytes] = [*lines[_COLUMNS:first]]
        entries: list[CatalogueEntry | bytes] = [*lines[first + count : -1]]
        tag_sets = [tuple(_decode(line.decode())[0]) for line in lines[first : first + count]]
        return CatalogueLines(ids, stamps, signs, versions, facts, entries, tag_sets)
    except (ValueError, TypeError, LookupError, RecursionError):
        # The catalogue is a cache: if it cannot be read, for whatever reason, the caller builds it again.
        return CatalogueLines()


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


def _entry(article_id: str, stamp: str, row: bytes, tag_sets: Sequence[tuple[str, ...]]) -> CatalogueEntry:
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
