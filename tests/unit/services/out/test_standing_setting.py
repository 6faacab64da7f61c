"""A standing export is added to the settings file, and nothing else in it changes."""

import re
import tomllib
from contextlib import nullcontext
from pathlib import Path

import pytest

from readtui.errors import ExportError
from readtui.model.article import ArticleRecord, Metadata
from readtui.services.out.standing_exports import add_standing_export, check_template, path_parts


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


@pytest.mark.parametrize(
    ("template", "fault"),
    [
        ("{title}", ""),
        ("{author}/{published} {title}", ""),
        ("notes", "every file would have the same name"),
        ("{title} {}", "there is no {}"),
        ("{title} {folder}", "there is no {folder}"),
        ("{title!r}", "a field has no more than a name: {title}"),
        ("{title:>9}", "a field has no more than a name: {title}"),
    ],
)
def test_a_template_for_names_says_what_is_wrong(template: str, fault: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(fault)}$") if fault else nullcontext():
        check_template(template)


RECORD = ArticleRecord("3f2a91c0", Metadata("The ferry: a/b", creator="Ada", published="1842"), "", "", "")


@pytest.mark.parametrize(
    ("template", "parts"),
    [
        ("{title}", ["The ferry a b"]),
        ("{author}/{title}", ["Ada", "The ferry a b"]),
        ("{site}/{title}", ["The ferry a b"]),
        ("{author} - {site} - {title}", ["Ada - The ferry a b"]),
        ("{site} - {title}", ["The ferry a b"]),
        ("{title} ({site})", ["The ferry a b"]),
        ("{title} ({published})", ["The ferry a b (1842)"]),
        ("{site}", ["3f2a91c0"]),
        ("x {id}", ["x 3f2a91c0"]),
    ],
)
def test_a_name_leaves_out_what_an_article_does_not_have(template: str, parts: list[str]) -> None:
    assert path_parts(template, RECORD) == parts
