"""Runs the contract of annotation importers over each of readtui's own formats; picks up new ones."""

from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

import pytest

from readtui.importers.importer import Source
from readtui.interchange.contract import AnnotationImporterContract
from readtui.interchange.registry import GROUP, importer_for

POINTS = sorted(point for point in entry_points(group=GROUP) if point.value.startswith("readtui."))
SAMPLES = Path(__file__).parents[1] / "support" / "importing" / "samples"
CHECKS = [name for name in dir(AnnotationImporterContract) if name.startswith("test_")]


def samples_of(name: str) -> list[Path]:
    """The sample files of a format: everything in the folder of its name."""
    return sorted(path for path in (SAMPLES / name).glob("*") if path.is_file())


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("point", POINTS, ids=lambda point: point.name)
def test_contract(point: EntryPoint, check: str) -> None:
    contract = AnnotationImporterContract()
    contract.importer = point.load()()  # type: ignore[misc]
    contract.samples = [path.read_bytes() for path in samples_of(point.name)]  # type: ignore[misc]
    getattr(contract, check)()


@pytest.mark.parametrize("point", POINTS, ids=lambda point: point.name)
def test_each_sample_is_recognised_as_its_own_format(point: EntryPoint) -> None:
    assert point.load().format.name == point.name, "the entry point is named after the format"
    for path in samples_of(point.name):
        assert importer_for(Source(path.read_bytes())).format.name == point.name, path
