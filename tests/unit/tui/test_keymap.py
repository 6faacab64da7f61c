"""Keys to commands, and what the settings file may say about them."""

import pytest

from readtui.errors import SettingsError
from readtui.settings import parse_settings
from readtui.tui.commands import COMMANDS, CONTEXTS
from readtui.tui.jump_list import JumpList
from readtui.tui.keymap import Keymap, key_name, readable


def keymap(toml: str = "") -> Keymap:
    settings = parse_settings(toml)
    return Keymap(settings.keys, settings.fault)


def command_id(keys: Keymap, mode: str, *pressed: str) -> str:
    command = keys.match(mode, pressed).command
    return command.id if command else ""


def test_the_keys_of_the_contract_do_what_it_says() -> None:
    keys = keymap()
    for pressed, expected in {
        "j": "line_down", "l": "next_sentence", ")": "next_sentence", "}": "next_paragraph", "space": "page_down",
        "ctrl+d": "half_page_down", "] ]": "next_section", "g g": "top", "G": "bottom", "v": "visual", "V": "visual_line",
        "H": "highlight", "c": "color", "t": "tag", "1": "quick_tag", "9": "quick_tag", "a": "note", "e": "note_in_editor",
        "r": "move_ends", ".": "repeat", "] a": "next_annotation", "tab": "next_annotation", "[ t": "previous_same_tag",
        "g c": "cycle_annotations", "d d": "delete_annotation", "delete": "delete_annotation", "u": "undo",
        "ctrl+r": "redo", "/": "find", "n": "next_hit", "N": "previous_hit", "ctrl+o": "jump_back", "g i": "jump_forward",
        "m x": "set_mark", "' x": "go_to_mark", "enter": "open_here", "o": "outline", "i": "marginalia", "z": "focus_mode",
        "y": "copy", "Y": "copy_with_source", "E": "export", "q": "back", "+": "wider", "-": "narrower",
    }.items():  # fmt: skip
        assert command_id(keys, "reader", *pressed.split()) == f"reader.{expected}", pressed


def test_in_visual_mode_its_own_keys_win_and_the_readers_still_work() -> None:
    keys = keymap()
    assert command_id(keys, "visual", "l") == "select.right"
    assert command_id(keys, "visual", "i", "s") == "select.inner_sentence"
    assert command_id(keys, "visual", "v") == "select.grow"
    assert command_id(keys, "visual", "H") == "reader.highlight"
    assert command_id(keys, "visual", "g", "g") == "reader.top"


def test_a_prefix_lists_what_can_follow() -> None:
    following = dict(keymap().match("reader", ("]",)).following)
    assert {key: command.id for key, command in following.items()} == {
        "]": "reader.next_section",
        "a": "reader.next_annotation",
        "t": "reader.next_same_tag",
    }


def test_settings_give_an_action_other_keys() -> None:
    keys = keymap('[keys]\n"reader.highlight" = ["x", "g h"]\n')
    assert command_id(keys, "reader", "x") == command_id(keys, "reader", "g", "h") == "reader.highlight"
    assert command_id(keys, "reader", "H") == ""
    assert keys.label("reader.highlight") == "x"


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ('[keys]\n"reader.highligt" = "x"\n', "line 2: keys.reader.highligt: there is no such action"),
        ('[keys]\n"reader.highlight" = "t"\n', "t is wanted by reader.tag too"),
        ('[keys]\n"reader.note" = "g"\n', "g is wanted by reader.top too"),
        ('[keys]\n"reader.line_down" = "H"\n', "line 2: keys.reader.line_down: H is wanted by reader.highlight too"),
    ],
)
def test_an_unknown_action_or_a_clash_is_named_with_its_place(toml: str, says: str) -> None:
    with pytest.raises(SettingsError) as caught:
        keymap(toml)
    assert says in caught.value.message


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
    jumps.record(10)
    jumps.record(20)
    assert jumps.back(30) == 20
    assert jumps.back(20) == 10
    assert jumps.back(10) is None
    assert jumps.forward() == 20
    assert jumps.forward() == 30
    assert jumps.forward() is None
    jumps.back(30)
    jumps.record(25)
    assert jumps.forward() is None
