import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

import readtui as package
from readtui.cli.help import _OF_TEXTUAL
from readtui.cli.main import COMMANDS
from readtui.errors import SettingsError
from readtui.paths import cache_folder, state_folder
from readtui.tui.app import RunEnd
from readtui.tui.destination import Start
from readtui.tui.terminal.plain import PlainTerminal
from readtui.tui.themes import textual_themes

Readtui = Callable[..., Any]


def process(tmp_path: Path, *arguments: str, code: str = "", **options: Any) -> subprocess.CompletedProcess[bytes]:
    """Runs a real process on a separate library."""
    (tmp_path / "library").mkdir(exist_ok=True)
    environment = os.environ | {
        "READTUI_LIBRARY": str(tmp_path / "library"),
        "READTUI_STATE": str(tmp_path / "state"),
        "READTUI_SETTINGS": str(tmp_path / "settings.toml"),
    }
    program = ["-c", code] if code else ["-m", "readtui"]
    command = [sys.executable, *program, *arguments]
    return subprocess.run(command, env=environment, capture_output=True, timeout=60, check=False, **options)


def test_ctrl_c_during_imports_ends_silently(tmp_path: Path) -> None:
    code = (
        "import sys, readtui.__main__ as program\n"
        "class Interrupted:\n"
        "    def find_spec(self, name, *rest):\n"
        "        if name == 'readtui.cli.main': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupted())\n"
        "program.main()"
    )
    done = process(tmp_path, code=code)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


def test_version_and_help_load_nothing_that_they_do_not_need(tmp_path: Path) -> None:
    code = (
        "import sys; from readtui.cli.main import run; assert run(['--version']) == 0; sys.stdout.flush(); "
        "stdout, sys.stdout = sys.stdout, open('/dev/null', 'w'); assert run(['--help']) == 0; sys.stdout = stdout; "
        "heavy = {'textual', 'tinydb', 'markdown_it', 'rich', 'regex'}; "
        "print(sorted(heavy & {name.split('.')[0] for name in sys.modules}))"
    )
    done = process(tmp_path, code=code)
    assert done.stdout.decode().splitlines() == [f"readtui {package.__version__}", "[]"]


def test_a_list_loads_nothing_that_it_does_not_need(tmp_path: Path) -> None:
    code = (
        "import sys; from readtui.cli.main import run; assert run(['list']) == 1; "
        "heavy = {'textual', 'markdown_it', 'rich', 'regex', 'concurrent', 'secrets', 'tomllib', 'rapidfuzz'}; "
        "print(sorted(heavy & {name.split('.')[0] for name in sys.modules}))"
    )
    done = process(tmp_path, code=code)
    assert done.stdout == b"[]\n", (
        "import these in the functions that need them (python -X importtime -m readtui list shows what imports what): "
        + done.stdout.decode()
    )


def test_each_command_explains_itself(readtui: Readtui) -> None:
    overview = readtui("--help").out + readtui("tags", "--help").out
    assert "..." not in overview, "give the command a first line that fits"
    assert readtui("help").out == readtui("--help").out
    for name in COMMANDS:
        assert readtui("help", name).out == readtui(name, "--help").out
        assert f"  {name} " in overview, f"give {name} a docstring whose first line says what it does"
        result = readtui(name, "--help")
        assert result.code == 0
        assert result.out.startswith(f"Usage: readtui {name}")


@pytest.mark.parametrize("more", [(), ("--nonsense",), ("", "x", "y")])
def test_help_is_shown_whatever_else_is_wrong(readtui: Readtui, tmp_path: Path, more: tuple[str, ...]) -> None:
    (tmp_path / "settings.toml").write_text("x = = 1")
    (tmp_path / "library").rmdir()
    (tmp_path / "library").write_text("This is a file.")
    words = [(name,) for name in COMMANDS] + [("tags", name) for name in ("rename", "merge", "delete")]
    for command in words:
        result = readtui(*command, *more, "--help")
        assert (result.code, result.err) == (0, ""), command
        assert result.out.startswith(f"Usage: readtui {' '.join(command)} "), command
    for source in ("nonsense", "./a.md", "https://example.org"):
        assert readtui(source, *more, "-h").out == readtui("--help").out
    assert readtui("--version").code == 0
    assert readtui("add", "--", "--help").code != 0


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((), 2),
        (("--nonsense",), 2),
        (("list", "--nonsense"), 2),
        (("add",), 2),
        (("open", "x"), 2),
        (("nonsense",), 2),
        (("nonsense", "more"), 2),
        (("./nonsense.txt", "more"), 2),
        (("",), 2),
        (("add", ""), 2),
        (("show", ""), 2),
        (("annotations", ""), 2),
        (("--library", "", "list"), 2),
        (("list", "--library", "x"), 2),
        (("show", "nonsense"), 1),
        (("remove", "nonsense"), 1),
        (("undo",), 1),
        (("redo",), 1),
        (("add", "https://example.org/a"), 1),
        (("--library", "/dev/null", "list"), 1),
    ],
    ids=str,
)
def test_faults_are_one_or_two_lines_on_stderr(readtui: Readtui, arguments: tuple[str, ...], code: int) -> None:
    result = readtui(*arguments)
    assert (result.code, result.out) == (code, "")
    assert 1 <= len(result.err.splitlines()) <= 2
    assert result.err.startswith("readtui: ")


@pytest.mark.parametrize(
    "command", [("list", "lang:de"), ("search", "sea"), ("concordance", "sea"), ("view", "sea"), ("review", "--json")]
)
def test_a_negated_term_that_looks_like_an_option_is_explained(readtui: Readtui, command: tuple[str, ...]) -> None:
    refused = readtui(*command, "-is:done")
    assert refused.code == 2
    assert "If -is:done is part of the query, put -- before it." in refused.err
    assert "The library is empty" in readtui("list", "--", "lang:de", "-is:done").err
    assert "put --" not in readtui("show", "-is:done").err + readtui("list", "-x").err + readtui("list", "--is").err


@pytest.mark.parametrize("command", ["add", "show", "remove", "./"])
def test_an_endless_argument_is_cut_in_the_message(readtui: Readtui, command: str) -> None:
    result = readtui(*(["./" + "a" * 100_000] if command == "./" else [command, "a" * 100_000]))
    assert result.code != 0
    assert len(result.err) < 5_000


def test_a_word_that_is_not_a_file_is_treated_as_a_command(readtui: Readtui) -> None:
    assert "no such command or file: find" in readtui("find", "ferries").err
    for typed, meant in (("lst", "list"), ("anotations", "annotations"), ("exprot", "export"), ("rm", "remove")):
        assert f"Did you mean readtui {meant}?" in readtui(typed).err
    assert "Did you mean readtui list?" in readtui("lsit", "--json").err
    assert "Did you mean markdown?" in readtui("export", "--format", "md").err
    assert "Did you mean latex?" in readtui("export", "-f", "tex").err
    assert "Put --library before the command" in readtui("list", "--library", "x").err


def test_a_command_wins_over_a_file_of_its_name(
    readtui: Readtui, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("list").write_text("A file.")
    assert readtui("list", "--json").json == []
    assert "needs a terminal" in readtui("./list").err


@pytest.mark.parametrize("command", ["search", "concordance", "words", "export"])
def test_what_finds_nothing_in_an_empty_library_says_that_it_is_empty(readtui: Readtui, command: str) -> None:
    result = readtui(command, *(["ferry"] if command in ("search", "concordance") else []))
    assert (result.code, result.err.splitlines()[1]) == (1, "The library is empty. To add an article: readtui add FILE")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("list --limit", "option '--limit' requires an argument\nSee readtui list --help."),
        ("list -n -1", "invalid value for '-n' / '--limit': -1 is less than 0\nSee readtui list --help."),
        ("handler", "readtui handler needs a command: install, remove, status\nSee readtui handler --help."),
        ("import -f kindel ferry.md", "no such format: kindel\nDid you mean kindle? Formats: "),
    ],
)
def test_a_mistake_in_a_command_says_what_next(readtui: Readtui, ferry: Path, line: str, said: str) -> None:
    refused = readtui(*line.replace("ferry.md", str(ferry)).split())
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith(f"readtui: {said}")


def test_help_names_the_command_that_was_meant(readtui: Readtui) -> None:
    assert readtui("help", "tags", "rename").out == readtui("tags", "rename", "--help").out
    for words, meant in (("tgas", "readtui help tags?"), ("tags renmae", "readtui help tags rename?"), ("nosuch", "")):
        refused = readtui("help", *words.split())
        assert (refused.code, refused.out) == (2, "")
        assert f"no such command: {words.split()[-1]}" in refused.err
        assert meant in refused.err


def test_where_names_what_is_used_and_creates_none_of_it(readtui: Readtui, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    found = readtui("--library", str(folder), "where", "--json")
    assert found.code == 0
    assert found.json == {
        "library": str(folder),
        "settings": str(tmp_path / "settings.toml"),
        "state": str(state_folder(folder)),
        "cache": str(cache_folder(folder)),
    }
    assert not any(Path(path).exists() for path in found.json.values())
    plain = readtui("--library", str(folder), "where")
    assert dict(line.split("\t") for line in plain.out.splitlines()) == found.json
    assert plain.err == "Not there yet: library, settings, state, cache\n"


READING = [
    *("list", "annotations", "tags", "tags together", "creators", "words", "trash", "history", "view", "search x"),
    *("show x", "export -f json", "import --waiting", "review --json", "undo", "doctor"),
    *("remove x", "state x done", "edit x --title T", "annotate x --quote q", "reply x y", "refresh x", "compare a b"),
    "mcp",
]


@pytest.mark.parametrize("command", READING)
def test_a_mistyped_library_is_refused_and_not_created(readtui: Readtui, tmp_path: Path, command: str) -> None:
    refused = readtui("--library", str(tmp_path / "libary"), *command.split())
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith(f"readtui: there is no library: {tmp_path / 'libary'}\nCheck the name.")
    assert not (tmp_path / "libary").exists()


def test_a_default_library_that_is_not_there_yet_is_empty(
    readtui: Readtui, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("READTUI_LIBRARY")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert "The library is empty" in readtui("list").err


@pytest.mark.parametrize("command", ["add ferry.md", "view all tag:sea", "import ferry.md", "merge library"])
def test_a_command_that_writes_creates_a_library_in_a_folder_that_is_there(
    readtui: Readtui, tmp_path: Path, ferry: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    new, nowhere = tmp_path / "new", tmp_path / "no" / "where"
    assert f"Created a new library: {new}\n" in readtui("--library", str(new), *command.split()).err
    assert (new / "articles").is_dir()
    assert "Created" not in readtui("--library", str(new), *command.split()).err
    refused = readtui("--library", str(nowhere), *command.split())
    assert (refused.code, refused.err.splitlines()[0]) == (
        2,
        f"readtui: there is no library {nowhere}, nor a folder {nowhere.parent}",
    )


def test_threads_of_a_library_that_is_not_there_are_none(readtui: Readtui, tmp_path: Path) -> None:
    for more in ((), ("plan.md",)):
        nothing = readtui("--library", str(tmp_path / "libary"), "threads", "--json", *more)
        assert (nothing.code, nothing.json) == (0, [])
    assert readtui("--library", str(tmp_path / "libary"), "threads", "--wait", "--timeout", "0").code == 1
    assert not (tmp_path / "libary").exists()


SETTINGS = """[reader]
measure = "wide"
wdith = 3

[app]
theme = "nrod"

[keys]
"reader.tag" = "ctrl+nonsense"

[review]
query = "colour:red"

[export]
format = "md"
"""


@pytest.mark.parametrize("command", ["list", "where", "undo", "show nonsense", "tags rename a b", "export", "help"])
def test_each_command_tells_all_mistakes_in_the_settings(readtui: Readtui, tmp_path: Path, command: str) -> None:
    code = readtui(*command.split()).code
    (tmp_path / "settings.toml").write_text(SETTINGS)
    told = readtui(*command.split())
    assert told.code == code
    places = [line.partition(" ")[2] for line in told.err.splitlines() if "settings.toml, line " in line]
    assert [place.removeprefix(f"{tmp_path / 'settings.toml'}, line ").partition(": ")[0] for place in places] == [
        *("2", "3", "6", "9", "12", "15")
    ]
    assert "Did you mean nord?" in told.err
    assert "Did you mean markdown?" in told.err
    assert readtui("--help").err == ""


def test_the_themes_that_need_no_look_into_textual_are_there() -> None:
    assert set(_OF_TEXTUAL) <= set(textual_themes())


def test_a_full_disk_behind_stdout_is_named(readtui: Readtui, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(StringIO):
        def flush(self) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(sys, "stdout", Full())
    result = readtui("list")
    assert result.code == 1
    assert result.err.endswith(
        "readtui: could not write the output: No space left on device\nFree some space, or write to another disk.\n"
    )


def test_an_error_message_cannot_control_the_terminal(readtui: Readtui) -> None:
    assert "\x1b" not in readtui("show", "\x1b[31mred").err


def test_a_closed_pipe_is_not_an_error(tmp_path: Path) -> None:
    (tmp_path / "library").mkdir()
    long = tmp_path / "long.txt"
    long.write_text("A sentence that is read by nobody. " * 50_000)
    read, write = os.pipe()
    os.close(read)
    environment = os.environ | {"READTUI_LIBRARY": str(tmp_path / "library"), "READTUI_STATE": str(tmp_path / "state")}
    with os.fdopen(write, "wb") as closed:
        done = subprocess.run(
            [sys.executable, "-m", "readtui", "show", str(long)],
            stdout=closed,
            stderr=subprocess.PIPE,
            env=environment,
            timeout=60,
            check=False,
        )
    assert (done.returncode, done.stderr) == (1, b"")


def test_bytes_that_are_not_unicode_are_not_an_error(tmp_path: Path) -> None:
    done = process(tmp_path, "show", os.fsdecode(b"caf\xe9"))
    assert done.returncode == 1
    assert done.stderr.startswith(b"readtui: no such article")


def test_a_terminal_without_unicode_gets_what_it_can_show(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Ein Schiff fährt über den 川.")
    code = (
        "import sys; sys.stdout.reconfigure(encoding='latin-1'); "
        "from readtui.cli.main import run; sys.exit(run(sys.argv[1:]))"
    )
    done = process(tmp_path, "show", str(tmp_path / "a.txt"), code=code)
    assert (done.returncode, done.stdout) == (0, "Ein Schiff fährt über den ?.\n".encode("latin-1"))
    done = process(tmp_path, "show", str(tmp_path / "a.txt"), "--json", code=code)
    assert b"\\u5ddd" in done.stdout


def test_an_interrupt_ends_with_130(monkeypatch: pytest.MonkeyPatch, readtui: Readtui) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("readtui.bootstrap.open_services", interrupt)
    assert readtui("list").code == 130


def test_an_internal_error_is_reported_without_a_traceback(monkeypatch: pytest.MonkeyPatch, readtui: Readtui) -> None:
    def broken(*_: object) -> None:
        raise KeyError("surprise")

    monkeypatch.setattr("readtui.bootstrap.open_services", broken)
    result = readtui("list")
    assert result.code == 1
    assert "internal error: KeyError: 'surprise'" in result.err
    assert len(result.err.splitlines()) == 2


def test_the_app_needs_a_terminal_to_draw_on(monkeypatch: pytest.MonkeyPatch, readtui: Readtui) -> None:
    monkeypatch.setattr("readtui.cli.app.is_terminal", lambda: True)
    result = readtui()
    assert result.code == 2
    assert "stderr is not a terminal" in result.err


def test_the_app_says_that_the_file_has_changed(
    monkeypatch: pytest.MonkeyPatch, readtui: Readtui, article: str, ferry: Path
) -> None:
    opened: list[tuple[str, str]] = []

    def run_app(_: object, start: Start, **__: object) -> RunEnd:
        opened.append((start.article, start.notice))
        return RunEnd(0, ())

    monkeypatch.setattr("readtui.cli.app.require_terminal", lambda: None)
    monkeypatch.setattr("readtui.cli.app.keys_from_terminal", lambda: None)
    monkeypatch.setattr("readtui.tui.app.run_app", run_app)
    assert readtui(str(ferry)).code == 0
    ferry.write_text("Another text.")
    assert readtui(str(ferry)).code == 0
    (first, second) = opened
    assert first == (article, "")
    assert second[0] == article
    assert "has changed" in second[1]


def test_a_start_failure_is_reported_after_the_page_has_left_the_terminal(
    monkeypatch: pytest.MonkeyPatch, readtui: Readtui, article: str
) -> None:
    done: list[str] = []

    def run_app(*_: object, **__: object) -> RunEnd:
        raise SettingsError("settings.toml, line 2: app.theme: no theme named 'drak'")

    class Terminal(PlainTerminal):
        def show_early(self, *_: object, **__: object) -> None:
            raise ZeroDivisionError

        def leave(self) -> None:
            done.append("left")

    monkeypatch.setattr("readtui.cli.app.require_terminal", lambda: None)
    monkeypatch.setattr("readtui.cli.app.keys_from_terminal", lambda: None)
    monkeypatch.setattr("readtui.tui.app.run_app", run_app)
    monkeypatch.setattr("readtui.cli.main.this_terminal", Terminal)
    monkeypatch.setattr("readtui.cli.main.complain", lambda *said: done.append(said[0]))
    readtui("open", article)
    # Once when the page could not be made, once when the app could not start.
    assert done == ["left", "left", "settings.toml, line 2: app.theme: no theme named 'drak'"]


def test_a_damaged_file_is_reported_once_and_does_not_prevent_adding(
    readtui: Readtui, article: str, ferry: Path, tmp_path: Path
) -> None:
    (tmp_path / "library" / "articles" / f"{article}.json").write_text("{")
    # Without a backup, it cannot be rebuilt.
    shutil.rmtree(state_folder(tmp_path / "library") / "latest")
    other = tmp_path / "other.txt"
    other.write_text("Another text.")
    result = readtui("add", str(ferry), str(other))
    assert result.code == 1
    assert len(result.line) == 16
    assert result.err.count("is damaged") == 1
