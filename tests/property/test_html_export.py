"""Whatever an article or a note contains, a web page shows these very words and has only readtui's own elements."""

from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from readtui.exporters.exporter import Context, ExportDocument, ExportOptions, whole
from readtui.exporters.html.exporter import HtmlExporter
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord, Metadata
from readtui.model.block import BlockKind
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
