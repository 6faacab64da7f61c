"""The unfinished notes of one article: kept on this device while they are written, and found again."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from readtui.errors import NotFoundError, StorageError
from readtui.model.annotation import AnchorState, Annotation
from readtui.model.article import Article, ArticleRecord
from readtui.model.passage import Passage
from readtui.storage.repository import Repository

_WITHOUT_VERSION = re.compile(r"([A-Za-z0-9_-]+):(\d{1,12}:\d{1,12})")
_SURE = (AnchorState.EXACT, AnchorState.MOVED)


def name_text_version(repository: Repository, record: ArticleRecord) -> None:
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


class Drafts:
    """Keeps them in memory, as read when this was made; what is to be written comes back as a call to make.

    A draft belongs to an annotation, or to a passage (code points) that has none yet: one that is annotated otherwise
    meanwhile takes the draft over. If the text is another one than the draft was begun in, its passage is found again
    by its words, which takes a moment: not to be made on the UI thread. Not thread-safe. Raises StorageError.
    """

    def __init__(self, repository: Repository, article_id: str, article: Article) -> None:
        self._repository = repository
        self._article_id = article_id
        self._article = article
        self._texts = repository.drafts()
        self._on_passages = dict(self._begun_on_passages())

    def of(self, passage: Passage, annotation: Annotation | None) -> str:
        """The draft for a note on this passage; empty for none."""
        return next(filter(None, (self._texts.get(key, "") for key in self._keys(passage, annotation))), "")

    def keep(self, passage: Passage, annotation: Annotation | None, text: str) -> Callable[[], None]:
        """Remember a draft, or with an empty text forget it. The result writes that to disk; it raises StorageError."""
        own, *others = self._keys(passage, annotation)
        if annotation is None:
            self._on_passages[own] = passage
        return self._keep({own: text} | {key: "" for key in others if key in self._texts})

    def keep_lost(self, draft: Draft, text: str) -> Callable[[], None]:
        """The same for one that has no passage."""
        return self._keep({draft.key: text})

    def unfinished(self, find: Callable[[str], Annotation | None]) -> list[Draft]:
        """The article's drafts in reading order, those without a passage last. ``find`` gives a live annotation."""
        drafts = [draft for key, text in self._texts.items() if text and (draft := self._draft(key, text, find))]
        end = len(self._article.text)
        return sorted(drafts, key=lambda one: (one.passage.start, one.passage.end) if one.passage else (end, end))

    def _draft(self, key: str, text: str, find: Callable[[str], Annotation | None]) -> Draft | None:
        match self._on_passages.get(key):
            case Passage() as passage:
                return Draft(key, text, passage, quote=passage.of(self._article.text))
            case Annotation() as lost:
                return Draft(key, text, None, lost=lost, quote=lost.quoted_text)
        annotation = find(key)
        if annotation is None:
            return None
        return Draft(key, text, annotation.passage, annotation, quote=annotation.quoted_text)

    def _keys(self, passage: Passage, annotation: Annotation | None) -> list[str]:
        """What a draft for it can be kept under; the first is what it is kept under from now on."""
        named = f"{self._article_id}:{self._article.hash8}:{passage.start}:{passage.end}"
        begun = [key for key, place in self._on_passages.items() if place == passage and key != named]
        return [annotation.id, named, *begun] if annotation else [named, *begun]

    def _keep(self, texts: dict[str, str]) -> Callable[[], None]:
        self._texts |= texts
        return partial(self._write, texts)

    def _write(self, texts: dict[str, str]) -> None:
        for key, text in texts.items():
            self._repository.keep_draft(key, text)

    # ------------------------------------------------------------------ passages

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
        from readtui.services.carrying import carry_over

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
