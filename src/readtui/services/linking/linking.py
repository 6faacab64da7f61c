"""Links between notes: where they lead, what links somewhere, and what can be linked to."""

from collections.abc import Callable
from dataclasses import dataclass

from readtui.services.library import Library
from readtui.services.linking.backlinks import Backlink, backlinks, links_into
from readtui.services.linking.candidates import LinkCandidates
from readtui.services.linking.locating import Located


@dataclass(frozen=True, slots=True)
class Linking:
    """``locate`` finds an id here, then in the other libraries of this device, in the trash too; None if it is nowhere.

    Methods raise StorageError.
    """

    library: Library
    locate: Callable[[str], Located | None]

    def backlinks(self, full_id: str) -> list[Backlink]:
        """The annotations whose notes link to an article or annotation."""
        return backlinks(self.library.repository, full_id)

    def links_into(self, is_wanted: Callable[[str], bool]) -> dict[str, list[Backlink]]:
        """For each wanted id that notes link to, the annotations with these notes."""
        return links_into(self.library.repository, is_wanted)

    def candidates(self, article_id: str) -> LinkCandidates:
        """What a note in an article can link to."""
        return LinkCandidates(self.library, article_id)
