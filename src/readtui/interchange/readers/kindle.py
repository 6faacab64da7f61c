"""Kindle's My Clippings.txt: highlights and notes, one after the other, in the language of the device."""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import field, replace

from readtui.errors import SourceError
from readtui.importers.importer import Source
from readtui.interchange.common.parsers import named, text_of
from readtui.interchange.importer import ImportedAnnotation, ImportedWork, ImportFormat, Refusal
from readtui.interchange.readers.kindle_lines import About, ClippingKind, read_about
from readtui.quick_dataclass import dataclass

_END = re.compile(r"^\ufeff?={10}[ \t\r]*$", re.MULTILINE)
_AUTHOR = re.compile(
    r"^(?P<title>.*\S)\s*[(（](?P<author>[^()（）]*(?:[(（][^()（）]*[)）][^()（）]*)*)[)）]\s*$", re.DOTALL
)
# A sentence of Kindle instead of the words, or after the part of them that it still gives.
_LIMIT = re.compile(r"<[^<>]*(?:\s[^<>]*){3,}>|<[^<>]*上限[^<>]*>")
_LIMIT_AFTER = re.compile(r"\s*<[^<>]*(?:\b(?:l[ií]mite?|limiet|Grenze)\b|лимит|上限)[^<>]*>\Z", re.IGNORECASE)
_SAMPLE = 64 * 1024
_MOST_CLIPPINGS = 1_000_000
_SHORTEST_OVERLAP = 0.5
_SHORTEST_NOTE = 4
_LETTERS = re.compile(r"\W+")
# Enough for any book, and little enough for a file that is made to take long.
_LONGEST_HEADER = 1_000
_MOST_COMPARED = 2_000
_MOST_NEAR = 24
# Thai, and the scripts of eastern Asia.
_UNSPACED = "\u0e00"


class KindleImporter:
    """The clippings of each book, in the order of the book. A note belongs to the highlight where it stands.

    A Kindle only ever adds to the file: an edited highlight or note is added again, so the latest version counts.
    """

    format = ImportFormat("kindle", "Kindle clippings", "My Clippings.txt in the folder “documents” of a Kindle")

    def recognises(self, source: Source) -> bool:
        try:
            text = text_of(Source(source.data[:_SAMPLE]))
        except SourceError:
            return False
        # Some programs that put files together begin with the line between two clippings.
        *parts, _ = _END.split(text, maxsplit=2)
        lines = next(filter(None, (part.strip("\ufeff\n\r") for part in parts)), "").splitlines()
        return len(lines) >= 2 and bool(lines[0].strip()) and lines[1].lstrip().startswith(("-", "–", "—"))

    def read(self, source: Source) -> Iterable[ImportedWork]:
        text = text_of(source).replace("\r\n", "\n").replace("\r", "\n")
        if _END.search(text) is None:
            raise SourceError(f"{named(source)} contains no clippings", "Import the file My Clippings.txt of a Kindle.")
        books: dict[str, _Book] = {}
        for number, part in enumerate(_END.split(text)):
            if number > _MOST_CLIPPINGS:
                raise SourceError(f"{named(source)} has more than {_MOST_CLIPPINGS:,} clippings", "Split it.")
            lines = part.strip("\n").lstrip("\ufeff").split("\n")
            header = lines[0].strip().strip("\ufeff").strip()[:_LONGEST_HEADER]
            if header:
                books.setdefault(header, _Book(header)).add(lines[1:])
        for book in books.values():
            yield from book.works()


@dataclass(slots=True)
class _Clipping:
    about: About
    text: str
    order: int
    key: str = ""
    first_key: str = ""
    note: str = ""
    letters: str = field(init=False)

    def __post_init__(self) -> None:
        self.letters = _LETTERS.sub(" ", self.text)

    def is_version_of(self, other: "_Clipping") -> bool:
        """Whether one is an edited version of the other. A Kindle joins highlights that overlap, so two never do."""
        mine, theirs = self.about, other.about
        if mine.start is None or mine.end is None or theirs.start is None or theirs.end is None:
            return self.text == other.text and mine.place == theirs.place
        if mine.by_location != theirs.by_location or mine.start > theirs.end or theirs.start > mine.end:
            return False
        return _overlap(self.letters, other.letters)

    def covers(self, place: int) -> bool:
        start, end = self.about.start, self.about.end
        return start is not None and end is not None and start <= place <= end


@dataclass(slots=True)
class _Book:
    header: str
    highlights: list[_Clipping] = field(default_factory=list)
    notes: list[_Clipping] = field(default_factory=list)
    unclear: list[_Clipping] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    count: int = 0

    def add(self, lines: list[str]) -> None:
        """Add a clipping: the line about it, an empty line, and its text."""
        self.count += 1
        about = read_about(lines[0]) if lines else read_about("")
        text = "\n".join(line.rstrip() for line in lines[1:]).strip().strip("\ufeff").strip()
        if not text or about.kind is ClippingKind.BOOKMARK:
            if text and about.kind is ClippingKind.BOOKMARK:
                self.notes.append(_Clipping(about, text, self.count))
            elif not lines or about.kind in (ClippingKind.HIGHLIGHT, ClippingKind.NOTE):
                self.refused.append(Refusal(about.place or "a clipping", "it has no text"))
            return
        if _LIMIT.fullmatch(text):
            self.refused.append(
                Refusal(
                    about.place or "a clipping", "Kindle left out its words: the book limits how much may be copied"
                )
            )
            return
        clipping = _Clipping(about, _LIMIT_AFTER.sub("", text), self.count)
        match about.kind:
            case ClippingKind.HIGHLIGHT:
                self.highlights.append(clipping)
            case ClippingKind.NOTE:
                self.notes.append(clipping)
            case _:
                self.unclear.append(clipping)

    def works(self) -> Iterator[ImportedWork]:
        self._tell_unclear_apart()
        highlights = _latest(self.highlights)
        alone = self._with_notes(highlights)
        match = _AUTHOR.match(self.header)
        title, author = (match["title"], match["author"]) if match else (self.header, "")
        annotations = [*map(_highlight, highlights), *map(_note, alone)]
        if annotations or self.refused:
            yield ImportedWork(
                title=title,
                author=author,
                annotations=tuple(_with_unique_keys(annotations)),
                refused=tuple(self.refused),
            )

    def _tell_unclear_apart(self) -> None:
        """In an unknown language, a note is what stands at the end of another clipping's range without one itself."""
        ends = {(one.about.by_location, one.about.end) for one in self.unclear if one.about.start != one.about.end}
        for clipping in self.unclear:
            about = clipping.about
            is_note = about.start is not None and about.start == about.end and (about.by_location, about.end) in ends
            (self.notes if is_note else self.highlights).append(clipping)
        self.highlights.sort(key=lambda one: one.order)
        self.notes.sort(key=lambda one: one.order)

    def _with_notes(self, highlights: list[_Clipping]) -> list[_Clipping]:
        """Give each highlight its notes; returns the notes without a highlight, each in its latest version."""
        places = _Places(highlights)
        latest: dict[object, list[tuple[_Clipping, _Clipping | None]]] = {}
        for note in self.notes:
            about, found = note.about, places.highlight_of(note)
            # A page has room for several notes; a location has one.
            place = (about.by_location, about.end, None if about.by_location else id(found))
            here = latest.setdefault(note.order if about.end is None else place, [])
            near = range(max(0, len(here) - _MOST_NEAR), len(here))
            earlier = [number for number in near if about.by_location or _is_edited(here[number][0], note)]
            if earlier:
                here[earlier[0]] = note, found
            else:
                here.append((note, found))
            for number in reversed(earlier[1:]):
                del here[number]
        alone: list[_Clipping] = []
        for note, found in (pair for here in latest.values() for pair in here):
            if found is None:
                alone.append(note)
            else:
                found.note = f"{found.note}\n\n{note.text}" if found.note else note.text
        return alone


def _latest(clippings: list[_Clipping]) -> list[_Clipping]:
    """The latest version of each highlight, with the key of its first, which stays as the file grows."""
    kept: list[_Clipping] = []
    by_place: dict[int, deque[_Clipping]] = {}
    replaced: set[int] = set()
    for clipping in clippings:
        clipping.first_key = _key(clipping)
        bounds = clipping.about.start, clipping.about.end
        near = {
            id(one): one for bucket in _buckets(*bounds) for one in by_place.get(bucket, ()) if id(one) not in replaced
        }
        earlier = [one for one in near.values() if one.is_version_of(clipping)]
        for one in earlier:
            replaced.add(id(one))
        if earlier:
            clipping.first_key = min(earlier, key=lambda one: one.order).first_key
        kept.append(clipping)
        for bucket in _buckets(*bounds):
            by_place.setdefault(bucket, deque(maxlen=_MOST_NEAR)).append(clipping)
    return [one for one in kept if id(one) not in replaced]


def _buckets(start: int | None, end: int | None) -> Iterable[int]:
    """Places to look for overlapping ranges: locations by the dozen, so that a book of any size takes linear time."""
    if start is None or end is None:
        return (-1,)
    return range(start // 16, min(end // 16, start // 16 + 64) + 1)


class _Places:
    """The highlights of a book by where they end, and by the locations that they cover."""

    def __init__(self, highlights: Iterable[_Clipping]) -> None:
        self._ending: dict[tuple[bool, int], list[_Clipping]] = {}
        self._near: dict[int, deque[_Clipping]] = {}
        for one in highlights:
            if one.about.end is not None:
                self._ending.setdefault((one.about.by_location, one.about.end), []).append(one)
            if one.about.by_location:
                for bucket in _buckets(one.about.start, one.about.end):
                    self._near.setdefault(bucket, deque(maxlen=_MOST_NEAR)).append(one)

    def highlight_of(self, note: _Clipping) -> _Clipping | None:
        """The highlight that a note belongs to: it ends where the note stands, or else the note stands within it."""
        place = note.about.end
        if place is None:
            return None
        within = self._ending.get((note.about.by_location, place), [])[-_MOST_NEAR:]
        if not within and note.about.by_location:
            within = [
                one for bucket in _buckets(place, place) for one in self._near.get(bucket, ()) if one.covers(place)
            ]
        # Of several, the one that was made last before the note.
        return max(within, key=lambda one: (one.order < note.order, one.order), default=None)


def _is_edited(earlier: _Clipping, later: _Clipping) -> bool:
    """Whether a note on a page is a version of another there. Two short ones may be alike by chance."""
    first, second = earlier.letters, later.letters
    return first == second or (min(len(first), len(second)) >= _SHORTEST_NOTE and _overlap(first, second))


def _overlap(first: str, second: str) -> bool:
    short, long = sorted((first.strip(), second.strip()), key=len)
    if short in long and 2 * len(short) >= len(long):
        return True
    # Of a shortened highlight, the beginning or the end is left; the same words elsewhere may be there by chance.
    if long.startswith(short):
        return not _goes_on(long[len(short) :][:1])
    if long.endswith(short):
        return not _goes_on(long[: -len(short)][-1:])
    shorter = min(len(first), len(second), _MOST_COMPARED)
    least = max(8, int(shorter * _SHORTEST_OVERLAP))
    return any(first.endswith(second[:size]) or second.endswith(first[:size]) for size in range(shorter, least - 1, -1))


def _goes_on(sign: str) -> bool:
    """Whether a word goes on with this sign; in scripts without spaces, none does."""
    return sign.isalnum() and sign < _UNSPACED


def _key(clipping: _Clipping) -> str:
    about = clipping.about
    return f"{about.place} {clipping.text[:40]}" if about.place else clipping.text[:200]


def _highlight(clipping: _Clipping) -> ImportedAnnotation:
    start = clipping.about.start
    return ImportedAnnotation(
        quote=clipping.text,
        # Pages and locations do not compare.
        order=() if start is None else (int(clipping.about.by_location), start),
        place=clipping.about.place,
        note=clipping.note,
        color="yellow",
        created=clipping.about.created,
        key=clipping.first_key,
    )


def _note(clipping: _Clipping) -> ImportedAnnotation:
    key = f"note {clipping.about.place}" if clipping.about.place else f"note {clipping.text[:200]}"
    return ImportedAnnotation(place=clipping.about.place, note=clipping.text, created=clipping.about.created, key=key)


def _with_unique_keys(annotations: Iterable[ImportedAnnotation]) -> Iterator[ImportedAnnotation]:
    """The annotations without those that say the same at the same place; others with a key of their own."""
    seen: dict[str, list[ImportedAnnotation]] = {}
    for annotation in annotations:
        same = seen.setdefault(annotation.key, [])
        if any((one.quote, one.note) == (annotation.quote, annotation.note) for one in same):
            continue
        same.append(annotation)
        yield annotation if len(same) == 1 else replace(annotation, key=f"{annotation.key} {len(same)}")
