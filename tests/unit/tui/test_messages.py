"""Messages name the keys that the user has bound, never the default ones, and things by the words of the house."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from reader_desk import Desk

from readtui import tui
from readtui.bootstrap import Services
from readtui.tui.commands.table import COMMANDS
from readtui.tui.keymap import readable

ROOT = Path(tui.__path__[0])
# The keys of dialogs and of the help are fixed. The other modules define keys.
FIXED = {"keymap.py", "screens/help.py"}
DEFAULTS = {label for command in COMMANDS for keys in command.keys if len(label := readable(keys)) > 1} - {"is"}
MODULES = [
    path
    for path in sorted(ROOT.rglob("*.py"))
    if (name := path.relative_to(ROOT).as_posix()) not in FIXED and not name.startswith(("dialogs/", "commands/"))
]


def texts(tree: ast.Module) -> Iterator[str]:
    """The strings in a module except docstrings, with gaps for inserted values. The tour has ``{command}`` for keys."""
    nodes = [one for one in ast.walk(tree) if isinstance(one, (ast.JoinedStr, ast.Constant, ast.Expr))]
    values = {id(part) for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}
    docs = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "\0" for part in node.values)
        elif (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in values
            and id(node) not in docs
        ):
            yield node.value


def test_no_message_spells_out_a_key_that_can_be_bound_elsewhere() -> None:
    for module, text in ((one, text) for one in MODULES for text in texts(ast.parse(one.read_text("utf-8")))):
        words = {word.strip(".,:;()“”") for word in text.split()} if " " in text.strip() else set()
        told = f"{module.relative_to(ROOT)}: name the key with keymap.key: {text!r}"
        assert not words & DEFAULTS, told
        follows = text.lower().partition("press ")[2]
        assert not follows or follows.startswith(("\0", "a key", "{")), told


def avoided_words() -> list[str]:
    """The last column of the table of words in CONTRIBUTING.md."""
    page = (Path(__file__).parents[3] / "CONTRIBUTING.md").read_text("utf-8").partition("\n## Words\n")[2]
    cells = [row.split("|")[3] for row in page.splitlines() if row.startswith("| ")][2:]
    return [word.strip(" `") for cell in cells for word in cell.split(",") if word.strip()]


def test_messages_call_a_thing_by_its_one_word() -> None:
    words = avoided_words()
    assert {"marginalia", "what waits", "took … off"} <= set(words)
    spelled = "|".join(re.escape(word).replace("…", "[^.,;]{1,40}?") for word in words)
    avoided = re.compile(rf"(?<![\w-])(?:{spelled})s?(?![\w-])", re.IGNORECASE)
    # To parse all modules takes seconds, and few have such words in anything but docstrings and comments.
    string = r'"""(?:[^"]|"(?!""))*"""'
    unsaid = re.compile(rf"^\s*r?{string}|^\s*#.*|({string})", re.MULTILINE)
    joined = re.compile(r"""["']\s*[rf]*["']""")
    begins = [word.partition("…")[0].lower() for word in words]
    for module in sorted(ROOT.parent.rglob("*.py")):
        source = module.read_text("utf-8")
        said = joined.sub("", re.sub(r"\\.", " ", unsaid.sub(r"\1", source))).lower()
        # Samples are articles, and regular expressions look for words in those.
        if module.name != "samples.py" and any(begin in said for begin in begins) and avoided.search(said):
            sentences = (one for one in texts(ast.parse(source)) if " " in one and not re.search(r"\(\?:|\{ ", one))
            assert [one for one in sentences if avoided.search(one)] == [], module


def own_keys() -> dict[str, tuple[str, ...]]:
    """A separate key for every command that can have one."""
    return {
        command.id: (chr(0x4E00 + number) + (" *" if command.keys and command.keys[0].endswith("*") else ""),)
        for number, command in enumerate(COMMANDS)
        if command.id != "reader.quick_tag"
    }


@pytest.mark.parametrize(
    ("acts", "named"),
    [
        (["find.do_reader_next_hit"], "reader.find"),
        (["jumps.do_reader_set_mark a"], "reader.go_to_mark"),
        (["jumps.do_reader_go_to_mark b"], "reader.set_mark"),
        (["annotation_cursor.do_reader_next_same_tag"], "reader.tag"),
        (["annotator.do_reader_quick_tag 9"], "reader.tag"),
        (["annotator.do_reader_highlight", "annotator.do_reader_highlight"], "reader.delete_annotation"),
        (["annotator.do_reader_highlight", "annotator.do_reader_delete_annotation"], "reader.undo"),
    ],
)
def test_a_message_of_the_reader_names_the_key_that_is_bound(
    services: Services, rivers: str, acts: list[str], named: str
) -> None:
    keys = own_keys()
    desk = Desk(services, rivers, keys=keys)
    for act in acts:
        where, *arguments = act.split()
        collaborator, method = where.split(".")
        getattr(getattr(desk, collaborator), method)(*arguments)
    desk.put_away()
    assert f"Press {keys[named][0][0]}" in desk.told[-1]
