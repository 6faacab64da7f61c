"""What all listings have in common, tried on each of them."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from readtui.cli.main import readtui as program
from readtui.cli.main import run
from readtui.paths import state_folder
from tests.unit.cli.conftest import FERRY, Readtui

MORE = {"search": ["dawn"], "concordance": ["the"], "verify": ["quoted.md"], "import": ["--waiting"]}
"""What these need to be listings."""
NOT_EMPTY = {"threads": 0, "verify": 0}
"""The exit codes of those for which it is well if nothing is there."""
WITHOUT_ROWS = {
    ("discover",): "no other program was used",
    ("import",): "nothing waits",
    ("review",): "nothing is due at once",
}


def listings(command: click.Command, *path: str) -> Iterator[tuple[str, ...]]:
    """The words of all commands with --limit."""
    if any("--limit" in one.opts for one in command.params):
        yield path
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            if below := command.get_command(context, name):
                yield from listings(below, *path, name)


LISTINGS = [(*path, *MORE.get(path[0], [])) for path in listings(program)]


def orders(path: tuple[str, ...]) -> list[str]:
    command: click.Command = program
    context = click.Context(program)
    for name in path:
        found = command.get_command(context, name) if isinstance(command, click.Group) else None
        command = found or command
    kinds = [one.type for one in command.params if "--sort" in one.opts]
    return [str(choice) for kind in kinds if isinstance(kind, click.Choice) for choice in kind.choices]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with two rows at least in every listing."""
    folder = tmp_path_factory.mktemp("listed")
    names = [folder / f"{name}.md" for name in ("ferry", "boat")]
    for path in names:
        path.write_text(FERRY.replace("The ferry", f"The {path.stem}"))
    (folder / "quoted.md").write_text(
        "> It left at dawn and came back at dusk.\n\nThen:\n\n> No words of any article.\n"
    )
    ferry, boat = map(str, names)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("READTUI_STATE", str(folder / "state"))
        patch.setenv("READTUI_LIBRARY", str(folder / "library"))
        for command in (
            ("add", ferry, boat, "--tag", "water"),
            ("annotate", ferry, "--quote", "It left at dawn", "--tag", "b", "--tag", "a", "--by", "Ada"),
            ("annotate", boat, "--quote", "the dog slept", "--tag", "c", "--tag", "a", "--by", "Bea"),
            ("annotate", ferry, "--quote", "In winter", "--note", "Which one?", "--thread"),
            ("annotate", boat, "--quote", "In winter", "--note", "Which two?", "--thread"),
            *[("annotate", ferry, "--quote", quote, "--tag", "x") for quote in ("single file", "a word")],
            *[("view", name, "#a") for name in ("one", "two")],
        ):
            assert run(command) == 0, command
        assert run(("tags", "delete", "x")) == 0
    return folder


@pytest.fixture
def full(prepared: Path, tmp_path: Path, readtui: Readtui, monkeypatch: pytest.MonkeyPatch) -> Readtui:
    for name in ("library", "state"):
        shutil.copytree(prepared / name, tmp_path / name, dirs_exist_ok=True)
    monkeypatch.chdir(prepared)
    # The state folder is named after the library's path.
    for folder in (tmp_path / "state" / "state").glob("library-*"):
        os.rename(folder, state_folder(tmp_path / "library"))
    return readtui


@pytest.mark.parametrize("command", LISTINGS, ids=" ".join)
def test_an_empty_listing_ends_with_1_one_line_on_stderr_and_an_empty_document(
    command: tuple[str, ...], readtui: Readtui, prepared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(prepared)
    plain, document = (readtui(*command, *more) for more in ((), ("--json",)))
    if command[0] == "verify":
        assert (plain.code, document.json[0]["result"]) == (3, "absent")
        return
    if command[0] == "review":
        assert plain.code == 2
    else:
        assert (plain.code, plain.out) == (NOT_EMPTY.get(command[0], 1), "")
    assert (document.code, document.json) == (NOT_EMPTY.get(command[0], 1), [])
    assert len(document.err.splitlines()) == (0 if command[0] == "threads" else 2 if "readtui:" in document.err else 1)


@pytest.mark.parametrize("command", [one for one in LISTINGS if one[:1] not in WITHOUT_ROWS], ids=" ".join)
def test_a_listing_can_be_cut_and_sorted(command: tuple[str, ...], full: Readtui) -> None:
    rows = full(*command, "--json").json
    assert len(rows) >= 2
    for limit in ("-n", "--limit"):
        assert full(*command, "--json", limit, "1").json == rows[:1]
        assert full(*command, "--json", limit, "0").json == rows
    assert full(*command, "-n", "1").out
    for order in orders(command):
        document = full(*command, "--json", "--sort", order)
        assert sorted(map(str, document.json)) == sorted(map(str, rows)), order
        assert full(*command, "--json", "--sort", order, "-n", "1").json == document.json[:1]
    assert orders(command) == [] or "is not one of" in full(*command, "--sort", "nonsense").err


def test_numbers_and_times_are_sorted_from_the_greatest(full: Readtui) -> None:
    def sorted_by(command: str, order: str, field: str) -> list[str]:
        return [str(row[field]) for row in full(*command.split(), "--json", "--sort", order).json]

    assert sorted_by("list", "title", "title") == ["The boat", "The ferry"]
    assert sorted_by("tags", "count", "name")[:2] == ["a", "water"]
    assert sorted_by("creators", "annotations", "annotations") == sorted(
        sorted_by("creators", "name", "annotations"), key=int, reverse=True
    )
    quotes = sorted_by("annotations", "quote", "quote")
    assert quotes == sorted(quotes, key=str.casefold)


@pytest.mark.parametrize("command", ["list", "words", "review", "tags"])
def test_a_query_stands_bare_where_no_article_can(command: str, full: Readtui) -> None:
    everything = full(command, "--json").json
    narrowed = full(command, "article:boat" if command != "list" else "boat", "--json")
    asked = full(command, "-q", "article:boat" if command != "list" else "boat", "--json")
    assert narrowed.json == asked.json
    assert narrowed.json != everything or command == "review"


def test_a_misspelled_command_of_tags_is_named_and_no_query(full: Readtui) -> None:
    refused = full("tags", "renmae", "a", "b")
    assert (refused.code, refused.out) == (1, "")
    assert "Did you mean readtui tags rename?" in refused.err
