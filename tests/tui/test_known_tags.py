"""Tags are counted once. The app's changes are added, and other programs' changes are noticed at the next use."""

import asyncio
from functools import partial

import pytest
from app_fixtures import Disk
from journeys import Journey, journey

from readtui.bootstrap import Services, open_services
from readtui.errors import StorageError
from readtui.model.change import Change, Edit
from readtui.model.tag import Tag
from readtui.services.library import Library
from readtui.tui.news import ChangeMade
from readtui.tui.work import saver


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
