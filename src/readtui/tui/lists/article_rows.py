"""Articles as rows of two lines, the title and what tells it apart, and the preview of each."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import accumulate, groupby, pairwise
from operator import attrgetter
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from rich.text import Text

from readtui.bootstrap import Services
from readtui.debug_log import DEBUG_LOG
from readtui.errors import ReadtuiError
from readtui.model.annotation import Annotation
from readtui.model.article import ReadingState, is_waiting
from readtui.quick_dataclass import dataclass
from readtui.services.library import LibraryEntry
from readtui.services.reading.article_preview import ArticleGlance, glance
from readtui.services.saving.conflicts import other_versions
from readtui.text.clean import visible
from readtui.text.note_markdown import ReadNote, read_note
from readtui.text.phrases import counted, note_words
from readtui.tui.article.line_marks import ANSWERED, HIGHLIGHT, NOTE, OPEN, ORPHAN, REVIEW, SETTLED, TAG
from readtui.tui.article.seen_changes import CHANGED
from readtui.tui.article.title_block import day_in_words
from readtui.tui.colors.palette import ColorDepth, Palette
from readtui.tui.lists.article_order import ArticleSort, longer_source_name, source_name
from readtui.tui.notes.note_lines import NoteStyles, line_text, note_lines, tag_pieces
from readtui.tui.widgets.cells import fitted, padded
from readtui.tui.widgets.days import relative_day
from readtui.tui.widgets.preview_pane import Sheet, spaced
from readtui.tui.widgets.record_table import MARK, UNDECIDED, PaintedRow, RowLook, row_line

SIGNS = {
    ReadingState.TO_READ: "●",
    ReadingState.READING: "◐",
    ReadingState.DONE: "✓",
    ReadingState.ARCHIVED: "○",
    ReadingState.DISCUSSED: "◇",
}
WAITING = "◌"
"""Before a work whose text is not there yet, in place of the sign of its state."""
HEIGHT = 2
_BAR = 8
_GUTTER = 4
_APART, _GAP = " · ", "  "
_NARROW = 56
"""Below this width, a bar would take too much of the title."""
_MOST_MINUTES = 90
_LEAST_STRIPES, _LONGEST_STRIP, _SHARE_OF_STRIP = 6, 24, 4
_SHARE_OF_NAMES = 2
_STRIPE = "▍"
_ANNOTATIONS = "❝"
"""Stands before how many there are: a note has a sign of its own."""
SIGNS_OF_ROWS = (
    (" ".join(SIGNS.values()), "To read, reading, done, archived, discussed"),
    (_STRIPE * 3, "Passages with tags in reading order, in the colors of the tags"),
    (f"{_ANNOTATIONS}8", "Annotations in the article"),
    (f"{ANSWERED}1 {OPEN}2", "Threads: answered (your turn), other open ones"),
    (f"{SETTLED}3", "Threads, all of them settled"),
    (f"{ORPHAN}1 {REVIEW}2", "Passages that are lost, passages to review"),
    (CHANGED, "The text has changed since you saw it"),
    (f"{MARK} {UNDECIDED}", "Marked for the next action; several versions to choose between"),
)
_LEAST_NAME, _LEAST_SOURCE, _LEAST_TAG = 6, 16, 4
_MOST_LINES, _MOST_LINES_OF_CARD = 9, 16
_MOST_QUOTED, _QUOTE_LINES, _NOTE_LINES = 400, 3, 3
_MOST_TAGS = 12
_MOST_ANNOTATIONS = 6
_LONG_BAR = 16
_ONLY_COLOR = Style(reverse=False)


@dataclass(frozen=True, slots=True)
class ArticleColumns:
    """What stands at the right edge of a list: cells for minutes and annotations; titles that several articles have.

    ``day``: when all of the articles were read or added, in words, if that was on the same day, which is said once;
    else the articles ``have_days`` of their own.
    """

    cells: int = 0
    twins: frozenset[str] = frozenset()
    day: str = ""
    have_days: bool = False


class ArticleStatus(NamedTuple):
    """How many of an article's threads stand how, and how many annotations need review or have lost their passage and
    wait for a decision.
    """

    answered: int = 0
    open: int = 0
    settled: int = 0
    review: int = 0
    lost: int = 0


NOTHING_STANDS = ArticleStatus()


@dataclass(frozen=True, slots=True)
class ArticleLook:
    """How a row is painted. ``by``: what the list is sorted by. ``above``: the article in the row above. ``tags``: the
    tags of the article's annotations, in reading order. ``standing``: how they stand.
    """

    width: int
    palette: Palette
    columns: ArticleColumns
    now: datetime
    by: ArticleSort = ArticleSort.RECENT
    is_current: bool = False
    is_marked: bool = False
    above: LibraryEntry | None = None
    tags: Sequence[str] = ()
    standing: ArticleStatus = NOTHING_STANDS


def columns_for(entries: Sequence[LibraryEntry], by: ArticleSort = ArticleSort.RECENT) -> ArticleColumns:
    """The right edge for these articles, which are sorted ``by`` something: no wider than they need."""
    if not entries:
        return ArticleColumns()
    longest = max(len(_in_minutes(one)) for one in set(map(attrgetter("minutes"), entries)))
    cells = max(longest, len(_annotations(max(map(attrgetter("annotations"), entries)))))
    titles = Counter(map(attrgetter("title"), entries))
    twins = frozenset(title for title, count in titles.items() if count > 1)
    moments, now = [_moment(entry, by) for entry in entries], datetime.now().astimezone()
    first, last = relative_day(min(moments), now), relative_day(max(moments), now)
    if first == last and len(entries) > 1:
        return ArticleColumns(cells, twins, first)
    return ArticleColumns(cells, twins, have_days=bool(last))


def progress_bar(fraction: float, cells: int = _BAR) -> tuple[str, str]:
    """The read and unread parts of a bar, exact to half a cell; never full before the end is reached."""
    halves = int(max(0.0, min(1.0, fraction)) * cells * 2)
    read = "━" * (halves // 2) + ("╸" if halves % 2 else "")
    return read, "─" * (cells - len(read))


def is_begun(entry: LibraryEntry) -> bool:
    """Whether some of the article is read and some is not. The first screen of what is to be read is not reading it."""
    return entry.progress >= 0.01 and entry.record.state is ReadingState.READING


def paint_entry(entry: LibraryEntry, look: ArticleLook) -> PaintedRow:
    """Paint the two lines, exactly ``look.width`` cells. A marked article has a star in front, one with several
    versions an exclamation mark.
    """
    return [_first_line(entry, look), _second_line(entry, look)]


def title_style(entry: LibraryEntry, palette: Palette) -> Style:
    """Bold as long as the article is unread, dim once it has been read."""
    match entry.record.state:
        case ReadingState.TO_READ:
            return palette.title
        case ReadingState.READING | ReadingState.DISCUSSED:
            return palette.text
        case _:
            return palette.dim


def sign_style(shelf: ReadingState, palette: Palette) -> Style:
    return palette.quote_bar if shelf in (ReadingState.TO_READ, ReadingState.READING) else palette.dim


def _first_line(entry: LibraryEntry, look: ArticleLook) -> list[Segment]:
    palette, shelf = look.palette, entry.record.state
    mark, mark_style = " ", palette.text
    if look.is_marked:
        mark, mark_style = MARK, palette.title
    elif other_versions(entry.record):
        mark, mark_style = UNDECIDED, palette.review
    right: list[tuple[str, Style]] = [(f" {_in_minutes(entry.minutes):>{look.columns.cells}} ", palette.dim)]
    if is_begun(entry) and look.width >= _NARROW:
        read, unread = progress_bar(entry.progress)
        right = [("  ", palette.text), (read, palette.quote_bar), (unread, palette.faint), *right]
    room = look.width - _GUTTER - _cells(right)
    title = padded(visible(entry.record.title), room)
    sign = WAITING if is_waiting(entry.record.id) else SIGNS[shelf]
    left = ((mark, mark_style), (sign, sign_style(shelf, palette)), (" ", palette.text))
    return _line(look, *left, (title, title_style(entry, palette)), *right)


def _second_line(entry: LibraryEntry, look: ArticleLook) -> list[Segment]:
    palette, columns = look.palette, look.columns
    has_sign = entry.is_changed and palette.depth is not ColorDepth.NONE
    annotations = f" {_annotations(entry.annotations):>{columns.cells}} "
    right = [(annotations, palette.text if entry.is_noted else palette.dim)]
    if look.width < _NARROW and is_begun(entry):
        right = [(f" {int(entry.progress * 100)}%", palette.dim), *right]
    right = [*_standing(look), *right]
    room = look.width - _GUTTER - _cells(right)
    # Names are cut before the last few stripes give way, or the name that stands for them.
    least = 0
    if look.tags and look.width >= _NARROW:
        commonest = f"#{Counter(look.tags).most_common(1)[0][0]} +9"
        stripes = min(len(look.tags), _LEAST_STRIPES)
        least = len(_GAP) + (cell_len(commonest) if palette.depth is ColorDepth.NONE else stripes)
    about = about_entry(entry, look, room - least)
    tags = _tags(entry.record.tags, room - least - cell_len(about), look, bool(about))
    left = room - cell_len(about) - _cells(tags)
    strip = _strip(look, left - len(_GAP)) if least else []
    gap = " " * (left - _cells(strip))
    parts = (about, palette.dim), *tags, (gap, palette.text), *strip, *right
    sign = (" ", palette.text), (CHANGED if has_sign else " ", palette.review + _ONLY_COLOR), (" ", palette.text)
    return _line(look, *sign, *parts)


def about_entry(entry: LibraryEntry, look: ArticleLook, room: int) -> str:
    """Author and source, as far as they are known, cut only where there is no room for them, and the day, which is
    never cut. First of all that there is no text yet and, without colors, whether it has changed, else a sign.
    """
    record = entry.record
    is_narrow, is_twin = look.width < _NARROW, record.title in look.columns.twins
    author, source = visible(record.metadata.creator), (longer_source_name if is_twin else source_name)(record)
    if author.casefold() == source.casefold():
        author = ""
    if is_narrow and author and not is_twin:
        source = ""
    day = _day(entry, look) if look.columns.have_days else ""
    changed = "changed" if entry.is_changed and look.palette.depth is ColorDepth.NONE else ""
    if is_waiting(record.id):
        changed = "no text yet"
    if changed:
        room -= cell_len(changed) + len(_APART)
    if day:
        room -= cell_len(day) + len(_APART)
    if not is_narrow:
        # A third is left to the tags.
        room -= min(room // 3, sum(cell_len(tag) + 2 for tag in record.tags))
    return _APART.join(filter(None, (changed, *_names(author, source, room), day)))


def _names(author: str, source: str, room: int) -> tuple[str, str]:
    """Both, cut to what has room: at first the source, then both."""
    if author and source:
        author = fitted(author, max(room // 2, room - len(_APART) - min(_LEAST_SOURCE, cell_len(source))))
        room -= cell_len(author) + len(_APART)
        return author, fitted(source, room) if room >= _LEAST_NAME else ""
    return fitted(author, room), fitted(source, room)


def _day(entry: LibraryEntry, look: ArticleLook) -> str:
    """The day that matters, unless it is that of the row above: days below each other are said once."""
    day = relative_day(_moment(entry, look.by), look.now)
    if look.above is None or look.is_current:
        return day
    return "" if relative_day(_moment(look.above, look.by), look.now) == day else day


def _strip(look: ArticleLook, room: int) -> list[tuple[str, Style]]:
    """A stripe for each tag, in its color. Of many, the commonest of several neighbors. The names of the commonest tags
    stand before them: in the current row, all for which there is room.

    Without colors, the names of the commonest tags, as far as there is room, and how many others there are.
    """
    palette, tags = look.palette, look.tags
    if palette.depth is ColorDepth.NONE:
        return [(_names_of_tags(tags, min(room, look.width // _SHARE_OF_NAMES)), palette.dim)]
    count = max(1, min(len(tags), _LONGEST_STRIP, look.width // _SHARE_OF_STRIP, room))
    shown = tags
    if count < len(tags):
        bounds = [number * len(tags) // count for number in range(count + 1)]
        shown = [Counter(tags[start:end]).most_common(1)[0][0] for start, end in pairwise(bounds)]
    styles = groupby(stripe_style(tag, palette) for tag in shown)
    stripes = [(_STRIPE * len(list(together)), style) for style, together in styles]
    room -= count + 1
    if look.is_current:
        named = _as_many(list(dict.fromkeys(tags)), room)
    else:
        commonest = [tag for tag, _ in Counter(tags).most_common()]
        named = _as_many(commonest, min(room, look.width // _SHARE_OF_STRIP))
    return [*((f"#{visible(tag)} ", palette.tag_style(tag)) for tag in named), *stripes]


def _names_of_tags(tags: Sequence[str], room: int) -> str:
    """The commonest tags, and how many others there are; no name is given up for that if it is the only one."""
    names = [tag for tag, _ in Counter(tags).most_common()]
    fitting = [f"#{visible(name)}" for name in _as_many(names, room)]
    for count in range(len(fitting), 0, -1):
        said = " ".join([*fitting[:count], *([f"+{len(names) - count}"] if count < len(names) else [])])
        if cell_len(said) <= room:
            return said
    return " ".join(fitting[:1])


def _as_many(tags: Sequence[str], room: int) -> Sequence[str]:
    """The first of the tags, as far as their names have room beside each other."""
    ends = accumulate(cell_len(visible(tag)) + 2 for tag in tags)
    return tags[: sum(end <= room + 1 for end in ends)]


def stripe_style(tag: str, palette: Palette) -> Style:
    """The color of a tag's stripe: quiet, if the codebook gives it none."""
    color = palette.tags.color(tag)
    return palette.highlight(color).gutter if color else palette.dim


def _moment(entry: LibraryEntry, by: ArticleSort) -> str:
    """The time that matters in this order."""
    if by is ArticleSort.ADDED:
        return entry.added
    if by is ArticleSort.PUBLISHED:
        return entry.record.metadata.published
    return entry.last_read or entry.added


def _in_minutes(minutes: int) -> str:
    if not minutes:
        return ""
    return f"{minutes}m" if minutes <= _MOST_MINUTES else f"{round(minutes / 60)}h"


def _annotations(count: int) -> str:
    return f"{_ANNOTATIONS}{count:,}" if count else ""


def _standing(look: ArticleLook) -> list[tuple[str, Style]]:
    """How many passages are lost and need review; how many threads are answered and how many others are open, or how
    many are settled once there are none.
    """
    palette, (answered, others, settled, review, lost) = look.palette, look.standing
    strayed = [(f" {sign}{count:,}", palette.review) for sign, count in ((ORPHAN, lost), (REVIEW, review)) if count]
    said = [(f" {ANSWERED}{answered:,}", palette.subheading)] if answered else []
    said += [(f" {OPEN}{others:,}", palette.text)] if others else []
    return strayed + (said or ([(f" {SETTLED}{settled:,}", palette.dim)] if settled else []))


def _tags(tags: Sequence[str], room: int, look: ArticleLook, follows: bool) -> list[tuple[str, Style]]:
    parts: list[tuple[str, Style]] = []
    for number, tag in enumerate(tags):
        before = (" " if number else _APART) if number or follows else ""
        name = f"#{visible(tag)}"
        if len(before) + cell_len(name) > room:
            if room - len(before) >= _LEAST_TAG:
                parts += [(before, look.palette.dim), (fitted(name, room - len(before)), look.palette.tag_style(tag))]
            break
        parts += [(before, look.palette.dim), (name, look.palette.tag_style(tag))]
        room -= len(before) + cell_len(name)
    return parts


def _cells(parts: Iterable[tuple[str, Style]]) -> int:
    return sum(cell_len(text) for text, _ in parts)


def _line(look: ArticleLook, *parts: tuple[str, Style]) -> list[Segment]:
    return row_line(parts, RowLook(look.width, look.palette, look.is_current))


@dataclass(frozen=True, slots=True)
class ArticleDetails:
    """What must be read for the preview of an article. ``notes``: those of its latest annotations, parsed, by id."""

    glance: ArticleGlance
    notes: Mapping[str, ReadNote]


def details_of(seen: ArticleGlance) -> ArticleDetails:
    """Parse the notes too."""
    notes = {one.id: read_note(one.note[:_MOST_QUOTED]) for one in seen.latest if one.note}
    return ArticleDetails(seen, notes)


def read_details(entry: LibraryEntry, services: Services) -> ArticleDetails:
    """Read how the article begins and what was last written on it."""
    try:
        return details_of(glance(services.library, entry.record, entry.annotations, _MOST_ANNOTATIONS))
    except ReadtuiError as fault:
        # Nobody has asked for this; what cannot be read is reported when it is opened.
        DEBUG_LOG.fault(fault, "swallowed")
        return details_of(ArticleGlance())


def article_lines(
    entry: LibraryEntry, details: ArticleDetails | None, now: datetime, sheet: Sheet, *, is_card: bool = False
) -> list[Text]:
    """The lines about an article; without ``details``, which must be read, what the library's listing knows.

    A card shows its lead and its first paragraphs.
    """
    palette, record = sheet.palette, entry.record
    parts: list[Sequence[Text]] = [
        [*sheet.wrapped(Text(visible(record.title), palette.title)), *_facts(entry, sheet)],
        _state(entry, now, sheet),
    ]
    if record.tags:
        parts.append(sheet.wrapped(line_text(tag_pieces(record.tags, palette))))
    if details is None:
        return spaced(parts)
    seen = details.glance
    begins = [(words, style) for words, style in ((seen.lead, palette.lead), (seen.paragraph, palette.text)) if words]
    begins += [(words, palette.text) for words in seen.following]
    for words, style in begins if is_card else begins[:1]:
        most = _MOST_LINES_OF_CARD if is_card else _MOST_LINES
        parts.append(_limited(sheet.wrapped(Text(words, style)), most, sheet.width))
    if seen.lost or seen.review:
        parts.insert(2, _strayed(seen, sheet))
    if seen.note:
        parts.append(_note(seen.note, sheet))
    if seen.tags:
        parts.append(_tag_counts(seen.tags, sheet))
    parts += [_annotation(one, details.notes.get(one.id), sheet) for one in seen.latest]
    more = entry.annotations - len(seen.latest) - bool(seen.note)
    if more > 0:
        what = counted(more, "more annotation") if seen.latest else counted(more, "annotation")
        parts.append([Text(f"{_ANNOTATIONS} {what}", palette.dim)])
    return spaced(parts)


def group_lines(name: str, count: int, sheet: Sheet) -> list[Text]:
    return spaced(
        [sheet.wrapped(Text(name, sheet.palette.title)), [Text(counted(count, "article"), sheet.palette.dim)]]
    )


def _facts(entry: LibraryEntry, sheet: Sheet) -> list[Text]:
    """Who wrote it, where and when it was published, and how long it is."""
    metadata = entry.record.metadata
    who = [visible(metadata.creator), source_name(entry.record), visible(day_in_words(metadata.published))]
    size = [f"{count:,} {unit}" for count, unit in ((entry.minutes, "min"), (entry.words, "words")) if count]
    size += [f"first {part.read:,} of {part.of:,} pages"] if (part := entry.record.part) else []
    size.append(visible(metadata.language))
    lines = (" · ".join(filter(None, facts)) for facts in (dict.fromkeys(who), size))
    return [line for facts in lines if facts for line in sheet.wrapped(Text(facts, sheet.palette.dim))]


def _state(entry: LibraryEntry, now: datetime, sheet: Sheet) -> list[Text]:
    """How far it is read and when, else since when it is there."""
    palette, record = sheet.palette, entry.record
    line = Text()
    if is_begun(entry):
        read, unread = progress_bar(entry.progress, _LONG_BAR)
        line.append(read, palette.quote_bar).append(unread, palette.faint)
        line.append(f" {int(entry.progress * 100)}% · ", palette.dim)
    elif (shelf := record.state) in (ReadingState.DONE, ReadingState.ARCHIVED):
        line.append(f"{shelf.heading} · ", palette.dim)
    what, when = ("read", entry.last_read) if entry.last_read else ("added", record.added)
    line.append(f"{what if line.plain else what.capitalize()} {relative_day(when, now)}", palette.dim)
    changed = Text(f"{CHANGED} changed since you saw it", palette.review + _ONLY_COLOR)
    return [*sheet.wrapped(line), *(sheet.wrapped(changed) if entry.is_changed else ())]


def _strayed(seen: ArticleGlance, sheet: Sheet) -> list[Text]:
    """How many annotations have lost their passage or need review."""
    lost = f"{ORPHAN} {counted(seen.lost, 'passage')} lost" if seen.lost else ""
    review = f"{REVIEW} {seen.review:,} to review" if seen.review else ""
    return sheet.wrapped(Text(" · ".join(filter(None, (lost, review))), sheet.palette.review + _ONLY_COLOR))


def _tag_counts(tags: Sequence[tuple[str, int]], sheet: Sheet) -> list[Text]:
    line = Text()
    for number, (tag, count) in enumerate(tags[:_MOST_TAGS]):
        # No-break spaces keep a tag and its count together.
        line.append("  " if number else "")
        if sheet.palette.depth is not ColorDepth.NONE:
            # What the stripes in the article's row are.
            line.append(_STRIPE, stripe_style(tag, sheet.palette))
        line.append(f"#{visible(tag)}".replace(" ", "\u00a0"), sheet.palette.tag_style(tag))
        line.append(f"\u00a0{count:,}", sheet.palette.dim)
    if len(tags) > _MOST_TAGS:
        line.append(f"  … {len(tags) - _MOST_TAGS:,} more", sheet.palette.dim)
    return sheet.wrapped(line)


def _annotation(annotation: Annotation, note: ReadNote | None, sheet: Sheet) -> list[Text]:
    """The quote in its color, the tags, and the beginning of the note."""
    palette = sheet.palette
    mark = palette.mark_of(annotation)
    sign = NOTE if annotation.note else HIGHLIGHT if annotation.color else TAG
    narrow = Sheet(sheet.width - 2, palette, sheet.console)
    quote = Text(visible(annotation.quoted_text[:_MOST_QUOTED]), mark.text if annotation.color else palette.quote)
    lines = _limited(narrow.wrapped(quote), _QUOTE_LINES, narrow.width)
    if annotation.tags:
        lines += _limited(narrow.wrapped(line_text(tag_pieces(annotation.tags, palette))), 1, narrow.width)
    if note is not None:
        styles = NoteStyles(
            palette.note, palette.dim, palette.title, palette.code, palette.link, palette.quote, linked=palette.linked
        )
        lines += _limited(
            [line_text(line) for line in note_lines(note, narrow.width, styles)], _NOTE_LINES, narrow.width
        )
    # What a text begins with is not to be the style of the whole line.
    first = (Text().append(f"{sign} ", mark.gutter), *(Text("  ") for _ in lines[1:]))
    return [before.append_text(line) for before, line in zip(first, lines, strict=True)]


def _note(note: str, sheet: Sheet) -> list[Text]:
    text = Text().append(f"{NOTE} ", sheet.palette.subheading).append(_first_words(note), sheet.palette.note)
    return _limited(sheet.wrapped(text), 2 * _NOTE_LINES, sheet.width)


def _first_words(note: str) -> str:
    return visible(note_words(" ".join(note[:_MOST_QUOTED].split())))


def _limited(lines: list[Text], most: int, width: int) -> list[Text]:
    """The first lines; the last one says that there are more, in so many cells."""
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    last.rstrip()
    if last.plain and not last.plain.endswith("…"):
        last.truncate(max(1, min(cell_len(last.plain.rstrip(".,;:")), width - 1)))
        last.append("…", last.spans[-1].style if last.spans else last.style)
    return lines[:most]
