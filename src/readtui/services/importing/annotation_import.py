"""Imports annotations, and articles, from files of other programs: plans, then writes the plan as one change."""

import os
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from readtui.codec.attribution import Attribution, library_name
from readtui.errors import NoAnnotationsError, ReadtuiError, SourceError, StoppedError, UsageError
from readtui.exporters.research.codes import color_name
from readtui.importers.common.xml_safe import as_utf8
from readtui.importers.importer import Cancelled, Source, never
from readtui.interchange.importer import ImportedContent, ImportedWork, ImportFormat
from readtui.interchange.own_library import OwnLibrary
from readtui.interchange.readers.own_json import OwnJsonImporter
from readtui.interchange.registry import formats
from readtui.model.annotation import IMPORTED, Annotation
from readtui.model.article import ArticleRecord
from readtui.model.change import Change, Edit
from readtui.model.creator import NOBODY, Creator
from readtui.model.reply import Reply
from readtui.model.tag import Tag
from readtui.quick_dataclass import dataclass
from readtui.services.annotation_reader import FoundAnnotation
from readtui.services.creators import Creators
from readtui.services.finding.search import LibrarySearch
from readtui.services.importing.import_files import FileOnDisk, ReadImportFile
from readtui.services.importing.import_plan import ImportPlan, RefusedFile, described
from readtui.services.importing.own_export import OwnExportPlanner
from readtui.services.importing.planner import FileWork, ImportPlanner, Progress
from readtui.services.intake.intake import ReadSource
from readtui.services.tags.codebook import Codebook
from readtui.services.tags.codebook_files import MOST_BYTES, read
from readtui.services.tags.spelling import levels_of
from readtui.services.waiting.import_identity import awaited_work_id
from readtui.services.waiting.imported_annotations import ImportVoices
from readtui.services.waiting.works import WaitingWorks, said_of
from readtui.services.wording import tag_names
from readtui.storage.repository import Repository
from readtui.text.clean import clean, visible
from readtui.text.phrases import counted

if TYPE_CHECKING:
    from readtui.importers.process.read_ahead import ReadAhead

Fetch = Callable[[str, Cancelled], Source]
"""Fetches an address. Raises SourceError, StoppedError."""
CODEBOOK = "codebook"
"""The name of the format of codebooks by themselves."""

_NAMESPACE = b"urn:QDA-XML:codebook"
_PROJECT = b"urn:QDA-XML:project"
_HEAD = 4096

OWN = OwnJsonImporter.format.name
"""The format of readtui's own exports."""


def say_nothing(_: str, __: int, ___: int) -> None:
    """Ignore progress."""


@dataclass(frozen=True, slots=True)
class AnnotationImport:
    """``clock`` returns the time (ISO 8601, UTC), ``new_id`` a new id, ``read`` reads an article,
    ``reading_files`` gives what reads import files, ``searching`` opens a search, ``creators`` knows who the user is,
    ``ahead`` makes what reads several articles at once.
    """

    repository: Repository
    clock: Callable[[], str]
    new_id: Callable[[], str]
    read: ReadSource
    reading_files: Callable[[], AbstractContextManager[ReadImportFile]]
    fetch: Fetch
    searching: Callable[[], AbstractContextManager[LibrarySearch]]
    creators: Creators
    ahead: "Callable[[], ReadAhead] | None" = None

    def plan(
        self,
        files: Sequence[Source | FileOnDisk],
        format_name: str = "",
        *,
        fetches: bool = False,
        keeps_content: bool = True,
        creator: Creator | None = None,
        progress: Progress = say_nothing,
        cancelled: Cancelled = never,
    ) -> ImportPlan:
        """What importing the files would do. Changes nothing. ``fetches``: also fetch saved works without their text,
        and add files in which nothing is marked.
        ``keeps_content``: works bring their text, if their file has it. ``creator``: who made what names nobody.

        A file that cannot be read is refused in the plan. Raises UsageError for an unknown format, StoppedError,
        StorageError.
        """
        progress = _stopping(progress, cancelled)
        refused: list[RefusedFile] = []
        works: list[FileWork] = []
        own: list[tuple[OwnLibrary, str]] = []
        codes: list[Tag] = []
        formats: dict[str, None] = {}
        with self.reading_files() as read_file:
            for number, file in enumerate(files):
                progress("Reading", number, len(files))
                try:
                    source = file if isinstance(file, Source) else file.read()
                except SourceError as fault:
                    refused.append(_refused(file.name, fault))
                    continue
                try:
                    if not format_name and is_codebook(source):
                        codes += read_codebook(source)
                        formats[CODEBOOK] = None
                        continue
                    read = read_file(source, format_name, cancelled)
                except (UsageError, StoppedError):
                    raise
                except SourceError as fault:
                    refused.append(_refused(file.name, fault))
                    continue
                refused += [RefusedFile(one.name, one.message, one.hint, one.is_other) for one in read.unread]
                for part in read.parts or (read,):
                    formats[part.format] = None
                    own += [(part.own, source.name)] if part.own is not None else []
                    read_works = part.works if keeps_content else [replace(one, content=None) for one in part.works]
                    works += [FileWork(part.format, work, source.name) for work in read_works]
        if own:
            if works or codes or len(own) > 1:
                raise UsageError(
                    "an export of readtui cannot be imported together with other files", "Import it by itself."
                )
            return self._own_plan(*own[0], refused, creator)
        planning = self._planning(progress, cancelled, creator)
        others: list[str] = []
        if fetches:
            works = self._fetched(works, planning, refused, progress, cancelled)
        elif unmarked := sum(map(_is_unmarked, works)):
            works = [one for one in works if not _is_unmarked(one)]
            left = counted(unmarked, "item without annotations or notes", "items without annotations or notes")
            others.append(f"left out: {left} (readtui import --fetch adds the files)")
        planned = planning.works(works)
        taken = Codebook(self.repository, self.clock, self.new_id).take_in(codes, "a codebook") if codes else None
        edits = taken.change.edits if taken else ()
        known = [*self.repository.tags(deleted=True), *(one.after for one in edits if isinstance(one.after, Tag))]
        tags = new_tags([one.work for one in works], known, planning.restorable, planning.now)
        if taken:
            others.append(f"tags: {taken.new:,} new, {taken.changed:,} changed, {taken.unchanged:,} unchanged")
        return ImportPlan(
            tuple(formats),
            planned,
            refused,
            (*planning.edits, *edits, *tags),
            planning.texts,
            taken.change.what if taken and not works else described(planned, list(formats), planning.replies),
            others,
            tags=len(tags),
            replies=planning.replies,
        )

    def _own_plan(
        self, library: OwnLibrary, name: str, refused: Sequence[RefusedFile], creator: Creator | None
    ) -> ImportPlan:
        identity = self.creators.identity()
        by = self.creators.named(creator) if creator else library.creator or Creator(library_name([_stem(name)]))
        attribution = None if identity.is_me(by) else Attribution(by)
        planning = OwnExportPlanner(self.repository, self._undone_imports(), self.clock(), attribution)
        works = planning.works(library)
        return ImportPlan(
            (OWN,),
            works,
            refused,
            tuple(planning.edits),
            tuple(planning.texts),
            described(works, [OWN], planning.replies),
            planning.others(),
            is_own=True,
            replies=planning.replies,
            named=attribution.named if attribution else 0,
            creator=by,
            # One's own notes from when one had told no name.
            own_names=frozenset(attribution.own_names if attribution else {NOBODY}),
        )

    def formats(self) -> list[ImportFormat]:
        """The formats that can be read, by name."""
        return formats()

    def carry_out(self, plan: ImportPlan) -> tuple[Change | None, ImportPlan]:
        """Write the plan as one change that can be undone; None if it changes nothing. Raises StorageError.

        Returns the plan as it was carried out: another import may have come first.
        """
        if not plan.edits:
            return None, plan
        if not plan.is_own:
            # From now on, the person has the name that is in these records.
            self.creators.writer()
        self.creators.also_called(plan.own_names)
        change = Change(self.new_id(), self.clock(), plan.what, plan.edits, keeps_versions=plan.is_own)
        with self.repository.keeping_texts(plan.texts) if plan.texts else nullcontext():
            made = self.repository.apply(change)
        has_effect = any(edit.before != edit.after for edit in made.edits)
        return made if has_effect else None, plan.as_made(made.edits)

    def waiting(self) -> list[FoundAnnotation]:
        """The annotations that wait for their article, with the records of these. Raises StorageError."""
        works = WaitingWorks(self.repository, self.clock, self.new_id).works()
        return [FoundAnnotation(work.record, annotation) for work in works for annotation in work.annotations]

    def place_waiting(self) -> list[tuple[str, Change]]:
        """Place what waits for articles that are there by now; returns a line for the user about each, and the change.

        Raises StorageError.
        """
        awaiting = WaitingWorks(self.repository, self.clock, self.new_id)
        placed = awaiting.place_found(lambda record: self.repository.article(record.id))
        named = ((visible(record.title), said_of(change), change) for record, change in placed)
        return [(f"{title}: {said or 'has its text now'}", change) for title, said, change in named]

    def _planning(self, progress: Progress, cancelled: Cancelled, creator: Creator | None) -> ImportPlanner:
        identity, undone = self.creators.identity(), cache(self._undone_imports)
        voices = ImportVoices(identity.me, creator and self.creators.named(creator))
        return ImportPlanner(
            self.repository,
            self.clock(),
            self.read,
            self.searching,
            undone,
            progress,
            identity,
            voices,
            cancelled,
            self.ahead,
        )

    def _fetched(
        self,
        works: Sequence[FileWork],
        planning: ImportPlanner,
        refused: list[RefusedFile],
        progress: Progress,
        cancelled: Cancelled,
    ) -> list[FileWork]:
        """The works, those without their text with the page at their address."""
        found: list[FileWork] = []
        missing = planning.without_article([one for one in works if one.work.is_saved and not one.work.content])
        for number, one in enumerate(works):
            progress("Fetching", number, len(works))
            work, awaited = one.work, one.awaited
            if one in missing and work.url:
                try:
                    got = self.fetch(work.url, cancelled)
                except StoppedError:
                    raise
                except ReadtuiError as fault:
                    refused.append(RefusedFile(visible(work.url), fault.message, fault.hint))
                else:
                    content = ImportedContent(got.data, got.name, got.media_type)
                    awaited = awaited_work_id(work.title, work.author, work.url)
                    work = replace(work, url=got.name or work.url, content=content)
            found.append(replace(one, work=work, awaited=awaited))
        return found

    def _undone_imports(self) -> frozenset[str]:
        """The ids of annotations, replies and articles, and names of tags, that are in the trash only because this
        device has undone their import.
        """
        undone: set[str] = set()
        whole: set[str] = set()
        # What merged, renamed or deleted tags: undoing it leaves the entries that it made as they were before.
        before: dict[str, set[str]] = {}
        for change in self.repository.history():
            if change.keeps_versions:
                whole.add(change.id)
            after = [one for edit in change.edits if isinstance(one := edit.after, Annotation | ArticleRecord | Reply)]
            imported = after if change.undoes in whole else [one for one in after if IMPORTED in one.extra]
            tags = [one for edit in change.edits if isinstance(one := edit.after, Tag)]
            names, deleted = {one.name for one in tags}, {one.name for one in tags if one.deleted}
            if deleted and not change.undoes:
                before[change.id] = undone & names
            undone.difference_update(one.id for one in imported)
            undone -= names
            if change.undoes:
                undone.update(one.id for one in imported if one.deleted)
                undone |= deleted & before.get(change.undoes, deleted)
        return frozenset(undone)


def _is_unmarked(one: FileWork) -> bool:
    return one.work.reads_file and not (one.work.annotations or one.work.refused)


def _refused(name: str, fault: SourceError) -> RefusedFile:
    return RefusedFile(visible(name), fault.message, fault.hint, isinstance(fault, NoAnnotationsError))


def _stopping(progress: Progress, cancelled: Cancelled) -> Progress:
    """The same, but the work ends at its next step once it is cancelled."""

    def reached(step: str, done: int, total: int) -> None:
        if cancelled():
            raise StoppedError("stopped", "Nothing was imported.")
        progress(step, done, total)

    return reached


def _stem(name: str) -> str:
    """The name of a file without its folder and endings; "" for stdin."""
    return visible(os.path.basename(name).removesuffix(".gz").partition(".json")[0])


# ------------------------------------------------------------------ codebooks
# Tags of other programs' codebooks: those that come with annotations, and codebooks by themselves.


def is_codebook(source: Source) -> bool:
    """Whether a file is a codebook of REFI-QDA (.qdc). Some projects have one with its own namespace in them."""
    head = as_utf8(source.data[:_HEAD])
    return _NAMESPACE in head and _PROJECT not in head


def read_codebook(source: Source) -> list[Tag]:
    """Its tags, as ``readtui tags import`` reads them. Raises SourceError."""
    where = visible(source.name) or "the input"
    if len(source.data) > MOST_BYTES:
        raise SourceError(f"larger than {MOST_BYTES // 1_000_000} MB: {where}", "Name a file that lists tags.")
    return read(source.data, ".qdc", where)


def new_tags(
    works: Sequence[ImportedWork], known: Iterable[Tag], restorable: Callable[[], Collection[str]], now: str
) -> list[Edit]:
    """The entries of the works' codebooks that the library does not have, by any spelling.

    What the user has deleted stays deleted; what is in the trash because its import was undone (``restorable``: names)
    comes back.
    """
    there = {levels_of(tag.name): tag for tag in known}
    seen: set[tuple[str, ...]] = set()
    found: list[Edit] = []
    for work in works:
        for tag in work.codebook:
            for name in tag_names([tag.name]):
                levels = levels_of(name)
                if levels in seen:
                    continue
                seen.add(levels)
                color, description = color_name(tag.color) or None, clean(tag.description).text.strip()
                if (known_tag := there.get(levels)) is None:
                    found.append(Edit(None, Tag(name, color, description, modified=now)))
                elif known_tag.deleted and known_tag.name in restorable():
                    back = replace(known_tag, color=color, description=description, deleted=None, modified=now)
                    found.append(Edit(known_tag, back))
    return found
