"""Settings: valid TOML, and the messages for mistakes."""

import json
import re
import tomllib
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from readtui.errors import ReadtuiError
from readtui.services.out.standing_exports import add_standing_export
from readtui.settings import LISTS, SECTIONS, Settings, load_settings, parse_settings
from readtui.settings.hyperlinks import gives_hyperlinks
from readtui.settings.kinds import SettingKind
from readtui.settings.sections import section_fields

EVERYTHING = """\
[reader]
measure = 90
furniture = "shown"
images = "blocks"
words_per_minute = 300
marginalia = false
justify = true
outline = true

[app]
theme = "readtui-light"
hyperlinks = false
private_network = true

[export]
format = "csv"
folder = "~/notes"

[tags]
quick = ["politics/nato", " to check "]

[review]
new_per_day = 5
desired_retention = 85
query = "#exam"

[colors]
yellow = "#E5C07B"

[keys]
"reader.highlight" = ["H", "ctrl+h"]
reader.top = "g   g"
"app.quit" = []
"""


MANY = """\
[[standing_export]]
folder = "~/vault"
name = "{title}"

[[hook]]
key = "K"
title = "Dictionary"
command = ["dict", "--"]
output = "note"
"""
MISTAKES = [
    ("\n[reader]\nmeasure = 20", "line 3: reader.measure: 20 is", "from 40 to 200"),
    ("[reader]\nmeasure = true", "reader.measure: true is", "whole number"),
    ("[reader]\nmeasure = 72.5", "reader.measure: 72.5 is", "whole number"),
    ("reader = { measure = 1 }", "s.toml: reader.measure: 1 is", "whole number"),
    ("[reader]\nmesure = 72", "line 2: reader.mesure: unknown setting", "Did you mean measure?"),
    ("[raeder]\nmeasure = 72", "line 1: raeder: unknown section", "Did you mean reader?"),
    ('theme = "nord"', "line 1: theme: this setting belongs below [app]", ""),
    ("reader = 72", "line 1: reader: this is a section", "[reader]"),
    ('[reader]\nfurniture = "gone"', '"gone" is', '"folded" or "shown"'),
    ('[reader]\nmarginalia = "yes"', '"yes" is', "true or false"),
    ("[app]\ntheme = 1", "app.theme: 1 is", "a string"),
    ('[colors]\nyelow = "#ffffff"', "line 2: colors.yelow: unknown color", "Did you mean yellow?"),
    ('[colors]\nyellow = "red"', "line 2: colors.yellow:", "#ffcc00"),
    ('[tags]\nquick = ["a","b","c","d","e","f","g","h","i","j"]', "tags.quick:", "up to 9"),
    ('[tags]\nquick = [""]', "tags.quick:", "up to 9"),
    ('[keys]\n"reader.top" = " "', "line 2: keys.reader.top:", "[] unbinds"),
    ("[keys.reader]\ntop = 7", "line 2: keys.reader.top: 7 is", "[] unbinds"),
    ("[reader\nmeasure = 72", "line 1", "measure = 72"),
]
ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs" / "settings.schema.json").read_text(encoding="utf-8"))
REFERENCE = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
ROOMS = ("bootstrap", "cli", "services", "tui")
CODE = "".join(path.read_text("utf-8") for room in ROOMS for path in (ROOT / "src/readtui" / room).rglob("*.py"))


def against_schema(toml: str) -> list[str]:
    """What the JSON Schema, as an editor applies it, finds wrong."""
    return [fault.json_path for fault in Draft7Validator(SCHEMA).iter_errors(tomllib.loads(toml))]


def test_a_missing_file_gives_the_defaults(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "none.toml") == Settings()


def test_every_setting_can_be_set(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("\ufeff" + EVERYTHING.replace("\n", "\r\n"), encoding="utf-8", newline="")
    settings = load_settings(path)
    for section in ("reader", "app", "export", "review"):
        values, defaults = getattr(settings, section), getattr(Settings(), section)
        assert [f.name for f in fields(values) if getattr(values, f.name) == getattr(defaults, f.name)] == []
    assert settings.reader.measure == 90
    assert settings.tags.quick == ("politics/nato", "to check")
    assert settings.colors == {"yellow": "#e5c07b"}
    assert settings.keys == {"reader.highlight": ("H", "ctrl+h"), "reader.top": ("g g",), "app.quit": ()}


@pytest.mark.parametrize(("toml", "message", "hint"), MISTAKES)
def test_an_error_names_file_line_key_and_allowed_values(toml: str, message: str, hint: str) -> None:
    settings = parse_settings(toml, Path("s.toml"))
    [fault] = settings.faults
    assert fault.message.startswith("s.toml")
    assert message in fault.message
    assert hint in fault.hint
    assert settings == Settings(path=settings.path, source=toml)


SETTINGS = [
    (header, key, setting.name, kind)
    for header, key, section in (
        *((f"[{name}]", name, getattr(Settings(), name)) for name in SECTIONS if name not in LISTS),
        *((f"[[{name}]]", f"{name}[1]", one) for name, one in LISTS.items()),
    )
    if is_dataclass(section)
    for setting, kind, _ in section_fields(section)
]
WRONG = {"integer": "true", "boolean": '"yes"', "string": "7", "array": "[7]", None: '"nothing like it"'}


@pytest.mark.parametrize(
    ("header", "key", "name", "kind"), SETTINGS, ids=[f"{key}.{name}" for _, key, name, _ in SETTINGS]
)
def test_every_setting_says_what_it_allows_in_errors_reference_and_schema(
    header: str, key: str, name: str, kind: SettingKind
) -> None:
    toml = f"# Mine.\n{header}\n{name} = {WRONG[kind.schema.get('type')]}"  # type: ignore[index]
    [fault] = parse_settings(toml, Path("s.toml")).faults
    assert fault.message.startswith(f"s.toml, line 3: {key}.{name}: ")
    assert fault.hint == f"Allowed: {kind.allowed}."
    assert against_schema(toml)
    section = REFERENCE.partition(f"## {header}\n")[2].partition("\n## ")[0]
    [row] = [row for row in section.splitlines() if row.startswith(f"| `{name}` ")]
    assert kind.allowed in row
    assert re.search(rf"\.{name}\b", CODE), "nothing uses it"


def test_every_mistake_is_told_and_all_else_counts() -> None:
    mistakes = [
        ("[app]\ntheme = 1", "[app]\nhyperlinks = false"),
        ("[reader]\nmesure = 72\nmeasure = 1", "[reader]\noutline = true"),
    ]
    written = "\n".join(f"{wrong}\n{right.partition(chr(10))[2]}" for wrong, right in mistakes)
    written += (
        '\n[future]\nx = 1\n[[standing_export]]\nfolder = "~/a"\nonly_new = true\n'
        '[[standing_export]]\nfolder = "~/b"\n[keys]\n"reader.top" = 7\n"reader.bottom" = "Z"\n'
    )
    settings = parse_settings(written)
    assert [fault.message.split(":")[0].rpartition(" ")[2] for fault in settings.faults] == [
        "2", "5", "6", "8", "12", "16",
    ]  # fmt: skip
    assert (settings.app.hyperlinks, settings.reader.outline, settings.keys) == (False, True, {"reader.bottom": ("Z",)})
    # Without what it does not know, it might export too much.
    assert {number: one.folder for number, one in settings.standing_export.items()} == {2: "~/b"}


@pytest.mark.parametrize("number", ["9" * 6_000, "0x" + "f" * 6_000, f"{'9' * 400}.0", "inf", "nan", "-1"])
@pytest.mark.parametrize("setting", ["[reader]\nmeasure", "[app]\ntheme", "[keys]\nx", "[[hook]]\nseconds", "[hook"])
def test_a_number_of_any_size_is_refused_in_our_own_words(number: str, setting: str) -> None:
    settings = parse_settings(f"{setting} = {number}\n", Path("s.toml"))
    assert settings.faults
    for fault in settings.faults:
        assert len(fault.message) < 300
        assert "integer string conversion" not in fault.message


def test_the_schema_for_editors_accepts_what_readtui_accepts() -> None:
    Draft7Validator.check_schema(SCHEMA)
    for toml in ("", EVERYTHING, MANY):
        parse_settings(toml)
        assert against_schema(toml) == []


@pytest.mark.parametrize(
    "toml",
    [
        *(toml for toml, *_ in MISTAKES if not toml.startswith("[reader\n")),
        '[keys]\nreader.tpo = "H"',
        '[[hook]]\nkey = "K"\ntitle = "Dictionary"',
        '[[hook]]\nkey = " "\ntitle = "Dictionary"\ncommand = ["dict"]',
        '[[hook]]\nkey = "K"\ntitle = "Dictionary"\ncommand = [" "]',
        '[[standing_export]]\nquery = "#sea"',
        '[hook]\nkey = "K"',
    ],
)
def test_the_schema_for_editors_finds_the_mistakes_that_readtui_finds(toml: str) -> None:
    assert against_schema(toml)


def test_a_file_that_cannot_be_read_is_reported(tmp_path: Path) -> None:
    latin = tmp_path / "latin.toml"
    latin.write_bytes(b'[app]\ntheme = "caf\xe9"\n')
    for path, said in ((latin, "UTF-8"), (tmp_path, "could not be read (not a file but a folder)")):
        settings = load_settings(path)
        assert settings == Settings(path=path)
        assert said in settings.faults[0].message
    before = latin.read_bytes()
    with pytest.raises(ReadtuiError):
        add_standing_export(latin, format="markdown", folder=tmp_path, query="", library=tmp_path)
    assert latin.read_bytes() == before


def test_names_checked_elsewhere_raise_the_same_error() -> None:
    settings = parse_settings('[keys]\n"reader.highlite" = "H"', Path("s.toml"))
    fault = settings.fault(
        "keys.reader.highlite", "no such action", allowed=["reader.highlight"], meant="reader.highlite"
    )
    assert fault.message == "s.toml, line 2: keys.reader.highlite: no such action"
    assert fault.hint == "Did you mean reader.highlight? Allowed: reader.highlight."


def test_allowed_names_are_sorted_and_a_long_list_is_named_instead() -> None:
    settings = parse_settings("", Path("s.toml"))
    fault = settings.fault("app.theme", "no such theme", allowed={"nord", "dracula", "flexoki"}, meant="nrod")
    assert fault.hint == "Did you mean nord? Allowed: dracula, flexoki, nord."
    actions = {f"reader.action_{number}" for number in range(60)}
    close = settings.fault("keys.reader.acton_7", "no such action", allowed=actions, meant="reader.acton_7")
    assert close.hint == "Did you mean reader.action_7? See docs/keys.md for the allowed names."
    assert settings.fault("keys.x", "no such action", allowed=actions, meant="x").hint == (
        "See docs/keys.md for the allowed names."
    )


def test_the_platforms_file_is_read_by_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("[reader]\nmeasure = 55\n", encoding="utf-8")
    monkeypatch.setattr("readtui.paths.settings_file", lambda: path, raising=False)
    assert load_settings().reader.measure == 55


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"TERM": "xterm-256color"}, True),
        ({"TERM": "tmux-256color"}, True),
        ({"TERM": "xterm-256color", "READTUI_PLAIN": "1"}, False),
        ({"TERM": "dumb"}, False),
        ({"TERM": "linux"}, False),
        ({"TERM": "vt220"}, False),
        ({}, False),
    ],
)
def test_terminals_that_are_known_to_lack_them_get_no_hyperlinks(environ: dict[str, str], expected: bool) -> None:
    assert gives_hyperlinks(parse_settings("").app, environ) is expected
    assert not gives_hyperlinks(parse_settings("[app]\nhyperlinks = false\n").app, environ)


def test_a_file_that_is_too_large_or_no_text_gives_the_defaults_and_says_why(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    start = b"[reader]\nmeasure = 90\n"
    path.write_bytes(start + b"#" * (1_000_000 - len(start)))
    assert load_settings(path).reader.measure == 90
    for content, said in ((start + b"#" * 1_000_001, "larger than 1 MB"), (start + b"\xff", "byte 22 is not UTF-8")):
        path.write_bytes(content)
        found = load_settings(path)
        assert found.reader.measure == Settings().reader.measure
        [fault] = found.faults
        assert fault.message == f"{path}: {said}"
