"""Copies text: through the terminal, and through the program that the desktop or the multiplexer has for it.

The terminal gets OSC 52, which works over SSH as well. tmux and screen do not pass it on as it is, so they get it
wrapped, and tmux is asked to copy. A desktop's program also serves terminals without OSC 52, such as macOS Terminal.
"""

import asyncio
import base64
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import NamedTuple

from readtui.tui.host import Host
from readtui.tui.terminal_interface import Terminal

_ESCAPE, _BELL, _END = "\x1b", "\a", "\x1b\\"
_SCREEN_TAKES = 512
"""Bytes in one piece; screen drops more than 768."""
_MOST_IN_TERMINAL = 74_000
"""Characters of an OSC 52 sequence that common terminals accept."""
_PATIENCE = 3.0


class Copier(NamedTuple):
    """A program that copies what it reads, and the encoding that it reads."""

    command: tuple[str, ...]
    encoding: str = "utf-8"


def copiers(
    environ: Mapping[str, str] = os.environ,
    platform: str = sys.platform,
    which: Callable[[str], str | None] = shutil.which,
) -> list[Copier]:
    """The programs to copy with here, those that are installed.

    Over SSH the desktop's program would copy on the far machine, unless X11 is forwarded.
    """
    found: list[Copier] = []
    is_far = bool(environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"))
    if environ.get("TMUX"):
        found.append(Copier(("tmux", "load-buffer", "-w", "-")))
    if platform == "darwin" and not is_far:
        found.append(Copier(("pbcopy",)))
    elif platform == "win32" or (environ.get("WSL_DISTRO_NAME") and not is_far):
        found.append(Copier(("clip.exe",), "utf-16-le"))
    elif environ.get("WAYLAND_DISPLAY") and not is_far and which("wl-copy"):
        found.append(Copier(("wl-copy", "--type", "text/plain;charset=utf-8")))
    elif environ.get("DISPLAY"):
        selection = [("xclip", "-selection", "clipboard", "-in"), ("xsel", "--clipboard", "--input")]
        found += [Copier(command) for command in selection if which(command[0])][:1]
    elif environ.get("TERMUX_VERSION"):
        found.append(Copier(("termux-clipboard-set",)))
    return [copier for copier in found if which(copier.command[0])]


def passed_through(text: str, environ: Mapping[str, str] = os.environ) -> str:
    """OSC 52 for the terminal around tmux or screen; empty outside of them."""
    if not (environ.get("TMUX") or environ.get("STY")):
        return ""
    encoded = base64.b64encode(text.encode()).decode("ascii")
    sequence = f"{_ESCAPE}]52;c;{encoded}{_BELL}"
    if environ.get("TMUX"):
        return f"{_ESCAPE}Ptmux;{sequence.replace(_ESCAPE, _ESCAPE * 2)}{_END}"
    pieces = (sequence[at : at + _SCREEN_TAKES] for at in range(0, len(sequence), _SCREEN_TAKES))
    return "".join(f"{_ESCAPE}P{piece}{_END}" for piece in pieces)


class Clipboard:
    """Copies for the app, without making it wait. What was copied last wins."""

    def __init__(self, host: Host, terminal: Terminal, environ: Mapping[str, str] = os.environ) -> None:
        self._host = host
        self._terminal = terminal
        self._environ = environ
        self._waiting: str | None = None
        self._is_copying = False

    def copy(self, text: str) -> None:
        """Copy beyond what Textual's app has done, which sends plain OSC 52."""
        if wrapped := passed_through(text, self._environ):
            self._terminal.drawing.send(wrapped)
        self._waiting = text
        if not self._is_copying:
            self._is_copying = True
            self._host.run_worker(self._copy_what_waits, group="clipboard")

    async def _copy_what_waits(self) -> None:
        try:
            while (text := self._waiting) is not None:
                self._waiting = None
                is_copied = await asyncio.to_thread(copied, text, self._environ)
                if not is_copied and 4 * len(text.encode()) // 3 > _MOST_IN_TERMINAL:
                    self._host.tell("This may be too long for the terminal's clipboard. Export it to a file instead.")
        finally:
            self._is_copying = False


def copied(text: str, environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> bool:
    """Have each of the programs copy a text; return whether one did."""
    successes = [_copied_by(copier, text) for copier in copiers(environ, platform)]
    return any(successes)


def _copied_by(copier: Copier, text: str) -> bool:
    try:
        process = subprocess.Popen(
            copier.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            # It serves the clipboard after readtui has ended.
            start_new_session=True,
        )
    except OSError:
        return False
    try:
        process.communicate(text.encode(copier.encoding), timeout=_PATIENCE)
    except (subprocess.TimeoutExpired, OSError):
        # It may keep serving the clipboard in the foreground.
        return process.poll() in (None, 0)
    return process.returncode == 0
