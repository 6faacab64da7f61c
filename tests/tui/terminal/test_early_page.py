"""The page drawn before the app is imported equals the app's."""

from dataclasses import replace
from pathlib import Path

import pytest
from journeys import journey
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip

from readtui.bootstrap import Services
from readtui.model.change import Change
from readtui.paths import is_plain
from readtui.settings import Settings
from readtui.settings.sections import ReaderSettings
from readtui.tui.article.title_block import matter_of
from readtui.tui.colors.colors import OWN_THEMES
from readtui.tui.colors.palette import ColorDepth
from readtui.tui.colors.palette_maker import make_palette
from readtui.tui.terminal.early_page import EarlyPage, color_system
from readtui.tui.terminal.typed_keys import scrolling_keys

pytestmark = pytest.mark.skipif(is_plain(), reason="with READTUI_PLAIN no page is drawn early")

LONG = "\n\n".join(
    f"## Part {number}\n\nThe river is low, and *nobody* minds `ferries`. It was so in the year {number}."
    for number in range(40)
)


@pytest.fixture
def long_walk(services: Services, tmp_path: Path) -> str:
    path = tmp_path / "walk.md"
    path.write_text(f"# A long walk\n\n{LONG}\n\n> Quoted at last.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n", "utf-8")
    record = services.library.add(str(path)).record
    session = services.read(record.id)
    for name in ("year 3.", "year 30.", "at last"):
        start = session.article.text.index(name)
        passage = session.article.block_at(start).passage
        services.repository.apply(
            session.annotator.create(record.id, session.article, passage, color="green", note="Look.")
        )
    return record.id


def cells(row: Strip | list[Segment]) -> list[tuple[str, object]]:
    """The visible part of each cell: the background of an empty one, or the whole style of others."""
    found: list[tuple[str, object]] = []
    for segment in row:
        style = segment.style or Style()
        behind = (style.bgcolor, style.underline, style.reverse)
        found += [(character, behind if character == " " else style) for character in segment.text]
    return found


@pytest.mark.parametrize("place", ["", "year 3.", "year 31", "at last"])
@pytest.mark.parametrize(
    ("size", "reader"),
    [
        ((80, 24), ReaderSettings()),
        ((120, 40), ReaderSettings()),
        ((200, 50), ReaderSettings(outline=True, measure=90)),
        ((120, 30), ReaderSettings(marginalia=False, measure=60)),
        ((40, 12), ReaderSettings()),
    ],
)
async def test_the_early_page_equals_what_the_app_paints(
    services: Services, long_walk: str, size: tuple[int, int], reader: ReaderSettings, place: str
) -> None:
    session = services.read(long_walk)
    offset = session.article.text.index(place) if place else 0
    session.keep_position(offset)
    settings = Settings(reader=reader)
    async with journey(services, opened=services.read(long_walk), size=size, settings=settings) as app:
        pane = app.reader.panes.text
        matter = matter_of(session, settings, app.app.keymap)
        page = EarlyPage(session, offset, settings, app.app.look.palette, size, matter=matter)
        rows = page.rows()
        painted = pane.render_lines(Region(0, 0, *pane.size))
        assert page.height == pane.size.height
        assert page.cursor == app.view.cursor
        assert [cells(row) for row in rows] == [cells(strip) for strip in painted[: len(rows)]]


async def test_keys_scroll_the_early_page_by_as_many_lines_as_the_app(services: Services, long_walk: str) -> None:
    async with journey(services, opened=services.read(long_walk), size=(80, 24)) as app:
        lines = scrolling_keys(app.app.keymap, app.view.height)
        for key, typed in (("space", " "), ("ctrl+d", "\x04"), ("b", "b"), ("space", " "), ("ctrl+u", "\x15")):
            before = app.view.top
            await app.press(key)
            assert app.view.top == app.view.lines.move(before, lines[typed]) != before


@pytest.mark.usefixtures("kept_processes")
def test_the_beginning_of_a_long_text_looks_as_in_the_whole(services: Services, tmp_path: Path) -> None:
    path = tmp_path / "walk.md"
    path.write_text("# A walk\n\n" + "\n\n".join(f"We went on in year {n}. {LONG[:90]}" for n in range(9500)), "utf-8")
    article_id = services.library.add(str(path)).record.id
    article, annotate = services.library.open(article_id), services.annotator.create
    palette = make_palette(OWN_THEMES["readtui-dark"], ColorDepth.FULL)

    def made(name: str, color: str, note: str = "") -> Change:
        passage = article.block_at(article.text.index(name)).passage
        return annotate(article_id, article, passage, color=color, note=note)

    def look(*, same_rows: bool = True) -> None:
        beginning, whole = services.beginning(article_id), services.read(article_id, quickly=True)
        assert beginning is not None
        assert len(beginning.article.text) < len(article.text) / 2
        for size in ((80, 24), (120, 40)):
            pages = [EarlyPage(one, 0, Settings(), palette, size) for one in (beginning, whole)]
            assert pages[0].height == pages[1].height
            if same_rows:
                assert pages[0].rows() == pages[1].rows()

    look()
    for others in ((), range(5000, 7000)):
        if others:
            changes = [made(f"year {n}.", "yellow") for n in others]
            edits = tuple(edit for change in changes for edit in change.edits)
            services.repository.apply(replace(changes[0], edits=edits))
            look(same_rows=False)
        for place in ("year 3.", "year 9000."):
            services.repository.apply(made(place, "green", "Look."))
            look(same_rows=not others)
            services.history.undo()


@pytest.mark.parametrize("term", ["xterm", "xterm-256color", "xterm-kitty", "dumb", "linux", "xterm-16color", ""])
@pytest.mark.parametrize("colors", ["", "truecolor", "24bit", "yes"])
def test_colors_are_detected_as_rich_does(term: str, colors: str) -> None:
    environ = {"TERM": term, "COLORTERM": colors}
    console = Console(force_terminal=True, _environ=environ)
    found = color_system(environ)
    names = {
        None: None,
        ColorSystem.STANDARD: "standard",
        ColorSystem.EIGHT_BIT: "256",
        ColorSystem.TRUECOLOR: "truecolor",
    }
    assert names[found] == console.color_system
