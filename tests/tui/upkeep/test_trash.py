"""Journeys through the trash."""

from pathlib import Path

import pytest
from journeys import journey

from readtui.bootstrap import Services
from readtui.model.annotation import Annotation
from readtui.model.passage import Passage
from readtui.model.view import Lists
from readtui.tui.widgets.key_footer import KeyFooter


@pytest.fixture
def deleted(services: Services, rivers: str, tmp_path: Path) -> Annotation:
    """One thing of each kind in the trash; the annotation among them."""
    article = services.library.open(rivers)
    start = article.text.index("It finds the sea.")
    made = services.annotator.create(rivers, article, Passage(start, start + 17), tags=("water",), note="Always?")
    services.repository.apply(made)
    [annotation] = services.library.annotations_of(services.library.find(rivers))
    services.repository.apply(services.annotator.delete(annotation))
    services.views.save("Wet things", "#water", Lists.ANNOTATIONS)
    services.views.delete("Wet things")
    services.repository.apply(services.codebook.describe("water", "What runs"))
    services.repository.apply(services.codebook.delete("water").change)
    other = tmp_path / "other.md"
    other.write_text("# Of lakes\n\nThey stay.\n", "utf-8")
    services.library.remove(services.library.add(str(other)).record)
    return annotation


async def test_what_was_deleted_is_listed_and_restored(services: Services, deleted: Annotation) -> None:
    async with journey(services, size=(120, 30)) as app:
        await app.press("g", "z")
        shown = app.screen_text()
        for words in ("Library › Trash", "Today", "It finds the sea.", "Wet things", "water", "Of lakes", "4 items"):
            assert words in shown
        await app.press("slash")
        await app.type("has:note")
        assert "1 of 4" in app.screen_text()
        await app.press("enter")
        await app.shows("Nobody has to tell it where.")
        await app.press("enter")
        assert [one.id for one in services.library.annotations_of(services.library.find(deleted.article_id))] == [
            deleted.id
        ]
        assert "Restored the annotation on “It finds the sea.”. Press u to undo." in app.screen_text()
        await app.press("escape", "x", "x", "enter")
        assert len(services.trash.items()) == 1
        await app.press("u")
        assert len(services.trash.items()) == 3


async def test_a_day_is_marked_by_its_heading_and_an_empty_trash_says_so(
    services: Services, deleted: Annotation
) -> None:
    async with journey(services, size=(80, 24)) as app:
        await app.press("g", "z", "left_curly_bracket", "x")
        assert "4 marked" in app.screen_text()
        await app.press("enter")
        assert "Restored 1 article, 1 annotation, 1 tag and 1 saved view." in app.screen_text()
        assert "The trash is empty" in app.screen_text()
        keys = app.app.screen.query_one(KeyFooter).render().plain
        assert "back" in keys
        assert not {"restore", "mark"} & {*keys.split()}
        assert [tag.description for tag in services.repository.tags()] == ["What runs"]
        assert [view.name for view in services.views.all()] == ["Wet things"]


async def test_removing_for_good_is_asked_for_and_leaves_nothing(services: Services, deleted: Annotation) -> None:
    async with journey(services, size=(80, 24)) as app:
        await app.press("g", "z", "slash")
        await app.type("sea")
        await app.press("enter", "d", "d")
        assert "Delete the annotation on “It finds the sea.” for good?" in app.screen_text()
        await app.press("enter")
        assert len(services.trash.items()) == 4
        await app.press("d", "d", "y")
        assert {type(item).__name__ for item in services.trash.items()} == {
            "TrashedTag",
            "TrashedView",
            "TrashedRecord",
        }
        file = services.folder / "articles" / f"{deleted.article_id}.json"
        assert "Always?" not in file.read_text("utf-8")
        await app.press("escape", "left_curly_bracket", "x", "d", "d", "y")
        assert "The trash is empty" in app.screen_text()
        assert [record.title for record in services.library.records()] == ["On rivers"]
        assert len(services.repository.records(deleted=True)) == 1
