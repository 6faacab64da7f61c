"""Every term of the query language finds the same on every path: plain scan, index, the app's list, commands, views."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import pytest
from code_blocks import code_of

from readtui.bootstrap import Services, open_services
from readtui.bootstrap.services import services_on
from readtui.cli.main import run
from readtui.model.annotation import AnchorState, Annotation
from readtui.model.article import ArticleRecord, Metadata, ReadingState, waiting_id
from readtui.model.change import Change, Edit
from readtui.model.creator import Creator
from readtui.model.selector import TextPositionSelector, TextQuoteSelector
from readtui.model.view import Lists
from readtui.search.annotations import packed_articles
from readtui.search.annotations.index import AnnotationIndex
from readtui.search.query import facts, terms
from readtui.search.query.completion import completions, known_in
from readtui.search.query.facts import FACTS
from readtui.search.query.parser import parse
from readtui.search.query.syntax import Term, to_text
from readtui.search.query.terms import CREATOR, FIELDS, TAG, TERMS, with_tags
from readtui.services.annotation_reader import AnnotationQuery, KeptAnnotations
from readtui.services.finding.all_annotations import AllAnnotations
from readtui.services.finding.counts import Counts
from readtui.services.library import Library
from readtui.storage.open_store import open_store
from readtui.storage.repository import ReadingPosition
from readtui.tui.lists.annotation_listing import AnnotationListing, AnnotationRequest, ListPart
from readtui.tui.work.stream import Stream

FOUND = {
    "water": ("ab", "r"),
    "tag:politics": ("ac", "r"),
    "#politics": ("ac", "r"),
    "tag:=politics": ("a", ""),
    "tag:none": ("d", "dm"),
    "with:sea": ("a", "r"),
    "color:yellow": ("a", "r"),
    "state:review": ("b", "r"),
    "state:waiting": ("xy", "m"),
    "by:ada": ("b", "r"),
    "by:me": ("axy", "mr"),
    "by:program": ("c", "d"),
    "thread:open": ("b", "r"),
    "has:note": ("a", "r"),
    "has:tag": ("abcexy", "r"),
    "with:sea #politics": ("a", "r"),
    "article:rivers": ("abe", "r"),
    "author:woolf": ("abe", "r"),
    "site:example.org": ("abe", "r"),
    "lang:de": ("abe", "r"),
    "source:interviews/": ("abe", "r"),
    "is:reading": ("abe", "r"),
    "is:waiting": ("xy", "m"),
    "title:rivers": ("abe", "r"),
    "minutes:..10": ("abcde", "dr"),
    "annotations:3..": ("abe", "r"),
    "annotations:1..2 #politics": ("c", ""),
    "read:30d": ("abe", "r"),
    "created:7d": ("a", "r"),
    "created:2026-01..2026-03": ("bcdexy", "dmr"),
    "modified:today": ("a", "r"),
    "added:2026-03": ("abe", "r"),
    "published:2025..": ("abe", "r"),
}
"""The examples of every term, and more, with the annotations and the articles of the library below that they find."""

_THEN = "2026-02-10T10:00:00Z"
_TEXTS = {"rivers": "# Rivers\n\nThe water is slow.\n", "land": "# Land\n\nIt is dry.\n"}


def _annotation(key: str, record: ArticleRecord, words: str, start: int, **given: object) -> Annotation:
    end = start + len(words)
    values: dict[str, object] = {
        "created": _THEN,
        "modified": _THEN,
        "quote": TextQuoteSelector(words),
        "position": TextPositionSelector(start, end),
        "text_version": record.text_version,
        **given,
    }
    return Annotation(f"{ord(key):08x}-0000-4000-8000-000000000000", record.id, **values)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A library in which every example finds something, and not everything."""
    folder = tmp_path_factory.mktemp("terms")
    with pytest.MonkeyPatch.context() as patch:
        for place in ("LIBRARY", "STATE"):
            patch.setenv(f"READTUI_{place}", str(folder / place.lower()))
        patch.setenv("READTUI_SETTINGS", str(folder / "settings.toml"))
        services = services_on(folder / "library", open_store(folder / "library", clock=lambda: _THEN))
        rivers, land = (_added(services, folder / f"{name}.md", text) for name, text in _TEXTS.items())
        mill = ArticleRecord(
            waiting_id("0" * 16), Metadata("The mill"), added="2025-07-01T00:00:00Z", modified="2025", text_version=""
        )
        records = (
            replace(
                rivers,
                metadata=Metadata("Rivers", "/interviews/rivers.md", "Virginia Woolf", "de", "2025-11", "example.org"),
                added="2026-03-05T10:00:00Z",
                tags=("politics/water",),
                reading_state=ReadingState.READING,
            ),
            replace(land, metadata=Metadata("Dry land", language="en", published="2020"), added="2025-06-01T10:00:00Z"),
        )
        review = {"anchor": AnchorState.REVIEW, "creator": Creator("Ada")}
        waits = {"anchor": AnchorState.WAITING}
        annotations = (
            _annotation("b", rivers, "water is slow", 12, tags=("sea",), color="pink", is_thread=True, **review),
            _annotation("e", rivers, "Rivers", 0, tags=("rain",), creator=Creator("Bea")),
            _annotation("c", land, "dry", 12, tags=("politics/nato",), creator=Creator("builder", is_program=True)),
            _annotation("d", land, "", 0, quote=None, position=None, creator=Creator("Bea")),
            _annotation("x", mill, "It turns", 0, tags=("sea",), **waits),
            _annotation("y", mill, "turns", 3, tags=("lake",), **waits),
        )
        edits = (Edit(rivers, records[0]), Edit(land, records[1]), Edit(None, mill))
        services.repository.apply(Change("1", _THEN, "add", (*edits, *(Edit(None, one) for one in annotations))))
        services.close()
        services = open_services(folder / "library")
        now = services.library.clock()
        new = _annotation("a", rivers, "The water", 8, tags=("politics",), color="yellow", note="?", created=now)
        services.repository.apply(Change("2", now, "add", (Edit(None, new),)))
        services.repository.keep_position(rivers.id, ReadingPosition(0, 0.5, now))
        services.close()
        yield folder


def _added(services: Services, path: Path, text: str) -> ArticleRecord:
    path.write_text(text, "utf-8")
    return services.library.add(str(path)).record


@pytest.fixture(scope="module")
def services(folder: Path) -> Iterator[Services]:
    services = open_services(folder / "library")
    yield services
    services.close()


Listing: TypeAlias = Callable[..., list[str]]


@pytest.fixture
def listing(folder: Path, capfd: pytest.CaptureFixture[str]) -> Listing:
    """Runs a command, and returns the ids that it lists."""

    def call(*arguments: str) -> list[str]:
        capfd.readouterr()
        run([*arguments, "--json"])
        return [one["id"] for one in json.loads(capfd.readouterr().out)]

    return call


def keys(ids: Iterable[str]) -> str:
    """The letters of annotations, or the first ones of articles' titles, in order."""
    return "".join(sorted(chr(int(one[:8], 16)) for one in ids))


def titles(found: Iterable[ArticleRecord]) -> str:
    return "".join(sorted(one.title.removeprefix("The ")[0].lower() for one in found))


@pytest.fixture(scope="module")
def indexed(services: Services, folder: Path) -> Iterator[Library]:
    with all_indexed(services, folder / "annotations.db") as library:
        yield library


@contextmanager
def all_indexed(services: Services, path: Path) -> Iterator[Library]:
    """The library with everything in the index."""
    kept = KeptAnnotations(lambda: AnnotationIndex.opened(path))
    library = replace(services.library, kept=kept)
    stamps = {one.id: services.repository.stamp(one.id) for one in library.records()}
    library.reading.update(library.records(), stamps, lambda: None)
    assert all(library.reading.packed(one, stamps[one.id]) for one in library.records())
    yield library
    kept.close()


async def listed_in_app(library: Library, query: str) -> list[str]:
    """The annotations in the app's list with this filter."""
    parts: list[ListPart] = []
    everything = AllAnnotations(library)
    listing, streaming = AnnotationListing(everything, everything.stamp), Stream[ListPart](parts.append)
    await streaming.run(streaming.begin(), lambda turn: listing.stream(AnnotationRequest(parse(query)), turn))
    return [row.key for part in parts for row in part.rows if row.key and not row.heads]


def test_every_example_of_every_term_has_a_row() -> None:
    examples = {example for term in TERMS.values() for example in term.examples}
    assert examples <= FOUND.keys(), "say in FOUND what it finds, and give the library something that it finds"
    assert [query for query, (annotations, articles) in FOUND.items() if not annotations and not articles] == []
    assert [query for query, (annotations, _) in FOUND.items() if set(annotations) == set("abcdexy")] == []


@pytest.mark.parametrize("query", FOUND)
async def test_a_term_finds_the_same_annotations_on_every_path(
    query: str, services: Services, indexed: Library, listing: Listing
) -> None:
    expected, asked = FOUND[query][0], AnnotationQuery(query=parse(query))
    plain = replace(services.library, kept=None)
    services.views.save("mine", query, Lists.ANNOTATIONS)
    found = {
        "scan": [one.annotation.id for one in plain.annotations(asked)],
        "index": [one.annotation.id for one in indexed.annotations(asked)],
        "app": await listed_in_app(plain, query),
        "app, with the index": await listed_in_app(indexed, query),
        "command": listing("annotations", "--query", query),
        "view": listing("annotations", "--view", "mine"),
    }
    assert {path: keys(ids) for path, ids in found.items()} == dict.fromkeys(found, expected)
    tags = Counter(tag for one in plain.annotations(asked) for tag in one.annotation.tags)
    assert {one.name: one.count for one in Counts(indexed).tags(asked) if one.count} == tags


@pytest.mark.parametrize("query", FOUND)
def test_a_term_finds_the_same_articles_on_every_path(
    query: str, services: Services, indexed: Library, listing: Listing
) -> None:
    plain = replace(services.library, kept=None)
    every = [*plain.entries(), *plain.waiting_entries()]
    named = {one.record.id: one.record for one in every}
    services.views.save("mine", query, Lists.ARTICLES)
    found = {
        "scan": [one.record.id for one in plain.passing(every, parse(query))],
        "index": [one.record.id for one in indexed.passing(every, parse(query))],
        "command": listing("list", query),
        "view": listing("list", "--view", "mine"),
    }
    assert {path: titles(map(named.__getitem__, ids)) for path, ids in found.items()} == dict.fromkeys(
        found, FOUND[query][1]
    )


@pytest.mark.parametrize("name", FIELDS)
def test_a_term_is_completed_and_its_tags_follow_a_new_name(name: str, services: Services) -> None:
    library, field = services.library, FIELDS[name]
    known = known_in(library.records(), library.tag_counts(), library.creators())
    assert f"{name}:" in [one.text for one in completions(name[:2], 2, known)]
    values = completions(f"{name}:", len(name) + 1, known)
    assert bool(values) is bool(field.type.values or field.type in (TAG, CREATOR) or field.suggested)
    if field.type is TAG:
        assert to_text(with_tags(Term(name, "sea"), lambda _: "lake")) == f"{name}:lake"


async def test_the_term_that_contributing_shows_works_on_every_path(
    services: Services, folder: Path, listing: Listing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facts, "WORD_COUNT", None, raising=False)
    [fact] = eval(f"({code_of('CONTRIBUTING.md', 'python fact')})", vars(facts))
    fact.place = len(FACTS)
    monkeypatch.setattr(packed_articles, "FACTS", (*FACTS, fact))
    term = eval(code_of("CONTRIBUTING.md", "python term"), vars(terms))
    row = eval(f"{{{code_of('CONTRIBUTING.md', 'python term-test')}}}")
    for table in (FIELDS, TERMS):
        monkeypatch.setitem(table, term.name, term)
    with all_indexed(services, folder / "with-a-new-fact.db") as indexed:
        for query, found in row.items():
            monkeypatch.setitem(FOUND, query, found)
            await test_a_term_finds_the_same_annotations_on_every_path(query, services, indexed, listing)
            test_a_term_finds_the_same_articles_on_every_path(query, services, indexed, listing)
    test_a_term_is_completed_and_its_tags_follow_a_new_name(term.name, services)
