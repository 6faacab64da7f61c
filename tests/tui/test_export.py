"""Journeys through the export: preview, file, clipboard."""

import json
import os
import re
import time
from pathlib import Path
from typing import Any

import pytest
from journeys import Journey, journey
from textual.widgets import Input
from threads import BEA, reply_to

from readtui.bootstrap import Services
from readtui.exporters.exporter import Exporter
from readtui.exporters.registry import format_names
from readtui.model.article import ArticleRecord
from readtui.model.passage import Passage
from readtui.services.annotation_reader import AnnotationQuery, AnnotationReader
from readtui.services.out.export import Exports
from readtui.services.out.preview import preview
from readtui.settings import load_settings, parse_settings
from readtui.tui.out.screen import ExportScreen


@pytest.fixture
def annotated(services: Services, rivers: str) -> str:
    """An article with one annotation."""
    article = services.library.open(rivers)
    start = article.text.index("It is slow.")
    change = services.annotator.create(rivers, article, Passage(start, start + 11), color="blue", note="As I am.")
    services.repository.apply(change)
    return rivers


async def choose(app: Journey, title: str) -> None:
    """Go down the list of formats to this one, wherever it stands."""
    for _ in format_names():
        if f"▌ {title}" in app.screen_text():
            return
        await app.press("j")
    raise AssertionError(f"no format is called {title}")


async def test_the_preview_equals_the_written_file(
    services: Services, annotated: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with journey(services) as app:
        await app.press("E")
        assert isinstance(app.app.screen, ExportScreen)
        shown = app.screen_text()
        assert "“On rivers”" in shown
        assert "1 annotation in 1 article" in shown
        assert "│ It is slow." in shown
        await app.press("tab")
        shown = app.screen_text()
        await app.press("enter", "enter")
        written = (tmp_path / "On rivers.md").read_text("utf-8")
        assert "> It is slow." in shown
        assert "> It is slow." in written
        assert "As I am." in written
        told = "".join(app.screen_text().split())
        assert str(tmp_path / "On rivers.md").replace(" ", "") in told, "the full path"


async def test_overwriting_a_file_asks_first(
    services: Services, annotated: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    there = tmp_path / "On rivers.md"
    there.write_text("mine", "utf-8")
    async with journey(services) as app:
        await app.press("E", "enter", "enter")
        assert "Overwrite 1 existing file?" in app.screen_text()
        await app.press("enter")
        assert there.read_text("utf-8") == "mine", "Enter is no"
        await app.press("enter", "y")
        assert "It is slow." in there.read_text("utf-8")


async def test_its_own_file_is_written_again_without_a_question(
    services: Services, annotated: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with journey(services) as app:
        await app.press("E", "enter", "enter", "enter", "enter")
        assert isinstance(app.app.screen, ExportScreen)
        assert "is up to date" in " ".join(app.screen_text().split())
        (tmp_path / "On rivers.md").write_text("edited", "utf-8")
        await app.press("enter", "enter")
        assert "Overwrite 1 existing file?" in app.screen_text()
        await app.press("n", "escape", "q")


async def test_the_screen_refuses_to_write_to_a_pipe(services: Services, annotated: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "On rivers.md")
    settings = parse_settings(f'[export]\nfolder = "{tmp_path}"\n')
    async with journey(services, settings=settings) as app:
        await app.press("E", "enter", "enter")
        assert "! Could not write to" in app.screen_text()


async def test_the_format_of_the_settings_is_first_and_the_list_goes_round(services: Services, annotated: str) -> None:
    settings = parse_settings('[export]\nformat = "json"\n')
    async with journey(services, settings=settings) as app:
        await app.press("E", "y")
        copied = json.loads(app.app.clipboard)
        assert "It is slow." in json.dumps(copied)
        await app.press("j", "k", "y")
        assert json.loads(app.app.clipboard) == copied
        await app.press("g", "g", *["k"] * 30)


@pytest.mark.parametrize("folder", ["{tmp}/nowhere", "~no-such-person", "x" * 300])
async def test_an_unwritable_destination_is_named_and_the_path_stays(
    services: Services, annotated: str, tmp_path: Path, folder: str
) -> None:
    settings = parse_settings(f'[export]\nfolder = "{folder.format(tmp=tmp_path)}"\n')
    async with journey(services, settings=settings) as app:
        await app.press("E", "enter", "enter")
        assert not (tmp_path / "nowhere").exists()
        assert "! " in app.screen_text()
        field = app.app.screen.query_one(Input)
        assert field.value.endswith("On rivers.md")
        await app.press("backspace")
        assert "! " not in app.screen_text()
        field.value = f"{tmp_path}/here.md"
        await app.press("enter")
        assert "It is slow." in (tmp_path / "here.md").read_text("utf-8")
        assert isinstance(app.app.screen, ExportScreen)


@pytest.fixture
def lakes(services: Services, annotated: str, tmp_path: Path) -> str:
    """Two more articles; the first has the other annotation of the library."""
    added = []
    for name in ("lakes", "ponds"):
        path = tmp_path / f"{name}.md"
        path.write_text(f"# On {name}\n\nAll still.", "utf-8")
        added.append(services.library.add(str(path)).record.id)
    article = services.library.open(added[0])
    start = article.text.index("All still.")
    services.repository.apply(services.annotator.create(added[0], article, Passage(start, start + 10), color="green"))
    return added[0]


@pytest.fixture
def slow_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    load = Exports.exporters

    def slowly(self: Exports) -> dict[str, Exporter]:
        time.sleep(0.3)
        return load(self)

    monkeypatch.setattr(Exports, "exporters", slowly)


@pytest.mark.usefixtures("slow_disk")
async def test_keys_typed_ahead_wait_for_the_export_to_load(services: Services, annotated: str, tmp_path: Path) -> None:
    settings = parse_settings(f'[export]\nfolder = "{tmp_path}"\n')
    async with journey(services, settings=settings) as app:
        await app.burst("E", "enter", "enter")
        assert "It is slow." in (tmp_path / "On rivers.md").read_text("utf-8")
        await app.burst("q", "E", "y")
        assert "It is slow." in app.app.clipboard


async def test_the_scope_goes_from_the_article_to_the_whole_library(services: Services, lakes: str) -> None:
    async with journey(services) as app:
        await app.press("/")
        await app.type("lakes")
        await app.press("enter", "E")
        assert "1 scope ‹“On lakes”›" in app.screen_text()
        assert "1 annotation in 1 article" in app.screen_text()
        await app.press("right", "y")
        assert "2 annotations in 2 articles" in app.screen_text()
        assert "All still." in app.app.clipboard
        assert "It is slow." in app.app.clipboard


async def test_from_the_reader_the_trail_names_the_article_and_the_scope_does_not(
    services: Services, rivers: str
) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("E")
        await app.shows("On rivers › Export")
        await app.shows("1 scope ‹this article›")
        await app.shows("1 article · 0 annotations")
        assert "On rivers" in app.screen_text().split("As it looks")[1]
        await app.press("1")
        await app.shows("1 scope ‹this article›")
        await app.press("right")
        await app.shows("0 articles · 0 annotations")
        assert "There are no annotations to export." in app.screen_text()


async def test_the_listed_articles_are_a_scope(services: Services, lakes: str, tmp_path: Path) -> None:
    services.library.retag([services.library.find(lakes)], ["still"])
    services.library.retag([services.library.find(str(tmp_path / "ponds.md"))], ["still"])
    async with journey(services) as app:
        await app.press("/")
        await app.type("still")
        await app.press("enter", "E", "left", "left")
        assert "‹2 listed articles›" in app.screen_text()
        assert "1 annotation in 1 article" in app.screen_text()


async def test_the_scope_can_switch_from_the_list_to_one_article(services: Services, lakes: str) -> None:
    async with journey(services) as app:
        await app.press("f3", "/")
        await app.type("color:green")
        await app.press("enter", "E")
        for scope in ("color:green", "“On lakes”", "everything"):
            assert f"‹{scope}›" in app.screen_text()
            await app.press("right")
        await app.press("q", "escape", "E")
        assert "‹everything›" in app.screen_text()


async def test_formats_stand_in_groups_and_the_chosen_one_is_described(services: Services, annotated: str) -> None:
    async with journey(services, size=(120, 40)) as app:
        await app.press("E")
        rows = [row.strip() for row in app.screen_text().split("\n")]
        chosen = next(index for index, row in enumerate(rows) if row.startswith("▌ Markdown (Obsidian)"))
        assert "Quotes with notes, tags and" in app.screen_text()
        groups = [next(i for i, row in enumerate(rows) if row.startswith(name)) for name in ("Notes", "Study", "Data")]
        assert groups == sorted(groups)
        assert groups[0] < chosen < groups[1]
    async with journey(services, size=(60, 20)) as app:
        await app.press("E")
        rows = app.screen_text().split("\n")
        assert sum("▌ Markdown (Obsidian)" in row for row in rows) == 1
        assert "Data" not in app.screen_text()
        assert "Enter write" in rows[-1]


async def test_context_and_grouping_are_those_of_the_format_and_shown(services: Services, annotated: str) -> None:
    async with journey(services, size=(120, 40)) as app:
        await app.press("E", "2", "right")
        assert "2 context ‹sentence›" in app.screen_text()
        await app.press("right", "tab")
        assert "==It is slow.==" in app.screen_text()
        await app.press("3", "left", "left", "tab")
        assert "Without a tag" in app.screen_text()
        assert "3 group ‹by tag›" in app.screen_text()
        assert "← → group" in app.screen_text()


async def test_who_made_what_can_be_left_out(services: Services, annotated: str, tmp_path: Path) -> None:
    [note] = services.library.annotations_of(services.library.find(annotated))
    reply_to(services, note.id, "So I see.", by=BEA)
    settings = parse_settings(f'[export]\nfolder = "{tmp_path}"\n')
    async with journey(services, settings=settings, size=(120, 40)) as app:
        await app.press("E")
        await app.shows("4 who named")
        await app.shows("Bea")
        await app.press("4", "right")
        await app.shows("4 who ‹left out›")
        await app.until(lambda: "Bea" not in app.screen_text())
        await app.press("enter", "enter")
        written = (tmp_path / "On rivers.md").read_text("utf-8")
        assert "So I see." in written
        assert "Bea" not in written
    async with journey(services, settings=settings, size=(80, 24)) as app:
        await app.press("E")
        await app.shows("5 template")
        assert "more" not in app.screen_text().split("As it looks")[0]
        await app.press("4")
        await app.shows("4 who ‹left out›")
        await app.press("right", "right", "escape")


async def test_what_was_chosen_stays_after_an_export(services: Services, annotated: str, tmp_path: Path) -> None:
    settings = parse_settings(f'[export]\nfolder = "{tmp_path}"\n')
    (tmp_path / "out").mkdir()
    async with journey(services, settings=settings, size=(120, 40)) as app:
        await app.press("E")
        await choose(app, "Org")
        await app.press("2", "right", "enter")
        app.app.screen.query_one(Input).value = f"{tmp_path}/out/"
        await app.press("enter")
        assert [path.suffix for path in (tmp_path / "out").iterdir()] == [".org"]
    async with journey(services, settings=settings, size=(120, 40)) as app:
        await app.press("E")
        assert "▌ Org" in app.screen_text()
        assert "2 context sentence" in app.screen_text()
        await app.press("enter")
        assert app.app.screen.query_one(Input).value == f"{tmp_path}/out/On rivers.org"
        await app.press("escape")


@pytest.mark.parametrize(
    ("format", "title", "shown"), [("csv", "As a table", "quote  "), ("html", "As it looks", "Open in readtui")]
)
async def test_the_preview_looks_like_the_export(
    services: Services, annotated: str, format: str, title: str, shown: str
) -> None:
    settings = parse_settings(f'[export]\nformat = "{format}"\n')
    async with journey(services, settings=settings, size=(149, 60)) as app:
        await app.press("E")
        text = app.screen_text()
        assert title in text
        assert shown in text
        assert "It is slow." in text
        assert "<" not in text
        assert '","' not in text


@pytest.mark.parametrize(
    ("format", "copying", "written"),
    [
        ("brat", "several files", ["On rivers/On rivers.ann", "On rivers/annotation.conf"]),
        ("refi-qda", "not text", ["On rivers.qdpx"]),
        ("taguette", "not text", ["On rivers.sqlite3"]),
    ],
)
async def test_a_format_that_is_not_one_text_is_written_not_copied(
    services: Services, annotated: str, tmp_path: Path, format: str, copying: str, written: list[str]
) -> None:
    settings = parse_settings(f'[export]\nformat = "{format}"\nfolder = "{tmp_path}"\n')
    async with journey(services, settings=settings) as app:
        await app.press("E", "y")
        assert copying in " ".join(app.screen_text().split())
        await app.press("enter", "enter")
        assert "Left out: 1 color" in " ".join(app.screen_text().split()) or format == "brat"
        for path in written:
            assert (tmp_path / path).stat().st_size


@pytest.mark.usefixtures("kept_processes")
async def test_a_template_is_rendered_again_while_it_is_edited(
    services: Services, annotated: str, tmp_path: Path
) -> None:
    template = tmp_path / "notes.txt.j2"
    template.write_text("First: {{ annotation.quote }}")
    async with journey(services, size=(120, 40)) as app:
        await app.press("E", "5")
        app.app.screen.query_one(Input).value = str(template)
        await app.press("enter")
        assert "▌ Template notes.txt.j2" in app.screen_text()
        assert "‹notes.txt.j2›" in app.screen_text()
        assert "First: It is slow." in app.screen_text()
        template.write_text("Second: {{ annotation.quote }}")
        os.utime(template, (1, 1))
        await app.shows("Second: It is slow.")
        template.write_text("{{ annotation.colour }}")
        os.utime(template, (2, 2))
        await app.shows("colour")
        assert isinstance(app.app.screen, ExportScreen)


async def test_a_folder_is_kept_up_to_date_from_the_export_screen(
    services: Services, annotated: str, tmp_path: Path
) -> None:
    file = tmp_path / "config" / "settings.toml"
    settings = parse_settings("# mine\n", file)
    file.parent.mkdir()
    file.write_text("# mine\n")
    async with journey(services, settings=settings, size=(120, 40)) as app:
        await app.press("E", "right", "4", "right", "S")
        app.app.screen.query_one(Input).value = str(tmp_path / 'my "vault"')
        await app.press("enter")
        assert "Wrote 1 file." in app.screen_text()
        [written] = (tmp_path / 'my "vault"').rglob("*.md")
        assert "It is slow." in written.read_text("utf-8")
        await app.shows("▌ Markdown")
    assert file.read_text().startswith("# mine\n\n[[standing_export]]\n")
    [rule] = load_settings(file).standing_export.values()
    assert (rule.format, rule.folder, rule.query) == ("markdown", str(tmp_path / 'my "vault"'), "")
    assert not rule.creators
    # Also of the default one, because another may be the default tomorrow.
    assert rule.library == str(services.folder.resolve())


async def test_a_folder_is_kept_up_to_date_with_one_article_unless_another_has_its_title(
    services: Services, annotated: str, tmp_path: Path
) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("", "utf-8")
    (tmp_path / "sea.md").write_text("# The sea\n\nIt is wide.", "utf-8")
    sea = services.library.add(str(tmp_path / "sea.md")).record.id
    async with journey(services, article=annotated, settings=parse_settings("", file), size=(120, 40)) as app:
        await app.press("E")
        assert "S keep in sync" in app.screen_text()
        await app.press("S")
        app.app.screen.query_one(Input).value = str(tmp_path / "vault")
        await app.press("enter")
        assert "Wrote 1 file." in app.screen_text()
    [rule] = load_settings(file).standing_export.values()
    assert rule.query == 'article:"On rivers"'
    (tmp_path / "again.md").write_text("# The sea again\n\nIt is wide still.", "utf-8")
    services.library.add(str(tmp_path / "again.md"))
    async with journey(services, article=sea, settings=parse_settings("", file), size=(120, 40)) as app:
        await app.press("E", "S")
        await app.shows("cannot be told from others by their titles. Press 1 → to change the scope.")


async def test_a_folder_that_another_library_keeps_is_not_taken(
    services: Services, annotated: str, tmp_path: Path
) -> None:
    file, vault = tmp_path / "settings.toml", tmp_path / "vault"
    file.write_text("", "utf-8")
    vault.mkdir()
    theirs = "---\nreadtui: 00000000deadbeef\n---\n\n# Theirs\n"
    (vault / "theirs.md").write_text(theirs, "utf-8")
    async with journey(services, settings=parse_settings("", file), size=(120, 40)) as app:
        await app.press("E", "S")
        app.app.screen.query_one(Input).value = str(vault)
        await app.press("enter")
        await app.shows("another library's notes")
    assert (file.read_text("utf-8"), [path.name for path in vault.iterdir()]) == ("", ["theirs.md"])


async def test_a_file_that_holds_the_export_already_is_up_to_date(
    services: Services, annotated: str, tmp_path: Path
) -> None:
    settings = parse_settings(f'[export]\nfolder = "{tmp_path}"\n')
    async with journey(services, settings=settings, size=(160, 40)) as app:
        await app.press("E")
        for title in ("Markdown", "CSV"):
            await choose(app, title)
            await app.press("enter", "enter")
            await app.shows("Wrote ")
            await app.press("enter", "enter")
            await app.shows("is up to date: nothing to write.")


SETTINGS = """\
# mine
[reader]
measure = 80

[[standing_export]]
folder = "FOLDER/notes" # the vault
query = "#none-has-it"
library = "LIBRARY"

# others
[[standing_export]]
format = "org"
folder = "FOLDER/org"
library = "LIBRARY"
[keys]
"reader.undo" = "u"
"""


async def test_standing_exports_are_listed_paused_and_stopped(
    services: Services, annotated: str, tmp_path: Path
) -> None:
    before = SETTINGS.replace("FOLDER", str(tmp_path)).replace("LIBRARY", str(services.folder))
    file = tmp_path / "settings.toml"
    file.write_text(before, "utf-8")
    async with journey(services, settings=parse_settings(before, file), size=(120, 40)) as app:
        await app.press("E")
        assert "● notes Markdown" in app.screen_text()
        await app.press("k", "k")
        await app.shows("▌ ● org Org")
        await app.shows("1 annotation in 1 article")
        assert f"{tmp_path}/org" in app.screen_text()
        footer = app.screen_text().split("\n")[-1]
        assert "Enter pause   dd stop" in footer
        assert "change" not in footer
        assert "keep in sync" not in footer
        await app.press("S")
        await app.shows("already kept up to date")
        await app.press("enter")
        await app.shows("▌ ○ org paused")
        await app.shows(f"{tmp_path}/org stays as it is.")
        assert file.read_text("utf-8") == before.replace("[keys]", "paused = true\n[keys]"), "and nothing else"
        assert not (tmp_path / "org").exists()
        await app.press("enter")
        await app.shows("▌ ● org Org")
        assert file.read_text("utf-8") == before
        assert "It is slow." in (tmp_path / "org" / "A. Writer - On rivers.org").read_text("utf-8")
        await app.press("k", "d", "d")
        await app.shows(f"Stopped. The files stay in {tmp_path}/notes.")
        assert "notes" not in load_settings(file).standing_export[1].folder
        assert file.read_text("utf-8").startswith("# mine\n[reader]\nmeasure = 80\n\n\n# others\n[[standing_export]]\n")
        file.write_text("", "utf-8")
        await app.press("k", "enter")
        await app.shows("The settings have changed")


async def test_a_standing_export_that_only_a_person_can_change_is_named(
    services: Services, annotated: str, tmp_path: Path
) -> None:
    written = f'standing_export = [{{folder = "{tmp_path}/notes", library = "{services.folder}"}}]\n'
    file = tmp_path / "settings.toml"
    file.write_text(written, "utf-8")
    async with journey(services, settings=parse_settings(written, file), size=(120, 40)) as app:
        await app.press("E", "k", "k", "d", "d")
        await app.shows("Cannot change [[standing_export]] number 1")
        assert file.read_text("utf-8") == written


async def test_the_source_stands_beside_the_look_where_there_is_room(services: Services, annotated: str) -> None:
    async with journey(services, size=(160, 40)) as app:
        await app.press("E")
        text = app.screen_text()
        assert "│ It is slow." in text
        assert "> It is slow." in text
        assert "^rt-" in text
    for size in ((120, 40), (80, 24), (60, 20), (40, 12)):
        async with journey(services, size=size) as app:
            await app.press("E", "G")
            assert "](readtui:" not in app.screen_text()
            await app.press("tab", "G")
            await app.shows("](readtui:")
            assert "Enter write" in app.screen_text()
            assert app.screen_text().count("‹") == 1, "one option is the current one"


async def test_every_option_has_its_name_or_is_counted(services: Services, annotated: str) -> None:
    """In one row, whose values are cut before an option is left out."""
    titles = ("1 scope ", "2 context ", "3 group ", "4 who ", "5 template ")
    for size in ((120, 40), (80, 24), (60, 20), (40, 12)):
        async with journey(services, size=size) as app:
            await app.press("E")
            for title in (*titles[2:4], titles[0]):
                await app.press(title[0])
                shown = app.screen_text()
                [row] = [line for line in shown.split("\n") if f"{title}‹" in line]
                named = [one for one in titles if re.search(f"(?<!…) {one[0]} \\w", row)]
                assert len(named) == 5 or f"… {5 - len(named)} more" in row
                assert len(named) == 5 or size[0] < 80


@pytest.mark.parametrize("format", ["markdown", "logseq", "org", "html", "csv", "json", "anki", "latex"])
async def test_nothing_in_a_preview_controls_the_terminal(services: Services, rivers: str, format: str) -> None:
    article = services.library.open(rivers)
    note = "\x1b[31mred\x07 [[x]] <b>&amp;</b> ==a **b ==c\n* d\n:END:\n> e\u202e f"
    made = services.annotator.create(rivers, article, Passage(0, 9), note=note, tags=["a\x1b[5m/b", "*c*"])
    services.repository.apply(made)
    settings = parse_settings(f'[export]\nformat = "{format}"\n')
    async with journey(services, settings=settings, size=(200, 50)) as app:
        await app.press("E")
        await app.shows("1 annotation in 1 article")
        shown = ""
        for key in ("tab", "G", "tab", "G"):
            await app.press(key)
            shown += "".join(segment.text for strip in app.strips() for segment in strip)
        assert "red" in shown, app.screen_text()
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", shown)


def test_a_preview_reads_only_its_beginning_also_to_learn_who_made_what(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in map(str, range(40)):
        (tmp_path / f"{name}.md").write_text(f"# {name}\n\nAll still.", "utf-8")
        record = services.library.add(str(tmp_path / f"{name}.md")).record
        article = services.library.open(record.id)
        services.repository.apply(services.annotator.create(record.id, article, Passage(0, 1), note="so\n\n" * 40))
    read: list[str] = []
    passing = AnnotationReader.passing

    def counted(self: AnnotationReader, matcher: Any, record: ArticleRecord, **more: Any) -> Any:
        read.append(record.id)
        return passing(self, matcher, record, **more)

    monkeypatch.setattr(AnnotationReader, "passing", counted)
    exporter, query = services.exports.exporter("markdown"), AnnotationQuery()
    shown = preview(exporter, services.exports.documents(query).of(exporter.format), services.exports.options(query))
    assert not shown.is_whole
    assert len(read) < 10
