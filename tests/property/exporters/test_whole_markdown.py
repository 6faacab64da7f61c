"""A whole article in Markdown reads as its own words, with a mark and a reference for each annotation's piece."""

import re
from collections import Counter
from dataclasses import replace

from exporting.whole_articles import annotated_documents
from hypothesis import given
from lxml import html
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from readtui.exporters.exporter import Context, ExportDocument, ExportOptions
from readtui.exporters.notes.markdown import MarkdownExporter
from readtui.exporters.whole_article import MarkedBlock, whole_article
from readtui.model.article import Metadata
from readtui.model.block import BlockKind, Role

READER = (
    MarkdownIt("commonmark", {"html": True})
    .enable(["table", "strikethrough"])
    .use(footnote_plugin)
    .use(front_matter_plugin)
)
BOXES = {"☐": "[ ]", "☑": "[x]", "☒": "[x]"}


def placed_only(document: ExportDocument) -> ExportDocument:
    """The document with annotations that have a place, short notes, and nothing to say about its origin."""
    kept = [
        replace(one, note="A note.", tags=())
        for one in document.annotations
        if one.passage is not None and one.passage.of(document.article.text).strip()
    ]
    record = replace(document.record, metadata=Metadata(document.record.metadata.title))
    return ExportDocument(record, kept, document.read)


def label(marked: MarkedBlock) -> str:
    """What a list shows of a label that is neither a bullet nor a number."""
    found = marked.block.label
    if marked.block.kind is not BlockKind.LIST_ITEM or found == "•" or re.fullmatch(r"\d{1,9}[.)]", found):
        return ""
    return BOXES.get(found, found)


@given(annotated_documents().map(placed_only))
def test_it_reads_as_the_articles_own_words(document: ExportDocument) -> None:
    written = "".join(MarkdownExporter().render([document], ExportOptions(Context.FULL)))
    page = html.document_fromstring(READER.render(written))
    whole = whole_article(document)
    references = Counter(re.findall(r"#fn\d+", " ".join(map(str, page.xpath("//sup/a/@href")))))
    assert len(references) == len(whole.numbers)
    notes = page.xpath("//section[@class='footnotes']//li")
    assert len(notes) == len(whole.numbers)
    for extra in page.xpath("//sup[@class='footnote-ref'] | //section[@class='footnotes'] | //hr"):
        extra.drop_tree()
    titled = any(marked.block.role is Role.TITLE for marked in whole.blocks)
    # Below the title stands the link back.
    expected = "" if titled else f"{document.record.title}readtui"
    for marked in whole.blocks:
        is_bare_rule = marked.block.kind is BlockKind.RULE and not any(piece.annotations for piece in marked.pieces)
        if not is_bare_rule:
            expected += label(marked) + "".join(piece.text for piece in marked.pieces)
        if titled and marked.block.role is Role.TITLE:
            expected += "readtui"
            titled = False
    # Markdown-it does not know marks, so that their signs are text.
    shown = "".join(page.itertext())
    assert "".join(shown.replace("=", "").split()) == "".join(expected.replace("=", "").split())
