"""A library in memory into which works are imported, without files and processes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from articles import article_of, counting_ids, ticking_clock
from memory_repository import MemoryRepository

from readtui.importers.importer import Cancelled, Source, never
from readtui.interchange.import_file import ReadFile
from readtui.interchange.importer import ImportedAnnotation, ImportedWork
from readtui.model.annotation import Annotation
from readtui.model.article import Article
from readtui.model.creator import Creator
from readtui.services.creators import Creators
from readtui.services.finding.search import LibrarySearch
from readtui.services.importing.annotation_import import AnnotationImport
from readtui.services.importing.import_files import ReadImportFile
from readtui.services.importing.import_plan import ImportPlan
from readtui.services.library import Library
from readtui.services.saving.undo import History


@dataclass
class ImportDesk:
    """Plans and carries out imports, and says what is in the library then."""

    repository: MemoryRepository = field(default_factory=MemoryRepository)
    me: str = "Ada"
    fetched: list[str] = field(default_factory=list)

    library: Library = field(init=False)

    def __post_init__(self) -> None:
        self.library = Library(self.repository, ticking_clock(), counting_ids(), read_simply, lambda: (".txt",))

    @property
    def importing(self) -> AnnotationImport:
        library = self.library

        def fetch(url: str, cancelled: Cancelled = never) -> Source:
            self.fetched.append(url)
            return Source(b"Fetched\n\nThe page that was fetched has words.", url)

        @contextmanager
        def searching() -> Iterator[LibrarySearch]:
            yield LibrarySearch(library, None)

        @contextmanager
        def no_files() -> Iterator[ReadImportFile]:
            yield lambda source, format_name, cancelled: self._files[source.name]

        return AnnotationImport(
            self.repository,
            library.clock,
            library.new_id,
            library.read,
            no_files,
            fetch,
            searching,
            Creators(self.repository, lambda: (self.me, ()), "", lambda: ""),
        )

    _files: dict[str, ReadFile] = field(default_factory=dict)

    def add(self, text: str, title: str, author: str = "") -> str:
        """Add an article; returns its id."""
        return self.library.add("stdin", data=f"{title} by {author}\n\n{text}".encode()).record.id

    def plan(
        self, *works: ImportedWork, format: str = "shelf", fetches: bool = False, creator: Creator | None = None
    ) -> ImportPlan:
        self._files["file"] = ReadFile(format, works)
        return self.importing.plan([Source(b"x", "file")], fetches=fetches, creator=creator)

    def bring(self, *works: ImportedWork, format: str = "shelf", fetches: bool = False) -> dict[str, int]:
        """Import works; returns how many annotations have each outcome."""
        plan = self.plan(*works, format=format, fetches=fetches)
        self.importing.carry_out(plan)
        return {outcome.value: count for outcome, count in plan.counts().items()}

    def undo(self) -> None:
        library = self.library
        History(self.repository, library.clock, library.new_id).undo()

    def notes(self, article_id: str = "") -> list[Annotation]:
        """The live annotations in an article, or all, also those that wait."""
        return [one for one in self.repository.notes.values() if not one.deleted and article_id in ("", one.article_id)]


def read_simply(source: Source, cancelled: Cancelled = never) -> Article:
    """The first line is "TITLE by AUTHOR"."""
    head, _, text = source.data.decode().partition("\n\n")
    title, _, author = head.partition(" by ")
    article = article_of(*text.split("\n\n"), title=title)
    return replace(article, metadata=replace(article.metadata, creator=author))


def work(title: str, *annotations: ImportedAnnotation, author: str = "", url: str = "") -> ImportedWork:
    return ImportedWork(title, author, url, annotations)


def on(
    quote: str,
    note: str = "",
    *,
    source_id: str = "",
    key: str = "",
    prefix: str = "",
    suffix: str = "",
    order: tuple[float, ...] = (),
) -> ImportedAnnotation:
    return ImportedAnnotation(quote, prefix, suffix, order=order, note=note, source_id=source_id, key=key)
