"""The page that is kept when an article is left is the one that it opens on, and is used only while that is so."""

import os
import re
from pathlib import Path

import pytest
from journeys import journey
from rich.cells import cell_len

from readtui.bootstrap import Services
from readtui.first_page import FIRST_PAGE, kept_page

SIZE = (120, 40)


def drawn(page: bytes) -> str:
    """The characters that the bytes put on a terminal, a line a row."""
    rows: dict[int, str] = {}
    pieces = re.split(r"\x1b\[([0-9]+);([0-9]+)H", page.decode())
    for row, column, written in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        line = rows.get(int(row), "")
        text = re.sub(r"\x1b\[[0-9;]*m", "", written)
        assert "\x1b" not in text
        rows[int(row)] = line + " " * (int(column) - 1 - cell_len(line)) + text
    return "\n".join(rows.get(row, "").rstrip() for row in range(1, SIZE[1] + 1))


async def leave(services: Services, article: str, *keys: str) -> None:
    async with journey(services, article=article, size=SIZE) as app:
        await app.press(*keys)
        await app.pilot.press("q")
        await app.pilot.pause()
    FIRST_PAGE.write()


async def test_what_is_kept_is_what_the_article_opens_on(services: Services, rivers: str, tmp_path: Path) -> None:
    await leave(services, rivers, "l", "l", "H", "]", "]", "]", "]", "v")
    page = kept_page(services.folder, rivers, SIZE)
    assert page is not None
    assert kept_page(services.folder, str(tmp_path / "rivers.md"), SIZE) == page
    async with journey(services, article=rivers, size=SIZE) as app:
        assert drawn(page) == app.screen_text()


async def test_another_width_than_at_the_start_keeps_nothing(services: Services, rivers: str) -> None:
    await leave(services, rivers, "plus")
    with pytest.raises(FileNotFoundError):
        kept_page(services.folder, rivers, SIZE)


@pytest.mark.parametrize("what", ["annotated", "moved", "settings", "source", "terminal", "size"])
async def test_a_page_that_may_look_otherwise_by_now_is_not_shown(
    services: Services, rivers: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    await leave(services, rivers, "l")
    size = SIZE
    assert kept_page(services.folder, rivers, size) is not None
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
    assert kept_page(services.folder, rivers, size) is None
