"""What has changed since a text was seen: found when it is replaced, gone through, hidden, and remembered as read."""

from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from golden import Golden
from reader_desk import Desk

from readtui.bootstrap import Services
from readtui.model.annotation import Annotation
from readtui.model.article import Article
from readtui.model.change import Change
from readtui.model.passage import Passage
from readtui.model.reply import Reply, ThreadState
from readtui.services.reading.session import ReadingSession
from readtui.tui.article.seen_changes import NO_CHANGES
from readtui.tui.reader import changes
from readtui.tui.reader.changes import WhatChanged
from readtui.tui.reader.screen import ReaderScreen
from readtui.tui.reader.title_and_card import ReaderMatter

BEFORE = """# Rivers

Water runs downhill. It is slow. Nobody hears it.

It flows through Berlin. Few have seen its source.

The map shows it. It never hurries.

They ground rye at the mills. One stands still.

Boats wait there. Nobody asks why.
"""
AFTER = (
    BEFORE.replace("It is slow. ", "")
    .replace("through Berlin", "through Potsdam")
    .replace("It never hurries.", "It never hurries. It is never late.")
    .replace("One stands still.", "One stands still, empty.")
)


class Before:
    """What was open until now."""

    part = None

    def __init__(self, article: Article) -> None:
        self.article = article


def compared(services: Services, tmp_path: Path, text: str = AFTER) -> tuple[Desk, WhatChanged, ReadingSession]:
    desk = Desk(services, add(services, tmp_path / "rivers.md", text))
    before = Before(services.read(add(services, tmp_path / "before.md", BEFORE)).article)
    screen = cast(ReaderScreen, desk)
    matter = ReaderMatter(services.library, desk.settings, desk.keymap, screen)
    view = desk.state.viewport
    view.room = lambda: (40, 5)
    view.set_cursor(view.stops.first)
    return (
        desk,
        WhatChanged(desk.state, desk, services, screen, desk.jumps, matter),
        cast(ReadingSession, before),
    )


def add(services: Services, path: Path, text: str) -> str:
    path.write_text(text, "utf-8")
    return services.library.add(str(path)).record.id


def said(desk: Desk, what: WhatChanged) -> str:
    """Where the cursor is, which change that is, what is shown of changes, and what was said."""
    view, (told, desk.told) = desk.state.viewport, (desk.told, [])
    shown = f"{len(view.changes.changes)} shown"
    read = "now" if what.read_text is desk.state.session.article else "before"
    return " | ".join([desk.sentence, f"change {view.change}", shown, f"read {read}", *told])


async def test_changes_are_gone_through_hidden_and_read(services: Services, tmp_path: Path, golden: Golden) -> None:
    desk, what, before = compared(services, tmp_path)
    lines = []
    what.do_reader_next_change()
    what.do_reader_changes()
    lines.append(f"not looked: {said(desk, what)}")
    await what.look(before)
    lines.append(f"looked: {said(desk, what)}")
    what.note_seen()
    lines.append(f"seen: {said(desk, what)}")
    session, view = desk.state.session, desk.state.viewport
    thread = view.stops.at(session.article.text.index("It flows"))
    for name, step in (
        ("next", what.do_reader_next_change),
        ("next", what.do_reader_next_change),
        ("previous", what.do_reader_previous_change),
        ("previous", what.do_reader_previous_change),
        ("hide", what.do_reader_changes),
        ("hidden, next", what.do_reader_next_change),
        ("hide", what.do_reader_changes),
        ("show", what.do_reader_changes),
        ("down", desk.cursor.do_reader_next_sentence),
        ("next", what.do_reader_next_change),
        ("next", what.do_reader_next_change),
        ("next", what.do_reader_next_change),
        ("next", what.do_reader_next_change),
        ("top", desk.cursor.do_reader_top),
        ("previous", what.do_reader_previous_change),
        ("bottom", desk.cursor.do_reader_bottom),
        ("next", what.do_reader_next_change),
        ("next unasked", what.do_reader_next_unasked),
        ("previous unasked", what.do_reader_previous_unasked),
        ("previous unasked", what.do_reader_previous_unasked),
        ("thread", lambda: desk.jumps.jump_to(thread)),
        ("annotate", lambda: session.apply(begun(session, view.cursor.start, view.cursor.end))),
        ("next", what.do_reader_previous_change),
        ("next unasked", what.do_reader_next_unasked),
        ("next unasked", what.do_reader_next_unasked),
        ("next unasked", what.do_reader_next_unasked),
        ("annotate all", lambda: session.apply(begun(session, 0, len(session.article.text)))),
        ("next unasked", what.do_reader_next_unasked),
    ):
        step()
        what.note_seen()
        lines.append(f"{name}: {said(desk, what)}")
    golden(Path(__file__).with_name("changes.txt"), "\n".join([*lines, ""]))


def begun(session: ReadingSession, start: int, end: int) -> Change:
    """A thread on this passage."""
    return session.annotator.create(session.record.id, session.article, Passage(start, end), note="So?", is_thread=True)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (BEFORE, "Nothing has changed since you saw this text."),
        (
            BEFORE.replace("It is slow. ", "").replace("Nobody asks why.", "Nobody asks why. It is slow."),
            "No sentence is new, changed or gone since you saw this text: some have only moved.",
        ),
    ],
)
async def test_what_is_said_without_changes(services: Services, tmp_path: Path, text: str, told: str) -> None:
    desk, what, before = compared(services, tmp_path, text)
    await what.look(before)
    for ask in (what.do_reader_next_change, what.do_reader_previous_unasked, what.do_reader_changes):
        ask()
        assert desk.told[-1] == told


async def test_of_a_long_text_the_changes_in_sight_come_first_and_nothing_moves_while_words_are_selected(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, what, before = compared(services, tmp_path)
    view, found = desk.state.viewport, what._changes_in
    monkeypatch.setattr(changes, "_LONG", 10)
    monkeypatch.setattr(changes, "_NEAR", 40)
    near: list[tuple[int, int] | None] = []

    def noted(session: ReadingSession, old: ReadingSession | None, part: tuple[int, int] | None) -> object:
        near.append(part)
        if part is None:
            # What is said before all are found.
            what.do_reader_next_change()
            what.do_reader_previous_change()
        return found(session, old, part)

    monkeypatch.setattr(what, "_changes_in", noted)
    seen = view.visible_passage
    await what.look(before)
    assert near == [(seen.start - 40, seen.end + 40), None]
    assert "The other changes are still being found. Try again in a moment." in desk.told
    assert len(view.changes.changes) == 4
    assert view.changes.counts
    view.show_changes(NO_CHANGES)
    what._is_shown = False
    desk.selection.do_reader_visual()
    what.show_found()
    assert not view.changes.changes
    desk.selection.set_selection(None)
    desk.is_on_top = False
    what.show_found()
    assert not view.changes.changes
    desk.is_on_top = True
    what.show_found()
    assert len(view.changes.changes) == 4
    assert what._matter.changed == what._found.said
    what.do_reader_changes()
    what._is_shown = False
    what.show_found()
    assert not view.changes.changes


def test_a_thread_was_open_when_threads_were_sent_unless_it_was_settled_before() -> None:
    one = Annotation("n", "a", "", "", note="So?", is_thread=True)

    def settled(at: str, *, again: str = "") -> Annotation:
        made = Reply("r", "a", "n", at, at, "", None, ThreadState.SETTLED)
        return replace(one, replies=(made, *([replace(made, id="s", created=again)] if again else [])))

    assert changes._was_open(one, "2026-01-02T00:00:00.5Z")
    assert changes._was_open(settled("2026-01-02T00:00:01Z"), "2026-01-02T00:00:00.5Z")
    assert not changes._was_open(settled("2026-01-02T00:00:00.9Z"), "2026-01-02T00:00:00Z")
    assert changes._was_open(settled("2026-01-01T00:00:00Z", again="2026-01-03T00:00:00Z"), "2026-01-02T00:00:00Z")
