"""Stores annotations compactly: an article can have fifty thousand of them, and few are looked at."""

import marshal
import zlib
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from typing import Any

from readtui.codec.replies import reply_from_json, reply_to_json
from readtui.model.annotation import AnchorState, Annotation, Origin, UnreadAnnotation
from readtui.model.creator import Creator
from readtui.model.selector import TextPositionSelector, TextQuoteSelector

_FIELDS = tuple(field.name for field in fields(Annotation))
_MOST_UNPACKED = 4096
"""More than one screen shows: else each picture of it would unpack all of them again."""
_MOST_PACKS = 64
_PACKED_TOGETHER = 32
_FASTEST = 1
_UNREAD = 5
"""How many values an unread annotation has; the fields of others are more."""


class PackedAnnotations:
    """Annotations by number, as returned by ``add``. A packed one takes about a fifth of the memory.

    ``text`` is the article's text. A quote found there at its position is not stored a second time.
    """

    def __init__(self, text: str = "") -> None:
        self._text = text
        self._packed: list[bytes] = []
        self._unpacked: dict[int, Annotation] = {}
        self._read: Callable[[str, tuple[str, ...], TextQuoteSelector, TextPositionSelector], Annotation]

    def add(self, annotation: Annotation) -> int:
        """Store an annotation; return its number."""
        self._packed.append(marshal.dumps(_values(annotation, self._text)))
        return len(self._packed) - 1

    def add_unread(self, one: UnreadAnnotation) -> int:
        """Store an annotation that is read when it is asked for; return its number."""
        self._read = one.read
        words = _words(one.words, one.start, self._text)
        self._packed.append(marshal.dumps((one.rest, one.tags, words, one.start, one.end)))
        return len(self._packed) - 1

    def __getitem__(self, number: int) -> Annotation:
        """The annotation with this number. Recently used ones are cached."""
        found = self._unpacked.get(number)
        if found is None:
            if len(self._unpacked) >= _MOST_UNPACKED:
                self._unpacked.clear()
            found = self._unpacked[number] = self._annotation(marshal.loads(self._packed[number]))
        return found

    def _annotation(self, values: tuple[Any, ...]) -> Annotation:
        if len(values) != _UNREAD:
            return _annotation(values, self._text)
        rest, tags, words, start, end = values
        return self._read(rest, tags, _selector(words, start, self._text), TextPositionSelector(start, end))

    def __len__(self) -> int:
        return len(self._packed)

    def id(self, number: int) -> str:
        found: str = marshal.loads(self._packed[number])[0]
        return found.partition("\0")[0]


class PackedArticles:
    """Annotations of many articles by number, compressed a few dozen at a time: a tenth of the memory.

    Any thread may look at those that are there.
    """

    def __init__(self) -> None:
        # Pack n has the numbers from firsts[n] to firsts[n + 1].
        self._firsts = array("q", [0])
        self._packs: list[bytes] = []
        self._unpacked: dict[int, list[Annotation]] = {}

    def add(self, annotations: Sequence[Annotation]) -> int:
        """Store an article's annotations; return the number of the first one. The others have the numbers after it."""
        first = self._firsts[-1]
        for start in range(0, len(annotations), _PACKED_TOGETHER):
            pack = annotations[start : start + _PACKED_TOGETHER]
            self._packs.append(zlib.compress(marshal.dumps([_values(one, "") for one in pack]), _FASTEST))
            self._firsts.append(self._firsts[-1] + len(pack))
        return first

    def __getitem__(self, number: int) -> Annotation:
        """The annotation with this number. Recently used ones are cached."""
        pack = self._pack_of(number)
        found = self._unpacked.get(pack)
        if found is None:
            if len(self._unpacked) >= _MOST_PACKS:
                self._unpacked.clear()
            found = self._unpacked[pack] = [_annotation(values, "") for values in self._values_in(pack)]
        return found[number - self._firsts[pack]]

    def several(self, numbers: Iterable[int]) -> list[Annotation]:
        """The annotations with these numbers, for a look at many: they are not cached."""
        found: list[Annotation] = []
        first = last = 0
        values: list[tuple[Any, ...]] = []
        for number in numbers:
            if not first <= number < last:
                pack = self._pack_of(number)
                first, last, values = self._firsts[pack], self._firsts[pack + 1], self._values_in(pack)
            found.append(_annotation(values[number - first], ""))
        return found

    def __len__(self) -> int:
        return self._firsts[-1]

    def _pack_of(self, number: int) -> int:
        return bisect_right(self._firsts, number) - 1

    def _values_in(self, pack: int) -> list[tuple[Any, ...]]:
        values: list[tuple[Any, ...]] = marshal.loads(zlib.decompress(self._packs[pack]))
        return values


def _values(annotation: Annotation, text: str) -> tuple[Any, ...]:
    position, origin = annotation.position, annotation.origin
    # In the order of the fields.
    return (
        annotation.id,
        annotation.article_id,
        annotation.created,
        annotation.modified,
        _quote(annotation, text),
        position and (position.start, position.end),
        annotation.color,
        annotation.tags,
        annotation.note,
        annotation.text_version,
        annotation.anchor.value,
        origin and origin.values,
        annotation.why,
        annotation.creator and (annotation.creator.name, annotation.creator.is_program),
        annotation.is_thread,
        dict(annotation.versions),
        annotation.deleted,
        tuple(dict(version) for version in annotation.conflicts),
        dict(annotation.extra),
        tuple(map(reply_to_json, annotation.replies)),
    )


_Words = tuple[int, int, int] | tuple[str, str, str]


def _quote(annotation: Annotation, text: str) -> _Words | None:
    """The lengths of prefix, quote and suffix around the position, or the words themselves if the text differs."""
    quote, position = annotation.quote, annotation.position
    if quote is None:
        return None
    words = (quote.prefix, quote.exact, quote.suffix)
    return _words(words, position.start, text) if position else words


def _words(words: tuple[str, str, str], start: int, text: str) -> _Words:
    prefix, exact, suffix = words
    begin = start - len(prefix)
    is_there = begin >= 0 and text.startswith(prefix + exact + suffix, begin)
    return (len(prefix), len(exact), len(suffix)) if is_there else words


def _selector(words: Any, start: int, text: str) -> TextQuoteSelector:
    prefix, exact, suffix = words
    if isinstance(exact, str):
        return TextQuoteSelector(exact, prefix, suffix)
    end = start + exact
    return TextQuoteSelector(text[start:end], text[start - prefix : start], text[end : end + suffix])


def _annotation(values: tuple[Any, ...], text: str) -> Annotation:
    named = dict(zip(_FIELDS, values, strict=True))
    quote, position, origin = named["quote"], named["position"], named["origin"]
    named["quote"] = _selector(quote, position[0] if position else 0, text) if quote else None
    named["position"] = TextPositionSelector(*position) if position else None
    named["origin"] = Origin.of(origin) if origin else None
    named["creator"] = Creator(*named["creator"]) if named["creator"] else None
    named["replies"] = tuple(map(reply_from_json, named["replies"]))
    named["anchor"] = AnchorState(named["anchor"])
    return Annotation(**named)
