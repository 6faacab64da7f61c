"""The protocol of exporters: a format's description, its input, and its output."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import chain
from typing import Protocol, runtime_checkable

from readtui.model.annotation import Annotation
from readtui.model.article import Article, ArticleRecord
from readtui.model.card import Card
from readtui.model.creator import Creator
from readtui.model.link import link_to as link_to
from readtui.model.page_area import PageArea
from readtui.model.passage import Passage
from readtui.model.reply import Reply
from readtui.model.tag import Tag
from readtui.model.view import View
from readtui.text.phrases import counted


class Purpose(StrEnum):
    """What a format is for; lists of formats are grouped by it."""

    NOTES = "notes"
    STUDY = "study"
    DATA = "data"
    RESEARCH = "research"
    REFERENCES = "references"
    TYPESETTING = "typesetting"


class Context(StrEnum):
    """How much text around a passage to export: none, its sentence, its paragraph, or the whole article."""

    NONE = "none"
    SENTENCE = "sentence"
    PARAGRAPH = "paragraph"
    FULL = "full"


class Grouping(StrEnum):
    """What annotations are listed under: their article, each of their tags, or nothing."""

    ARTICLE = "article"
    TAG = "tag"
    NONE = "none"


AROUND_PASSAGES = (Context.NONE, Context.SENTENCE, Context.PARAGRAPH)


@dataclass(frozen=True, slots=True)
class Format:
    """A format. ``about`` says in one line what it is good for.

    ``contexts`` and ``groupings``: those that it can render. ``is_binary``: its content is not readable text.
    ``is_folder``: an export is several files, and its exporter is a FolderExporter. ``is_about_tags``: it renders the
    codebook, as one file even in a folder, and even without articles.
    ``needs_text``: it reads articles' texts. ``lists_articles``: it includes articles without annotations.
    ``counts_utf16``: it can count offsets in UTF-16 code units. ``needs_pdf``: it writes into the PDF from which an
    article was read, so a file holds one article. ``holds_trash``: it can hold what is deleted. ``names_article``: a
    regular expression for the place of an article's id in a file, as its group; "" if files hold none. ``is_lossless``:
    it holds everything, also where files are on this machine; for others, ``metadata.source`` has no folders.
    ``only_annotations``: an article without any leaves nothing in it.
    """

    name: str
    title: str
    extension: str
    purpose: Purpose
    about: str
    contexts: tuple[Context, ...] = (Context.NONE,)
    groupings: tuple[Grouping, ...] = (Grouping.ARTICLE,)
    is_binary: bool = False
    is_folder: bool = False
    is_about_tags: bool = False
    needs_text: bool = True
    lists_articles: bool = False
    counts_utf16: bool = False
    needs_pdf: bool = False
    holds_trash: bool = False
    is_lossless: bool = False
    names_article: str = ""
    only_annotations: bool = False


@dataclass(frozen=True, slots=True)
class OriginalFile:
    """The bytes and the name of the file from which an article was read."""

    data: bytes
    name: str


class Original(Protocol):
    """The PDF from which an article was read. Its methods raise ExportError, for example if there is none."""

    def read(self) -> OriginalFile:
        """The file."""
        ...

    def areas(self, text: str, passages: Sequence[Passage]) -> Sequence[tuple[PageArea, ...]]:
        """For each passage of the article's ``text``, its areas in the file; none if its words are not there."""
        ...


@dataclass(frozen=True)
class ExportDocument:
    """One article with the annotations to export, in reading order. ``read`` returns the article's text, ``original``
    its PDF.

    If a format needs the text, its exporter receives only documents whose text can be read. ``read_version`` returns
    the text of an earlier version; it raises StorageError or NotFoundError. ``read_cards`` returns the cards of spaced
    review, by the ids of annotations. ``read_replies`` returns the replies as they are stored, for a lossless format;
    None if the annotations have them all.

    The creator of an annotation or a reply is None only where nobody is to be named, and in a lossless format.
    """

    record: ArticleRecord
    annotations: Sequence[Annotation]
    read: Callable[[], Article]
    original: Original | None = None
    read_version: Callable[[str], Article] | None = None
    read_cards: Callable[[], Mapping[str, Card]] = dict
    read_replies: Callable[[], Sequence[Reply]] | None = None

    @cached_property
    def article(self) -> Article:
        """The article's text, read on first access."""
        return self.read()

    @cached_property
    def creators(self) -> frozenset[Creator | None]:
        """Who made the annotations and the replies to them."""
        made: Iterable[Annotation | Reply] = chain(self.annotations, *(one.replies for one in self.annotations))
        return frozenset(one.creator for one in made)

    @property
    def replies(self) -> Sequence[Reply]:
        """The replies as they are stored, for a lossless format."""
        if self.read_replies is not None:
            return self.read_replies()
        return [reply for annotation in self.annotations for reply in annotation.replies]

    def names_creators(self, options: "ExportOptions") -> bool:
        """Whether a format for people says who made what."""
        return are_told_apart(self.creators) or options.has_several_creators()


@dataclass(slots=True)
class Losses:
    """Counts what a format could not represent."""

    _counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, one: str, many: str = "", *, count: int = 1) -> None:
        """Count something that is missing from the export: "color", or "note on a whole article" with its plural."""
        self._counts[one, many] += count

    def __str__(self) -> str:
        """For a message: "3 colors, 1 note on a whole article"; "" if nothing was lost."""
        return ", ".join(counted(count, one, many) for (one, many), count in self._counts.items() if count)


@dataclass(frozen=True, slots=True)
class WholeCodebook:
    """All tags and saved views of a library, the deleted ones only with the trash."""

    tags: Sequence[Tag]
    views: Sequence[View]


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """The user's options. In ``losses``, the exporter counts what it leaves out.

    ``utf16``: offsets count UTF-16 code units. ``tags``: the codebook by name. ``trash``: the export includes what is
    deleted. ``whole``: the records that belong to no article, if the export is of the whole library. ``creator``: the
    person who exports, None if nobody is to be named. ``has_several_creators``: whether the creators in all documents
    of the file are to be told apart.
    """

    context: Context = Context.NONE
    group: Grouping = Grouping.ARTICLE
    utf16: bool = False
    tags: Mapping[str, Tag] = field(default_factory=dict)
    trash: bool = False
    whole: WholeCodebook | None = None
    losses: Losses = field(default_factory=Losses)
    creator: Creator | None = None
    has_several_creators: Callable[[], bool] = lambda: False


class Exporter(Protocol):
    """Renders one format. Found through the entry point group ``readtui.exporters``."""

    format: Format

    def render(self, documents: Iterable[ExportDocument], options: ExportOptions) -> Iterable[str] | Iterable[bytes]:
        """All documents as one file, in pieces. Takes each document only when its turn comes. Raises ExportError."""
        ...


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file of an export: its name without a folder, and its content in pieces."""

    name: str
    content: Iterable[str] | Iterable[bytes]


@runtime_checkable
class FolderExporter(Exporter, Protocol):
    """Renders a format that consists of several files. ``render`` shows them one after the other."""

    def files(
        self, documents: Iterable[ExportDocument], names: Mapping[str, str], options: ExportOptions
    ) -> Iterable[ExportFile]:
        """The files. Callers take each file only after the content of the previous ones.

        ``names``: for each article id, a unique and safe file name without its ending. The list of files must not
        depend on whether their content is taken. Raises ExportError.
        """
        ...


def are_told_apart(creators: Collection[Creator | None]) -> bool:
    """Whether people have to be told who made what: several did, or a program."""
    return len(creators) > 1 or any(one is not None and one.is_program for one in creators)


def whole(pieces: Iterable[str] | Iterable[bytes]) -> str | bytes:
    """The pieces as one text, or as bytes."""
    parts: list[str | bytes] = list(pieces)
    text = [part for part in parts if isinstance(part, str)]
    return "".join(text) if len(text) == len(parts) else b"".join(part for part in parts if isinstance(part, bytes))


def by_tag(documents: Iterable[ExportDocument]) -> Iterator[tuple[str, list[tuple[ExportDocument, Annotation]]]]:
    """The annotations under each of their tags, in alphabetical order, then those without a tag, under ""."""
    groups: dict[str, list[tuple[ExportDocument, Annotation]]] = {}
    for document in documents:
        for annotation in document.annotations:
            for tag in annotation.tags or ("",):
                groups.setdefault(tag, []).append((document, annotation))
    for tag in sorted(groups, key=lambda name: (not name, name.casefold(), name)):
        yield tag, groups[tag]
