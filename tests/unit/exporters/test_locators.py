"""Pages and citations in each format: from Zotero, from the PDF, or from another program."""

import json
from collections.abc import Mapping
from dataclasses import replace
from importlib.metadata import entry_points

import pytest
from articles import article_of

from readtui.errors import NotFoundError
from readtui.exporters.exporter import ExportDocument, ExportOptions, whole
from readtui.exporters.locators import markdown_citation, org_citation, page_of
from readtui.model.annotation import IMPORTED, Annotation
from readtui.model.article import Article, ArticleRecord, Metadata, PageStart
from readtui.model.selector import TextPositionSelector, TextQuoteSelector

TEXT = replace(
    article_of("Sleeper cars came back. The ferry crosses the lake at dawn."),
    pages=(PageStart(0, 0, "11"), PageStart(28, 1, "12")),
)
RECORD = ArticleRecord(
    "00112233445566aa", Metadata("Night trains", "/papers/trains.PDF"), "", "", TEXT.hash8, citation_key="lund:2023"
)


def on(quote: str, **imported: object) -> Annotation:
    start = TEXT.text.index(quote)
    extra = {IMPORTED: {"format": "zotero", "key": "k", **imported}} if imported else {}
    selectors = TextQuoteSelector(quote), TextPositionSelector(start, start + len(quote))
    return Annotation("0d9c0000-0000-0000-0000-000000000000", RECORD.id, "", "", *selectors, "yellow", extra=extra)


def document(annotation: Annotation, record: ArticleRecord = RECORD) -> ExportDocument:
    return ExportDocument(record, [annotation], lambda: TEXT)


def exported(name: str, annotation: Annotation, record: ArticleRecord = RECORD) -> str:
    [point] = entry_points(group="readtui.exporters", name=name)
    made = whole(point.load()().render([document(annotation, record)], ExportOptions()))
    assert isinstance(made, str)
    return made


def test_a_page_is_what_zotero_calls_it_else_what_the_pdf_does_else_what_another_program_says() -> None:
    assert page_of(document(on("Sleeper")), on("Sleeper")) == "11"
    assert page_of(document(on("The ferry")), on("The ferry")) == "11–12"
    said: Mapping[str, str] = {"place": "page xii"}
    assert page_of(document(on("Sleeper", **said)), on("Sleeper", **said)) == "xii"
    other = on("Sleeper", format="pdf", **said)
    assert page_of(document(other), other) == "11"
    web = replace(RECORD, metadata=Metadata("Night trains", "https://example.org/"))
    assert page_of(document(other, web), other) == "xii"
    elsewhere = on("Sleeper", format="kindle", place="location 12")
    assert page_of(document(elsewhere, web), elsewhere) == ""


def test_a_text_that_cannot_be_read_has_no_pages() -> None:
    def gone() -> Article:
        raise NotFoundError("gone")

    assert page_of(ExportDocument(RECORD, [], gone), on("Sleeper")) == ""


@pytest.mark.parametrize(
    ("name", "with_key", "without_key"),
    [
        ("markdown", "yellow · [@lund:2023, pp. 11–12] · ", "yellow · pp. 11–12 · "),
        ("logseq", "  citation:: [@lund:2023, pp. 11–12]\n", "  page:: 11–12\n"),
        ("org", "#+end_quote\n[cite:@lund:2023 pp. 11–12]\n", ":PAGE: 11–12\n"),
        ("text", "yellow · pp. 11–12 · ", "yellow · pp. 11–12 · "),
        ("html", "<span>pp. 11–12</span>", "<span>pp. 11–12</span>"),
        ("latex", r"\autocite[11--12]{lund:2023}", "{pp. 11–12 "),
        ("typst", '#cite(label("lund:2023"), supplement: [pp. 11–12]);', "pp. 11–12"),
        ("bibtex", "@misc{lund:2023,", "“The ferry” (pp. 11–12)"),
        ("ris", "ID  - lund:2023\r\n", "“The ferry” (pp. 11–12)"),
        ("csl-json", '"id": "lund:2023"', "“The ferry” (pp. 11–12)"),
        ("csv", ",11–12\r\n", ",11–12\r\n"),
        ("jsonl", '"page": "11–12"', '"page": "11–12"'),
    ],
)
def test_each_format_cites_the_page_or_says_it(name: str, with_key: str, without_key: str) -> None:
    assert with_key in exported(name, on("The ferry"))
    plain = exported(name, on("The ferry"), replace(RECORD, citation_key=""))
    assert without_key in plain
    assert "lund" not in plain


@pytest.mark.parametrize("name", ["markdown", "logseq", "org", "text", "html", "latex", "typst", "bibtex", "ris"])
def test_an_article_without_pages_and_key_says_neither(name: str) -> None:
    web = replace(RECORD, metadata=Metadata("Night trains", "https://example.org/"), citation_key="")
    # Only after the title, because some definitions at the beginning are of citations.
    made = exported(name, on("The ferry"), web).rpartition("Night trains")[2]
    assert not any(sign in made for sign in ("p. ", "page", "PAGE", "[@", "[cite", "#cite(label", r"\autocite["))


def test_jsonl_and_the_whole_article_have_neither_without_a_passage() -> None:
    note = replace(on("The ferry"), quote=None, position=None, note="On all of it")
    assert json.loads(exported("jsonl", note))["page"] is None
    assert "@lund" not in exported("markdown", note) + exported("org", note)


def test_keys_and_pages_do_not_break_out_of_their_citation() -> None:
    odd = replace(RECORD, citation_key="a]{b}")
    assert (markdown_citation(odd, "1"), org_citation(odd, "1")) == ("", "")
    assert "@misc{trains" not in exported("bibtex", on("The ferry"), odd)
    ending = replace(RECORD, citation_key="lund2023-")
    assert markdown_citation(ending, "1]; @x") == "[@{lund2023-}, p. 1 x]"
    assert org_citation(ending, "") == "[cite:@lund2023-]"
