"""Journeys through spaced review."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from app_fixtures import Disk
from journeys import journey

from readtui.bootstrap import Services
from readtui.errors import StorageError
from readtui.model.annotation import Annotation
from readtui.model.card import Card, CardState
from readtui.model.change import Change, Edit
from readtui.model.passage import Passage
from readtui.services.reviewing.schedule import in_utc
from readtui.settings import Settings
from readtui.settings.sections import ReviewSettings
from readtui.tui.reader.screen import ReaderScreen
from readtui.tui.review.screen import ReviewScreen

Highlight = Callable[..., Annotation]


@pytest.fixture
def highlight(services: Services, rivers: str) -> Highlight:
    """Highlight words of the article."""

    def make(words: str, note: str = "", tags: tuple[str, ...] = ()) -> Annotation:
        article = services.library.open(rivers)
        start = article.text.index(words)
        change = services.annotator.create(
            rivers, article, Passage(start, start + len(words)), color="yellow", note=note, tags=tags
        )
        found = services.repository.apply(change).edits[0].after
        assert isinstance(found, Annotation)
        return found

    return make


def due(services: Services, annotation: Annotation, days: float = 1) -> None:
    """Have the annotation be due for so many days."""
    now = datetime.now(UTC)
    card = Card(annotation.id, annotation.article_id, CardState.REVIEW, 0, 5.0, 5.0, in_utc(now - timedelta(days=days)))
    card = replace(
        card, reviewed=in_utc(now - timedelta(days=9)), introduced=in_utc(now - timedelta(days=9)), reviews=2
    )
    services.repository.apply(Change(f"due {annotation.id}", "t", "due", (Edit(None, card),)))


def cards(services: Services, article_id: str) -> dict[str, Card]:
    return services.repository.cards(article_id)


async def test_nothing_is_kept_or_asked_before_the_person_begins(
    services: Services, rivers: str, highlight: Highlight
) -> None:
    highlight("It is slow.", "Slow like what? [bold]", ("sea",))
    async with journey(services) as app:
        await app.press("g", "r")
        await app.shows("each just before you would forget it")
        await app.press("3")
        await app.press("-")
        assert "It is slow" not in app.screen_text()
        await app.press("q")
        assert "Library" in app.screen_text()
    assert cards(services, rivers) == {}
    assert b'"review"' not in next(Path(services.folder, "articles").glob("*.json")).read_bytes()


async def test_the_passage_is_hidden_then_shown_with_its_note_and_graded(
    services: Services, rivers: str, highlight: Highlight
) -> None:
    made = highlight("It is slow.", "As **slow** as [bold]this[/bold], see [it](readtui:0123456789abcdef).", ("sea",))
    async with journey(services) as app:
        await app.press("g", "r", "space")
        await app.shows("Berliners like it")
        text = app.screen_text()
        assert "On rivers · A. Writer · The Spree" in text
        assert "▁▁ ▁▁ ▁▁▁▁. Berliners" in text
        assert not any(answer in text for answer in ("It is slow", "As slow", "#sea", "Again"))
        await app.press("space")
        text = app.screen_text()
        for shown in (
            "It is slow. Berliners",
            "As slow as [bold]this[/bold], see it.",
            "#sea",
            "1 Again   forgotten                again in 1 minute",
            "3 Good    remembered               again in 10 minutes",
        ):
            assert shown in text
        rows = [row.strip() for row in text.split("\n")]
        assert rows.index("#sea") + 2 == next(at for at, row in enumerate(rows) if row.startswith("1 Again"))
        # Without room for four rows, they stand in one.
        await app.pilot.resize_terminal(120, 16)
        await app.shows("1 Again forgotten   2 Hard")
        await app.pilot.resize_terminal(40, 16)
        await app.shows("1 Again 2 Hard 3 Good 4 Easy")
        await app.press("4")
        await app.shows("Done for today")
        assert "1 grade: 1 easy." in app.screen_text()
        assert "The next one is due in" in app.screen_text()
        await app.settle()
        [card] = cards(services, rivers).values()
        assert (card.id, card.reviews, card.state) == (made.id, 1, CardState.REVIEW)
        assert services.repository.annotations(rivers) == [made], "a grade does not touch the annotation"


async def test_the_library_says_how_many_are_due_once_review_is_used(services: Services, highlight: Highlight) -> None:
    made = highlight("It is slow.")
    async with journey(services) as app:
        assert " due" not in app.screen_text()
        due(services, made)
        await app.press("g", "n", "g", "l")
        await app.shows("gr: 1 due")
    due(services, highlight("It is busy.", tags=("exam",)))
    due(services, highlight("It is long.", tags=("exam",)))
    async with journey(services, settings=Settings(review=ReviewSettings(query="#exam"))) as app:
        await app.shows("gr: 2 due")


async def test_a_note_that_is_a_question_is_asked(services: Services, highlight: Highlight) -> None:
    highlight("It is slow.", "How fast is the Spree?")
    async with journey(services) as app:
        await app.press("g", "r", "space")
        await app.shows("How fast is the Spree?")
        assert "It is slow" not in app.screen_text()


async def test_undo_takes_grades_back_one_by_one(services: Services, rivers: str, highlight: Highlight) -> None:
    for words, days in (("It is slow.", 2), ("It is busy.", 1)):
        due(services, highlight(words), days)
    before = cards(services, rivers)
    async with journey(services) as app:
        await app.press("g", "r")
        await app.shows("2 due")
        assert "▁▁ ▁▁ ▁▁▁▁. Berliners" in app.screen_text(), "what has been due longest comes first"
        await app.press("space", "space", "space", "2")
        await app.shows("Done for today")
        await app.press("u")
        await app.shows("▁▁ ▁▁ ▁▁▁▁. Ships")
        await app.press("u")
        await app.shows("▁▁ ▁▁ ▁▁▁▁. Berliners")
        assert "2 due" in app.screen_text()
        await app.press("u")
        await app.shows("Nothing to undo")
        await app.settle()
        after = cards(services, rivers)
        assert {key: replace(card, versions={}, modified="") for key, card in after.items()} == {
            key: replace(card, versions={}, modified="") for key, card in before.items()
        }


async def test_a_forgotten_highlight_comes_back_in_the_same_sitting(services: Services, highlight: Highlight) -> None:
    due(services, highlight("It is slow."), 2)
    due(services, highlight("It is busy."), 1)
    async with journey(services) as app:
        await app.press("g", "r", "space", "1")
        await app.shows("1 due · 1 again")
        await app.press("space", "3")
        await app.shows("▁▁ ▁▁ ▁▁▁▁. Berliners")
        await app.press("space", "4")
        await app.shows("3 grades: 1 again, 1 good, 1 easy.")


async def test_one_goes_to_the_passage_and_comes_back_to_the_note_as_it_is_now(
    services: Services, rivers: str, highlight: Highlight
) -> None:
    due(services, highlight("It is slow.", "old words"))
    async with journey(services) as app:
        await app.press("g", "r", "enter")
        await app.shows("old words")
        await app.press("enter")
        await app.shows("Ships carry coal")
        assert isinstance(app.app.screen, ReaderScreen)
        [annotation] = services.repository.annotations(rivers)
        app.app.saving.save(services.annotator.set_note(annotation, "new words"))
        await app.settle()
        await app.press("q")
        assert isinstance(app.app.screen, ReviewScreen)
        await app.press("space")
        await app.shows("new words")


async def test_what_is_put_off_or_suspended_is_not_asked_again_today(
    services: Services, rivers: str, highlight: Highlight
) -> None:
    due(services, highlight("It is slow."), 2)
    due(services, highlight("It is busy."), 1)
    async with journey(services) as app:
        await app.press("g", "r")
        await app.shows("2 due")
        await app.press("-")
        await app.shows("Put off until tomorrow")
        await app.press("@")
        await app.shows("Nothing is due")
        await app.press("u")
        await app.shows("▁▁ ▁▁ ▁▁▁▁. Ships")
        await app.press("@")
        await app.settle()
    assert sorted(bool(card.suspended) for card in cards(services, rivers).values()) == [False, True]
    async with journey(services) as app:
        await app.press("g", "r")
        await app.shows("Nothing is due")


async def test_the_settings_choose_what_is_reviewed_and_how_much(services: Services, highlight: Highlight) -> None:
    highlight("It is slow.")
    highlight("It is busy.", tags=("exam",))
    highlight("It is long.", tags=("exam",))
    settings = Settings(review=ReviewSettings(new_per_day=1, query="#exam"))
    async with journey(services, settings=settings) as app:
        await app.press("g", "r", "space")
        await app.shows("1 new")
        assert "Berliners" not in app.screen_text()
        await app.press("space", "4")
        await app.shows("Done for today")


async def test_a_grade_that_cannot_be_saved_is_counted_and_saved_later(
    services: Services, rivers: str, highlight: Highlight, monkeypatch: pytest.MonkeyPatch
) -> None:
    due(services, highlight("It is slow."), 2)
    due(services, highlight("It is busy."), 1)
    disk = Disk(services, monkeypatch)
    async with journey(services) as app:
        await app.press("g", "r")
        await app.shows("2 due")
        disk.fault = StorageError("could not save: the disk is full")
        await app.press("space", "3")
        await app.shows("1 not saved · 1 due")
        disk.fault = None
        await app.until(lambda: not app.app.saving.pending)
        assert "not saved" not in app.screen_text()
    assert sorted(card.reviews for card in cards(services, rivers).values()) == [2, 3]


async def test_a_deleted_highlight_leaves_the_sitting(services: Services, rivers: str, highlight: Highlight) -> None:
    due(services, highlight("It is slow."), 2)
    due(services, highlight("It is busy."), 1)
    async with journey(services) as app:
        await app.press("g", "r")
        await app.shows("2 due")
        first = next(one for one in services.repository.annotations(rivers) if one.quoted_text == "It is slow.")
        app.app.saving.save(services.annotator.delete(first))
        await app.shows("1 due")
        await app.shows("▁▁ ▁▁ ▁▁▁▁. Ships")
        await app.settle()


async def test_a_grade_that_is_undone_in_the_reader_is_asked_again(
    services: Services, rivers: str, highlight: Highlight
) -> None:
    due(services, highlight("It is slow."), 2)
    due(services, highlight("It is busy."), 1)
    async with journey(services) as app:
        await app.press("g", "r", "space", "4")
        await app.shows("▁▁ ▁▁ ▁▁▁▁. Ships")
        await app.press("l", "l")
        await app.shows("Ships carry coal")
        await app.press("u")
        await app.shows("Undone: graded")
        await app.press("q")
        await app.shows("▁▁ ▁▁ ▁▁▁▁. Berliners")
        assert "2 due" in app.screen_text()
        await app.press("u")
        await app.shows("Nothing to undo")
    assert {card.reviews for card in cards(services, rivers).values()} == {2}
