"""Reads an import file with the importer for it; runs in a process with limits."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from readtui.errors import NoAnnotationsError, SourceError, UsageError
from readtui.importers.common.encoding import in_utf8
from readtui.importers.importer import Source
from readtui.interchange.archives import decompressed, members
from readtui.interchange.common.databases import settled
from readtui.interchange.importer import MOST_CHARACTERS, ImportedAnnotation, ImportedWork
from readtui.interchange.own_library import OwnLibrary, is_own_export, read_own_library
from readtui.interchange.readers.own_json import OwnJsonImporter
from readtui.interchange.registry import importer_for
from readtui.quick_dataclass import dataclass
from readtui.text.clean import visible

_WHITE_SPACE = b"\xef\xbb\xbf \t\r\n"
_MOST_ANNOTATIONS = 50_000
# Each has a file of its own in the library. Saved pages without annotations have none.
_MOST_WORKS, _MOST_PAGES = 15_000, 200_000
_LONGEST_NAME, _LONGEST_ADDRESS = 2_000, 10_000
_EMPTY = (b"[]", b"{}")
"""What programs export that have nothing to export."""


@dataclass(frozen=True, slots=True)
class UnreadMember:
    """A file in an archive that cannot be read, and why. ``is_other``: it has no annotations at all."""

    name: str
    message: str
    hint: str
    is_other: bool


@dataclass(frozen=True, slots=True)
class ReadFile:
    """The name of a file's format, and its works. ``own``: the records of an export of readtui, which has no works.

    An archive of several files has only ``parts``, one for each file, and ``unread`` ones.
    """

    format: str
    works: Sequence[ImportedWork]
    own: OwnLibrary | None = None
    parts: "Sequence[ReadFile]" = ()
    unread: Sequence[UnreadMember] = ()


def read_file(asked: tuple[Source, str]) -> ReadFile:
    """Read a source as the format of this name or, for "", as the one that is recognized.

    Raises UsageError for an unknown format, NoAnnotationsError if none is recognized or there is nothing in the file,
    SourceError if the file cannot be read.
    """
    source, format_name = asked
    source = settled(decompressed(source))
    try:
        return _read(source, format_name)
    except NoAnnotationsError:
        archive = None if format_name else _read_members(source)
        if archive is None:
            raise
        return archive


def _read(source: Source, format_name: str) -> ReadFile:
    source = replace(source, data=in_utf8(source.data))
    name = visible(source.name) or "the input"
    if not source.data.strip():
        raise NoAnnotationsError(f"{name} is empty", "Export it again.")
    if source.data.strip(_WHITE_SPACE) in _EMPTY:
        raise NoAnnotationsError(
            f"{name} contains nothing but an empty list", "If it should contain more, export it again."
        )
    own = OwnJsonImporter.format.name
    # Before other importers parse all of it, which takes far more memory.
    if format_name == own or (not format_name and is_own_export(source)):
        return ReadFile(own, (), read_own_library(source))
    importer = importer_for(source, format_name)
    works = tuple(_bounded(importer.read(source), name))
    if not works:
        raise NoAnnotationsError(
            f"{name} ({importer.format.title}) contains nothing to import",
            "If it should contain more, export it again.",
        )
    return ReadFile(importer.format.name, works)


def _bounded(works: Iterable[ImportedWork], name: str) -> Iterator[ImportedWork]:
    """The works, unless they are more than anybody has. Raises SourceError."""
    count = count_works = characters = 0
    for number, work in enumerate(works):
        count_works += bool(work.annotations or work.refused)
        count += len(work.annotations) + len(work.refused) + sum(len(one.replies) for one in work.annotations)
        characters += sum(map(len, work.tags)) + sum(map(_characters, work.annotations))
        for too_many, what in (
            (count > _MOST_ANNOTATIONS, f"{_MOST_ANNOTATIONS:,} annotations and replies"),
            (count_works > _MOST_WORKS, f"{_MOST_WORKS:,} annotated works"),
            (number >= _MOST_PAGES, f"{_MOST_PAGES:,} saved pages"),
            (
                characters > MOST_CHARACTERS,
                f"{MOST_CHARACTERS // 1_000_000} million characters of quotes, notes and tags",
            ),
        ):
            if too_many:
                raise SourceError(f"{name} contains more than {what}", "Split it, and import the parts.")
        yield _with_short_names(work)


def _characters(one: ImportedAnnotation) -> int:
    own = (one.quote, one.original, one.note, one.prefix, one.suffix, one.place, one.key, one.source_id, *one.tags)
    replies = sum(len(reply.text) + len(reply.source_id) for reply in one.replies)
    names = sum(len(creator.name) for creator in (one.creator, *(reply.creator for reply in one.replies)) if creator)
    return sum(map(len, own)) + replies + names


def _with_short_names(work: ImportedWork) -> ImportedWork:
    """The work without titles and addresses that no person has written, which would be compared with all others."""
    if max(map(len, (work.title, work.author, work.site))) > _LONGEST_NAME:
        title, author, site = (name[:_LONGEST_NAME] for name in (work.title, work.author, work.site))
        work = replace(work, title=title, author=author, site=site)
    return work if len(work.url) <= _LONGEST_ADDRESS else replace(work, url="")


def _read_members(source: Source) -> ReadFile | None:
    """The files in an archive; None if none of them has annotations. An archive in it counts as one of these."""
    parts: list[ReadFile] = []
    unread: list[UnreadMember] = []
    for member in members(source):
        try:
            parts.append(_read(member, ""))
        except UsageError:
            raise
        except SourceError as fault:
            is_other = isinstance(fault, NoAnnotationsError)
            unread.append(UnreadMember(visible(member.name), fault.message, fault.hint, is_other))
    return ReadFile("", (), parts=parts, unread=unread) if parts or not all(one.is_other for one in unread) else None
