"""Exports: selects articles and annotations, renders them and writes them, all or nothing."""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from readtui.errors import ExportError, NotFoundError, StorageError
from readtui.exporters.exporter import ExportDocument, Exporter
from readtui.model.article import ArticleRecord
from readtui.services.finding.query import AnnotationQuery
from readtui.services.library import Library
from readtui.storage.repository import ExportStore
from readtui.text.clean import visible

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

_GROUP = "readtui.exporters"
_MOST_NAME_BYTES = 160
_MOST_NAMED = 3
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*#^\[\]\s]+')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def format_names() -> list[str]:
    """The names of the formats, sorted."""
    return sorted({point.name for point in _entry_points()})


@dataclass(frozen=True, slots=True)
class Exports:
    """Exports in the installed formats. Exporters are found through entry points and loaded on demand."""

    library: Library
    store: ExportStore

    def formats(self) -> list[str]:
        """The names of the formats, sorted."""
        return format_names()

    def exporter(self, name: str) -> Exporter:
        """The exporter of a format. Raises ExportError if there is none or it cannot be loaded."""
        for point in _entry_points():
            if point.name != name:
                continue
            try:
                loaded: Exporter = point.load()()
            except (ImportError, AttributeError, TypeError) as fault:
                raise ExportError(
                    f"could not load the exporter {name}: {fault}",
                    f"Update or remove the package that provides {point.value}.",
                ) from fault
            return loaded
        raise ExportError(f"no such export format: {visible(name)}", f"Formats: {', '.join(self.formats())}.")

    def exporters(self) -> dict[str, Exporter]:
        """All exporters by name. Raises ExportError if one cannot be loaded."""
        return {name: self.exporter(name) for name in self.formats()}

    def documents(self, query: AnnotationQuery) -> list[ExportDocument]:
        """The articles that match the query, in the order they were added, each with its matching annotations.

        With filters, only articles that have matching annotations. Unreadable texts are left out. Raises StorageError.
        """
        documents: list[ExportDocument] = []
        for record, annotations in self.library.each_article(query):
            if query.filters and not annotations:
                continue
            try:
                article = self.library.open(record.id)
            except (StorageError, NotFoundError) as fault:
                self.library.repository.leave_out(fault)
                continue
            documents.append(ExportDocument(record, article, annotations))
        return documents

    def render(self, name: str, documents: Sequence[ExportDocument]) -> str | bytes:
        """Render all documents as one. Raises ExportError."""
        return self.exporter(name).render(documents)

    def in_the_way(self, name: str, documents: Sequence[ExportDocument], output: str | Path) -> list[Path]:
        """The files that ``write`` would refuse to overwrite. Raises ExportError."""
        from readtui.services.out.overwriting import in_the_way
        from readtui.services.out.whole_file import is_special

        with _reported(Path(output)):
            paths = [path for path, _ in self._targets(name, documents, output)]
            return in_the_way((path for path in paths if not is_special(path)), self.store)

    def write(
        self, name: str, documents: Sequence[ExportDocument], output: str | Path, *, force: bool = False
    ) -> list[Path]:
        """Write the export and return the paths of the files.

        If ``output`` is a folder (it exists, or ends in ``/``), it gets one file per article, named after its title;
        otherwise ``output`` is one file for all. Everything is rendered before anything is written, and each file is
        replaced atomically; pipes and devices are written to. Without ``force``, never overwrites a file that readtui
        did not write or that has changed since. Raises ExportError, and BrokenPipeError if a pipe's reader has gone.
        """
        # Only here, as it takes milliseconds that listing articles need not wait for.
        from readtui.services.out.overwriting import remember
        from readtui.services.out.whole_file import as_bytes, is_special, write_whole

        foreign = [] if force else self.in_the_way(name, documents, output)
        if foreign:
            raise _refusal(foreign)
        exporter = self.exporter(name)
        rendered = [(path, exporter.render(part)) for path, part in self._targets(name, documents, output)]
        files = {path: as_bytes(content) for path, content in rendered if not is_special(path)}
        target = Path(output).expanduser()
        with _reported(target):
            if rendered and rendered[0][0] != target:
                target.mkdir(exist_ok=True)
        if files:
            remember(files, self.store)
        for path, content in rendered:
            with _reported(path):
                write_whole(path, content)
        return [path for path, _ in rendered]

    def _targets(
        self, name: str, documents: Sequence[ExportDocument], output: str | Path
    ) -> list[tuple[Path, Sequence[ExportDocument]]]:
        """The files to write and the content of each. Raises ExportError, OSError."""
        try:
            target = Path(output).expanduser()
        except RuntimeError as fault:
            raise ExportError(f"cannot write {visible(str(output))}: {fault}", "Choose another place.") from fault
        if not target.is_dir() and not os.fspath(output).endswith(("/", os.sep)):
            return [(target, documents)]
        extension = self.exporter(name).extension
        names = file_names(entry.record for entry in self.library.entries())
        return [(target / f"{names[document.record.id]}{extension}", [document]) for document in documents]


@contextmanager
def _reported(path: Path) -> Iterator[None]:
    """Turn an OSError into an ExportError that names the path."""
    try:
        yield
    except BrokenPipeError:
        # Whoever read has had enough, which is no fault.
        raise
    except (OSError, ValueError) as fault:
        with suppress(OSError, ValueError):
            if not path.parent.is_dir():
                raise ExportError(f"no such folder: {visible(str(path.parent))}", "Create it first.") from fault
        reason = fault.strerror if isinstance(fault, OSError) else fault
        raise ExportError(f"cannot write {visible(str(path))}: {reason}", "Choose another place.") from fault


def _refusal(foreign: Sequence[Path]) -> ExportError:
    named = ", ".join(visible(str(path)) for path in foreign[:_MOST_NAMED])
    more = f" and {len(foreign) - _MOST_NAMED} more" if len(foreign) > _MOST_NAMED else ""
    what = "readtui did not write this file, or it has changed since"
    if len(foreign) > 1:
        what = "readtui did not write these files, or they have changed since"
    return ExportError(
        f"{what}: {named}{more}", "Nothing was written. Choose another place, or overwrite with --force."
    )


def _entry_points() -> "list[EntryPoint]":
    """The built-in exporters come first, so that no other package takes over their names."""
    from importlib.metadata import entry_points

    return sorted(entry_points(group=_GROUP), key=lambda point: not point.value.startswith("readtui."))


def file_names(records: Iterable[ArticleRecord]) -> dict[str, str]:
    """A safe, readable, unique file name without ending for each article id.

    The article added first gets the plain title, so that another export overwrites the same files.
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for record in records:
        name = _file_name(record.title) or record.id
        if name.casefold() in taken:
            name = f"{name} {record.id[:8]}"
        taken.add(name.casefold())
        names[record.id] = name
    return names


def _file_name(title: str) -> str:
    name = _UNSAFE.sub(" ", visible(title)).encode()[:_MOST_NAME_BYTES].decode(errors="ignore").strip(" .")
    return f"{name}_" if _RESERVED.match(name) else name
