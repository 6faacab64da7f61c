"""Anki: a deck of flash cards (.apkg); https://docs.ankiweb.net/exporting.html#packaged-decks."""

import hashlib
import html
import re
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING, Any

from readtui.errors import ExportError
from readtui.exporters.context import around
from readtui.exporters.data.web_annotation import address_of
from readtui.exporters.exporter import (
    AROUND_PASSAGES,
    Context,
    ExportDocument,
    ExportOptions,
    Format,
    Grouping,
    Purpose,
    link_to,
)
from readtui.exporters.research.zip_file import ZipFile
from readtui.exporters.voices import STATES, count_replies, counting_changed_names, creator_detail
from readtui.model.annotation import HIGHLIGHT_COLORS, Annotation
from readtui.text.clean import visible
from readtui.text.note_links import links_in

if TYPE_CHECKING:
    from genanki import Deck, Model, Package

_DECK = "readtui"
_NOTE_TYPE, _NOTE_TYPE_ID = "readtui", 1_694_200_113
# Anki imports changed templates only if the note type in the file is newer than its own.
_NOTE_TYPE_CHANGED = 1_767_225_600
_FRONT = '<div class="front" dir="auto">{{Front}}</div>'
_BACK = """{{FrontSide}}
<hr id="answer">
<div class="back" dir="auto">{{Back}}</div>
{{#Note}}<div class="note" dir="auto">{{Note}}</div>{{/Note}}
<div class="source" dir="auto">{{Source}}</div>"""
_CSS = """\
.card { font: 1.25rem/1.5 Georgia, serif; max-width: 34em; margin: 1em auto; padding: 0 1em; }
.front, .back, .note { white-space: pre-wrap; overflow-wrap: anywhere; }
.gap { font-weight: bold; white-space: nowrap; }
.note { margin-top: 1em; padding-left: 0.8em; border-left: 3px solid #999; }
.source { margin-top: 1.5em; font: 0.75rem sans-serif; opacity: 0.75; }
mark { color: inherit; background: #fff3a3; }
mark.green { background: #c5ecc0; }
mark.blue { background: #c2e0ff; }
mark.pink { background: #ffd1e3; }
mark.orange { background: #ffdcb0; }
mark.purple { background: #e3d2ff; }
.nightMode mark { background: #5c5220; }
.nightMode mark.green { background: #2c5230; }
.nightMode mark.blue { background: #24466b; }
.nightMode mark.pink { background: #6b2c49; }
.nightMode mark.orange { background: #6b4417; }
.nightMode mark.purple { background: #49316b; }
"""
GAP = '<span class="gap">[…]</span>'
_PART_OF_ITS_CONTEXT = 0.6
_FORMULA = re.compile(r"\\(?=[(\[])")
_QUESTION_MARKS = ("?", "\uff1f", "\u061f", "\u055e", "\u1367")
_NOT_IN_TAG = re.compile(r"\s+")
_COLONS = re.compile(r":{2,}|^:+$")


class AnkiExporter:
    """A note with one card for each annotation. Anki knows it again by its annotation's id, however it has changed."""

    format = Format(
        "anki",
        "Anki",
        ".apkg",
        Purpose.STUDY,
        "flash cards: fill in the highlight, or answer the question in the note",
        contexts=AROUND_PASSAGES,
        groupings=(Grouping.ARTICLE, Grouping.NONE),
        is_binary=True,
        only_annotations=True,
    )

    def render(self, documents: Iterable[ExportDocument], options: ExportOptions) -> Iterator[bytes]:
        """A package with a deck for each article, or one deck. The same annotations give the same bytes.

        Raises ExportError if this Python has no SQLite.
        """
        from genanki import Package

        note_type = _note_type()
        decks: dict[str, Deck] = {}
        latest = 0.0
        documents = counting_changed_names(documents, lambda tag: tag_name(tag).replace("::", "/"), options.losses)
        for document in documents:
            name = _deck_name(document, options.group)
            if document.annotations and name not in decks:
                decks[name] = _deck(name)
            for annotation in document.annotations:
                tags = tags_of(annotation)
                # A reply does not change the annotation, so Anki would keep what its note said of the thread before.
                count_replies(annotation, options.losses)
                options.losses.add("tag", count=len(set(annotation.tags)) - len(tags))
                changed = _seconds(annotation)
                latest = max(latest, changed)
                card = card_of(document, annotation, options)
                fields = [card.front, card.back, card.note, card.source]
                decks[name].add_note(_note(note_type, annotation.id, fields, tags, changed))
        yield from _packed(Package(list(decks.values())), latest)


def _deck_name(document: ExportDocument, group: Grouping) -> str:
    title = visible(document.record.title).replace("::", ":") if group is Grouping.ARTICLE else ""
    return f"{_DECK}::{title}" if title else _DECK


def _deck(name: str) -> "Deck":
    from genanki import Deck

    # Anki's ids are numbers, and the same name must give the same number.
    return Deck(int.from_bytes(hashlib.sha256(name.encode("utf-8", "replace")).digest()[:6], "big"), name)


def _note_type() -> "Model":
    from genanki import Model

    class NoteType(Model):  # type: ignore[misc]
        def to_json(self, timestamp: float, deck_id: int) -> Any:
            return super().to_json(_NOTE_TYPE_CHANGED, deck_id)

    return NoteType(
        _NOTE_TYPE_ID,
        _NOTE_TYPE,
        fields=[{"name": name} for name in ("Front", "Back", "Note", "Source")],
        templates=[{"name": "Card", "qfmt": _FRONT, "afmt": _BACK}],
        css=_CSS,
    )


def _note(note_type: "Model", identifier: str, fields: list[str], tags: list[str], changed: float) -> Any:
    from genanki import Note

    class OwnTime(Note):  # type: ignore[misc]
        def write_to_db(self, cursor: Any, timestamp: float, deck_id: int, id_gen: Iterator[int]) -> None:
            # Anki overwrites a note if the file's is newer: only the notes of changed annotations should be.
            super().write_to_db(cursor, changed, deck_id, id_gen)

    return OwnTime(model=note_type, fields=fields, tags=tags, guid=f"readtui:{identifier}")


def _seconds(annotation: Annotation) -> float:
    try:
        return datetime.fromisoformat(annotation.modified or annotation.created).timestamp()
    except ValueError:
        return 0.0


def _packed(package: "Package", latest: float) -> Iterator[bytes]:
    """The package, put together in memory: genanki's own way leaves a temporary file behind."""
    try:
        import sqlite3
    except ImportError as fault:
        raise ExportError("this Python has no SQLite, which Anki needs", "Use another Python.") from fault
    with closing(sqlite3.connect(":memory:")) as connection:
        package.write_to_db(connection.cursor(), latest, count(int(latest * 1000)))
        connection.commit()
        collection = connection.serialize()
    archive = ZipFile()
    yield from archive.add("collection.anki2", [collection])
    yield from archive.add("media", ["{}"])
    yield from archive.end()


# ------------------------------------------------------------------ anki cards
# Turns an annotation into the front and back of a flash card, as HTML.


@dataclass(frozen=True, slots=True)
class Card:
    """The fields of a card. ``source`` links to the annotation."""

    front: str
    back: str
    note: str
    source: str


def card_of(document: ExportDocument, annotation: Annotation, options: ExportOptions) -> Card:
    """The card of an annotation.

    If its note begins with a question, that is the front, and the passage is the answer. If the passage is only part of
    its sentence (or paragraph, depending on the context), it becomes a gap to fill. Any other passage is the front, and
    its note the back. The words are those that were annotated.
    """
    source = _source(document, annotation, named=document.names_creators(options))
    passage = _marked(annotation.own_words.strip("\n"), annotation.color)
    question, answer = _question(annotation.note)
    if question:
        return Card(_linked(question), passage or _linked(answer), _linked(answer) if passage else "", source)
    if with_gap := _with_gap(document, annotation, options.context):
        return Card(with_gap, passage, _linked(annotation.note), source)
    front = passage or escape(visible(document.record.title)) or "The whole article"
    return Card(front, _linked(annotation.note), "", source)


def escape(text: str) -> str:
    """Plain text as HTML in which Anki finds no sound, formula or template."""
    escaped = html.escape(_FORMULA.sub("\\\\\u200b", text))
    return escaped.replace("[", "&#91;").replace("{", "&#123;").replace("\n", "<br>")


def tags_of(annotation: Annotation) -> list[str]:
    """The tags in Anki's form, with ``::`` between levels and without white space."""
    return [name for name in dict.fromkeys(map(tag_name, annotation.tags)) if name]


def tag_name(tag: str) -> str:
    """The tag in Anki's form; "" if nothing is left of it."""
    return "::".join(filter(None, map(_level, tag.split("/"))))


def _level(level: str) -> str:
    return _NOT_IN_TAG.sub("_", _COLONS.sub(":", level).strip())


def _question(note: str) -> tuple[str, str]:
    """The question with which a note begins, and the rest; "" if it begins with none."""
    for separator in ("\n\n", "\n"):
        question, _, answer = note.strip().partition(separator)
        if question.rstrip().endswith(_QUESTION_MARKS):
            return question.rstrip(), answer.strip()
    return "", ""


def _with_gap(document: ExportDocument, annotation: Annotation, context: Context) -> str:
    """The context with a gap in place of the passage; "" if the passage is most of it, or has other words there now."""
    passage = annotation.passage
    if passage is None or annotation.is_reworded:
        return ""
    article = document.article
    wanted = Context.PARAGRAPH if context is Context.PARAGRAPH else Context.SENTENCE
    shown = around(article, passage, wanted)
    before, after = article.text[shown.start : passage.start], article.text[passage.end : shown.end]
    if len(passage) > _PART_OF_ITS_CONTEXT * len(shown) or not re.search(r"\w", before + after):
        return ""
    return escape(before.lstrip()) + GAP + escape(after.rstrip())


def _marked(passage: str, color: str | None) -> str:
    if not passage.strip():
        return ""
    return f'<mark class="{color}">{escape(passage)}</mark>' if color in HIGHLIGHT_COLORS else escape(passage)


def _linked(note: str) -> str:
    """The note as it was written; links in it lead to readtui."""
    parts: list[str] = []
    reached = 0
    for link in links_in(note):
        parts += [escape(note[reached : link.start]), _link(link.words or link.address, link.address)]
        reached = link.end
    return "".join((*parts, escape(note[reached:])))


def _source(document: ExportDocument, annotation: Annotation, *, named: bool) -> str:
    record, metadata = document.record, document.record.metadata
    address = address_of(record)
    parts = [
        _link(visible(metadata.title) or "readtui", link_to(annotation.id)),
        *map(escape, (metadata.creator, metadata.site, metadata.published)),
        _link("source", address) if address.startswith("http") else "",
        escape(creator_detail(annotation, named=named)),
        STATES.get(annotation.anchor, ""),
    ]
    return " · ".join(filter(None, parts))


def _link(words: str, address: str) -> str:
    return f'<a href="{html.escape(address)}">{escape(words)}</a>'
