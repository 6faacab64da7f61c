"""Counted words and tags as rows: columns, bars, shares."""

from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.segment import Segment

from readtui.tui.colors.colors import OWN_THEMES
from readtui.tui.colors.palette import ColorDepth
from readtui.tui.colors.palette_maker import make_palette
from readtui.tui.lists.count_rows import (
    CountList,
    CountRequest,
    CountRow,
    Sort,
    What,
    count_header,
    fit_counts,
    paint_count,
    paint_headings,
    per_thousand,
    sort_at,
)
from readtui.tui.widgets.cells import bar, scale
from readtui.tui.widgets.record_table import RowLook

PALETTE = make_palette(OWN_THEMES["readtui-dark"], ColorDepth.FULL, {})
ROWS = [
    CountRow("the", 123_456, 5_000),
    CountRow("[red]\x1b\u202e", 7, 3, 1),
    CountRow("川の水" * 20, 1, 1),
]


def text(line: list[Segment]) -> str:
    return "".join(segment.text for segment in line)


@pytest.mark.parametrize("width", [24, 36, 76, 116, 196])
@pytest.mark.parametrize("what", list(What))
def test_every_line_fits_and_numbers_stand_below_their_heading(width: int, what: What) -> None:
    found = CountList(CountRequest(what), ROWS, 200_000, 3, is_complete=True)
    columns = fit_counts(found, width)
    heading = text(paint_headings(found, columns, Sort.COUNT, PALETTE))
    assert cell_len(heading) <= width
    name = "Passages" if what is What.TAGS else "Count"
    end = cell_len(heading[: heading.index(name) + len(name)])
    assert (sort_at(columns, 2), sort_at(columns, end - 1)) == (Sort.NAME, Sort.COUNT)
    articles = cell_len(heading[: heading.index("Articles") + len("Articles")])
    assert sort_at(columns, articles - 1) is Sort.ARTICLES
    if columns.bar:
        assert heading[articles:].split()[0] == "0"
    assert sort_at(columns, cell_len(heading)) is None
    for row in ROWS:
        line = text(paint_count(row, found, columns, RowLook(width, PALETTE, is_current=row is ROWS[1])))
        assert cell_len(line) == width
        assert not {"\x1b", "\u202e"} & set(line)
        assert cell_len(line[: line.index(f" {row.count:,} ") + len(f" {row.count:,}")]) == end


def test_the_bar_gives_way_first_then_the_share_and_the_name_takes_a_third() -> None:
    found = CountList(CountRequest(What.TEXTS), ROWS[:2], 200_000, 3, is_complete=True)
    fits = [fit_counts(found, width) for width in range(10, 220)]
    bars, shares, names = ([getattr(one, part) for one in fits] for part in ("bar", "share", "name"))
    first = next(index for index, cells in enumerate(bars) if cells)
    assert bars == [*[0] * first, *range(5, 120), *[120] * (len(bars) - first - 115)]
    assert [bool(share) for share in shares] == [index >= first - 9 for index in range(len(shares))]
    assert names == [max(1, min(12, width - 21)) for width in range(10, 220)]
    found = CountList(CountRequest(What.TEXTS), ROWS, 200_000, 3, is_complete=True)
    assert [fit_counts(found, width).name for width in range(60, 220)] == [
        min(36, width // 3) for width in range(60, 220)
    ]


def test_bars_are_as_long_as_their_numbers() -> None:
    assert bar(10, 10, 4) == "━━━━"
    assert bar(4, 10, 4) == "━╸  "
    assert bar(1, 1_000_000, 4) == "╸   "
    assert not bar(0, 10, 4).strip()
    assert not bar(0, 0, 4).strip()


@pytest.mark.parametrize("most", [1, 3, 7, 30, 99, 100, 12_345])
@pytest.mark.parametrize("cells", [6, 14, 60, 120])
def test_the_scale_of_bars_has_round_numbers_where_bars_for_them_end(most: int, cells: int) -> None:
    line = scale(most, cells)
    assert len(line) == cells
    for number in line.split()[1:]:
        count = int(number.replace(",", ""))
        assert len(bar(count, most, cells).rstrip()) - line.index(f" {number}") - len(f" {number}") in (0, 1)
        assert len(number.replace(",", "").rstrip("0")) <= 2 or count == most


def test_small_shares_keep_their_digits() -> None:
    assert [per_thousand(count, 100_000) for count in (12_850, 100, 99, 1)] == ["128.5", "1.0", "0.99", "0.01"]
    assert per_thousand(1, 1_000_000) == "<0.01"
    assert per_thousand(0, 0) == "<0.01"


def test_a_list_is_sorted_by_count_by_articles_or_by_name() -> None:
    found = CountList(rows=[CountRow("b", 2, 1), CountRow("A", 1, 3), CountRow("c", 2, 2)])
    assert [row.name for row in found.sorted(Sort.COUNT).rows] == ["c", "b", "A"]
    assert [row.name for row in found.sorted(Sort.ARTICLES).rows] == ["A", "c", "b"]
    assert [row.name for row in found.sorted(Sort.NAME).rows] == ["A", "b", "c"]


def test_the_header_says_what_is_counted_and_how_far() -> None:
    asked = CountRequest(What.TEXTS, leaves_out=True)
    found = CountList(asked, languages=["en", "de", "cs"])

    def header(found: CountList, asked: CountRequest = asked, *, is_counting: bool = False) -> tuple[str, str]:
        made = count_header(asked, found, "#a\x1b", "w", is_counting=is_counting)
        return made.detail, made.right

    few = "#a␛ · en, de, cs · without frequent words (w counts them)"
    assert header(found, is_counting=True) == (few, "counting …")
    assert header(found) == (few, "counting … 0 articles")
    assert header(replace(found, passed=1_200)) == (few, "counting … 1,200 articles")
    done = replace(found, is_complete=True)
    assert header(done) == (few, "0 words, 0 different")
    assert header(replace(done, total=1, different=2_000, is_exact=False)) == (few, "1 word, about 2,000 different")
    many = replace(done, languages=list("abcdefgh"))
    assert header(many)[0] == "#a␛ · a, b, c, d, e, f and 2 more · without frequent words"
    assert header(replace(done, languages=list("abcdef")))[0] == "#a␛ · a, b, c, d, e, f · without frequent words"
    assert header(replace(done, languages=list("abcd")))[0] == "#a␛ · a, b, c, d · without frequent words"
    assert header(done, replace(asked, leaves_out=False))[0] == "#a␛ · en, de, cs"
    assert header(replace(done, different=1), CountRequest(What.TAGS, leaves_out=True)) == ("#a␛ · en, de, cs", "1 tag")
