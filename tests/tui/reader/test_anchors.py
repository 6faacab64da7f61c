"""Settling moved, doubtful and lost passages after the article's file was edited outside the app."""

from pathlib import Path

import pytest
from journeys import Journey, journey

from readtui.bootstrap import Services
from readtui.model.annotation import AnchorState, Annotation
from readtui.model.passage import Passage
from readtui.tui.placing.screen import MovedAndLostScreen
from readtui.tui.reader.screen import ReaderScreen

LEDGER = """\
# The ledger

The keeper of the bridge writes down who crosses it. He has done so for thirty years, in the same brown ink.

On market days the geese are counted twice. Nobody remembers why, and nobody would dare to ask him.

## The flood

A wall of water took the lower arch in the night. By noon the carpenters had laid planks across the gap.

What the planks cost is decided at the inn. The bill was paid in barley, and the barley was damp.

In the end a plaque was put up beside the door of the toll house, and a lamp above it.
"""
REVIEWED = "What the planks cost is decided at the inn."
LOST = "A wall of water took the lower arch in the night."
CHANGED = "On market days the geese are counted twice."
CARRIED = "a plaque was put up beside the door of the toll house"
KEPT_PLACE = "He has done so for thirty years, in the same brown ink."


@pytest.fixture
def ledger(services: Services, tmp_path: Path) -> str:
    """An article with annotations that are exact, moved (two of them), under review, and lost."""
    path = tmp_path / "ledger.md"
    path.write_text(LEDGER, "utf-8")
    article_id = services.library.add(str(path)).record.id
    article = services.library.open(article_id)
    for quote, color, tags, note in (
        (KEPT_PLACE, "blue", (), ""),
        (CHANGED, "yellow", ("geese",), ""),
        (LOST, "green", ("water/flood",), "Which night was it?"),
        (REVIEWED, "pink", (), ""),
        (CARRIED, None, ("lamp",), ""),
    ):
        start = article.text.index(quote)
        passage = Passage(start, start + len(quote))
        change = services.annotator.create(article_id, article, passage, color=color, tags=tags, note=note)
        services.repository.apply(change)
    *others, last = LEDGER.replace(LOST + " ", "").split("\n\n")
    edited = "\n\n".join([others[0], last.strip(), *others[1:]]) + "\n"
    edited = edited.replace("geese are counted twice", "geese are weighed twice")
    edited = edited.replace(REVIEWED, "It is at the inn where one decides about timber.")
    path.write_text(edited, "utf-8")
    assert services.library.add(str(path)).notice == (
        "the source has changed; annotations: 1 lost (“A wall of water took…”), "
        "1 to review (“What the planks cost is…”), 1 with other words (“On market days the geese…”), "
        "1 moved (“a plaque was put up…”), 1 unchanged"
    )
    return article_id


def listed(app: Journey) -> list[str]:
    """The first words of the listed rows from top to bottom; the one under the cursor begins with >."""
    screen = app.app.screen
    assert isinstance(screen, MovedAndLostScreen)
    table = screen.table.region
    rows = [row[: table.right] for row in app.screen_text().split("\n")[table.y : table.bottom]]
    known = ("What the planks", "It is at the inn", "Which night", "a plaque was put", "On market days")
    return [(">" if "▌" in row else "") + word for row in rows for word in known if word in row]


def states(app: Journey, article_id: str) -> dict[str, AnchorState]:
    """The states on disk, by the text of each passage or else by its quote."""
    text = app.services.library.open(article_id).text
    found = app.saved(article_id)
    return {one.passage.of(text) if one.passage else one.quoted_text: one.anchor for one in found}


def the(app: Journey, article_id: str, quote: str) -> Annotation:
    return next(one for one in app.saved(article_id) if quote in one.own_words + one.quoted_text)


@pytest.mark.parametrize("size", [(200, 50), (120, 40), (80, 24), (40, 12)])
async def test_doubtful_passages_come_first_and_both_places_are_shown(
    services: Services, ledger: str, size: tuple[int, int]
) -> None:
    async with journey(services, article=ledger, size=size) as app:
        said = " ".join(app.screen_text().split())
        assert ("1 lost, 1 needs review: press gm." in said) == (size[0] <= 80), "in one line"
        assert ("Press gm to check." in said) == (size[0] > 80)
        await app.press("g", "m")
        assert listed(app)[0] == ">What the planks"
        shown = [line.rstrip() for line in app.screen_text().split("\n")]
        old = next(line for line in shown if "It stood here  The flood" in line)
        assert ("Here now?" in old) == (size[0] == 200), "side by side where it is wide"
        assert any("▍−" in line for line in shown), "what is gone is marked without color"
        assert any("▍+" in line for line in shown)
        assert any("It is at the inn" in line for line in shown)
        assert shown[0 if size[1] < 20 else 1].count("Ledger") <= 1, "the trail names the article"


async def test_only_what_does_something_here_is_offered_and_the_note_names_its_passage(
    services: Services, ledger: str
) -> None:
    async with journey(services, article=ledger, size=(120, 40)) as app:

        def offered() -> list[bool]:
            footer = app.screen_text().rstrip().splitlines()[-1]
            return [words in footer for words in ("y accept", "L leave lost", "Y accept words unchanged")]

        await app.press("g", "m")
        assert offered() == [True, True, True]
        assert app.screen_text().count("other words stand where it stood") == 2, "in the list and beside it"
        await app.press("j")
        assert offered() == [False, True, True]
        assert "#water/flood" in app.screen_text()
        assert "“A wall of water took…”" in app.screen_text()
        await app.press("j")
        assert offered() == [True, False, True]
        await app.press("Y", "k", "j")
        assert offered() == [True, False, False]


async def test_accepting_settles_an_annotation_and_moves_to_the_next(services: Services, ledger: str) -> None:
    async with journey(services, article=ledger, size=(120, 40)) as app:
        await app.press("g", "m", "y")
        assert listed(app) == [">Which night", "On market days", "a plaque was put"]
        found = the(app, ledger, "It is at the inn")
        assert (found.anchor, found.own_words) == (AnchorState.EXACT, REVIEWED)
        assert found.passage is not None
        assert found.passage.of(services.library.open(ledger).text) == found.quoted_text
        assert "decides about timber." in found.quoted_text
        footer = app.screen_text().splitlines()[-1]
        assert "r place" in footer
        assert "y accept" not in footer
        await app.press("y")
        assert "The passage is lost. Press r to place the annotation" in " ".join(app.screen_text().split())
        await app.press("j", "y", "y")
        assert listed(app) == [">Which night"]
        assert set(states(app, ledger).values()) == {AnchorState.EXACT, AnchorState.ORPHAN}
        for left in ("a plaque was put", "On market days"):
            await app.press("u")
            assert f">{left}" in listed(app)
        await app.press("u")
        assert listed(app) == [">What the planks", "Which night", "On market days", "a plaque was put"]
        assert the(app, ledger, "planks").anchor is AnchorState.REVIEW
        await app.press("ctrl+r")
        assert the(app, ledger, "decides").anchor is AnchorState.EXACT


async def test_keys_that_come_faster_than_the_disk_settle_each_one_once(services: Services, ledger: str) -> None:
    async with journey(services, article=ledger, size=(120, 40)) as app:
        await app.press("g", "m")
        await app.burst("y", "L", "y", "y")
        assert listed(app) == [">Which night"]
        assert sorted(states(app, ledger).values()) == [*4 * [AnchorState.EXACT], AnchorState.ORPHAN]


async def test_an_orphan_that_is_kept_is_listed_last_and_not_asked_about_again(
    services: Services, ledger: str, tmp_path: Path
) -> None:
    async with journey(services, article=ledger, size=(120, 40)) as app:
        await app.press("g", "m", "L", "L")
        assert listed(app) == [">On market days", "a plaque was put", "Which night", "What the planks"]
        assert "Left lost: the note" in app.screen_text()
        await app.press("L")
        kept = the(app, ledger, "geese")
        assert (kept.quoted_text, kept.anchor) == (CHANGED, AnchorState.ORPHAN), "in the words that were annotated"
        await app.press("u")
        assert listed(app)[0] == ">On market days"
        await app.press("q")
    path = tmp_path / "ledger.md"
    path.write_text(path.read_text().replace("damp", "wet"))
    async with journey(services, article=ledger, size=(120, 40)) as app:
        assert the(app, ledger, "planks").anchor is AnchorState.ORPHAN
        assert "to review" not in app.screen_text()
    path.write_text(LEDGER)
    assert services.library.add(str(path)).notice == "the source has changed; annotations: 5 unchanged"


async def test_a_deleted_annotation_is_restored_by_undo(services: Services, ledger: str) -> None:
    async with journey(services, article=ledger, size=(120, 40)) as app:
        await app.press("g", "m", "j", "d", "d")
        assert listed(app) == ["What the planks", ">On market days", "a plaque was put"]
        assert len(app.saved(ledger)) == 4
        await app.press("u")
        assert listed(app)[1] == ">Which night"


async def test_moved_annotations_with_the_same_words_are_accepted_together(services: Services, ledger: str) -> None:
    async with journey(services, article=ledger, size=(120, 40)) as app:
        await app.press("g", "n", "G", "g", "m")
        await app.shows("1 meaning changed · 1 lost · 1 other words · 1 words unchanged")
        await app.press("Y")
        assert listed(app) == ["What the planks", ">Which night", "On market days"]
        left = "1 meaning changed, 1 lost, 1 other words"
        said = f"Accepted 1 annotation: words unchanged. Left to check: {left}. Press u to undo."
        assert said in " ".join(app.screen_text().split())
        assert the(app, ledger, "geese").anchor is AnchorState.MOVED
        await app.press("Y")
        said = f"Of no moved passage are the words unchanged. {left}: check them one by one."
        assert said in " ".join(app.screen_text().split())
        await app.press("u")
        assert listed(app)[3] == ">a plaque was put"


async def test_the_list_is_filtered(services: Services, ledger: str) -> None:
    async with journey(services, size=(120, 40)) as app:
        await app.press("g", "m", "/")
        await app.type("#geese")
        await app.press("enter")
        assert listed(app) == [">On market days"]
        await app.press("y")
        assert "No moved or lost passage matches “#geese”." in app.screen_text()
        await app.press("escape")
        assert len(listed(app)) == 3


async def test_an_empty_screen_says_that_everything_is_in_place(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers, size=(80, 24)) as app:
        await app.press("g", "m")
        assert "Every annotation in this article is on its passage." in app.screen_text()
        assert app.screen_text().rstrip().split("\n")[-1].split() == [
            "u",
            "undo",
            "q",
            "back",
            "gn",
            "annotations",
            "?",
            "help",
        ]
        await app.press("y", "r", "L", "Y", "enter", "d", "d", "J", "q")
        assert isinstance(app.app.screen, ReaderScreen)


async def test_lost_passages_stand_at_the_foot_of_the_margin(services: Services, ledger: str) -> None:
    async with journey(services, article=ledger, size=(140, 30)) as app:
        app.app.clear_messages()
        await app.settle()
        rows = app.screen_text().split("\n")
        foot = next(row for row, line in enumerate(rows) if "∅ 1 lost" in line)
        assert "A wall of water took" in rows[foot + 1]
        assert not any("A wall of water" in row for row in rows[:foot])
        await app.press("g", "m", "L", "q")
        assert "∅ 1 lost, 1 left lost" in app.screen_text()
        rows = app.screen_text().split("\n")
        foot = next(row for row, line in enumerate(rows) if "∅ 1 lost, 1 left lost" in line)
        assert ["A wall" in rows[foot + 1], "What the planks" in rows[foot + 2]] == [True, True]


async def test_moved_annotations_are_marked_in_the_gutter_and_the_margin(services: Services, ledger: str) -> None:
    moved = next(one for one in services.repository.annotations(ledger) if "geese" in one.quoted_text)
    services.repository.apply(services.annotator.set_note(moved, "Who counts?"))
    async with journey(services, article=ledger, size=(140, 40)) as app:
        [row] = [line for line in app.screen_text().split("\n") if "geese are weighed" in line]
        assert row.strip().startswith("~")
        assert "~ reworded #geese" in row
        await app.press("g", "m", "G", "k", "y", "q")
        [row] = [line for line in app.screen_text().split("\n") if "geese are weighed" in line]
        assert "moved" not in row
        assert "reworded" not in row


async def test_the_box_of_an_annotation_to_review_says_why(services: Services, ledger: str) -> None:
    async with journey(services, article=ledger, size=(80, 30)) as app:
        doubted = the(app, ledger, REVIEWED)
        await app.press("/")
        await app.type("about timber")
        await app.press("enter", "enter")
        assert doubted.why
        assert f"· ? {doubted.why}" in app.screen_text()


async def test_the_message_after_a_refresh_says_what_moved_and_which_key_shows_it(
    services: Services, rivers: str, tmp_path: Path
) -> None:
    async with journey(services, article=rivers, size=(120, 40)) as app:
        await app.press("l", "l", "H", "g", "l")
        source = tmp_path / "rivers.md"
        source.write_text(source.read_text().replace("Water runs downhill", "Water always runs downhill"))
        await app.press("R")
        said = "On rivers”: changed; annotations: 1 with other words (“Water runs"
        await app.until(lambda: said in " ".join(app.screen_text().split()))
        # Where there is room for both, the words then and now are shown.
        await app.press("g", "n")
        await app.shows("was: Water runs downhill.")
        await app.press("enter")
        await app.shows("Water always runs downhill.")
        await app.press("enter")
        await app.shows("┃ now: “Water always runs downhill.”")
        assert "┃ “Water runs downhill.”" in app.screen_text()


async def test_notes_keep_their_room_where_the_margin_is_low(services: Services, ledger: str) -> None:
    article = services.library.open(ledger)
    for block in article.blocks[1:4]:
        note = "\n".join(f"line {number}" for number in range(9))
        services.repository.apply(services.annotator.create(ledger, article, block.passage, note=note))
    async with journey(services, article=ledger, size=(140, 17)) as app:
        app.app.clear_messages()
        await app.settle()
        shown = app.screen_text()
        assert "∅ 1 lost" in shown
        assert "A wall of water" not in shown


async def test_a_lost_passage_is_settled_from_the_list_of_annotations(services: Services, ledger: str) -> None:
    async with journey(services, size=(120, 40)) as app:
        await app.press("g", "n", "G")
        assert "∅ A wall of water took the lower arch in the night." in app.screen_text()
        await app.press("enter")
        assert listed(app)[1] == ">Which night"


async def test_a_passage_without_words_is_refused(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("l", "l", "H", "r", "l", "o", *20 * ["l"])
        assert app.selected == " "
        await app.press("enter")
        assert "Could not annotate: the selection has no words." in app.screen_text()
        assert app.reader.mode == "ends"
        await app.press("escape")
        assert [found.quoted_text for found in app.saved(rivers)] == ["Water runs downhill."]


async def test_deleting_in_a_read_only_library_reports_the_failure(
    services: Services, ledger: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(services.repository), "read_only", True)
    async with journey(services, article=ledger, size=(120, 40)) as app:
        await app.press("g", "m", "d", "d")
        shown = " ".join(app.screen_text().split())
        assert "this library is read-only" in shown
        assert "Deleted" not in shown
