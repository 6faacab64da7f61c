"""Backups of library files: which are kept, what they contain, and what they cost."""

import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readtui.errors import NotFoundError, StorageError
from readtui.storage.safety.backups import Backups

NAME = "articles/a1.json"


class Days:
    """A clock that tests set."""

    def __init__(self, day: str = "2026-11-02") -> None:
        self.day = date.fromisoformat(day)

    def __call__(self) -> str:
        return f"{self.day.isoformat()}T12:00:00Z"

    def on(self, days: int = 1) -> str:
        self.day += timedelta(days)
        return self.day.isoformat()


def content(what: object) -> bytes:
    return b'{"a": "%s"}\n' % str(what).encode()


def kept(backups: Backups, kind: str, name: str = NAME) -> list[str]:
    return [found.date for found in backups.generations(name) if found.kind == kind]


def test_the_backup_of_a_day_is_the_file_at_its_end(tmp_path: Path) -> None:
    clock = Days()
    backups = Backups(tmp_path, clock)
    backups.saved(NAME, content("morning"))
    backups.saved(NAME, content("evening"))
    first, second = clock.day.isoformat(), clock.on()
    backups.saved(NAME, content("next day"))
    assert [(found.date, found.kind, found.size) for found in backups.generations(NAME)] == [
        (second, "latest", len(content("next day"))),
        (first, "daily", len(content("evening"))),
    ]
    assert backups.read(NAME) == backups.read(NAME, "2030-01-01") == content("next day")
    assert backups.read(NAME, first) == content("evening")
    with pytest.raises(NotFoundError, match="2026-11-01") as failure:
        backups.read(NAME, "2026-11-01")
    assert "2026-11-03, 2026-11-02" in failure.value.hint


@pytest.mark.parametrize("layout", [b'\xef\xbb\xbf{"a": 1}', b'\r\n {"a": 1}', '{"a": 1}'.encode("utf-16")])
def test_an_intact_file_of_another_program_is_kept_however_it_starts_and_ends(tmp_path: Path, layout: bytes) -> None:
    clock = Days()
    backups = Backups(tmp_path, clock)
    backups.seen(NAME, layout)
    first = clock.day.isoformat()
    clock.on()
    backups.saved(NAME, content("next day"))
    assert backups.read(NAME, first) == layout


def test_seven_days_four_weeks_and_twelve_months_are_kept(tmp_path: Path) -> None:
    clock = Days("2024-12-30")
    backups = Backups(tmp_path, clock)
    for _ in range(500):
        backups.saved(NAME, content(clock.on()))
    last = clock.day
    assert kept(backups, "daily") == [(last - timedelta(number)).isoformat() for number in range(1, 8)]
    sundays = [day for number in range(1, 60) if (day := last - timedelta(number)).isoweekday() == 7]
    assert kept(backups, "weekly") == [day.isoformat() for day in sundays[:4]]
    months = [day for number in range(1, 400) if (day := last - timedelta(number)) and (day + timedelta(1)).day == 1]
    assert kept(backups, "monthly") == [day.isoformat() for day in months[:12]]
    for found in backups.generations(NAME):
        assert found.path.read_bytes() == content(found.date)


def test_a_save_writes_one_copy_and_a_generation_writes_none(tmp_path: Path) -> None:
    clock = Days("2026-11-30")
    backups = Backups(tmp_path, clock)
    backups.saved(NAME, content("x"))
    inode = (tmp_path / "latest" / NAME).stat().st_ino
    clock.on()
    backups.saved(NAME, content("y"))
    assert {found.path.stat().st_ino for found in backups.generations(NAME) if found.kind != "latest"} == {inode}
    assert kept(backups, "monthly") == ["2026-11-30"]
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == []


def test_a_copy_is_written_into_the_one_of_the_same_day_but_never_into_a_generation(tmp_path: Path) -> None:
    clock = Days()
    backups = Backups(tmp_path, clock)
    latest = tmp_path / "latest" / NAME
    backups.saved(NAME, content("x"))
    inode = latest.stat().st_ino
    for said in ("a longer one", "y"):
        backups.saved(NAME, [*map(bytes, content(said).partition(b":"))])
        assert (latest.stat().st_ino, latest.read_bytes()) == (inode, content(said))
    clock.on()
    backups.saved(NAME, content("z"))
    backups.seen(NAME, content("of a sync tool"))
    assert [found.path.read_bytes() for found in backups.generations(NAME)] == [
        content("of a sync tool"),
        content("z"),
        content("y"),
    ]
    other = tmp_path / "elsewhere"
    latest.rename(other)
    latest.symlink_to(other)
    backups.saved(NAME, content("a"))
    assert (latest.read_bytes(), other.read_bytes()) == (content("a"), content("of a sync tool"))


def test_generations_are_copies_where_there_are_no_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise OSError("no hard links here")

    monkeypatch.setattr(os, "link", refused)
    clock = Days()
    backups = Backups(tmp_path, clock)
    backups.saved(NAME, content("x"))
    clock.on()
    backups.saved(NAME, content("y"))
    assert backups.read(NAME, "2026-11-02") == content("x")


def test_a_write_by_another_program_does_not_replace_the_backup_of_that_day(tmp_path: Path) -> None:
    backups = Backups(tmp_path, Days())
    backups.seen(NAME, content("mine"))
    backups.seen(NAME, content("mine"))
    assert kept(backups, "daily") == []
    backups.seen(NAME, content("from a sync tool"))
    assert [found.path.read_bytes() for found in backups.generations(NAME)] == [
        content("from a sync tool"),
        content("mine"),
    ]


def test_the_latest_copy_is_the_last_one_made_even_if_the_clock_was_ahead_before(tmp_path: Path) -> None:
    clock = Days()
    backups = Backups(tmp_path, clock)
    clock.on(400)
    backups.saved(NAME, content("a year ahead"))
    clock.on(-400)
    backups.saved(NAME, content("now"))
    assert backups.read(NAME) == content("now")


@pytest.mark.parametrize("torn", [b"", b"\0" * 12, b'{"a": "mi'])
def test_a_copy_that_a_power_cut_damaged_is_skipped_and_not_kept(tmp_path: Path, torn: bytes) -> None:
    clock = Days()
    backups = Backups(tmp_path, clock)
    backups.saved(NAME, content("x"))
    clock.on()
    backups.saved(NAME, content("y"))
    latest = tmp_path / "latest" / NAME
    stamp = latest.stat().st_mtime
    latest.write_bytes(torn)
    os.utime(latest, (stamp, stamp))
    assert backups.read(NAME) == content("x")
    clock.on()
    backups.saved(NAME, content("z"))
    assert kept(backups, "daily") == ["2026-11-02"]
    assert backups.read(NAME) == content("z")


def test_backups_of_different_files_do_not_mix(tmp_path: Path) -> None:
    clock = Days()
    backups = Backups(tmp_path, clock)
    for name in (NAME, "articles/a2.json", "codebook.json"):
        backups.saved(name, content(name))
    clock.on()
    for name in (NAME, "articles/a2.json", "codebook.json"):
        backups.saved(name, content("new"))
        assert backups.read(name, "2026-11-02") == content(name)
    with pytest.raises(NotFoundError):
        backups.read("articles/a.json")


def test_a_folder_that_cannot_be_written_to_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "latest").write_bytes(b"a file in the way")
    with pytest.raises(StorageError, match="back up"):
        Backups(tmp_path, Days()).saved(NAME, content("x"))


@settings(max_examples=60)
@given(steps=st.lists(st.tuples(st.integers(-800, 800), st.booleans()), min_size=1, max_size=30))
def test_a_clock_that_jumps_never_loses_the_previous_copy(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, bool]]
) -> None:
    folder = tmp_path_factory.mktemp("backups")
    clock = Days()
    backups = Backups(folder, clock)
    previous = None
    for number, (days, foreign) in enumerate(steps):
        before = clock.day
        clock.on(days)
        (backups.seen if foreign else backups.saved)(NAME, content(number))
        held = [found.path.read_bytes() for found in backups.generations(NAME)]
        assert content(number) in held
        if previous is not None and (clock.day != before or foreign):
            assert previous in held
        previous = content(number)
        for kind, most in (("daily", 7), ("weekly", 4), ("monthly", 12)):
            assert len(kept(backups, kind)) <= most
