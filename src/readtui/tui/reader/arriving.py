"""Goes to the place that the reader was opened for, or returned to for."""

from readtui.tui.destination import Destination
from readtui.tui.reader.finding import Finding
from readtui.tui.reader.navigating import Navigating
from readtui.tui.reader.placement import Placement
from readtui.tui.reader.reading import Reading


class Arriving:
    """A place is an annotation, one to place, a hit of a search, or the end of a jump."""

    def __init__(self, navigating: Navigating, finding: Finding, placement: Placement, reading: Reading) -> None:
        self._navigating = navigating
        self._finding = finding
        self._placement = placement
        self._reading = reading

    def arrive(self, destination: Destination) -> None:
        """Go to a place in the text that is shown; stay at the last position if ``destination`` names none."""
        annotation_id, arrival = destination.annotation_id, destination.arrival
        self._placement.stop()
        if arrival is not None:
            self._navigating.arrive(arrival)
        if destination.found is not None:
            self._finding.mark(destination.found)
        elif destination.choosing is not None:
            self._placement.begin(annotation_id, destination.choosing)
        elif annotation_id:
            self._reading.go_to(annotation_id, remember=arrival is None)
