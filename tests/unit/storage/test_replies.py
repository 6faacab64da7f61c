"""Creators and replies on disk: merged, kept through damage, restores and trash, and named when libraries meet."""

import json
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from readtui.codec.replies import reply_to_json
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord, Metadata
from readtui.model.change import Change, Edit, Record
from readtui.model.creator import Creator, Identity
from readtui.model.reply import Reply, ThreadState
from readtui.model.tombstone import is_emptied
from readtui.storage.open_store import open_store
from readtui.storage.repository import Repository

NOW, LATER = "2026-02-01T10:00:00Z", "2026-02-02T10:00:00Z"
ADA, BUILDER = Creator("Ada"), Creator("builder", is_program=True)
REPLY = Reply("r1", "a1", "n1", LATER, LATER, "See line 31.", BUILDER)
SETTLED = Reply("r2", "a1", "n1", "2026-02-03T10:00:00Z", "2026-02-03T10:00:00Z", "", ADA, ThreadState.SETTLED)
DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "cut off": lambda data: data[: len(data) - 60],
    "reply not UTF-8": lambda data: data.replace(b"See line", b"See\xffline"),
    "reply with a wrong field": lambda data: data.replace(b'"body": "See line 31."', b'"body": 3'),
    "reply of another article": lambda data: data.replace(b'"article": "a1"', b'"article": "a2"'),
    "reply to nothing": lambda data: data.replace(b'"to": "n1"', b'"to": null'),
}


def opened(folder: Path, *, at: str = NOW) -> Repository:
    return open_store(folder / "library", state=folder / "state", cache=folder / "cache", clock=lambda: at)


def save(store: Repository, after: Record, before: Record | None = None) -> Record:
    return store.apply(Change(f"c{random.random()}", NOW, "save", (Edit(before, after),))).edits[0].after


def with_thread(folder: Path, *replies: Reply) -> Repository:
    store = opened(folder)
    save(store, ArticleRecord("a1", Metadata("T"), NOW, NOW, "ffffffff"))
    save(store, Annotation("n1", "a1", NOW, NOW, note="Who accepts it?", creator=ADA, is_thread=True))
    save(store, Annotation("n2", "a1", NOW, NOW, note="plain"))
    for reply in replies:
        save(store, reply)
    return store


def thread_in(folder: Path) -> Annotation:
    [found] = [one for one in opened(folder).annotations("a1") if one.id == "n1"]
    return found


def file_in(folder: Path) -> Path:
    return folder / "library" / "articles" / "a1.json"


def stored(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(file_in(folder).read_bytes())
    return found


def merge_both_ways(one: Path, other: Path) -> None:
    opened(one).merge_from(other / "library")
    opened(other).merge_from(one / "library")
    assert file_in(one).read_bytes() == file_in(other).read_bytes()


def test_a_thread_is_stored_as_the_documents_say_and_known_to_lists(tmp_path: Path) -> None:
    store = with_thread(tmp_path, REPLY)
    found = stored(tmp_path)
    assert found["annotations"]["n1"]["creator"] == {"type": "Person", "name": "Ada"}
    assert found["annotations"]["n1"]["readtui:thread"] == "open"
    assert "creator" not in found["annotations"]["n2"]
    reply = found["replies"]["r1"]
    assert {**reply, "v": {}, "modified": ""} == {
        "id": "r1", "to": "n1", "article": "a1", "creator": {"type": "Software", "name": "builder"}, "created": LATER,
        "modified": "", "body": "See line 31.", "sets": None, "v": {}, "deleted": None, "conflicts": [],
    }  # fmt: skip
    thread = thread_in(tmp_path)
    assert [one.text for one in thread.replies] == ["See line 31."]
    assert thread.thread is ThreadState.OPEN
    assert thread.is_answered(Identity(ADA))
    [listed] = store.listed()
    assert store.with_threads() == [listed]
    assert (listed.annotations, listed.threads, listed.open_threads, listed.replies) == (2, 1, 1, 1)
    save(store, SETTLED)
    assert thread_in(tmp_path).thread is ThreadState.SETTLED
    [listed] = opened(tmp_path).with_threads()
    assert (listed.threads, listed.open_threads, listed.replies) == (1, 0, 2)


def test_a_reply_without_its_article_as_another_program_may_write_it_is_read(tmp_path: Path) -> None:
    with_thread(tmp_path, REPLY).close()
    file_in(tmp_path).write_bytes(file_in(tmp_path).read_bytes().replace(b'"article": "a1", "body"', b'"body"'))
    assert [one.article_id for one in opened(tmp_path).replies("a1")] == ["a1"]


def test_what_a_newer_version_says_of_a_creator_or_a_state_is_kept(tmp_path: Path) -> None:
    with_thread(tmp_path, REPLY).close()
    found = stored(tmp_path)
    found["annotations"]["n1"]["creator"] = {"type": "Person", "name": "Ada", "email": "ada@example.org"}
    found["annotations"]["n2"]["creator"] = ["a", "b"]
    found["annotations"]["n2"]["readtui:thread"] = "postponed"
    found["replies"]["r1"] |= {"sets": "postponed", "creator": {"type": "Group", "name": "all"}, "votes": 3}
    found["replies"]["r2"] = {**found["replies"]["r1"], "id": "r2", "creator": "Bea"}
    file_in(tmp_path).write_text(json.dumps(found))
    store = opened(tmp_path)
    one, other = sorted(store.annotations("a1"), key=lambda annotation: annotation.id)
    assert (one.creator, other.creator, other.is_thread) == (ADA, None, False)
    reply, named = sorted(store.replies("a1"), key=lambda one: one.id)
    assert (reply.creator, reply.sets, named.creator) == (Creator("all"), None, Creator("Bea"))
    save(store, replace(one, note="changed"), one)
    save(store, replace(other, note="changed"), other)
    save(store, replace(reply, text="changed"), reply)
    after = stored(tmp_path)
    assert after["annotations"]["n1"]["creator"] == {"type": "Person", "name": "Ada", "email": "ada@example.org"}
    assert after["annotations"]["n2"]["creator"] == ["a", "b"]
    assert after["annotations"]["n2"]["readtui:thread"] == "postponed"
    kept = {name: after["replies"]["r1"][name] for name in ("sets", "creator", "votes", "body")}
    assert kept == {"sets": "postponed", "creator": {"type": "Group", "name": "all"}, "votes": 3, "body": "changed"}
    assert reply_to_json(named)["creator"] == "Bea"


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_file_comes_back_with_its_replies(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    with_thread(tmp_path, REPLY, SETTLED).close()
    content = file_in(tmp_path).read_bytes()
    assert damage(content) != content
    file_in(tmp_path).write_bytes(damage(content))
    store = opened(tmp_path)
    assert {one.id: one.text for one in store.replies("a1")} == {"r1": "See line 31.", "r2": ""}
    assert any("damaged" in notice for notice in store.notices())


def test_without_a_backup_the_readable_replies_and_parts_of_others_are_kept(tmp_path: Path) -> None:
    with_thread(tmp_path, REPLY, SETTLED).close()
    content = file_in(tmp_path).read_bytes()
    for backup in (tmp_path / "state").rglob("a1*"):
        if backup.is_file():
            backup.unlink()
    file_in(tmp_path).write_bytes(content.replace(b'"sets": null', b'"sets": null, "modified": 3'))
    found = {one.id: one for one in opened(tmp_path).replies("a1")}
    assert found["r1"].text == "See line 31."
    assert found["r2"].sets is ThreadState.SETTLED


def test_two_people_who_settle_and_reply_at_once_do_not_conflict(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    with_thread(one).close()
    opened(other).merge_from(one / "library")
    save(opened(one), REPLY)
    save(opened(other), SETTLED)
    merge_both_ways(one, other)
    assert thread_in(one).thread is ThreadState.SETTLED
    assert [reply.id for reply in thread_in(other).replies] == ["r1", "r2"]
    assert all(not one.conflicts for one in opened(one).replies("a1"))


def test_a_reply_that_is_newer_than_the_deletion_brings_the_annotation_back_and_that_is_said(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    with_thread(one).close()
    opened(other).merge_from(one / "library")
    there = thread_in(one)
    save(opened(one), replace(there, deleted=NOW), there)
    save(opened(other), REPLY)
    store = opened(one)
    assert store.merge_from(other / "library").conflicts == 0
    assert any("is back from the trash, because there is a newer reply to it" in notice for notice in store.notices())
    opened(other).merge_from(one / "library")
    assert thread_in(one).note == thread_in(other).note == "Who accepts it?"
    merge_both_ways(one, other)
    assert all(not annotation.conflicts for annotation in opened(one).annotations("a1"))


def test_an_annotation_that_is_deleted_after_its_reply_stays_in_the_trash(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    with_thread(one, REPLY).close()
    opened(other).merge_from(one / "library")
    there = thread_in(one)
    save(opened(one), replace(there, deleted="2026-02-02T11:00:00Z"), there)
    merge_both_ways(one, other)
    assert [annotation.id for annotation in opened(other).annotations("a1")] == ["n2"]


def test_a_reply_whose_annotation_is_missing_stands_on_the_whole_article_until_that_comes(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    with_thread(one, REPLY).close()
    whole = file_in(one).read_bytes()
    found = stored(one)
    del found["annotations"]["n1"]
    file_in(one).write_text(json.dumps(found))
    opened(other).merge_from(one / "library")
    stand_in = thread_in(other)
    assert (stand_in.quote, stand_in.note, [reply.text for reply in stand_in.replies]) == (None, "", ["See line 31."])
    file_in(one).write_bytes(whole)
    opened(other).merge_from(one / "library")
    assert (thread_in(other).note, thread_in(other).conflicts) == ("Who accepts it?", ())


def test_what_names_nobody_in_another_library_is_its_persons_and_never_conflicts(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "bea"
    with_thread(theirs).close()
    with_thread(ours).close()
    opened(tmp_path / "ours").merge_from(tmp_path / "bea" / "library")
    [mine] = [one for one in opened(ours).annotations("a1") if one.id == "n2"]
    assert mine.creator is None  # It is in both libraries, and mine here.

    store = opened(theirs)
    save(store, Annotation("n3", "a1", NOW, NOW, note="theirs"))
    merged = opened(ours).merge_from(theirs / "library")
    assert (merged.named, merged.creator) == (1, Creator("bea"))
    [brought] = [one for one in opened(ours).annotations("a1") if one.id == "n3"]
    assert brought.creator == Creator("bea")

    # Back home, the name is learned. Edits there, still by nobody, keep their creator here.
    back = opened(theirs).merge_from(ours / "library")
    assert (back.conflicts, back.own_names) == (0, frozenset({"bea"}))
    [there] = [one for one in opened(theirs).annotations("a1") if one.id == "n3"]
    save(opened(theirs), replace(there, note="theirs, edited"), there)
    assert opened(ours).merge_from(theirs / "library").conflicts == 0
    [brought] = [one for one in opened(ours).annotations("a1") if one.id == "n3"]
    assert (brought.creator, brought.note, brought.conflicts) == (Creator("bea"), "theirs, edited", ())


def test_a_merge_can_name_the_other_person(tmp_path: Path) -> None:
    with_thread(tmp_path / "theirs").close()
    opened(tmp_path / "ours").merge_from(tmp_path / "theirs" / "library", Creator("Bea"))
    found = {one.id: one.creator for one in opened(tmp_path / "ours").annotations("a1")}
    assert found == {"n1": ADA, "n2": Creator("Bea")}


def test_a_name_that_two_people_have_elsewhere_is_not_taken_for_ones_own(tmp_path: Path) -> None:
    for person in ("one", "two"):
        save(with_thread(tmp_path / person), Annotation(f"of {person}", "a1", NOW, NOW, note=person))
        opened(tmp_path / "third").merge_from(tmp_path / person / "library", Creator("lib"))
    for person in ("one", "two"):
        assert opened(tmp_path / person).merge_from(tmp_path / "third" / "library").own_names == frozenset()


def test_two_people_may_call_a_third_by_different_names(tmp_path: Path) -> None:
    with_thread(tmp_path / "third").close()
    for person in ("one", "two"):
        opened(tmp_path / person).merge_from(tmp_path / "third" / "library", Creator(f"name of {person}"))
    assert opened(tmp_path / "one").merge_from(tmp_path / "two" / "library").conflicts == 0
    assert opened(tmp_path / "two").merge_from(tmp_path / "one" / "library").conflicts == 0
    for person in ("one", "two"):
        [note] = [one for one in opened(tmp_path / person).annotations("a1") if one.id == "n2"]
        assert note.creator == Creator(f"name of {person}")


def test_a_restored_day_takes_back_what_was_replied_since(tmp_path: Path) -> None:
    with_thread(tmp_path, REPLY).close()
    save(opened(tmp_path, at="2026-02-05T10:00:00Z"), SETTLED)
    opened(tmp_path, at="2026-02-06T10:00:00Z").restore_backup("a1", "2026-02-01")
    assert [reply.id for reply in thread_in(tmp_path).replies] == ["r1"]


def test_what_is_emptied_leaves_no_words_of_a_reply(tmp_path: Path) -> None:
    store = with_thread(tmp_path, REPLY)
    there = thread_in(tmp_path)
    gone = save(store, replace(there, deleted=LATER), there)
    assert isinstance(gone, Annotation)
    [reply] = store.replies("a1")
    store.empty([gone, reply])
    assert all(map(is_emptied, store.replies("a1")))
    assert b"line 31" not in file_in(tmp_path).read_bytes()
    assert b"line 31" not in (tmp_path / "state" / "history.jsonl").read_bytes()
