"""Generated titles and authors are ignored."""

import pytest

from readtui.importers.common.titles import given_creator, given_title


@pytest.mark.parametrize("title", ["(anonymous)", "Untitled", "Microsoft Word - thesis.doc", "paper", "thesis.tex", ""])
def test_a_generated_title_is_ignored(title: str) -> None:
    assert given_title(title, "papers/paper.pdf") == ""


def test_a_title_by_a_person_is_used() -> None:
    assert given_title("Anonymous  letters", "paper.pdf") == "Anonymous letters"


@pytest.mark.parametrize("creator", ["(anonymous)", "unknown", "python-docx", "Un-named", "LAB\\admin", "Admin"])
def test_a_program_is_not_an_author(creator: str) -> None:
    assert given_creator(creator) == ""


def test_a_person_is_an_author() -> None:
    assert given_creator("Ada  Root") == "Ada Root"
