"""Journeys through the search of the library."""

import asyncio
from pathlib import Path

import pytest
from journeys import is_list, journey
from textual import events

from readtui.bootstrap import Services
from readtui.model.annotation import AnchorState, Annotation
from readtui.model.article import ArticleRecord, Metadata, waiting_id
from readtui.model.change import Change, Edit
from readtui.model.passage import Passage
from readtui.model.selector import TextQuoteSelector
from readtui.tui.lists.search import SearchContent
from readtui.tui.reader.screen import ReaderScreen
from readtui.tui.widgets.hinted_input import HintedInput
from readtui.tui.widgets.preview_pane import PreviewPane
from readtui.tui.work.stream import StreamTurn

_NOW = "2026-02-01T10:00:00Z"


@pytest.fixture
def lakes(services: Services, rivers: str, tmp_path: Path) -> str:
    """Another article, with a note. It comes after the rivers, also if both are added in one second."""
    path = tmp_path / "still.md"
    path.write_text(
        "# On lakes\n\nAll still.\n\n" + "Nothing here.\n\n" * 60 + "A still [slow] morning, slowly.", "utf-8"
    )
    added = services.library.add(str(path)).record.id
    article = services.library.open(added)
    start = article.text.index("All still.")
    change = services.annotator.create(added, article, Passage(start, start + 10), note="Slow, [bold]like[/] ice.")
    services.repository.apply(change)
    return added


async def test_hits_come_while_one_types_and_enter_goes_to_the_words(services: Services, lakes: str) -> None:
    async with journey(services) as app:
        await app.press("g", "/")
        assert "Search all articles" in app.screen_text()
        await app.type("slo")
        await app.shows("3 hits in 2 articles")
        text = app.screen_text()
        assert "On lakes" in text
        assert "A still [slow] morning, slowly." in text
        screen = app.app.screen
        assert is_list(screen, "search")
        assert isinstance(screen.content, SearchContent)
        place = next(at for at, hit in enumerate(screen.content.found.hits) if "morning" in hit.after)
        await app.press("enter", *["j"] * place, "enter")
        await app.shows("A still [slow] morning, slowly.")
        assert isinstance(app.app.screen, ReaderScreen)
        hits = app.app.screen.state.viewport.hits
        assert (len(hits.spans), hits.current) == (2, 0)
        await app.press("n")
        assert hits.current == 1
        await app.press("q")
        assert is_list(app.app.screen, "search")
        await app.shows("3 hits in 2 articles")


async def test_the_cursor_is_on_the_hit_that_was_read_also_if_hits_come_one_by_one(
    services: Services, lakes: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(StreamTurn, "is_due", True)
    async with journey(services) as app:
        await app.press("g", "/")
        await app.type("slo")
        await app.shows("3 hits in 2 articles")
        await app.press("enter", "j", "j")
        screen = app.app.screen
        assert is_list(screen, "search")
        chosen, rows = screen.table.current_key, screen.table.row_count
        await app.press("enter", "q")
        await app.until(lambda: not screen.is_asking and screen.table.row_count == rows)
        assert screen.table.current_key == chosen


async def test_notes_are_searched_too_and_their_annotation_is_opened(services: Services, lakes: str) -> None:
    async with journey(services) as app:
        await app.press("g", "a")
        await app.type("bold")
        await app.shows("1 hit in 1 article")
        assert "[bold]like[/] ice" in app.screen_text()
        await app.press("tab")
        await app.shows("Nothing found")
        await app.press("tab")
        await app.shows("1 hit in 1 article")
        await app.press("enter", "enter")
        assert isinstance(app.app.screen, ReaderScreen)
        assert app.app.screen.state.viewport.cursor.start == services.library.open(lakes).text.index("All still.")


async def test_a_note_that_waits_for_its_article_is_found_and_opens_on_the_page_of_its_work(
    services: Services, lakes: str
) -> None:
    record = ArticleRecord(waiting_id("00112233aabbccdd"), Metadata("The Fjord"), _NOW, _NOW, "")
    quote = TextQuoteSelector("Nobody rowed.")
    note = Annotation("n1", record.id, _NOW, _NOW, quote=quote, note="bold", anchor=AnchorState.WAITING)
    services.repository.apply(Change("c1", _NOW, "import", (Edit(None, record), Edit(None, note))))
    async with journey(services) as app:
        await app.press("g", "a")
        await app.type("rowed")
        await app.shows("1 hit in 1 article")
        await app.press("enter", "enter")
        await app.shows("The text is not in the library")
        assert "1/1" in app.screen_text()


async def test_a_regular_expression_is_searched_for_and_marked(services: Services, lakes: str) -> None:
    async with journey(services) as app:
        await app.press("g", "/", "alt+r")
        await app.type(r"slow(ly)?\b")
        await app.shows("3 hits in 2 articles")
        await app.type("(")
        await app.shows("Not a regular expression at column")
        assert "3 hits in 2 articles" in app.screen_text(), "the hits before the mistake stay"
        await app.press("backspace")
        await app.until(lambda: "Not a regular expression" not in app.screen_text())
        await app.press("enter", "j", "enter")
        assert isinstance(app.app.screen, ReaderScreen)
        assert [services.library.open(lakes).text[a:b] for a, b in app.app.screen.state.viewport.hits.spans] == [
            "slow",
            "slowly",
        ]
        await app.press("q", "alt+r")
        await app.shows("Nothing found")


async def test_alt_with_a_letter_is_a_key_in_the_line_also_from_terminals_that_send_escape_before_the_letter(
    services: Services, lakes: str
) -> None:
    async with journey(services) as app:
        await app.press("g", "/")
        await app.type("stil")
        app.app.post_message(events.Key("alt+r", "r"))
        await app.shows("all articles · regular expression")
        assert "/ stil\n" in app.screen_text()


async def test_the_footer_names_the_keys_of_the_hits_also_if_the_line_hears_late_that_it_has_lost_the_cursor(
    services: Services, lakes: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hears_late(line: HintedInput, event: events.Blur) -> None:
        await asyncio.sleep(0.05)

    monkeypatch.setattr(HintedInput, "on_blur", hears_late, raising=False)
    async with journey(services) as app:
        await app.press("g", "/")
        await app.type("slo")
        await app.press("enter")
        await app.shows("Enter read")


async def test_an_empty_search_and_escape_lead_back(services: Services, lakes: str) -> None:
    async with journey(services) as app:
        await app.press("g", "/")
        await app.type("submarine")
        await app.shows("Nothing found")
        await app.press("escape")
        assert "Library" in app.screen_text()


async def test_a_new_search_ends_the_one_before(services: Services, lakes: str) -> None:
    async with journey(services) as app:
        await app.press("g", "/")
        await app.burst(*"still")
        await app.shows("2 hits in 1 article")
        await app.burst("backspace", "backspace", "backspace", "backspace", "backspace")
        assert "2 hits" not in app.screen_text()


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (40, 12)])
async def test_a_concordance_is_sorted_by_either_side_and_enter_jumps(
    services: Services, lakes: str, size: tuple[int, int]
) -> None:
    async with journey(services, size=size) as app:

        def left() -> list[str]:
            screen = app.app.screen
            assert is_list(screen, "search")
            assert isinstance(screen.content, SearchContent)
            hits = screen.content.found.hits
            keys = [screen.table.key_of(index) for index in range(len(hits))]
            return [hits[int(key)].before.split()[-1] for key in keys if key]

        await app.press("g", "/")
        await app.type("slo")
        await app.press("enter", "c")
        await app.shows("Concordance")
        await app.comes(lambda: "c concordance" not in app.screen_text(), "a footer that does not offer what is shown")
        assert left() == ["is", "[", "morning,"]
        await app.press("s")
        await app.comes(lambda: left() == ["is", "morning,", "["], "sorted by the left")
        await app.press("s")
        await app.comes(lambda: left() == ["is", "[", "morning,"], "sorted by the right")
        await app.press("G", "enter")
        assert isinstance(app.app.screen, ReaderScreen)
        assert app.app.screen.state.viewport.hits.spans
        await app.press("q", "c")
        await app.shows("3 hits in 2 articles")
        assert "Concordance" not in app.screen_text()


async def test_a_search_that_is_opened_again_replaces_the_words(services: Services, lakes: str) -> None:
    async with journey(services) as app:
        await app.press("g", "/")
        await app.type("slo")
        await app.press("enter", "/")
        await app.type("still")
        assert app.app.screen.query_one(HintedInput).value == "still"
        await app.press("enter", "c", "/", "end")
        await app.type(" morning")
        assert app.app.screen.query_one(HintedInput).value == "still morning"
        await app.press("enter", "g", "a")
        await app.type("ice")
        assert app.app.screen.query_one(HintedInput).value == "ice"
        await app.press("enter", "enter", "slash")
        await app.type("all")
        await app.press("enter", "slash")
        await app.type("still")
        assert app.app.screen.query_one(HintedInput).value == "still"


async def test_the_next_search_begins_with_the_words_of_the_last_one_and_typing_replaces_them(
    services: Services, lakes: str
) -> None:
    async with journey(services, size=(140, 40)) as app:

        def text_of(row: int) -> str:
            return app.app.screen.query_one(PreviewPane).render_line(row).text

        await app.press("g", "/")
        await app.type("morning")
        await app.press("enter")
        await app.comes(
            lambda: "On lakes" in "".join(map(text_of, range(app.app.screen.query_one(PreviewPane).size.height))),
            "where the hit is, beside it",
        )
        await app.press("q", "g", "/")
        await app.shows("1 hit in 1 article")
        await app.type("slow")
        assert app.app.screen.query_one(HintedInput).value == "slow"
        await app.press("enter", "c")
        await app.comes(lambda: not app.app.screen.query_one(PreviewPane).display, "a concordance has the whole width")


async def test_a_query_in_place_of_words_leads_to_the_filter_that_takes_it(services: Services, lakes: str) -> None:
    async with journey(services) as app:
        await app.press("g", "a")
        await app.type("tag:question")
        await app.shows("annotations, where tag:question is a filter")
