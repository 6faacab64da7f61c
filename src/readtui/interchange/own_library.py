"""Reads readtui's own JSON exports as the records that they hold, without loss."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from functools import lru_cache
from typing import TypeVar

from readtui.codec import strict_json
from readtui.codec.cards import card_from_json
from readtui.codec.records import annotation_from_json, article_record_from_json, tag_from_json, view_from_json
from readtui.codec.replies import creator_from_json, reply_from_json
from readtui.codec.text_versions import text_version_from_json
from readtui.errors import DamagedError, SourceError
from readtui.importers.common.encoding import decode
from readtui.importers.importer import Source
from readtui.interchange.common.parsers import named, objects, require_json
from readtui.interchange.importer import Refusal
from readtui.model.annotation import Annotation
from readtui.model.article import Article, ArticleRecord, is_waiting
from readtui.model.card import Card
from readtui.model.creator import NOBODY, Creator
from readtui.model.reply import Reply
from readtui.model.tag import Tag
from readtui.model.view import View
from readtui.quick_dataclass import dataclass
from readtui.text.clean import visible

EXPORT, VERSION = "readtui-export", 1
_WORKS = ("articles", "waiting")
_SPACE = re.compile(r"[ \t\r\n]*")
_SAFE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_MOST_REFUSED = 10_000
_MOST_TEXTS = 1_000
# Whole, or on average at least so many bytes each: annotations with quotes, and replies, have more.
_MOST_RECORDS, _LEAST_BYTES = 100_000, 500
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class OwnArticle:
    """An article, or one that is waited for, as it was in another library. ``texts``: its text versions as JSON, not
    read yet; none if it is waited for. ``replies``: those to its annotations, and to what its export leaves out.
    """

    record: ArticleRecord
    annotations: Sequence[Annotation]
    cards: Sequence[Card]
    texts: Mapping[str, bytes]
    replies: Sequence[Reply] = ()
    refused: Sequence[Refusal] = ()

    def text(self, version: str) -> Article:
        """One of its text versions. Raises SourceError if it is damaged."""
        try:
            article = text_version_from_json(strict_json.loads(self.texts[version]), self.record.metadata, "text")
        except DamagedError as fault:
            raise SourceError(f"{visible(self.record.title)}: {fault.message}", "Export it again.") from fault
        if article.hash8 != version:
            raise SourceError(
                f"{visible(self.record.title)}: its text is not the one that was exported", "Export it again."
            )
        return article


@dataclass(frozen=True, slots=True)
class OwnLibrary:
    """The content of an export. ``refused``: what cannot be read. ``creator``: whose library it is, if it says so."""

    articles: Sequence[OwnArticle]
    tags: Sequence[Tag]
    views: Sequence[View]
    refused: Sequence[Refusal] = field(default=())
    creator: Creator | None = None


@dataclass(slots=True)
class _Export:
    """A JSON object whose works are not kept as values, because those of all would take many times the memory.

    ``works``: where each begins in ``text``, by the name of its list; ``value``: everything else; ``records``: how many
    annotations, replies and cards the works have.
    """

    text: str
    value: dict[str, object] = field(default_factory=dict)
    works: dict[str, list[int]] = field(default_factory=dict)
    records: int = 0

    def entries(self, name: str) -> Iterator[dict[str, object]]:
        """The works of a list, one after the other."""
        for start in self.works.get(name, ()):
            work, _ = strict_json.raw_decode(self.text, start)
            if isinstance(work, dict):
                yield work

    def read(self, at: int) -> int:
        """Read the object at a place of the text; return its end. Raises ValueError."""
        text = self.text
        at, is_empty = _after(text, at, "{", "}")
        while not is_empty:
            name, at = strict_json.raw_decode(text, at)
            at = _past_space(text, at)
            if not isinstance(name, str) or text[at : at + 1] != ":":
                raise ValueError("no name and value")
            at = _past_space(text, at + 1)
            if name in _WORKS and text[at : at + 1] == "[":
                at = self._read_works(name, at)
            else:
                self.value[name], at = strict_json.raw_decode(text, at)
            at, is_empty = _after(text, _past_space(text, at), ",", "}")
        return at

    def _read_works(self, name: str, at: int) -> int:
        starts = self.works[name] = []
        at, is_empty = _after(self.text, at, "[", "]")
        while not is_empty:
            starts.append(at)
            work, at = strict_json.raw_decode(self.text, at)
            lists = [work.get(kind) for kind in ("annotations", "replies", "review")] if isinstance(work, dict) else []
            self.records += sum(len(one) for one in lists if isinstance(one, list))
            at, is_empty = _after(self.text, _past_space(self.text, at), ",", "]")
        return at


def is_own_export(source: Source) -> bool:
    """Whether a file is an export of readtui."""
    export = _export_in(source.data) if f'"{EXPORT}"'.encode() in source.data else None
    return export is not None and isinstance(form := export.value.get("format"), dict) and form.get("name") == EXPORT


@lru_cache(maxsize=1)
def _export_in(data: bytes) -> _Export | None:
    """The object in a JSON file; None if there is none."""
    try:
        export = _Export(decode(data).removeprefix("\ufeff"))
        strict_json.require_few(export.text)
        end = export.read(_past_space(export.text, 0))
    except (SourceError, ValueError, RecursionError):
        return None
    return export if _past_space(export.text, end) == len(export.text) else None


def _after(text: str, at: int, sign: str, end: str) -> tuple[int, bool]:
    """The place after a sign, or after the end; whether it was the end. Raises ValueError if it is neither."""
    if text[at : at + 1] == end:
        return at + 1, True
    if text[at : at + 1] != sign:
        raise ValueError(f"no {sign}")
    at = _past_space(text, at + 1)
    return (at + 1, True) if sign in "{[" and text[at : at + 1] == end else (at, False)


def _past_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def read_own_library(source: Source) -> OwnLibrary:
    """Read an export. Raises SourceError if it is none, or from a newer readtui."""
    if not is_own_export(source) or (export := _export_in(source.data)) is None:
        require_json(source)
        raise SourceError(f"{named(source)} is not a readtui export", "Make one with: readtui export --format json")
    value, form = export.value, export.value.get("format")
    version = form.get("version") if isinstance(form, dict) else None
    if not isinstance(version, int) or version > VERSION:
        raise SourceError(f"{named(source)} was exported by a newer readtui", "Update readtui to import it.")
    most = max(_MOST_RECORDS, len(source.data) // _LEAST_BYTES)
    others = (value.get("tags"), value.get("views"))
    if export.records + sum(len(one) for one in others if isinstance(one, list)) > most:
        raise SourceError(
            f"{named(source)} contains more than {most:,} annotations, replies, tags and saved views",
            "Export the articles in several files, and import these.",
        )
    refused: list[Refusal] = []
    articles: list[OwnArticle] = []
    for name in _WORKS:
        for entry in export.entries(name):
            found = _article(entry, refused, waits=name == "waiting")
            articles += [found] if found is not None else []
            _require_sense(refused)
    tags = _all(value.get("tags"), tag_from_json, "a tag", refused)
    views = _all(value.get("views"), view_from_json, "a saved view", refused)
    creator = creator_from_json(value.get("creator"))
    return OwnLibrary(articles, tags, views, refused, None if creator == Creator(NOBODY) else creator)


def _article(entry: Mapping[str, object], refused: list[Refusal], *, waits: bool) -> OwnArticle | None:
    try:
        record = article_record_from_json(entry.get("article"))
    except DamagedError as fault:
        refused.append(Refusal("an article", fault.message))
        return None
    if not _SAFE_ID.fullmatch(record.id) or is_waiting(record.id) != waits:
        refused.append(Refusal(visible(record.title), "its id is none of an article"))
        return None
    texts: dict[str, bytes] = {}
    if not waits:
        text, earlier = entry.get("text"), entry.get("texts")
        texts = {record.text_version: strict_json.encode_line(text)}
        if isinstance(earlier, dict):
            texts |= {str(name): strict_json.encode_line(one) for name, one in earlier.items()}
        if len(texts) > _MOST_TEXTS:
            refused.append(Refusal(visible(record.title), f"it has more than {_MOST_TEXTS:,} versions of its text"))
            return None
        if not all(map(_SAFE_ID.fullmatch, texts)):
            refused.append(Refusal(visible(record.title), "a text has an invalid name"))
            return None
    own: list[Refusal] = []
    annotations = [
        one
        for one in _all(entry.get("annotations"), annotation_from_json, "an annotation", own)
        if _belongs(one.article_id, record, one.id, own)
    ]
    ids = {one.id for one in annotations}
    cards = [one for one in _all(entry.get("review"), card_from_json, "a card", own) if one.id in ids]
    cards = [one for one in cards if one.article_id == record.id]
    replies = [
        replace(one, article_id=record.id)
        for one in _all(entry.get("replies"), reply_from_json, "a reply", own)
        if not one.article_id or _belongs(one.article_id, record, one.id, own)
    ]
    return OwnArticle(record, annotations, cards, texts, replies, own)


def _belongs(article_id: str, record: ArticleRecord, name: str, refused: list[Refusal]) -> bool:
    if article_id == record.id:
        return True
    refused.append(Refusal(visible(name), "it belongs to another article"))
    return False


def _all(value: object, read: Callable[[object], _Value], kind: str, refused: list[Refusal]) -> list[_Value]:
    found: list[_Value] = []
    for entry in objects(value):
        try:
            found.append(read(entry))
        except DamagedError as fault:
            refused.append(Refusal(kind, fault.message))
            _require_sense(refused)
    return found


def _require_sense(refused: Sequence[Refusal]) -> None:
    """Raise SourceError if so much cannot be read that it is no export."""
    if len(refused) > _MOST_REFUSED:
        raise SourceError(f"more than {_MOST_REFUSED:,} of its entries are damaged", "Export it again.")
