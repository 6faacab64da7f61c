"""Anki: a deck of flash cards (.apkg); https://docs.ankiweb.net/exporting.html#packaged-decks."""

import hashlib
import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import astuple
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

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
from readtui.quick_dataclass import dataclass
from readtui.text.clean import visible
from readtui.text.note_links import links_in

if TYPE_CHECKING:
    from sqlite3 import Connection

_DECK = "readtui"
_NOTE_TYPE, _NOTE_TYPE_ID = "readtui", 1_694_200_113
_FIELDS = ("Front", "Back", "Note", "Source")
# Anki imports changed templates only if the note type in the file is newer than its own.
_NOTE_TYPE_CHANGED = 1_767_225_600
_FRONT = '<div class="front" dir="auto">{{Front}}</div>'
_BACK = """{{FrontSide}}
<hr id="answer">
<div class="back" dir="auto">{{Back}}</div>
{{#Note}}<div class="note" dir="auto">{{Note}}</div>{{/Note}}
<div class="source" dir="auto">{{Source}}</div>"""
_CSS = Path(__file__).with_suffix(".css")
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
        is_for_learning=True,
    )

    def render(self, documents: Iterable[ExportDocument], options: ExportOptions) -> Iterator[bytes]:
        """A package with a deck for each article, or one deck. The same annotations give the same bytes.

        Raises ExportError if this Python has no SQLite.
        """
        notes: list[AnkiNote] = []
        documents = counting_changed_names(documents, lambda tag: tag_name(tag).replace("::", "/"), options.losses)
        for document in documents:
            title = visible(document.record.title).replace("::", ":") if options.group is Grouping.ARTICLE else ""
            deck = f"{_DECK}::{title}" if title else _DECK
            for annotation in document.annotations:
                tags = tags_of(annotation)
                # A reply does not change the annotation, so Anki would keep what its note said of the thread before.
                count_replies(annotation, options.losses)
                options.losses.add("tag", count=len(set(annotation.tags)) - len(tags))
                card = card_of(document, annotation, options)
                notes.append(AnkiNote(annotation.id, deck, card, tags, _seconds(annotation)))
        archive = ZipFile()
        yield from archive.add("collection.anki2", [_collection(notes)])
        yield from archive.add("media", ["{}"])
        yield from archive.end()


def _seconds(annotation: Annotation) -> float:
    try:
        return datetime.fromisoformat(annotation.modified or annotation.created).timestamp()
    except ValueError:
        return 0.0


@dataclass(frozen=True, slots=True)
class AnkiCard:
    """The fields of a card. ``source`` links to the annotation."""

    front: str
    back: str
    note: str
    source: str


def card_of(document: ExportDocument, annotation: Annotation, options: ExportOptions) -> AnkiCard:
    """The card of an annotation.

    If its note begins with a question, that is the front, and the passage is the answer. If the passage is only part of
    its sentence (or paragraph, depending on the context), it becomes a gap to fill. Any other passage is the front, and
    its note the back. The words are those that were annotated.
    """
    source = _source(document, annotation, named=document.names_creators(options))
    passage = _marked(annotation.own_words.strip("\n"), annotation.color)
    question, answer = _question(annotation.note)
    if question:
        return AnkiCard(_linked(question), passage or _linked(answer), _linked(answer) if passage else "", source)
    if with_gap := _with_gap(document, annotation, options.context):
        return AnkiCard(with_gap, passage, _linked(annotation.note), source)
    front = passage or escape(visible(document.record.title)) or "The whole article"
    return AnkiCard(front, _linked(annotation.note), "", source)


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


# ------------------------------------------------------------------ the collection
# A package holds a collection of its own, in the oldest form that every Anki since 2.0 reads: schema 11.

_SCHEMA = 11
_COLUMNS = {
    "col": "crt mod scm ver dty usn ls conf* models* decks* dconf* tags*",
    "notes": "guid* mid mod usn tags* flds* sfld csum flags data*",
    "cards": "nid did ord mod usn type queue due ivl factor reps lapses left odue odid flags data*",
    "revlog": "cid usn ease ivl lastIvl factor time type",
    "graves": "usn oid type",
}
"""The columns of each table beside its id, which graves have not; those of text have a star."""
_INDEXES = {
    **{f"ix_{table}_usn": f"{table} (usn)" for table in ("notes", "cards", "revlog")},
    "ix_notes_csum": "notes (csum)",
    "ix_cards_nid": "cards (nid)",
    "ix_cards_sched": "cards (did, queue, due)",
    "ix_revlog_cid": "revlog (cid)",
}
_BEGUN = 1_411_124_400
_DEFAULT = 1
_NOT_SENT = -1
_BETWEEN_FIELDS = "\x1f"
_LATEX_BEGIN = """\\documentclass{article}
\\usepackage[utf8]{inputenc}
\\usepackage{amssymb,amsmath}
\\pagestyle{empty}
\\begin{document}
"""
_OPTIONS = {"activeDecks": [1], "curDeck": 1, "curModel": str(_NOTE_TYPE_ID), "nextPos": 1, "sortType": "noteFld"}
_DECK_OPTIONS = {
    "id": _DEFAULT,
    "name": "Default",
    "mod": 0,
    "usn": 0,
    "maxTaken": 60,
    "autoplay": True,
    "timer": 0,
    "replayq": True,
    "new": {"bury": True, "delays": [1, 10], "initialFactor": 2500, "ints": [1, 4, 7], "order": 1, "perDay": 20},
    "rev": {"bury": True, "ease4": 1.3, "ivlFct": 1, "maxIvl": 36500, "perDay": 100},
    "lapse": {"delays": [10], "leechAction": 0, "leechFails": 8, "minInt": 1, "mult": 0},
}


@dataclass(frozen=True, slots=True)
class AnkiNote:
    """What Anki keeps of an annotation: its deck by name, its card and tags, and when it changed, in seconds."""

    annotation_id: str
    deck: str
    card: AnkiCard
    tags: Sequence[str]
    changed: float

    @property
    def fields(self) -> list[str]:
        return [one.replace(_BETWEEN_FIELDS, " ") for one in astuple(self.card)]


def _collection(notes: Sequence[AnkiNote]) -> bytes:
    """The database, made in memory. Raises ExportError if this Python has no SQLite."""
    try:
        import sqlite3
    except ImportError as fault:
        raise ExportError("this Python has no SQLite, which Anki needs", "Use another Python.") from fault
    with closing(sqlite3.connect(":memory:")) as connection:
        for table, columns in _COLUMNS.items():
            typed = [f"{name.rstrip('*')} {'text' if '*' in name else 'integer'} not null" for name in columns.split()]
            key = [] if table == "graves" else ["id integer primary key"]
            connection.execute(f"create table {table} ({', '.join(key + typed)})")
        for name, columns in _INDEXES.items():
            connection.execute(f"create index {name} on {columns}")
        decks = {note.deck: _deck_id(note.deck) for note in notes}
        _insert_collection(connection, decks)
        # Anki gives its own ids to what is new, and knows a note again by its guid.
        ids = count(int(max((note.changed for note in notes), default=0.0) * 1000))
        for note in notes:
            _insert_note(connection, note, next(ids), next(ids), decks[note.deck])
        connection.commit()
        return connection.serialize()


def _insert(connection: "Connection", table: str, **values: str | int) -> None:
    """Insert a row. Columns without a value are 0 or empty."""
    row: dict[str, str | int] = {name.rstrip("*"): "" if "*" in name else 0 for name in _COLUMNS[table].split()}
    row |= values
    marks = ", ".join("?" * len(row))
    connection.execute(f"insert into {table} ({', '.join(row)}) values ({marks})", [*row.values()])


def _insert_note(connection: "Connection", note: AnkiNote, note_id: int, card_id: int, deck_id: int) -> None:
    # Anki overwrites a note if the file's is newer: only the notes of changed annotations should be.
    changed, fields = int(note.changed), note.fields
    _insert(
        connection,
        "notes",
        id=note_id,
        guid=f"readtui:{note.annotation_id}",
        mid=_NOTE_TYPE_ID,
        mod=changed,
        usn=_NOT_SENT,
        tags=f" {' '.join(note.tags)} ",
        flds=_BETWEEN_FIELDS.join(fields),
        sfld=fields[0],
    )
    _insert(connection, "cards", id=card_id, nid=note_id, did=deck_id, mod=changed, usn=_NOT_SENT)


def _insert_collection(connection: "Connection", decks: Mapping[str, int]) -> None:
    """The row about the collection: its decks, note type and options."""
    listed = {str(number): _deck(number, name) for name, number in (("Default", _DEFAULT), *decks.items())}
    _insert(
        connection,
        "col",
        id=1,
        crt=_BEGUN,
        mod=_NOTE_TYPE_CHANGED * 1000,
        scm=_NOTE_TYPE_CHANGED * 1000,
        ver=_SCHEMA,
        conf=json.dumps(_OPTIONS),
        models=json.dumps({str(_NOTE_TYPE_ID): _note_type(deck_id) for deck_id in list(decks.values())[:1]}),
        decks=json.dumps(listed),
        dconf=json.dumps({str(_DEFAULT): _DECK_OPTIONS}),
        tags="{}",
    )


def _deck_id(name: str) -> int:
    """Anki's ids are numbers, and the same name must give the same number."""
    return int.from_bytes(hashlib.sha256(name.encode("utf-8", "replace")).digest()[:6], "big")


def _deck(number: int, name: str) -> dict[str, object]:
    return {
        "id": number,
        "name": name,
        "mod": _NOTE_TYPE_CHANGED,
        "usn": _NOT_SENT,
        "desc": "",
        "collapsed": False,
        "dyn": 0,
        "conf": _DEFAULT,
        "extendNew": 0,
        "extendRev": 50,
        **{today: [0, 0] for today in ("newToday", "revToday", "lrnToday", "timeToday")},
    }


def _note_type(deck_id: int) -> dict[str, object]:
    look = {"font": "Liberation Sans", "size": 20, "rtl": False, "sticky": False, "media": []}
    template = {"name": "Card", "ord": 0, "qfmt": _FRONT, "afmt": _BACK, "bqfmt": "", "bafmt": "", "did": None}
    return {
        "id": _NOTE_TYPE_ID,
        "name": _NOTE_TYPE,
        "type": 0,
        "mod": _NOTE_TYPE_CHANGED,
        "usn": _NOT_SENT,
        "did": deck_id,
        "sortf": 0,
        "flds": [{"name": name, "ord": number, **look} for number, name in enumerate(_FIELDS)],
        "tmpls": [template],
        "css": _CSS.read_text(encoding="utf-8"),
        "latexPre": _LATEX_BEGIN,
        "latexPost": "\\end{document}",
        # The only card is made if the first field is not empty.
        "req": [[0, "all", [0]]],
        "tags": [],
        "vers": [],
    }
