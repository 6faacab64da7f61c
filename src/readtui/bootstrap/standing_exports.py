"""The standing exports in the settings, for the libraries that they export."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from readtui.bootstrap.services import Services
from readtui.errors import SettingsError
from readtui.paths import library_folder

if TYPE_CHECKING:
    from readtui.services.out.standing_exports import StandingFolders, StandingRule
    from readtui.settings import Settings
    from readtui.settings.sections import StandingExport


def standing_exports(services: Services, settings: "Settings") -> "StandingFolders | None":
    """The standing exports of an open library; None if the settings have none."""
    if not settings.standing_export:
        return None
    from readtui.services.out.standing_exports import StandingFolders

    folder = services.folder.resolve()
    known = standing_rules(settings)
    rules = [rule for library, rule in known if library.resolve() == folder and not rule.is_paused]
    apart = [rule.folder for library, rule in known if library.resolve() != folder]
    return StandingFolders(services.exports, rules, services.codebook.entries, apart) if rules else None


def libraries_of(settings: "Settings", library: Path | None = None) -> list[Path]:
    """The libraries with standing exports; with ``library``, only that one if it has any."""
    folders = dict.fromkeys(folder.resolve() for folder, _ in standing_rules(settings))
    return [folder for folder in folders if library is None or folder == library_folder(library).resolve()]


def standing_rules(settings: "Settings") -> "list[tuple[Path, StandingRule]]":
    """All standing exports in the settings, each with its library. Those with a mistake are left out."""
    rules = []
    for number, one in settings.standing_export.items():
        try:
            rule = _rule(settings, number, one)
        except SettingsError as fault:
            settings.leave_out(fault)
        else:
            rules.append((library_folder(Path(one.library) if one.library else None), rule))
    return rules


def _rule(settings: "Settings", number: int, one: "StandingExport") -> "StandingRule":
    """Raises SettingsError."""
    key = f"standing_export[{number}]"
    from readtui.exporters.registry import can_stand, standing_formats
    from readtui.services.out.standing_exports import FIELDS, StandingRule, check_template
    from readtui.settings.queries import query_in

    if not can_stand(one.format):
        problem = f"files in {one.format!r} hold no article's id"
        raise settings.fault(f"{key}.format", problem, allowed=standing_formats(), meant=one.format)
    if not one.folder.strip():
        raise settings.fault(f"{key}.folder" if "folder" in settings.source else key, "a folder is missing")
    query = query_in(settings, f"{key}.query", one.query)
    try:
        check_template(one.name)
    except ValueError as fault:
        allowed = [f"{{{name}}}" for name in FIELDS]
        raise settings.fault(f"{key}.name", f"{one.name!r}: {fault}", allowed=allowed) from fault
    folder = Path(os.path.expanduser(one.folder))
    if not folder.is_absolute():
        # A relative path would depend on where readtui is started.
        raise settings.fault(f"{key}.folder", f"not a full path: {one.folder!r}", allowed=["~/FOLDER", "/FOLDER"])
    if one.library and not Path(os.path.expanduser(one.library)).is_absolute():
        problem = f"not a full path: {one.library!r}"
        raise settings.fault(f"{key}.library", problem, allowed=["~/FOLDER", "/FOLDER"])
    return StandingRule(one.format, folder, one.name, query, one.creators, number, one.paused)
