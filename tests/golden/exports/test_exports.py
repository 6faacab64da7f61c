"""Compares each of readtui's own formats with golden files for one and two articles; picks up new formats."""

import re
from dataclasses import replace
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

import pytest
from articles import article_of, counting_ids, ticking_clock
from exporting.unpacked import exported
from exporting.voices import ADA, voices
from exporting.worked_article import worked_document
from golden import ROOT, Golden
from imported_documents import article_in

from readtui.exporters.exporter import Context, ExportDocument, Exporter, ExportOptions
from readtui.exporters.templates.exporter import TemplateExporter
from readtui.exporters.templates.template import Template, TemplateScope
from readtui.model.annotation import AnchorState, Annotation, place_key
from readtui.model.article import Article, ArticleRecord, Metadata
from readtui.model.block import BlockKind
from readtui.model.passage import Passage
from readtui.services.annotating.annotator import Annotator

EXPORTERS = [point for point in entry_points(group="readtui.exporters") if point.value.startswith("readtui.")]
_STYLE = re.compile("(?<=<style>\n).*?(?=</style>)", re.DOTALL)
HEADING, CODE, TABLE = BlockKind.HEADING, BlockKind.CODE, BlockKind.TABLE

LOCKS = article_of(
    (HEADING, "- Locks: how a boat climbs"),
    "A lock is a box of water with two doors. *One* of them is always shut.",
    (HEADING, "2. Why it works"),
    "Water finds its level; it asks for 3 < 4 & nothing else. “Open the door!” cried the #keeper.",
    (CODE, "while level < upper:\n    level += inflow  # ```\nopen_gate()"),
    (HEADING, "Prices"),
    (TABLE, "boat\tprice\nbarge\t=2+3"),
    (BlockKind.FURNITURE, "12 comments"),
    title="- Locks: how a boat climbs",
)
FERRY = article_of("Die Fähre fuhr um acht.", "川を渡る船。")


def record_of(article_id: str, article: Article, metadata: Metadata, tags: tuple[str, ...] = ()) -> ArticleRecord:
    return ArticleRecord(
        article_id, metadata, "2026-01-31T12:00:00Z", "2026-02-01T12:00:00Z", article.hash8, words=50, tags=tags
    )


def documents() -> list[ExportDocument]:
    annotator = Annotator(ticking_clock(), counting_ids())

    def on(article_id: str, article: Article, words: str, **said: object) -> Annotation:
        start = article.text.index(words)
        passage = Passage(start, start + len(words))
        change = annotator.create(article_id, article, passage, **said)  # type: ignore[arg-type]
        return annotation_in(change.edits[0].after)

    locks_id, ferry_id = "00112233445566aa", "8899aabbccddeeff"
    whole = annotation_in(
        annotator.create_on_article(locks_id, tags=["to quote", "1984"], note="Read it to the end.").edits[0].after
    )
    locks = [
        whole,
        on(locks_id, LOCKS, "A lock is a box of water with two doors. *One* of them", color="yellow"),
        on(locks_id, LOCKS, "box of water", tags=["politics/water", "bär"], note="**Why** a box?\n\n```\nopen"),
        on(locks_id, LOCKS, "it asks for 3 < 4 & nothing else. “Open the door!” cried the #keeper.", color="green"),
        on(locks_id, LOCKS, "    level += inflow  # ```\nopen_gate()", tags=["code"]),
        on(locks_id, LOCKS, "boat\tprice\nbarge\t=2+3", note="=SUM(A1)"),
        replace(on(locks_id, LOCKS, "two doors", color="pink"), anchor=AnchorState.ORPHAN),
    ]
    ferry = [on(ferry_id, FERRY, "um acht.\n\n川を", color="blue")]
    locks_about = Metadata(
        LOCKS.metadata.title, "https://example.org/locks?a=<b>", 'Ada "Lock" Keeper', "en", "2024-05-01", "Canal news"
    )
    ferry_about = Metadata("Die Fähre", "/home/ada/fähre.txt", language="de")
    return [
        ExportDocument(
            record_of(locks_id, LOCKS, locks_about, ("canal/old locks", "null")),
            sorted(locks, key=place_key),
            lambda: LOCKS,
        ),
        ExportDocument(record_of(ferry_id, FERRY, ferry_about), ferry, lambda: FERRY),
    ]


DOCUMENTED = re.findall(
    r"^### [^\n]*\(`([^`]+)`\)\n\n```jinja\n(.*?)```",
    (ROOT / "docs" / "templates.md").read_text(),
    re.MULTILINE | re.DOTALL,
)


@pytest.mark.usefixtures("kept_processes")
@pytest.mark.parametrize(("name", "source"), DOCUMENTED, ids=[name for name, _ in DOCUMENTED])
def test_documented_templates_render(name: str, source: str, golden: Golden) -> None:
    exporter = TemplateExporter(Template(name, source), "", "2026-03-01")
    golden(
        Path(__file__).parent / f"template-{name.removesuffix('.j2')}", exported(exporter, documents(), ExportOptions())
    )


@pytest.mark.usefixtures("kept_processes")
def test_there_is_a_documented_template_for_each_scope() -> None:
    scopes = [TemplateExporter(Template(*one), "", "").checked.scope for one in DOCUMENTED]
    assert sorted(scopes) == sorted(TemplateScope)


def annotation_in(record: object) -> Annotation:
    assert isinstance(record, Annotation)
    return record


@pytest.mark.parametrize(
    "point", [point for point in EXPORTERS if point.name not in ("pdf", "koreader")], ids=lambda point: point.name
)
@pytest.mark.parametrize("count", [1, 2], ids=["one", "two"])
def test_export_is_as_it_was(point: EntryPoint, count: int, golden: Golden) -> None:
    exporter: Exporter = point.load()()
    format = exporter.format
    extension = ".txt" if format.is_binary or format.is_folder else format.extension
    name = f"{point.name}-{'one' if count == 1 else 'two'}{extension}"
    golden(Path(__file__).parent / name, exported(exporter, documents()[:count], ExportOptions()))


WITH_TEXT = [point for point in EXPORTERS if Context.FULL in point.load().format.contexts]


@pytest.mark.parametrize("point", WITH_TEXT, ids=lambda point: point.name)
def test_a_whole_article_is_as_it_was(point: EntryPoint, golden: Golden) -> None:
    exporter: Exporter = point.load()()
    name = f"{point.name}-full{exporter.format.extension}"
    golden(Path(__file__).parent / name, exported(exporter, [worked_document()], ExportOptions(Context.FULL)))


@pytest.mark.parametrize(
    "point", [point for point in EXPORTERS if point.name not in ("pdf", "koreader")], ids=lambda point: point.name
)
def test_voices_are_as_they_were(point: EntryPoint, golden: Golden) -> None:
    exporter: Exporter = point.load()()
    format = exporter.format
    extension = ".txt" if format.is_binary or format.is_folder else format.extension
    options = ExportOptions(creator=ADA, has_several_creators=lambda: True)
    golden(Path(__file__).parent / f"{point.name}-voices{extension}", exported(exporter, voices(), options))


@pytest.mark.parametrize("point", WITH_TEXT, ids=lambda point: point.name)
def test_voices_in_a_whole_article_are_as_they_were(point: EntryPoint, golden: Golden) -> None:
    exporter: Exporter = point.load()()
    options = ExportOptions(Context.FULL, creator=ADA)
    name = f"{point.name}-voices-full{exporter.format.extension}"
    golden(Path(__file__).parent / name, exported(exporter, voices()[:1], options))


@pytest.mark.parametrize("name", ["page.html", "walk.tex", "walk.md"])
@pytest.mark.parametrize("point", WITH_TEXT, ids=lambda point: point.name)
def test_whole_documents_are_as_they_were(point: EntryPoint, name: str, golden: Golden) -> None:
    exporter: Exporter = point.load()()
    options = ExportOptions(Context.FULL)
    made = exported(exporter, [annotated(article_in(name))], options)
    if isinstance(made, str) and exporter.format.extension == ".html":
        # The style is always the same; ``html-full`` has it.
        made = _STYLE.sub("", made)
    golden(Path(__file__).parent / "documents" / f"{name}-{point.name}{exporter.format.extension}", made)


def annotated(article: Article) -> ExportDocument:
    """The article with annotations of every length: inside of words, on words, on sentences, across blocks, inside of
    each other, and with the same beginning.
    """
    annotator = Annotator(ticking_clock(), counting_ids())
    article_id = "00112233445566aa"
    found: list[Annotation] = []
    starts = list(enumerate(range(0, len(article.text) - 160, 97)))
    # Some begin where a shorter one does.
    for number, start in sorted([*starts, *((number + 3, start) for number, start in starts[::6])]):
        end = start + (3, 12, 40, 150, 1)[number % 5]
        said = {"tags": ["a/b c"] if number % 3 == 0 else [], "note": "Why *this*?" if number % 4 == 0 else ""}
        color = ("yellow", "green", "blue", "pink")[number % 4]
        if article.text[start:end].strip():
            change = annotator.create(article_id, article, Passage(start, end), color=color, **said)  # type: ignore[arg-type]
            found.append(annotation_in(change.edits[0].after))
    return ExportDocument(
        record_of(article_id, article, article.metadata), sorted(found, key=place_key), lambda: article
    )
