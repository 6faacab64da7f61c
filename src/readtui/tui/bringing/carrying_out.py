"""Writes the plan of an import, and says what was done."""

from functools import partial

from readtui.errors import ReadtuiError
from readtui.services.importing.import_plan import ImportPlan
from readtui.services.wording import sentence
from readtui.tui.context import Context
from readtui.tui.news import ArticlesImported, ChangeMade


async def carry_out(app: Context, plan: ImportPlan, how_to_undo: str) -> None:
    """Write the plan as one change and report it, or what has prevented it."""
    try:
        change, plan = await app.saving.in_turn(partial(app.services.importing.carry_out, plan))
    except ReadtuiError as error:
        app.tell_error(error, title="Nothing was imported")
        return
    if change is None:
        app.tell(sentence(plan.summary()))
        return
    app.bulletin.publish(ChangeMade(change))
    added = tuple(work.record.id for work in plan.added if work.record is not None)
    if added:
        app.bulletin.publish(ArticlesImported(added))
    app.tell(f"{sentence(plan.summary())} {how_to_undo}", lasts=True)
