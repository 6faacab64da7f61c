"""Reads a library without opening it: creates, writes, merges and repairs nothing."""

from collections.abc import Iterator

from readtui.errors import StorageError
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord, awaited_id, waiting_id
from readtui.model.tag import Tag
from readtui.model.view import View
from readtui.storage.catalogue import Catalogue
from readtui.storage.files.articles import read_annotations, read_codebook, read_record, read_replies
from readtui.storage.files.folders import LibraryFolders
from readtui.storage.files.tinydb_storage import read_content
from readtui.storage.format.article_lines import may_hold_annotation


class Glance:
    """The current content of a library's files, without those that cannot be read."""

    def __init__(self, folders: LibraryFolders) -> None:
        self._folders = folders
        self._catalogue = Catalogue(folders, is_kept=False)
        self._waiting = Catalogue(folders, is_kept=False, of_waiting=True)

    def records(self, *, deleted: bool) -> list[ArticleRecord]:
        """The live articles, or those in the trash. Raises StorageError if the folder cannot be read."""
        return [entry.record for entry in self._catalogue.entries() if bool(entry.record.deleted) == deleted]

    def record(self, article_id: str) -> ArticleRecord | None:
        """The article, also one in the trash, or one that waited or waits under this id.

        Raises StorageError if its file cannot be read.
        """
        if found := read_record(self._folders.article(article_id), article_id):
            return found
        known = (entry.record for entry in self._catalogue.entries())
        named = next((one for one in known if awaited_id(article_id) in one.aliases), None)
        waiting = waiting_id(awaited_id(article_id))
        return named or read_record(self._folders.article(waiting), waiting)

    def annotation(self, annotation_id: str) -> tuple[ArticleRecord, Annotation] | None:
        """The annotation with its article, even if one of them is in the trash, or the article is still to come.

        With the id of a reply, the one that it answers.
        """
        if found := self._with_id(annotation_id):
            return found
        return self._with_id(answered) if (answered := self._answered(annotation_id)) else None

    def _with_id(self, annotation_id: str) -> tuple[ArticleRecord, Annotation] | None:
        found = (
            self._beginning(annotation_id, catalogue, deleted=deleted)
            for catalogue, deleted in ((self._catalogue, False), (self._waiting, False), (self._catalogue, True))
        )
        return next((pair for pairs in found for pair in pairs if pair[1].id == annotation_id), None)

    def _answered(self, reply_id: str) -> str:
        """The id of the annotation that this reply answers; "" if there is no such reply."""
        for entry in (*self._catalogue.entries(), *self._waiting.entries()):
            path = self._folders.article(entry.record.id)
            try:
                if reply_id.encode() not in (read_content(path) or b""):
                    continue
                replies = read_replies(path, entry.record.id) or []
            except StorageError:
                continue
            for reply in replies:
                if reply.id == reply_id:
                    return reply.to
        return ""

    def annotations(self, beginning: str, *, deleted: bool) -> Iterator[tuple[ArticleRecord, Annotation]]:
        """The live annotations of live articles whose id starts with ``beginning``, or those in the trash.

        Each comes with its article.
        """
        found = self._beginning(beginning, self._catalogue, deleted=deleted)
        return ((record, annotation) for record, annotation in found if deleted or not record.deleted)

    def _beginning(
        self, beginning: str, catalogue: Catalogue, *, deleted: bool
    ) -> Iterator[tuple[ArticleRecord, Annotation]]:
        for entry in catalogue.entries():
            path = self._folders.article(entry.record.id)
            try:
                content = read_content(path) or b""
                if not may_hold_annotation(content, beginning, deleted=deleted):
                    continue
                found = read_annotations(path, entry.record.id, deleted=deleted) or []
            except StorageError:
                continue
            for annotation in found:
                if annotation.id.startswith(beginning) and bool(annotation.deleted) == deleted:
                    yield entry.record, annotation

    def tags(self) -> list[Tag]:
        """The codebook's live entries, and new ones for used tags that have none. Raises StorageError."""
        entries = [tag for tag in read_codebook(self._folders.codebook).tags if not tag.deleted]
        known = {tag.name.casefold() for tag in entries}
        used = {
            tag.casefold(): tag
            for entry in self._catalogue.entries()
            if not entry.record.deleted
            for tag in (*entry.record.tags, *(tag for tags in entry.tag_sets for tag in tags))
        }
        return entries + [Tag(tag) for folded, tag in used.items() if folded not in known]

    def views(self, *, deleted: bool = False) -> list[View]:
        """The live saved views, or those in the trash. Raises StorageError."""
        return [view for view in read_codebook(self._folders.codebook).views if bool(view.deleted) == deleted]
