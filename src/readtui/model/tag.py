"""A tag of the codebook."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field

from readtui.quick_dataclass import dataclass

FORMERLY = "readtui:formerly"
"""The field of an entry with the names that its tag had before."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag's entry in the codebook; ``/`` in the name nests. ``pin``: its quick key, 1 to 9."""

    name: str
    color: str | None = None
    description: str = ""
    pin: int | None = None
    modified: str = ""
    versions: Mapping[str, int] = field(default_factory=dict)
    deleted: str | None = None
    conflicts: Sequence[Mapping[str, object]] = ()
    extra: Mapping[str, object] = field(default_factory=dict)

    @property
    def former_names(self) -> list[str]:
        """The names that the tag had before it was renamed, or others were merged into it."""
        names = self.extra.get(FORMERLY)
        return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []


def has_tag(tags: Iterable[str], wanted: str) -> bool:
    """Whether ``tags`` has ``wanted`` or a tag nested in it, ignoring case."""
    name = wanted.casefold().strip("/")
    return any(tag.casefold() == name or tag.casefold().startswith(name + "/") for tag in tags)
