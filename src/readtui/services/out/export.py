"""Exports: selects, renders and writes, all or nothing, and remembers the choice with which the next one begins."""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, field, replace
from datetime import datetime
from enum import StrEnum
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from readtui.errors import ExportError, UsageError
from readtui.exporters.exporter import (
    OPTIONS,
    ChosenOptions,
    Context,
    ExportDocument,
    Exporter,
    ExportFile,
    ExportOptions,
    FolderExporter,
    Format,
    Grouping,
    Losses,
    WholeCodebook,
)
from readtui.exporters.file_names import file_names
from readtui.exporters.registry import exporter_for, format_names
from readtui.quick_dataclass import dataclass
from readtui.services.annotation_reader import AnnotationQuery
from readtui.services.library import Library
from readtui.services.out.documents import Documents
from readtui.services.out.whole_file import (
    StagedFile,
    holds,
    in_the_way,
    is_special,
    remember,
    reported,
    stage,
    write_whole,
)
from readtui.storage.repository import Repository
from readtui.text.clean import visible

if TYPE_CHECKING:
    from readtui.exporters.living.parts import LivingExporter
    from readtui.services.out.living_files import LivingCounts


Pieces: TypeAlias = Iterable[str] | Iterable[bytes]

_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Exports:
    """Exports in the installed formats."""

    library: Library
    store: Repository
    _last_several: dict[object, Callable[[], bool]] = field(default_factory=dict, compare=False)

    def formats(self) -> list[str]:
        """The names of the formats, sorted."""
        return format_names()

    def exporter(self, name: str | Exporter) -> Exporter:
        """The exporter of a format, or the given one. Raises UsageError if there is none, ExportError if it cannot be
        loaded.
        """
        return exporter_for(name) if isinstance(name, str) else name

    def template(self, path: str | Path) -> Exporter:
        """The exporter for a template file. Starts a process. Raises ExportError if the file cannot be used."""
        from readtui.services.out.templates import template_exporter

        today = datetime.fromisoformat(self.library.clock()).astimezone().date()
        return template_exporter(path, today.isoformat())

    def exporters(self) -> dict[str, Exporter]:
        """All exporters by name. Raises ExportError if one cannot be loaded."""
        return {name: self.exporter(name) for name in self.formats()}

    def check(self, name: str | Exporter, options: ChosenOptions) -> None:
        """Raise UsageError if there is no such format, or it cannot render these options."""
        format = self.exporter(name).format
        for field_name, option in OPTIONS.items():
            value = getattr(options, field_name)
            if value not in option.taken(format):
                able = [one.format.name for one in self.exporters().values() if value in option.taken(one.format)]
                hint = f"Formats that can: {', '.join(able) or 'none'}."
                raise UsageError(f"{format.name} {option.cannot.format(value)}", hint)
        if options.context is Context.FULL and options.group is not Grouping.ARTICLE:
            raise UsageError(
                f"a whole article cannot be grouped by {options.group}", "Omit --group, or --context full."
            )

    def options(self, query: AnnotationQuery, chosen: ChosenOptions | None = None) -> ExportOptions:
        """The options for an export of what the query asks for, with the codebook. Raises StorageError."""
        chosen = chosen or ChosenOptions()
        repository, trash = self.library.repository, query.trash
        whole = None
        if query.is_of_everything:
            whole = WholeCodebook(repository.tags(deleted=trash), repository.views(deleted=trash))
        tags = {tag.name: tag for tag in repository.tags()}
        return ExportOptions(
            **asdict(replace(chosen, trash=trash)),
            tags=tags,
            whole=whole,
            creator=self.library.identity().me if chosen.creators else None,
            has_several_creators=self._several_creators(query, creators=chosen.creators),
        )

    def _several_creators(self, query: AnnotationQuery, *, creators: bool) -> Callable[[], bool]:
        """Whether people have to be told who made what. The same answer until the library or the question changes:
        previews ask for each format, and to answer takes a look at every annotation.
        """
        repository, identity = self.library.repository, self.library.identity()
        asked = (query, creators, repository.listing_stamp(), identity.me, *identity.also)
        if asked not in self._last_several:
            self._last_several.clear()
            self._last_several[asked] = cache(Documents(self.library, query, creators=creators).has_several_creators)
        return self._last_several[asked]

    def documents(self, query: AnnotationQuery, *, creators: bool = True) -> Documents:
        """The articles that match the query, in the order they were added, each with its matching annotations.

        ``creators``: whether they name who made what.
        """
        return Documents(self.library, query, creators=creators)

    def render(
        self, name: str | Exporter, documents: Documents, options: ExportOptions | None = None
    ) -> Iterable[str] | Iterable[bytes]:
        """All documents as one, in pieces. Raises ExportError, also while the pieces are taken."""
        exporter, options = self.exporter(name), options or ExportOptions()
        return exporter.render(documents.of(exporter.format, options.losses, context=options.context), options)

    def in_the_way(
        self, name: str | Exporter, documents: Documents, output: str | Path, options: ExportOptions | None = None
    ) -> list[Path]:
        """The files that ``write`` would refuse to overwrite. Raises ExportError."""
        # Losses are counted once, when the export is written.
        options = replace(options or ExportOptions(), losses=Losses())
        exporter = self.exporter(name)
        if exporter.format.needs_book:
            # What is there stays.
            return []
        with reported(Path(output)):
            if _is_empty(_path(output)):
                # To list the files would mean to read all articles.
                return []
            paths = [target.path for target in self._targets(exporter, documents, output, options)]
            found = in_the_way((path for path in paths if not is_special(path)), self.store)
            if found and (living := _living(exporter, options)):
                from readtui.services.out.living_files import is_living

                found = [path for path in found if not is_living(path, living.syntax)]
            return found

    def write(
        self,
        name: str | Exporter,
        documents: Documents,
        output: str | Path,
        *,
        options: ExportOptions | None = None,
        force: bool = False,
        rewrites: bool = False,
        left: "LivingCounts | None" = None,
    ) -> list[Path]:
        """Write the export and return the paths of the files.

        If ``output`` is a folder (it exists, or ends in ``/``), it gets one file per article, named after its title;
        otherwise ``output`` is one file for all. A format of several files makes ``output`` a folder. Everything is
        rendered before any file is replaced, and each is replaced atomically; pipes and devices are written to. Without
        ``force``, never overwrites a file that readtui did not write or that has changed since.

        A format for files beside books updates those, or with an ``output`` those in this folder.

        Updates living files, and keeps what the user wrote in them. ``rewrites``: write the new text above
        each block that the user edited. ``left`` counts their blocks.

        Raises ExportError, and BrokenPipeError if a pipe's reader has gone.
        """
        # Imported here because it would delay listing articles by milliseconds.
        from readtui.services.out.living_files import LivingCounts, LivingExport, LivingFile

        exporter, options, left = self.exporter(name), options or ExportOptions(), left or LivingCounts()
        if exporter.format.needs_book:
            from readtui.services.out.koreader_files import write_sidecars

            folder = _path(output) if os.fspath(output) else None
            return write_sidecars(documents.of(exporter.format, options.losses), folder, options, left)
        if _is_folder(output):
            # A file stays the same whether its article is exported alone or with others.
            options = replace(options, has_several_creators=lambda: False)
        foreign = [] if force else self.in_the_way(name, documents, output, options)
        if foreign:
            raise _refusal(foreign)
        store, able = self.store, _living(exporter, options)
        living = (
            LivingExport(able, options, store, self.library.repository, rewrites=rewrites, overwrites=force)
            if able is not None
            else None
        )
        target = Path(output).expanduser()
        paths: list[Path] = []
        staged: list[StagedFile] = []
        updates: list[LivingFile] = []
        try:
            for path, render, part in self._targets(exporter, documents, output, options):
                with reported(path):
                    if not paths and path != target:
                        target.mkdir(exist_ok=True)
                    paths.append(path)
                    if is_special(path):
                        if path != target:
                            # Only what the user has named is written into.
                            raise ExportError(f"not a file: {visible(str(path))}", "Move it, or name another folder.")
                        write_whole(path, render())
                    elif living is not None:
                        updates.append(LivingFile(living, path, part))
                    else:
                        staged.append(stage(path, render()))
            if staged:
                remember({one.path: one.written for one in staged}, store)
            for one in staged:
                with reported(one.path):
                    if holds(one.path, one.written):
                        left.unchanged += 1
                    else:
                        one.replace()
            if living is not None:
                left.unchanged += len(updates) - len(living.replace(updates, left))
        finally:
            for one in staged:
                one.discard()
            for update in updates:
                update.discard()
        return paths

    def _targets(
        self, exporter: Exporter, documents: Documents, output: str | Path, options: ExportOptions
    ) -> Iterator["_Target"]:
        """The files to write, each with what renders its content. Raises ExportError, OSError."""
        names = self._names(documents.query)
        held = _Held(documents, exporter.format, options.losses, options.context, names.keys())
        target = _path(output)
        with reported(target):
            is_there, is_folder = target.exists(), target.is_dir()
        if exporter.format.is_folder:
            if is_there and not is_folder:
                name = exporter.format.name
                raise ExportError(
                    f"cannot write {visible(str(target))}: {name} needs a folder, this is a file", "Name a folder."
                )
            yield from self._files(exporter, held, target, options, names)
            return
        if not (is_folder or _is_folder(output)):
            yield _Target(target, partial(exporter.render, held, options), held)
            return
        if exporter.format.is_about_tags:
            name = f"{exporter.format.name}{exporter.format.extension}"
            yield _Target(target / name, partial(exporter.render, held, options), held)
            return
        if options.whole is not None:
            # All tags and views do not belong in the file of one article.
            options = replace(options, whole=None)
        for document in held:
            path = target / f"{names[document.record.id]}{exporter.format.extension}"
            yield _Target(path, partial(exporter.render, [document], options), _Alone(document, held))

    def _files(
        self,
        exporter: Exporter,
        documents: Iterable[ExportDocument],
        target: Path,
        options: ExportOptions,
        names: Mapping[str, str],
    ) -> Iterator["_Target"]:
        """The files of a format that has several, in the form of ``_targets``."""
        name = exporter.format.name
        if not isinstance(exporter, FolderExporter):
            raise ExportError(f"the exporter {name} has no files", "Update or remove the package that provides it.")
        for file in exporter.files(documents, names, options):
            if Path(file.name).name != file.name:
                raise ExportError(
                    f"the exporter {name} names a file elsewhere: {visible(file.name)}",
                    "Update or remove the package that provides it.",
                )
            yield _Target(target / file.name, partial(_content, file))

    def _names(self, query: AnnotationQuery) -> dict[str, str]:
        """The file name of each article. An article in the trash does not take the name of a live one."""
        live = [entry.record for entry in self.library.entries()]
        trash = self.library.repository.records(deleted=True) if query.trash else []
        waiting = self.library.repository.waiting(deleted=query.trash)
        return file_names([*live, *(record for record in trash if record.deleted), *waiting])


@dataclass(frozen=True, slots=True)
class _Held:
    """The documents for a format, read again on each iteration; only those of ``articles``, which have names."""

    documents: Documents
    format: Format
    losses: Losses
    context: Context
    articles: Collection[str]

    def __iter__(self) -> Iterator[ExportDocument]:
        # Others may have been added since the names were made.
        documents = self.documents.of(self.format, self.losses, context=self.context)
        return (one for one in documents if one.record.id in self.articles)


class _Alone:
    """The document of one article, read again on each iteration but the first: a list of files must not keep all."""

    def __init__(self, document: ExportDocument, held: _Held) -> None:
        self._document: ExportDocument | None = document
        query = replace(held.documents.query, articles=(document.record.id,))
        documents = replace(held.documents, query=query, passed=None)
        self._again = replace(held, documents=documents, losses=Losses())

    def __iter__(self) -> Iterator[ExportDocument]:
        document, self._document = self._document, None
        return iter((document,)) if document is not None else iter(self._again)


class _Target(NamedTuple):
    """A file to write: the function that renders its content, and the documents in it."""

    path: Path
    render: Callable[[], Pieces]
    documents: Iterable[ExportDocument] = ()


def _path(output: str | Path) -> Path:
    try:
        return Path(output).expanduser()
    except RuntimeError as fault:
        raise ExportError(f"cannot write {visible(str(output))}: {fault}", "Choose another place.") from fault


def _is_folder(output: str | Path) -> bool:
    """Whether the output is a folder: it is one, or its path ends like one."""
    return os.fspath(output).endswith(("/", os.sep)) or os.path.isdir(_path(output))


def _is_empty(target: Path) -> bool:
    """Whether nothing is there yet, or an empty folder. Raises OSError."""
    return not os.path.lexists(target) or (target.is_dir() and not any(target.iterdir()))


def _living(exporter: Exporter, options: ExportOptions) -> "LivingExporter | None":
    """The exporter, if its files with these options are living; else None."""
    from readtui.exporters.living.parts import LivingExporter

    return exporter if isinstance(exporter, LivingExporter) and exporter.lives(options) else None


def _content(file: ExportFile) -> Pieces:
    return file.content


def _refusal(foreign: Sequence[Path]) -> ExportError:
    named = ", ".join(visible(str(path)) for path in foreign[:_MOST_NAMED])
    more = f" and {len(foreign) - _MOST_NAMED} more" if len(foreign) > _MOST_NAMED else ""
    what = "readtui did not write this file, or it has changed since"
    if len(foreign) > 1:
        what = "readtui did not write these files, or they have changed since"
    return ExportError(
        f"{what}: {named}{more}", "Nothing was written. Choose another place, or overwrite with --force."
    )


@dataclass(frozen=True, slots=True)
class ExportChoice:
    """A format with its options, the folder of the last file, and the path of the last template."""

    format: str
    options: ChosenOptions = field(default_factory=ChosenOptions)
    folder: str = ""
    template: str = ""

    def as_choices(self) -> dict[str, str]:
        """The values for a Repository: those that can be chosen on the export screen."""
        options = {
            f"export.{name}": _word(option.words, getattr(self.options, name))
            for name, option in OPTIONS.items()
            if option.title
        }
        return {"export.format": self.format, "export.folder": self.folder, "export.template": self.template, **options}


def choice_in(choices: Mapping[str, str], default: ExportChoice) -> ExportChoice:
    """The remembered choice, with defaults for what is missing."""
    known = {
        name: value
        for name, option in OPTIONS.items()
        for value in option.words
        if choices.get(f"export.{name}") == _word(option.words, value)
    }
    return ExportChoice(
        choices.get("export.format", default.format),
        replace(default.options, **known),
        choices.get("export.folder", default.folder),
        choices.get("export.template", default.template),
    )


def _word(words: Mapping[Any, str], value: object) -> str:
    return value.value if isinstance(value, StrEnum) else words[value]
