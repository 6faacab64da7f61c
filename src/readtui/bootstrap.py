"""Puts the parts together: a library's folder to services, with this machine's clock, ids and paths."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from readtui.importers.importer import Source
from readtui.model.article import Article
from readtui.paths import default_library
from readtui.services.annotator import Annotator
from readtui.services.export import Exports
from readtui.services.history import History
from readtui.services.library import Library
from readtui.services.reading_session import ReadingSession
from readtui.storage.open_store import open_store
from readtui.storage.repository import Repository


@dataclass(frozen=True, slots=True)
class Services:
    """All that a user interface calls, on one library. Close it at the end."""

    folder: Path
    repository: Repository
    library: Library
    annotator: Annotator
    history: History
    exports: Exports

    def read(self, article_id: str) -> ReadingSession:
        """Open an article for reading. Raises NotFoundError, DamagedError, StorageError."""
        return ReadingSession.open(self.library, self.annotator, self.history, article_id)

    def close(self) -> None:
        """Finish what was submitted and release the library."""
        self.repository.close()


def open_services(library: Path | None = None) -> Services:
    """The services on the library in this folder, by default the one of ``$READTUI_LIBRARY`` or the platform.

    Raises StorageError and its kinds.
    """
    folder = library.expanduser() if library else default_library()
    return services_on(folder, open_store(folder))


def services_on(folder: Path, repository: Repository) -> Services:
    """The services on an open repository."""
    articles = Library(repository, clock=utc_now, new_id=random_id, read=_read, extensions=_extensions)
    return Services(
        folder=folder,
        repository=repository,
        library=articles,
        annotator=Annotator(clock=utc_now, new_id=random_id),
        history=History(repository, clock=utc_now, new_id=random_id),
        exports=Exports(articles),
    )


def utc_now() -> str:
    """The time now, ISO 8601 in UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def random_id() -> str:
    """A fresh uuid4."""
    return str(uuid.uuid4())


def _read(source: Source) -> Article:
    from readtui.importers.registry import read_source

    return read_source(source)


def _extensions() -> Iterable[str]:
    from readtui.importers.registry import readable_extensions

    return readable_extensions()
