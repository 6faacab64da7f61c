from dataclasses import replace
from pathlib import Path

import pytest
from memory_repository import MemoryRepository

from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord, Metadata
from readtui.model.change import Change, Edit, Record
from readtui.services.linking.links import backlinks, links_into
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
