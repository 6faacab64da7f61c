"""The types of settings: what is allowed, and how a TOML value is read."""

from collections.abc import Callable, Mapping

from readtui.quick_dataclass import dataclass
from readtui.quick_pattern import pattern

QUICK_TAGS = 9
_COLOR = pattern(r"#[0-9a-fA-F]{6}")
_NOT_BLANK: Mapping[str, object] = {"type": "string", "pattern": r"\S"}


@dataclass(frozen=True, slots=True)
class SettingKind:
    """A type of setting. ``read`` converts a TOML value, or raises TypeError or ValueError.

    ``schema`` describes the values that ``read`` accepts, as JSON Schema.
    """

    allowed: str
    read: Callable[[object], object]
    schema: Mapping[str, object]


def whole_number(low: int, high: int) -> SettingKind:
    """A number in a range, ends included."""

    def read(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise ValueError
        return value

    return SettingKind(
        f"a whole number from {low} to {high}", read, {"type": "integer", "minimum": low, "maximum": high}
    )


def one_of(*names: str) -> SettingKind:
    """One of some names."""

    def read(value: object) -> str:
        if value not in names:
            raise ValueError
        return str(value)

    *others, last = (f'"{name}"' for name in names)
    return SettingKind(f"{', '.join(others)} or {last}", read, {"enum": list(names)})


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


def _read_names(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError
    names = tuple(_read_text(name).strip() for name in value)
    if not all(names):
        raise ValueError
    return names


def _read_quick_tags(value: object) -> tuple[str, ...]:
    tags = _read_names(value)
    if len(tags) > QUICK_TAGS:
        raise ValueError
    return tags


def _read_keys(value: object) -> tuple[str, ...]:
    sequences = value if isinstance(value, list) else [value]
    keys = tuple(" ".join(_read_text(sequence).split()) for sequence in sequences)
    if not all(keys):
        raise ValueError
    return keys


def _read_arguments(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise ValueError
    arguments = tuple(map(_read_text, value))
    if not arguments[0].strip() or any("\0" in argument for argument in arguments):
        raise ValueError
    return arguments


SWITCH = SettingKind("true or false", _read_switch, {"type": "boolean"})
TEXT = SettingKind("a string", _read_text, {"type": "string"})
COLOR = SettingKind('a color such as "#ffcc00"', _read_color, {"type": "string", "pattern": f"^{_COLOR.pattern}$"})
TAGS = SettingKind(
    f"a list of up to {QUICK_TAGS} tag names",
    _read_quick_tags,
    {"type": "array", "items": _NOT_BLANK, "maxItems": QUICK_TAGS},
)
NAMES = SettingKind("a list of names", _read_names, {"type": "array", "items": _NOT_BLANK})
KEYS = SettingKind(
    'a key such as "H", a sequence such as "g g", or a list of them ([] unbinds)',
    _read_keys,
    {"anyOf": [_NOT_BLANK, {"type": "array", "items": _NOT_BLANK}]},
)
_ARGUMENT = r"^[^\u0000]*$"
ARGUMENTS = SettingKind(
    'a list of strings, the first one a program: ["dict", "--"]',
    _read_arguments,
    {
        "type": "array",
        "items": [{"type": "string", "pattern": _ARGUMENT, "allOf": [_NOT_BLANK]}],
        "additionalItems": {"type": "string", "pattern": _ARGUMENT},
        "minItems": 1,
    },
)


def about(kind: SettingKind, doc: str, *, is_required: bool = False) -> dict[str, object]:
    """The metadata of a field: its type, its documentation, and whether its section must have it."""
    return {"kind": kind, "doc": f"{doc} Required." if is_required else doc, "is_required": is_required}
