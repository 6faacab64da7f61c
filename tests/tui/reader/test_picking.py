"""Journeys: passages picked by the labels on the screen."""

from journeys import Journey, journey

from readtui.bootstrap import Services
from readtui.settings import Settings


def label_on(app: Journey, words: str) -> str:
    """The label of the sentence or paragraph that begins with these words, as the screen shows it."""
    start = app.session.article.text.index(words)
    [label] = [overlay.label for overlay in app.view.labels() if overlay.start == start]
    [_] = [row for row in app.screen_text().split("\n") if label + words in row]
    return label


async def test_two_labels_pick_a_range_that_keys_then_act_on(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("f")
        assert "PICK first sentence" in app.screen_text()
        first, last = label_on(app, "It finds"), label_on(app, "It is slow.")
        await app.press(first)
        assert app.selected == "It finds the sea."
        assert "PICK last sentence" in app.screen_text()
        await app.press(last)
        words = "It finds the sea. Nobody has to tell it where.\n\nThe Spree\n\nIt is slow."
        assert app.selected == words
        assert "SELECT" in app.screen_text()
        await app.press("H")
        assert [one.quoted_text for one in app.saved(rivers)] == [words]
        await app.press("u")
        before = app.screen_text()
        await app.press("f", "escape")
        assert app.screen_text().split("\n")[:-2] == before.split("\n")[:-2]


async def test_the_same_label_twice_or_enter_picks_one_sentence(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("f")
        label = label_on(app, "Ships carry")
        await app.press(label, label, "t")
        await app.type("coal")
        await app.press("enter", "f", "enter")
        assert "Type a label first" in app.screen_text()
        await app.press(label_on(app, "Water runs"), "enter", "y")
        assert app.app.clipboard == "Water runs downhill."
        [annotation] = app.saved(rivers)
        assert (annotation.quoted_text, annotation.tags) == ("Ships carry coal, and some carry people.", ("coal",))


async def test_the_key_again_picks_paragraphs(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("f", "f")
        assert "PICK first paragraph" in app.screen_text()
        label = label_on(app, "It is long.")
        await app.press(label, "tab")
        assert "PICK last sentence" in app.screen_text()
        await app.press(label_on(app, "Ships"))
        assert app.selected == "It is long. It is busy. Ships carry coal, and some carry people."


async def test_a_label_moves_the_end_of_a_selection_and_of_an_annotation(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("l", "l", "v", "w", "f")
        assert "PICK last sentence" in app.screen_text()
        await app.press(label_on(app, "It finds"))
        assert app.selected == "Water runs downhill. It finds the sea."
        await app.press("f", "escape")
        assert app.selected == "Water runs downhill. It finds the sea."
        await app.press("H", "r", "f")
        await app.press(label_on(app, "Nobody"))
        assert app.app.screen.mode == "ends"  # type: ignore[attr-defined]
        await app.press("enter")
        assert app.saved(rivers)[0].quoted_text == "Water runs downhill. It finds the sea. Nobody has to tell it where."


async def test_labels_follow_the_screen_and_the_first_one_stays_picked(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers, size=(60, 12)) as app:
        await app.press("f", "a", "pagedown", "pagedown", "pagedown")
        assert "On rivers" not in app.screen_text().split("PICK")[0]
        await app.press(label_on(app, "Ships"))
        assert app.selected.startswith("On rivers")
        assert app.selected.endswith("some carry people.")
    async with journey(services, article=rivers, size=(60, 12)) as app:
        # It goes on where the selection ended.
        await app.press("g", "g")
        top = app.view.top
        await app.press("f", "a", "pagedown", "pagedown", "escape")
        assert (app.selected, app.cursor, app.view.top) == ("", "On rivers", top)


async def test_letters_of_labels_are_keys_like_others(services: Services, rivers: str) -> None:
    keys = {"reader.pick": ("F",), "pick.label": ("a", "o"), "pick.unit": ("s",)}
    async with journey(services, article=rivers, settings=Settings(keys=keys)) as app:
        await app.press("F", "o")
        labels = {overlay.label for overlay in app.view.labels()}
        assert labels == {"a", "o"}
        await app.press("o", "x")
        assert app.selected == "It finds the sea."
        await app.press("s")
        assert "PICK last paragraph" in app.screen_text()
