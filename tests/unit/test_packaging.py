"""Requirements on other packages."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_package_that_users_install_has_a_lowest_version_to_test_on() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [
        wanted
        for name, extra in project["optional-dependencies"].items()
        if name not in ("dev", "docs", "test")
        for wanted in extra
    ]
    wanted = {re.split(r"[\[<>=]", one)[0] for one in [*project["dependencies"], *extras]}
    command = [sys.executable, str(ROOT / "scripts" / "lowest.py")]
    lines = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.splitlines()
    assert all(re.fullmatch(r"[\w.-]+==\d[\d.]*", line) for line in lines)
    assert {line.partition("==")[0] for line in lines} == wanted
