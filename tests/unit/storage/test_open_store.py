"""Opening a library: folders, permissions, leftovers of a crash, and damaged files."""

import errno
import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from readtui.errors import DamagedError, NotFoundError, ReadOnlyError, StorageError
from readtui.model.annotation import Annotation
from readtui.model.article import Article, ArticleRecord, Metadata
from readtui.model.block import Block, BlockKind
from readtui.model.change import Change, Edit
from readtui.storage.files.articles import read_entry
from readtui.storage.open_store import open_store
from readtui.storage.repository import ReadingPosition, Repository

NOW = "2026-02-01T10:00:00Z"
TEXT = "A paragraph."
ARTICLE = Article(Metadata("T"), TEXT, (Block(BlockKind.PARAGRAPH, 0, len(TEXT)),))


def library(folder: Path) -> Repository:
    return open_store(folder / "library", state=folder / "state", cache=folder / "cache")


def add(repository: Repository, *article_ids: str) -> None:
    for article_id in article_ids:
        record = ArticleRecord(article_id, Metadata("T"), NOW, NOW, ARTICLE.hash8)
        note = Annotation(f"n-{article_id}", article_id, NOW, NOW, note="kept", tags=("a",))
        repository.keep_text(article_id, ARTICLE)
        repository.apply(Change(f"add {article_id}", NOW, "add", (Edit(None, record), Edit(None, note))))


def forget_backups(folder: Path) -> None:
    shutil.rmtree(folder / "state" / "latest")


def article_file(folder: Path, article_id: str = "a1") -> Path:
    return folder / "library" / "articles" / f"{article_id}.json"


def test_a_missing_library_is_created(tmp_path: Path) -> None:
    repository = library(tmp_path / "not" / "yet")
    assert repository.records() == []
    assert not repository.read_only
    assert repository.history() == []


def test_a_file_is_not_a_library(tmp_path: Path) -> None:
    (tmp_path / "library").write_text("a file")
    with pytest.raises(StorageError, match="must be a folder") as caught:
        library(tmp_path)
    assert "--library" in caught.value.hint
    (tmp_path / "file").write_text("a file")
    with pytest.raises(StorageError, match="could not make the folder"):
        library(tmp_path / "file")


def test_a_library_without_write_permission_is_read_and_refuses_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(library(tmp_path), "a1")
    real_access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK | os.X_OK or "library" not in str(path))
    assert real_access(tmp_path, os.W_OK)
    repository = library(tmp_path)
    assert repository.read_only
    assert [note.note for note in repository.annotations("a1")] == ["kept"]
    assert repository.article("a1").text == TEXT
    with pytest.raises(ReadOnlyError, match="library"):
        add(repository, "a2")
    repository.keep_position("a1", ReadingPosition(3, 0.5, NOW))
    assert repository.position("a1") == ReadingPosition(3, 0.5, NOW)


def test_a_library_on_a_read_only_medium_opens_without_our_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "library").mkdir()

    def refuse(path: object, mode: int = 0o777) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(os, "mkdir", refuse)
    repository = library(tmp_path)
    assert repository.read_only
    assert repository.records() == []
    assert repository.tags() == []
    assert repository.history() == []
    repository.close()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write everywhere")
def test_permission_bits_make_a_library_read_only(tmp_path: Path) -> None:
    add(library(tmp_path), "a1")
    (tmp_path / "library" / "articles").chmod(0o555)
    try:
        assert library(tmp_path).read_only
    finally:
        (tmp_path / "library" / "articles").chmod(0o755)


def test_temporary_files_left_by_a_crash_are_removed_after_a_day(tmp_path: Path) -> None:
    library(tmp_path)
    temp = tmp_path / "library" / ".readtui" / "tmp"
    old, young = temp / "a1.json.77.abcd", temp / "a2.json.78.abcd"
    for path in (old, young):
        path.write_text("{")
    day_and_a_bit = 90_000
    os.utime(old, (old.stat().st_mtime - day_and_a_bit,) * 2)
    library(tmp_path)
    assert list(temp.iterdir()) == [young]


def test_a_damaged_article_without_a_backup_hides_only_itself(tmp_path: Path) -> None:
    add(library(tmp_path), "a1", "a2", "a3")
    article_file(tmp_path, "a1").write_bytes(b"")
    value = json.loads(article_file(tmp_path, "a2").read_bytes())
    value["article"]["a2"]["textVersion"] = 7
    article_file(tmp_path, "a2").write_text(json.dumps(value))
    forget_backups(tmp_path)
    repository = library(tmp_path)
    assert [record.id for record in repository.records()] == ["a3"]
    assert sorted(str(error) for error in repository.damaged()) == [
        f"{article_file(tmp_path, 'a1')} is damaged: it is empty",
        f"{article_file(tmp_path, 'a2')} is damaged: "
        "it has a wrong value: article a2: textVersion: expected text, found 7",
    ]
    with pytest.raises(DamagedError, match="textVersion"):
        repository.record("a2")
    with pytest.raises(DamagedError):
        repository.apply(Change("c", NOW, "note", (Edit(None, Annotation("n9", "a1", NOW, NOW)),)))
    assert article_file(tmp_path, "a1").read_bytes() == b""


def test_an_article_file_without_its_article_is_not_changed(tmp_path: Path) -> None:
    add(library(tmp_path), "a1")
    article_file(tmp_path).write_text('{"format": {"1": {"name": "readtui-article", "version": 1}}}')
    forget_backups(tmp_path)
    with pytest.raises(DamagedError, match="does not contain the article a1"):
        library(tmp_path).apply(Change("c", NOW, "note", (Edit(None, Annotation("n9", "a1", NOW, NOW)),)))


def test_what_other_programs_wrote_survives_an_edit(tmp_path: Path) -> None:
    add(library(tmp_path), "a1")
    value = json.loads(article_file(tmp_path).read_bytes())
    note = value["annotations"]["n-a1"]
    note["stars"] = 5
    note["body"].append({"type": "Choice", "items": ["x"]})
    note["target"]["renderedVia"] = {"id": "viewer"}
    note["target"]["selector"] = [{"type": "TextQuoteSelector", "exact": "A", "refinedBy": {"type": "Fragment"}}]
    value["article"]["a1"]["doi"] = "10.1/x"
    value["format"]["1"]["generator"] = "other"
    value["their-table"] = {"7": {"a": [1]}}
    article_file(tmp_path).write_text(json.dumps(value))

    repository = library(tmp_path)
    [seen] = repository.annotations("a1")
    record = repository.record("a1")
    assert record is not None
    edits = (Edit(seen, replace(seen, note="edited")), Edit(record, replace(record, tags=("new",))))
    repository.apply(Change("c", NOW, "edit", edits))

    after = json.loads(article_file(tmp_path).read_bytes())
    assert after["annotations"]["n-a1"]["stars"] == 5
    assert after["annotations"]["n-a1"]["target"] == note["target"]
    assert {"type": "Choice", "items": ["x"]} in after["annotations"]["n-a1"]["body"]
    assert [b["value"] for b in after["annotations"]["n-a1"]["body"] if "value" in b] == ["a", "edited"]
    assert (after["article"]["a1"]["doi"], after["article"]["a1"]["tags"]) == ("10.1/x", ["new"])
    assert after["format"] == value["format"]
    assert after["their-table"] == value["their-table"]


def test_an_edit_changes_one_line_of_the_file(tmp_path: Path) -> None:
    repository = library(tmp_path)
    add(repository, "a1")
    for number in range(5):
        note = Annotation(f"n{number}", "a1", NOW, NOW, note="x")
        repository.apply(Change(f"c{number}", NOW, "note", (Edit(None, note),)))
    before = article_file(tmp_path).read_text().split("\n")
    seen = next(note for note in repository.annotations("a1") if note.id == "n2")
    repository.apply(Change("c", NOW, "edit", (Edit(seen, replace(seen, note="edited\nit")),)))
    after = article_file(tmp_path).read_text().split("\n")
    assert [new[:4] for old, new in zip(before, after, strict=True) if old != new] == ['"n2"']


def test_the_catalogue_parses_only_what_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = library(tmp_path)
    add(repository, "a1", "a2", "a3")
    repository.records()
    repository.close()
    parsed: list[str] = []

    def counted(path: Path, article_id: str, stamp: str) -> object:
        parsed.append(article_id)
        return read_entry(path, article_id, stamp)

    monkeypatch.setattr("readtui.storage.catalogue.read_entry", counted)
    second = library(tmp_path)
    assert {record.id for record in second.records()} == {"a1", "a2", "a3"}
    assert parsed == []
    [seen] = repository.annotations("a2")
    repository.apply(Change("c", NOW, "delete", (Edit(seen, replace(seen, deleted=NOW)),)))
    article_file(tmp_path, "a3").unlink()
    assert second.annotation_counts() == {"a1": 1, "a2": 0}
    assert parsed == ["a2"]


def test_rows_are_listed_without_decoding_a_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = library(tmp_path)
    add(repository, "a1", "a2")
    records = {record.id: record for record in repository.records()}
    repository.close()
    again = library(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr("readtui.storage.format.catalogue_lines._entry", lambda *_: pytest.fail("decoded"))
        facts = list(again.article_facts())
        assert again.links() == {}
        assert again.records_unless({key: one.text_version for key, one in records.items()}, ()) == ([], 2)
    assert {one.article_id: one.read(one.place) for one in facts} == records


def test_a_listed_article_is_opened_even_if_its_text_is_another_by_now(tmp_path: Path) -> None:
    store = library(tmp_path)
    add(store, "a1")
    [record] = store.records()
    assert store.article_of(record) == store.article("a1")
    assert store.article_of(replace(record, text_version="00000000")) == store.article("a1")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"version": 1, "articles": {"a1": [[1], {}, 0]}}'])
def test_a_damaged_catalogue_is_rebuilt(tmp_path: Path, content: bytes) -> None:
    repository = library(tmp_path)
    add(repository, "a1")
    (tmp_path / "cache").mkdir(exist_ok=True)
    (tmp_path / "cache" / "catalogue.jsonl").write_bytes(content)
    second = library(tmp_path)
    assert second.annotation_counts() == {"a1": 1}
    second.close()
    _, ids, *_ = (tmp_path / "cache" / "catalogue.jsonl").read_text().splitlines()
    assert ids == "a1"


def test_a_text_version_is_written_once_and_checked_when_read(tmp_path: Path) -> None:
    repository = library(tmp_path)
    add(repository, "a1")
    [path] = (tmp_path / "library" / "texts").iterdir()
    inode = path.stat().st_ino
    repository.keep_text("a1", ARTICLE)
    assert path.stat().st_ino == inode
    path.write_text(path.read_text().replace("paragraph.", "paragraph!"))
    with pytest.raises(DamagedError, match="does not match the hash"):
        repository.article("a1")
    repository.keep_text("a1", ARTICLE)
    assert repository.article("a1").text == TEXT
    path.unlink()
    with pytest.raises(NotFoundError, match=path.name):
        repository.article("a1")


@pytest.mark.parametrize("content", [b"", b"\0\0", b"[]", b'{"a1": {"offset": -1}}', b'{"a1": 5}'])
def test_damaged_positions_are_ignored_and_replaced(tmp_path: Path, content: bytes) -> None:
    repository = library(tmp_path)
    (tmp_path / "state" / "positions.json").write_bytes(content)
    assert repository.positions() == {}
    repository.keep_position("a1", ReadingPosition(3, 0.5, NOW))
    assert library(tmp_path).position("a1") == ReadingPosition(3, 0.5, NOW)


def test_the_error_for_a_state_folder_that_cannot_be_created_names_its_variable(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError) as caught:
        open_store(tmp_path / "library", state=tmp_path / "file" / "state")
    assert "READTUI_STATE" in caught.value.hint


def test_a_change_returns_each_record_as_it_is_read_from_then_on(tmp_path: Path) -> None:
    repository = library(tmp_path)
    add(repository, "a1")
    [before] = repository.annotations("a1")
    noted = replace(before, note="the \x1b[31mend")
    for number, after in enumerate((noted, replace(noted, tags=("a", "b\x07")))):
        made = repository.apply(Change(f"{number}", NOW, "edit", (Edit(before, after),)))
        [before] = repository.annotations("a1")
        assert made.edits[0].after == before
    assert (before.note, before.tags) == ("the ␛[31mend", ("a", "b␇"))
