"""Pipes under the names of files: in no folder does one keep a command waiting."""

import contextlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Readtui

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")

_LONGEST = 20
TEXT = "The ferry left at dawn and came back at dusk.\n"


@contextlib.contextmanager
def within_seconds(what: str) -> Iterator[None]:
    """Fail instead of waiting for ever."""

    def give_up(*_: object) -> None:
        pytest.fail(f"{what} waits for a pipe")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(_LONGEST)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Path]:
    """A pipe that somebody holds open without writing."""
    pipe = tmp_path / "held"
    os.mkfifo(pipe)
    descriptor = os.open(pipe, os.O_RDWR)
    yield pipe
    os.close(descriptor)


def test_no_command_waits_for_a_pipe_that_it_finds_in_a_folder(readtui: Readtui, tmp_path: Path, held: Path) -> None:
    notes, texts = tmp_path / "notes", tmp_path / "texts"
    notes.mkdir()
    texts.mkdir()
    (texts / "ferry.txt").write_text(TEXT)
    (texts / "page.html").write_text("<p>A page.</p>")
    article = readtui("add", str(texts / "ferry.txt")).line
    assert readtui("annotate", article, "--quote", "at dawn").code == 0
    for folder in (notes, texts):
        for name in ("a.md", "ferry.md", "b.csv", "c.json", "My Clippings.txt", "metadata.opf", "KoboReader.sqlite"):
            os.link(held, folder / name)
    (texts / "ferry.sdr").mkdir()
    os.link(held, texts / "ferry.sdr" / "metadata.txt.lua")
    (tmp_path / "settings.toml").write_text(
        "".join(
            f'[[standing_export]]\nformat = "{one}"\nfolder = "{notes}"\nname = "{{title}}"\n'
            for one in ("markdown", "org", "logseq", "html")
        )
    )
    for command in (
        ("export", "--standing"),
        ("export", "--format", "markdown", "--output", str(notes)),
        ("export", "--format", "json", "--output", f"{notes}/"),
        ("export", "--template", str(notes / "a.md")),
        ("add", str(texts)),
        ("import", str(texts)),
        ("show", str(texts / "ferry.txt")),
    ):
        with within_seconds(" ".join(command)):
            done = readtui(*command)
        assert done.code in (0, 1), command
        assert "internal error" not in done.err
    assert all((notes / name).is_fifo() for name in ("a.md", "b.csv"))


def test_no_command_waits_for_a_pipe_in_the_place_of_an_articles_file(
    readtui: Readtui, tmp_path: Path, held: Path
) -> None:
    text = tmp_path / "ferry.txt"
    text.write_text(TEXT)
    article = readtui("add", str(text)).line
    text.unlink()
    os.link(held, text)
    for command in (
        ("refresh", article),
        ("doctor", "--fix"),
        ("export", article, "--format", "koreader"),
        ("export", article, "--format", "pdf", "--output", str(tmp_path / "new.pdf")),
    ):
        with within_seconds(" ".join(command)):
            assert "internal error" not in readtui(*command).err


def test_no_command_waits_for_a_pipe_among_readtuis_own_files(readtui: Readtui, tmp_path: Path, held: Path) -> None:
    (tmp_path / "ferry.txt").write_text(TEXT)
    article = readtui("add", str(tmp_path / "ferry.txt")).line
    assert readtui("annotate", article, "--quote", "at dawn").code == 0
    files = [one for folder in ("library", "state") for one in (tmp_path / folder).rglob("*") if one.is_file()]
    for file in files:
        content = file.read_bytes()
        file.unlink()
        os.link(held, file)
        for command in (("list",), ("search", "dawn"), ("annotations",), ("doctor",)):
            with within_seconds(f"{' '.join(command)}, with {file.relative_to(tmp_path)}"):
                done = readtui(*command)
            assert "internal error" not in done.err, file
        if file.is_fifo():
            file.unlink()
            file.write_bytes(content)


def test_a_pipe_that_is_named_is_read(readtui: Readtui, tmp_path: Path) -> None:
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as pipe:
        pipe.write(TEXT.encode())
    with within_seconds("add"):
        assert readtui("add", f"/dev/fd/{reading}").code == 0
    os.close(reading)
    assert readtui("list").line
