"""Word table cells with more than words, and embedded documents."""

from collections.abc import Mapping

import pytest
from archives import docx, word_paragraph

from readtui.importers.docx.importer import DocxImporter
from readtui.importers.importer import Source
from readtui.model.article import Article
from readtui.model.block import BlockKind


def read(
    body: str,
    parts: Mapping[str, str | bytes] | None = None,
    targets: Mapping[str, tuple[str, str]] | None = None,
) -> Article:
    data = docx(body, parts=parts, styles={"LB": "List Bullet", "LN": "List Number"}, targets=targets)
    return DocxImporter().read(Source(data, "a.docx"))


def cell(*content: str) -> str:
    return f"<w:tc>{''.join(content)}</w:tc>"


def table(*rows: tuple[str, ...]) -> str:
    return "<w:tbl>" + "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in rows) + "</w:tbl>"


def shown(article: Article) -> list[tuple[BlockKind, str]]:
    return [(block.kind, article.text[block.start : block.end]) for block in article.blocks]


P = word_paragraph


def test_cells_that_hold_lists_paragraphs_and_tables_stay_cells() -> None:
    inner = table((cell(P("x")), cell(P("y"))), (cell(P("z")), cell(P("w"))))
    outer = table(
        (cell(P("Name")), cell(P("What"))),
        (cell(P("One"), P("more")), cell(P("first", "LB"), P("second", "LB"))),
        (cell(P("Two"), inner, P("")), cell(P("first", "LN"), P("second", "LN"))),
    )

    assert shown(read(P("Before.") + outer + P("After."))) == [
        (BlockKind.PARAGRAPH, "Before."),
        (BlockKind.TABLE, "Name\tWhat\nOne more\t• first • second\nTwo x | y; z | w\t1. first 2. second"),
        (BlockKind.PARAGRAPH, "After."),
    ]


def test_a_layout_table_is_not_a_table() -> None:
    long_text = "The keeper counts the carts on market days. " * 50
    kinds = {kind for kind, _ in shown(read(table((cell(P(long_text)), cell(P(long_text))))))}
    framed = shown(read(table((cell(P("Alone")),))))

    assert kinds == {BlockKind.PARAGRAPH}
    assert framed == [(BlockKind.PARAGRAPH, "Alone")]


def with_part(name: str, data: str | bytes, target: str | None = None) -> Article:
    body = P("Before.") + '<w:altChunk r:id="c1"/>' + P("After.")
    return read(body, {f"word/{name}": data}, {"c1": ("aFChunk", target or name)})


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("part.html", "<html><body><h2>Head</h2><p>Words of it.</p></body></html>"),
        ("part.txt", b"Words of it."),
        ("part.docx", docx(P("Words of it.") + '<w:altChunk r:id="c1"/>', targets={"c1": ("aFChunk", "a.txt")})),
    ],
)
def test_embedded_documents_are_inserted_in_place(name: str, data: str | bytes) -> None:
    texts = [text for _, text in shown(with_part(name, data)) if text != "Head"]

    assert texts == ["Before.", "Words of it.", "After."]


def test_the_blocks_of_an_embedded_document_stay_what_they_are() -> None:
    markdown = (
        b"## Head\n\n- one\n- two\n\n3. three\n\n> Said.\n\n    code\n      more\n\n| a | b |\n|---|---|\n| c | d |\n"
    )
    article = with_part("part.md", markdown)
    assert shown(article) == [
        (BlockKind.PARAGRAPH, "Before."),
        (BlockKind.HEADING, "Head"),
        (BlockKind.LIST_ITEM, "one"),
        (BlockKind.LIST_ITEM, "two"),
        (BlockKind.LIST_ITEM, "three"),
        (BlockKind.QUOTE, "Said."),
        (BlockKind.CODE, "code\n  more"),
        (BlockKind.TABLE, "a\tb\nc\td"),
        (BlockKind.PARAGRAPH, "After."),
    ]
    assert [block.label for block in article.blocks if block.kind is BlockKind.LIST_ITEM] == ["•", "•", "3."]
    assert article.blocks[1].level == 2


@pytest.mark.parametrize(
    ("data", "target"), [(b"\x89PNG\r\n\x1a\n" + bytes(99), None), (b"x", "../../etc/passwd"), (b"x", "gone.html")]
)
def test_an_unreadable_embedded_document_is_named_and_the_rest_is_read(data: bytes, target: str | None) -> None:
    blocks = shown(with_part("part.bin", data, target))

    assert [text for kind, text in blocks if kind is BlockKind.PARAGRAPH] == ["Before.", "After."]
    assert blocks[-1][0] is BlockKind.FURNITURE
    assert blocks[-1][1].startswith("Could not read: ")
