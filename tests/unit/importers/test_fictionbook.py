import pytest
from archives import zip_of

from readtui.errors import SourceError
from readtui.importers.importer import Source
from readtui.importers.registry import read_source
from readtui.model.article import Article
from readtui.model.block import BlockKind, MarkType

BOOK = """<?xml version="1.0" encoding="{encoding}"?>
<FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0" xmlns:l="http://www.w3.org/1999/xlink">
<description><title-info><author><first-name>Анна</first-name><last-name>Берг</last-name></author>
<book-title>Река</book-title><lang>ru</lang></title-info></description>
<body><title><p>Река</p></title><epigraph><p>Старая вода.</p></epigraph>
<section><title><p>Часть</p><p>первая</p></title><section id="c"><title><p>Глава</p></title>
<p>Сло<emphasis>ва</emphasis> здесь<a l:href="#n1" type="note">[1]</a>.</p><empty-line/>
<poem><stanza><v>Одна</v><v>Две</v></stanza></poem><subtitle>* * *</subtitle><cite><p>Сказано.</p></cite>
<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table></section></section></body>
<body name="notes"><section id="n1"><title><p>1</p></title><p>Примечание.</p></section></body>
<binary id="i">QUJD</binary></FictionBook>"""


def read(data: bytes, name: str = "river.fb2") -> Article:
    return read_source(Source(data, name))


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251", "utf-16"])
def test_sections_poems_quotations_and_notes_are_what_they_are(encoding: str) -> None:
    article = read(BOOK.format(encoding=encoding).encode(encoding))
    assert [(one.kind, one.level, one.label, article.text[one.start : one.end]) for one in article.blocks] == [
        (BlockKind.HEADING, 1, "", "Река"),
        (BlockKind.QUOTE, 1, "", "Старая вода."),
        (BlockKind.HEADING, 2, "", "Часть. первая"),
        (BlockKind.HEADING, 3, "", "Глава"),
        (BlockKind.PARAGRAPH, 0, "", "Слова здесь[1]."),
        (BlockKind.PARAGRAPH, 0, "", "Одна\nДве"),
        (BlockKind.RULE, 0, "", "* * *"),
        (BlockKind.QUOTE, 1, "", "Сказано."),
        (BlockKind.TABLE, 0, "", "a\tb\n1\t2"),
        (BlockKind.LIST_ITEM, 1, "[1]", "Примечание."),
    ]
    link = next(mark for block in article.blocks for mark in block.marks if mark.type is MarkType.LINK)
    assert article.text[int(link.target.removeprefix("#char=")) :] == "Примечание."
    said = article.metadata
    assert (said.title, said.creator, said.language) == ("Река", "Анна Берг", "ru")


@pytest.mark.parametrize("name", ["river.fb2.zip", "river.fbz", "download"])
def test_a_zipped_book_is_read(name: str) -> None:
    data = zip_of({"folder/river.fb2": BOOK.format(encoding="utf-8")})
    assert read(data, name).metadata.title == "Река"


@pytest.mark.parametrize("data", [b"", b"<FictionBook", b"<html>", b"<FictionBook><body/></FictionBook>"])
def test_a_damaged_or_empty_book_is_refused(data: bytes) -> None:
    with pytest.raises(SourceError, match=r"river\.fb2"):
        read(data)


def test_paragraphs_that_are_code_are_lines_of_one_block() -> None:
    body = (
        "<section><p>Run <code>go</code>:</p><p><code>if x:</code></p><p><code>    go(<strong>1</strong>)</code></p>"
        "<p>Then:</p><p><code>stop</code></p></section>"
    )
    article = read(f"<FictionBook><body>{body}</body></FictionBook>".encode())
    assert [(block.kind, article.text[block.start : block.end]) for block in article.blocks] == [
        (BlockKind.PARAGRAPH, "Run go:"),
        (BlockKind.CODE, "if x:\n    go(1)"),
        (BlockKind.PARAGRAPH, "Then:"),
        (BlockKind.CODE, "stop"),
    ]
