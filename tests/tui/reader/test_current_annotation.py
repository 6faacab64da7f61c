"""Actions apply to the annotation that was clicked, jumped to, or is shown as the current one."""

from collections.abc import Callable

import pytest
from journeys import Journey, journey

from readtui.bootstrap import Services
from readtui.model.annotation import Annotation
from readtui.model.passage import Passage
from readtui.tui.dialogs.annotation import AnnotationDialog
from readtui.tui.dialogs.confirm import ConfirmDialog
from readtui.tui.events import ChangeMade

SENTENCE = "Nobody has to tell it where."


@pytest.fixture
def three(services: Services, rivers: str) -> dict[str, str]:
    """Three annotations in one sentence, two of them nested: their ids by their words."""
    article = services.library.open(rivers)
    made: dict[str, str] = {}
    for words, color, note in ((SENTENCE, "yellow", ""), ("Nobody", "green", ""), ("tell it", "pink", "who?")):
        start = article.text.index(words)
        passage = Passage(start, start + len(words))
        change = services.annotator.create(rivers, article, passage, color=color, note=note)
        services.repository.apply(change)
        made[words] = change.edits[0].after.id  # type: ignore[union-attr]
    return made


async def click(app: Journey, words: str) -> None:
    """Click the first of the words on the screen."""
    for row, line in enumerate(app.screen_text().split("\n")):
        if words in line:
            await app.pilot.click(offset=(line.index(words) + 1, row))
            await app.settle()
            return
    raise AssertionError(f"{words} is not on the screen")


def by_words(app: Journey, article_id: str) -> dict[str, Annotation]:
    return {found.quoted_text: found for found in app.saved(article_id)}


ACTIONS: dict[str, tuple[tuple[str, ...], Callable[[Annotation], bool]]] = {
    "color": (("c", "3"), lambda found: found.color == "blue"),
    "tag": (("t", "x", "enter"), lambda found: found.tags == ("x",)),
    "note": (("a", "b", "ctrl+s"), lambda found: found.note.endswith("b")),
    "enter": (("enter", "a", "b", "ctrl+s"), lambda found: found.note.endswith("b")),
}


@pytest.mark.parametrize("words", ["tell it", "Nobody", "where"])
async def test_actions_change_the_clicked_annotation(
    services: Services, rivers: str, three: dict[str, str], words: str
) -> None:
    meant = words if words in three else SENTENCE
    async with journey(services, article=rivers) as app:
        for keys, is_changed in ACTIONS.values():
            await app.press("g", "g")
            await click(app, words)
            await app.press(*keys)
            assert {found.quoted_text for found in app.saved(rivers) if is_changed(found)} == {meant}
            await app.press("u")
            assert not [found for found in app.saved(rivers) if is_changed(found)]


@pytest.mark.parametrize(("words", "said"), [("tell it", "the note “who?”."), ("Nobody", "the green")])
async def test_delete_removes_the_clicked_annotation_and_names_it(
    services: Services, rivers: str, three: dict[str, str], words: str, said: str
) -> None:
    async with journey(services, article=rivers) as app:
        await click(app, words)
        await app.press("d", "d")
        assert set(by_words(app, rivers)) == set(three) - {words}
        assert f"Deleted {said}" in " ".join(app.screen_text().split())
        await app.press("u")
        assert set(by_words(app, rivers)) == set(three)


async def test_a_click_on_other_words_leaves_the_one_clicked_before(
    services: Services, rivers: str, three: dict[str, str]
) -> None:
    async with journey(services, article=rivers) as app:
        await click(app, "tell it")
        await click(app, "has to")
        await app.press("d", "d")
        assert set(by_words(app, rivers)) == {"Nobody", "tell it"}


async def test_a_note_in_the_margin_that_is_clicked_is_the_current_one(
    services: Services, rivers: str, three: dict[str, str]
) -> None:
    async with journey(services, article=rivers, size=(140, 32)) as app:
        await click(app, "who?")
        await app.press("d", "d")
        assert set(by_words(app, rivers)) == {SENTENCE, "Nobody"}


async def test_stepping_through_annotations_skips_none(services: Services, rivers: str, three: dict[str, str]) -> None:
    async with journey(services, article=rivers) as app:
        gone_to = []
        for key in ("tab", "tab", "tab", "shift+tab", "shift+tab"):
            await app.press(key)
            focused = app.view.focused_annotation()
            gone_to.append(focused.quoted_text if focused else "")
        assert gone_to == [SENTENCE, "Nobody", "tell it", "Nobody", SENTENCE]


async def test_repeat_acts_on_the_annotation_cycled_to(services: Services, rivers: str, three: dict[str, str]) -> None:
    async with journey(services, article=rivers) as app:
        await click(app, "tell it")
        await app.press("c", "3", "g", "c", ".")
        colors = {words: found.color for words, found in by_words(app, rivers).items()}
        assert colors == {SENTENCE: "blue", "Nobody": "green", "tell it": "blue"}


async def test_the_color_goes_to_the_annotation_it_was_chosen_for(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("l", "l", "H", "c")
        article = services.library.open(rivers)
        start = article.text.index("Water runs")
        other = services.annotator.create(rivers, article, Passage(start, start + 30), color="pink")
        services.repository.apply(other)
        app.app.work.events.publish(ChangeMade(other))
        await app.press("2")
        assert sorted((len(found.quoted_text), found.color) for found in app.saved(rivers)) == [
            (20, "green"),
            (30, "pink"),
        ]


async def test_delete_refuses_a_selection_with_several_annotations(
    services: Services, rivers: str, three: dict[str, str]
) -> None:
    async with journey(services, article=rivers) as app:
        await click(app, "has to")
        await app.press("v", "i", "p", "d", "d")
        assert set(by_words(app, rivers)) == set(three)
        assert "The selection holds 3 annotations" in app.screen_text()
        await app.press("escape")
        await click(app, "has to")
        await app.press("v", "i", "s", "d", "d")
        assert set(by_words(app, rivers)) == {"Nobody", "tell it"}, "the one that is exactly what is selected"


@pytest.mark.parametrize(("environment", "attribute"), [({}, "bgcolor"), ({"NO_COLOR": "1"}, "bold")])
async def test_the_current_annotation_stands_out_in_the_text(
    services: Services,
    rivers: str,
    three: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    environment: dict[str, str],
    attribute: str,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    def look(app: Journey, words: str) -> object:
        for strip in app.strips():
            for segment in strip:
                if words in segment.text and segment.style:
                    return getattr(segment.style, attribute)
        raise AssertionError(words)

    async with journey(services, article=rivers) as app:
        await click(app, "tell it")
        as_current = look(app, "tell it"), look(app, "Nobody")
        await click(app, "Nobody")
        as_other = look(app, "tell it"), look(app, "Nobody")
        assert as_current[0] != as_other[0]
        assert as_current[1] != as_other[1]


async def test_enter_reads_the_annotation_and_gx_opens_the_link(
    services: Services, rivers: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with journey(services, article=rivers) as app:
        opened: list[str] = []
        monkeypatch.setattr(app.app, "open_url", lambda url, **_: opened.append(url))
        await click(app, "the map")
        await app.press("H", "g", "x")
        assert opened == ["https://example.org/map"]
        await app.press("enter")
        assert isinstance(app.app.screen, AnnotationDialog)
        await app.press("enter", "d", "d", "enter")
        assert len(opened) == 2


async def test_enter_on_a_question_that_loses_something_is_no(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers) as app:
        answers: list[bool | None] = []
        app.app.push_screen(ConfirmDialog("Lose it?", loses=True), answers.append)
        await app.press("enter")
        app.app.push_screen(ConfirmDialog("Lose it?", loses=True), answers.append)
        await app.settle()
        assert "n Enter Esc no" in app.screen_text()
        await app.press("y")
        assert answers == [False, True]


async def test_a_color_is_seen_on_the_passage_before_it_is_chosen(services: Services, rivers: str) -> None:
    def ground(app: Journey) -> object:
        shown = (part for strip in app.strips() for part in strip if SENTENCE in part.text and part.style)
        return next(shown).style.bgcolor  # type: ignore[union-attr]

    async with journey(services, article=rivers) as app:
        await click(app, SENTENCE)
        before, green = ground(app), app.app.look.palette.highlight("green")
        await app.press("c", "right")
        await app.comes(lambda: ground(app) in (green.text.bgcolor, green.current.bgcolor), "the color")
        await app.press("escape")
        await app.comes(lambda: ground(app) == before, "the color from before")
        assert app.saved(rivers) == []
