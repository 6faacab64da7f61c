"""The app stays open for days: whatever was closed is let go of, with its article, its timers and its work."""

import asyncio
import gc
import importlib
import json
import pkgutil
import sys
import weakref
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest
from journeys import Journey, PatientApp, journey
from textual.events import Paste
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget
from textual.worker import Worker

import readtui.tui
from readtui.bootstrap import Services
from readtui.model.change import Change, Edit
from readtui.model.passage import Passage
from readtui.services.reading.session import ReadingSession
from readtui.settings import parse_settings
from readtui.tui.dialogs.confirm import ConfirmDialog
from readtui.tui.dialogs.dialog import Dialog, Modal, ScrolledDialog
from readtui.tui.dialogs.place import PlaceDialog
from readtui.tui.screens.command_screen import CommandScreen
from readtui.tui.screens.record_screen import RecordScreen
from readtui.tui.tour.panel import TourEndDialog

NOW = "2026-02-01T10:00:00Z"
HOOK = '[[hook]]\nkey = "K"\ntitle = "Shout"\ncommand = {}\nseconds = 2\n'
_BASES: set[type] = {CommandScreen, RecordScreen, Modal, Dialog, ScrolledDialog}


class Way(NamedTuple):
    """Keys that lead to a screen from where the round is, and those that lead back."""

    there: str
    back: str = "escape"


LIBRARY = (
    Way("g n", "q"),
    Way("g n s p g m", "q q"),
    Way("g t", "q"),
    Way("g t g C tab", "q q"),
    Way("g / w a t e r enter", "q"),
    Way("g a s e a enter", "q"),
    Way("g w tab", "q"),
    Way("g r", "q"),
    Way("g T", "q"),
    Way("g z", "q"),
    Way("g h", "q"),
    Way("g m", "q"),
    Way("g k", "q"),
    Way("E tab", "q"),
    Way("?", "q"),
    *map(Way, ("ctrl+p", "s", "v", "t", "a", "I", "A", "f9", "g V", "/", "x X", "tab shift+tab", "p p")),
)
READER = (
    *map(Way, ("] a enter", "] a g v", "] a g x", "] a a", "t", "T", "c", "/ w a t e r enter n", "v w", "f", "] a r")),
    Way("o", "o"),
    Way("i i z z I I G g g space", ""),
    Way("E", "q"),
    Way("g h", "q"),
    Way("g m", "q"),
    Way("g n enter q", "g l enter"),
    Way("?", "q"),
    Way("K"),
    Way("ctrl+p"),
)


class Living:
    """What was made since the watch began and is still in memory, also what Python no longer searches for garbage."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._made: dict[type, weakref.WeakSet[object]] = {}
        self.screens_seen: set[type[object]] = set()
        for kind in (Widget, ReadingSession, Timer, Worker):
            self._watch(kind, monkeypatch)

    def _watch(self, kind: type, monkeypatch: pytest.MonkeyPatch) -> None:
        made = self._made[kind] = weakref.WeakSet()
        init: Callable[..., None] = kind.__init__  # type: ignore[misc]

        def begin(one: object, *arguments: object, **options: object) -> None:
            init(one, *arguments, **options)
            made.add(one)
            if isinstance(one, Screen):
                self.screens_seen.add(type(one))

        monkeypatch.setattr(kind, "__init__", begin)

    def count(self) -> Counter[str]:
        """How many of each kind there are: widgets by their class, timers by what they call."""
        gc.collect()
        gc.collect()
        found = Counter(type(one).__name__ for kind in (Widget, ReadingSession) for one in self._made[kind])
        found.update(f"timer {getattr(one, '_callback', None)!r:.200}" for one in self._made[Timer])
        found["workers"] = len(self._made[Worker])
        found["tasks"] = len(asyncio.all_tasks())
        return found


def all_screens() -> Iterator[type[Screen[object]]]:
    """Every kind of screen and dialog."""
    for module in pkgutil.walk_packages(readtui.tui.__path__, "readtui.tui."):
        importlib.import_module(module.name)
    waiting: list[type[Screen[object]]] = [Screen]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.startswith("readtui.") and kind not in _BASES:
            yield kind


@pytest.fixture
def full(services: Services, rivers: str, tmp_path: Path) -> str:
    """A library with something on every screen; the id of its article."""
    article = services.library.open(rivers)
    sea = article.text.index("It finds the sea.")
    note = "See [this](https://example.org/a) and [that](https://example.org/b)."
    make = services.annotator.create
    services.repository.apply(
        make(rivers, article, Passage(sea, sea + 17), color="blue", tags=("sea", "far"), note=note)
    )
    [seen] = services.repository.annotations(rivers)
    for whose in ("theirs", "mine"):
        services.repository.apply(Change(whose, NOW, "note", (Edit(seen, replace(seen, note=note + whose)),)))
    services.repository.apply(make(rivers, article, article.blocks[2].passage, color="green", tags=("water",)))
    for name in ("lakes", "ponds"):
        path = tmp_path / f"{name}.md"
        path.write_text(f"# {name.title()}\n\nStill water. It stays where it is.\n")
        services.library.add(str(path))
    return rivers


async def go(app: Journey, ways: tuple[Way, ...]) -> None:
    """Take all ways there and back."""
    for way in ways:
        await app.press(*way.there.split())
        await app.press(*way.back.split())


async def once_around(app: Journey, article: str, clippings: Path) -> None:
    """Through every screen and dialog, from the library and from the reader, and back to the library."""
    await go(app, LIBRARY)
    await app.press("I")
    app.app.post_message(Paste(str(clippings)))
    await app.press("enter")
    await app.shows("waiting")
    await app.press("escape")
    app.app.screens.open_reader(article)
    await app.settle()
    await go(app, READER)
    await app.press("q")
    # What takes a fault, a lost passage or a tour to come to.
    for dialog in (
        ConfirmDialog("Lose it?"),
        PlaceDialog("old words", "new words", app.app.look.palette),
        TourEndDialog((), app.app.keymap.key),
    ):
        app.app.push_screen(dialog)
        await app.settle()
        await app.press("escape")


def give_another_message(app: Journey) -> None:
    """Each widget holds the last message that it got, with its sender, until the next one."""
    for screen in app.app.screen_stack:
        for widget in (screen, *screen.query("*")):
            widget.call_later(lambda: None)


async def test_what_was_closed_is_let_go_of(
    services: Services, full: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clippings = tmp_path / "My Clippings.txt"
    head = "- Your Highlight on Location 1-1 | Added on Monday, March 4, 2024 10:15:30 PM"
    clippings.write_text(f"\ufeffThe Lake (Hu, Lan)\r\n{head}\r\n\r\nStill as a plate.\r\n==========\r\n", "utf-8")
    command = json.dumps([sys.executable, "-c", "import sys; print(sys.stdin.read().upper())"])
    monkeypatch.setattr(PatientApp, "NOTIFICATION_TIMEOUT", 1.0)
    # Once, somewhat after the start, the app leaves what is there out of the search for garbage: here, anything may be.
    monkeypatch.setattr(gc, "freeze", lambda: None)
    living = Living(monkeypatch)
    async with journey(services, size=(120, 40), settings=parse_settings(HOOK.format(command))) as app:
        # The library itself, which stays open, has a message and a cursor from then on.
        await go(app, (Way("/"), Way("x X")))
        before = living.count()
        await once_around(app, full, clippings)
        unseen = {*all_screens()} - living.screens_seen
        assert not unseen, "each kind of screen is to be gone through: add the keys that lead to these"
        # asyncio holds what a timer was for, and where it was set, until its time, also if it was canceled.
        for _ in range(60):
            give_another_message(app)
            await asyncio.sleep(0)
            if not (grown := living.count() - before):
                break
            await asyncio.sleep(0.5)
        assert not grown, "closed, and still in memory"
