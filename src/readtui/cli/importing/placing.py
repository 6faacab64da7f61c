"""Places annotations whose article has come, and says so."""

from typing import TYPE_CHECKING

from readtui.cli.output import tell

if TYPE_CHECKING:
    from readtui.bootstrap import Services


def place_waiting(services: "Services") -> None:
    """Let what waits find the articles that are there by now. Raises StorageError."""
    for notice, _ in services.importing.place_waiting():
        tell(notice)
