"""Org: text that its syntax could misinterpret."""

import re

import pytest

from readtui.exporters.contract import sample_documents
from readtui.exporters.exporter import ExportOptions, Grouping, whole
from readtui.exporters.notes.org import OrgExporter, guarded

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


def test_no_id_occurs_twice_under_tags() -> None:
    text = str(whole(OrgExporter().render(sample_documents(), ExportOptions(group=Grouping.TAG))))
    ids = re.findall(r"^:ID: (.*)$", text, re.MULTILINE)
    assert len(ids) == len(set(ids)) == 46
