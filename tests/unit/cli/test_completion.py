"""Shell completion, tested through its protocol and in bash itself."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from readtui.cli.main import COMMANDS

Readtui = Callable[..., Any]
Complete = Callable[..., list[tuple[str, str]]]


@pytest.fixture
def complete(readtui: Readtui, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Complete:
    """The completions of the last word of a command line, with their descriptions."""

    def asked(*words: str) -> list[tuple[str, str]]:
        monkeypatch.setenv("_READTUI_COMPLETE", "bash_complete")
        monkeypatch.setenv("COMP_WORDS", " ".join(("readtui", *words)))
        monkeypatch.setenv("COMP_CWORD", str(len(words)))
        capfdbinary.readouterr()
        with pytest.raises(SystemExit) as ended:
            readtui()
        monkeypatch.delenv("_READTUI_COMPLETE")
        out, err = capfdbinary.readouterr()
        assert (ended.value.code, err) == (0, b"")
        rows = [line.split("\t") for line in out.decode().splitlines() if line]
        return [(value, about) for kind, value, about in rows if kind == "plain"]

    return asked


def files(folder: Path) -> dict[Path, tuple[int, int]]:
    return {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in sorted(folder.rglob("*"))}


def test_articles_are_offered_by_id_and_by_a_title_word(readtui: Readtui, article: str, complete: Complete) -> None:
    for command in ("show", "annotate", "annotations", "export", "refresh", "remove", "history", "open"):
        for typed in ("", article[:1], article[:9].upper(), "fer"):
            assert complete(command, typed) == [(article, "The ferry")], (command, typed)
        assert complete(command, "zzz") == []
    assert complete("doctor", "--let-go", "fer") == [(article, "The ferry")]
    readtui("remove", article)
    assert complete("show", "") == []
    assert complete("history", "") == complete("restore", "") == [(article, "The ferry")]


def test_states_are_offered_behind_articles(readtui: Readtui, article: str, complete: Complete) -> None:
    states = ["to-read", "reading", "done", "archived", "unarchived"]
    assert [word for word, _ in complete("state", article, "")] == [*states, article]
    assert complete("state", article, "rea") == [("reading", "")]
    assert complete("state", "fer") == complete("state", article, "fer") == [(article, "The ferry")]
    # What shares no beginning with the states would make some shells take back what was typed.
    readtui("edit", article, "--title", "Archived ferries")
    assert complete("state", "arch") == [(article, "Archived ferries")]
    assert complete("state", article, "arch") == [("archived", "")]
    readtui("edit", article, "--title", "The ferry")
    assert ("tags", "") in complete("help", "ta")


def test_annotations_are_offered_by_id(readtui: Readtui, article: str, complete: Complete) -> None:
    made = readtui("annotate", article, "--quote", "It left at dawn", "--note", "Why so\nearly?").line
    assert complete("open", made[:5]) == [(made, "“It left at dawn” Why so early?")]
    assert complete("restore", made[:5]) == []


def test_tags_are_offered_by_each_of_their_levels(readtui: Readtui, article: str, complete: Complete) -> None:
    readtui("annotate", article, "--quote", "dawn", "--tag", "time/of day", "--tag", "Weather")
    readtui("add", article, "--tag", "time")
    assert complete("annotations", "--tag", "") == [("time/of day", ""), ("Weather", "")]
    assert complete("tags", "rename", "TIM") == [("time/of day", "")]
    assert complete("tags", "merge", "time", "of") == [("time/of day", "")]
    assert complete("tags", "delete", "wea") == [("Weather", "")]


def test_views_are_offered_by_a_word_of_their_name(readtui: Readtui, complete: Complete) -> None:
    readtui("view", "to read", "--articles", "is:to-read")
    for command in (("view",), ("list", "--view"), ("annotations", "--view"), ("export", "--view")):
        assert complete(*command, "REA") == [("to read", "articles: is:to-read")]
    assert complete("view", "x") == []
    readtui("view", "to read", "--delete")
    [(_, about)] = complete("restore", "rea")
    assert about == "to read: is:to-read"


def test_formats_colors_and_commands_are_offered(readtui: Readtui, complete: Complete) -> None:
    assert [word for word, _ in complete("export", "--format", "c")] == ["codebook", "csl-json", "csv"]
    assert [word for word, _ in complete("annotate", "x", "--color", "p")] == ["pink", "purple"]
    assert {word for word, _ in complete("")} == set(COMMANDS)
    assert [word for word, _ in complete("tags", "")] == [
        "by-article",
        "delete",
        "export",
        "import",
        "merge",
        "rename",
        "together",
    ]


def test_completing_writes_nothing(readtui: Readtui, article: str, complete: Complete, tmp_path: Path) -> None:
    readtui("annotate", article, "--quote", "dawn", "--tag", "time")
    shutil.rmtree(tmp_path / "state" / "cache", ignore_errors=True)
    before = files(tmp_path)
    assert complete("show", "")
    assert complete("annotations", "--tag", "")
    complete("open", "0")
    complete("restore", "0")
    complete("--library", str(tmp_path / "gone"), "show", "")
    assert files(tmp_path) == before


def test_a_library_that_cannot_be_read_offers_nothing_and_is_silent(
    readtui: Readtui, article: str, complete: Complete, tmp_path: Path
) -> None:
    made = readtui("annotate", article, "--quote", "dawn").line
    (path,) = (tmp_path / "library" / "articles").glob("*.json")
    path.write_bytes(b"{")
    (tmp_path / "library" / "codebook.json").write_bytes(b"{")
    assert complete("show", "") == complete("open", made[:3]) == complete("tags", "delete", "") == []
    assert complete("--library", str(path), "show", "") == []


def test_a_title_cannot_control_the_terminal(readtui: Readtui, complete: Complete, tmp_path: Path) -> None:
    source = tmp_path / "page.html"
    source.write_text("<title>Red &#27;]0;x&#7;\tand\nblue</title><h1>Red</h1><p>Words that are enough for a page.</p>")
    readtui("add", str(source))
    ((_, about),) = complete("show", "")
    assert "\x1b" not in about
    assert "\t" not in about


BASH = """
eval "$(_READTUI_COMPLETE=bash_source readtui)"
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_TYPE=$kind
_readtui_completion readtui 2>/dev/null
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_bash_lists_titles_and_puts_only_what_is_safe_on_the_line(
    readtui: Readtui, article: str, ferry: Path, tmp_path: Path
) -> None:
    other = ferry.with_name("other.md")
    other.write_text("# The other ferry\n\nIt stayed where it was, all through the winter.\n")
    second = readtui("add", str(other)).line
    readtui("annotate", article, "--quote", "dawn", "--tag", "a; touch $(echo x) *", "--tag", "plain")
    program = tmp_path / "bin" / "readtui"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m readtui "$@"\n')
    program.chmod(0o700)
    path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"

    def bash(kind: str, *words: str) -> list[str]:
        environment = os.environ | {"PATH": path, "kind": kind}
        command = ["bash", "--norc", "-c", BASH, "bash", "readtui", *words]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=True)
        return done.stdout.splitlines()

    first_tab, second_tab = "9", "63"
    assert set(bash(first_tab, "show", "")) == {article, second}
    assert set(bash(second_tab, "show", "")) == {f"{article}  (The ferry)", f"{second}  (The other ferry)"}
    assert bash(second_tab, "show", "other") == [second]
    assert bash(first_tab, "annotations", "--tag", "") == [r"a\;\ touch\ \$\(echo\ x\)\ \*", "plain"]


def test_fish_takes_words_with_commas_whole(
    readtui: Readtui, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setenv("_READTUI_COMPLETE", "fish_source")
    with pytest.raises(SystemExit):
        readtui()
    assert b'string split -m 1 "," $completion' in capfdbinary.readouterr().out
