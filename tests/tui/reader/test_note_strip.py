"""Where the margin has no room, the annotation under the cursor stands below the text."""

from dataclasses import replace

import pytest
from journeys import Journey, journey
from textual.events import Paste
from textual.widgets import TextArea

from readtui.bootstrap import Services
from readtui.model.change import Change, Edit
from readtui.model.creator import Creator
from readtui.storage.open_store import utc_now
from readtui.tui.dialogs.note import NoteDialog
from readtui.tui.events import ChangeMade

SMALL = (80, 24)
NOTE = "Who **says** [so](https://example.org)? " + "A long thought. " * 18


def strip_of(app: Journey) -> list[str]:
    region = app.reader.panes.strip.region
    return app.screen_text().split("\n")[region.y : region.bottom] if app.reader.panes.strip.rows else []


async def annotate(app: Journey) -> None:
    """A note on the second sentence, a highlight on the fourth."""
    await app.press("l", "l", "t")
    await app.type("water")
    await app.press("enter", "a")
    app.app.post_message(Paste(NOTE))
    await app.press("ctrl+s", "l", "l", "H", "h", "h")


@pytest.mark.parametrize(("size", "rows"), [((80, 24), 4), ((80, 20), 2), ((40, 12), 1)])
async def test_the_note_is_read_without_opening_it(
    services: Services, rivers: str, size: tuple[int, int], rows: int
) -> None:
    async with journey(services, article=rivers, size=size) as app:
        assert strip_of(app) == []
        await annotate(app)
        strip = strip_of(app)
        assert len(strip) == rows
        assert "1/2 #water" in " ".join(strip)
        assert strip[-1].rstrip().endswith("…")
        if size[0] == SMALL[0]:
            assert "Who says so? A long thought." in " ".join(strip)
        assert max(map(len, strip)) <= size[0]


async def test_a_long_tag_leaves_room_for_the_note(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers, size=(80, 20)) as app:
        await annotate(app)
        await app.press("t")
        await app.type("a-tag-that-is-much-longer-than-any-row-on-this-screen-will-ever-be")
        await app.press("enter", "escape")
        await app.shows("…  Who says so?")


async def test_the_text_stays_where_it_is_as_the_cursor_leaves_an_annotation(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers, size=SMALL) as app:
        await annotate(app)
        region = app.reader.panes.page.region
        await app.press("l")
        assert app.reader.panes.page.region == region
        beside = " ".join(strip_of(app))
        assert "✎ #water  Who says so?" in beside, "as in the margin, for which there is no room"
        assert "1/2" not in beside
        await app.press("l")
        assert "2/2 yellow highlight" in " ".join(strip_of(app))
        [highlight] = [one for one in app.session.annotations if one.color]
        by_dana = replace(highlight, creator=Creator("Dana"))
        change = services.repository.apply(Change("by-dana", utc_now(), "save", (Edit(highlight, by_dana),)))
        app.app.work.events.publish(ChangeMade(change))
        await app.shows("2/2 Dana · yellow highlight")


async def test_the_same_key_shows_and_hides_notes_in_either_place(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers, size=SMALL) as app:
        await annotate(app)
        await app.press("i")
        assert not app.reader.panes.strip.rows
        await app.press("i")
        assert app.reader.panes.strip.rows
    async with journey(services, article=rivers, size=(140, 40)) as app:
        assert app.reader.panes.marginalia.display
        assert not app.reader.panes.strip.rows


async def test_text_that_changes_while_the_reader_closes_does_no_harm(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers, size=SMALL) as app:
        await annotate(app)
        reader = app.reader
        await reader.panes.strip.remove()
        reader.state.viewport.changed()
        assert reader.panes.strip.rows == 4


async def test_the_editor_takes_the_place_of_the_strip_and_the_text_stays(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers, size=SMALL) as app:
        await annotate(app)
        view, strip = app.reader.state.viewport, app.reader.panes.strip.region
        top = view.top
        await app.press("a")
        dialog = app.app.screen
        assert isinstance(dialog, NoteDialog)
        area = dialog.query_one(TextArea)
        assert area.region.y <= strip.y + 1
        assert area.size.height >= 5
        assert view.top == top
        app.app.post_message(Paste("More. " * 80))
        await app.press("end")
        assert area.size.height > 6, "it grows with the text"
        row = view.lines.distance(view.top, view.lines.locate(view.cursor.end - 1), view.height)
        assert 0 <= row < area.region.y - 1, "the passage stays in sight"


async def test_the_margin_shows_a_note_as_it_is_typed_until_it_is_left(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers, size=(140, 40)) as app:
        view, region = app.reader.state.viewport, app.reader.panes.marginalia.region

        def margin() -> str:
            rows = app.screen_text().split("\n")[: region.bottom]
            return " ".join(row[region.x + 3 : region.right].strip() for row in rows)

        await app.press("l", "l", "l", "t", *"water", "enter", "h", "a")
        top = view.top
        await app.type("Who *says* so?")
        assert "Who says so?" in margin()
        assert view.top == top
        await app.press("escape")
        assert margin().split() == ["#water"], "a draft is no note"
        await app.press("a", *" Who", "ctrl+s")
        assert "Who says so? Who" in margin()
        assert margin().split()[-1] == "#water"


async def test_the_footer_offers_what_can_be_done_here(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers, size=SMALL) as app:
        assert app.screen_text().rstrip().split("\n")[-1].lstrip().startswith("H highlight")
        await annotate(app)
        assert app.screen_text().rstrip().split("\n")[-1].split()[:4] == ["Enter", "read", "a", "edit"]
        await app.press("l", "l")
        assert app.screen_text().rstrip().split("\n")[-1].split()[:4] == ["Enter", "read", "a", "note"]


async def test_a_search_without_hits_says_so_while_typing(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers, size=SMALL) as app:
        await app.press("/")
        await app.type("zzz")
        assert "no hits" in app.screen_text()
        await app.press("enter")
        assert "“zzz” is not in this article" in app.screen_text()
        app.app.clear_messages()
        await app.press("j")
        assert "no hits" not in app.screen_text()
