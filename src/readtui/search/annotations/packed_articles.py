"""Packs the annotations of one article: what queries ask of each, their words, and the rest. Nothing is lost.

Each of the three is a text of its own, because a query looks at the first of all annotations, at the words
of many, and at the rest of those that pass.
"""

import json
import zlib
from collections.abc import Collection, Iterable, Sequence
from itertools import repeat
from typing import Any

from readtui.codec.replies import reply_from_json, reply_to_json
from readtui.codec.strict_json import raw_decode
from readtui.model.annotation import Annotation, Origin
from readtui.model.selector import TextPositionSelector, TextQuoteSelector
from readtui.quick_dataclass import dataclass, maker
from readtui.search.faults import UnreadableError
from readtui.search.query.facts import FACTS, START, AnnotationFacts, Fact
from readtui.search.query.words import without_case, words_of

_LEVEL = 6
_CHECK_SIZE = 4
# Many annotations are unpacked at once, and nothing else counts then.
_annotation, _quote, _position = maker(Annotation), maker(TextQuoteSelector), maker(TextPositionSelector)
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class PackedTexts:
    """The three texts, encoded; and ``more``, which ``unpacked_more`` reads."""

    listed: bytes
    words: bytes
    rest: bytes
    more: bytes


def pack(annotations: Sequence[Annotation]) -> PackedTexts | None:
    """Live annotations of one article. None if they cannot be packed without a loss."""
    try:
        folded = [without_case(words_of(one)) for one in annotations]
        unsure = " ".join(str(number) for number, (_, is_sure) in enumerate(folded) if not is_sure)
        packed = PackedTexts(
            listed=_with_check(_encode(_listed(annotations))),
            words=_pressed("\n".join([unsure, *(words for words, _ in folded)])),
            rest=_pressed("\n".join(_encode(_rest(one)) for one in annotations)),
            more=_with_check("".join("1" if one.note or one.tags else "0" for one in annotations)),
        )
        article_id = annotations[0].article_id if annotations else ""
        is_whole = all(one.deleted is None and one.article_id == article_id for one in annotations)
        unpacked = PackedArticle(article_id, packed).annotations()
    except (ValueError, TypeError, RecursionError, UnreadableError):
        return None
    are_equal = unpacked == list(annotations) and all(
        one.replies == other.replies for one, other in zip(unpacked, annotations, strict=True)
    )
    return packed if is_whole and are_equal else None


def is_whole(packed: PackedTexts) -> bool:
    """Whether the three texts are as they were packed, by their checksums."""
    try:
        _checked(packed.listed)
        _unpressed(packed.words)
        _unpressed(packed.rest)
        _checked(packed.more)
    except (UnreadableError, ValueError, TypeError):
        return False
    return True


def unpacked_more(more: bytes) -> bytes:
    """For each annotation, in order, b"1" if it has tags or a note, else b"0". Raises UnreadableError."""
    return _proven(more)


class PackedArticle:
    """The annotations of one article, in reading order. Its methods raise UnreadableError if the index is damaged."""

    def __init__(self, article_id: str, packed: PackedTexts) -> None:
        self._article_id = article_id
        self._packed = packed
        self._words = _PackedWords(article_id, packed)
        self._known: list[AnnotationFacts] | None = None

    def listed(self) -> list[AnnotationFacts]:
        """What queries ask of each annotation."""
        if self._known is None:
            try:
                self._known = self._listed()
            except (ValueError, TypeError, LookupError) as fault:
                raise UnreadableError(str(fault)) from fault
        return self._known

    def with_id(self, beginning: str) -> list[Annotation]:
        """The annotations whose ids begin like this."""
        rest = _unpressed(self._packed.rest)
        sought = "[" + _encode(beginning)[:-1]
        if sought not in rest:
            return []
        return self.annotations([number for number, line in enumerate(rest.split("\n")) if line.startswith(sought)])

    def may_have(self, literals: Collection[str]) -> bool:
        """Whether an annotation may have all these texts, folded without case, in its words. False is certain."""
        return self._words.may_have(literals)

    def annotations(self, numbers: Collection[int] | None = None) -> list[Annotation]:
        """The annotations with these numbers; by default, all."""
        if numbers is not None and not numbers:
            return []
        try:
            listed, lines = self.listed(), _unpressed(self._packed.rest).split("\n")
            chosen = listed if numbers is None else [listed[number] for number in numbers]
            # At once, because every call of the parser costs as much as a short annotation.
            values = _decoded("[" + ",".join([lines[one.number] for one in chosen]) + "]")
            return [self._annotation(one, rest) for one, rest in zip(chosen, values, strict=True)]
        except (ValueError, TypeError, LookupError, RecursionError) as fault:
            raise UnreadableError(str(fault)) from fault

    def ids(self) -> list[str]:
        try:
            lines = _unpressed(self._packed.rest).split("\n") if self.listed() else []
            return [_first_text(line) for line in lines]
        except (ValueError, TypeError, LookupError, RecursionError) as fault:
            raise UnreadableError(str(fault)) from fault

    def folded_words(self) -> str:
        """The words of each annotation on a line of its own, folded without case."""
        return self._words.folded()

    def _listed(self) -> list[AnnotationFacts]:
        texts, *columns = _decoded(_checked(self._packed.listed))
        count = len(columns[START.place])
        values = [_unpacked(fact, column, texts, count) for fact, column in zip(FACTS, columns, strict=True)]
        return [AnnotationFacts(self._words, number, one) for number, one in enumerate(zip(*values, strict=True))]

    def _annotation(self, listed: AnnotationFacts, rest: Sequence[Any]) -> Annotation:
        key, quote, note, text_version, origin, why, versions, conflicts, extra, replies = rest
        created, modified, color, tags, anchor, start, end, creator, thread, *_ = listed.values
        return _annotation(
            key,
            self._article_id,
            created,
            modified,
            quote and _quote(*quote),
            None if start is None or end is None else _position(start, end),
            color,
            tags,
            note,
            text_version,
            anchor,
            origin and Origin.of(origin),
            why,
            creator,
            thread is not None,
            versions,
            None,
            tuple(conflicts),
            extra,
            tuple(map(reply_from_json, replies)),
        )


class _PackedWords:
    """Not the article itself: the garbage collector would have to find that circle."""

    def __init__(self, article_id: str, packed: PackedTexts) -> None:
        self._article_id = article_id
        self._packed = packed
        self._unsure: frozenset[int] | None = None
        self._folded = ""
        self._found: dict[str, frozenset[int]] = {}
        self._words: list[str] = []

    def numbers_with(self, folded: str) -> frozenset[int]:
        found = self._found.get(folded)
        if found is None:
            # Most texts stand in no annotation of the article.
            lines = self._folded.split("\n") if self.may_have((folded,)) else ()
            found = self._found[folded] = frozenset(number for number, line in enumerate(lines) if folded in line)
        return found

    def folded(self) -> str:
        """The words of each annotation on a line of its own, folded without case."""
        self.unsure()
        return self._folded

    def unsure(self) -> frozenset[int]:
        if self._unsure is None:
            unsure, _, self._folded = _unpressed(self._packed.words).partition("\n")
            self._unsure = frozenset(map(int, unsure.split()))
        return self._unsure

    def may_have(self, literals: Collection[str]) -> bool:
        """Whether an annotation may have all these texts, folded without case, in its words. False is certain."""
        return not literals or bool(self.unsure()) or all(literal in self._folded for literal in literals)

    def words(self, number: int) -> str:
        if not self._words:
            self._words = [words_of(one) for one in PackedArticle(self._article_id, self._packed).annotations()]
        return self._words[number]


def _listed(annotations: Sequence[Annotation]) -> list[Any]:
    """By columns, and with every text only once, because this is read most."""
    numbers: dict[str | None, int] = {}
    columns = [_packed(fact, annotations, numbers) for fact in FACTS]
    return [list(numbers), *columns]


def _packed(fact: Fact[Any], annotations: Sequence[Annotation], numbers: dict[str | None, int]) -> Any:
    values = list(map(fact.of, annotations))
    if fact.to_text is None:
        return values
    found = [numbers.setdefault(fact.to_text(value), len(numbers)) for value in values]
    # Mostly all have the same creator, thread, color and state.
    return found[0] if found and found.count(found[0]) == len(found) else found


def _unpacked(fact: Fact[Any], column: int | list[int], texts: Sequence[str | None], count: int) -> Iterable[Any]:
    if fact.to_text is None and not isinstance(column, int):
        return column
    from_text = fact.from_text or (lambda text: text)
    if isinstance(column, int):
        return repeat(from_text(texts[column]), count)
    values = {number: from_text(texts[number]) for number in set(column)}
    return map(values.__getitem__, column)


def _rest(one: Annotation) -> tuple[object, ...]:
    quote, origin = one.quote, one.origin
    return (
        one.id,
        quote and (quote.exact, quote.prefix, quote.suffix),
        one.note,
        one.text_version,
        origin and origin.values,
        one.why,
        dict(one.versions),
        list(one.conflicts),
        dict(one.extra),
        [reply_to_json(reply) for reply in one.replies],
    )


def _pressed(text: str) -> bytes:
    # A lone surrogate (from a file name that is not UTF-8) has no UTF-8 form.
    return zlib.compress(text.encode("utf-8", "surrogatepass"), _LEVEL)


def _unpressed(data: bytes) -> str:
    """The text, which is as it was: it is stored with a checksum."""
    try:
        return zlib.decompress(data).decode("utf-8", "surrogatepass")
    except (zlib.error, ValueError, TypeError) as fault:
        raise UnreadableError(str(fault)) from fault


def _with_check(text: str) -> bytes:
    """The text, not compressed, behind its checksum: it is short, and is read of every article."""
    data = text.encode("utf-8", "surrogatepass")
    return zlib.crc32(data).to_bytes(_CHECK_SIZE, "big") + data


def _checked(stored: bytes) -> str:
    return _proven(stored).decode("utf-8", "surrogatepass")


def _proven(stored: bytes) -> bytes:
    data = stored[_CHECK_SIZE:]
    if zlib.crc32(data).to_bytes(_CHECK_SIZE, "big") != stored[:_CHECK_SIZE]:
        raise UnreadableError("the checksum of an article is wrong")
    return data


def _first_text(line: str) -> str:
    """The first of the values on a line."""
    text = line[2 : line.index('"', 2)]
    return str(_decoded(line)[0]) if "\\" in text else text


def _decoded(text: str) -> Any:
    value, _ = raw_decode(text)
    return value
