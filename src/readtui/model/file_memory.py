"""What a device remembers about an exported file that a person edits too."""

from collections.abc import Mapping
from dataclasses import field
from typing import TypeAlias

from readtui.quick_dataclass import dataclass

Value: TypeAlias = str | tuple[str, ...]
"""A value of front matter: a scalar or a list."""


@dataclass(frozen=True, slots=True)
class FileMemory:
    """``ids``: all that were in the file; ``front``: the front matter that readtui wrote."""

    ids: frozenset[str] = frozenset()
    front: Mapping[str, Value] = field(default_factory=dict)


NOTHING_KNOWN = FileMemory()
