"""How articles look in the list."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from rich.cells import cell_len
from rich.console import Console

from readtui.model.article import ArticleRecord, Metadata
from readtui.services.library import LibraryEntry
from readtui.tui.colors.colors import OWN_THEMES
from readtui.tui.colors.palette import ColorDepth
from readtui.tui.colors.palette_maker import make_palette
from readtui.tui.lists.article_rows import Look, article_lines, columns_for, paint_entry, progress_bar
from readtui.tui.lists.article_sources import relative_day
from readtui.tui.widgets.preview_pane import Sheet


def entry(**changes: object) -> LibraryEntry:
    record = ArticleRecord("id", Metadata(title="Long"), "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "h", 5)
    made = LibraryEntry(record, words=5, minutes=1, progress=0.0, annotations=0, last_read="")
    return replace(made, **changes)  # type: ignore[arg-type]


def painted(one: LibraryEntry, width: int = 76, others: Sequence[LibraryEntry] = ()) -> list[str]:
    """The lines of an article's row."""
    palette = make_palette(OWN_THEMES["readtui-dark"], ColorDepth.FULL)
    now = datetime(2026, 3, 10, tzinfo=UTC)
    look = Look(width, palette, lambda _: palette.tag, columns_for([one, *others]), now)
    lines = ["".join(segment.text for segment in line) for line in paint_entry(one, look)]
    assert [cell_len(line) for line in lines] == [width, width]
    return lines


@pytest.mark.parametrize(("minutes", "said"), [(1, "1m"), (90, "90m"), (91, "2h"), (3480, "58h"), (36000, "600h")])
def test_long_reading_times_are_in_hours_and_never_cut(minutes: int, said: str) -> None:
    assert painted(entry(minutes=minutes))[0].endswith(f" {said} ")


@pytest.mark.parametrize(("progress", "bar"), [(0.0, ""), (0.009, ""), (0.5, "━━━━────"), (0.999, "━━━━━━━╸")])
def test_only_an_article_that_was_begun_has_a_bar(progress: float, bar: str) -> None:
    assert re.findall("[━╸─]+", painted(entry(progress=progress))[0]) == [bar][: bool(bar)]
    percent = f" {int(progress * 100)}%"
    assert (percent in painted(entry(progress=progress), 40)[1]) is bool(bar)


@pytest.mark.parametrize("width", [30, 40, 55, 56, 76, 200])
def test_a_row_has_what_is_known_and_cuts_names_before_the_age(width: int) -> None:
    known = entry(annotations=1300, progress=0.3, last_read="2026-03-09T12:00:00Z")
    metadata = Metadata(title="長い " * 60, creator="A. " * 40, site="The\x1b site " * 9)
    known = replace(known, record=replace(known.record, metadata=metadata, tags=("a/b", "c" * 300)))
    lines = painted(known, width)
    assert "…" in lines[0]
    assert "yesterday" in lines[1]
    assert "✎1,300" in lines[1]
    assert "\x1b" not in lines[1]
    assert painted(entry(), width)[1].split() == ["1", "Jan"]


def named(title: str, source: str, **known: str) -> LibraryEntry:
    one = entry()
    return replace(one, record=replace(one.record, metadata=Metadata(title=title, source=source, **known)))


def test_articles_with_the_same_title_are_told_apart_by_their_place_but_never_by_a_hash() -> None:
    first = named("Long", "https://www.example.org/2025/first-part")
    second = named("Long", "https://example.org/0123456789abcdef0123456789abcdef")
    third = named("Long", "/home/me/read later/550e8400-e29b-41d4-a716-446655440000.html")
    fourth = named("Long", "/home/me/books/notes.md")
    twins = [first, second, third, fourth]
    assert [painted(one, 76, twins)[1].strip() for one in twins] == [
        "example.org › first-part · 1 Jan",
        "example.org · 1 Jan",
        "read later · 1 Jan",
        "books/notes.md · 1 Jan",
    ]
    assert painted(fourth)[1].strip() == "notes.md · 1 Jan"
    assert painted(named("Long", "/x/notes.html", site="The Site"))[1].strip() == "The Site · 1 Jan"


@pytest.mark.parametrize(
    ("fraction", "read"), [(0, ""), (0.04, ""), (0.06, "╸"), (0.5, "━━━━━"), (0.999, "━━━━━━━━━╸"), (1, "━" * 10)]
)
def test_a_bar_is_full_only_at_the_end(fraction: float, read: str) -> None:
    assert progress_bar(fraction, 10) == (read, "─" * (10 - len(read)))


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("", ""),
        ("2026-03-10T01:00:00Z", "today"),
        ("2026-03-09T23:00:00Z", "yesterday"),
        ("2026-03-05T10:00:00Z", "5 days ago"),
        ("2026-01-05T10:00:00Z", "5 Jan"),
        ("2025-12-31T10:00:00Z", "2025-12-31"),
    ],
)
def test_days_are_worded_as_people_say_them(moment: str, said: str) -> None:
    assert relative_day(moment, datetime(2026, 3, 10, 12, tzinfo=UTC)) == said


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (entry(), "Added 1 Jan"),
        (entry(last_read="2026-03-09T12:00:00Z"), "Read yesterday"),
        (entry(last_read="2026-03-09T12:00:00Z", progress=0.25), "━━━━──────────── 25% · read yesterday"),
    ],
)
def test_a_preview_says_how_far_an_article_is_read_and_since_when_it_is_there(known: LibraryEntry, said: str) -> None:
    palette = make_palette(OWN_THEMES["readtui-dark"], ColorDepth.FULL)
    sheet = Sheet(40, palette, Console(width=40), lambda _: palette.tag)
    lines = article_lines(known, None, datetime(2026, 3, 10, tzinfo=UTC), sheet)
    assert said in [line.plain.rstrip() for line in lines]
