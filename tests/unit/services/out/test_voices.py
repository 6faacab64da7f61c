"""Who made what, in which words, and what was replied, from a library into exports."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from articles import memory_library
from exporting.unpacked import unpacked
from exporting.voices import ADA, BO, BUILDER, voices

from readtui.codec.csv_guard import guard_cell
from readtui.codec.replies import reply_from_json
from readtui.exporters.data.csv import CsvExporter
from readtui.exporters.exporter import ChosenOptions, ExportOptions, whole
from readtui.exporters.registry import exporter_for, format_names
from readtui.model.annotation import Annotation
from readtui.model.change import Change, Edit, Record
from readtui.model.creator import Creator, Identity
from readtui.model.passage import Passage
from readtui.model.reply import Reply
from readtui.search.query.parser import parse
from readtui.services.annotating.annotator import Annotator
from readtui.services.annotation_reader import AnnotationQuery
from readtui.services.library import Library
from readtui.services.out.export import Exports

NOW = "2026-02-01T10:00:00Z"
ALL = AnnotationQuery()


@pytest.fixture
def library() -> Library:
    """Ada's: a nameless note of hers with a reply of Bo's, and a second article that she alone annotated."""
    library = replace(memory_library(), identity=lambda: Identity(ADA, ("A. Lovelace",)))
    annotator = Annotator(library.clock, library.new_id)
    for words in ("It left at dawn.", "It stood still."):
        record = library.add("-", data=words.encode()).record
        article = library.open(record.id)
        library.repository.apply(annotator.create(record.id, article, Passage(0, 7), note="Which?"))
    note = note_in(library, 0)
    put(library, Reply("r1", note.article_id, note.id, NOW, NOW, "That one.", BO))
    put(library, Reply("r2", note.article_id, note.id, NOW, NOW, "Taken back.", BO, deleted=NOW))
    return library


def note_in(library: Library, article: int) -> Annotation:
    [note] = library.repository.annotations(library.records()[article].id)
    return note


def put(library: Library, *records: Record) -> None:
    library.repository.apply(Change(library.new_id(), NOW, "put", tuple(Edit(None, record) for record in records)))


def exported(library: Library, name: str, query: AnnotationQuery = ALL, *, creators: bool = True) -> str:
    exports = Exports(library, library.repository)
    options = exports.options(query, ChosenOptions(creators=creators))
    text = unpacked(whole(exports.render(name, exports.documents(query, creators=creators), options)))
    return text if isinstance(text, str) else text.decode("utf-8", "replace")


def test_what_carries_no_name_is_the_name_of_the_person_who_exports(library: Library) -> None:
    rows = list(csv.DictReader(io.StringIO(exported(library, "csv"), newline="")))
    assert [row["creator"] for row in rows] == ["Ada", "Ada"]
    [reply] = json.loads(rows[0]["replies"])
    assert reply == {"id": "r1", "creator": "Bo *Lund*", "created": NOW, "text": "That one.", "sets": None}
    assert rows[1]["replies"] == ""


def test_lossless_json_has_records_as_they_are_stored_and_says_who_exports(library: Library) -> None:
    value = json.loads(exported(library, "json"))
    assert value["creator"] == {"type": "Person", "name": "Ada"}
    assert "creator" not in value["articles"][0]["annotations"][0]
    [reply] = value["articles"][0]["replies"]
    live, gone = sorted(library.repository.replies(library.records()[0].id), key=lambda one: one.id)
    assert reply_from_json(reply) == live
    assert "replies" not in value["articles"][1]
    with_trash = json.loads(exported(library, "json", AnnotationQuery(trash=True)))["articles"][0]["replies"]
    assert [reply_from_json(one) for one in with_trash] == [live, gone]


def test_a_reply_to_an_annotation_that_is_missing_is_in_lossless_json_unless_it_is_filtered_out(
    library: Library,
) -> None:
    second = library.records()[1].id
    put(library, Reply("r3", second, "missing", NOW, NOW, "Where is it?", BO))
    assert "Where is it?" in exported(library, "json")
    assert "Where is it?" not in exported(library, "json", AnnotationQuery(query=parse("has:note")))


def test_people_are_named_where_several_are_in_the_file_or_a_program(library: Library) -> None:
    first, second = (AnnotationQuery(articles=(record.id,)) for record in library.records())
    assert "by Ada" in exported(library, "markdown", first)
    assert "by Ada" not in exported(library, "markdown", second)
    assert exported(library, "markdown").count("by Ada") == 2, "also in an article that one person annotated"
    older = replace(note_in(library, 1), creator=Creator("A. Lovelace"))
    library.repository.apply(Change("c", NOW, "put", (Edit(note_in(library, 1), older),)))
    assert "by A" not in exported(library, "markdown", second), "an older name of the same person"
    assert "A. Lovelace" in exported(library, "csv", second)
    made = replace(older, creator=BUILDER)
    library.repository.apply(Change("d", NOW, "put", (Edit(older, made),)))
    assert "by builder (program)" in exported(library, "markdown", second)


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        for one in value.values():
            yield from _names(one)
    elif isinstance(value, list):
        for one in value:
            yield from _names(one)


@pytest.mark.parametrize("name", [name for name in format_names() if name not in ("pdf", "koreader")])
def test_no_format_names_anybody_if_creators_are_left_out(library: Library, name: str) -> None:
    note = note_in(library, 0)
    conflict = {"id": note.id, "creator": {"type": "Person", "name": "Bo *Lund*"}}
    changed = replace(note, creator=ADA, tags=("a",), conflicts=(conflict,), extra={"creator": "Ada"})
    library.repository.apply(Change("c", NOW, "put", (Edit(note, changed),)))
    text = exported(library, name, creators=False)
    assert "Ada" not in text
    assert "Lund" not in text
    if name == "json":
        annotations = json.loads(text)["articles"][0]
        assert "creator" not in {*_names(annotations["annotations"]), *_names(annotations["replies"])}


def test_cells_with_names_and_replies_are_no_formulas() -> None:
    evil = Creator('=HYPERLINK("https://example.org")')
    document = voices()[0]
    reply = Reply("r", document.record.id, "a", NOW, NOW, "=1+1", evil)
    annotation = replace(document.annotations[0], creator=evil, replies=(reply,))
    text = whole(CsvExporter().render([replace(document, annotations=[annotation])], ExportOptions()))
    for row in csv.reader(io.StringIO(str(text), newline="")):
        assert all(cell == guard_cell(cell) or cell.startswith("'") for cell in row)
        assert not any(cell.startswith("=") for cell in row)


def test_who_made_what_is_looked_for_once_until_the_library_changes(library: Library) -> None:
    exports = Exports(library, library.repository)
    first = exports.options(ALL).has_several_creators
    assert first()
    assert exports.options(ALL).has_several_creators is first
    assert exports.options(AnnotationQuery(query=parse("has:note"))).has_several_creators is not first
    put(library, Reply("r4", note_in(library, 0).article_id, note_in(library, 0).id, NOW, NOW, "More.", BO))
    assert exports.options(ALL).has_several_creators is not first


FOR_ONE = ("anki", "bibtex", "csl-json", "kindle", "readwise-csv", "ris")
"""The formats with room for only one wording."""


@pytest.mark.parametrize(
    "name", [name for name in format_names() if name not in ("pdf", "codebook", "koreader", "taguette")]
)
def test_each_format_has_the_words_that_were_annotated(name: str) -> None:
    plan = voices()[0]
    options = ExportOptions(creator=ADA)
    content = unpacked(whole(exporter_for(name).render([plan], options)))
    text = content if isinstance(content, str) else content.decode()
    assert "We accept this risk." in text
    assert ("Dana accepts this risk." in text) == (name not in FOR_ONE)
    if name in ("web-annotation", "hypothesis"):
        assert '"exact": "Dana accepts this risk."' in text
    same = replace(plan, annotations=[replace(one, origin=None) for one in plan.annotations])
    text = str(unpacked(whole(exporter_for(name).render([same], options))))
    assert not {"now:", "was:", "Original"} & {word for line in text.split("\n") for word in line.split(" ")}
