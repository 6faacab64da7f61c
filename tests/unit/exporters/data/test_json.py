"""The lossless export: everything that a library holds is in it."""

import json
from dataclasses import replace
from typing import Any

import pytest
from articles import memory_library

from readtui.codec.cards import card_from_json
from readtui.codec.records import annotation_from_json, article_record_from_json, tag_from_json, view_from_json
from readtui.codec.text_versions import text_version_from_json
from readtui.errors import UsageError
from readtui.exporters.exporter import ExportOptions
from readtui.model.annotation import Annotation, Origin
from readtui.model.card import Card, CardState
from readtui.model.change import Change, Edit, Record
from readtui.model.passage import Passage
from readtui.model.tag import Tag
from readtui.model.view import View
from readtui.search.query.parser import parse
from readtui.services.annotating.annotator import Annotator
from readtui.services.annotation_reader import AnnotationQuery
from readtui.services.library import Library
from readtui.services.out.export import Exports

NOW = "2026-02-01T10:00:00Z"


@pytest.fixture
def library() -> Library:
    """Two articles, one of them in the trash; a note anchored in an earlier text; tags and views, live and deleted."""
    library = memory_library()
    repository, annotator = library.repository, Annotator(library.clock, library.new_id)
    for number, (words, tags) in enumerate((("It left at dawn.", ("sea/ferry",)), ("It stood still.", ("mill",)))):
        record = library.add("-", data=words.encode()).record
        article = library.open(record.id)
        repository.apply(annotator.create(record.id, article, Passage(0, 7), color="yellow", tags=tags, note="Which?"))
        gone = annotator.create(record.id, article, Passage(3, 9), tags=("gone",)).edits[0].after
        put(library, replace(gone, deleted=NOW))
        if number == 0:
            earlier = replace(article, text="It left at dusk.")
            repository.keep_text(record.id, earlier)
            [note] = repository.annotations(record.id)
            old = Origin(earlier.hash8, 0, 7, "It left")
            put(library, replace(note, origin=old, conflicts=({"id": note.id, "readtui:textVersion": "0" * 8},)))
    library.remove(library.find(record.id))
    put(library, Tag("sea", "blue"), Tag("mill"), Tag("unused"), Tag("old", deleted=NOW))
    live = next(one for one in repository.annotations(library.records()[0].id))
    put(library, Card(live.id, live.article_id, CardState.REVIEW, stability=2.5, reviews=1))
    put(library, *(Card(one.id, one.article_id, deleted=NOW) for one in in_trash(library)))
    put(library, View("w1", "ferries", "#sea/ferry"), View("w2", "old", "", deleted=NOW))
    return library


def in_trash(library: Library) -> list[Annotation]:
    records = library.repository.records(deleted=True)
    found = (one for record in records for one in library.repository.annotations(record.id, deleted=True))
    return [one for one in found if one.deleted]


def put(library: Library, *records: Record) -> None:
    for record in records:
        known = {}
        if isinstance(record, Annotation):
            known = {one.id: one for one in library.repository.annotations(record.article_id, deleted=True)}
        before = known.get(record.id) if isinstance(record, Annotation) else None
        library.repository.apply(Change(library.new_id(), NOW, "put", (Edit(before, record),)))


def exported(library: Library, query: AnnotationQuery) -> tuple[Any, ExportOptions]:
    exports = Exports(library, library.repository)
    options = exports.options(query)
    return json.loads("".join(map(str, exports.render("json", exports.documents(query), options)))), options


def test_a_whole_library_can_be_built_again_from_its_export(library: Library) -> None:
    repository = library.repository
    value, options = exported(library, AnnotationQuery(trash=True))
    records = [article_record_from_json(one["article"]) for one in value["articles"]]
    assert sorted(records, key=lambda record: record.id) == sorted(
        repository.records(deleted=True), key=lambda record: record.id
    )
    for one, record in zip(value["articles"], records, strict=True):
        annotations = {annotation["id"]: annotation_from_json(annotation) for annotation in one["annotations"]}
        assert annotations == {note.id: note for note in repository.annotations(record.id, deleted=True)}
        assert {card["id"]: card_from_json(card) for card in one.get("review", ())} == repository.cards(
            record.id, deleted=True
        )
        assert text_version_from_json(one["text"], record.metadata, "x") == repository.article(record.id)
        for version, text in one.get("texts", {}).items():
            earlier = repository.article(record.id, version)
            assert text_version_from_json(text, record.metadata, "x") == earlier
            assert earlier.text == "It left at dusk."
    assert [list(one.get("texts", {})) for one in value["articles"]].count([]) == 1
    assert {tag.name: tag for tag in map(tag_from_json, value["tags"])} == {
        tag.name: tag for tag in repository.tags(deleted=True)
    }
    assert {view.id: view for view in map(view_from_json, value["views"])} == {
        view.id: view for view in repository.views(deleted=True)
    }
    # One that is only named, and is not there, does not stop the export.
    assert str(options.losses) == "1 earlier text that could not be read"


def test_what_is_in_the_trash_stays_there_unless_asked_for(library: Library) -> None:
    value, _ = exported(library, AnnotationQuery())
    [one] = value["articles"]
    assert [note["deleted"] for note in one["annotations"]] == [None]
    assert [tag["name"] for tag in value["tags"]] == ["mill", "sea", "unused"]
    assert [view["name"] for view in value["views"]] == ["ferries"]


def test_a_part_of_a_library_has_only_the_tags_in_it_and_no_views(library: Library) -> None:
    value, _ = exported(library, AnnotationQuery(query=parse("has:note")))
    assert ([tag["name"] for tag in value["tags"]], value["views"]) == (["sea"], [])
    value, _ = exported(library, AnnotationQuery(query=parse("#nothing")))
    assert (value["articles"], value["tags"], value["views"]) == ([], [], [])


def test_other_formats_refuse_the_trash(library: Library) -> None:
    exports = Exports(library, library.repository)
    options = exports.options(AnnotationQuery(trash=True))
    with pytest.raises(UsageError, match="markdown cannot hold what is in the trash") as caught:
        exports.check("markdown", options)
    assert caught.value.hint == "Formats that can: json."
    exports.check("json", options)


def test_cards_are_exported_with_their_annotations_only(library: Library) -> None:
    value, _ = exported(library, AnnotationQuery())
    assert [[card["stability"] for card in one.get("review", ())] for one in value["articles"]] == [[2.5]]
    assert "review" not in json.dumps(exported(library, AnnotationQuery(query=parse("#nothing")))[0])
