"""The recipes in docs/recipes do what they promise: their commands run in order, with the settings that they show."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from code_blocks import code_blocks

CLIPPINGS = """\
\ufeffOn Tides (Ada Ferry)
- Your Highlight on page 1 | Location 10-11 | Added on Friday, 2 January 2026 10:00:00

Nobody asked where it had been.
==========
A Book Elsewhere (Ben Boat)
- Your Highlight on page 1 | Location 10-11 | Added on Friday, 2 January 2026 10:01:00

Words from elsewhere.
==========
"""

Shell = Callable[[str, Path], list[str]]
Follow = Callable[..., list[str]]


@pytest.fixture
def follow(shell: Shell, tmp_path: Path) -> Follow:
    """Run the commands of a recipe in a folder; return what each command of readtui has printed."""

    def run(name: str, folder: Path, place: str = "") -> list[str]:
        page = f"docs/recipes/{name}"
        settings = "\n".join(block.code for block in code_blocks(page, "toml"))
        (tmp_path / "settings.toml").write_text(settings, encoding="utf-8")
        lines = "".join(block.code for block in code_blocks(page, "sh"))
        return shell(lines.replace(place, str(tmp_path)) if place else lines, folder)

    return run


def test_kindle_clippings_fill_a_vault(follow: Follow, tmp_path: Path) -> None:
    (tmp_path / "books").mkdir()
    (tmp_path / "books" / "tides.md").write_text("# On Tides\n\nThe tide comes in. Nobody asked where it had been.\n")
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "My Clippings.txt").write_text(CLIPPINGS, encoding="utf-8")
    printed = follow("kindle-to-obsidian.md", tmp_path, place="/media/Kindle")
    assert any("Words from elsewhere." in one for one in printed)
    assert any("already there: 2" in one for one in printed)
    [note] = (tmp_path / "vault" / "reading").rglob("On Tides.md")
    assert "> Nobody asked where it had been.\n" in note.read_text(encoding="utf-8")


def test_interviews_are_coded_and_handed_on(follow: Follow, tmp_path: Path) -> None:
    said = {
        "anna": "I get my hours on Friday evening. My sister calls that no life.",
        "ben": "The app tells me at six in the morning. I have stopped planning.",
    }
    (tmp_path / "interviews").mkdir()
    for name, words in said.items():
        (tmp_path / "interviews" / f"{name}.md").write_text(f"# {name}\n\n{words}\n")
    (tmp_path / "codebook.csv").write_text("name,color,description\nwork/hours,blue,Who decides\nfamily,,At home\n")
    printed = follow("coding-interviews.md", tmp_path)
    assert "family\twork/hours\t1\n" in "".join(printed)
    assert {"study.qdpx", "codebook.qdc", "passages.csv"} <= {path.name for path in tmp_path.iterdir()}
    by_tag = (tmp_path / "by-tag.md").read_text(encoding="utf-8")
    assert re.findall("^# (.*)", by_tag, re.MULTILINE) == ["family", "work/schedule"]


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_comments_on_a_draft_are_found_again(follow: Follow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    author, reviewer = tmp_path / "author", tmp_path / "reviewer"
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "Ada")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "ada@example.org")

    def git(*arguments: str) -> None:
        subprocess.run(["git", *arguments], check=True, capture_output=True, timeout=60)

    git("init", "--initial-branch=main", str(author))
    draft = author / "draft.md"
    draft.write_text(
        "# Plan\n\nWe need two lamps. Both stand on the eastern mole.\n\nThe keeper is paid by the town.\n"
    )
    git("-C", str(author), "add", "draft.md")
    git("-C", str(author), "commit", "--message", "A plan")
    git("clone", str(author), str(reviewer))
    draft.write_text("# Plan\n\nShips go aground. We need two lamps; both of them stand on the eastern mole.\n")
    git("-C", str(author), "commit", "--all", "--message", "A shorter plan")
    printed = "".join(follow("draft-in-git.md", reviewer))
    assert "Plan: changed; annotations: 1 lost (“The keeper is paid by…”), 1 with other words (“" in printed
    assert "Why not one on each side?" in printed
    comments = (reviewer / "comments.md").read_text(encoding="utf-8")
    assert "both of them stand on the eastern mole." in comments
    assert "no longer in the article" in comments
