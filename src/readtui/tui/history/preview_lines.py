"""Lays out the preview of a change: when it was made, whether undo or redo reaches it, and what it touched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.text import Text

from readtui.services.upkeep.history import Step, Timeline
from readtui.services.wording import sentence
from readtui.text.counted import counted
from readtui.tui.history.edit_lines import EditShown, edit_lines
from readtui.tui.widgets.days import day_and_time
from readtui.tui.widgets.preview_pane import Sheet, spaced


@dataclass(frozen=True, slots=True)
class StepDetails:
    """What must be read for the preview: the edits to be shown, how many more there are, or why they are unreadable."""

    edits: Sequence[EditShown] = ()
    more: int = 0
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys that the preview names."""

    back_to: str
    forward_to: str
    reverse: str


def step_lines(
    step: Step,
    timeline: Timeline,
    details: StepDetails,
    titles: Mapping[str, str],
    keys: Keys,
    now: datetime,
    sheet: Sheet,
) -> list[Text]:
    """The lines about a change."""
    palette = sheet.palette
    change = step.change
    head = [
        *sheet.wrapped(Text(sentence(change.what).removesuffix("."), palette.title)),
        *sheet.wrapped(Text(day_and_time(change.at, now), palette.dim)),
    ]
    edits = edit_lines(details.edits, details.more, titles, sheet)
    if details.fault:
        edits = sheet.wrapped(Text(details.fault, palette.review))
    return spaced([head, sheet.wrapped(Text(_reach(step, timeline, keys, now), palette.dim)), edits])


def _reach(step: Step, timeline: Timeline, keys: Keys, now: datetime) -> str:
    """What undo or redo would do from here."""
    change_id = step.change.id
    if step.done:
        count = len(timeline.back_to(change_id))
        if count == 1:
            return f"{keys.back_to} undoes it."
        others = _others(count - 1)
        return f"{keys.back_to} undoes it and the {others} after it, {keys.reverse} only this one."
    undone = f"Undone {day_and_time(step.latest.at, now)}. "
    count = len(timeline.forward_to(change_id))
    if count > 1:
        others = _others(count - 1)
        return f"{undone}{keys.forward_to} redoes it and the {others} before it, {keys.reverse} only this one."
    if count:
        return f"{undone}{keys.forward_to} redoes it."
    return f"{undone}Redo does not reach it, because other changes came later; {keys.reverse} redoes it."


def _others(count: int) -> str:
    return "change" if count == 1 else counted(count, "change")
