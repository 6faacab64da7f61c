import pytest
from archives import zip_of

from readtui.errors import SourceError
from readtui.importers.importer import Source
from readtui.importers.registry import read_source
from readtui.model.article import Article
from readtui.model.block import BlockKind, MarkType

MIMETYPE = "application/vnd.oasis.opendocument.text"
NAMESPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in {
        "office": "office",
        "text": "text",
        "style": "style",
        "table": "table",
        "fo": "xsl-fo-compatible",
        "draw": "drawing",
        "meta": "meta",
    }.items()
)
STYLES = """<office:automatic-styles>
<style:style style:name="T1" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="T2" style:family="text"><style:text-properties style:text-position="sub 58%"/></style:style>
<style:style style:name="T3" style:family="text"><style:text-properties style:font-pitch="fixed"/></style:style>
<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Preformatted_20_Text"/>
<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="a"
 text:start-value="3"/><text:list-level-style-bullet text:level="2"/></text:list-style></office:automatic-styles>"""
BODY = """<text:p text:style-name="Title">The Walk</text:p>
<text:h text:outline-level="2">First</text:h>
<text:p>Some <text:span text:style-name="T1">bold</text:span><text:s text:c="2"/>words<text:note>
<text:note-citation>1</text:note-citation><text:note-body><text:p>A note.</text:p></text:note-body></text:note> and
 <a:a xmlns:a="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xlink:href="https://a.example/"
 xmlns:xlink="http://www.w3.org/1999/xlink">a link</a:a>.</text:p>
<text:tracked-changes><text:p>deleted</text:p></text:tracked-changes>
<text:list text:style-name="L1"><text:list-item><text:p>one</text:p><text:list><text:list-item><text:p>in it</text:p>
</text:list-item></text:list></text:list-item><text:list-item><text:p>two</text:p></text:list-item></text:list>
<text:p text:style-name="P1">if x:</text:p><text:p text:style-name="P1"><text:s text:c="4"/>go()</text:p>
<text:p text:style-name="Quotations">Said.</text:p>
<table:table><table:table-row><table:table-cell table:number-columns-spanned="65000"><text:p>a</text:p>
</table:table-cell><table:covered-table-cell/></table:table-row><table:table-row><table:table-cell><text:p>c</text:p></table:table-cell>
<table:table-cell><text:p>d</text:p></table:table-cell></table:table-row></table:table>"""


def odt(body: str) -> bytes:
    text = f"<office:body><office:text>{body}</office:text></office:body>"
    content = f"<office:document-content {NAMESPACES}>{STYLES}{text}</office:document-content>"
    return zip_of({"mimetype": MIMETYPE, "content.xml": content})


def flat(body: str) -> bytes:
    head = f'<office:document {NAMESPACES} office:mimetype="{MIMETYPE}">{STYLES}'
    return f"{head}<office:body><office:text>{body}</office:text></office:body></office:document>".encode()


def read(data: bytes, name: str) -> Article:
    return read_source(Source(data, name))


def shown(article: Article) -> list[tuple[BlockKind, int, str, str]]:
    return [(one.kind, one.level, one.label, article.text[one.start : one.end]) for one in article.blocks]


@pytest.mark.parametrize(("make", "name"), [(odt, "walk.odt"), (odt, "download"), (flat, "walk.fodt")])
def test_an_opendocument_text_keeps_its_structure(make: object, name: str) -> None:
    article = read(make(BODY), name)  # type: ignore[operator]
    assert shown(article) == [
        (BlockKind.HEADING, 1, "", "The Walk"),
        (BlockKind.HEADING, 2, "", "First"),
        (BlockKind.PARAGRAPH, 0, "", "Some bold words[1] and a link."),
        (BlockKind.LIST_ITEM, 1, "c.", "one"),
        (BlockKind.LIST_ITEM, 2, "•", "in it"),
        (BlockKind.LIST_ITEM, 1, "d.", "two"),
        (BlockKind.CODE, 0, "", "if x:\n    go()"),
        (BlockKind.QUOTE, 1, "", "Said."),
        (BlockKind.TABLE, 0, "headless", "a\t\nc\td"),
        (BlockKind.LIST_ITEM, 1, "[1]", "A note. ↩"),
    ]
    marks = [(mark.type, article.text[mark.start : mark.end]) for mark in article.blocks[2].marks]
    assert marks == [(MarkType.STRONG, "bold"), (MarkType.LINK, "[1]"), (MarkType.LINK, "a link")]
    assert article.metadata.title == "The Walk"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (
            "<text:p><text:ruby><text:ruby-base>東</text:ruby-base><text:ruby-text>と</text:ruby-text></text:ruby>へ</text:p>",
            "東(と)へ",
        ),
        ("<text:p>A <text:meta>word</text:meta>.</text:p>", "A word."),
        ("<text:p>one<text:line-break/>two<text:tab/>three</text:p>", "one\ntwo three"),
        (
            '<text:p>H<text:span text:style-name="T2">2</text:span>O is '
            '<text:span text:style-name="T3">x</text:span></text:p>',
            "H₂O is x",
        ),
        (
            '<text:p><text:bookmark text:name="m"/>It is <draw:frame><draw:object><m:math '
            'xmlns:m="http://www.w3.org/1998/Math/MathML"><m:mi>x</m:mi><m:mo>=</m:mo><m:mn>1</m:mn></m:math>'
            "</draw:object></draw:frame>.</text:p>",
            "It is x = 1.",
        ),
        (
            "<table:table><table:table-header-rows><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell>"
            "<table:table-cell><text:p>b</text:p></table:table-cell></table:table-row></table:table-header-rows>"
            "<table:table-row><table:table-cell><text:p>c</text:p></table:table-cell><table:table-cell><text:p>d</text:p>"
            "</table:table-cell></table:table-row></table:table>",
            "a\tb\nc\td",
        ),
        ('<text:section text:display="none"><text:p>gone</text:p></text:section><text:p>here</text:p>', "here"),
        (
            "<table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell><table:table-cell>"
            "<text:p>b</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell "
            'table:number-columns-repeated="2"><text:p>c</text:p></table:table-cell></table:table-row></table:table>',
            "a\tb\nc\tc",
        ),
    ],
    ids=[
        "ruby",
        "metadata in a sentence",
        "breaks",
        "positions",
        "formula",
        "header rows",
        "hidden section",
        "repeated cells",
    ],
)
def test_no_word_of_an_opendocument_text_is_lost_or_too_many(body: str, text: str) -> None:
    assert read(odt(body), "a.odt").text == text


@pytest.mark.parametrize("depth", [200, 5_000])
def test_an_opendocument_text_nested_without_end_is_read_or_refused(depth: int) -> None:
    body = "<text:section>" * depth + "<text:p>words</text:p>" + "</text:section>" * depth
    for data, name in ((odt(body), "a.odt"), (flat(body), "a.fodt")):
        if depth < 250:
            assert "words" in read(data, name).text
        else:
            with pytest.raises(SourceError, match=name):
                read(data, name)


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04", zip_of({"mimetype": MIMETYPE}), zip_of({"mimetype": MIMETYPE, "content.xml": "<a/>"})]
)
def test_a_damaged_or_empty_opendocument_text_is_refused(data: bytes) -> None:
    with pytest.raises(SourceError, match=r"walk\.odt"):
        read(data, "walk.odt")


RTF = rb"""{\rtf1\ansi\ansicpg1251\deff0{\fonttbl{\f0\fnil\fcharset204 Times;}{\f1\fmodern Courier;}}
{\stylesheet{\s0 Normal;}{\s1\b heading 2;}{\s15 Title;}{\s20 Quote;}}{\info{\title Said title}{\author Anna Berg}}
{\*\generator Word;}\pard\s15\f0 The Walk\par\pard\s1 \'cf\'f0\'e8\par
\pard\s0 Plain \u1055?\u1088? and \u-10179?\u-8704? {\b bold}{\v hidden}{\field{\*\fldinst HYPERLINK "https://a.example/"}
{\fldrslt link}}{\super 2}{\footnote\pard A note.\par}.\par
\pard\s20 Said.\par{\listtext 1.\tab}\pard\ilvl1 one\par\pard\li360\fi-360 \bullet\tab two\par
\pard\f1 if x:\line     go()\par\pard\f0\intbl a\cell b\cell\row\intbl c\cell {\i d}\cell\row
\pard After {\pict\pngblip 89504e47}the table.\par}"""


@pytest.mark.parametrize("name", ["walk.rtf", "download"])
def test_an_rtf_document_keeps_its_structure(name: str) -> None:
    article = read(RTF, name)
    assert shown(article) == [
        (BlockKind.HEADING, 1, "", "The Walk"),
        (BlockKind.HEADING, 2, "", "При"),
        (BlockKind.PARAGRAPH, 0, "", "Plain Пр and 😀 boldlink²[1]."),
        (BlockKind.QUOTE, 1, "", "Said."),
        (BlockKind.LIST_ITEM, 2, "1.", "one"),
        (BlockKind.LIST_ITEM, 1, "•", "two"),
        (BlockKind.CODE, 0, "", "if x:\n    go()"),
        (BlockKind.TABLE, 0, "headless", "a\tb\nc\td"),
        (BlockKind.PARAGRAPH, 0, "", "After the table."),
        (BlockKind.LIST_ITEM, 1, "[1]", "A note."),
    ]
    assert (article.metadata.title, article.metadata.creator) == ("Said title", "Anna Berg")


@pytest.mark.parametrize(
    ("written", "blocks"),
    [
        (rb"A.\par ***\par B.\par", [("paragraph", "A."), ("rule", "* * *"), ("paragraph", "B.")]),
        (rb"{\f1 one\par}{\f1   two\par}\f0 B.\par", [("code", "one\n  two"), ("paragraph", "B.")]),
        (rb"A\~b co\-op non\_stop.\par", [("paragraph", "A\xa0b co\xadop non\u2011stop.")]),
        (b"One.\\\nTwo.\\\r\nThree.\\par", [("paragraph", "One."), ("paragraph", "Two."), ("paragraph", "Three.")]),
        (rb"\uc0\u8364 5, \uc1\u8364?6, \uc2\u8364??7.\par", [("paragraph", "€5, €6, €7.")]),
        (rb"\outlinelevel0 Head\par\pard Text.\par", [("heading", "Head"), ("paragraph", "Text.")]),
        (rb"\intbl one\par more\cell two\cell\row\pard B.\par", [("table", "one more\ttwo"), ("paragraph", "B.")]),
        (rb"\intbl one\cell two\cell\pard B.\par", [("table", "one\ttwo"), ("paragraph", "B.")]),
        (rb"A{\pict\pngblip\bin4 }}{{}B.\par", [("paragraph", "AB.")]),
    ],
)
def test_signs_rows_and_data_of_rtf_are_what_they_are_meant(written: bytes, blocks: list[tuple[str, str]]) -> None:
    article = read(rb"{\rtf1\ansi{\fonttbl{\f0 Times;}{\f1\fmodern Courier;}}\pard " + written + b"}", "a.rtf")
    assert [(str(one.kind), article.text[one.start : one.end]) for one in article.blocks] == blocks


def test_the_boxes_of_an_rtf_document_are_read_and_what_was_deleted_is_not() -> None:
    box = rb"{\shp{\*\shpinst\shpleft1{\sp{\sn name}{\sv value}}{\shptxt \pard In a\par box.\par}}{\shprslt{\*\do x}}}"
    table = rb"\pard\intbl a" + box + rb"\cell b\cell\row"
    article = read(rb"{\rtf1 \pard " + box + rb"Around {\deleted not }it.\par" + table + rb"\pard End.\par}", "a.rtf")
    assert [text for _, _, _, text in shown(article)] == ["In a\nbox.", "Around it.", "a In a box.\tb", "End."]


def test_a_box_that_never_ends_is_read() -> None:
    cut = read(rb"{\rtf1 Around.\par {\shp{\*\shpinst{\shptxt In a box", "a.rtf")
    assert [text for _, _, _, text in shown(cut)] == ["Around.", "In a box"]


@pytest.mark.parametrize("data", [b"words", rb"{\rtf1 }", b"{\\rtf1 " + b"{" * 5_000, b"{\\rtf1 " + b"}" * 5_000])
def test_a_file_that_is_not_rtf_or_is_empty_is_refused(data: bytes) -> None:
    with pytest.raises(SourceError, match=r"walk\.rtf"):
        read(data, "walk.rtf")


def test_the_labels_of_rtf_items_leave_the_level_of_their_paragraph_alone() -> None:
    label = rb"{\listtext\pard\plain\li0 %s.\tab}"
    article = read(
        rb"{\rtf1 " + label % b"a" + rb"\pard\ilvl1 One\par " + label % b"b" + rb"Two\par \pard End.\par}", "a.rtf"
    )
    shown = [(block.level, block.label, article.text[block.start : block.end]) for block in article.blocks]
    assert shown == [(2, "a.", "One"), (2, "b.", "Two"), (0, "", "End.")]


def test_the_headings_of_publishers_are_known_by_the_names_of_their_rtf_styles() -> None:
    styles = rb"{\stylesheet{\s1 ChapterTitle;}{\s2 HeadA;}{\s3 Header;}}"
    article = read(rb"{\rtf1 " + styles + rb"\pard\s1 One\par \pard\s2 Two\par \pard\s3 Three\par}", "a.rtf")
    assert [(block.kind, block.level) for block in article.blocks] == [
        (BlockKind.HEADING, 1),
        (BlockKind.HEADING, 2),
        (BlockKind.PARAGRAPH, 0),
    ]
