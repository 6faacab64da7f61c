"""Articles and services for tests, without files."""

import itertools
from collections.abc import Callable, Iterable
from dataclasses import replace

from memory_repository import MemoryRepository

from readtui.importers.importer import Cancelled, Source, never
from readtui.model.article import Article, ArticleRecord, ListedArticle, Metadata, facts_of
from readtui.model.block import Block, BlockKind, Role
from readtui.model.passage import Passage
from readtui.services.library import Library, LibraryEntry
from readtui.services.saving.undo import History
from readtui.text.sections import Sections


def block_stops(article: Article, block: Block) -> list[Passage]:
    """The stops of the reading cursor in one block, in offsets of the article."""
    sections = Sections(article, block)
    return [stop for number in range(sections.count) for stop in sections.stops(number)]


def library_entry(record: ArticleRecord, **known: object) -> LibraryEntry:
    """The row of an article that was never opened, with what is ``known`` instead."""
    listed = ListedArticle(record, "", 0, {}, is_noted=False)
    return replace(LibraryEntry.of(facts_of(listed), None), **known)  # type: ignore[arg-type]


def article_of(*blocks: str | tuple[BlockKind, str], title: str = "On rivers", source: str = "") -> Article:
    """An article of these blocks, paragraphs by default; the first heading is the title."""
    made: list[Block] = []
    text = ""
    titled = False
    for block in blocks:
        kind, words = (BlockKind.PARAGRAPH, block) if isinstance(block, str) else block
        text += "\n\n" if made else ""
        is_title = kind is BlockKind.HEADING and not titled
        titled = titled or is_title
        level = (1 if is_title else 2) if kind is BlockKind.HEADING else 0
        role = Role.TITLE if is_title else None
        label = "•" if kind is BlockKind.LIST_ITEM else ""
        made.append(Block(kind, len(text), len(text) + len(words), role=role, level=level, label=label))
        text += words
    return Article(Metadata(title=title, source=source, language="en"), text, tuple(made))


def read_paragraphs(source: Source, cancelled: Cancelled = never) -> Article:
    """The simplest importer: empty lines separate paragraphs, and the first line is the title."""
    words = source.data.decode()
    return article_of(*words.strip().split("\n\n"), title=words.split("\n")[0], source=source.name)


def ticking_clock() -> Callable[[], str]:
    """A clock that advances by a second on every call."""
    seconds = itertools.count()
    return lambda: f"2026-01-31T{(tick := next(seconds)) // 3600:02}:{tick // 60 % 60:02}:{tick % 60:02}Z"


def counting_ids() -> Callable[[], str]:
    """Ids like those of uuid4, but the same in each run."""
    numbers = itertools.count(1)
    return lambda: f"{next(numbers):08x}-0000-4000-8000-000000000000"


def history_in(library: Library) -> History:
    """Undo and redo for a library in memory."""
    assert isinstance(library.repository, MemoryRepository)
    return History(library.repository, library.clock, library.new_id)


def memory_library(endings: Iterable[str] = (".txt", ".md")) -> Library:
    """An empty library in memory."""
    repository = MemoryRepository()
    return Library(repository, ticking_clock(), counting_ids(), read_paragraphs, lambda: endings)
