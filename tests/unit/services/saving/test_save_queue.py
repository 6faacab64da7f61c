"""The queue of unsaved changes, worked off as a program without an event loop does."""

from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import cast

import pytest

from readtui.bootstrap import open_services
from readtui.debug_log import DebugLog
from readtui.errors import ChangedSinceError, LockedError, ReadtuiError, StorageError
from readtui.model.annotation import Annotation
from readtui.model.change import Change, Edit
from readtui.services.annotating.drafts import Drafts, FinishedNote
from readtui.services.saving.save_queue import TRY_AGAIN_AFTER, SaveOutcome, SaveQueue

NOW = "2026-02-01T10:00:00Z"
FULL, HELD = StorageError("the disk is full"), LockedError("another program holds the library", "End it.")


class Disk:
    """Saves at once, or fails with the fault of the change's article; ``asked`` has the ids of what it was to save."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.faults: dict[str, BaseException] = {}

    def submit(self, change: Change) -> "Future[Change]":
        self.asked.append(change.id)
        saved: Future[Change] = Future()
        if fault := next((self.faults[one] for one in change.article_ids if one in self.faults), None):
            saved.set_exception(fault)
        else:
            saved.set_result(change)
        return saved


class Note:
    """The drafts of one note. ``is_told``: whether they were told that it is on disk."""

    is_told = False

    def __init__(self, *, is_kept: bool = True) -> None:
        self._is_kept = is_kept
        self.draft = FinishedNote(cast(Drafts, self), ("rivers",), "Words.")

    def is_on_disk(self, key: str, text: str) -> bool:
        return self._is_kept

    def forget(self, keys: Sequence[str], text: str) -> None:
        self.is_told = True


@pytest.fixture
def disk() -> Disk:
    return Disk()


@pytest.fixture
def queue(disk: Disk) -> SaveQueue:
    return SaveQueue(disk.submit)


def noted(name: str, *articles: str) -> Change:
    return Change(name, NOW, f"note {name}", tuple(Edit(None, Annotation(name, one, NOW, NOW)) for one in articles))


ONE, TWO, ELSEWHERE = noted("one", "rivers"), noted("two", "rivers"), noted("elsewhere", "lakes")
BOTH = noted("both", "lakes", "rivers")


def tried(queue: SaveQueue) -> list[tuple[str, SaveOutcome]]:
    """A round: what was tried, and what became of it."""
    return [(change.id, queue.outcome(change, saved)) for change, saved in queue.round()]


def test_saving_is_tried_again_as_soon_as_the_documentation_says() -> None:
    page = Path(__file__).parents[4].joinpath("docs", "nothing-lost.md").read_text(encoding="utf-8")
    assert "retries every two seconds" in page
    assert TRY_AGAIN_AFTER == 2


def test_changes_are_saved_in_order_and_leave_the_queue(disk: Disk, queue: SaveQueue) -> None:
    for change in (ONE, ELSEWHERE, TWO):
        queue.add(change)
    assert (len(queue), queue.is_settled, queue.unsaved("rivers")) == (3, False, [ONE, TWO])
    assert [name for name, _ in tried(queue)] == ["one", "elsewhere", "two"] == disk.asked
    assert (len(queue), queue.is_settled, queue.error) == (0, True, None)


@pytest.mark.parametrize("fault", [FULL, HELD])
def test_a_fault_that_may_pass_holds_up_only_changes_to_the_same_articles(
    disk: Disk, queue: SaveQueue, fault: StorageError
) -> None:
    disk.faults["rivers"] = fault
    for change in (ONE, TWO, BOTH, ELSEWHERE):
        queue.add(change)
    assert tried(queue) == [("one", SaveOutcome(fault, is_tried_again=True)), ("elsewhere", SaveOutcome(None))]
    assert (queue.unsaved(), queue.error, queue.is_settled) == ([ONE, TWO, BOTH], fault, True)
    disk.faults.clear()
    assert [name for name, _ in tried(queue)] == ["one", "two", "both"]
    assert (queue.unsaved(), queue.error) == ([], None)


def test_the_first_fault_of_a_round_is_the_one_that_is_told(disk: Disk, queue: SaveQueue) -> None:
    disk.faults |= {"rivers": FULL, "lakes": HELD}
    queue.add(ONE)
    queue.add(ELSEWHERE)
    tried(queue)
    assert queue.error is FULL


@pytest.mark.parametrize("fault", [ReadtuiError("the article is gone"), ChangedSinceError("changed since")])
def test_what_no_other_try_would_help_leaves_the_queue_with_its_draft(
    disk: Disk, queue: SaveQueue, fault: ReadtuiError
) -> None:
    disk.faults["rivers"], note = fault, Note()
    queue.add(ONE, note.draft)
    assert tried(queue) == [("one", SaveOutcome(fault, note.draft))]
    assert (len(queue), queue.error, note.is_told, queue.has_only_drafts) == (0, None, False, False)


def test_a_fault_of_the_program_is_told_as_one(disk: Disk, queue: SaveQueue, monkeypatch: pytest.MonkeyPatch) -> None:
    disk.faults["rivers"] = ValueError("a bug")
    queue.add(ONE)
    logged: list[BaseException] = []
    monkeypatch.setattr(DebugLog, "fault", lambda _, fault: logged.append(fault))
    [(_, outcome)] = tried(queue)
    assert outcome.fault is not None
    assert outcome.fault.message == "ValueError: a bug"
    assert not outcome.is_tried_again
    assert logged == [disk.faults["rivers"]]
    disk.faults["rivers"] = KeyboardInterrupt()
    queue.add(TWO)
    with pytest.raises(KeyboardInterrupt):
        tried(queue)


def test_a_draft_is_told_once_its_note_is_on_disk(disk: Disk, queue: SaveQueue) -> None:
    disk.faults["rivers"], note = FULL, Note()
    queue.add(ONE, note.draft)
    tried(queue)
    assert (note.is_told, queue.has_only_drafts) == (False, True)
    queue.add(TWO, Note(is_kept=False).draft)
    assert not queue.has_only_drafts
    disk.faults.clear()
    tried(queue)
    assert note.is_told


def test_only_what_failed_is_taken_back_the_last_one_first(disk: Disk, queue: SaveQueue) -> None:
    disk.faults["rivers"] = FULL
    queue.add(ONE)
    queue.add(TWO, Note().draft)
    assert queue.take_back("") is None
    tried(queue)
    assert queue.take_back("lakes") is None
    assert (queue.take_back("rivers"), queue.error, queue.has_only_drafts) == (TWO, FULL, False)
    for change, saved in queue.round():
        # It may be on disk by now.
        assert queue.take_back("rivers") is None
        assert not queue.is_settled
        queue.outcome(change, saved)
    assert (queue.take_back(""), queue.error) == (ONE, None)


def test_what_is_taken_back_during_a_round_is_not_tried(disk: Disk, queue: SaveQueue) -> None:
    disk.faults["rivers"] = FULL
    queue.add(ONE)
    queue.add(noted("other", "hills"))
    disk.faults["hills"] = FULL
    tried(queue)
    for change, saved in queue.round():
        assert queue.take_back("hills") is not None
        queue.outcome(change, saved)
    assert disk.asked == ["one", "other", "one"]


@pytest.mark.parametrize(("has_failed", "asked"), [(False, ["one", "two"]), (True, ["one"])])
def test_at_the_end_all_is_submitted_unless_saving_fails(
    disk: Disk, queue: SaveQueue, has_failed: bool, asked: list[str]
) -> None:
    queue.add(ONE)
    if has_failed:
        disk.faults["rivers"] = FULL
        tried(queue)
    queue.add(TWO)
    queue.hand_over()
    assert (len(queue), disk.asked) == (0, asked)


def test_at_the_end_what_is_being_saved_is_not_submitted_again(disk: Disk, queue: SaveQueue) -> None:
    queue.add(ONE)
    queue.add(TWO)
    for change, saved in queue.round():
        queue.hand_over()
        assert not queue.has_only_drafts
        queue.outcome(change, saved)
    assert (disk.asked, len(queue)) == (["one", "two"], 0)


def test_a_round_that_is_broken_off_tries_its_change_again(disk: Disk, queue: SaveQueue) -> None:
    queue.add(ONE)
    broken_off = queue.round()
    next(broken_off)
    broken_off.close()
    disk.faults["rivers"] = FULL
    assert [name for name, _ in tried(queue)] == ["one"]
    assert disk.asked == ["one", "one"]
    broken_off = queue.round()
    next(broken_off)
    assert (queue.is_settled, queue.take_back("")) == (False, None)
    broken_off.close()
    assert (queue.is_settled, queue.take_back("")) == (True, ONE)


def test_a_library_is_saved_to_without_an_event_loop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READTUI_STATE", str(tmp_path / "state"))
    services = open_services(tmp_path / "library")
    (source := tmp_path / "rivers.md").write_text("Water runs downhill.")
    article = services.library.add(str(source)).record
    queue = SaveQueue(services.repository.submit)
    tagged = services.editor.retag(article, ["water"])
    assert tagged is not None
    queue.add(tagged)
    assert [outcome for _, outcome in tried(queue)] == [SaveOutcome(None)]
    assert services.library.find(article.id).tags == ("water",)
    services.close()
