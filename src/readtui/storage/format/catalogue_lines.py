"""The lines of the catalogue: a head, then one line per article. Reads only exactly what it wrote."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from readtui.codec.strict_json import encode_line
from readtui.model.article import ArticleRecord, ListedArticle, Metadata, ReadingState
from readtui.model.card import CardTimes
from readtui.model.creator import Creator

_VERSION = 14
_METADATA = tuple(field.name for field in fields(Metadata))
_FIELDS = tuple(field.name for field in fields(ArticleRecord))
_MADE_OF_JSON: dict[str, Callable[[Any], Any]] = {
    "metadata": lambda values: Metadata(*values),
    "paths": tuple,
    "tags": tuple,
    "edited": tuple,
    "reading_state": ReadingState,
    "conflicts": tuple,
}
_READERS = [(_FIELDS.index(name), read) for name, read in _MADE_OF_JSON.items()]
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
        untagged = self.annotations - sum(self.tag_sets.values())
        tag_sets = {**self.tag_sets, (): untagged} if untagged > 0 else self.tag_sets
        counted = (self.annotations, tag_sets, self.is_noted, self.trashed)
        voices = (*self.threads, self.replies, self.creators)
        return ListedArticle(self.record, self.stamp, *counted, self.cards, *voices)


def encode_entries(entries: Iterable[CatalogueEntry]) -> bytes:
    """The bytes of a catalogue with these entries."""
    rows = b"".join(_row(entry) + b"\n" for entry in entries)
    return _head(rows) + b"\n" + rows


def entries_in(content: bytes) -> dict[str, CatalogueEntry]:
    """The entries by article id; empty unless this version of readtui wrote exactly these bytes."""
    head, _, rows = content.partition(b"\n")
    if head != _head(rows):
        return {}
    try:
        return {entry.record.id: entry for entry in map(_entry, rows.splitlines())}
    except (ValueError, TypeError, LookupError, RecursionError):
        # The catalogue is a cache: if it cannot be read, for whatever reason, the caller builds it again.
        return {}


def _head(rows: bytes) -> bytes:
    """The first line: the fields' names, and a hash that proves the rows unchanged, so that they need no checks."""
    return encode_line([_VERSION, _METADATA, _FIELDS, hashlib.sha256(rows).hexdigest()])


def _row(entry: CatalogueEntry) -> bytes:
    """An entry as a list of values, on its own line, because parsing all entries at once would block all threads."""
    values = [getattr(entry.record, name) for name in _FIELDS]
    values[_FIELDS.index("metadata")] = [getattr(entry.record.metadata, name) for name in _METADATA]
    tags = [*entry.tag_sets.items()], entry.trashed_tags
    marks = entry.is_damaged, entry.is_noted, entry.trashed
    found = [entry.stamp, entry.annotations, *tags, entry.links, *marks, _packed(entry.cards)]
    found += [*entry.threads, entry.replies, [one and (one.name, one.is_program) for one in entry.creators]]
    return encode_line([*found, *values])


def _entry(row: bytes) -> CatalogueEntry:
    found, _ = _decode(row.decode())
    file, annotations, tag_sets, trashed_tags, links, is_damaged, is_noted, deleted, cards, *others = found
    begun, still_open, replies, creators, *values = others
    for position, read in _READERS:
        values[position] = read(values[position])
    (modified, size, inode, changed), record = file, ArticleRecord(*values)
    sets = {tuple(tags): count for tags, count in tag_sets}
    stamp = modified, size, inode, changed
    times = tuple(map(CardTimes, cards[::2], cards[1::2]))
    trashed = tuple(trashed_tags)
    counted = annotations, sets, tuple(links), trashed, is_damaged, times, is_noted, deleted
    voices = (begun, still_open), replies, tuple(one and Creator(*one) for one in creators)
    return CatalogueEntry(stamp, record, *counted, *voices)


def _packed(cards: Sequence[CardTimes]) -> list[int | None]:
    """When each card is due and was introduced, in turn."""
    return [moment for card in cards for moment in (card.due, card.introduced)]
