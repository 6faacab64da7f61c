"""Helpers for tests of the annotations screen."""

import time
from collections import Counter
from threading import Event, current_thread, main_thread

from journeys import Journey, is_list

from readtui.bootstrap import Services
from readtui.model.annotation import Annotation
from readtui.tui.widgets.tab_line import TabLine

_LONGER_THAN_A_FIRST_PART_TAKES = 0.05


class SlowReading:
    """Reads the first articles slowly; waits for ``go`` before the article ``waits_at`` and those after it."""

    def __init__(self, services: Services, articles: list[str], waits_at: int) -> None:
        self.go = Event()
        self.waits = Event()
        self.reads: Counter[str] = Counter()
        self._late = set(articles[waits_at:])
        self._read = services.repository.annotations

    def annotations(self, article_id: str, *, deleted: bool = False) -> list[Annotation]:
        """Stands in for the repository's method."""
        assert current_thread() is not main_thread(), "read annotations in a thread: here, keys wait for them"
        self.reads[article_id] += 1
        time.sleep(_LONGER_THAN_A_FIRST_PART_TAKES)
        if article_id in self._late:
            self.waits.set()
            self.go.wait()
        return self._read(article_id, deleted=deleted)


def current(app: Journey) -> str:
    """The key under the cursor."""
    screen = app.app.screen
    assert is_list(screen, "annotations")
    return screen.table.current_key


async def send(app: Journey, *keys: str) -> None:
    """Send keys without waiting for what is still being read."""
    for key in keys:
        app.app.simulate_key(key)
        await app.pilot.pause(0.01)


def tabs(app: Journey) -> str:
    region = app.app.screen.query_one(TabLine).region
    return app.screen_text().split("\n")[region.y].strip()


def filter_of(app: Journey) -> str:
    screen = app.app.screen
    assert is_list(screen, "annotations")
    return screen.filter_line.value
