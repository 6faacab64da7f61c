"""Saving changes, and what is published about them, tested without an app."""

import asyncio
from concurrent.futures import Future

import pytest
from app_host import MemoryHost, turns

from readtui.errors import ReadtuiError, StorageError
from readtui.model.annotation import Annotation
from readtui.model.change import Change, Edit
from readtui.tui.events import ChangeDropped, ChangeMade, EventBus, LibraryEvent, SaveStateChanged
from readtui.tui.work.background import Background
from readtui.tui.work.saver import Saver

NOW = "2026-02-01T10:00:00Z"
FULL = StorageError("the disk is full", "Free some space.")


class Disk:
    """Saves a change when the test says so; ``asked`` has the ids of those that it was to save, in their order."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self._answer: Future[Change] = Future()
        self._change = highlight("none")

    def submit(self, change: Change) -> "Future[Change]":
        self.asked.append(change.id)
        self._change, self._answer = change, Future()
        return self._answer

    async def saves(self) -> None:
        self._answer.set_result(self._change)
        await turns()

    async def fails(self, fault: ReadtuiError) -> None:
        self._answer.set_exception(fault)
        await turns()


class Running:
    """The saver, all that it needs, and what it published."""

    def __init__(self) -> None:
        self.host, self.disk, self.events = MemoryHost(), Disk(), EventBus()
        self.published: list[LibraryEvent] = []
        self.events.subscribe(self.published.append)
        self.saving = Saver(self.host, self.events, self.disk.submit, Background(self.host))

    async def save(self, *changes: Change) -> None:
        for change in changes:
            self.saving.save(change)
        await turns()


def highlight(name: str, article: str = "rivers") -> Change:
    return Change(name, NOW, f"highlight {name}", (Edit(None, Annotation(name, article, NOW, NOW)),))


ONE, TWO, ELSEWHERE = highlight("one"), highlight("two"), highlight("three", "lakes")


async def test_a_change_is_published_when_it_is_made_and_again_when_it_is_on_disk() -> None:
    app = Running()
    await app.save(ONE)
    assert app.published == [ChangeMade(ONE)]
    assert (app.saving.pending, app.saving.is_settled) == (1, False)
    await app.disk.saves()
    assert app.published[:2] == [ChangeMade(ONE), SaveStateChanged()]
    assert (app.saving.pending, app.saving.is_settled) == (0, True)


async def test_changes_go_to_disk_one_after_the_other() -> None:
    app = Running()
    await app.save(ONE, TWO)
    assert app.disk.asked == ["one"]
    await app.disk.saves()
    assert app.disk.asked == ["one", "two"]


async def test_waiting_tasks_resume_without_polling_once_all_is_on_disk() -> None:
    app = Running()
    await app.save(ONE, TWO)
    waiting = asyncio.create_task(app.saving.settled())
    await app.disk.saves()
    assert not waiting.done()
    await app.disk.saves()
    assert waiting.done()


async def test_a_change_that_fails_stays_and_holds_up_only_its_own_article() -> None:
    app = Running()
    await app.save(ONE, TWO, ELSEWHERE)
    await app.disk.fails(FULL)
    assert app.disk.asked == ["one", "three"]
    await app.disk.saves()
    assert app.saving.error is FULL
    assert app.saving.unsaved() == [ONE, TWO]
    assert app.host.told == ["Not saved yet: 2 changes: the disk is full"]
    assert app.saving.is_settled


async def test_a_failed_save_is_retried_with_the_next_change_and_reported() -> None:
    app = Running()
    await app.save(ONE)
    await app.disk.fails(FULL)
    await app.save(ELSEWHERE)
    for _ in range(2):
        await app.disk.saves()
    assert app.disk.asked == ["one", "one", "three"]
    assert (app.saving.error, app.saving.pending) == (None, 0)
    assert app.host.told[-1] == "All changes are saved now."


async def test_a_failed_change_can_be_taken_back_and_that_is_published() -> None:
    app = Running()
    await app.save(ONE, TWO)
    assert app.saving.take_back("rivers") is None
    await app.disk.fails(FULL)
    assert app.saving.take_back("lakes") is None
    assert app.saving.take_back("rivers") is TWO
    assert app.saving.take_back("rivers") is ONE
    assert [one for one in app.published if isinstance(one, ChangeDropped)] == [ChangeDropped(TWO), ChangeDropped(ONE)]
    assert (app.saving.error, app.saving.pending) == (None, 0)


@pytest.mark.parametrize("fault", [ReadtuiError("the article is gone"), ValueError("a bug")])
async def test_a_change_that_can_never_be_saved_is_dropped_and_reported(fault: ReadtuiError) -> None:
    app = Running()
    await app.save(ONE, TWO)
    await app.disk.fails(fault)
    assert ChangeDropped(ONE) in app.published
    assert str(fault) in app.host.told[0]
    assert app.host.told[0].startswith("Not saved: highlight one: ")
    await app.disk.saves()
    assert (app.saving.error, app.saving.pending) == (None, 0)


async def test_other_changes_to_the_library_wait_for_their_turn() -> None:
    app = Running()
    done: list[str] = []
    await app.save(ONE)
    acts = [asyncio.create_task(app.saving.in_turn(lambda name=name: done.append(name))) for name in ("add", "merge")]  # type: ignore[misc]
    await turns()
    assert done == []
    await app.disk.saves()
    await asyncio.gather(*acts)
    assert done == ["add", "merge"]
    assert app.saving.is_settled


async def test_untried_changes_are_queued_when_the_app_ends() -> None:
    app = Running()
    await app.save(ONE, TWO, ELSEWHERE)
    app.saving.hand_over()
    assert app.disk.asked == ["one", "two", "three"]


def test_a_listener_that_leaves_while_news_is_read_keeps_nobody_else_from_it() -> None:
    events, heard = EventBus(), list[str]()

    def once(_: LibraryEvent) -> None:
        heard.append("once")
        events.unsubscribe(once)

    events.subscribe(once)
    events.subscribe(lambda _: heard.append("always"))
    events.publish(SaveStateChanged())
    events.publish(SaveStateChanged())
    assert heard == ["once", "always", "always"]


async def test_what_was_asked_for_is_done_even_if_nobody_waits_for_it_any_more() -> None:
    app, done = Running(), list[str]()
    await app.save(ONE)
    removing = asyncio.create_task(app.saving.in_turn(lambda: done.append("removed")))
    failing = asyncio.create_task(app.saving.in_turn(lambda: _fail(FULL)))
    await turns()
    for left in (removing, failing):
        left.cancel()
    await app.disk.saves()
    await app.saving.settled()
    await turns()
    assert done == ["removed"]
    assert app.host.told == [FULL.message]


def _fail(fault: ReadtuiError) -> None:
    raise fault
