"""Links of the terminal in listings, and none elsewhere."""

import sys
from pathlib import Path

import pytest

from readtui.cli.output import print_table
from tests.unit.cli.conftest import Readtui

PAGE = """---
title: Roads
---

The road is [long](https://example.org/long%20road), [closed](notes.md) and *steep*.

It leads [over](https://example.org/größe) the pass.
"""


@pytest.fixture
def roads(readtui: Readtui, tmp_path: Path) -> str:
    (tmp_path / "roads.md").write_text(PAGE, encoding="utf-8")
    return readtui("add", str(tmp_path / "roads.md"), "--url", "https://salt.example.org/roads").line


def go_on_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not as a fixture: what captures the output is another object then."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "70")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)


def test_a_printed_article_is_the_same_text_with_links_on_a_terminal(
    readtui: Readtui, roads: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = readtui("show", roads).out
    assert plain.endswith("The road is long, closed and steep.\n\nIt leads over the pass.\n")
    assert "\x1b" not in plain
    go_on_terminal(monkeypatch)
    shown = readtui("show", roads).out
    assert "\x1b]8;;https://example.org/long%20road\x1b\\long\x1b]8;;\x1b\\, closed" in shown
    assert "\x1b]8;;https://example.org/gr%C3%B6%C3%9Fe\x1b\\over\x1b]8;;\x1b\\" in shown
    assert shown.count("\x1b]8;;h") == 2


def test_links_on_a_terminal_can_be_turned_off(
    readtui: Readtui, roads: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    go_on_terminal(monkeypatch)
    assert "\x1b]8;" in readtui("show", roads).out
    (tmp_path / "off.toml").write_text("[app]\nhyperlinks = false\n", encoding="utf-8")
    monkeypatch.setenv("READTUI_SETTINGS", str(tmp_path / "off.toml"))
    assert "\x1b]8;" not in readtui("show", roads).out
    monkeypatch.delenv("READTUI_SETTINGS")
    monkeypatch.setenv("READTUI_PLAIN", "1")
    assert "\x1b]8;" not in readtui("show", roads).out


def test_ids_lead_to_the_app_where_the_desktop_opens_such_links(
    readtui: Readtui, roads: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    go_on_terminal(monkeypatch)
    listed = readtui("list").out
    assert "readtui:" not in listed
    (tmp_path / "data" / "applications").mkdir(parents=True)
    (tmp_path / "data" / "applications" / "readtui-links.desktop").touch()
    assert f";readtui:{roads}\x1b\\{roads}" in readtui("list").out
    assert f";readtui:{roads}\x1b\\" in readtui("search", "steep").out


def test_an_address_that_is_cut_leads_there_as_a_whole(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    go_on_terminal(monkeypatch)
    address = "https://example.org/" + "x" * 100
    print_table(("id", "source"), [["1", address], ["2", "see https://example.org"]])
    printed = capsys.readouterr().out
    assert f";{address}\x1b\\" in printed
    assert "x…" in printed
    assert printed.count("\x1b]8;;\x1b") == 1
