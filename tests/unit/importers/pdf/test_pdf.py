import threading

import pytest
from tiny_pdf import Text, paragraph, pdf, tagged_pdf

from readtui.errors import SourceError
from readtui.importers.importer import Source
from readtui.importers.pdf.importer import PdfImporter
from readtui.importers.pdf.typesetting import MARKER
from readtui.model.article import Article
from readtui.model.block import BlockKind, MarkType, Role

RIVER = [
    "The river leaves the hills a little above the old mill and",
    "from there it takes its time. Nobody in the valley hurries",
    "it, and in a dry summer one can cross it without taking off",
    "one's shoes.",
]
BRIDGE = [
    "A bridge was planned for many years. When it was built at",
    "last, the ferryman became its keeper, and his boat was put",
    "up in the yard of the inn, where children play in it.",
]
MARKET = ["On market days the keeper counts the carts, although", "nobody has asked him to do so."]


def read(data: bytes, name: str = "river.pdf") -> Article:
    return PdfImporter().read(Source(data, name))


def texts(article: Article, kind: BlockKind = BlockKind.PARAGRAPH) -> list[str]:
    return [article.text[block.start : block.end] for block in article.blocks if block.kind is kind]


def test_paragraphs_parted_by_gaps_are_put_together() -> None:
    page = paragraph(72, 700, RIVER) + paragraph(72, 640, BRIDGE) + paragraph(72, 592, MARKET)
    assert texts(read(pdf([page]))) == [" ".join(RIVER), " ".join(BRIDGE), " ".join(MARKET)]


def test_paragraphs_parted_by_indents_are_put_together() -> None:
    page = (
        paragraph(72, 700, RIVER)
        + paragraph(72, 652, BRIDGE, indent=15)
        + paragraph(72, 616, RIVER, indent=15)
        + paragraph(72, 568, MARKET, indent=15)
    )
    assert texts(read(pdf([page]))) == [" ".join(RIVER), " ".join(BRIDGE), " ".join(RIVER), " ".join(MARKET)]


def test_indented_lines_one_below_the_other_are_paragraphs() -> None:
    lines = ["The bridges, their keepers, and what one has to pay:", "Millbridge", "Market", "Ford"]
    page = paragraph(72, 700, RIVER) + paragraph(72, 652, BRIDGE, indent=15) + paragraph(72, 616, RIVER, indent=15)
    page += paragraph(87, 568, lines) + paragraph(72, 520, RIVER, indent=15)
    assert texts(read(pdf([page])))[-3:] == ["Market", "Ford", " ".join(RIVER)]


def test_paragraphs_without_gap_or_indent_end_with_their_short_lines() -> None:
    page = paragraph(72, 700, RIVER + BRIDGE[:2] + ["up in the yard."] + MARKET + RIVER)
    found = texts(read(pdf([page])))
    assert found == [" ".join(RIVER), " ".join([*BRIDGE[:2], "up in the yard."]), " ".join(MARKET), " ".join(RIVER)]


def test_a_paragraph_that_begins_with_a_number_and_an_indent_goes_on_at_the_margin() -> None:
    numbered = ["(2) The keeper of the bridge counts the carts, but not", *RIVER[1:]]
    numbered[1] = numbered[1].replace("from", "those from")
    page = [
        *paragraph(72, 700, RIVER),
        *paragraph(72, 652, numbered, indent=15),
        *paragraph(72, 604, BRIDGE, indent=15),
    ]
    assert texts(read(pdf([page]))) == [" ".join(RIVER), " ".join(numbered), " ".join(BRIDGE)]


def test_prose_among_close_lines_of_code_and_parts_of_formulas_flows() -> None:
    prose = [Text(72, 700 - 14 * row, line) for row, line in enumerate(RIVER)]
    code = [Text(72, 620 - 10 * row, f"row({row}, oars)", 10, "Courier") for row in range(20)]
    parts = [Text(72 + 20 * (row % 3), 600 - 9 * row, "m + n") for row in range(30)]
    assert texts(read(pdf([[*prose, *code]])))[0] == " ".join(RIVER)
    assert texts(read(pdf([[*prose, *parts]])))[0] == " ".join(RIVER)


@pytest.mark.parametrize("sign", ["∗", "✓", "➢", "\x88", "\uf0b7"])
def test_more_signs_begin_items(sign: str) -> None:
    assert MARKER.fullmatch(sign)


@pytest.mark.parametrize("gutter", [8, 48])
@pytest.mark.parametrize("by_rows", [False, True])
def test_two_columns_are_read_one_after_the_other(by_rows: bool, gutter: int) -> None:
    left = paragraph(60, 700, RIVER * 3, size=8)
    right = paragraph(262 + gutter, 700, BRIDGE * 4, size=8)
    title = [Text(180, 760, "The keeper of the bridge over the river", 18)]
    rows = sorted(left + right, key=lambda line: (-line.y, line.x)) if by_rows else left + right
    article = read(pdf([title + rows]))
    assert article.metadata.title == "The keeper of the bridge over the river"
    assert article.blocks[0].role is Role.TITLE
    body = " ".join(texts(article))
    assert body == " ".join(RIVER * 3 + BRIDGE * 4)


def test_a_paragraph_continues_after_the_foot_of_a_page() -> None:
    pages = []
    for number in range(1, 4):
        lines = (RIVER[:3], BRIDGE[:2], MARKET)[number - 1]
        pages.append(
            [Text(72, 800, "A Valley and its People", 8), *paragraph(72, 700, lines), Text(290, 40, str(number), 8)]
        )
    article = read(pdf(pages))
    expected = " ".join(RIVER[:3] + BRIDGE[:2] + MARKET)
    assert texts(article) == [expected]
    assert texts(article, BlockKind.FURNITURE) == [
        *("A Valley and its People", "1", "A Valley and its People", "2", "A Valley and its People", "3")
    ]
    assert article.body_text() == expected


def test_words_divided_at_line_ends_are_put_together_and_compounds_kept() -> None:
    page = [
        *paragraph(72, 700, ["The keeper had some infor-", "mation about well-known"]),
        *paragraph(72, 650, ["His information was well-", "known to all the people"]),
    ]
    assert texts(read(pdf([page]))) == [
        "The keeper had some information about well-known",
        "His information was well-known to all the people",
    ]


def test_headings_are_recognized_by_type_and_by_the_outline() -> None:
    page = [
        Text(72, 760, "Life at the river", 20),
        *paragraph(72, 720, RIVER),
        Text(72, 650, "The bridge", 14),
        *paragraph(72, 630, BRIDGE),
        Text(72, 580, "Its keeper", 10, "Helvetica-Bold"),
        *paragraph(72, 560, MARKET),
        Text(72, 520, "Afterwards", 10),
        *paragraph(72, 500, RIVER),
    ]
    article = read(pdf([page], outline=[("Afterwards", 0)]))
    headings = [
        (article.text[block.start : block.end], block.level)
        for block in article.blocks
        if block.kind is BlockKind.HEADING
    ]
    assert headings == [("Life at the river", 1), ("The bridge", 2), ("Its keeper", 3), ("Afterwards", 2)]


def test_an_address_in_monospace_type_divided_between_lines_is_part_of_the_sentence() -> None:
    page = [
        *paragraph(72, 700, RIVER[:3]),
        Text(72, 664, "is told at once on", 10),
        Text(156, 664, "https://valley.example/boats/index.", 10, "Courier"),
        Text(72, 652, "php?title=Ferries.", 10, "Courier"),
    ]
    text = " ".join([*RIVER[:3], "is told at once on https://valley.example/boats/index.php?title=Ferries."])
    article = read(pdf([page]))
    assert (texts(article), texts(article, BlockKind.CODE)) == ([text], [])


def test_an_address_in_monospace_type_at_a_line_s_start_is_part_of_the_sentence() -> None:
    page = [*paragraph(72, 700, RIVER[:3]), Text(72, 664, "https://valley.example/", 10, "Courier")]
    article = read(pdf([[*page, *paragraph(72, 640, BRIDGE)]]))
    assert texts(article) == [" ".join([*RIVER[:3], "https://valley.example/"]), " ".join(BRIDGE)]


def test_entries_of_contents_stay_lines_of_their_own() -> None:
    entries = ["The ferryman . . . . . . . . . . . . 3", "The mill . . . . . . . . . . . . . . . 9"]
    assert texts(read(pdf([[*paragraph(72, 700, RIVER), *paragraph(72, 600, entries)]])))[1:] == entries


def test_a_title_of_two_lines_is_one_in_a_widely_spaced_document() -> None:
    body = [Text(72, 600 - row * 16, line) for row, line in enumerate(RIVER * 3)]
    title = [Text(72, 730, "The keeper of the bridge", 18), Text(72, 700, "over the river", 18)]
    assert read(pdf([title + body])).metadata.title == "The keeper of the bridge over the river"


def test_lists_code_and_marks() -> None:
    page = [
        *paragraph(72, 700, RIVER),
        Text(80, 640, "\u2022", 10),
        Text(92, 640, "a boat with a long name that fills the line", 10),
        Text(92, 628, "and goes on", 10),
        Text(80, 616, "\u2022", 10),
        Text(92, 616, "two oars", 10),
        Text(72, 580, "if tide:", 10, "Courier"),
        Text(96, 568, "row()", 10, "Courier"),
        Text(72, 540, "The inn is", 10),
        Text(122, 540, "open", 10, "Helvetica-Bold"),
        Text(150, 540, "again.", 10),
    ]
    article = read(pdf([page], link=("https://inn.example/", (149, 535, 190, 552))))
    items = [block for block in article.blocks if block.kind is BlockKind.LIST_ITEM]
    assert [(block.label, article.text[block.start : block.end]) for block in items] == [
        ("•", "a boat with a long name that fills the line and goes on"),
        ("•", "two oars"),
    ]
    assert texts(article, BlockKind.CODE) == ["if tide:\n    row()"]
    marks = [(mark.type, article.text[mark.start : mark.end], mark.target) for mark in article.blocks[-1].marks]
    assert marks == [(MarkType.STRONG, "open", ""), (MarkType.LINK, "again.", "https://inn.example/")]


def test_marks_of_the_same_words_have_a_fixed_order() -> None:
    page = [
        *paragraph(72, 700, RIVER),
        Text(72, 540, "The inn is", 10),
        Text(150, 540, "open", 10, "Courier-BoldOblique"),
    ]
    article = read(pdf([page], link=("https://inn.example/", (149, 535, 190, 552))))
    kinds = [mark.type for mark in article.blocks[-1].marks]
    assert kinds == [MarkType.STRONG, MarkType.EMPHASIS, MarkType.CODE, MarkType.LINK]


def test_the_structure_of_a_tagged_document_is_followed() -> None:
    full = "Nobody in the valley hurries it, and the ferryman goes on."
    elements = [
        ("H2", [Text(72, 700, "Plainly set heading")]),
        ("P", paragraph(72, 688, [*RIVER[:3], full])),
        ("P", paragraph(72, 640, [full, *BRIDGE])),
        ("LI", [Text(90, 592, "an item without a bullet")]),
        ("LI", paragraph(90, 580, ["another item, which goes on", "in a second line"])),
    ]
    article = read(tagged_pdf(elements))
    found = [(one.kind, article.text[one.start : one.end], one.level, one.label) for one in article.blocks]
    assert found == [
        (BlockKind.HEADING, "Plainly set heading", 2, ""),
        (BlockKind.PARAGRAPH, " ".join([*RIVER[:3], full]), 0, ""),
        (BlockKind.PARAGRAPH, " ".join([full, *BRIDGE]), 0, ""),
        (BlockKind.LIST_ITEM, "an item without a bullet", 1, "•"),
        (BlockKind.LIST_ITEM, "another item, which goes on in a second line", 1, "•"),
    ]


def test_tags_that_tear_running_text_are_not_believed() -> None:
    elements = [("P", [line]) for line in paragraph(72, 700, RIVER)]
    assert texts(read(tagged_pdf(elements))) == [" ".join(RIVER)]


def test_metadata_is_taken_if_a_person_gave_it() -> None:
    info = {"Title": "Microsoft Word - draft2.doc", "Author": "Ada Example", "CreationDate": "D:20240131120000Z"}
    article = read(pdf([paragraph(72, 700, RIVER)], info=info))
    assert article.metadata.title == "river"
    assert (article.metadata.creator, article.metadata.published) == ("Ada Example", "2024-01-31")
    assert article.metadata.language == "en"
    titled = read(pdf([paragraph(72, 700, RIVER)], info={"Title": "On the river"}))
    assert titled.metadata.title == "On the river"


def test_a_page_printed_by_a_browser_has_its_own_title_and_no_date_or_address() -> None:
    head = [Text(24, 820, "11/29/26, 3:29 PM", 8), Text(280, 820, "two.html", 8)]
    foot = [Text(24, 20, "file:///home/ada/two.html", 8), Text(560, 20, "1/1", 8)]
    page = [*head, Text(72, 740, "The river rises again", 20, "Helvetica-Bold"), *paragraph(72, 700, RIVER), *foot]
    article = read(pdf([page], info={"Title": "two.html", "Creator": "Mozilla/5.0"}), "two.pdf")
    assert article.metadata.title == "The river rises again"
    assert texts(article, BlockKind.FURNITURE) == ["11/29/26, 3:29 PM", "two.html", "file:///home/ada/two.html", "1/1"]


def test_documents_are_read_in_several_threads() -> None:
    data = pdf([paragraph(72, 700, RIVER)] * 20)
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(read(data).text)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (pdf([paragraph(72, 700, RIVER)], encrypted=True), "protected by a password"),
        (b"%PDF-1.4\n" + bytes(range(256)) * 20, "damaged or truncated"),
        (pdf([[]]), "contains only images"),
    ],
)
def test_an_unreadable_document_is_reported_plainly(data: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=message) as caught:
        read(data)
    assert "river.pdf" in caught.value.message
    assert caught.value.hint


def test_a_document_whose_pages_are_all_alike_is_text() -> None:
    article = read(pdf([[Text(72, 700, f"Document 1: page {number}")] for number in (1, 2, 3)]))
    assert "Document 1: page 2" in article.text
    assert all(block.kind is not BlockKind.FURNITURE for block in article.blocks)


@pytest.mark.parametrize("middle", [False, True])
def test_paragraphs_set_at_the_right_margin_or_in_the_middle_stay_whole(middle: bool) -> None:
    lines = [
        "The keeper has written this himself, on the",
        "wall beside the stairs, in letters that",
        "nobody can read.",
    ]
    page = paragraph(72, 700, RIVER)
    for row, line in enumerate(lines):
        room = 340 - 6 * len(line)
        page.append(Text(72 + room / (2 if middle else 1), 640 - 12 * row, line, 10, "Courier"))
    page = [Text(one.x, one.y, one.text, 10, "Courier") for one in page] + [
        Text(72, 580 - 12 * row, line, 10, "Courier") for row, line in enumerate(BRIDGE)
    ]
    assert " ".join(lines) in read(pdf([page])).text


def test_an_address_at_the_right_margin_keeps_its_lines() -> None:
    address = ["Mill House and Ferry, first floor", "River Lane 2", "Millbridge"]
    page = [Text(400 - 6 * len(line), 700 - 12 * row, line, 10, "Courier") for row, line in enumerate(address)]
    page += [Text(one.x, one.y, one.text, 10, "Courier") for one in paragraph(72, 620, RIVER)]
    assert [text for text in texts(read(pdf([page]))) if text in address] == address


COLUMN = [
    "The river leaves the hills a little above",
    "the old mill and from there it takes its",
    "time. Nobody in the valley hurries it, as",
]
REST = [
    "it is older than all of them, and has seen",
    "the mill come and the mill go. One can cross",
    "it in a dry summer without wet feet.",
]


def two_columns(left: list[Text], right: list[Text]) -> Article:
    filler = [line for row in range(4) for line in paragraph(72, 700 - row * 60, [*COLUMN, "it is old."])]
    more = [line for row in range(4) for line in paragraph(320, 600 - row * 60, [*COLUMN, "it is old."])]
    return read(pdf([filler + left + right + more]))


@pytest.mark.parametrize(
    ("notice", "size"),
    [
        (["Permission to make digital or hard copies of", "all or part of this work is granted."], 7.0),
        (["Received 2 May 2020; accepted 7 June 2020."], 10.0),
        (["© 2020 The Keepers of the Mill."], 10.0),
    ],
)
def test_a_notice_at_a_column_s_foot_does_not_cut_the_sentence(notice: list[str], size: float) -> None:
    article = two_columns(paragraph(72, 440, COLUMN) + paragraph(72, 390, notice, size=size), paragraph(320, 700, REST))
    assert " ".join([*COLUMN, *REST]) in texts(article)
    assert " ".join(notice) in article.text


def test_the_labels_of_a_figure_do_not_cut_the_sentence_and_are_folded() -> None:
    labels = [Text(330 + 20 * at, 700 - 14 * at, label, 7) for at, label in enumerate(["100", "80", "Depth (m)", "20"])]
    caption = [Text(320, 640, "Figure 1. The depth of the river.")]
    article = two_columns(paragraph(72, 440, COLUMN), labels + caption + paragraph(320, 618, REST)[:1])
    kinds = {article.text[block.start : block.end]: block.kind for block in article.blocks}

    assert any(" ".join([*COLUMN, REST[0]]) in text for text in kinds)
    assert kinds["100\n80\nDepth (m)\n20"] is BlockKind.FURNITURE
    assert kinds["Figure 1. The depth of the river."] is BlockKind.CAPTION


@pytest.mark.parametrize(
    "below",
    [
        ["Mary Keeper and John van Ford"],
        ["Mary Keeper", "University of Millbridge"],
        ["Mary K. Keeper, John Ford", "Department of Rivers, mary@mill.example"],
    ],
)
def test_authors_and_affiliations_are_not_headings(below: list[str]) -> None:
    page = [Text(72, 760, "The Keepers of the Old Mill", 18)]
    page += [Text(72, 735 - 18 * row, line, 12, "Helvetica-Bold") for row, line in enumerate(below)]
    page += [Text(72, 680, "Abstract", 12, "Helvetica-Bold"), *paragraph(72, 660, RIVER)]
    page += [Text(72, 590, "The Bridge and the Ferry", 12, "Helvetica-Bold"), *paragraph(72, 570, BRIDGE)]

    headings = texts(read(pdf([page])), BlockKind.HEADING)

    assert headings == ["The Keepers of the Old Mill", "Abstract", "The Bridge and the Ferry"]


def test_a_heading_right_below_the_title_stays_one() -> None:
    page = [Text(72, 760, "The Keepers of the Old Mill", 18), Text(72, 730, "Rules and Customs", 12, "Helvetica-Bold")]
    page += [*paragraph(72, 710, RIVER), Text(72, 640, "The Department of Rivers", 12, "Helvetica-Bold")]

    assert "Rules and Customs" in texts(read(pdf([[*page, *paragraph(72, 620, BRIDGE)]])), BlockKind.HEADING)
