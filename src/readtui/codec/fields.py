"""Checked access to JSON values: each function returns a field's value, or names the field that is wrong.

A library may come from anywhere. A value of the wrong type, or one that readtui cannot work with, is damage; a word
that this version does not know is not. Strings are returned safe to show (``readtui.text.clean``), but a changed file
keeps its original strings in all fields that the change does not touch.
"""

from collections.abc import Mapping, Set
from enum import StrEnum
from reprlib import Repr
from sys import intern
from typing import TypeVar

from readtui.errors import DamagedError
from readtui.text.clean import is_clean, shown, visible

Json = Mapping[str, object]
Choice = TypeVar("Choice", bound=StrEnum)

LARGEST_NUMBER = 10**15
"""Larger than any offset, count or time in milliseconds; anything above it is damage."""

_DEEPEST = 60
_LONGEST_NAME = 1_000
_short = Repr()
_short.maxstring = _short.maxother = 60


def wrong_value(where: str, name: str, expected: str, found: object) -> DamagedError:
    """The error that names a field, the expected value and the actual one."""
    said = repr(found) if isinstance(found, int | float) and abs(found) < LARGEST_NUMBER else _short.repr(found)
    return DamagedError(f"{where}: {name}: expected {expected}, found {said if len(said) <= 60 else said[:57] + '…'}")


def named(kind: str, name: object) -> str:
    """A record in a message: its kind and short id."""
    if not isinstance(name, str):
        return kind
    return f"{kind} {name if len(name) <= 80 and name.isprintable() else visible(name[:80])}"


def mapping(value: object, where: str, name: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise wrong_value(where, name, "an object", value)
    return value


def objects(value: Json, where: str, name: str) -> tuple[dict[str, object], ...]:
    """A list of JSON objects, empty by default."""
    found = value.get(name)
    if found is None:
        return ()
    if not isinstance(found, list):
        raise wrong_value(where, name, "a list of objects", found)
    for entry in found:
        if not isinstance(entry, dict):
            raise wrong_value(where, name, "a list of objects", found)
    return tuple(found)


def conflicts(value: Json, where: str) -> tuple[dict[str, object], ...]:
    """The other versions, unchanged. Raises DamagedError, also for nesting that is too deep."""
    found = objects(value, where, "conflicts")
    if found:
        require_shallow(list(found))
    return found


def text(value: Json, where: str, name: str, default: str | None = None) -> str:
    """A string of one or more lines, safe to show. Required without a default."""
    found = value.get(name, default)
    if not isinstance(found, str):
        raise wrong_value(where, name, "text", found)
    return found if found.isprintable() else shown(found)


def line(value: Json, where: str, name: str, default: str | None = None) -> str:
    """A string of one line, safe to show. Required without a default."""
    found = value.get(name, default)
    if not isinstance(found, str):
        raise wrong_value(where, name, "text", found)
    return found if found.isprintable() else visible(found)


def address(value: Json, where: str, name: str, default: str) -> str:
    """A path or URL, unchanged, because it is compared with others. Clean it before showing it."""
    return _string(value, where, name, default).encode("utf-8", "replace").decode()


def identifier(value: Json, where: str, name: str) -> str:
    """An id, unchanged. Raises DamagedError if it contains control characters."""
    found = value.get(name)
    if not isinstance(found, str) or not found or len(found) > _LONGEST_NAME:
        raise wrong_value(where, name, "a name", found)
    if not found.isprintable() and ("\n" in found or not is_clean(found)):
        raise wrong_value(where, name, "a name of one line", found)
    return found


def optional_line(value: Json, where: str, name: str) -> str | None:
    """A string of one line, safe to show, or null."""
    return None if value.get(name) is None else line(value, where, name)


def lines(value: Json, where: str, name: str) -> tuple[str, ...]:
    """A list of strings of one line, safe to show; empty by default."""
    return tuple(entry if entry.isprintable() else visible(entry) for entry in texts_as_written(value, where, name))


def texts_as_written(value: Json, where: str, name: str) -> tuple[str, ...]:
    """A list of strings, unchanged, to be compared and never shown; empty by default."""
    found = value.get(name)
    if not found and found in (None, []):
        return ()
    if not isinstance(found, list) or not all(isinstance(entry, str) for entry in found):
        raise wrong_value(where, name, "a list of texts", found)
    return tuple(found)


def _string(value: Json, where: str, name: str, default: str | None) -> str:
    found = value.get(name, default)
    if not isinstance(found, str):
        raise wrong_value(where, name, "text", found)
    return found


def whole_number(value: Json, where: str, name: str, default: int | None = None) -> int:
    """An integer from 0 to LARGEST_NUMBER. Required without a default."""
    found = value.get(name, default)
    # A bool is an int to Python.
    if type(found) is not int or not 0 <= found <= LARGEST_NUMBER:
        raise wrong_value(where, name, "a whole number, 0 or more", found)
    return found


def number(value: Json, where: str, name: str, most: float) -> float:
    """A number from 0 to ``most``; 0 by default."""
    found = value.get(name)
    if found is None:
        return 0.0
    if type(found) not in (int, float) or not 0 <= found <= most:  # type: ignore[operator]
        raise wrong_value(where, name, f"a number from 0 to {most:g}", found)
    return float(found)  # type: ignore[arg-type]


def choice(kind: type[Choice], value: Json, where: str, name: str, default: Choice) -> Choice:
    """A value of an enumeration; the default for a word that this version does not know."""
    found = _string(value, where, name, default)
    try:
        return kind(found)
    except ValueError:
        return default


def versions(value: Json, where: str) -> dict[str, int]:
    """A version vector: a counter per device."""
    vector = mapping(value.get("v", {}), where, "v")
    return {intern(device): whole_number(vector, f"{where}: v", device) for device in vector}


def unknown(value: Json, known: Set[str]) -> dict[str, object]:
    """The fields that this version does not know. Raises DamagedError for nesting that is too deep."""
    if value.keys() <= known:
        return {}
    found = {name: field for name, field in value.items() if name not in known}
    if found:
        require_shallow(found)
    return found


def require_shallow(value: object) -> None:
    """Raise DamagedError for a value that is nested too deeply for other programs."""
    level = [value]
    for _ in range(_DEEPEST):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return
    raise DamagedError("a value nests too deeply")
