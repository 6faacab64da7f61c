"""Compares what readtui reads in files of annotations with golden files, for each format and each sample of it."""

from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

import pytest
from golden import ROOT, Golden

from readtui.importers.importer import Source
from readtui.interchange.registry import GROUP

HERE = Path(__file__).parent
SAMPLES = ROOT / "tests" / "support" / "importing" / "samples"
POINTS = sorted(point for point in entry_points(group=GROUP) if point.value.startswith("readtui."))


@pytest.mark.parametrize("point", POINTS, ids=lambda point: point.name)
def test_samples_are_read_as_their_programs_mean_them(point: EntryPoint, golden: Golden) -> None:
    importer = point.load()()
    lines: list[str] = []
    for path in sorted(path for path in (SAMPLES / point.name).iterdir() if path.is_file()):
        lines += [f"=== {path.name}", *_said(list(importer.read(Source(path.read_bytes(), path.name))), "")]
    golden(HERE / f"{point.name}.txt", "".join(f"{line}\n" for line in lines))


def _said(value: object, name: str, depth: int = 0) -> Iterator[str]:
    """All of a value that is not as it is by default, in indented lines."""
    margin = "    " * depth
    if isinstance(value, bytes):
        words = value.decode(errors="replace")
        value = f"{len(value)} bytes" if "\ufffd" in words else words
    if is_dataclass(value):
        yield f"{margin}{name}{type(value).__name__}"
        for one in fields(value):
            inner = getattr(value, one.name)
            default = one.default_factory() if one.default_factory is not MISSING else one.default
            if inner != default:
                yield from _said(inner, f"{one.name}: ", depth + 1)
    elif isinstance(value, list | tuple) and any(map(is_dataclass, value)):
        yield from (line for inner in value for line in _said(inner, name, depth))
    else:
        yield f"{margin}{name}{value!r}"
