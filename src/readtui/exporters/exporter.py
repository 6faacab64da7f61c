"""The protocol of exporters: a format's description, its input, and its output."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, fields, replace
from enum import StrEnum
from functools import cached_property
from itertools import chain
from typing import Any, Protocol, runtime_checkable

from readtui.model.annotation import Annotation
from readtui.model.article import Article, ArticleRecord
from readtui.model.card import Card
from readtui.model.creator import Creator
from readtui.model.file_places import BookPlace, PageArea
from readtui.model.link import link_to as link_to
from readtui.model.passage import Passage
from readtui.model.reply import Reply
from readtui.model.tag import Tag
from readtui.model.view import View
from readtui.quick_dataclass import dataclass
from readtui.text.phrases import counted


class Purpose(StrEnum):
    """What a format is for; lists of formats are grouped by it, in this order and under these words."""

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
    article was read, so a file holds one article. ``needs_book``: it writes into a file beside the EPUB or PDF, and
    keeps what is there. ``holds_trash``: it can hold what is deleted. ``names_article``: a
    regular expression for the place of an article's id in a file, as its group; "" if files hold none. ``is_lossless``:
    it holds everything, also where files are on this machine; for others, ``metadata.source`` has no folders.
    ``only_annotations``: an article without any leaves nothing in it. ``is_for_learning``: it makes what is to be
    learned of annotations.
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
    needs_book: bool = False
    holds_trash: bool = False
    is_lossless: bool = False
    names_article: str = ""
    only_annotations: bool = False
    is_for_learning: bool = False

    def has_texts(self, context: Context) -> bool:
        """Whether it holds the whole texts of articles."""
        is_research = self.purpose is Purpose.RESEARCH and not self.is_about_tags
        return context is Context.FULL or self.is_lossless or is_research


@dataclass(frozen=True, slots=True)
class Option:
    """What is known about one choice that people have in an export; it stands beside the choice in ``ChosenOptions``.

    ``flag``, ``help``: on the command line. ``taken``: the values that a format can render, its default first.
    ``cannot``: what is said of a format that cannot render a value. ``title``, ``words``: the option and its values on
    the export screen; an option without a title is not there. ``fixed``: what is said there of a format that takes only
    one value. ``told``: what is said there when a value is chosen.
    """

    flag: str
    help: str
    taken: Callable[[Format], Sequence[Any]]
    cannot: str = ""
    title: str = ""
    words: Mapping[Any, str] = field(default_factory=dict)
    fixed: str = ""
    told: Mapping[Any, str] = field(default_factory=dict)


def _option(flag: str, help: str, taken: Callable[[Format], Sequence[Any]], **more: Any) -> dict[str, Option]:
    return {"option": Option(flag, help, taken, **more)}


@dataclass(frozen=True, slots=True)
class ChosenOptions:
    """What people choose in an export. Command line, export screen and remembered choices follow from the fields."""

    context: Context = field(
        default=Context.NONE,
        metadata=_option(
            "--context",
            "The text to export with a passage: its sentence, its paragraph, or the full article. By default none.",
            lambda format: format.contexts,
            cannot="cannot show the context: {}",
            title="context",
            words={
                Context.NONE: "none",
                Context.SENTENCE: "sentence",
                Context.PARAGRAPH: "paragraph",
                Context.FULL: "whole article",
            },
            fixed="has no room for the text around passages",
        ),
    )
    group: Grouping = field(
        default=Grouping.ARTICLE,
        metadata=_option(
            "--group",
            "List annotations under their article (the default), under each of their tags, or in one list.",
            lambda format: format.groupings,
            cannot="cannot group by {}",
            title="group",
            words={Grouping.ARTICLE: "by article", Grouping.TAG: "by tag", Grouping.NONE: "one list"},
            fixed="groups annotations in only one way",
        ),
    )
    utf16: bool = field(
        default=False,
        metadata=_option(
            "--utf16",
            "Count offsets in UTF-16 code units, as JavaScript does (web-annotation).",
            lambda format: (False, True) if format.counts_utf16 else (False,),
            cannot="cannot count in UTF-16",
        ),
    )
    trash: bool = field(
        default=False,
        metadata=_option(
            "--trash",
            "Include what is in the trash (json).",
            lambda format: (False, True) if format.holds_trash else (False,),
            cannot="cannot hold what is in the trash",
        ),
    )
    creators: bool = field(
        default=True,
        metadata=_option(
            "--no-creators",
            "Leave out who made the annotations and replies, in every format.",
            lambda _: (True, False),
            title="who",
            words={True: "named", False: "left out"},
            told={False: "Nothing in the export will say who made what."},
        ),
    )

    def for_format(self, format: Format) -> "ChosenOptions":
        """The same options, each that the format cannot render with the format's default."""
        taken = {name: option.taken(format) for name, option in OPTIONS.items()}
        return replace(self, **{name: can[0] for name, can in taken.items() if getattr(self, name) not in can})


OPTIONS: Mapping[str, Option] = {one.name: one.metadata["option"] for one in fields(ChosenOptions)}
"""The options of exports, by the names of their fields."""


@dataclass(frozen=True, slots=True)
class OriginalFile:
    """The bytes and the name of the file from which an article was read."""

    data: bytes
    name: str


class Original(Protocol):
    """The EPUB or PDF from which an article was read. Its methods raise ExportError, for example if there is none."""

    @property
    def is_paged(self) -> bool:
        """Whether it is a PDF."""

    def read(self) -> OriginalFile:
        """The PDF."""

    def book_places(self, text: str, passages: Sequence[Passage]) -> Sequence[BookPlace | None]:
        """Where passages of the article's ``text`` are in the file for reading programs; None if not sure."""

    def areas(self, text: str, passages: Sequence[Passage]) -> Sequence[tuple[PageArea, ...]]:
        """For each passage of the article's ``text``, its areas in the file; none if its words are not there."""


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
    """Counts what a format could not represent. ``parts``: the articles, by their ids, whose text is in the export, but
    only with its first pages, because the others were not read yet.
    """

    parts: dict[str, ArticleRecord] = field(default_factory=dict)
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
class ExportOptions(ChosenOptions):
    """The user's options, and what an exporter must know besides. In ``losses``, it counts what it leaves out.

    ``tags``: the codebook by name. ``whole``: the records that belong to no article, if the export is of the whole
    library. ``creator``: the person who exports, None if nobody is to be named. ``has_several_creators``: whether the
    creators in all documents of the file are to be told apart.
    """

    tags: Mapping[str, Tag] = field(default_factory=dict)
    whole: WholeCodebook | None = None
    losses: Losses = field(default_factory=Losses)
    creator: Creator | None = None
    has_several_creators: Callable[[], bool] = lambda: False


class Exporter(Protocol):
    """Renders one format. Found through the entry point group ``readtui.exporters``."""

    format: Format

    def render(self, documents: Iterable[ExportDocument], options: ExportOptions) -> Iterable[str] | Iterable[bytes]:
        """All documents as one file, in pieces. Takes each document only when its turn comes. Raises ExportError."""


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
