"""The page cached when an article is closed is the one that it opens with, and is used only as long as this is true."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from journeys import journey
from rich.cells import cell_len
from textual.geometry import Region

from readtui.bootstrap import Services
from readtui.paths import cache_folder, is_plain, state_folder
from readtui.tui.reader.first_page import rows_of
from readtui.tui.terminal.fast import FastTerminal
from readtui.tui.terminal.kept_pages import LIBRARY, FoundPage, KeptPages, kept_page
from readtui.tui.terminal.scroller import Scroller
from readtui.tui.terminal_interface import LeftLibrary, LeftPage

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
# Stops where the page would be drawn.
SHOW = """
import os, sys
before = set(sys.modules)
import readtui.__main__
from readtui.tui.terminal import fast, this_terminal
os.get_terminal_size = lambda descriptor: os.terminal_size((120, 40))
fast.ShownPage.can_be_shown = True
fast.ShownPage.draw = lambda page, drawn: sys.exit(f"drawn {' '.join(set(sys.modules) - before)}")
this_terminal().show_kept(sys.argv[1:])
"""
SHORT = (120, 12)


def drawn(page: bytes) -> str:
    """The characters that the bytes draw on a terminal, one line per row."""
    rows: dict[int, str] = {}
    pieces = re.split(r"\x1b\[([0-9]+);([0-9]+)H", page.decode())
    for row, column, written in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        line = rows.get(int(row), "")
        text = re.sub(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\", "", written)
        assert "\x1b" not in text
        line = line if cell_len(line) < int(column) else ""
        rows[int(row)] = line + " " * (int(column) - 1 - cell_len(line)) + text
    return "\n".join(rows.get(row, "").rstrip() for row in range(1, SIZE[1] + 1))


async def leave(
    services: Services, article: str, *keys: str, size: tuple[int, int] = SIZE, arguments: Sequence[str] = ()
) -> None:
    """Read an article, opened by these arguments, and quit."""
    terminal = FastTerminal()
    terminal.show_kept(arguments)
    if arguments and os.path.isfile(arguments[-1]):
        terminal.will_read(arguments[-1])
    terminal.opens(services.folder, article)
    async with journey(services, article=article, size=size, terminal=terminal) as app:
        await app.press(*keys)
        await app.pilot.press("q")
        await app.pilot.pause()
    terminal.write_kept()


def page(services: Services, article: str, size: tuple[int, int] = SIZE) -> FoundPage | None:
    folder = services.folder
    return kept_page(str(folder), str(cache_folder(folder)), str(state_folder(folder)), article, "", size)


async def test_the_kept_page_is_the_one_the_article_opens_with(services: Services, rivers: str) -> None:
    # The first q ends the selection.
    await leave(services, rivers, "l", "l", "H", "]", "]", "]", "]", "v", "q")
    found = page(services, rivers)
    assert found is not None
    async with journey(services, article=rivers, size=SIZE) as app:
        assert drawn(found.drawn) == app.screen_text()


async def test_taking_the_picture_changes_nothing_on_the_screen(services: Services, rivers: str) -> None:
    terminal = FastTerminal()
    async with journey(services, article=rivers, size=SIZE, terminal=terminal) as app:
        await app.press("/", "w", "a", "t", "e", "r", "enter", "H", "v", "j")
        reader, view = app.reader, app.reader.state.viewport
        panes = (
            reader.panes.outline,
            reader.panes.text,
            reader.panes.marginalia,
            reader.panes.status,
            reader.panes.keys,
        )

        def seen() -> list[object]:
            rows = [pane.render_lines(Region(0, 0, *pane.size)) for pane in panes]
            return [view.selection, view.hits, view.cursor, view.top, view.focused_id, app.session.position, rows]

        before = seen()
        app.reader.keep_first_page()
        await app.settle()
        assert seen() == before
        assert before[0] is not None
    terminal.write_kept()


async def test_lines_below_the_text_are_pictured_as_they_are_painted(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers, size=SIZE) as app:
        for line in (app.reader.panes.status, app.reader.panes.keys):
            width = line.size.width
            painted = line.render_lines(Region(0, 0, width, 1))
            pictured = rows_of(line, line.text_for(width, line.style_of))
            console = app.app.console
            assert [one.render(console) for one in pictured] == [one.render(console) for one in painted]


async def test_the_way_back_is_called_quit_where_the_screen_is_the_first_and_on_a_kept_page(
    services: Services, rivers: str
) -> None:
    terminal, wide = FastTerminal(), (160, SIZE[1])
    async with journey(services, size=wide, terminal=terminal) as app:
        assert "q quit" in app.screen_text()
        await app.press("enter")
        assert "q back" in app.screen_text()
        await app.pilot.press("ctrl+q")
    terminal.write_kept()
    kept = page(services, rivers, wide)
    assert kept is not None
    assert "q quit" in drawn(kept.drawn)


async def test_the_page_of_an_article_that_is_left_before_its_file_was_looked_into_is_kept(
    services: Services, rivers: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def not_yet(_: object) -> str:
        return ""

    monkeypatch.setattr("readtui.tui.reader.live_updates.LiveUpdates._follow_source", not_yet)
    await leave(services, rivers)
    assert page(services, rivers) is not None


async def test_a_key_that_scrolls_shows_the_lines_that_the_app_will_show(services: Services, rivers: str) -> None:
    await leave(services, rivers, size=SHORT)
    kept = page(services, rivers, SHORT)
    assert kept is not None
    scroll = kept.scroll()
    assert scroll is not None
    keyboard, typing = os.pipe()
    shown, screen = os.pipe()
    scroller = Scroller(scroll, keyboard, screen)
    os.write(typing, b"j")
    written = os.read(shown, 1 << 16)
    os.write(typing, b"jG")
    written += os.read(shown, 1 << 16)
    os.write(typing, b"j")
    assert scroller.stop() == b"jjGj"
    async with journey(services, article=rivers, size=SHORT) as app:
        await app.press("j", "j")
        text = app.reader.panes.text.region
        rows = [row[: text.right].rstrip() for row in app.screen_text().split("\n")[: text.height]]
        shown_rows = [row[: text.right].replace("│", " ").rstrip() for row in drawn(written).split("\n")]
    assert shown_rows[: text.height] == [row.replace("│", " ").rstrip() for row in rows]


async def test_a_changed_width_keeps_no_page(services: Services, rivers: str) -> None:
    await leave(services, rivers, "plus")
    with pytest.raises(FileNotFoundError):
        page(services, rivers)


@pytest.mark.parametrize("what", ["annotated", "moved", "settings", "source", "terminal", "size"])
async def test_a_page_that_may_look_different_now_is_not_shown(
    services: Services, rivers: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    await leave(services, rivers, "l")
    size = SIZE
    assert page(services, rivers, size) is not None
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
    assert page(services, rivers, size) is None


async def test_until_the_page_is_drawn_nothing_slow_is_imported(
    services: Services, rivers: str, tmp_path: Path
) -> None:
    arguments = ["--library", str(services.folder), str(tmp_path / "rivers.md")]
    await leave(services, rivers, arguments=arguments)
    command = [sys.executable, "-c", SHOW, *arguments]
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
        page(services, rivers)


async def test_a_page_is_not_shown_if_any_byte_of_it_has_changed(services: Services, rivers: str) -> None:
    await leave(services, rivers)
    path = cache_folder(services.folder) / "first-pages" / rivers
    content = path.read_bytes()
    for at in range(0, len(content), 97):
        path.write_bytes(content[:at] + bytes([content[at] ^ 0x1B]) + content[at + 1 :])
        assert page(services, rivers) is None
    path.write_bytes(content)
    assert page(services, rivers) is not None


# ---------------------------------------------------------------------- the library


class WatchedTerminal(FastTerminal):
    """Counts how often a picture was asked for."""

    asked = 0

    def keep(self, leave: Callable[[], LeftPage | LeftLibrary | None]) -> None:
        super().keep(leave)
        self.asked += 1


async def leave_library(services: Services, *keys: str) -> str:
    """Open the library, press keys once its picture was taken, and quit. Returns how it looked before."""
    terminal = WatchedTerminal()
    terminal.show_kept(())
    terminal.opens(services.folder)
    async with journey(services, size=SIZE, terminal=terminal) as app:
        await app.comes(lambda: terminal.asked > 0, "the picture of the library")
        await app.settle()
        shown = app.screen_text()
        await app.press(*keys)
        await app.pilot.press("ctrl+q")
    terminal.write_kept()
    return shown


def library_page(services: Services, size: tuple[int, int] = SIZE) -> FoundPage | None:
    folder = services.folder
    return kept_page(str(folder), str(cache_folder(folder)), str(state_folder(folder)), "", LIBRARY, size)


async def test_the_picture_of_the_library_is_what_the_app_shows_at_first_wherever_it_was_left(
    services: Services, rivers: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.repository.apply(services.read(rivers).annotator.create_on_article(rivers, note="Read again."))
    shown = await leave_library(services, "j", "s", "escape", "/", "z", "z")
    found = library_page(services)
    assert found is not None
    assert drawn(found.drawn) == shown
    assert "Read again." in shown, "with what is read a moment after the rows"
    assert found.scroll() is None
    assert opened(monkeypatch=monkeypatch)
    assert not opened("list", monkeypatch=monkeypatch)
    assert await leave_library(services) == shown


async def test_a_picture_of_the_library_is_not_shown_once_it_may_look_otherwise(
    services: Services, rivers: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await leave_library(services)
    state = state_folder(services.folder)
    for path in (
        services.folder / "articles",
        services.folder / "codebook.json",
        state / "positions.json",
        state / "choices.json",
    ):
        assert library_page(services) is not None
        if path.exists():
            before = path.stat()
            os.utime(path, (1, 1))
            assert library_page(services) is None, path.name
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        else:
            path.write_text("{}")
            assert library_page(services) is None, path.name
            path.unlink()
    assert library_page(services, (80, 24)) is None
    with monkeypatch.context() as patched:
        patched.setattr("time.localtime", lambda: time.struct_time((2031, 1, 1, 0, 0, 0, 0, 1, 0)))
        assert library_page(services) is None, "rows say how many days ago something was"
    services.purge(rivers)
    with pytest.raises(FileNotFoundError):
        library_page(services)


# ---------------------------------------------------------------------- which article


def opened(*arguments: str, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether a page is found for a command line."""
    monkeypatch.setattr(os, "get_terminal_size", lambda _descriptor: os.terminal_size(SIZE))
    pages = KeptPages()
    pages.asked_by(arguments)
    try:
        return pages.find(2) is not None
    except (OSError, ValueError):
        return False


async def test_a_page_is_shown_for_the_arguments_that_have_opened_it_and_for_no_others(
    services: Services, rivers: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(tmp_path / "rivers.md")
    await leave(services, rivers, arguments=[path])
    assert opened(path, monkeypatch=monkeypatch)
    for arguments in ([], ["show", path], ["open", rivers], ["--", path], [path, path], [f"{path} "]):
        assert not opened(*arguments, monkeypatch=monkeypatch)
    # Another command line shares the page once it has opened the article.
    await leave(services, rivers, "l", arguments=["open", rivers])
    assert opened(path, monkeypatch=monkeypatch)
    assert opened("open", rivers, monkeypatch=monkeypatch)


@pytest.mark.parametrize("what", ["folder", "library", "home", "source", "permissions", "restored", "gone"])
async def test_a_page_is_not_shown_where_the_arguments_may_mean_something_else(
    services: Services, rivers: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    path = tmp_path / "rivers.md"
    monkeypatch.chdir(tmp_path)
    await leave(services, rivers, arguments=["rivers.md"])
    assert opened("rivers.md", monkeypatch=monkeypatch)
    match what:
        case "folder":
            (tmp_path / "elsewhere").mkdir()
            shutil.copy2(path, tmp_path / "elsewhere" / "rivers.md")
            monkeypatch.chdir(tmp_path / "elsewhere")
        case "library":
            monkeypatch.setenv("READTUI_LIBRARY", str(tmp_path / "another"))
        case "home":
            monkeypatch.setenv("HOME", str(tmp_path / "another"))
        case "source":
            path.write_text("Another text.")
        case "permissions":
            path.chmod(0)
        case "restored":
            status = path.stat()
            path.write_text("x" * status.st_size)
            os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
        case _:
            path.unlink()
    assert not opened("rivers.md", monkeypatch=monkeypatch)


async def test_a_source_that_changes_while_it_is_read_opens_no_page(
    services: Services, rivers: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "rivers.md"
    terminal = FastTerminal()
    terminal.show_kept([str(path)])
    terminal.will_read(str(path))
    terminal.opens(services.folder, rivers)
    async with journey(services, article=rivers, size=SIZE, terminal=terminal) as app:
        await app.pilot.press("q")
        await app.pilot.pause()
    path.write_text("Another text.")
    terminal.write_kept()
    assert not opened(str(path), monkeypatch=monkeypatch)


async def test_two_apps_in_one_process_share_nothing(services: Services, rivers: str) -> None:
    one, two = FastTerminal(), FastTerminal()
    async with journey(services, article=rivers, size=SIZE, terminal=one) as app:
        await app.pilot.press("q")
        await app.pilot.pause()
    two.write_kept()
    with pytest.raises(FileNotFoundError):
        page(services, rivers)
    one.write_kept()
    assert page(services, rivers) is not None
