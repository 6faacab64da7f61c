"""Settings: a TOML file to typed values, each of which knows where it came from."""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import Field, dataclass, field, fields, replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from readtui.errors import SettingsError
from readtui.model.annotation import HIGHLIGHT_COLORS

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    SectionT = TypeVar("SectionT", bound=DataclassInstance)

QUICK_TAGS = 9
_MOST_NAMED = 24
_MOST_BYTES = 1_000_000
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_HEADER = re.compile(r"\s*\[([^\[\]]+)\]")
_ASSIGNMENT = re.compile(r"""\s*([\w"'.\- ]+?)\s*=""")


@dataclass(frozen=True, slots=True)
class Kind:
    """What a value must be. ``read`` returns the value as readtui uses it, or raises TypeError or ValueError."""

    allowed: str
    read: Callable[[object], object]


def _whole_number(low: int, high: int) -> Kind:
    def read(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise ValueError
        return value

    return Kind(f"a whole number from {low} to {high}", read)


def _one_of(*names: str) -> Kind:
    def read(value: object) -> str:
        if value not in names:
            raise ValueError
        return str(value)

    return Kind(" or ".join(f'"{name}"' for name in names), read)


def _read_switch(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _read_text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _read_color(value: object) -> str:
    if not _COLOR.fullmatch(_read_text(value)):
        raise ValueError
    return _read_text(value).lower()


def _read_quick_tags(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > QUICK_TAGS:
        raise ValueError
    tags = tuple(_read_text(tag).strip() for tag in value)
    if not all(tags):
        raise ValueError
    return tags


def _read_keys(value: object) -> tuple[str, ...]:
    sequences = value if isinstance(value, list) else [value]
    keys = tuple(" ".join(_read_text(sequence).split()) for sequence in sequences)
    if not all(keys):
        raise ValueError
    return keys


SWITCH = Kind("true or false", _read_switch)
TEXT = Kind("a text", _read_text)
COLOR = Kind('a color as "#rrggbb"', _read_color)
TAGS = Kind(f"a list of up to {QUICK_TAGS} tag names", _read_quick_tags)
KEYS = Kind('a key such as "H", a sequence such as "g g", or a list of them ([] unbinds)', _read_keys)


def _about(kind: Kind, doc: str) -> dict[str, object]:
    return {"kind": kind, "doc": doc}


@dataclass(frozen=True, slots=True)
class ReaderSettings:
    """How an article looks while it is read."""

    measure: int = field(
        default=72,
        metadata=_about(_whole_number(40, 200), "The widest line of the text column, in terminal cells."),
    )
    furniture: str = field(
        default="folded",
        metadata=_about(
            _one_of("folded", "shown"),
            "Whether counters, share bars, comment forms and the like start as one dimmed line or in full.",
        ),
    )
    words_per_minute: int = field(
        default=230,
        metadata=_about(_whole_number(50, 2000), "Your reading speed; it gives the minutes that are left."),
    )
    marginalia: bool = field(
        default=True,
        metadata=_about(SWITCH, "Whether notes and tags stand in the right margin beside their passages."),
    )
    outline: bool = field(
        default=False,
        metadata=_about(SWITCH, "Whether the outline is open when an article is opened."),
    )


@dataclass(frozen=True, slots=True)
class AppSettings:
    """How the app as a whole looks."""

    theme: str = field(
        default="readtui-dark",
        metadata=_about(TEXT, "`readtui-dark`, `readtui-light`, or the name of any theme of Textual's."),
    )


@dataclass(frozen=True, slots=True)
class ExportSettings:
    """What an export starts from."""

    format: str = field(
        default="markdown",
        metadata=_about(TEXT, "The format that is chosen first: the name of an installed exporter."),
    )
    folder: str = field(
        default="",
        metadata=_about(TEXT, "The folder that is offered first; `~` is your home folder, empty the current folder."),
    )


@dataclass(frozen=True, slots=True)
class TagSettings:
    """Tags that are always at hand."""

    quick: tuple[str, ...] = field(
        default=(),
        metadata=_about(TAGS, "The tags of the keys `1` to `9`, in this order; recent tags fill the rest."),
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings. ``keys`` has key sequences ("g g") per action id, ``colors`` "#rrggbb" per highlight color.

    Action ids, key names, theme and format names are not checked here: who knows them raises ``fault``.
    """

    reader: ReaderSettings = field(default_factory=ReaderSettings)
    app: AppSettings = field(default_factory=AppSettings)
    export: ExportSettings = field(default_factory=ExportSettings)
    tags: TagSettings = field(default_factory=TagSettings)
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    colors: Mapping[str, str] = field(default_factory=dict)
    path: Path | None = None
    source: str = field(default="", repr=False)

    def origin(self, key: str) -> str:
        """Where a value is set, for a message: "FILE, line 3: reader.measure". ``key`` is "section.name"."""
        return _origin(self.path, self.source, key)

    def fault(self, key: str, problem: str, *, allowed: Iterable[str] = (), meant: str = "") -> SettingsError:
        """The error to raise for a value that only the caller can judge.

        ``allowed`` are the names that would do, ``meant`` the one that was given instead. Of many names only one close
        to it is said, and the page that has them all.
        """
        page = "keys" if key.startswith("keys.") else "settings"
        return _fault(self.origin(key), problem, sorted(allowed), meant, page)


def load_settings(path: Path | None = None) -> Settings:
    """Read the settings file, by default the platform's; a file that is not there gives the defaults.

    Raises SettingsError naming file, line, key and allowed values.
    """
    if path is None:
        from readtui.paths import settings_file

        path = settings_file()
    try:
        with open(path, "rb") as file:
            content = file.read(_MOST_BYTES + 1)
        source = content.decode("utf-8-sig")
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read ({error.strerror})", "Check its permissions.") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: byte {error.start} is not UTF-8", "Save the file as UTF-8.") from error
    if len(content) > _MOST_BYTES:
        raise SettingsError(f"{path}: is over {_MOST_BYTES // 1_000_000} MB", "Settings are a few lines of text.")
    return parse_settings(source, path)


def parse_settings(source: str, path: Path | None = None) -> Settings:
    """Settings from TOML text; ``path`` is named in errors. Raises SettingsError."""
    try:
        tables = tomllib.loads(source)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsError(f"{path or 'settings'}: not TOML: {error}", "A line looks like: measure = 72") from error
    settings = Settings(path=path, source=source)
    changes: dict[str, Any] = {}
    for section, table in tables.items():
        if section not in SECTIONS:
            raise settings.fault(section, f"there is no section [{section}]", allowed=SECTIONS, meant=section)
        if not isinstance(table, dict):
            raise settings.fault(section, "is a section, not a value", allowed=[f"[{section}]"])
        if section == "keys":
            changes[section] = {
                action: _value(settings, f"keys.{action}", KEYS, value) for action, value in _flat(table).items()
            }
        elif section == "colors":
            changes[section] = _colors(settings, table)
        else:
            changes[section] = _section(settings, section, getattr(settings, section), table)
    return replace(settings, **changes)


def section_fields(section: "DataclassInstance | type[DataclassInstance]") -> Iterable[tuple[Field[object], Kind, str]]:
    """Each setting of a section with what is allowed and its documentation."""
    for setting in fields(section):
        yield setting, setting.metadata["kind"], setting.metadata["doc"]


SECTIONS = tuple(setting.name for setting in fields(Settings) if setting.name not in ("path", "source"))


def _section(settings: Settings, name: str, section: "SectionT", table: Mapping[str, object]) -> "SectionT":
    kinds = {setting.name: kind for setting, kind, _ in section_fields(section)}
    changes: dict[str, Any] = {}
    for key, value in table.items():
        if key not in kinds:
            raise settings.fault(f"{name}.{key}", "there is no such setting", allowed=kinds, meant=key)
        changes[key] = _value(settings, f"{name}.{key}", kinds[key], value)
    return replace(section, **changes)


def _colors(settings: Settings, table: Mapping[str, object]) -> dict[str, object]:
    for name in table:
        if name not in HIGHLIGHT_COLORS:
            raise settings.fault(f"colors.{name}", "there is no such color", allowed=HIGHLIGHT_COLORS, meant=name)
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
        hint += f"docs/{page}.md lists what is allowed."
    elif names:
        hint += f"Allowed: {', '.join(names)}."
    return SettingsError(f"{origin}: {problem}", hint.strip())


def _origin(path: Path | None, source: str, key: str) -> str:
    line = _line_of(source, key)
    place = f"{path or 'settings'}, line {line}" if line else str(path or "settings")
    return f"{place}: {key}"


def _line_of(source: str, key: str) -> int:
    """The line (from 1) that sets the key or opens the section; 0 if that cannot be told (inline tables)."""
    section = ""
    for number, line in enumerate(source.split("\n"), 1):
        if header := _HEADER.match(line):
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
