"""Every code block of the documentation runs in a test, or says here why not."""

import contextlib
import io
import json
import re
import shutil
import subprocess
from fnmatch import fnmatch
from pathlib import Path
from types import SimpleNamespace

import pytest
from articles import article_of
from code_blocks import ROOT, CodeBlock, code_blocks, code_of
from lxml import etree

from readtui.exporters.data.json import JsonExporter
from readtui.exporters.exporter import ExportDocument, ExportOptions, whole
from readtui.exporters.living.merge import merged
from readtui.exporters.notes.markdown import MarkdownExporter
from readtui.exporters.research.labelled_texts import LabelStudioExporter, SpacyExporter
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord, Metadata
from readtui.model.block import BlockKind
from readtui.model.creator import Creator
from readtui.model.selector import TextPositionSelector, TextQuoteSelector
from readtui.settings import parse_settings
from readtui.tui.hooks.hook_commands import hook_commands
from readtui.tui.keymap import Keymap

HERE = "tests/unit/test_code_blocks.py"
COMMANDS = "tests/unit/cli/test_documented_commands.py"
RECIPES = "tests/unit/cli/test_walkthroughs.py"
GENERATED = "scripts/docs.py"

RUN = (
    ("README.md", "sh", COMMANDS),
    ("CONTRIBUTING.md", "sh", COMMANDS),
    ("CONTRIBUTING.md", "python motion*", "tests/unit/tui/reader/test_recipe.py"),
    ("CONTRIBUTING.md", "python command*", "tests/unit/cli/test_recipe.py"),
    ("CONTRIBUTING.md", "python term*", "tests/contract/test_query_terms.py"),
    ("CONTRIBUTING.md", "python fact", "tests/contract/test_query_terms.py"),
    ("docs/[!a]*.md", "sh", COMMANDS),
    ("docs/python.md", "python", "tests/unit/test_api.py"),
    ("docs/development/performance.md", "sh", COMMANDS),
    ("docs/agents.md", "*", RECIPES),
    ("docs/recipes/*.md", "sh*", RECIPES),
    ("docs/recipes/*.md", "text", RECIPES),
    ("docs/recipes/*.md", "toml", HERE),
    ("docs/commands.md", "text", GENERATED),
    ("docs/development/importers-exporters.md", "*", "tests/unit/test_docs.py"),
    ("docs/templates.md", "jinja", "tests/golden/exports/test_exports.py"),
    ("docs/library.md", "json", "tests/unit/storage/test_library_schema.py"),
    ("docs/library.md", "git*", HERE),
    ("docs/development/anchoring.md", "python", HERE),
    ("docs/formats.md", "*", HERE),
    ("docs/living-files.md", "markdown", HERE),
    *((f"docs/{page}.md", "toml", HERE) for page in ("hooks", "living-files", "review", "settings")),
)
"""Which blocks run where: pages, what their fences say, and the file that runs them or holds them equal to the code."""

NOT_RUN = {
    ("docs/development/architecture.md", "file, stdin"): "it is a drawing",
    ("docs/library.md", "LIBRARY/"): "it is a drawing",
    ("docs/library.md", "latest/articles/"): "it is a drawing",
    (
        "docs/queries.md",
        "query = all",
    ): "it is a grammar for people; the rows of the table above it run in the tests of queries",
    ("docs/mcp.md", '{"mcpServers"'): "it belongs to the settings of an assistant",
    ("docs/links.md", "(org-link-set-parameters"): "it needs Emacs",
    ("docs/links.md", "on open location"): "it needs macOS",
    ("docs/links.md", "osacompile"): "it needs macOS",
    ("docs/links.md", "reg add"): "it needs Windows",
}
"""Pages and how the block begins: why it does not run."""

QUOTE = "Nobody asked where it had been."
ID = "1f0c9a3e-5a0b-4c56-9a52-0f6b7c3d2e11"


def is_run(block: CodeBlock, pages: str, info: str) -> bool:
    is_deeper = block.page.count("/") != pages.count("/")
    return fnmatch(block.page, pages) and not is_deeper and fnmatch(block.info, info)


@pytest.mark.parametrize("block", code_blocks(), ids=str)
def test_every_code_block_runs_or_says_why_not(block: CodeBlock) -> None:
    ways: list[object] = [where for pages, info, where in RUN if is_run(block, pages, info)]
    ways += [why for (page, begin), why in NOT_RUN.items() if page == block.page and block.code.startswith(begin)]
    assert len(ways) == 1, f"run the block at {block} in a test and add it to RUN, or say in NOT_RUN why not: {ways}"


def test_the_tables_name_only_what_there_is() -> None:
    blocks = code_blocks()
    for pages, info, where in RUN:
        assert any(is_run(block, pages, info) for block in blocks), f"no block for {pages}, {info}"
        code = (ROOT / where).read_text(encoding="utf-8")
        assert Path(pages).name in code or re.search(r"code_blocks\(info|RECIPES|recipes/", code), f"{where}: {pages}?"
    for page, begin in NOT_RUN:
        assert any(block.page == page and block.code.startswith(begin) for block in blocks), f"{page}: {begin}"


# ---------------------------------------------------------------------- settings


@pytest.mark.parametrize(
    "block",
    [block for block in code_blocks(info="toml") if block.page != "docs/development/importers-exporters.md"],
    ids=str,
)
def test_settings_in_documents_are_accepted(block: CodeBlock) -> None:
    settings = parse_settings(block.code)
    Keymap(settings, hook_commands(settings.hook, settings))
    assert settings.faults == []
    for schema in re.findall(r"^#:schema (\S+)$", block.code, re.MULTILINE):
        assert (ROOT / "docs" / schema).is_file()


# ---------------------------------------------------------------------- exports


def document(*, note: str = "", tags: tuple[str, ...] = (), color: str | None = None) -> ExportDocument:
    article = article_of((BlockKind.PARAGRAPH, QUOTE))
    record = ArticleRecord("0" * 16, Metadata("On Tides"), "2026-01-31T12:00:00Z", "", article.hash8)
    place = TextQuoteSelector(QUOTE), TextPositionSelector(0, len(QUOTE))
    annotation = Annotation(ID, record.id, record.added, record.added, *place, color, tags, note)
    return ExportDocument(record, [annotation], lambda: article)


def test_the_example_of_markdown_is_what_is_exported() -> None:
    one = document(note="Not even the toll keeper?", tags=("boats/ferry",), color="yellow")
    exported = whole(MarkdownExporter().render([one], ExportOptions()))
    assert str(exported).endswith(code_of("docs/formats.md", "markdown"))


def test_the_example_of_a_living_file_is_what_is_written() -> None:
    exporter = MarkdownExporter()
    written = merged("", list(exporter.living([document()], ExportOptions())), exporter.syntax).text
    assert written.endswith(code_of("docs/living-files.md", "markdown"))


def test_the_example_of_json_has_the_keys_of_an_export() -> None:
    example = json.loads(code_of("docs/formats.md", "json"))
    exported = json.loads(whole(JsonExporter().render([document()], ExportOptions(creator=Creator("Ada")))))
    assert example["format"] == exported["format"]
    assert list(example) == [key for key in exported if key != "waiting"]
    [shown], [found] = example["articles"], exported["articles"]
    assert shown.keys() - {"texts"} == found.keys()
    assert shown["text"].keys() == found["text"].keys()


def test_the_labelling_configuration_names_what_a_task_has() -> None:
    configuration = etree.fromstring(code_of("docs/formats.md", "xml"))
    [task] = json.loads(whole(LabelStudioExporter().render([document(tags=("boats",))], ExportOptions())))
    names = {str(value)[1:] for one in configuration.iter() for value in one.attrib.values() if str(value)[:1] == "$"}
    assert names == {"labels", "text"} <= task["data"].keys()
    [region] = task["annotations"][0]["result"]
    assert configuration.find(f"Labels[@name='{region['from_name']}'][@toName='{region['to_name']}']") is not None


def test_the_code_for_spacy_reads_what_is_exported() -> None:
    rows = [
        json.loads(line)
        for line in str(whole(SpacyExporter().render([document(tags=("boats",))], ExportOptions()))).splitlines()
    ]
    kept: list[SimpleNamespace] = []

    def make_doc(text: str) -> SimpleNamespace:
        def char_span(start: int, end: int, label: str, alignment_mode: str) -> tuple[str, str]:
            assert alignment_mode == "expand"
            return text[start:end], label

        return SimpleNamespace(char_span=char_span, spans={})

    names = {
        "srsly": SimpleNamespace(read_jsonl=lambda name: rows),
        "nlp": SimpleNamespace(make_doc=make_doc),
        "doc_bin": SimpleNamespace(add=kept.append),
    }
    exec(code_of("docs/formats.md", "python"), names)
    assert [one.spans for one in kept] == [{"sc": [(QUOTE, "boats")]}]


# ---------------------------------------------------------------------- others


def test_the_functions_for_anchors_return_what_is_said() -> None:
    code = code_of("docs/development/anchoring.md", "python")
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(code, {})
    assert printed.getvalue().splitlines() == re.findall(r"^print\(.*\) +# (.*)$", code, re.MULTILINE)


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_git_ignores_and_merges_what_is_said(tmp_path: Path) -> None:
    def git(*arguments: str) -> str:
        command = ["git", "-C", str(tmp_path), *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout

    git("init", "--quiet")
    for kind in ("gitattributes", "gitignore"):
        (tmp_path / f".{kind}").write_text(code_of("docs/library.md", kind))
    names = ("articles/0123456789abcdef.json", "codebook.json", ".gitignore")
    found = [line.rpartition(": ")[2] for line in git("check-attr", "merge", *names).splitlines()]
    assert found == ["readtui", "readtui", "unspecified"]
    assert git("check-ignore", ".readtui/lock") == ".readtui/lock\n"
