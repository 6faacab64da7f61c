"""The text of an article that was last seen on this device, and what has changed since."""

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from readtui.errors import NotFoundError, StorageError
from readtui.model.article import Article, ArticleRecord, ReadingState
from readtui.model.block import BlockKind
from readtui.quick_dataclass import dataclass
from readtui.storage.repository import ReadingPosition, Repository, SeenText

if TYPE_CHECKING:
    from readtui.anchoring.text_changes import TextChange


@dataclass(frozen=True, slots=True)
class SeenTexts:
    """What was seen is the text at which the reader was last left after turning a page; in ``discuss``, the one on
    which threads were last sent.

    Kept with the text once an article has changed, because other devices remove texts that nobody annotated. Until
    then the reading position names the version.
    """

    repository: Repository

    def text_of(self, record: ArticleRecord, *, in_discuss: bool = False) -> str | None:
        """The text that was seen, if it is not the present one, for ``changes_since``.

        Not for the UI thread. Raises nothing.
        """
        with suppress(StorageError, NotFoundError):
            sent = self.repository.seen(record.id, sent=True) if in_discuss else None
            if seen := sent or self.repository.seen(record.id):
                return body(seen) if seen.version != record.text_version else None
            position = self.repository.position(record.id)
            if position is not None and is_changed(record, position):
                return body(seen_text(self.repository.article(record.id, position.seen)))
        return None

    def mark(self, record: ArticleRecord, article: Article, *, sent: bool = False) -> None:
        """This text was seen now. ``sent``: threads on it were sent. Raises StorageError."""
        position = self.repository.position(record.id)
        if sent or position is None or position.seen != article.hash8:
            has_changed = not self.repository.text_versions(record.id) <= {article.hash8}
            self.repository.keep_seen(record.id, seen_text(article), with_text=has_changed, sent=sent)

    def hold(self, record: ArticleRecord) -> None:
        """Keep the text that was seen, because a new one is about to come. Raises nothing."""
        with suppress(StorageError, NotFoundError):
            position = self.repository.position(record.id)
            if position is None or self.repository.seen(record.id):
                return
            was_read = record.reading_state is not ReadingState.TO_READ
            # Positions of older releases name no version.
            if version := position.seen or (record.text_version if was_read else ""):
                seen = seen_text(self.repository.article(record.id, version))
                self.repository.keep_seen(record.id, seen, with_text=True)


def is_changed(record: ArticleRecord, position: ReadingPosition | None) -> bool:
    """Whether the article has another text than the one that was last seen on this device."""
    return position is not None and position.seen not in ("", record.text_version)


def seen_text(article: Article) -> SeenText:
    """The text of an article that was seen."""
    furniture = tuple((one.start, one.end) for one in article.blocks if one.kind is BlockKind.FURNITURE)
    return SeenText(article.hash8, article.text, furniture)


def body(seen: SeenText) -> str:
    """The text with empty lines instead of its furniture, which changes from day to day."""
    parts, end = list[str](), 0
    for first, last in seen.furniture:
        parts += [seen.text[end:first], "\n" * (last - first)]
        end = last
    return "".join([*parts, seen.text[end:]])


def changes_since(
    seen: str, article: Article, pause: Callable[[], None] = lambda: None, near: tuple[int, int] | None = None
) -> "list[TextChange]":
    """What has changed in an article, without its furniture, since its text was the one ``seen``.

    ``near``, ``pause``: see ``text_changes``.
    """
    from readtui.anchoring.text_changes import text_changes

    def is_of(kind: BlockKind) -> Callable[[int], bool]:
        return lambda offset: bool(article.blocks) and article.block_at(offset).kind is kind

    is_code, is_furniture = is_of(BlockKind.CODE), is_of(BlockKind.FURNITURE)
    return text_changes(
        seen,
        article.text,
        article.metadata.language,
        is_code=is_code,
        is_left_out=is_furniture,
        near=near,
        pause=pause,
    )
