import io
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from readtui.cli.main import run
from readtui.services.importing.discovery import Machine

FERRY = """# The ferry

It left at dawn and came back at dusk. Nobody on board spoke of the river, and the dog slept through both crossings.

## At the landing

In winter the boat lay in ice, and people walked across the river instead, in single file and without a word.
"""


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def line(self) -> str:
        (line,) = self.out.splitlines()
        return line


Readtui = Callable[..., Result]


@pytest.fixture
def readtui(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
    kept_processes: None,
) -> Readtui:
    """Runs a command line in this process, on a separate library."""
    (tmp_path / "library").mkdir(exist_ok=True)
    monkeypatch.setenv("READTUI_LIBRARY", str(tmp_path / "library"))
    monkeypatch.setenv("READTUI_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("READTUI_SETTINGS", str(tmp_path / "settings.toml"))
    monkeypatch.setattr(Machine, "this", classmethod(lambda cls: cls(tmp_path / "home", "linux", {})))

    def call(*arguments: str, stdin: bytes = b"") -> Result:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capfdbinary.readouterr()
        code = run(arguments)
        out, err = capfdbinary.readouterr()
        assert b"Traceback" not in err
        return Result(code, out.decode(), err.decode())

    return call


Shell = Callable[[str, Path], list[str]]


@pytest.fixture
def shell(readtui: Readtui, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """Runs command lines in a folder; returns what each command of readtui has printed.

    These run in this process, which takes a fraction of the time, and must succeed.
    """
    monkeypatch.setenv("HOME", str(tmp_path))
    # Git's own settings are then in that folder.
    monkeypatch.delenv("GIT_CONFIG_GLOBAL", raising=False)

    def run(lines: str, folder: Path) -> list[str]:
        monkeypatch.chdir(folder)
        printed = []
        for line in lines.splitlines():
            words = shlex.split(line, comments=True)
            if words[0] == "readtui":
                done = readtui(*words[1:])
                assert done.code == 0, f"{line}\n{done.err}"
                printed.append(done.out + done.err)
            elif words[0] == "export":
                name, _, value = words[1].partition("=")
                monkeypatch.setenv(name, os.path.expanduser(value))
            else:
                subprocess.run(["sh", "-euc", line], check=True, capture_output=True, timeout=60)
        return printed

    return run


@pytest.fixture
def ferry(tmp_path: Path) -> Path:
    path = tmp_path / "ferry.md"
    path.write_text(FERRY)
    return path


@pytest.fixture
def article(readtui: Readtui, ferry: Path) -> str:
    """The id of an article in the library."""
    return readtui("add", str(ferry)).line
