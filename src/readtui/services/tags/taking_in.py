"""Merges the tags of a file into the codebook."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from readtui.model.change import Change, Edit
from readtui.model.tag import Tag
from readtui.services.tags.spelling import Levels, levels_of


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What importing tags would do: ``new`` tags, ``changed`` ones, and those that stay as they are."""

    change: Change
    new: int
    changed: int
    unchanged: int


def entries_after(
    tags: Iterable[Tag], entries: Sequence[Tag], names: Mapping[Levels, str], now: str
) -> tuple[list[Edit], int, int, int]:
    """The edits of the codebook, and the numbers of tags that are new, changed and unchanged.

    What the file says about a tag replaces what the codebook says; what it leaves empty stays. ``entries`` with
    tombstones; ``names``: the tags that there are, by their own spelling.
    """
    live = {levels_of(entry.name): entry for entry in reversed(entries) if not entry.deleted}
    before = {entry.name: entry for entry in entries}
    after = dict(live)
    said: dict[Levels, None] = {}
    for tag in tags:
        levels = levels_of(tag.name)
        said[levels] = None
        old = after.get(levels) or Tag(names.get(levels, tag.name))
        made = replace(
            old,
            color=tag.color or old.color,
            description=tag.description or old.description,
            pin=old.pin if tag.pin is None else tag.pin,
        )
        if tag.pin is not None:
            # A key has one tag.
            for other, entry in after.items():
                if entry.pin == tag.pin and other != levels:
                    after[other] = replace(entry, pin=None)
        says_something = bool(made.color or made.description or made.pin is not None)
        if levels in live or says_something or levels not in names:
            after[levels] = made
    edits = [
        Edit(before.get(entry.name), replace(entry, modified=now))
        for levels, entry in after.items()
        if entry != live.get(levels)
    ]
    changed = sum(levels in names for levels in said if after.get(levels) != live.get(levels))
    new = sum(levels not in names for levels in said)
    return edits, new, changed, len(said) - new - changed
