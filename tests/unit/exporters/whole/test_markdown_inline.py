"""Markdown inside a line: signs that CommonMark would not take, or that would join."""

from dataclasses import replace

import pytest
from articles import article_of
from markdown_it import MarkdownIt

from readtui.exporters.exporter import Context, ExportDocument, Exporter, ExportOptions
from readtui.exporters.html.exporter import HtmlExporter
from readtui.exporters.notes.markdown import MarkdownExporter
from readtui.exporters.notes.org import OrgExporter
from readtui.exporters.typeset.latex import LatexExporter
from readtui.exporters.typeset.typst import TypstExporter
from readtui.exporters.whole.markdown import MarkdownLine, written
from readtui.exporters.whole_article import Piece
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.model.block import Mark, MarkType

NOTE = Annotation("1f0c9a3e-0000-4000-8000-000000000000", "0" * 16, "", "")
MARKED = MarkType.MARKED
STRONG, EMPHASIS, CODE, LINK = MarkType.STRONG, MarkType.EMPHASIS, MarkType.CODE, MarkType.LINK


def line(*parts: tuple[str, tuple[MarkType, ...], bool]) -> str:
    """Parts of a line: their words, their marks, whether they are annotated."""
    pieces: list[Piece] = []
    for words, types, is_annotated in parts:
        start = pieces[-1].end if pieces else 0
        end = start + len(words)
        marks = tuple(Mark(type_, start, end, "https://e.org/a b|c" if type_ is LINK else "") for type_ in types)
        pieces.append(Piece(start, end, words, marks, (NOTE,) if is_annotated else ()))
    return written([MarkdownLine(pieces, lambda _: "[^1]").atoms()])


@pytest.mark.parametrize(
    ("parts", "markdown"),
    [
        ([("a ", (), False), ("b c ", (), True), ("d", (), False)], "a ==b c==[^1] d"),
        ([("=", (), True)], r"==\===[^1]"),
        ([("a", (), True), ("=b", (), False)], "==a==[^1]=b"),
        ([("a", (STRONG,), True), (" b", (), True)], "==**a** b==[^1]"),
        ([("x", (), False), ('"y"', (STRONG,), False), ("z", (), False)], 'x<strong>"y"</strong>z'),
        ([("a", (STRONG,), False), ("b", (STRONG, EMPHASIS), False), ("c", (EMPHASIS,), False)], "**a*b***<!-- -->*c*"),
        ([("a", (CODE,), False), ("`b", (CODE,), False)], "``a`b``"),
        ([("see ", (), False), ("it", (LINK,), False)], "see [it](<https://e.org/a%20b%7Cc>)"),
        ([("wow!", (), False), ("it", (LINK,), False)], r"wow\![it](<https://e.org/a%20b%7Cc>)"),
        ([("#a ", (), True)], r"==\#a==[^1]"),
        ([("a ", (), False), ("b", (STRONG, MARKED), False), (" c", (MARKED,), False)], "a ==**b** c=="),
        ([("a", (MARKED,), False), ("b", (MARKED,), True)], "<mark>a</mark>==b==[^1]"),
    ],
)
def test_signs_stand_where_they_are_taken_for_signs(
    parts: list[tuple[str, tuple[MarkType, ...], bool]], markdown: str
) -> None:
    assert line(*parts) == markdown


def test_words_beside_a_struck_word_are_not_struck() -> None:
    found = line(("~a", (MarkType.STRIKETHROUGH,), False), (" b", (), False))
    assert MarkdownIt("commonmark").enable("strikethrough").render(found) == "<p><s>~a</s> b</p>\n"


@pytest.mark.parametrize(
    ("exporter", "marked"),
    [
        (HtmlExporter(), '<mark class="yellow">ten</mark>'),
        (LatexExporter(), r"\hl{yellow}{ten}"),
        (TypstExporter(), '#mark("yellow")[ten];'),
        (MarkdownExporter(), "==ten=="),
        (OrgExporter(), "_ten_"),
    ],
    ids=lambda one: type(one).__name__,
)
def test_what_the_author_has_marked_is_marked_in_every_format_for_whole_texts(exporter: Exporter, marked: str) -> None:
    article = article_of("The queue takes ten days.")
    start = article.text.index("ten")
    [*others, block] = article.blocks
    block = replace(block, marks=(Mark(MARKED, start, start + 3),))
    article = replace(article, blocks=(*others, block))
    record = ArticleRecord("0" * 16, article.metadata, "", "", article.hash8)
    found = exporter.render([ExportDocument(record, [], lambda: article)], ExportOptions(Context.FULL))
    assert marked in "".join(map(str, found))
