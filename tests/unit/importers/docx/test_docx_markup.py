"""Formatting that Word shows without naming it in a style: lists, quotes, check boxes, text boxes, revisions."""

import pytest
from archives import docx, word_paragraph

from readtui.importers.docx.importer import DocxImporter
from readtui.importers.importer import Source
from readtui.model.article import Article
from readtui.model.block import BlockKind

Shown = list[tuple[BlockKind, str, int, str]]
CHECKBOX = (
    '<w:sdt xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"><w:sdtPr><w14:checkbox>'
    '<w14:checked w14:val="{}"/></w14:checkbox></w:sdtPr><w:sdtContent><w:r><w:t>x</w:t></w:r></w:sdtContent></w:sdt>'
)


def read(body: str, styles: str = "", numbering: str = "", **parts: str) -> Article:
    given = {"numbering": numbering} | parts
    data = docx(body, parts={key: value for key, value in given.items() if value}, more_styles=styles)
    return DocxImporter().read(Source(data, "notes.docx"))


def shown(article: Article) -> Shown:
    return [(one.kind, article.text[one.start : one.end], one.level, one.label) for one in article.blocks]


def labels(article: Article) -> list[str]:
    return [f"{one.label} {article.text[one.start : one.end]}" for one in article.blocks]


def paragraph(text: str, properties: str = "", before: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{before}<w:r><w:t>{text}</w:t></w:r></w:p>"


def item(text: str, list_id: int, level: int = 0) -> str:
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>')


def level(number: int, kind: str, text: str, more: str = "") -> str:
    return f'<w:lvl w:ilvl="{number}">{more}<w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/></w:lvl>'


def lists(*levels: str, nums: str = "") -> str:
    defined = f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>'
    return f'{defined}<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>{nums}'


def test_numbers_are_those_that_word_shows() -> None:
    start = '<w:start w:val="3"/>'
    numbering = lists(
        level(0, "lowerLetter", "%1)", start), level(1, "upperRoman", "(%2)"), level(2, "decimal", "%1.%3")
    )
    body = item("one", 1) + item("deep", 1, 1) + item("deeper", 1, 2) + item("next", 1, 2) + word_paragraph("Between.")
    body += item("two", 1) + item("again", 1, 1) + item("below", 1, 2)
    found = labels(read(body, numbering=numbering))
    assert found == ["c) one", "(I) deep", "c.1 deeper", "c.2 next", " Between.", "d) two", "(I) again", "d.1 below"]


def test_a_list_restarts_where_its_definition_says() -> None:
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    nums = (
        f'<w:num w:numId="2"><w:abstractNumId w:val="0"/>{override}</w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/></w:num>'
    )
    numbering = lists(level(0, "decimal", "%1.", '<w:start w:val="1"/>'), nums=nums)
    body = item("a", 1) + item("b", 1) + item("c", 2) + item("d", 2) + item("e", 3)
    assert labels(read(body, numbering=numbering)) == ["1. a", "2. b", "5. c", "6. d", "7. e"]


def test_a_list_within_another_of_its_kind_leaves_the_outer_one_its_number() -> None:
    anew = "".join(
        f'<w:lvlOverride w:ilvl="{number}"><w:startOverride w:val="1"/></w:lvlOverride>' for number in range(9)
    )
    nums = "".join(f'<w:num w:numId="{number}"><w:abstractNumId w:val="0"/>{anew}</w:num>' for number in (2, 3))
    numbering = lists(level(0, "decimal", "%1."), level(1, "decimal", "%2."), nums=nums)
    body = item("a", 2) + item("b", 3, 1) + item("c", 3, 1) + item("d", 2) + item("e", 3, 1)
    assert labels(read(body, numbering=numbering)) == ["1. a", "1. b", "2. c", "2. d", "1. e"]


def test_a_level_counts_on_below_levels_that_do_not_restart_it() -> None:
    # Word writes the number of the deepest level, from 1, that restarts this one.
    third = level(2, "decimal", "%3.", '<w:lvlRestart w:val="1"/>')
    numbering = lists(level(0, "decimal", "%1."), level(1, "decimal", "%2)"), third)
    body = "".join(item(str(depth), 1, depth) for depth in (0, 1, 2, 1, 2, 0, 1, 2))
    found = labels(read(body, numbering=numbering))
    assert found == ["1. 0", "1) 1", "1. 2", "2) 1", "2. 2", "2. 0", "1) 1", "1. 2"]


def test_numbered_headings_count() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    body = word_paragraph("One", "H1") + word_paragraph("Two", "H1") + item("in it", 1, 1)
    found = read(body, styles, lists(level(0, "decimal", "%1."), level(1, "decimal", "%1.%2")))
    assert labels(found) == [" One", " Two", "2.1 in it"]


def test_a_style_can_say_the_list() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="Steps"><w:name w:val="Steps"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="More"><w:name w:val="More"/><w:basedOn w:val="Steps"/></w:style>'
    )
    numbering = lists(level(0, "lowerRoman", "%1.", '<w:start w:val="1"/>'))
    none = '<w:pStyle w:val="Steps"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>'
    body = word_paragraph("a", "Steps") + word_paragraph("b", "More") + paragraph("no item", none)
    found = read(body, styles, numbering)
    assert labels(found) == ["i. a", "ii. b", " no item"]
    assert found.blocks[2].kind is BlockKind.PARAGRAPH


def test_text_indented_on_both_sides_is_a_quote() -> None:
    both, left = '<w:ind w:left="720" w:right="720"/>', '<w:ind w:left="720"/>'
    styles = (
        f'<w:style w:type="paragraph" w:styleId="In"><w:name w:val="Inset"/><w:pPr>{both}</w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Q"><w:name w:val="Intense Quote"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Own"><w:name w:val="My quote"/><w:basedOn w:val="Q"/></w:style>'
    )
    plain = "".join(word_paragraph(f"Plain {number}.") for number in range(3))
    body = plain + paragraph("a", both) + paragraph("b", left) + word_paragraph("c", "In") + word_paragraph("d", "Own")
    kinds = [(text, kind) for kind, text, _, _ in shown(read(body, styles))][3:]
    assert kinds == [
        ("a", BlockKind.QUOTE),
        ("b", BlockKind.PARAGRAPH),
        ("c", BlockKind.QUOTE),
        ("d", BlockKind.QUOTE),
    ]
    assert {one.kind for one in read(paragraph("a", both) * 5).blocks} == {BlockKind.PARAGRAPH}, "so is the whole page"


def test_a_style_made_of_a_heading_or_with_an_outline_level_is_a_heading() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="H2"><w:name w:val="heading 2"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Own"><w:name w:val="Own"/><w:basedOn w:val="H2"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Part"><w:name w:val="Part"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr>'
        "</w:style>"
    )
    body = word_paragraph("Own words", "Own") + word_paragraph("A part", "Part") + word_paragraph("Text.")
    assert [(kind, level) for kind, _, level, _ in shown(read(body, styles))][-3:] == [
        (BlockKind.HEADING, 2),
        (BlockKind.HEADING, 3),
        (BlockKind.PARAGRAPH, 0),
    ]


def test_the_headings_of_publishers_are_known_by_their_names_and_others_by_their_own_level() -> None:
    names = ("ChapterTitle", "HeadA", "B-Head", "Heading 2 [PRESS]", "Header", "Headed list", "Body")
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="S{at}"><w:name w:val="{name}"/></w:style>'
        for at, name in enumerate(names)
    )
    own = '<w:p><w:pPr><w:outlineLvl w:val="%d"/></w:pPr><w:r><w:t>%s</w:t></w:r></w:p>'
    body = "".join(word_paragraph(f"{name}.", f"S{at}") for at, name in enumerate(names))
    found = shown(read(body + own % (3, "Own level") + own % (9, "Own text"), styles))
    assert [level for kind, _, level, _ in found if kind is BlockKind.HEADING] == [1, 2, 3, 2, 4]
    assert len(found) == 9


def test_check_boxes_are_labels() -> None:
    numbering = lists(level(0, "bullet", "\uf0a8"))
    body = (
        paragraph(" milk", before=CHECKBOX.format(1))
        + paragraph(" bread", before=CHECKBOX.format(0))
        + item("tea", 1)
        + word_paragraph("Sugar: ", inside=CHECKBOX.format(1))
    )
    assert labels(read(body, numbering=numbering)) == ["☑ milk", "☐ bread", "☐ tea", " Sugar: ☑"]
    dashes = lists(level(0, "bullet", "-"))
    assert labels(read(item("☒ done", 1) + item("☐ open", 1), numbering=dashes)) == ["☑ done", "☐ open"]


def test_a_box_is_read_from_new_markup_alone() -> None:
    box = (
        '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice>'
        '<wps:txbx xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><w:txbxContent>'
        f"{word_paragraph('In a box.')}</w:txbxContent></wps:txbx></mc:Choice></mc:AlternateContent></w:r>"
    )
    assert "In a box." in read(word_paragraph("Around.", inside=box)).text


@pytest.mark.parametrize(
    ("style", "look", "label"),
    [("Headed", "04A0", ""), ("Headed", "0480", "headless"), ("Own", "04A0", ""), ("Grid", "04A0", "headless")],
)
def test_a_table_has_a_header_where_its_style_sets_the_first_row_off(style: str, look: str, label: str) -> None:
    styles = (
        '<w:style w:type="table" w:styleId="Grid"><w:name w:val="Table Grid"/></w:style>'
        '<w:style w:type="table" w:styleId="Headed"><w:name w:val="Light"/><w:tblStylePr w:type="firstRow"/></w:style>'
        '<w:style w:type="table" w:styleId="Own"><w:name w:val="Own"/><w:basedOn w:val="Headed"/></w:style>'
    )
    properties = f'<w:tblPr><w:tblStyle w:val="{style}"/><w:tblLook w:val="{look}"/></w:tblPr>'
    rows = "".join(
        f"<w:tr>{''.join(f'<w:tc>{word_paragraph(cell)}</w:tc>' for cell in row)}</w:tr>" for row in ("ab", "cd", "ef")
    )
    article = read(f"<w:tbl>{properties}{rows}</w:tbl>", styles)
    assert shown(article) == [(BlockKind.TABLE, "a\tb\nc\td\ne\tf", 0, label)]


def test_comments_deleted_and_hidden_words_are_left_out() -> None:
    deleted = '<w:del w:id="1"><w:r><w:delText>gone</w:delText></w:r></w:del>'
    inserted = '<w:ins w:id="2"><w:r><w:t>new</w:t></w:r></w:ins>'
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>"
    comment = '<w:r><w:commentReference w:id="0"/></w:r>'
    remark = f'<w:comment w:id="0" w:author="B">{word_paragraph("A remark.")}</w:comment>'
    article = read(word_paragraph("Words ", inside=deleted + inserted + hidden + comment), comments=remark)
    assert article.text == "Words new"


def run(words: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>'


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        (f'<w:fldSimple w:instr=" SEQ Figure ">{run("3")}</w:fldSimple>{run(": A hut")}', "Figure 3: A hut"),
        (f'<w:bdo w:val="rtl">{run("one")}</w:bdo>{run(" two")}', "Figure one two"),
        (f'<w:ins><w:dir w:val="ltr">{run("one")}<w:bdo>{run(" two")}</w:bdo></w:dir></w:ins>', "Figure one two"),
        ("<w:r><w:t>a</w:t><w:ptab/><w:t>b</w:t><w:cr/><w:t>c</w:t></w:r>", "Figure a b\nc"),
        (
            f"<w:r><w:ruby><w:rubyPr/><w:rt>{run('とう')}{run('きょう')}</w:rt><w:rubyBase>{run('東京')}</w:rubyBase>"
            f"</w:ruby></w:r>{run('へ')}",
            "Figure 東京(とうきょう)へ",
        ),
        (f"<w:r><w:ruby><w:rt/><w:rubyBase>{run('東')}</w:rubyBase></w:ruby></w:r>", "Figure 東"),
    ],
    ids=["field", "direction", "nested directions", "tab and line end", "ruby", "ruby without a reading"],
)
def test_words_in_fields_directions_and_ruby_are_read(inside: str, expected: str) -> None:
    note = f'<w:footnote w:id="2">{word_paragraph("Figure ", inside=inside)}</w:footnote>'
    reference = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    article = read(word_paragraph("Figure ", inside=inside + reference), footnotes=note)
    assert article.text.count(expected) == 2


def test_endnotes_are_linked_both_ways() -> None:
    body = word_paragraph("A word", inside='<w:r><w:endnoteReference w:id="2"/></w:r>') + word_paragraph("More.")
    article = read(body, endnotes=f'<w:endnote w:id="2">{word_paragraph("The note.")}</w:endnote>')
    there, back = (int(mark.target.removeprefix("#char=")) for block in article.blocks for mark in block.marks)
    assert article.text[there:].startswith("The note.")
    assert article.text[back:].startswith("[1]")


@pytest.mark.parametrize(("marked", "direction"), [(2, "rtl"), (1, "")])
def test_the_direction_is_that_of_most_paragraphs(marked: int, direction: str) -> None:
    body = paragraph("words", "<w:bidi/>") * marked + paragraph("words", '<w:bidi w:val="0"/>') + "<w:p/>"
    assert read(body).metadata.direction == direction
