"""The unfinished notes of one article: kept on this device while they are written, and found again."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Protocol

from readtui.errors import NotFoundError, StorageError
from readtui.model.annotation import AnchorState, Annotation
from readtui.model.article import Article, ArticleRecord
from readtui.model.passage import Passage
from readtui.storage.repository import DraftStore, TextStore

_WITHOUT_VERSION = re.compile(r"([A-Za-z0-9_-]+):(\d{1,12}:\d{1,12})")
_SURE = (AnchorState.EXACT, AnchorState.MOVED)


class NotesStore(DraftStore, TextStore, Protocol):
    """Unfinished notes, and the texts that they were begun on."""


def name_text_version(repository: DraftStore, record: ArticleRecord) -> None:
    """Keep the drafts on passages of an article that name no text version as those of its present one.

    Drafts of before have no version; called before the text changes, while it is still known. Raises StorageError.
    """
    for key, text in repository.drafts().items():
        named = _WITHOUT_VERSION.fullmatch(key)
        if text and named and named[1] == record.id:
            repository.keep_draft(f"{record.id}:{record.text_version}:{named[2]}", text)
            repository.keep_draft(key, "")


@dataclass(frozen=True, slots=True)
class Draft:
    """An unfinished note, and what it is on: an annotation, or a passage of the text that has none.

    ``lost``: without an id or a note, what it is to be saved as if it was begun on a passage that is not surely in the
    text any more; ``passage`` is None then. ``key`` is what it is kept under.
    """

    key: str
    text: str
    passage: Passage | None
    annotation: Annotation | None = None
    lost: Annotation | None = None
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Writing:
    """A note that is being written. ``keys``: what its draft can be kept under; the first is used from now on."""

    drafts: "Drafts"
    keys: tuple[str, ...]

    @property
    def text(self) -> str:
        """The draft; empty for none."""
        return next(filter(None, map(self.drafts.text, self.keys)), "")

    def keep(self, text: str) -> Callable[[], None]:
        """Remember a draft, or with an empty text forget it. The result writes that to disk; it raises StorageError."""
        return self.drafts.keep(self.keys, text)

    def finished(self, text: str) -> "Finished":
        """The note is to be saved with this text."""
        return Finished(self.drafts, self.keys, text)

    def begin_editing(self, text: str) -> Path:
        """A file that holds ``text``, for another program to edit: what that writes there is the draft at once.

        So it is found again, whatever happens to readtui meanwhile. Raises StorageError.
        """
        return self.drafts.begin_editing(self.keys[0], text)

    def end_editing(self) -> str | None:
        """What has become of the text in the file, which is the draft now; None if it is as it was.

        The file is gone then. Where the draft cannot be kept otherwise it stays, and stays the draft.
        """
        return self.drafts.end_editing(self.keys)


@dataclass(frozen=True, slots=True)
class Finished:
    """A note that is on its way to the disk; until it is there, its draft is all that there is of it."""

    drafts: "Drafts"
    keys: tuple[str, ...]
    text: str

    @property
    def is_kept(self) -> bool:
        """Whether its draft is on disk."""
        return self.drafts.is_on_disk(self.keys[0], self.text)

    def is_saved(self) -> None:
        """The note is on disk: forget the draft, unless it says something else by now.

        From any thread. Raises StorageError.
        """
        self.drafts.forget(self.keys, self.text)


class Drafts:
    """Keeps them in memory, as read when this was made; what is to be written comes back as a call to make.

    A draft belongs to an annotation, or to a passage (code points) that has none yet: one that is annotated otherwise
    meanwhile takes the draft over. If the text is another one than the draft was begun in, its passage is found again
    by its words, which takes a moment: not to be made on the UI thread. Raises StorageError.

    One thread keeps drafts; what is written to disk is always what is remembered by then, so writing can be done in
    any thread and in any order.
    """

    def __init__(self, repository: NotesStore, article_id: str, article: Article) -> None:
        self._repository = repository
        self._article_id = article_id
        self._article = article
        self._texts = repository.drafts()
        self._on_disk = dict(self._texts)
        self._changing, self._writing = Lock(), Lock()
        self._in_editor: dict[str, tuple[Path, str]] = {}
        self._on_passages = dict(self._begun_on_passages())

    def at(self, passage: Passage, annotation: Annotation | None, *, is_on_disk: bool = True) -> Writing:
        """The note on a passage. ``is_on_disk``: whether the annotation is, so that a draft can name it."""
        named = f"{self._article_id}:{self._article.hash8}:{passage.start}:{passage.end}"
        begun = [key for key, place in self._on_passages.items() if place == passage and key != named]
        if annotation is not None and is_on_disk:
            return Writing(self, (annotation.id, named, *begun))
        self._on_passages[named] = passage
        return Writing(self, (named, *([annotation.id] if annotation else []), *begun))

    def of(self, draft: Draft) -> Writing:
        """The note that was begun."""
        return Writing(self, (draft.key,))

    def unfinished(
        self, find: Callable[[str], Annotation | None], on: Callable[[Passage], Sequence[Annotation]]
    ) -> list[Draft]:
        """The article's drafts in reading order, those without a passage last.

        ``find`` gives the live annotation with an id, ``on`` those that share something with a passage. What one of
        them says as its note is finished.
        """
        begun = [(key, text) for key, text in self._texts.items() if text]
        drafts = [draft for key, text in begun if (draft := self._draft(key, text, find, on))]
        end = len(self._article.text)
        return sorted(drafts, key=lambda one: (one.passage.start, one.passage.end) if one.passage else (end, end))

    # ------------------------------------------------------------------ for Writing and Finished

    def text(self, key: str) -> str:
        """What is kept under a key; empty for nothing."""
        return self._texts.get(key, "")

    def keep(self, keys: Sequence[str], text: str) -> Callable[[], None]:
        """See Writing."""
        with self._changing:
            changed = {keys[0]: text} | {key: "" for key in keys[1:] if key in self._texts}
            self._texts |= changed
        return partial(self._write, tuple(changed))

    def is_on_disk(self, key: str, text: str) -> bool:
        """Whether this is kept there under a key."""
        return _says(self._on_disk.get(key, ""), text)

    def forget(self, keys: Sequence[str], text: str) -> None:
        """See Finished."""
        with self._changing:
            done = [key for key in keys if key in self._texts and _says(self._texts[key], text)]
            self._texts |= dict.fromkeys(done, "")
        self._write(done)

    def begin_editing(self, key: str, text: str) -> Path:
        """See Writing."""
        with self._writing:
            path = self._repository.begin_editing(key, text)
            self._in_editor[key] = (path, text.rstrip("\n"))
        return path

    def end_editing(self, keys: Sequence[str]) -> str | None:
        """See Writing."""
        path, begun = self._in_editor[keys[0]]
        text = self._repository.edited_text(path)
        changed = None if text == begun else text
        with self._writing:
            del self._in_editor[keys[0]]
        write = partial(self._write, keys[:1]) if changed is None else self.keep(keys, changed)
        # The file stays then, and what is in it is the draft.
        with suppress(StorageError):
            write()
        return changed

    def _write(self, keys: Sequence[str]) -> None:
        with self._writing:
            for key in keys:
                if key not in self._in_editor:
                    text = self._texts.get(key, "")
                    self._repository.keep_draft(key, text)
                    self._on_disk[key] = text

    # ------------------------------------------------------------------ what they are on

    def _draft(
        self,
        key: str,
        text: str,
        find: Callable[[str], Annotation | None],
        on: Callable[[Passage], Sequence[Annotation]],
    ) -> Draft | None:
        match self._on_passages.get(key):
            case Passage() as passage:
                there = [one for one in on(passage) if one.passage == passage]
                if any(_says(one.note, text) for one in there):
                    return None
                return Draft(key, text, passage, next(iter(there), None), quote=passage.of(self._article.text))
            case Annotation() as lost:
                return Draft(key, text, None, lost=lost, quote=lost.quoted_text)
        annotation = find(key)
        if annotation is None or _says(annotation.note, text):
            return None
        return Draft(key, text, annotation.passage, annotation, quote=annotation.quoted_text)

    def _begun_on_passages(self) -> Iterator[tuple[str, Passage | Annotation]]:
        """By the key of each draft its passage, or what it is to be saved as where that is lost."""
        pattern = re.compile(re.escape(self._article_id) + r":(?:([0-9a-f]{8}):)?(\d{1,12}):(\d{1,12})")
        for key in self._texts:
            # Keys named no text version once: then it is the present one, as far as can be known.
            if (named := pattern.fullmatch(key)) and (start := int(named[2])) < (end := int(named[3])):
                yield key, self._place(named[1] or self._article.hash8, Passage(start, end))

    def _place(self, version: str, passage: Passage) -> Passage | Annotation:
        if version == self._article.hash8 and passage.end <= len(self._article.text):
            return passage
        nowhere = Annotation(id="", article_id=self._article_id, created="", modified="")
        text = "" if version == self._article.hash8 else self._text(version)
        if not passage.of(text).strip() or passage.end > len(text):
            return nowhere
        # Only here: few texts change while a note on them is being written.
        from readtui.anchoring.describe import describe
        from readtui.services.annotating.carrying import carry_over

        quote, position = describe(text, passage)
        begun = Annotation("", self._article_id, "", "", quote=quote, position=position, text_version=version)
        [edit] = carry_over([begun], self._article, lambda _: text, "")
        carried = edit.after
        assert isinstance(carried, Annotation)
        return carried.passage if carried.passage and carried.anchor in _SURE else carried

    def _text(self, version: str) -> str:
        """The text of a version; empty if it cannot be read any more."""
        try:
            return self._repository.article(self._article_id, version).text
        except (NotFoundError, StorageError):
            return ""


def _says(note: str, text: str) -> bool:
    """Whether the note says just that."""
    return note.strip() == text.strip()
