"""A document in git is the same in every work tree, branch and clone; anything else is not."""

import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from articles import memory_library
from hypothesis import given
from hypothesis import strategies as st

from readtui.model.article import ArticleRecord
from readtui.services.annotating.annotator import Annotator
from readtui.services.article_edits import ArticleEditor
from readtui.services.git_place import is_gone, paths_in_tree, place_in_git, repository_place
from readtui.services.library import Library

PLAN = "# Plan\n\nWe move the queue on Friday. We accept this risk.\n\nThe limit is 50 requests a second.\n"
OTHER = "# Minutes\n\nAda and Bea were there. They spoke of the weather, and of nothing else.\n"
NAME = "docs/plan.md"


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "protocol.file.allow=always")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_DIR")}
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True, env=kept)


@pytest.fixture(scope="module")
def trees(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A repository, and everything in which one can meet its files again."""
    root = tmp_path_factory.mktemp("trees")
    main = root / "main"
    (main / "docs").mkdir(parents=True)
    (main / NAME).write_text(PLAN)
    (main / "docs/minutes.md").write_text(OTHER)
    git(main, "init", "-q", "-b", "main")
    git(main, "add", ".")
    git(main, "commit", "-qm", "Begin")
    (main / "docs/more.md").write_text("More.\n")
    git(main, "add", ".")
    git(main, "commit", "-qm", "Go on")
    git(main, "worktree", "add", "-q", "-b", "draft", str(root / "tree"))
    git(root, "clone", "-q", str(main), "clone")
    git(root, "clone", "-q", "--bare", str(main), "bare")
    git(root / "bare", "worktree", "add", "-q", str(root / "of bare"), "draft")
    git(root, "clone", "-q", "--depth", "1", main.as_uri(), "shallow")
    holder = root / "holder"
    holder.mkdir()
    git(holder, "init", "-q", "-b", "main")
    git(holder, "submodule", "-q", "add", str(main), "part")
    git(holder, "commit", "-qm", "Hold")
    names = ("main", "tree", "clone", "of bare", "shallow")
    return {name: root / name for name in names} | {"submodule": holder / "part", "holder": holder}


ALIKE = ("main", "tree", "clone", "of bare", "submodule")


def test_all_trees_of_a_repository_have_it_in_common_and_all_clones_its_first_commit(trees: dict[str, Path]) -> None:
    places = {name: place_in_git(str(trees[name] / NAME)) for name in (*ALIKE, "shallow")}
    assert {place.path for place in places.values() if place} == {NAME}
    assert len({place.common for place in places.values() if place}) == len(places) - 1
    assert place_in_git(str(trees["tree"] / NAME)) != places["main"]
    main = places["main"]
    assert main is not None
    assert main.is_same_document(places["tree"])
    assert not main.is_same_document(places["clone"])
    assert len({repository_place(str(trees[name] / NAME)) for name in ALIKE}) == 1
    # Where a shallow clone begins, others do not.
    assert repository_place(str(trees["shallow"] / NAME)) is None
    assert repository_place(str(trees["holder"] / NAME)) != repository_place(str(trees["main"] / NAME))


def test_the_repository_of_a_hook_is_not_taken_for_that_of_the_file(
    trees: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = repository_place(str(trees["main"] / NAME))
    monkeypatch.setenv("GIT_DIR", str(trees["holder"] / ".git"))
    assert repository_place(str(trees["main"] / NAME)) == before


@pytest.mark.parametrize("written", ["", "gitdir: ", "gitdir: nowhere", "gitdir: \0", "x" * 9999, "gitdir: ..\n"])
def test_what_only_looks_like_git_is_none(tmp_path: Path, written: str) -> None:
    (tmp_path / ".git").write_text(written)
    assert place_in_git(str(tmp_path / "plan.md")) is None


def test_a_pipe_in_the_place_of_git_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / ".git")
    assert place_in_git(str(tmp_path / "plan.md")) is None


def test_without_git_on_this_machine_trees_are_told_but_no_first_commit(
    trees: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    place = place_in_git(str(trees["main"] / NAME))
    assert place is not None
    assert place.is_same_document(place_in_git(str(trees["tree"] / NAME)))
    assert repository_place(str(trees["main"] / NAME)) is None


# ---------------------------------------------------------------------- the article


def discuss(library: Library, path: Path) -> ArticleRecord:
    """Bring a file as the command does, and note its repository as the reader does."""
    intake = replace(library.intake, discusses=True)
    record = intake.keep(intake.bring(str(path))).record
    editor = ArticleEditor(Annotator(library.clock, library.new_id))
    if record.repository is None and (change := editor.note_repository(record, str(path))) is not None:
        library.repository.apply(change)
    found = library.repository.record(record.id)
    assert found is not None
    return found


@given(steps=st.lists(st.tuples(st.sampled_from(ALIKE), st.integers(0, 3)), min_size=2, max_size=8))
def test_in_whatever_order_trees_are_visited_a_document_is_one(
    trees: dict[str, Path], steps: list[tuple[str, int]]
) -> None:
    library = memory_library()
    begun = discuss(library, trees["main"] / NAME)
    for name, edit in steps:
        path = trees[name] / NAME
        path.write_text(PLAN.replace("50", f"{50 + edit}") + f"Written in {name}.\n")
        record = discuss(library, path)
        assert record.id == begun.id
        assert record.paths[0] == str(path)
        assert library.open(record.id).text.endswith(f"Written in {name}.")
        assert discuss(library, trees[name] / "docs/minutes.md").id != begun.id
    assert len(library.repository.records()) == 2
    (trees["main"] / NAME).write_text(PLAN)


def test_a_work_tree_that_is_gone_has_left_its_documents(trees: dict[str, Path], tmp_path: Path) -> None:
    library = memory_library()
    git(trees["main"], "worktree", "add", "-q", "--detach", str(tmp_path / "gone"))
    begun = discuss(library, tmp_path / "gone" / NAME)
    git(trees["main"], "worktree", "remove", "--force", str(tmp_path / "gone"))
    (trees["tree"] / NAME).write_text(PLAN + "Rewritten.\n")
    assert discuss(library, trees["tree"] / NAME).id == begun.id
    (trees["shallow"] / NAME).write_text(PLAN + "Rewritten too.\n")
    assert discuss(library, trees["shallow"] / NAME).id != begun.id


def test_a_file_that_was_renamed_in_a_clone_is_gone_there_though_another_clone_has_it(trees: dict[str, Path]) -> None:
    record = memory_library().add(str(trees["main"] / NAME)).record
    assert record.repository is None
    renamed, foreign = trees["clone"] / "docs/new.md", trees["holder"] / "docs/new.md"
    assert not is_gone(record, str(renamed))
    (trees["clone"] / NAME).rename(renamed)
    try:
        assert is_gone(record, str(renamed))
        assert paths_in_tree(record, str(renamed)) == [str(trees["clone"] / NAME)]
        assert not is_gone(record, str(foreign))
    finally:
        renamed.rename(trees["clone"] / NAME)


def test_a_command_finds_the_document_by_the_file_in_another_tree(trees: dict[str, Path]) -> None:
    library = memory_library()
    begun = discuss(library, trees["main"] / NAME)
    assert library.find(str(trees["tree"] / NAME)).id == begun.id
    assert library.find(str(trees["clone"] / NAME)).id == begun.id


def test_copies_in_one_tree_stay_apart_once_they_differ(trees: dict[str, Path]) -> None:
    library = memory_library()
    copy = trees["main"] / "copy.md"
    copy.write_text((trees["main"] / NAME).read_text())
    begun = discuss(library, trees["main"] / NAME)
    assert discuss(library, copy).id == begun.id
    copy.write_text(OTHER)
    assert discuss(library, copy).id != begun.id
    copy.unlink()


def test_a_copy_in_another_repository_becomes_a_document_of_its_own_once_it_differs(
    trees: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    library = memory_library()
    copy = trees["holder"] / "template.md"
    copy.write_text((trees["main"] / NAME).read_text())
    begun = discuss(library, trees["main"] / NAME)
    monkeypatch.chdir(trees["holder"])
    assert discuss(library, copy).id == begun.id
    copy.write_text(OTHER)
    assert discuss(library, copy).id != begun.id
    copy.unlink()


@pytest.mark.parametrize("in_git", [False, True])
def test_a_file_that_was_only_renamed_stays_the_document_after_edits(
    tmp_path: Path, trees: dict[str, Path], in_git: bool
) -> None:
    library = memory_library()
    folder = trees["main"] if in_git else tmp_path
    (folder / "draft.md").write_text(PLAN)
    begun = discuss(library, folder / "draft.md")
    (folder / "draft.md").write_text(PLAN + "More.\n")
    assert discuss(library, folder / "draft.md").id == begun.id
    (folder / "draft.md").rename(folder / "final.md")
    assert discuss(library, folder / "final.md").id == begun.id
    (folder / "final.md").unlink()
