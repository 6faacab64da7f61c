"""Finds the exporters, which are entry points."""

from contextlib import suppress

from readtui.errors import ExportError, UsageError
from readtui.exporters.exporter import Exporter
from readtui.plug_ins import PlugIns
from readtui.text.clean import visible

GROUP = "readtui.exporters"
_EXPORTERS: PlugIns[Exporter] = PlugIns(GROUP, "exporter", ExportError, ("format", "render"))


def format_names() -> list[str]:
    """The names of all formats, sorted, without loading their exporters."""
    return sorted(_EXPORTERS.names)


def exporter_for(format_name: str) -> Exporter:
    """The exporter of this format. Raises UsageError if there is none, ExportError if it cannot be loaded."""
    found = _EXPORTERS.find(format_name)
    if found is None:
        close = _meant(format_name)
        hint = f"Did you mean {close}? " if close else ""
        raise UsageError(
            f"no such export format: {visible(format_name)}", f"{hint}Formats: {', '.join(format_names())}."
        )
    return found


def _meant(typed: str) -> str:
    """The format whose files end so, or whose name is near; "" if there is none."""
    # Imported here because only mistakes need it.
    from readtui.text.name_fit import meant

    with_ending = []
    for name in format_names():
        with suppress(ExportError):
            exporter = _EXPORTERS.find(name)
            if exporter is not None and exporter.format.extension == f".{typed.removeprefix('.').casefold()}":
                with_ending.append(name)
    return meant(typed, with_ending) or next(iter(with_ending), "") or meant(typed, format_names())


def standing_formats() -> list[str]:
    """The formats that standing exports can have, sorted."""
    return [name for name in format_names() if can_stand(name)]


def can_stand(format_name: str) -> bool:
    """Whether standing exports can have this format: whether it can be loaded, and its files hold ids of articles."""
    from readtui.exporters.living.parts import LivingExporter

    try:
        exporter = _EXPORTERS.find(format_name)
    except ExportError:
        return False
    return exporter is not None and (isinstance(exporter, LivingExporter) or bool(exporter.format.names_article))
