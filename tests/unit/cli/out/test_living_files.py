"""Exports to files that the user edits too."""

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from readtui.bootstrap import Services, open_services
from readtui.model.annotation import Annotation
from readtui.model.change import Change, Edit
from readtui.search.query.parser import parse
from readtui.services.annotation_reader import AnnotationQuery
from readtui.services.out import living_files
from readtui.services.out.whole_file import StagedFile, stage

Readtui = Callable[..., Any]


@pytest.fixture
def noted(readtui: Readtui, article: str) -> str:
    readtui("annotate", article, "--quote", "It left at dawn", "--color", "yellow", "--note", "early")
    readtui("annotate", article, "--quote", "In winter", "--tag", "ice")
    return article


def export(readtui: Readtui, output: Path, *more: str) -> Any:
    done = readtui("export", "--format", "markdown", "--output", str(output), *more)
    assert done.code == 0, done.err
    return done


@contextmanager
def library() -> Iterator[Services]:
    services = open_services()
    yield services
    services.close()


def dawn_in(services: Services) -> Annotation:
    [found] = services.library.annotations(AnnotationQuery(query=parse("dawn")))
    return found.annotation


def test_a_file_keeps_what_the_user_writes_and_follows_the_library(
    readtui: Readtui, noted: str, tmp_path: Path
) -> None:
    output = tmp_path / "notes.md"
    export(readtui, output)
    mine = output.read_text().replace("---\n\n#", "rating: 5 # of 5\n---\n\nAll mine.\n\n#")
    mine = mine.replace("## At the landing\n", "My thought on dawn.\n\n## At the landing\n\nColdest ever?\n")
    output.write_text(mine + "\n## My conclusions\n\nNone.\n")
    readtui("annotate", noted, "--quote", "the dog slept", "--note", "lazy")
    readtui("annotate", noted, "--quote", "people walked across", "--note", "brave")
    with library() as services:
        services.repository.apply(services.annotator.set_note(dawn_in(services), "not so early"))
        record = services.library.find(noted)
        after = replace(record, metadata=replace(record.metadata, title="The old ferry"))
        services.repository.apply(Change("1", "2026-01-31T12:00:00Z", "retitle", (Edit(record, after),)))
    assert export(readtui, output).err == f"Wrote {output}\n"
    text = output.read_text()
    assert "rating: 5 # of 5\n" in text
    assert 'title: "The old ferry"\n' in text
    order = (
        *("All mine.", "> It left at dawn", "not so early", "My thought on dawn.", "> the dog slept"),
        *("## At the landing", "Coldest ever?", "> In winter", "> people walked across", "## My conclusions", "None."),
    )
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    assert "\nearly" not in text


def test_an_edited_block_stays_until_it_is_forced(readtui: Readtui, noted: str, tmp_path: Path) -> None:
    output = tmp_path / "notes.md"
    export(readtui, output)
    output.write_text(output.read_text().replace("early", "much too early"))
    edited = output.read_text()
    told = export(readtui, output)
    assert "1 block you edited was left as it is." in told.err
    assert output.read_text() == edited
    export(readtui, output, "--force")
    assert re.search(r"\nearly\n(?s:.*)\nmuch too early\n", output.read_text())
    assert "you edited" not in export(readtui, output).err


def test_what_is_deleted_is_struck_through_once_and_comes_back_when_it_is_restored(
    readtui: Readtui, noted: str, tmp_path: Path
) -> None:
    output = tmp_path / "notes.md"
    export(readtui, output)
    before = output.read_text()
    with library() as services:
        services.repository.apply(services.annotator.delete(dawn_in(services)))
    export(readtui, output)
    struck = output.read_text()
    assert "> ~~It left at dawn~~" in struck
    assert "~~early~~" in struck
    export(readtui, output)
    assert output.read_text() == struck
    readtui("undo")
    export(readtui, output)
    assert output.read_text() == before


def test_a_block_that_the_user_removes_stays_out_also_when_the_file_moves(
    readtui: Readtui, noted: str, tmp_path: Path
) -> None:
    output = tmp_path / "notes.md"
    export(readtui, output)
    removed = re.sub(r"<!-- rt:[^>]*-->\n\n> It left(?s:.*?)<!-- /rt -->\n", "", output.read_text(), count=1)
    assert "It left at dawn" not in removed
    output.write_text(removed)
    export(readtui, output)
    moved = output.rename(tmp_path / "moved.md")
    readtui("annotate", noted, "--quote", "the dog slept")
    export(readtui, moved)
    assert "It left at dawn" not in moved.read_text()
    assert "the dog slept" in moved.read_text()


def test_another_device_goes_on_with_the_file(
    readtui: Readtui, noted: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "notes.md"
    export(readtui, output)
    output.write_text(output.read_text() + "\nMine.\n")
    monkeypatch.setenv("READTUI_STATE", str(tmp_path / "other"))
    readtui("annotate", noted, "--quote", "the dog slept")
    export(readtui, output)
    assert output.read_text().count("<!-- rt:") == 3
    assert output.read_text().endswith("\nMine.\n")


def test_what_is_unknown_or_filtered_out_is_left_alone(readtui: Readtui, noted: str, tmp_path: Path) -> None:
    output = tmp_path / "notes.md"
    export(readtui, output)
    foreign = "<!-- rt:12345678-0000-4000-8000-000000000000:e3b0c442 -->\n<!-- /rt -->\n"
    output.write_text(output.read_text() + foreign)
    before = output.read_text()
    export(readtui, output, "--tag", "ice")
    assert output.read_text() == before


def test_a_file_without_changes_is_not_touched_and_a_link_stays_one(
    readtui: Readtui, noted: str, tmp_path: Path
) -> None:
    output = tmp_path / "notes.md"
    export(readtui, output)
    before = output.stat()
    export(readtui, output)
    assert (output.stat().st_ino, output.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    link = tmp_path / "link.md"
    link.symlink_to(output)
    readtui("annotate", noted, "--quote", "the dog slept")
    export(readtui, link)
    assert link.is_symlink()
    assert "the dog slept" in output.read_text()


def test_what_is_written_during_an_export_is_not_lost(
    readtui: Readtui, noted: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "notes.md"
    export(readtui, output)
    readtui("annotate", noted, "--quote", "the dog slept")
    late = iter(["First.\n", "Second.\n"])

    def stage_while_the_user_saves(path: Path, content: bytes) -> StagedFile:
        staged = stage(path, content)
        with open(path, "a") as file:
            file.write(next(late, ""))
        return staged

    monkeypatch.setattr(living_files, "stage", stage_while_the_user_saves)
    export(readtui, output)
    assert output.read_text().endswith("First.\nSecond.\n")
    assert "the dog slept" in output.read_text()
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".readtui")) == []


def test_other_formats_never_overwrite_a_living_file_with_the_users_text(
    readtui: Readtui, noted: str, tmp_path: Path
) -> None:
    output = tmp_path / "notes.md"
    export(readtui, output)
    output.write_text(output.read_text() + "\nMine.\n")
    readtui("annotate", noted, "--quote", "the dog slept")
    export(readtui, output)
    for refused in (("--format", "csv"), ("--format", "markdown", "--group", "tag")):
        assert readtui("export", *refused, "--output", str(output)).code == 1
    assert output.read_text().endswith("\nMine.\n")


def test_an_export_of_an_older_readtui_becomes_a_living_file(readtui: Readtui, noted: str, tmp_path: Path) -> None:
    output = tmp_path / "notes.md"
    old = readtui("export", "--format", "markdown").out.encode()
    output.write_bytes(old)
    [state] = (path.parent for path in (tmp_path / "state").rglob("history.jsonl"))
    written = {"sha256": hashlib.sha256(old).hexdigest(), "size": len(old)}
    (state / "exports.json").write_text(json.dumps({os.path.realpath(output): [written]}))
    export(readtui, output)
    assert output.read_text().count("<!-- rt:") == 2
    assert output.read_text().count("> In winter") == 1


def test_an_edited_export_of_an_older_readtui_loses_and_doubles_nothing(
    readtui: Readtui, noted: str, tmp_path: Path
) -> None:
    output = tmp_path / "notes.md"
    output.write_text(readtui("export", "--format", "markdown").out + "\nMine.\n")
    before = output.read_text()
    assert "2 blocks you edited were left as they are." in export(readtui, output).err
    assert output.read_text() == before


def test_pipes_and_the_terminal_get_no_marks(readtui: Readtui, noted: str) -> None:
    assert "<!--" not in readtui("export", "--format", "markdown").out
    assert "<!--" not in readtui("export", "--format", "markdown", "--output", "/dev/stdout").out
