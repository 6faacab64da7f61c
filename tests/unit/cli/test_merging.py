import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from readtui.bootstrap import open_services
from readtui.model.change import Change, Edit
from readtui.model.creator import Creator
from readtui.storage.open_store import new_uuid, utc_now

Readtui = Callable[..., Any]

LIBRARY_PAGE = Path(__file__).parents[3] / "docs" / "library.md"
git_needed = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


class Git:
    """A repository whose git has only the settings that the documentation asks for."""

    def __init__(self, folder: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        home.mkdir()
        monkeypatch.setenv("HOME", str(home))
        monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
        monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
        monkeypatch.delenv("GIT_CONFIG_GLOBAL", raising=False)
        # git calls the driver by name, so the name must lead to this readtui.
        (home / "readtui").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m readtui "$@"\n')
        (home / "readtui").chmod(0o755)
        monkeypatch.setenv("PATH", str(home), prepend=os.pathsep)
        page = LIBRARY_PAGE.read_text(encoding="utf-8").partition("## Git\n")[2]
        for name in ("gitattributes", "gitignore"):
            (block,) = re.findall(rf"```{name}\n(.*?)```", page, re.DOTALL)
            (folder / f".{name}").write_text(block)
        (commands,) = re.findall(r"```sh\n(.*?)```", page, re.DOTALL)
        subprocess.run(["sh", "-euc", commands], check=True)
        self("init", "-q", "-b", "main")
        self("config", "user.name", "Ada")
        self("config", "user.email", "ada@example.org")

    def __call__(self, *arguments: str, code: int = 0) -> str:
        done = subprocess.run(["git", *arguments], cwd=self.folder, capture_output=True, text=True)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def commit(self) -> None:
        self("add", "-A")
        self("commit", "-q", "-m", "Save")


@pytest.fixture
def git(readtui: Readtui, article: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    """The library as a repository, with an article in its first commit."""
    git = Git(tmp_path / "library", tmp_path / "home", monkeypatch)
    git.commit()
    return git


@git_needed
def test_git_merges_the_annotations_of_two_branches(readtui: Readtui, article: str, git: Git) -> None:
    readtui("annotate", article, "--quote", "the dog slept", "--tag", "both")
    git.commit()
    git("checkout", "-q", "-b", "train")
    quotes = ("It left at dawn", "came back at dusk", "the boat lay in ice", "in single file")
    for quote in quotes[:2]:
        readtui("annotate", article, "--quote", quote, "--tag", "train")
    git.commit()
    git("checkout", "-q", "main")
    for quote in quotes[2:]:
        readtui("annotate", article, "--quote", quote, "--note", "At home.")
    git.commit()
    git("merge", "-q", "-m", "Merge", "train")
    assert git("status", "--porcelain") == ""
    found = {(one["quote"], *one["tags"]) for one in readtui("annotations", "--json").json}
    assert found == {("the dog slept", "both"), *((quote, "train") for quote in quotes[:2]), *zip(quotes[2:])}


@git_needed
@pytest.mark.parametrize("at_home", [{"h": 5}, {"t": 3}, {"t": 7}, {}])
def test_git_keeps_both_versions_of_a_record_that_two_branches_changed(
    article: str, git: Git, at_home: dict[str, int]
) -> None:
    git("checkout", "-q", "-b", "train")
    path = git.folder / "articles" / f"{article}.json"

    def retitle(title: str, counters: dict[str, int]) -> None:
        tables = json.loads(path.read_text())
        tables["article"][article] |= {"title": title, "v": tables["article"][article]["v"] | counters}
        path.write_text(json.dumps(tables))
        git.commit()

    retitle("On the train", {"t": 5})
    git("checkout", "-q", "main")
    retitle("At home", at_home)
    assert "1 entry was changed on both sides; both versions are kept." in git("merge", "-m", "Merge", "train")
    record = json.loads(path.read_text())["article"][article]
    assert {record["title"], *(one["title"] for one in record["conflicts"])} == {"On the train", "At home"}


@git_needed
def test_notes_that_one_machine_wrote_on_two_branches_are_both_kept(readtui: Readtui, article: str, git: Git) -> None:
    readtui("annotate", article, "--quote", "the dog slept", "--note", "First.")
    git.commit()
    git("checkout", "-q", "-b", "train")
    [path] = (git.folder / "articles").iterdir()

    def rewrite(note: str) -> None:
        services = open_services()
        [annotation] = services.repository.annotations(article)
        edit = Edit(annotation, replace(annotation, note=note))
        services.repository.apply(Change(new_uuid(), utc_now(), "rewrite", (edit,)))
        services.close()
        git.commit()

    rewrite("On the train.")
    git("checkout", "-q", "main")
    rewrite("At home.")
    git("merge", "-q", "-m", "Merge", "train")
    [annotation] = json.loads(path.read_text())["annotations"].values()
    bodies = [version["body"][0]["value"] for version in (annotation, *annotation["conflicts"])]
    assert set(bodies) == {"On the train.", "At home."}
    # Undo on this machine still works.
    git("checkout", "-q", "train")
    rewrite("On the train, later.")
    git("checkout", "-q", "main")
    git("merge", "-q", "-m", "Merge", "train")
    [annotation] = json.loads(path.read_text())["annotations"].values()
    bodies = [version["body"][0]["value"] for version in (annotation, *annotation["conflicts"])]
    assert {"On the train, later.", "At home."} <= set(bodies)


@git_needed
def test_git_reports_a_conflict_where_a_side_is_damaged(readtui: Readtui, article: str, git: Git) -> None:
    path = git.folder / "articles" / f"{article}.json"
    git("checkout", "-q", "-b", "train")
    path.write_bytes(path.read_bytes()[:-9])
    git.commit()
    git("checkout", "-q", "main")
    readtui("annotate", article, "--quote", "the dog slept")
    git.commit()
    before = path.read_bytes()
    assert "CONFLICT" in git("merge", "train", code=1)
    assert path.read_bytes() == before


def article_file(folder: Path, name: str, **changes: object) -> Path:
    """The bytes of an article file with one annotation. ``changes``: changed fields of the annotation."""
    note = {
        "id": "n1",
        "type": "Annotation",
        "created": "2026-01-31T12:00:00Z",
        "modified": "2026-01-31T12:00:00Z",
        "body": [],
        "target": {"source": "a1"},
        "readtui:color": "yellow",
        "v": {"a": 1},
    }
    article = {"id": "a1", "title": "T", "added": "x", "modified": "x", "textVersion": "0" * 8, "v": {"a": 1}}
    form = {"name": "readtui-article", "version": changes.pop("version", 1)}
    path = folder / name
    tables = {"format": {"1": form}, "article": {"a1": article}, "annotations": {"n1": note | changes}}
    path.write_text(json.dumps(tables))
    return path


def test_a_merge_goes_to_the_second_file_and_leaves_the_others_alone(readtui: Readtui, tmp_path: Path) -> None:
    base, ours = article_file(tmp_path, "base"), article_file(tmp_path, "ours")
    theirs = article_file(tmp_path, "theirs", **{"readtui:color": "blue", "v": {"a": 1, "b": 1}})
    before = theirs.read_bytes()
    assert readtui("merge-file", str(base), str(ours), str(theirs)).code == 0
    note = json.loads(ours.read_text())["annotations"]["n1"]
    assert (note["readtui:color"], note["conflicts"]) == ("blue", [])
    assert theirs.read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} == {"base", "ours", "theirs", "library"}


@pytest.mark.parametrize(("base", "conflicts"), [("", 1), ("no library file", 1), (None, 0)])
def test_records_missing_from_the_base_were_added_on_both_sides(
    readtui: Readtui, tmp_path: Path, base: str | None, conflicts: int
) -> None:
    if base is not None:
        (tmp_path / "base").write_text(base)
    ours = article_file(tmp_path, "ours")
    theirs = article_file(tmp_path, "theirs", **{"readtui:color": "blue", "v": {"a": 2}})
    assert readtui("merge-file", str(tmp_path / "base"), str(ours), str(theirs)).code == 0
    note = json.loads(ours.read_text())["annotations"]["n1"]
    colors = {version["readtui:color"] for version in (note, *note["conflicts"])}
    assert len(note["conflicts"]) == conflicts
    assert colors == ({"yellow", "blue"} if conflicts else {"blue"})


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"version": 2}, "newer readtui"),
        ({"created": 5}, "created"),
        ({"id": "n2"}, "has the record “n2” under the id “n1”"),
        ({"target": {"source": "a2"}}, "belongs to the article a2"),
    ],
)
@pytest.mark.parametrize("wrong", ["ours", "theirs"])
def test_an_invalid_file_is_not_merged(
    readtui: Readtui, tmp_path: Path, changes: dict[str, object], said: str, wrong: str
) -> None:
    paths = {name: article_file(tmp_path, name) for name in ("base", "ours", "theirs")}
    article_file(tmp_path, wrong, **changes)
    before = paths["ours"].read_bytes()
    result = readtui("merge-file", *map(str, paths.values()))
    assert (result.code, result.out) == (1, "")
    assert said in result.err
    assert wrong in result.err
    assert paths["ours"].read_bytes() == before


def test_another_library_is_folded_in(readtui: Readtui, article: str, tmp_path: Path) -> None:
    here, there = str(tmp_path / "library"), str(tmp_path / "copy")
    shutil.copytree(here, there)
    (tmp_path / "new.txt").write_text("Another text.")
    new = readtui("--library", there, "add", str(tmp_path / "new.txt")).line
    readtui("--library", there, "annotate", article, "--quote", "It left at dawn")
    readtui("annotate", article, "--quote", "came back at dusk")
    result = readtui("merge", there)
    assert (result.code, result.out) == (0, "articles new 1, merged 1, conflicts 0\n")
    assert {entry["id"] for entry in readtui("list", "--json").json} == {article, new}
    assert len(readtui("annotations", "--json").json) == 2
    assert readtui("show", new).out == "Another text.\n"
    assert readtui("merge", str(tmp_path / "none")).code == 1


def test_what_both_libraries_changed_is_kept_and_said(readtui: Readtui, article: str, tmp_path: Path) -> None:
    there = str(tmp_path / "copy")
    shutil.copytree(str(tmp_path / "library"), there)
    readtui("--library", there, "edit", article, "--title", "Theirs")
    readtui("edit", article, "--title", "Ours")
    result = readtui("merge", there)
    assert result.out == "articles new 0, merged 1, conflicts 1\n"
    assert "readtui doctor lists them" in result.err
    assert "has 2 versions" in readtui("doctor").out


def test_library_notices_are_printed_once(readtui: Readtui, article: str, tmp_path: Path) -> None:
    readtui("annotate", article, "--quote", "the dog slept")
    path = tmp_path / "library" / "articles" / f"{article}.json"
    path.write_bytes(path.read_bytes()[:-5])
    told = readtui("list")
    assert (told.code, told.out.count("\n")) == (0, 1)
    assert "was damaged and has been rebuilt" in told.err
    assert readtui("list").err == ""


def test_a_file_that_two_people_added_from_their_folders_merges_without_a_conflict(
    readtui: Readtui, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = {"ada": "quiet harbour", "bob": "two lamps"}
    for person, quote in people.items():
        folder = tmp_path / person
        folder.mkdir()
        (folder / f"{person}-plan.txt").write_text("The quiet harbour needs two lamps at night.\n")
        monkeypatch.setenv("READTUI_STATE", str(folder / "state"))
        added = readtui("--library", str(folder / "library"), "add", str(folder / f"{person}-plan.txt")).line
        readtui("--library", str(folder / "library"), "annotate", added, "--quote", quote)
    for person, other in (("ada", "bob"), ("bob", "ada"), ("ada", "bob")):
        folder, hidden = tmp_path / person, tmp_path / "elsewhere"
        own = folder / f"{person}-plan.txt"
        monkeypatch.setenv("READTUI_STATE", str(folder / "state"))
        monkeypatch.setenv("READTUI_LIBRARY", str(folder / "library"))
        assert "conflicts 0" in readtui("merge", str(tmp_path / other / "library")).out
        assert readtui("doctor", "--json").json["undecided"] == []
        assert [one["quote"] for one in readtui("annotations", "--json").json] == list(people.values())
        # On each device, the other's file is not there.
        (tmp_path / other / f"{other}-plan.txt").rename(hidden)
        assert [one["source"] for one in readtui("list", "--json").json] == [str(own)]
        assert readtui("show", str(own), "--json").json["source"] == str(own)
        text = own.read_text()
        own.write_text(text.replace("quiet", "wide"))
        assert "changed" in readtui("refresh", str(own)).out
        assert len(readtui("list", "--json").json) == 1
        own.write_text(text)
        assert "changed" in readtui("refresh", str(own)).out
        hidden.rename(tmp_path / other / f"{other}-plan.txt")


def test_what_a_colleagues_older_library_brings_is_theirs_and_they_keep_it_as_their_own(
    readtui: Readtui, article: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = tmp_path / "library", tmp_path / "bea" / "readtui"
    shutil.copytree(ours, theirs)
    on_theirs = ("--library", str(theirs), "annotate", article, "--quote", "at dusk")
    note = readtui(*on_theirs, "--note", "hers").line
    [path] = (theirs / "articles").iterdir()
    # As 0.1 wrote it.
    path.write_text(path.read_text("utf-8").replace('"creator": {"name": "me", "type": "Person"}, ', ""), "utf-8")
    merged = readtui("merge", str(theirs))
    assert merged.out.startswith("articles new 0, merged 1, conflicts 0")
    assert "1 annotation names nobody; “bea” is entered as creator" in merged.err
    [brought] = readtui("annotations", "--json").json
    assert brought["creator"] == {"type": "Person", "name": "bea"}
    monkeypatch.setenv("READTUI_STATE", str(tmp_path / "hers"))
    assert readtui("--library", str(theirs), "merge", str(ours)).code == 0
    [own] = readtui("--library", str(theirs), "annotations", "--json").json
    services = open_services(theirs)
    assert (own["id"], services.creators.identity().is_me(Creator("bea"))) == (note, True)
    services.close()


def test_a_merge_names_the_other_person_or_oneself(readtui: Readtui, article: str, tmp_path: Path) -> None:
    theirs = tmp_path / "other"
    shutil.copytree(tmp_path / "library", theirs)
    readtui("--library", str(theirs), "annotate", article, "--quote", "at dusk", "--note", "n")
    [path] = (theirs / "articles").iterdir()
    path.write_text(path.read_text("utf-8").replace('"creator": {"name": "me", "type": "Person"}, ', ""), "utf-8")
    merged = readtui("merge", str(theirs), "--creator", "me")
    assert (merged.code, merged.err) == (0, "")
    [brought] = readtui("annotations", "--json").json
    assert brought["creator"] == {"type": "Person", "name": "me"}
    assert "a name is missing" in readtui("merge", str(theirs), "--creator", "software:").err
