"""Hooks in the settings become commands of the reader; mistakes are reported like those in other keys."""

import re
from pathlib import Path

import pytest

from readtui.settings import parse_settings
from readtui.tui.hooks.hook_commands import hook_commands
from readtui.tui.keymap import Keymap

HOOK = '[[hook]]\nkey = "K"\ntitle = "Dictionary"\ncommand = ["dict", "--"]\n'


def keymap(toml: str) -> Keymap:
    settings = parse_settings(toml)
    keys = Keymap(settings, hook_commands(settings.hook, settings))
    assert settings.faults == []
    return keys


def test_a_hook_is_a_command_of_the_reader() -> None:
    another = HOOK.replace('"K"', '"Q  b  d"').replace("Dictionary", "Another\\u001b")
    keys = keymap(HOOK + another)
    command = keys.match("reader", ("K",)).command
    assert command is not None
    assert (command.title, command.handler, command.argument) == ("Dictionary", "do_reader_hook", "1")
    for mode in ("reader", "visual"):
        found = keys.match(mode, ("Q", "b", "d")).command
        assert found is not None
        assert [one for one in keys.reachable(mode) if one.group == "Hooks"] == [command, found]
        assert (found.title, keys.label(found.id)) == ("Another␛", "Qbd")
    assert not [one for one in keys.reachable("library") if one.group == "Hooks"]


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        (HOOK + HOOK, "line 6: hook[2].key: K is already bound to reader.hook.1"),
        (HOOK.replace("K", "no-key", 1), "line 2: hook[1].key: no key named 'no-key'"),
        ('[[hook]]\nkey = "K"', "line 1: hook[1]: this hook has no title and no command"),
        (HOOK.replace('["dict", "--"]', '"dict --"'), 'line 4: hook[1].command: "dict --" is not allowed'),
        (HOOK.replace('["dict", "--"]', "[]"), "hook[1].command"),
        (HOOK + 'input = "all"', "line 5: hook[1].input"),
        (HOOK + "seconds = 0", "line 5: hook[1].seconds"),
        (HOOK.replace("[[hook]]", "[hook]"), "this section has double brackets"),
    ],
)
def test_mistakes_are_reported_with_their_line_and_other_hooks_work(toml: str, message: str) -> None:
    right = HOOK.replace('"K"', '"Q Q"').replace("Dictionary", "Right")
    settings = parse_settings(f"{toml}\n{right if '[[' in toml else ''}")
    keys = Keymap(settings, hook_commands(settings.hook, settings))
    [fault] = settings.faults
    assert message in fault.message
    assert keys.match("reader", ("H",)).command is not None
    if "[[" in toml:
        found = keys.match("reader", ("Q", "Q")).command
        assert found is not None
        assert found.title == "Right"


def test_the_documented_hooks_work_together() -> None:
    page = (Path(__file__).parents[4] / "docs/hooks.md").read_text("utf-8")
    examples = "".join(re.findall(r"```toml\n(.*?)```", page, re.DOTALL))
    hooks = [one for one in keymap(examples).reachable("reader") if one.group == "Hooks"]
    assert [one.title for one in hooks] == ["Dictionary", "Read aloud", "Translate"]
