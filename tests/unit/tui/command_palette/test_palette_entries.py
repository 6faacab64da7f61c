"""Which lines of the palette match, and in which order."""

from readtui.text.name_fit import matched_letters
from readtui.tui.command_palette.palette_entries import RECENT, Entries, EntryKind, PaletteEntry


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
