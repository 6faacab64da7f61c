"""Addresses as terminals take them in hyperlinks (OSC 8): only of a few schemes, and without control characters."""

from urllib.parse import quote

from readtui.quick_pattern import pattern

_SCHEMES = ("http", "https", "mailto")
_UNESCAPED = ":/?#[]@!$&'()*+,;=%"
_LINE_ENDS = pattern(r"[\t\r\n]")
_STRAY_PERCENT = pattern(r"%(?![0-9A-Fa-f]{2})")
_MOST = 2_000
"""Characters; VTE ignores addresses of more than 2,083."""


def hyperlink(target: str) -> str:
    """The address of a page or mailbox in printable ASCII; "" for all others, such as scripts and files."""
    address = _LINE_ENDS.sub("", target).strip()
    if address.partition(":")[0].lower() not in _SCHEMES or ":" not in address:
        return ""
    escaped = quote(_STRAY_PERCENT.sub("%25", address), safe=_UNESCAPED, errors="replace")
    return escaped if len(escaped) <= _MOST else ""
