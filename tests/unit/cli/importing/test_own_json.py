"""An export of everything, imported into another library, gives the same library."""

import json
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Readtui

KINDLE = Path(__file__).parents[3] / "support" / "importing" / "samples" / "kindle" / "english.txt"


def files_of(library: Path) -> dict[str, bytes]:
    found = (path for path in library.rglob("*.json") if ".readtui" not in path.parts)
    return {path.relative_to(library).as_posix(): path.read_bytes() for path in found}


def test_everything_comes_as_it_was_and_one_undo_takes_it_back(readtui: Readtui, article: str, tmp_path: Path) -> None:
    readtui("annotate", article, "--quote", "the dog slept", "--tag", "dogs/old", "--note", "Why?", "--color", "blue")
    gone = readtui("annotate", article, "--quote", "In winter").line
    readtui("remove", gone)
    readtui("tags", "rename", "dogs/old", "dogs/asleep")
    readtui("view", "asleep", "tag:dogs")
    readtui("import", str(KINDLE))
    exported = tmp_path / "all.json"
    readtui("export", "--format", "json", "--trash", "--output", str(exported))
    before = files_of(tmp_path / "library")
    assert any(name.startswith("waiting/") for name in before)

    other = ("--library", str(tmp_path / "other"))
    done = readtui(*other, "import", str(exported), "--json").json
    assert (done["formats"], done["placed"], done["waiting"]) == (["json"], 1, 4)
    assert files_of(tmp_path / "other") == before
    again = readtui(*other, "import", str(exported), "--json").json
    assert (again["known"], again["placed"], again["waiting"]) == (5, 0, 0)
    assert files_of(tmp_path / "other") == before

    readtui(*other, "undo")
    assert readtui(*other, "list", "--json").json == []
    assert readtui(*other, "import", "--waiting", "--json").json == []
    readtui(*other, "import", str(exported))
    assert [one["id"] for one in readtui(*other, "annotations", "--json").json] == [
        one["id"] for one in readtui("annotations", "--json").json
    ]


def test_versions_of_two_devices_are_merged(readtui: Readtui, article: str, tmp_path: Path) -> None:
    note = readtui("annotate", article, "--quote", "the dog slept", "--note", "first").line
    exported = tmp_path / "all.json"
    readtui("export", "--format", "json", "--output", str(exported))
    readtui("edit", note, "--note", "later")
    assert readtui("import", str(exported), "--json").json["known"] == 1
    assert readtui("annotations", "--json").json[0]["note"] == "later"
    readtui("remove", note)
    assert readtui("import", str(exported), "--json").json["deleted"] == 1
    assert readtui("annotations", "--json").json == []


@pytest.mark.parametrize("damage", ["id", "path", "owner", "text", "version", "deep"])
def test_a_damaged_export_is_refused_in_part_or_whole(
    readtui: Readtui, article: str, tmp_path: Path, damage: str
) -> None:
    readtui("annotate", article, "--quote", "the dog slept", "--note", "first")
    value = json.loads(readtui("export", "--format", "json").out)
    entry = value["articles"][0]
    match damage:
        case "id":
            entry["article"]["id"] = "../../evil"
        case "path":
            entry["article"]["textVersion"] = "../evil"
        case "owner":
            entry["annotations"][0]["target"]["source"] = "0123456789abcdef"
        case "text":
            entry["text"]["text"] += " and more"
        case "version":
            value["format"]["version"] = 2
        case "deep":
            entry["article"]["extra"] = json.loads("[" * 900 + "]" * 900)
    file = tmp_path / "damaged.json"
    file.write_text(json.dumps(value))
    failed = readtui("--library", str(tmp_path / "other"), "import", str(file))
    assert "refused: 1" in failed.out or failed.code == 1
    assert "Traceback" not in failed.err
    assert not (tmp_path / "evil.json").exists()
    assert readtui("--library", str(tmp_path / "other"), "annotations", "--json").json == []


def test_a_file_full_of_damage_is_refused_in_a_line(readtui: Readtui, tmp_path: Path) -> None:
    file = tmp_path / "bomb.json"
    head = '{"format": {"name": "readtui-export", "version": 1}, "articles": ['
    file.write_text(head + ",".join(["{}"] * 10_001) + "]}")
    failed = readtui("import", str(file))
    assert (failed.code, failed.out) == (1, "")
    assert failed.err.splitlines()[0] == (f"readtui: {file}: more than 10,000 of its entries are damaged")


def test_a_thousand_refusals_are_listed_and_the_others_counted(readtui: Readtui, tmp_path: Path) -> None:
    file = tmp_path / "damaged.json"
    head = '{"format": {"name": "readtui-export", "version": 1}, "articles": ['
    file.write_text(head + ",".join(["{}"] * 1_500) + "]}")
    lines = readtui("import", str(file)).out.splitlines()
    assert lines[-1] == "  … and 500 more (--json lists all)"
    assert len(lines) < 1_020
