"""Whether the terminal is given hyperlinks (OSC 8)."""

import os
from collections.abc import Mapping

from readtui.paths import is_plain
from readtui.settings.sections import AppSettings

# They show such sequences as text, or are known to do nothing with them.
_WITHOUT = ("dumb", "unknown", "linux", "cons25", "eterm", "eterm-color")


def gives_hyperlinks(settings: AppSettings, environ: Mapping[str, str] = os.environ) -> bool:
    """Whether links become links of the terminal: if the settings want it, and it is not known to lack them."""
    kind = environ.get("TERM", "")
    is_capable = bool(kind) and kind not in _WITHOUT and not kind.startswith("vt")
    return settings.hyperlinks and is_capable and not is_plain(environ)
