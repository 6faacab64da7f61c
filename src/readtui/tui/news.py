"""What happens to the library while the app is open, and how whoever wants to know hears of it."""

from collections.abc import Callable
from dataclasses import dataclass

from readtui.model.change import Change


@dataclass(frozen=True, slots=True)
class ChangeMade:
    """A change to show from now on: it is on disk, or on its way there."""

    change: Change


@dataclass(frozen=True, slots=True)
class ChangeDropped:
    """A change that was shown, is not on disk and never will be."""

    change: Change


@dataclass(frozen=True, slots=True)
class SaveStateChanged:
    """More or less of what is shown is on disk now."""


@dataclass(frozen=True, slots=True)
class ImportProgressed:
    """Adding or refreshing goes on, or has ended."""


@dataclass(frozen=True, slots=True)
class ArticlesImported:
    """Articles were added, or found again."""

    article_ids: tuple[str, ...]


News = ChangeMade | ChangeDropped | SaveStateChanged | ImportProgressed | ArticlesImported
Listener = Callable[[News], None]


class Bulletin:
    """Hands each piece of news to those who listen, in the order in which they began to. Only for the UI thread."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def subscribe(self, listener: Listener) -> None:
        """Hand it all news from now on."""
        self._listeners.append(listener)

    def unsubscribe(self, listener: Listener) -> None:
        """Hand it nothing any more."""
        self._listeners.remove(listener)

    def publish(self, news: News) -> None:
        """Hand this to everyone who listens now."""
        for listener in tuple(self._listeners):
            listener(news)
