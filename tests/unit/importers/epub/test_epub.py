import pytest
from archives import CONTAINER, epub, package, xhtml, zip_of

from readtui.errors import SourceError
from readtui.importers.epub.importer import EpubImporter
from readtui.importers.importer import Source
from readtui.model.article import Article
from readtui.model.block import BlockKind, MarkType, Role

ONE = {"one.xhtml": "<h1>One</h1><p>First words.</p>"}
NAV = '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'


def read(data: bytes, name: str = "walk.epub") -> Article:
    return EpubImporter().read(Source(data, name))


def outline(article: Article) -> list[tuple[str, int]]:
    return [(article.text[one.start : one.end], one.level) for one in article.blocks if one.kind is BlockKind.HEADING]


def links(article: Article) -> list[tuple[str, str]]:
    return [
        (article.text[mark.start : mark.end], mark.target)
        for block in article.blocks
        for mark in block.marks
        if mark.type is MarkType.LINK
    ]


def test_chapters_are_sections_in_the_order_of_the_spine() -> None:
    chapters = {"b.xhtml": "<h1>Setting out</h1><p>We left.</p>", "a.xhtml": "<h1>Coming back</h1><p>We came.</p>"}
    article = read(epub(chapters))
    assert outline(article) == [("A Walk", 1), ("Setting out", 2), ("Coming back", 2)]
    assert article.blocks[0].role is Role.TITLE
    assert article.body_text() == "A Walk\n\nSetting out\n\nWe left.\n\nComing back\n\nWe came."


def test_metadata() -> None:
    given = (
        "<dc:title>A &amp; B</dc:title><dc:creator>Ada Example</dc:creator><dc:creator>Bo Example</dc:creator>"
        "<dc:language>de</dc:language><dc:date>2020-02-01</dc:date><dc:publisher>Haus</dc:publisher>"
        "<dc:source>https://a.example/b</dc:source>"
    )
    found = read(epub(ONE, metadata=given)).metadata
    assert (found.title, found.creator, found.language) == ("A & B", "Ada Example, Bo Example", "de")
    assert (found.published, found.site, found.canonical_url) == ("2020-02-01", "Haus", "https://a.example/b")


def test_an_invalid_language_is_replaced_by_a_guess() -> None:
    chapters = {"one.xhtml": "<p>Der Weg f\u00fchrt an der alten M\u00fchle vorbei und dann in den Wald.</p>"}
    assert (
        read(epub(chapters, metadata="<dc:title>Weg</dc:title><dc:language>C</dc:language>")).metadata.language == "de"
    )


@pytest.mark.parametrize(
    ("language", "progression", "stated", "direction"),
    [
        ("he", "", "", ""),
        ("he", "rtl", "", "rtl"),
        ("he", "ltr", "rtl", "rtl"),
        ("en", "ltr", "", ""),
        ("ja", "rtl", "", ""),
        ("", "", "RTL", "rtl"),
    ],
)
def test_a_book_is_read_in_the_direction_that_it_states(
    language: str, progression: str, stated: str, direction: str
) -> None:
    named = f"<dc:title>A</dc:title><dc:language>{language}</dc:language>"
    attributes = f'page-progression-direction="{progression}"' if progression else ""
    chapters = {"one.xhtml": xhtml("<p>1948</p>", stated), "two.xhtml": xhtml("<p>1949</p>", stated)}
    members = {f"OEBPS/{href}": text for href, text in chapters.items()}
    data = epub(dict.fromkeys(chapters, ""), members, metadata=named, spine_attributes=attributes)
    assert read(data).metadata.direction == direction


@pytest.mark.parametrize("version", [2, 3])
def test_the_table_of_contents_names_chapters_without_headings(version: int) -> None:
    chapters = {"one.xhtml": "<p>First.</p><p id='x'>Later.</p>", "two.xhtml": "<h2>Own</h2><p>Second.</p>"}
    nav = xhtml(
        '<nav epub:type="toc"><ol><li><a href="one.xhtml">Morning</a><ol><li><a href="one.xhtml#x">Noon</a></li></ol>'
        '</li><li><a href="two.xhtml">Evening</a></li></ol></nav>'
    )
    point = '<navPoint><navLabel><text>{}</text></navLabel><content src="{}"/>{}</navPoint>'
    noon = point.format("Noon", "one.xhtml#x", "")
    points = point.format("Morning", "one.xhtml", noon) + point.format("Evening", "two.xhtml", "")
    ncx = f'<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>{points}</navMap></ncx>'
    if version == 3:
        data = epub(chapters, {"OEBPS/nav.xhtml": nav}, items=NAV)
    else:
        item = '<item id="t" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
        data = epub(chapters, {"OEBPS/toc.ncx": ncx}, items=item, spine_attributes='toc="t"')
    article = read(data)
    assert [title for title, _ in outline(article)] == ["A Walk", "Morning", "Noon", "Own"]
    assert article.text.index("Noon") > article.text.index("First.")


@pytest.mark.parametrize(
    "reference",
    [
        '<sup><a id="r1" href="notes.xhtml#n1">1</a></sup>',
        '<a epub:type="noteref" id="r1" href="notes.xhtml#n1">1</a>',
    ],
)
def test_footnotes_are_linked_both_ways_across_chapters(reference: str) -> None:
    chapters = {
        "one.xhtml": f"<p>A word.{reference}</p>",
        "notes.xhtml": '<aside epub:type="footnote" id="n1"><p><a href="one.xhtml#r1">1</a> The note.</p></aside>',
    }
    article = read(epub(chapters))
    there, back = (int(target.removeprefix("#char=")) for _, target in links(article))
    assert article.text[there:].startswith("1 The note.")
    assert article.text[back:].startswith("[1]")
    assert all(block.kind is BlockKind.PARAGRAPH for block in article.blocks[1:])


def test_chapters_outside_the_reading_order_come_last_without_the_contents_page() -> None:
    chapters = {"notes.xhtml": 'linear="no"', "nav.xhtml": "", "one.xhtml": ""}
    members = {
        "META-INF/container.xml": CONTAINER,
        "OEBPS/book.opf": package(chapters).replace('href="nav.xhtml"', 'href="nav.xhtml" properties="nav"'),
        "OEBPS/notes.xhtml": xhtml("<p>A note.</p>"),
        "OEBPS/nav.xhtml": xhtml("<nav><ol><li><a href='one.xhtml'>One</a></li></ol></nav>"),
        "OEBPS/one.xhtml": xhtml("<h1>One</h1><p>The text.</p>"),
    }
    assert read(zip_of(members)).text == "A Walk\n\nOne\n\nThe text.\n\nA note."


def test_names_of_members_in_any_spelling_are_found() -> None:
    chapters = {"kapitel%20eins.xhtml": "", "Zw\u00f6lf.xhtml": ""}
    members = {
        "META-INF/container.xml": CONTAINER,
        "OEBPS/book.opf": package(chapters),
        "OEBPS/kapitel eins.xhtml": xhtml("<p>Eins.</p>"),
        "OEBPS/Zw\u00f6lf.xhtml": xhtml("<p>Zw\u00f6lf.</p>"),
    }
    data = bytearray(zip_of(members))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(signature)
        while place >= 0:
            data[place + flags + 1] &= ~0x08
            place = data.find(signature, place + 1)
    assert read(bytes(data)).text == "A Walk\n\nEins.\n\nZw\u00f6lf."


def test_entities_without_a_definition_and_broken_markup_are_read() -> None:
    chapters = {"a.xhtml": "<p>caf&eacute;&nbsp;&mdash; AT&amp;T</p>", "b.xhtml": "<p>open <b>bold<p>next & last"}
    text = read(epub(chapters)).text
    assert "caf\u00e9\u00a0\u2014 AT&T" in text
    assert "open bold\n\nnext & last" in text


def test_a_missing_chapter_is_noted_and_the_rest_read() -> None:
    members = {
        "META-INF/container.xml": CONTAINER,
        "OEBPS/book.opf": package({"gone.xhtml": "", "one.xhtml": ""}),
        "OEBPS/one.xhtml": xhtml("<p>Still here.</p>"),
    }
    article = read(zip_of(members))
    assert article.body_text() == "A Walk\n\nStill here."
    assert article.blocks[-1].kind is BlockKind.FURNITURE
    assert "gone.xhtml" in article.text


ENCRYPTION = """<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"
 xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData><enc:EncryptionMethod Algorithm="{}"/>
 <enc:CipherData><enc:CipherReference URI="{}"/></enc:CipherData></enc:EncryptedData></encryption>"""


def test_an_encrypted_book_is_refused_and_scrambled_fonts_are_not() -> None:
    aes = "http://www.w3.org/2001/04/xmlenc#aes128-cbc"
    with pytest.raises(SourceError, match="copy protection"):
        read(epub(ONE, {"META-INF/encryption.xml": ENCRYPTION.format(aes, "OEBPS/one.xhtml")}))
    fonts = ENCRYPTION.format("http://www.idpf.org/2008/embedding", "OEBPS/f.otf")
    assert "First words." in read(epub(ONE, {"META-INF/encryption.xml": fonts})).text


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"PK\x03\x04 and then nothing", "damaged or truncated"),
        (epub(ONE)[:-200], "damaged or truncated"),
        (zip_of({"a.txt": "words"}), "no list of chapters"),
        (epub({"one.xhtml": '<p> </p><img src="a.png"/>'}), "contains no text"),
    ],
)
def test_an_unreadable_document_is_reported_plainly(data: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=message) as caught:
        read(data)
    assert "walk.epub" in caught.value.message
    assert caught.value.hint


def test_entity_bombs_and_foreign_files_expand_to_nothing() -> None:
    bomb = "<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
    chapter = xhtml("<p>Before &a11; &file; &b; after</p>").replace(
        "<!DOCTYPE html>", f"<!DOCTYPE html [{bomb}<!ENTITY file SYSTEM 'file:///etc/passwd'>]>"
    )
    article = read(epub(ONE, {"OEBPS/one.xhtml": chapter}))
    assert article.text.endswith("\n\nBefore &a11; &file; &b; after")
    assert "]>" not in article.text


def test_deep_nesting_is_read_or_refused() -> None:
    deep = {"one.xhtml": "<div>" * 60_000 + "deep" + "</div>" * 60_000, "two.xhtml": "<p>Shallow.</p>"}
    assert "Shallow." in read(epub(deep)).text


SVG = 'xmlns="http://www.w3.org/2000/svg"'


def test_words_in_drawings_are_captions_and_a_drawing_without_words_shows_its_description() -> None:
    chapter = (
        f'<p>Before.</p><svg {SVG}><title>A chart</title><defs><text>hidden</text></defs><text x="1">In <tspan>1900'
        "</tspan>"
        f"</text><g><text>the mill</text></g></svg><p>Between.</p><svg {SVG}><desc>The mill in winter</desc></svg>"
        f"<p><svg {SVG}><text>O</text></svg>nce it stood.</p><svg {SVG}><title>image</title></svg>"
        f'<div><svg {SVG}><foreignObject><p xmlns="http://www.w3.org/1999/xhtml">Held words.</p></foreignObject>'
        "</svg></div>"
    )
    article = read(epub({"one.xhtml": chapter}))
    blocks = [(block.kind, article.text[block.start : block.end]) for block in article.blocks[1:]]

    assert blocks == [
        (BlockKind.PARAGRAPH, "Before."),
        (BlockKind.CAPTION, "In 1900\nthe mill"),
        (BlockKind.PARAGRAPH, "Between."),
        (BlockKind.CAPTION, "The mill in winter"),
        (BlockKind.PARAGRAPH, "Once it stood."),
        (BlockKind.PARAGRAPH, "Held words."),
    ]


def test_a_chapter_that_is_a_drawing_is_read() -> None:
    drawing = f"<svg {SVG}><text>The mill speaks</text></svg>"
    item = '<item id="d" href="one.svg" media-type="image/svg+xml"/>'
    book = epub(ONE, {"OEBPS/one.svg": drawing}, items=item, spine='<itemref idref="d"/>')

    assert "The mill speaks" in read(book).text
