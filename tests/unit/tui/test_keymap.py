"""The mapping of keys to commands, and the keys in the settings file."""

from dataclasses import replace
from functools import cache, partial
from importlib import import_module
from itertools import product
from pathlib import Path

import pytest
from golden import ROOT
from growth import assert_growth
from hypothesis import given
from hypothesis import strategies as st

from readtui.errors import SettingsError
from readtui.settings import Settings, parse_settings
from readtui.tui.commands.command import Command
from readtui.tui.commands.table import COMMANDS, CONTEXTS, commands_of
from readtui.tui.destination import Place
from readtui.tui.keymap import DroppedKeys, Keymap, _bound, _bound_by_default, key_name, readable
from readtui.tui.reader.cursor import JumpList

_CHORDS = st.lists(st.sampled_from("ghjxZäöü"), min_size=1, max_size=3).map(" ".join)


def keymap(toml: str = "") -> Keymap:
    return Keymap(parse_settings(toml))


def command_id(keys: Keymap, mode: str, *pressed: str) -> str:
    command = keys.match(mode, pressed).command
    return command.id if command else ""


def test_the_keys_that_people_have_learned_do_what_they_did() -> None:
    # A new command needs no line here.
    contract = {
        "line_down": "j", "line_up": "k", "next_sentence": "l )", "previous_sentence": "h (", "next_paragraph": "}",
        "previous_paragraph": "{", "page_down": "space", "page_up": "b", "half_page_down": "ctrl+d", "top": "gg home",
        "half_page_up": "ctrl+u", "next_section": "]]", "previous_section": "[[", "bottom": "G end", "visual": "v",
        "visual_line": "V", "highlight": "H", "color": "c", "tag": "t", "quick_tag": "1 5 9", "note": "a",
        "note_in_editor": "e", "move_ends": "r", "repeat": ".", "next_annotation": "]a tab", "next_same_tag": "]t",
        "previous_annotation": "[a shift+tab", "previous_same_tag": "[t", "cycle_annotations": "gc", "undo": "u",
        "delete_annotation": "dd delete", "redo": "ctrl+r", "find": "/ ctrl+f", "next_hit": "n", "previous_hit": "N",
        "jump_back": "ctrl+o alt+left", "jump_forward": "gi alt+right", "set_mark": "mx", "go_to_mark": "'x",
        "open_here": "enter", "outline": "o", "marginalia": "i", "focus_mode": "z", "copy": "y", "export": "E",
        "copy_with_source": "Y", "back": "q", "wider": "+", "narrower": "-",
    }  # fmt: skip
    for name, alternatives in contract.items():
        for pressed in alternatives.split():
            sequence = tuple(pressed) if len(pressed) == 2 else (pressed,)
            assert command_id(keymap(), "reader", *sequence) == f"reader.{name}", (
                f"{pressed} no longer does reader.{name}: give the new command another key than this, which people know"
            )


def test_in_visual_mode_its_own_keys_win_and_the_readers_still_work() -> None:
    keys = keymap()
    assert command_id(keys, "visual", "l") == "select.right"
    assert command_id(keys, "visual", "i", "s") == "select.inner_sentence"
    assert command_id(keys, "visual", "v") == "select.grow"
    assert command_id(keys, "visual", "H") == "reader.highlight"
    assert command_id(keys, "visual", "g", "g") == "reader.top"


def test_reachable_commands_exclude_keys_of_an_earlier_context() -> None:
    reachable = {command.id for command in keymap().reachable("visual")}
    assert {"select.grow", "reader.highlight", "reader.top", "app.help"} <= reachable
    assert not {"reader.visual", "reader.next_sentence", "reader.outline"} & reachable


def test_a_prefix_lists_what_can_follow() -> None:
    following = {key: command.id for key, command in keymap().match("reader", ("]",)).following}
    chords = {
        keys.removeprefix("] "): command.id
        for command in commands_of(CONTEXTS["reader"])
        for keys in command.keys
        if keys.startswith("] ")
    }
    assert following == chords
    assert following["a"] == "reader.next_annotation"


def test_settings_give_an_action_other_keys() -> None:
    keys = keymap('[keys]\n"reader.highlight" = ["x", "g y"]\n')
    assert command_id(keys, "reader", "x") == command_id(keys, "reader", "g", "y") == "reader.highlight"
    assert command_id(keys, "reader", "H") == ""
    assert keys.label("reader.highlight") == "x"


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ('[keys]\n"reader.highligt" = "x"\n', "line 2: keys.reader.highligt: no such action"),
        ('[keys]\n"reader.highlight" = "strg+x"\n', "no key named 'strg+x'"),
    ],
)
def test_an_unknown_action_or_key_is_named_with_its_place(toml: str, says: str) -> None:
    settings = parse_settings(toml)
    keys = Keymap(settings)
    [fault] = settings.faults
    assert says in fault.message
    assert all(keys.keys_of(command.id) == command.keys for command in COMMANDS)


@pytest.mark.parametrize(
    ("toml", "pressed", "chosen", "dropped"),
    [
        ('"reader.highlight" = "t"', "t", "reader.highlight", {"reader.tag": ("t",)}),
        ('"reader.tag" = "H"', "H", "reader.tag", {"reader.highlight": ("H",)}),
        ('"app.help" = "j"', "j", "app.help", {"reader.line_down": ("j",), "library.down": ("j",)}),
        ('"reader.note" = "d"', "d", "reader.note", {"reader.delete_annotation": ("d d",)}),
        ('"reader.note" = "] ] x"', "]]x", "reader.note", {"reader.next_section": ("] ]",)}),
    ],
)
def test_keys_of_ones_own_win_over_those_by_default(
    toml: str, pressed: str, chosen: str, dropped: dict[str, tuple[str, ...]]
) -> None:
    settings = parse_settings(f"[keys]\n{toml}\n")
    keys = Keymap(settings)
    assert not settings.faults
    assert command_id(keys, "reader", *pressed) == chosen
    for command, lost in dropped.items():
        by_default = next(one.keys for one in COMMANDS if one.id == command)
        assert keys.keys_of(command) == tuple(one for one in by_default if one not in lost)
    assert {(one.command, one.keys) for one in keys.dropped} >= {
        (command, one) for command, lost in dropped.items() for one in lost
    }
    assert {one.taken_by for one in keys.dropped} == {chosen}


def test_a_key_that_a_new_command_has_by_default_stays_with_whoever_chose_it(monkeypatch: pytest.MonkeyPatch) -> None:
    new = replace(COMMANDS[0], id="reader.new", keys=("X", "f12"))
    monkeypatch.setattr("readtui.tui.keymap.COMMANDS", (*COMMANDS, new))
    keys = keymap('[keys]\n"reader.highlight" = "X"\n')
    assert command_id(keys, "reader", "X") == "reader.highlight"
    assert command_id(keys, "reader", "f12") == "reader.new"
    assert keys.dropped == (DroppedKeys("reader.new", "X", "reader.highlight"),)


def test_every_mistake_is_told_at_once_and_what_is_right_counts() -> None:
    settings = parse_settings(
        '[keys]\n"reader.nothing" = "x"\n"reader.highlight" = "t"\n"reader.tag" = "X"\n"reader.top" = "strg+x"\n'
        '"reader.note" = ["N", "X"]\n'
    )
    keys = Keymap(settings)
    assert command_id(keys, "reader", "t") == "reader.highlight"
    assert command_id(keys, "reader", "X") == "reader.tag"
    assert command_id(keys, "reader", "a") == "reader.note"
    assert command_id(keys, "reader", "g", "g") == "reader.top"
    assert [fault.message.split(": ", 1)[0].rpartition(" ")[2] for fault in settings.faults] == ["2", "5", "6"]


def test_the_other_half_of_a_wrong_swap_counts() -> None:
    settings = parse_settings('[keys]\n"reader.highlight" = "t"\n"reader.tag" = "strg+x"\n')
    keys = Keymap(settings)
    assert command_id(keys, "reader", "t") == "reader.highlight"
    assert keys.keys_of("reader.tag") == ()
    assert len(settings.faults) == 1


@given(st.dictionaries(st.sampled_from(COMMANDS[::7]), st.lists(_CHORDS, min_size=1, max_size=2), max_size=4))
def test_own_keys_clash_if_one_sequence_begins_the_other_where_both_are_looked_up(
    chosen: dict[Command, list[str]],
) -> None:
    settings = replace(Settings(), keys={command.id: tuple(keys) for command, keys in chosen.items()})
    keys = Keymap(settings)
    bound = [(command, tuple(one.split())) for command, sequences in chosen.items() for one in sequences]
    assert bool(settings.faults) == bool(_clashes(bound))
    bound = [(command, tuple(one.split())) for command in COMMANDS for one in keys.keys_of(command.id)]
    assert not _clashes(bound)


def _clashes(bound: list[tuple[Command, tuple[str, ...]]]) -> list[tuple[str, str]]:
    # Sequences that begin with other keys cannot clash, and most do.
    beginning: dict[str, list[tuple[Command, tuple[str, ...]]]] = {}
    for each in bound:
        beginning.setdefault(each[1][0], []).append(each)
    return [
        (one.id, other.id)
        for some in beginning.values()
        for (one, keys), (other, others) in product(some, some)
        if one is not other and keys[: len(others)] == others[: len(keys)] and _meet(one.context, other.context)
    ]


@cache
def _meet(one: str, other: str) -> bool:
    together = any({one, other} <= {*contexts} for contexts in CONTEXTS.values())
    return one == other or ("app" in (one, other) and together)


def test_time_grows_with_the_number_of_keys_not_of_pairs() -> None:
    def make(count: int) -> Keymap:
        keys = [chr(0x4E00 + number) for number in range(count)]
        return Keymap(Settings(), {one: replace(COMMANDS[0], id=f"reader.own.{one}", keys=(one,)) for one in keys})

    assert_growth(make, 1_000, 8_000, below=12)


def test_a_table_with_two_commands_on_one_key_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("readtui.tui.keymap.COMMANDS", (*COMMANDS, replace(COMMANDS[0], id="reader.other")))
    monkeypatch.setattr("readtui.tui.keymap._bound_by_default", partial(_bound, {}, ()))
    with pytest.raises(SettingsError, match="already bound to"):
        Keymap(Settings())


def test_the_documents_are_not_written_if_a_command_has_the_keys_of_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(Path(__file__).parents[3] / "scripts")
    documents = import_module("docs")
    documents.require_keys_once()
    monkeypatch.setattr("readtui.tui.keymap.COMMANDS", (*COMMANDS, replace(COMMANDS[0], id="reader.other")))
    with pytest.raises(SystemExit, match=r"reader\.other: j is already bound to reader\.line_down"):
        documents.require_keys_once()


def test_the_table_of_default_keys_is_the_one_in_which_clashes_are_looked_for() -> None:
    assert _bound_by_default() == _bound({}, ())


def test_ids_are_unique_and_every_context_is_used() -> None:
    ids = [command.id for command in COMMANDS]
    assert len(ids) == len(set(ids))
    assert {command.context for command in COMMANDS} == {name for names in CONTEXTS.values() for name in names}


def test_key_names() -> None:
    assert key_name("right_square_bracket", "]") == "]"
    assert key_name("upper_g", "G") == "G"
    assert key_name("space", " ") == "space"
    assert key_name("ctrl+d", "\x04") == "ctrl+d"
    assert readable("g g") == "gg"
    assert readable("shift+tab") == "Shift+Tab"
    assert readable("m *") == "m…"


def test_jumps_go_back_and_forward_and_a_new_one_cuts_what_lay_ahead() -> None:
    jumps = JumpList()
    ten, twenty, thirty, other = Place("a", 10), Place("a", 20), Place("a", 30), Place("b", 5)
    jumps.record(ten)
    jumps.record(twenty)
    assert jumps.back(thirty) == twenty
    assert jumps.back(twenty) == ten
    assert jumps.back(ten) is None
    assert jumps.forward() == twenty
    assert jumps.forward() == thirty
    assert jumps.forward() is None
    jumps.back(thirty)
    jumps.record(Place("a", 25))
    assert jumps.forward() is None
    jumps.came_back(thirty, other)
    assert jumps.forward() == other
    jumps.came_back(thirty, other)
    assert jumps.back(thirty) == Place("a", 25)
    assert (jumps.forward(), jumps.forward(), jumps.forward()) == (thirty, other, None)


def test_every_command_is_documented_with_its_keys() -> None:
    documented = [line for line in (ROOT / "docs/keys.md").read_text("utf-8").splitlines() if line.endswith("` |")]
    expected = [
        f"| {' '.join(f'`{readable(keys)}`' for keys in one.keys)} | {one.title} | `{one.id}` |" for one in COMMANDS
    ]
    assert sorted(documented) == sorted(expected)
