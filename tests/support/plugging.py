"""Plug-ins that are there for one test: in a package of their own, or in this process only."""

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from readtui import plug_ins


def write_package(folder: Path, module: str, source: str, group: str, points: dict[str, str]) -> None:
    """Write a module and what an installed package says of it; ``points`` are the places of its plug-ins by name."""
    (folder / f"{module}.py").write_text(source)
    info = folder / f"{module}-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module.replace('_', '-')}\nVersion: 1\n")
    lines = "".join(f"{name} = {place}\n" for name, place in points.items())
    (info / "entry_points.txt").write_text(f"[{group}]\n{lines}")


@contextmanager
def package(
    monkeypatch: pytest.MonkeyPatch, folder: Path, module: str, source: str, group: str, points: dict[str, str]
) -> Iterator[None]:
    """Have the package installed, for this process and those that it starts."""
    write_package(folder, module, source, group, points)
    monkeypatch.syspath_prepend(folder)
    importlib.invalidate_caches()
    plug_ins.entry_points_of.cache_clear()
    yield
    plug_ins.entry_points_of.cache_clear()
    sys.modules.pop(module, None)


def plug_in(monkeypatch: pytest.MonkeyPatch, *points: EntryPoint) -> None:
    """Have these plug-ins of one group before all others, in this process only."""
    installed = plug_ins.entry_points_of(points[0].group)
    found = {point.name: point for point in points} | dict(installed)
    monkeypatch.setattr(plug_ins, "entry_points_of", {points[0].group: found}.__getitem__)
