"""Finds plug-ins, readtui's own and those of other packages, by their entry points, and loads them on demand."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Generic, TypeVar

from readtui.errors import ReadtuiError
from readtui.quick_dataclass import dataclass

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

_PlugIn = TypeVar("_PlugIn")
_Source = TypeVar("_Source")


@dataclass(frozen=True, slots=True)
class PlugIns(Generic[_PlugIn]):
    """The plug-ins of one entry point group.

    ``kind`` is what a message calls one of them, ``error`` the type of the error if one cannot be loaded. ``parts`` are
    the attributes that each must have, nested ones with dots.
    """

    group: str
    kind: str
    error: type[ReadtuiError]
    parts: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all plug-ins. Loads none."""
        return tuple(entry_points_of(self.group))

    def find(self, name: str) -> _PlugIn | None:
        """The plug-in of this name, or None. Raises ``error`` if it cannot be loaded."""
        point = entry_points_of(self.group).get(name)
        if point is None:
            return None
        found = self._load(point)
        if isinstance(found, ReadtuiError):
            raise found
        return found

    def each(self) -> Iterator[tuple[str, _PlugIn | ReadtuiError]]:
        """All plug-ins by name. One that cannot be loaded is the error to report if it is needed."""
        for name, point in entry_points_of(self.group).items():
            yield name, self._load(point)

    def working(self) -> Iterator[_PlugIn]:
        """All plug-ins that can be loaded."""
        return (found for _, found in self.each() if not isinstance(found, ReadtuiError))

    def _load(self, point: "EntryPoint") -> _PlugIn | ReadtuiError:
        loaded = _loaded(point, self.parts)
        if not isinstance(loaded, _Failure):
            found: _PlugIn = loaded  # type: ignore[assignment]
            return found
        fault = self.error(
            f"could not load the {self.kind} {point.name} ({point.value}): {loaded.error}",
            "Update or remove the package that provides it.",
        )
        fault.__cause__ = loaded.error
        return fault


def does_recognise(recognises: Callable[[_Source], bool], source: _Source) -> bool:
    """What a plug-in says; False if it fails."""
    try:
        return recognises(source)
    except Exception:  # noqa: BLE001  an importer of others that fails on any bytes must not keep them from being read
        return False


@cache
def entry_points_of(group: str) -> "Mapping[str, EntryPoint]":
    """The entry points by name, readtui's own first, so that no other package takes over their names or formats."""
    # Imported here because it would delay the start of commands that need no plug-in.
    from importlib.metadata import entry_points

    points = sorted(entry_points(group=group), key=lambda point: (not point.value.startswith("readtui."), point.name))
    named: dict[str, EntryPoint] = {}
    for point in points:
        named.setdefault(point.name, point)
    return named


@dataclass(frozen=True, slots=True)
class _Failure:
    error: Exception


@cache
def _loaded(point: "EntryPoint", parts: tuple[str, ...]) -> object:
    try:
        plug_in = point.load()()
        attrgetter(*parts)(plug_in)
    except Exception as error:  # noqa: BLE001  a package of others can fail in any way while it is imported
        return _Failure(error)
    return plug_in
