"""Who said what survives the way out and back in, in every format that readtui writes and reads."""

import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from tiny_pdf import Text, pdf

from readtui.bootstrap import open_services
from readtui.model.annotation import Annotation, Origin
from readtui.model.change import Change, Edit
from readtui.model.creator import Creator
from readtui.model.reply import Reply, ThreadState
from tests.unit.cli.conftest import Readtui

ADA, BEA, BUILDER = Creator("Ada"), Creator("Bea"), Creator("builder", is_program=True)
ASKED = "2026-02-01T10:00:00Z"
_VOICES = ("creator", "thread", "replies")


def a_conversation(readtui: Readtui, article: str, settings: Path) -> None:
    """Ada asks a question about words that have changed since; a program and Bea answer, and Bea settles it."""
    settings.write_text('[user]\nname = "Ada"\n')
    asked = readtui("annotate", article, "--quote", "the dog slept", "--note", "Who says so?", "--thread").line
    readtui("annotate", article, "--quote", "lay in ice", "--tag", "ice", "--by", "software:builder")
    with closing(open_services()) as services:
        found = services.library.find_any(asked)
        assert isinstance(found, Annotation)
        assert found.position is not None
        origin = Origin(found.text_version, found.position.start, found.position.end, "the cat slept")
        reworded = replace(found, origin=origin)
        replies = [
            Reply("10000000-0000-4000-8000-000000000001", article, asked, ASKED, ASKED, "*The* mate.", BUILDER),
            Reply("10000000-0000-4000-8000-000000000002", article, asked, "2026-02-02T10:00:00Z", ASKED, "", BEA,
                  ThreadState.SETTLED),
        ]  # fmt: skip
        edits = (Edit(found, reworded), *(Edit(None, one) for one in replies))
        services.repository.apply(Change("conversation", ASKED, "answer", edits))


def said(readtui: Readtui, library: Path) -> dict[str, dict[str, object]]:
    listed = readtui("--library", str(library), "annotations", "--json").json
    return {one["quote"]: {name: one[name] for name in (*_VOICES, "id", "original")} for one in listed}


@pytest.mark.parametrize("format_name", ["json", "jsonl", "csv", "web-annotation", "hypothesis", "refi-qda"])
def test_what_readtui_writes_comes_back_with_every_voice(
    readtui: Readtui, article: str, ferry: Path, tmp_path: Path, format_name: str
) -> None:
    read_as = {"csv": "table"}
    a_conversation(readtui, article, tmp_path / "settings.toml")
    before = said(readtui, tmp_path / "library")
    assert before["the dog slept"]["original"] == "the cat slept"
    file = tmp_path / "exported.out"
    readtui("export", "--format", format_name, "--output", str(file))

    other = ("--library", str(tmp_path / "other"))
    if format_name != "json":
        readtui(*other, "add", str(ferry))
    done = readtui(*other, "import", str(file), "--json").json
    assert (done["formats"], done["placed"], done["replies"]) == ([read_as.get(format_name, format_name)], 2, 2)
    assert {one["name"]: one["annotations"] for one in done["creators"]} == {"Ada": 1, "builder": 1}
    assert said(readtui, tmp_path / "other") == before
    again = readtui(*other, "import", str(file), "--json").json
    assert (again["known"], again["replies"], again["updated"]) == (2, 0, 0)
    # At home, nothing changes.
    assert readtui("import", str(file), "--json").json["known"] == 2
    assert said(readtui, tmp_path / "library") == before


def test_who_answered_comes_back_from_a_pdf_too(readtui: Readtui, tmp_path: Path) -> None:
    file, out, settings = tmp_path / "ferry.pdf", tmp_path / "out.pdf", tmp_path / "settings.toml"
    lines = ("It left at dawn, and the dog slept through both crossings.", "In winter the boat lay in ice.")
    file.write_bytes(pdf([[Text(72, 700 - 40 * number, line) for number, line in enumerate(lines)]]))
    article = readtui("add", str(file)).line
    a_conversation(readtui, article, settings)
    readtui("export", article, "--format", "pdf", "--output", str(out))
    other = ("--library", str(tmp_path / "other"))
    done = readtui(*other, "import", str(out), "--json").json
    assert (done["placed"], done["replies"]) == (2, 2)
    before, after = said(readtui, tmp_path / "library"), said(readtui, tmp_path / "other")
    assert {quote: one["creator"] for quote, one in after.items()} == {
        quote: one["creator"] for quote, one in before.items()
    }
    assert after["the dog slept"]["replies"] == before["the dog slept"]["replies"]
    assert readtui("import", str(out), "--json").json["known"] == 2
    assert said(readtui, tmp_path / "library") == before


def test_a_dry_run_says_who_made_how_much(readtui: Readtui, article: str, tmp_path: Path) -> None:
    row = {"uri": "https://a.example", "user": "acct:bo@hypothes.is", "text": "Who?"}
    rows = [{**row, "id": "1"}, {**row, "id": "2", "user": "acct:cy@hypothes.is"}, {**row, "id": "3"},
            {**row, "id": "4", "text": "Not I.", "references": ["1"]}]  # fmt: skip
    file = tmp_path / "rows.json"
    file.write_text(json.dumps(rows))
    lines = readtui("import", str(file), "--dry-run").out.splitlines()
    assert "by: bo 2, cy 1" in lines
    assert "1 reply" in lines
    assert readtui("import", "--waiting", "--json").json == []
    done = readtui("import", str(file), "--json").json
    assert (done["waiting"], done["replies"]) == (3, 1)
    assert [one["creator"]["name"] for one in done["works"][0]["annotations"]] == ["bo", "cy", "bo"]
    assert readtui("import", str(file)).out.count("\nalready there: 3") == 1


def test_whoever_another_program_knows_under_one_name_is_told_how_to_be_that_person(
    readtui: Readtui, tmp_path: Path
) -> None:
    row = {"uri": "https://a.example", "user": "acct:ada77@hypothes.is", "text": "Who?", "id": "1"}
    file = tmp_path / "rows.json"
    file.write_text(json.dumps([row]))
    assert 'below [user]: also = ["ada77"]' in readtui("import", str(file)).err
    (tmp_path / "settings.toml").write_text('[user]\nalso = ["ada77"]\n')
    file.write_text(json.dumps([row, {**row, "id": "2"}]))
    again = readtui("import", str(file))
    assert "also" not in again.err
    assert "by:" not in again.out
    file.write_text(json.dumps([{**row, "id": "3"}, {**row, "id": "4", "user": "acct:bo@hypothes.is"}]))
    assert "also" not in readtui("import", str(file)).err
