"""Journeys through a text that has changed since it was seen."""

import random
from dataclasses import replace
from pathlib import Path

import pytest
from journeys import Journey, journey

from readtui.bootstrap import Services
from readtui.model.article import ReadingState
from readtui.model.passage import Passage
from readtui.model.reply import ThreadState
from readtui.tui.article.seen_changes import SeenChanges
from readtui.tui.article.viewport import Viewport
from readtui.tui.reader import changes
from readtui.tui.reader import screen as reader

OLD = """# Plan

We move the queue in two phases. We accept this risk. Dana must sign before phase two. It is late.

The limit is 50 requests a second. Nobody works on weekends.

## Operations

A paragraph that stays as it is. It has a [link](https://example.org) and two sentences.

This one goes. All of it goes away.

```python
def first():
    return 1
```

## Background

The old system was written in a hurry. It kept all jobs in one table. Every worker locked it.

## End

Nothing more is said here.
"""
NEW = """# Plan

We move the queue in two phases. Dana accepts this risk. It is late. A new sentence stands here.

The limit is 500 requests a second. Nobody works on weekends.

## Operations

A paragraph that stays as it is. It has a [link](https://example.org) and two sentences.

```python
def first():
    check()
    return 1
```

## Background

Redis holds a stream per tenant. Consumers acknowledge entries singly. Lag stays low.

## End

Nothing more is said here.
"""
SAID = "1 section rewritten, 2 new, 2 changed, 3 removed since you saw it"


@pytest.fixture
def plan(services: Services, tmp_path: Path) -> str:
    """An article that was read in its old text, and is there in its new one."""
    return changed(services, tmp_path)


def changed(services: Services, folder: Path, *, old: str = OLD, new: str = NEW) -> str:
    path = folder / "plan.md"
    path.write_text(old)
    record = services.library.add(str(path)).record
    services.seen.mark(record, services.library.open(record.id))
    path.write_text(new)
    return services.library.add(str(path)).record.id


def gutter(app: Journey) -> dict[str, str]:
    """The text of each row that has a sign, by its sign and text."""
    column = app.view.place.left - 4
    rows = app.screen_text().split("\n")[: app.view.height]
    return {row[column + 4 :].rstrip(" │┃").strip(): row[column] for row in rows if row[column : column + 1].strip()}


async def test_signs_words_and_old_words(services: Services, plan: str) -> None:
    text = services.library.open(plan).text
    async with journey(services, article=plan, size=(80, 40)) as app:
        assert gutter(app) == {
            "We move the queue in two phases. Dana accepts this risk. It is late. A": "~",
            "new sentence stands here.": "+",
            "⋯ 1 sentence removed": "-",
            "The limit is 500 requests a second. Nobody works on weekends.": "~",
            "⋯ 2 sentences removed": "-",
            "check()": "+",
            "Background": "~",
            "⋯ rewritten: 3 sentences before": "-",
            "Redis holds a stream per tenant. Consumers acknowledge entries singly.": "~",
            "Lag stays low.": "~",
        }
        assert "1 rewritten +2 ~2 -3" in app.screen_text()
        await app.press("]", "c", "]", "c")
        assert (app.cursor, "change 2/7" in app.screen_text()) == ("It is late.", True)
        await app.press("enter")
        assert gutter(app)["Dana must sign before phase two."] == "-"
        assert "hide the old words" in app.screen_text()
        await app.press("enter")
        assert "Dana must sign" not in app.screen_text()
        await app.press("]", "c", "]", "c", "enter", "]", "c", "]", "c", "]", "c", "enter")
        shown = app.screen_text()
        assert app.cursor == "Background"
        assert all(words in shown for words in ("The limit is 50 requests a second.", "It kept all jobs in one table."))
        await app.press("]", "c")
        assert "No change after this one." in app.screen_text()
        await app.press(*["[", "c"] * 9)
        assert "No change before this one." in app.screen_text()
        await app.press("[", "c", "[", "c")
        assert "This one goes." not in app.screen_text()
        # A row of old words belongs to no sentence, selection, search or copy.
        await app.press("/")
        await app.type("jobs")
        await app.press("enter")
        assert not app.view.hits.spans
        await app.press("g", "g", "v", "G", "y")
        assert app.session.article.text == text
        assert "It kept all jobs" not in app.app.clipboard
        assert not services.repository.annotations(plan)


async def test_a_click_shows_what_was_removed(services: Services, plan: str) -> None:
    async with journey(services, article=plan, size=(80, 40)) as app:
        for is_shown in (True, False):
            rows = app.screen_text().split("\n")
            row = next(row for row, line in enumerate(rows) if "⋯ 2 sentences removed" in line)
            await app.pilot.click(offset=(app.view.place.left + 2, row))
            await app.settle()
            assert ("This one goes. All of it goes away." in app.screen_text()) is is_shown


async def test_changes_can_be_hidden_and_the_end_card_counts_them(services: Services, plan: str) -> None:
    async with journey(services, article=plan, size=(120, 16)) as app:
        beside = " ".join(row[88:118].strip() for row in app.screen_text().split("\n")[:4])
        assert SAID in " ".join(beside.replace("┃", " ").split())
        await app.press("G")
        assert f"[c  {SAID}" in app.screen_text()
        await app.press("g", "=")
        assert not gutter(app)
        assert "since you saw it" not in app.screen_text()
        assert "Changes hidden." in app.screen_text()
        await app.press("[", "c")
        assert app.cursor == "Background"
        assert gutter(app)["⋯ rewritten: 3 sentences before"] == "-"


async def test_nothing_moves_where_nothing_has_changed(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers, size=(80, 16)) as app:
        before = app.view.place
        await app.press("]", "c")
        assert "Nothing has changed since you saw this text." in app.screen_text()
        assert app.view.place == before
        assert not gutter(app)


async def test_what_is_annotated_stays_the_text(services: Services, plan: str) -> None:
    async with journey(services, article=plan, size=(80, 40)) as app:
        await app.press("]", "c", "]", "c", "enter", "H", "l", "H")
        text = services.library.open(plan).text
        [first, second] = app.saved(plan)
        assert [first.quoted_text, second.quoted_text] == ["It is late.", "A new sentence stands here."]
        start = text.index("It is late.")
        assert first.passage == Passage(start, start + len("It is late."))
        await app.press("g", "g", "]", "c", "]", "c")
        # Led here by the key, Enter is about the change; otherwise, it opens the annotation.
        assert "Enter hide the old words" in app.screen_text()
        await app.press("h", "l")
        assert "Enter read" in app.screen_text()


async def test_a_change_that_came_unseen_is_marked_the_next_time(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "LOOK_EVERY", 0.05)
    path = tmp_path / "plan.md"
    old = "# Plan\n\n" + "\n\n".join(f"Paragraph {number} says what it says." for number in range(60)) + "\n"
    path.write_text(old)
    plan = services.library.add(str(path)).record.id
    for is_visited in (False, True):
        discussed = replace(services, discussed={plan: str(path)}, read_last={})
        async with journey(discussed, article=plan, size=(80, 16)) as app:
            if not is_visited:
                path.write_text(old.replace("Paragraph 58 says", "Paragraph 58 shouts"))
            await app.until(lambda: bool(app.view.changes.changes))
            if is_visited:
                await app.press("]", "c")
            await app.press("g", "S")
        seen = services.seen.text_of(services.library.find(plan), services.library.open(plan), in_discuss=True)
        assert (seen is None) is is_visited


async def test_sections_that_only_moved_are_said_to_have_moved(services: Services, tmp_path: Path) -> None:
    first, second = "## One\n\nThe first section says this.\n\n", "## Two\n\nThe second section says that.\n\n"
    plan = changed(services, tmp_path, old=f"# Plan\n\n{first}{second}", new=f"# Plan\n\n{second}{first}")
    async with journey(services, article=plan, size=(100, 16)) as app:
        await app.press("]", "c")
        assert "some have only moved" in app.screen_text()


async def test_a_text_counts_as_seen_once_a_page_was_turned(services: Services, plan: str) -> None:
    for keys, still_marked in ((("l",), True), (("space", "space"), True), ((), False)):
        async with journey(services, article=plan, size=(80, 16)) as app:
            assert bool(app.view.changes.changes) is still_marked
            await app.press(*keys)
    assert services.seen.text_of(services.library.find(plan), services.library.open(plan)) is None


async def test_a_text_that_fits_on_the_screen_counts_as_seen_when_it_is_left(
    services: Services, tmp_path: Path
) -> None:
    path = tmp_path / "short.md"
    path.write_text("# Short\n\nThe ferry leaves at nine.\n")
    short = services.library.add(str(path)).record.id
    async with journey(services, article=short, size=(80, 20)) as app:
        assert app.session.record.reading_state is ReadingState.TO_READ
    path.write_text("# Short\n\nThe ferry leaves at ten.\n")
    services.library.add(str(path))
    for is_marked in (True, False):
        async with journey(services, article=short, size=(80, 20)) as app:
            assert bool(app.view.changes.changes) is is_marked
    assert services.library.find(short).reading_state is ReadingState.TO_READ


async def test_the_changes_that_no_remark_asked_for_have_a_key(services: Services, tmp_path: Path) -> None:
    path = tmp_path / "plan.md"
    path.write_text(OLD)
    record = services.library.add(str(path)).record
    article = services.library.open(record.id)
    for words in ("We accept this risk.", "This one goes.", "The limit is 50 requests a second.", "first():"):
        start = article.text.index(words)
        passage = Passage(start, start + len(words))
        services.repository.apply(services.annotator.create(record.id, article, passage, note="Why?", is_thread=True))
    services.seen.mark(record, article)
    path.write_text(NEW)
    services.library.add(str(path))
    [settled] = [one for one in services.repository.annotations(record.id) if one.own_words.startswith("The limit")]
    change = services.annotator.reply(settled, "", ThreadState.SETTLED)
    assert change is not None
    services.repository.apply(change)
    async with journey(services, article=record.id, size=(80, 40)) as app:
        for cursor in ("It is late.", "A new sentence stands here.", "check()", "Background"):
            await app.press("]", "C")
            assert app.cursor.strip() == cursor
        assert "No remark asked for this: 4 of 4" in app.screen_text()
        await app.press("]", "C")
        assert "No change without a remark after this one." in app.screen_text()
        await app.press("[", "C")
        assert "No remark asked for this: 3 of 4" in app.screen_text()


async def test_a_file_that_changes_while_it_is_open_shows_what_changed(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "LOOK_EVERY", 0.05)
    path = tmp_path / "plan.md"
    path.write_text(OLD)
    plan = services.library.add(str(path)).record.id
    async with journey(services, article=plan, size=(80, 20)) as app:
        await app.press("}", "}", "}", "}")
        row = next(row for row, line in enumerate(app.screen_text().split("\n")) if "that stays" in line)
        path.write_text(NEW)
        await app.until(lambda: bool(app.view.changes.changes))
        assert "A paragraph that stays as it is." in app.screen_text().split("\n")[row]
        assert app.view.changes.said == SAID
        path.write_text(NEW.replace("Nothing more", "Nothing else"))
        await app.until(lambda: ("~", 3) in app.view.changes.counts)
        path.write_text(OLD.replace("A paragraph that stays as it is.", "~~A paragraph that stays as it is.~~"))
        await app.until(
            lambda: [one.before for one in app.view.changes.changes] == ["A paragraph that stays as it is."]
        )
        path.write_text(OLD)
        await app.until(lambda: not app.view.changes.changes)
        assert "since you saw it" not in app.screen_text()


@pytest.mark.parametrize("size", [(40, 12), (120, 40), (160, 50), (12, 5)])
async def test_the_gutter_has_its_place_at_every_size(services: Services, plan: str, size: tuple[int, int]) -> None:
    async with journey(services, article=plan, size=size) as app:
        for _ in range(7):
            await app.press("]", "c", "enter")
        assert app.view.opened == {0, 1, 3, 4, 6}


async def test_in_a_long_text_the_changes_in_sight_come_first(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "_LONG", 0)
    monkeypatch.setattr(changes, "_NEAR", 0)
    shown: list[tuple[str, ...]] = []

    def show(view: Viewport, changes: SeenChanges) -> None:
        shown.append((changes.said, *(one.sign for one in changes.changes)))
        show_changes(view, changes)
        if len(shown) == 1:
            view.set_cursor(view.stops.at(changes.changes[1].start))
            view.point_at_change(1)
            view.open_change(1)

    show_changes = Viewport.show_changes
    monkeypatch.setattr(Viewport, "show_changes", show)
    paragraphs = [f"Paragraph {number} says what it says. It is of no importance at all." for number in range(80)]
    old = "\n\n".join(["# Long", *paragraphs])
    new = old.replace("Paragraph 2 says what it says. ", "").replace("Paragraph 70", "Chapter 70")
    plan = changed(services, tmp_path, old=old, new=new.replace("Paragraph 1 says", "Paragraph 1 shouts"))
    async with journey(services, article=plan, size=(80, 16)) as app:
        assert shown == [("", "~", "-"), ("2 changed, 1 removed since you saw it", "~", "-", "~")]
        assert (set(app.view.opened), app.view.change) == ({1}, 1)
        assert "Paragraph 2 says what it says." in app.screen_text()
        await app.press("]", "c")
        assert app.cursor.startswith("Chapter 70")


async def test_whoever_leaves_with_the_cursor_on_a_change_leaves(services: Services, plan: str, tmp_path: Path) -> None:
    discussed = replace(services, discussed={plan: str(tmp_path / "plan.md")})
    async with journey(discussed, article=plan, size=(80, 20)) as app:
        await app.press("]", "c", "]", "c", "enter")
        app.reader.keep_first_page()
        await app.pilot.press("q")
        await app.pilot.pause()
        assert not app.app.is_running


async def test_no_fault_while_leaving_keeps_anybody_from_leaving(
    services: Services, plan: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise IndexError("out of range")

    discussed = replace(services, discussed={plan: str(tmp_path / "plan.md")})
    async with journey(discussed, article=plan) as app:
        await app.press("]", "c")
        for name in ("keep_position", "keep_first_page", "before_leaving"):
            monkeypatch.setattr(app.reader, name, fail)
        await app.pilot.press("q")
        await app.pilot.pause()
        assert not app.app.is_running


@pytest.mark.parametrize("seed", range(6))
async def test_keys_at_random_in_a_changed_text(services: Services, plan: str, tmp_path: Path, seed: int) -> None:
    chosen = random.Random(seed)
    pairs = [
        ("]", "c"),
        ("[", "c"),
        ("enter",),
        ("g", "="),
        ("v",),
        ("l",),
        ("o",),
        ("escape",),
        ("}",),
        ("g", "S"),
        ("j",),
        ("k",),
        ("G",),
        ("g", "g"),
        ("u",),
        ("]", "o"),
        ("D",),
        ("?", "escape"),
        ("h",),
        ("/", "e", "enter"),
    ]
    discussed = replace(services, discussed={plan: str(tmp_path / "plan.md")})
    async with journey(discussed, article=plan, size=(80, 20)) as app:
        for _ in range(25):
            await app.press(*chosen.choice(pairs))
            if chosen.random() < 0.1:
                await app.pilot.resize_terminal(chosen.choice((20, 60, 100)), chosen.choice((6, 15, 30)))
            if chosen.random() < 0.1:
                (tmp_path / "plan.md").write_text(chosen.choice((OLD, NEW, "# Plan\n")))
            app.reader.keep_first_page()
        await app.press("escape", "escape")
        await app.pilot.press("q")
        await app.pilot.pause()
        assert not app.app.is_running


async def test_a_sentence_that_a_thread_has_followed_is_a_changed_one(services: Services, tmp_path: Path) -> None:
    old = OLD.replace("It is late.", "Third, customers should notice nothing. It is late.")
    path = tmp_path / "plan.md"
    path.write_text(old)
    record = services.library.add(str(path)).record
    article = services.library.open(record.id)
    start = article.text.index("customers")
    services.repository.apply(
        services.annotator.create(record.id, article, Passage(start, start + 9), note="Which?", is_thread=True)
    )
    services.seen.mark(record, article)
    path.write_text(
        old.replace("Third, customers should notice nothing.", "No customers may see any page with errors.")
    )
    services.library.add(str(path))
    async with journey(services, article=record.id, size=(80, 40)) as app:
        [thread] = app.session.threads.open
        assert thread.quoted_text == "customers"
        assert [one.before for one in app.view.changes.changes] == ["Third, customers should notice nothing."]
