"""What stands on a terminal's line while something takes long, and that nothing stays there."""

import io
import itertools
import sys
from collections.abc import Callable

import pytest

from readtui.cli.progress import counting, counting_share, importing_progress, show_saving, watched
from readtui.services.intake.intake import Watch
from tests.unit.cli.conftest import Readtui


class Terminal(io.StringIO):
    """A terminal, or a file."""

    is_terminal = True

    def isatty(self) -> bool:
        return self.is_terminal

    def lines(self) -> list[str]:
        """What stood on its line, one after the other."""
        return self.getvalue().split("\r\x1b[K")[1:]


def terminal_for(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """One that is 40 columns wide. Not a fixture, because pytest puts its own stderr in place after these."""
    made = Terminal()
    monkeypatch.setattr(sys, "stderr", made)
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("TERM", "xterm")
    return made


def test_what_is_done_with_a_source_stands_on_one_line_which_is_cleared(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = terminal_for(monkeypatch)
    with watched("tides.pdf") as watch:
        watch.tell("page 3")
        watch.tell("x" * 27)
        watch.tell("x" * 28)
    assert terminal.lines() == ["page 3: tides.pdf", f"{'x' * 27}: tides.pdf", f"{'x' * 28}: tides.p…", ""]


def test_nothing_is_shown_where_it_is_not_wanted_or_there_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = terminal_for(monkeypatch)
    with watched("tides.pdf", shown=False) as watch:
        assert watch == Watch()
    terminal.is_terminal = False
    with watched("tides.pdf") as watch:
        assert watch == Watch()
    with counting("Reading", 3) as reached:
        reached(3)
    show_saving(lambda listener: pytest.fail(f"{listener} is not heard"))
    assert terminal.getvalue() == ""


def test_a_bar_comes_after_a_moment_goes_back_for_another_pass_and_is_cleared(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = terminal_for(monkeypatch)
    with counting("Reading", 10) as reached:
        reached(5)
    assert terminal.getvalue() == ""
    times = itertools.count(0, 10)
    monkeypatch.setattr("time.monotonic", lambda: next(times))
    with counting("Reading", 10) as reached:
        for done in (5, 10, 2):
            reached(done)
    shares = [line.split("]")[1].split()[0] for line in terminal.getvalue().split("Reading") if "]" in line]
    assert shares == ["50%", "100%", "20%"]
    assert terminal.lines()[-1] == ""


@pytest.mark.parametrize(("done", "total", "reached"), [(0, 3, 0), (1, 3, 333), (3, 3, 1000), (0, 0, 0)])
def test_a_share_is_counted_in_thousandths(
    monkeypatch: pytest.MonkeyPatch, done: int, total: int, reached: int
) -> None:
    counts: list[int] = []

    class Counted:
        def __enter__(self) -> Callable[[int], None]:
            return counts.append

        def __exit__(self, *given: object) -> None:
            pass

    asked: list[tuple[object, ...]] = []

    def counted(*given: object) -> Counted:
        asked.append(given)
        return Counted()

    monkeypatch.setattr("readtui.cli.progress.counting", counted)
    with counting_share("Checking") as passed:
        passed(done, total)
    with importing_progress() as step:
        step("", done, total)
    assert (asked, counts[0]) == ([("Checking", 1000), ("Importing", 1000)], reached)


def test_a_large_change_says_how_far_it_is_until_it_is_saved(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = terminal_for(monkeypatch)
    listeners: list[Callable[[str, int, int], None]] = []
    show_saving(listeners.append)
    for done in (0, 1_999, 2_000):
        listeners[0]("rename #sea", done, 2_000)
    assert terminal.lines() == ["0 of 2,000: rename #sea", "1,999 of 2,000: rename #sea", ""]


@pytest.mark.parametrize(("count", "has_bar"), [(1, False), (2, True)])
def test_several_sources_have_a_bar_and_their_ids_come_at_the_end(
    readtui: Readtui, tmp_path: object, monkeypatch: pytest.MonkeyPatch, count: int, has_bar: bool
) -> None:
    names = [f"{tmp_path}/{number}.txt" for number in range(count)]
    for name in names:
        with open(name, "w", encoding="utf-8") as file:
            file.write(f"Text {name}.")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    result = readtui("add", *names)
    assert len(result.out.split()) == count
    assert ("Adding" in result.err) == has_bar
