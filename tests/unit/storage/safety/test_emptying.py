"""What is removed from the trash for good."""

from dataclasses import replace
from pathlib import Path

import pytest

from readtui.errors import ChangedSinceError
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord, Metadata
from readtui.model.change import Change, Edit
from readtui.model.selector import TextQuoteSelector
from readtui.model.tag import Tag
from readtui.model.tombstone import is_emptied
from readtui.model.view import View
from readtui.storage.open_store import open_store
from readtui.storage.repository import Repository

NOW = "2026-02-01T10:00:00Z"


def _opened(folder: Path) -> Repository:
    return open_store(folder / "library", state=folder / "state", cache=folder / "cache")


def _deleted(repository: Repository) -> list[Annotation | Tag | View]:
    return [
        *(one for one in repository.annotations("a1", deleted=True) if one.deleted),
        *(one for one in repository.tags(deleted=True) if one.deleted),
        *(one for one in repository.views(deleted=True) if one.deleted),
    ]


def test_what_is_emptied_stays_deleted_without_its_words(tmp_path: Path) -> None:
    repository = _opened(tmp_path)
    gone = Annotation("n1", "a1", NOW, NOW, quote=TextQuoteSelector("Lanterns swing."), color="yellow")
    kept = replace(gone, id="n2", note="kept")
    doomed = (gone, Tag("light", description="What shines"), View("v1", "Shining", "#light"))
    record = ArticleRecord("a1", Metadata("The harbour"), NOW, NOW, "")
    repository.apply(Change("c1", NOW, "make", tuple(Edit(None, one) for one in (record, kept, *doomed))))
    repository.apply(Change("c2", NOW, "delete", tuple(Edit(one, replace(one, deleted=NOW)) for one in doomed)))
    repository.empty(_deleted(repository))
    repository.close()
    again = _opened(tmp_path)
    assert [one.id for one in again.annotations("a1")] == ["n2"]
    assert [is_emptied(one) for one in _deleted(again)] == [True, True, True]
    assert [edit.after for change in again.history() for edit in change.edits if not isinstance(edit.after, Tag)] == [
        again.record("a1"),
        *again.annotations("a1"),
    ]
    with pytest.raises(ChangedSinceError):
        again.empty([replace(kept, deleted=NOW)])
    assert [one.note for one in again.annotations("a1")] == ["kept"]
    again.close()
