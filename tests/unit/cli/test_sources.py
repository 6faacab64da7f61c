"""Web addresses, refreshing, and hostile files on the command line."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from local_site import Site, answer, running_site
from tiny_pdf import book, nested_forms_pdf
from waiting import wait_until

from readtui.bootstrap import open_services
from readtui.importers import registry
from readtui.importers.process.read_ahead import processes_at_once
from readtui.process.limits import Limits

Readtui = Callable[..., Any]
PAGE = "<title>The piano</title><h1>The piano</h1><p>The ferry left the pier with a piano on board.</p><p>{}</p>"


@pytest.fixture
def site() -> Iterator[Site]:
    with running_site() as site:
        site.answers["/piano"] = answer(200, PAGE.format("Nobody played.").encode(), Content_Type="text/html")
        yield site


def test_a_url_is_shown_without_adding_it_and_added_like_a_file(readtui: Readtui, site: Site) -> None:
    url = f"{site.url}/piano"
    shown = readtui("show", url, "--json").json
    assert readtui("list", "--json").json == []
    result = readtui("add", url, "--tag", "boats")
    assert (result.code, result.err) == (0, "")
    assert result.line == shown["id"]
    site.answers.clear()
    assert readtui("show", url, "--json").json["text"] == shown["text"]
    [entry] = readtui("list", "--json").json
    assert (entry["source"], entry["tags"]) == (url, ["boats"])


def test_a_document_of_which_only_the_first_pages_were_read_says_so_until_all_are(
    readtui: Readtui, tmp_path: Path
) -> None:
    path = tmp_path / "valley.pdf"
    path.write_bytes(book(61))
    services = open_services(tmp_path / "library")
    adding = services.library.adding(first_pages=True)
    article = adding.add(str(path)).record.id
    adding.close()
    services.close()
    shown = readtui("show", str(path))
    assert "page 31 the" not in shown.out
    assert shown.err.startswith("Only the first 30 of 61 pages of “The valley” are in the library.")
    assert readtui("search", "mill 30").err == shown.err
    [listed] = readtui("list", "--json").json
    assert listed["pagesRead"] == [30, 61]
    assert shown.err.rstrip() in readtui("doctor").out.splitlines()
    for options in (["--context", "full"], ["-f", "json"], [article, "-f", "brat", "-o", str(tmp_path / "brat")]):
        assert shown.err in readtui("export", *options).err
    assert readtui("export", article).err == "", "it has no text"
    assert readtui("refresh", article).out == "The valley: all 61 pages are read\n"
    shown = readtui("show", article)
    assert "page 61 the" in shown.out
    assert shown.err == ""
    assert readtui("export", "--context", "full").err == ""
    assert readtui("list", "--json").json[0]["pagesRead"] is None
    assert readtui("history", article).out.count("\n") == 1, "nothing but that it was added"


@pytest.mark.parametrize(
    ("source", "said"), [("/gone", "no such page (404)"), ("ftp://a.example/x", "only http and https are supported")]
)
def test_a_failed_fetch_is_reported_in_two_lines(readtui: Readtui, site: Site, source: str, said: str) -> None:
    for command in ("add", "show"):
        result = readtui(command, site.url + source if source.startswith("/") else source)
        assert (result.code, result.out) == (1, "")
        assert said in result.err
        assert len(result.err.splitlines()) == 2
    assert readtui("list", "--json").json == []


def test_refreshing_prints_a_line_an_article_and_can_be_undone(
    readtui: Readtui, site: Site, article: str, ferry: Path
) -> None:
    url = f"{site.url}/piano"
    page = readtui("add", url).line
    readtui("annotate", page, "--quote", "a piano on board")
    assert readtui("refresh", url, article).out.splitlines() == ["The piano: unchanged", "The ferry: unchanged"]
    site.answers["/piano"] = answer(200, PAGE.format("It was found in a school.").encode(), Content_Type="text/html")
    ferry.unlink()
    result = readtui("refresh", page, article)
    assert result.code == 1
    assert result.line == "The piano: changed; annotations: 1 moved (“a piano on board”); sentences: 1 added, 1 removed"
    assert f"no such file: {ferry}" in result.err
    assert "in a school" in readtui("show", page).out
    assert readtui("undo").line.startswith("undone: reloaded the article “The piano”")
    assert "Nobody played" in readtui("show", page).out
    [refreshed] = readtui("refresh", page, "--json").json
    assert (refreshed["id"], refreshed["changed"]) == (page, True)
    assert set(refreshed["annotations"]) == {"exact", "moved", "review", "orphan"}
    assert sum(refreshed["annotations"].values()) == 1
    assert refreshed["words"] == {"same": 1, "other": 0}
    failed, unchanged = readtui("refresh", article, page, "--json").json
    assert (failed["id"], failed["title"], failed["changed"]) == (article, "The ferry", False)
    assert failed["error"] == f"no such file: {ferry}"
    assert "error" not in unchanged
    assert readtui("refresh", "nonsense").code == 1


@pytest.mark.skipif(sys.platform == "win32", reason="sends a signal")
def test_an_endless_stdin_is_refused(monkeypatch: pytest.MonkeyPatch, readtui: Readtui) -> None:
    monkeypatch.setattr(registry, "MAX_BYTES", 1000)
    assert readtui("add", "-", stdin=b"word " * 200).code == 0
    result = readtui("show", "-", stdin=b"word " * 201)
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith("readtui: larger than 0 MB: the input\n")


def test_an_unreadable_file_does_not_prevent_adding_others(readtui: Readtui, tmp_path: Path) -> None:
    for name in ("a/1.txt", "a/closed/2.txt", "b.txt"):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_text(f"The {name} of all texts.")
    for closed in ("a/closed", "b.txt"):
        (tmp_path / "in" / closed).chmod(0)
    if os.access(tmp_path / "in" / "b.txt", os.R_OK):
        pytest.skip("nothing is closed to this user")
    result = readtui("add", str(tmp_path / "in" / "b.txt"), str(tmp_path / "in" / "a"))
    (tmp_path / "in" / "a" / "closed").chmod(0o700)
    assert (result.code, len(result.out.splitlines())) == (1, 1)
    assert f"cannot read {tmp_path / 'in' / 'b.txt'}: Permission denied" in result.err
    assert f"cannot read {tmp_path / 'in' / 'a' / 'closed'}: Permission denied" in result.err


def group_of(process_id: int) -> list[int]:
    """The running processes in the group of ``process_id``: readtui, and the one that reads the file."""
    command = ["ps", "-A", "-o", "pid=,pgid=,stat="]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rows = map(str.split, listed.splitlines())
    return [int(pid) for pid, group, state, *_ in rows if int(group) == process_id and not state.startswith("Z")]


@pytest.mark.skipif(shutil.which("ps") is None, reason="there is no ps")
@pytest.mark.parametrize("count", [1, 3])
def test_an_interrupt_ends_hostile_files_at_once(tmp_path: Path, readtui: Readtui, count: int) -> None:
    bombs = [tmp_path / f"bomb {number}.pdf" for number in range(count)]
    for number, bomb in enumerate(bombs):
        bomb.write_bytes(nested_forms_pdf(9) + b"%%" * number)
    command = [sys.executable, "-m", "readtui", "add", *map(str, bombs)]
    # A terminal gives each command a separate group, and Ctrl+C reaches all processes in it.
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ, start_new_session=True
    ) as process:
        readers = min(count, processes_at_once(Limits()))
        wait_until(lambda: len(group_of(process.pid)) > readers, seen=lambda: group_of(process.pid))
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=30)
        wait_until(lambda: not group_of(process.pid), seen=lambda: group_of(process.pid))
    # To a shell, both are 130. Python chooses the second if the signal came while it ran generated code, as in imports.
    assert process.returncode in (130, -signal.SIGINT)
    assert (out, err) == ("", f"Stopped: 0 of {count} added.\n")
    assert readtui("list", "--json").json == []
