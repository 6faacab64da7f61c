"""What a tag's row and its preview show: how often it was used, when, where last, and with which other tags."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial
from math import ceil
from typing import TypeGuard

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from rich.text import Text

from readtui.bootstrap import Services
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.quick_dataclass import dataclass
from readtui.search.query.syntax import has_tag_term
from readtui.services.annotation_reader import FoundAnnotation
from readtui.services.tags.spelling import Levels, levels_of
from readtui.services.tags.survey import Survey, uses_in
from readtui.services.tags.tree import TagNode
from readtui.text.clean import visible
from readtui.text.phrases import counted, note_words
from readtui.tui.codebook.state import TreeRow
from readtui.tui.colors.palette import Palette
from readtui.tui.widgets.cells import bar, chart, fitted, padded, sparkline
from readtui.tui.widgets.days import day_name
from readtui.tui.widgets.preview_pane import Lines, Sheet, spaced
from readtui.tui.widgets.record_table import UNDECIDED, RowLook, row_line

COLORED = "●"
"""Before a tag with a color of its own."""
_GAP = "  "
_LEAST_NAME, _USUAL_NAME = 12, 24
_LEAST_BAR, _MOST_BAR = 8, 40
_SPARK, _MOST_SPARK = 14, 36
_LEAST_ABOUT, _MOST_ABOUT, _BESIDE_ABOUT = 30, 72, 20
_BEFORE_NAME = 4
"""Cursor, versions, color, space."""
_BEFORE_SCROLLBAR = 1
_MOST_TOGETHER = 8
_MOST_QUOTE_LINES, _MOST_NOTE_LINES = 3, 2
_MOST_SHOWN = 1_000
_MOST_ARTICLES = 12
_CHART_ROWS, _LEAST_CHART, _MOST_CHART, _MOST_PARTS = 2, 16, 60, 40
_PERIODS = {1: "a day", 7: "a week", 28: "in four weeks", 364: "a year"}
"""What a bar of the chart may be of, in days."""
_BETWEEN = " · "


@dataclass(frozen=True, slots=True)
class TagColumns:
    """The widths of the columns in cells; 0 for one that is not there. ``most``: the uses of which a bar is full."""

    name: int
    key: int
    uses: int
    bar: int
    course: int
    about: int
    most: int


def fit_columns(rows: Sequence[TreeRow], width: int) -> TagColumns:
    """In a narrow place the course over time gives way first, then the bar; names are cut last. In a wide one, what a
    tag is for stands in its row, if any tag says it.
    """
    uses = max((cell_len(f"{row.node.within:,}") for row in rows), default=0)
    uses = max(uses, len("Uses"))
    names = max((cell_len(row.guide) + cell_len(visible(row.node.label)) for row in rows), default=0)
    key = len("Key") if any(row.node.pin for row in rows) else 0
    room = width - _BEFORE_NAME - len(_GAP) - uses - (key + len(_GAP) if key else 0) - _BEFORE_SCROLLBAR
    room, names = max(1, room), max(names, _LEAST_NAME)
    least = min(names, _USUAL_NAME)
    lying = _LEAST_BAR + len(_GAP) if room >= least + _LEAST_BAR + len(_GAP) else 0
    course = _SPARK + len(_GAP) if lying and room >= least + lying + _SPARK + len(_GAP) else 0
    name = min(names, room - lying - course)
    most = max((row.node.within for row in rows), default=0)
    about = min(_MOST_ABOUT, room - name - 2 * (_BESIDE_ABOUT + len(_GAP)) - len(_GAP))
    if course and about >= _LEAST_ABOUT and any(row.node.description.strip() for row in rows):
        return TagColumns(name, key, uses, _BESIDE_ABOUT, _BESIDE_ABOUT, about, most)
    bar_cells = min(_MOST_BAR, room - name - course - len(_GAP)) if lying else 0
    if course:
        course += min(_MOST_SPARK - _SPARK, room - name - course - bar_cells - len(_GAP))
    return TagColumns(name, key, uses, bar_cells, course - len(_GAP) if course else 0, 0, most)


def paint_headings(columns: TagColumns, survey: Survey | None, palette: Palette) -> list[Segment]:
    cells = [" " * _BEFORE_NAME + padded("Tag", columns.name)]
    if columns.key:
        cells.append(padded("Key", columns.key))
    cells.append(padded("Uses", columns.uses, right=True))
    if columns.bar:
        cells.append(" " * columns.bar)
    if columns.course:
        cells.append(axis(survey.since, columns.course) if _has_course(survey) else " " * columns.course)
    if columns.about:
        cells.append("About")
    return [Segment(_GAP.join(cells), palette.dim)]


def _has_course(survey: Survey | None) -> TypeGuard[Survey]:
    """Whether the uses are of more than one day."""
    return survey is not None and bool(survey.since) and survey.since < date.today().toordinal()


def axis(since: int, cells: int) -> str:
    """What stands at the ends of a course over time: when it begins, and today."""
    first = date.fromordinal(since)
    begin, end = f"{first:%b}" if first.year == date.today().year else f"{first:%b %Y}", "today"
    rule = cells - len(begin) - len(end) - 2
    return f"{begin} {'─' * rule} {end}" if rule > 0 else fitted(f"{begin} {end}", cells).ljust(cells)


def paint_tag(row: TreeRow, columns: TagColumns, survey: Survey | None, look: RowLook) -> list[Segment]:
    """One line, as wide as the list. A tag that only leads to one that was found is dim."""
    palette, node = look.palette, row.node
    color = palette.tag_style(node.name)
    is_top = not node.depth
    guide = fitted(row.guide, columns.name - 1)
    sign = COLORED if node.color else " "
    name_style = palette.dim if not row.passes else palette.title if is_top else palette.text
    parts: list[tuple[str, Style]] = [
        (UNDECIDED, palette.review) if node.versions > 1 else (" ", palette.text),
        (sign, color),
        (" ", palette.text),
        (guide, palette.faint),
        (padded(visible(node.label), columns.name - cell_len(guide)), name_style),
    ]
    if columns.key:
        parts += [(_GAP, palette.text), (padded(str(node.pin or ""), columns.key), palette.tag)]
    uses = padded(f"{node.within:,}" if node.within else "–", columns.uses, right=True)
    parts += [(_GAP, palette.text), (uses, palette.text if node.within else palette.dim)]
    if columns.bar:
        parts += [(_GAP, palette.text), (bar(node.within, columns.most, columns.bar), color)]
    if columns.course:
        course = _course(node.levels, survey, columns.course)
        parts += [(_GAP, palette.text), (course.ljust(columns.course), palette.dim)]
    if columns.about:
        says = fitted(visible(" ".join(node.description.split())), columns.about)
        parts += [(_GAP, palette.text), (says, palette.quote)]
    return row_line(parts, look)


def _course(levels: Levels, survey: Survey | None, cells: int) -> str:
    if not _has_course(survey) or not (days := survey.days.get(levels)):
        return ""
    counts = uses_in(days, survey.since, max(date.today().toordinal(), *days), cells)
    # Those of a few days are some cells wide.
    return sparkline([count for count in counts for _ in range(max(1, cells // len(counts)))])


@dataclass(frozen=True, slots=True)
class Latest:
    """Where a tag was used last, the last first: passages, and the articles that have it themselves."""

    passages: Sequence[FoundAnnotation] = ()
    articles: Sequence[ArticleRecord] = ()


def read_latest(node: TagNode, survey: Survey, services: Services) -> Latest:
    """Where the tag was used last. Raises StorageError."""
    return Latest(_latest_passages(node, survey, services), _latest_articles(node, services))


def _latest_articles(node: TagNode, services: Services) -> Sequence[ArticleRecord]:
    if node.within == node.passages:
        return ()
    records = (one.record for one in services.library.listed())
    tagged = [one for one in records if any(levels_of(tag)[: len(node.levels)] == node.levels for tag in one.tags)]
    return tagged[: -_MOST_ARTICLES - 1 : -1]


def _latest_passages(node: TagNode, survey: Survey, services: Services) -> Sequence[FoundAnnotation]:
    latest = survey.latest.get(node.levels, ())
    matcher = services.library.matcher(has_tag_term(node.name))
    found: dict[str, Sequence[Annotation]] = {}
    for _, record in latest:
        if record.id not in found:
            found[record.id] = services.library.reading.passing(matcher, record)
    by_moment = {(one.created, one.article_id): one for there in found.values() for one in there}
    return [
        FoundAnnotation(record, by_moment[moment, record.id])
        for moment, record in latest
        if (moment, record.id) in by_moment
    ]


def tag_lines(
    node: TagNode, names: Mapping[Levels, str], survey: Survey | None, now: datetime, latest: Latest | None
) -> Lines:
    """What stands beside the list: the tag and its description, where it was used last, the tags beside it.

    ``names``: the spelling of all tags.
    """
    return partial(_lines, node, names, survey, now, latest)


def _lines(
    node: TagNode,
    names: Mapping[Levels, str],
    survey: Survey | None,
    now: datetime,
    latest: Latest | None,
    sheet: Sheet,
) -> list[Text]:
    parts = [_head(node, sheet), _together(node, names, survey, sheet)]
    if latest is not None:
        parts += (passage_lines(found, now, sheet) for found in latest.passages)
        parts.append([_article_line(one, sheet) for one in latest.articles])
    return spaced([*parts, _course_lines(node, survey, sheet)])


def _article_line(record: ArticleRecord, sheet: Sheet) -> Text:
    title = fitted(visible(record.title), sheet.width)
    author = fitted(visible(record.metadata.creator), sheet.width - cell_len(title) - len(_GAP))
    return Text().append(title, sheet.palette.text).append(f"{_GAP}{author}" if author else "", sheet.palette.dim)


def _course_lines(node: TagNode, survey: Survey | None, sheet: Sheet) -> list[Text]:
    """When the tag was used, as a chart with its axes."""
    palette = sheet.palette
    if not _has_course(survey) or not (days := survey.days.get(node.levels)):
        return []
    label = len(f"{sum(days.values()):,}") + 1
    cells = min(_MOST_CHART, sheet.width - label - 1)
    if cells < _LEAST_CHART:
        return []
    until = max(date.today().toordinal(), *days)
    length = until - survey.since + 1
    each = next((each for each in _PERIODS if ceil(length / each) <= min(cells, _MOST_PARTS)), max(_PERIODS))
    parts = ceil(length / each)
    counts = uses_in(days, survey.since, survey.since + parts * each - 1, min(parts, cells))
    wide = max(1, cells // len(counts))
    # An empty cell between bars that are wide enough.
    uses = [count if cell < wide - 1 or wide == 1 else 0 for count in counts for cell in range(wide)]
    beside = [f"{max(counts):,}", *[""] * (_CHART_ROWS - 1)]
    lines = [
        Text.assemble((f"{number:>{label - 1}} ", palette.dim), (row, palette.tag_style(node.name)), no_wrap=True)
        for number, row in zip(beside, chart(uses, _CHART_ROWS), strict=True)
    ]
    return [
        Text(f"uses {_PERIODS[each]}", palette.dim),
        *lines,
        Text(" " * label + axis(survey.since, len(uses)), palette.dim),
    ]


def _head(node: TagNode, sheet: Sheet) -> list[Text]:
    palette = sheet.palette
    color = sheet.palette.tag_style(node.name)
    name = Text().append(f"{COLORED} " if node.color else "", color)
    lines = sheet.wrapped(name.append(visible(node.name), palette.title))
    if says := visible(" ".join(node.description.split())):
        lines += sheet.wrapped(Text(says, palette.quote))
    return lines + sheet.wrapped(Text(uses_in_words(node), palette.dim))


def uses_in_words(node: TagNode) -> str:
    """How often the tag is used, and on what: 22 passages, 15 of them by nested tags · 2 articles · key 3."""
    nested = node.within - node.own
    what = [counted(node.passages, "passage")] if node.passages else []
    if articles := node.within - node.passages:
        what.append(counted(articles, "article"))
    if nested and what:
        what[-1] += f" ({nested:,} by nested tags)"
    if not what:
        what = ["not in use"]
    if node.color:
        what.append(visible(node.color))
    if node.pin:
        what.append(f"key {node.pin}")
    if node.similar:
        what.append("similar: " + ", ".join(f"#{visible(name)}" for name in node.similar))
    return " · ".join(what)


def most_together(node: TagNode, survey: Survey | None) -> list[tuple[Levels, int]]:
    """The tags that it shares passages with, those with the most first, and how many."""
    shared = survey.together.get(node.levels, {}) if survey is not None else {}
    # A tag that is there only through the one nested in it says nothing more.
    outer = {
        levels[:end] for levels in shared for end in range(1, len(levels)) if shared[levels[:end]] == shared[levels]
    }
    others = ((levels, count) for levels, count in shared.items() if levels not in outer)
    return sorted(others, key=lambda one: (-one[1], one[0]))


def _together(node: TagNode, names: Mapping[Levels, str], survey: Survey | None, sheet: Sheet) -> list[Text]:
    most = most_together(node, survey)
    if not most:
        return []
    lines = [Text().append("with", sheet.palette.dim)]
    for levels, count in most[:_MOST_TOGETHER]:
        name = names.get(levels, "/".join(levels))
        piece = Text(f" #{visible(name)}", sheet.palette.tag_style(name)).append(f" {count:,}", sheet.palette.dim)
        if lines[-1].cell_len + piece.cell_len + len(_BETWEEN) > sheet.width:
            lines.append(Text(" " * len("with")))
        lines[-1].append(" ·" if len(lines[-1]) > len("with") else "", sheet.palette.dim).append(piece)
    if len(most) > _MOST_TOGETHER:
        lines.append(Text(f"     and {len(most) - _MOST_TOGETHER:,} more", sheet.palette.dim))
    return [sheet.wrapped(line)[0] for line in lines]


def passage_lines(found: FoundAnnotation, now: datetime, sheet: Sheet) -> list[Text]:
    """A passage with its note, its article and its day."""
    palette, annotation = sheet.palette, found.annotation
    quote = _one_line(annotation.quoted_text) if annotation.quote else ""
    lines = _first_lines(
        Text(f"“{quote}”" if quote else "on the whole article", palette.text), _MOST_QUOTE_LINES, sheet
    )
    if note := _one_line(note_words(annotation.note)):
        lines += _first_lines(Text(f"✎ {note}", palette.note), _MOST_NOTE_LINES, sheet)
    when = day_name(annotation.created, now)
    when = f" · {when.lower() if when in ('Today', 'Yesterday') else when}"
    title = fitted(visible(found.record.title), sheet.width - cell_len(when))
    return [*lines, Text(title + when, palette.dim)]


def _one_line(text: str) -> str:
    return " ".join(visible(text[:_MOST_SHOWN]).split())


def _first_lines(text: Text, most: int, sheet: Sheet) -> list[Text]:
    lines = sheet.wrapped(text)
    if len(lines) > most:
        lines[most - 1] = Text(fitted(lines[most - 1].plain.rstrip(), sheet.width - 1) + "…", text.style)
    return lines[:most]
