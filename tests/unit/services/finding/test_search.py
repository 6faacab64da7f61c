"""Searching the library, with the index whole, old, damaged or locked."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from articles import memory_library

from readtui.model.passage import Passage
from readtui.search.cache_file import Proof
from readtui.search.full_text.entries import WordEntry
from readtui.search.full_text.index import SearchIndex, _is_proven
from readtui.search.full_text.regular_expressions import Pattern
from readtui.search.full_text.word_search import parse
from readtui.search.index_folder import damaged_indexes, remove_damaged_indexes
from readtui.search.query.parser import parse as parse_query
from readtui.services.annotating.annotator import Annotator
from readtui.services.finding import quote_search
from readtui.services.finding.search import Finds, Hit, HitWords, LibrarySearch, Scope, text_entry
from readtui.services.library import Library


@pytest.fixture
def library() -> Library:
    made = memory_library()
    for number in range(5):
        made.add("-", data=f"On ferries {number}\n\nThe ferry left the pier at {number}.\n\nNobody saw it.".encode())
    record = made.records()[2]
    article = made.open(record.id)
    annotator = Annotator(clock=made.clock, new_id=made.new_id)
    start = article.text.index("Nobody")
    made.repository.apply(
        annotator.create(record.id, article, Passage(start, start + 6), tags=("witness",), note="A ferry of *one*.")
    )
    return made


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "search.db"


def found(hits: Iterator[Hit]) -> list[str]:
    return [f"{hit.before}[{hit.hit}]{hit.after}" for hit in hits]


def test_what_was_read_once_is_found_through_the_index(
    library: Library, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    finds = HitWords(parse("left pier"))
    searching = LibrarySearch(library, SearchIndex.opened(path))
    hits = found(searching.in_texts(finds))
    assert hits == [f"The ferry [left the pier] at {number}." for number in range(5)]
    assert found(searching.in_texts(HitWords(parse("nowhere")))) == []
    monkeypatch.setattr(Library, "open", lambda self, article_id: pytest.fail("read again"))
    again = LibrarySearch(library, SearchIndex.opened(path))
    assert found(again.in_texts(HitWords(parse("nowhere")))) == []


def test_notes_have_their_field_and_follow_changes(library: Library, path: Path) -> None:
    searching = LibrarySearch(library, SearchIndex.opened(path))
    [hit] = searching.in_notes(HitWords(parse("ferry")))
    assert (hit.field, hit.start, hit.end, hit.hit) == ("note", 2, 7, "ferry")
    assert [(hit.field, hit.about) for hit in searching.in_notes(HitWords(parse("wit")))] == [("tags", "Nobody")]
    [note] = library.annotations_of(library.records()[2])
    annotator = Annotator(clock=library.clock, new_id=library.new_id)
    library.repository.apply(annotator.set_note(note, "A raft."))
    assert found(searching.in_notes(HitWords(parse("ferry")))) == []
    assert found(searching.in_notes(HitWords(parse("raft")))) == ["A [raft]."]


def test_a_search_that_the_index_cannot_help_leaves_it_as_it_is(
    library: Library, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    searching = LibrarySearch(library, SearchIndex.opened(path))
    assert len(found(searching.in_texts(Pattern.of(".e.t")))) == 5
    monkeypatch.setattr(SearchIndex, "add", lambda *_: pytest.fail("put in again"))
    assert len(found(searching.in_texts(Pattern.of(".e.t")))) == 5


def test_records_without_a_hit_are_not_decoded(library: Library, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    searching = LibrarySearch(library, SearchIndex.opened(path))
    hits = found(searching.in_texts(HitWords(parse("left"))))
    monkeypatch.setattr(Library, "records", lambda *_: pytest.fail("all decoded"))
    assert found(searching.in_texts(HitWords(parse("left")))) == hits
    assert found(searching.in_texts(HitWords(parse("nowhere")))) == []
    assert searching.seen == searching.count > 0


def test_a_search_that_ends_early_keeps_what_it_read(library: Library, path: Path) -> None:
    searching = LibrarySearch(library, SearchIndex.opened(path))
    hits = searching.in_texts(HitWords(parse("left")))
    next(hits)
    next(hits)
    searching.close()
    index = SearchIndex.opened(path)
    assert index is not None
    assert len(index.states()) == 2


def test_a_scope_narrows_by_a_query(library: Library, path: Path) -> None:
    searching = LibrarySearch(library, SearchIndex.opened(path))
    scope = Scope(parse_query('"ferries 3"'))
    assert found(searching.in_texts(HitWords(parse("left")), scope)) == ["The ferry [left] the pier at 3."]
    assert found(searching.in_notes(HitWords(parse("ferry")), Scope(parse_query("#witness")))) == [
        "A [ferry] of *one*."
    ]
    assert found(searching.in_notes(HitWords(parse("ferry")), Scope(parse_query("-#witness")))) == []


def test_a_removed_article_is_not_found(library: Library, path: Path) -> None:
    searching = LibrarySearch(library, SearchIndex.opened(path))
    searching.update(lambda: None)
    library.remove(library.records()[0])
    assert len(found(searching.in_texts(HitWords(parse("left"))))) == 4
    searching.update(lambda: None)
    assert searching.index is not None
    assert len(searching.index.states()) == 4


@pytest.mark.parametrize(
    "damage",
    [b"", b"no index", bytes(4096), b"SQLite format 3\0" + bytes(5000)],
    ids=["empty", "text", "zeros", "header"],
)
def test_a_damaged_index_is_made_anew(library: Library, path: Path, damage: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(damage)
    searching = LibrarySearch(library, SearchIndex.opened(path))
    assert len(found(searching.in_texts(HitWords(parse("left"))))) == 5
    again = LibrarySearch(library, SearchIndex.opened(path))
    assert len(found(again.in_texts(HitWords(parse("left"))))) == 5
    assert again.index is not None
    assert len(again.index.states()) == 5


@pytest.mark.parametrize(("length", "step"), [(1, 211), (120, 997)])
def test_bytes_that_change_in_the_index_never_hide_a_hit_and_are_mended(
    library: Library, path: Path, length: int, step: int
) -> None:
    searching = LibrarySearch(library, SearchIndex.opened(path))
    searching.update(lambda: None)
    searching.close()
    finds: list[Finds] = [
        HitWords(parse("left pier")),
        HitWords(parse("ferr")),
        HitWords(parse('"saw it"')),
        Pattern.of("oat|.ier"),
    ]
    expected = [found(LibrarySearch(library, None).in_texts(one)) for one in finds]
    whole = path.read_bytes()
    for place in range(0, len(whole), step):
        damaged = bytes(byte ^ 0x41 for byte in whole[place : place + length])
        path.write_bytes(whole[:place] + damaged + whole[place + length :])
        for one, hits in zip(finds, expected, strict=True):
            searching = LibrarySearch(library, SearchIndex.opened(path))
            assert found(searching.in_texts(one)) == hits, place
            searching.close()
        searching = LibrarySearch(library, SearchIndex.opened(path))
        searching.update(lambda: None)
        assert searching.index is not None
        assert len(searching.index.states()) == 5
        searching.close()
        # Damage on which no answer depends, such as in a page that is not in use, is found when all is checked.
        remove_damaged_indexes(path.parent)
        assert damaged_indexes(path.parent) == []


def test_a_locked_index_or_none_leaves_reading_everything(
    library: Library, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("readtui.search.cache_file._WAIT_SECONDS", 0.05)
    first = SearchIndex.opened(path)
    assert first is not None
    with sqlite3.connect(path) as other:
        other.execute("BEGIN EXCLUSIVE")
        searching = LibrarySearch(library, SearchIndex.opened(path))
        assert len(found(searching.in_texts(HitWords(parse("left"))))) == 5
    assert len(found(LibrarySearch(library, None).in_texts(HitWords(parse("left"))))) == 5
    assert SearchIndex.opened(path / "below a file" / "search.db") is None


def test_an_index_that_is_closed_during_a_search_stays_as_it_is(library: Library, path: Path) -> None:
    searching = LibrarySearch(library, SearchIndex.opened(path))
    searching.update(lambda: None)
    searching.close()
    assert len(found(searching.in_texts(HitWords(parse("left"))))) == 5
    index = SearchIndex.opened(path)
    assert index is not None
    assert len(index.states()) == 5


def test_an_index_of_another_version_or_worn_out_is_made_anew(
    library: Library, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    searching = LibrarySearch(library, SearchIndex.opened(path))
    searching.update(lambda: None)
    searching.close()
    with sqlite3.connect(path) as other:
        other.execute("PRAGMA user_version = 99")
    index = SearchIndex.opened(path)
    assert index is not None
    assert index.states() == {}
    monkeypatch.setattr("readtui.search.full_text.index._LEAST_GONE", 3)
    searching = LibrarySearch(library, index)
    searching.update(lambda: None)
    assert not index.is_worn
    for record in library.records():
        index.add([replace(entry, state="other") for entry in searching_entries(library, record.id)])
    assert index.is_worn
    searching.update(lambda: None)
    assert not index.is_worn
    assert len(found(searching.in_texts(HitWords(parse("left"))))) == 5


def searching_entries(library: Library, article_id: str) -> list[WordEntry]:
    record = next(one for one in library.records() if one.id == article_id)
    return [text_entry(record, library.open(article_id))]


def test_what_is_indexed_while_a_search_begins_is_not_passed_over(library: Library, path: Path) -> None:
    late = library.add("-", data=b"Light\n\nThe lighthouse is dark.").record
    here, elsewhere = SearchIndex.opened(path), SearchIndex.opened(path)
    assert here is not None
    assert elsewhere is not None
    add = elsewhere.add

    class Finds(Pattern):
        """Another program adds a text as soon as the words in the index are known."""

        def index_query(self, terms_with: Callable[[str], list[str] | None]) -> str:
            query = super().index_query(terms_with)
            add([text_entry(late, library.open(late.id))])
            return query

    made = Pattern.of(r"lighthous\w")
    hits = LibrarySearch(library, here).in_texts(Finds(made.text, made.compiled))
    assert found(hits) == ["The [lighthouse] is dark."]


def test_an_index_is_proven_once_a_day_or_when_it_was_written_to(
    library: Library, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proofs: list[bool] = []

    def counted(connection: sqlite3.Connection) -> bool:
        proofs.append(_is_proven(connection))
        return proofs[-1]

    def search() -> int:
        searching = LibrarySearch(library, SearchIndex.opened(path))
        found = list(searching.in_texts(HitWords(parse("left"))))
        searching.close()
        proofs_now, proofs[:] = len(proofs), []
        assert found
        return proofs_now

    monkeypatch.setattr("readtui.search.full_text.index._is_proven", counted)
    search()
    assert search() == 1, "just written: not yet noted"
    long_ago = path.stat().st_mtime - 60
    os.utime(path, (long_ago, long_ago))
    assert [search(), search()] == [1, 0]
    note = path.with_name("search.db.proof")
    os.utime(note, (long_ago - 24 * 60 * 60, long_ago - 24 * 60 * 60))
    assert [search(), search()] == [1, 0]
    whole = path.read_bytes()
    with open(path, "r+b") as file:
        file.seek(len(whole) // 2)
        file.write(bytes(byte ^ 0x41 for byte in whole[len(whole) // 2 :][:64]))
    os.utime(path, (long_ago, long_ago))
    assert not Proof(path).holds(), "written to, even if its time says otherwise"
    search()


@pytest.mark.parametrize(
    ("phrase", "queried"),
    [("the ferry left", True), ("«the» “ferry” left", True), ("…", False), ("", False)],
)
def test_a_phrase_without_words_is_looked_for_nowhere(phrase: str, queried: bool) -> None:
    assert bool(quote_search._query(phrase)) is queried
    assert quote_search._query(phrase).count('"') in (0, 2)
