"""Which lines of the palette match, and in which order."""

from functools import partial
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from golden import Golden, Picture
from rich.style import Style
from rich.text import Text
from textual.geometry import Size

from readtui.text.name_fit import matched_letters
from readtui.tui.colors.colors import OWN_THEMES
from readtui.tui.colors.palette import ColorDepth
from readtui.tui.colors.palette_maker import make_palette
from readtui.tui.command_palette.dialog import _PARTS, PaletteDialog
from readtui.tui.command_palette.palette_entries import RECENT, Entries, EntryKind, PaletteEntry
from readtui.tui.widgets.choice_rows import ChoiceRows


def entry(kind: EntryKind, title: str) -> PaletteEntry:
    return PaletteEntry(kind, title, title, "", lambda: None)


def titles(entries: Entries, typed: str) -> list[str]:
    return [found.title for found in entries.matching(typed)]


def library(*recent: str) -> Entries:
    entries = Entries(recent)
    entries.add([entry(EntryKind.COMMAND, title) for title in ("Export", "Next hit", "Outline")])
    entries.add(
        [
            entry(EntryKind.TAG, "#history/export"),
            entry(EntryKind.ARTICLE, "Élan vital"),
            entry(EntryKind.VIEW, "Long reads"),
        ]
    )
    return entries


def test_commands_and_views_are_there_before_anything_is_typed_and_recent_ones_come_first() -> None:
    assert titles(library(), "") == ["Export", "Next hit", "Outline", "Long reads"]
    recent = library("article Élan vital", "command Outline", "command gone")
    assert titles(recent, "") == ["Élan vital", "Outline", "Export", "Next hit", "Long reads"]


def test_every_word_must_stand_in_the_title_and_beginnings_win() -> None:
    assert titles(library(), "export") == ["Export", "#history/export"]
    assert titles(library(), "hit ne") == ["Next hit"]
    assert titles(library(), "hit long") == []


def test_accents_and_case_do_not_matter_and_a_slip_is_forgiven() -> None:
    assert titles(library(), "elan") == ["Élan vital"]
    assert titles(library(), "outlone") == ["Outline"]


def test_among_those_that_match_as_well_the_recent_one_is_first() -> None:
    entries = Entries(["command Export all"])
    entries.add([entry(EntryKind.COMMAND, "Export"), entry(EntryKind.COMMAND, "Export all")])
    assert titles(entries, "ex") == ["Export all", "Export"]


def test_what_matches_stands_in_groups_and_the_group_of_the_best_match_comes_first() -> None:
    entries = Entries(["command Next hit"])
    kinds = (
        (EntryKind.COMMAND, "My export"),
        (EntryKind.ARTICLE, "Export"),
        (EntryKind.COMMAND, "Next hit"),
        (EntryKind.ARTICLE, "No export"),
    )
    entries.add([entry(*one) for one in kinds])
    assert titles(entries, "export") == ["Export", "No export", "My export"]
    [recent, *others] = entries.matching("")
    assert (entries.group_of(recent, ""), {entries.group_of(one, "") for one in others}) == (RECENT, {"commands"})
    assert entries.group_of(recent, "next") == "commands"


def test_the_letters_that_match_are_found_in_the_title_at_the_start_of_a_word_first() -> None:
    assert matched_letters("ed", "Seed the Édge") == [(9, 11)]
    assert matched_letters("x", "Edge") == []


def test_the_name_of_another_screen_is_found_by_its_beginnings_and_fits_worse_than_titles() -> None:
    entries = Entries()
    there = [
        PaletteEntry(EntryKind.COMMAND, one, one, "", lambda: None, where="in an article")
        for one in ("Line down", "Clear hits")
    ]
    entries.add([*there, entry(EntryKind.ARTICLE, "State of the art")])
    assert titles(entries, "cl") == ["Clear hits"], "not every command of an arti-cl-e"
    assert titles(entries, "art") == ["State of the art", "Line down", "Clear hits"]
    assert titles(entries, "line art") == ["Line down"]


def test_what_the_palette_shows_and_takes(golden: Golden, monkeypatch: pytest.MonkeyPatch) -> None:
    picture, size, taken = Picture(), [80, 24], list[object]()

    def shown(rows: ChoiceRows, lines: list[Text], numbers: object) -> None:
        picture.add_texts(lines)
        picture.say(numbers)

    styles = {name: Style(color=f"color({number + 20})") for number, name in enumerate(_PARTS)}
    styles["chosen"] += Style(bgcolor="red")
    for kind, name, value in (
        (PaletteDialog, "_part", lambda dialog, name: styles[name]),
        (PaletteDialog, "palette", make_palette(OWN_THEMES["readtui-dark"], ColorDepth.FULL)),
        (PaletteDialog, "size", property(lambda dialog: Size(*size))),
        (PaletteDialog, "dismiss", lambda dialog, entry: taken.append(entry.title)),
        (ChoiceRows, "content_size", property(lambda rows: Size(size[0] - 4, size[1]))),
        (ChoiceRows, "is_attached", True),
        (ChoiceRows, "show", shown),
    ):
        monkeypatch.setattr(kind, name, value, raising=False)
    words = "Sort the concordance by the words left, by the words right, or by article 川の水 "
    for number in range(20):
        chance = Random(number)
        size[:] = ((34, 8), (48, 12), (64, 24), (100, 60))[number % 4]
        entries = Entries(["command Sort"])
        entries.add(
            [
                PaletteEntry(
                    chance.choice(list(EntryKind)),
                    words[at : at + chance.randrange(5, 80)].strip(),
                    f"{at}",
                    chance.choice(("", "s", "a detail that is rather long, as some are")),
                    lambda: None,
                    where=chance.choice(("", "in the library")),
                )
                for at in range(chance.choice((0, 1, 4, 30)))
            ]
        )
        dialog: Any = PaletteDialog(entries)
        dialog._input = SimpleNamespace(value=chance.choice(("", "", "so", "the w", "none of it 川")))
        dialog.find_again()
        picture.say(dialog._sheet.border_subtitle, dialog._height)
        for name in ("move", "move", "page", "page", "back", "up", "up", "take"):
            move, page = dialog.action_move, dialog.action_move_page
            {
                "move": partial(move, 1),
                "up": partial(move, -1),
                "page": partial(page, 1),
                "back": partial(page, -1),
                "take": dialog.action_choose,
            }[name]()
            picture.say(name, dialog._chosen, dialog._top, dialog._is_awaited, dialog._sheet.border_subtitle, *taken)
            taken.clear()
        entries.add([PaletteEntry(EntryKind.TAG, "#so the w", "so", "", lambda: None)])
        dialog.find_again()
        picture.say(dialog._chosen, dialog._is_awaited, *taken)
        taken.clear()
        dialog.on_input_changed()
        dialog.be_full()
        dialog.action_choose()
        picture.say(dialog._chosen, dialog._is_awaited, *taken)
        if dialog._found:
            dialog.on_choice_rows_picked(ChoiceRows.Picked(len(dialog._found) - 1))
        picture.say(*taken)
        taken.clear()
    picture.compare(golden, Path(__file__).with_name("palette.txt"), with_styles=True)
