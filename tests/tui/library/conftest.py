"""A library with three articles."""

from pathlib import Path

import pytest

from readtui.bootstrap import Services


@pytest.fixture
def three(services: Services, tmp_path: Path) -> dict[str, str]:
    """Ids of three articles, by their title's first word, in the order of adding, which their paths reverse."""
    folder = tmp_path / "texts"
    folder.mkdir()
    ids = {}
    for name, words, file in (("Bridges", 400, "3.md"), ("Clouds", 20, "2.md"), ("Ämter", 5, "1.md")):
        path = folder / file
        path.write_text(f"# {name} and more\n\n{'word ' * words}\n", "utf-8")
        ids[name] = services.library.add(str(path)).record.id
    return ids
