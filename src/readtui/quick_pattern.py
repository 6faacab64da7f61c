"""Makes regular expressions as ``re.compile`` does, but when they are first used.

Compiling one takes up to 26 million instructions, a thirtieth of a start, which needs few of those that it imports.
"""

import re
from typing import TYPE_CHECKING, Any

__all__ = ["pattern"]

if TYPE_CHECKING:
    from re import compile as pattern
else:

    def pattern(source, flags=0):
        """As ``re.compile``, for a pattern of a module that the start imports."""
        return _Pattern(source, flags)


class _Pattern:
    def __init__(self, source: Any, flags: int) -> None:
        self._written = source, flags

    def __getattr__(self, name: str) -> object:
        # ``re`` keeps what it has compiled.
        found: object = getattr(re.compile(*self._written), name)
        # From now on, Python finds it without asking here.
        setattr(self, name, found)
        return found
