"""The protocol of annotation importers: a format, recognition of its files, and the works with annotations in them."""

from collections.abc import Iterable
from dataclasses import field
from typing import Protocol

from readtui.importers.importer import Source
from readtui.model.article import ReadingState
from readtui.model.creator import Creator
from readtui.model.reply import ThreadState
from readtui.quick_dataclass import dataclass

MOST_CHARACTERS = 30_000_000
"""In the quotes and notes of a file. Most formats hold each in full; the others count as they read."""


@dataclass(frozen=True, slots=True)
class ImportFormat:
    """A format. ``about`` says in one line which program writes it and how to get the file from there.

    ``name`` is lower-case words with hyphens. Ids of imported annotations are made from it, so it never changes.
    """

    name: str
    title: str
    about: str


@dataclass(frozen=True, slots=True)
class ImportedReply:
    """What somebody answered to an annotation, or to another reply to it. ``text`` is Markdown.

    ``creator``, ``created`` and ``source_id`` as in an ImportedAnnotation; without an id, who said what and when
    identify the reply among those to its annotation. ``sets``: the state of the thread from then on, if it says one.
    """

    text: str
    creator: Creator | None = None
    created: str = ""
    source_id: str = ""
    sets: ThreadState | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing."""
        return not (self.text.strip() or self.sets)


@dataclass(frozen=True, slots=True)
class ImportedAnnotation:
    """An annotation of another program; "" or None for what its file does not say.

    ``quote`` is the passage's words; without them, the annotation is on the whole work. ``prefix`` and ``suffix`` are
    the text around them, ``start`` is the passage's offset in the other program's text in code points: a hint between
    several places. ``order`` grows from the beginning of the work to its end, by the first of its numbers that differs:
    a location, or chapter and page. It tells places apart whose words are the same. ``place`` is where the other
    program says that the passage is ("page 12"), for people. ``page`` counts the pages of a PDF from 0. ``note`` is
    Markdown. ``color`` is one of ``HIGHLIGHT_COLORS``; see ``common.colors.color_of``. Times are ISO 8601 in UTC and
    end in Z; see ``common.dates.time_of``.

    ``source_id`` is the other program's own id, which no other annotation in any file of the format has; ``readtui:ID``
    in a file that readtui has written. Without one,
    ``key`` identifies the annotation in its work for ever: mostly its place, if no other annotation of the work has the
    same. Without both, the quote, note, place and creator do.

    ``creator`` is whoever made it, if the file says so: a person or a program. ``replies`` are what others, or the same
    person, answered; those without a time stay in this order. ``is_thread``: it asks for an answer. ``original``: the
    words that were annotated, if ``quote`` is what they are now.
    """

    quote: str = ""
    prefix: str = ""
    suffix: str = ""
    start: int | None = None
    order: tuple[float, ...] = ()
    place: str = ""
    page: int | None = None
    note: str = ""
    tags: tuple[str, ...] = ()
    color: str | None = None
    created: str = ""
    modified: str = ""
    source_id: str = ""
    key: str = ""
    creator: Creator | None = None
    replies: tuple[ImportedReply, ...] = ()
    is_thread: bool = False
    original: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing: no words and no note, tag, color or reply."""
        return not (self.quote.strip() or self.note.strip() or self.tags or self.replies)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something in a file that cannot be imported: ``what`` it is, in a few words, and ``why``, as a phrase."""

    what: str
    why: str


@dataclass(slots=True)
class AnnotationsByKey:
    """The annotations of a work by what identifies them in it, and what cannot be imported."""

    annotations: dict[object, ImportedAnnotation] = field(default_factory=dict)
    refused: list[Refusal] = field(default_factory=list)

    def add(self, annotation: ImportedAnnotation, key: object, what: str, why: str) -> None:
        """Add it, unless there is one with its key; what says nothing is refused, as a Refusal says it."""
        if annotation.is_empty:
            self.refused.append(Refusal(what, why))
        else:
            self.annotations.setdefault(key, annotation)


@dataclass(frozen=True, slots=True)
class ImportedTag:
    """A tag with what the other program's codebook says of it; ``/`` in the name nests.

    ``color``: one of ``HIGHLIGHT_COLORS``, ``#rrggbb`` or "".
    """

    name: str
    color: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class ImportedContent:
    """The text of a work as a file that readtui can read: HTML, plain text, EPUB, PDF, and so on.

    ``name`` is a file name with an ending; ``media_type`` overrules it. readtui reads the bytes like any article.
    """

    data: bytes
    name: str
    media_type: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class ImportedWork:
    """An article, book or page that was read in another program, with its annotations.

    ``author``: several are separated by a semicolon. ``content`` is the work's text if the file carries it. A work that
    ``is_saved`` is one that the person collected there: it is added if its content is there, or else, on request,
    fetched from ``url``. A work that is only annotated is never added without content. ``tags``, ``reading_state``,
    ``is_archived`` and ``saved`` (a time) are of the article that is added.

    ``files``: where its file may be, as paths, such as that beside an imported file; a name ``*`` stands for any. The
    article that was added from there is the work. ``reads_file``: if none was, the first of them that is there is the
    work's text.

    ``citation_key``: what documents call it that cite it, in a reference manager. ``source_id``: the other program's id
    for the work. What it says of a work that has one updates an article that is there, too.

    ``refused``: what belongs to the work and cannot be imported. ``codebook``: tags of the whole file, in any one of
    its works. A tag that the library has stays as it is.
    """

    title: str = ""
    author: str = ""
    url: str = ""
    annotations: tuple[ImportedAnnotation, ...] = ()
    content: ImportedContent | None = None
    is_saved: bool = False
    tags: tuple[str, ...] = ()
    language: str = ""
    published: str = ""
    site: str = ""
    saved: str = ""
    reading_state: ReadingState | None = None
    is_archived: bool = False
    files: tuple[str, ...] = ()
    refused: tuple[Refusal, ...] = ()
    codebook: tuple[ImportedTag, ...] = ()
    reads_file: bool = False
    citation_key: str = ""
    source_id: str = ""


class AnnotationImporter(Protocol):
    """Reads the files of one format. Found through the entry point group ``readtui.annotation_importers``."""

    format: ImportFormat

    def recognises(self, source: Source) -> bool:
        """Whether these bytes are a file of the format, told from their content; the name may be wrong or missing."""

    def read(self, source: Source) -> Iterable[ImportedWork]:
        """The works in the file. What cannot be imported becomes a Refusal of its work.

        Raises SourceError, with what is wrong and what to do, if nothing can be read.
        """
