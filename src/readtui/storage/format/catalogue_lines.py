"""The lines of the catalogue: a head, a line per combination of tags, a line per article. Reads only what it wrote."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from readtui.codec.strict_json import encode_line
from readtui.model.article import ArticleRecord, ListedArticle, Metadata, ReadingState
from readtui.model.card import CardTimes
from readtui.model.creator import Creator
from readtui.model.fast_construction import maker

_VERSION = 15
_metadata, _record = maker(Metadata), maker(ArticleRecord)
_METADATA = tuple(field.name for field in fields(Metadata))
_FIELDS = tuple(field.name for field in fields(ArticleRecord))
_MADE_OF_JSON: dict[str, Callable[[Any], Any]] = {
    "metadata": lambda values: _metadata(*values),
    "paths": tuple,
    "tags": tuple,
    "edited": tuple,
    "reading_state": {state.value: state for state in ReadingState}.__getitem__,
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
    # Every combination of tags once, because most articles share theirs with others.
    numbers: dict[tuple[str, ...], int] = {}
    articles = [_row(entry, numbers) for entry in entries]
    rows = b"".join(line + b"\n" for line in (*map(encode_line, numbers), *articles))
    return _head(rows, len(numbers)) + b"\n" + rows


def entries_in(content: bytes) -> dict[str, CatalogueEntry]:
    """The entries by article id; empty unless this version of readtui wrote exactly these bytes."""
    head, _, rows = content.partition(b"\n")
    try:
        count = _decode(head.decode())[0][-1]
        if head != _head(rows, count):
            return {}
        lines = rows.splitlines()
        tag_sets = [tuple(_decode(line.decode())[0]) for line in lines[:count]]
        return {entry.record.id: entry for entry in (_entry(row, tag_sets) for row in lines[count:])}
    except (ValueError, TypeError, LookupError, RecursionError):
        # The catalogue is a cache: if it cannot be read, for whatever reason, the caller builds it again.
        return {}


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
    found = [entry.stamp, entry.annotations, tag_sets, entry.trashed_tags, entry.links, *marks, _packed(entry.cards)]
    found += [*entry.threads, entry.replies, [one and (one.name, one.is_program) for one in entry.creators]]
    return encode_line([*found, *values])


def _entry(row: bytes, tag_sets: Sequence[tuple[str, ...]]) -> CatalogueEntry:
    found, _ = _decode(row.decode())
    file, annotations, numbers, trashed_tags, links, is_damaged, is_noted, deleted, cards, *others = found
    begun, still_open, replies, creators, *values = others
    for position, read in _READERS:
        values[position] = read(values[position])
    (modified, size, inode, changed), record = file, _record(*values)
    sets = {tag_sets[number]: count for number, count in zip(numbers[::2], numbers[1::2], strict=True)}
    stamp = modified, size, inode, changed
    times = tuple(map(CardTimes, cards[::2], cards[1::2]))
    trashed = tuple(trashed_tags)
    counted = annotations, sets, tuple(links), trashed, is_damaged, times, is_noted, deleted
    voices = (begun, still_open), replies, tuple(one and Creator(*one) for one in creators)
    return _catalogue_entry(stamp, record, *counted, *voices)


_catalogue_entry = maker(CatalogueEntry)


def _packed(cards: Sequence[CardTimes]) -> list[int | None]:
    """When each card is due and was introduced, in turn."""
    return [moment for card in cards for moment in (card.due, card.introduced)]
