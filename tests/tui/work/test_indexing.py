"""The indexes are brought up to date while the app runs."""

import os

import pytest
from journeys import journey

from readtui.bootstrap import Services
from readtui.paths import cache_folder
from readtui.tui.work import index_upkeep as work


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "_QUIET_SECONDS", 0.05)
    monkeypatch.setattr(work, "_AT_START_AFTER", 0.05)


def is_indexed(services: Services) -> bool:
    """Whether the indexes know the present state of every article. Looks at them as another program does."""
    kept, library = services.library.kept, services.library
    assert kept is not None
    with services.search() as searching:
        texts = {} if searching.index is None else searching.index.states()
    records = library.records()
    return not kept.unknown(records, library.repository.stamps()) and texts.keys() == {one.id for one in records}


async def test_what_is_new_is_indexed_after_the_start_and_after_each_change(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers, index=services.index) as app:
        await app.until(lambda: is_indexed(services))
        await app.press("H")
        assert not is_indexed(services)
        await app.until(lambda: is_indexed(services))


async def test_a_damaged_index_is_replaced_and_used_again(services: Services, rivers: str) -> None:
    kept, library = services.library.kept, services.library
    assert kept is not None
    [record] = [one for one in library.records() if one.id == rivers]
    library.annotations_of(record)
    kept.give_up()
    async with journey(services, article=rivers, index=services.index) as app:
        await app.until(lambda: kept.of(record, library.repository.stamp(rivers)) is not None)


async def test_an_index_that_cannot_be_made_is_not_missed(services: Services, rivers: str) -> None:
    def fail(_: object) -> None:
        services.library.find("nothing like this")

    async with journey(services, article=rivers, index=fail) as app:
        await app.press("H")
        await app.until(lambda: len(services.repository.annotations(rivers)) == 1)
        assert not app.app.query("Toast")


def test_indexes_are_looked_at_again_only_after_a_change(
    services: Services, rivers: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    cache = cache_folder(services.folder)
    cache.mkdir(parents=True, exist_ok=True)
    before = {path.name for path in cache.iterdir()}
    monkeypatch.setattr("readtui.process.job.Worker.call", lambda _, name, *__: calls.append(name))
    services.index(lambda: False)
    services.index(lambda: False)
    assert len(calls) == 1
    made = [path for path in cache.iterdir() if path.name not in before]
    assert made
    assert all(path.stat().st_mode & 0o077 == 0 for path in made), "others can read what is only for readtui"
    os.utime(services.folder / "articles" / f"{rivers}.json", (1, 1))
    services.index(lambda: False)
    assert len(calls) == 2
    (cache / "search.db").write_bytes(b"damaged")
    services.index(lambda: False)
    assert len(calls) == 3
