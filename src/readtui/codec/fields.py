"""Checked access to JSON values: each function gives a field's value or says which field is wrong."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from sys import intern
from typing import TypeVar

from readtui.errors import DamagedError

Json = Mapping[str, object]
Choice = TypeVar("Choice", bound=StrEnum)


def wrong_value(where: str, name: str, expected: str, found: object) -> DamagedError:
    """The fault that names a field, what it should hold and what it holds."""
    shown = repr(found)
    return DamagedError(
        f"{where}: {name}: expected {expected}, found {shown if len(shown) <= 60 else shown[:57] + '…'}"
    )


def mapping(value: object, where: str, name: str) -> dict[str, object]:
    """A JSON object."""
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


def text(value: Json, where: str, name: str, default: str | None = None) -> str:
    """A string; without a default it must be there."""
    found = value.get(name, default)
    if not isinstance(found, str):
        raise wrong_value(where, name, "text", found)
    return found


def optional_text(value: Json, where: str, name: str) -> str | None:
    """A string or null."""
    found = value.get(name)
    if found is not None and not isinstance(found, str):
        raise wrong_value(where, name, "text or null", found)
    return found


def texts(value: Json, where: str, name: str) -> tuple[str, ...]:
    """A list of strings, empty by default."""
    found = value.get(name)
    if not found and found in (None, []):
        return ()
    if not isinstance(found, list) or not all(isinstance(entry, str) for entry in found):
        raise wrong_value(where, name, "a list of texts", found)
    return tuple(found)


def whole_number(value: Json, where: str, name: str, default: int | None = None) -> int:
    """A whole number, 0 or more; without a default it must be there."""
    found = value.get(name, default)
    if not isinstance(found, int) or isinstance(found, bool) or found < 0:
        raise wrong_value(where, name, "a whole number, 0 or more", found)
    return found


def choice(kind: type[Choice], value: Json, where: str, name: str, default: Choice | None = None) -> Choice:
    """One of an enumeration's values."""
    found = value.get(name, default)
    try:
        return kind(found)  # type: ignore[arg-type]
    except ValueError:
        raise wrong_value(where, name, "one of " + ", ".join(kind), found) from None


def versions(value: Json, where: str, name: str = "v") -> dict[str, int]:
    """A version vector: a counter per device."""
    vector = mapping(value.get(name, {}), where, name)
    return {intern(device): whole_number(vector, f"{where}: {name}", device) for device in vector}


def unknown(value: Json, known: Collection[str]) -> dict[str, object]:
    """The fields that this version of readtui does not know."""
    return {name: field for name, field in value.items() if name not in known}
