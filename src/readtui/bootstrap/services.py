"""Builds the services of a library from its folder, with this machine's clock, ids and paths."""

import hashlib
import os
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from readtui.errors import DamagedError, NotFoundError, StorageError, UsageError
from readtui.importers.process.source_reader import SourceReader
from readtui.model.article import Article, ArticleRecord
from readtui.model.creator import Creator
from readtui.paths import cache_folder, libraries_file, library_folder, settings_file, state_folder
from readtui.process.limits import Limits
from readtui.quick_dataclass import dataclass
from readtui.search.index_folder import annotation_index, are_noted, note, remove_damaged_indexes, word_index
from readtui.services.annotation_reader import KeptAnnotations
from readtui.services.creators import CreatorNames, Creators, name_in_git
from readtui.services.library import Library
from readtui.services.seen_texts import SeenTexts
from readtui.services.tags.spelling import levels_of
from readtui.storage.files.folders import LibraryFolders
from readtui.storage.open_store import look_into, new_uuid, open_store, utc_now
from readtui.storage.repository import Repository
from readtui.storage.safety.backups import lost_library

if TYPE_CHECKING:
    from readtui.importers.process.read_ahead import ReadAhead
    from readtui.services.annotating.annotator import Annotator
    from readtui.services.annotating.passage_comparison import PassageComparison
    from readtui.services.annotation_batch import BatchAnnotator
    from readtui.services.article_edits import ArticleEditor
    from readtui.services.finding.search import LibrarySearch
    from readtui.services.finding.views import Views
    from readtui.services.importing.annotation_import import AnnotationImport
    from readtui.services.importing.discovery import Discovery
    from readtui.services.intake.intake import PageFetcher, ReadSource
    from readtui.services.linking.links import Links
    from readtui.services.out.export import Exports
    from readtui.services.reading.pictures import Pictures
    from readtui.services.reading.session import ReadingSession
    from readtui.services.reading.source_places import SourceLines
    from readtui.services.reviewing.review import SpacedReview
    from readtui.services.saving.conflicts import Conflicts
    from readtui.services.saving.undo import History
    from readtui.services.tags.codebook import Codebook
    from readtui.services.threads.threads import Sendings, Threads
    from readtui.services.upkeep.trash import Trash

_NEAR_BEGINNING = 10_000
_MOST_INDEXING_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that a user interface calls, for one library. Close it at the end.

    ``discussed``: by id, the files of the articles that ``readtui discuss`` was called for, in order.
    ``read_last``: by id, the texts that the readers of this process have shown, each with all of its changes.
    """

    folder: Path
    repository: Repository
    library: Library
    reader: SourceReader
    creators: Creators
    discussed: dict[str, str] = field(default_factory=dict)
    read_last: dict[str, Article] = field(default_factory=dict)

    def read(self, article_id: str, *, quickly: bool = False) -> "ReadingSession":
        """Open an article; see ``ReadingSession.open``. Raises NotFoundError, DamagedError, StorageError."""
        # Imported here, as most of what follows, because what lists articles needs none of it.
        from readtui.services.reading.session import ReadingSession

        annotator = self._annotator_for(article_id)
        return ReadingSession.open(self.library, annotator, self.history, article_id, quickly=quickly)

    def beginning(self, article_id: str) -> "ReadingSession | None":
        """The visible beginning of a long article that opens near its start; None for any other.

        Raises DamagedError, StorageError.
        """
        from readtui.services.reading.session import ReadingSession

        record = self.repository.record(article_id)
        if record is None or record.deleted or self.offset(article_id) > _NEAR_BEGINNING:
            return None
        beginning = self.repository.beginning(record)
        if beginning is None:
            return None
        return ReadingSession.of_beginning(
            self.library, self._annotator_for(article_id), self.history, record, beginning
        )

    def _annotator_for(self, article_id: str) -> "Annotator":
        return replace(self.annotator, asks=article_id in self.discussed)

    def offset(self, article_id: str) -> int:
        """The reading position in code points; 0 if the article was never opened."""
        position = self.repository.position(article_id)
        return position.offset if position else 0

    @property
    def annotator(self) -> "Annotator":
        """Builds changes of annotations."""
        from readtui.services.annotating.annotator import Annotator

        return Annotator(utc_now, new_uuid, self.creators.writer)

    @property
    def history(self) -> "History":
        """Undoes and redoes."""
        from readtui.services.saving.undo import History

        return History(self.repository, utc_now, new_uuid, self.creators.identity)

    @property
    def trash(self) -> "Trash":
        from readtui.services.upkeep.trash import Trash

        return Trash(self.repository, clock=utc_now, new_id=new_uuid)

    @property
    def exports(self) -> "Exports":
        """Renders and writes exports."""
        from readtui.services.out.export import Exports

        return Exports(self.library, self.repository)

    @property
    def codebook(self) -> "Codebook":
        """All tags, and bulk changes of them."""
        from readtui.services.tags.codebook import Codebook

        return Codebook(self.repository, clock=utc_now, new_id=new_uuid, find=self.library.reading.listed)

    @property
    def editor(self) -> "ArticleEditor":
        """Builds changes of articles: reading states, details, tags, notes."""
        from readtui.services.article_edits import ArticleEditor

        return ArticleEditor(self.annotator)

    @property
    def importing(self) -> "AnnotationImport":
        """Imports annotations from other programs."""
        from readtui.services.importing.annotation_import import AnnotationImport
        from readtui.services.importing.import_files import reading_files

        return AnnotationImport(
            self.repository,
            utc_now,
            new_uuid,
            self.reader.read,
            reading_files,
            _fetching().source,
            self.search,
            self.creators,
            partial(_reading_ahead, True),
        )

    @staticmethod
    def discover(cancelled: Callable[[], bool]) -> "list[Discovery]":
        """What other programs keep on this device; see ``discover``. Raises StoppedError if ``cancelled``."""
        from readtui.services.importing.discovery import Machine, discover

        return discover(Machine.this(), cancelled=cancelled)

    @property
    def views(self) -> "Views":
        from readtui.services.finding.views import Views

        return Views(self.repository, clock=utc_now, new_id=new_uuid)

    @property
    def conflicts(self) -> "Conflicts":
        """Articles, tags and views with several versions."""
        from readtui.services.saving.conflicts import Conflicts

        return Conflicts(self.repository, clock=utc_now, new_id=new_uuid)

    @property
    def renaming(self) -> CreatorNames:
        return CreatorNames(self.repository, utc_now, new_uuid)

    @property
    def pictures(self) -> "Pictures":
        """The pictures of articles, for one reader. Close it at the end."""
        from readtui.services.reading.pictures import Pictures

        return Pictures(self.folder / "media", cache_folder(self.folder) / "pictures")

    def annotator_of(self, by: Creator | None) -> "Annotator":
        """What makes annotations by this creator; see ``threads``."""
        return self.annotator if by is None else replace(self.annotator, writer=lambda: self.creators.named(by))

    def refuse_new_tags(self, tags: Collection[str]) -> None:
        """Raise UsageError if the settings allow no new tags and some of these are new."""
        if not tags or not settings_file().exists():
            return
        from readtui.settings import load_settings

        if not load_settings().tags.closed:
            return
        known = {levels_of(name) for name in self.library.tag_counts()}
        if new := [tag for tag in tags if levels_of(tag) not in known]:
            raise UsageError(
                f"the codebook is closed: there is no tag {', '.join(f'#{tag}' for tag in new)}",
                "readtui tags lists the tags. To allow new ones: closed = false under [tags] in the settings.",
            )

    def batch_annotator(self, by: Creator | None = None) -> "BatchAnnotator":
        """What annotates many passages at once. ``by``: who does; see ``threads``."""
        from readtui.services.annotation_batch import BatchAnnotator

        return BatchAnnotator(self.library, lambda creator: self.annotator_of(creator or by), self.refuse_new_tags)

    def threads(self, by: Creator | None = None) -> "Threads":
        """The threads of the library. ``by``: who writes; by default the user, or a program that has said so."""
        from readtui.services.threads.threads import Threads

        return Threads(self.library, self.annotator_of(by))

    @property
    def seen(self) -> SeenTexts:
        """The texts that were last seen on this device."""
        return SeenTexts(self.repository)

    def send(self, articles: Collection[str], *, is_taken: bool = False, again: bool = True) -> int:
        """Send the threads of these articles, and return how many wait for an answer; see ``Sendings.send``.

        What was sent, or is sent ``again``, was seen now, or as far as readers have shown it: whoever only looks, and
        leaves, finds the same changes the next time. Raises StorageError.
        """
        count, sent = self.sendings.send(articles, is_taken=is_taken, again=again)
        for article_id in articles if again else sent:
            with suppress(StorageError, NotFoundError, DamagedError):
                record, article = self.repository.record(article_id), self.read_last.get(article_id)
                # Of several documents, some may never have been looked at.
                if record is not None and (article is not None or not self.read_last):
                    self.seen.mark(record, article or self.library.open(article_id), sent=True)
        return count

    @property
    def sendings(self) -> "Sendings":
        """What the user has sent to whoever waits for threads."""
        from readtui.services.threads.threads import Sendings

        return Sendings(self.repository, self.threads().of, self.creators.identity)

    @property
    def source_lines(self) -> "SourceLines":
        """The lines of source files on which passages begin."""
        from readtui.services.reading.source_places import SourceLines

        return SourceLines(self.repository, self.reader.read, cache_folder(self.folder) / "lines.json")

    def keeping_images(self) -> Library:
        """The library, but what is added or reloaded keeps its images in it."""
        from readtui.services.intake.image_keeper import ImageKeeper

        read = ImageKeeper(self.reader.read, self.folder / "media", _fetching()).read_with_images
        return replace(self.library, read=read, read_again=lambda record: read, ahead=None)

    @property
    def passage_comparison(self) -> "PassageComparison":
        """Compares old and new places of passages."""
        from readtui.services.annotating.passage_comparison import PassageComparison

        return PassageComparison(self.repository)

    @property
    def linking(self) -> "Links":
        """Links between notes."""
        from readtui.bootstrap.closed_library import located
        from readtui.services.linking.links import Links

        return Links(self.library, partial(located, first=self.folder, is_alone=False))

    @property
    def reviewing(self) -> "SpacedReview":
        from readtui.services.reviewing.review import SpacedReview

        return SpacedReview(
            self.repository, self.passage_comparison, self.library.reading.passing, new_uuid, self.library.matcher
        )

    @contextmanager
    def search(self) -> "Iterator[LibrarySearch]":
        """Searches the library, with an index in the cache folder if possible."""
        from readtui.services.finding.search import LibrarySearch

        searching = LibrarySearch(self.library, word_index(cache_folder(self.folder)))
        try:
            yield searching
        finally:
            searching.close()

    def index(self, cancelled: Callable[[], bool]) -> None:
        """Bring the indexes up to date in a process of its own, which gives way to other programs, and wait for it.

        The first time, checks all of them. Does nothing if they were up to date today and nothing has changed since.
        Raises ProcessFault, also if ``cancelled``, and StorageError.
        """
        from readtui.process.job import Worker

        kept = self.library.kept or KeptAnnotations(lambda: None)
        is_first_time = not kept.is_filled_elsewhere
        folder, stamps = cache_folder(self.folder), hashlib.sha256()
        for one in self.repository.stamps().items():
            stamps.update(repr(one).encode())
        library = stamps.hexdigest()

        def fill() -> None:
            if are_noted(folder, library):
                return
            with Worker(Limits(seconds=_MOST_INDEXING_SECONDS), cancelled, gives_way=True) as worker:
                bring = check_indexes if is_first_time else bring_indexes_up_to_date
                worker.call(f"{__name__}:{bring.__name__}", self.folder)
            note(folder, library)

        kept.filled_by(fill)

    def keep_open(self, article_id: str) -> Callable[[], None]:
        """Prevent the article from being purged on this device until the result is called or the process ends."""
        return self.repository.keep_open(article_id)

    def purge(self, article_id: str) -> None:
        """Delete the article for good, also from the indexes; see ``Repository.purge``. Raises what that raises."""
        with suppress(DamagedError):
            if (record := self.repository.record(article_id)) and record.part:
                self.library.other_pages.drop(record.document)
        self.repository.purge(article_id)
        with self.search() as searching:
            searching.forget(article_id)

    def notices(self) -> list[str]:
        """New messages for the user, a line each: repaired files, merged copies."""
        return self.repository.notices()

    def close(self) -> None:
        """Finish submitted changes and release the library; cancel what is still being read."""
        self.reader.close()
        if self.library.kept is not None:
            self.library.kept.close()
        self.repository.close()


def check_indexes(folder: Path) -> None:
    """Look for damage in all that is in the indexes of a library, and bring them up to date. Raises StorageError."""
    remove_damaged_indexes(cache_folder(folder))
    bring_indexes_up_to_date(folder)


def bring_indexes_up_to_date(folder: Path) -> None:
    """Put everything into the indexes of a library that is not in them yet. Changes nothing in the library.

    Raises StorageError.
    """
    services = services_on(folder, look_into(folder))
    try:
        with services.search() as searching:
            searching.update(lambda: None)
    finally:
        services.close()


def is_missing(library: Path | None) -> bool:
    """Whether a library that was named, here or in ``$READTUI_LIBRARY``, is not there.

    A default library that does not exist is empty; the backups of one that is gone are for ``open_services`` to name.
    """
    folder = library_folder(library)
    if folder.exists() or (library is None and not os.environ.get("READTUI_LIBRARY")):
        return False
    return lost_library(LibraryFolders(folder, state_folder(folder), cache_folder(folder))) is None


def open_services(library: Path | None = None) -> Services:
    """Open the library in this folder, by default that of ``$READTUI_LIBRARY`` or the platform.

    Raises StorageError and its subclasses.
    """
    from readtui.storage.local.known_libraries import remember_library

    folder = library_folder(library)
    services = services_on(folder, open_store(folder))
    remember_library(libraries_file(), folder)
    return services


def services_on(folder: Path, repository: Repository) -> Services:
    reader = SourceReader()
    creators = Creators(repository, _name_in_settings, os.environ.get("READTUI_BY", ""), name_in_git)
    articles = Library(
        repository,
        clock=utc_now,
        new_id=new_uuid,
        read=reader.read,
        read_again=partial(_reading_again, repository, reader.read, folder / "media"),
        extensions=_extensions,
        ahead=_reading_ahead,
        kept=KeptAnnotations(lambda: annotation_index(cache_folder(folder))),
        reaches_private=_reaches_private,
        identity=creators.identity,
        documents=lambda: cache_folder(folder) / "documents",
    )
    return Services(folder=folder, repository=repository, library=articles, reader=reader, creators=creators)


def _reading_ahead(gives_way: bool) -> "ReadAhead":
    # Imported here because few commands add many sources.
    from readtui.importers.process.read_ahead import ReadAhead

    return ReadAhead(gives_way=gives_way)


def _reading_again(repository: Repository, read: "ReadSource", media: Path, record: ArticleRecord) -> "ReadSource":
    from readtui.services.intake.image_keeper import reading_again

    return reading_again(repository, read, media, _fetching(), record)


def _name_in_settings() -> tuple[str, tuple[str, ...]]:
    if not settings_file().exists():
        # Most have none, and what reads settings takes a tenth of the time of a short command.
        return "", ()
    from readtui.settings import load_settings

    user = load_settings().user
    return user.name.strip(), user.also


def _reaches_private() -> bool:
    from readtui.settings import load_settings

    return load_settings().app.private_network


def _fetching() -> "PageFetcher":
    from readtui.services.intake.intake import PageFetcher

    return PageFetcher(_reaches_private)


def _extensions() -> Iterable[str]:
    from readtui.importers.registry import readable_extensions

    return readable_extensions()
