"""The ids of imported annotations and of works that wait, the same on every device, and what was imported."""

import hashlib
import re
import uuid
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from readtui.errors import SourceError
from readtui.interchange.importer import ImportedAnnotation, ImportedReply, ImportedWork
from readtui.interchange.work_match import address_key, title_key
from readtui.model.annotation import IMPORTED, Annotation
from readtui.model.article import waiting_id
from readtui.model.reply import Reply
from readtui.quick_dataclass import dataclass
from readtui.services.sources import content_id, url_id
from readtui.text.clean import visible

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "readtui:imported")
_LONGEST_KEY = 300
_LINK = re.compile(r"readtui:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")


def work_name(work: ImportedWork) -> str:
    """What identifies a work in keys: its address, else title and author."""
    return _work_name(work.title, work.author, work.url)


@lru_cache(maxsize=8)
def _work_name(title: str, author: str, url: str) -> str:
    # Asked for each of its annotations.
    return address_key(url) or f"{title_key(title)} / {title_key(author)}"


def key_of(work: ImportedWork, annotation: ImportedAnnotation) -> str:
    """What identifies an annotation in its format: the source's own id, else the work and the place, else the quote and
    who marked it.
    """
    if own := annotation.source_id.strip():
        return _short(own)
    said = annotation.key.strip()
    if not said:
        parts = (annotation.quote, "" if annotation.quote else annotation.note, annotation.place)
        said = "\n".join((*parts, *([annotation.creator.spelled] if annotation.creator else [])))
    return _short(f"{work_name(work)}: {said}")


def unsigned(annotation: ImportedAnnotation) -> ImportedAnnotation | None:
    """The annotation without its creator, if that is part of its key; else None."""
    is_keyed = annotation.source_id.strip() or annotation.key.strip() or annotation.creator is None
    return None if is_keyed else replace(annotation, creator=None)


def reply_key_of(annotation_key: str, reply: ImportedReply) -> str:
    """What identifies a reply in its format: the source's own id, else who said what and when, and to what."""
    if own := reply.source_id.strip():
        return _short(own)
    said = (reply.creator.spelled if reply.creator else "", reply.created, reply.sets or "", reply.text)
    return _short("\n".join((annotation_key, *said)))


def annotation_id(format_name: str, key: str) -> str:
    """The id of an imported annotation: its own one, if readtui has written the file."""
    if match := _LINK.fullmatch(key):
        return match[1]
    return str(uuid.uuid5(_NAMESPACE, f"{format_name}\n{key}"))


def reply_id(format_name: str, key: str) -> str:
    """The id of an imported reply: its own one, if readtui has written the file."""
    return annotation_id(f"{format_name} reply", key)


def awaited_work_id(title: str, author: str, url: str) -> str:
    """The id under which a work's annotations wait; see ``waiting_id``."""
    from readtui.importers.web.fetch import normalized_url

    try:
        return waiting_id(url_id(normalized_url(url)))
    except SourceError:
        return waiting_id(content_id(f"{title_key(title)}\n{title_key(author)}".encode()))


def field_digests(annotation: Annotation, quote: str) -> tuple[str, str, str, str]:
    """Of quote, note, tags and color: what tells whether they have changed. In a quote, only letters count."""
    parts = (title_key(quote), annotation.note, "\n".join(annotation.tags), annotation.color or "")
    quote_digest, note, tags, color = map(_digest, parts)
    return quote_digest, note, tags, color


def reply_digest(text: str) -> str:
    """What tells whether a reply has changed."""
    return _digest(text)


@dataclass(frozen=True, slots=True)
class ImportIdentity:
    """What the record of an annotation or a reply says about its import: format and key, the place there in words and
    as numbers (see ``ImportedAnnotation.order``), and the digests of its fields as they were then.
    """

    format: str
    key: str
    place: str = ""
    order: tuple[float, ...] = ()
    digests: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """For the record's field ``readtui:imported``."""
        value: dict[str, object] = {"format": self.format, "key": self.key}
        if self.place:
            value["place"] = self.place
        if self.order:
            value["order"] = list(self.order)
        if self.digests:
            value["was"] = "-".join(self.digests)
        return value


def imported_in(record: Annotation | Reply) -> ImportIdentity | None:
    """What the record says; None for one that was made in readtui."""
    value = record.extra.get(IMPORTED)
    if not isinstance(value, Mapping):
        return None
    said = {name: value.get(name) for name in ("format", "key", "place", "was")}
    texts = {name: text if isinstance(text, str) else "" for name, text in said.items()}
    order = value.get("order")
    numbers = tuple(one for one in order if isinstance(one, int | float)) if isinstance(order, list | tuple) else ()
    return ImportIdentity(
        texts["format"], texts["key"], visible(texts["place"]), numbers, tuple(texts["was"].split("-"))
    )


def is_own(annotation: Annotation) -> bool:
    """Whether a file that readtui has written says what this annotation is."""
    said = imported_in(annotation)
    return said is not None and _LINK.fullmatch(said.key) is not None


def _short(key: str) -> str:
    key = visible(key)
    if len(key) <= _LONGEST_KEY:
        return key
    return f"{key[: _LONGEST_KEY - 33]} {hashlib.sha256(key.encode()).hexdigest()[:32]}"


def _digest(text: str) -> str:
    return hashlib.sha256(" ".join(text.split()).encode("utf-8", "surrogatepass")).hexdigest()[:8]
