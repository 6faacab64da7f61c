"""The page that is kept when an article is left is the one that it opens on, and is used only while that is so."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from journeys import journey
from rich.cells import cell_len

from readtui.bootstrap import Services
from readtui.first_page import FIRST_PAGE, kept_page
from readtui.first_page.scrolling import Scroll, Scroller
from readtui.paths import is_plain

pytestmark = pytest.mark.skipif(is_plain(), reason="with READTUI_PLAIN no page is kept")

SIZE = (120, 40)
SLOW = {
    "json",
    "re",
    "hashlib",
    "pathlib",
    "dataclasses",
    "typing",
    "inspect",
    "collections",
    "threading",
    "platformdirs",
}
# Ends where the page would be drawn.
SHOW = """
import os, sys
before = set(sys.modules)
import readtui.__main__
from readtui.first_page import FIRST_PAGE
os.get_terminal_size = lambda descriptor: os.terminal_size((120, 40))
FIRST_PAGE.can_be_shown = lambda: True
FIRST_PAGE.draw = lambda page: sys.exit(f"drawn {' '.join(set(sys.modules) - before)}")
FIRST_PAGE.show(sys.argv[1:])
"""
SHORT = (120, 12)


def drawn(page: bytes) -> str:
    """The characters that the bytes put on a terminal, a line a row."""
    rows: dict[int, str] = {}
    pieces = re.split(r"\x1b\[([0-9]+);([0-9]+)H", page.decode())
    for row, column, written in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        line = rows.get(int(row), "")
        text = re.sub(r"\x1b\[[0-9;]*m", "", written)
        assert "\x1b" not in text
        line = line if cell_len(line) < int(column) else ""
        rows[int(row)] = line + " " * (int(column) - 1 - cell_len(line)) + text
    return "\n".join(rows.get(row, "").rstrip() for row in range(1, SIZE[1] + 1))


async def leave(services: Services, article: str, *keys: str, size: tuple[int, int] = SIZE) -> None:
    async with journey(services, article=article, size=size) as app:
        await app.press(*keys)
        await app.pilot.press("q")
        await app.pilot.pause()
    FIRST_PAGE.write()


async def test_what_is_kept_is_what_the_article_opens_on(services: Services, rivers: str, tmp_path: Path) -> None:
    await leave(services, rivers, "l", "l", "H", "]", "]", "]", "]", "v")
    page = kept_page(str(services.folder), rivers, SIZE)
    assert page is not None
    assert kept_page(str(services.folder), str(tmp_path / "rivers.md"), SIZE) == page
    async with journey(services, article=rivers, size=SIZE) as app:
        assert drawn(page.partition(b"\n")[2]) == app.screen_text()


async def test_a_key_that_scrolls_shows_the_lines_that_the_app_will_show(services: Services, rivers: str) -> None:
    await leave(services, rivers, size=SHORT)
    kept = kept_page(str(services.folder), rivers, SHORT)
    assert kept is not None
    scroll = Scroll(*json.loads(kept.partition(b"\n")[0]))
    keyboard, typing = os.pipe()
    shown, screen = os.pipe()
    scroller = Scroller(scroll, keyboard, screen)
    os.write(typing, b"j")
    page = os.read(shown, 1 << 16)
    os.write(typing, b"jG")
    page += os.read(shown, 1 << 16)
    os.write(typing, b"j")
    assert scroller.stop() == b"jjGj"
    async with journey(services, article=rivers, size=SHORT) as app:
        await app.press("j", "j")
        text = app.reader.text_pane.region
        rows = [row[: text.right].rstrip() for row in app.screen_text().split("\n")[: text.height]]
        shown_rows = [row[: text.right].replace("│", " ").rstrip() for row in drawn(page).split("\n")]
    assert shown_rows[: text.height] == [row.replace("│", " ").rstrip() for row in rows]


async def test_another_width_than_at_the_start_keeps_nothing(services: Services, rivers: str) -> None:
    await leave(services, rivers, "plus")
    with pytest.raises(FileNotFoundError):
        kept_page(str(services.folder), rivers, SIZE)


@pytest.mark.parametrize("what", ["annotated", "moved", "settings", "source", "terminal", "size"])
async def test_a_page_that_may_look_otherwise_by_now_is_not_shown(
    services: Services, rivers: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    await leave(services, rivers, "l")
    size = SIZE
    assert kept_page(str(services.folder), rivers, size) is not None
    session = services.read(rivers)
    match what:
        case "annotated":
            services.repository.apply(session.annotator.create_on_article(rivers, note="Read again."))
        case "moved":
            session.keep_position(0)
        case "settings":
            (tmp_path / "settings.toml").write_text("[reader]\nmeasure = 60\n")
        case "source":
            os.utime(tmp_path / "rivers.md", (1, 1))
        case "terminal":
            monkeypatch.setenv("NO_COLOR", "1")
        case _:
            size = (80, 24)
    assert kept_page(str(services.folder), rivers, size) is None


async def test_until_the_page_is_drawn_nothing_slow_is_imported(
    services: Services, rivers: str, tmp_path: Path
) -> None:
    await leave(services, rivers)
    command = [sys.executable, "-c", SHOW, "--library", str(services.folder), str(tmp_path / "rivers.md")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    drawn, *loaded = done.stderr.split()
    assert drawn == "drawn"
    assert not SLOW & set(loaded)


@pytest.mark.parametrize("content", ["{}", '{"%s":{"offset":0}}', '{"a": {"%s": {"offset": 0}}, "%s": {"offset": 0}}'])
async def test_a_page_is_not_shown_where_the_position_is_in_doubt(
    services: Services, rivers: str, tmp_path: Path, content: str
) -> None:
    await leave(services, rivers)
    [positions] = tmp_path.glob("state/state/*/positions.json")
    positions.write_text(content.replace("%s", rivers))
    with pytest.raises(ValueError):
        kept_page(str(services.folder), rivers, SIZE)
