"""The command export --template."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Readtui = Callable[..., Any]


@pytest.fixture
def noted(readtui: Readtui, article: str) -> str:
    readtui("annotate", article, "--quote", "It left at dawn", "--color", "yellow", "--note", "early")
    return article


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "mine.csv.j2"
    path.write_text("{{ annotation.quote|csv }},{{ annotation.note|csv }}\n", encoding="utf-8-sig")
    return path


def test_a_template_writes_to_stdout_a_file_or_a_folder(
    readtui: Readtui, noted: str, template: Path, tmp_path: Path
) -> None:
    assert readtui("export", "--template", str(template)).out == '"It left at dawn","early"\n'
    for _ in range(2):
        assert readtui("export", "--template", str(template), "--output", f"{tmp_path}/out/").code == 0
    (written,) = (tmp_path / "out").iterdir()
    assert (written.suffix, written.read_text()) == (".csv", '"It left at dawn","early"\n')


def test_a_mistake_leaves_no_file(readtui: Readtui, noted: str, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.md.j2"
    wrong.write_text("# {{ article.title }}\n{{ article.autor }}\n")
    refused = readtui("export", "--template", str(wrong), "--output", str(tmp_path / "out.md"))
    assert (refused.code, refused.err) == (
        1,
        "readtui: template wrong.md.j2, line 2: there is no “autor”\nDid you mean “author”?\n",
    )
    assert not (tmp_path / "out.md").exists()


def test_a_template_that_cannot_be_read_is_refused(
    readtui: Readtui, noted: str, template: Path, tmp_path: Path
) -> None:
    latin, large = tmp_path / "latin.j2", tmp_path / "large.j2"
    latin.write_bytes(b"caf\xe9")
    large.write_bytes(b"x" * 1_000_001)
    for path, message in (
        (tmp_path / "none.j2", "no such template"),
        (tmp_path, "is not a file but a folder"),
        (latin, "is not UTF-8"),
        (large, "is larger than 1 MB"),
    ):
        refused = readtui("export", "--template", str(path))
        assert (refused.code, message in refused.err, str(path) in refused.err) == (1, True, True)
    refused = readtui("export", "--template", str(template), "--format", "csv")
    assert (refused.code, "Omit --format, or --template." in refused.err) == (2, True)
    refused = readtui("export", "--template", str(template), "--context", "full")
    assert (refused.code, "cannot show the context: full" in refused.err) == (2, True)
