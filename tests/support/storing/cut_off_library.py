"""A library of three articles for interrupted changes, and a counter of the steps of a change."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord, Metadata
from readtui.model.change import Change, Edit
from readtui.model.tag import Tag
from readtui.services.saving.undo import History
from readtui.storage.open_store import new_uuid, open_store, utc_now
from readtui.storage.repository import Repository

NOW = "2026-02-01T10:00:00Z"
ARTICLES = ("a1", "a2", "a3")


def opened(folder: Path) -> Repository:
    return open_store(folder / "library", state=folder / "state", cache=folder / "cache")


def history(store: Repository) -> History:
    return History(store, clock=utc_now, new_id=new_uuid)


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """A library of three articles, each with an annotation tagged ``old``, and a codebook entry for that tag."""
    folder = tmp_path / "filled"
    store = opened(folder)
    for article_id in ARTICLES:
        record = ArticleRecord(article_id, Metadata(f"The {article_id}"), NOW, NOW, "ffffffff")
        store.apply(Change(f"add {article_id}", NOW, f"add {article_id}", (Edit(None, record),)))
        note = Annotation(f"n-{article_id}", article_id, NOW, NOW, note="x", tags=("old",))
        store.apply(Change(f"note {article_id}", NOW, f"note {article_id}", (Edit(None, note),)))
    store.apply(Change("describe", NOW, "describe old", (Edit(None, Tag("old", description="of old")),)))
    store.close()
    return folder


def steps_done(store: Repository) -> list[str]:
    return [step.change.what for step in history(store).steps() if step.done]


class Steps:
    """Counts file operations, and calls ``at`` before each with its number."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.count = 0
        self.at: Callable[[int], None] = lambda _: None
        for name in ("replace", "fsync", "unlink", "open", "truncate"):
            patch.setattr(os, name, self._counted(getattr(os, name)))

    def _counted(self, real: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object, **options: object) -> object:
            self.count += 1
            self.at(self.count)
            return real(*arguments, **options)

        return call
