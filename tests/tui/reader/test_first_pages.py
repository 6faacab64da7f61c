"""Long documents that open with their first pages, while the others are read."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from journeys import Journey, journey, key_event
from tiny_pdf import Text, book

from readtui.bootstrap import Services
from readtui.errors import SourceError
from readtui.model.annotation import AnchorState
from readtui.model.article import ArticleRecord
from readtui.services.intake.bulk_intake import BulkIntake
from readtui.services.intake.intake import IncomingSource, Watch
from readtui.settings import parse_settings
from readtui.tui.reader import screen as reader

pytestmark = pytest.mark.usefixtures("kept_processes")


class Gate:
    """Lets the other pages be read once it is open, or kept ``is_last``."""

    def __init__(self) -> None:
        self.opened = threading.Event()
        self.fault: SourceError | None = None
        self.is_last = False


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    monkeypatch.setattr(reader, "LOOK_EVERY", 0.05)
    made, bring_other_pages = Gate(), BulkIntake.bring_other_pages

    def waiting(
        adding: BulkIntake, record: ArticleRecord, only: str, watch: Watch, *, is_asked: bool
    ) -> IncomingSource | None:
        early = bring_other_pages(adding, record, only, watch, is_asked=is_asked) if made.is_last else None
        watch.tell("reading pages 20 of 70")
        made.opened.wait(60)
        if early is not None:
            return early
        if made.fault is not None:
            raise made.fault
        return bring_other_pages(adding, record, only, watch, is_asked=is_asked)

    monkeypatch.setattr(BulkIntake, "bring_other_pages", waiting)
    yield made
    made.opened.set()


@pytest.fixture
def valley(services: Services, tmp_path: Path) -> str:
    """The id of an article that has the first 30 pages of 70."""
    path = tmp_path / "valley.pdf"
    path.write_bytes(book(70))
    adding = services.library.adding(first_pages=True)
    added = adding.add(str(path))
    adding.close()
    return added.record.id


async def press(app: Journey, *keys: str) -> None:
    """Press keys while pages are read, for which a journey would wait."""
    for key in keys:
        app.app.post_message(key_event(key))
        await app.comes(lambda: app.app.key_queue.is_idle, "an idle queue")
        await app.pilot.pause()


def row_of(app: Journey, words: str) -> int:
    return next(row for row, line in enumerate(app.screen_text().split("\n")) if words in line)


async def test_the_other_pages_come_while_one_reads_and_writes(services: Services, valley: str, gate: Gate) -> None:
    async with journey(services, article=valley, size=(110, 24), settled=False) as app:
        await app.shows("reading pages 20 of 70: The valley")
        await press(app, "space", "space", "j", "j", "H", "a")
        await press(app, *"Who?", "ctrl+s")
        await app.comes(lambda: [one.note for one in app.saved(valley)] == ["Who?"], "a saved note")
        await press(app, "/", *"mill 60")
        await app.shows("no hits so far")
        await press(app, "enter")
        await app.shows("“mill 60” is not on the first 30 of 70 pages.")
        cursor, row = app.cursor, row_of(app, app.cursor[:30])
        gate.opened.set()
        await app.until(lambda: app.session.part is None)
        assert (app.cursor, row_of(app, cursor[:30])) == (cursor, row)
        assert "“The valley”: all 70 pages are read." in app.screen_text()
        assert "Undo" not in app.screen_text()
        [note] = app.session.annotations
        assert (note.anchor, note.note) == (AnchorState.EXACT, "Who?")
        assert not app.view.changes.changes, "what comes with the other pages is no news"
        await app.press("/", *"mill 60", "enter")
        assert app.view.cursor.of(app.session.article.text).count("mill 60") == 1
        await app.press("u", "u")
        assert app.saved(valley) == []
        assert app.session.part is None


async def test_what_is_left_when_one_quits_comes_at_the_next_opening(
    services: Services, valley: str, gate: Gate
) -> None:
    settings = parse_settings('[export]\nformat = "json"\n')
    async with journey(services, article=valley, settled=False, settings=settings) as app:
        await app.shows("reading pages 20 of 70")
        await press(app, "E")
        await app.shows("JSON (lossless)")
        await press(app, "y")
        said = "Only the first 30 of 70 pages of “The valley” are in it."
        await app.comes(lambda: said in " ".join(app.screen_text().split()), said)
        await press(app, "q", "G")
        await app.shows("Only the first 30 of 70 pages are here")
        assert "Mark as done" not in app.screen_text()
        await press(app, "q", "q")
        await app.comes(lambda: not app.app.is_running, "the end, without a question")
    record = services.library.find(valley)
    assert record.part is not None
    gate.opened.set()
    async with journey(services, article=valley) as app:
        await app.until(lambda: app.session.part is None)
        assert "page 70 the" in app.session.article.text
        assert not app.view.changes.changes
        assert services.library.find(valley).part is None


async def test_the_other_pages_of_a_file_that_is_discussed_come_while_one_remarks_on_the_first(
    services: Services, valley: str, tmp_path: Path, gate: Gate
) -> None:
    discussing = replace(services, discussed={valley: str(tmp_path / "valley.pdf")})
    async with journey(discussing, article=valley, size=(110, 24), settled=False) as app:
        await app.comes(lambda: app.app.work.importing.progress.startswith("reading pages 20 of 70"), "progress")
        await press(app, "a", *"Who?", "ctrl+s")
        await app.comes(lambda: [one.is_thread for one in app.saved(valley)] == [True], "a saved thread")
        await press(app, "G")
        await app.shows("Only the first 30 of 70 pages are here")
        assert "Send and quit" in app.screen_text()
        gate.opened.set()
        await app.until(lambda: app.session.part is None)
        [thread] = app.session.annotations
        assert (thread.anchor, thread.is_thread) == (AnchorState.EXACT, True)


async def test_a_file_that_changes_while_its_other_pages_are_read_is_read_again(
    services: Services, valley: str, tmp_path: Path, gate: Gate
) -> None:
    gate.is_last = True
    async with journey(services, article=valley, size=(110, 24), settled=False) as app:
        await app.shows("reading pages 20 of 70: The valley")
        (tmp_path / "valley.pdf").write_bytes(book(70, last=[Text(72, 300, "A word that came later.")]))
        live = app.reader.live_updates
        for _ in range(3):
            live.look_around()
            await app.comes(lambda: live._looking is not None and live._looking.is_finished, "a look at the file")
        gate.opened.set()
        await app.until(lambda: "A word that came later." in app.session.article.text)


async def test_stopping_and_pages_that_cannot_be_read_leave_the_first_ones(
    services: Services, valley: str, gate: Gate
) -> None:
    gate.fault = SourceError("could not read the other pages: too much text", "The first 30 of 70 pages stay.")
    async with journey(services, article=valley, size=(110, 24), settled=False) as app:
        await app.shows("reading pages 20 of 70")
        await press(app, "escape")
        await app.shows("Stopped. The other pages are read when the article is opened again.")
        await app.settle()
        gate.opened.set()
        await app.press("R")
        assert "Could not read the other pages: too much text" in app.screen_text()
        assert "first 30 of 70 pages" in app.screen_text()
        gate.fault = None
        await app.press("R")
        await app.until(lambda: app.session.part is None)
        assert "first 30 of 70 pages" not in app.screen_text()


async def test_a_long_document_added_to_the_library_is_there_at_once(
    services: Services, tmp_path: Path, gate: Gate
) -> None:
    (tmp_path / "valley.pdf").write_bytes(book(70))
    async with journey(services, size=(160, 40)) as app:
        await app.press("a")
        await app.type(str(tmp_path / "valley.pdf"))
        await press(app, "enter")
        await app.shows("▌ ● The valley")
        await app.shows("reading pages 20 of 70: The valley")
        assert services.library.entries()[0].record.part
        await app.shows("first 30 of 70 pages")
        gate.opened.set()
        await app.until(lambda: not services.library.entries()[0].record.part)
