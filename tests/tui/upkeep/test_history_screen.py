"""Journeys through the history."""

from pathlib import Path

import pytest
from journeys import journey

from readtui.bootstrap import Services
from readtui.model.annotation import Annotation
from readtui.model.passage import Passage
from readtui.tui.reader.screen import ReaderScreen


@pytest.fixture
def changed(services: Services, rivers: str) -> str:
    """The id of an article with a history: a highlight, its color, a note on it, and the article's tag."""
    article = services.library.open(rivers)
    start = article.text.index("It finds the sea.")
    annotator, apply = services.annotator, services.repository.apply
    apply(annotator.create(rivers, article, Passage(start, start + 17), color="yellow"))
    recolored = annotator.recolor_all([_only(services, rivers)], "green")
    assert recolored is not None
    apply(recolored)
    apply(annotator.set_note(_only(services, rivers), "Always?"))
    services.library.retag([services.library.find(rivers)], ["water"])
    return rivers


def _only(services: Services, article_id: str) -> Annotation:
    [found] = services.library.annotations_of(services.library.find(article_id))
    return found


async def test_the_history_says_what_changed_and_undo_leads_back_to_a_change(services: Services, changed: str) -> None:
    async with journey(services, size=(190, 30)) as app:
        await app.press("g", "h")
        for words in ("Library › History", "Today", "5 changes", "On rivers", "Added the article"):
            assert words in app.screen_text()
        await app.press("j", "j")
        await app.shows("color yellow → green")
        assert "gU undoes to here: it and the 2 changes after it" in app.screen_text()
        await app.press("g", "U")
        assert "Undo 3 changes?" in app.screen_text()
        await app.press("enter")
        assert _only(services, changed).color == "yellow"
        assert services.library.find(changed).tags == ()
        assert "3 undone" in app.screen_text()
        assert "3 changes undone" in app.screen_text()
        await app.press("k", "k")
        assert "gR redoes to here: it and the" in app.screen_text()
        await app.press("g", "R", "enter")
        assert services.library.find(changed).tags == ("water",)
        assert _only(services, changed).note == "Always?"


async def test_one_change_alone_is_undone_and_what_changed_is_gone_to(services: Services, changed: str) -> None:
    services.library.retag([services.library.find(changed)], ["later"])
    async with journey(services, article=changed, size=(80, 24)) as app:
        await app.press("g", "h")
        assert "of “On rivers”" in app.screen_text()
        await app.press("slash")
        await app.type("note")
        await app.press("enter", "U")
        assert _only(services, changed).note == ""
        assert services.library.find(changed).tags == ("water", "later")
        await app.press("enter")
        assert isinstance(app.app.screen, ReaderScreen)
        assert app.view.focused_annotation() == _only(services, changed)


async def test_a_title_is_whole_where_there_is_room_for_it(services: Services, tmp_path: Path) -> None:
    title = "A rather long title of an article on the many rivers of the low country"
    (tmp_path / "long.md").write_text(f"# {title}\n\nThey flow.")
    services.library.add(str(tmp_path / "long.md"))
    async with journey(services, size=(190, 30)) as app:
        await app.press("g", "h")
        assert title in app.screen_text()
    async with journey(services, size=(60, 30)) as app:
        await app.press("g", "h")
        assert "A rather long title of an article on the many" in app.screen_text()
        assert "≡ Added the article" in app.screen_text()
