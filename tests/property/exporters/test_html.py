"""Whatever an article or a note contains, a web page shows these very words and has only readtui's own elements."""

from exporting.whole_articles import annotated_documents
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from readtui.exporters.exporter import Context, ExportDocument, ExportOptions, whole
from readtui.exporters.html.exporter import HtmlExporter
from readtui.exporters.whole_article import MarkedBlock, whole_article
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord, Metadata
from readtui.model.block import BlockKind, Role
from readtui.model.selector import TextPositionSelector, TextQuoteSelector
from readtui.text.article_builder import ArticleBuilder

WORDS = [
    *(
        "<script>",
        "</script>",
        "</style>",
        "<!--",
        "-->",
        "]]>",
        "<b onclick='x'>",
        "&amp;",
        "&#106;",
        '"',
        "'",
        ">",
        "<",
    ),
    *(
        "javascript:x",
        "[a](javascript:b)",
        "![i](https://e.org/i.png)",
        "<https://e.org>",
        "```",
        "`",
        "\n",
        "\n\n",
        "    ",
    ),
    *(
        "e\u0301",
        "\u202e",
        "\x1b[1m",
        "\ud800",
        "👩‍👩‍👧",
        "עברית",
        "日本語",
        "\u2028",
        "a",
        " ",
        "</blockquote>",
        "</article>",
    ),
]
hostile = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map("".join)
ELEMENTS = {
    *("html", "head", "meta", "title", "style", "body", "article", "section", "header", "h1", "h2", "p", "a", "div"),
    *("ol", "aside", "figure", "figcaption", "table", "tr", "th", "td", "h3", "h4", "h5", "h6", "tbody"),
    *("blockquote", "mark", "br", "pre", "code", "em", "strong", "ul", "ol", "li", "hr", "span", "cite", "s"),
}


@given(hostile, hostile, hostile, st.sampled_from([Context.NONE, Context.PARAGRAPH]))
def test_a_page_holds_the_words_and_no_foreign_markup(words: str, note: str, title: str, context: Context) -> None:
    builder = ArticleBuilder()
    builder.add(BlockKind.PARAGRAPH, f"x-{words}-y")
    article = builder.build(Metadata(title, source=title, language=title))
    start, end = 1, len(article.text) - 1
    quote = TextQuoteSelector(article.text[start:end])
    annotation = Annotation(
        "7" * 8, "0" * 16, "", "", quote, TextPositionSelector(start, end), "yellow", (title,), note
    )
    record = ArticleRecord("0" * 16, article.metadata, "", "", article.hash8)
    written = whole(
        HtmlExporter().render([ExportDocument(record, [annotation], lambda: article)], ExportOptions(context))
    )
    assert isinstance(written, str)
    page = html.document_fromstring(written)
    assert {str(element.tag) for element in page.iter()} <= ELEMENTS
    assert not [name for element in page.iter() for name in element.attrib if str(name).startswith("on")]
    targets = {str(target).partition(":")[0] for target in page.xpath("//@href | //@src")}
    assert targets <= {"readtui", "https", "http", "mailto"}
    shown = "".join(page.find(".//blockquote").itertext())  # type: ignore[union-attr]
    expected = article.text if context is Context.PARAGRAPH else quote.exact
    assert "".join(shown.split()) == "".join(expected.split())


@given(annotated_documents())
def test_a_whole_article_is_shown_word_for_word_with_every_annotation_once(document: ExportDocument) -> None:
    page = html.document_fromstring("".join(HtmlExporter().render([document], ExportOptions(Context.FULL))))
    assert {str(element.tag) for element in page.iter()} <= ELEMENTS
    assert not [name for element in page.iter() for name in element.attrib if str(name).startswith("on")]
    identifiers = list(map(str, page.xpath("//@id")))
    assert len(identifiers) == len(set(identifiers))
    assert {annotation.id for annotation in document.annotations} <= set(identifiers)
    targets = {str(target) for target in page.xpath("//@href")}
    assert {target.partition(":")[0] for target in targets if target[0] != "#"} <= {
        "readtui",
        "https",
        "http",
        "mailto",
    }
    assert {target[1:] for target in targets if target[0] == "#"} <= set(identifiers)
    whole = whole_article(document)
    for annotation in document.annotations:
        marks = page.xpath(f"//mark[contains(@data-annotation, '{annotation.id}')]")
        pieces = [piece for marked in whole.blocks for piece in marked.pieces if annotation in piece.annotations]
        expected = "".join("".join(piece.text for piece in pieces if piece.text not in ("\t", "\n")).split())
        assert "".join("".join("".join(mark.itertext()) for mark in marks).split()) == expected
    for extra in page.xpath(
        "//aside | //section | //*[@class='about' or @class='label'] | //a[contains(@class,'ref')]"
    ):
        extra.drop_tree()
    (shown,) = page.xpath("//div[@class='text']")
    blocks = [marked for marked in whole.blocks if not is_bare_rule(marked)]
    words = "".join(piece.text for marked in blocks for piece in marked.pieces)
    title = (
        "" if page.xpath("//h1") and any(b.block.role is Role.TITLE for b in whole.blocks) else document.record.title
    )
    assert "".join("".join(shown.itertext()).split()) in ("".join(words.split()), "".join((title + words).split()))


def is_bare_rule(marked: MarkedBlock) -> bool:
    return marked.block.kind is BlockKind.RULE and not any(piece.annotations for piece in marked.pieces)
