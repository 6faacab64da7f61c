"""Requirements on other packages."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import readtui

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


def test_recipes_for_packages_have_the_current_version_and_every_dependency() -> None:
    packaging = ROOT / "packaging"
    brew = (packaging / "homebrew" / "readtui.rb").read_text(encoding="utf-8")
    arch = (packaging / "arch" / "PKGBUILD").read_text(encoding="utf-8")
    nix = (packaging / "nix" / "flake.nix").read_text(encoding="utf-8")
    version = readtui.__version__
    assert f"/readtui-{version}.tar.gz" in brew
    assert f"pkgver={version}\n" in arch
    assert f'version = "{version}";' in nix
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {re.split(r"[\[<>=]", one)[0] for one in project["dependencies"]}
    assert {name for name in wanted if not re.search(rf"^  (python-)?{name}$", arch, re.MULTILINE)} == set()
    assert {name for name in wanted if not re.search(rf"^ +{name}$", nix, re.MULTILINE)} == set()
