import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, fields
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from code_blocks import CodeBlock, code_blocks

import readtui
from readtui.cli.main import run

FERRY = """# The ferry

It left at dawn and came back at dusk. Nobody on board spoke of the river.

## At the landing

In winter the boat lay in ice, and people walked across the river instead.
"""
TREATY = "# The treaty\n\nEach sanction ends after a year and a day. A sanction can be renewed once.\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept_processes: None) -> Path:
    monkeypatch.setenv("READTUI_LIBRARY", str(tmp_path / "library"))
    monkeypatch.setenv("READTUI_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("READTUI_SETTINGS", str(tmp_path / "settings.toml"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "one.md").write_text("# One\n\nA note that stands in a folder of notes.\n")
    (tmp_path / "ferry.md").write_text(FERRY)
    (tmp_path / "treaty.md").write_text(TREATY)
    return tmp_path


@pytest.fixture
def library(folder: Path) -> Iterator[readtui.Library]:
    with readtui.open_library(by="software:coder", create=True) as opened:
        for name in ("ferry.md", "treaty.md", "notes/one.md"):
            opened.add(name)
        yield opened


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    capsys.readouterr()
    assert run(arguments) == 0
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return found


def test_the_names_are_those_of_the_commands(
    folder: Path, library: readtui.Library, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = library.annotate("ferry.md", "Nobody on board", note="Who?", tags=["claim"], thread=True)
    library.reply(asked, "The dog.", by="Bea")
    (listed,) = printed(capsys, "annotations", "--json")
    (shown,) = library.annotations()
    assert listed["creator"] == {"type": "Software", "name": "coder"}
    told = {"creator": shown.creator, "replies": list(shown.replies), "tags": list(shown.tags)}
    assert {name: listed[name] for name in asdict(shown) if name not in told} == {
        name: value for name, value in asdict(shown).items() if name not in told
    }
    assert set(listed) == {one.name for one in fields(shown)} | {"file", "line", "page"}
    assert [(one.creator, one.text) for one in shown.replies] == [("Bea", "The dog.")]
    assert {*listed["replies"][0]} == {one.name for one in fields(readtui.Reply)}
    (hit, *_) = printed(capsys, "search", "nobody", "--json")
    assert hit.items() <= asdict(library.search("nobody")[0]).items()
    article = next(one for one in library.articles() if one.title == "The ferry")
    assert (article.annotations, article.threads, article.state, article.waiting) == (1, 1, "to-read", False)
    assert library.article("ferry.md") == article
    text = library.show(article.id, shown.start or 0, shown.end)
    assert (text.text, text.length, text.headings) == ("Nobody on board", len(library.show(article.id).text), ())
    assert [(level, words) for level, words, _ in library.show(article.id).headings] == [
        (1, "The ferry"),
        (2, "At the landing"),
    ]
    (quoted,) = library.verify("They say “Nobody on board talked of the river”.")
    assert (quoted.result, quoted.article, bool(quoted.differs)) == ("changed", article.id, True)
    assert library.threads() == [shown]
    assert library.settle(shown).thread == "settled"
    assert library.threads() == []
    assert library.settle(shown, reopen=True).thread == "open"
    assert "Nobody on board" in str(library.export("csv"))
    assert library.tags() == {"claim": 1}
    library.remove(shown)
    assert library.annotations() == []


def test_a_step_is_saved_whole_or_not_at_all(library: readtui.Library) -> None:
    before = library.annotate("treaty.md", "Each sanction", tags=["law"])
    with library.step("settle the sanctions"):
        made = library.annotate("treaty.md", "a year and a day", note="How long?", thread=True)
        assert library.annotations() == [before]
        made = library.reply(library.edit(made, tags=["term"]), "366 days.", by="Bea")
        assert (made.tags, [one.text for one in made.replies]) == (("term",), ["366 days."])
        library.edit(before, note="Which?")
        assert len(library.reply(before, "All.").replies) == 1
    saved = {one.quote: one for one in library.annotations()}
    assert saved["a year and a day"].replies == made.replies
    assert (saved["Each sanction"].note, saved["Each sanction"].tags) == ("Which?", ("law",))
    assert library.undo() == "undone: settled the sanctions"
    assert [(one.note, one.replies) for one in library.annotations()] == [("", ())]

    def fail() -> None:
        with library.step("fail"):
            library.edit(before, note="Lost?")
            library.annotate("treaty.md", "nowhere")

    with pytest.raises(readtui.ReadtuiError, match="the quote is not in the article"):
        fail()
    assert library.annotation(before.id).note == ""
    with library.step("do nothing"), pytest.raises(readtui.ReadtuiError, match="inside another"), library.step("more"):
        pass
    assert library.edit(before, tags=[]).id == before.id
    assert library.annotations() == []


def test_a_batch_tells_what_it_refused_and_repeats_nothing(library: readtui.Library) -> None:
    wanted: list[dict[str, object]] = [
        {"article": "treaty.md", "quote": "Each sanction", "tags": ["law"], "by": "Bea"},
        {"article": "treaty.md", "range": [14, 18]},
        {"article": "treaty.md", "quote": "nowhere"},
        {"quote": "Each sanction"},
    ]
    made = library.annotate_all(wanted)
    assert [one.creator for one in made.annotations] == ["Bea", "software:coder"]
    assert [number for number, _ in made.refused] == [3, 4]
    assert library.annotate_all(wanted).repeated == 2
    assert len(library.annotations()) == 2


def test_what_is_wrong_is_said_and_nothing_is_made(folder: Path, library: readtui.Library) -> None:
    for fault, wrong in (
        ("there is no library", lambda: readtui.open_library(folder / "libary")),
        ("by: a name is missing", lambda: readtui.open_library(by=" ")),
        ("no such article", lambda: library.show("ferry")),
        ("a thread needs a note", lambda: library.annotate("ferry.md", thread=True)),
        ("give either a quote or a range", lambda: library.annotate("ferry.md")),
        ("no such color", lambda: library.annotate("ferry.md", "dusk", color="brown")),
        ("a tag has no name", lambda: library.annotate("ferry.md", "dusk", tags=["#"])),
        ("the reply is empty", lambda: library.reply(library.annotate("ferry.md", "dusk"), " ")),
        ("there is no field", lambda: library.articles("sea:x")),
        ("no such export format", lambda: library.export("papyrus")),
    ):
        with pytest.raises(readtui.ReadtuiError, match=fault):
            wrong()
    assert not (folder / "libary").exists()
    (folder / "settings.toml").write_text("[tags]\nclosed = true\n")
    with pytest.raises(readtui.ReadtuiError, match="the codebook is closed"):
        library.annotate("ferry.md", "dawn", tags=["new"])
    with pytest.raises(AttributeError):
        readtui.no_such_name  # noqa: B018


@pytest.mark.parametrize("block", code_blocks("docs/python.md", info="python"), ids=str)
def test_the_examples_run(block: CodeBlock, library: readtui.Library, monkeypatch: pytest.MonkeyPatch) -> None:
    library.annotate("treaty.md", "Each sanction", tags=["law"], note="Which?")
    library.close()
    frames: list[list[dict[str, object]]] = []
    # pandas makes a column of each field of a dataclass.
    frame = SimpleNamespace(DataFrame=lambda rows: frames.append([asdict(one) for one in rows]))
    monkeypatch.setitem(sys.modules, "pandas", frame)
    exec(block.code, {})
    assert all(one["quote"] == "Each sanction" for rows in frames for one in rows)
