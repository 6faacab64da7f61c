"""Generate the documents that repeat the code: `python scripts/docs.py`, or only compare them with --check."""

import inspect
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from difflib import unified_diff
from importlib.metadata import entry_points
from pathlib import Path
from string import ascii_letters
from typing import TYPE_CHECKING

import click
from command_tree import RESULTS, clean_help, shown_options, usage, walk
from man_page import man_page

import readtui as readtui_package
from readtui.cli.main import readtui
from readtui.model.annotation import HIGHLIGHT_COLORS
from readtui.model.article import ArticleRecord, Metadata
from readtui.model.creator import UNNAMED
from readtui.search.query.terms import FIELDS, GRAMMAR, AskedTerm, Asker
from readtui.settings import LISTS, SECTIONS, Settings
from readtui.settings.kinds import COLOR, KEYS, TEXT
from readtui.settings.sections import required_settings, section_fields
from readtui.tui.commands.command import Command
from readtui.tui.commands.table import COMMANDS, CONTEXT_TITLES
from readtui.tui.keymap import _bound, _RefusedError, readable

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

ROOT = Path(__file__).parent.parent
MORE_ON = {
    "standing_export": "[standing exports](living-files.md#standing-exports)",
    "hook": "[hooks](hooks.md)",
}
IN_AN_EDITOR = """\
An editor can complete and check the settings while you type. [settings.schema.json](settings.schema.json) describes
them as JSON Schema; an installed readtui has it in `share/readtui/` of its environment (with pipx,
`~/.local/share/pipx/venvs/readtui/share/readtui/`). Name it in the first line of the file:

```toml
#:schema ./settings.schema.json
```

The path starts from the folder of `settings.toml`; a `file:///` address works too. The line works where
[Taplo](https://taplo.tamasfe.dev/) reads the file: in VS Code with Even Better TOML, in other editors with its language
server. `taplo lint settings.toml` checks the file without an editor. Only readtui knows your themes, formats, queries
and folders, so it checks those at startup."""
MOST_IN_A_LINE = 160
NOTICE = "<!-- Written by scripts/docs.py from the code; edit there. -->"


def main() -> None:
    """Write the documents, or print the differences and exit with 1."""
    require_keys_once()
    documents = {
        "docs/settings.md": settings_page(),
        "docs/settings.schema.json": settings_schema(),
        "docs/commands.md": commands_page(),
        "packaging/man/readtui.1": man_page(),
        "docs/keys.md": keys_page(),
        "docs/python.md": with_names((ROOT / "docs/python.md").read_text(encoding="utf-8")),
        "docs/queries.md": with_terms((ROOT / "docs/queries.md").read_text(encoding="utf-8")),
        "README.md": with_formats((ROOT / "README.md").read_text(encoding="utf-8")),
    }
    if "--check" not in sys.argv[1:]:
        for name, text in documents.items():
            (ROOT / name).write_text(text, encoding="utf-8")
        return
    differences = [line for name, text in documents.items() for line in difference(name, text)]
    sys.stdout.writelines(differences)
    if differences:
        sys.exit("The documents do not match the code: run scripts/check --fix")


def require_keys_once() -> None:
    """Exit with 1 if two commands have the same id, or the same keys where both can be pressed."""
    twice = [command_id for command_id, count in Counter(command.id for command in COMMANDS).items() if count > 1]
    try:
        _bound({}, ())
    except _RefusedError as refused:
        twice.append(f"{refused.command_id}: {refused.problem} (free: {' '.join(free_keys(refused.command_id))})")
    if twice:
        sys.exit(f"Twice in the tables in src/readtui/tui/commands: {'; '.join(twice)}")


def free_keys(command_id: str) -> Iterator[str]:
    """The letters, alone or after g, that the command could have without taking them from another."""
    for keys in (*ascii_letters, *(f"g {letter}" for letter in ascii_letters)):
        with suppress(_RefusedError):
            if not _bound({command_id: (keys,)}, ()).dropped:
                yield readable(keys)


def difference(name: str, text: str) -> Iterator[str]:
    """A unified diff from the file as it is to what it should be."""
    path = ROOT / name
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    return unified_diff(before.splitlines(True), text.splitlines(True), name, f"{name} (from the code)")


def with_formats(text: str) -> str:
    """The text with the titles of readtui's own export formats between the marks for them."""
    own = [point for point in entry_points(group="readtui.exporters") if point.value.startswith("readtui.")]
    titles = ", ".join(sorted(point.load().format.title for point in own))
    return re.sub(r"(?<=<!-- exporters -->).*?(?=<!-- end -->)", lambda _: titles, text, flags=re.DOTALL)


def with_terms(text: str) -> str:
    """The text with a table of the query language, and what terms are about, between the marks for them."""
    terms = table(("query", "finds items that"), [(f"`{example}`", meaning) for example, meaning in GRAMMAR])
    about = "\n\n".join(what_terms_are_about())
    return with_part(with_part(text, "queries", terms), "terms", about)


def with_part(text: str, mark: str, made: str) -> str:
    """The text with what was made between the marks."""
    return re.sub(rf"(?<=<!-- {mark} -->\n).*?(?=<!-- end -->)", lambda _: f"\n{made}\n\n", text, flags=re.DOTALL)


def what_terms_are_about() -> Iterator[str]:
    """Which terms are about the annotation, and which about its article."""
    asker = Asker(datetime.now(UTC), lambda: UNNAMED)
    blank = ArticleRecord("", Metadata(""), added="", modified="", text_version="")
    of_annotations = [term for term in FIELDS.values() if term.of_annotation or term.beside]
    names = ", ".join(f"`{name}:`" for name, term in FIELDS.items() if not (term in of_annotations or term.of_tags))
    yield f"Terms about the article ({names}), asked of annotations, refer to their article."
    exceptions = {
        term.name: f" (except `{term.name}:{value}`)"
        for term in of_annotations
        for value in term.type.values
        if term.of_article and term.of_article(AskedTerm(term, value, asker), blank) is not None
    }
    names = ", ".join(f"`{term.name}:`{exceptions.get(term.name, '')}" for term in of_annotations)
    yield (
        f"Asked of articles, terms about annotations ({names}) hold if at least one of the article's annotations "
        "matches; `-color:yellow` then means that none is yellow."
    )
    yield "Words and `tag:` always refer to the listed item: the annotation itself, or the article itself."


def settings_page() -> str:
    """The settings reference."""
    defaults = Settings()
    lines = [
        "# Settings",
        NOTICE,
        "readtui reads `settings.toml` in the platform's folder for settings (on Linux `~/.config/readtui/`), or the "
        "file named by `$READTUI_SETTINGS`. The file is optional and only needs the settings that you want to change. "
        "readtui reports all mistakes at once, with their line and the allowed values, and goes on without "
        "what is wrong: that has its default; a hook or standing export with a mistake is left out. If the "
        "file is not valid TOML, nothing in it counts. readtui never overwrites a file with mistakes.",
        IN_AN_EDITOR,
    ]
    for name in SECTIONS:
        section = getattr(defaults, name)
        if is_dataclass(section):
            lines += [
                f"## [{name}]",
                first_line(type(section).__doc__),
                table(
                    ("setting", "default", "allowed", "what it does"),
                    [
                        (f"`{setting.name}`", f"`{as_toml(getattr(section, setting.name))}`", kind.allowed, doc)
                        for setting, kind, doc in section_fields(section)
                    ],
                ),
            ]
    for name, kind_of_item in LISTS.items():
        rows = [
            (f"`{setting.name}`", f"`{as_toml(setting.default)}`", kind.allowed, doc)
            for setting, kind, doc in section_fields(kind_of_item)
        ]
        lines += [
            f"## [[{name}]]",
            f"{first_line(kind_of_item.__doc__)} The section may occur several times; see {MORE_ON[name]}.",
            table(("setting", "default", "allowed", "what it does"), rows),
        ]
    lines += [
        "## [colors]",
        f"The highlight colors of the palette: {', '.join(f'`{name}`' for name in HIGHLIGHT_COLORS)}. "
        f"Each is {COLOR.allowed}. The theme provides those that you do not set.",
        fenced("toml", '[colors]\nyellow = "#e5c07b"'),
        "## [keys]",
        f"An action's id and its keys: {KEYS.allowed}. The ids and their default keys are in [keys.md](keys.md). Put "
        "spaces between the keys of a sequence. A key that you give to an action no longer does what it does by "
        "default, in this version and in later ones; `readtui doctor` lists such keys. If you give the same keys to "
        "two actions of one screen, one of them keeps its default keys, and readtui says so.",
        fenced("toml", example_keys()),
    ]
    return page(lines)


def settings_schema() -> str:
    """The settings as JSON Schema, of the draft that editors of TOML know best."""
    defaults = Settings()
    sections: dict[str, object] = {}
    for name in SECTIONS:
        section = getattr(defaults, name)
        if is_dataclass(section):
            sections[name] = section_schema(section)
    for name, kind_of_item in LISTS.items():
        sections[name] = {"type": "array", "items": section_schema(kind_of_item)}
    sections["colors"] = {
        "type": "object",
        "description": "The highlight colors of the palette.",
        "properties": dict.fromkeys(HIGHLIGHT_COLORS, COLOR.schema),
        "additionalProperties": False,
    }
    actions = {command.id: {"description": command.title, "default": list(command.keys)} for command in COMMANDS}
    sections["keys"] = {"description": "The keys of each action, by its id.", **keys_schema(actions)}
    schema = as_json(
        {
            "$schema": "http://json-schema.org/draft-07/schema#",
            "title": "The settings of readtui (settings.toml)",
            "description": "Written by scripts/docs.py from the code; edit there.",
            "type": "object",
            "properties": sections,
            "additionalProperties": False,
            "definitions": {"keys": KEYS.schema},
        }
    )
    return f"{schema}\n"


def section_schema(section: "DataclassInstance | type[DataclassInstance]") -> dict[str, object]:
    """What a section may and must have."""
    required = required_settings(section)
    return {
        "type": "object",
        "description": first_line(section.__doc__),
        "properties": {
            setting.name: {
                **kind.schema,
                **({"pattern": r"\S"} if setting.name in required and kind is TEXT else {}),
                "description": doc,
                **({} if setting.name in required else {"default": setting.default}),
            }
            for setting, kind, doc in section_fields(section)
        },
        **({"required": list(required)} if required else {}),
        "additionalProperties": False,
    }


def keys_schema(actions: Mapping[str, Mapping[str, object]]) -> dict[str, object]:
    """Ids of actions in quotes, and without: TOML reads each dot of an id without quotes as a table."""
    properties: dict[str, object] = {
        action: {"allOf": [{"$ref": "#/definitions/keys"}], **about} for action, about in actions.items()
    }
    inner: dict[str, dict[str, Mapping[str, object]]] = {}
    for action, about in actions.items():
        table, dot, rest = action.partition(".")
        if dot:
            inner.setdefault(table, {})[rest] = about
    properties |= {table: keys_schema(below) for table, below in inner.items()}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def as_json(value: object, indent: str = "") -> str:
    """A JSON document with two spaces a level; what fits into a line stands in one."""
    line = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(line) <= MOST_IN_A_LINE or not isinstance(value, dict):
        return line
    deeper = f"{indent}  "
    members = [f"{deeper}{json.dumps(name)}: {as_json(one, deeper)}" for name, one in value.items()]
    return "\n".join(["{", ",\n".join(members), f"{indent}}}"])


def with_names(text: str) -> str:
    """The text with the reference of the library for Python between the marks for it."""
    parts = ["### open_library", *described("readtui.open_library", readtui_package.open_library)]
    parts += ["### Library", as_markdown(inspect.getdoc(readtui_package.Library))]
    for name, member in vars(readtui_package.Library).items():
        if not name.startswith("_"):
            parts += described(f"library.{name}", member)
    shapes = {name: getattr(readtui_package, name) for name in readtui_package.__all__}
    for name, shape in ((name, one) for name, one in shapes.items() if is_dataclass(one)):
        names = ", ".join(f"`{one.name}`" for one in fields(shape))
        parts += [f"### {name}", as_markdown(inspect.getdoc(shape)), f"Fields: {names}."]
    text_of_parts = "\n\n".join(parts)
    return with_part(text, "api", text_of_parts)


def described(name: str, function: Callable[..., object]) -> list[str]:
    """How a function is called, and its docstring."""
    signature = inspect.signature(function)
    given = [one for one in signature.parameters.values() if one.name != "self"]
    shown = re.sub(r"'([A-Z]\w+)'|\b(?:\w+\.)+(?=[A-Z])", r"\1", str(signature.replace(parameters=given)))
    return [f"`{name}{shown}`", as_markdown(inspect.getdoc(function))]


def as_markdown(docstring: str | None) -> str:
    """A docstring, which marks code by two backticks, in Markdown."""
    return (docstring or "").replace("``", "`")


def commands_page() -> str:
    """The command reference."""
    lines = [
        "# Commands",
        NOTICE,
        f"{RESULTS} Every command has `--help`.",
    ]
    for path, command in walk(readtui, click.Context(readtui, info_name="readtui")):
        lines += [f"## {path}", clean_help(command.help), fenced("text", usage(path, command))]
        if rows := [(f"`{option}`", help) for option, help in shown_options(command)]:
            lines.append(table(("option", "what it does"), rows))
    return page(lines)


def keys_page() -> str:
    """The key table, by screen and group."""
    lines = [
        "# Keys",
        NOTICE,
        "The last column is the action's id, for the `[keys]` table of the [settings](settings.md). "
        "On every screen, `?` shows its keys, which typing searches, and `Ctrl+P` finds actions "
        "by name, also those of other screens.",
        "![The keys of the reader](images/help.svg)",
        "`o` opens the outline beside the text and its notes.",
        "![The outline](images/outline.svg)",
    ]
    contexts: dict[str, dict[str, list[Command]]] = {}
    for command in COMMANDS:
        contexts.setdefault(command.context, {}).setdefault(command.group, []).append(command)
    for context, groups in contexts.items():
        lines.append(f"## {CONTEXT_TITLES[context]}")
        for group, members in groups.items():
            if len(groups) > 1:
                lines.append(f"### {group}")
            rows = [(" ".join(f"`{readable(keys)}`" for keys in c.keys), c.title, f"`{c.id}`") for c in members]
            lines.append(table(("keys", "action", "id"), rows))
    return page(lines)


def example_keys() -> str:
    """Two lines for the table [keys]: a key more, and a sequence."""
    keys = {command.id: command.keys for command in COMMANDS}
    more = json.dumps([keys["reader.highlight"][0], "ctrl+n"])
    return f'[keys]\n"reader.highlight" = {more}\n"reader.top" = "{keys["reader.top"][0]}"'


def as_toml(value: object) -> str:
    """A default as it would be written in the file."""
    return json.dumps(value, ensure_ascii=False)


def first_line(text: str | None) -> str:
    """The first line of a docstring."""
    return (text or "").partition("\n")[0]


def fenced(language: str, text: str) -> str:
    """A code block."""
    return f"```{language}\n{text}\n```"


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A Markdown table."""
    cells = [head, ("---",) * len(head), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(row)} |" for row in cells)


def page(parts: Iterable[str]) -> str:
    """Parts of a page with an empty line between them."""
    return "\n\n".join(part for part in parts if part) + "\n"


if __name__ == "__main__":
    main()
