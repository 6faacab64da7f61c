"""What import contracts cannot say about the code's layout."""

import ast
import re
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "src" / "readtui").rglob("*.py"))
HEAVY = {"textual", "trafilatura", "lxml", "pypdfium2", "mammoth", "jinja2", "hypothesis"}


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: str(path.relative_to(ROOT / "src")))
def test_a_module_says_its_job_and_stays_short(source: Path) -> None:
    text = source.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text))
    assert text.count("\n") < 400


def test_every_room_is_on_the_architecture_page() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rooms = {path.relative_to(ROOT / "src" / "readtui").parts[0].removesuffix(".py") for path in SOURCES}
    listed = {name for row in re.findall(r"^\| (`.*?) \|", page, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)}
    assert rooms - {"__init__"} <= listed


@pytest.mark.parametrize("group", ["readtui.importers", "readtui.exporters"])
def test_a_format_is_found_by_the_name_that_it_gives_itself(group: str) -> None:
    points = [point for point in entry_points(group=group) if point.value.startswith("readtui.")]
    assert points
    for point in points:
        assert point.load()().name == point.name


def test_commands_without_the_app_do_not_load_textual(tmp_path: Path) -> None:
    code = (
        "import sys; from readtui.cli.main import run;"
        f"code = run(['--library', {str(tmp_path / 'library')!r}, 'list', '--json']);"
        "print(code, sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    environment = {"READTUI_STATE": str(tmp_path), "READTUI_SETTINGS": str(tmp_path / "none.toml")}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    loaded = set(re.findall(r"'(\w+)'", done.stderr))
    assert "readtui" in loaded
    assert loaded & HEAVY == set()


def test_commands_print_in_one_place() -> None:
    writing = re.compile(r"\becho\(|\bprint\(|(?:stdout|stderr)\.(?:buffer\.)?write\(")
    places = {source.name for source in SOURCES if source.parent.name == "cli" and writing.search(source.read_text())}
    # The second one only moves the cursor of a terminal, and cleans what it says.
    assert places == {"output.py", "waiting.py"}
