"""Lines of a concordance: the words in one column, in every script and at every width."""

from collections.abc import Iterator
from contextlib import ExitStack, nullcontext
from dataclasses import replace
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from rich.cells import cell_len
from rich.segment import Segment

from readtui.model.article import ArticleRecord, Metadata
from readtui.search.query.parser import parse
from readtui.search.query.syntax import to_text
from readtui.services.finding.search import Hit, Order, Scope, in_order
from readtui.tui.colors.colors import OWN_THEMES
from readtui.tui.colors.palette import ColorDepth
from readtui.tui.colors.palette_maker import make_palette
from readtui.tui.lists.hit_rows import (
    HitContent,
    HitSource,
    SearchRequest,
    fit_concordance,
    longest_words,
    paint_concordance_line,
    paint_hit,
)
from readtui.tui.widgets.record_table import RowLook

PALETTE = make_palette(OWN_THEMES["readtui-dark"], ColorDepth.FULL, {})
NOW = "2026-01-01T00:00:00Z"
RECORD = ArticleRecord("a" * 16, Metadata("Über [red]川\x1b"), NOW, NOW, "f" * 8)


def hit(before: str, words: str, after: str) -> Hit:
    return Hit(RECORD, 0, 1, before, words, after)


HITS = [
    hit("The ", "ferry", " left the pier."),
    hit("", "Ferries", ""),
    hit("静かな川の", "船", "は橋の下を通る。" * 9),
    hit("في الصباح كان ", "النهر", " هادئا"),
    hit("caf\u0301e\u0301 " * 30, "a\nvery long phrase that goes on and on and on", "[b]x[/b]\x1b]0;t\x07\u202e"),
]


@pytest.mark.parametrize("width", [36, 76, 116, 196])
@pytest.mark.parametrize("order", list(Order))
def test_the_words_begin_in_one_column(width: int, order: Order) -> None:
    columns = fit_concordance(longest_words(HITS), width)
    starts = set()
    for one in HITS:
        line = paint_concordance_line(one, columns, order, RowLook(width, PALETTE))
        text = "".join(segment.text for segment in line)
        assert cell_len(text) == width
        assert not {"\x1b", "\x07", "\u202e", "\n"} & set(text)
        place = next(at for at, segment in enumerate(line) if segment.style == PALETTE.hit)
        starts.add(sum(cell_len(segment.text) for segment in line[:place]))
    assert len(starts) == 1


@pytest.mark.parametrize(("order", "bright"), [(Order.LEFT, "the old "), (Order.RIGHT, " left"), (Order.ARTICLE, "")])
def test_the_word_that_decides_the_order_is_bright(order: Order, bright: str) -> None:
    columns = fit_concordance(5, 76)
    line = paint_concordance_line(hit("All the old ", "ferry", " left it"), columns, order, RowLook(76, PALETTE))
    shown = [segment.text for segment in line if segment.style == PALETTE.title and segment.text.strip()]
    assert shown == ([bright[-4:] if order is Order.LEFT else bright] if bright else [])


@pytest.mark.parametrize("order", list(Order))
def test_where_no_word_stands_beside_the_hit_nothing_is_bright(order: Order) -> None:
    line = paint_concordance_line(hit("… ", "ferry", "! "), fit_concordance(5, 76), order, RowLook(76, PALETTE))
    assert not [segment for segment in line if segment.style == PALETTE.title and segment.text.strip()]


def test_sorting_compares_the_nearest_words_first_and_without_case_and_accents() -> None:
    hits = [
        hit("a Zoo ", "x", " b"),
        hit("b áre ", "x", " Ça"),
        hit("c are ", "x", " a, b"),
        hit("川の", "x", "水"),
        hit("のり川", "x", "水あ"),
    ]
    numbered = {id(one): number for number, one in enumerate(hits)}
    left = [numbered[id(one)] for one in in_order(hits, Order.LEFT)]
    right = [numbered[id(one)] for one in in_order(hits, Order.RIGHT)]
    assert left == [1, 2, 0, 3, 4]
    assert right == [2, 0, 1, 3, 4]
    assert in_order(hits, Order.ARTICLE) == hits
    assert in_order([replace(hits[0], before="")], Order.LEFT)


def test_a_hit_inside_a_word_keeps_the_word_together() -> None:
    line: list[Segment] = paint_concordance_line(
        hit("The ", "riv", "er flows"), fit_concordance(3, 60), Order.ARTICLE, RowLook(60, PALETTE, is_current=True)
    )
    assert "The river flows" in "".join(segment.text for segment in line)


def test_words_around_a_hit_that_go_on_end_in_an_ellipsis() -> None:
    found = replace(hit("of the ", "ferry", " left the"), has_more_before=True, has_more_after=True)
    for width, shown in ((60, "…of the ferry left the…"), (20, "…the ferry lef…")):
        line = paint_hit(found, RowLook(width, PALETTE))
        assert "".join(segment.text for segment in line).strip() == shown


def test_a_hit_in_tags_shows_the_passage_that_they_are_on_where_there_is_room() -> None:
    found = replace(hit("", "boats", " pier"), field="tags", about="The ferry left\nat dawn.")
    columns = fit_concordance(5, 76)
    for line in (
        paint_hit(found, RowLook(76, PALETTE, is_current=True)),
        paint_concordance_line(found, columns, Order.RIGHT, RowLook(76, PALETTE)),
    ):
        text = "".join(segment.text for segment in line)
        assert "boats pier  The ferry left at dawn." in text
        assert cell_len(text) == 76
    narrow = paint_hit(found, RowLook(24, PALETTE))
    assert "".join(segment.text for segment in narrow).rstrip() == "  # boats pier  The fe…"


@pytest.mark.parametrize("width", range(30, 70))
def test_what_stands_around_a_hit_is_cut_between_words(width: int) -> None:
    before, after = (
        "The captain set the clock before he sailed and ",
        " did not touch it again in the whole long voyage",
    )
    found = replace(hit("", "then", ""), before=before, after=after)
    line = paint_hit(found, RowLook(width, PALETTE))
    words = "".join(segment.text for segment in line).replace("…", " ").split()
    assert set(words) <= {*before.split(), "then", *after.split()}


def test_a_search_ends_with_the_most_hits_that_are_listed_and_is_not_done_again_for_another_order() -> None:
    record = ArticleRecord("id", Metadata("x"), "", "", "h")
    searched: list[str] = []
    many = [0]

    def found(where: str, finds: object, scope: Scope) -> Iterator[Hit]:
        searched.append(f"{where} {finds} {to_text(scope.query)}")
        assert scope.passed is not None
        scope.passed(1)
        yield from (Hit(record, at, at + 1, f"{at} ", "sea", "") for at in range(many[0]))

    search = SimpleNamespace(in_texts=partial(found, "texts"), in_notes=partial(found, "notes"))
    services: Any = SimpleNamespace(search=lambda: nullcontext(search))
    emitted: list[HitContent] = []
    turn: Any = SimpleNamespace(emit=emitted.append, check=lambda: searched.append("checked"), is_due=False)
    source = HitSource(services, ExitStack())
    finds: Any = "f"
    asked = SearchRequest(within=parse("#a"))
    for order, most in ((None, 2_000), (Order.LEFT, 10_000)):
        for many[0], is_complete in ((most - 1, True), (most, False), (most + 1, False)):
            source.stream(replace(asked, order=order), finds, turn, is_new=True)
            assert (len(emitted[-1].hits), emitted[-1].is_complete) == (min(many[0], most), is_complete)
            assert (emitted[-1].order, len(emitted)) == (order, 1)
            emitted.clear()
    many[0] = 3
    searched.clear()
    for request, is_new, searches in (
        (asked, True, ["texts f tag:a", "checked"]),
        (replace(asked, order=Order.RIGHT), False, []),
        (replace(asked, order=Order.RIGHT), True, ["texts f tag:a", "checked"]),
        (replace(asked, in_notes=True), False, ["notes f tag:a", "checked"]),
        (replace(asked, in_notes=True), False, []),
    ):
        source.stream(request, finds, turn, is_new=is_new)
        assert (searched, len(emitted[-1].hits), emitted[-1].order) == (searches, 3, request.order)
        searched.clear()
    emitted.clear()
    turn.is_due = True
    source.stream(asked, finds, turn, is_new=True)
    assert [(len(one.hits), one.is_complete) for one in emitted] == [(1, False), (2, False), (3, False), (3, True)]
