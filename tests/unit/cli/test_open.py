"""The way back: `readtui open` with ids and links, in the default library and in the others."""

import io
import json
import shutil
import sys
from pathlib import Path

import click
import pytest

from readtui.cli.handler import own_command
from readtui.tui.destination import Start
from tests.unit.cli.conftest import Readtui, Result

NOBODY = "00000000-0000-4000-8000-000000000000"


class Terminal(io.StringIO):
    """Standard input of a person who types these lines."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, str]]:
    """The library, article and annotation with which the app was opened, for each time."""
    calls: list[tuple[str, str, str]] = []

    def open_app(services: object, start: Start) -> None:
        calls.append((str(services.folder), start.article, start.annotation))  # type: ignore[attr-defined]
        raise click.exceptions.Exit(0)

    monkeypatch.setattr("readtui.cli.app.require_terminal", lambda: None)
    monkeypatch.setattr("readtui.cli.app._open_app", open_app)
    return calls


def test_links_run_the_readtui_that_was_called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "bin/readtui"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", "/nowhere")
    as_module = ["/usr/bin/python3", "-m", "readtui"]
    for called, command in (
        (str(program), [str(program)]),
        ("bin/readtui", [str(program)]),
        ("readtui", as_module),
        ("bin/none/readtui", as_module),
        (str(tmp_path / "bin/__main__.py"), as_module),
    ):
        assert own_command(called, "/usr/bin/python3") == command
    monkeypatch.setenv("PATH", str(program.parent))
    assert own_command("readtui", "/usr/bin/python3") == [str(program)]


@pytest.fixture
def note(readtui: Readtui, article: str) -> str:
    return readtui("annotate", article, "--quote", "dawn", "--note", "Early.").line


def answers(monkeypatch: pytest.MonkeyPatch, text: str) -> list[str]:
    """Let a person at a terminal type ``text``; returns the questions."""
    asked: list[str] = []
    monkeypatch.setattr("readtui.cli.app.is_terminal", lambda: True)
    monkeypatch.setattr("readtui.cli.app.stdin_is_terminal", lambda: True)

    def answer(question: str) -> str:
        asked.append(question)
        return text

    monkeypatch.setattr("click.termui.visible_prompt_func", answer)
    return asked


def test_an_annotation_that_waits_and_its_work_open_on_the_highlights(
    readtui: Readtui, shown: list[tuple[str, str, str]], tmp_path: Path
) -> None:
    (tmp_path / "notes.json").write_text(
        json.dumps([{"id": "a", "user": "acct:me@h", "uri": "https://a.example/x", "text": "When?",
                     "document": {"title": ["The Lake"]}}])
    )  # fmt: skip
    readtui("import", str(tmp_path / "notes.json"))
    [waiting] = readtui("import", "--waiting", "--json").json
    work = waiting["article"]
    for reference in (waiting["id"], waiting["id"][:8], f"readtui:{waiting['id']}"):
        assert readtui("open", reference).code == 0
    for reference in (work, f"readtui:{work.removeprefix('waiting-')}"):
        assert readtui("open", reference).code == 0
    assert [(article, note) for _, article, note in shown] == [(work, waiting["id"])] * 3 + [(work, "")] * 2


def test_a_reply_opens_on_what_it_answers(
    readtui: Readtui, shown: list[tuple[str, str, str]], article: str, note: str
) -> None:
    reply = readtui("reply", note, "So it did.").line
    for reference in (reply, f"readtui:{reply}"):
        assert readtui("open", reference).code == 0
    assert [found for _, *found in shown] == [[article, note]] * 2
    assert readtui("open", NOBODY).code == 1


@pytest.mark.parametrize("written", ["readtui:{}", "READTUI:{}", "readtui://{}", "readtui://{}/", "readtui:{}/", "{}"])
def test_a_link_of_an_export_opens_the_reader(
    readtui: Readtui, article: str, note: str, shown: list[tuple[str, str, str]], tmp_path: Path, written: str
) -> None:
    readtui("open", "--", written.format(note.upper()))
    readtui("open", "--", written.format(article.upper()))
    readtui("open", "--", article[:9])
    library = str(tmp_path / "library")
    assert shown == [(library, article, note), (library, article, ""), (library, article, "")]


@pytest.mark.parametrize(
    "link",
    [
        *("readtui:", "readtui:0", "readtui:../../etc/passwd", "readtui:--help", "readtui://x", "readtui:/", "readtui"),
        *("readtui:--library=/x", "readtui:9f2c01d7a45be630%00", "readtui:9f2c01d7a45be630\n"),
        *("readtui: 9f2c01d7a45be630", "readtui:9f2c01d7a45be630 "),
        *("readtui:9f2c01d7a45be630?x", "readtui:9f2c01d7a45be630//", "readtui:９f2c01d7a45be630", "readtui:\x1b[2J"),
        *("readtui:///9f2c01d7a45be630", "readtui:9f2c01d7a45be63", "readtui:9f2c01d7a45be6300"),
    ],
)
def test_a_link_without_a_full_id_is_refused(readtui: Readtui, link: str) -> None:
    refused = readtui("open", "--", link)
    assert refused.code == 2
    assert refused.err.startswith("readtui: not a readtui link" if ":" in link else "readtui: the app needs")
    assert "\x1b" not in refused.err


def test_a_link_leads_to_the_library_that_has_it(
    readtui: Readtui, article: str, note: str, shown: list[tuple[str, str, str]], tmp_path: Path, ferry: Path
) -> None:
    ferry.write_text("Another text. Only there.")
    other = str(tmp_path / "other library")
    elsewhere = readtui("--library", other, "add", str(ferry)).line
    remark = readtui("--library", other, "annotate", elsewhere, "--quote", "Only", "--note", "There.").line
    readtui("open", f"readtui:{remark}")
    readtui("open", elsewhere)
    readtui("open", f"readtui:{note}")
    assert shown == [(other, elsewhere, remark), (other, elsewhere, ""), (str(tmp_path / "library"), article, note)]
    # A prefix may match by chance, and only a named library counts.
    assert readtui("open", elsewhere[:12]).code == 1
    assert readtui("--library", str(tmp_path / "library"), "open", remark).code == 1
    assert len(shown) == 3


def test_a_lost_default_library_does_not_hide_the_others(
    readtui: Readtui, article: str, shown: list[tuple[str, str, str]], tmp_path: Path, ferry: Path
) -> None:
    ferry.write_text("Another text.")
    other = str(tmp_path / "other")
    elsewhere = readtui("--library", other, "add", str(ferry)).line
    shutil.rmtree(tmp_path / "library")
    readtui("open", f"readtui:{elsewhere}")
    assert shown == [(other, elsewhere, "")]
    assert "the library is gone" in readtui("open", f"readtui:{article}").err


def test_without_a_terminal_the_command_that_restores_is_named(
    readtui: Readtui, article: str, note: str, tmp_path: Path
) -> None:
    readtui("remove", article)
    for reference in (article, f"readtui:{note}"):
        refused = readtui("open", reference)
        assert refused.code == 1
        assert refused.err.splitlines() == [
            "readtui: in the trash: the article “The ferry”",
            f"To restore it: readtui restore {article}",
        ]
    named = tmp_path / "my library"
    shutil.copytree(tmp_path / "library", named)
    shutil.rmtree(tmp_path / "library")
    readtui("--library", str(named), "list")
    assert f"readtui --library '{named}' restore {article}" in readtui("open", article).err


def test_at_a_terminal_restoring_is_offered(
    monkeypatch: pytest.MonkeyPatch, readtui: Readtui, article: str, note: str, shown: list[tuple[str, str, str]]
) -> None:
    readtui("remove", article)
    answers(monkeypatch, "n")
    assert readtui("open", f"readtui:{note}").code == 130
    assert shown == []
    asked = answers(monkeypatch, "y")
    assert readtui("open", f"readtui:{note}").code == 0
    assert len(asked) == 1
    assert [one[1:] for one in shown] == [(article, note)]
    assert len(readtui("list", "--json").json) == 1
    assert readtui("undo").code == 0
    assert len(readtui("trash", "--json").json) == 1


def test_an_unknown_id_is_reported_as_such(readtui: Readtui, article: str, shown: list[tuple[str, str, str]]) -> None:
    refused = readtui("open", f"readtui:{NOBODY}")
    assert refused.code == 1
    assert refused.err.startswith("readtui: no such article, annotation or")
    assert shown == []


def test_a_window_that_closes_with_readtui_waits_after_an_error(
    monkeypatch: pytest.MonkeyPatch, readtui: Readtui
) -> None:
    typed = Terminal("\nmore")
    monkeypatch.setattr("readtui.cli.main.sys.stdin", typed)
    from readtui.cli.main import run

    monkeypatch.setattr(sys, "stdin", typed)
    assert run(["--hold", "open", "--", "readtui:x"]) == 2
    assert typed.read() == "more"
    assert run(["open", "--", "readtui:x"]) == 2
    assert readtui("--hold", "threads").code == 0


def test_links_are_registered_and_removed_with_what_the_desktop_is_told(
    readtui: Readtui, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / variable))
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    settings = tmp_path / "XDG_CONFIG_HOME" / "mimeapps.list"
    none = Result(1, "", "Links are not registered. To register them: readtui handler install\n")
    assert readtui("handler", "status") == none
    installed = readtui("handler", "install")
    assert (installed.code, installed.out.startswith("Links to readtui run: ")) == (0, True)
    assert "x-scheme-handler/readtui" in settings.read_text()
    assert readtui("handler", "status") == installed
    assert readtui("handler", "remove") == Result(0, "Links to readtui no longer open.\n", "")
    assert "readtui" not in settings.read_text()
    assert readtui("handler", "remove") == Result(1, "", "Links were not registered.\n")
    assert readtui("handler", "status") == none
