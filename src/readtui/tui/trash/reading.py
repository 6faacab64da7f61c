"""Reads what the preview of the trash needs, off the UI thread."""

import asyncio

from readtui.bootstrap import Services
from readtui.debug_log import DEBUG_LOG
from readtui.errors import ReadtuiError
from readtui.services.annotating.surroundings import surroundings
from readtui.services.upkeep.trashed import Trashed, TrashItem
from readtui.tui.annotations.preview_lines import details_of
from readtui.tui.trash.preview_lines import TrashDetails
from readtui.tui.work.threads import in_thread

_REST = 0.05
_MOST_KEPT = 200
_MOST_OF_A_TEXT = 1_200
_NOTHING = TrashDetails()


class TrashReading:
    """Keeps what was read for some items. Only for the UI thread."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._kept: dict[str, TrashDetails] = {}

    def forget(self) -> None:
        """The list may show other items."""
        self._kept.clear()

    def details(self, item: TrashItem) -> TrashDetails:
        """What was read for an item so far."""
        return self._kept.get(item.id, _NOTHING)

    async def read(self, item: TrashItem) -> bool:
        """Read what an item needs, once the cursor has come to rest; return whether there is anything new."""
        if not isinstance(item, Trashed) or item.id in self._kept:
            return False
        await asyncio.sleep(_REST)
        details = await in_thread(lambda: _read(item, self._services))
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        self._kept[item.id] = details
        return details != _NOTHING


def _read(item: Trashed, services: Services) -> TrashDetails:
    annotation, record = item.annotation, item.record
    try:
        if annotation is None:
            text = services.library.open(record.id).text
            count = len(services.library.annotations_of(record))
            return TrashDetails(beginning=text[:_MOST_OF_A_TEXT], annotations=count)
        around = None
        if annotation.passage is not None and annotation.text_version == record.text_version:
            around = surroundings(services.comparing.present(record), annotation.passage)
        return TrashDetails(details_of(annotation, around, ()))
    except ReadtuiError as fault:
        # Nobody has asked for this; what cannot be read is reported when it is restored and opened.
        DEBUG_LOG.fault(fault, "swallowed")
        return _NOTHING
