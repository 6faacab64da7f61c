"""Fetches pages as sources, as far as the settings allow."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readtui.importers.importer import Cancelled, Source, never

if TYPE_CHECKING:
    from readtui.importers.web.fetch import Fetched, Progress


def _nowhere() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Fetching:
    """``reaches_private``: whether private networks may be reached that the user has not named; see ``Reach``."""

    reaches_private: Callable[[], bool] = _nowhere

    def fetch(
        self, url: str, *, own: str = "", progress: "Progress | None" = None, cancelled: Cancelled = never
    ) -> "Fetched":
        """Fetch an address; ``own`` as in ``Reach``. Raises StoppedError, SourceError."""
        # Imported here because nothing else needs the network.
        from readtui.importers.web.fetch import fetch
        from readtui.importers.web.hosts import Reach

        return fetch(url, Reach(own, self.reaches_private), progress=progress, cancelled=cancelled)

    def source(self, url: str, cancelled: Cancelled = never) -> Source:
        """The page at an address in a file, under the address that it came from. Raises StoppedError, SourceError."""
        got = self.fetch(url, cancelled=cancelled)
        return Source(got.data, got.url, media_type=got.media_type, charset=got.charset)
