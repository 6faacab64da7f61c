"""The documentation: its examples run, and its links work."""

import json
import re
import subprocess
import sys
import tomllib
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

import pytest
from code_blocks import code_blocks, code_of
from lxml import etree
from plugging import write_package

from readtui.exporters.contract import ExporterContract
from readtui.exporters.exporter import ExportDocument, Exporter, ExportOptions, whole
from readtui.importers.importer import Importer, Source
from readtui.interchange.contract import AnnotationImporterContract
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.model.block import BlockKind, MarkType
from readtui.model.selector import TextPositionSelector, TextQuoteSelector

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])
GEMINI_PAGE = """\
# On ferries

=> gemini://example.org/timetable The timetable
## Fares
* adults: two coins
> Hold on to the rail.
The last boat leaves at nine.
"""


def block(info: str) -> str:
    """The first code block with this info on the page about importers and exporters."""
    return code_of("docs/development/importers-exporters.md", info)


def example(name: str, class_name: str) -> object:
    """An instance of the class that a page's code block defines."""
    code = block(f'python title="{name}"')
    assert len(code.splitlines()) < 30
    namespace: dict[str, object] = {}
    exec(compile(code, f"{name} of importers-exporters.md", "exec"), namespace)
    made = namespace[class_name]
    assert isinstance(made, type)
    return made()


def test_the_example_importer_reads_its_format() -> None:
    importer: Importer = example("importer", "GeminiImporter")  # type: ignore[assignment]
    assert importer.extensions == (".gmi", ".gemini")
    assert importer.recognises(Source(b"=> gemini://example.org/ Home"))
    assert not importer.recognises(Source(b"Dear diary"))
    article = importer.read(Source(GEMINI_PAGE.encode(), "ferries.gmi"))
    assert article.metadata.title == "On ferries"
    assert [(block.kind, block.level, article.text[block.start : block.end]) for block in article.blocks] == [
        (BlockKind.HEADING, 1, "On ferries"),
        (BlockKind.PARAGRAPH, 0, "The timetable"),
        (BlockKind.HEADING, 2, "Fares"),
        (BlockKind.LIST_ITEM, 1, "adults: two coins"),
        (BlockKind.QUOTE, 1, "Hold on to the rail."),
        (BlockKind.PARAGRAPH, 0, "The last boat leaves at nine."),
    ]
    [link] = article.blocks[1].marks
    assert (link.type, link.target) == (MarkType.LINK, "gemini://example.org/timetable")
    assert article.text[link.start : link.end] == "The timetable"


def test_the_example_importer_is_found_once_its_package_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [(group, points)] = tomllib.loads(block("toml"))["project"]["entry-points"].items()
    write_package(tmp_path, "my_package", block('python title="importer"'), group, points)
    page = tmp_path / "ferries.gmi"
    page.write_text(GEMINI_PAGE)
    (tmp_path / "library").mkdir()
    command = [sys.executable, "-m", "readtui", "--library", str(tmp_path / "library"), "show", "--json", str(page)]
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("READTUI_STATE", str(tmp_path / "state"))
    done = subprocess.run(command, capture_output=True, check=True, timeout=60)
    shown = json.loads(done.stdout)
    assert shown["title"] == "On ferries"
    assert [one["kind"] for one in shown["blocks"]] == [
        "heading", "paragraph", "heading", "list-item", "quote", "paragraph"
    ]  # fmt: skip


def test_the_example_exporter_renders_annotations() -> None:
    importer: Importer = example("importer", "GeminiImporter")  # type: ignore[assignment]
    exporter: Exporter = example("exporter", "OutlineExporter")  # type: ignore[assignment]
    article = importer.read(Source(GEMINI_PAGE.encode(), "ferries.gmi"))
    start = article.text.index("Hold on")
    annotation = Annotation(
        id="a1",
        article_id="0" * 16,
        created="2026-01-31T12:00:00Z",
        modified="2026-01-31T12:00:00Z",
        quote=TextQuoteSelector("Hold on to the rail."),
        position=TextPositionSelector(start, start + 20),
        tags=("travel/by sea",),
        note="Always.",
    )
    record = ArticleRecord("0" * 16, article.metadata, annotation.created, annotation.created, article.hash8)
    document = ExportDocument(record, [annotation], lambda: article)
    options = ExportOptions()
    assert whole(exporter.render([document], options)) == (
        "On ferries\n\tHold on to the rail. (readtui:a1)\n\t\tAlways.\n"
    )
    assert str(options.losses) == "1 tag"


def test_each_example_is_declared_where_its_plug_in_is_looked_for() -> None:
    declared = [
        (group, place.partition(":")[2])
        for one in code_blocks("docs/development/importers-exporters.md", "toml")
        for group, points in tomllib.loads(one.code)["project"]["entry-points"].items()
        for place in points.values()
    ]
    titles = {"readtui.importers": "importer", "readtui.exporters": "exporter"}
    titles |= {"readtui.annotation_importers": "annotation-importer"}
    assert len(declared) == 3
    for group, name in declared:
        assert f"\nclass {name}:" in block(f'python title="{titles[group]}"')


@pytest.mark.parametrize(
    ("example", "check", "contract"),
    [
        ('python title="exporter"', 'python title="contract"', ExporterContract),
        ('python title="annotation-importer"', 'python title="annotation-contract"', AnnotationImporterContract),
    ],
)
def test_the_examples_keep_their_contracts_in_tests_of_their_own(
    tmp_path: Path, example: str, check: str, contract: type
) -> None:
    (tmp_path / "my_package.py").write_text(block(example))
    (tmp_path / "test_example.py").write_text(block(check))
    (tmp_path / "pytest.ini").touch()
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    checks = [name for name in dir(contract) if name.startswith("test_")]
    assert f"{len(checks)} passed" in done.stdout, done.stdout


def own_formats(group: str) -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=group) if point.value.startswith("readtui.")}


def test_every_ending_that_is_read_is_in_the_table_of_formats() -> None:
    page = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
    table = page.partition("## Formats")[2].partition("\n\n")[2].partition("\n\n")[0]
    endings = {ending for row in table.splitlines() for ending in re.findall(r"`(\.[\w.]+)`", row.split("|")[2])}
    for name, point in own_formats("readtui.importers").items():
        missing = set(point.load()().extensions) - endings
        assert not missing, f"give {name}'s {missing} a row under Formats in docs/sources.md"


@pytest.mark.parametrize("name", own_formats("readtui.exporters"))
def test_every_export_format_is_described(name: str) -> None:
    page = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    described = re.search(rf"^## (.*) \(`{name}`\)$", page, re.MULTILINE)
    assert described, f"describe the format in docs/formats.md, under a heading: ## … (`{name}`)"
    title = described[1].split()[0].lower()
    carrying = page.partition("| formats | words |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| (.+?) \|", carrying, re.MULTILINE)
    assert title in " ".join(rows).lower(), f"say in “Who, in which words” of docs/formats.md what {name} carries"


@cache
def modules_there() -> list[str]:
    return [f"/{path.relative_to(ROOT)}" for top in ("src", "tests", "scripts") for path in (ROOT / top).rglob("*.py")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_modules_and_folders_that_a_page_names_are_there(page: Path) -> None:
    """`src`, `tests` and `scripts` are looked through; a name in capitals stands for the reader's own."""
    text = page.read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z_][\w/.-]*\.py)`", text))
    lost = [name for name in sorted(named) if not any(path.endswith(f"/{name}") for path in modules_there())]
    full = re.findall(r"`((?:src|tests|docs|scripts|packaging)/[\w/.-]+)`", text)
    lost += [name for name in full if not (ROOT / name).exists()]
    assert not [name for name in lost if not re.search("[A-Z]{2}", name)]


def test_every_page_has_its_place_on_the_site() -> None:
    """`scripts/check` builds the site, and checks that each place has its page and each link its anchor."""
    site = (ROOT / "zensical.toml").read_text(encoding="utf-8")
    placed = re.findall(r'= "([^"]+\.md)"', site)
    pages = [str(page.relative_to(ROOT / "docs")) for page in (ROOT / "docs").rglob("*.md")]
    assert sorted(placed) == sorted(pages), "give the page its place under nav in zensical.toml"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_documents_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    local = [target for target in targets if "://" not in target and not target.startswith("readtui:")]
    broken = [target for target in local if not (page.parent / target).exists()]
    assert not broken, f"{page.relative_to(ROOT)} links to what is not there: {', '.join(broken)}"


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "images").iterdir()), ids=lambda path: path.name)
def test_pictures_have_no_scripts_and_load_nothing(path: Path) -> None:
    content = path.read_bytes()
    assert len(content) < 1_000_000
    assert not re.search(rb"@import|@font-face|url\(|javascript:", content)
    picture = etree.fromstring(content)
    allowed = {"svg", "title", "desc", "style", "defs", "g", "rect", "circle", "text", "use"}
    for element in picture.iter(etree.Element):
        assert etree.QName(element).localname in allowed
        assert not [name for name in element.attrib if str(name).startswith("on")]
        assert str(element.get("href", "#")).startswith("#")


def test_the_moving_picture_stands_still_for_those_who_want_no_motion() -> None:
    picture = (ROOT / "docs" / "images" / "readtui.svg").read_text(encoding="utf-8")
    still, _, moving = picture.partition("@media (prefers-reduced-motion:no-preference)")
    assert "animation" in moving
    assert "animation" not in still
    [poster] = re.findall(r"\.f(\d+)\{visibility:visible\}", still)
    shown = re.search(rf'<g class="f f{poster}">.*?</g></g>', picture, re.DOTALL)
    assert shown
    assert "beside its passage" in shown[0]


def test_the_first_screen_of_the_readme_opens_the_samples_and_runs_the_tests() -> None:
    commands_of = code_blocks("README.md")[0].code
    commands = [line.split("#")[0].strip() for line in commands_of.splitlines()]
    assert commands == ["scripts/try", "scripts/test"]
    assert all((ROOT / command).stat().st_mode & 0o111 for command in commands)
