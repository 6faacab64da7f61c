"""A standing export is added to the settings file, and nothing else in it changes."""

import tomllib
from pathlib import Path

import pytest

from readtui.errors import ExportError
from readtui.services.out.standing_exports import add_standing_export


@pytest.mark.parametrize("before", ["", "# mine", "[export]\nformat = 'org'\n", "[[standing_export]]\nfolder = '/a'\n"])
def test_a_rule_is_appended(tmp_path: Path, before: str) -> None:
    settings = tmp_path / "new" / "settings.toml" if not before else tmp_path / "settings.toml"
    if before:
        settings.write_text(before)
    folder, query = tmp_path / 'a "b" \\ \x7f\n', '"say \\"a\\"" or #sea'
    add_standing_export(settings, format="markdown", folder=folder, query=query, library=tmp_path)
    after = settings.read_text()
    assert after.startswith(before)
    rule = tomllib.loads(after)["standing_export"][-1]
    assert rule == {"format": "markdown", "folder": str(folder), "query": query, "library": str(tmp_path)}


def test_a_broken_file_is_left_as_it_is(tmp_path: Path) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text("[export\n")
    with pytest.raises(ExportError, match="cannot add to"):
        add_standing_export(settings, format="org", folder=tmp_path, query="", library=tmp_path)
    assert settings.read_text() == "[export\n"
