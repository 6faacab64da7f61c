"""The contract of TinyDB's storage."""

import errno
import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from tinydb.table import Document

from readtui.errors import DamagedError, ReadOnlyError, StorageError
from readtui.storage.files.tinydb_storage import DurableStorage, OneWrite, StringTinyDB
from readtui.storage.format.lined_table import encode_tables
from readtui.storage.format.tables import Tables

FORMAT = {"1": {"name": "readtui-article", "version": 1}}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "tmp").mkdir()
    return tmp_path / "a1.json"


def storage_on(path: Path) -> DurableStorage:
    return DurableStorage(path, path.parent / "tmp")


def test_only_a_missing_file_is_empty(path: Path) -> None:
    assert storage_on(path).read() is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0" * 4096,
        b"[]",
        b"{}",
        b"null",
        b'{"format": {"1": {"version": 1}}, "annotations": {"n1": {"id": "n',
        b'{"format": {"1": {"version": 1}}}{"extra": 1}',
        b'{"format": {"1": {"version": 1}}, "annotations": []}',
        b'{"format": {"1": {"version": "1"}}}',
        b'{"format": {"1": [1]}}',
        b"\xff\xfe\xff",
        b"[" * 100_000,
    ],
)
def test_anything_that_is_not_a_library_file_is_damage_and_stays_unchanged(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(DamagedError, match=r"a1\.json is damaged") as caught:
        storage_on(path).read()
    assert caught.value.hint
    with pytest.raises(DamagedError):
        StringTinyDB(path, path.parent / "tmp", storage=DurableStorage).table("annotations").insert(
            Document({"id": "n1"}, doc_id="n1")  # type: ignore[arg-type]
        )
    assert path.read_bytes() == content


def test_a_file_has_one_record_per_line_sorted_by_id_and_key(path: Path) -> None:
    tables: Tables = {
        "zzz": {"1": {"kept": True}},
        "annotations": {"n2": {"note": "b\nc", "id": "n2"}, "n1": {"id": "n1", "color": None}},
        "article": {"a1": {"title": "Übermut"}},
        "format": FORMAT,
    }
    storage_on(path).write(tables)
    assert path.read_text("utf-8") == (
        '{"format": {\n"1": {"name": "readtui-article", "version": 1}\n},\n'
        '"article": {\n"a1": {"title": "Übermut"}\n},\n'
        '"annotations": {\n"n1": {"color": null, "id": "n1"},\n"n2": {"id": "n2", "note": "b\\nc"}\n},\n'
        '"zzz": {\n"1": {"kept": true}\n}}\n'
    )
    assert storage_on(path).read() == tables


def test_text_that_utf8_cannot_encode_is_kept(path: Path) -> None:
    tables: Tables = {"format": FORMAT, "article": {"a1": {"paths": ["caf\udce9.txt", "ü"]}}}
    storage_on(path).write(tables)
    path.read_bytes().decode("utf-8")
    assert storage_on(path).read() == tables


def refusing(code: int) -> Callable[..., None]:
    def refuse(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    return refuse


@pytest.mark.parametrize("call", ["replace", "fsync"])
@pytest.mark.parametrize(
    ("code", "kind", "says"),
    [
        (errno.ENOSPC, StorageError, "disk is full"),
        (errno.EROFS, ReadOnlyError, "Read-only file system"),
        (errno.EACCES, ReadOnlyError, "Permission denied"),
        (errno.EIO, StorageError, "error"),
    ],
)
def test_a_failed_write_leaves_the_old_file_and_nothing_else(
    path: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int, kind: type[StorageError], says: str
) -> None:
    storage = storage_on(path)
    storage.write({"format": FORMAT})
    old = path.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(os, call, refusing(code))
        with pytest.raises(kind, match=says) as caught:
            storage.write({"format": FORMAT, "annotations": {"n1": {"id": "n1"}}})
    assert type(caught.value) is kind
    assert caught.value.hint
    assert path.read_bytes() == old
    assert list((path.parent / "tmp").iterdir()) == []


def test_a_value_that_is_not_json_leaves_the_old_file(path: Path) -> None:
    storage = storage_on(path)
    storage.write({"format": FORMAT})
    with pytest.raises(TypeError):
        storage.write({"format": FORMAT, "annotations": {"n1": {"id": object()}}})
    assert storage.read() == {"format": FORMAT}


def test_content_and_folder_are_synced_before_a_write_is_acknowledged(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    real_fsync, real_replace = os.fsync, os.replace

    def fsync(descriptor: int) -> None:
        calls.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        real_fsync(descriptor)

    def replace(source: str, target: str) -> None:
        calls.append("replace")
        real_replace(source, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "replace", replace)
    storage_on(path).write({"format": FORMAT})
    assert calls == ["file", "replace", "folder"]


def test_a_file_of_a_newer_format_can_be_read_but_not_written(path: Path) -> None:
    tables: Tables = {"format": {"1": {"name": "readtui-article", "version": 2}}, "article": {"a1": {"id": "a1"}}}
    path.write_bytes(encode_tables(tables))
    assert storage_on(path).read() == tables
    with pytest.raises(ReadOnlyError, match=r"newer readtui \(format 2\)"):
        storage_on(path).write(tables)


def test_several_tables_are_written_together_or_not_at_all(path: Path) -> None:
    database = StringTinyDB(path, path.parent / "tmp", storage=OneWrite(DurableStorage))
    database.table("format").put(FORMAT.items())  # type: ignore[attr-defined]
    database.table("annotations").put([("n1", {"id": "n1"})])  # type: ignore[attr-defined]
    database.storage.stage(sync=True)  # type: ignore[attr-defined]
    assert not path.exists()
    database.storage.storage.put()  # type: ignore[attr-defined]
    assert json.loads(path.read_bytes()) == {"format": FORMAT, "annotations": {"n1": {"id": "n1"}}}


def test_another_program_s_write_is_seen_by_the_same_query(path: Path) -> None:
    storage_on(path).write({"format": FORMAT, "annotations": {"n1": {"id": "n1"}}})
    table = StringTinyDB(path, path.parent / "tmp", storage=DurableStorage).table("annotations")
    assert len(table.search(lambda value: True)) == 1
    storage_on(path).write({"format": FORMAT, "annotations": {"n1": {"id": "n1"}, "n2": {"id": "n2"}}})
    assert [str(document.doc_id) for document in table.search(lambda value: True)] == ["n1", "n2"]
