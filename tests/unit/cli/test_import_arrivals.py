"""What waits finds its article also when that comes by another way than being added."""

import json
import shutil
from pathlib import Path

from tests.unit.cli.conftest import Readtui
from tests.unit.cli.test_import_command import clippings

LAKE = "The lake was as still as a plate, and as cold."


def waiting(readtui: Readtui) -> list[str]:
    return [one["quote"] for one in readtui("import", "--waiting", "--json").json]


def test_an_article_that_is_restored_or_imported_was_awaited(readtui: Readtui, tmp_path: Path) -> None:
    lake, notes = tmp_path / "lake.md", tmp_path / "clippings.txt"
    lake.write_text(f"# The Lake\n\n{LAKE}\n")
    notes.write_text(clippings(("The Lake", LAKE), ("The Ferry", "the dog slept")), encoding="utf-8")
    article = readtui("add", str(lake)).line
    readtui("remove", article)
    readtui("import", str(notes))
    assert waiting(readtui) == ["the dog slept", LAKE]
    restored = readtui("restore", article)
    assert "The Lake: 1 annotation that was waiting found this article" in restored.err
    assert waiting(readtui) == ["the dog slept"]

    entry = {"url": "https://a.example/ferry", "title": "The Ferry", "is_archived": 0, "is_starred": 0}
    pages = tmp_path / "wallabag.json"
    pages.write_text(json.dumps([{**entry, "content": "<p>Nobody spoke, and the dog slept through it.</p>"}]))
    assert "The Ferry: 1 annotation that was waiting" in readtui("import", str(pages)).err
    assert waiting(readtui) == []
    readtui("undo")
    assert waiting(readtui) == ["the dog slept"], "its own step for undo"


def test_an_article_whose_notes_a_sync_tool_brings_was_awaited(readtui: Readtui, tmp_path: Path) -> None:
    lake, notes = tmp_path / "lake.md", tmp_path / "clippings.txt"
    lake.write_text(f"# The Lake\n\n{LAKE}\n")
    notes.write_text(clippings(("The Lake", LAKE)), encoding="utf-8")
    article = readtui("add", str(lake)).line
    readtui("--library", str(tmp_path / "other"), "import", str(notes))
    [file] = (tmp_path / "other" / "waiting").glob("*.json")
    (tmp_path / "library" / "waiting").mkdir(exist_ok=True)
    shutil.copy(file, tmp_path / "library" / "waiting" / f"{file.stem} (conflicted copy 2026-01-02).json")
    assert "The Lake: 1 annotation that was waiting found this article" in readtui("import", "--waiting").err
    assert [one["quote"] for one in readtui("annotations", article, "--json").json] == [LAKE]
    assert waiting(readtui) == []
