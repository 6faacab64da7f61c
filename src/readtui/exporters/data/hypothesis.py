"""The JSON that Hypothesis exports and imports; https://h.readthedocs.io/en/latest/api-reference/."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from readtui.codec.replies import creator_to_json
from readtui.codec.strict_json import harmless
from readtui.codec.utf16 import Utf16Offsets
from readtui.exporters.data.web_annotation import address_of, selectors_of
from readtui.exporters.exporter import ExportDocument, ExportOptions, Format, Purpose
from readtui.model.annotation import Annotation
from readtui.model.creator import Creator
from readtui.model.reply import Reply
from readtui.text.clean import visible

_USER = "acct:readtui@localhost"
# A top-level domain that no server has.
_PERSONS, _PROGRAMS = "readtui.invalid", "software.readtui.invalid"
_NOT_IN_USER = re.compile(r"[^a-z0-9]+")
_LONGEST_USER = 20


class HypothesisExporter:
    """Offsets count UTF-16 code units, as browsers do. Hypothesis has no colors, and only one kind of annotation.

    It ignores fields that it does not know: the creator as the library stores it, original words and threads.
    """

    format = Format(
        "hypothesis",
        "Hypothesis",
        ".json",
        Purpose.DATA,
        "to import into the Hypothesis browser extension",
        only_annotations=True,
    )

    def render(self, documents: Iterable[ExportDocument], options: ExportOptions) -> Iterator[str]:
        """One document with all annotations. The description of the export comes last, when its date is known."""
        latest = ""
        yield '{"annotations": ['
        separator = "\n  "
        for document in documents:
            count = Utf16Offsets(document.article.text)
            for annotation in document.annotations:
                latest = max(latest, annotation.modified, *(reply.modified for reply in annotation.replies))
                options.losses.add("color", count=annotation.color is not None)
                value = _annotation(document, annotation, count)
                for one in (value, *(_reply(document, annotation, reply) for reply in annotation.replies)):
                    yield separator + harmless(json.dumps(one, ensure_ascii=False))
                    separator = ",\n  "
        tail = {"export_date": latest, "export_userid": _USER, "client_version": "1.1766.0"}
        yield f"\n], {json.dumps(tail)[1:]}\n"


def _annotation(document: ExportDocument, annotation: Annotation, count: Utf16Offsets) -> dict[str, Any]:
    value = _item(document, annotation, annotation.note, annotation.tags)
    if annotation.quote is not None:
        selectors = selectors_of(document.article.text, annotation, annotation.quote, count)
        value["target"][0]["selector"] = selectors[::-1]
    if annotation.is_reworded:
        value["original"] = annotation.own_words
    if annotation.thread:
        value["thread"] = annotation.thread.value
    return value


def _reply(document: ExportDocument, annotation: Annotation, reply: Reply) -> dict[str, Any]:
    value = _item(document, reply, reply.text, ()) | {"references": [annotation.id]}
    if reply.sets:
        value["sets"] = reply.sets.value
    return value


def _item(document: ExportDocument, one: Annotation | Reply, text: str, tags: Iterable[str]) -> dict[str, Any]:
    address, user = address_of(document.record), _user(one.creator)
    value: dict[str, Any] = {
        "id": one.id,
        "created": one.created,
        "updated": one.modified,
        "user": user,
        "uri": address,
        "text": text,
        "tags": list(tags),
        "group": "__world__",
        "permissions": {"read": ["group:__world__"], "admin": [user], "update": [user], "delete": [user]},
        "target": [{"source": address}],
        "document": {"title": [document.record.title]},
        "links": {},
        "hidden": False,
        "flagged": False,
        "user_info": {"display_name": visible(one.creator.shown) if one.creator else None},
    }
    if one.creator:
        value["creator"] = creator_to_json(one.creator)
    return value


def _user(creator: Creator | None) -> str:
    """The account of a creator: readable, with characters that Hypothesis allows, and a different one for each name."""
    if creator is None:
        return _USER
    digits = hashlib.sha256(creator.name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    name = _NOT_IN_USER.sub(".", creator.name.casefold())[:_LONGEST_USER].strip(".")
    return f"acct:{f'{name}.{digits}' if name else digits}@{_PROGRAMS if creator.is_program else _PERSONS}"
