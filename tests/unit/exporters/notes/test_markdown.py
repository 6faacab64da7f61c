"""Markdown: a passage in its context, and annotations under their tags."""

import pytest
from articles import article_of
from markdown_it import MarkdownIt

from readtui.exporters.exporter import Context, ExportDocument, ExportOptions, Grouping
from readtui.exporters.markdown_escape import escape_marked
from readtui.exporters.notes.markdown import MarkdownExporter
from readtui.model.annotation import Annotation
from readtui.model.article import Article, ArticleRecord
from readtui.model.selector import TextPositionSelector, TextQuoteSelector

TEXT = article_of("Water runs downhill. It finds the sea. Nobody asks.", "Ships carry coal.", title="On rivers")


def document(article: Article, *passages: tuple[str, tuple[str, ...]]) -> ExportDocument:
    annotations = []
    for number, (words, tags) in enumerate(passages):
        start = article.text.index(words)
        position = TextPositionSelector(start, start + len(words))
        identifier = f"{number:08}-0000-4000-8000-000000000000"
        annotations.append(Annotation(identifier, "0" * 16, "", "", TextQuoteSelector(words), position, tags=tags))
    record = ArticleRecord("0" * 16, article.metadata, "", "", article.hash8)
    return ExportDocument(record, annotations, lambda: article)


def exported(options: ExportOptions, *documents: ExportDocument) -> str:
    return "".join(MarkdownExporter().render(documents, options))


@pytest.mark.parametrize(
    ("context", "quoted"),
    [
        (Context.NONE, "> finds"),
        (Context.SENTENCE, "> It ==finds== the sea."),
        (Context.PARAGRAPH, "> Water runs downhill. It ==finds== the sea. Nobody asks."),
    ],
)
def test_a_passage_is_marked_in_its_context(context: Context, quoted: str) -> None:
    lines = exported(ExportOptions(context), document(TEXT, ("finds", ()))).splitlines()
    assert [line for line in lines if line.startswith(">")] == [quoted]


def test_a_passage_over_two_paragraphs_is_marked_in_each() -> None:
    lines = exported(ExportOptions(Context.SENTENCE), document(TEXT, ("asks.\n\nShips carry", ()))).splitlines()
    assert [line for line in lines if line.startswith(">")] == ["> Nobody ==asks.==", ">", "> ==Ships carry== coal."]


def test_a_passage_that_is_all_of_its_context_is_not_marked() -> None:
    assert "==" not in exported(ExportOptions(Context.SENTENCE), document(TEXT, ("It finds the sea. ", ())))


@pytest.mark.parametrize(
    ("before", "passage", "after"),
    [
        ("a =", "= b =", "= c"),
        ("x ", " =1", " - y"),
        ("", "*a*", "_b_"),
        ("a ", "b ==", " c"),
        ("a", r"b \=", "c"),
        ("\ue000", "b", "\ue001"),
        ("- ", "a", ""),
    ],
)
def test_text_beside_a_mark_is_shown_unchanged(before: str, passage: str, after: str) -> None:
    shown = MarkdownIt("commonmark").render(escape_marked(before, passage, after))
    plain = shown.removeprefix("<p>").removesuffix("</p>\n")
    assert plain.replace("==", "", 1)[::-1].replace("==", "", 1)[::-1].split() == (before + passage + after).split()


def test_annotations_stand_under_each_of_their_tags_with_their_article() -> None:
    other = article_of("Lakes lie still.", title="On *lakes*")
    options = ExportOptions(group=Grouping.TAG)
    parts = (
        exported(options, document(TEXT, ("finds", ("sea", "Art")), ("coal", ())), document(other, ("still", ("sea",))))
        .rstrip()
        .split("\n\n")
    )
    back = f" · [readtui](readtui:{'0' * 16})"
    shown = [part.removesuffix(back) for part in parts if part.startswith(("# ", "> ", "— "))]
    assert shown == [
        *("# Art", "> finds", "— *On rivers*"),
        *("# sea", "> finds", "— *On rivers*", "> still", r"— *On \*lakes\**"),
        *("# Without a tag", "> coal", "— *On rivers*"),
    ]
