"""A letter has one verb; a screen's row that does what a verb does names it instead of its letter."""

import importlib
import pkgutil

from textual.binding import Binding

from readtui import tui
from readtui.tui.commands import verbs
from readtui.tui.commands.command import Command, Verb
from readtui.tui.commands.table import COMMANDS, MOVED, RENAMED
from readtui.tui.dialogs.dialog import Dialog

VERBS = [value for value in vars(verbs).values() if isinstance(value, Verb)]
MODES = ("reader", "select", "visual", "ends", "placing", "pick", "find", "outline", "filter", "searching", "app")
"""What is no screen with a list or a form: the article and its modes, and what is typed."""
ROWS = [command for command in COMMANDS if command.context not in MODES]
EXCEPTIONS = {
    "search.concordance": "c",  # a search has no colors
    "tag_table.page_left": "H",  # a table is walked through in both directions
    "export.keep": "S",  # nothing is sorted there
}
"""Letters that do something else on one screen, for good. A mode has keys of its own: in a selection, those of vim."""
ARROWS = {"h": "left", "j": "down", "k": "up", "l": "right"}


def letters(keys: tuple[str, ...]) -> set[str]:
    """What the sequences begin with, as far as these are letters. What follows ``g`` goes somewhere, everywhere; the
    letters beside an arrow are that arrow.
    """
    firsts = (one.split() for one in keys)
    found = {one[0] for one in firsts if len(one[0]) == 1 and one[0].isalpha() and not (one[0] == "g" and one[1:])}
    return {one for one in found if ARROWS.get(one) not in keys}


OWNERS = {letter: one.verb or one.id for one in COMMANDS if one.context == "reader" for letter in letters(one.keys)}
OWNERS |= {letter: verb.name for verb in VERBS for letter in letters(tuple(verb.keys.split("  ")))}
"""The verb of each letter, or the reader's command. Verbs may begin alike: ``m`` sets any state."""
STATES = {"to_read", "reading", "done_reading", "archive"}


def strays(command: Command) -> str:
    """The letters of a command that belong to another verb than its own."""
    own = STATES if command.verb in STATES else {command.verb, command.id}
    return "".join(sorted(one for one in letters(command.keys) if one in OWNERS and OWNERS[one] not in own))


def test_verbs_have_names_and_keys_of_their_own() -> None:
    assert len({verb.name for verb in VERBS}) == len(VERBS)
    shared = {"tab", "shift+tab", "escape"}  # the next tab of several, or the other of two; out of what is on top
    keys = [key for verb in VERBS for key in verb.keys.split("  ") if key not in shared]
    assert sorted(keys) == sorted(set(keys))


def test_a_row_that_does_what_a_verb_does_names_it() -> None:
    names = {verb.name for verb in VERBS}
    nameless = [one.id for one in ROWS if one.id.partition(".")[2] in names and not one.verb]
    assert not nameless, f"write the verb in tui/commands/ instead of the keys of {', '.join(nameless)}"


def test_a_letter_does_what_its_verb_does_on_every_screen() -> None:
    found = {one.id: others for one in ROWS if (others := strays(one))}
    assert found == EXCEPTIONS


def test_a_screen_adds_no_keys_to_those_of_a_verb() -> None:
    keys = {verb.name: set(verb.keys.split("  ")) for verb in VERBS}
    assert not [one.id for one in COMMANDS if one.verb and not set(one.keys) <= keys[one.verb]]


IN_DIALOGS = {
    "j": {"move", "scroll_lines"},
    "k": {"move", "scroll_lines"},
    "J": {"scroll_lines"},
    "K": {"scroll_lines"},
    "h": {"move", "other"},
    "l": {"move", "other"},
    "b": {"page"},
    "g": {"end", "move_to"},
    "G": {"end", "move_to"},
    "a": {"edit", "to_note"},
    "D": {"settle"},
    "e": {"edit_elsewhere"},
    "s": {"move"},  # in the menu that it opens
    "y": {"answer", "copy", "place"},
    "n": {"answer", "leave"},  # the answer to a question
    "q": {"leave", "dismiss"},
    "F": {"fetch"},
}
"""What letters do in dialogs. The menu for sorting and grouping has one more for each row, as the labels of a text."""


def test_letters_do_in_dialogs_what_they_do_on_screens() -> None:
    for module in pkgutil.walk_packages(tui.__path__, "readtui.tui."):
        if ".dialogs." in module.name or module.name.rpartition(".")[2] in ("sort_dialog", "panel"):
            importlib.import_module(module.name)
    kinds = list(Dialog.__subclasses__())
    for kind in kinds:
        kinds += kind.__subclasses__()
    bound = [(kind, one) for kind in kinds for one in kind.__dict__.get("BINDINGS", ()) if isinstance(one, Binding)]
    assert len(bound) > 50
    for kind, binding in bound:
        action = binding.action.partition("(")[0]
        for key in binding.key.split(","):
            if len(key) == 1 and key.isalpha() and action != "group":
                assert action in IN_DIALOGS.get(key, ()), f"{key} of {kind.__name__}"


def test_letters_that_moved_lead_to_commands_that_have_other_keys_now() -> None:
    known = {one.id: one for one in COMMANDS}
    assert len({one.named for one in MOVED}) == len(MOVED)
    assert not [one.named for one in MOVED if one.key in known[one.command].keys]
    taken = {(one.context, key) for one in COMMANDS for key in one.keys}
    assert not {one.named for one in MOVED if (one.context, one.key) in taken}
    assert not [old for old, new in RENAMED.items() if old in known or new not in known]
