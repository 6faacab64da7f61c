"""What programs write where a title and an author belong is neither."""

import pytest

from readtui.importers.common.titles import given_creator, given_title


@pytest.mark.parametrize("title", ["(anonymous)", "Untitled", "Microsoft Word - thesis.doc", "paper", "thesis.tex", ""])
def test_a_program_gives_no_title(title: str) -> None:
    assert given_title(title, "papers/paper.pdf") == ""


def test_a_person_gives_one() -> None:
    assert given_title("Anonymous  letters", "paper.pdf") == "Anonymous letters"


@pytest.mark.parametrize("creator", ["(anonymous)", "unknown", "python-docx", "Un-named", "LAB\\admin", "Admin"])
def test_a_program_is_no_author(creator: str) -> None:
    assert given_creator(creator) == ""


def test_a_person_is_one() -> None:
    assert given_creator("Ada  Root") == "Ada Root"
