"""Settings for every test: the switch for golden files, and no dependence on the load of the machine."""

import gc
import os
import shutil
import tomllib
from collections.abc import Callable
from functools import partial
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import golden as golden_files
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers
from kept_processes import kept_processes

__all__ = ["kept_processes"]

# The time that an example takes depends on the machine: no deadlines. Every run tries the same examples, of
# which more prove nothing new. HYPOTHESIS_PROFILE=search looks for others: a thousand a test, for a nightly run.
_register = partial(settings.register_profile, deadline=None, suppress_health_check=[HealthCheck.too_slow])
_register("same", max_examples=20, derandomize=True, database=None)
_register("search", max_examples=1000)
_profile = os.environ.get("HYPOTHESIS_PROFILE", "same")
settings.load_profile(_profile)
if _profile == "same":
    # Hypothesis tries constants of our modules, too. It parses all of them for that, in every process, and which ones
    # there are depends on what a process has imported.
    providers._get_local_constants = lambda: providers._local_constants


_GARBAGE_AFTER = 50_000
_MEMORY = "/dev/shm"
_ENOUGH = 2 << 30


def pytest_configure() -> None:
    """Put ``tmp_path`` in memory if there is room, because every save waits for the disk several times, 10 ms each.

    Nobody has a name in git. Looking for garbage as often as Python does takes a tenth of the time; while tests are
    collected, there is none.
    """
    gc.disable()
    gc.set_threshold(_GARBAGE_AFTER, *gc.get_threshold()[1:])
    # Not os.devnull: to change its settings, git puts another file in its place, which root may even do there.
    os.environ["GIT_CONFIG_GLOBAL"] = os.path.join(os.path.dirname(__file__), "no folder", "gitconfig")
    if (
        os.path.isdir(_MEMORY)
        and os.access(_MEMORY, os.W_OK)
        and shutil.disk_usage(_MEMORY).free > _ENOUGH
        and not os.statvfs(_MEMORY).f_flag & os.ST_NOEXEC
    ):
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", _MEMORY)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    """Look for garbage from now on, but not among all that was imported and collected."""
    gc.freeze()
    gc.enable()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--update-golden``, the only way to rewrite golden files."""
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew; look at git diff then")


def pytest_sessionstart() -> None:
    """Fail early if an entry point is declared but not installed: many tests would fail without saying why."""
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for group, points in project["entry-points"].items():
        installed = {(point.name, point.value) for point in entry_points(group=group)}
        own = {(name, value) for name, value in installed if value.startswith("readtui.")}
        if own != set(points.items()):
            names = ", ".join(sorted(name for name, _ in own ^ set(points.items())))
            raise pytest.UsageError(
                f"pyproject.toml and what is installed have other plug-ins in {group} ({names}): run scripts/venv dev"
            )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the tests that wait for other programs or for timers half of their time: meanwhile, other processes
    work.

    At the end, there would be no other work left.
    """
    items.sort(
        key=lambda item: not item.nodeid.startswith(("tests/journeys/", "tests/crash/", "tests/tui/test_staying_open"))
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """Let a process of several report only what is shown of a test. The rest takes longer than many of them."""
    if session.config.option.durations is not None:
        return
    for plugin in session.config.pluginmanager.get_plugins():
        if type(plugin).__name__ == "WorkerInteractor":
            plugin.sendevent = partial(_send_what_is_shown, plugin.sendevent)


def _send_what_is_shown(send: Callable[..., None], name: str, **event: Any) -> None:
    report = event["data"] if name == "testreport" else {}
    is_quiet = report.get("when") in ("setup", "teardown") and report["outcome"] == "passed" and not report["sections"]
    if name not in ("logstart", "logfinish") and not is_quiet:
        send(name, **event)


@pytest.fixture(scope="session", autouse=True)
def no_state_of_this_machine(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep tests that name no state folder away from that of who runs them."""
    os.environ["READTUI_STATE"] = str(tmp_path_factory.mktemp("state"))


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> golden_files.Golden:
    """Compares a result with a golden file, or writes the file with ``--update-golden``."""
    return golden_files.write if request.config.getoption("--update-golden") else golden_files.compare
