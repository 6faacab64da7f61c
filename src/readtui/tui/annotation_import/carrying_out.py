"""Writes the plan of an import, and says what was done."""

from functools import partial

from readtui.bootstrap import Services
from readtui.errors import ReadtuiError
from readtui.services.importing.import_plan import ImportPlan
from readtui.services.wording import sentence
from readtui.tui.host import Host
from readtui.tui.news import ArticlesImported, Bulletin, ChangeMade
from readtui.tui.work.saver import Saver


async def carry_out(
    host: Host, services: Services, bulletin: Bulletin, saving: Saver, plan: ImportPlan, how_to_undo: str
) -> None:
    """Write the plan as one change and report it, or what has prevented it."""
    try:
        change, plan = await saving.in_turn(partial(services.importing.carry_out, plan))
    except ReadtuiError as error:
        host.tell_error(error, title="Nothing was imported")
        return
    if change is None:
        host.tell(sentence(plan.summary()))
        return
    bulletin.publish(ChangeMade(change))
    added = tuple(work.record.id for work in plan.added if work.record is not None)
    if added:
        bulletin.publish(ArticlesImported(added))
    host.tell(f"{sentence(plan.summary())} {how_to_undo}", lasts=True)
