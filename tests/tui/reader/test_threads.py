"""Threads in the reader: answering, settling, going from one to the next, and replies that come while one reads."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from journeys import journey
from textual.screen import Screen
from textual.widgets import Input, TextArea
from threads import BEA, BUILDER, annotation_with, ask, reply_to

from readtui.bootstrap import Services
from readtui.bootstrap.services import open_services
from readtui.errors import StorageError
from readtui.model.annotation import AnchorState, Annotation
from readtui.model.change import Change
from readtui.model.creator import Creator
from readtui.model.passage import Passage
from readtui.model.reply import ThreadState
from readtui.services.reading.session import ReadingSession
from readtui.storage.repository import ReadingPosition
from readtui.tui.dialogs.annotation import AnnotationDialog
from readtui.tui.reader import screen as reader

WORDS = ("It finds the sea.", "Berliners like it.", "It is busy.")


@pytest.fixture
def elsewhere(services: Services) -> "Callable[..., None]":
    """Replies as another process does."""

    def reply(annotation: Annotation, text: str = "", by: Creator = BUILDER, sets: ThreadState | None = None) -> None:
        other = open_services(services.folder)
        reply_to(other, annotation.id, text, by=by, sets=sets)
        other.close()

    return reply


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "LOOK_EVERY", 0.05)


@pytest.fixture
def threads(services: Services, rivers: str) -> list[Annotation]:
    """Three open threads of mine, in reading order."""
    article, made = services.library.open(rivers), list[Annotation]()
    for words in WORDS:
        start = article.text.index(words)
        note = f"Why “{words[:-1]}”?"
        change = services.annotator.create(rivers, article, Passage(start, start + len(words)), note=note)
        saved = services.repository.apply(change).edits[0].after
        made.append(ask(services, saved.id))  # type: ignore[union-attr]
    return made


def said_in(session: ReadingSession, thread: Annotation) -> list[str]:
    """What was said in a thread as the reader knows it."""
    found = session.find(thread.id)
    return [reply.said for reply in found.replies] if found else []


def typed_in(screen: Screen[object]) -> list[str]:
    """The texts of its fields."""
    return [*(area.text for area in screen.query(TextArea)), *(line.value for line in screen.query(Input))]


def state_of(services: Services, thread: Annotation) -> tuple[ThreadState | None, list[str]]:
    found = annotation_with(services, thread.id)
    return found.thread, [reply.said for reply in found.replies]


async def test_a_note_becomes_a_thread_and_a_plain_note_again(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("l", "l", "a")
        await app.type("Who says that?")
        assert "─ Note on “" in app.screen_text()
        await app.press("ctrl+t")
        assert "─ Thread on “" in app.screen_text()
        # What is left half written is continued as what it was to be.
        await app.press("escape", "a")
        assert re.search("─ Thread on “.*” · draft ─", app.screen_text())
        await app.press("ctrl+s")
        [asked] = app.saved(rivers)
        assert (asked.is_thread, asked.note) == (True, "Who says that?")
        assert "○│" in app.screen_text()
        await app.press("a", "ctrl+t", "ctrl+s")
        [plain] = app.saved(rivers)
        assert (plain.is_thread, plain.note) == (False, "Who says that?")
        assert "✎│" in app.screen_text()
        await app.press("u")
        assert app.saved(rivers)[0].is_thread


async def test_a_half_written_note_is_to_be_a_thread_also_after_a_crash(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("l", "l", "a")
        await app.type("Who says that?")
        await app.press("ctrl+t", "escape")
    async with journey(services, article=rivers) as app:
        await app.press("g", "d")
        assert re.search("─ Thread on “.*” · draft ─", app.screen_text())
        await app.press("ctrl+s")
        [asked] = app.saved(rivers)
        assert (asked.is_thread, asked.note) == (True, "Who says that?")
    assert services.repository.drafts() == {}


async def test_an_answer_is_answered_and_a_thread_is_settled_and_reopened(
    services: Services, rivers: str, threads: list[Annotation], elsewhere: Callable[..., None]
) -> None:
    elsewhere(threads[1], "Ask them.")
    async with journey(services, article=rivers) as app:
        await app.press("g", "g", "]", "o")
        assert app.cursor == "Berliners like it."
        assert "◐ thread 2 of 3 · 3 open (1 answered)" in app.screen_text()
        assert "a reply   D settle" in app.screen_text()
        await app.press("a")
        assert "Reply to builder (program)" in app.screen_text()
        await app.type("I did.")
        await app.press("escape")
        await app.press("g", "d")
        assert "I did." in app.screen_text()
        await app.press("ctrl+s")
        assert state_of(services, threads[1]) == (ThreadState.OPEN, ["Ask them.", "I did."])
        assert services.repository.drafts() == {}
        await app.press("D")
        assert "Settled. 2 threads left open." in app.screen_text()
        assert state_of(services, threads[1])[0] is ThreadState.SETTLED
        assert services.library.find(rivers).reading_state != "done"
        await app.press("D")
        assert state_of(services, threads[1])[0] is ThreadState.OPEN
        await app.press("u", "u")
        assert state_of(services, threads[1]) == (ThreadState.OPEN, ["Ask them.", "I did."])
        # The reply of the program is not taken back, by whatever it came.
        await app.press("u", "u", "u")
        assert "Ask them." in state_of(services, threads[1])[1]


async def test_somebody_elses_note_is_replied_to_and_ones_own_is_edited(
    services: Services, rivers: str, threads: list[Annotation]
) -> None:
    ask(services, threads[0].id, by=BEA)
    async with journey(services, article=rivers) as app:
        await app.press("g", "g", "]", "a", "a")
        assert "Reply to Bea" in app.screen_text()
        await app.press("escape", "]", "a", "a")
        assert "─ Thread on “" in app.screen_text()
        await app.type(" Really.")
        await app.press("ctrl+s")
    first, second, _ = (annotation_with(services, one.id) for one in threads)
    assert (first.note, second.note) == (threads[0].note, f"{threads[1].note} Really.")
    assert first.replies == second.replies == ()


async def test_open_threads_come_round_the_answered_ones_first(
    services: Services, rivers: str, threads: list[Annotation]
) -> None:
    reply_to(services, threads[2].id, "Yes.", by=BUILDER)
    async with journey(services, article=rivers) as app:
        await app.press("g", "g")
        seen = []
        for _ in range(4):
            await app.press("]", "o")
            seen.append(WORDS.index(app.cursor))
        assert seen == [2, 0, 1, 2]
        await app.press("[", "o")
        assert app.cursor == WORDS[1]
        for _ in range(3):
            await app.press("D", "]", "o")
        assert "No open thread in this article: 3 settled." in app.screen_text()


async def test_a_lost_thread_is_read_answered_and_settled_where_it_is_shown(
    services: Services, rivers: str, threads: list[Annotation]
) -> None:
    for thread in threads[:2]:
        reply_to(services, thread.id, sets=ThreadState.SETTLED)
    path = services.library.find(rivers).paths[0]
    with open(path, encoding="utf-8") as file:
        text = file.read()
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace("It is long. It is busy. Ships carry coal, and some carry people.", "Prices rose."))
    async with journey(services, article=rivers) as app:
        await app.until(lambda: "Prices rose." in app.session.article.text)
        assert [one.id for one in app.session.orphans] == [threads[2].id]
        await app.press("]", "o")
        assert "○ open" in app.screen_text()
        assert "· lost" in app.screen_text()
        assert "It stood under The Rhine" in app.screen_text()
        await app.press("D")
        assert "D reopen" in app.screen_text()
        assert "(settled it)" in app.screen_text()
        await app.press("escape", "]", "o")
        assert "No open thread" in app.screen_text()
    assert state_of(services, threads[2])[0] is ThreadState.SETTLED


async def test_lost_threads_are_gone_through_with_the_others(
    services: Services, rivers: str, threads: list[Annotation]
) -> None:
    path = Path(services.library.find(rivers).paths[0])
    text = path.read_text("utf-8").replace(" Berliners like it.", "")
    path.write_text(
        text.replace("It is long. It is busy. Ships carry coal, and some carry people.", "Prices rose."), "utf-8"
    )
    async with journey(services, article=rivers) as app:
        await app.until(lambda: "Prices rose." in app.session.article.text)
        kept, *lost = app.session.threads.open
        assert (kept.id, {one.id for one in lost}) == (threads[0].id, {one.id for one in app.session.orphans})

        text_screen = app.reader

        def shown() -> str:
            if isinstance(app.app.screen, AnnotationDialog):
                return text_screen.full_annotation.read_here
            return (text_screen.state.viewport.thread_here or lost[0]).id

        seen = []
        await app.press("g", "g")
        for number in range(5):
            await app.press("]", "o")
            seen.append(shown())
            if number == 3:
                assert "Open · from the first again" in app.screen_text()
        assert seen == [kept.id, lost[0].id, lost[1].id, kept.id, lost[0].id]
        await app.press("[", "o", "[", "o")
        assert shown() == lost[1].id
        # From one that was settled, it goes on in the same order.
        await app.press("[", "o", "D", "]", "o")
        assert shown() == lost[1].id
        await app.press("D", "]", "o", "]", "o")
        assert shown() == kept.id
        assert "No other open thread" in app.screen_text()


BEFORE = {
    "reading": ("g", "g", "l"),
    "at the end": ("G",),
    "selecting": ("g", "g", "l", "v", "w"),
    "writing": ("g", "g", "l", "l", "a", "h", "a", "l", "f"),
    "writing at the end": ("G", "a", "h", "a", "l", "f"),
    "replying": ("g", "g", "]", "a", "]", "a", "a", "h", "a", "l", "f"),
    "tagging": ("G", "t", "h", "a"),
    "finding": ("/", "i", "t"),
    "moving ends": ("g", "g", "]", "a", "r", "l"),
    "picking": ("g", "g", "f"),
    "reading in full": ("g", "g", "]", "a", "enter"),
}


@pytest.mark.parametrize("doing", BEFORE)
@pytest.mark.parametrize("size", [(80, 24), (120, 16)])
async def test_a_reply_that_comes_is_shown_and_moves_nothing(
    services: Services,
    rivers: str,
    threads: list[Annotation],
    elsewhere: Callable[..., None],
    impatient: None,
    doing: str,
    size: tuple[int, int],
) -> None:
    async with journey(services, article=rivers, size=size) as app:
        view = app.view
        await app.press(*BEFORE[doing])
        front = app.app.screen
        before = (view.top, view.frame, view.cursor, view.selection, app.app.screen, front.focused)
        texts = typed_in(front)
        for number, thread in enumerate(threads[:2]):
            elsewhere(thread, f"So it is: {number}.")
            await app.until(lambda one=thread: bool(said_in(view.session, one)))  # type: ignore[misc]
            await app.settle()
            assert before == (view.top, view.frame, view.cursor, view.selection, app.app.screen, front.focused)
        assert texts == typed_in(front)
        assert view.session.threads.words == "3 open (2 answered)"
        if doing == "reading in full":
            assert "So it is: 0." in app.screen_text()
        elif doing == "reading":
            assert "builder (program) replied to" in app.screen_text()
            assert "]o goes there" in app.screen_text()
            await app.press("]", "o")
            assert app.cursor == WORDS[0]


async def test_a_reply_that_comes_in_the_moment_of_another_text_is_told_too(
    services: Services,
    rivers: str,
    threads: list[Annotation],
    elsewhere: Callable[..., None],
    impatient: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read, coming = Services.read, list[Annotation]()

    def read_once_answered(*given: Any, **named: Any) -> ReadingSession:
        if coming:
            elsewhere(coming.pop(), "They do.")
        return read(*given, **named)

    monkeypatch.setattr(Services, "read", read_once_answered)
    path = Path(services.library.find(rivers).paths[0])
    async with journey(services, article=rivers, size=(120, 30)) as app:
        coming.append(threads[1])
        path.write_text(path.read_text("utf-8").replace("It is slow.", "It is very slow."), "utf-8")
        await app.until(lambda: "It is very slow." in app.screen_text())
        await app.until(lambda: "builder (program) replied to" in app.screen_text())
        await app.press("]", "o")
        assert app.cursor == WORDS[1]


async def test_a_reply_comes_while_saving_fails_and_what_waits_is_kept(
    services: Services,
    rivers: str,
    threads: list[Annotation],
    elsewhere: Callable[..., None],
    impatient: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_: object, **__: object) -> Change:
        raise StorageError("the disk is full")

    async with journey(services, article=rivers) as app:
        await app.press("g", "g", "]", "a")
        with monkeypatch.context() as broken:
            broken.setattr(type(services.repository), "apply", full)
            await app.press("D")
            await app.until(lambda: "1 not saved" in app.screen_text())
            broken.undo()
            broken.setattr(type(services.repository), "submit", lambda *_, **__: _failed())
            elsewhere(threads[1], "Yes.")
            await app.until(lambda: said_in(app.session, threads[1]) == ["Yes."])
            assert said_in(app.session, threads[0]) == ["(settled it)"]
            assert "1 not saved" in app.screen_text()
        await app.until(lambda: state_of(services, threads[0])[0] is ThreadState.SETTLED)


def _failed() -> object:
    from concurrent.futures import Future

    failed: Future[Change] = Future()
    failed.set_exception(StorageError("the disk is full"))
    return failed


async def test_what_comes_back_from_the_trash_has_its_replies_at_once(
    services: Services, rivers: str, threads: list[Annotation], impatient: None
) -> None:
    """Also what was deleted before the article was opened."""
    reply_to(services, threads[0].id, "Yes.", by=BUILDER)
    async with journey(services, article=rivers) as app:
        await app.press("g", "g", "]", "a", "d", "d")
        assert app.session.find(threads[0].id) is None
        await app.press("u")
        assert said_in(app.session, threads[0]) == ["Yes."]
        await app.press("g", "g", "]", "a", "d", "d")
    async with journey(services, article=rivers) as app:
        await app.press("u")
        await app.until(lambda: said_in(app.session, threads[0]) == ["Yes."])
        assert "replied to" not in app.screen_text()


@pytest.mark.parametrize("begun", [("a",), ("a", "ctrl+s", "a")], ids=["written as a thread", "made a thread"])
async def test_undo_asks_before_it_takes_back_what_others_have_replied_to(
    services: Services, rivers: str, elsewhere: Callable[..., None], begun: tuple[str, ...]
) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("l", "l", "a")
        await app.type("Who says that?")
        await app.press(*begun[1:], "ctrl+t", "ctrl+s")
        [asked] = app.saved(rivers)
        elsewhere(asked, "They do.")
        await app.press("u")
        assert "Undo anyway?" in app.screen_text()
        assert "others have replied" in app.screen_text().lower()
        await app.press("escape")
        assert state_of(services, asked) == (ThreadState.OPEN, ["They do."])
        await app.press("u", "y")
        assert all(one.deleted or not one.is_thread for one in app.saved(rivers))


async def test_a_document_that_is_discussed_is_not_marked_as_done(
    services: Services, rivers: str, threads: list[Annotation]
) -> None:
    path = services.library.find(rivers).paths[0]
    async with journey(replace(services, discussed={rivers: path}), article=rivers) as app:
        await app.press("g", "g", "l", "D")
        assert "No thread here." in app.screen_text()
        assert services.library.find(rivers).reading_state != "done"
        await app.press("]", "o", "D")
        assert state_of(services, threads[0])[0] is ThreadState.SETTLED


async def test_a_settled_thread_needs_nothing_wherever_it_stands(
    services: Services, rivers: str, threads: list[Annotation]
) -> None:
    path = services.library.find(rivers).paths[0]
    with open(path, encoding="utf-8") as file:
        text = file.read()
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace("It is long. It is busy. Ships carry coal, and some carry people.", "Prices rose."))
    async with journey(services, article=rivers, size=(120, 30)) as app:
        await app.until(lambda: "Prices rose." in app.session.article.text)
        assert "1 lost" in app.screen_text()
        assert app.session.notice
        for thread in threads:
            reply_to(services, thread.id, sets=ThreadState.SETTLED)
    async with journey(services, article=rivers, size=(120, 30)) as app:
        assert not app.session.notice
        assert "1 lost" not in app.screen_text()
    doubted = replace(annotation_with(services, threads[0].id), anchor=AnchorState.REVIEW)
    assert not doubted.needs_review
    assert replace(doubted, replies=()).needs_review


async def test_undo_in_a_discussion_stops_at_what_this_window_did_and_never_takes_back_a_new_text(
    services: Services, rivers: str, threads: list[Annotation]
) -> None:
    path = services.library.find(rivers).paths[0]
    before = open_services(services.folder)
    reply_to(before, threads[0].id, "Before.")
    before.close()
    with open(path, encoding="utf-8") as file:
        text = file.read()
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace("Ships carry coal, and some carry people.", "Prices rose."))
    here = open_services(services.folder)
    async with journey(replace(here, discussed={rivers: path}), article=rivers) as app:
        await app.until(lambda: "Prices rose." in app.session.article.text)
        await app.press("]", "o", "D")
        assert state_of(services, threads[0])[0] is ThreadState.SETTLED
        await app.press("u")
        assert state_of(services, threads[0])[0] is ThreadState.OPEN
        await app.press("u")
        assert "Nothing that you did here is left to undo." in app.screen_text()
        assert "Prices rose." in app.session.article.text
        assert state_of(services, threads[0]) == (ThreadState.OPEN, ["Before."])
    here.close()
    again = open_services(services.folder)
    async with journey(again, article=rivers) as app:
        await app.press("u")
        assert "Prices rose." in app.session.article.text
        assert "Before." not in said_in(app.session, threads[0])
    again.close()


async def test_what_is_said_about_a_settled_thread_reopens_it(
    services: Services, rivers: str, threads: list[Annotation]
) -> None:
    reply_to(services, threads[0].id, "Yes.", by=BUILDER, created="2026-02-01T10:00:00Z")
    reply_to(services, threads[0].id, sets=ThreadState.SETTLED, created="2026-02-01T10:00:01Z")
    async with journey(services, article=rivers) as app:
        await app.press("g", "g", "]", "a", "a")
        assert "─ Reply to builder (program) · reopens the thread ─" in app.screen_text()
        await app.type("Really?")
        await app.press("ctrl+s")
        assert "Your reply has reopened the thread." in app.screen_text()
        assert state_of(services, threads[0]) == (ThreadState.OPEN, ["Yes.", "(settled it)", "Really? (reopened it)"])
        await app.press("u")
        assert state_of(services, threads[0])[0] is ThreadState.SETTLED


async def test_words_that_were_found_or_selected_beside_a_settled_thread_begin_a_new_one(
    services: Services, rivers: str, threads: list[Annotation]
) -> None:
    reply_to(services, threads[0].id, "Yes.", by=BUILDER)
    reply_to(services, threads[0].id, sets=ThreadState.SETTLED)
    path, words = services.library.find(rivers).paths[0], WORDS[0].split()[0]
    async with journey(replace(services, discussed={rivers: path}), article=rivers) as app:
        await app.press("/")
        await app.type(words)
        await app.press("enter", "v", "a")
        assert "─ New thread ─" in app.screen_text()
        await app.press("escape")
        await app.press("escape", "/")
        await app.type(words)
        await app.press("enter", "a")
        assert "─ New thread ─" in app.screen_text()
        await app.type("Who?")
        await app.press("ctrl+s")
        assert [one.quoted_text for one in app.saved(rivers) if one.note == "Who?"] == [words]
        assert state_of(services, threads[0])[0] is ThreadState.SETTLED


@pytest.mark.usefixtures("impatient")
async def test_news_give_way_to_the_words_of_a_selection_that_moves(
    services: Services, rivers: str, threads: list[Annotation], elsewhere: Callable[..., None]
) -> None:
    async with journey(services, article=rivers, size=(120, 30)) as app:
        await app.press("g", "g", "l", "l", "v")
        elsewhere(threads[0], "Yes.")
        await app.until(lambda: "builder (program) replied to" in app.screen_text())
        await app.press("w", "w")
        assert "builder (program) replied to" not in app.screen_text()
        assert f" “{app.selected}”" in app.screen_text()


async def test_a_discussed_text_begins_with_the_first_answered_thread_wherever_it_was_left(
    services: Services, rivers: str, threads: list[Annotation]
) -> None:
    for one in threads[1:]:
        reply_to(services, one.id, "So it is.", by=BUILDER)
    there = threads[2].passage
    assert there is not None
    services.repository.keep_position(rivers, ReadingPosition(there.start, 0.9, "2026-01-02T00:00:00Z"))
    path = services.library.find(rivers).paths[0]
    async with journey(replace(services, discussed={rivers: path}), article=rivers, size=(100, 12)) as app:
        assert app.cursor == threads[2].quoted_text
        for expected in (1, 2):
            await app.press("]", "o")
            assert app.cursor == threads[expected].quoted_text


async def test_from_the_title_one_goes_to_an_answered_thread_first(
    services: Services, rivers: str, threads: list[Annotation]
) -> None:
    services.repository.apply(services.annotator.create_on_article(rivers, note="All of it?", is_thread=True))
    reply_to(services, threads[2].id, "So it is.", by=BUILDER)
    async with journey(services, article=rivers) as app:
        await app.press("g", "g", "]", "o")
        assert "Answered" in app.screen_text()
        assert app.cursor == "It is busy."
