from tiny_pdf import Text, paragraph, pdf

from readtui.importers.importer import Source
from readtui.importers.pdf.importer import PdfImporter
from readtui.model.article import Article
from readtui.model.block import BlockKind

FULL = [
    "The river leaves the hills a little above the old mill and",
    "Nobody in the valley hurries it, and in a dry summer it is",
    "A bridge was planned for many years before one was built of",
    "When it stood at last the ferryman became its keeper and so",
    "On market days he counts the carts though nobody has asked",
    "His boat was put up in the yard of the inn where it became",
]


def read(pages: list[list[Text]]) -> Article:
    return PdfImporter().read(Source(pdf(pages), "valley.pdf"))


def furniture(article: Article) -> list[str]:
    return [article.text[one.start : one.end] for one in article.blocks if one.kind is BlockKind.FURNITURE]


def test_a_head_with_another_chapter_on_each_page_is_furniture() -> None:
    chapters = ("The mill", "The bridge", "The market")
    pages = [
        [
            Text(72, 790, "A Valley and its People", 8),
            Text(460, 790, chapter, 8),
            *paragraph(72, 700, FULL[2 * number : 2 * number + 2]),
        ]
        for number, chapter in enumerate(chapters)
    ]
    article = read(pages)
    assert article.body_text() == " ".join(FULL)
    assert furniture(article) == [text for chapter in chapters for text in ("A Valley and its People", chapter)]


def test_a_column_that_begins_alike_on_two_pages_is_text() -> None:
    again = "Nobody knew why."
    left = [[*FULL[:3], again, *FULL[3:]], [*FULL[3:], again, *FULL[:3]]]
    pages = [
        [*paragraph(60, 700, lines, size=7), *paragraph(310, 700, [again, *lines[::-1]], size=7)] for lines in left
    ]
    article = read(pages)
    assert furniture(article) == []
    assert article.body_text().count(again) == 6


def test_page_numbers_with_a_stop_are_furniture() -> None:
    pages = [[*paragraph(72, 700, FULL[number : number + 2]), Text(290, 40, f"{number}.", 8)] for number in (2, 3, 4)]
    assert furniture(read(pages)) == ["2.", "3.", "4."]
