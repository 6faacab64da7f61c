"""Standing exports: files that the settings name."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Readtui = Callable[..., Any]


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    folder = tmp_path / "vault"
    folder.mkdir()
    return folder


@pytest.fixture
def settings(tmp_path: Path) -> Callable[[str], None]:
    def write(toml: str) -> None:
        (tmp_path / "settings.toml").write_text(toml)

    return write


@pytest.fixture
def noted(readtui: Readtui, article: str, tmp_path: Path) -> str:
    readtui("annotate", article, "--quote", "It left at dawn", "--tag", "boats", "--note", "early")
    mill = tmp_path / "mill.md"
    mill.write_text("---\nauthor: Ada\n---\n\n# The mill\n\nIt stood still. Nothing turned.\n")
    readtui("annotate", readtui("add", str(mill)).line, "--quote", "It stood still", "--tag", "mills")
    return article


def rule(folder: Path, **more: str) -> str:
    lines = [f'{key} = "{value}"' for key, value in {"folder": str(folder), **more}.items()]
    return "\n".join(["[[standing_export]]", *lines, ""])


def test_each_article_has_a_file_that_is_found_again_wherever_it_is(
    readtui: Readtui, noted: str, vault: Path, settings: Callable[[str], None]
) -> None:
    settings(rule(vault))
    done = readtui("export", "--standing")
    assert done.code == 0
    assert sorted(path.name for path in vault.iterdir()) == ["Ada - The mill.md", "The ferry.md"]
    assert done.err.count("Wrote ") == 2
    assert readtui("export", "--standing").err == ""
    (vault / "rivers").mkdir()
    moved = (vault / "The ferry.md").rename(vault / "rivers" / "ferries.md")
    moved.write_text(moved.read_text() + "\nMine.\n")
    readtui("annotate", noted, "--quote", "the dog slept", "--note", "lazy")
    assert readtui("export", "--standing").err == f"Wrote {moved}\n"
    assert "the dog slept" in moved.read_text()
    assert "\nMine.\n" in moved.read_text()
    assert not (vault / "The ferry.md").exists()


def test_a_block_that_the_user_edited_stays_as_it_is_whatever_changes(
    readtui: Readtui, noted: str, vault: Path, settings: Callable[[str], None]
) -> None:
    settings(rule(vault))
    readtui("export", "--standing")
    file = vault / "The ferry.md"
    file.write_text(file.read_text().replace("early", "much too early"))
    readtui("annotate", noted, "--quote", "the dog slept", "--note", "lazy")
    assert "1 block you edited was left as it is." in readtui("export", "--standing").err
    assert (file.read_text().count("early"), file.read_text().count("> It left at dawn")) == (1, 1)
    assert "lazy" in file.read_text()


@pytest.mark.parametrize("name", ["markdown", "logseq", "org"])
def test_names_that_are_taken_get_digits_of_the_id(
    readtui: Readtui, noted: str, vault: Path, settings: Callable[[str], None], name: str
) -> None:
    settings(rule(vault, format=name, name="all/{language} notes"))
    (vault / "all").mkdir()
    extension = "org" if name == "org" else "md"
    mine = vault / "all" / f"EN notes.{extension}"
    mine.write_text("mine\n")
    assert readtui("export", "--standing").code == 0
    names = sorted(path.name for path in (vault / "all").iterdir())
    assert len(names) == 3
    assert f"en notes {noted[:8]}.{extension}" in names
    assert mine.read_text() == "mine\n"
    assert readtui("export", "--standing").err == ""


def test_two_rules_share_a_folder_and_each_adds_its_annotations(
    readtui: Readtui, noted: str, vault: Path, settings: Callable[[str], None]
) -> None:
    readtui("annotate", noted, "--quote", "the dog slept", "--tag", "dogs")
    settings(rule(vault, query="#boats") + rule(vault, query="#dogs") + rule(vault, format="logseq", query="#dogs"))
    assert readtui("export", "--standing").code == 0
    assert sorted(path.name for path in vault.iterdir()) == [f"The ferry {noted[:8]}.md", "The ferry.md"]
    text = (vault / "The ferry.md").read_text()
    assert text.index("> It left at dawn") < text.index("> the dog slept")
    assert readtui("export", "--standing").err == ""


def test_a_fault_in_one_rule_is_one_line_and_the_others_go_on(
    readtui: Readtui, noted: str, vault: Path, tmp_path: Path, settings: Callable[[str], None]
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    missing = tmp_path / "none" / "below"
    settings(rule(blocked) + rule(missing) + rule(vault) + rule(vault, library=str(tmp_path / "elsewhere")))
    done = readtui("export", "--standing")
    assert done.code == 1
    assert [line.split("\n")[0] for line in done.err.split("readtui: ")[1:]] == [
        f"cannot write {blocked}: File exists",
        f"no such folder: {missing.parent}",
        f"there is no library: {tmp_path / 'elsewhere'}",
    ]
    assert (vault / "The ferry.md").exists()
    assert not (tmp_path / "elsewhere").exists()


def test_rules_of_other_libraries_are_theirs(
    readtui: Readtui, noted: str, vault: Path, tmp_path: Path, settings: Callable[[str], None]
) -> None:
    other = tmp_path / "second"
    (tmp_path / "sea.md").write_text("# The sea\n\nIt was calm.\n")
    added = readtui("--library", str(other), "add", str(tmp_path / "sea.md")).line
    readtui("--library", str(other), "annotate", added, "--quote", "calm", "--tag", "sea")
    settings(rule(vault / "a") + rule(vault / "b", library=str(other)))
    assert readtui("--library", str(other), "export", "--standing").code == 0
    assert [path.name for path in vault.rglob("*.md")] == ["The sea.md"]
    assert readtui("export", "--standing").code == 0
    assert len(list(vault.rglob("*.md"))) == 3
    third = readtui("--library", str(tmp_path / "third"), "export", "--standing")
    assert (third.code, "for this library" in third.err) == (1, True)


@pytest.mark.parametrize("format", ["markdown", "logseq", "org", "html", "text", "jsonl"])
@pytest.mark.parametrize("has_same_article", [False, True])
def test_two_libraries_never_write_to_one_folder(
    readtui: Readtui,
    noted: str,
    vault: Path,
    tmp_path: Path,
    settings: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
    format: str,
    has_same_article: bool,
) -> None:
    settings(rule(vault, format=format))
    assert readtui("export", "--standing").code == 0
    before = {path: path.read_bytes() for path in vault.iterdir()}
    other, first = tmp_path / "second", tmp_path / "library"
    sea = tmp_path / ("mill.md" if has_same_article else "sea.md")
    if not has_same_article:
        sea.write_text("# The sea\n\nIt was calm.\n")
    monkeypatch.setenv("READTUI_LIBRARY", str(other))
    quote = "Nothing turned" if has_same_article else "calm"
    readtui("annotate", readtui("add", str(sea)).line, "--quote", quote, "--tag", "sea")
    refused = readtui("export", "--standing")
    assert (refused.code, refused.out) == (1, "")
    assert "another library's notes are there" in refused.err
    assert {path: path.read_bytes() for path in vault.iterdir()} == before
    # Named, it is the first library's under any default.
    settings(rule(vault, format=format, library=str(first)) + rule(vault / "of b", format=format, library=str(other)))
    readtui("--library", str(first), "annotate", noted, "--quote", "the dog slept", "--note", "lazy")
    done = readtui("export", "--standing")
    assert done.code == 0, done.err
    assert len(list((vault / "of b").iterdir())) == 1
    assert len(list(vault.iterdir())) == 3
    assert readtui("export", "--standing").err == ""


def test_files_that_this_library_knows_are_its_own_on_every_device(
    readtui: Readtui,
    noted: str,
    vault: Path,
    tmp_path: Path,
    settings: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings(rule(vault))
    assert readtui("export", "--standing").code == 0
    (tmp_path / "library").rename(tmp_path / "moved")
    monkeypatch.setenv("READTUI_LIBRARY", str(tmp_path / "moved"))
    monkeypatch.setenv("READTUI_STATE", str(tmp_path / "other device"))
    readtui("remove", noted)
    assert readtui("export", "--standing").err == ""


def test_an_article_whose_annotations_no_longer_pass_keeps_its_file(
    readtui: Readtui, noted: str, vault: Path, settings: Callable[[str], None]
) -> None:
    settings(rule(vault, query="#boats"))
    readtui("export", "--standing")
    text = (vault / "The ferry.md").read_text()
    readtui("undo")
    readtui("undo")
    settings(rule(vault, query="#ships"))
    assert readtui("export", "--standing").code == 0
    assert (vault / "The ferry.md").read_text() == text


def test_a_copy_by_a_sync_tool_is_not_the_file_to_go_on_with(
    readtui: Readtui, noted: str, vault: Path, settings: Callable[[str], None]
) -> None:
    settings(rule(vault))
    readtui("export", "--standing")
    copy = vault / "A copy of the ferry.md"
    copy.write_text((vault / "The ferry.md").read_text())
    readtui("annotate", noted, "--quote", "the dog slept", "--note", "lazy")
    assert readtui("export", "--standing").err == f"Wrote {vault / 'The ferry.md'}\n"
    assert "the dog slept" not in copy.read_text()


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ('[standing_export]\nfolder = "x"', "line 1: standing_export: this section has double brackets"),
        (
            '[[standing_export]]\nformat = "ris"\nfolder = "x"',
            "line 2: standing_export[1].format: files in 'ris' hold no",
        ),
        ('[[standing_export]]\nfolder = "notes"', "line 2: standing_export[1].folder: not a full path: 'notes'"),
        (
            '[[standing_export]]\nfolder = "/x"\nlibrary = "y"',
            "line 3: standing_export[1].library: not a full path: 'y'",
        ),
        ("[[standing_export]]\n", "line 1: standing_export[1]: a folder is missing"),
        (
            '[[standing_export]]\nfolder = "/dev/null/x"\n[[standing_export]]\nfolder = "/y"\nquery = "tagg:x"',
            "line 5: ",
        ),
        (
            '[[standing_export]]\nfolder = "/x"\nname = "{authr}"',
            "[1].name: '{authr}': there is no {authr}",
        ),
        ('[[standing_export]]\nfolder = "/x"\nname = "{title!r}"', "a field has no more than a name"),
        ('[[standing_export]]\nfolder = "/x"\nname = "notes"', "every file would have the same name"),
        ('[[standing_export]]\nfolder = "/x"\nname = "{title"', "standing_export[1].name"),
        ('[[standing_export]]\nfoldr = "x"', "line 2: standing_export[1].foldr: unknown setting"),
        ("[[standing_export]]\nfolder = 3", "line 2: standing_export[1].folder: 3 is not allowed"),
    ],
)
def test_a_mistake_in_the_settings_names_file_and_key(
    readtui: Readtui, settings: Callable[[str], None], tmp_path: Path, toml: str, message: str
) -> None:
    settings(toml)
    done = readtui("export", "--standing")
    assert done.code == 1
    assert str(tmp_path / "settings.toml") in done.err
    assert message in done.err


def test_without_rules_or_with_other_options_it_says_so(
    readtui: Readtui, noted: str, vault: Path, settings: Callable[[str], None]
) -> None:
    assert "no standing exports" in readtui("export", "--standing").err
    settings(rule(vault))
    refused = readtui("export", "--standing", "--format", "csv")
    assert (refused.code, "--format" in refused.err) == (2, True)
    assert os.listdir(vault) == []


@pytest.mark.parametrize("name", ["text", "html", "json", "jsonl", "csv"])
def test_formats_that_are_not_for_editing_are_written_anew_unless_somebody_changed_the_file(
    readtui: Readtui, noted: str, vault: Path, settings: Callable[[str], None], name: str
) -> None:
    settings(rule(vault, format=name, query="#boats or #dogs"))
    done = readtui("export", "--standing")
    assert done.code == 0, done.err
    [file] = vault.iterdir()
    assert readtui("export", "--standing").err == ""
    moved = file.rename(vault / f"other{file.suffix}")
    readtui("annotate", noted, "--quote", "the dog slept", "--tag", "dogs")
    assert readtui("export", "--standing").err == f"Wrote {moved}\n"
    assert "the dog slept" in moved.read_text()
    changed = f"{moved.read_text()}mine\n"
    moved.write_text(changed)
    done = readtui("export", "--standing")
    assert (done.code, "this file has changed since readtui wrote it" in done.err) == (1, True)
    assert moved.read_text() == changed
    assert list(vault.iterdir()) == [moved]


def test_creators_can_be_left_out_of_files(
    readtui: Readtui, noted: str, vault: Path, settings: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings(rule(vault, name="{id}"))
    monkeypatch.setenv("READTUI_BY", "software:builder")
    readtui("annotate", noted, "--quote", "the dog slept", "--note", "lazy")
    monkeypatch.delenv("READTUI_BY")
    readtui("export", "--standing")
    [file] = vault.glob(f"{noted}.md")
    assert "by builder (program)" in file.read_text()
    assert "builder" not in readtui("export", noted, "--no-creators").out
    settings(rule(vault, name="{id}") + "creators = false\n")
    readtui("export", "--standing")
    assert "builder" not in file.read_text()
