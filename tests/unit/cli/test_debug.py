"""The log of --debug: enough to find an error, and nothing that the user reads or writes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from readtui.services.library import Library

Readtui = Callable[..., Any]
OWN = "Zanzibar"
NOTE = "quokka"


def test_it_locates_an_error_without_any_user_text(
    readtui: Readtui, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log, source = tmp_path / "debug.txt", tmp_path / f"{OWN}.md"
    source.write_text(f"# {OWN}\n\nThe ferry to {OWN} left at dawn.\n")
    debug = ("--debug", str(log))
    assert readtui(*debug, "add", str(source), "--tag", OWN).code == 0
    assert readtui(*debug, "annotate", str(source), "--quote", f"to {OWN}", "--note", NOTE).code == 0
    assert readtui(*debug, "show", str(tmp_path / f"{OWN}.pdf")).code == 1
    assert readtui(*debug, "annotate", str(source), "--quote", f"{OWN} {NOTE}").code == 1

    def fails(*_: object, **__: object) -> None:
        raise ValueError(f"{OWN} at {source}")

    monkeypatch.setattr(Library, "entries", fails)
    monkeypatch.setenv("READTUI_DEBUG", str(log))
    assert readtui("list").code == 1
    lines = log.read_text()
    assert "told: ValueError at" in lines
    assert "told: NotFoundError at" in lines
    assert "main.py:" in lines
    assert "textual " in lines
    for words in (OWN, NOTE, "ferry", str(tmp_path)):
        assert words.lower() not in lines.lower()


def test_a_log_that_cannot_be_written_is_wrong_usage(readtui: Readtui, tmp_path: Path) -> None:
    done = readtui("--debug", str(tmp_path), "list")
    assert (done.code, done.out) == (2, "")
    assert "Name another file for --debug" in done.err


def test_after_the_command_the_path_of_the_log_is_printed(readtui: Readtui) -> None:
    assert "Put --debug before the command" in readtui("list", "--debug", "x").err
