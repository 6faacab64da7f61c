"""The standing exports in the settings, for the libraries that they export."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from readtui.bootstrap.services import Services
from readtui.paths import library_folder

if TYPE_CHECKING:
    from readtui.services.out.standing_exports import StandingFolders, StandingRule
    from readtui.settings import Settings


def standing_exports(services: Services, settings: "Settings") -> "StandingFolders | None":
    """The standing exports of an open library; None if the settings have none."""
    if not settings.standing_export:
        return None
    from readtui.services.out.standing_exports import StandingFolders

    folder = services.folder.resolve()
    rules = [rule for library, rule in standing_rules(settings) if library.resolve() == folder]
    return StandingFolders(services.exports, rules, services.codebook.entries) if rules else None


def libraries_of(settings: "Settings", library: Path | None = None) -> list[Path]:
    """The libraries with standing exports; with ``library``, only that one if it has any."""
    folders = dict.fromkeys(folder.resolve() for folder, _ in standing_rules(settings))
    return [folder for folder in folders if library is None or folder == library_folder(library).resolve()]


def standing_rules(settings: "Settings") -> "list[tuple[Path, StandingRule]]":
    """All standing exports in the settings, each with its library. Those with a mistake are left out of them."""
    from readtui.services.out.standing_exports import rules_of
    from readtui.settings.queries import query_in

    query_of = partial(query_in, settings)
    return rules_of(settings, query_of, lambda name: library_folder(Path(name) if name else None))
