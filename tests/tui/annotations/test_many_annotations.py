"""The annotations screen while a large library is still being read."""

import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, current_thread, main_thread

import pytest
from journeys import Journey, journey

from readtui.bootstrap import Services
from readtui.model.annotation import Annotation
from readtui.model.passage import Passage
from readtui.search.query.parsing import parse
from readtui.tui.annotations.listing import AnnotationListing, Asked
from readtui.tui.annotations.parts import Part
from readtui.tui.annotations.screen import AnnotationsScreen
from readtui.tui.work.streaming import Streaming

_COUNT = 6
_LONGER_THAN_A_FIRST_PART_TAKES = 0.05


class SlowReading:
    """Reads the first articles slowly; waits for ``go`` before the article ``waits_at`` and those after it."""

    def __init__(self, services: Services, articles: list[str], waits_at: int) -> None:
        self.go = Event()
        self.waits = Event()
        self.reads: Counter[str] = Counter()
        self._late = set(articles[waits_at:])
        self._read = services.repository.annotations

    def annotations(self, article_id: str, *, deleted: bool = False) -> list[Annotation]:
        """Stands in for the repository's method."""
        assert current_thread() is not main_thread(), "read annotations in a thread: here, keys wait for them"
        self.reads[article_id] += 1
        time.sleep(_LONGER_THAN_A_FIRST_PART_TAKES)
        if article_id in self._late:
            self.waits.set()
            self.go.wait()
        return self._read(article_id, deleted=deleted)


@pytest.fixture
def articles(services: Services, tmp_path: Path) -> list[str]:
    """Ids of articles, in the order of the list; each has two annotations, and the last one is tagged."""
    for number in range(_COUNT):
        path = tmp_path / f"{number}.txt"
        path.write_text(f"First of {number}. Second of {number}.\n", "utf-8")
        record = services.library.add(str(path)).record
        article = services.library.open(record.id)
        for word in ("First", "Second"):
            start = article.text.index(word)
            tags = ("late",) if (number, word) == (_COUNT - 1, "Second") else ()
            passage = Passage(start, start + len(f"{word} of 0."))
            services.repository.apply(services.annotator.create(record.id, article, passage, color="yellow", tags=tags))
    return [record.id for record in services.library.records()]


@pytest.fixture
def slow(services: Services, articles: list[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowReading]:
    """The third article and those after it are read only when the test says so."""
    made = SlowReading(services, articles, waits_at=2)
    monkeypatch.setattr(services.repository, "annotations", made.annotations)
    yield made
    made.go.set()


def current(app: Journey) -> str:
    """The key under the cursor."""
    screen = app.app.screen
    assert isinstance(screen, AnnotationsScreen)
    return screen.table.current_key


async def send(app: Journey, *keys: str) -> None:
    """Send keys without waiting for what is still being read."""
    for key in keys:
        app.app.simulate_key(key)
        await app.pilot.pause(0.01)


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
    parts: list[Part] = []
    streaming = Streaming[Part](parts.append)
    listing = AnnotationListing(services.library)
    asked = Asked(parse('"Second of 5"'), datetime.now(UTC), place=1)
    await streaming.run(streaming.begin(), lambda turn: listing.stream(asked, turn))
    assert [part.is_first for part in parts] == [True] + [False] * (len(parts) - 1)
    assert (parts[0].listed, parts[0].is_last) == (0, False), "the list of the query before stays too long"
    assert (parts[-1].listed, parts[-1].is_last) == (1, True)
    assert len([row for part in parts for row in part.rows if row.key and not row.heads]) == 1


async def test_articles_whose_tags_already_decide_are_not_read(services: Services, slow: SlowReading) -> None:
    slow.go.set()
    parts: list[Part] = []
    streaming = Streaming[Part](parts.append)
    listing = AnnotationListing(services.library)
    asked = Asked(parse("#late"), datetime.now(UTC), place=1)
    await streaming.run(streaming.begin(), lambda turn: listing.stream(asked, turn))
    assert (parts[-1].listed, parts[-1].is_last) == (1, True)
    assert len(slow.reads) == 1


async def test_leaving_ends_the_reading_and_coming_back_goes_on(services: Services, slow: SlowReading) -> None:
    async with journey(services, size=(100, 40)) as app:
        await send(app, "g", "n")
        await app.comes(slow.waits.is_set, "the third article to be read")
        await send(app, "q")
        await app.comes(lambda: not isinstance(app.app.screen, AnnotationsScreen), "the screen to close")
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
        await app.press("enter", "escape")
        tagged = [one.id for article in articles for one in app.saved(article) if "both" in one.tags]
        assert tagged == marked
        await app.press("d", "d")
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
        await app.press("enter", "x", "x", "t")
        await app.type("old")
        await app.press("enter")
        await app.type("new")
        await app.press("enter", "escape", "escape")
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
        await app.press("enter", "escape")
        assert "Tagged 2 annotations with #both. Press u to undo." in app.screen_text()
        await app.press("t", "backspace", "escape")
        assert "Took #both off 2 annotations. Press u to undo." in app.screen_text()
        assert not [one for article in articles for one in app.saved(article) if "both" in one.tags]


# ---------------------------------------------------------------------- groups


async def test_grouped_by_tag_an_annotation_is_below_each_of_its_tags(services: Services, articles: list[str]) -> None:
    last = services.repository.annotations(articles[-1])
    tagged = next(one for one in last if one.tags)
    change = services.annotator.edit(tagged, tags=("late", "early"))
    assert change is not None
    services.repository.apply(change)
    async with journey(services, size=(100, 50)) as app:
        await app.press("g", "n", "G")
        assert current(app) == tagged.id
        await app.press("s")
        shown = app.screen_text()
        assert shown.index("#early") < shown.index("#late") < shown.index("without tags")
        headings = [line.strip(" █▌") for line in shown.split("\n") if "──" in line and line.strip()[-1:].isdigit()]
        assert [(line.split(" ─")[0], line.split()[-1]) for line in headings] == [
            ("#early", "1"),
            ("#late", "1"),
            ("without tags", "11"),
        ]
        assert "12 in 6 articles" in shown, "an annotation counts once"
        assert current(app) == tagged.id, "the cursor stays on its annotation"
        await app.press("s")
        assert current(app) == tagged.id
        assert "#early" not in [line.split(" ─")[0].strip() for line in app.screen_text().split("\n")]


async def test_a_filtered_list_by_tag_counts_what_it_shows(services: Services, articles: list[str]) -> None:
    async with journey(services, size=(100, 50)) as app:
        await app.press("g", "n", "s", "/")
        await app.type('"Second of"')
        await app.press("enter")
        assert "6 of 12 in 6 articles" in app.screen_text()
        rules = [line for line in app.screen_text().split("\n") if "without tags ──" in line]
        assert [line.rstrip(" █").split()[-1] for line in rules] == ["5"]


async def test_a_group_is_folded_and_its_heading_marks_all_of_it(services: Services, articles: list[str]) -> None:
    async with journey(services, size=(100, 40)) as app:
        await app.press("g", "n", "z")
        assert app.screen_text().count("▍ First of") == _COUNT - 1
        assert current(app) == articles[0]
        await app.press("x")
        assert "2 marked" in app.screen_text()
        await app.press("d", "d")
        assert "Deleted 2 annotations" in app.screen_text()
        assert app.saved(articles[0]) == []


async def test_all_groups_fold_to_a_list_of_articles_also_those_still_to_be_read(
    services: Services, slow: SlowReading
) -> None:
    async with journey(services, size=(100, 40)) as app:
        await send(app, "g", "n")
        await app.shows("reading …")
        await send(app, "Z")
        slow.go.set()
        await app.settle()
        assert "▍" not in app.screen_text()
        assert app.screen_text().count("▸") == _COUNT
        await app.press("j", "z", "j")
        assert app.screen_text().count("▸") == _COUNT - 1
        assert "▌▍ First of 1." in app.screen_text().replace("▌ ▍", "▌▍")
        await app.press("Z", "Z")
        assert "▸" not in app.screen_text()


async def test_the_cursor_passes_over_headings_but_goes_there_when_sent(
    services: Services, articles: list[str]
) -> None:
    async with journey(services, size=(100, 40)) as app:
        await app.press("g", "n")
        assert current(app) == app.saved(articles[0])[0].id
        await app.press("j", "j")
        assert current(app) == app.saved(articles[1])[0].id
        await app.press("{")
        assert current(app) == articles[1]
        await app.press("}", "j")
        assert current(app) == app.saved(articles[2])[0].id
        await app.press("k", "g", "g")
        assert current(app) == app.saved(articles[0])[0].id
