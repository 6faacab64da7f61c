"""What is in the trash: where it is read, its rows, and the preview of each: what restoring brings back."""

import time
from collections.abc import Sequence
from dataclasses import field
from datetime import datetime

from rich.text import Text

from readtui.bootstrap import Services
from readtui.debug_log import DEBUG_LOG
from readtui.errors import ReadtuiError
from readtui.model.tag import Tag
from readtui.model.view import Lists
from readtui.quick_dataclass import dataclass
from readtui.search.query.syntax import Query
from readtui.services.annotating.surroundings import surroundings
from readtui.services.annotation_reader import FoundAnnotation
from readtui.services.reading.article_preview import beginning_of
from readtui.services.upkeep.trash import TrashedRecord, TrashedTag, TrashedView, TrashItem, name_of, passing
from readtui.text.clean import visible
from readtui.text.phrases import counted, note_words
from readtui.tui.article.title_block import day_in_words
from readtui.tui.colors.palette import Palette
from readtui.tui.dialogs.confirm import ConfirmDialog
from readtui.tui.lists.annotation_preview import AnnotationDetails, annotation_lines, details_of
from readtui.tui.lists.annotation_rows import glyph
from readtui.tui.notes.note_lines import line_text, tag_pieces
from readtui.tui.widgets.days import ByDay, Day, by_day, day_and_time, time_name
from readtui.tui.widgets.preview_pane import Sheet, spaced
from readtui.tui.widgets.record_table import PaintedRow, Part, RowLook, paint_two_lines
from readtui.tui.work.stream import StreamTurn

ARTICLE, TAG, VIEW = "≡", "#", "/"
_MOST_QUOTED = 400
_NO_DETAILS = AnnotationDetails()
ROW_LINES = 2
_SHARE_OF_TIME = 0.1


@dataclass(frozen=True, slots=True)
class TrashFound:
    """The items that pass by day, the latest first, how many there are without a filter, and the codebook's entries."""

    by_day: ByDay[TrashItem] = field(default_factory=ByDay)
    total: int = 0
    tags: Sequence[Tag] = ()
    is_last: bool = False

    @property
    def items(self) -> Sequence[TrashItem]:
        return self.by_day.items


class TrashListing:
    """Lists the trash in a thread, the latest first, and keeps what it has read."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._kept: tuple[int, list[TrashItem]] | None = None

    def stream(self, query: Query, turn: StreamTurn[TrashFound]) -> None:
        """Emit the list: a part of it early, and the whole. Raises StoppedError, StorageError."""
        services = self._services
        passes, tags = passing(services.library.matcher(query)), services.library.tag_entries()
        stamp = services.repository.listing_stamp()
        if self._kept is not None and self._kept[0] == stamp:
            kept = self._kept[1]
            turn.emit(_found([item for item in kept if passes(item)], len(kept), tags, is_last=True))
            return
        items: list[TrashItem] = []
        found: list[TrashItem] = []
        due = 0.0
        for part in services.trash.walk():
            turn.check()
            items += part
            found += filter(passes, part)
            if turn.is_due and time.monotonic() > due and found:
                begun = time.monotonic()
                turn.emit(_found(_latest_first(found), len(items), tags, is_last=False))
                due = time.monotonic() + (time.monotonic() - begun) / _SHARE_OF_TIME
        self._kept = stamp, _latest_first(items)
        turn.emit(_found(_latest_first(found), len(items), tags, is_last=True))


def _found(items: Sequence[TrashItem], total: int, tags: Sequence[Tag], *, is_last: bool) -> TrashFound:
    keyed = ((item.id, item.deleted, ROW_LINES, "") for item in items)
    return TrashFound(by_day(items, keyed, datetime.now().astimezone()), total, tags, is_last)


def _latest_first(items: Sequence[TrashItem]) -> list[TrashItem]:
    return sorted(items, key=lambda item: (item.deleted, item.id), reverse=True)


def removal_question(chosen: Sequence[TrashItem]) -> ConfirmDialog:
    """Asks whether to delete items for good."""
    articles, others = _parted(chosen)
    lines = ["This cannot be undone."]
    if articles:
        whose = "Its texts, annotations and backups go" if len(articles) == 1 else "Texts, annotations and backups go"
        lines.append(f"{whose} with {'it' if len(articles) == 1 else 'the articles'}.")
    if others:
        what = "what else is deleted" if articles else "it" if len(others) == 1 else "them"
        lines.append(f"Backups on this device keep {what} for up to a year.")
    return ConfirmDialog(f"Delete {name_of(chosen)} for good?", "\n".join(lines), "Delete", "Keep", loses=True)


def remove_for_good(services: Services, chosen: Sequence[TrashItem]) -> None:
    """Remove the items. Raises ReadtuiError; what was removed before it stays removed."""
    articles, others = _parted(chosen)
    gone = {item.id for item in articles}
    # Annotations go with their article.
    left = [item for item in others if not (isinstance(item, TrashedRecord) and item.record.id in gone)]
    if left:
        services.trash.remove_for_good(*left)
    for item in articles:
        services.purge(item.id)


def _parted(items: Sequence[TrashItem]) -> tuple[list[TrashedRecord], list[TrashItem]]:
    articles: list[TrashedRecord] = []
    others: list[TrashItem] = []
    for item in items:
        if isinstance(item, TrashedRecord) and item.annotation is None:
            articles.append(item)
        else:
            others.append(item)
    return articles, others


def paint_trashed(item: TrashItem, look: RowLook, now: datetime) -> PaintedRow:
    """Two lines. A marked one has a star before its words."""
    mark, words, below = _described(item, look.palette)
    return paint_two_lines(mark, words, time_name(item.deleted, now), below, look)


def _described(item: TrashItem, palette: Palette) -> tuple[Part, Part, list[Part]]:
    """The mark, the words, and what is below them."""
    if isinstance(item, TrashedTag):
        style = palette.highlight(item.tag.color).words if item.tag.color else palette.tag
        below = [("tag", palette.byline), *_some((visible(item.tag.description), palette.dim))]
        return (TAG, style), (visible(item.tag.name), style), below
    if not isinstance(item, TrashedRecord):
        lists = "articles" if item.view.lists is Lists.ARTICLES else "annotations"
        below = [(f"saved view of {lists}", palette.byline), *_some((visible(item.view.query), palette.dim))]
        return (VIEW, palette.dim), (visible(item.view.name), palette.text), below
    record, annotation = item.record, item.annotation
    if annotation is None:
        metadata = record.metadata
        about = " · ".join(visible(one) for one in (metadata.creator, metadata.site) if one)
        return (
            (ARTICLE, palette.dim),
            (visible(record.title), palette.title),
            [("article", palette.byline), *_some((about, palette.dim))],
        )
    quoted = visible(annotation.quoted_text[:_MOST_QUOTED]) if annotation.quote else "the whole article"
    below = [(visible(record.title), palette.byline)]
    below += ((f"#{visible(tag)}", palette.tag_style(tag)) for tag in annotation.tags)
    note = annotation.note[:_MOST_QUOTED].lstrip().split("\n", 1)[0]
    below += _some((visible(note_words(note)), palette.dim))
    mark = glyph(annotation), palette.mark_of(annotation).gutter
    return mark, (quoted, palette.text if annotation.quote else palette.byline), below


def _some(part: Part) -> list[Part]:
    return [part] if part[0] else []


@dataclass(frozen=True, slots=True)
class TrashDetails:
    """What must be read: around an annotation; of an article, how its text begins and how much belongs to it."""

    annotation: AnnotationDetails = _NO_DETAILS
    beginning: str = ""
    annotations: int | None = None


def trashed_lines(
    item: TrashItem, details: TrashDetails | None, undo_key: str, now: datetime, sheet: Sheet
) -> list[Text]:
    """When it was deleted, what it is, and what comes back with it. ``undo_key`` leads to the history."""
    palette, details = sheet.palette, details or TrashDetails()
    when = Text(f"Deleted {day_and_time(item.deleted, now)}", palette.dim)
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
        parts = [annotation_lines(FoundAnnotation(item.record, item.annotation), details.annotation, sheet)]
        if item.record.deleted:
            parts.insert(
                0, sheet.wrapped(Text("Its article is in the trash too, and comes back with it.", palette.dim))
            )
    return spaced([sheet.wrapped(when), *parts])


def _article(item: TrashedRecord, details: TrashDetails, sheet: Sheet) -> list[Sequence[Text]]:
    palette, metadata = sheet.palette, item.record.metadata
    facts = [metadata.creator, metadata.site, day_in_words(metadata.published), metadata.language]
    belonging = "" if details.annotations is None else _belonging(details.annotations)
    return [
        [
            *sheet.wrapped(Text(visible(item.record.title), palette.title)),
            *sheet.wrapped(Text(" · ".join(visible(fact) for fact in facts if fact), palette.dim)),
        ],
        sheet.wrapped(line_text(tag_pieces(item.record.tags, palette))) if item.record.tags else [],
        sheet.wrapped(Text(belonging, palette.dim)) if belonging else [],
        sheet.wrapped(Text(details.beginning, palette.text)) if details.beginning else [],
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


def details_key(item: Day | TrashItem) -> str | None:
    """What the details of an item are kept by; None if nothing must be read."""
    return item.id if isinstance(item, TrashedRecord) else None


def read_details(services: Services, item: Day | TrashItem) -> TrashDetails:
    if not isinstance(item, TrashedRecord):
        return TrashDetails()
    annotation, record = item.annotation, item.record
    try:
        if annotation is None:
            lead, paragraph = beginning_of(services.library.open(record.id))
            count = len(services.library.annotations_of(record))
            return TrashDetails(beginning=lead or paragraph, annotations=count)
        around = None
        if annotation.passage is not None and annotation.text_version == record.text_version:
            around = surroundings(services.passage_comparison.present(record), annotation.passage)
        return TrashDetails(details_of(annotation, around, ()))
    except ReadtuiError as fault:
        # Nobody has asked for this; what cannot be read is reported when it is restored and opened.
        DEBUG_LOG.fault(fault, "swallowed")
        return TrashDetails()
