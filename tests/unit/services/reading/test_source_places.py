"""Lines of passages in the files of articles, as these are now."""

import itertools
import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from articles import memory_library

from readtui.importers.importer import Cancelled, Source
from readtui.importers.registry import read_source
from readtui.model.annotation import Annotation
from readtui.model.article import Article, ArticleRecord
from readtui.model.passage import Passage
from readtui.services.annotating.annotator import Annotator
from readtui.services.library import Library
from readtui.services.reading.source_places import SourceLines, SourcePlace

TEXT = "# The ferry\n\nIt left at dawn. Nobody\nspoke.\n"
MUCH_LATER = 2**62


def read_any(source: Source, _: Cancelled) -> Article:
    return read_source(source)


def counting_ids(name: str) -> Callable[[], str]:
    return (f"{name} {number}" for number in itertools.count()).__next__


@dataclass
class Desk:
    """A library of one article, whose files are in a folder, and its annotations."""

    folder: Path
    library: Library = field(default_factory=lambda: replace(memory_library(), read=read_any))
    found: list[tuple[ArticleRecord, Annotation]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.cache = self.folder / "cache" / "lines.json"

    def add(self, name: str, data: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(data)
        self.library.add(str(path))
        return path

    def annotate(self, *quotes: str) -> None:
        (record,) = self.library.records()
        article = self.library.open(record.id)
        for quote in quotes:
            start = article.text.index(quote)
            annotator = Annotator(clock=lambda: "2026-01-01T00:00:00Z", new_id=counting_ids(quote))
            change = annotator.create(record.id, article, Passage(start, start + len(quote)), tags=("sea",))
            self.library.repository.apply(change)
        self.found = [(record, one) for one in self.library.annotations_of(record)]

    def lines(self) -> SourceLines:
        return SourceLines(self.library.repository, read_any, self.cache, lambda: MUCH_LATER)

    def places(self) -> list[SourcePlace]:
        return list(self.lines().places(self.found).values())


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_lines_are_kept_until_the_file_changes(desk: Desk) -> None:
    path = desk.add("ferry.md", TEXT.encode())
    desk.annotate("left", "spoke")
    places = [SourcePlace(str(path), 3), SourcePlace(str(path), 4)]
    assert desk.places() == places
    kept = desk.cache.read_text()
    assert desk.cache.stat().st_mode & 0o777 == 0o600
    desk.cache.write_text(kept.replace(":4}", ":44}"))
    assert desk.places()[1].line == 44
    path.write_text(f"<!-- left -->\n{TEXT}")
    assert [place.line for place in desk.places()] == [4, 5]
    desk.annotate("dawn")
    assert [place.line for place in desk.places()] == [4, 4, 5]


def test_a_file_that_was_looked_into_is_known_to_be_as_it_was_until_it_changes(desk: Desk) -> None:
    path = desk.add("ferry.md", TEXT.encode())
    desk.annotate("left")
    [(record, _)] = desk.found
    named = [(record, str(path))]
    assert desk.lines().as_read(named) == set()
    desk.places()
    assert desk.lines().as_read(named) == {record.id}
    assert desk.lines().as_read([(replace(record, text_version="another"), str(path))]) == set()
    # With the same size and, as an archive restores it, the same time.
    status = path.stat()
    path.write_text(TEXT.replace("dawn", "dusk"))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert desk.lines().as_read(named) == set()
    desk.places()
    assert desk.lines().as_read(named) == set(), "it gives another text"


@pytest.mark.parametrize("kept", ["", "[]", "{}", "null", "[" * 100_000, '{"format": 1, "articles": {"a": [1, 2]}}'])
def test_a_damaged_cache_is_made_anew(desk: Desk, kept: str) -> None:
    desk.add("ferry.md", TEXT.encode())
    desk.annotate("spoke")
    desk.cache.parent.mkdir()
    desk.cache.write_text(kept)
    assert [place.line for place in desk.places()] == [4]
    assert json.loads(desk.cache.read_text())["articles"]


def test_a_file_that_gives_another_text_or_none_has_no_line(desk: Desk) -> None:
    path = desk.add("ferry.md", TEXT.encode())
    desk.annotate("spoke")
    for data in (TEXT.replace("dawn", "dusk").encode(), b"\x00" * 90, b""):
        path.write_bytes(data)
        assert desk.places() == desk.places() == [SourcePlace(str(path))]
    path.unlink()
    assert desk.places() == [SourcePlace(str(path))]
    path.mkdir()
    assert desk.places() == [SourcePlace(str(path))]


def test_of_several_files_the_one_that_gives_the_text_counts(desk: Desk) -> None:
    first = desk.add("ferry.md", TEXT.encode())
    second = desk.add("copy.md", TEXT.encode())
    desk.annotate("spoke")
    assert desk.places() == [SourcePlace(str(first), 4)]
    first.write_text("Another text.")
    assert desk.places() == desk.places() == [SourcePlace(str(second), 4)]


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("name", ["ferry.md", "ferry.txt", "ferry.html"])
def test_encodings_and_line_ends_change_no_line(desk: Desk, encoding: str, line_end: str, name: str) -> None:
    paragraphs = ["Die Fähre fuhr früh über den Fluß.", "Die Fähre fuhr spät über\nden Fluß."]
    if name.endswith("html"):
        paragraphs = [f"<p>{one}</p>" for one in paragraphs]
        paragraphs.insert(0, f'<meta charset="{encoding}"><!-- Die Fähre fuhr spät. -->')
    text = "\n\n".join(paragraphs) + "\n"
    desk.add(name, text.replace("\n", line_end).encode(encoding))
    desk.annotate("Fähre fuhr spät", "den Fluß.")
    first = 5 if name.endswith("html") else 3
    start = {place.line for place in desk.places()}
    assert start == {first, 3 if name.endswith("html") else 1}


def test_an_article_without_a_file_has_no_place(desk: Desk) -> None:
    desk.library.add("-", data=TEXT.encode())
    desk.annotate("spoke")
    assert desk.places() == [SourcePlace()]


def test_what_is_no_text_has_no_lines(desk: Desk) -> None:
    path = desk.add("ferry.rtf", rb"{\rtf1\ansi\pard It left at dawn.\par}")
    desk.annotate("left")
    assert desk.places() == [SourcePlace(str(path))]


@pytest.mark.parametrize(("later_ns", "is_kept"), [(0, False), (100_000_000, False), (100_000_001, True)])
def test_lines_of_a_file_that_was_just_written_are_not_kept(desk: Desk, later_ns: int, is_kept: bool) -> None:
    """Another write in the same moment would leave it the same stamp."""
    path = desk.add("ferry.md", TEXT.encode())
    desk.annotate("It left at dawn.")
    now = path.stat().st_mtime_ns + later_ns
    lines = SourceLines(desk.library.repository, read_any, desk.cache, lambda: now)
    assert [one.line for one in lines.places(desk.found).values()] == [3]
    (record,) = desk.library.records()
    assert lines.as_read([(record, str(path))]) == ({record.id} if is_kept else set())
