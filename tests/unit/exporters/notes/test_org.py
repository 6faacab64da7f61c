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
