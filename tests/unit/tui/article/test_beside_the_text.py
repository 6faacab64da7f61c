"""Where the panes stand, and what the narrow ones show, at many sizes; below each line its styles."""

from collections.abc import Callable
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from articles import article_of
from golden import Golden, Picture
from rich.style import Style
from rich.text import Text
from textual.events import Click
from textual.geometry import Region, Size

from readtui.model.annotation import Annotation
from readtui.model.block import BlockKind
from readtui.services.reading.session import ReadingSession
from readtui.text.sections import Headings
from readtui.tui.article.arrangement import PanePlace, arrange, strip_rows
from readtui.tui.article.line_marks import HitList
from readtui.tui.article.outline import Outline
from readtui.tui.article.position_bar import PositionBar
from readtui.tui.article.status_line import Status, StatusLine
from readtui.tui.article.viewport import Viewport
from readtui.tui.colors.colors import OWN_THEMES
from readtui.tui.colors.palette import ColorDepth
from readtui.tui.colors.palette_maker import make_palette
from readtui.tui.widgets.page_header import BETWEEN

HERE = Path(__file__).parent
PALETTE = make_palette(OWN_THEMES["readtui-dark"], ColorDepth.FULL)
HEADING = BlockKind.HEADING
SEAS = article_of(
    (HEADING, "On seas"), "Salt.", (HEADING, "Calm\nat noon"), "Still.", *[(HEADING, "Wind 東")] * 9, "End."
)


WIDTHS = (
    *range(5, 47, 3),
    50,
    51,
    68,
    69,
    80,
    81,
    82,
    92,
    93,
    99,
    100,
    103,
    104,
    105,
    108,
    109,
    110,
    113,
    114,
    117,
    124,
)
WIDE = (125, 126, 131, 132, 135, 136, 141, 142, 145, 146, 147, 180)


def test_where_the_panes_stand(golden: Golden) -> None:
    picture = Picture()
    for measure, outline, marginalia, titles in product((40, 72), (True, False), (True, False), (0, 40)):
        if outline or not titles:
            picture.say("measure", measure, f"outline {titles}" if outline else "", "marginalia" if marginalia else "")
            made = [
                arrange(one, measure, outline=outline, marginalia=marginalia, titles=titles)
                for one in (*WIDTHS[16:], *WIDE)
            ]
            picture.say(*(f"{one.outline}/{one.margin}/{'' if one.gutter is None else one.gutter}" for one in made))
    for gutter, more in product((None, 0, 7), (0, 1)):
        picture.say("gutter", gutter, more)
        places = [PanePlace.within(width, 40, gutter, more=more) for width in WIDTHS]
        picture.say(*(f"{one.left}/{one.text_width}" for one in places))
        assert [one.width for one in places] == list(WIDTHS)
    rows = [strip_rows(rows, margin=0, notes=True, annotated=True) for rows in range(30)]
    assert rows == [1] * 18 + [2] * 4 + [4] * 8
    assert not any(
        strip_rows(30, margin=margin, notes=notes, annotated=annotated)
        for margin, notes, annotated in ((24, True, True), (0, False, True), (0, True, False))
    )
    picture.compare(golden, HERE / "panes.txt")


class StandingOutline(Outline):
    walked = False

    @property
    def _is_walked_in(self) -> bool:
        return self.walked


def test_the_outline_shows_the_headings_around_its_cursor_and_marks_the_present_one(golden: Golden) -> None:
    picture = Picture()
    for size, is_alone in ((Size(24, 7), False), (Size(40, 5), True), (Size(14, 3), True), (Size(36, 2), False)):
        outline = StandingOutline(SEAS, Headings(SEAS), PALETTE)
        outline.is_alone = is_alone
        outline.stand_for(size)
        steps: list[tuple[str, Callable[[], object]]] = [
            ("nothing found", outline.show_rows),
            ("found", outline.choose_present),
            ("present", lambda: outline.set_present(3)),  # noqa: B023
            ("walked in", lambda: setattr(outline, "walked", True)),  # noqa: B023
            ("down", outline.do_outline_down),
            ("last", outline.do_outline_last),
            ("beyond", lambda: outline.choose_next(99)),  # noqa: B023
            ("up", outline.do_outline_up),
            ("resized", outline.on_resize),
            ("focused", outline.on_focus),
            ("present", lambda: outline.set_present(9)),  # noqa: B023
            ("first", outline.do_outline_first),
            ("above", outline.do_outline_up),
            ("wheel", lambda: outline.turn_wheel(3)),  # noqa: B023
            ("wheel", lambda: outline.turn_wheel(99)),  # noqa: B023
            ("wheel", lambda: outline.turn_wheel(-99)),  # noqa: B023
            ("left", outline.on_blur),
            ("other text", lambda: outline.set_article(article_of("Words."), Headings(article_of("Words.")))),  # noqa: B023
        ]
        for name, step in steps:
            if name == "left":
                outline.walked = False
            step()
            picture.say(name, *size, outline.wanted)
            for row in outline.render_lines(Region(0, 0, *size)):
                picture.add(list(row), size.width)
    picture.compare(golden, HERE / "outline.txt")


@pytest.mark.parametrize("is_alone", [False, True])
def test_a_heading_is_gone_to_where_it_is_clicked_or_chosen(is_alone: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    outline = StandingOutline(SEAS, Headings(SEAS), PALETTE)
    gone_to: list[tuple[int, bool]] = []
    monkeypatch.setattr(outline, "post_message", lambda sent: gone_to.append((sent.block_index, sent.stays_open)))
    outline.is_alone = is_alone
    outline.stand_for(Size(40, 5))
    outline.do_outline_jump()
    outline.choose_present()
    for top in (0, 1, 99):
        outline.turn_wheel(top)
        for row in range(5):
            outline.on_click(cast(Click, SimpleNamespace(y=row)))
    clicked, gone_to[:] = list(gone_to), []
    stays = not is_alone
    assert clicked == [(index, stays) for index in (0, 2, 4, 5, 2, 4, 5, 6, 10, 11, 12)]
    outline.do_outline_last()
    outline.do_outline_jump()
    assert gone_to == [(12, False)]


class Session:
    """As much of a session as the bar asks for."""

    edition, is_complete = (0, 0), True

    def __init__(self, counts: list[int], *, is_complete: bool) -> None:
        self.article = SEAS
        self.counts = counts
        self.is_complete = is_complete

    def spread(self, bounds: list[int]) -> list[tuple[int, Annotation | None]]:
        assert bounds[0] == 0
        assert bounds[-1] == len(SEAS.text) + 1
        colors = (None, "yellow", "green")
        made = [Annotation("n", "a", "", "", color=colors[number % 3]) for number in range(len(bounds) - 1)]
        return [(count, one if count else None) for count, one in zip(self.counts, made, strict=False)]


class Window:
    """As much of a viewport as the bar asks for."""

    def __init__(self, session: Session, fraction: tuple[float, float], hits: HitList) -> None:
        self.session, self.fraction, self.hits = cast(ReadingSession, session), fraction, hits


def test_the_bar_says_what_is_seen_and_where_annotations_and_hits_are(golden: Golden) -> None:
    picture = Picture()
    length = len(SEAS.text)
    for fraction in ((0.0, 1.0), (0.0, 0.3), (0.4, 0.4), (0.95, 1.0), (1.0, 1.0)):
        for spans, is_complete in (((), True), (((0, 1), (length // 2, length // 2 + 2), (length - 1, length)), False)):
            session = Session([0, 1, 2, 4, 5, 0, 9, 1], is_complete=is_complete)
            window = Window(session, fraction, HitList(spans, 0))
            bar = PositionBar(cast(Viewport, window), PALETTE)
            bar.stand_for(Size(1, 8))
            rows = bar.make_rows()
            picture.say(*fraction, len(spans))
            picture.add([segment for row in rows for segment in row])
            assert bar.make_rows() == rows
            session.edition, session.counts = (0, 1), [0] * 8
            picture.add([segment for row in bar.make_rows() for segment in row])
            bar.stand_for(Size(1, 0))
            assert bar.make_rows() == []
    picture.compare(golden, HERE / "position-bar.txt")


class StandingStatusLine(StatusLine):
    """A line with a trail, on no screen."""

    def append_trail(self, line: Text, room: int, quiet: Style, between: Style, *, wanted: int = 0) -> None:
        words = f"Library{BETWEEN}"
        if len(words) <= room:
            line.append(words)

    def hide_trail(self) -> None:
        """Nothing is known of the trail."""

    drawn = 0

    def refresh(self, *_: object, **__: object) -> "StandingStatusLine":
        self.drawn += 1
        return self

    @property
    def size(self) -> Size:
        return Size(20, 1)


def test_the_status_line_gives_its_room_to_what_matters_most(golden: Golden) -> None:
    picture = Picture()
    styles = {name: Style(color=f"color({number})") for number, name in enumerate(sorted(StatusLine.COMPONENT_CLASSES))}
    title, section = "The Long Way Round: How a Town Rebuilt Its Lighthouse", "In the end, a newspaper"
    parts = ("11 annotations", "100%", "", "D marks it as done")
    short = Status("On rivers", "The Spree", parts=("3/17", "41%"), save_state="saved")
    states = (
        short,
        Status(title, section, parts=parts, save_state="saved"),
        Status(title, mode="VISUAL", parts=parts, save_state="unsaved", is_fault=True),
        Status(
            title, section, parts=parts, colored=(("100%", Style(bold=True)),), selected="Nine boats came back in April"
        ),
        Status("שלום", "שלום וברכה", save_state="saved"),
    )
    for message in ("", "Copied 12 words to the clipboard."):
        for status in states:
            line = StandingStatusLine()
            line.show(status)
            line.say(message)
            odd = () if message else range(6, 75) if status in states[:2] else ()
            for width in (*odd, 8, 14, 20, 23, 26, 32, 38, 46, 52, 58, 70, 82, 94, 106, 120):
                picture.add_texts([line.text_for(width, styles.__getitem__)])
    line = StandingStatusLine()
    line.say("Kept.")
    line.show(short)
    assert "Kept." in line.text_for(60, styles.__getitem__)
    line.show(states[3])
    assert "Kept." not in line.text_for(60, styles.__getitem__)
    picture.compare(golden, HERE / "status-lines.txt")
    drawn = line.drawn
    line.show(states[3])
    line.say("")
    assert line.drawn == drawn
    line.say("Gone.")
    line.show(short)
    assert line.drawn == drawn + 2
    assert [line.has_room("x" * length) for length in (10, 11, 12)] == [True, True, False]
