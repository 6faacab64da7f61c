"""The steps of the tour, without an app: what counts as done, and what is said."""

from dataclasses import replace

import pytest
from rich.console import Console

from readtui.settings import parse_settings
from readtui.tui.commands.table import CONTEXTS
from readtui.tui.keymap import Keymap
from readtui.tui.palettes.colors import OWN_THEMES
from readtui.tui.palettes.making import make_palette
from readtui.tui.palettes.palette import ColorDepth
from readtui.tui.tour.panel import panel_lines, panel_rows
from readtui.tui.tour.progress import NOTHING, Progress, Told, tell, words
from readtui.tui.tour.steps import ANNOTATIONS, EXPORT, LEAVING, OTHER, READING, STEPS, TAGGING, Held, Part, Seen, Step

SETTINGS = parse_settings("")
KEYMAP = Keymap(SETTINGS)
PALETTE = make_palette(OWN_THEMES["readtui-dark"], ColorDepth.FULL)
KEYS = (("app.tour_previous", "F7", "back"), ("app.tour_next", "F8", "skip"), ("app.quit", "Ctrl+Q", "leave"))
GREETING = {"greeting": Held(("evenings",), "You have found it.", "green")}
START = Seen(note=900, annotations=GREETING)
TAGGED = replace(START, cursor=90, top=80, annotations=GREETING | {"mine": Held(("birds",), "", None)})
NOTED = replace(TAGGED, here="mine", annotations=GREETING | {"mine": Held(("birds",), "Mine.", None)})
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


def said(told: Told) -> str:
    return "".join(piece for piece, _ in told.asks)


def shown(told: Told, width: int, height: int, *, has_dialog: bool) -> list[str]:
    rows = panel_rows(width, height, has_dialog=has_dialog)
    return [line.plain for line in panel_lines(told, KEYS, (width, rows), PALETTE, Console())]


def test_the_steps_are_done_one_after_another_as_the_app_comes_to_what_they_ask_for() -> None:
    progress = Progress()
    numbers = []
    for seen in TO_THE_END:
        progress.look(seen)
        numbers.append(progress.number)
    assert numbers == [0, 0, 1, 1, 2, 3, 3, 3, 4, 4, 5, 5, 5, 5, 6]
    assert progress.is_over
    assert progress.done == set(range(6))


def test_a_key_that_is_typed_before_anybody_looks_counts() -> None:
    progress = Progress()
    assert progress.look(replace(START, top=80))
    assert progress.praise


def test_what_was_there_before_a_step_does_not_count() -> None:
    progress = Progress()
    for _ in range(2):
        progress.skip(NOTED)
    assert not progress.look(NOTED)
    assert progress.number == 2
    assert progress.look(replace(NOTED, annotations={**NOTED.annotations, "more": Held((), "Another.", None)}))
    assert progress.number == 3
    assert progress.done == {2}


def test_what_is_done_right_after_a_step_was_skipped_counts() -> None:
    progress = Progress()
    progress.skip(START)
    assert progress.look(TAGGED)
    assert progress.number == 2
    progress.back(TAGGED)
    assert progress.look(replace(TAGGED, annotations={**TAGGED.annotations, "more": Held(("swifts",), "", None)}))


def test_going_back_repeats_the_step_and_then_the_one_before() -> None:
    progress = Progress()
    for _ in range(3):
        progress.skip(NOTED)
    assert progress.look(replace(NOTED, here="greeting"))
    first = progress.steps[3].parts[0]
    progress.back(NOTED)
    assert progress.part is first
    progress.back(NOTED)
    assert (progress.number, progress.praise) == (2, "")
    for _ in range(9):
        progress.back(NOTED)
    assert progress.number == 0
    for _ in range(9):
        progress.skip(NOTED)
    assert progress.is_over
    assert progress.part is None
    assert not progress.done
    progress.back(NOTED)
    assert progress.number == 5


def test_what_is_said_follows_what_is_on_the_screen_and_names_the_users_own_keys() -> None:
    progress = Progress()
    own = parse_settings('[keys]\n"reader.tag" = "x"\n"library.back" = ["ctrl+x"]\n')
    key = Keymap(own).key
    progress.skip(START)
    assert said(tell(progress, START, key, "reader.back")) == "Press x to tag the sentence under the cursor."
    assert said(tell(progress, replace(START, dialog=TAGGING), key)).startswith("Type birds")
    assert said(tell(progress, replace(START, dialog=OTHER), key)) == "Esc closes this."
    outline = replace(START, dialog=OTHER, leave="outline.close")
    assert said(tell(progress, outline, key)) == "o closes this."
    elsewhere = tell(progress, replace(START, screen="library"), key, "library.back")
    assert said(elsewhere) == "Ctrl+X goes back to the article."
    progress.skip(START)
    progress.skip(START)
    assert "further down" in said(tell(progress, START, key))
    assert "further up" in said(tell(progress, replace(START, cursor=950), key))


PARTS = [part for step in STEPS for part in step.parts]


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.asks)
def test_what_to_do_is_whole_on_every_screen(part: Part) -> None:
    for asks in filter(None, (part.asks, part.asks_above)):
        told = Told("Tour  4/6", part.praise, words(asks, KEYMAP.key), words(part.more, KEYMAP.key), "Find again")
        for size in ((40, 12), (60, 20), (80, 24), (200, 50)):
            assert said(told) in " ".join(" ".join(shown(told, *size, has_dialog=False)).replace("▌", "").split())
    if part.within:
        told = Told("Tour  4/6", part.praise, words(part.within, KEYMAP.key))
        assert said(told) in " ".join(shown(told, 40, 12, has_dialog=True)).replace("\u00a0", " ")


def test_a_panel_has_the_same_rows_in_every_step() -> None:
    for size in ((40, 12), (60, 20), (80, 24), (200, 50)):
        for has_dialog in (False, True):
            tolds = [Told("Tour  1/6", part.praise, words(part.asks, KEYMAP.key)) for part in PARTS]
            heights = {len(shown(told, *size, has_dialog=has_dialog)) for told in tolds}
            assert heights == {panel_rows(*size, has_dialog=has_dialog)}
    assert "F8 skip   Ctrl+Q leave" in shown(tolds[0], 40, 12, has_dialog=False)[0]
    assert NOTHING.asks == ()


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_the_commands_that_a_step_teaches_have_keys(step: Step) -> None:
    assert all(KEYMAP.label(command) for command in step.commands)


def test_every_mode_that_has_keys_of_its_own_can_be_left() -> None:
    assert all(KEYMAP.label(command) for command in LEAVING.values())
    assert set(LEAVING) <= set(CONTEXTS)
