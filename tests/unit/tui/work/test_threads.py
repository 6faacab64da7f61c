"""Waiting for the results and errors of threads, until stopped."""

import asyncio
import threading

import pytest
from app_host import MemoryHost, turns

from readtui.errors import StoppedError, StorageError
from readtui.tui.daemon_thread import StopSwitch, in_thread, in_thread_until
from readtui.tui.work.background import Background


async def test_results_and_errors_of_the_thread_arrive() -> None:
    def fail() -> None:
        raise StorageError("the disk is full")

    assert await in_thread(threading.get_ident) != threading.get_ident()
    with pytest.raises(StorageError, match="the disk is full"):
        await in_thread_until(StopSwitch(), fail)


async def test_a_thrown_switch_ends_the_wait_at_once_and_tells_the_thread() -> None:
    let_go, stop = threading.Event(), StopSwitch()
    seen: list[bool] = []

    def hang() -> None:
        let_go.wait()
        seen.append(stop.is_thrown)

    waiting = asyncio.create_task(in_thread_until(stop, hang))
    await turns()
    assert not waiting.done()
    stop.throw()
    await turns()
    with pytest.raises(StoppedError):
        waiting.result()
    let_go.set()
    await in_thread(lambda: None)
    while not seen:
        await asyncio.sleep(0.001)
    assert seen == [True]


def test_a_thread_that_outlives_the_app_ends_quietly(monkeypatch: pytest.MonkeyPatch) -> None:
    faults: list[threading.ExceptHookArgs] = []
    monkeypatch.setattr(threading, "excepthook", faults.append)
    let_go, ended = threading.Event(), list[threading.Thread]()

    def hang() -> None:
        ended.append(threading.current_thread())
        let_go.wait()

    async def app() -> None:
        stop = StopSwitch()
        waiting = asyncio.create_task(in_thread_until(stop, hang))
        await turns()
        stop.throw()
        with pytest.raises(StoppedError):
            await waiting

    asyncio.run(app())
    let_go.set()
    for thread in ended:
        thread.join()
    assert ended
    assert faults == []


async def test_background_work_runs_in_order_and_can_be_awaited() -> None:
    host = MemoryHost()
    background, done = Background(host), list[int]()
    for number in range(3):
        background.do(lambda number=number: done.append(number))  # type: ignore[misc]
    await background.done()
    assert done == [0, 1, 2]


async def test_what_is_left_when_the_app_ends_does_not_overtake_what_is_running() -> None:
    background, done = Background(MemoryHost()), list[int]()
    has_begun, is_overtaken = threading.Event(), threading.Event()

    def first() -> None:
        has_begun.set()
        is_overtaken.wait(0.1)
        done.append(1)

    def second() -> None:
        done.append(2)
        is_overtaken.set()

    background.do(first)
    background.do(second)
    await in_thread(has_begun.wait)
    background.finish()
    await background.done()
    assert done == [1, 2]


async def test_a_failure_to_remember_is_reported_once() -> None:
    host = MemoryHost()
    background = Background(host)

    def fail() -> None:
        raise StorageError("the disk is full")

    background.do(fail)
    background.do(fail)
    await background.done()
    assert host.told == ["the disk is full"]
