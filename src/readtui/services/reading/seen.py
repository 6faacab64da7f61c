"""The text of an article that was last seen on this device, which tells what has changed since."""

from contextlib import suppress
from dataclasses import dataclass

from readtui.errors import NotFoundError, StorageError
from readtui.model.article import Article, ArticleRecord, ReadingState
from readtui.storage.repository import ReadingPosition, Repository, SeenText


@dataclass(frozen=True, slots=True)
class SeenTexts:
    """What was seen is the text at which the reader was last left after turning a page; in ``discuss``, the one on
    which threads were last sent.

    Kept with the text once an article has changed, because other devices remove texts that nobody annotated. Until
    then the reading position names the version.
    """

    repository: Repository

    def text_of(self, record: ArticleRecord, *, in_discuss: bool = False) -> str | None:
        """The text that was seen, if it is not the present one. Not for the UI thread. Raises nothing."""
        with suppress(StorageError, NotFoundError):
            sent = self.repository.seen(record.id, sent=True) if in_discuss else None
            if seen := sent or self.repository.seen(record.id):
                return seen.text if seen.version != record.text_version else None
            position = self.repository.position(record.id)
            if position is not None and is_changed(record, position):
                return self.repository.article(record.id, position.seen).text
        return None

    def mark(self, record: ArticleRecord, article: Article, *, sent: bool = False) -> None:
        """This text was seen now. ``sent``: threads on it were sent. Raises StorageError."""
        seen = SeenText(article.hash8, article.text)
        has_changed = not self.repository.text_versions(record.id) <= {seen.version}
        self.repository.keep_seen(record.id, seen, with_text=has_changed, sent=sent)

    def hold(self, record: ArticleRecord) -> None:
        """Keep the text that was seen, because a new one is about to come. Raises nothing."""
        with suppress(StorageError, NotFoundError):
            position = self.repository.position(record.id)
            if position is None or self.repository.seen(record.id):
                return
            was_read = record.reading_state is not ReadingState.TO_READ
            # Positions of older releases name no version.
            version = position.seen or (record.text_version if was_read else "")
            if version:
                text = self.repository.article(record.id, version).text
                self.repository.keep_seen(record.id, SeenText(version, text), with_text=True)


def is_changed(record: ArticleRecord, position: ReadingPosition | None) -> bool:
    """Whether the article has another text than the one that was last seen on this device."""
    return position is not None and position.seen not in ("", record.text_version)
