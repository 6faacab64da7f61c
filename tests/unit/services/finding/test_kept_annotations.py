"""Queries answered by the index of annotations: whole, out of date, damaged, locked, or without one."""

import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from articles import memory_library

from readtui.model.annotation import Annotation
from readtui.model.passage import Passage
from readtui.search.annotations.index import AnnotationIndex
from readtui.search.full_text.word_search import parse as parse_words
from readtui.search.index_folder import annotation_index, damaged_indexes, remove_damaged_indexes, word_index
from readtui.search.query.parser import parse
from readtui.services.annotating.annotator import Annotator
from readtui.services.annotation_reader import AnnotationQuery, AnnotationReader, KeptAnnotations
from readtui.services.finding.search import HitWords, LibrarySearch
from readtui.services.library import Library
from readtui.services.upkeep.trash import Trash


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "annotations.db"


@pytest.fixture
def plain() -> Library:
    """Six articles with two annotations each, without an index."""
    made = memory_library()
    annotator = annotator_of(made)
    for number in range(6):
        record = made.add("-", data=f"Title {number}\n\nThe ferry left the pier at {number}.".encode()).record
        article = made.open(record.id)
        for tag, word in (("boats", "ferry"), ("places", "pier")):
            start = article.text.index(word)
            made.repository.apply(
                annotator.create(
                    record.id, article, Passage(start, start + len(word)), tags=(tag,), note=f"On {number}"
                )
            )
    return made


@pytest.fixture
def indexed(plain: Library, path: Path) -> Iterator[Library]:
    made = with_index(plain, path)
    yield made
    assert made.kept is not None
    made.kept.close()


def annotator_of(library: Library) -> Annotator:
    return Annotator(clock=library.clock, new_id=library.new_id)


def with_index(library: Library, path: Path) -> Library:
    return replace(library, kept=KeptAnnotations(lambda: AnnotationIndex.opened(path)))


def found(library: Library, query: str) -> list[Annotation]:
    return [one.annotation for one in library.annotations(AnnotationQuery(query=parse(query)))]


def refuse_to_read(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = library.repository.listed()
    monkeypatch.setattr(library.repository, "listed", lambda: listed)
    monkeypatch.setattr(library.repository, "annotations", lambda *_, **__: pytest.fail("read again"))


def test_what_was_read_once_is_answered_by_the_index(
    plain: Library, indexed: Library, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = {query: found(plain, query) for query in ("#boats", "pier", "Pier", "", "has:note -#boats")}
    entries = plain.entries()
    assert len(found(indexed, "#boats")) == 6
    with monkeypatch.context() as patch:
        refuse_to_read(indexed, patch)
        again = with_index(plain, path)
        assert {query: found(again, query) for query in expected} == expected
        assert again.annotations_of(again.records()[2]) == expected[""][4:6]
        assert len(again.passing(entries, parse("#x or has:note"))) == 6
        one = expected[""][3]
        assert again.find_any(one.id) == one
        assert again.find_any(one.id[:9].upper()) == one


def test_what_another_process_fills_is_left_to_it(plain: Library, indexed: Library, path: Path) -> None:
    assert indexed.kept is not None
    indexed.kept.is_filled_elsewhere = True
    assert len(found(indexed, "#boats")) == 6
    other = with_index(plain, path)
    assert other.kept is not None
    assert len(other.kept.unknown(plain.records(), plain.repository.stamps())) == 6
    other.reading.update(plain.records(), plain.repository.stamps(), lambda: None)
    assert indexed.kept.unknown(plain.records(), plain.repository.stamps()) == []


def test_very_many_annotations_are_put_into_the_index_only_by_an_update(
    plain: Library, indexed: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("readtui.services.annotation_reader._MOST_ASIDE", 1)
    assert len(found(indexed, "#boats")) == 6
    assert indexed.kept is not None
    assert len(indexed.kept.unknown(plain.records(), plain.repository.stamps())) == 6
    update(indexed.reading, lambda: None)
    assert indexed.kept.unknown(plain.records(), plain.repository.stamps()) == []


def test_a_query_for_a_tag_reads_only_annotations_with_it_where_the_index_is_out_of_date(
    plain: Library, indexed: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    queries = ("#boats", "tag:boats On", "#boats or #places", "#boats with:places", "#boats -tag:none", "tag:=boats 3")
    expected = {query: found(plain, query) for query in queries}
    assert len(expected["#boats"]) == 6
    monkeypatch.setattr("readtui.services.annotation_reader._LEARNT", 2)
    assert found(indexed, "#boats") == expected["#boats"]
    assert indexed.kept is not None
    assert len(indexed.kept.unknown(plain.records(), plain.repository.stamps())) == 4, "two more are known"
    assert {query: found(indexed, query) for query in queries} == expected


def test_a_change_is_found_at_once(plain: Library, indexed: Library) -> None:
    [first, *_] = found(indexed, "#boats")
    changed = annotator_of(plain).set_note(first, "A raft.")
    plain.repository.apply(changed)
    assert [one.id for one in found(indexed, "raft")] == [first.id]
    assert len(found(indexed, '"On"')) == 11


def test_the_trash_lists_what_was_deleted_since(indexed: Library) -> None:
    trash = Trash(indexed.repository, indexed.clock, indexed.new_id)
    assert trash.items() == []
    [first, second, *_] = found(indexed, "#boats")
    indexed.remove(first)
    assert [item.id for item in trash.items()] == [first.id]
    assert [item.id for item in trash.items()] == [first.id], "again, from the index"
    indexed.remove(second)
    assert {item.id for item in trash.items()} == {first.id, second.id}


def test_an_update_indexes_everything_and_forgets_what_has_gone(
    plain: Library, indexed: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = indexed.reading
    paused: list[int] = []
    update(reading, lambda: paused.append(1))
    assert len(paused) == 6
    update(reading, lambda: paused.append(1))
    assert len(paused) == 6, "nothing was read again"
    gone = plain.records()[0]
    plain.remove(gone)
    update(reading, lambda: None)
    assert indexed.kept is not None
    assert indexed.kept.unknown([gone], plain.repository.stamps()) == [gone]


def update(reading: AnnotationReader, pause: object) -> None:
    reading.update(
        [one for one in reading.repository.records() if not one.deleted],
        reading.repository.stamps(),
        pause,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(("length", "step"), [(1, 173), (120, 997)])
def test_damage_anywhere_in_the_index_changes_no_answer(
    plain: Library, indexed: Library, path: Path, length: int, step: int
) -> None:
    expected = found(plain, "pier has:note")
    update(indexed.reading, lambda: None)
    assert indexed.kept is not None
    indexed.kept.close()
    whole = path.read_bytes()
    for place in range(0, len(whole), step):
        damaged = bytes(byte ^ 0x41 for byte in whole[place : place + length])
        path.write_bytes(whole[:place] + damaged + whole[place + length :])
        for again in (with_index(plain, path), with_index(plain, path)):
            assert found(again, "pier has:note") == expected
            assert again.kept is not None
            again.kept.close()
        remove_damaged_indexes(path.parent)
        assert damaged_indexes(path.parent) == []


def test_damage_that_was_met_is_mended(plain: Library, indexed: Library, path: Path) -> None:
    update(indexed.reading, lambda: None)
    assert indexed.kept is not None
    indexed.kept.close()
    with sqlite3.connect(path) as other:
        [rest] = other.execute("SELECT rest FROM annotations LIMIT 1").fetchone()
        other.execute("UPDATE annotations SET rest = ?", (rest[:9] + bytes([rest[9] ^ 1]) + rest[10:],))
    assert damaged_indexes(path.parent) == [path]
    again = with_index(plain, path)
    assert len(found(again, "#boats")) == 6
    assert damaged_indexes(path.parent) == []


@pytest.mark.parametrize("damage", [b"", b"no index", bytes(4096)], ids=["empty", "text", "zeros"])
def test_a_damaged_index_is_made_anew(plain: Library, path: Path, damage: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(damage)
    library = with_index(plain, path)
    assert len(found(library, "#boats")) == 6
    index = AnnotationIndex.opened(path)
    assert index is not None
    assert len(index.states()) == 6


def test_a_locked_index_or_none_leaves_reading_everything(
    plain: Library, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("readtui.search.cache_file._WAIT_SECONDS", 0.05)
    assert AnnotationIndex.opened(path) is not None
    with sqlite3.connect(path) as other:
        other.execute("BEGIN EXCLUSIVE")
        library = with_index(plain, path)
        assert len(found(library, "#boats")) == 6
        assert library.kept is not None
        assert library.kept.is_filled_elsewhere, "it waits only once"
    assert len(found(with_index(plain, path / "below a file" / "index.db"), "#boats")) == 6


def test_a_python_without_sqlite_reads_everything(
    plain: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "readtui.search.annotations.index", None)
    monkeypatch.setitem(sys.modules, "readtui.search.full_text.index", None)
    library = replace(plain, kept=KeptAnnotations(lambda: annotation_index(tmp_path)))
    assert len(found(library, "#boats")) == 6
    assert len(list(LibrarySearch(library, word_index(tmp_path)).in_texts(HitWords(parse_words("left"))))) == 6


def test_what_is_removed_leaves_no_words_in_the_file(indexed: Library, path: Path) -> None:
    update(indexed.reading, lambda: None)
    assert indexed.kept is not None
    indexed.kept.forget_all_but(())
    indexed.kept.close()
    assert b"boats" not in path.read_bytes()
    assert not path.with_name(path.name + "-wal").exists()
