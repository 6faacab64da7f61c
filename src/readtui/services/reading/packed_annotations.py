"""Stores annotations compactly: an article can have fifty thousand of them, and few are looked at."""

import marshal
from dataclasses import fields
from typing import Any

from readtui.model.annotation import AnchorState, Annotation, Origin
from readtui.model.selector import TextPositionSelector, TextQuoteSelector

_FIELDS = tuple(field.name for field in fields(Annotation))
_MOST_UNPACKED = 1024


class PackedAnnotations:
    """Annotations by number, as returned by ``add``. A packed one takes about a fifth of the memory.

    ``text`` is the article's text. A quote found there at its position is not stored a second time. Without a text,
    annotations of several articles can be stored.
    """

    def __init__(self, text: str = "") -> None:
        self._text = text
        self._packed: list[bytes] = []
        self._unpacked: dict[int, Annotation] = {}

    def add(self, annotation: Annotation) -> int:
        """Store an annotation; return its number."""
        self._packed.append(marshal.dumps(self._values(annotation)))
        return len(self._packed) - 1

    def __getitem__(self, number: int) -> Annotation:
        """The annotation with this number. Recently used ones are cached."""
        found = self._unpacked.get(number)
        if found is None:
            if len(self._unpacked) >= _MOST_UNPACKED:
                self._unpacked.clear()
            found = self._unpacked[number] = self._annotation(marshal.loads(self._packed[number]))
        return found

    def once(self, number: int) -> Annotation:
        """The annotation with this number, for a look at many: it is not cached. Any thread may call this."""
        return self._annotation(marshal.loads(self._packed[number]))

    def __len__(self) -> int:
        return len(self._packed)

    def id(self, number: int) -> str:
        """The id of the annotation with this number."""
        found: str = marshal.loads(self._packed[number])[0]
        return found

    def _values(self, annotation: Annotation) -> tuple[Any, ...]:
        position, origin = annotation.position, annotation.origin
        # In the order of the fields.
        return (
            annotation.id,
            annotation.article_id,
            annotation.created,
            annotation.modified,
            self._quote(annotation),
            position and (position.start, position.end),
            annotation.color,
            annotation.tags,
            annotation.note,
            annotation.text_version,
            annotation.anchor.value,
            origin and (origin.text_version, origin.start, origin.end, origin.exact),
            dict(annotation.versions),
            annotation.deleted,
            tuple(dict(version) for version in annotation.conflicts),
            dict(annotation.extra),
        )

    def _quote(self, annotation: Annotation) -> tuple[int, ...] | tuple[str, ...] | None:
        """The lengths of prefix, quote and suffix around the position, or the words themselves if the text differs."""
        quote, position = annotation.quote, annotation.position
        if quote is None:
            return None
        words = (quote.prefix, quote.exact, quote.suffix)
        start = position.start - len(quote.prefix) if position else -1
        if start >= 0 and self._text.startswith("".join(words), start):
            return tuple(map(len, words))
        return words

    def _annotation(self, values: tuple[Any, ...]) -> Annotation:
        named = dict(zip(_FIELDS, values, strict=True))
        quote, position, origin = named["quote"], named["position"], named["origin"]
        if quote and isinstance(quote[0], int):
            before, exact, after = quote
            start, end = position[0], position[0] + exact
            quote = self._text[start - before : start], self._text[start:end], self._text[end : end + after]
        named["quote"] = TextQuoteSelector(quote[1], quote[0], quote[2]) if quote else None
        named["position"] = TextPositionSelector(*position) if position else None
        named["origin"] = Origin(*origin) if origin else None
        named["anchor"] = AnchorState(named["anchor"])
        return Annotation(**named)
