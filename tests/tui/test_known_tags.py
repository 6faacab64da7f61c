"""Tags are counted once. The app's changes are added, and other programs' changes are noticed at the next use."""

import asyncio
from collections import Counter
from collections.abc import Coroutine
from functools import partial
from random import Random
from typing import Any, cast

import pytest
from app_fixtures import Disk
from journeys import Journey, journey

from readtui.bootstrap import Services, open_services
from readtui.errors import ReadtuiError, StorageError
from readtui.model.annotation import Annotation
from readtui.model.change import Change, Edit, Record
from readtui.model.tag import Tag
from readtui.services.library import Library
from readtui.tui.colors.tag_colors import TagColors
from readtui.tui.events import ChangeDropped, ChangeMade
from readtui.tui.host import Host
from readtui.tui.work import saver
from readtui.tui.work.known_tags import KnownTags, _tags
from readtui.tui.work.saver import Saver


@pytest.fixture
def counts_made(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, int]]:
    made: list[dict[str, int]] = []
    count = Library.tag_counts

    def counted(self: Library) -> dict[str, int]:
        made.append(count(self))
        return made[-1]

    monkeypatch.setattr(Library, "tag_counts", counted)
    return made


async def known(app: Journey) -> dict[str, int]:
    handed: asyncio.Future[dict[str, int]] = asyncio.get_running_loop().create_future()
    app.app.work.tags.when_known(handed.set_result)
    return await handed


async def test_changes_in_the_app_are_counted_without_rereading_the_library(
    services: Services, rivers: str, counts_made: list[dict[str, int]]
) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("t", *"boats,Boats/small", "enter")
        await app.press("l", "1", "l", "1", "l", "1", "u", "1", "1")
        await app.press("l", "2", "d", "d")
        assert len(counts_made) == 1
        assert await known(app) == Library.tag_counts(services.library) == {"boats": 3, "Boats/small": 1}


async def test_a_tag_that_another_program_set_is_known_at_the_next_look(
    services: Services, rivers: str, counts_made: list[dict[str, int]]
) -> None:
    async with journey(services, article=rivers) as app:
        assert await known(app) == {}
        other = open_services(services.folder)
        session = other.read(rivers)
        passage = session.article.blocks[1].passage
        other.repository.apply(session.annotator.create(rivers, session.article, passage, tags=["elsewhere"]))
        other.close()
        await known(app)
        await app.until(lambda: len(counts_made) == 2 and not app.app.is_loading)
        assert await known(app) == {"elsewhere": 1}


async def test_nothing_is_counted_again_as_long_as_a_change_waits_to_be_saved(
    services: Services, rivers: str, counts_made: list[dict[str, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(services, monkeypatch)
    monkeypatch.setattr(saver, "TRY_AGAIN_AFTER", 0.05)
    async with journey(services, article=rivers) as app:

        def has_counted(times: int) -> bool:
            return len(counts_made) == times and not app.app.is_loading

        assert await known(app) == {}
        disk.fault = StorageError("the disk is full")
        await app.press("l", "t", *"boats", "enter")
        for stamp, is_saved in ((-1, False), (-2, True)):
            if is_saved:
                disk.fault = None
                await app.until(lambda: not app.app.work.saving.pending)
            monkeypatch.setattr(app.app.work.tags, "_now", lambda stamp=stamp: stamp)
            assert await known(app) == {"boats": 1}
            await app.until(partial(has_counted, 1 + is_saved))


async def test_the_keys_1_to_9_have_pinned_tags_then_recent_ones_then_the_most_used(
    services: Services, rivers: str
) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("t", *"boats,water", "enter", "l", "t", *"boats,a/b", "enter")
        tags = app.app.work.tags

        def keyed() -> list[str]:
            handed: list[list[str]] = []
            tags.when_quick(handed.append)
            return handed[-1]

        assert keyed() == ["boats", "a/b", "water"]
        tags.used(["Water", "new"])
        assert keyed() == ["Water", "new", "boats", "a/b"]
        tags.hear(ChangeMade(Change("pin", "", "pin", (Edit(None, Tag("Boats", pin=6)), Edit(None, Tag("x", pin=2))))))
        assert keyed() == ["Water", "x", "new", "a/b", "", "Boats"]
        tags.hear(ChangeMade(Change("unpin", "", "unpin", (Edit(Tag("x", pin=2), Tag("x", pin=2, deleted="now")),))))
        assert keyed() == ["Water", "new", "a/b", "", "", "Boats"]
        # A key that another tag has got by now stays with that one.
        taken = (Edit(None, Tag("y", pin=6)), Edit(Tag("Boats", pin=6), Tag("Boats")), Edit(Tag("z"), Tag("z")))
        tags.hear(ChangeMade(Change("move", "", "pin", taken)))
        assert keyed() == ["Water", "new", "boats", "a/b", "", "y"]
        tags.hear(ChangeMade(Change("back", "", "pin", (Edit(Tag("y", pin=6), Tag("Boats", pin=6)),))))
        tags.used(list("123456789"))
        assert keyed() == [*"12345", "Boats", *"678"]


class Shelf:
    """Stands for the app, what saves, and the library: a list of records, whose files nobody else changes."""

    pending, is_settled = 0, True

    def __init__(self, number: int) -> None:
        self.chance = Random(number)
        self.records: list[Record | None] = []
        self.colors = TagColors()
        self.told: list[ReadtuiError] = []

    def tag_counts(self) -> dict[str, int]:
        used = Counter(tag for one in self.records for tag in _tags(one))
        return {**{one.name: 0 for one in self.entries}, **used}

    def pinned_tags(self) -> dict[int, str]:
        return {one.pin: one.name for one in self.entries if one.pin is not None}

    @property
    def entries(self) -> list[Tag]:
        return [one for one in self.records if isinstance(one, Tag) and not one.deleted]

    async def settled(self) -> None: ...

    def unsaved(self) -> list[Change]:
        return []

    def paint(self, colors: TagColors) -> None:
        self.colors = colors

    def run_worker(self, work: Coroutine[Any, Any, None], **_: object) -> None:
        asyncio.get_running_loop().create_task(work)

    def edit(self) -> Edit:
        """Make, change, delete or bring back a tag, or the tags of an annotation."""
        at = self.chance.randrange(10)
        self.records += [None] * (at + 1 - len(self.records))
        before, deleted = self.records[at], self.chance.choice((None, None, "now"))
        after: Record
        if at < 5:
            free = [None, *sorted({1, 2, 3} - set(self.pinned_tags()))]
            after = Tag(
                f"t{at}", color=self.chance.choice(("", "green")), pin=self.chance.choice(free), deleted=deleted
            )
        else:
            tags = tuple(self.chance.sample([f"t{number}" for number in range(5)], self.chance.randrange(4)))
            after = Annotation(f"{at}", "a", "", "", tags=tags, deleted=deleted)
        self.records[at] = after
        return Edit(before, after)


@pytest.mark.parametrize("number", range(12))
async def test_counts_pins_and_colors_follow_every_change_and_go_back_with_what_is_dropped(number: int) -> None:
    shelf = Shelf(number)
    shelf.records = [Tag("t0", color="pink", pin=2), *[None] * 4, Annotation("5", "a", "", "", tags=("t0", "t1"))]
    host, saver, library = cast(Host, shelf), cast(Saver, shelf), cast(Library, shelf)
    known = KnownTags(host, saver, library, lambda: 1, (), TagColors(), shelf.paint)
    known.learn(shelf.entries)
    handed: asyncio.Future[dict[str, int]] = asyncio.get_running_loop().create_future()
    known.when_known(handed.set_result)
    assert await handed == shelf.tag_counts() == {"t0": 1, "t1": 1}

    def check() -> None:
        counts: list[dict[str, int]] = []
        keys: list[list[str]] = []
        known.when_known(counts.append)
        known.when_quick(keys.append)
        assert {tag: count for tag, count in counts[0].items() if count} == +Counter(shelf.tag_counts())
        assert shelf.colors == TagColors.of(shelf.entries)
        for key, tag in shelf.pinned_tags().items():
            assert keys[0][key - 1] == tag
        others = [tag for key, tag in enumerate(keys[0], 1) if key not in shelf.pinned_tags() and tag]
        assert others == sorted(set(others), key=lambda tag: (-counts[0][tag], tag))
        assert not set(others) & set(shelf.pinned_tags().values())

    for step in range(60):
        records = list(shelf.records)
        edit = shelf.edit()
        known.hear(ChangeMade(Change("c", "", "edit", (edit,))))
        check()
        if step % 5 == 4:
            known.hear(ChangeDropped(Change("c", "", "edit", (edit,))))
            shelf.records = records
            check()
