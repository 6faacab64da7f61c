"""Opens an address with the desktop's program, or with a browser in the terminal."""

import asyncio
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from textual.app import App

from readtui.errors import ReadtuiError
from readtui.text.clean import visible
from readtui.tui.daemon_thread import in_thread
from readtui.tui.host import Host
from readtui.tui.programs.editor import run_in_terminal

_IN_THE_TERMINAL = ("w3m", "lynx", "links", "elinks", "links2", "www-browser", "browsh")
_DESKTOPS = {"darwin": (["open"],), "win32": (["rundll32", "url.dll,FileProtocolHandler"],)}
_OPENERS = (["xdg-open"], ["wslview"], ["gio", "open"])
_DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME")
_CHOOSE_ONE = "The address is on the clipboard. Set $BROWSER to a browser, for example BROWSER=firefox."
_PATIENCE = 3.0


class Opener(NamedTuple):
    """A program with its arguments, including the address, and whether it runs in the terminal."""

    command: list[str]
    takes_terminal: bool


def opener_for(
    address: str,
    environ: Mapping[str, str] = os.environ,
    platform: str = sys.platform,
    which: Callable[[str], str | None] = shutil.which,
) -> Opener | None:
    """The program that opens an address here: $BROWSER, the desktop's, or a browser in the terminal; None if
    there is none.
    """
    is_page = not address.lower().startswith("mailto:")
    for browser in environ.get("BROWSER", "").split(os.pathsep) if is_page else ():
        try:
            command = shlex.split(browser)
        except ValueError:
            continue
        if command and which(command[0]):
            return _opener(command, address)
    has_desktop = platform in _DESKTOPS or any(environ.get(name) for name in _DISPLAYS)
    for command in _DESKTOPS.get(platform, _OPENERS) if has_desktop else ():
        if which(command[0]):
            return _opener(command, address)
    for name in _IN_THE_TERMINAL if is_page else ():
        if which(name):
            return _opener([name], address)
    return None


def _opener(command: list[str], address: str) -> Opener:
    takes_terminal = Path(command[0]).name in _IN_THE_TERMINAL
    if any("%s" in part for part in command):
        return Opener([part.replace("%s", address) for part in command], takes_terminal)
    return Opener([*command, address], takes_terminal)


async def open_address(app: App[None], host: Host, address: str) -> None:
    """Open the address and report it. If that fails, copy the address to the clipboard."""
    opener, shown = opener_for(address), visible(address)
    if opener is None:
        app.copy_to_clipboard(address)
        host.tell(f"No program found to open {shown}. The address is on the clipboard.")
        return
    program = visible(Path(opener.command[0]).name)
    try:
        if opener.takes_terminal:
            code = run_in_terminal(app, opener.command, "browser", _CHOOSE_ONE)
        else:
            host.tell(f"Opening {shown}")
            code = await _exit_code(opener.command)
    except ReadtuiError as error:
        failed: ReadtuiError | None = error
    else:
        failed = (
            ReadtuiError(f"Could not open {shown}: {program} exited with code {code}", _CHOOSE_ONE) if code else None
        )
    if failed:
        app.copy_to_clipboard(address)
        host.tell_error(failed)
    else:
        host.tell(f"Opened {shown}")


async def _exit_code(command: list[str]) -> int:
    """The exit code of a program that must not touch the terminal; 0 if it keeps running, as browsers do."""
    try:
        process = await asyncio.to_thread(
            subprocess.Popen,
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            # Programs it starts outlive readtui and have no terminal to write to.
            start_new_session=True,
        )
    except OSError as fault:
        raise ReadtuiError(f"Could not start {visible(command[0])}: {fault.strerror}", _CHOOSE_ONE) from fault
    try:
        # A thread keeps waiting for it, so that it does not become a zombie.
        return await asyncio.wait_for(in_thread(process.wait), _PATIENCE)
    except TimeoutError:
        return 0
