"""Reads the TOML settings file into typed values, leaves mistakes out, and remembers the line of each."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from readtui.errors import SettingsError
from readtui.model.annotation import HIGHLIGHT_COLORS
from readtui.quick_dataclass import dataclass
from readtui.quick_pattern import pattern
from readtui.regular_files import open_regular
from readtui.settings.kinds import COLOR, KEYS, SettingKind
from readtui.settings.sections import (
    AppSettings,
    ExportSettings,
    Hook,
    ReaderSettings,
    ReviewSettings,
    StandingExport,
    TagSettings,
    UserSettings,
    section_fields,
)

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    SectionT = TypeVar("SectionT", bound=DataclassInstance)

_MOST_NAMED = 24
_MOST_SHOWN = 60
_EXAMPLE = "Example: measure = 72"
_MOST_BYTES = 1_000_000
_HEADER = pattern(r"\s*\[([^\[\]]+)\]")
_ITEM_HEADER = pattern(r"\s*\[\[([^\[\]]+)\]\]")
_ASSIGNMENT = pattern(r"""\s*([\w"'.\- ]+?)\s*=""")


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings. ``keys`` has key sequences ("g g") per action id, ``colors`` "#rrggbb" per highlight color.

    Action ids, key names, theme names and format names are checked by the code that uses them. A mistake never keeps
    readtui from starting: what is wrong has its default, and ``faults`` says so. A section that may occur several times
    has its items by their number in the file (from 1), without those that have a mistake.
    """

    reader: ReaderSettings = field(default_factory=ReaderSettings)
    app: AppSettings = field(default_factory=AppSettings)
    user: UserSettings = field(default_factory=UserSettings)
    export: ExportSettings = field(default_factory=ExportSettings)
    tags: TagSettings = field(default_factory=TagSettings)
    review: ReviewSettings = field(default_factory=ReviewSettings)
    standing_export: Mapping[int, StandingExport] = field(default_factory=dict)
    hook: Mapping[int, Hook] = field(default_factory=dict)
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    colors: Mapping[str, str] = field(default_factory=dict)
    path: Path | None = None
    source: str = field(default="", repr=False)
    faults: list[SettingsError] = field(default_factory=list, repr=False, compare=False)

    def leave_out(self, fault: SettingsError) -> None:
        """Add a mistake to ``faults``, unless it is there."""
        if all(fault.message != known.message for known in self.faults):
            self.faults.append(fault)

    def named(self, key: str, what: str, names: Collection[str]) -> str:
        """The value of a setting that names something, if it is there; if not, the default, and that is a mistake.

        ``what`` it names, such as "theme", and all ``names`` that there are.
        """
        section, _, setting = key.partition(".")
        values = getattr(self, section)
        name: str = getattr(values, setting)
        if name in names:
            return name
        self.leave_out(self.fault(key, f"no {what} named {name!r}", allowed=names, meant=name))
        default: str = getattr(type(values)(), setting)
        return default

    def origin(self, key: str) -> str:
        """Where a value is set, such as "FILE, line 3: reader.measure". ``key`` is "section.name"."""
        return _origin(self.path, self.source, key)

    def fault(self, key: str, problem: str, *, allowed: Iterable[str] = (), meant: str = "") -> SettingsError:
        """The error for a value that only the caller can check, who leaves it out.

        ``allowed`` lists the valid names, ``meant`` is the name in the file. The hint suggests the valid name
        closest to ``meant``. If there are too many valid names to list, it refers to the documentation.
        """
        page = "keys" if key.startswith("keys.") else "settings"
        return _fault(self.origin(key), problem, sorted(allowed), meant, page)


def load_settings(path: Path | None = None) -> Settings:
    """Read the settings file, by default the platform's. If it does not exist or cannot be read, return the defaults.

    ``faults`` of the result names the mistakes, with file, line, key and allowed values. Raises nothing.
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
        fault = SettingsError(f"{path}: could not be read ({error.strerror})", "Check its permissions.")
    except UnicodeDecodeError as error:
        fault = SettingsError(f"{path}: byte {error.start} is not UTF-8", "Save the file as UTF-8.")
    else:
        if len(content) <= _MOST_BYTES:
            return parse_settings(source, path)
        hint = "Is this really the settings file?"
        fault = SettingsError(f"{path}: larger than {_MOST_BYTES // 1_000_000} MB", hint)
    return Settings(path=path, faults=[fault])


def parse_settings(source: str, path: Path | None = None) -> Settings:
    """Settings from TOML text; ``path`` is named in ``faults``. Without valid TOML, all settings have their default."""
    # Imported here because most people have no settings.
    import tomllib

    settings = Settings(path=path, source=source)
    try:
        tables = tomllib.loads(source)
    except (ValueError, RecursionError) as error:
        # Not only TOMLDecodeError: a whole number of thousands of digits is a plain ValueError.
        reason = str(error) if isinstance(error, tomllib.TOMLDecodeError) else "a value is far too large"
        settings.leave_out(
            SettingsError(f"{path or 'settings'}: invalid TOML, so all of it is ignored: {reason}", _EXAMPLE)
        )
        return settings
    changes: dict[str, Any] = {}
    for section, table in tables.items():
        try:
            changes[section] = _read_section(settings, section, table)
        except SettingsError as fault:
            settings.leave_out(fault)
    return replace(settings, **changes)


def _read_section(settings: Settings, section: str, table: object) -> object:
    """The value of a section, without its mistakes. Raises SettingsError if nothing of it counts."""
    if section not in SECTIONS:
        if homes := [] if isinstance(table, dict) else _sections_with(settings, section):
            raise settings.fault(section, f"this setting belongs below {' or '.join(homes)}")
        raise settings.fault(section, f"unknown section [{section}]", allowed=SECTIONS, meant=section)
    if section in LISTS:
        return _items(settings, section, table)
    if not isinstance(table, dict):
        raise settings.fault(section, "this is a section, not a value", allowed=[f"[{section}]"])
    if section == "keys":
        read = {action: _value(settings, f"keys.{action}", KEYS, value) for action, value in _flat(table).items()}
        return {action: keys for action, keys in read.items() if keys is not None}
    if section == "colors":
        return _colors(settings, table)
    return _section(settings, section, getattr(settings, section), table)


LISTS = {"standing_export": StandingExport, "hook": Hook}
"""The sections that may occur several times, each with a header in double brackets."""
SECTIONS = tuple(setting.name for setting in fields(Settings) if setting.name not in ("path", "source", "faults"))


def _sections_with(settings: Settings, key: str) -> list[str]:
    named = ((name, getattr(settings, name)) for name in SECTIONS if name not in (*LISTS, "keys", "colors"))
    return [f"[{name}]" for name, section in named if any(key == one.name for one, _, _ in section_fields(section))]


def _section(settings: Settings, name: str, section: "SectionT", table: Mapping[str, object]) -> "SectionT":
    kinds = {setting.name: kind for setting, kind, _ in section_fields(section)}
    changes: dict[str, Any] = {}
    for key, value in table.items():
        if key not in kinds:
            settings.leave_out(settings.fault(f"{name}.{key}", "unknown setting", allowed=kinds, meant=key))
        elif (read := _value(settings, f"{name}.{key}", kinds[key], value)) is not None:
            changes[key] = read
    return replace(section, **changes)


def _items(settings: Settings, name: str, tables: object) -> "dict[int, DataclassInstance]":
    """The items without mistakes: half of one could export too much, or run something else than was meant."""
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise settings.fault(name, "this section has double brackets", allowed=[f"[[{name}]]"])
    items = {}
    for number, table in enumerate(tables, 1):
        known = len(settings.faults)
        item = _section(settings, f"{name}[{number}]", LISTS[name](), table)
        if len(settings.faults) == known:
            items[number] = item
    return items


def _colors(settings: Settings, table: Mapping[str, object]) -> dict[str, object]:
    colors = {}
    for name, value in table.items():
        if name not in HIGHLIGHT_COLORS:
            settings.leave_out(settings.fault(f"colors.{name}", "unknown color", allowed=HIGHLIGHT_COLORS, meant=name))
        elif (color := _value(settings, f"colors.{name}", COLOR, value)) is not None:
            colors[name] = color
    return colors


def _value(settings: Settings, key: str, kind: SettingKind, value: object) -> Any:
    """The value; None for one that is not allowed, which is left out."""
    try:
        return kind.read(value)
    except (TypeError, ValueError):
        settings.leave_out(settings.fault(key, f"{_as_toml(value)} is not allowed", allowed=[kind.allowed]))
        return None


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
    # Imported here because only mistakes need it.
    from readtui.text.name_fit import meant as nearest

    close = nearest(meant, names)
    hint = f"Did you mean {close}? " if close else ""
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
    try:
        shown = f'"{value}"' if isinstance(value, str) else str(value)
    except ValueError:
        # Hexadecimal digits have no limit in Python, decimal ones have.
        shown = "this number"
    return shown if len(shown) <= _MOST_SHOWN else f"{shown[:_MOST_SHOWN]}…"
