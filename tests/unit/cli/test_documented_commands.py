"""The command lines in README and docs run, on files such as they name."""

import importlib.util
import re
import shlex
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from archives import docx, epub, word_paragraph
from code_blocks import ROOT, CodeBlock, code_blocks
from local_site import answer, running_site
from tiny_pdf import Text, pdf

from readtui.cli.main import run

Shell = Callable[[str, Path], list[str]]

ELSEWHERE = ("docs/recipes/", "docs/agents.md", "CONTRIBUTING.md")
BLOCKS = [block for block in code_blocks(info="sh") if not block.page.startswith(ELSEWHERE)]
TREATY = "# A treaty\n\nThe treaty START is about to start. Each sanction is named. Check this: the treaty ends.\n"
GERMAN = "# Der Vertrag\n\nDer Vertrag gilt seit gestern, und die Schiffe im Hafen liegen bis morgen fest am Kai.\n"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the commands name, and a library and another copy of it."""
    folder = tmp_path_factory.mktemp("prepared")
    notes = folder / "notes"
    notes.mkdir()
    (notes / "one.md").write_text("# One\n\nA note that stands in a folder of notes.\n")
    (notes / "treaty.md").write_text(TREATY)
    (notes / "vertrag.md").write_text(GERMAN)
    (folder / "page.html").write_text("<h1>A page</h1><p>It was saved from the web, and is read again here.</p>")
    (folder / "book.epub").write_bytes(epub({"one": "<h1>A book</h1><p>It has one chapter.</p>"}))
    (folder / "letter.docx").write_bytes(docx(word_paragraph("These are the exact words of a letter.")))
    (folder / "paper.pdf").write_bytes(pdf([[Text(72, 700, "A paper of one page and a few words.")]]))
    annotate = ("annotate", str(notes / "treaty.md"), "--quote", "Each sanction")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("READTUI_STATE", str(folder / "state"))
        patch.setenv("READTUI_LIBRARY", str(folder / "library"))
        assert run(("add", str(notes))) == 0
        shutil.copytree(folder / "library", folder / "stick")
        assert run((*annotate, "--tag", "law", "--note", "Check this?")) == 0
        for coder in ("Ada", "Bea", "software:coder"):
            assert run((*annotate, "--tag", "law", "--by", coder)) == 0
        assert run(("view", "to discuss", "has:note")) == 0
    shutil.rmtree(folder / "state")
    return folder


@pytest.fixture
def folder(prepared: Path, tmp_path: Path) -> Path:
    """A copy of the prepared folder. The library that the commands use knows the files by their new paths."""
    shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)
    for path in (tmp_path / "library" / "articles").iterdir():
        path.write_text(path.read_text("utf-8").replace(str(prepared), str(tmp_path)), "utf-8")
    return tmp_path


@pytest.mark.parametrize("block", BLOCKS, ids=str)
def test_command_lines_in_documents_run(
    block: CodeBlock, folder: Path, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(folder / name))
    with running_site() as site:
        page = answer(200, b"<h1>A site</h1><p>It stands in for any other.</p>", Content_Type="text/html")
        site.answers["/"] = site.answers["/article"] = page
        named = {"https://example.org": site.url, "/media/stick/library": str(folder / "stick")}
        named |= {"LIBRARY": str(folder / "library"), " ARTICLE": " book.epub"}
        for line in block.code.splitlines():
            program = line.split()[0]
            if program in ("pipx", "python") or program.startswith("scripts/"):
                check_what_takes_too_long(line)
            elif program != "readtui" and shutil.which(program) is None:
                pytest.skip(f"{program} is not installed")
            else:
                shell(re.sub("|".join(named), lambda found: named[found[0]], line), folder)


def check_what_takes_too_long(line: str) -> None:
    """What installs packages, or runs all tests or benchmarks, is there, and so is what it names."""
    program, *arguments = shlex.split(line, comments=True)
    if program == "pipx":
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        assert set(re.findall(r"\[(\w+)\]", line)) <= set(project["optional-dependencies"])
        assert arguments[0] == "install"
    elif program == "python":
        assert arguments[0] == "-m"
        assert importlib.util.find_spec(arguments[1]) is not None
    else:
        assert (ROOT / program).is_file()
        assert [one for one in arguments if "/" in one and not (ROOT / one).exists()] == []
