"""Projects for Taguette: its HTML has the article's text to the byte, its database what the importer checks."""

import json
import re
import sqlite3
from html.parser import HTMLParser

from articles import article_of
from exporting.hostile_documents import documents
from hypothesis import given
from hypothesis import strategies as st

from readtui.codec.utf16 import Utf8Offsets
from readtui.exporters.exporter import ExportDocument, ExportOptions
from readtui.exporters.research.annotation_places import placed
from readtui.exporters.research.taguette import TaguetteExporter, taguette_html
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord, Metadata
from readtui.model.block import BlockKind
from readtui.model.passage import Passage
from readtui.model.selector import TextPositionSelector, TextQuoteSelector
from readtui.model.tag import Tag

ALLOWED = {"p", "br", "pre", "blockquote", "h1", "h2", "h3", "h4", "h5", "ul", "li", "table", "tbody", "tr", "td"}


class Reader(HTMLParser):
    """The text between tags, as a browser has it."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.tags = "", list[str]()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        assert not attrs
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def database(given_documents: list[ExportDocument], options: ExportOptions) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.deserialize(b"".join(TaguetteExporter().render(given_documents, options)))
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    return connection


@given(documents())
def test_highlights_count_bytes_of_the_text_between_tags(given_documents: list[ExportDocument]) -> None:
    connection = database(given_documents, ExportOptions())
    rows = connection.execute("SELECT id, name, filename, contents FROM documents ORDER BY id").fetchall()
    for document, (number, name, filename, contents) in zip(given_documents, rows, strict=True):
        assert 0 < len(name) <= 50
        assert 0 < len(filename) <= 100
        read = Reader(contents)
        assert read.text == document.article.text
        assert set(read.tags) <= ALLOWED
        assert not re.search("<pre>\n|&(?!amp;|lt;|gt;)", contents), "a parser would change it"
        data = read.text.encode()
        found = connection.execute(
            "SELECT start_offset, end_offset, snippet, (SELECT json_group_array(path) FROM tags, highlight_tags"
            " WHERE tag_id = tags.id AND highlight_id = highlights.id) FROM highlights WHERE document_id = ?",
            (number,),
        ).fetchall()
        wanted = [one.annotation for one in placed(document)]
        for annotation, (start, end, snippet, tags) in zip(wanted, found, strict=True):
            assert data[start:end].decode() == annotation.quoted_text == Reader(snippet).text
            assert {folded(tag) for tag in annotation.tags} == {folded(tag) for tag in json.loads(tags)}


def folded(tag: str) -> str:
    return "/".join(level for level in tag.casefold().split("/") if level)


@given(st.text(st.sampled_from("aé川😀\n")), st.integers(0, 30))
def test_utf8_offsets_count_bytes(text: str, offset: int) -> None:
    offset = min(offset, len(text))
    assert Utf8Offsets(text)(offset) == len(text[:offset].encode())


def test_a_text_without_blocks_or_with_line_feeds_in_code_keeps_every_character() -> None:
    article = article_of((BlockKind.CODE, "\n  x"), (BlockKind.TABLE, "a\tb\n\tc"), (BlockKind.HEADING, "<h>"))
    assert taguette_html(article) == (
        "<p>\n  x</p>\n\n<table><tbody><tr><td>a</td>\t<td>b</td></tr>\n<tr><td></td>\t<td>c</td></tr></tbody></table>"
        "\n\n<h1>&lt;h&gt;</h1>"
    )
    assert taguette_html(article, Passage(4, 7)) == "<p>\n\n</p><table><tbody><tr><td>a</td></tr></tbody></table>"


def test_tags_have_descriptions_and_what_taguette_lacks_is_counted() -> None:
    article = article_of("A boat.")
    quote, position = TextQuoteSelector("A boa"), TextPositionSelector(0, 5)
    annotations = [
        Annotation("1", "0" * 16, "", "", tags=("about",), note="On all of it."),
        Annotation("2", "0" * 16, "", "", quote, position, "yellow", ("boats/ferry", "x" * 300), "A note"),
    ]
    metadata = Metadata("The ferry " * 20, "https://example.org", "Ada", direction="rtl")
    record = ArticleRecord("0" * 16, metadata, "2026-01-31T12:00:00Z", "", article.hash8, tags=("to read",))
    options = ExportOptions(tags={"boats": Tag("boats", "blue", "all boats")})
    connection = database([ExportDocument(record, annotations, lambda: article)], options)
    tags = dict(connection.execute("SELECT path, description FROM tags ORDER BY path").fetchall())
    assert list(tags)[:4] == ["about", "boats", "boats/ferry", "to read"]
    assert tags["boats"] == "all boats"
    assert max(map(len, tags)) == 200
    assert connection.execute("SELECT name FROM projects").fetchall() == [(("The ferry " * 20)[:50],)]
    ((direction, about, created),) = connection.execute("SELECT text_direction, description, created FROM documents")
    assert (direction, created) == ("RIGHT_TO_LEFT", "2026-01-31 12:00:00.000000")
    assert about.endswith("https://example.org\nreadtui:0000000000000000\n\nOn all of it.")
    assert str(options.losses) == "1 color, 1 note, 2 links back, 2 tags of whole articles"
