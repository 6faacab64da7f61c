"""What holds for plug-ins of every kind, shown with exporters."""

from importlib import metadata
from importlib.metadata import EntryPoint

import pytest
from plugging import plug_in

from readtui import plug_ins
from readtui.errors import ExportError
from readtui.exporters import registry


class FailingExporter:
    def __init__(self) -> None:
        raise ValueError("an odd value")


class NoExporter:
    format = None


def point(name: str, made: type) -> EntryPoint:
    return EntryPoint(name, f"{__name__}:{made.__name__}", registry.GROUP)


def test_no_other_package_takes_over_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    own = metadata.entry_points(group=registry.GROUP)
    monkeypatch.setattr(metadata, "entry_points", lambda group: [point("csv", NoExporter), *own])
    found = plug_ins.entry_points_of.__wrapped__(registry.GROUP)
    assert found["csv"].value.startswith("readtui.")


@pytest.mark.parametrize(("made", "why"), [(FailingExporter, "an odd value"), (NoExporter, "render")])
def test_a_plug_in_that_cannot_be_loaded_is_named_and_the_others_work(
    made: type, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plug_in(monkeypatch, point("odd", made))
    with pytest.raises(ExportError, match=f"the exporter odd .*{made.__name__}.*{why}") as caught:
        registry.exporter_for("odd")
    assert "package" in caught.value.hint
    assert not registry.can_stand("odd")
    assert registry.exporter_for("csv").format.name == "csv"
