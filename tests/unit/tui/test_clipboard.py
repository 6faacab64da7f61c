"""Copying through the programs that there are, and through tmux and screen."""

import asyncio
import base64
import re
from collections.abc import Awaitable, Mapping
from pathlib import Path
from typing import Any

import pytest
from app_host import MemoryHost

from readtui.tui.clipboard import Clipboard, copied, copiers, passed_through
from readtui.tui.terminal.plain import PlainTerminal

X11, WAYLAND, SSH, TMUX = (
    {"DISPLAY": ":0"},
    {"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"},
    {"SSH_TTY": "/dev/pts/1"},
    {"TMUX": "/tmp/tmux,1,0"},
)


@pytest.mark.parametrize(
    ("environ", "platform", "programs", "expected"),
    [
        (X11, "linux", ("xclip", "xsel"), ["xclip"]),
        (X11, "linux", ("xsel",), ["xsel"]),
        (WAYLAND, "linux", ("wl-copy", "xclip"), ["wl-copy"]),
        (WAYLAND, "linux", ("xclip",), ["xclip"]),
        ({}, "darwin", ("pbcopy",), ["pbcopy"]),
        ({"WSL_DISTRO_NAME": "Debian"}, "linux", ("clip.exe", "xclip"), ["clip.exe"]),
        ({"TERMUX_VERSION": "0.118"}, "linux", ("termux-clipboard-set",), ["termux-clipboard-set"]),
        # On the far machine there is no clipboard to copy to, unless X11 is forwarded.
        (SSH, "darwin", ("pbcopy",), []),
        (SSH | {"WAYLAND_DISPLAY": "wayland-0"}, "linux", ("wl-copy",), []),
        (SSH | {"DISPLAY": "localhost:10.0"}, "linux", ("xclip",), ["xclip"]),
        (SSH | TMUX, "linux", ("tmux", "xclip"), ["tmux"]),
        (TMUX | X11, "linux", ("tmux", "xclip"), ["tmux", "xclip"]),
        ({}, "linux", ("wl-copy", "xclip", "tmux"), []),
    ],
)
def test_the_program_is_the_one_of_this_desktop(
    environ: Mapping[str, str], platform: str, programs: tuple[str, ...], expected: list[str]
) -> None:
    found = copiers(environ, platform, lambda name: name if name in programs else None)
    assert [copier.command[0] for copier in found] == expected


def test_tmux_and_screen_pass_the_sequence_on() -> None:
    assert passed_through("sea", {}) == ""
    plain = f"\x1b]52;c;{base64.b64encode('Über'.encode()).decode()}\a"
    wrapped = passed_through("Über", TMUX)
    assert wrapped == "\x1bPtmux;" + plain.replace("\x1b", "\x1b\x1b") + "\x1b\\"
    pieces = re.findall("\x1bP(.*?)\x1b\\\\", passed_through("long " * 900, {"STY": "1.pts"}), re.DOTALL)
    assert len(pieces) > 1
    assert max(map(len, pieces)) < 768
    assert "".join(pieces) == f"\x1b]52;c;{base64.b64encode(b'long ' * 900).decode()}\a"


def put_program(folder: Path, name: str, script: str) -> None:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


def test_the_program_reads_the_text_and_a_broken_one_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    programs, kept = tmp_path / "bin", tmp_path / "kept"
    # Not where a real tmux may be running.
    monkeypatch.setenv("PATH", str(programs))
    assert not copied("sea", TMUX, "darwin")
    put_program(programs, "pbcopy", f'/bin/cat > "{kept}"; echo copied; echo so >&2')
    put_program(programs, "tmux", "exit 1")
    assert copied("Meer ✎\n", TMUX, "darwin")
    assert kept.read_text(encoding="utf-8") == "Meer ✎\n"
    # What it says would stand in the middle of the screen.
    assert capfd.readouterr() == ("", "")
    put_program(programs, "pbcopy", "exit 1")
    assert not copied("sea", TMUX, "darwin")


class Host(MemoryHost):
    """Keeps the work of a clipboard for the test to run."""

    def __init__(self) -> None:
        super().__init__()
        self.work: list[Awaitable[Any]] = []

    def run_worker(self, work: Any, *, group: str = "default", exclusive: bool = False) -> object:
        self.work.append(work() if callable(work) else work)
        return None


def test_what_was_copied_last_is_on_the_clipboard_and_too_much_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs, kept = tmp_path / "bin", tmp_path / "kept"
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    host = Host()
    clipboard = Clipboard(host, PlainTerminal(), X11)
    put_program(programs, "xclip", f'/bin/cat > "{kept}"')
    for text in ("first", "second", "third"):
        clipboard.copy(text)
    [work] = host.work

    async def finished(work: Awaitable[Any]) -> None:
        await work

    asyncio.run(finished(work))
    assert (kept.read_text(encoding="utf-8"), host.told) == ("third", [])
    (programs / "xclip").unlink()
    monkeypatch.setenv("PATH", str(programs))
    # Terminals take 74,000 characters, four for each three bytes.
    for text in ("x" * 55_500, "é" * 27_750):
        clipboard.copy(text)
        asyncio.run(finished(host.work[-1]))
    assert host.told == []
    clipboard.copy("x" * 55_501)
    asyncio.run(finished(host.work[-1]))
    assert host.told == ["This may be too long for the terminal's clipboard. Export it to a file instead."]
