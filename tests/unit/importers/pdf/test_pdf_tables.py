from collections.abc import Sequence

import pytest
from tiny_pdf import Rule, Text, paragraph, pdf

from readtui.importers.importer import Source
from readtui.importers.pdf.importer import PdfImporter
from readtui.importers.pdf.lines import Line
from readtui.importers.pdf.tables.cells import LineCells
from readtui.importers.pdf.word import Word
from readtui.model.article import Article
from readtui.model.block import BlockKind

RIVER = [
    "The river leaves the hills a little above the old mill and",
    "from there it takes its time. Nobody in the valley hurries",
    "it, and in a dry summer one can cross it without taking off",
    "one's shoes, as the children of both banks do every day and",
]
END = ["everybody else does on Sundays."]
BRIDGES = [("Bridge", "Built", "Length"), ("Mill", "1871", "40"), ("Market", "1902", "62"), ("New bridge", "1888", "9")]
PEOPLE = [("Name", "Trade", "House"), ("Alder", "ferryman", "inn"), ("Finch", "miller", "mill"), ("Weir", "-", "yard")]


def read(*pages: Sequence[Text | Rule]) -> Article:
    return PdfImporter().read(Source(pdf(pages), "river.pdf"))


def texts(article: Article, kind: BlockKind) -> list[str]:
    return [article.text[block.start : block.end] for block in article.blocks if block.kind is kind]


def cells(rows: Sequence[Sequence[str]], y: float, left: float = 80, width: float = 90) -> list[Text]:
    return [
        Text(left + column * width, y - row * 14, text)
        for row, texts_of_row in enumerate(rows)
        for column, text in enumerate(texts_of_row)
    ]


def joined(rows: Sequence[Sequence[str]]) -> str:
    return "\n".join("\t".join(row) for row in rows)


def test_a_table_ruled_between_all_cells_keeps_wrapped_and_spanning_cells() -> None:
    edges = (600, 580, 560, 528)
    article = read(
        [
            *paragraph(72, 700, RIVER),
            *(Rule(72, y, 342, y) for y in edges),
            *(Rule(x, 600, x, 528) for x in (72, 342)),
            *(Rule(x, 580, x, 528) for x in (162, 252)),
            Text(130, 586, "All that is known of the bridges"),
            *cells([("Mill", "1871", "a plain wooden")], 566, 76),
            *cells([("Market", "", "stone, with"), ("", "", "a keeper's house")], 548, 76),
            *paragraph(72, 500, RIVER),
        ]
    )
    rows = [
        ("All that is known of the bridges", "", ""),
        ("Mill", "1871", "a plain wooden"),
        ("Market", "", "stone, with a keeper's house"),
    ]
    assert texts(article, BlockKind.TABLE) == [joined(rows)]
    assert texts(article, BlockKind.PARAGRAPH) == [" ".join(RIVER), " ".join(RIVER)]


def test_a_cell_over_two_columns_leaves_the_one_before_it_alone() -> None:
    article = read(
        [
            *paragraph(72, 700, RIVER),
            *(Rule(72, y, 342, y) for y in (600, 580, 560, 540)),
            *(Rule(x, 600, x, 540) for x in (72, 162, 342)),
            *(Rule(252, y, 252, y - 20) for y in (600, 560)),
            *cells([("Mill", "1871", "wood")], 586, 76),
            Text(76, 566, "Market"),
            Text(166, 566, "nobody knows when it was built"),
            *cells([("Ferry", "1911", "iron")], 546, 76),
            *paragraph(72, 500, RIVER),
        ]
    )
    rows = [("Mill", "1871", "wood"), ("Market", "nobody knows when it was built", ""), ("Ferry", "1911", "iron")]
    assert texts(article, BlockKind.TABLE) == [joined(rows)]


def test_a_table_ruled_only_above_its_head_below_it_and_at_the_end() -> None:
    rules = [Rule(76, y, 320, y) for y in (612, 597, 553)]
    article = read([*paragraph(72, 700, RIVER), *rules, *cells(PEOPLE, 600), *paragraph(72, 520, RIVER)])
    assert texts(article, BlockKind.TABLE) == [joined(PEOPLE)]


def test_a_ruling_may_be_drawn_in_pieces_that_hardly_differ_in_height() -> None:
    pieces = [(x, x + 122, y + 1.4 * (x > 76)) for y in (612, 597, 553) for x in (76, 198)]
    rules = [Rule(x, y, to_x, y) for x, to_x, y in pieces]
    article = read([*paragraph(72, 700, RIVER), *rules, *cells(PEOPLE, 600), *paragraph(72, 520, RIVER)])
    assert texts(article, BlockKind.TABLE) == [joined(PEOPLE)]


def test_rows_ruled_only_from_each_other_belong_to_one_table() -> None:
    rules = [Rule(76, y, 320, y) for y in (596, 582, 568)]
    article = read([*paragraph(72, 700, RIVER), *rules, *cells(PEOPLE, 600), *paragraph(72, 520, RIVER)])
    assert texts(article, BlockKind.TABLE) == [joined(PEOPLE)]


def test_between_two_rulings_the_lines_of_cells_belong_to_one_row() -> None:
    rules = [Rule(76, y, 340, y) for y in (612, 596, 562, 528)]
    lines = [
        *cells(PEOPLE[:1], 600),
        *cells([("Alder and", "ferrymen in", "inn"), ("his son", "the summer", "")], 584),
        *cells([("Finch, the", "miller and", "mill"), ("younger", "his own baker", "")], 550),
    ]
    article = read([*paragraph(72, 700, RIVER), *rules, *lines, *paragraph(72, 500, RIVER)])
    rows = [
        PEOPLE[0],
        ("Alder and his son", "ferrymen in the summer", "inn"),
        ("Finch, the younger", "miller and his own baker", "mill"),
    ]
    assert texts(article, BlockKind.TABLE) == [joined(rows)]


def test_a_line_of_prose_right_below_the_last_ruling_is_not_a_row() -> None:
    rules = [Rule(76, y, 320, y) for y in (596, 582, 568, 554)]
    article = read([*paragraph(72, 700, RIVER), *rules, *cells(PEOPLE, 600), *paragraph(72, 544, RIVER)])
    assert texts(article, BlockKind.TABLE) == [joined(PEOPLE)]
    assert texts(article, BlockKind.PARAGRAPH) == [" ".join(RIVER), " ".join(RIVER)]


def test_words_between_short_lines_in_running_text_stay_there() -> None:
    rules = [Rule(100, 700 - row * 12 - 2, 180, 700 - row * 12 - 2) for row in range(4)]
    article = read([*paragraph(72, 700, RIVER), *rules])
    assert texts(article, BlockKind.PARAGRAPH) == [" ".join(RIVER)]


@pytest.mark.parametrize("outside", [Text(63, 586, "Mr"), Text(292, 586, "keeper")])
def test_between_rulings_that_a_line_crosses_there_is_no_table(outside: Text) -> None:
    edges = [*(Rule(78, y, 290, y) for y in (600, 580, 560)), *(Rule(x, 600, x, 560) for x in (78, 162, 252, 290))]
    ruled: list[Text | Rule] = [*paragraph(72, 700, RIVER), *edges, *cells(PEOPLE[:1], 586), *cells(PEOPLE[1:2], 566)]
    assert texts(read(ruled), BlockKind.TABLE) == [joined(PEOPLE[:2])]
    assert texts(read([*ruled, outside]), BlockKind.TABLE) == []


def test_columns_of_numbers_are_a_table_without_rulings() -> None:
    article = read([*paragraph(72, 700, RIVER), *cells(BRIDGES, 600), *paragraph(72, 520, RIVER)])
    assert texts(article, BlockKind.TABLE) == [joined(BRIDGES)]


def test_words_in_columns_are_a_table_below_its_caption() -> None:
    page = [*paragraph(72, 700, RIVER), Text(72, 620, "Table 2: Who lives where"), *cells(PEOPLE, 600)]
    article = read([*page, *paragraph(72, 520, RIVER)])
    assert texts(article, BlockKind.TABLE) == [joined(PEOPLE)]
    assert texts(article, BlockKind.CAPTION) == ["Table 2: Who lives where"]


def test_a_table_continues_on_the_next_page() -> None:
    more = [("Ford", "1640", "33"), ("Weir", "1911", "12")]
    first = [*paragraph(72, 700, RIVER), *cells(BRIDGES, 114)]
    article = read(first, [*cells(more, 760), *paragraph(72, 700, RIVER)])
    assert texts(article, BlockKind.TABLE) == [joined([*BRIDGES, *more])]


def test_a_paragraph_continues_after_a_table_at_the_top_of_the_page() -> None:
    first = paragraph(72, 700, RIVER)
    second = [Text(72, 770, "Table 1. Bridges"), *cells(BRIDGES, 750), *paragraph(72, 680, END)]
    article = read(first, second)
    assert texts(article, BlockKind.PARAGRAPH) == [" ".join(RIVER + END)]
    assert [block.kind for block in article.blocks] == [BlockKind.PARAGRAPH, BlockKind.CAPTION, BlockKind.TABLE]


@pytest.mark.parametrize(
    "lines",
    [
        cells([("The ferryman", "3"), ("The mill", "9"), ("The flood", "14"), ("Afterwards", "20")], 600, width=200),
        cells([("1", "The ferryman", "3"), ("2", "The mill", "9"), ("3", "The flood", "14")], 600),
        cells([("1.", "the ferryman's boat"), ("2.", "two oars"), ("3.", "42")], 600, width=30),
        cells(
            [("Ada Alder", "Tom Finch", "Jo Weir"), ("Mill House", "The Inn", "Old Yard"), ("a@b", "t@b", "j@b")], 600
        ),
        cells([("To the keeper", "From the mill"), ("The Inn", "Old Yard"), ("12345 Upper Valley", "12346 Weir")], 600),
        cells([("a = b +", "c"), ("d = 3 +", "4"), ("e = 5 +", "6"), ("f =", "7")], 600),
        [Text(x, 600 - row * 14, text, 10, "Courier") for row in range(4) for x, text in ((80, "let n"), (180, "12"))],
        [*paragraph(60, 600, RIVER * 2, size=7), *paragraph(290, 600, RIVER * 2, size=7)],
    ],
    ids=["contents", "numbered contents", "list", "authors", "addresses", "formulas", "code", "two columns"],
)
def test_text_that_only_looks_like_a_table_is_not_one(lines: list[Text]) -> None:
    article = read([*paragraph(72, 700, RIVER), *lines, *paragraph(72, 400, RIVER)])
    assert texts(article, BlockKind.TABLE) == []


def test_prose_in_two_columns_between_rulings_is_not_a_table() -> None:
    columns = [*paragraph(60, 690, RIVER * 4, size=7), *paragraph(290, 690, RIVER * 4, size=7)]
    article = read([Rule(60, 720, 540, 720), *columns, Rule(60, 500, 540, 500)])
    assert texts(article, BlockKind.TABLE) == []


def test_boxes_of_prose_are_not_a_table() -> None:
    rules = [Rule(x, 720, x, 300) for x in (50, 280, 530)] + [Rule(50, y, 530, y) for y in (720, 500, 300)]
    boxes = [line for x in (60, 290) for y in (700, 480) for line in paragraph(x, y, RIVER * 3 + END, size=7)]
    article = read([*rules, *boxes])
    assert texts(article, BlockKind.TABLE) == []


def test_two_tables_of_different_columns_on_two_pages_stay_two() -> None:
    first = [*paragraph(72, 700, RIVER), *cells(BRIDGES, 114)]
    wider = [(*row, str(number)) for number, row in enumerate(BRIDGES, 11)]
    article = read(first, [*cells(wider, 760), *paragraph(72, 600, RIVER)])
    assert texts(article, BlockKind.TABLE) == [joined(BRIDGES), joined(wider)]


def test_the_cells_of_a_line_are_made_once_for_all_cuts_that_part_the_same_words() -> None:
    words = [Word(text, left, left + 20, 700, 10) for text, left in (("Mill", 0), ("1", 100), ("2", 200))]
    line = Line(words, 0)
    line.measure()
    known = LineCells()

    first = known.row(line, [60, 160])

    assert known.row(line, [70, 150]) is first
    assert [[one.text for one in cell] for cell in first] == [["Mill"], ["1"], ["2"]]
    assert [len(cell) for cell in known.row(line, [60])] == [1, 1]
