"""The areas of passages lie on the very words: also on lines that are joined, turned, raised or set from the right."""

from collections import Counter

import pytest
from exporting.pdf_marks import seen_in
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_pdf import Text, hebrew_pdf, paragraph, pdf, pdf_with_content

from readtui.exporters.pdf.marks import PdfMark
from readtui.exporters.pdf.pdf_writer import MarksRequest, write_marks
from readtui.importers.common.passage_request import PassageRequest
from readtui.importers.importer import Source
from readtui.importers.pdf.importer import PdfImporter
from readtui.importers.pdf.places import areas_of
from readtui.model.passage import Passage

LEFT = [
    "The keeper counts the carts that cross",
    "the bridge. He does not hurry the fer-",
    "ryman, who is asleep by noon.",
]
RIGHT = [
    "In winter the ferry lies on the bank,",
    "and the keeper mends its ropes. Ferryman",
    "and keeper seldom speak.",
]
COLUMNS = pdf([[*paragraph(50, 700, LEFT), *paragraph(320, 700, RIGHT)], paragraph(50, 700, RIGHT)])


def under(data: bytes, *passages: Passage, text: str | None = None) -> list[str]:
    """The characters under the highlight of each passage; "" if it has none."""
    found = areas_of(PassageRequest(data, "a.pdf", read(data) if text is None else text, passages))
    marks = tuple(
        PdfMark(f"readtui:{number}", "", (255, 0, 0), "", "", areas) for number, areas in enumerate(found) if areas
    )
    written = write_marks(MarksRequest(data, "a.pdf", marks))
    seen = seen_in(data[: written.kept] + written.rest)
    return ["".join(one.words for one in seen if one.name == f"readtui:{number}") for number in range(len(passages))]


def read(data: bytes) -> str:
    return PdfImporter().read(Source(data, "a.pdf")).text


def passage(text: str, words: str) -> Passage:
    start = text.index(words)
    return Passage(start, start + len(words))


def squeezed(text: str) -> str:
    return "".join(text.split())


@given(st.data())
@settings(max_examples=25)
def test_a_highlight_covers_its_words_and_no_others(data: st.DataObject) -> None:
    text = read(COLUMNS)
    start = data.draw(st.integers(0, len(text) - 2))
    words = Passage(start, data.draw(st.integers(start + 1, len(text))))
    expected = squeezed(words.of(text))
    shown = under(COLUMNS, words)[0]
    # The hyphen at the end of a line is not in the text.
    assert squeezed(shown).replace("-", "") == expected.replace("-", "")


def test_a_divided_word_is_covered_on_both_lines() -> None:
    text = read(COLUMNS)
    assert "ferryman, who" in text
    assert under(COLUMNS, passage(text, "ferryman, who"))[0] == "fer-ryman,who"


def test_right_to_left_words_and_their_numbers_are_covered() -> None:
    lines = ["הנהר יוצא מן ההרים מעט מעל הטחנה הישנה ומשם", "הוא זורם לאט אל הגשר שנבנה כאן בשנת 1902 או", "קודם לכן"]
    data = hebrew_pdf(lines)
    text = read(data)
    for words in ("הטחנה הישנה", "בשנת 1902 או קודם", "1902"):
        assert Counter(under(data, passage(text, words))[0]) == Counter(squeezed(words))


@pytest.mark.parametrize(
    ("matrix", "first", "step", "start"),
    [("0 1 -1 0", 100, 12, 72), ("0 -1 1 0", 500, -12, 770), ("-1 0 0 -1", 0, 0, 0)],
)
def test_turned_lines_are_covered(matrix: str, first: int, step: int, start: int) -> None:
    rows = [
        f"BT /F1 10 Tf {matrix} {first + row * step or 520} {start or 300 + 12 * row} Tm ({line}) Tj ET"
        for row, line in enumerate(LEFT)
    ]
    data = pdf_with_content("\n".join(rows).encode())
    text = read(data)
    assert under(data, passage(text, "carts that cross the bridge"))[0] == "cartsthatcrossthebridge"


def test_pages_that_are_rotated_or_begin_elsewhere_are_covered() -> None:
    data = COLUMNS.replace(b"/MediaBox [0 0 595 842]", b"/Rotate 90 /MediaBox [-9 9 595 842] /CropBox [20 20 590 830]")
    assert under(data, passage(read(data), "asleep by noon"))[0] == "asleepbynoon"


def test_ligatures_accents_and_large_initials_are_covered() -> None:
    page = [
        Text(72, 676, "T", 30),
        Text(92, 688, "he r\xe9sum\xe9 of the officer lies on the table and"),
        Text(92, 676, "from there it takes its time. Nobody in the valley is"),
        *paragraph(72, 664, ["ready to hurry it, and in a dry summer one can cross it.", "Nobody does."]),
    ]
    data = pdf([page])
    text = read(data)
    assert under(data, passage(text, "The r\xe9sum\xe9"), passage(text, "he r")) == ["Ther\xe9sum\xe9", "her"]


def test_a_passage_that_comes_back_to_a_page_has_one_area_there() -> None:
    """A note at the foot of a page comes after the paragraph that goes on on the next page."""
    lines = [
        "from there it takes its time. Nobody in the valley hurries",
        "it, and in summer the children cross it and",
    ]
    first = [
        Text(72, 700, "The river leaves the hills above the mill"),
        Text(244.3, 704, "1", 6),
        *paragraph(72, 688, lines),
    ]
    data = pdf(
        [
            [*first, Text(72, 102, "1", 6), Text(76, 99, "A corn mill.", 8)],
            paragraph(72, 700, ["everybody else does too."]),
        ]
    )
    text = read(data)
    assert text.index("everybody") < text.index("A corn mill")
    (areas,) = areas_of(PassageRequest(data, "a.pdf", text, (Passage(0, len(text)),)))
    assert [area.page for area in areas] == [0, 1]
    assert under(data, Passage(0, len(text)))[0].endswith("Acornmill.everybodyelsedoestoo.")


def test_words_of_a_changed_text_are_found_again_and_lost_ones_have_no_area() -> None:
    text = read(COLUMNS)
    older = f"A paragraph that is gone now.\n\n{text}"
    kept, gone = passage(older, "mends its ropes"), passage(older, "paragraph that is gone")
    assert under(COLUMNS, kept, gone, text=older) == ["mendsitsropes", ""]
