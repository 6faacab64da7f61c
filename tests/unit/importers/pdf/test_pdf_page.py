import pytest
from tiny_pdf import Text, hebrew_pdf, paragraph, pdf, pdf_with_content

from readtui.importers.importer import Source
from readtui.importers.pdf.document import opened
from readtui.importers.pdf.importer import PdfImporter
from readtui.importers.pdf.page import loaded_page, page_words

LINES = [
    "he river leaves the hills a little above the mill and",
    "from there it takes its time. Nobody in the valley is",
    "ready to hurry it, and in a dry summer one can cross it without",
    "taking off one's shoes.",
]


def test_a_large_initial_is_part_of_its_word() -> None:
    page = [
        Text(72, 676, "T", 30),
        Text(92, 688, LINES[0]),
        Text(92, 676, LINES[1]),
        *paragraph(72, 664, LINES[2:]),
        *paragraph(72, 610, LINES[1:]),
    ]
    article = PdfImporter().read(Source(pdf([page]), "river.pdf"))
    assert article.text.split("\n\n") == ["T" + " ".join(LINES), " ".join(LINES[1:])]


def test_right_to_left_text_is_read_in_its_direction() -> None:
    lines = ["הנהר יוצא מן ההרים מעט מעל הטחנה הישנה ומשם", "הוא זורם לאט אל הגשר שנבנה כאן בשנת 1902 או", "קודם לכן"]
    article = PdfImporter().read(Source(hebrew_pdf(lines), "river.pdf"))
    assert article.text == " ".join(lines)


@pytest.mark.parametrize(
    ("matrix", "first", "step", "start"), [("0 1 -1 0", 100, 12, 72), ("0 -1 1 0", 500, -12, 770)], ids=["up", "down"]
)
def test_text_that_goes_up_or_down_the_page_is_read_along_its_lines(
    matrix: str, first: int, step: int, start: int
) -> None:
    content = "".join(
        f"BT /F1 10 Tf {matrix} {first + row * step} {start} Tm ({line.replace(chr(39), '-')}) Tj ET\n"
        for row, line in enumerate(LINES)
    )
    article = PdfImporter().read(Source(pdf_with_content(content.encode()), "river.pdf"))
    assert article.text == " ".join(LINES).replace("'", "-")


@pytest.mark.parametrize(
    "placed", ["/F1 -10 Tf 1 0 0 1 520 %d Tm", "/F1 -10 Tf -1 0 0 -1 72 %d Tm", "/F1 10 Tf -1 0 0 -1 520 %d Tm"]
)
def test_text_of_a_negative_size_stands_on_its_head(placed: str) -> None:
    lines = ("The keeper counts the carts that cross the bridge.", "Nobody in the valley hurries him on market days.")
    is_turned = "520" in placed
    rows = [
        f"BT {placed % (700 + 14 * row * (1 if is_turned else -1))} ({line}) Tj ET" for row, line in enumerate(lines)
    ]
    article = PdfImporter().read(Source(pdf_with_content("\n".join(rows).encode()), "a.pdf"))
    assert article.text == " ".join(lines)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("/F1 6 Tf 24 Tc 72 700 Td (30) Tj 0 -14 Td (475) Tj", "3 0 4 7 5"),
        ("/F1 10 Tf 72 700 Td (The keeper ) Tj 4 Ts (counts ) Tj 0 Ts (carts.) Tj", "The keeper counts carts."),
        ("/F1 10 Tf 72 700 Td [(Ke) -20 (ep) 30 (er) -700 (cou) -90 (nts)] TJ", "Keeper counts"),
        ("/F1 10 Tf 72 700 Td (Keeper) Tj .3 0 Td (Keeper) Tj 40 0 Td (of keys) Tj", "Keeper of keys"),
        ("/F1 10 Tf 1 .01 -.01 1 72 700 Tm (A line that climbs a little) Tj", "A line that climbs a little"),
        ("/F1 10 Tf 1 0 .2 1 72 700 Tm (A line that leans) Tj /F2 8 Tf ( far.) Tj", "A line that leans far."),
    ],
    ids=["gaps", "raised", "kerned", "doubled", "climbing", "leaning"],
)
def test_words_are_where_their_glyphs_are(monkeypatch: pytest.MonkeyPatch, content: str, text: str) -> None:
    def words() -> list[tuple[object, ...]]:
        data = pdf_with_content(f"BT {content} ET".encode())
        with opened(data, "a.pdf") as document, loaded_page(document, 0) as page:
            found = page_words(document, page, 0, 1000)
        return [(word.text, word.left, word.right, word.baseline, word.size, word.style) for word in found.words]

    usual = words()
    assert " ".join(str(word[0]) for word in usual) == text
    monkeypatch.setattr("readtui.importers.pdf.page._WordReader._word_in_one_run", lambda *_: None)
    assert words() == usual
