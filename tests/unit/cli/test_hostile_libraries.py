"""Libraries from untrusted sources: damage is reported, the rest works, and nothing controls the terminal."""

import errno
import hashlib
import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from readtui.text.clean import is_clean

Readtui = Callable[..., Any]

HOSTILE = "\x1b]0;owned\x07\x9b31m\u202e"


@pytest.fixture
def other(readtui: Readtui, article: str, tmp_path: Path) -> str:
    """A second article with a tag and a deleted annotation, like the first one."""
    path = tmp_path / "mill.md"
    path.write_text("# The mill\n\nIt ground rye in autumn.\n")
    other: str = readtui("add", str(path)).line
    for article_id, quote in ((article, "the dog slept"), (other, "rye in autumn")):
        readtui("annotate", article_id, "--quote", quote, "--tag", "rural", "--note", "n")
        readtui("annotate", article_id, "--range", "0:3")
        readtui("undo")
    return other


def file_of(tmp_path: Path, article_id: str) -> Path:
    return tmp_path / "library" / "articles" / f"{article_id}.json"


def text_of(tmp_path: Path, article_id: str) -> Path:
    [path] = (tmp_path / "library" / "texts").glob(f"{article_id}.*.json")
    return path


@pytest.mark.parametrize("command", ["list", "annotations", "export", "tags", "trash", "doctor"])
def test_an_unreadable_record_does_not_end_a_command_over_the_library(
    readtui: Readtui, article: str, other: str, tmp_path: Path, command: str
) -> None:
    file_of(tmp_path, article).unlink()
    os.mkfifo(file_of(tmp_path, article))
    done = readtui(command, *(["--format", "json"] if command == "export" else ["--json"]))
    assert done.code == 1
    assert file_of(tmp_path, article).name in done.err + done.out
    assert other in str(done.json) or command == "tags"
    if command == "tags":
        assert [(tag["name"], tag["count"]) for tag in done.json] == [("rural", 1)]


@pytest.mark.parametrize("command", [["rename", "rural", "country"], ["delete", "rural"]])
def test_the_exit_code_of_a_bulk_change_shows_that_an_article_was_skipped(
    readtui: Readtui, article: str, other: str, tmp_path: Path, command: list[str]
) -> None:
    kept = file_of(tmp_path, article).read_bytes()
    file_of(tmp_path, article).unlink()
    os.mkfifo(file_of(tmp_path, article))
    done = readtui("tags", *command)
    assert (done.code, "1 annotation" in done.out) == (1, True)
    assert file_of(tmp_path, article).name in done.err
    file_of(tmp_path, article).unlink()
    file_of(tmp_path, article).write_bytes(kept)
    readtui("undo")
    assert [(tag["name"], tag["count"]) for tag in readtui("tags", "--json").json] == [("rural", 2)]


def test_special_files_do_not_end_a_merge(readtui: Readtui, article: str, other: str, tmp_path: Path) -> None:
    shutil.copytree(tmp_path / "library", tmp_path / "copy")
    readtui("annotate", other, "--quote", "It ground", "--note", "here")
    for pipe in (file_of(tmp_path, article), tmp_path / "copy" / "texts" / "pipe.00000000.json"):
        pipe.unlink(missing_ok=True)
        os.mkfifo(pipe)
    library = tmp_path / "copy" / "articles" / f"{other}.json"
    library.write_text(library.read_text().replace('"rural"', '"upland"').replace('"v": {', '"v": {"d": 9, '))
    done = readtui("merge", str(tmp_path / "copy"))
    assert (done.code, done.out) == (1, "articles new 0, merged 1, conflicts 0\n")
    assert file_of(tmp_path, article).name in done.err
    assert "upland" in readtui("tags").out


def test_exported_text_cannot_control_a_terminal(readtui: Readtui, article: str, tmp_path: Path) -> None:
    """An export may be printed through a pipe, and its file with cat."""
    readtui("annotate", article, "--quote", "the dog slept")
    record = file_of(tmp_path, article)
    for source in ("https://example.org/", "/home/ada/"):
        content = record.read_text("utf-8")
        start = content.index('"source": "') + len('"source": "')
        end = content.index('"', start)
        record.write_text(f"{content[:start]}{source}\\u001b]0;owned\\u0007\u009b31m\u202e{content[end:]}", "utf-8")
        for name in ("markdown", "csv", "json"):
            exported = readtui("export", "--format", name)
            assert "owned" in exported.out
            assert is_clean(exported.out.replace("\r\n", "\n")), (name, exported.out)


def test_a_damaged_text_is_reported_and_the_others_are_exported(
    readtui: Readtui, article: str, other: str, tmp_path: Path
) -> None:
    text_of(tmp_path, article).write_bytes(b"{")
    exported = readtui("export", "--format", "json")
    assert exported.code == 1
    assert other in exported.out
    assert text_of(tmp_path, article).name in exported.err
    assert readtui("export", other).code == 0
    assert readtui("show", other).code == 0
    listed = readtui("annotations", "--json")
    assert (listed.code, len(listed.json)) == (0, 2)
    [problem] = readtui("doctor", "--json").json["problems"]
    assert problem["kind"] == "damaged-text"


def test_raw_escapes_in_a_text_are_damage_even_if_its_name_fits(readtui: Readtui, article: str, tmp_path: Path) -> None:
    path = text_of(tmp_path, article)
    content = path.read_text("utf-8").replace("Nobody", "\\u001b]0;\\u0007")
    text = eval(content[content.index('"text": ') + 8 : content.index(',\n"blocks"')])
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    record = file_of(tmp_path, article)
    record.write_text(record.read_text().replace(path.stem.partition(".")[2], digest))
    path.rename(path.with_name(f"{article}.{digest}.json")).write_text(content, "utf-8")
    shown = readtui("show", article)
    assert (shown.code, shown.out) == (1, "")
    assert "control characters" in shown.err
    assert "damaged-text" in readtui("doctor", "--json").out


def test_records_are_shown_cleaned_and_stay_unchanged_on_disk(
    readtui: Readtui, article: str, other: str, tmp_path: Path
) -> None:
    escaped = "\\u001b]0;owned\\u0007\u009b31m\u202e"
    for path in (file_of(tmp_path, article), file_of(tmp_path, other)):
        content = path.read_text("utf-8")
        for said in ('"rural"', '"n"', '"The ferry"', '"en"'):
            content = content.replace(said, f'{said[:-1]}{escaped}"')
        path.write_text(content, "utf-8")
    commands = ["list", "tags", "annotations", "trash", "history", "doctor"]
    for arguments in [[command, *json] for command in commands for json in ([], ["--json"])]:
        done = readtui(*arguments)
        assert is_clean(done.out), arguments
        assert is_clean(done.err), arguments
    assert is_clean(readtui("show", article, "--annotations").out)
    readtui("annotate", article, "--quote", "single file", "--note", "mine")
    kept = file_of(tmp_path, article).read_bytes()
    assert "␛]0;owned" in readtui("list").out
    assert kept.count(b"\\u001b]0;owned\\u0007") >= 3


@pytest.mark.parametrize("place", ["state", "cache"])
def test_without_its_state_or_cache_a_library_is_still_read(
    readtui: Readtui, article: str, other: str, tmp_path: Path, place: str
) -> None:
    folder = tmp_path / "state" / place
    shutil.rmtree(folder)
    folder.write_text("in the way")
    for command in (["list", "--json"], ["annotations", "--json"], ["export", "--format", "json"], ["show", article]):
        done = readtui(*command)
        assert done.code == 0, done.err
    assert len(readtui("list").out.splitlines()) == 2
    assert str(folder) in readtui("list").err
    if place == "state":
        refused = readtui("remove", article)
        assert (refused.code, "READTUI_STATE" in refused.err) == (1, True)


@pytest.mark.parametrize("place", ["state", "cache"])
def test_an_unreadable_parent_folder_is_not_fatal(
    readtui: Readtui, article: str, tmp_path: Path, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    above = tmp_path / "state" / place
    real = Path.stat

    def refused(path: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        if above in path.parents:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real(path, follow_symlinks=follow_symlinks)

    monkeypatch.setattr(Path, "stat", refused)
    assert readtui("list").out.startswith(article)
    checked = readtui("doctor", "--json")
    assert checked.json["annotations"] is not None
    if place == "state":
        assert checked.code == 1
        assert "unreadable" in {problem["kind"] for problem in checked.json["problems"]}


def test_a_missing_library_is_reported_and_restored_from_backups(
    readtui: Readtui, article: str, other: str, tmp_path: Path
) -> None:
    library = tmp_path / "library"
    before = readtui("annotations", "--json").json
    shutil.move(library, tmp_path / "moved")
    for arguments in (["list"], ["add", str(tmp_path / "ferry.md")], ["doctor"], ["tags"]):
        lost = readtui(*arguments)
        assert lost.code == 1
        assert "backups of 2 articles" in lost.err
        assert "--restore library@" in lost.err
    library.mkdir()
    assert readtui("list").code == 1
    today = datetime.now(UTC).date().isoformat()
    assert readtui("doctor", "--restore", "library@2001-01-01").code == 1
    assert readtui("doctor", "--restore", f"library@{today}").line == f"restored the library as of {today}: 2 articles"
    readtui("doctor", "--fix")
    assert readtui("annotations", "--json").json == before
    assert "in single file" in readtui("show", article).out
    assert readtui("doctor").code == 0
    assert readtui("doctor", "--restore", f"library@{today}").code == 1


def test_the_doctor_finds_and_fixes_a_damaged_history(
    readtui: Readtui, article: str, other: str, tmp_path: Path
) -> None:
    [history] = (tmp_path / "state" / "state").glob("*/history.jsonl")
    lines = history.read_bytes().splitlines()
    steps = len(readtui("history", "--json").json)
    history.write_bytes(b"\n".join([lines[0][:40] + lines[1], lines[2] + lines[3], b"\x00" * 9, *lines[4:]]) + b"\n")
    assert len(readtui("history", "--json").json) == steps - 1
    [problem] = readtui("doctor", "--json").json["problems"]
    assert (problem["kind"], problem["message"][:7]) == ("damaged-history", "3 lines")
    assert readtui("doctor", "--fix").code == 0
    assert len(readtui("history", "--json").json) == steps - 1
    assert readtui("undo").code == 0
