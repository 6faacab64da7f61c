"""How articles look in the list."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from articles import library_entry
from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segment
from rich.style import Style

from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord, Metadata, ReadingState
from readtui.model.selector import TextQuoteSelector
from readtui.model.tag import Tag
from readtui.services.library import LibraryEntry
from readtui.services.reading.article_preview import ArticleGlance
from readtui.tui.article.line_marks import HIGHLIGHT, NOTE
from readtui.tui.colors.colors import OWN_THEMES
from readtui.tui.colors.palette import ColorDepth
from readtui.tui.colors.palette_maker import make_palette
from readtui.tui.colors.tag_colors import TagColors
from readtui.tui.lists.article_order import ArticleSort
from readtui.tui.lists.article_rows import (
    ArticleLook,
    ArticleStatus,
    article_lines,
    columns_for,
    details_of,
    group_lines,
    paint_entry,
    progress_bar,
)
from readtui.tui.widgets.days import relative_day
from readtui.tui.widgets.preview_pane import Sheet


def entry(state: ReadingState = ReadingState.TO_READ, **changes: object) -> LibraryEntry:
    added = "2026-01-01T00:00:00Z"
    record = ArticleRecord("id", Metadata(title="Long"), added, added, "h", 5, reading_state=state)
    return library_entry(record, **changes)


PALETTE = make_palette(OWN_THEMES["readtui-dark"], ColorDepth.FULL)
NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


def painted(one: LibraryEntry, width: int = 76, others: Sequence[LibraryEntry] = ()) -> list[str]:
    """The lines of an article's row."""
    palette = make_palette(OWN_THEMES["readtui-dark"], ColorDepth.FULL)
    now = datetime(2026, 3, 10, tzinfo=UTC)
    look = ArticleLook(width, palette, columns_for([one, *others]), now)
    lines = ["".join(segment.text for segment in line) for line in paint_entry(one, look)]
    assert [cell_len(line) for line in lines] == [width, width]
    return lines


@pytest.mark.parametrize(("minutes", "said"), [(1, "1m"), (90, "90m"), (91, "2h"), (3480, "58h"), (36000, "600h")])
def test_long_reading_times_are_in_hours_and_never_cut(minutes: int, said: str) -> None:
    assert painted(entry(minutes=minutes))[0].endswith(f" {said} ")


@pytest.mark.parametrize(
    ("standing", "said"),
    [
        (ArticleStatus(), ""),
        (ArticleStatus(answered=2, open=1, settled=5), "◐2 ○1"),
        (ArticleStatus(open=8), "○8"),
        (ArticleStatus(settled=8), "✓8"),
        (ArticleStatus(review=2, lost=1), "∅1 ?2"),
        (ArticleStatus(1, 2, review=3, lost=1), "∅1 ?3 ◐1 ○2"),
    ],
)
@pytest.mark.parametrize("width", [30, 76])
def test_a_row_says_how_the_threads_stand(standing: ArticleStatus, said: str, width: int) -> None:
    one = entry(annotations=8)
    [_, below] = paint_entry(one, ArticleLook(width, PALETTE, columns_for([one]), NOW, standing=standing))
    line = "".join(part.text for part in below)
    assert cell_len(line) == width
    assert " ".join(re.findall("[∅?◐○✓]\\d+", line)) == said
    assert line.endswith(" ❝8 ")


@pytest.mark.parametrize(("progress", "bar"), [(0.0, ""), (0.009, ""), (0.5, "━━━━────"), (0.999, "━━━━━━━╸")])
def test_only_an_article_that_was_begun_has_a_bar(progress: float, bar: str) -> None:
    begun, waiting = entry(ReadingState.READING, progress=progress), entry(progress=progress)
    assert re.findall("[━╸─]+", painted(begun)[0]) == [bar][: bool(bar)]
    percent = f" {int(progress * 100)}%"
    assert (percent in painted(begun, 40)[1]) is bool(bar)
    assert "━" not in painted(waiting)[0]
    assert percent not in painted(waiting, 40)[1]


@pytest.mark.parametrize("width", [30, 40, 55, 56, 76, 200])
def test_a_row_has_what_is_known_and_cuts_names_before_the_age(width: int) -> None:
    known = entry(annotations=1300, progress=0.3, last_read="2026-03-09T12:00:00Z")
    metadata = Metadata(title="長い " * 60, creator="A. " * 40, site="The\x1b site " * 9)
    known = known.with_record(replace(known.record, metadata=metadata, tags=("a/b", "c" * 300)))
    lines = painted(known, width)
    assert "…" in lines[0]
    assert "yesterday" in lines[1]
    assert "❝1,300" in lines[1]
    assert "\x1b" not in lines[1]
    assert painted(entry(), width)[1].split() == ["1", "Jan"]


def named(title: str, source: str, **known: str) -> LibraryEntry:
    one = entry()
    return one.with_record(replace(one.record, metadata=Metadata(title=title, source=source, **known)))


def test_articles_with_the_same_title_are_told_apart_by_their_place_but_never_by_a_hash() -> None:
    first = named("Long", "https://www.example.org/2025/first-part")
    second = named("Long", "https://example.org/0123456789abcdef0123456789abcdef")
    third = named("Long", "/home/me/read later/550e8400-e29b-41d4-a716-446655440000.html")
    fourth = named("Long", "/home/me/books/notes.md")
    twins = [first, second, third, fourth]
    assert [painted(one, 76, twins)[1].strip() for one in twins] == [
        "example.org › first-part",
        "example.org",
        "read later",
        "books/notes.md",
    ]
    assert painted(fourth)[1].split() == ["notes.md", "·", "1", "Jan"]
    assert painted(named("Long", "/x/notes.html", site="The Site"))[1].split() == ["The", "Site", "·", "1", "Jan"]


def test_names_are_cut_only_where_there_is_no_room() -> None:
    author, site = "The International Society for Long Names", "A Review of Even Longer Names and Titles"
    one = entry().with_record(replace(entry().record, metadata=Metadata(title="T", creator=author, site=site)))
    assert f"{author} · {site}" in painted(one, 120)[1]
    narrow = painted(one, 76)[1]
    assert "Names · A Review of Even… · 1 Jan" in narrow
    short = one.with_record(replace(one.record, metadata=Metadata(title="T", creator="Ada", site=site)))
    assert f"Ada · {site}" in painted(short, 76)[1]


def dated(*days: str) -> list[LibraryEntry]:
    return [entry().with_record(replace(entry().record, added=f"{day}T12:00:00Z")) for day in days]


def test_the_same_day_is_said_once_below_each_other_and_at_the_cursor() -> None:
    rows = dated("2026-03-05", "2026-03-05", "2026-01-05", "2026-03-05")
    look = ArticleLook(76, PALETTE, columns_for(rows), NOW)
    looks = [replace(look, above=above) for above in (None, *rows)]
    said = ["".join(part.text for part in paint_entry(*pair)[1]).strip() for pair in zip(rows, looks, strict=False)]
    assert said == ["5 days ago", "", "5 Jan", "5 days ago"]
    [_, below] = paint_entry(rows[1], replace(looks[1], is_current=True))
    assert "5 days ago" in "".join(part.text for part in below)


def test_a_day_that_all_articles_share_is_left_to_the_header() -> None:
    assert columns_for(dated("2020-03-05", "2020-03-05")).day == "2020-03-05"
    assert columns_for(dated("2020-03-05")).have_days
    assert not columns_for(dated("2020-03-05", "2020-03-05")).have_days
    assert not columns_for(dated("2020-03-05", "2020-03-05"), ArticleSort.PUBLISHED).have_days


def tagged_row(
    tags: Sequence[str], depth: ColorDepth, width: int = 76, site: str = "", *, is_current: bool = False
) -> list[Segment]:
    """The second line of an article whose annotations have these tags."""
    palette = replace(make_palette(OWN_THEMES["readtui-dark"], depth), tags=TagColors.of(CODEBOOK))
    one = entry(annotations=len(tags))
    one = one.with_record(replace(one.record, metadata=Metadata(title="T", site=site)))
    return paint_entry(one, ArticleLook(width, palette, columns_for([one]), NOW, is_current=is_current, tags=tags))[1]


def below_title(
    tags: Sequence[str], depth: ColorDepth = ColorDepth.FULL, site: str = "", *, is_current: bool = False
) -> str:
    return "".join(part.text for part in tagged_row(tags, depth, site=site, is_current=is_current))


def strip(tags: Sequence[str], width: int = 76) -> tuple[str, list[Style]]:
    """The stripes, and their styles."""
    shown = [part for part in tagged_row(tags, ColorDepth.FULL, width) if set(part.text) == {"▍"}]
    styles = [part.style or Style() for part in shown for _ in part.text]
    return "".join(part.text for part in shown), styles


def test_names_are_whole_as_long_as_there_are_a_few_stripes() -> None:
    fits = "x" * 44
    assert f" {fits} · 1 Jan  {'▍' * 13} ❝20 " in below_title(["sea"] * 20, site=fits)
    assert f" {'x' * 50}… · 1 Jan  {'▍' * 6} ❝20 " in below_title(["sea"] * 20, site="x" * 60)


CODEBOOK = [Tag("sea", color="blue"), Tag("land", color="green")]


def test_a_strip_shows_tags_in_reading_order_in_their_colors() -> None:
    text, styles = strip(["sea", "land/hill", "sea"])
    assert text == "▍▍▍"
    assert [PALETTE.highlight(color).gutter.color for color in ("blue", "green", "blue")] == [
        one.color for one in styles
    ]
    assert "  #sea #land/hill #言 ❝4 " in below_title(["land/hill", "sea", "sea", "言"], ColorDepth.NONE)
    long = [f"{'long' * 8}{number}" for number in range(29)]
    assert "  #sea +29 ❝30 " in below_title(["sea", *long], ColorDepth.NONE)
    assert strip([])[0] == ""


def test_the_row_at_the_cursor_names_the_tags_of_its_strip_as_far_as_there_is_room() -> None:
    tags = ["land/hill", "sea", "sea", "言"]
    assert "  #land/hill #sea #言 ▍▍▍▍ ❝4 " in below_title(tags, is_current=True)
    assert "x · 1 Jan     #land/hill ▍▍▍▍ ❝4 " in below_title(tags, site="x" * 40, is_current=True)


def test_a_strip_of_many_tags_keeps_its_room_and_their_order() -> None:
    text, styles = strip(["sea"] * 5_000 + ["land"] * 15_000, width=80)
    assert len(text) == 20
    colors = [one.color for one in styles]
    assert colors == sorted(colors, key=colors.index)
    assert colors.count(PALETTE.highlight("blue").gutter.color) == 5


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
        ("2026-03-11T00:00:00Z", "11 Mar"),
        ("2026-03-08T10:00:00Z", "2 days ago"),
        ("2026-03-04T10:00:00Z", "6 days ago"),
        ("2026-03-03T10:00:00Z", "3 Mar"),
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
        (
            entry(ReadingState.READING, last_read="2026-03-09T12:00:00Z", progress=0.25),
            "━━━━──────────── 25% · read yesterday",
        ),
    ],
)
def test_a_preview_says_how_far_an_article_is_read_and_since_when_it_is_there(known: LibraryEntry, said: str) -> None:
    palette = make_palette(OWN_THEMES["readtui-dark"], ColorDepth.FULL)
    sheet = Sheet(40, palette, Console(width=40))
    lines = article_lines(known, None, datetime(2026, 3, 10, tzinfo=UTC), sheet)
    assert said in [line.plain.rstrip() for line in lines]


@pytest.mark.parametrize("depth", ColorDepth)
def test_a_quote_and_a_note_have_the_same_style_on_every_line(depth: ColorDepth) -> None:
    sheet = Sheet(30, make_palette(OWN_THEMES["readtui-dark"], depth), Console())
    quote = "Nobody has to tell it where. It is slow."
    one = Annotation("a", "id", "", "", quote=TextQuoteSelector(quote, "", ""), color="green")
    details = details_of(ArticleGlance(note=quote, latest=(one,), tags=(("language", 1), ("long", 12))))
    lines = article_lines(entry(annotations=1), details, NOW, sheet)
    for sign in (NOTE, HIGHLIGHT):
        first = next(number for number, line in enumerate(lines) if line.plain.startswith(f"{sign} "))
        styles = [
            {one.style or Style() for one in line.render(sheet.console) if one.text.strip() not in ("", sign)}
            for line in lines[first : first + 2]
        ]
        assert styles[0] == styles[1], (sign, lines)


def test_a_tag_stays_on_one_line_with_its_count() -> None:
    details = details_of(ArticleGlance(tags=(("language", 1), ("b", 2), ("long", 12))))
    for width in range(12, 40):
        sheet = Sheet(width, PALETTE, Console())
        text = "\n".join(line.plain for line in article_lines(entry(), details, NOW, sheet))
        assert {"▍#language\u00a01", "▍#b\u00a02", "▍#long\u00a012"} <= set(re.split(" |\n", text)), width


PREVIEW = """\
The ferry
Ada · 24 December 2025
6 min · 1,200 words · en

Added 1 Jan

#boats #sea/old

A lead.

✎ A note on it all.

▍#tag0 1,000  ▍#tag1 1,001
▍#tag2 1,002  ▍#tag3 1,003
▍#tag4 1,004  ▍#tag5 1,005
▍#tag6 1,006  ▍#tag7 1,007
▍#tag8 1,008  ▍#tag9 1,009
▍#tag10 1,010  ▍#tag11 1,011
… 1 more

▍ It left at dawn – and nobody
  was on board, and it came
  back at dusk as ever.
  #sea #dawn

✎ It left at dawn – and nobody
  was on board, and it came
  back at dusk as ever.
  One line.

  One line…

# Dusk.
  #sea

❝ 1 more annotation"""
"""Of an article of which all is known."""


@pytest.mark.parametrize("is_card", [False, True])
def test_a_preview_says_all_that_is_known_from_the_title_to_the_number_of_annotations(is_card: bool) -> None:
    metadata = Metadata("The ferry", creator="Ada", site="Ada", published="2025-12-24", language="en", source="x")
    record = replace(entry().record, metadata=metadata, tags=("boats", "sea/old"))
    known = entry(words=1_200, minutes=6, annotations=5).with_record(record)
    sheet = Sheet(30, PALETTE, Console())
    quote = TextQuoteSelector("It left at dawn – and nobody was on board, and it came back at dusk as ever.", "", "")
    marked = Annotation("a", "id", "", "", quote=quote, color="green", tags=("sea", "dawn"))
    noted = replace(marked, id="b", color=None, tags=(), note="One line.\n\n" * 4)
    tagged = replace(noted, id="c", note="", tags=("sea",), quote=TextQuoteSelector("Dusk.", "", ""))
    tags = tuple((f"tag{number}", 1_000 + number) for number in range(13))
    seen = ArticleGlance("A lead.", "How it begins. " * 20, tags, (marked, noted, tagged), "A note on it all.")
    lines = [line.plain.rstrip() for line in article_lines(known, details_of(seen), NOW, sheet, is_card=is_card)]
    shown = "\n".join(lines)
    beginning = "How it begins. How it begins.\n" * 10 + "\n"
    expected = PREVIEW.replace("✎ A note", f"{beginning}✎ A note") if is_card else PREVIEW
    assert shown.replace("\u00a0", " ") == expected
    assert [line.plain for line in group_lines("On the sea", 1_200, sheet)] == ["On the sea", "", "1,200 articles"]


def test_what_has_changed_since_it_was_seen_has_a_sign_and_without_colors_a_word() -> None:
    one = entry(is_changed=True).with_record(replace(entry().record, metadata=Metadata("Long", creator="Ada Ferry")))
    for width in (76, 40):
        assert painted(one, width)[1].startswith("  ~ Ada Ferry")
        look = ArticleLook(width, make_palette(OWN_THEMES["readtui-dark"], ColorDepth.NONE), columns_for([one]), NOW)
        assert "".join(segment.text for segment in paint_entry(one, look)[1]).startswith("    changed · Ada Ferry")
    assert "~ changed since you saw it" in [
        line.plain for line in article_lines(one, None, NOW, Sheet(40, PALETTE, Console()))
    ]
