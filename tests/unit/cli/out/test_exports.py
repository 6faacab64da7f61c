"""The command export: what it writes, and what it leaves alone."""

import json
import os
import socket
import stat
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from exporting import odd_formats

from readtui.errors import ReadOnlyError

Readtui = Callable[..., Any]
MINE = "# My notes\n\nYears of them.\n"


@pytest.fixture
def noted(readtui: Readtui, article: str) -> str:
    readtui("annotate", article, "--quote", "It left at dawn", "--color", "yellow", "--note", "early")
    return article


def test_the_users_own_file_is_not_overwritten_without_force(readtui: Readtui, noted: str, tmp_path: Path) -> None:
    mine = tmp_path / "mine.md"
    mine.write_text(MINE)
    refused = readtui("export", "--output", str(mine))
    assert (refused.code, mine.read_text()) == (1, MINE)
    assert str(mine) in refused.err
    assert "--force" in refused.err
    assert readtui("export", "--output", str(mine), "--force").code == 0
    assert "It left at dawn" in mine.read_text()


@pytest.mark.parametrize("name", ["text", "json", "csv"])
def test_a_file_by_readtui_is_overwritten_until_somebody_changes_it(
    readtui: Readtui, noted: str, tmp_path: Path, name: str
) -> None:
    output = tmp_path / "out"
    assert readtui("export", "--format", name, "--output", str(output)).code == 0
    readtui("annotate", noted, "--quote", "the dog slept", "--color", "green")
    assert readtui("export", "--format", name, "--output", str(output)).code == 0
    moved = output.rename(tmp_path / "moved")
    assert readtui("export", "--format", name, "--output", str(moved)).code == 0, "also under another name"
    edited = moved.read_text() + "and what I thought of it\n"
    moved.write_text(edited)
    assert readtui("export", "--format", name, "--output", str(moved)).code == 1
    assert moved.read_text() == edited


def test_one_foreign_file_in_a_folder_stops_the_export_before_anything_is_written(
    readtui: Readtui, noted: str, tmp_path: Path
) -> None:
    other = tmp_path / "mill.md"
    other.write_text("# The mill\n\nIt stood still.\n")
    readtui("annotate", readtui("add", str(other)).line, "--quote", "It stood still")
    folder = tmp_path / "vault"
    folder.mkdir()
    (folder / "The mill.md").write_text(MINE)
    refused = readtui("export", "--output", str(folder))
    assert (refused.code, "did not write this file, or it has changed since: " in refused.err) == (1, True)
    assert [path.name for path in folder.iterdir()] == ["The mill.md"]
    assert (folder / "The mill.md").read_text() == MINE
    (folder / "The ferry.md").write_text(MINE)
    refused = readtui("export", "--output", str(folder))
    assert (refused.code, "did not write these files, or they have changed since: " in refused.err) == (1, True)


def test_an_export_of_an_older_readtui_is_known_by_its_ids(readtui: Readtui, noted: str, tmp_path: Path) -> None:
    output = tmp_path / "out.md"
    readtui("export", "--output", str(output))
    [hashes] = (tmp_path / "state").rglob("exports.json")
    hashes.unlink()
    assert readtui("export", "--output", str(output)).code == 0


def test_ids_within_the_users_text_do_not_make_the_file_readtuis(readtui: Readtui, noted: str, tmp_path: Path) -> None:
    output = tmp_path / "mine.md"
    mine = f"{MINE}\n---\nreadtui: {noted}\n---\n"
    output.write_text(mine)
    assert readtui("export", "--output", str(output)).code == 1
    assert output.read_text() == mine


@pytest.mark.parametrize("damage", [b"", b"\0" * 9, b"[1]", b'{"/x": 3, "/y": [{"size": "1"}, 4]}', b"[" * 100_000])
def test_damaged_hashes_only_make_it_ask(readtui: Readtui, noted: str, tmp_path: Path, damage: bytes) -> None:
    output = tmp_path / "out.csv"
    readtui("export", "--format", "csv", "--output", str(output))
    [hashes] = (tmp_path / "state").rglob("exports.json")
    hashes.write_bytes(damage)
    assert readtui("export", "--format", "csv", "--output", str(output)).code == 1
    assert readtui("export", "--format", "csv", "--output", str(output), "--force").code == 0
    assert readtui("export", "--format", "csv", "--output", str(output)).code == 0
    assert len(json.loads(hashes.read_bytes())) == 1


def test_a_crash_before_the_file_is_written_leaves_the_old_one_readtuis(
    readtui: Readtui, noted: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "out.csv"
    readtui("export", "--format", "csv", "--output", str(output))
    readtui("annotate", noted, "--quote", "the dog slept", "--color", "green")
    with monkeypatch.context() as broken:

        def crash(*_: object) -> None:
            raise OSError(28, "No space left on device")

        broken.setattr("readtui.services.out.whole_file.os.replace", crash)
        assert readtui("export", "--format", "csv", "--output", str(output)).code == 1
    assert readtui("export", "--format", "csv", "--output", str(output)).code == 0


def test_a_state_folder_that_cannot_be_written_does_not_stop_an_export(
    readtui: Readtui, noted: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise ReadOnlyError("could not save it: Permission denied")

    monkeypatch.setattr("readtui.storage.local.device_store.replace_durably", refuse)
    output = tmp_path / "out.csv"
    result = readtui("export", "--format", "csv", "--output", str(output))
    assert (result.code, output.exists()) == (0, True), result.err


@pytest.mark.parametrize("output", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
def test_standard_output_by_its_name_is_written_to(readtui: Readtui, noted: str, output: str) -> None:
    if not os.path.exists(output):
        pytest.skip("this system has no such name")
    printed = readtui("export")
    assert readtui("export", "--output", output).out == printed.out


def test_standard_output_to_a_file_continues_at_its_position(readtui: Readtui, noted: str, tmp_path: Path) -> None:
    kept, saved = tmp_path / "log", os.dup(1)
    descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT)
    try:
        os.write(descriptor, b"before\n")
        link = tmp_path / "link"
        link.symlink_to(f"/dev/fd/{descriptor}")
        assert readtui("export", "--output", str(link)).code == 0
    finally:
        os.close(descriptor)
        os.close(saved)
    assert kept.read_text().startswith("before\n---\n")


def test_a_fifo_is_written_to_and_stays_one(readtui: Readtui, noted: str, tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(fifo.read_text()))
    reader.start()
    assert readtui("export", "--output", str(fifo)).code == 0
    reader.join()
    assert read == [readtui("export").out]
    assert stat.S_ISFIFO(fifo.stat().st_mode)


def test_a_socket_that_was_inherited_is_written_to(readtui: Readtui, noted: str) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        assert readtui("export", "--output", f"/dev/fd/{ours.fileno()}").code == 0
        ours.shutdown(socket.SHUT_WR)
        assert theirs.recv(100_000).decode() == readtui("export").out


def test_the_null_device_takes_everything(readtui: Readtui, noted: str) -> None:
    assert readtui("export", "--output", os.devnull).code == 0
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)


def test_a_closed_pipe_is_not_an_error(readtui: Readtui, noted: str, tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        with pytest.raises(SystemExit) as ended:
            readtui("export", "--output", f"/dev/fd/{writing}")
    finally:
        os.close(writing)
    assert ended.value.code == 1


def test_a_context_or_grouping_that_a_format_cannot_show_is_refused_with_those_that_can(
    readtui: Readtui, noted: str
) -> None:
    for option, value in (("--context", "sentence"), ("--group", "tag")):
        refused = readtui("export", "--format", "csv", option, value)
        assert (refused.code, refused.out) == (2, "")
        assert "csv cannot" in refused.err
        assert "markdown" in refused.err.splitlines()[1]


@pytest.mark.parametrize("name", ["markdown", "logseq", "org", "text", "html", "latex", "typst"])
def test_a_passage_is_exported_in_its_sentence_or_paragraph(readtui: Readtui, noted: str, name: str) -> None:
    for context, around in (("none", ()), ("sentence", ("dusk",)), ("paragraph", ("dusk", "the dog slept"))):
        said = readtui("export", "--format", name, "--context", context).out
        assert tuple(words for words in ("dusk", "the dog slept") if words in said) == around


def test_a_whole_article_is_not_grouped_by_tag(readtui: Readtui, noted: str) -> None:
    refused = readtui("export", "--format", "html", "--context", "full", "--group", "tag")
    assert (refused.code, refused.out) == (2, "")
    assert "a whole article cannot be grouped by tag" in refused.err
    assert "<mark" in readtui("export", "--format", "html", "--context", "full").out


def test_a_format_that_is_not_one_text_needs_a_path(
    readtui: Readtui, noted: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd_formats.install(monkeypatch)
    for name, arguments, wanted in (
        ("bytes", (), "--output NAME.bin"),
        ("pair", (), "--output FOLDER"),
        ("pair", ("--output", "-"), "--output FOLDER"),
    ):
        refused = readtui("export", "--format", name, *arguments)
        assert (refused.code, refused.out) == (2, ""), arguments
        assert wanted in refused.err
    output = tmp_path / "out.bin"
    assert readtui("export", "--format", "bytes", "--output", str(output)).code == 0
    assert output.read_bytes().startswith(b"\x00\xff")
    assert readtui("export", "--format", "pair", "--output", str(tmp_path / "corpus")).code == 0
    assert sorted(path.suffix for path in (tmp_path / "corpus").iterdir()) == [".count", ".quotes", ".words"]


def test_bytes_never_reach_a_terminal(readtui: Readtui, noted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    odd_formats.install(monkeypatch)
    monkeypatch.setattr("readtui.cli.out.exports.is_terminal", lambda: True)
    refused = readtui("export", "--format", "bytes", "--output", "-")
    assert (refused.code, refused.out) == (2, "")
    master, terminal = os.openpty()
    try:
        refused = readtui("export", "--format", "bytes", "--output", os.ttyname(terminal))
    finally:
        os.close(master)
        os.close(terminal)
    assert refused.code == 1
    assert "not text" in refused.err


def test_an_article_in_the_trash_has_a_file_of_its_own(readtui: Readtui, noted: str, tmp_path: Path) -> None:
    other = tmp_path / "other.md"
    other.write_text("# The ferry\n\nAnother one of this name.\n")
    readtui("add", str(other))
    readtui("remove", noted)
    folder = tmp_path / "all"
    folder.mkdir()
    assert readtui("export", "--format", "json", "--trash", "--output", str(folder)).code == 0
    assert sorted(path.name for path in folder.iterdir()) == [f"The ferry {noted[:8]}.json", "The ferry.json"]
