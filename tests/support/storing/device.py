"""A device with its own library, for tests that damage, copy and merge it."""

import shutil
from dataclasses import replace
from pathlib import Path

from readtui.model.annotation import Annotation
from readtui.model.article import Article, ArticleRecord, Metadata
from readtui.model.block import Block, BlockKind
from readtui.model.change import Change, Edit, Record
from readtui.model.creator import Creator
from readtui.storage.open_store import open_store
from readtui.storage.repository import Repository

NOW = "2026-02-01T10:00:00Z"
TEXT = "A paragraph."
ARTICLE = Article(Metadata("T"), TEXT, (Block(BlockKind.PARAGRAPH, 0, len(TEXT)),))


class Device:
    """The folders of one device and its library, which ``add`` fills with an article and a note."""

    def __init__(self, folder: Path, name: str = "one") -> None:
        self.library, self.state = folder / f"library-{name}", folder / f"state-{name}"
        self.path = self.library / "articles" / "a1.json"
        self.day = "2026-02-01"
        self.count = 0

    def open(self, milliseconds: int = 0) -> Repository:
        self.count += 1
        return open_store(
            self.library,
            state=self.state,
            cache=self.state / f"cache-{self.count}",
            clock=lambda: f"{self.day}T10:00:00Z",
            milliseconds=lambda: milliseconds,
        )

    def add(self, article_id: str = "a1") -> None:
        store = self.open()
        store.keep_text(article_id, ARTICLE)
        record = ArticleRecord(article_id, Metadata("T"), NOW, NOW, ARTICLE.hash8)
        note = Annotation(f"n-{article_id}", article_id, NOW, NOW, note="first", creator=Creator("Ada"))
        store.apply(Change(f"add {article_id}", NOW, "add", (Edit(None, record), Edit(None, note))))
        store.close()

    def save(self, after: Record, before: Record | None = None) -> Change:
        self.count += 1
        return self.open().apply(Change(f"c{self.count}", NOW, "save", (Edit(before, after),)))

    def note(self, text: str, note_id: str = "n-a1") -> Change:
        [seen] = [note for note in self.open().annotations("a1", deleted=True) if note.id == note_id]
        return self.save(replace(seen, note=text), seen)

    def notes(self) -> dict[str, str]:
        return {note.id: note.note for note in self.open().annotations("a1")}

    def conflicts(self) -> list[object]:
        return [conflict for note in self.open().annotations("a1") for conflict in note.conflicts]


def copy_of(device: Device, name: str) -> Device:
    """Another device with its own copy of the library."""
    other = Device(device.library.parent, name)
    shutil.copytree(device.library, other.library)
    return other
