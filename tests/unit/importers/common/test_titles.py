"""Generated titles and authors are ignored."""

import pytest

from readtui.importers.common.titles import given_creator, given_title, rank_by_name, told_title

_MADE = [
    *(
        "(anonymous)",
        "Untitled",
        "untitled-1",
        "Ohne Titel",
        "Sin título",
        "無題",
        "Document1",
        "Neues Dokument",
        "Scan 3",
    ),
    *("Microsoft Word - thesis.doc", "Microsoft Word", "PowerPoint-Präsentation", "thesis.tex", "My thesis final.docx"),
    *("two.html", "index.php", "README.md", "file:///home/ada/two.html", "https://a.example/two?x=1", "www.a.example"),
    *("a.example/two.html", "localhost:8000/two", "C:\\Users\\Ada\\two.htm", "/tmp/two", "IMG_2041.jpg", "DSC 2041"),
    *("11/29/26, 3:29 PM two.html", "29.11.2026, 15:29", "2026-11-29 15:29:10 untitled", "0123456789abcdef01", ""),
]


@pytest.mark.parametrize("title", [*_MADE, "paper", "1"])
def test_a_generated_title_is_ignored(title: str) -> None:
    assert given_title(title, "papers/paper.pdf") == ""


@pytest.mark.parametrize("title", _MADE)
def test_a_page_is_not_called_by_a_file_or_an_address(title: str) -> None:
    assert told_title(title) == ""


@pytest.mark.parametrize(
    "title",
    [
        *(
            "Anonymous  letters",
            "Node.js",
            "Learning ASP.NET",
            "AC/DC and the law",
            "故乡",
            "Index of names",
            "U.S./China",
        ),
        *(
            "Microsoft Word turns forty",
            "What a .doc file is",
            "2024-01-02 Notes",
            "Print the page",
            "Document of an era",
        ),
    ],
)
def test_a_title_by_a_person_is_used(title: str) -> None:
    assert given_title(title, "paper.pdf") == told_title(title) == " ".join(title.split())


def test_the_date_that_a_browser_prints_is_no_part_of_a_title() -> None:
    assert given_title("29.11.2026, 15:29 Die Geschichte", "paper.pdf") == "Die Geschichte"


@pytest.mark.parametrize("creator", ["(anonymous)", "unknown", "python-docx", "Un-named", "LAB\\admin", "Admin"])
def test_a_program_is_not_an_author(creator: str) -> None:
    assert given_creator(creator) == ""


def test_a_person_is_an_author() -> None:
    assert given_creator("Ada  Root") == "Ada Root"


@pytest.mark.parametrize(
    ("style", "rank"),
    [
        ("Heading 2", 2),
        ("h3-first", 3),
        ("head a", 2),
        ("B_Head", 3),
        ("Chapter Title", 1),
        ("AHead", 2),
        ("overhead", 0),
        ("h7", 0),
    ],
)
def test_the_style_of_a_publisher_names_the_rank_of_a_heading(style: str, rank: int) -> None:
    assert rank_by_name(style) == rank
