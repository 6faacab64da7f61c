"""Tells names that programs made from those that say something to a person."""

import re

_HASH = re.compile(
    r"(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{16,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE
)


def is_hash(stem: str) -> bool:
    """Whether a name without its ending is a hash or a UUID: at least 16 hexadecimal digits, of both kinds."""
    return _HASH.fullmatch(stem) is not None
