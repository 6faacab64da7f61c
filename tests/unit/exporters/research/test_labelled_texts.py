"""Formats of labelled texts: every span is the passage that the user annotated, in the units of the reader."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

import pytest
from articles import article_of
from exporting.hostile_documents import documents
from hypothesis import given

from readtui.exporters.exporter import ExportDocument, ExportOptions, whole
from readtui.exporters.research.annotation_places import placed
from readtui.exporters.research.labelled_texts import DoccanoExporter, LabelStudioExporter, SpacyExporter
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.model.selector import TextPositionSelector, TextQuoteSelector
from readtui.model.tag import Tag


class Span(NamedTuple):
    words: str
    start: int
    label: str


class Read(NamedTuple):
    """What a reader of a format has of an article."""

    text: str
    spans: list[Span]
    values: list[dict[str, Any]]


def read_doccano(made: str) -> list[Read]:
    assert made.isascii(), "doccano guesses encodings"
    rows = [json.loads(line) for line in made.splitlines()]
    return [
        Read(
            row["text"],
            [Span(row["text"][start:end], start, label) for start, end, label in row["label"]],
            row["annotations"],
        )
        for row in rows
    ]


def read_spacy(made: str) -> list[Read]:
    rows = [json.loads(line) for line in made.split("\n") if line]
    return [
        Read(
            row["text"],
            [Span(row["text"][span["start"] : span["end"]], span["start"], span["label"]) for span in row["spans"]],
            row["meta"]["annotations"],
        )
        for row in rows
    ]


def read_label_studio(made: str) -> list[Read]:
    read = []
    for task in json.loads(made):
        text, (annotation,) = task["data"]["text"], task["annotations"]
        spans = []
        for region in annotation["result"]:
            value = region["value"]
            assert value["text"] == text[value["start"] : value["end"]]
            assert set(value["labels"]) <= {label["value"] for label in task["data"]["labels"]}
            spans += [Span(value["text"], value["start"], label) for label in value["labels"]]
        read.append(Read(text, spans, task["data"]["annotations"]))
    return read


FORMATS: list[tuple[Any, Callable[[str], list[Read]]]] = [
    (DoccanoExporter(), read_doccano),
    (SpacyExporter(), read_spacy),
    (LabelStudioExporter(), read_label_studio),
]


def folded(tag: str) -> str:
    """What tags are compared by: without case and empty levels."""
    return "/".join(level for level in tag.casefold().split("/") if level)


@pytest.mark.parametrize(("exporter", "read"), FORMATS, ids=[exporter.format.name for exporter, _ in FORMATS])
@given(given_documents=documents())
def test_every_quote_note_and_tag_comes_back(
    exporter: Any, read: Callable[[str], list[Read]], given_documents: list[ExportDocument]
) -> None:
    made = whole(exporter.render(given_documents, ExportOptions()))
    assert isinstance(made, str)
    for document, found in zip(given_documents, read(made), strict=True):
        assert found.text == document.article.text
        wanted = {
            Span(one.annotation.quoted_text, one.passage.start, folded(label))
            for one in placed(document)
            for label in one.annotation.tags or ["highlight"]
        }
        assert {span._replace(label=folded(span.label)) for span in found.spans} == wanted
        assert [(value["id"], value["note"], value["tags"]) for value in found.values] == [
            (annotation.id, annotation.note, list(annotation.tags)) for annotation in document.annotations
        ]


@pytest.mark.parametrize("exporter", [exporter for exporter, _ in FORMATS], ids=lambda one: one.format.name)
def test_no_article_is_an_empty_file_of_the_format(exporter: Any) -> None:
    made = "".join(exporter.render([], ExportOptions()))
    assert made == ("[]\n" if exporter.format.name == "label-studio" else "")


def test_doccano_gets_a_span_once_and_no_empty_text() -> None:
    document = without_text(doubled())
    (row,) = [json.loads(line) for line in DoccanoExporter().render([doubled(), document], ExportOptions())]
    assert row["label"] == [[0, 5, "boats"], [0, 5, "highlight"]]


def test_doccano_gets_no_label_that_its_database_refuses() -> None:
    document = doubled()
    long = replace(document.annotations[0], tags=("x" * 101,))
    (row,) = map(json.loads, DoccanoExporter().render([replace(document, annotations=[long])], ExportOptions()))
    assert [len(label) for _, _, label in row["label"]] == [100]
    assert row["annotations"][0]["tags"] == ["x" * 101]


def test_label_studio_labels_have_the_colors_and_descriptions_of_the_codebook() -> None:
    tags = {"boats": Tag("boats", "blue", "all of them"), "rafts": Tag("rafts", "no color")}
    (task,) = json.loads("".join(LabelStudioExporter().render([doubled()], ExportOptions(tags=tags))))
    assert task["data"]["labels"] == [
        {"value": "boats", "background": "#4f8fd0", "hint": "all of them"},
        {"value": "rafts"},
        {"value": "highlight"},
    ]


def test_a_tag_is_one_label_however_its_annotations_spell_it() -> None:
    document = doubled()
    tags = [("Boats",), ("BOATS",), ("boats/Ferry", "boats")]
    spelled = [replace(one, tags=said) for one, said in zip(document.annotations, tags, strict=True)]
    options = ExportOptions(tags={"boats": Tag("boats")})
    for exporter, read in FORMATS:
        (found,) = read("".join(exporter.render([replace(document, annotations=spelled)], options)))
        assert {span.label for span in found.spans} == {"boats", "boats/Ferry"}


def doubled() -> ExportDocument:
    """Two annotations with the same tag, and one without, on the same passage."""
    article = article_of("A boat.")
    made = [
        Annotation(
            f"{number:08x}-0000-4000-8000-000000000000", "0" * 16, "", "", TextQuoteSelector("A boa"),
            TextPositionSelector(0, 5), tags=tags,
        )
        for number, tags in enumerate([("boats",), ("boats",), ()])
    ]  # fmt: skip
    return ExportDocument(ArticleRecord("0" * 16, article.metadata, "", "", article.hash8), made, lambda: article)


def without_text(document: ExportDocument) -> ExportDocument:
    """The same article without a text."""
    empty = replace(document.article, text="", blocks=())
    return replace(document, read=lambda: empty)
