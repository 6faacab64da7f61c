"""Shows what is under the cursor in the preview, and reads what that takes in the background."""

import asyncio
from collections.abc import Sequence
from functools import partial

from rich.text import Text

from readtui.bootstrap import Services
from readtui.debug_log import DEBUG_LOG
from readtui.errors import ReadtuiError
from readtui.services.annotating.comparing import Comparing
from readtui.services.annotating.surroundings import surroundings
from readtui.services.annotation_reader import Found
from readtui.services.linking.backlinks import Backlink
from readtui.tui.annotations.headings import Heading
from readtui.tui.annotations.preview_lines import Details, annotation_lines, details_of, heading_lines
from readtui.tui.annotations.state import AnnotationsState
from readtui.tui.context import Context
from readtui.tui.screens.preview_place import ListPreviewed
from readtui.tui.widgets.preview_pane import Sheet
from readtui.tui.work.threads import in_thread

_REST = 0.05
_MOST_KEPT = 200
_AROUND = (0, 1, -1, 2)
_Key = tuple[str, str, str]


class Previewing:
    """Reads in a thread what is around the passage, and which notes link to the annotation.

    Also for the rows around the cursor, so that the next one is shown whole at once.
    """

    def __init__(self, state: AnnotationsState, app: Context, screen: ListPreviewed) -> None:
        self._state = state
        self._app = app
        self._screen = screen
        self._details: dict[_Key, Details] = {}
        self._comparing: Comparing | None = None

    def sheet(self, width: int) -> Sheet:
        """What lines are laid out for."""
        palette = self._app.palette
        tag_style, identity = partial(self._state.tag_style, palette=palette), self._app.services.library.identity()
        return Sheet(width, palette, self._app.console, tag_style, identity)

    def forget(self) -> None:
        """Notes may link to other annotations now."""
        self._details.clear()

    def show(self) -> None:
        """Show what is under the cursor; what must be read follows."""
        index, preview = self._screen.table.current_index, self._screen.preview
        if not preview.display:
            return
        if index is None:
            preview.show(_nothing)
        elif isinstance(heading := self._state[index], Heading):
            preview.show(partial(heading_lines, heading, self._state.entries))
        elif (found := self._state.found(index)) is not None:
            details = self._details.get(_key(found))
            preview.show(partial(annotation_lines, found, details or Details()))
            self._screen.run_worker(partial(self._read_around, index), group="preview", exclusive=True)

    async def _read_around(self, index: int) -> None:
        """Read what the row and those around it need, once the cursor has come to rest."""
        await asyncio.sleep(_REST)
        for step in _AROUND:
            found = self._state.found(index + step) if self._state.has(index + step) else None
            if found is None or _key(found) in self._details:
                continue
            if self._comparing is None:
                self._comparing = self._app.services.comparing
            details = await in_thread(partial(_read, found, self._comparing, self._app.services))
            if len(self._details) >= _MOST_KEPT:
                self._details.clear()
            self._details[_key(found)] = details
            if step == 0 and details != Details() and self._screen.table.current_index == index:
                self._screen.preview.show(partial(annotation_lines, found, details), at_top=False)


def _key(found: Found) -> _Key:
    return found.annotation.id, found.annotation.modified, found.record.text_version


def _nothing(_: Sheet) -> list[Text]:
    return []


def _read(found: Found, comparing: Comparing, services: Services) -> Details:
    record, annotation = found.record, found.annotation
    links: Sequence[Backlink] = ()
    around = None
    try:
        links = services.linking.backlinks(annotation.id)
        if annotation.passage is not None and annotation.text_version == record.text_version:
            around = surroundings(comparing.present(record), annotation.passage)
    except ReadtuiError as fault:
        # Nobody has asked for this; what cannot be read is reported when it is opened.
        DEBUG_LOG.fault(fault, "swallowed")
    return details_of(annotation, around, links)
