"""Journeys through the export: preview, file, clipboard."""

import json
import os
import time
from pathlib import Path

import pytest
from journeys import journey
from textual.widgets import Input
from threads import BEA, reply_to

from readtui.bootstrap import Services
from readtui.exporters.exporter import Exporter
from readtui.model.passage import Passage
from readtui.services.out.export import Exports
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


async def test_the_preview_equals_the_written_file(
    services: Services, annotated: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with journey(services) as app:
        await app.press("E")
        assert isinstance(app.app.screen, ExportScreen)
        shown = app.screen_text()
        assert "“On rivers”" in shown
        assert "1 article · 1 annotation" in shown
        await app.press("enter", "enter")
        written = (tmp_path / "On rivers.md").read_text("utf-8")
        assert "> It is slow." in shown
        assert "> It is slow." in written
        assert "As I am." in written


async def test_overwriting_a_file_asks_first(
    services: Services, annotated: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    there = tmp_path / "On rivers.md"
    there.write_text("mine", "utf-8")
    async with journey(services) as app:
        await app.press("E", "o", "enter")
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
        await app.press("E", "o", "enter", "o", "enter")
        assert isinstance(app.app.screen, ExportScreen)
        assert "Written" in app.screen_text()
        (tmp_path / "On rivers.md").write_text("edited", "utf-8")
        await app.press("o", "enter")
        assert "Overwrite 1 existing file?" in app.screen_text()
        await app.press("n", "escape", "q")


async def test_the_screen_refuses_to_write_to_a_pipe(services: Services, annotated: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "On rivers.md")
    settings = parse_settings(f'[export]\nfolder = "{tmp_path}"\n')
    async with journey(services, settings=settings) as app:
        await app.press("E", "o", "enter")
        assert "! Could not write to" in app.screen_text()


async def test_the_format_of_the_settings_is_first_and_tab_goes_round(services: Services, annotated: str) -> None:
    settings = parse_settings('[export]\nformat = "json"\n')
    async with journey(services, settings=settings) as app:
        await app.press("E", "y")
        copied = json.loads(app.app.clipboard)
        assert "It is slow." in json.dumps(copied)
        await app.press("tab")
        assert not app.screen_text().split("\n")[5].strip().startswith("{")
        await app.press("shift+tab", "y")
        assert json.loads(app.app.clipboard) == copied


@pytest.mark.parametrize("folder", ["{tmp}/nowhere", "~no-such-person", "x" * 300])
async def test_an_unwritable_destination_is_named_and_the_path_stays(
    services: Services, annotated: str, tmp_path: Path, folder: str
) -> None:
    settings = parse_settings(f'[export]\nfolder = "{folder.format(tmp=tmp_path)}"\n')
    async with journey(services, settings=settings) as app:
        await app.press("E", "o", "enter")
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
        await app.burst("E", "o", "enter")
        assert "It is slow." in (tmp_path / "On rivers.md").read_text("utf-8")
        await app.burst("q", "E", "y")
        assert "It is slow." in app.app.clipboard


async def test_the_scope_goes_from_the_article_to_the_whole_library(services: Services, lakes: str) -> None:
    async with journey(services) as app:
        await app.press("/")
        await app.type("lakes")
        await app.press("enter", "E")
        assert "“On lakes” (s: the whole library)" in app.screen_text()
        assert "1 article · 1 annotation" in app.screen_text()
        await app.press("s", "y")
        assert "2 articles · 2 annotations" in app.screen_text()
        assert "All still." in app.app.clipboard
        assert "It is slow." in app.app.clipboard


async def test_from_the_reader_the_trail_names_the_article_and_the_scope_does_not(
    services: Services, rivers: str
) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("E")
        await app.shows("On rivers › Export  this article (s: the whole library)")
        await app.shows("1 article · 0 annotations")
        assert "# On rivers" in app.screen_text()
        await app.press("s")
        await app.shows("0 articles · 0 annotations")
        assert "There are no annotations to export." in app.screen_text()


async def test_the_listed_articles_are_a_scope(services: Services, lakes: str, tmp_path: Path) -> None:
    services.library.retag([services.library.find(lakes)], ["still"])
    services.library.retag([services.library.find(str(tmp_path / "ponds.md"))], ["still"])
    async with journey(services) as app:
        await app.press("/")
        await app.type("still")
        await app.press("enter", "E", "s")
        assert "2 listed articles (s: the whole library)" in app.screen_text()
        assert "1 article · 1 annotation" in app.screen_text()


async def test_the_scope_can_switch_from_the_list_to_one_article(services: Services, lakes: str) -> None:
    async with journey(services) as app:
        await app.press("f3", "/")
        await app.type("color:green")
        await app.press("enter", "E")
        assert "annotations with color:green (s: “On lakes”)" in app.screen_text()
        await app.press("s")
        assert "“On lakes” (s: the whole library)" in app.screen_text()
        await app.press("s")
        assert "the whole library (s: annotations with color:green)" in app.screen_text()
        await app.press("q", "escape", "E")
        assert "the whole library (s: “On lakes”)" in app.screen_text()


async def test_formats_stand_in_groups_and_the_chosen_one_is_described(services: Services, annotated: str) -> None:
    async with journey(services, size=(120, 40)) as app:
        await app.press("E")
        rows = [row.strip() for row in app.screen_text().split("\n")]
        chosen = next(index for index, row in enumerate(rows) if row.startswith("▸ Markdown (Obsidian)"))
        assert "Quotes with notes, tags and" in rows[chosen + 1]
        groups = [next(i for i, row in enumerate(rows) if row.startswith(name)) for name in ("Notes", "Study", "Data")]
        assert groups == sorted(groups)
        assert groups[0] < chosen < groups[1]
    async with journey(services, size=(80, 24)) as app:
        await app.press("E")
        assert "‹ Markdown (Obsidian) ›" in app.screen_text()
        assert "Data" not in app.screen_text()


async def test_context_and_grouping_are_those_of_the_format_and_shown(services: Services, annotated: str) -> None:
    async with journey(services, size=(120, 40)) as app:
        await app.press("E", "c")
        assert "Text around passages: the sentence" in app.screen_text()
        await app.press("c")
        assert "==It is slow.==" in app.screen_text()
        await app.press("a")
        assert "# Without a tag" in app.screen_text()
        assert "Grouped: by tag" in app.screen_text()


async def test_who_made_what_can_be_left_out(services: Services, annotated: str, tmp_path: Path) -> None:
    [note] = services.library.annotations_of(services.library.find(annotated))
    reply_to(services, note.id, "So I see.", by=BEA)
    settings = parse_settings(f'[export]\nfolder = "{tmp_path}"\n')
    async with journey(services, settings=settings, size=(120, 40)) as app:
        await app.press("E")
        await app.shows("Who: named")
        await app.shows("Bea")
        await app.press("w")
        await app.shows("Who: left out")
        await app.until(lambda: "Bea" not in app.screen_text())
        await app.press("enter", "enter")
        written = (tmp_path / "On rivers.md").read_text("utf-8")
        assert "So I see." in written
        assert "Bea" not in written
    async with journey(services, settings=settings, size=(80, 24)) as app:
        await app.press("E")
        await app.shows("Who: left out")
        await app.press("w", "escape")


async def test_what_was_chosen_stays_after_an_export(services: Services, annotated: str, tmp_path: Path) -> None:
    settings = parse_settings(f'[export]\nfolder = "{tmp_path}"\n')
    (tmp_path / "out").mkdir()
    async with journey(services, settings=settings, size=(120, 40)) as app:
        await app.press("E", "tab", "c", "o")
        app.app.screen.query_one(Input).value = f"{tmp_path}/out/"
        await app.press("enter")
        assert [path.suffix for path in (tmp_path / "out").iterdir()] == [".org"]
    async with journey(services, settings=settings, size=(120, 40)) as app:
        await app.press("E")
        assert "▸ Org" in app.screen_text()
        assert "Text around passages: the sentence" in app.screen_text()
        await app.press("o")
        assert app.app.screen.query_one(Input).value == f"{tmp_path}/out/On rivers.org"
        await app.press("escape")


@pytest.mark.parametrize(("format", "shown"), [("csv", "quote  "), ("html", "Open in readtui")])
async def test_the_preview_looks_like_the_export(services: Services, annotated: str, format: str, shown: str) -> None:
    settings = parse_settings(f'[export]\nformat = "{format}"\n')
    async with journey(services, settings=settings, size=(300, 60)) as app:
        await app.press("E")
        text = app.screen_text()
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
        await app.press("o", "enter")
        assert "Left out: 1 color" in " ".join(app.screen_text().split()) or format == "brat"
        for path in written:
            assert (tmp_path / path).stat().st_size


async def test_a_template_is_rendered_again_while_it_is_edited(
    services: Services, annotated: str, tmp_path: Path
) -> None:
    template = tmp_path / "notes.txt.j2"
    template.write_text("First: {{ annotation.quote }}")
    async with journey(services, size=(120, 40)) as app:
        await app.press("E", "T")
        app.app.screen.query_one(Input).value = str(template)
        await app.press("enter")
        assert "▸ Template notes.txt.j2" in app.screen_text()
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
        await app.press("E", "S")
        assert "not for one article" in app.screen_text()
        await app.press("s", "w", "S")
        app.app.screen.query_one(Input).value = str(tmp_path / 'my "vault"')
        await app.press("enter")
        assert "Wrote 1 file." in app.screen_text()
        [written] = (tmp_path / 'my "vault"').rglob("*.md")
        assert "It is slow." in written.read_text("utf-8")
    assert file.read_text().startswith("# mine\n\n[[standing_export]]\n")
    [rule] = load_settings(file).standing_export.values()
    assert (rule.format, rule.folder, rule.query) == ("markdown", str(tmp_path / 'my "vault"'), "")
    assert not rule.creators
