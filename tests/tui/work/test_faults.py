"""Faults of work that expects none: the disk with the library may be unplugged at any moment."""

from functools import partial

from journeys import is_list, journey

from readtui.bootstrap import Services
from readtui.errors import StorageError


async def test_an_unplugged_disk_does_not_end_the_app(services: Services, rivers: str) -> None:
    async with journey(services) as app:
        services.folder.rename(services.folder.with_name("unplugged"))
        await app.press("s", "3")
        await app.shows("Could not open the lock")
        await app.press("t", "escape", "tab", "g", "n", "q")
        assert is_list(app.app.screen, "library")


async def test_a_fault_in_the_work_of_a_screen_or_of_the_app_is_told(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers) as app:

        async def fail(where: str) -> None:
            raise StorageError(f"could not read {where}", "Plug it in.")

        app.app.run_worker(fail("the sea"))
        await app.shows("Could not read the sea.")
        app.app.screen.run_worker(fail("the river"))
        await app.shows("Could not read the river.")


async def test_work_begins_without_a_description_of_all_that_it_is_about(services: Services, rivers: str) -> None:
    class Library:
        def __repr__(self) -> str:
            raise AssertionError("it takes seconds to describe a large library")

    async def read(library: Library) -> None:
        done.append(library)

    done: list[Library] = []
    async with journey(services, article=rivers) as app:
        app.app.screen.run_worker(partial(read, Library()))  # type: ignore[arg-type]
        await app.until(lambda: bool(done))
