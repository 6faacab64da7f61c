"""The export screen without an app: its lines at many widths, and what its keys do, ask and say."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from app_host import MemoryHost
from golden import Golden, Picture
from rich.console import Console

from readtui.bootstrap import Services
from readtui.errors import ReadtuiError
from readtui.exporters.exporter import Exporter, ExportOptions, Format, Purpose
from readtui.search.query.parser import parse
from readtui.search.query.syntax import EVERYTHING
from readtui.services.annotation_batch import wanted_in
from readtui.services.annotation_reader import AnnotationQuery
from readtui.services.out.documents import Documents
from readtui.services.out.preview import Preview
from readtui.services.out.standing_exports import StandingRule
from readtui.settings import load_settings
from readtui.tui.colors.colors import OWN_THEMES
from readtui.tui.colors.palette import ColorDepth
from readtui.tui.colors.palette_maker import make_palette
from readtui.tui.out import delivery as delivery_module
from readtui.tui.out.delivery import Delivery, folder_of, standing_query, suggested_name, written_message
from readtui.tui.out.format_and_options import FormatLine, OptionsRow, Scopes, Stand, in_groups, lines_of, paint_line
from readtui.tui.out.preview_lines import look_lines, read_preview, source_lines
from readtui.tui.widgets.preview_pane import Sheet
from readtui.tui.widgets.record_table import RowLook
from readtui.tui.work.standing_exports import StandingExports

PALETTE = make_palette(OWN_THEMES["readtui-dark"], ColorDepth.FULL)
WORDS = ("none", "by article", "the view 川の水", "left out", "“On the long history of ships and of the sea”", "x")


class Plain:
    """An exporter that only names its format."""

    def __init__(self, name: str, title: str, purpose: Purpose) -> None:
        self.format = Format(name, title, f".{name}", purpose, "")

    def render(self, *_: object) -> Iterator[str]:
        raise AssertionError


EXPORTERS: list[Any] = [
    Plain("md", "Markdown", Purpose.NOTES),
    Plain("csv", "A table of all that is there", Purpose.DATA),
    Plain("anki", "anki", Purpose.STUDY),
    Plain("org", "Org", Purpose.NOTES),
]


def test_what_the_lines_of_formats_and_options_look_like(golden: Golden) -> None:
    picture = Picture()
    for number in range(60):
        chance = Random(number)
        options = [
            Stand(title, chance.choice(WORDS), chance.random() < 0.7, chance.choice(("", title)))
            for title in ("scope", "context", "group", "who", "template")[: 1 + chance.randrange(5)]
        ]
        width = (12, 24, 33, 48, 60, 80, 100, 150)[number % 8]
        row = OptionsRow(options, chance.randrange(len(options)), width)
        picture.say(number, width)
        picture.add(row.paint(PALETTE))
        found = [row.at(cell) for cell in range(width)]
        picture.say({one: found.count(one) for one in dict.fromkeys(found)})
    rules = [
        StandingRule("org", Path("/x/notes\x1b"), "{id}", number=1),
        StandingRule("gone", Path("/x/y"), "{id}", number=2),
        StandingRule("csv", Path("/"), "{id}", number=3, is_paused=True),
        StandingRule("csv", Path("/x/川の水の川の水"), "{id}", number=4),
    ]
    for standing in (rules, []):
        for one in [*lines_of(in_groups(EXPORTERS), standing), FormatLine()]:
            picture.say(one.row)
            for width in (12, 16, 20, 29, 36, 60):
                for is_current in (False, True):
                    picture.add(paint_line(one, RowLook(width, PALETTE, is_current)), width)
    assert lines_of([], []) == []
    picture.compare(golden, Path(__file__).with_name("export-lines.txt"), with_styles=True)


def test_what_previews_look_like(golden: Golden) -> None:
    picture = Picture()
    text = (
        "---\ntags: 1\n---\n# One\n\n#sea and **bold** #2x &#39; a/#no\n\nOver\n---\n\n==marked\nwords== here ==no mark"
    )
    table = (("article", "quote", "id"), ("x" * 50, "川の" * 30, "1" * 20), ("short", "", "7"))
    for format in (
        EXPORTERS[0].format,
        replace(EXPORTERS[0].format, is_binary=True),
        replace(EXPORTERS[1].format, extension=".json"),
    ):
        for preview in (
            Preview(text, f"{text}\n\n> {text}\n\n```\n#code\n```\n", is_whole=False),
            Preview(text, rows=table, is_whole=False),
            Preview("", rows=table[::-1]),
            Preview('{"a": [1]}'),
            Preview("#tag\n"),
        ):
            shown = read_preview(preview, format)
            picture.say(format.name, shown.has_look, shown.look_title)
            for width in (24, 79, 80, 120):
                sheet = Sheet(width, PALETTE, Console(width=width))
                picture.add_texts(source_lines(shown)(sheet))
                if shown.has_look:
                    picture.add_texts(look_lines(shown)(sheet))
    picture.compare(golden, Path(__file__).with_name("export-previews.txt"), with_styles=True)


def test_scopes_are_turned_in_both_directions_and_each_is_there_once() -> None:
    queries = [AnnotationQuery(query=parse(words)) for words in ("#a", "#b")]
    scopes = Scopes((queries[0], "a"), [(queries[1], "b"), (queries[0], "again")])
    turned = []
    for steps in (0, 1, 1, 1, -1, -1):
        scopes.turn(steps)
        turned.append((scopes.name, scopes.query))
    everything = ("everything", AnnotationQuery())
    assert turned == [
        ("a", queries[0]),
        ("b", queries[1]),
        everything,
        ("a", queries[0]),
        everything,
        ("b", queries[1]),
    ]
    assert scopes.are_several
    scopes.choose(queries[0], "not named so")
    assert scopes.name == "a"
    scopes.choose(AnnotationQuery(query=parse("#c")), "c")
    assert (scopes.name, scopes.query.query) == ("c", parse("#c"))
    only = Scopes(everything[::-1], [])
    assert (only.name, only.are_several) == ("everything", False)


@pytest.mark.parametrize(
    ("count", "unchanged", "said"),
    [
        (0, 0, "Nothing to write."),
        (1, 0, "Wrote /x/a␛."),
        (1, 1, "/x/a␛ is up to date: nothing to write."),
        (2, 2, "/x/a␛ and 1 more are up to date: nothing to write."),
        (2, 1, "Wrote /x/a␛ and 1 more. 1 of them had not changed."),
        (1_201, 1_200, "Wrote /x/a␛ and 1,200 more. 1,200 of them had not changed."),
    ],
)
def test_it_is_said_what_was_written(count: int, unchanged: int, said: str) -> None:
    assert written_message([Path("/x/a\x1b"), *[Path("/x/b")] * (count - 1)][:count], unchanged) == said


def test_the_next_export_is_offered_the_folder_of_this_one() -> None:
    assert folder_of("/x/a.md", [Path("/x/a.md")]) == "/x"
    assert folder_of("/x/notes", [Path("/x/notes/a.md")]) == "/x/notes"
    assert folder_of("~/a.md", [Path("~/a.md").expanduser()]) == "~"
    assert folder_of("/x/a.md", []) == "/x"


class Shown(MemoryHost):
    """The export screen, and the app. ``path``: what is typed into its dialog; ``agrees``: the answer to a question."""

    rule: StandingRule | None = None
    folder = ""
    path = ""
    agrees = True

    def __init__(self, services: Services, name: str, query: AnnotationQuery) -> None:
        super().__init__()
        self._services = services
        self.exporter: Exporter | None = services.exports.exporters().get(name)
        self.documents: Documents = services.exports.documents(query)
        self.works: list[Any] = []
        self.kept: list[str | None] = []

    def key(self, command: str) -> str:
        return f"<{command}>"

    def run_worker(self, work: Any, *, group: str = "default", exclusive: bool = False) -> object:
        self.works.append(work)
        return None

    async def options(self, exporter: Exporter) -> ExportOptions:
        return self._services.exports.options(self.documents.query, None)

    def keep_choice(self, folder: str | None = None) -> None:
        self.kept.append(folder)

    def ask(self, dialog: Any) -> None:
        *asked, _, accept_path = dialog
        self.tell(" | ".join(asked))

        async def accept() -> None:
            self.tell(f"closes: {await accept_path(self.path)}")

        self.works.append(accept())

    async def push_screen_wait(self, screen: Any) -> Any:
        self.tell(" | ".join(screen))
        return self.agrees

    async def show_standing(self, number: int = 0) -> None:
        self.tell(f"shows {number}")

    async def work(self) -> list[str]:
        """What was said once all is done."""
        while self.works:
            try:
                await self.works.pop(0)
            except ReadtuiError as fault:
                self.tell(f"! {fault.message}: {fault.hint}")
        told, self.told = self.told, []
        return told


@pytest.fixture
def annotated(services: Services, rivers: str, tmp_path: Path) -> list[str]:
    """Two articles with an annotation each, and one with none."""
    (tmp_path / "lakes.md").write_text("# Lakes\n\nAll still.", "utf-8")
    (tmp_path / "ponds.md").write_text("# Ponds\n\nAll still.", "utf-8")
    lakes, ponds = (services.library.add(str(tmp_path / f"{name}.md")).record.id for name in ("lakes", "ponds"))
    quotes: list[dict[str, Any]] = [
        {"article": rivers, "quote": "It is slow.", "tags": ["a"]},
        {"article": lakes, "quote": "All still."},
    ]
    quotes[1]["note"] = "Yes."
    change = services.batch_annotator().annotate(wanted_in(quotes)).change
    assert change
    services.repository.apply(change)
    return [rivers, lakes, ponds]


def of(*articles: str, query: str = "") -> AnnotationQuery:
    return AnnotationQuery(articles, parse(query) if query else EVERYTHING)


def delivery(services: Services, shown: Shown, tmp_path: Path) -> Delivery:
    settings = tmp_path / "settings.toml"
    settings.touch()

    async def settled() -> None: ...

    saving: Any = SimpleNamespace(settled=settled)
    screen: Any = shown
    return Delivery(shown, services, load_settings(settings), saving, StandingExports(shown, None, settled), screen)


@pytest.fixture(autouse=True)
def dialogs_as_tuples(monkeypatch: pytest.MonkeyPatch) -> None:
    """Real ones need an app."""
    monkeypatch.setattr(delivery_module, "PromptDialog", lambda *asked: asked)
    monkeypatch.setattr(delivery_module, "ConfirmDialog", lambda *asked, loses: (*asked, f"loses: {loses}"))


async def test_names_are_suggested_for_one_article_and_for_many(services: Services, annotated: list[str]) -> None:
    exporters = services.exports.exporters()

    def suggested(name: str, *articles: str) -> str:
        exporter = exporters[name]
        documents = services.exports.documents(of(*articles))
        return suggested_name(exporter, documents, ExportOptions().context)

    rivers, lakes, _ = annotated
    assert [suggested("markdown", *some) for some in ([rivers], [rivers, lakes], [])] == [
        "On rivers.md",
        "readtui-annotations.md",
        "readtui-annotations.md",
    ]
    assert suggested("brat", rivers) == "On rivers"
    assert suggested("brat", rivers, lakes) == "readtui-annotations"
    assert suggested("pdf", rivers, lakes) == "readtui-annotations/"
    assert suggested("pdf", rivers) == "On rivers.pdf"


def test_a_standing_export_names_articles_by_their_titles_if_no_others_have_these(
    services: Services, annotated: list[str], tmp_path: Path
) -> None:
    rivers, lakes, _ = annotated
    library = services.library
    assert standing_query(library, of(query="#a")) == parse("#a")
    assert str(standing_query(library, of(rivers, lakes, query="#a"))).count("article") == 2
    found = [f"{rivers}", *(f"{number}" for number in range(12))]
    assert standing_query(library, of(*found)) is None
    assert standing_query(library, of(rivers, "gone")) is None
    (tmp_path / "more.md").write_text("# Lakes\n\nOthers.", "utf-8")
    library.add(str(tmp_path / "more.md"))
    assert standing_query(library, of(rivers)) is not None
    assert standing_query(library, of(lakes)) is None


async def test_an_export_is_copied(services: Services, annotated: list[str], tmp_path: Path) -> None:
    shown = Shown(services, "markdown", of(annotated[0]))
    keys = delivery(services, shown, tmp_path)
    keys.do_export_copy()
    [told] = await shown.work()
    count = shown.copied.count("\n")
    assert told == f"Copied {count} lines. If your terminal blocks the clipboard, write to a file instead."
    assert "> It is slow." in shown.copied
    assert shown.kept == [None]
    for name, said in (
        ("pdf", "This format is not text. Press <export.write> to write it to a file."),
        ("brat", "This format has several files. Press <export.write> to write it to a folder."),
        ("nothing", ""),
    ):
        shown.copied, shown.exporter = "", services.exports.exporters().get(name)
        keys.do_export_copy()
        assert (await shown.work(), shown.copied) == ([said][: bool(said)], "")


async def test_an_export_is_written_where_the_user_says(
    services: Services, annotated: list[str], tmp_path: Path, golden: Golden
) -> None:
    said: list[str] = []
    shown = Shown(services, "markdown", of())
    keys = delivery(services, shown, tmp_path)
    (tmp_path / "mine.md").write_text("mine")
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes/Lakes.md").write_text("mine")
    (tmp_path / "notes/On rivers.md").write_text("mine")
    for name, folder, path, agrees in (
        ("markdown", "", "  ", True),
        ("markdown", "", " {}/all.md ", True),
        ("markdown", "{}", "{}/all.md", True),
        ("markdown", "", "{}/mine.md", False),
        ("markdown", "", "{}/mine.md", True),
        ("markdown", "", "{}/notes", True),
        ("csv", "", "/dev/null", True),
        ("brat", "", "{}/brat", True),
        ("koreader", "{}", "", True),
        ("pdf", "", "{}/pdf/", True),
        ("none", "", "{}/x", True),
    ):
        shown.exporter, shown.path, shown.agrees = services.exports.exporters().get(name), path.format(tmp_path), agrees
        shown.folder = folder.format(tmp_path)
        keys.do_export_write()
        said += [f"{name} {path}", *await shown.work(), str(shown.kept)]
        shown.kept.clear()
    assert (tmp_path / "notes/Lakes.md").read_text() != "mine"
    golden(Path(__file__).with_name("written.txt"), "\n".join([*said, ""]).replace(str(tmp_path), "…"))


async def test_a_folder_is_kept_up_to_date_paused_and_left(
    services: Services, annotated: list[str], tmp_path: Path, golden: Golden
) -> None:
    said: list[str] = []
    shown = Shown(services, "markdown", of())
    keys = delivery(services, shown, tmp_path)
    (tmp_path / "file").write_text("")
    for name, query, path in (
        ("pdf", of(), "{}/x"),
        ("none", of(), "{}/x"),
        ("markdown", of(*(str(number) for number in range(13))), "{}/x"),
        ("markdown", of(), " "),
        ("markdown", of(), "x"),
        ("markdown", of(), "{}/file/x"),
        ("markdown", of(), "{}/kept "),
        ("org", of(annotated[0]), "{}/one"),
        ("org", of(query="#none"), "{}/none"),
    ):
        shown.exporter, shown.path = services.exports.exporters().get(name), path.format(tmp_path)
        shown.documents = services.exports.documents(query, creators=name != "org")
        keys.do_export_keep()
        said += [f"{name} {path}", *await shown.work(), str([(rule.format, rule.creators) for rule in keys.rules()])]
    keys.do_export_stop()
    said += await shown.work()
    for rule in keys.rules()[:2] * 2:
        shown.rule = next(one for one in keys.rules() if one.number == rule.number)
        keys.do_export_write()
        said += [*await shown.work(), str([one.is_paused for one in keys.rules()])]
    keys.do_export_keep()
    keys.do_export_stop()
    said += [*await shown.work(), str([one.format for one in keys.rules()])]
    said += sorted(str(path.relative_to(tmp_path)) for path in tmp_path.glob("*/*.??*"))
    golden(Path(__file__).with_name("kept.txt"), "\n".join([*said, ""]).replace(str(tmp_path), "…"))
