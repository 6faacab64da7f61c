"""What this version writes goes through 0.1 and comes back whole; what 0.1 has written stays as it is here.

Where git has the commit of 0.1, that runs; elsewhere, its results as they were recorded are read.
"""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.golden.versions.earlier import (
    ARTICLE,
    RECORDED,
    RISK,
    STEPS,
    WAITING,
    WRITERS,
    Readtui,
    Tables,
    add_to,
    write_with,
    written_by_hand,
)

_NEW = ("creator", "readtui:thread", "readtui:origin", "aliases", "discussed", "repository")


def lost(before: Mapping[str, Tables], after: Mapping[str, Tables]) -> list[str]:
    """What 0.1 cannot know and has changed or dropped, by its place."""
    found: list[str] = []
    for name, tables in before.items():
        for table, records in tables.items():
            for key, record in records.items():
                now = after.get(name, {}).get(table, {}).get(key, {})
                fields = record if table == "replies" else [one for one in _NEW if _is_new(table, one, record)]
                found += [f"{name} {table} {key} {one}" for one in fields if now.get(one) != record[one]]
    return found


def _is_new(table: str, field: str, record: Mapping[str, Any]) -> bool:
    # The article's creator is its author, which 0.1 knows.
    return field in record and (table, field) != ("article", "creator")


@pytest.mark.parametrize("way", WRITERS)
@pytest.mark.parametrize("step", STEPS)
def test_a_library_goes_through_the_earlier_version_without_loss(
    step: str, way: str, earlier: Path | None, tmp_path: Path
) -> None:
    ours = Readtui(tmp_path)
    WRITERS[way](ours.library)
    before = ours.files()
    if earlier is not None:
        STEPS[step](Readtui(tmp_path, earlier))
    elif way == "by hand":
        shutil.rmtree(ours.library)
        shutil.copytree(RECORDED / step.replace(" ", "-"), ours.library)
    else:
        pytest.skip("0.1 cannot be built here")
    after = ours.files()
    assert lost(before, after) == []
    is_left_behind = step == "placed"
    told = "1 reply in " if is_left_behind else "No problems found."
    assert told in ours("doctor", code=1 if is_left_behind else 0)
    assert {one["id"] for one in _annotations(ours)} >= {
        key for tables in before.values() for key, one in tables["annotations"].items() if not one["deleted"]
    }
    ours("annotate", ARTICLE, "--quote", "Dana leads it")
    assert lost(after, ours.files()) == []


@pytest.mark.parametrize("step", STEPS)
def test_what_was_recorded_is_what_the_earlier_version_does(step: str, tmp_path: Path) -> None:
    written_by_hand(tmp_path / "library")
    recorded = Readtui(tmp_path / "recorded")
    shutil.copytree(RECORDED / step.replace(" ", "-"), recorded.library)
    assert lost(Readtui(tmp_path).files(), recorded.files()) == []


def test_a_library_of_the_earlier_version_opens_unchanged(earlier: Path | None, tmp_path: Path) -> None:
    ours = Readtui(tmp_path)
    if earlier is None:
        shutil.copytree(RECORDED / "written", ours.library)
    else:
        write_with(Readtui(tmp_path, earlier))
    before = {path: path.read_bytes() for path in ours.library.rglob("*.json")}
    assert len(before) == 3
    for command in ("list", "annotations", "tags", "trash"):
        ours.listed(command)
    assert "No problems found." in ours("doctor", "--fix")
    ours("export", "--format", "json", "--trash")
    assert {path: path.read_bytes() for path in ours.library.rglob("*.json")} == before
    assert [(one["note"], one["tags"]) for one in _annotations(ours) if one["state"] == "exact"] == [
        ("Who accepts it?", ["risk"]),
        ("Nice.", []),
    ]


def test_replies_of_a_work_that_0_1_has_placed_follow_it(earlier: Path | None, tmp_path: Path) -> None:
    ours = Readtui(tmp_path)
    if earlier is None:
        shutil.copytree(RECORDED / "placed", ours.library)
    else:
        written_by_hand(ours.library)
        STEPS["placed"](Readtui(tmp_path, earlier))
    [reply] = ours.files()[f"waiting/{WAITING}.json"]["replies"].values()
    assert "1 reply in " in ours("doctor", code=1)
    assert "moved 1 reply to the article that was added" in ours("doctor", "--fix")
    assert [one["text"] for note in _annotations(ours) for one in note["replies"] if note["id"] == reply["to"]] == [
        "Which sea?"
    ]
    assert "No problems found." in ours("doctor")


def test_replies_to_what_0_1_has_removed_for_good_lose_their_words(tmp_path: Path) -> None:
    ours = Readtui(tmp_path)
    written_by_hand(ours.library)

    def emptied(tables: Tables) -> None:
        tables["annotations"][RISK] |= {"body": [], "deleted": "2026-11-30T00:00:00Z", "readtui:color": None}
        for name in ("creator", "readtui:thread"):
            del tables["annotations"][RISK][name]
        tables["annotations"][RISK]["target"] = {"source": ARTICLE}
        tables["annotations"][RISK]["readtui:textVersion"] = ""

    add_to(ours.library / "articles" / f"{ARTICLE}.json", emptied)
    assert "2 replies to notes that were deleted for good" in ours("doctor", code=1)
    assert "deleted 2 replies to notes that were deleted for good" in ours("doctor", "--fix")
    assert "No problems found." in ours("doctor")
    assert "Dana does" not in (ours.library / "articles" / f"{ARTICLE}.json").read_text("utf-8")


def _annotations(readtui: Readtui) -> list[dict[str, Any]]:
    return readtui.listed("annotations")
