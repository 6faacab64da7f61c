import pytest
from archives import docx, word_paragraph, zip_of

from readtui.errors import SourceError
from readtui.importers.docx.importer import DocxImporter
from readtui.importers.importer import Source
from readtui.model.article import Article
from readtui.model.block import BlockKind, MarkType, Role

STYLES = {"T": "Title", "H1": "heading 1", "H2": "heading 2", "Q": "Quote", "C": "Source Code", "B": "List Bullet"}


def read(data: bytes, name: str = "notes.docx") -> Article:
    return DocxImporter().read(Source(data, name))


def shown(article: Article) -> list[tuple[BlockKind, str, int, str]]:
    return [(one.kind, article.text[one.start : one.end], one.level, one.label) for one in article.blocks]


def test_styles_become_blocks() -> None:
    body = (
        word_paragraph("On boats", "T")
        + word_paragraph("Rowing", "H1")
        + word_paragraph("Some words.")
        + word_paragraph("Oars", "H2")
        + word_paragraph("Said by someone.", "Q")
        + word_paragraph("row()", "C")
        + word_paragraph("  rest()", "C")
        + word_paragraph("first", "B")
    )
    article = read(docx(body, styles=STYLES))
    assert shown(article) == [
        (BlockKind.HEADING, "On boats", 1, ""),
        (BlockKind.HEADING, "Rowing", 2, ""),
        (BlockKind.PARAGRAPH, "Some words.", 0, ""),
        (BlockKind.HEADING, "Oars", 3, ""),
        (BlockKind.QUOTE, "Said by someone.", 1, ""),
        (BlockKind.CODE, "row()\n  rest()", 0, ""),
        (BlockKind.LIST_ITEM, "first", 1, "•"),
    ]
    assert article.blocks[0].role is Role.TITLE
    assert article.metadata.title == "On boats"


def test_nested_lists_and_tables() -> None:
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:numFmt w:val="{kind}"/></w:lvl>' for n, kind in enumerate(("decimal", "bullet"))
    )
    numbering = (
        f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )

    def item(text: str, level: int) -> str:
        return (
            f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr></w:pPr>'
            f"<w:r><w:t>{text}</w:t></w:r></w:p>"
        )

    rows = "".join(
        "<w:tr>" + "".join(f"<w:tc>{word_paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>" for row in ("ab", "cd")
    )
    body = item("one", 0) + item("deep", 1) + item("two", 0) + f"<w:tbl>{rows}</w:tbl>"
    assert shown(read(docx(body, parts={"numbering": numbering}))) == [
        (BlockKind.LIST_ITEM, "one", 1, "1."),
        (BlockKind.LIST_ITEM, "deep", 2, "•"),
        (BlockKind.LIST_ITEM, "two", 1, "2."),
        (BlockKind.TABLE, "a\tb\nc\td", 0, "headless"),
    ]


def test_footnotes_are_linked_both_ways() -> None:
    body = word_paragraph("A word", inside='<w:r><w:footnoteReference w:id="2"/></w:r>')
    note = f'<w:footnote w:id="2">{word_paragraph("The note.")}</w:footnote>'
    article = read(docx(body, parts={"footnotes": note}))
    marks = [mark for block in article.blocks for mark in block.marks if mark.type is MarkType.LINK]
    there, back = (int(mark.target.removeprefix("#char=")) for mark in marks)
    assert article.text[there:].startswith("The note.")
    assert article.text[back:].startswith("[1]")


@pytest.mark.parametrize(
    ("inside", "parts"),
    [
        ("", {}),
        ('<w:r><w:footnoteReference w:id="7"/></w:r>', {}),
        ("<w:r><w:footnoteReference/></w:r>", {}),
        ('<w:r><w:endnoteReference w:id="7"/></w:r>', {}),
        ('<w:r><w:commentReference w:id="7"/></w:r><w:r><w:commentReference/></w:r>', {}),
        (
            '<w:r><w:footnoteReference w:id="0"/></w:r>',
            {"footnotes": '<w:footnote w:id="0" w:type="separator"/><w:footnote/>', "comments": "<w:comment/>"},
        ),
        ('<w:hyperlink r:id="gone"><w:r><w:t>!</w:t></w:r></w:hyperlink>', {}),
        ('<w:r><w:pict><v:imagedata xmlns:v="urn:schemas-microsoft-com:vml" r:id="gone"/></w:pict></w:r>', {}),
        ("", {"numbering": '<w:num w:numId="1"/><w:num w:numId="2"><w:abstractNumId w:val="9"/></w:num>'}),
        (
            "",
            {
                "numbering": '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="Gone"/></w:abstractNum>'
                '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
            },
        ),
    ],
)
def test_broken_references_are_ignored(inside: str, parts: dict[str, str]) -> None:
    note = '<w:r><w:endnoteReference w:id="2"/></w:r>'
    numbered = (
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>one</w:t></w:r></w:p>'
    )
    body = word_paragraph("A word", inside=inside) + word_paragraph("Another", inside=note) + numbered
    kept = f'<w:endnote w:id="2">{word_paragraph("The note.")}</w:endnote>'
    article = read(docx(body, parts={"endnotes": kept, **parts}, more_styles="" if inside or parts else "<w:style/>"))
    text = article.text.replace("!", "")
    assert text.startswith("A word\n\nAnother[1]\n\none\n\nThe note.")


def test_links_text_boxes_and_pictures() -> None:
    link = '<w:hyperlink r:id="link"><w:r><w:t>a link</w:t></w:r></w:hyperlink>'
    box = f"<w:r><w:pict><w:txbxContent>{word_paragraph('In a box.')}</w:txbxContent></w:pict></w:r>"
    drawing = (
        '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
        ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><wp:docPr id="1" name="x" descr="A heron"/>'
        '<a:graphic><a:graphicData><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        '<pic:blipFill><a:blip r:link="link"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing></w:r>"
    )
    body = word_paragraph("See ", inside=link) + word_paragraph("Around.", inside=box) + f"<w:p>{drawing}</w:p>"
    article = read(docx(body))
    assert (BlockKind.CAPTION, "A heron", 0, "") in shown(article)
    assert "In a box." in article.text
    assert [mark.target for mark in article.blocks[0].marks] == ["https://a.example/"]


def test_metadata_comes_from_the_properties() -> None:
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
        "<dc:title>Document1</dc:title><dc:creator>Ada Example</dc:creator>"
        "<dcterms:created>2024-01-31T10:00:00Z</dcterms:created></cp:coreProperties>"
    )
    found = read(docx(word_paragraph("Words of a text."), parts={"docProps/core.xml": core})).metadata
    assert (found.title, found.creator, found.published) == ("notes", "Ada Example", "2024-01-31T10:00:00Z")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xd0\xcf\x11\xe0 old", "password, or is a Word file from before 2007"),
        (b"PK\x03\x04 and then nothing", "damaged or truncated"),
        (zip_of({"a.txt": "words"}), "not a Word document"),
        (docx(""), "contains no text"),
        (docx("<w:p>"), "damaged"),
        (docx("", parts={"word/document.xml": '<?xml version="1.0" encoding="UTFB8"?><x/>'}), "damaged"),
        (docx("<w:p><w:smartTag>" * 3000 + "</w:smartTag></w:p>" * 3000), "nested too deeply"),
    ],
)
def test_an_unreadable_document_is_reported_plainly(data: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=message) as caught:
        read(data)
    assert "notes.docx" in caught.value.message
    assert caught.value.hint


def test_entities_are_refused() -> None:
    hostile = (
        '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body/></w:document>'
    )
    with pytest.raises(SourceError, match="defines its own XML entities"):
        read(docx("", parts={"word/document.xml": hostile}))


def test_text_comes_only_from_checked_parts() -> None:
    hidden = zip_of(
        {
            "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="r" Target="word/picture.png" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
            'relationships/officeDocument"/></Relationships>',
            "word/picture.png": '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>',
        }
    )
    with pytest.raises(SourceError, match="not a Word document"):
        read(hidden)


def test_nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    read(docx(word_paragraph("Words.", "Unknown") + "<w:p><w:unknown/></w:p>"))
    assert capfd.readouterr() == ("", "")
