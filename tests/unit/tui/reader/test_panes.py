"""Panes beside the text are shown if they fit; otherwise a message says why not."""

from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from articles import article_of
from golden import Golden, Picture
from reader_desk import Desk, Window
from textual.geometry import Size

from readtui.anchoring.likely_places import Likely
from readtui.model.annotation import AnchorState, Annotation
from readtui.model.block import BlockKind
from readtui.model.selector import TextQuoteSelector
from readtui.text.sections import Headings
from readtui.tui.article.arrangement import (
    GUTTER_CELLS,
    NARROWEST_MARGIN,
    OUTLINE_CELLS,
    Arrangement,
    PanePlace,
    arrange,
)
from readtui.tui.article.outline import Outline
from readtui.tui.colors.palette_maker import plain_palette
from readtui.tui.reader.panes import PaneArrangement, ReaderPanes
from readtui.tui.reader.pinned_words import PinnedAnnotation, PinnedWords
from readtui.tui.reader.screen import ReaderScreen
from readtui.tui.reader.title_and_card import ReaderMatter
from readtui.tui.terminal.plain import PlainTerminal


def arranged(desk: Desk, columns: int) -> tuple[PaneArrangement, ReaderPanes]:
    panes = ReaderPanes.on(desk.state.viewport, desk.look.palette, PlainTerminal().drawing)
    screen, desk.app = cast(ReaderScreen, desk), Window(Size(columns, 40))
    framing = ReaderMatter(desk.services.library, desk.settings, desk.keymap, screen)
    arranging = PaneArrangement(desk.state, desk.settings, screen, framing, panes)
    arranging.arrange()
    return arranging, panes


async def test_the_marginalia_are_shown_where_they_have_room_and_go_on_request(desk: Desk) -> None:
    arranging, panes = arranged(desk, 140)
    assert (panes.marginalia.display, panes.outline.display, arranging.is_as_at_first) == (True, False, True)
    arranging.do_reader_marginalia()
    assert (panes.marginalia.display, arranging.is_as_at_first) == (False, False)
    arranging, panes = arranged(desk, 60)
    assert not panes.marginalia.display
    arranging.do_reader_marginalia()
    assert desk.told == ["No notes to show: this article has no annotations yet."]


async def test_focus_mode_leaves_nothing_but_the_text(desk: Desk) -> None:
    arranging, panes = arranged(desk, 140)
    arranging.do_reader_focus_mode()
    assert not any(pane.display for pane in (panes.marginalia, panes.outline, panes.status, panes.keys))
    arranging.do_reader_focus_mode()
    assert all(pane.display for pane in (panes.marginalia, panes.status, panes.keys))


async def test_the_column_becomes_wider_and_narrower_within_bounds(desk: Desk) -> None:
    arranging, _ = arranged(desk, 300)
    measure = desk.state.viewport.measure
    arranging.do_reader_wider()
    assert desk.state.viewport.measure > measure
    for _ in range(60):
        arranging.do_reader_narrower()
    narrowest = desk.state.viewport.measure
    arranging.do_reader_narrower()
    assert desk.state.viewport.measure == narrowest > 0


@pytest.mark.parametrize("marginalia", [False, True])
def test_the_outline_opens_beside_the_text_without_moving_it_where_there_is_room(marginalia: bool) -> None:
    for width in (160, 200, 300):
        closed, opened = (arrange(width, 72, outline=outline, marginalia=marginalia) for outline in (False, True))
        before, after = (
            one.outline + PanePlace.within(width - 1 - one.outline - one.margin, 72, one.gutter).left
            for one in (closed, opened)
        )
        assert before == after == opened.outline + GUTTER_CELLS
        assert closed.margin == opened.margin
    assert arrange(100, 72, outline=True, marginalia=marginalia) == Arrangement(OUTLINE_CELLS, 0, None)
    assert arrange(60, 72, outline=True, marginalia=marginalia).outline == 0


def test_the_outline_takes_of_the_margin_and_wraps_no_line_otherwise_where_it_has_room() -> None:
    for width in range(107, 200):
        closed, opened = (arrange(width, 72, outline=one, marginalia=True, titles=50) for one in (False, True))
        assert PanePlace.within(width - 1 - opened.outline - opened.margin, 72, opened.gutter).text_width == 72
        assert opened.outline >= 24
        assert opened.margin == 0 or NARROWEST_MARGIN <= opened.margin <= closed.margin
        # As long as notes can be read there, they stay.
        assert bool(opened.margin) == (width >= 125)


def test_the_outline_wants_room_for_its_longest_heading_within_bounds() -> None:
    for titles, wanted in ((["On seas", "Calm"], 10), (["s" * 68], 71), (["s" * 90], 72), ([], 3)):
        article = article_of(*((BlockKind.HEADING, one) for one in titles), "Text.")
        headings = Headings(article)
        outline = Outline(article, headings, plain_palette())
        assert outline.wanted == 3
        headings.look_on(float("inf"))
        assert (outline.wanted, outline.wanted) == (wanted, wanted)


class Screen:
    """As much of a screen as a pane asks for."""

    def __init__(self, size: Size) -> None:
        self.size = size


class StandingWords(PinnedWords):
    screen = Screen(Size(0, 0))  # type: ignore[assignment]


def test_the_words_to_place_take_the_rows_that_there_are(desk: Desk, golden: Golden) -> None:
    picture = Picture()
    view, palette = desk.state.viewport, desk.look.palette
    words = "The ferry left at dawn and came back at dusk, and nobody on board spoke of the dog that slept. "
    lost = Annotation("n", "a", "", "", TextQuoteSelector(words * 4), None, "yellow", anchor=AnchorState.ORPHAN)
    noted = replace(lost, tags=("sea", "old"), note="So **slow**?", anchor=AnchorState.REVIEW)
    long = replace(noted, quote=TextQuoteSelector("x" * 1_501), anchor=AnchorState.MOVED, tags=())
    places = [Likely(0, 9, 3, 12), Likely(20, 29, 1, 1)]
    for annotation, found, at, is_offered in (
        (lost, None, -1, False),
        (lost, [], -1, False),
        (noted, places[:1], -1, False),
        (noted, places, 1, False),
        (long, places, 1, True),
        (replace(noted, note="", anchor=AnchorState.EXACT), places[:1], 0, True),
    ):
        view.offered = view.cursor if is_offered else None
        for size in (Size(40, 9), Size(40, 10), Size(40, 17), Size(40, 18), Size(60, 29), Size(120, 30)):
            pane = StandingWords(view, palette)
            pane.screen.size = size
            pane.pin(PinnedAnnotation(annotation, found, at, "n"))
            pane.stand_for(size)
            pane.fit(size)
            rows = pane.styles.height
            assert rows is not None
            picture.say(annotation.anchor, found and len(found), at, *size, pane.display, rows.value)
            pane.stand_for(Size(size.width, int(rows.value)))
            for row in pane.make_rows():
                picture.add(list(row), size.width)
    pane.pin(None)
    pane.fit(size)
    assert not pane.display
    pane.stand_for(Size(9, 2))
    assert [row.text for row in pane.make_rows()] == [" " * 9] * 2
    picture.compare(golden, Path(__file__).with_name("pinned.txt"))
