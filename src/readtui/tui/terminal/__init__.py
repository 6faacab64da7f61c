"""Everything that draws, reads or times past Textual. The rest of readtui sees ``terminal_interface``."""

from __future__ import annotations

import os

from readtui.paths import is_plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from readtui.tui.terminal_interface import Terminal


def this_terminal(environ: Mapping[str, str] = os.environ) -> Terminal:
    """The terminal of this run; with ``READTUI_PLAIN`` one that leaves everything to Textual."""
    if is_plain(environ):
        from readtui.tui.terminal.plain import PlainTerminal

        return PlainTerminal()
    from readtui.tui.terminal.fast import FastTerminal

    return FastTerminal()
