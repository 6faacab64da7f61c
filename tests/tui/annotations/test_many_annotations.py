"""The annotations screen while a large library is still being read."""

from dataclasses import replace
from pathlib import Path

import pytest
from annotation_lists import SlowReading, current, send
from journeys import is_list, journey

from readtui.bootstrap import Services
from readtui.search.annotations.index import AnnotationIndex
from readtui.search.annotations.packed_articles import PackedArticle
from readtui.search.query.parser import parse
from readtui.search.query.syntax import EVERYTHING
from readtui.services.annotation_reader import KeptAnnotations
from readtui.services.finding.all_annotations import AllAnnotations
from readtui.tui.lists.annotation_listing import AnnotationListing, AnnotationRequest, ListPart
from readtui.tui.lists.annotation_rows import AnnotationGrouping, Heading
from readtui.tui.lists.annotations_state import AnnotationsState
from readtui.tui.widgets.record_table import AnyRow
from readtui.tui.work.stream import Stream

_COUNT = 6
_LONGER_THAN_A_FIRST_PART_TAKES = 0.05


async def test_the_first_rows_answer_keys_while_the_rest_is_read(services: Services, slow: SlowReading) -> None:
    async with journey(services, size=(100, 40)) as app:
        await send(app, "g", "n")
        await app.shows("reading …")
        assert "Second of" in app.screen_text()
        first = current(app)
        await send(app, "j")
        await app.comes(lambda: current(app) != first, "the cursor to move")
        second = current(app)
        slow.go.set()
        await app.settle()
        assert "12 in 6 articles" in app.screen_text()
        assert "reading" not in app.screen_text()
        assert current(app) == second, "rows that arrive below leave the cursor where it is"


async def test_a_query_goes_on_with_what_is_read_already(services: Services, slow: SlowReading) -> None:
    async with journey(services, size=(100, 40)) as app:
        await send(app, "g", "n")
        await app.shows("reading …")
        await send(app, "/", "#", "l", "a", "t", "e")
        slow.go.set()
        await app.settle()
        assert "1 of 12 in 1 article" in app.screen_text()
        assert set(slow.reads.values()) == {1}, "a query reads nothing twice"


async def test_the_cursor_goes_back_to_its_annotation_when_the_filter_is_cleared(
    services: Services, articles: list[str]
) -> None:
    async with journey(services, size=(100, 40)) as app:
        await app.press("g", "n", "/")
        await app.type("#late")
        found = current(app)
        await app.press("enter", "escape")
        assert "12 in 6 articles" in app.screen_text()
        assert current(app) == found


async def test_a_query_without_hits_so_far_shows_an_empty_list_and_then_its_hits(
    services: Services, slow: SlowReading
) -> None:
    slow.go.set()
    parts: list[ListPart] = []
    streaming = Stream[ListPart](parts.append)
    listing = AnnotationListing(AllAnnotations(services.library), services.repository.listing_stamp)
    asked = AnnotationRequest(parse('"Second of 5"'), place=1)
    await streaming.run(streaming.begin(), lambda turn: listing.stream(asked, turn))
    assert [part.is_first for part in parts] == [True] + [False] * (len(parts) - 1)
    assert (parts[0].listed, parts[0].is_last) == (0, False), "the list of the query before stays too long"
    assert (parts[-1].listed, parts[-1].is_last) == (1, True)
    assert len([row for part in parts for row in part.rows if row.key and not row.heads]) == 1


async def test_articles_whose_tags_already_decide_are_not_read(services: Services, slow: SlowReading) -> None:
    slow.go.set()
    parts: list[ListPart] = []
    streaming = Stream[ListPart](parts.append)
    listing = AnnotationListing(AllAnnotations(services.library), services.repository.listing_stamp)
    asked = AnnotationRequest(parse("#late"), place=1)
    await streaming.run(streaming.begin(), lambda turn: listing.stream(asked, turn))
    assert (parts[-1].listed, parts[-1].is_last) == (1, True)
    assert len(slow.reads) == 1


async def test_what_is_in_the_index_is_unpacked_when_somebody_looks_at_it(
    services: Services, articles: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def listed(library: AllAnnotations, asked: AnnotationRequest) -> list[AnyRow]:
        parts: list[ListPart] = []
        streaming = Stream[ListPart](parts.append)
        listing = AnnotationListing(library, services.repository.listing_stamp)
        await streaming.run(streaming.begin(), lambda turn: listing.stream(asked, turn))
        state = AnnotationsState(library)
        for part in parts:
            state.add(part)
        rows = [row for part in parts for row in part.rows]
        assert [row.key for row in rows] == [
            shown.key if isinstance(shown := state[index], Heading) else getattr(shown, "id", "")
            for index in range(len(rows))
        ]
        return rows

    kept = KeptAnnotations(lambda: AnnotationIndex.opened(tmp_path / "annotations.db"))
    indexed = replace(services.library, kept=kept)
    indexed.reading.update(indexed.records(), services.repository.stamps(), lambda: None)
    for asked in (
        AnnotationRequest(EVERYTHING),
        AnnotationRequest(EVERYTHING, grouping=AnnotationGrouping.TAG),
        AnnotationRequest(parse("#late")),
    ):
        plain = await listed(AllAnnotations(replace(services.library, kept=None)), asked)
        rows = await listed(AllAnnotations(indexed), asked)
        about = [(row.key, row.height, row.group, row.heads, row.can_stop) for row in plain]
        assert [(row.key, row.height, row.group, row.heads, row.can_stop) for row in rows] == about
    parts: list[ListPart] = []
    streaming, library = Stream[ListPart](parts.append), AllAnnotations(indexed)
    listing = AnnotationListing(library, services.repository.listing_stamp)
    with monkeypatch.context() as patched:
        for name in ("ids", "listed", "annotations"):
            patched.setattr(PackedArticle, name, lambda *_: pytest.fail("unpacked"))
        await streaming.run(streaming.begin(), lambda turn: listing.stream(AnnotationRequest(EVERYTHING), turn))
        rows = [row for part in parts for row in part.rows]
        assert [row.known_key for row in rows if not row.heads] == [""] * 12
    looked_at = rows[-1].key
    last = next(one for part in parts for one in part.about.annotations.several([11]))
    changed = services.annotator.set_note(last, "Another note.")
    assert changed is not None
    services.repository.apply(changed)
    parts.clear()
    await streaming.run(streaming.begin(), lambda turn: listing.stream(AnnotationRequest(EVERYTHING, looked_at), turn))
    assert looked_at in [row.known_key for part in parts for row in part.rows]
    kept.close()


async def test_leaving_ends_the_reading_and_coming_back_goes_on(services: Services, slow: SlowReading) -> None:
    async with journey(services, size=(100, 40)) as app:
        await send(app, "g", "n")
        await app.comes(slow.waits.is_set, "the third article to be read")
        await send(app, "q")
        await app.comes(lambda: not is_list(app.app.screen, "annotations"), "the screen to close")
        slow.go.set()
        await app.settle()
        assert len(slow.reads) == 3, "nothing is read for a screen that has gone"
        await app.press("g", "n")
        assert "12 in 6 articles" in app.screen_text()


async def test_after_a_change_only_its_article_is_read_again(services: Services, slow: SlowReading) -> None:
    slow.go.set()
    async with journey(services, size=(100, 40)) as app:
        await app.press("g", "n")
        assert set(slow.reads.values()) == {1}
        slow.reads.clear()
        await app.press("d", "d")
        assert "11 in 6 articles" in app.screen_text()
        assert len(slow.reads) == 1


async def test_what_is_done_to_marked_annotations_is_one_step(services: Services, articles: list[str]) -> None:
    async with journey(services, size=(100, 40)) as app:
        await app.press("g", "n", "x", "j", "x")
        assert "2 marked" in app.screen_text()
        assert app.screen_text().count("*") == 2
        marked = [app.saved(articles[0])[0].id, app.saved(articles[1])[0].id]
        await app.press("t")
        await app.type("both")
        await app.press("enter")
        tagged = [one.id for article in articles for one in app.saved(article) if "both" in one.tags]
        assert tagged == marked
        await app.press("g", "g", "x", "j", "x", "d", "d")
        assert "Deleted 2 annotations" in app.screen_text()
        assert "10 in 6 articles" in app.screen_text()
        await app.press("u")
        assert "12 in 6 articles" in app.screen_text()
        await app.press("u")
        assert not [one for article in articles for one in app.saved(article) if "both" in one.tags]


async def test_marked_annotations_that_a_filter_hides_are_left_alone(services: Services, articles: list[str]) -> None:
    async with journey(services, size=(100, 40)) as app:
        await app.press("g", "n", "x", "/")
        await app.type("#late")
        await app.press("enter")
        assert "marked" not in app.screen_text()
        await app.press("d", "d", "escape")
        assert "1 marked · 11 in 6 articles" in app.screen_text()
        await app.press("X")
        assert "marked" not in app.screen_text()


async def test_the_only_tag_of_marked_annotations_is_changed_in_one_dialog(
    services: Services, articles: list[str]
) -> None:
    for article in articles[:2]:
        one = services.repository.annotations(article)[0]
        change = services.annotator.edit(one, color="", tags=("old",))
        assert change is not None
        services.repository.apply(change)
    async with journey(services, size=(100, 40)) as app:
        await app.press("g", "n", "/")
        await app.type("#old")
        await app.press("enter", "x", "x", "t", "backspace")
        await app.type("new")
        await app.press("enter", "escape")
        tags = [one.tags for article in articles[:2] for one in app.saved(article) if one.color is None]
        assert tags == [("new",), ("new",)]


async def test_marked_annotations_are_exported_and_no_others(services: Services, articles: list[str]) -> None:
    async with journey(services, size=(100, 40)) as app:
        await app.press("g", "n", "x", "j", "x", "E")
        shown = app.screen_text()
        assert "2 marked annotations" in shown
        assert "First of 0." in shown
        assert "First of 1." in shown or "Second of 1." in shown
        assert "Second of 0." not in shown.replace("First of 0. Second of 0.", "")


async def test_marked_annotations_get_a_color_in_one_step_and_the_message_says_how_to_undo(
    services: Services, articles: list[str]
) -> None:
    async with journey(services, size=(100, 40)) as app:
        await app.press("g", "n", "x", "x", "c", "3")
        colors = [one.color for article in articles for one in app.saved(article)]
        assert colors == ["blue", "blue"] + 10 * ["yellow"]
        assert "Colored 2 annotations blue. Press u to undo." in app.screen_text()
        await app.press("u")
        assert {one.color for article in articles for one in app.saved(article)} == {"yellow"}


async def test_the_color_is_taken_off_and_what_is_left_with_nothing_goes_to_the_trash(
    services: Services, articles: list[str]
) -> None:
    async with journey(services, size=(100, 40)) as app:
        await app.press("g", "n", "G", "x", "k", "x", "c", "0")
        assert [(one.color, one.tags) for one in app.saved(articles[-1])] == [(None, ("late",))]
        await app.press("u")
        assert [one.color for one in app.saved(articles[-1])] == ["yellow", "yellow"]


async def test_a_tag_for_marked_annotations_says_where_it_went_and_how_to_undo(
    services: Services, articles: list[str]
) -> None:
    async with journey(services, size=(100, 40)) as app:
        await app.press("g", "n", "x", "x", "t")
        await app.type("both")
        await app.press("enter")
        assert "Tagged 2 annotations with #both. Press u to undo." in app.screen_text()
        await app.press("g", "g", "x", "x", "t", "backspace", "enter")
        assert "Removed #both from 2 annotations. Press u to undo." in app.screen_text()
        assert not [one for article in articles for one in app.saved(article) if "both" in one.tags]
