"""Checks the standing exports in the settings, and makes rules of them."""

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Protocol

from readtui.errors import SettingsError
from readtui.exporters.registry import can_stand, standing_formats
from readtui.search.query.terms import Query
from readtui.services.out.standing import StandingRule
from readtui.services.out.standing_names import FIELDS, check_template


class StandingItem(Protocol):
    """A standing export as it stands in the settings."""

    @property
    def format(self) -> str: ...

    @property
    def folder(self) -> str: ...

    @property
    def query(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def library(self) -> str: ...

    @property
    def creators(self) -> bool: ...


class StandingSettings(Protocol):
    """The settings, as far as they concern standing exports."""

    @property
    def standing_export(self) -> Mapping[int, StandingItem]: ...

    @property
    def source(self) -> str:
        """The text of the settings file."""

    def fault(self, key: str, problem: str, *, allowed: Iterable[str] = (), meant: str = "") -> SettingsError:
        """The error for a value."""
        ...

    def leave_out(self, fault: SettingsError) -> None:
        """Report a mistake."""
        ...


def rules_of(
    settings: StandingSettings, query_in: Callable[[str, str], Query], library_of: Callable[[str], Path]
) -> list[tuple[Path, StandingRule]]:
    """All standing exports in the settings, each with its library. Leaves out those that have a mistake.

    ``query_in`` parses the value of a key, ``library_of`` returns the folder of a library as it is named there.
    """
    rules = []
    for number, one in settings.standing_export.items():
        try:
            rule = _rule(settings, f"standing_export[{number}]", one, query_in)
        except SettingsError as fault:
            settings.leave_out(fault)
        else:
            rules.append((library_of(one.library), rule))
    return rules


def _rule(
    settings: StandingSettings, key: str, one: StandingItem, query_in: Callable[[str, str], Query]
) -> StandingRule:
    """Raises SettingsError."""
    if not can_stand(one.format):
        problem = f"files in {one.format!r} hold no article's id"
        raise settings.fault(f"{key}.format", problem, allowed=standing_formats(), meant=one.format)
    if not one.folder.strip():
        raise settings.fault(f"{key}.folder" if "folder" in settings.source else key, "a folder is missing")
    query = query_in(f"{key}.query", one.query)
    try:
        check_template(one.name)
    except ValueError as fault:
        allowed = [f"{{{name}}}" for name in FIELDS]
        raise settings.fault(f"{key}.name", f"{one.name!r}: {fault}", allowed=allowed) from fault
    folder = Path(os.path.expanduser(one.folder))
    if not folder.is_absolute():
        # A relative path would depend on where readtui is started.
        raise settings.fault(f"{key}.folder", f"not a full path: {one.folder!r}", allowed=["~/FOLDER", "/FOLDER"])
    return StandingRule(one.format, folder, one.name, query, one.creators)
