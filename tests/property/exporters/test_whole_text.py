"""A whole article as plain text holds its own words, with each annotation's words between brackets."""

import re
from dataclasses import replace

from exporting.whole_articles import annotated_documents
from hypothesis import given

from readtui.exporters.exporter import Context, ExportDocument, ExportOptions
from readtui.exporters.notes.text import TextExporter
from readtui.exporters.whole_article import whole_article
from readtui.model.article import Metadata
from readtui.model.block import BlockKind

MARKED = re.compile(r"⟦([^⟦⟧]*)⟧((?:\[\d+\])+)")


@given(annotated_documents())
def test_it_holds_the_articles_words_and_every_annotation(document: ExportDocument) -> None:
    document = ExportDocument(
        replace(document.record, metadata=Metadata("TITLE")),
        [one for one in document.annotations if one.passage and one.passage.of(document.article.text).strip()],
        document.read,
    )
    written = "".join(TextExporter().render([document], ExportOptions(Context.FULL)))
    _, _, text = written.partition(f"readtui:{document.record.id}\n")
    whole = whole_article(document)
    notes_at = text.rfind("Notes\n-----\n") if whole.numbers else len(text)
    body, notes = text[:notes_at], text[notes_at:]
    assert all(f"readtui:{annotation.id}" in notes for annotation in document.annotations)
    expected = ""
    for marked in whole.blocks:
        label = marked.block.label if marked.block.kind is BlockKind.LIST_ITEM else ""
        expected += label + "".join(piece.text for piece in marked.pieces)
    # Signs of quotes, tables and headings are the format's own.
    assert plain(MARKED.sub(r"\1", body)) == plain(expected)
    for annotation in document.annotations:
        number = f"[{whole.numbers[annotation.id]}]"
        marks = "".join(found[1] for found in MARKED.finditer(body) if number in found[2])
        pieces = [piece.text for one in whole.blocks for piece in one.pieces if annotation in piece.annotations]
        assert plain(marks) == plain("".join(pieces))


def plain(words: str) -> str:
    return re.sub(r"[\s>|-]", "", words)
