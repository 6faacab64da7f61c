"""Adding many sources gives what adding one after the other gives."""

from collections import Counter
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from articles import memory_library
from memory_repository import MemoryRepository

from readtui.bootstrap import Services, open_services
from readtui.errors import ReadtuiError
from readtui.importers.importer import Cancelled, Source, never
from readtui.importers.process.read_ahead import ReadAhead
from readtui.model.article import Article, ArticleRecord, Metadata
from readtui.model.change import Change, Edit
from readtui.services.intake.bulk_intake import AHEAD, BulkIntake
from readtui.services.intake.known_articles import ListedOnce
from readtui.services.library import Library


class CountingRepository(MemoryRepository):
    listings = 0

    def records(self, *, deleted: bool = False) -> list[ArticleRecord]:
        self.listings += 1
        return super().records(deleted=deleted)


class Eager(ReadAhead):
    """Reads at once what it is given."""

    has_room = True

    def __init__(self, library: Library) -> None:
        self._library = library
        self.begun: dict[str, Article | ReadtuiError] = {}
        self.counts: Counter[str] = Counter()
        self.unasked = 0

    def begin(self, source: Source) -> None:
        self.counts[source.name] += 1
        self.begun[source.name] = self._library.read(source, never)

    def read(self, source: Source, cancelled: Cancelled = never) -> Article:
        article = self.begun.pop(source.name, None) or self._library.read(source, cancelled)
        assert isinstance(article, Article)
        return article

    def drop(self, name: str) -> None:
        self.unasked += self.begun.pop(name, None) is not None

    def close(self) -> None:
        assert not self.begun


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """New files, the same content under other names, an empty file, a page, a hidden ending, no text."""
    made = tmp_path / "in"
    made.mkdir()
    for number in range(6):
        (made / f"{number}.txt").write_text(f"Text {number}.\n\nIt has a second paragraph, of number {number}.")
        (made / f"{number}.html").write_text(f"<title>Page {number}</title><p>A page of its own, and words {number}.")
    (made / "1b.txt").write_bytes((made / "1.txt").read_bytes())
    (made / "2.html.htm").write_bytes((made / "2.html").read_bytes())
    (made / "3a.txt").write_text("")
    (made / "4a.pdf").write_bytes(b"%PDF-1.4 nothing")
    return made


def outcomes(services: Services, sources: list[str], *, many: bool) -> list[tuple[str, bool, str]]:
    """What adding says for each source: id, whether it is new, and the notice or the error."""
    found = []
    adding = services.library.adding()
    try:
        for number, source in enumerate(sources, 1):
            following = sources[number : number + AHEAD]
            try:
                added = adding.add(source, following) if many else services.library.add(source)
            except ReadtuiError as fault:
                found.append(("", False, fault.message))
            else:
                found.append((added.record.id, added.created, added.notice))
    finally:
        adding.close()
    return found


@pytest.mark.usefixtures("kept_processes")
def test_many_sources_have_the_results_of_one_after_the_other(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("READTUI_STATE", str(tmp_path / "state"))
    (tmp_path / "copy.txt").write_bytes((folder / "0.txt").read_bytes())
    libraries = [open_services(tmp_path / name) for name in ("one", "many")]
    rounds: list[list[list[tuple[str, bool, str]]]] = []
    for change in range(3):
        sources = [str(path) for path in libraries[0].library.sources_in(folder)]
        if change == 1:
            # A copy, changed content, the content of another, a file that is gone, and one that comes twice.
            (folder / "0.txt").write_text("Now it says something else.")
            (folder / "4.txt").write_bytes((folder / "5.txt").read_bytes())
            (folder / "5.html").unlink()
            sources = [str(tmp_path / "copy.txt"), *sources, sources[0], str(tmp_path / "none.txt")]
        rounds.append([outcomes(one, sources, many=one is libraries[1]) for one in libraries])
    records = [
        {(one.id, one.title, one.paths, one.text_version, one.content, one.words) for one in services.library.records()}
        for services in libraries
    ]
    undone = [[change.what for change in services.repository.history()] for services in libraries]
    for services in libraries:
        services.close()
    for one, many in rounds:
        assert one == many
    assert records[0] == records[1]
    assert undone[0] == undone[1]
    assert sum(created for _, created, _ in rounds[0][0]) == 12
    assert len([said for _, _, said in rounds[0][0] if said]) == 2


def _given(eager: Eager) -> Eager:
    return eager


def test_the_number_of_listings_does_not_grow_with_the_number_of_sources(tmp_path: Path) -> None:
    listings = []
    for count in (10, 100):
        repository = CountingRepository()
        model = memory_library()
        library = Library(repository, model.clock, model.new_id, model.read, model.extensions)
        eager = Eager(library)
        adding = BulkIntake(library.intake, partial(_given, eager))
        sources = []
        for number in range(count):
            path = tmp_path / f"{number}.txt"
            path.write_text(f"Text {number % (count - 5)}.")
            sources.append(str(path))
        for number, source in enumerate(sources, 1):
            adding.add(source, sources[number : number + AHEAD])
        adding.close()
        listings.append(repository.listings)
        assert len(repository.records()) == count - 5
        assert set(eager.counts.values()) == {1}
        # Five have the content of others.
        assert (len(eager.counts), eager.unasked) == (count - 5, 0)
    assert listings[0] == listings[1]


def test_what_another_program_adds_is_noticed_after_a_while(tmp_path: Path) -> None:
    seconds = [0.0]
    library = memory_library()
    listed = ListedOnce(library.repository, lambda: seconds[0])
    path = tmp_path / "a.txt"
    path.write_text("Text.")
    assert listed.with_path(str(path)) is None
    record = library.add(str(path)).record
    assert listed.with_path(str(path)) is None
    seconds[0] = 60.0
    assert listed.with_path(str(path)) == record


def test_a_pipe_is_not_read_ahead(tmp_path: Path) -> None:
    library = memory_library()
    eager = Eager(library)
    adding = BulkIntake(library.intake, lambda: eager)
    (tmp_path / "a.txt").write_text("Text.")
    adding.add(str(tmp_path / "a.txt"), ["https://a.example/", str(tmp_path), "/dev/null", str(tmp_path / "none")])
    assert list(eager.counts) == [str(tmp_path / "a.txt")]


def test_an_article_is_known_by_its_path_and_content_as_it_is_now() -> None:
    repository = MemoryRepository()
    first = ArticleRecord("a", Metadata("A"), "", "", "", paths=("/x/a.md", "/y/b.md"), content="c1")
    second = ArticleRecord("b", Metadata("B"), "", "", "", paths=("/x/b.md",))
    for number, record in enumerate((first, second)):
        repository.apply(Change(str(number), "", "add", (Edit(None, record),)))
    now = [0.0]
    known = ListedOnce(repository, lambda: now[0])
    assert [one.id for one in known.with_content("c1")] == ["a"]
    assert known.with_content("") == []
    assert (known.has("a"), known.has("c")) == (True, False)
    moved = replace(first, paths=("/z/a.md",), content="c2")
    known.learn(moved)
    repository.articles["a"] = moved
    assert [one.id for one in known.with_content("c2")] == ["a"]
    assert known.with_content("c1") == []
    repository.articles["a"] = replace(moved, deleted="2026")
    assert known.with_content("c2") == []
    assert known.has("a"), "it is in the trash"
    later = ArticleRecord("d", Metadata("D"), "", "", "", content="c3")
    repository.articles["d"] = later
    assert known.with_content("c3") == []
    now[0] = 3600.0
    assert [one.id for one in known.with_content("c3")] == ["d"]
