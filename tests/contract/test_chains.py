"""The ways through the code in docs/development/architecture.md: each function is called from where it says."""

import pickle
import re
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import pytest
from app_fixtures import own_places, rivers, services
from journeys import journey

import readtui
from readtui.bootstrap import Services
from readtui.cli.main import run
from readtui.importers.importer import Source
from readtui.importers.process import source_reader, worker
from readtui.process.limits import Limits

__all__ = ["own_places", "rivers", "services"]

PAGE = (Path(__file__).parents[2] / "docs" / "development" / "architecture.md").read_text(encoding="utf-8")
CODE = f"{Path(readtui.__file__).parent}/"
MOST = 9
ROW = re.compile(r"^\| (\d) \| `(\S+)` \| `(\S+)` \| (?:(\d) \((\d+)\))?[^|]*\|", re.MULTILINE)


@dataclass(frozen=True)
class Step:
    """A function of a way. ``caller``: the number of the step that calls it, with at most ``between`` functions; 0 for
    what Textual, click or a thread calls.
    """

    module: str
    name: str
    caller: int
    between: int


@dataclass(frozen=True)
class Call:
    """A call of a step, counted from 1; ``caller`` and ``between`` as in a Step."""

    step: int
    caller: int
    between: int


def way(title: str) -> list[Step]:
    """The steps in the table under a heading."""
    table = PAGE.partition(f"### {title}\n")[2].partition("\n##")[0]
    return [Step(row[2], row[3], int(row[4] or 0), int(row[5] or 0)) for row in ROW.finditer(table)]


@contextmanager
def traced(steps: Sequence[Step]) -> Iterator[list[Call]]:
    """Gathers the calls of the steps, in order."""
    numbers = {(step.module, step.name): number for number, step in enumerate(steps, 1)}
    calls: list[Call] = []

    def number_of(frame: FrameType) -> int:
        code = frame.f_code
        return numbers.get((code.co_filename.removeprefix(CODE), code.co_qualname), 0)

    def called(frame: FrameType, event: str, _: object) -> None:
        if event != "call" or not (step := number_of(frame)):
            return
        between, above = 0, frame.f_back
        while above is not None and not number_of(above):
            # A comprehension, a generator expression and a lambda are parts of the function that they stand in.
            between += above.f_code.co_filename.startswith(CODE) and not above.f_code.co_name.startswith("<")
            above = above.f_back
        calls.append(Call(step, number_of(above) if above is not None else 0, between))

    threading.setprofile(called)
    sys.setprofile(called)
    try:
        yield calls
    finally:
        sys.setprofile(None)
        threading.setprofile(None)


def assert_gone(steps: Sequence[Step], calls: Sequence[Call]) -> None:
    """The steps were called in their order, each from its caller."""
    assert 3 <= len(steps) <= MOST
    rest = iter(calls)
    for number, step in enumerate(steps, 1):
        found = any(
            call.step == number and (not step.caller or (call.caller == step.caller and call.between <= step.between))
            for call in rest
        )
        seen = [call for call in dict.fromkeys(calls) if call.step == number]
        assert found, f"{step.module} {step.name} is not called so after the step before it; it is called as {seen}"


class HereProcess:
    """Does in this process what the one that reads does, so that its calls are seen."""

    def __init__(self, module: str, limits: Limits) -> None:
        self._limits = limits

    def ask(self, request: bytes, cancelled: Callable[[], bool], tell: Callable[[str], None]) -> bytes:
        source: Source = pickle.loads(request)
        return worker.packed(worker._answer(source, self._limits))

    def end(self) -> None: ...


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A page, and a library that is empty."""
    path = tmp_path / "ferry.html"
    path.write_text("<title>The ferry</title><h1>The ferry</h1><p>The old ferry rows every day across the river.")
    monkeypatch.setenv("READTUI_LIBRARY", str(tmp_path / "library"))
    monkeypatch.setattr(source_reader, "LimitedProcess", HereProcess)
    return path


async def test_a_tag_is_set_by_key(services: Services, rivers: str) -> None:
    steps = way("`t`, the name of a tag, `Enter`")
    with traced(steps) as calls:
        async with journey(services, article=rivers) as app:
            await app.press("t", *"sea", "enter")
            await app.settle()
    assert_gone(steps, calls)
    [annotation] = services.repository.annotations(rivers)
    assert annotation.tags == ("sea",)


def test_a_page_is_added(page: Path) -> None:
    steps = way("`readtui add page.html`")
    with traced(steps) as calls:
        assert run(["add", str(page)]) == 0
    assert_gone(steps, calls)


def test_annotations_are_exported(page: Path) -> None:
    assert run(["add", str(page)]) == run(["annotate", str(page), "--quote", "the river"]) == 0
    steps = way("`readtui export --format org --output notes.org`")
    with traced(steps) as calls:
        assert run(["export", "--format", "org", "--output", str(page.with_name("notes.org"))]) == 0
    assert_gone(steps, calls)
