"""Lays out the preview of what is in the trash, and says what restoring it brings back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.text import Text

from readtui.services.annotation_reader import Found
from readtui.services.upkeep.trashed import Trashed, TrashedTag, TrashedView, TrashItem
from readtui.text.clean import visible
from readtui.text.counted import counted
from readtui.tui.annotations.preview_lines import Details, annotation_lines
from readtui.tui.matter.title_block import day_in_words
from readtui.tui.widgets.days import day_and_time
from readtui.tui.widgets.preview_pane import Sheet, spaced

_MOST_SHOWN = 1_200
_NO_DETAILS = Details()


@dataclass(frozen=True, slots=True)
class TrashDetails:
    """What must be read: around an annotation; of an article, how its text begins and how much belongs to it."""

    annotation: Details = _NO_DETAILS
    beginning: str = ""
    annotations: int | None = None


def trashed_lines(item: TrashItem, details: TrashDetails, undo_key: str, now: datetime, sheet: Sheet) -> list[Text]:
    """When it was deleted, what it is, and what comes back with it. ``undo_key`` leads to the history."""
    palette = sheet.palette
    when = Text(f"deleted {day_and_time(item.deleted, now)}", palette.dim)
    parts: list[Sequence[Text]]
    if isinstance(item, TrashedTag):
        parts = _tag(item, undo_key, sheet)
    elif isinstance(item, TrashedView):
        parts = [
            sheet.wrapped(Text(visible(item.view.name), palette.title)),
            sheet.wrapped(Text(visible(item.view.query) or "everything", palette.text)),
        ]
    elif item.annotation is None:
        parts = _article(item, details, sheet)
    else:
        parts = [annotation_lines(Found(item.record, item.annotation), details.annotation, sheet)]
        if item.record.deleted:
            parts.insert(
                0, sheet.wrapped(Text("Its article is in the trash too, and comes back with it.", palette.dim))
            )
    return spaced([sheet.wrapped(when), *parts])


def _article(item: Trashed, details: TrashDetails, sheet: Sheet) -> list[Sequence[Text]]:
    palette, metadata = sheet.palette, item.record.metadata
    facts = [metadata.creator, metadata.site, day_in_words(metadata.published), metadata.language]
    tags = " ".join(f"#{visible(tag)}" for tag in item.record.tags)
    belonging = "" if details.annotations is None else _belonging(details.annotations)
    return [
        [
            *sheet.wrapped(Text(visible(item.record.title), palette.title)),
            *sheet.wrapped(Text(" · ".join(visible(fact) for fact in facts if fact), palette.dim)),
        ],
        sheet.wrapped(Text(tags, palette.tag)) if tags else [],
        sheet.wrapped(Text(belonging, palette.dim)) if belonging else [],
        sheet.wrapped(Text(visible(details.beginning[:_MOST_SHOWN]), palette.text)) if details.beginning else [],
    ]


def _belonging(annotations: int) -> str:
    if not annotations:
        return "It has no annotations."
    verb = "comes" if annotations == 1 else "come"
    return f"Its {counted(annotations, 'annotation')} {verb} back with it."


def _tag(item: TrashedTag, undo_key: str, sheet: Sheet) -> list[Sequence[Text]]:
    palette = sheet.palette
    style = palette.highlight(item.tag.color).words if item.tag.color else palette.tag
    back = "Its name, color and description come back, but not the passages that had it."
    if undo_key:
        back += f" To get these too, undo its deletion in the history ({undo_key})."
    return [
        sheet.wrapped(Text(f"#{visible(item.tag.name)}", style)),
        sheet.wrapped(Text(visible(item.tag.description), palette.note)) if item.tag.description else [],
        sheet.wrapped(Text(back, palette.dim)),
    ]
