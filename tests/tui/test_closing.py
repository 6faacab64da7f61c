"""Screens that are left while they work, or before they are painted."""

import asyncio
from threading import Event

from journeys import Journey, is_list, journey

from readtui.bootstrap import Services
from readtui.tui.commands.table import COMMANDS
from readtui.tui.lists.list_screen import ListScreen, ListStream
from readtui.tui.screens.command_screen import CommandScreen
from readtui.tui.widgets.record_table import RecordTable
from readtui.tui.widgets.screen_lifetime import once_painted, while_open
from readtui.tui.work.stream import StreamTurn


async def trash_of(app: Journey) -> ListScreen:
    await app.press("g", "z")
    assert is_list(app.app.screen, "trash")
    return app.app.screen


class Work:
    """Work of a screen that goes on until somebody ends it."""

    def __init__(self, screen: CommandScreen) -> None:
        self.ended_with_widgets = False
        self._screen = screen
        screen.run_worker(self._wait)

    async def _wait(self) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            self.ended_with_widgets = bool(self._screen.query(RecordTable))


async def test_work_ends_before_its_screen_loses_its_widgets(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers) as app:
        for leave in (app.app.screens.back, app.app.do_app_quit):
            work = Work(await trash_of(app))
            await app.pilot.pause(0)
            leave()
            await app.comes(lambda work=work: work.ended_with_widgets, "the work to end")  # type: ignore[misc]


async def test_what_comes_after_a_screen_was_left_does_no_harm(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers) as app:
        screen = await trash_of(app)
        done: list[str] = []

        async def work() -> None:
            await screen.table.remove()
            done.append("work")
            screen.table.first()

        def find(turn: StreamTurn[str]) -> None:
            go_on.wait()
            turn.emit("part")

        go_on = Event()
        ListStream[str](screen, done.append).run(find)
        await app.pilot.pause(0)
        show = while_open(screen, done.append)
        show("open")
        app.app.screens.back()
        go_on.set()
        show("left")
        screen.run_worker(work)
        once_painted(screen, done.append, "painted")
        once_painted(app.app.screen, done.append, "painted behind")
        await app.until(lambda: {*done} >= {"work", "painted behind"})
        assert {*done} == {"open", "work", "painted behind"}
        assert app.reader.article_id == rivers


async def test_ctrl_c_says_how_to_quit(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("ctrl+c")
        await app.shows("Press Ctrl+Q to quit.")


async def test_q_asks_before_it_quits_if_something_is_unfinished(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("a", "W", "h", "y", "escape", "q")
        await app.shows("1 unfinished note, kept as a draft.")
        await app.press("enter", "a")
        assert "Why" in app.screen_text(), "Enter loses nothing"
        await app.press("ctrl+s")
        await app.press("q")
        assert not app.app.is_running
    async with journey(services) as app:
        await app.press("x", "q")
        await app.shows("1 marked in Library.")
        await app.press("n", "X", "q")
        assert not app.app.is_running
    async with journey(services) as app:
        app.app.run_worker(asyncio.Event().wait, group="import")
        await app.pilot.press("q")
        await app.comes(lambda: "An import is running." in app.screen_text(), "the question")
        await app.pilot.press("y")
        await app.comes(lambda: not app.app.is_running, "the end")


OPENED = {
    "annotations": ("g", "n"),
    "codebook": ("g", "t"),
    "comparing": ("g", "k"),
    "counts": ("g", "w"),
    "export": ("E",),
    "history": ("g", "h"),
    "review": ("g", "r"),
    "search": ("g", "/"),
    "settling": ("g", "m"),
    "tag_table": ("g", "t", "g", "C"),
    "trash": ("g", "z"),
    "triage": ("g", "T"),
}
"""The keys that lead from the library to each screen that goes back."""
IN_THE_TEXT = {"reader", "visual"}
"""Where Esc ends a selection, a search, a mode; once too often, it must not close what is read."""


async def test_esc_returns_from_every_screen_that_was_opened_above_another_one(services: Services, rivers: str) -> None:
    going_back = {command.context for command in COMMANDS if command.id.endswith(".back")}
    assert going_back == {*OPENED, "library", *IN_THE_TEXT}
    async with journey(services) as app:
        before = app.app.screens.open[-1]
        for mode, keys in {**OPENED, "help": ("?",)}.items():
            await app.press(*keys)
            above = app.app.screen
            assert getattr(above, "MODE", mode) == mode
            below = app.app.screen_stack[-2]
            await app.press("escape")
            assert app.app.screen is below, mode
            assert before in app.app.screen_stack
            await app.press("escape", "escape")
            assert app.app.screen is before
            assert "to quit" in app.screen_text()


async def test_moved_and_lost_passages_are_one_key_away_from_every_list(services: Services, rivers: str) -> None:
    async with journey(services) as app:
        before = app.app.screens.open[-1]
        for mode in sorted(OPENED.keys() - {"settling", "comparing", "export", "review", "triage"}):
            await app.press(*OPENED[mode])
            if mode == "search":
                await app.type("river")
                await app.press("enter")
            await app.press("g", "m")
            assert app.app.screen.MODE == "settling", mode  # type: ignore[attr-defined]
            while app.app.screen is not before:
                await app.press("escape")
