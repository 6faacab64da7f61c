from dataclasses import replace
from pathlib import Path

import pytest
from memory_repository import MemoryRepository

from readtui.errors import DamagedError, StorageError
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord, Metadata, waiting_id
from readtui.model.change import Change, Edit, Record
from readtui.services.linking.links import LinkTarget, backlinks, links_into, locate
from readtui.storage.open_store import open_store
from readtui.storage.repository import Repository

NOW = "2026-02-01T10:00:00Z"
A, B = "00000000000000aa", "00000000000000bb"
NOTE = "1f0c9a3e-0000-4000-8000-0123456789ab"


def note(name: str, article_id: str, text: str, deleted: str | None = None) -> Annotation:
    return Annotation(name, article_id, NOW, NOW, note=text, deleted=deleted)


def put(repository: Repository) -> None:
    records: list[Record] = [ArticleRecord(name, Metadata(name), NOW, NOW, "f" * 8) for name in (A, B)]
    records += [
        note(NOTE, A, "the one"),
        note("n1", A, f"compare [this](readtui:{NOTE})"),
        note("n2", B, f"[and](READTUI:{NOTE.upper()}) [the article](readtui:{A})"),
        note("n3", B, f"only `[code](readtui:{NOTE})` and {NOTE}"),
        note("n4", B, f"[gone](readtui:{NOTE})", deleted=NOW),
    ]
    repository.apply(Change("c", NOW, "put", tuple(Edit(None, record) for record in records)))


def linking(repository: Repository, target: str) -> set[str]:
    return {found.annotation.id for found in backlinks(repository, target)}


def test_notes_that_link_somewhere_are_found_in_every_article() -> None:
    repository = MemoryRepository()
    put(repository)
    assert linking(repository, NOTE) == {"n1", "n2"}
    assert linking(repository, A) == {"n2"}
    assert linking(repository, B) == set()
    repository.articles[B] = replace(repository.articles[B], deleted=NOW)
    assert linking(repository, NOTE) == {"n1"}


def test_only_articles_with_such_links_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(tmp_path / "library", state=tmp_path / "state", cache=tmp_path / "cache")
    put(store)
    assert store.links() == {A: (NOTE,), B: (A, NOTE)}
    read: list[str] = []
    annotations = store.annotations

    def counted(article_id: str, *, deleted: bool = False) -> list[Annotation]:
        read.append(article_id)
        return annotations(article_id, deleted=deleted)

    monkeypatch.setattr(store, "annotations", counted)
    assert linking(store, A) == {"n2"}
    assert linking(store, B) == set()
    assert read == [B]
    assert linking(store, NOTE) == {"n1", "n2"}
    # Another program may escape what it likes.
    path = tmp_path / "library" / "articles" / f"{B}.json"
    path.write_text(path.read_text().replace(f"](readtui:{A})", f"](\\u0072eadtui:{A[:-1]}\\u0061)"))
    assert linking(store, A) == {"n2"}
    store.close()


def test_links_into_an_article_and_its_annotations_come_in_one_go() -> None:
    repository = MemoryRepository()
    put(repository)
    found = links_into(repository, {A, NOTE}.__contains__)
    assert {target: [one.annotation.id for one in links] for target, links in found.items()} == {
        NOTE: ["n1", "n2"],
        A: ["n2"],
    }


class Here:
    """A library in which ids are looked up without opening it."""

    def __init__(self, *records: Record, fault: Exception | None = None) -> None:
        self.records, self.fault = records, fault

    def record(self, article_id: str) -> ArticleRecord | None:
        if self.fault:
            raise self.fault
        return next((one for one in self.records if isinstance(one, ArticleRecord) and one.id == article_id), None)

    def annotation(self, annotation_id: str) -> tuple[ArticleRecord, Annotation] | None:
        found = next((one for one in self.records if isinstance(one, Annotation) and one.id == annotation_id), None)
        record = self.record(found.article_id) if found else self.record("")
        return (record, found) if record and found else None


@pytest.mark.parametrize("sought", [A, NOTE])
def test_an_id_is_in_the_first_library_that_has_it_and_can_be_read(sought: str) -> None:
    record = ArticleRecord(A, Metadata("The ferry"), NOW, NOW, "f" * 8)
    there = Here(record, note(NOTE, A, "here"))
    empty, locked, damaged = Here(), Here(fault=StorageError("locked")), Here(fault=DamagedError("damaged"))

    def located(*libraries: Here) -> str | None:
        known = [(Path(str(number)), library) for number, library in enumerate(libraries)]
        found = locate(sought, known)  # type: ignore[arg-type]
        assert found is None or (found.record, found.annotation and found.annotation.id) == (
            record,
            NOTE if sought == NOTE else None,
        )
        return str(found.folder) if found else None

    assert located(there) == "0"
    assert located(empty, locked, there, there) == "2"
    assert located(empty, damaged, there) is None
    assert located(empty) is None


@pytest.mark.parametrize(
    ("deleted", "note_deleted", "trashed"),
    [(None, None, None), (NOW, None, (A, None)), (None, NOW, (A, NOTE)), (NOW, NOW, (A, NOTE))],
)
def test_what_must_be_restored_first_is_the_annotation_or_the_article(
    deleted: str | None, note_deleted: str | None, trashed: tuple[str, str | None] | None
) -> None:
    record = ArticleRecord(A, Metadata("The ferry"), NOW, NOW, "f" * 8, deleted=deleted)
    found = LinkTarget(Path(), record, note(NOTE, A, "x", note_deleted)).trashed
    assert (found and (found.record.id, found.annotation and found.annotation.id)) == trashed


@pytest.mark.parametrize(
    ("article_id", "metadata", "said"),
    [
        (A, Metadata("The ferry"), ""),
        (waiting_id("w"), Metadata("The ferry"), "“The ferry”"),
        (waiting_id("w"), Metadata("The ferry", creator="Bo\x1b Ek"), "“The ferry” by Bo␛ Ek"),
        (waiting_id("w"), Metadata("The ferry", source="https://a.example"), "“The ferry” (https://a.example)"),
    ],
)
def test_what_an_annotation_waits_for_is_said_in_words(article_id: str, metadata: Metadata, said: str) -> None:
    assert LinkTarget(Path(), ArticleRecord(article_id, metadata, NOW, NOW, "")).waits_for == said
