"""Says which annotations of other programs lie beside what was added, or takes them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from readtui.cli.importing.progress import importing_progress
from readtui.cli.output import complain, tell

if TYPE_CHECKING:
    from readtui.bootstrap import Services
    from readtui.services.importing.beside import Brought


def offer_annotations(services: "Services", brought: "Sequence[Brought]", *, takes: bool) -> None:
    """Tell of new annotations with what was added; with ``takes``, import them as one change. Raises StorageError."""
    from readtui.services.importing.beside import Neighbours, may_offer

    # Nothing of an import is loaded if there is nothing to import.
    neighbours = Neighbours()
    if not (takes or may_offer(brought, neighbours)):
        return
    from readtui.services.importing.offering import Offering

    importing = services.importing
    offering = Offering(importing, looks_into_all=takes, neighbours=neighbours)
    for one in brought:
        offering.added(one)
    with importing_progress() as progress:
        offer = offering.offer(progress)
    if not takes:
        for line in offer.lines() if offer is not None and offer.found else ():
            tell(line)
        return
    for refused in offer.refused if offer is not None else ():
        complain(f"{refused.name}: {refused.message}", refused.hint)
    if offer is None or not offer.found:
        tell("No new annotations were found with these files.")
        return
    change, plan = importing.carry_out(offer.plan)
    undo = ". To take them back: readtui undo" if change is not None else ""
    tell(f"{offer.words}: {plan.summary()}{undo}")
