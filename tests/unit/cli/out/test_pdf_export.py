"""The command export --format pdf: the article's own PDF with the annotations in it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from exporting.pdf_marks import seen_in
from tiny_pdf import paragraph, pdf

Readtui = Callable[..., Any]
LINES = [
    "The keeper counts the carts that cross the bridge and the fer-",
    "ryman sleeps. Nobody in the valley hurries him.",
]
RIVER = pdf([paragraph(72, 700, LINES), paragraph(72, 700, ["In winter the ferryman lies on the bank of the river."])])


@pytest.fixture
def river(tmp_path: Path) -> Path:
    path = tmp_path / "river.pdf"
    path.write_bytes(RIVER)
    return path


@pytest.fixture
def article(readtui: Readtui, river: Path) -> str:
    article = str(readtui("add", str(river)).line)
    note = "[He](readtui:0011223344556677) *does*."
    readtui("annotate", article, "--quote", "the ferryman sleeps", "--color", "green", "--note", note)
    readtui("annotate", article, "--quote", "lies on the bank", "--tag", "boats/rest", "--tag", "winter")
    return article


def test_other_viewers_show_the_annotations_on_their_words(readtui: Readtui, article: str, tmp_path: Path) -> None:
    ids = {one["quote"]: one["id"] for one in readtui("annotations", "--json").json}
    output = tmp_path / "out.pdf"
    done = readtui("export", article, "--format", "pdf", "--output", str(output))
    assert (done.code, done.err) == (0, f"Wrote {output}\n")
    assert output.read_bytes().startswith(RIVER)
    first, second = seen_in(output.read_bytes())
    assert (first.page, first.kind, first.words, first.contents) == (
        0,
        "highlight",
        "thefer-rymansleeps",
        "He (readtui:0011223344556677) *does*.",
    )
    assert (second.page, second.kind, second.words, second.contents) == (
        1,
        "underline",
        "liesonthebank",
        "#boats/rest #winter",
    )
    assert [first.name, second.name] == [f"readtui:{ids['the ferryman sleeps']}", f"readtui:{ids['lies on the bank']}"]


def test_exporting_again_also_over_the_source_doubles_nothing(
    readtui: Readtui, article: str, river: Path, tmp_path: Path
) -> None:
    output = tmp_path / "out.pdf"
    export = ("export", article, "--format", "pdf", "--output")
    assert readtui(*export, str(output)).code == 0
    assert readtui(*export, str(output)).code == 0
    assert len(seen_in(output.read_bytes())) == 2
    assert readtui(*export, str(river)).code == 1, "the source is not readtui's"
    assert river.read_bytes() == RIVER
    assert readtui(*export, str(river), "--force").code == 0
    assert readtui(*export, str(river), "--force").code == 0
    assert [one.words for one in seen_in(river.read_bytes())] == ["thefer-rymansleeps", "liesonthebank"]
    assert {one["state"] for one in readtui("annotations", article, "--json").json} == {"exact"}


def test_a_changed_file_gets_what_is_still_in_it(readtui: Readtui, article: str, river: Path, tmp_path: Path) -> None:
    river.write_bytes(pdf([[*paragraph(72, 760, ["A new beginning for this text."]), *paragraph(72, 700, LINES)]]))
    output = tmp_path / "out.pdf"
    done = readtui("export", article, "--format", "pdf", "--output", str(output))
    assert [one.words for one in seen_in(output.read_bytes())] == ["thefer-rymansleeps"]
    assert "Left out: 1 annotation whose words are not in the PDF." in done.err


def test_a_folder_gets_a_file_for_each_article_that_has_a_pdf(
    readtui: Readtui, article: str, ferry: Path, tmp_path: Path
) -> None:
    other = readtui("add", str(ferry)).line
    readtui("annotate", other, "--quote", "It left at dawn")
    done = readtui("export", "--format", "pdf", "--output", f"{tmp_path}/out/")
    assert [one.suffix for one in (tmp_path / "out").iterdir()] == [".pdf"]
    assert "Left out: 1 article that was not read from a PDF." in done.err
    second = tmp_path / "second.pdf"
    second.write_bytes(RIVER.replace(b"valley", b"VALLEY"))
    third = readtui("add", str(second)).line
    readtui("annotate", third, "--quote", "lies on the bank", "--color", "pink")
    second.unlink()
    done = readtui("export", "--format", "pdf", "--output", f"{tmp_path}/out/")
    assert "1 article whose PDF is not on this device" in done.err
    refused = readtui("export", article, other, "--format", "pdf", "--output", f"{tmp_path}/one.pdf")
    assert (refused.code, "a PDF holds only one article" in refused.err) == (2, True)
    assert not (tmp_path / "one.pdf").exists()


def test_an_article_without_a_pdf_is_refused(
    readtui: Readtui, article: str, ferry: Path, river: Path, tmp_path: Path
) -> None:
    other = readtui("add", str(ferry)).line
    refused = readtui("export", other, "--format", "pdf", "--output", f"{tmp_path}/out.pdf")
    assert (refused.code, "was not read from a PDF" in refused.err) == (1, True)
    river.unlink()
    refused = readtui("export", article, "--format", "pdf", "--output", f"{tmp_path}/out.pdf")
    assert (refused.code, f"no such file: {river}" in refused.err) == (1, True)
    assert "readtui add FILE" in refused.err
    assert list(tmp_path.glob("*.pdf")) == []


def test_a_file_that_is_no_pdf_any_more_is_refused(readtui: Readtui, article: str, river: Path, tmp_path: Path) -> None:
    river.write_bytes(b"%PDF-1.4 nothing else")
    refused = readtui("export", article, "--format", "pdf", "--output", f"{tmp_path}/out.pdf")
    assert (refused.code, "is not a PDF, or it is damaged" in refused.err) == (1, True)
