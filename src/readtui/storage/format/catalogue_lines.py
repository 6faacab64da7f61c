"""The lines of the catalogue. Reads only what it wrote.

A head; what is asked of all articles, a line for each question, with the answers side by side: a column; a line per
combination of tags; a line per article. Columns and lines are decoded when they are first needed.
"""

import json
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any, NamedTuple

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
from readtui.quick_pattern import pattern

_VERSION = 23
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
_PLAIN = pattern(r"[0-9a-f]{8}")
_UNSAID = "-"
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


class _Kind(NamedTuple):
    """How a column is written."""

    encode: Callable[[Sequence[Any]], bytes]
    decode: Callable[[bytes], Sequence[Any]]


_WORDS = _Kind(lambda words: " ".join(words).encode(), lambda line: line.decode().split())
_SIGNS = _Kind(lambda signs: "".join(signs).encode(), bytes.decode)
_VALUES = _Kind(encode_line, lambda line: _decode(line.decode())[0])


def _sign(is_so: Callable[[CatalogueEntry], object]) -> tuple[_Kind, Callable[[CatalogueEntry], str]]:
    return _SIGNS, lambda entry: "1" if is_so(entry) else "0"


def _said_version(entry: CatalogueEntry) -> str:
    version = entry.record.text_version
    return version if _PLAIN.fullmatch(version) else _UNSAID


_ID, _STAMP, _VERSION_SAID, _THREADS, _TRASHED, _CARDS, _LINKS = range(7)
_COLUMNS: Sequence[tuple[_Kind, Callable[[CatalogueEntry], object]]] = (
    (_WORDS, lambda entry: entry.record.id),
    (_WORDS, lambda entry: entry.stamp),
    (_WORDS, _said_version),
    _sign(lambda entry: entry.threads[0] > 0),
    _sign(lambda entry: entry.record.deleted),
    _sign(lambda entry: entry.cards),
    _sign(lambda entry: entry.links),
    # What rows show and are sorted by, as in ``ArticleFacts``, from the title on.
    (_VALUES, lambda entry: entry.record.title),
    (_VALUES, lambda entry: entry.record.metadata.source),
    (_VALUES, lambda entry: entry.record.added),
    (_VALUES, lambda entry: entry.record.state),
    (_VALUES, lambda entry: entry.record.words),
    (_VALUES, lambda entry: minutes_to_read(entry.record)),
    (_VALUES, lambda entry: entry.annotations),
    (_VALUES, lambda entry: entry.is_noted),
    (_VALUES, lambda entry: entry.threads[1]),
    (_VALUES, lambda entry: bool(entry.record.conflicts)),
)
_FACTS = range(_LINKS + 1, len(_COLUMNS))
_STATE = 3


class CatalogueLines:
    """Articles by their places."""

    __slots__ = ("_columns", "_lines", "_tag_sets")

    def __init__(
        self,
        columns: Iterable[Sequence[Any] | bytes] = ((),) * len(_COLUMNS),
        lines: list[CatalogueEntry | bytes] | bytes = b"",
        tag_sets: Sequence[tuple[str, ...]] = (),
    ) -> None:
        self._columns = list(columns)
        self._lines = lines
        self._tag_sets = tag_sets

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def ids(self) -> Sequence[str]:
        return self._column(_ID)

    @property
    def stamps(self) -> Sequence[str]:
        return self._column(_STAMP)

    def are_stamped(self, stamps: Sequence[str]) -> bool:
        """Whether these are the stamps. Takes no time for decoding them."""
        known = self._columns[_STAMP]
        return known == _WORDS.encode(stamps) if isinstance(known, bytes) else list(known) == list(stamps)

    def entry(self, place: int) -> CatalogueEntry:
        lines = self._each_line()
        found = lines[place]
        if isinstance(found, bytes):
            found = lines[place] = _entry(self.ids[place], self.stamps[place], found, self._tag_sets)
        return found

    def _each_line(self) -> list[CatalogueEntry | bytes]:
        if isinstance(self._lines, bytes):
            # The last one is empty.
            self._lines = [*self._lines.split(b"\n")[:-1]]
        return self._lines

    def entries(self) -> list[CatalogueEntry]:
        return list(map(self.entry, range(len(self))))

    def live(self) -> list[tuple[int, str, str]]:
        """The place, id and text version of each article that is not in the trash."""
        each = zip(range(len(self)), self.ids, self._column(_TRASHED), self._column(_VERSION_SAID), strict=True)
        return [
            (place, key, self.entry(place).record.text_version if version == _UNSAID else version)
            for place, key, is_trashed, version in each
            if is_trashed == "0"
        ]

    def are_live_with(self, versions: Mapping[str, str]) -> bool:
        """Whether these are the text versions of all articles, by id. False also if that takes more than a look."""
        if "1" in self._column(_TRASHED):
            return False
        return dict(zip(self.ids, self._column(_VERSION_SAID), strict=True)) == versions

    def facts(self) -> Iterator[ArticleFacts]:
        """What rows show of each article that is not in the trash. Decodes no entry for it."""
        columns = list(map(self._column, _FACTS))
        columns[_STATE] = list(map(_MADE_OF_JSON["reading_state"], columns[_STATE]))
        known, stamps, record, listed = list(zip(*columns, strict=True)), self.stamps, self.record, self.listed
        for place, key, version in self.live():
            yield _article_facts((key, stamps[place], version, *known[place], place, record, listed))

    def record(self, place: int) -> ArticleRecord:
        return self.entry(place).record

    def listed(self, place: int) -> ListedArticle:
        return self.entry(place).listed()

    def with_threads(self) -> list[CatalogueEntry]:
        """The entries of articles that are not in the trash, where a live annotation began a thread."""
        return self._live_with(_THREADS)

    def with_cards(self) -> list[CatalogueEntry]:
        """The same where a live annotation has a card."""
        return self._live_with(_CARDS)

    def with_links(self) -> list[CatalogueEntry]:
        """The same where the note of a live annotation links to something."""
        return self._live_with(_LINKS)

    def _live_with(self, sign: int) -> list[CatalogueEntry]:
        signs = zip(self._column(sign), self._column(_TRASHED), strict=True)
        return [self.entry(place) for place, both in enumerate(signs) if both == ("1", "0")]

    def _column(self, number: int) -> Sequence[Any]:
        """What is asked of all articles, also of those in the trash."""
        found = self._columns[number]
        if isinstance(found, bytes):
            found = self._columns[number] = _COLUMNS[number][0].decode(found)
        return found

    def changed(self, gone: Collection[str], entries: Iterable[CatalogueEntry]) -> "CatalogueLines":
        """The same without the articles with these ids, and with these entries, of which some may be new."""
        new = {entry.record.id: entry for entry in entries}
        kept = [place for place, one in enumerate(self.ids) if one not in gone and one not in new]
        lines = [*map(self._each_line().__getitem__, kept), *new.values()]
        columns = (
            [*map(self._column(number).__getitem__, kept), *map(of_entry, new.values())]
            for number, (_, of_entry) in enumerate(_COLUMNS)
        )
        return CatalogueLines(columns, lines, self._tag_sets)

    def encoded(self) -> bytes:
        # Every combination of tags once, because most articles share theirs with others.
        numbers: dict[tuple[str, ...], int] = {}
        articles = [_row(entry, numbers) for entry in self.entries()]
        columns = (kind.encode(self._column(number)) for number, (kind, _) in enumerate(_COLUMNS))
        rows = b"".join(line + b"\n" for line in (*columns, *map(encode_line, numbers), *articles))
        return _head(rows, len(numbers)) + b"\n" + rows


def lines_in(content: bytes) -> CatalogueLines:
    """The lines; none unless this version of readtui wrote exactly these bytes."""
    begin = content.find(b"\n") + 1
    try:
        count = _decode(content[:begin].decode())[0][-1]
        # It may be large: not copied for the sum.
        if content[: begin - 1] != _head(memoryview(content)[begin:], count):
            return CatalogueLines()
        lines = []
        for _ in range(len(_COLUMNS) + count):
            end = content.index(b"\n", begin)
            lines.append(content[begin:end])
            begin = end + 1
        tag_sets = [tuple(_decode(line.decode())[0]) for line in lines[len(_COLUMNS) :]]
        return CatalogueLines(lines[: len(_COLUMNS)], content[begin:], tag_sets)
    except (ValueError, TypeError, LookupError, RecursionError):
        # The catalogue is a cache: if it cannot be read, for whatever reason, the caller builds it again.
        return CatalogueLines()


def _head(rows: bytes | memoryview, tag_sets: int) -> bytes:
    """The first line: the fields' names, a sum that proves the rows unchanged, so that they need no checks, and how
    many combinations of tags come first.
    """
    return encode_line([_VERSION, _METADATA, _FIELDS, zlib.crc32(rows), tag_sets])


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
