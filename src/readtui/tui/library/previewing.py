"""Shows the article under the cursor in the preview, and reads what that takes in the background."""

import asyncio
from datetime import datetime
from functools import partial

from rich.text import Text

from readtui.bootstrap import Services
from readtui.debug_log import DEBUG_LOG
from readtui.errors import ReadtuiError
from readtui.services.library import LibraryEntry
from readtui.services.reading.glance import Glance, glance
from readtui.tui.context import Context
from readtui.tui.library.arranging import Group
from readtui.tui.library.preview_lines import Details, article_lines, details_of, group_lines
from readtui.tui.library.state import LibraryState
from readtui.tui.screens.preview_place import ListPreviewed
from readtui.tui.widgets.preview_pane import Sheet
from readtui.tui.work.threads import in_thread

_REST = 0.06
_MOST_KEPT = 200
_MOST_ANNOTATIONS = 6
_AROUND = (0, 1, -1)
_Key = tuple[str, tuple[int, ...]]


class PreviewingArticles:
    """Reads in a thread how an article begins and what was last written on it, also for the rows around the cursor."""

    def __init__(self, state: LibraryState, app: Context, screen: ListPreviewed) -> None:
        self._state = state
        self._app = app
        self._screen = screen
        self._details: dict[_Key, Details] = {}

    def sheet(self, width: int) -> Sheet:
        """What lines are laid out for."""
        palette = self._app.palette
        tag_style = partial(self._state.tag_colors.style, palette=palette)
        return Sheet(width, palette, self._app.console, tag_style)

    def show(self) -> None:
        """Show what is under the cursor; what must be read follows."""
        index, preview, shown = self._screen.table.current_index, self._screen.preview, self._state.arranged.shown
        if not preview.display:
            return
        if index is None or index >= len(shown):
            preview.show(_nothing)
        elif isinstance(one := shown[index], Group):
            preview.show(partial(group_lines, one.name, one.count))
        else:
            preview.show(partial(article_lines, one, self._details.get(_key(one)), _now()))
            self._screen.run_worker(partial(self._read_around, index), group="preview", exclusive=True)

    async def _read_around(self, index: int) -> None:
        """Read what the row and those beside it need, once the cursor has come to rest."""
        await asyncio.sleep(_REST)
        for step in _AROUND:
            entry = self._state.at(index + step) if index + step >= 0 else None
            if entry is None or _key(entry) in self._details:
                continue
            details = await in_thread(partial(_read, entry, self._app.services))
            if len(self._details) >= _MOST_KEPT:
                self._details.clear()
            self._details[_key(entry)] = details
            if step == 0 and self._screen.table.current_index == index:
                self._screen.preview.show(partial(article_lines, entry, details, _now()), at_top=False)


def _key(entry: LibraryEntry) -> _Key:
    return entry.record.id, entry.stamp


def _now() -> datetime:
    return datetime.now().astimezone()


def _nothing(_: Sheet) -> list[Text]:
    return []


def _read(entry: LibraryEntry, services: Services) -> Details:
    try:
        return details_of(glance(services.library, entry.record, entry.annotations, _MOST_ANNOTATIONS))
    except ReadtuiError as fault:
        # Nobody has asked for this; what cannot be read is reported when it is opened.
        DEBUG_LOG.fault(fault, "swallowed")
        return details_of(Glance())
