"""The steps of the tour, without an app: what counts as done, and what is said."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from rich.style import Style

from readtui.settings import parse_settings
from readtui.tui.colors.colors import OWN_THEMES
from readtui.tui.colors.palette import ColorDepth
from readtui.tui.colors.palette_maker import make_palette
from readtui.tui.commands.table import CONTEXTS
from readtui.tui.keymap import Keymap
from readtui.tui.tour.panel import filled, panel_lines, panel_rows
from readtui.tui.tour.steps import (
    ANNOTATIONS,
    EXPORT,
    LEAVING,
    READING,
    STEPS,
    TAGGING,
    TourHeld,
    TourPart,
    TourProgress,
    TourScene,
    TourStep,
    TourText,
    tell,
)

SETTINGS = parse_settings("")
KEYMAP = Keymap(SETTINGS)
PALETTE = make_palette(OWN_THEMES["readtui-dark"], ColorDepth.FULL)
KEYS = (("app.tour_previous", "F7", "back"), ("app.tour_next", "F8", "skip"), ("app.quit", "Ctrl+Q", "leave"))
GREETING = {"greeting": TourHeld(("evenings",), "You have found it.", "green")}
START = TourScene(note=900, annotations=GREETING)
TAGGED = replace(START, cursor=90, top=80, annotations=GREETING | {"mine": TourHeld(("birds",), "", None)})
NOTED = replace(TAGGED, here="mine", annotations=GREETING | {"mine": TourHeld(("birds",), "Mine.", None)})
TO_THE_END = [
    START,
    replace(START, top=80),
    replace(START, top=80, cursor=90),
    replace(START, top=80, cursor=90, dialog=TAGGING),
    TAGGED,
    NOTED,
    replace(NOTED, here="greeting"),
    replace(NOTED, here="greeting", dialog=READING),
    replace(NOTED, here="greeting"),
    replace(NOTED, screen=ANNOTATIONS),
    NOTED,
    TAGGED,
    NOTED,
    replace(NOTED, screen=EXPORT),
    NOTED,
]


def said(told: TourText, key: Callable[[str], str] = KEYMAP.key) -> str:
    return filled(told.asks, key, Style(), Style()).plain.replace("\u00a0", " ")


def shown(told: TourText, width: int, height: int, *, has_dialog: bool) -> list[str]:
    """The lines of the panel without its bar at the left and the rule below."""
    rows = panel_rows(width, height, has_dialog=has_dialog)
    lines = panel_lines(told, KEYS, (width - 1, rows - (rows > 3)), KEYMAP.key, PALETTE)
    return [line.plain.replace("\u00a0", " ").removeprefix("▌ ") for line in lines]


def test_the_steps_are_done_one_after_another_as_the_app_comes_to_what_they_ask_for() -> None:
    progress = TourProgress()
    numbers = []
    for seen in TO_THE_END:
        progress.look(seen)
        numbers.append(progress.number)
    assert numbers == [0, 0, 1, 1, 2, 3, 3, 3, 4, 4, 5, 5, 5, 5, 6]
    assert progress.part is None
    assert progress.done == set(range(6))


def test_a_key_that_is_typed_before_anybody_looks_counts() -> None:
    progress = TourProgress()
    assert progress.look(replace(START, top=80))
    assert progress.praise


def test_what_was_there_before_a_step_does_not_count() -> None:
    progress = TourProgress()
    for _ in range(2):
        progress.steer(1, NOTED)
    assert not progress.look(NOTED)
    assert progress.number == 2
    assert progress.look(replace(NOTED, annotations={**NOTED.annotations, "more": TourHeld((), "Another.", None)}))
    assert progress.number == 3
    assert progress.done == {2}


def test_what_is_done_right_after_a_step_was_skipped_counts() -> None:
    progress = TourProgress()
    progress.steer(1, START)
    assert progress.look(TAGGED)
    assert progress.number == 2
    progress.steer(-1, TAGGED)
    assert progress.look(replace(TAGGED, annotations={**TAGGED.annotations, "more": TourHeld(("swifts",), "", None)}))


def test_going_back_repeats_the_step_and_then_the_one_before() -> None:
    progress = TourProgress()
    for _ in range(3):
        progress.steer(1, NOTED)
    assert progress.look(replace(NOTED, here="greeting"))
    first = STEPS[3].parts[0]
    progress.steer(-1, NOTED)
    assert progress.part is first
    progress.steer(-1, NOTED)
    assert (progress.number, progress.praise) == (2, "")
    for _ in range(9):
        progress.steer(-1, NOTED)
    assert progress.number == 0
    for _ in range(9):
        progress.steer(1, NOTED)
    assert progress.part is None
    assert not progress.done
    progress.steer(-1, NOTED)
    assert progress.number == 5


def test_what_is_said_follows_what_is_on_the_screen_and_names_the_users_own_keys() -> None:
    progress = TourProgress()
    own = parse_settings('[keys]\n"reader.tag" = "x"\n"library.back" = ["ctrl+x"]\n')
    key = Keymap(own).key
    progress.steer(1, START)
    assert said(tell(progress, START), key) == "Press x to tag the sentence under the cursor."
    assert said(tell(progress, replace(START, dialog=TAGGING)), key).startswith("Type birds")
    assert said(tell(progress, replace(START, dialog="ConfirmDialog")), key) == "Esc closes this."
    outline = replace(START, dialog="outline.close", leave="outline.close")
    assert said(tell(progress, outline), key) == "o closes this."
    elsewhere = tell(progress, replace(START, screen="library"))
    assert said(elsewhere, key) == "Ctrl+X goes back to the article."
    progress.steer(1, START)
    progress.steer(1, START)
    assert "further down" in said(tell(progress, START))
    assert "further up" in said(tell(progress, replace(START, cursor=950)))


PARTS = [part for step in STEPS for part in step.parts]


SIZES = ((40, 12), (60, 20), (80, 24), (200, 50))


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.asks)
def test_what_to_do_is_whole_on_every_screen(part: TourPart) -> None:
    for asks in filter(None, (part.asks, part.asks_above)):
        told = TourText("Tour  4/6", part.praise, asks, part.more, "Find again")
        for size in SIZES:
            assert said(told) in " ".join(" ".join(shown(told, *size, has_dialog=False)).split())
    if part.within:
        told = TourText("Tour  4/6", part.praise, part.within)
        assert shown(told, 40, 12, has_dialog=True) == [said(told)]


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_panel_has_room_for_every_step(size: tuple[int, int]) -> None:
    for part in PARTS:
        told = TourText("Tour  1/6", part.praise, part.asks)
        rows = panel_rows(*size, has_dialog=False)
        assert len(shown(told, *size, has_dialog=False)) == rows - (rows > 3)


def test_a_panel_says_all_that_has_room_and_leaves_out_first_what_else_is_good_to_know() -> None:
    told = TourText("Tour  1/6", "You have read a page.", "Press a key.", "Another does more.")
    lines = shown(told, 80, 24, has_dialog=False)
    assert [line.rstrip() for line in lines[1:]] == ["✓ You have read a page.", "Press a key.  Another does more."]
    longer = told._replace(more="Another does more. " * 9)
    assert [line.rstrip() for line in shown(longer, 80, 24, has_dialog=False)[1:]] == [f"✓ {told.praise}", told.asks]
    longer = longer._replace(praise="You have read a page. " * 9)
    assert [line.rstrip() for line in shown(longer, 80, 24, has_dialog=False)[1:]] == [told.asks, ""]


def test_the_keys_that_lead_on_and_out_stay_on_a_narrow_screen() -> None:
    told = TourText("Tour  1/6", asks="Press {reader.tag}.", name="Read")
    assert "F8 skip   Ctrl+Q leave" in shown(told, 40, 12, has_dialog=False)[0]
    head = shown(told, 80, 24, has_dialog=False)[0]
    assert (head[:15], head[-32:]) == ("Tour  1/6  Read", "F7 back   F8 skip   Ctrl+Q leave")
    assert len(head) == 79 - len("▌ ")


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_the_commands_that_a_step_teaches_have_keys(step: TourStep) -> None:
    assert all(KEYMAP.label(command) for command in step.commands)


def test_every_mode_that_has_keys_of_its_own_can_be_left() -> None:
    assert all(KEYMAP.label(command) for command in LEAVING)
    assert {command.partition(".")[0] for command in LEAVING} <= set(CONTEXTS)
