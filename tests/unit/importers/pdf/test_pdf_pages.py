"""Which page of a PDF a text is on, and what the page is called."""

from tiny_pdf import Text, paragraph, pdf

from readtui.importers.importer import Source
from readtui.importers.pdf.importer import PdfImporter
from readtui.model.article import Article

LINES = [
    "The river leaves the hills a little above the old mill and",
    "comes to the valley where nobody in summer hurries the riv-",
    "er and so the ferryman became the keeper of a bridge that",
    "was planned for many years before one was built of stone.",
]


def read(*pages: list[Text], labels: str = "") -> Article:
    return PdfImporter().read(Source(pdf(pages, labels=labels), "valley.pdf"))


def called(article: Article) -> list[tuple[str, str]]:
    """The first words of each page, and what it is called."""
    return [(article.text[one.start :].split()[0], one.label) for one in article.pages]


def test_a_page_begins_within_a_paragraph_after_a_divided_word() -> None:
    article = read(paragraph(72, 700, LINES[:2]), paragraph(72, 700, LINES[2:]), [], [Text(72, 700, "The end.")])
    assert "hurries the river and" in article.text
    assert [(one.start, one.number) for one in article.pages][1:] == [
        (article.text.index("er and"), 1), (article.text.index("The end."), 3),
    ]  # fmt: skip
    assert [article.page_at(article.text.index(words)).label for words in ("nobody", "ferryman", "The end")] == [  # type: ignore[union-attr]
        "1", "2", "4",
    ]  # fmt: skip
    assert article.range_of_page(0) == (0, article.pages[1].start)
    assert article.range_of_page(3) == (article.pages[2].start, len(article.text))
    assert article.range_of_page(2) is None


def test_pages_are_called_as_the_document_calls_them_or_as_is_printed_on_them() -> None:
    words = [[Text(72, 700, f"Text {number} of this page is here.")] for number in ("one", "two", "three")]
    assert called(read(*words)) == [("Text", "1"), ("Text", "2"), ("Text", "3")]
    assert [label for _, label in called(read(*words, labels="0 << /S /r /St 11 >> 2 << /S /D /St 5 >>"))] == [
        "xi", "xii", "5",
    ]  # fmt: skip
    printed = [[*page, Text(290, 40, str(153 + number))] for number, page in enumerate(words)]
    assert [label for _, label in called(read(*printed))] == ["153", "154", "155"]
    # What the document says counts more; a year in a head says nothing of the page.
    assert [label for _, label in called(read(*printed, labels="0 << /P (A-) /S /D >>"))] == ["A-1", "A-2", "A-3"]
    dated = [[Text(72, 790, "Journal of Rivers 2021", 8), *page] for page in words]
    assert [label for _, label in called(read(*dated))] == ["1", "2", "3"]


def test_a_book_with_the_license_of_its_library_knows_its_pages() -> None:
    frame = "*** {} OF THIS PROJECT GUTENBERG EBOOK THE VALLEY ***"
    first = [
        Text(72, 760, "Produced by the ferrymen"),
        Text(72, 700, frame.format("START")),
        Text(72, 640, "It begins."),
    ]
    end = [Text(72, 700, frame.format("END")), Text(72, 640, "A license."), Text(72, 600, "Its second part.")]
    article = read(first, paragraph(72, 700, LINES), [Text(72, 700, "The end.")], end)
    assert [one.number for one in article.pages] == [0, 1, 2]
    assert article.page_at(article.text.index("The end.")).label == "3"  # type: ignore[union-attr]
