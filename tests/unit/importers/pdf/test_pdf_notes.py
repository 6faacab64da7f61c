import pytest
from tiny_pdf import Text, paragraph, pdf

from readtui.importers.importer import Source
from readtui.importers.pdf.importer import PdfImporter
from readtui.model.article import Article
from readtui.model.block import Block, BlockKind, MarkType
from readtui.text.article_builder import PLACE_TARGET

RIVER = [
    "The river leaves the hills a little above the old mill and",
    "from there it takes its time. Nobody in the valley hurries",
    "it, and in a dry summer one can cross it without taking off",
    "one's shoes, as the children of both banks do every day and",
]
END = ["everybody else does on Sundays."]


def read(*pages: list[Text]) -> Article:
    return PdfImporter().read(Source(pdf(pages), "river.pdf"))


def paragraphs(article: Article) -> list[str]:
    return [article.text[one.start : one.end] for one in article.blocks if one.kind is BlockKind.PARAGRAPH]


def links(article: Article, block: Block) -> list[tuple[str, str]]:
    """The words of each link in a block, and the text at its target."""
    found = []
    for mark in block.marks:
        if mark.type is MarkType.LINK and mark.target.startswith(PLACE_TARGET):
            place = int(mark.target.removeprefix(PLACE_TARGET))
            found.append((article.text[mark.start : mark.end], article.text[place : place + 5]))
    return found


def page_with_note(sign: str, note: list[Text]) -> list[Text]:
    """Four full lines, a raised sign after "mill", and a note at the foot."""
    first = "The river leaves the hills above the mill"
    width = 172.3  # the width of the first line in Helvetica at 10 points
    return [
        Text(72, 700, first),
        Text(72 + width, 704, sign, 6),
        Text(72 + width + 6, 700, "and takes its time, for"),
        *paragraph(72, 688, RIVER),
        *note,
    ]


@pytest.mark.parametrize(
    ("sign", "note"),
    [
        ("1", [Text(72, 102, "1", 6), Text(76, 99, "A corn mill.", 8)]),
        ("1", [Text(72, 99, "1. A corn mill.", 8)]),
        ("*", [Text(72, 102, "*", 6), Text(76, 99, "A corn mill.", 8)]),
        ("1", [Text(72, 103, "1", 6), Text(78, 99, "A corn mill.", 10)]),
    ],
)
def test_a_note_and_its_reference_are_linked_both_ways(sign: str, note: list[Text]) -> None:
    article = read(page_with_note(sign, note), paragraph(72, 700, END))
    body, foot = [one for one in article.blocks if one.kind is BlockKind.PARAGRAPH]
    text = article.text[body.start : body.end]
    assert f"above the mill[{sign}] and takes" in text
    assert text.endswith("do every day and everybody else does on Sundays.")
    marker = article.text[foot.start : foot.end].removesuffix(" A corn mill.")
    assert marker in (sign, f"{sign}.")
    assert links(article, body) == [(f"[{sign}]", f"{marker} A c"[:5])]
    assert links(article, foot) == [(marker, f"[{sign}] and"[:5])]


def test_a_note_continues_at_the_foot_of_the_next_page() -> None:
    note = [Text(72, 102, "1", 6), Text(76, 99, "A corn mill, which was", 8)]
    article = read(page_with_note("1", note), [*paragraph(72, 700, END), Text(72, 99, "later an inn.", 8)])
    assert paragraphs(article)[1] == "1 A corn mill, which was later an inn."


def test_a_power_is_not_a_reference_and_small_print_is_not_a_note() -> None:
    article = read(
        [
            *paragraph(72, 700, RIVER),
            Text(72, 652, "The yard has 40 m"),
            Text(155.4, 656, "2", 6),
            Text(161.5, 652, "and the pond below it has 30."),
            Text(72, 99, "Photograph taken from the other bank by a neighbour.", 8),
        ]
    )
    assert paragraphs(article)[0].endswith("The yard has 40 m² and the pond below it has 30.")
    assert paragraphs(article)[1] == "Photograph taken from the other bank by a neighbour."
    assert not any(block.marks for block in article.blocks)


def test_a_note_below_both_columns_is_not_torn() -> None:
    left = [
        Text(60, 700, "The river leaves the mill", 8),  # 84.5 points wide
        Text(144.5, 703, "1", 5),
        *paragraph(60, 690.4, RIVER * 3, size=8),
    ]
    right = paragraph(310, 700, RIVER * 3, size=8)
    note = [
        Text(60, 102, "1", 5),
        Text(64, 99, "A corn mill, of which only the wheel is left, and that stands in the yard of the inn, where", 7),
        Text(60, 90, "it was put up in the year of the flood.", 7),
    ]
    article = read([*left, *right, *note])
    assert paragraphs(article)[-1].startswith("1 A corn mill, of which")
    assert paragraphs(article)[-1].endswith("where it was put up in the year of the flood.")
    assert "river leaves the mill[1]" in article.text


def test_notes_that_are_numbered_like_pages_are_not_furniture() -> None:
    pages = [
        [*paragraph(72, 700, RIVER), Text(72, 99, f"{number}. The keeper counts the carts on market days.", 8)]
        for number in (7, 8, 9)
    ]
    article = read(*pages)
    assert not any(block.kind is BlockKind.FURNITURE for block in article.blocks)


def test_notes_without_a_stop_are_distinguished_by_their_numbers() -> None:
    page = [
        Text(72, 700, "The river leaves the hills above the mill"),
        Text(244.3, 704, "1", 6),
        Text(72, 688, "The river leaves the hills above the mill"),
        Text(244.3, 692, "2", 6),
        *paragraph(72, 676, RIVER),
        Text(72, 108, "1 A corn mill of the valley", 8),
        Text(72, 99, "2 Later an inn", 8),
    ]
    assert paragraphs(read(page))[-2:] == ["1 A corn mill of the valley", "2 Later an inn"]
