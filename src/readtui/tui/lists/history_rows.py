"""What was changed: where it is read, its rows, and the preview of each: what was done, when, to what."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import datetime
from itertools import islice

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text

from readtui.bootstrap import Services
from readtui.errors import ReadtuiError
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.model.card import Card
from readtui.model.change import Change, Edit, LaterEdits, Record
from readtui.model.reply import Reply
from readtui.model.tag import Tag
from readtui.model.view import View
from readtui.quick_dataclass import dataclass
from readtui.services.saving.undo import Timeline, UndoStep
from readtui.services.wording import annotation_name, done, excerpt, sentence
from readtui.text.case_folding import folding
from readtui.text.clean import visible
from readtui.text.phrases import counted, note_words
from readtui.tui.colors.palette import Palette
from readtui.tui.lists.annotation_rows import glyph
from readtui.tui.lists.list_screen import Header
from readtui.tui.notes.voices import REPLY, name_of
from readtui.tui.screens.record_screen import Emptiness
from readtui.tui.widgets.cells import fitted
from readtui.tui.widgets.days import ByDay, Day, by_day, day_and_time, time_name
from readtui.tui.widgets.preview_pane import Sheet, spaced
from readtui.tui.widgets.record_table import PaintedRow, Part, RowLook, paint_two_lines
from readtui.tui.work.stream import StreamTurn

_EARLY = 150
_CHECKED_EVERY = 200
_MOST_EDITS, _MOST_NAMED = 60, 3
_MOST_OF_A_TEXT = 240
_VIEWS, _CODEBOOK = "Saved views", "Codebook"
_AROUND_WORDS, _LEAST_QUOTE = 7, 12
"""Cells of a row beside its words and its time."""
_ADDED, _REMOVED = "+", "−"
_ARTICLE, _TAG, _VIEW, _DELETED, _MANY = "≡", "#", "/", "×", "⁝"


@dataclass(frozen=True, slots=True)
class HistoryRequest:
    """Which changes to list: of an article, or with an empty id of the library; those that have all ``words``."""

    article_id: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class HistoryFound:
    """The steps that pass by day, the latest first. ``titles``: of all articles by id, also of those in the trash."""

    by_day: ByDay[UndoStep] = field(default_factory=ByDay)
    timeline: Timeline = field(default_factory=Timeline)
    titles: Mapping[str, str] = field(default_factory=dict)
    is_last: bool = False


def list_history(services: Services, asked: HistoryRequest, turn: StreamTurn[HistoryFound]) -> None:
    """Emit the list: the latest changes early, and all of them. Raises StoppedError, StorageError."""
    titles = {article_id: visible(title) for article_id, title in services.library.titles().items()}
    for latest in (_EARLY, 0):
        timeline = services.history.timeline(asked.article_id, latest=latest)
        steps = _passing(timeline, titles, asked, turn)
        keyed = (
            (one.change.id, one.change.at, lines_of(one), "" if asked.article_id else place_of(one.change, titles))
            for one in steps
        )
        by_days = by_day(steps, keyed, datetime.now().astimezone())
        turn.emit(HistoryFound(by_days, timeline, titles, is_last=not latest))


def _passing(
    timeline: Timeline, titles: Mapping[str, str], asked: HistoryRequest, turn: StreamTurn[HistoryFound]
) -> Sequence[UndoStep]:
    words = asked.words.split()
    if not words:
        return timeline.steps
    fold = folding(asked.words)
    wanted = [fold(word) for word in words]
    found: list[UndoStep] = []
    for number, step in enumerate(timeline.steps):
        if number % _CHECKED_EVERY == 0:
            turn.check()
        said = fold(" ".join((done(step.change.what), *(titles.get(one, "") for one in touched_articles(step.change)))))
        if all(word in said for word in wanted):
            found.append(step)
    return found


def history_header(found: HistoryFound, article_id: str) -> Header:
    """Whose changes are listed, and how many."""
    detail = f"of “{found.titles.get(article_id, '')}”" if article_id else ""
    if not found.is_last:
        return Header("History", detail, "reading …")
    steps = found.by_day.items
    listed, total, undone = len(steps), len(found.timeline.steps), sum(not step.done for step in steps)
    shown = f"{listed:,} of {total:,}" if listed != total else counted(listed, "change") if listed else ""
    return Header("History", detail, f"{undone:,} undone · {shown}" if undone else shown)


def ways_from(step: UndoStep | None, timeline: Timeline) -> Mapping[str, str]:
    """The commands that matter at a change, with their labels: what leads there, and there alone."""
    if step is None:
        return {}
    if step.done:
        return {"history.open": "go there", "history.back_to": "undo to here", "history.reverse": "undo this alone"}
    if timeline.forward_to(step.change.id):
        return {"history.open": "go there", "history.forward_to": "redo to here", "history.reverse": "redo this alone"}
    return {}


def why_no_history(article_id: str) -> Emptiness:
    """Why there are no changes, in an article or in the library."""
    title, back = "Nothing changed yet", ("history.back", "back")
    if article_id:
        return Emptiness(
            title,
            "You have not changed anything in this article on this device.",
            [("history.show_all", "the changes of all articles"), back],
            ("show_all", "filter"),
        )
    return Emptiness(title, "What you do to articles and notes on this device is listed here.", [back])


def paint_step(step: UndoStep, titles: Mapping[str, str], look: RowLook, now: datetime) -> PaintedRow:
    """One line or two. An undone change is quiet, and says that it is undone."""
    change, palette = step.change, look.palette
    style = palette.text if step.done else palette.dim
    right = time_name(change.at, now)
    words = _words_below_place(change, titles, look.width - len(right) - _AROUND_WORDS)
    below: list[Part] = (
        [] if step.done else [(step.state, palette.text + Style(color=palette.review.color, italic=True))]
    )
    if said := _more_about(change):
        below.append((said, palette.note if step.done else palette.dim))
    mark = _mark(change, palette) if step.done else (_mark(change, palette)[0], palette.dim)
    return paint_two_lines(mark, (words, style), right, below, look)


def lines_of(step: UndoStep) -> int:
    """How many lines its row has."""
    return 2 if not step.done or _more_about(step.change) else 1


def _mark(change: Change, palette: Palette) -> tuple[str, Style]:
    edits = change.edits
    if isinstance(edits, LaterEdits) or (len(edits) > 1 and not _is_about_one(change)):
        return _MANY, palette.kicker
    if not edits:
        return " ", palette.dim
    after = edits[0].after
    if after.deleted:
        return _DELETED, palette.text + Style(color=palette.review.color, bold=True)
    match after:
        case Annotation():
            return glyph(after), palette.mark_of(after).gutter
        case Reply():
            return REPLY, palette.dim
        case ArticleRecord():
            return _ARTICLE, palette.dim
        case Tag():
            return _TAG, palette.highlight(after.color).words if after.color else palette.tag
        case View():
            return _VIEW, palette.dim
    return " ", palette.dim


def _is_about_one(change: Change) -> bool:
    """Whether it is a change to an article, with what follows from it, or to a tag's entry alone."""
    return isinstance(change.edits[0].after, ArticleRecord) and len(change.article_ids) == 1


def touched_articles(change: Change) -> list[str]:
    return [one for one in change.article_ids if one]


def words_of(change: Change, titles: Mapping[str, str]) -> str:
    """What the change was, with the whole titles of its articles: messages have room for the first words only."""
    said = sentence(done(change.what)).removesuffix(".")
    for article_id in touched_articles(change)[:_MOST_NAMED]:
        if title := titles.get(article_id):
            said = said.replace(excerpt(title), f"“{title}”")
    return said


def place_of(change: Change, titles: Mapping[str, str]) -> str:
    """What the change was made to: its article, or where its tags and views are listed."""
    if articles := touched_articles(change):
        return titles.get(articles[0], "An article that is gone") if len(articles) == 1 else "Several articles"
    edit = _only_edit(change)
    return _VIEWS if edit and isinstance(edit.after, View) else _CODEBOOK


def _words_below_place(change: Change, titles: Mapping[str, str], room: int) -> str:
    """What the change was, below the title of its article, and with as much of the passage as there is room for."""
    articles, edit = touched_articles(change), _only_edit(change)
    if len(articles) != 1:
        return words_of(change, titles)
    said = sentence(done(change.what)).removesuffix(".")
    title = excerpt(titles[articles[0]]) if articles[0] in titles else ""
    if title and title in said:
        return said.replace(f"the article {title}", title).replace(title, "the article")
    if edit and isinstance(edit.after, Annotation) and edit.after.quote:
        short, quote = annotation_name(edit.after), visible(" ".join(edit.after.quoted_text.split()))
        if short in said:
            left = room - cell_len(said) + cell_len(short) - len("“”")
            said = said.replace(short, f"“{fitted(quote, max(_LEAST_QUOTE, left))}”")
    return said


def _more_about(change: Change) -> str:
    """How a note or reply begins that was written or deleted; how much a change of several articles has touched."""
    articles, edit = touched_articles(change), _only_edit(change)
    if edit is not None:
        before = getattr(edit.before, "note", "") if isinstance(edit.before, Annotation) else ""
        match edit.after:
            case Annotation(note=note, deleted=deleted) if note and (deleted or note != before):
                words = _first_words(note)
                return "" if f"“{words}”" in change.what else words
            case Reply(text=text):
                return _first_words(text)
        return ""
    if len(articles) < 2:
        return ""
    records, places = len(change.edits), counted(len(articles), "article")
    return places if records <= len(articles) else f"{counted(records, 'change')} in {places}"


def _only_edit(change: Change) -> Edit | None:
    """The edit of a change that is about one thing, with what follows from it in the codebook and in review."""
    if isinstance(change.edits, LaterEdits) or len(change.edits) > _MOST_NAMED:
        return None
    edits = [one for one in change.edits if not isinstance(one.after, Tag | Card)] or change.edits
    return edits[0] if len(edits) == 1 else None


def _first_words(text: str) -> str:
    return visible(note_words(" ".join(text[:_MOST_OF_A_TEXT].split())))


@dataclass(frozen=True, slots=True)
class ChangeEffect:
    """One thing that an edit did: ``before`` became ``after``; one of them may be empty."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class EditShown:
    """An edit, and what it did. ``verb``: added, deleted, restored; empty for a change of what stays."""

    record: Record
    verb: str
    differences: Sequence[ChangeEffect]


@dataclass(frozen=True, slots=True)
class StepDetails:
    """What must be read for the preview: the edits to be shown, how many more there are, or why they are unreadable."""

    edits: Sequence[EditShown] = ()
    more: int = 0
    fault: str = ""


def details_key(shown: Day | UndoStep) -> str | None:
    """What the details of a change are kept by; None for a day, which has none."""
    return shown.change.id if isinstance(shown, UndoStep) else None


def read_details(shown: Day | UndoStep) -> StepDetails:
    """Read the edits of a change: a large one keeps them packed."""
    try:
        return StepDetails(*shown_edits(shown.change)) if isinstance(shown, UndoStep) else StepDetails()
    except ReadtuiError as fault:
        return StepDetails(fault=fault.message)


def shown_edits(change: Change) -> tuple[list[EditShown], int]:
    """The first edits of a change, and how many more there are. Raises DamagedError if they cannot be read."""
    shown = [_shown(edit) for edit in islice(change.edits, _MOST_EDITS)]
    return shown, len(change.edits) - len(shown)


def edit_lines(shown: Sequence[EditShown], more: int, titles: Mapping[str, str], sheet: Sheet) -> list[Text]:
    palette = sheet.palette
    lines: list[Text] = []
    place: str | None = None
    for one in shown:
        where = _article_of(one.record) or (_VIEWS if isinstance(one.record, View) else _CODEBOOK)
        if where != place:
            place = where
            name = where
            if where not in (_VIEWS, _CODEBOOK):
                name = f"{_ARTICLE} {titles.get(where, 'An article that is gone')}"
            lines += [*([Text()] if lines else []), *sheet.wrapped(Text(name, palette.title))]
        lines += _edit_lines(one, sheet)
    return [*lines, Text(f"… and {counted(more, 'more change')}", palette.dim)] if more > 0 else lines


def _edit_lines(one: EditShown, sheet: Sheet) -> Iterator[Text]:
    palette, record = sheet.palette, one.record
    verb_style = palette.removed if one.verb == "deleted" else palette.inserted if one.verb else palette.dim
    if isinstance(record, Annotation):
        words = visible(record.quoted_text[:_MOST_OF_A_TEXT]) if record.quote else "the whole article"
        mark = Text().append(glyph(record) + " ", palette.mark_of(record).gutter)
        head = mark.append(fitted(words, sheet.width - 2), palette.text)
    elif isinstance(record, Reply):
        head = Text().append(f"{REPLY} ", palette.dim).append(name_of(record.creator, sheet.identity), palette.text)
    elif isinstance(record, Tag):
        head = Text(f"# {fitted(visible(record.name), sheet.width - 2)}", palette.tag_style(record.name))
    elif isinstance(record, View):
        head = Text(f"/ {fitted(visible(record.name), sheet.width - 2)}", palette.text)
    elif isinstance(record, Card):
        head = Text("  when it is asked in review", palette.dim)
    else:
        head = Text()
    if head:
        yield head
    if one.verb:
        yield Text("  ").append(one.verb, verb_style)
    for each in one.differences:
        yield from _difference_lines(each, sheet)


def _difference_lines(one: ChangeEffect, sheet: Sheet) -> Iterator[Text]:
    palette, room = sheet.palette, max(8, sheet.width - 4 - len(one.name))
    if one.before and one.after and len(one.before) + len(one.after) + 3 <= room:
        line = (
            Text().append(f"  {one.name} ", palette.dim).append(one.before, palette.removed).append(" → ", palette.dim)
        )
        yield line.append(one.after, palette.inserted)
        return
    for sign, text, style in ((_REMOVED, one.before, palette.removed), (_ADDED, one.after, palette.inserted)):
        if text:
            yield Text().append(f"  {sign} {one.name} ", palette.dim).append(fitted(text, room - 2), style)


def _shown(edit: Edit) -> EditShown:
    before, after = edit.before, edit.after
    was_there = before is not None and not before.deleted
    if after.deleted and was_there:
        verb = "deleted"
    elif not after.deleted and not was_there:
        verb = "added" if before is None else "restored"
    else:
        verb = ""
    old = _facts(before) if before is not None and verb != "added" else {}
    new = _facts(after)
    differences = [] if verb == "deleted" else list(_differences(old, new))
    return EditShown(after, verb, differences)


def _differences(old: Mapping[str, Sequence[str]], new: Mapping[str, Sequence[str]]) -> Iterator[ChangeEffect]:
    for name in dict.fromkeys((*old, *new)):
        before = [one for one in old.get(name, ()) if one not in new.get(name, ())]
        after = [one for one in new.get(name, ()) if one not in old.get(name, ())]
        if before or after:
            yield ChangeEffect(name, " ".join(before), " ".join(after))


def _facts(record: Record) -> dict[str, Sequence[str]]:
    """What a person can change of a record, in words."""
    match record:
        case Annotation():
            facts = {
                "color": _some(record.color or ""),
                "tags": _tags(record.tags),
                "note": _some(record.note),
                "passage": _some(record.quoted_text),
                "state": () if record.anchor.value == "exact" else (record.anchor.value,),
                "thread": ("asks for an answer",) if record.is_thread else (),
            }
        case Reply():
            facts = {"reply": _some(record.text), "thread": (record.sets.value,) if record.sets else ()}
        case ArticleRecord():
            metadata = record.metadata
            facts = {
                "title": _some(metadata.title),
                "author": _some(metadata.creator),
                "address": _some(metadata.source),
                "tags": _tags(record.tags),
                "state": (record.reading_state.value,),
                "archived": ("archived",) if record.archived else (),
                "text": _some(record.text_version),
            }
        case Tag():
            facts = {
                "color": _some(record.color or ""),
                "description": _some(record.description),
                "key": (str(record.pin),) if record.pin else (),
            }
        case View():
            facts = {"name": _some(record.name), "query": _some(record.query)}
        case Card():
            facts = {}
    return facts


def _some(text: str) -> Sequence[str]:
    return (visible(" ".join(text[:_MOST_OF_A_TEXT].split())),) if text else ()


def _tags(tags: Iterable[str]) -> Sequence[str]:
    return tuple(f"#{visible(tag)}" for tag in tags)


def _article_of(record: Record) -> str:
    if isinstance(record, Annotation | Card | Reply):
        return record.article_id
    return record.id if isinstance(record, ArticleRecord) else ""


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys that the preview names."""

    back_to: str
    forward_to: str
    reverse: str


def step_lines(
    step: UndoStep,
    timeline: Timeline,
    details: StepDetails | None,
    titles: Mapping[str, str],
    keys: Keys,
    now: datetime,
    sheet: Sheet,
) -> list[Text]:
    palette, change, details = sheet.palette, step.change, details or StepDetails()
    head = [
        *sheet.wrapped(Text(words_of(change, titles), palette.title)),
        *sheet.wrapped(Text(day_and_time(change.at, now), palette.dim)),
    ]
    edits = edit_lines(details.edits, details.more, titles, sheet)
    if details.fault:
        edits = sheet.wrapped(Text(details.fault, palette.review))
    return spaced([head, sheet.wrapped(Text(_reach(step, timeline, keys, now), palette.dim)), edits])


def _reach(step: UndoStep, timeline: Timeline, keys: Keys, now: datetime) -> str:
    """What undo or redo would do from here."""
    change_id = step.change.id
    if step.done:
        count = len(timeline.back_to(change_id))
        if count == 1:
            return f"{keys.back_to} or {keys.reverse} undoes it."
        others = _others(count - 1)
        return f"{keys.back_to} undoes to here: it and the {others} after it. {keys.reverse} undoes this alone."
    undone = f"Undone {day_and_time(step.latest.at, now)}. "
    count = len(timeline.forward_to(change_id))
    if count > 1:
        here = f"{keys.forward_to} redoes to here: it and the {_others(count - 1)} before it."
        return f"{undone}{here} {keys.reverse} redoes this alone."
    if count:
        return f"{undone}{keys.forward_to} or {keys.reverse} redoes it."
    return f"{undone}Redo does not reach it, because there are later changes; {keys.reverse} redoes it."


def _others(count: int) -> str:
    return "change" if count == 1 else counted(count, "change")
