"""The import in the app: what is asked, planned again, and written, without an app."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from app_host import MemoryHost

from readtui.errors import SourceError, StoppedError
from readtui.interchange.importer import ImportFormat
from readtui.model.change import Change, Edit
from readtui.model.creator import UNNAMED
from readtui.model.tag import Tag
from readtui.services.importing.import_plan import ImportPlan, PlannedWork, RefusedFile
from readtui.tui.annotation_import.note_import import NoteImport
from readtui.tui.dialogs.import_preview import ImportPreviewDialog, ImportWish
from readtui.tui.dialogs.prompt import PromptDialog
from readtui.tui.events import EventBus

PLAN = ImportPlan(
    ("kindle",),
    [PlannedWork("The Lake", "", None, "", [], address="https://a.example/lake")],
    [RefusedFile("x.txt", "what is wrong", "what to do"), RefusedFile("y.txt", "it is another", "", is_other=True)],
    [Edit(None, Tag("sea"))],
    [],
    "import nothing from kindle",
)


class ImportDesk(MemoryHost):
    """An app whose dialogs are answered by ``answers``. ``asked``: the formats that files were read as, and whether
    pages were fetched.
    """

    def __init__(self, *answers: ImportWish | int | None) -> None:
        super().__init__()
        self.answers = list(answers)
        self.asked: list[tuple[str, bool]] = []
        self.written: list[ImportPlan] = []
        self.dialogs: list[object] = []
        self.events = EventBus()
        library = SimpleNamespace(identity=lambda: UNNAMED)
        self.services = SimpleNamespace(importing=self, discover=lambda cancelled: [], library=library)
        self.saving = self
        self.begun = threading.Event()
        self.is_slow = False
        self.files: Sequence[Any] = ()

    # The service.

    def plan(self, files: Sequence[Any], format_name: str, *, fetches: bool, progress: Any, cancelled: Any) -> Any:
        self.asked.append((format_name, fetches))
        self.files = files
        progress("Placing", 1, 2)
        self.begun.set()
        while self.is_slow:
            if cancelled():
                raise StoppedError("stopped")
        return PLAN

    def formats(self) -> list[ImportFormat]:
        return [ImportFormat("kindle", "Kindle", "a"), ImportFormat("quote-list", "Quotes", "b")]

    def carry_out(self, plan: ImportPlan) -> tuple[Change, ImportPlan]:
        self.written.append(plan)
        return Change("1", "2026-01-01T00:00:00Z", plan.what, tuple(plan.edits)), plan

    async def in_turn(self, act: Callable[[], Any]) -> Any:
        return act()

    # The screen.

    def key(self, command_id: str) -> str:
        return "Esc"

    def ask(self, dialog: PromptDialog) -> None:
        self.dialogs.append(dialog)

    async def answer(self, screen: object) -> Any:
        self.dialogs.append(screen)
        return self.answers.pop(0)


async def run(desk: ImportDesk, file: Path, asked: Path | None = None) -> NoteImport:
    file.write_text("x")
    importing: Any = NoteImport(desk, desk.services, desk.events, desk, desk)  # type: ignore[arg-type]
    importing.do_library_import()
    await until_idle(desk)
    [prompt] = desk.dialogs
    assert await prompt._accept(str(asked or file))  # type: ignore[attr-defined]
    return importing  # type: ignore[no-any-return]


async def until_idle(desk: ImportDesk) -> None:
    while desk._tasks:
        await next(iter(desk._tasks))


async def test_the_plan_is_made_again_with_another_format_and_with_pages_until_it_is_wanted(tmp_path: Path) -> None:
    desk = ImportDesk(ImportWish.CHOOSE_FORMAT, 1, ImportWish.CHOOSE_FORMAT, None, ImportWish.FETCH, ImportWish.IMPORT)
    await run(desk, tmp_path / "x.txt")
    await until_idle(desk)
    assert desk.asked == [("", False), ("quote-list", False), ("quote-list", False), ("quote-list", True)]
    assert desk.written == [replace(PLAN, refused=PLAN.refused[:1])]
    assert desk.told[-1].endswith("Press Esc to undo.")
    assert desk.told[1] == "Reading x.txt ┄┄┄┄┄┄┄┄┄┄ 0% · Esc: stop"


async def test_nothing_is_written_without_a_yes(tmp_path: Path) -> None:
    desk = ImportDesk(None)
    await run(desk, tmp_path / "x.txt")
    await until_idle(desk)
    assert desk.written == []
    assert isinstance(desk.dialogs[-1], ImportPreviewDialog)


async def test_stopping_ends_the_work_and_leaves_nothing(tmp_path: Path) -> None:
    desk = ImportDesk()
    desk.is_slow = True
    importing = await run(desk, tmp_path / "x.txt")
    while not desk.begun.is_set():
        await asyncio.sleep(0.01)
    assert importing.stop()
    await until_idle(desk)
    assert (desk.written, desk.told[-1]) == ([], "Stopped; nothing was imported.")
    assert not importing.stop()


async def test_a_folder_is_imported_without_its_other_files_and_a_wrong_path_stays_to_be_corrected(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "device"
    folder.mkdir()
    (folder / "a.txt").write_text("x")
    desk = ImportDesk(None)
    await run(desk, folder / "b.txt", folder)
    await until_idle(desk)
    assert [Path(one.name).name for one in desk.files] == ["a.txt", "b.txt"]
    shown: Any = desk.dialogs[-1]
    assert [one.name for one in shown._plan.refused] == ["x.txt"]
    prompt: Any = desk.dialogs[0]
    with pytest.raises(SourceError, match="no such file or folder"):
        await prompt._accept(str(tmp_path / "gone"))
