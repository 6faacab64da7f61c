"""Entries of bibliographies."""

import pytest

from readtui.exporters.exporter import ExportDocument, ExportOptions
from readtui.exporters.references import BibEntry, RisExporter, entry_of, in_tex
from readtui.model.annotation import Annotation
from readtui.model.article import Article, ArticleRecord, Metadata
from readtui.model.selector import TextQuoteSelector


def document(metadata: Metadata, *annotations: Annotation) -> ExportDocument:
    def unread() -> Article:
        raise AssertionError("read")

    return ExportDocument(ArticleRecord("00112233445566aa", metadata, "", "", "0"), annotations, unread)


def entry(**known: str) -> BibEntry:
    return entry_of(document(Metadata(**{"title": "The Lock", **known})), ExportOptions())


@pytest.mark.parametrize(
    ("creator", "authors"),
    [
        ("", ()),
        ("Ada Keeper", ("Ada Keeper",)),
        ("Ada Keeper and Bo Lind", ("Ada Keeper", "Bo Lind")),
        ("Ada Keeper, Bo Lind, Cy Moor", ("Ada Keeper", "Bo Lind", "Cy Moor")),
        ("Woolf, Virginia", ("Woolf, Virginia",)),
        ("Ada Keeper; Reuters", ("Ada Keeper", "Reuters")),
        ("Sandy Anderson", ("Sandy Anderson",)),
    ],
)
def test_a_byline_is_taken_apart_into_names(creator: str, authors: tuple[str, ...]) -> None:
    assert entry(creator=creator).authors == authors


@pytest.mark.parametrize(
    ("known", "key"),
    [
        ({"creator": "Ada Küper", "published": "2024-05-01"}, "kuper2024lock-001122"),
        ({"creator": "Woolf, Virginia"}, "woolflock-001122"),
        ({"title": "川を渡る船"}, "article-001122"),
    ],
)
def test_a_key_is_ascii_and_tells_entries_apart(known: dict[str, str], key: str) -> None:
    assert entry(**known).key == key


@pytest.mark.parametrize(("published", "date"), [("2024", (2024,)), ("2024-05", (2024, 5)), ("last May", ())])
def test_a_date_is_as_precise_as_what_is_known(published: str, date: tuple[int, ...]) -> None:
    assert entry(published=published).date == date


def test_text_that_latex_would_read_as_a_command_is_escaped() -> None:
    assert in_tex(r"50 % of A_1 & {B}\end") == r"50 \% of A\_1 \& \{B\}\textbackslash{}end"


def test_a_note_in_ris_says_something() -> None:
    bare = Annotation("a1", "0" * 16, "", "", color="green")
    tagged = Annotation("a2", "0" * 16, "", "", tags=("sea",))
    options = ExportOptions()
    [record] = RisExporter().render([document(Metadata("A"), bare, tagged)], options)
    assert [line for line in record.split("\r\n") if line.startswith("N1")] == ["N1  - [#sea] readtui:a2"]
    assert "1 annotation without words" in str(options.losses)


def test_a_note_of_several_lines_is_one_line_in_ris() -> None:
    note = "One.\nER  - \n\nTwo."
    annotation = Annotation("a1", "0" * 16, "", "", TextQuoteSelector("so\nit"), note=note, tags=("sea",))
    [record] = RisExporter().render([document(Metadata("A"), annotation)], ExportOptions())
    lines = record.split("\r\n")
    assert "N1  - “so it” One. ER - Two. [#sea] readtui:a1" in lines
    assert lines.count("ER  - ") == 1
    assert not any("\n" in line for line in lines)
