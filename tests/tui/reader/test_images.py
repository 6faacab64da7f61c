"""The images of an article in the running app, in half blocks."""

from pathlib import Path

import pytest
from journeys import journey
from picturing.pictures import claimed, data_url, plain_picture
from textual.geometry import Region

from readtui.bootstrap import Services
from readtui.settings import Settings
from readtui.settings.sections import ReaderSettings
from readtui.tui.pictures.gallery import Gallery
from readtui.tui.terminal.early_page import EarlyPage

WORDS = "<p>The ferry crossed the wide river that morning, and nobody on it spoke a word until noon.</p>"


@pytest.fixture
def river(services: Services, tmp_path: Path, kept_processes: None) -> str:
    images = [
        f"<p><img src='{data_url(data)}'></p>{WORDS}"
        for data in (
            plain_picture((250, 10, 20), 400, 200),
            plain_picture((10, 200, 30), 160, 80),
            claimed(40_000, 9_000),
        )
    ]
    page = tmp_path / "river.html"
    page.write_text(f"<h1>River</h1>{WORDS}{''.join(images)}", "utf-8")
    return services.library.add(str(page)).record.id


async def test_images_appear_without_moving_the_text_and_one_key_hides_them(services: Services, river: str) -> None:
    async with journey(services, article=river, size=(80, 50)) as app:
        reader = app.reader

        def halves() -> int:
            drawn = [segment.text for strip in reader.panes.text.make_rows() for segment in strip]
            return sum(text.count("▀") for text in drawn)

        def places() -> list[int]:
            view = app.view
            return [view.lines.distance(view.top, view.lines.locate(one.start), 99) for one in view.article.blocks]

        before = places()
        await app.comes(lambda: halves() == 50 * 12 + 20 * 5, "two pictures")
        await app.shows("damaged, or too large")
        assert places() == before
        await app.press("g", "p")
        assert halves() == 0
        assert places()[-1] == before[-1] - sum(rows + 1 for rows in (12, 5, 8))
        await app.press("g", "p", "ctrl+p")
        assert app.app.screen is not reader
        await app.press("escape")
        assert halves() == 50 * 12 + 20 * 5
        assert places() == before


async def test_what_the_key_has_chosen_holds_for_the_next_article(services: Services, river: str) -> None:
    for is_shown in (True, False, True):
        async with journey(services, article=river, size=(80, 50)) as app:
            assert app.view.gallery.is_on is is_shown
            await app.press("g", "p")
            assert f"Images {'hidden' if is_shown else 'shown'}." in app.screen_text()


async def test_the_early_page_has_the_same_pictures(services: Services, river: str) -> None:
    settings, size = Settings(), (80, 50)
    session = services.read(river)
    async with journey(services, article=river, size=size, settings=settings) as app:
        pane = app.reader.panes.text
        await app.shows("damaged, or too large")
        at_hand = services.pictures.at_hand(session.record, session.article)
        assert at_hand is not None
        gallery = Gallery(kept=at_hand.kept, look=app.view.gallery.look)
        gallery.show_all(at_hand.images)
        matter = app.view.lines.matter
        page = EarlyPage(session, 0, settings, app.app.look.palette, size, matter=matter, gallery=gallery)
        rows = ["".join(segment.text for segment in row) for row in page.rows()]
        painted = pane.render_lines(Region(0, 0, *pane.size))
        # The damaged one is only known to be so once it was decoded.
        expected = [
            "".join(segment.text for segment in strip).replace("the image is damaged, or too large to show", " " * 42)
            for strip in painted
        ]
        assert [row.rstrip() for row in rows] == [row.rstrip() for row in expected[: len(rows)]]


@pytest.mark.parametrize("way", ["setting", "library"])
async def test_without_images_the_text_is_as_ever(
    services: Services, river: str, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(reader=ReaderSettings(images="off" if way == "setting" else "shown"))
    if way == "library":
        monkeypatch.setattr("readtui.tui.reader.pictures.can_decode", lambda: False)
    async with journey(services, article=river, size=(80, 50), settings=settings) as app:
        assert app.view.lines.locate(app.view.article.blocks[-1].start).line == 1
        await app.press("g", "p")
        if way == "library":
            assert "readtui[images]" in app.screen_text()
        else:
            assert app.view.lines.pictures.images


async def test_a_text_from_before_images_shows_them_once_it_is_read_again(services: Services, river: str) -> None:
    record = services.library.find(river)
    path = services.folder / "texts" / f"{river}.{record.text_version}.json"
    content = path.read_bytes()
    path.write_bytes(content[: content.index(b',\n"images"')] + b"}\n")
    async with journey(services, article=river, size=(80, 50)) as app:
        assert not app.view.article.images
        await app.press("l", "l")
        cursor = app.cursor
        await app.press("g", "p")
        assert "R to look for them" in app.screen_text()
        await app.press("R")
        await app.until(lambda: bool(app.view.lines.pictures.images))
        assert app.cursor == cursor
