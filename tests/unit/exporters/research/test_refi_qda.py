"""Projects and codebooks of REFI-QDA, against its schema and against what QualCoder's importer does."""

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from articles import article_of
from exporting.hostile_documents import documents
from hypothesis import given
from lxml import etree

from readtui.errors import ExportError
from readtui.exporters.exporter import ExportDocument, ExportOptions
from readtui.exporters.research.annotation_places import on_whole_article, placed
from readtui.exporters.research.codebook import CodebookExporter
from readtui.exporters.research.codes import CodeList
from readtui.exporters.research.refi_qda import RefiQdaExporter
from readtui.model.annotation import AnchorState, Annotation
from readtui.model.article import ArticleRecord
from readtui.model.creator import Creator
from readtui.model.selector import TextPositionSelector, TextQuoteSelector
from readtui.model.tag import Tag

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parent / "refi_qda_project.xsd"))
PROJECT = "{urn:QDA-XML:project:1.0}"
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
RIVER = article_of("The ferry left at dawn. 😀 Nobody came.")
TAGS = {
    "boats/ferry": Tag("boats/ferry", "blue", 'slow <& "steady"\nboats'),
    "canal/ferry": Tag("canal/ferry", "#AABBCC"),
    "unused": Tag("unused", "no such color"),
}


def project(given_documents: list[ExportDocument], options: ExportOptions) -> "tuple[etree._Element, dict[str, str]]":
    """The project and its texts by path; the project is valid."""
    with zipfile.ZipFile(io.BytesIO(b"".join(RefiQdaExporter().render(given_documents, options)))) as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}, "the same bytes at any time"
    root = etree.fromstring(files.pop("project.qde").encode())
    assert SCHEMA.validate(root), SCHEMA.error_log
    return root, files


def annotated(*annotations: tuple[int, int, tuple[str, ...], str]) -> ExportDocument:
    made = [
        Annotation(
            f"{number:08x}-0000-4000-8000-000000000000", "0" * 16, "2026-01-31T12:00:00Z", "not a time",
            TextQuoteSelector(RIVER.text[start:end]), TextPositionSelector(start, end), "yellow", tags, note,
        )
        for number, (start, end, tags, note) in enumerate(annotations)
    ]  # fmt: skip
    record = ArticleRecord("0" * 16, RIVER.metadata, "2026-01-31T12:00:00Z", "", RIVER.hash8)
    return ExportDocument(record, made, lambda: RIVER)


def element_texts(element: "etree._Element", name: str) -> list[str]:
    return [found.text or "" for found in element.iterchildren(f"{PROJECT}{name}")]


@given(documents())
def test_every_quote_note_and_tag_is_in_the_project(given_documents: list[ExportDocument]) -> None:
    root, files = project(given_documents, ExportOptions())
    sources = list(root.iter(f"{PROJECT}TextSource"))
    names = [source.get("name", "") for source in sources]
    assert len({name.casefold() for name in names}) == len(names)
    assert not set('/\\:*?"<>|') & set("".join(names))
    codes = {code.get("guid"): code for code in root.iter(f"{PROJECT}Code")}
    code_names = [code.get("name", "").casefold() for code in codes.values()]
    assert len(set(code_names)) == len(code_names), "QualCoder merges codes of the same name"
    for document, source in zip(given_documents, sources, strict=True):
        text = files[source.get("plainTextPath", "").replace("internal://", "sources/")]
        assert text == document.article.text
        found = [
            (
                text[int(selection.get("startPosition", "")) : int(selection.get("endPosition", ""))],
                "".join(element_texts(selection, "Description")),
                {reference.get("targetGUID") for reference in selection.iter(f"{PROJECT}CodeRef")},
            )
            for selection in source.iterchildren(f"{PROJECT}PlainTextSelection")
        ]
        for one in placed(document):
            # An XML parser reads a forbidden character as U+FFFD, as it was written.
            note = FORBIDDEN.sub("\ufffd", one.annotation.note)
            wanted = {code_of(codes, tag) for tag in one.annotation.tags}
            assert any(
                quote == one.annotation.quoted_text and note in notes and wanted <= tags for quote, notes, tags in found
            )


@given(documents())
def test_users_and_replies_are_in_the_project(given_documents: list[ExportDocument]) -> None:
    root, _ = project(given_documents, ExportOptions(creator=Creator("Ada")))
    users = {user.get("guid"): user.get("id") for user in root.iter(f"{PROJECT}User")}
    assert len(set(users.values())) == len(users)
    notes = {note.get("guid"): note for note in root.iter(f"{PROJECT}Note")}
    referred = [reference.get("targetGUID") for reference in root.iter(f"{PROJECT}NoteRef")]
    assert sorted(map(str, referred)) == sorted(map(str, notes))
    for document in given_documents:
        for annotation in [*(one.annotation for one in placed(document)), *on_whole_article(document)]:
            for reply in annotation.replies:
                spelled = FORBIDDEN.sub("\ufffd", reply.creator.spelled) if reply.creator else None
                assert users[notes[reply.id].get("creatingUser")] == spelled
                [text] = element_texts(notes[reply.id], "PlainTextContent")
                assert text == FORBIDDEN.sub("\ufffd", reply.text)


def code_of(codes: "dict[str | None, etree._Element]", tag: str) -> str | None:
    """The id of the code at the end of the tag's levels."""
    levels = [FORBIDDEN.sub("\ufffd", level).casefold() for level in tag.split("/") if level]
    for code_id, code in codes.items():
        path = [ancestor.get("name", "").casefold() for ancestor in code.iterancestors(f"{PROJECT}Code")][::-1]
        own = code.get("name", "").casefold()
        if own in (levels[-1], "/".join(levels)) and len(path) == len(levels) - 1:
            ends = [name.rsplit("/", 1)[-1] for name in path]
            if ends == [level.rsplit("/", 1)[-1] for level in levels[:-1]]:
                return code_id
    return None


@given(documents())
def test_a_selection_stands_once_where_qualcoder_takes_only_one(given_documents: list[ExportDocument]) -> None:
    root, _ = project(given_documents, ExportOptions())
    for source in root.iter(f"{PROJECT}TextSource"):
        taken: list[tuple[str | None, ...]] = []
        for selection in source.iterchildren(f"{PROJECT}PlainTextSelection"):
            codes = [reference.get("targetGUID") for reference in selection.iter(f"{PROJECT}CodeRef")] or [None]
            place = (selection.get("startPosition"), selection.get("endPosition"), selection.get("creatingUser"))
            taken += [(*place, code) for code in codes]
        assert len(set(taken)) == len(taken)


def test_annotations_on_one_passage_are_one_selection_only_if_they_must() -> None:
    root, _ = project(
        [annotated((0, 9, (), "one"), (0, 9, (), "two"), (0, 9, ("a",), "three"), (0, 9, ("b",), "four"),
                   (0, 9, ("A", "b"), "five"), (0, 9, ("c",), "six"), (1, 9, (), "seven"))],
        ExportOptions(),
    )  # fmt: skip
    notes = [element_texts(selection, "Description") for selection in root.iter(f"{PROJECT}PlainTextSelection")]
    assert notes == [["one\n\ntwo"], ["three\n\nfour\n\nfive"], ["six"], ["seven"]]


def test_the_codebook_has_colors_descriptions_and_levels_in_both_formats() -> None:
    document = annotated((0, 3, ("Boats",), ""), (4, 9, ("boats/FERRY", "new"), ""))
    root, _ = project([document], ExportOptions(tags=TAGS))
    codebook = "".join(CodebookExporter().render([document], ExportOptions(tags=TAGS)))
    as_project = etree.fromstring(codebook.replace("codebook:1.0", "project:1.0").encode())
    for element in (root, as_project):
        codes = {code.get("name"): code for code in element.iter(f"{PROJECT}Code")}
        assert list(codes) == ["boats", "boats/ferry", "canal", "canal/ferry", "new", "unused"]
        assert [code.get("color") for code in codes.values()] == [None, "#4f8fd0", None, "#aabbcc", None, None]
        assert codes["boats/ferry"].getparent() is codes["boats"]
        assert element_texts(codes["boats/ferry"], "Description") == ['slow <& "steady"\nboats']
    coded = {reference.get("targetGUID") for reference in root.iter(f"{PROJECT}CodeRef")}
    assert coded == {code.get("guid") for code in root.iter(f"{PROJECT}Code") if code.get("name") in
                     {"boats", "boats/ferry", "new"}}  # fmt: skip


def test_a_codebook_without_a_tag_is_refused() -> None:
    with pytest.raises(ExportError, match="no tags"):
        list(CodebookExporter().render([annotated((0, 3, (), ""))], ExportOptions()))


def test_an_annotation_without_a_passage_is_on_the_source_or_counted() -> None:
    document = annotated((0, 3, ("a",), "n"), (0, 3, ("b",), "lost"), (4, 9, (), "unsure"))
    whole = replace(document.annotations[0], id="9" * 8, quote=None, position=None, color=None, note="About it.")
    orphan = replace(document.annotations[1], anchor=AnchorState.ORPHAN)
    unsure = replace(document.annotations[2], anchor=AnchorState.REVIEW, color=None)
    options = ExportOptions()
    root, _ = project([replace(document, annotations=[whole, orphan, unsure])], options)
    (source,) = root.iter(f"{PROJECT}TextSource")
    assert element_texts(source, "Description") == ["About it."]
    assert [etree.QName(child).localname for child in source][:2] == ["Description", "PlainTextSelection"]
    assert (
        str(options.losses)
        == "1 annotation whose passage is lost, 1 mark that a passage needs review, 1 color, 1 link back"
    )


def test_a_project_of_one_article_has_its_title() -> None:
    document = annotated((0, 3, ("a",), "n"))
    other = replace(document, record=replace(document.record, id="1" * 16))
    for given_documents, name in (([document], "On rivers"), ([document, other], "readtui"), ([], "readtui")):
        root, _ = project(given_documents, ExportOptions())
        assert root.get("name") == name


def test_the_same_annotations_give_the_same_bytes() -> None:
    document = annotated((0, 3, ("a",), "n"))
    first, second = (b"".join(RefiQdaExporter().render([document], ExportOptions())) for _ in range(2))
    assert first == second


def test_levels_beyond_what_readers_can_nest_stay_in_one_name() -> None:
    codebook = CodeList({})
    codebook.add_tags(["/".join("x" * 2000)])
    (code,) = codebook.codes()
    depth, deepest = list(code.walk())[-1]
    assert (depth, deepest.tag.count("x"), deepest.name.count("x")) == (29, 2000, 2000 - 29)
