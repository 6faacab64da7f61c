"""Samples of every format, damaged at random with a fixed seed: refused in a line or read in part, never a crash."""

import contextlib
import io
import json
import random
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from readtui.errors import SourceError
from readtui.importers.importer import Source
from readtui.interchange.import_file import read_file

SAMPLES = Path(__file__).parents[2] / "support" / "importing" / "samples"
# Reading a PDF takes longer than all other formats together; damaged PDFs have tests of their own.
FILES = sorted(path for path in SAMPLES.rglob("*") if path.is_file() and path.parent.name != "pdf")
BYTES = (
    b"\0", b"\x1b]0;x\x07", b"\xe2\x80\xae", b"\xff\xfe", b"\r", b"\xed\xa0\x80", b"-1e999", b"9" * 5000,
    b"[" * 20_000, b'{"a":' * 20_000, b"{{" * 5000, b"<b>" * 5000, b'"', b"--[[", b"\n" * 5000,
)  # fmt: skip
VALUES: tuple[object, ...] = (
    None, True, 7, -1, 1e308, 10**30, "x", "", "9" * 5000, "\ud800", "\x1b[31m\x00\u202e", "2024-99-99",
    [], {}, [None], [[[]]], {"a": {}},
)  # fmt: skip
CHARSETS = ("utf-16", "utf-16-be", "utf-32", "cp1252", "cp037", "shift_jis")


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_damaged_file_is_refused_in_a_line_or_read_in_part(path: Path) -> None:
    messages = []
    for data in damaged(path.read_bytes(), random.Random(path.name)):
        for format_name in ("", path.parent.name):
            try:
                read_file((Source(data, path.name), format_name))
            except SourceError as refused:
                messages.append(refused.message)
    assert [message for message in messages if not message.isprintable()] == []


def test_damaged_text_in_a_database_and_a_number_of_any_length_are_no_crash() -> None:
    project = (SAMPLES / "taguette" / "project.sqlite3").read_bytes()
    [work] = read_file((Source(project.replace(b"crew.silence", b"crew.si\xbeence")), "")).works
    assert "crew.si\ufffdence" in [tag.name for tag in work.codebook]
    with contextlib.suppress(SourceError):
        read_file((Source(project.replace(b"CREATE TABLE tags", b"CREATE TABLE tag\x9f")), "taguette"))
    rows = (SAMPLES / "pocket" / "part_000000.csv").read_bytes().replace(b"1728576752", b"9" * 5000)
    assert read_file((Source(rows), "")).works[0].saved == ""


def damaged(data: bytes, dice: random.Random) -> Iterator[bytes]:
    size = len(data)
    for _ in range(4):
        start, end = sorted((dice.randrange(size), dice.randrange(size)))
        yield data[:start]
        yield data[:start] + dice.choice(BYTES) + data[start:]
        yield data[:start] + data[end:]
        yield data[:end] + data[start:end] * dice.randrange(1, 9) + data[end:]
        yield with_other_bytes(data, dice)
        yield data.decode("utf-8", "replace").encode(dice.choice(CHARSETS), "replace")
        if data.startswith(b"PK"):
            yield with_damaged_members(data, dice)
        elif data.lstrip()[:1] in (b"{", b"["):
            lines = data.splitlines() if data.count(b'\n{"id"') else [data]
            yield b"\n".join(json.dumps(with_other_values(json.loads(line), dice)).encode() for line in lines)


def with_other_bytes(data: bytes, dice: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(dice.randrange(1, 9)):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def with_damaged_members(data: bytes, dice: random.Random) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(packed, "w") as after:
        for name in before.namelist():
            if member := before.read(name):
                after.writestr(name, with_other_bytes(member, dice)[: dice.choice((len(member), len(member) // 2))])
    return packed.getvalue()


def with_other_values(value: object, dice: random.Random) -> object:
    """The value with something else in place of some of those in it."""
    if dice.random() < 0.08:
        return dice.choice(VALUES)
    if isinstance(value, dict):
        return {name: with_other_values(one, dice) for name, one in value.items()}
    return [with_other_values(one, dice) for one in value] if isinstance(value, list) else value
