"""The unfinished notes of an article: kept on this device while the user writes, and found again later."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Lock

from readtui.errors import NotFoundError, StorageError
from readtui.model.annotation import AnchorState, Annotation
from readtui.model.article import Article, ArticleRecord
from readtui.model.passage import Passage
from readtui.quick_dataclass import dataclass
from readtui.quick_pattern import pattern
from readtui.storage.repository import Repository

_WITHOUT_VERSION = pattern(r"([A-Za-z0-9_-]+):(\d{1,12}:\d{1,12})")
_WHOLE = ":article"
_REPLY = ":reply"
_CHOICE = "!choice"
"""Behind a draft's key: what the note is to be."""
_THREAD, _NOTE = "thread", "note"
_SURE = (AnchorState.EXACT, AnchorState.MOVED)


def name_text_version(repository: Repository, record: ArticleRecord) -> None:
    """Give the drafts on passages that name no text version the article's present one.

    Drafts of older releases have no version. Call this before the text changes, while the version is still known.
    Raises StorageError.
    """
    for key, text in repository.drafts().items():
        named = _WITHOUT_VERSION.fullmatch(key)
        if text and named and named[1] == record.id:
            repository.keep_draft(f"{record.id}:{record.text_version}:{named[2]}", text)
            repository.keep_draft(key, "")


@dataclass(frozen=True, slots=True)
class Draft:
    """An unfinished note and its target: an annotation, or a passage that has none yet.

    ``lost``: if the draft was begun on a passage that may no longer be in the text, or on the whole article, the
    annotation to save it as, without id and note; ``passage`` is None then. ``key``: what the draft is stored under.
    """

    key: str
    text: str
    passage: Passage | None
    annotation: Annotation | None = None
    lost: Annotation | None = None
    quote: str = ""

    @property
    def is_on_article(self) -> bool:
        """Whether it was begun as a note on the whole article."""
        return self.key.endswith(_WHOLE)

    @property
    def is_reply(self) -> bool:
        """Whether it is a reply to the annotation, not its note."""
        return self.key.endswith(_REPLY)


@dataclass(frozen=True, slots=True)
class NoteDraft:
    """A note being written. ``keys``: what its draft may be stored under; the first one is used from now on."""

    drafts: "Drafts"
    keys: tuple[str, ...]

    @property
    def text(self) -> str:
        """The draft, or ""."""
        return next(filter(None, map(self.drafts.text, self.keys)), "")

    @property
    def is_thread(self) -> bool | None:
        """Whether the note is to be a thread; None if nobody has said so."""
        chosen = next(filter(None, (self.drafts.text(f"{key}{_CHOICE}") for key in self.keys)), "")
        return chosen == _THREAD if chosen else None

    def choose(self, is_thread: bool) -> Callable[[], None]:
        """Remember whether it is to be a thread, as long as there is a draft. Call the result, as for ``keep``."""
        return self.drafts.keep((f"{self.keys[0]}{_CHOICE}",), _THREAD if is_thread else _NOTE)

    def keep(self, text: str) -> Callable[[], None]:
        """Remember the draft, or forget it if it is empty. Call the result to save it; that raises StorageError."""
        return self.drafts.keep(self.keys, text)

    def finished(self, text: str) -> "FinishedNote":
        """The note with its final text, ready to be saved."""
        return FinishedNote(self.drafts, self.keys, text)

    def begin_editing(self, text: str) -> Path:
        """Create a file with ``text`` for an external editor. The file itself is the draft while it is edited.

        That way the text survives whatever happens to readtui. Raises StorageError.
        """
        return self.drafts.begin_editing(self.keys[0], text)

    def end_editing(self) -> str | None:
        """The text of the file, which becomes the draft; None if it was not changed.

        Deletes the file, unless the draft cannot be kept anywhere else.
        """
        return self.drafts.end_editing(self.keys)


@dataclass(frozen=True, slots=True)
class FinishedNote:
    """A note on its way to disk. Until it is there, its draft is the only copy."""

    drafts: "Drafts"
    keys: tuple[str, ...]
    text: str

    @property
    def is_kept(self) -> bool:
        """Whether the draft is on disk."""
        return self.drafts.is_on_disk(self.keys[0], self.text)

    def forget(self) -> None:
        """Forget the draft once the note is on disk, unless the draft has changed since.

        May be called from any thread. Raises StorageError.
        """
        self.drafts.forget(self.keys, self.text)


class Drafts:
    """Keeps drafts in memory, as read on creation. Methods that change a draft return a call that writes it to disk.

    A draft belongs to an annotation, or to a passage (code points) that has none yet; if the passage is annotated in
    the meantime, the annotation takes over the draft. If the text has changed since the draft was begun, its passage is
    searched for by its words. That is slow, so do not create this on the UI thread. Raises StorageError.

    Change drafts from one thread only. The returned calls write the latest drafts, so they may run in any thread and in
    any order.
    """

    def __init__(self, repository: Repository, article_id: str, article: Article) -> None:
        self._repository = repository
        self._article_id = article_id
        self._article = article
        self._texts = repository.drafts()
        self._on_disk = dict(self._texts)
        self._changing, self._writing = Lock(), Lock()
        self._in_editor: dict[str, tuple[Path, str]] = {}
        self._on_passages = dict(self._begun_on_passages())

    def at(self, passage: Passage, annotation: Annotation | None, *, is_on_disk: bool = True) -> NoteDraft:
        """The note on a passage. ``is_on_disk``: whether the annotation is saved, so that a draft can refer to it."""
        named = f"{self._article_id}:{self._article.hash8}:{passage.start}:{passage.end}"
        begun = [key for key, place in self._on_passages.items() if place == passage and key != named]
        if annotation is not None and is_on_disk:
            return NoteDraft(self, (annotation.id, named, *begun))
        self._on_passages[named] = passage
        return NoteDraft(self, (named, *([annotation.id] if annotation else []), *begun))

    def of(self, draft: Draft) -> NoteDraft:
        return NoteDraft(self, (draft.key,))

    def on_article(self, noted: Annotation | None) -> Draft:
        """The note on the whole article; ``noted`` is the annotation that has it."""
        key = f"{self._article_id}{_WHOLE}"
        if noted is not None and not self.text(key):
            return Draft(noted.id, self.text(noted.id), None, noted)
        self._on_passages[key] = nowhere = self._nowhere()
        return Draft(key, self.text(key), None, noted, lost=nowhere)

    def reply_to(self, annotation: Annotation) -> Draft:
        key = f"{annotation.id}{_REPLY}"
        return Draft(key, self.text(key), annotation.passage, annotation, quote=annotation.quoted_text)

    def unfinished(
        self, find: Callable[[str], Annotation | None], on: Callable[[Passage], Sequence[Annotation]]
    ) -> list[Draft]:
        """The article's drafts in reading order; drafts without a passage come last.

        ``find`` returns the live annotation with an id, ``on`` those that overlap a passage. Drafts that equal the note
        of such an annotation are finished and left out.
        """
        begun = [(key, text) for key, text in self._texts.items() if text and not key.endswith(_CHOICE)]
        drafts = [draft for key, text in begun if (draft := self._draft(key, text, find, on))]
        end = len(self._article.text)
        return sorted(drafts, key=lambda one: (one.passage.start, one.passage.end) if one.passage else (end, end))

    # ------------------------------------------------------------------ for NoteDraft and FinishedNote

    def text(self, key: str) -> str:
        """The draft stored under a key, or ""."""
        return self._texts.get(key, "")

    def keep(self, keys: Sequence[str], text: str) -> Callable[[], None]:
        with self._changing:
            left = keys[1:] if text else [*keys[1:], *(f"{key}{_CHOICE}" for key in keys)]
            changed = {keys[0]: text} | {key: "" for key in left if key in self._texts}
            self._texts |= changed
        return partial(self._write, tuple(changed))

    def is_on_disk(self, key: str, text: str) -> bool:
        return _says(self._on_disk.get(key, ""), text)

    def forget(self, keys: Sequence[str], text: str) -> None:
        with self._changing:
            done = [key for key in keys if key in self._texts and _says(self._texts[key], text)]
            done += [choice for key in done if (choice := f"{key}{_CHOICE}") in self._texts]
            self._texts |= dict.fromkeys(done, "")
        self._write(done)

    def begin_editing(self, key: str, text: str) -> Path:
        with self._writing:
            path = self._repository.begin_editing(key, text)
            self._in_editor[key] = (path, text.rstrip("\n"))
        return path

    def end_editing(self, keys: Sequence[str]) -> str | None:
        path, begun = self._in_editor[keys[0]]
        text = self._repository.edited_text(path)
        changed = None if text == begun else text
        with self._writing:
            del self._in_editor[keys[0]]
        write = partial(self._write, keys[:1]) if changed is None else self.keep(keys, changed)
        # The file then stays, and its contents are the draft.
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
        annotation = find(key.removesuffix(_REPLY))
        if annotation is None:
            return None
        said = [one.text for one in annotation.replies] if key.endswith(_REPLY) else [annotation.note]
        if any(_says(one, text) for one in said):
            return None
        return Draft(key, text, annotation.passage, annotation, quote=annotation.quoted_text)

    def _begun_on_passages(self) -> Iterator[tuple[str, Passage | Annotation]]:
        """For each draft by key: its passage or, if that is lost, the annotation to save it as."""
        pattern = re.compile(re.escape(self._article_id) + r":(?:([0-9a-f]{8}):)?(\d{1,12}):(\d{1,12})")
        for key in self._texts:
            if key == f"{self._article_id}{_WHOLE}":
                yield key, self._nowhere()
            # Older keys name no text version; assume the current one.
            if (named := pattern.fullmatch(key)) and (start := int(named[2])) < (end := int(named[3])):
                yield key, self._place(named[1] or self._article.hash8, Passage(start, end))

    def _place(self, version: str, passage: Passage) -> Passage | Annotation:
        if version == self._article.hash8 and passage.end <= len(self._article.text):
            return passage
        then = None if version == self._article.hash8 else self._version(version)
        if then is None or not passage.of(then.text).strip() or passage.end > len(then.text):
            return self._nowhere()
        # Imported here because few texts change while a note on them is being written.
        from readtui.anchoring.describe import describe
        from readtui.services.annotating.carryover import carry_over

        quote, position = describe(then.text, passage)
        begun = Annotation("", self._article_id, "", "", quote=quote, position=position, text_version=version)
        [edit] = carry_over([begun], self._article, lambda _: then, "")
        carried = edit.after
        assert isinstance(carried, Annotation)
        return carried.passage if carried.passage and carried.anchor in _SURE else carried

    def _nowhere(self) -> Annotation:
        return Annotation(id="", article_id=self._article_id, created="", modified="")

    def _version(self, version: str) -> Article | None:
        """The article with the text of a version; None if it cannot be read."""
        try:
            return self._repository.article(self._article_id, version)
        except (NotFoundError, StorageError):
            return None


def _says(note: str, text: str) -> bool:
    """Whether the annotation's note equals the draft."""
    return note.strip() == text.strip()
