"""Org: text that its syntax could misinterpret."""

import re
from dataclasses import replace

import pytest

from readtui.exporters.contract import sample_documents
from readtui.exporters.exporter import ExportOptions, Grouping, whole
from readtui.exporters.notes.org import OrgExporter, guarded
from readtui.model.annotation import Annotation
from readtui.model.selector import TextQuoteSelector

GUARD = "\u200b"


@pytest.mark.parametrize(
    "line",
    ["* not a heading", "#+end_quote", "# no comment", ":END:", ", said he", "%%(diary)", "  #+begin_src", "CLOCK: x"],
)
def test_syntax_at_the_start_of_a_line_is_guarded(line: str) -> None:
    assert guarded(f"before\n{line}") == f"before\n{GUARD}{line}"


@pytest.mark.parametrize("line", ["a * b", "no #tag", "- an item", "| a | b |"])
def test_other_lines_stay_as_they_are(line: str) -> None:
    assert guarded(line) == line


@pytest.mark.parametrize(
    "words",
    [
        r"\input{/etc/passwd} said the page",
        "On <2026-03-01 Sun> it left",
        "src_sh{touch x} and call_it()",
        "{{{title}}} and @@latex:x@@",
        "See [[file:/etc/passwd][here]] and [fn:1] and [cite:@x]",
    ],
)
def test_the_words_of_an_article_do_nothing_in_org(words: str) -> None:
    document = sample_documents()[0]
    orphan = Annotation("00000001-0000-4000-8000-000000000000", document.record.id, "", "", TextQuoteSelector(words))
    text = str(whole(OrgExporter().render([replace(document, annotations=[orphan])], ExportOptions())))
    assert words in text.replace(GUARD, "")
    assert not re.search(r"\\[a-z]|<\d|(?:src|call)_|\{\{|@@|\[\[file|\[fn|\[cite", text)


def test_no_id_occurs_twice_under_tags() -> None:
    text = str(whole(OrgExporter().render(sample_documents(), ExportOptions(group=Grouping.TAG))))
    ids = re.findall(r"^:ID: (.*)$", text, re.MULTILINE)
    assert len(ids) == len(set(ids)) == 50


def exported(quote: TextQuoteSelector | None = None, note: str = "") -> str:
    """An annotation without a passage in Org."""
    document = sample_documents()[0]
    one = Annotation("00000001-0000-4000-8000-000000000000", document.record.id, "", "", quote, note=note)
    return str(whole(OrgExporter().render([replace(document, annotations=[one])], ExportOptions())))


def test_lines_of_a_quote_are_no_items_of_a_list() -> None:
    quote = TextQuoteSelector("1984. A year\n- a dash\nb) a letter\nno item")
    assert f"#+begin_quote\n{GUARD}1984. A year\n{GUARD}- a dash\n{GUARD}b) a letter\nno item\n" in exported(quote)


@pytest.mark.parametrize(
    ("note", "written"),
    [
        ("- a\n- b\n\n1. c\n2. d", "- a\n- b\n\n\n\n1. c\n2. d"),
        ("3. third\n4. fourth", "3. [@3] third\n4. fourth"),
        ("1. a\n\nand\n\n2. b", "1. a\n\nand\n\n2. [@2] b"),
        ("See [[a page]].", f"See [{GUARD}[a page]]."),
        ("See [[https://e.org][this]] and [[id:x]].", "See [[https://e.org][this]] and [[id:x]]."),
        ("A **bold** word", f"A **bold**{GUARD} word"),
    ],
)
def test_a_note_is_what_org_and_its_lint_expect(note: str, written: str) -> None:
    assert f"\n{written}\n" in exported(note=note)


def test_no_property_has_the_name_of_a_keyword_for_exports() -> None:
    names = re.findall(
        r"^:(\w+): ", str(whole(OrgExporter().render(sample_documents(), ExportOptions()))), re.MULTILINE
    )
    assert not {"AUTHOR", "CREATOR", "DATE", "EMAIL", "LANGUAGE", "TITLE"} & set(names)
    assert {"EXPORT_AUTHOR", "EXPORT_LANGUAGE"} <= set(names)
