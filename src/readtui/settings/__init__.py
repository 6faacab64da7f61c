"""Reads the TOML settings file into typed values and remembers the line of each."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from readtui.errors import SettingsError
from readtui.model.annotation import HIGHLIGHT_COLORS
from readtui.regular_files import open_regular
from readtui.settings.kinds import COLOR, KEYS, Kind
from readtui.settings.sections import (
    AppSettings,
    ExportSettings,
    Hook,
    ReaderSettings,
    ReviewSettings,
    StandingExport,
    TagSettings,
    section_fields,
)

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    SectionT = TypeVar("SectionT", bound=DataclassInstance)

_MOST_NAMED = 24
_MOST_BYTES = 1_000_000
_HEADER = re.compile(r"\s*\[([^\[\]]+)\]")
_ITEM_HEADER = re.compile(r"\s*\[\[([^\[\]]+)\]\]")
_ASSIGNMENT = re.compile(r"""\s*([\w"'.\- ]+?)\s*=""")


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings. ``keys`` has key sequences ("g g") per action id, ``colors`` "#rrggbb" per highlight color.

    Action ids, key names, theme names and format names are checked by the code that uses them; it raises ``fault``.
    """

    reader: ReaderSettings = field(default_factory=ReaderSettings)
    app: AppSettings = field(default_factory=AppSettings)
    export: ExportSettings = field(default_factory=ExportSettings)
    tags: TagSettings = field(default_factory=TagSettings)
    review: ReviewSettings = field(default_factory=ReviewSettings)
    standing_export: tuple[StandingExport, ...] = ()
    hook: tuple[Hook, ...] = ()
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    colors: Mapping[str, str] = field(default_factory=dict)
    path: Path | None = None
    source: str = field(default="", repr=False)

    def origin(self, key: str) -> str:
        """Where a value is set, such as "FILE, line 3: reader.measure". ``key`` is "section.name"."""
        return _origin(self.path, self.source, key)

    def fault(self, key: str, problem: str, *, allowed: Iterable[str] = (), meant: str = "") -> SettingsError:
        """The error to raise for a value that only the caller can check.

        ``allowed`` lists the valid names, ``meant`` is the name in the file. The hint suggests the valid name
        closest to ``meant``. If there are too many valid names to list, it refers to the documentation.
        """
        page = "keys" if key.startswith("keys.") else "settings"
        return _fault(self.origin(key), problem, sorted(allowed), meant, page)


def load_settings(path: Path | None = None) -> Settings:
    """Read the settings file, by default the platform's. If the file does not exist, return the defaults.

    Raises SettingsError, which names file, line, key and allowed values.
    """
    if path is None:
        from readtui.paths import settings_file

        path = settings_file()
    try:
        with open_regular(path) as file:
            content = file.read(_MOST_BYTES + 1)
        source = content.decode("utf-8-sig")
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise SettingsError(f"{path}: could not be read ({error.strerror})", "Check its permissions.") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: byte {error.start} is not UTF-8", "Save the file as UTF-8.") from error
    if len(content) > _MOST_BYTES:
        raise SettingsError(f"{path}: larger than {_MOST_BYTES // 1_000_000} MB", "Is this really the settings file?")
    return parse_settings(source, path)


def parse_settings(source: str, path: Path | None = None) -> Settings:
    """Settings from TOML text; ``path`` is named in errors. Raises SettingsError."""
    try:
        tables = tomllib.loads(source)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsError(f"{path or 'settings'}: invalid TOML: {error}", "Example: measure = 72") from error
    settings = Settings(path=path, source=source)
    changes: dict[str, Any] = {}
    for section, table in tables.items():
        if section not in SECTIONS:
            if homes := [] if isinstance(table, dict) else _sections_with(settings, section):
                raise settings.fault(section, "this setting belongs in a section, below its name", allowed=homes)
            raise settings.fault(section, f"unknown section [{section}]", allowed=SECTIONS, meant=section)
        if section in LISTS:
            changes[section] = tuple(_items(settings, section, table))
            continue
        if not isinstance(table, dict):
            raise settings.fault(section, "this is a section, not a value", allowed=[f"[{section}]"])
        if section == "keys":
            changes[section] = {
                action: _value(settings, f"keys.{action}", KEYS, value) for action, value in _flat(table).items()
            }
        elif section == "colors":
            changes[section] = _colors(settings, table)
        else:
            changes[section] = _section(settings, section, getattr(settings, section), table)
    return replace(settings, **changes)


LISTS = {"standing_export": StandingExport, "hook": Hook}
"""The sections that may occur several times, each with a header in double brackets."""
SECTIONS = tuple(setting.name for setting in fields(Settings) if setting.name not in ("path", "source"))


def _sections_with(settings: Settings, key: str) -> list[str]:
    """The headers of the sections that have this setting."""
    named = ((name, getattr(settings, name)) for name in SECTIONS if name not in (*LISTS, "keys", "colors"))
    return [f"[{name}]" for name, section in named if any(key == one.name for one, _, _ in section_fields(section))]


def _section(settings: Settings, name: str, section: "SectionT", table: Mapping[str, object]) -> "SectionT":
    kinds = {setting.name: kind for setting, kind, _ in section_fields(section)}
    changes: dict[str, Any] = {}
    for key, value in table.items():
        if key not in kinds:
            raise settings.fault(f"{name}.{key}", "unknown setting", allowed=kinds, meant=key)
        changes[key] = _value(settings, f"{name}.{key}", kinds[key], value)
    return replace(section, **changes)


def _items(settings: Settings, name: str, tables: object) -> "Iterable[DataclassInstance]":
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise settings.fault(name, "this section has double brackets", allowed=[f"[[{name}]]"])
    for number, table in enumerate(tables, 1):
        yield _section(settings, f"{name}[{number}]", LISTS[name](), table)


def _colors(settings: Settings, table: Mapping[str, object]) -> dict[str, object]:
    for name in table:
        if name not in HIGHLIGHT_COLORS:
            raise settings.fault(f"colors.{name}", "unknown color", allowed=HIGHLIGHT_COLORS, meant=name)
    return {name: _value(settings, f"colors.{name}", COLOR, value) for name, value in table.items()}


def _value(settings: Settings, key: str, kind: Kind, value: object) -> object:
    try:
        return kind.read(value)
    except (TypeError, ValueError) as error:
        raise settings.fault(key, f"{_as_toml(value)} is not allowed", allowed=[kind.allowed]) from error


def _flat(table: Mapping[str, object], prefix: str = "") -> dict[str, object]:
    # An action id has dots; TOML reads an unquoted one as nested tables.
    flat: dict[str, object] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            flat |= _flat(value, f"{prefix}{key}.")
        else:
            flat[prefix + key] = value
    return flat


def _fault(origin: str, problem: str, names: Sequence[str], meant: str, page: str) -> SettingsError:
    close = get_close_matches(meant, names, n=1) if meant else []
    hint = f"Did you mean {close[0]}? " if close else ""
    if len(names) > _MOST_NAMED:
        hint += f"See docs/{page}.md for the allowed names."
    elif names:
        hint += f"Allowed: {', '.join(names)}."
    return SettingsError(f"{origin}: {problem}", hint.strip())


def _origin(path: Path | None, source: str, key: str) -> str:
    line = _line_of(source, key)
    place = f"{path or 'settings'}, line {line}" if line else str(path or "settings")
    return f"{place}: {key}"


def _line_of(source: str, key: str) -> int:
    """The line (from 1) that sets the key or opens the section; 0 if unknown (inline tables)."""
    section = ""
    items: Counter[str] = Counter()
    for number, line in enumerate(source.split("\n"), 1):
        if item := _ITEM_HEADER.match(line):
            name = _bare(item[1])
            items[name] += 1
            section = f"{name}[{items[name]}]"
            if section == key:
                return number
        elif header := _HEADER.match(line):
            section = _bare(header[1])
            if section == key:
                return number
        elif (assignment := _ASSIGNMENT.match(line)) and _bare(f"{section}.{assignment[1]}") == key:
            return number
    return 0


def _bare(name: str) -> str:
    return re.sub(r"[\s\"']", "", name).lstrip(".")


def _as_toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)
