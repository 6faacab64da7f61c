"""An export of everything, imported into another library, gives the same library."""

import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from readtui.bootstrap import Services, open_services
from readtui.codec.replies import reply_to_json
from readtui.model.annotation import Annotation
from readtui.model.change import Change, Edit
from readtui.model.creator import Creator
from readtui.model.reply import Reply
from readtui.services.importing import own_export as own
from tests.unit.cli.conftest import Readtui

KINDLE = Path(__file__).parents[2] / "support" / "importing" / "samples" / "kindle" / "english.txt"


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
    done = readtui(*other, "import", str(exported), "--creator", "me", "--json").json
    assert (done["formats"], done["placed"], done["waiting"]) == (["json"], 1, 4)
    assert files_of(tmp_path / "other") == before
    again = readtui(*other, "import", str(exported), "--creator", "me", "--json").json
    assert (again["known"], again["placed"], again["waiting"]) == (5, 0, 0)
    assert files_of(tmp_path / "other") == before

    readtui(*other, "undo")
    assert readtui(*other, "list", "--json").json == []
    assert readtui(*other, "import", "--waiting", "--json").json == []
    readtui(*other, "import", str(exported), "--creator", "me")
    third = ("--library", str(tmp_path / "third"), "import", str(exported), "--creator", "me")
    said = [readtui(*third).out.splitlines() for _ in range(2)]
    assert [{"1 tag", "1 saved view"} & {*lines} for lines in said] == [{"1 tag", "1 saved view"}, set()]
    assert [one["id"] for one in readtui(*other, "annotations", "--json").json] == [
        one["id"] for one in readtui("annotations", "--json").json
    ]


def test_articles_that_are_too_many_for_one_import_come_with_the_next(
    readtui: Readtui, article: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own, "_MOST_TEXTS", 2)
    for number in range(4):
        (tmp_path / f"{number}.txt").write_text(f"The mill number {number} turned all night.")
        readtui("annotate", readtui("add", str(tmp_path / f"{number}.txt")).line, "--quote", "all night")
    exported = tmp_path / "all.json"
    readtui("export", "--format", "json", "--output", str(exported))
    listed = readtui("list", "--json").json
    bring = ("--library", str(tmp_path / "other"), "import", str(exported), "--creator", "me")
    said = [readtui(*bring).out for _ in range(4)]
    assert ["not read yet: 3 articles (import" in said[0], "not read yet: 1 article (import" in said[1]] == [True, True]
    assert not any("not read yet" in one for one in said[2:])
    assert {one["id"] for one in readtui("--library", str(tmp_path / "other"), "list", "--json").json} == {
        one["id"] for one in listed
    }
    assert len(readtui("--library", str(tmp_path / "other"), "annotations", "--json").json) == 4


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


@pytest.mark.parametrize("damage", ["id", "path", "owner", "text", "texts", "version", "deep"])
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
        case "texts":
            entry["texts"] = {f"{number:08x}": entry["text"] for number in range(1_001)}
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


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"articles": [{}] * 10_001}, "more than 10,000 of its entries are damaged"),
        ({"tags": [{}] * 100_001}, "contains more than 100,000 annotations, replies, tags and saved views"),
        (
            {"articles": [{"annotations": [{}] * 50_000, "replies": [{}] * 25_000, "review": [{}]}] * 2},
            "contains more than 100,000 annotations, replies, tags and saved views",
        ),
    ],
)
def test_a_file_with_too_much_is_refused_in_a_line(
    readtui: Readtui, tmp_path: Path, content: dict[str, object], said: str
) -> None:
    file = tmp_path / "bomb.json"
    file.write_text(json.dumps({"format": {"name": "readtui-export", "version": 1}} | content))
    failed = readtui("import", str(file))
    assert (failed.code, failed.out) == (1, "")
    line = failed.err.splitlines()[0]
    assert line.startswith(f"readtui: {file}")
    assert line.endswith(said)


def test_a_thousand_refusals_are_listed_and_the_others_counted(readtui: Readtui, tmp_path: Path) -> None:
    file = tmp_path / "damaged.json"
    head = '{"format": {"name": "readtui-export", "version": 1}, "articles": ['
    file.write_text(head + ",".join(["{}"] * 1_500) + "]}")
    lines = readtui("import", str(file)).out.splitlines()
    assert lines[-1] == "  … and 500 more (--json lists all)"
    assert len(lines) < 1_020


def exported(readtui: Readtui, path: Path, creator: object = None, *, nobody: bool = False) -> Path:
    """An export to a file; ``nobody``: as a library of 0.1 wrote it, with names of nobody."""
    value = json.loads(readtui("export", "--format", "json", "--trash").out)
    value.pop("creator", None)
    if creator:
        value["creator"] = creator
    for entry in (*value["articles"], *value.get("waiting", ())):
        for one in entry["annotations"] if nobody else ():
            one.pop("creator", None)
    path.write_text(json.dumps(value), "utf-8")
    return path


def creators(readtui: Readtui, library: Path) -> dict[str, Creator | None]:
    """The creators of the annotations by their notes, as the library has them."""
    with closing(open_services(library)) as services:
        found = (one for record in services.library.records() for one in services.repository.annotations(record.id))
        return {one.note: one.creator for one in found}


@pytest.mark.parametrize(
    ("statement", "options", "expected"),
    [
        (None, (), Creator("bea")),
        ({"type": "Person", "name": "Bea Lund"}, (), Creator("Bea Lund")),
        ({"type": "Person", "name": "me"}, (), Creator("bea")),
        ({"type": "Person", "name": "Bea Lund"}, ("--creator", "Cy"), Creator("Cy")),
        (None, ("--creator", "me"), None),
        ({"type": "Person", "name": "Ada"}, (), None),
    ],
)
def test_what_names_nobody_in_an_export_is_by_whoever_exported_it(
    readtui: Readtui,
    article: str,
    tmp_path: Path,
    statement: object,
    options: tuple[str, ...],
    expected: Creator | None,
) -> None:
    (tmp_path / "settings.toml").write_text('[user]\nname = "Ada"\n')
    readtui("annotate", article, "--quote", "the dog slept", "--note", "Why?")
    file = exported(readtui, tmp_path / "bea.json", statement, nobody=True)
    other = tmp_path / "other"
    done = readtui("--library", str(other), "import", str(file), *options)
    assert creators(readtui, other) == {"Why?": expected}
    told = f"1 annotation or reply names nobody; “{expected.name}” is entered" if expected and not options else ""
    assert (told in done.err) is True
    assert ("1 without a name, so by" in done.out) is (expected is not None)
    assert ("--creator me" in done.err) is bool(told)
    again = readtui("--library", str(other), "import", str(file), *options, "--json").json
    assert (again["known"], again["updated"]) == (1, 0)
    # What is known here keeps the creator that it has here, whoever is named for the import.
    readtui("--library", str(other), "import", str(file), "--creator", "Dee")
    assert creators(readtui, other) == {"Why?": expected}


def test_what_comes_home_under_a_name_is_still_mine_and_no_conflict(
    readtui: Readtui, article: str, tmp_path: Path
) -> None:
    note = readtui("annotate", article, "--quote", "the dog slept", "--note", "Why?").line
    other = ("--library", str(tmp_path / "other"))
    readtui(*other, "import", str(exported(readtui, tmp_path / "bea.json")))
    theirs = tmp_path / "theirs.json"
    readtui(*other, "export", "--format", "json", "--output", str(theirs))
    readtui("edit", note, "--note", "Why, at home?")
    done = readtui("import", str(theirs), "--json").json
    assert (done["updated"], done["placed"], done["deleted"]) == (1, 0, 0)
    [mine] = readtui("annotations", "--query", "by:me", "--json").json
    assert (mine["id"], mine["note"], mine["creator"]["name"]) == (note, "Why, at home?", "bea")
    assert "conflict" not in readtui("doctor").out.lower()
    assert readtui("import", str(theirs), "--json").json["known"] == 1


def test_replies_come_with_their_annotations_once_and_go_with_an_undo(
    readtui: Readtui, article: str, tmp_path: Path
) -> None:
    note = readtui("annotate", article, "--quote", "the dog slept", "--note", "Why?").line
    with closing(open_services()) as services:
        answer(services, note, "r1", "Because.", Creator("Bo"))
        answer(services, note, "r2", "Why not?", Creator("builder", is_program=True), deleted="2026-03-01T10:00:00Z")
    file = with_replies(exported(readtui, tmp_path / "all.json"))
    other = tmp_path / "other"
    first = readtui("--library", str(other), "import", str(file), "--creator", "me", "--json").json
    assert (first["placed"], first["replies"]) == (1, 1)
    assert replies_in(other) == replies_in(tmp_path / "library")
    assert (tmp_path / "library" / "articles" / f"{article}.json").read_bytes() == (
        other / "articles" / f"{article}.json"
    ).read_bytes()
    again = readtui("--library", str(other), "import", str(file), "--creator", "me", "--json").json
    assert (again["known"], again["replies"]) == (1, 0)
    readtui("--library", str(other), "undo")
    assert all(one.deleted for one in replies_in(other))
    assert readtui("--library", str(other), "import", str(file), "--creator", "me", "--json").json["replies"] == 1
    assert [one.id for one in replies_in(other) if not one.deleted] == ["r1"]


def test_a_reply_newer_than_the_deletion_here_brings_the_annotation_back(
    readtui: Readtui, article: str, tmp_path: Path
) -> None:
    note = readtui("annotate", article, "--quote", "the dog slept", "--note", "Why?").line
    file, other = exported(readtui, tmp_path / "all.json"), ("--library", str(tmp_path / "other"))
    readtui(*other, "import", str(file), "--creator", "me")
    readtui(*other, "remove", note)
    assert readtui(*other, "annotations", "--json").json == []
    with closing(open_services()) as services:
        answer(services, note, "r1", "Because.", Creator("Bo"), created="2100-01-01T10:00:00Z")
    done = readtui(*other, "import", str(with_replies(exported(readtui, file))), "--creator", "me")
    assert "back from the trash: it was answered later" in done.out
    [back] = readtui(*other, "annotations", "--json").json
    assert (back["id"], back["note"]) == (note, "Why?")
    readtui(*other, "undo")
    assert readtui(*other, "annotations", "--json").json == []


def test_a_reply_without_its_annotation_stands_on_the_article(readtui: Readtui, article: str, tmp_path: Path) -> None:
    note = readtui("annotate", article, "--quote", "the dog slept", "--note", "Why?").line
    with closing(open_services()) as services:
        answer(services, note, "r1", "Because.", Creator("Bo"))
    file = with_replies(exported(readtui, tmp_path / "all.json"))
    value = json.loads(file.read_text("utf-8"))
    value["articles"][0]["annotations"] = []
    file.write_text(json.dumps(value))
    other = ("--library", str(tmp_path / "other"))
    readtui(*other, "import", str(file))
    [stand_in] = readtui(*other, "annotations", "--json").json
    assert (stand_in["id"], stand_in["note"], stand_in["quote"]) == (note, "", "")
    value = json.loads(with_replies(exported(readtui, file)).read_text("utf-8"))
    assert value["articles"][0]["annotations"]
    readtui(*other, "import", str(file))
    [whole] = readtui(*other, "annotations", "--json").json
    assert (whole["id"], whole["note"], whole["quote"]) == (note, "Why?", "the dog slept")


def answer(
    services: Services,
    to: str,
    key: str,
    text: str,
    creator: Creator,
    created: str = "2026-02-01T10:00:00Z",
    deleted: str | None = None,
) -> None:
    annotation = services.library.find_any(to)
    assert isinstance(annotation, Annotation)
    reply = Reply(key, annotation.article_id, to, created, created, text, creator)
    services.repository.apply(Change(f"c-{key}", created, "reply", (Edit(None, reply),)))
    if deleted:
        there = next(one for one in services.repository.replies(annotation.article_id) if one.id == key)
        services.repository.apply(
            Change(f"d-{key}", deleted, "take back", (Edit(there, replace(there, deleted=deleted)),))
        )


def replies_in(library: Path) -> list[Reply]:
    with closing(open_services(library)) as services:
        records = services.library.repository.records(deleted=True)
        found = [one for record in records for one in services.repository.replies(record.id)]
        return sorted(found, key=lambda one: one.id)


def with_replies(file: Path) -> Path:
    """The export with the replies of the default library, whatever the exporter writes of them."""
    value = json.loads(file.read_text("utf-8"))
    with closing(open_services()) as services:
        for entry in value["articles"]:
            entry["replies"] = [reply_to_json(one) for one in services.repository.replies(entry["article"]["id"])]
    file.write_text(json.dumps(value), "utf-8")
    return file
