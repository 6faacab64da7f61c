"""Publishes events about the library to whoever subscribes while the app is open."""

from collections.abc import Callable

from readtui.model.change import Change
from readtui.quick_dataclass import dataclass
from readtui.services.importing.sidecars import AddedSource


@dataclass(frozen=True, slots=True)
class ChangeMade:
    """A change to show from now on. It is on disk or on its way there."""

    change: Change


@dataclass(frozen=True, slots=True)
class ChangeDropped:
    """A change that was shown but will never be saved."""

    change: Change


@dataclass(frozen=True, slots=True)
class SaveStateChanged:
    """The number of unsaved changes, or the error that blocks them, has changed."""


@dataclass(frozen=True, slots=True)
class ImportProgressed:
    """Adding or reloading has moved on or ended."""


@dataclass(frozen=True, slots=True)
class ArticlesImported:
    """Articles were added, or were already in the library."""

    article_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SourcesRead:
    """Sources were added or reloaded."""

    brought: tuple[AddedSource, ...]


LibraryEvent = ChangeMade | ChangeDropped | SaveStateChanged | ImportProgressed | ArticlesImported | SourcesRead
Listener = Callable[[LibraryEvent], None]


class EventBus:
    """Passes each event to all subscribers, in the order in which they subscribed. Only for the UI thread."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def subscribe(self, listener: Listener) -> None:
        """Pass all future events to ``listener``."""
        self._listeners.append(listener)

    def unsubscribe(self, listener: Listener) -> None:
        """Stop passing events to ``listener``."""
        self._listeners.remove(listener)

    def publish(self, event: LibraryEvent) -> None:
        """Pass an event to all current subscribers."""
        for listener in tuple(self._listeners):
            listener(event)
