"""Placing an annotation whose passage is lost or in doubt: only what was shown is ever saved."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from journeys import Journey, is_list, journey

from readtui.anchoring.describe import describe
from readtui.bootstrap import Services
from readtui.model.annotation import AnchorState, Annotation, Origin
from readtui.model.change import Change, Edit
from readtui.model.passage import Passage
from readtui.tui.dialogs.place import PlaceDialog
from readtui.tui.placing.screen import MovedAndLostScreen
from readtui.tui.reader import screen as reader
from readtui.tui.reader.screen import ReaderScreen

LOST = "Dana reads the log each morning and decides who fixes what."
ALSO_LOST = "Nobody should need the old code."
BEFORE = f"""\
# The mail queue

Support counted 41 double invoices in March, and the week after it counted nine more.

We run both queues side by side for two weeks. {LOST}

The new queue sends. If more than fifty mails wait, the pager rings. {ALSO_LOST}
"""
HERE = "What to fix, and who fixes it, is for Dana to decide when she reads the log in the morning."
AFTER = f"""\
# The mail queue

Support counted 41 double invoices in March, and the week after it counted nine more.

We run both queues side by side for two weeks. The log is kept for a year.

The new queue sends. If more than fifty mails wait, the pager rings.

Duties are shared. {HERE} Nothing else changes.
"""


@pytest.fixture
def plan(services: Services, tmp_path: Path) -> str:
    """An article with a lost annotation, on LOST."""
    return edited(services, tmp_path, LOST)


def edited(services: Services, tmp_path: Path, *quotes: str, state: AnchorState = AnchorState.ORPHAN) -> str:
    """An article that was annotated on these words and then rewritten: its annotations have this state."""
    path = tmp_path / "plan.md"
    path.write_text(BEFORE, "utf-8")
    article_id = services.library.add(str(path)).record.id
    old = services.library.open(article_id)
    made: dict[str, Annotation] = {}
    for words in quotes:
        start = old.text.index(words)
        passage = Passage(start, start + len(words))
        services.repository.apply(services.annotator.create(article_id, old, passage, tags=("people",), note="Who?"))
        [made[words]] = [one for one in services.repository.annotations(article_id) if one.quoted_text == words]
    path.write_text(AFTER, "utf-8")
    services.library.add(str(path))
    new = services.library.open(article_id)
    for after in services.repository.annotations(article_id):
        [before] = [one for one in made.values() if one.id == after.id]
        position = before.position
        assert position is not None
        quote, place = before.quote, position
        assert quote is not None
        if state is not AnchorState.ORPHAN:
            start = new.text.index("The log is kept")
            quote, place = describe(new.text, Passage(start, start + len("The log is kept for a year.")))
        origin = Origin(old.hash8, position.start, position.end, before.quoted_text)
        put = replace(
            after, quote=quote, position=place, anchor=state, text_version=new.hash8, origin=origin, why="gone"
        )
        services.repository.apply(Change(after.id, after.modified, "test", (Edit(after, put),)))
    return article_id


def shown(app: Journey) -> str:
    return " ".join(app.screen_text().split())


def only(app: Journey, article_id: str) -> Annotation:
    [found] = app.saved(article_id)
    return found


async def test_a_lost_annotation_is_placed_on_a_likely_place(services: Services, plan: str) -> None:
    async with journey(services, article=plan, size=(100, 30)) as app:
        before = only(app, plan)
        await app.press("g", "m", "r")
        assert isinstance(app.app.screen, ReaderScreen)
        assert (app.reader.mode, app.selected) == ("placing", "")
        rows = app.screen_text().split("\n")
        assert rows[0].strip() == f"∅ Lost: “{LOST}”"
        assert "#people Who?" in " ".join(rows[1].split())
        assert "Likely place 1 of" in rows[2], "it begins at the likeliest place"
        assert "of its 11 words." in app.screen_text()
        assert HERE in app.cursor
        await app.press("enter")
        assert isinstance(app.app.screen, PlaceDialog)
        assert "You annotated" in shown(app)
        assert "It would be on" in shown(app)
        assert only(app, plan) == before, "nothing is saved before it is confirmed"
        await app.press("y")
        assert isinstance(app.app.screen, MovedAndLostScreen)
        assert "Placed. Press u to undo." in app.screen_text()
        found = only(app, plan)
        assert (found.quoted_text, found.anchor, found.own_words, found.note) == (HERE, AnchorState.EXACT, LOST, "Who?")
        assert found.passage is not None
        assert found.passage.of(services.library.open(plan).text) == HERE
        assert before.origin is not None
        assert found.origin is not None
        assert found.origin.accepted is not None
        assert replace(found.origin, accepted=None) == before.origin
        assert before.modified <= found.origin.accepted.at <= found.modified
        assert found.why == ""
        await app.press("u")
        assert replace(only(app, plan), versions={}, modified="") == replace(before, versions={}, modified="")
        assert "#people" in app.screen_text(), "lines that are made before there is a width have one letter each"
        assert "Press gm" not in app.screen_text()


async def test_a_part_of_a_likely_place_is_called_so(services: Services, plan: str) -> None:
    async with journey(services, article=plan, size=(120, 40)) as app:
        await app.press("g", "m", "r", "v", "b", "enter")
        assert "Place it here? (y yes, Esc no)" in app.screen_text()
        assert "Only a part of the likely place." in app.screen_text()
        await app.press("escape", "escape", "h")
        assert "Tab goes back to likely place 1." in app.screen_text()
        await app.press("tab", "enter")
        assert f"+ {HERE}" in shown(app)
        assert "Only a part" not in app.screen_text()


async def test_it_is_left_exactly_as_it_was(services: Services, plan: str) -> None:
    async with journey(services, article=plan, size=(100, 30)) as app:
        before = only(app, plan)
        await app.press("g", "m", "r", "escape")
        assert isinstance(app.app.screen, MovedAndLostScreen)
        assert "Nothing changed: still lost." in app.screen_text()
        await app.press("r", "tab", "enter", "escape")
        assert app.reader.mode == "placing"
        assert "Not placed." in shown(app)
        await app.press("v", "w", "enter", "n", "escape")
        assert (app.reader.mode, app.selected) == ("placing", ""), "the first Esc clears the selection"
        await app.press("q")
        assert isinstance(app.app.screen, MovedAndLostScreen)
        assert only(app, plan) == before
        await app.press("q")
        assert app.reader.mode == "reader"
        assert "Lost:" not in app.screen_text()


async def test_what_was_not_shown_cannot_be_confirmed(services: Services, plan: str) -> None:
    async with journey(services, article=plan, size=(100, 30)) as app:
        before = only(app, plan)
        await app.press("g", "m", "r", "y")
        assert "Press Enter first: it shows what would happen." in app.screen_text()
        for key in ("H", "a", "t", "1", "c", "e", "D", "E", "r", "."):
            await app.press(key)
            assert "Place the annotation first (Enter), or leave it (Esc)." in app.screen_text(), key
        await app.press("d", "d", "u", "ctrl+r")
        assert app.reader.mode == "placing"
        await app.press("enter", "enter", "tab", "H")
        assert isinstance(app.app.screen, PlaceDialog), "only y confirms"
        await app.press("escape")
        assert [only(app, plan)] == app.saved(plan) == [before]


async def test_every_way_of_moving_leads_to_a_place(services: Services, plan: str) -> None:
    async with journey(services, article=plan, size=(100, 30)) as app:
        await app.press("g", "m", "r", "g", "g", "}", "}", "l")
        assert app.cursor == "The log is kept for a year."
        await app.press("enter")
        assert "+ The log is kept for a year." in shown(app)
        await app.press("escape", "/")
        await app.type("pager")
        await app.press("enter", "enter")
        assert "+ If more than fifty mails wait, the pager rings." in shown(app)
        await app.press("escape", "f")
        assert app.reader.mode == "pick"
        await app.press("escape", "tab", "v")
        assert app.selected == HERE, "a likely place is selected whole"
        await app.press("b", "b", "b", "enter")
        assert "when she reads the log" in shown(app)
        await app.press("y")
        found = only(app, plan)
        assert HERE.startswith(found.quoted_text)
        assert len(found.quoted_text) < len(HERE)


async def test_no_annotation_goes_to_the_title_by_itself(services: Services, plan: str) -> None:
    async with journey(services, article=plan, size=(100, 30)) as app:
        before = only(app, plan)
        assert before.origin is not None
        assert before.quote is not None
        # Without the old text, nobody knows where it stood, and no place has its words.
        quote = replace(before.quote, exact="Zebras graze.", prefix="", suffix="")
        unknown = replace(before, quote=quote, origin=replace(before.origin, text_version="", exact="Zebras graze."))
        services.repository.apply(Change("c", before.modified, "test", (Edit(before, unknown),)))
        await app.press("g", "m", "r")
        assert (app.selected, app.view.offered) == ("", None)
        await app.press("enter")
        assert "+ The mail queue" in shown(app), "even there, it is shown what would happen"
        await app.press("escape", "escape")
        assert only(app, plan).anchor is AnchorState.ORPHAN


@pytest.mark.parametrize("state", [AnchorState.MOVED, AnchorState.REVIEW])
async def test_a_doubtful_annotation_is_placed_anew(services: Services, tmp_path: Path, state: AnchorState) -> None:
    plan = edited(services, tmp_path, LOST, state=state)
    async with journey(services, article=plan, size=(100, 30)) as app:
        await app.press("g", "m", "r")
        label = {AnchorState.MOVED: "~ Moved:", AnchorState.REVIEW: "? To review:"}[state]
        assert f"{label} “{LOST}”" in app.screen_text()
        assert app.cursor == "The log is kept for a year.", "it begins where the annotation is"
        gone = []
        for key in ("shift+tab", "tab", "shift+tab", "shift+tab", "tab"):
            await app.press(key)
            gone += re.findall(r"Likely place \d of \d", app.screen_text())
        assert gone == [f"Likely place {number} of 3" for number in (3, 1, 3, 2, 3)]
        await app.press("g", "g", "}", "}", "l", "enter", "y")
        found = only(app, plan)
        assert (found.quoted_text, found.own_words) == ("The log is kept for a year.", LOST)
        assert found.anchor is AnchorState.EXACT


async def test_in_the_reader_the_key_for_ends_places_the_lost_annotation(services: Services, plan: str) -> None:
    async with journey(services, article=plan, size=(100, 30)) as app:
        await app.press("r")
        assert app.reader.mode == "placing"
        await app.press("tab", "enter", "y")
        assert app.reader.mode == "reader"
        assert only(app, plan).quoted_text == HERE
        assert "Placed. Press u to undo." in app.screen_text()
        await app.press("r")
        assert (app.reader.mode, app.selected) == ("ends", HERE)


async def test_of_several_lost_annotations_one_is_chosen_first(services: Services, tmp_path: Path) -> None:
    plan = edited(services, tmp_path, LOST, ALSO_LOST)
    async with journey(services, article=plan, size=(100, 30)) as app:
        await app.press("r")
        assert app.reader.mode == "reader"
        assert "To place one of the 2 lost ones, press gm." in shown(app)


async def test_an_annotation_is_placed_from_the_list_of_annotations(services: Services, plan: str) -> None:
    async with journey(services, size=(100, 30)) as app:
        await app.press("g", "n", "/")
        await app.type("#people")
        await app.press("enter", "r")
        assert app.reader.mode == "placing"
        await app.press("escape")
        assert is_list(app.app.screen, "annotations")
        assert app.app.screen.filter_line.value == "#people"
        await app.press("r", "enter", "y")
        assert is_list(app.app.screen, "annotations")
        assert only(app, plan).quoted_text == HERE


async def test_the_text_stays_while_an_annotation_is_placed(
    services: Services, plan: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "LOOK_EVERY", 0.2)
    async with journey(services, article=plan, size=(100, 30)) as app:
        await app.press("g", "m")
        path = tmp_path / "plan.md"
        path.write_text(path.read_text().replace("# The mail queue\n", "# The mail queue\n\nAn opening.\n"))
        await app.until(lambda: "An opening." in services.library.open(plan).text)
        await app.press("r")
        assert "An opening." in app.session.article.text, "it begins with the present text"
        path.write_text(path.read_text().replace("An opening.", "Another beginning."))
        await app.until(lambda: "Another beginning." in services.library.open(plan).text)
        assert "An opening." in app.session.article.text
        await app.press("tab", "enter", "y")
        found = only(app, plan)
        assert (found.quoted_text, found.own_words) == (HERE, LOST)
        await app.press("q")
        await app.until(lambda: "Another beginning." in app.session.article.text)
        [placed] = app.session.annotations
        assert placed.passage is not None
        assert placed.passage.of(app.session.article.text) == HERE


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_it_fits_on_small_screens(services: Services, plan: str, size: tuple[int, int]) -> None:
    async with journey(services, article=plan, size=size) as app:
        await app.press("r")
        rows = app.screen_text().split("\n")
        assert "Lost: “Dana" in rows[0]
        assert "Tab" in " ".join(rows[:4])
        await app.press("tab")
        assert "of its 11 words" in shown(app)
        assert "What to fix" in app.screen_text(), "the text is still there"
        await app.press("enter")
        assert "y place it" in app.screen_text()
        await app.press("G", "j", "pagedown", "y")
        assert only(app, plan).quoted_text == HERE


async def test_what_does_not_fit_is_shown_before_it_can_be_confirmed(services: Services, plan: str) -> None:
    async with journey(services, article=plan, size=(40, 12)) as app:
        await app.press("r", "g", "g", "v", *6 * ["}"], "enter")
        assert "It would be on" in app.screen_text(), "the new words come first"
        seen = 0
        while "changes." not in app.screen_text():
            await app.press("y")
            assert only(app, plan).anchor is AnchorState.ORPHAN
            seen += 1
        assert seen > 1
        await app.press("y")
        assert only(app, plan).quoted_text.endswith("Nothing else changes.")


async def test_going_elsewhere_ends_the_mode(services: Services, plan: str) -> None:
    async with journey(services, article=plan, size=(100, 30)) as app:
        before = only(app, plan)
        await app.press("g", "m", "r", "g", "l", "enter")
        assert isinstance(app.app.screen, ReaderScreen)
        assert app.reader.mode == "reader"
        assert only(app, plan) == before


async def test_words_from_a_file_cannot_steer_the_terminal(services: Services, plan: str) -> None:
    [before] = services.repository.annotations(plan)
    assert before.origin is not None
    words = "Dana \x1b[31m reads\u202e [b]the[/b] log"
    hostile = replace(before, origin=replace(before.origin, exact=words), note="\x1b[2J")
    services.repository.apply(Change("c", before.modified, "test", (Edit(before, hostile),)))
    async with journey(services, article=plan, size=(100, 30)) as app:
        await app.press("g", "m", "r", "tab", "enter")
        assert shown(app).count("Dana ␛[31m reads") == 2
        assert shown(app).count("[b]the[/b]") == 2
