"""`[[` in a note completes articles and annotations."""

import asyncio
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from journeys import Journey, journey

from readtui.bootstrap import Services
from readtui.model.annotation import Annotation
from readtui.model.passage import Passage
from readtui.tui.dialogs.note import LinkFinder, LinkList, NoteDialog
from readtui.tui.reader.screen import ReaderScreen

TOLL = "A bridge takes a toll."


@pytest.fixture
def toll(services: Services, tmp_path: Path) -> Annotation:
    path = tmp_path / "bridges.md"
    path.write_text(f"# Bridges [old] & \\*new\\*\n\n{TOLL} Whoever crosses pays twice.\n")
    record = services.library.add(str(path)).record
    article = services.library.open(record.id)
    start = article.text.index(TOLL)
    passage = Passage(start, start + len(TOLL))
    change = services.annotator.create(record.id, article, passage, tags=("money/tolls",), note="Ask the miller.")
    services.repository.apply(change)
    made = change.edits[0].after
    assert isinstance(made, Annotation)
    return made


def listed(app: Journey) -> list[str]:
    """The words of the candidates; none if the list is closed."""
    links = app.app.screen.query_one(LinkList)
    return [candidate.words for candidate in links.candidates] if links.is_open else []


def note_of(app: Journey, article_id: str) -> str:
    return next(found.note for found in app.saved(article_id) if found.note)


async def test_a_link_is_chosen_while_its_name_is_typed(services: Services, rivers: str, toll: Annotation) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("a")
        await app.type("See ")
        assert listed(app) == []
        await app.type("[[")
        assert set(listed(app)) == {"Bridges [old] & *new*", "On rivers"}
        await app.type("bri")
        assert listed(app) == ["Bridges [old] & *new*", TOLL]
        await app.press("down", "enter")
        assert listed(app) == []
        await app.type(" and [[old new")
        await app.press("tab")
        await app.type(".")
        await app.press("ctrl+s")
        assert note_of(app, rivers) == (
            f"See [A bridge takes a toll.](readtui:{toll.id}) "
            f"and [Bridges \\[old\\] \\& \\*new\\*](readtui:{toll.article_id})."
        )


@pytest.mark.parametrize("typed", ["toll", "MILLER", "tolls", "briges", "takes toll"])
async def test_quotes_notes_tags_and_similar_titles_are_found(
    services: Services, rivers: str, toll: Annotation, typed: str
) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("a")
        await app.type(f"[[{typed}")
        expected = "Bridges [old] & *new*" if typed == "briges" else TOLL
        assert expected in listed(app)


async def test_the_keys_of_a_note_fit_the_sheet_on_a_wide_screen(
    services: Services, rivers: str, toll: Annotation
) -> None:
    async with journey(services, article=rivers, size=(120, 30)) as app:
        await app.press("a")
        assert app.screen_text().rstrip().endswith("Esc close")
        await app.type("x")
        assert app.screen_text().rstrip().endswith("Esc close, keep draft")


async def test_escape_closes_the_list_and_then_the_note(services: Services, rivers: str, toll: Annotation) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("a")
        await app.type("x[[br")
        assert listed(app)
        await app.press("escape")
        assert isinstance(app.app.screen, NoteDialog)
        await app.type("i")
        assert listed(app) == []
        await app.press("enter")
        await app.type("[[nowhere at all")
        assert "nothing found" in app.screen_text()
        await app.press("enter", "ctrl+s")
        assert isinstance(app.app.screen, ReaderScreen)
        assert note_of(app, rivers) == "x[[bri\n[[nowhere at all"


async def test_keys_typed_at_once_choose_what_was_typed(services: Services, rivers: str, toll: Annotation) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("a")
        await app.burst(*"Wow![[bridges", "enter", "ctrl+s")
        assert note_of(app, rivers) == f"Wow! [Bridges \\[old\\] \\& \\*new\\*](readtui:{toll.article_id})"


async def test_annotations_of_the_article_and_recent_ones_come_first(
    services: Services, rivers: str, toll: Annotation
) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("l", "H", "l", "H", "l", "a")
        await app.type("[[")
        assert set(listed(app)[:2]) == {"Where the water goes.", "Water runs downhill."}
        assert listed(app)[2:] == ["On rivers", "Bridges [old] & *new*"]


async def test_more_is_read_ahead_while_a_name_is_typed_until_all_is_known_or_the_note_is_closed(
    services: Services, rivers: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pieces, most = list[int](), 3

    def read_ahead(_: object) -> bool:
        pieces.append(len(pieces))
        return len(pieces) < most

    monkeypatch.setattr("readtui.services.linking.link_candidates.LinkCandidates.read_ahead", read_ahead)
    await LinkFinder(services, rivers).find("toll")
    await has_come(lambda: len(pieces) == 3)
    pieces.clear()
    most = sys.maxsize
    finder = LinkFinder(services, rivers)
    await finder.find("toll")
    await has_come(lambda: len(pieces) > 3)
    finder.close()
    await has_come(lambda: "_read_ahead" not in str(threading.enumerate()))


async def has_come(holds: Callable[[], bool]) -> None:
    for _ in range(3_000):
        if holds():
            return
        await asyncio.sleep(0.01)
    pytest.fail("it never comes")
