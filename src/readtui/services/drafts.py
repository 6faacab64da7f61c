"""The unfinished notes of one article: kept on this device while they are written, and found again."""

from collections.abc import Callable
from functools import partial

from readtui.model.annotation import Annotation
from readtui.model.passage import Passage
from readtui.storage.repository import Repository


class Drafts:
    """Keeps them in memory, as read when this was made; what is to be written comes back as a call to make.

    A draft belongs to an annotation, or to a passage (code points) that has none yet: one that is annotated otherwise
    meanwhile takes the draft over. Not thread-safe. Raises StorageError.
    """

    def __init__(self, repository: Repository, article_id: str) -> None:
        self._repository = repository
        self._article_id = article_id
        self._texts = repository.drafts()

    def of(self, passage: Passage, annotation: Annotation | None) -> str:
        """The draft for a note on this passage; empty for none."""
        return next(filter(None, (self._texts.get(key, "") for key in self._keys(passage, annotation))), "")

    def keep(self, passage: Passage, annotation: Annotation | None, text: str) -> Callable[[], None]:
        """Remember a draft, or with an empty text forget it. The result writes that to disk; it raises StorageError."""
        own, *others = self._keys(passage, annotation)
        texts = {own: text} | {key: "" for key in others if key in self._texts}
        self._texts |= texts
        return partial(self._write, texts)

    def passage_of(self, key: str) -> Passage | None:
        """The passage without an annotation that a key of ``unfinished`` stands for."""
        match key.split(":"):
            case [self._article_id, start, end] if start.isdecimal() and end.isdecimal() and int(start) < int(end):
                return Passage(int(start), int(end))
        return None

    def unfinished(self) -> dict[str, str]:
        """Every draft that is kept, of this article or another one, by its key."""
        return {key: text for key, text in self._texts.items() if text}

    def _keys(self, passage: Passage, annotation: Annotation | None) -> list[str]:
        on_passage = f"{self._article_id}:{passage.start}:{passage.end}"
        return [annotation.id, on_passage] if annotation else [on_passage]

    def _write(self, texts: dict[str, str]) -> None:
        for key, text in texts.items():
            self._repository.keep_draft(key, text)
