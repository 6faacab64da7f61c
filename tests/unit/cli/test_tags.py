from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Readtui = Callable[..., Any]


@pytest.fixture
def library(readtui: Readtui, article: str, tmp_path: Path) -> str:
    """An article and two annotations with tags, and a tagged article in the trash. Returns the first article's id."""
    (tmp_path / "ice.txt").write_text("The ice bore them until March.")
    removed = readtui("add", str(tmp_path / "ice.txt"), "--tag", "winter").line
    readtui("annotate", removed, "--quote", "until March", "--tag", "winter/thaw")
    readtui("remove", removed)
    readtui("annotate", article, "--quote", "the dog slept", "--tag", "dogs", "--tag", "calm")
    readtui("annotate", article, "--quote", "In winter the boat lay in ice", "--tag", "Winter/ice", "--note", "cold")
    return article


def tags(readtui: Readtui) -> str:
    found = readtui("tags")
    assert found.code == 0
    return ", ".join(" ".join(row.split("\t")[:2]) for row in found.out.splitlines())


def test_a_rename_is_listed_undone_and_redone_by_later_commands(readtui: Readtui, library: str) -> None:
    assert tags(readtui) == "calm 1, dogs 1, Winter/ice 1"
    done = readtui("tags", "rename", "winter", "#cold season/")
    assert (done.code, done.out, done.err) == (
        0,
        "renamed #winter to #cold season: 1 annotation, 2 in the trash\n",
        "",
    )
    assert tags(readtui) == "calm 1, cold season/ice 1, dogs 1"
    assert readtui("undo").out == "undone: renamed the tag #winter to #cold season\n"
    assert tags(readtui) == "calm 1, dogs 1, Winter/ice 1"
    assert readtui("redo").out == "redone: renamed the tag #winter to #cold season\n"
    assert "renamed the tag #winter" in readtui("history", library).out.splitlines()[0]
    assert {tuple(item["tags"]) for item in readtui("trash", "--json").json} == {("cold season",)}
    readtui("undo")
    assert {tuple(item["tags"]) for item in readtui("trash", "--json").json} == {("winter",)}
    assert readtui("annotations", "--tag", "winter").out.count("\n") == 1


def test_tags_are_listed_as_json(readtui: Readtui, library: str) -> None:
    assert readtui("tags", "--json").json == [
        {"name": name, "count": 1, "color": None, "description": ""} for name in ("calm", "dogs", "Winter/ice")
    ]


def test_a_library_without_tags_says_so(readtui: Readtui, article: str) -> None:
    assert (readtui("tags").out, readtui("tags").err) == ("", "No tags yet.\n")
    assert readtui("tags", "--json").json == []


def test_several_tags_are_merged_into_one(readtui: Readtui, library: str) -> None:
    assert readtui("tags", "merge", "dogs", "winter/ice", "calm").out == (
        "merged #dogs, #winter/ice into #calm: 2 annotations\n"
    )
    assert tags(readtui) == "calm 2"
    assert readtui("tags", "merge", "calm").code == 2


def test_a_deletion_says_what_went_to_the_trash(readtui: Readtui, library: str) -> None:
    readtui("annotate", library, "--quote", "without a word", "--tag", "calm")
    done = readtui("tags", "delete", "calm")
    assert done.out == "deleted #calm: 2 annotations\n"
    assert done.err == "Moved to the trash because they had only this tag: 1 annotation.\n"
    assert len(readtui("annotations").out.splitlines()) == 2
    readtui("undo")
    assert tags(readtui) == "calm 2, dogs 1, Winter/ice 1"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("rename", "dog", "cats"), 1, ("no such tag: #dog", "Similar tags: dogs.")),
        (
            ("rename", "dogs", "Calm"),
            2,
            ("the tag #Calm already exists", "To merge the two: readtui tags merge dogs Calm"),
        ),
        (("rename", "calm", "Winter/ice"), 2, ("the tag #Winter/ice already exists", "merge calm Winter/ice")),
        (("rename", "dogs", ""), 2, ("B is empty", "readtui tags rename --help")),
        (("rename", " / ", "cats"), 2, ("not a tag", "Example of a tag")),
        (("--query", "#dogs", "--json", "delete", "cats"), 2, ("--query, --json: only for the list", "delete --help")),
        (("rename", "cats", " ;、"), 2, ("not a tag", "Example of a tag")),
        (("merge", "dogs", "clam"), 1, ("no such tag: #clam", "calm")),
        (("delete", "#"), 2, ("not a tag", "Example of a tag")),
    ],
)
def test_an_invalid_name_changes_nothing(
    readtui: Readtui, library: str, arguments: tuple[str, ...], code: int, said: tuple[str, str]
) -> None:
    refused = readtui("tags", *arguments)
    assert (refused.code, refused.out) == (code, "")
    first, second = refused.err.splitlines()
    assert said[0] in first
    assert said[1] in second
    assert tags(readtui) == "calm 1, dogs 1, Winter/ice 1"


def write_codebook(path: Path) -> None:
    path.write_text(
        "name;color;description;pin;parent\n"
        'dogs;orange;"All that barks; and\nhowls";2;\n'
        "'=cmd|x;;;;\n"
        "ice floe;#AABBCC;;;Winter\n"
        ";;;;\n",
        "utf-8",
    )


@pytest.mark.parametrize("ending", ["csv", "json", "qdc"])
def test_a_codebook_comes_back_from_a_file(readtui: Readtui, library: str, tmp_path: Path, ending: str) -> None:
    write_codebook(tmp_path / "in.csv")
    assert readtui("tags", "import", str(tmp_path / "in.csv")).out == "imported in.csv: 2 new, 1 changed, 0 unchanged\n"
    before = readtui("tags", "--json").json
    dogs = next(tag for tag in before if tag["name"] == "dogs")
    assert dogs == {"name": "dogs", "count": 1, "color": "orange", "description": "All that barks; and\nhowls"}
    assert {tag["name"]: tag["color"] for tag in before}["Winter/ice floe"] == "#aabbcc"

    path = tmp_path / f"out.{ending}"
    done = readtui("tags", "export", str(path))
    assert (done.code, done.out) == (0, "")
    assert "Wrote 5 tags" in done.err
    assert ("Left out: 1 pin." in done.err) == (ending == "qdc")
    assert readtui("tags", "export", str(path)).code == 1
    # Everything is there already; of the tags above others, only the .qdc file makes tags of their own.
    assert readtui("tags", "import", str(path)).out == (
        f"imported out.{ending}: {1 if ending == 'qdc' else 0} new, 0 changed, 5 unchanged\n"
    )
    other = tmp_path / "other"
    assert readtui("--library", str(other), "tags", "import", str(path)).code == 0
    found = {
        tag["name"]: (tag["color"], tag["description"])
        for tag in readtui("--library", str(other), "tags", "--json").json
    }
    assert {tag["name"]: (tag["color"], tag["description"]) for tag in before}.items() <= found.items()
    assert "'=cmd" not in found


def test_an_import_replaces_what_the_file_says_and_is_undone_at_once(
    readtui: Readtui, library: str, tmp_path: Path
) -> None:
    write_codebook(tmp_path / "in.csv")
    readtui("tags", "import", str(tmp_path / "in.csv"))
    (tmp_path / "more.json").write_text(
        '[{"name": "DOGS", "color": "pink"}, {"name": "calm", "pin": 2}, {"name": "calm"}]'
    )
    done = readtui("tags", "import", str(tmp_path / "more.json"))
    assert done.out == "imported more.json: 0 new, 2 changed, 0 unchanged\n"
    exported = tmp_path / "all.csv"
    readtui("tags", "export", str(exported))
    rows = exported.read_text("utf-8-sig").splitlines()
    # A key has one tag, so dogs has lost its pin.
    assert "calm,,,2" in rows
    assert 'dogs,pink,"All that barks; and' in rows
    assert 'howls",' in rows
    assert readtui("undo").out == "undone: imported tags from more.json\n"
    assert readtui("undo").out == "undone: imported tags from in.csv\n"
    assert tags(readtui) == "calm 1, dogs 1, Winter/ice 1"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", "tag,color\nsea,blue\n", "no column “name”"),
        ("a.csv", "name,color\nsea,mauve\n", "not a color: mauve: line 2 of a.csv"),
        ("a.csv", "name,pin\nsea,10\n", "not a pin: 10: line 2 of a.csv"),
        ("a.csv", "name,color\n,blue\n", "a tag without a name: line 2 of a.csv"),
        ("a.csv", "name\n", "no tags found in"),
        ("a.csv", "", "no column “name”"),
        ("a.csv", "name\n" + "x" * 200_000 + "\n", "not a CSV file"),
        ("a.csv", "name\nsea\n" + "\0\1\2" * 40, "not a CSV file: a.csv\nColumns: name"),
        ("a.csv", "name\n" + "x" * 2_000 + "\n", "a name of more than 1,000 characters"),
        ("a.csv", "\x7fELF\0\0\0\0\0\0\0\0\0\0", ""),
        ("a.json", "{", "not JSON"),
        ("a.json", "[" * 100_000, "not JSON"),
        ("a.json", '{"name": "sea"}', "not a list of tags"),
        ("a.json", '[{"name": ["sea"]}]', "name is not a text: entry 1 of a.json"),
        ("a.json", '["sea"]', "not a tag: entry 1"),
        ("a.qdc", "<CodeBook><Codes>", "not a REFI-QDA codebook"),
        ("a.qdc", "<html/>", "not a REFI-QDA codebook"),
        ("a.qdc", "<CodeBook><Codes/></CodeBook>", "no tags found in"),
        ("a.qdc", "<CodeBook><Codes>" + "<Code name='x'>" * 240 + "</Code>" * 240 + "</Codes></CodeBook>", "nested"),
        ("a.txt", "sea", "cannot tell the format"),
    ],
)
def test_a_file_that_holds_no_tags_is_refused_in_a_line(
    readtui: Readtui, library: str, tmp_path: Path, name: str, content: str, said: str
) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    done = readtui("tags", "import", str(tmp_path / name))
    assert done.code in (1, 2)
    assert said in done.err
    assert done.err.count("\n") <= 2
    assert tags(readtui) == "calm 1, dogs 1, Winter/ice 1"


def test_a_file_that_is_not_there_is_refused(readtui: Readtui, library: str, tmp_path: Path) -> None:
    assert "no such file" in readtui("tags", "import", str(tmp_path / "no.csv")).err
    assert "could not write" in readtui("tags", "export", str(tmp_path / "no" / "where.csv")).err


def test_settings_that_still_name_the_tag_are_said(readtui: Readtui, library: str, tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('[tags]\nquick = ["calm"]\n\n[review]\nquery = "-#dogs"\n')
    renamed = readtui("tags", "rename", "calm", "quiet")
    assert renamed.code == 0
    assert "The settings still name #calm: " in renamed.err
    assert "line 2: tags.quick" in renamed.err
    assert "line 5: review.query" in readtui("tags", "merge", "dogs", "quiet").err
    (tmp_path / "settings.toml").write_text("[tags")
    deleted = readtui("tags", "delete", "quiet")
    assert deleted.code == 0
    assert "invalid TOML" in deleted.err
    assert tags(readtui) == "Winter/ice 1"


def test_a_change_of_a_tag_reaches_what_waits_for_its_article(readtui: Readtui, article: str, tmp_path: Path) -> None:
    table = tmp_path / "elsewhere.csv"
    table.write_text('Highlight,Book Title,Book Author,Tags\nThe sea rose,The Lost Book,Jane Roe,"sea/ice, boats"\n')
    readtui("import", str(table))
    readtui("annotate", article, "--range", "0:4", "--tag", "sea")

    def tags() -> list[tuple[str, int]]:
        return [(one["name"], one["count"]) for one in readtui("tags", "--json").json]

    before = [("boats", 1), ("sea", 1), ("sea/ice", 1)]
    assert tags() == before
    assert readtui("tags", "rename", "sea", "ocean").line == "renamed #sea to #ocean: 2 annotations"
    assert tags() == [("boats", 1), ("ocean", 1), ("ocean/ice", 1)]
    [waiting] = readtui("annotations", "--query", "state:waiting #ocean/ice", "--json").json
    assert waiting["tags"] == ["ocean/ice", "boats"]
    assert {"tag": "boats", "with": "ocean", "count": 1} in readtui("tags", "together", "--json").json
    by_article = readtui("tags", "by-article", "--json").json
    assert [one["title"] for one in by_article if one["tag"] == "boats"] == ["The Lost Book"]
    readtui("undo")
    assert tags() == before
    assert readtui("tags", "delete", "boats").line == "deleted #boats: 1 annotation"
    assert readtui("annotations", "--query", "state:waiting", "--json").json[0]["tags"] == ["sea/ice"]
    readtui("undo")
    (tmp_path / "lost.md").write_text("# The Lost Book\n\nBy Jane Roe\n\nThe sea rose, and the boats left.\n")
    readtui("tags", "rename", "sea", "ocean")
    found = readtui("add", str(tmp_path / "lost.md"), "--author", "Jane Roe").line
    assert readtui("annotations", found, "--json").json[0]["tags"] == ["ocean/ice", "boats"]
    assert tags() == [("boats", 1), ("ocean", 1), ("ocean/ice", 1)]


def test_a_closed_codebook_takes_no_new_tags(readtui: Readtui, library: str, tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("[tags]\nclosed = true\n")
    (tmp_path / "sea.txt").write_text("The sea was calm.")
    for command in (
        ("annotate", library, "--quote", "the dog", "--tag", "dog"),
        ("edit", library, "--tag", "CALM", "--tag", "dog"),
        ("add", str(tmp_path / "sea.txt"), "--tag", "dog"),
    ):
        refused = readtui(*command)
        assert refused.code == 2
        assert "the codebook is closed: there is no tag #dog\n" in refused.err
    assert tags(readtui) == "calm 1, dogs 1, Winter/ice 1"
    assert readtui("edit", library, "--tag", "CALM").code == 0
    assert tags(readtui) == "calm 2, dogs 1, Winter/ice 1"
