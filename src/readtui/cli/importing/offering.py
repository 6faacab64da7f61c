"""Says which annotations of other programs lie beside what was added, or takes them."""

from typing import TYPE_CHECKING

from readtui.cli.output import complain, tell

if TYPE_CHECKING:
    from readtui.services.importing.importing import Importing
    from readtui.services.importing.offering import Offering


def offer_annotations(importing: "Importing", offering: "Offering", *, takes: bool) -> None:
    """Tell of new annotations; with ``takes``, import them as one change. Raises StorageError."""
    offer = offering.offer()
    if offer is None:
        return
    if not takes:
        for line in offer.lines() if offer.found else ():
            tell(line)
        return
    for refused in offer.refused:
        complain(f"{refused.name}: {refused.message}", refused.hint)
    if offer.found:
        importing.carry_out(offer.plan)
        tell(f"{offer.words}: {offer.plan.summary()}. To take them back: readtui undo")
