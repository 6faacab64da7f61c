"""A change that is killed or fails at any step takes effect completely or not at all, and is reported."""

import errno
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from threading import Lock

import pytest
from storing.cut_off_library import ARTICLES, NOW, Steps, history, opened, steps_done

from readtui.errors import StorageError
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord, Metadata
from readtui.model.change import Change, Edit
from readtui.model.tag import Tag
from readtui.services.tags.codebook import Codebook
from readtui.services.upkeep.doctor import Doctor
from readtui.storage.files.folders import LibraryFolders
from readtui.storage.files.lock import holding_lock
from readtui.storage.library_files import FolderFiles
from readtui.storage.open_store import new_uuid, utc_now
from readtui.storage.repository import Repository

Act = Callable[[Repository], object]
fork_needed = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


@pytest.fixture(params=["in turn", "together"])
def staging(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Changes of few files stage one after the other, those of many several at once."""
    if request.param == "together":
        monkeypatch.setattr("readtui.storage.writing.change_writer._MANY", 0)
    return str(request.param)


def rename(store: Repository) -> object:
    return store.apply(Codebook(store, clock=utc_now, new_id=new_uuid).rename("old", "new").change)


def rename_and_undo(store: Repository) -> object:
    return history(store).undo()


def edit_one(store: Repository) -> object:
    [note] = store.annotations("a1")
    after = Annotation(note.id, "a1", note.created, NOW, note="x", tags=("new",))
    return store.apply(Change(new_uuid(), NOW, "edit one", (Edit(note, after),)))


def add_article(store: Repository) -> object:
    record = ArticleRecord("a4", Metadata("New"), NOW, NOW, "ffffffff", tags=("new",))
    left = store.record("a1")
    assert left is not None
    edits = (Edit(None, record), Edit(left, ArticleRecord("a1", Metadata("Left"), NOW, NOW, "ffffffff")))
    return store.apply(Change(new_uuid(), NOW, "add article", edits))


def said(store: Repository) -> dict[str, object]:
    """Everything that a person can see of the library."""
    return {
        **{record.id: (record.title, record.tags) for record in store.records()},
        **{note.id: (note.note, note.tags) for article in ARTICLES for note in store.annotations(article)},
        **{tag.name: tag.description for tag in store.tags()},
    }


def kill_when(is_time: Callable[[int], bool], act: Act, folder: Path, *, opens_under_way: bool = False) -> bool:
    """Run ``act`` in a process that is killed before the first step for which ``is_time``; False if it ends before.

    ``opens_under_way``: opening the library counts as steps, too.
    """
    child = os.fork()
    if not child:
        try:
            store = None if opens_under_way else opened(folder)
            steps = Steps(pytest.MonkeyPatch())
            steps.at = lambda count: os.kill(os.getpid(), signal.SIGKILL) if is_time(count) else None
            act(store or opened(folder))
            os._exit(0)
        except BaseException:  # noqa: BLE001  a child that goes on would run the other tests
            os._exit(3)
    _, status = os.waitpid(child, 0)
    assert status in (0, signal.SIGKILL), status
    return status != 0


def killed_at_each_step(act: Act, filled: Path, tmp_path: Path, *, opens_under_way: bool = False) -> list[Path]:
    """What a kill leaves of the folder ``filled`` before each step of ``act``: a copy of what is on the disk then.

    Steps that leave the disk as it was, such as opening a file to read it, are not repeated.
    """
    left: list[Path] = []
    seen: dict[Path, tuple[int, ...]] | None = None
    one_at_a_time = Lock()
    folder = tmp_path / f"{filled.name}, being changed"
    shutil.copytree(filled, folder)

    def keep(_: int) -> None:
        nonlocal seen
        with one_at_a_time:
            before, seen = seen, stamps(folder)
            if seen == before:
                return
            left.append(tmp_path / f"{filled.name}, killed before step {len(left) + 1}")
            shutil.copytree(folder, left[-1])

    store = None if opens_under_way else opened(folder)
    with pytest.MonkeyPatch().context() as patch:
        Steps(patch).at = keep
        act(store or opened(folder))
    return left


def stamps(folder: Path) -> dict[Path, tuple[int, ...]]:
    """What changes whenever anything in the folder does."""
    found = {path: path.stat() for path in folder.rglob("*")}
    return {path: (stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_mode) for path, stat in found.items()}


def copies(filled: Path, tmp_path: Path) -> Iterator[tuple[int, Path]]:
    for step in range(1, 200):
        folder = tmp_path / f"copy of {filled.name} {step}"
        shutil.copytree(filled, folder)
        yield step, folder


@pytest.mark.usefixtures("staging")
@pytest.mark.parametrize(
    ("prepare", "act", "what"),
    [
        (None, rename, "rename the tag #old to #new"),
        (rename, rename_and_undo, "undo: rename the tag #old to #new"),
        (None, edit_one, "edit one"),
        (None, add_article, "add article"),
    ],
)
def test_a_killed_change_takes_effect_completely_or_not_at_all_and_can_be_undone(
    filled: Path, tmp_path: Path, prepare: Act | None, act: Act, what: str
) -> None:
    if prepare is not None:
        prepare(opened(filled))
    reference = tmp_path / "reference"
    shutil.copytree(filled, reference)
    store = opened(reference)
    before, done_before = said(store), steps_done(store)
    act(store)
    after, done_after = said(store), steps_done(store)
    assert before != after
    seen = {"before": 0, "finished": 0, "done": 0}
    left = killed_at_each_step(act, filled, tmp_path)
    for step, folder in enumerate(left, 1):
        store = opened(folder)
        notices = store.notices()
        found = said(store)
        is_told = any(what in notice and "finished" in notice for notice in notices)
        assert found in (before, after), step
        assert steps_done(store) == (done_before if found == before else done_after), step
        assert not is_told or found == after, step
        seen["before" if found == before else "finished" if is_told else "done"] += 1
        assert not any((folder / "state" / "intents").glob("*"))
        # Undo reverts the last change that is there.
        if found == after and prepare is None:
            assert history(store).undo().what == f"undo: {what}"
            assert {key: value for key, value in said(store).items() if key != "a4"} == before, step
            history(store).redo()
            assert said(store) == after
        elif found == after:
            history(store).redo()
            assert said(store) == before
    assert len(left) > 7
    assert min(seen.values()) > 0, seen


@pytest.mark.usefixtures("staging")
@fork_needed
def test_a_change_that_is_killed_while_being_finished_is_finished_later(filled: Path, tmp_path: Path) -> None:
    half = cut_off(filled, tmp_path)
    renamed = tmp_path / "renamed"
    shutil.copytree(filled, renamed)
    store = opened(renamed)
    rename(store)
    after = said(store)
    left = killed_at_each_step(lambda _: None, half, tmp_path, opens_under_way=True)
    for folder in left:
        store = opened(folder)
        assert said(store) == after
        assert steps_done(store)[0] == "rename the tag #old to #new"
        assert len(steps_done(store)) == len(steps_done(opened(renamed)))
    assert len(left) > 7


def failed_with(act: Callable[[], object]) -> str | None:
    """The hint of the StorageError that ``act`` raises; None if it raises none."""
    try:
        act()
    except StorageError as error:
        return error.hint
    return None


def library_bytes(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.glob("library/**/*.json")}


@pytest.mark.usefixtures("staging")
@pytest.mark.parametrize("act", [rename, edit_one, add_article])
def test_a_failed_change_leaves_nothing_and_can_be_retried(filled: Path, tmp_path: Path, act: Act) -> None:
    def fail(count: int) -> None:
        if count == step:
            raise OSError(errno.ENOSPC, "No space left on device")

    failures = 0
    for step, folder in copies(filled, tmp_path):
        store = opened(folder)
        before, done_before = said(store), steps_done(store)
        files = library_bytes(folder)
        with pytest.MonkeyPatch().context() as patch:
            steps = Steps(patch)
            steps.at = fail
            hint = failed_with(partial(act, store))
        if hint is None:
            if steps.count < step:
                break
            # Only a backup, or removing the intent, failed.
            assert steps_done(store)[0] not in done_before
            continue
        failures += 1
        assert "half done" not in hint
        assert library_bytes(folder) == files, step
        assert (said(store), steps_done(store)) == (before, done_before)
        assert not any((folder / "library" / ".readtui" / "tmp").iterdir())
        act(store)
        assert len(steps_done(store)) == len(done_before) + 1
        history(store).undo()
        assert {key: value for key, value in said(store).items() if key != "a4"} == before
    assert failures > 5


@pytest.mark.usefixtures("staging")
def test_a_disk_that_stays_full_never_leaves_half_a_change_unreported(filled: Path, tmp_path: Path) -> None:
    seen = set()
    for step, folder in copies(filled, tmp_path):
        store = opened(folder)
        before, done_before = said(store), steps_done(store)
        change = Codebook(store, clock=utc_now, new_id=new_uuid).rename("old", "new").change
        with pytest.MonkeyPatch().context() as patch:
            steps = Steps(patch)

            def fail(count: int, step: int = step) -> None:
                if count >= step:
                    raise OSError(errno.ENOSPC, "No space left on device")

            steps.at = fail
            hint = failed_with(partial(store.apply, change))
        if hint is None:
            break
        is_half_done = any((folder / "state" / "intents").glob("*"))
        assert ("half done" in hint) == is_half_done
        seen.add(is_half_done)
        if step % 2:
            # The program that failed tries again, as the app does.
            made = store.apply(change)
            assert [edit.before for edit in made.edits] == [edit.before for edit in change.edits]
        else:
            store = opened(folder)
            assert (said(store) == before) == (not is_half_done)
        assert len(steps_done(store)) == len(done_before) + (is_half_done or bool(step % 2))
        if steps_done(store) != done_before:
            history(store).undo()
        assert said(store) == before
    assert seen == {False, True}


def cut_off(filled: Path, tmp_path: Path, beside: list[Repository] | None = None) -> Path:
    """A copy in which the rename was killed after recording its intent.

    Appends a store that was opened before that to ``beside``.
    """
    folder = tmp_path / "cut off"
    shutil.copytree(filled, folder)
    if beside is not None:
        beside.append(opened(folder))
    intents = folder / "state" / "intents"
    assert kill_when(lambda _: any(intents.glob("*")), rename, folder)
    return folder


@fork_needed
def test_another_running_program_finishes_the_change_before_it_writes(filled: Path, tmp_path: Path) -> None:
    running: list[Repository] = []
    cut_off(filled, tmp_path, running)
    running[0].apply(Change("later", NOW, "later", (Edit(None, Tag("other")),)))
    assert steps_done(running[0])[:2] == ["later", "rename the tag #old to #new"]
    assert any("finished" in notice for notice in running[0].notices())


@fork_needed
def test_another_running_program_finishes_the_change_before_it_undoes(filled: Path, tmp_path: Path) -> None:
    running: list[Repository] = []
    cut_off(filled, tmp_path, running)
    assert history(running[0]).undo().what == "undo: rename the tag #old to #new"


@fork_needed
def test_a_change_of_a_running_program_is_left_to_it(filled: Path, tmp_path: Path) -> None:
    folder = cut_off(filled, tmp_path)
    with holding_lock(folder / "library" / ".readtui" / "lock"):
        store = opened(folder)
        assert steps_done(store)[0] == "describe old"
        assert store.notices() == []
        assert any((folder / "state" / "intents").iterdir())
    assert steps_done(store)[0] == "rename the tag #old to #new"


@fork_needed
def test_an_article_that_is_gone_when_a_change_is_finished_is_reported(filled: Path, tmp_path: Path) -> None:
    folder = cut_off(filled, tmp_path)
    (folder / "library/articles/a2.json").unlink()
    (folder / "state/latest/articles/a2.json").unlink()
    store = opened(folder)
    [notice] = store.notices()
    assert "rename the tag #old to #new" in notice
    assert "a2 is no longer in the library" in notice
    assert {note.tags for article in ("a1", "a3") for note in store.annotations(article)} == {("new",)}
    history(store).undo()
    assert {note.tags for article in ("a1", "a3") for note in store.annotations(article)} == {("old",)}


def test_an_incomplete_intent_is_removed_and_a_folder_is_ignored(filled: Path) -> None:
    intents = filled / "state" / "intents"
    (intents / "x.json").write_bytes(b'{"id": "half a cha')
    (intents / "y.json").mkdir()
    store = opened(filled)
    assert (store.notices(), steps_done(store)[0]) == ([], "describe old")
    assert [path.name for path in intents.iterdir()] == ["y.json"]
    rename(store)
    assert steps_done(store)[0] == "rename the tag #old to #new"


# ---------------------------------------------------------------------- merging


def test_a_killed_merge_is_reported_and_continues_on_the_next_run(filled: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(filled, other)
    rename(opened(other))
    merged = tmp_path / "merged"
    shutil.copytree(filled, merged)
    store = opened(merged)
    store.merge_from(other / "library")
    after = said(store)
    assert store.notices() == opened(merged).notices() == []
    told = 0
    left = killed_at_each_step(lambda store: store.merge_from(other / "library"), filled, tmp_path)
    for step, folder in enumerate(left, 1):
        store = opened(folder)
        notices = store.notices()
        told += any(str(other / "library") in notice for notice in notices)
        assert opened(folder).notices() == []
        store.merge_from(other / "library")
        assert said(store) == after, step
    assert told > len(left) // 2


@fork_needed
def test_the_doctor_lists_and_finishes_an_interrupted_change(filled: Path, tmp_path: Path) -> None:
    folder = cut_off(filled, tmp_path)
    folders = LibraryFolders(folder / "library", folder / "state", folder / "cache")
    files = FolderFiles(folders, clock=utc_now, new_id=new_uuid)
    doctor = Doctor(files, read=lambda _: pytest.fail("reads a source"), open=lambda: opened(folder))

    def kinds() -> list[str]:
        return [problem.kind.value for problem in doctor.check().problems if "text" not in problem.kind]

    assert kinds() == kinds() == ["cut-off-change"]
    assert "“rename the tag #old to #new” was interrupted and is now finished" in doctor.mend(doctor.check()).done
    assert kinds() == []
