from tiny_pdf import Text, paragraph, pdf

from readtui.importers.importer import Source
from readtui.importers.pdf import PdfImporter
from readtui.model.block import BlockKind

LINES = [
    "The river leaves the hills a little above the old mill and",
    "from there it takes its time, as nobody hurries it and",
]
CHAPTERS = ("The mill", "The bridge", "The market")


def test_a_head_with_another_chapter_on_each_page_is_furniture() -> None:
    pages = [
        [Text(72, 790, "A Valley and its People", 8), Text(460, 790, chapter, 8), *paragraph(72, 700, LINES)]
        for chapter in CHAPTERS
    ]
    article = PdfImporter().read(Source(pdf(pages), "valley.pdf"))
    assert article.body_text() == " ".join(LINES * 3)
    found = [article.text[one.start : one.end] for one in article.blocks if one.kind is BlockKind.FURNITURE]
    assert found == [text for chapter in CHAPTERS for text in ("A Valley and its People", chapter)]


def test_columns_that_begin_alike_on_two_pages_are_text() -> None:
    pages = [
        [
            *paragraph(60, 700, [*LINES, f"page {number}", *LINES * 2], size=7),
            *paragraph(310, 700, [LINES[number], *LINES * 2, f"and {number}"], size=7),
        ]
        for number in (0, 1)
    ]
    article = PdfImporter().read(Source(pdf(pages), "valley.pdf"))
    assert not any(block.kind is BlockKind.FURNITURE for block in article.blocks)
