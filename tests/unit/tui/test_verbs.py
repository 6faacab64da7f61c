"""A letter has one verb; a screen's row that does what a verb does names it instead of its letter."""

from readtui.tui.commands import verbs
from readtui.tui.commands.command import Command, Verb
from readtui.tui.commands.table import COMMANDS

VERBS = [value for value in vars(verbs).values() if isinstance(value, Verb)]
MODES = ("reader", "select", "visual", "ends", "placing", "pick", "find", "outline", "filter", "searching", "app")
"""What is no screen with a list or a form: the article and its modes, and what is typed."""
ROWS = [command for command in COMMANDS if command.context not in MODES]
KEPT = {
    "search.concordance": "c",  # a search has no colors
    "tag_table.right": "l",  # a table is walked through in both directions
    "tag_table.page_left": "H",
}
"""Letters that do something else on one screen, for good."""
STRAY = {
    "codebook.merge": "m",
    "codebook.split": "s",
    "codebook.together": "t",
    "codebook.by_article": "T",
    "history.forward_to": "R",
    "history.reverse": "o",
    "library.import": "i",
    "search.regex": "r",
    "trash.open": "r",
    "export.next_format": "l",
    "export.next_context": "c",
    "export.next_grouping": "a",
    "export.next_scope": "s",
    "export.write": "o",
    "export.keep": "S",
    "export.template": "T",
    "review.open": "o",
    "review.bury": "x",
    "review.suspend": "X",
}
"""Letters that still do something else on a screen. Take out of here what you move to another key."""


def letters(keys: tuple[str, ...]) -> set[str]:
    """What the sequences begin with, as far as these are letters. What follows ``g`` goes somewhere, everywhere."""
    firsts = (one.split() for one in keys)
    return {one[0] for one in firsts if len(one[0]) == 1 and one[0].isalpha() and not (one[0] == "g" and one[1:])}


def strays(command: Command) -> str:
    """The letters of a command that belong to another verb than its own."""
    others = [verb for verb in VERBS if verb.name != command.verb]
    # Verbs may begin alike: ``m`` sets any state.
    own = {one for verb in VERBS if verb.name == command.verb for one in letters(tuple(verb.keys.split("  ")))}
    taken = {one for verb in others for one in letters(tuple(verb.keys.split("  ")))} - own
    return "".join(sorted(letters(command.keys) & taken))


def test_verbs_have_names_and_keys_of_their_own() -> None:
    assert len({verb.name for verb in VERBS}) == len(VERBS)
    shared = {"tab", "shift+tab"}  # to the next tab of several, or to the other one of two
    keys = [key for verb in VERBS for key in verb.keys.split("  ") if key not in shared]
    assert sorted(keys) == sorted(set(keys))


def test_a_row_that_does_what_a_verb_does_names_it() -> None:
    names = {verb.name for verb in VERBS}
    nameless = [one.id for one in ROWS if one.id.partition(".")[2] in names and not one.verb]
    assert not nameless, f"write the verb in tui/commands/ instead of the keys of {', '.join(nameless)}"


def test_a_letter_does_what_its_verb_does_but_for_the_exceptions() -> None:
    found = {one.id: others for one in ROWS if (others := strays(one))}
    assert found == KEPT | STRAY


def test_keys_that_differ_from_the_verb_differ_on_a_screen_that_has_it() -> None:
    used = {(one.verb, one.context) for one in COMMANDS}
    assert {(verb.name, context) for verb in VERBS for context in verb.elsewhere} <= used
