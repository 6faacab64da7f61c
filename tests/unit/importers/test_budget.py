"""Sources with more markup than any document: within the budget, structure is kept; beyond it, only words are."""

import json
import re
from collections.abc import Callable
from typing import Any

import archives
import pytest

from readtui.importers.common import budget
from readtui.importers.common.budget import Budget
from readtui.importers.importer import Source
from readtui.importers.registry import read_source
from readtui.model.article import Article
from readtui.model.block import BlockKind, MarkType

_COUNT = 100
_WORD = re.compile(r"word\d+")


def _read(data: bytes, ending: str) -> Article:
    return read_source(Source(data, f"input.{ending}"))


def _repeated(piece: str, before: str = "", after: str = "") -> bytes:
    return (before + "".join(piece.format(n=number) for number in range(_COUNT)) + after).encode()


def _document(piece: Callable[[int], str], before: str = "", after: str = "", **described: Any) -> bytes:
    return archives.docx(before + "".join(map(piece, range(_COUNT))) + after, **described)


def _cell(text: str) -> str:
    return f"<w:tc>{archives.word_paragraph(text)}</w:tc>"


def _kinds(article: Article, kind: BlockKind) -> int:
    return sum(block.kind is kind for block in article.blocks)


def _marks(article: Article, kind: MarkType) -> int:
    return sum(mark.type is kind for block in article.blocks for mark in block.marks)


def _rows(article: Article) -> int:
    return sum(
        article.text.count("\n", block.start, block.end) for block in article.blocks if block.kind is BlockKind.TABLE
    )


SOURCES: dict[str, tuple[str, bytes, Callable[[Article], int]]] = {
    "Markdown items": ("md", _repeated("- word{n}\n"), lambda found: _kinds(found, BlockKind.LIST_ITEM)),
    "Markdown emphasis": ("md", _repeated("a*word{n}*"), lambda found: _marks(found, MarkType.EMPHASIS)),
    "Markdown links": ("md", _repeated("[word{n}](b) "), lambda found: _marks(found, MarkType.LINK)),
    "Markdown cells": ("md", _repeated("|word{n}|b|\n", "|a|b|\n|-|-|\n"), _rows),
    "Markdown footnotes": (
        "md",
        _repeated("a[^{n}]\n\n[^{n}]: word{n}\n\n"),
        lambda found: _marks(found, MarkType.LINK),
    ),
    "Markdown headings": ("md", _repeated("# word{n}\n"), lambda found: _kinds(found, BlockKind.HEADING)),
    "Markdown paragraphs": ("md", _repeated("word{n}\n\n"), lambda found: len(found.blocks)),
    "Markdown in cells of a notebook": (
        "ipynb",
        json.dumps(
            {
                "nbformat": 4,
                "cells": [
                    {"cell_type": "markdown", "source": f"- word{number}\n- word{number + 1}"}
                    for number in range(0, _COUNT, 2)
                ],
            }
        ).encode(),
        lambda found: _kinds(found, BlockKind.LIST_ITEM),
    ),
    "text items": ("txt", _repeated("- word{n}\n"), lambda found: _kinds(found, BlockKind.LIST_ITEM)),
    "text paragraphs": ("txt", _repeated("word{n}\n\n"), lambda found: len(found.blocks)),
    "reStructuredText items": ("rst", _repeated("- word{n}\n"), lambda found: _kinds(found, BlockKind.LIST_ITEM)),
    "Org items": ("org", _repeated("- word{n}\n"), lambda found: _kinds(found, BlockKind.LIST_ITEM)),
    "AsciiDoc items": ("adoc", _repeated("* word{n}\n"), lambda found: _kinds(found, BlockKind.LIST_ITEM)),
    "paragraphs of a page": ("html", _repeated("<p>word{n}</p>"), lambda found: len(found.blocks)),
    "terms of a page": (
        "html",
        _repeated("<dt>word{n}<dd>a <b>b</b>", "<dl>", "</dl>"),
        lambda found: _marks(found, MarkType.STRONG) // 2,
    ),
    "cells of a page": ("html", _repeated("<tr><td>word{n}<td>b", "<table>", "</table>"), _rows),
    "links of a page": ("html", _repeated("<a href=b>word{n}</a> "), lambda found: _marks(found, MarkType.LINK)),
    "paragraphs of a Word document": (
        "docx",
        _document(lambda number: archives.word_paragraph(f"word{number}")),
        lambda found: len(found.blocks),
    ),
    "cells of a Word document": (
        "docx",
        _document(
            lambda number: f"<w:tr>{_cell(f'word{number}')}{_cell('b')}</w:tr>", before="<w:tbl>", after="</w:tbl>"
        ),
        _rows,
    ),
    "runs of a Word document": (
        "docx",
        _document(
            lambda number: f"<w:r><w:rPr><w:b/></w:rPr><w:t>word{number}</w:t></w:r><w:r><w:t>, </w:t></w:r>",
            before="<w:p>",
            after="</w:p>",
        ),
        lambda found: _marks(found, MarkType.STRONG),
    ),
    "LaTeX items": (
        "tex",
        _repeated("\\item word{n}\n", "\\begin{itemize}\n"),
        lambda found: _kinds(found, BlockKind.LIST_ITEM),
    ),
}


def _cut(monkeypatch: pytest.MonkeyPatch, data: bytes, ending: str) -> Article:
    """The article read with about the largest budget that is too small."""
    monkeypatch.setattr(budget, "COST_A_CHARACTER", 0)
    monkeypatch.setattr(budget, "MOST_COST", 50)
    article = _read(data, ending)
    while budget.NOTICE in (more := _read(data, ending)).text:
        article = more
        monkeypatch.setattr(budget, "MOST_COST", budget.MOST_COST * 3 // 2)
    return article


@pytest.mark.parametrize("name", SOURCES)
def test_what_is_beyond_the_budget_loses_its_structure_but_no_word(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ending, data, count = SOURCES[name]
    whole, article = _read(data, ending), _cut(monkeypatch, data, ending)
    assert _WORD.findall(article.text) == [f"word{number}" for number in range(_COUNT)]
    [notice] = [index for index, block in enumerate(article.blocks) if block.kind is BlockKind.FURNITURE]
    assert article.text[article.blocks[notice].start : article.blocks[notice].end] == budget.NOTICE
    assert _COUNT // 2 < count(article) < count(whole)
    before, after = article.blocks[:notice], article.blocks[notice + 1 :]
    assert [(block.kind, block.level) for block in before] == [
        (block.kind, block.level) for block in whole.blocks[:notice]
    ]
    assert {(block.kind, block.marks) for block in after} == {(BlockKind.PARAGRAPH, ())}


def test_the_rest_begins_at_a_line_then_at_a_word_then_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "COST_A_CHARACTER", 0)
    monkeypatch.setattr(budget, "MOST_COST", 3)
    assert Budget({"*": 1}, 0).split("a*b\n*c *d*e") == ("a*b\n", "*c *d*e")
    assert Budget({"*": 1}, 0).split("a *b *c *d*e") == ("a *b *c ", "*d*e")
    assert Budget({"*": 1}, 0).split("a*b*c*d*e") == ("a*b*c*d", "*e")
    assert Budget({"*": 1}, 0).split("a*b*c*d") == ("a*b*c*d", "")


def test_far_into_a_text_nothing_is_lost_or_doubled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "COST_A_CHARACTER", 0)
    text = "".join(f"*a{number} word\n" for number in range(20_000))
    for most in (0, 1, 4_000, 12_345, 19_999):
        monkeypatch.setattr(budget, "MOST_COST", most)
        read, rest = Budget({"*": 1}, 0).split(text)
        assert read + rest == text
        assert read.count("*") == most


def test_the_rest_is_divided_into_blocks_of_many_lines() -> None:
    blocks = list(budget.plain_blocks("a\n\n" * 250 + "b" * 20_000 + "\n" + "c\n"))
    assert [block.count("\n") + 1 for block in blocks] == [100, 100, 50, 1, 1]


def test_what_a_page_hides_is_not_shown_beyond_the_budget_either(monkeypatch: pytest.MonkeyPatch) -> None:
    hidden = "<script>a()</script><p hidden>b</p><!-- c --><style>d</style>"
    page = _repeated(f"<p>word{{n}} <b>x</b>y<br>z {hidden}</p><img alt='A boat {{n}}'>", after="<p>end")
    article = _cut(monkeypatch, page, "html")
    last = article.text.partition(budget.NOTICE)[2].split("\n")[-4:]
    assert last == [f"word{_COUNT - 1} xy", "z", f"A boat {_COUNT - 1}", "end"]


def test_cells_beyond_the_budget_are_rows_of_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "<tr><th><p>word{n}</p><td>b<td></td><td>c</tr><tr><td><p></p><td>d</tr>"
    table = _repeated(rows, "<table>", "</table><p>end</p>")
    article = _cut(monkeypatch, table, "html")
    assert article.text.endswith(f"word{_COUNT - 1}\tb\t\tc\n\td\nend")


def test_notes_and_embedded_documents_beyond_the_budget_are_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    def noted(number: int) -> str:
        return f'<w:p><w:r><w:t>a</w:t></w:r><w:r><w:footnoteReference w:id="{number}"/></w:r></w:p>'

    notes = "".join(
        f'<w:footnote w:id="{number}">{archives.word_paragraph(f"word{number}")}</w:footnote>'
        for number in range(_COUNT)
    )
    parts = {"footnotes": notes, "word/part.txt": "embedded"}
    document = _document(noted, after='<w:altChunk r:id="c"/>', parts=parts, targets={"c": ("aFChunk", "part.txt")})
    article = _cut(monkeypatch, document, "docx")
    assert sorted(_WORD.findall(article.text)) == sorted(f"word{number}" for number in range(_COUNT))
    assert article.text.count("embedded") == 1


def test_what_word_hides_is_not_shown_beyond_the_budget_either(monkeypatch: pytest.MonkeyPatch) -> None:
    hidden = (
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>no</w:t></w:r><w:del><w:r><w:delText>no</w:delText></w:r></w:del>"
        "<w:moveFrom><w:r><w:t>no</w:t></w:r></w:moveFrom>"
    )
    article = _cut(
        monkeypatch,
        _document(lambda number: f"<w:p>{hidden}<w:r><w:t>word{number}</w:t><w:tab/><w:t>a</w:t></w:r></w:p>"),
        "docx",
    )
    assert "no" not in article.text.replace(budget.NOTICE, "")
    assert article.text.endswith(f"word{_COUNT - 1} a")


ENOUGH_FOR: dict[str, tuple[str, Callable[[int], bytes], int]] = {
    "paragraphs of Markdown": ("md", lambda count: b"a\n\n" * count, 500_000),
    "items of Markdown": ("md", lambda count: b"- a\n" * count, 150_000),
    "lines of text": ("txt", lambda count: b"abc\n" * count, 1_000_000),
    "items of text": ("txt", lambda count: b"- a\n" * count, 700_000),
    "paragraphs of a page": ("html", lambda count: b"<p>abc</p>" * count, 300_000),
    "cells of a page": ("html", lambda count: b"<table><tr>" + b"<td>a" * count, 400_000),
    "paragraphs of Word": ("docx", lambda count: archives.docx(archives.word_paragraph("abc") * count), 100_000),
}


@pytest.mark.parametrize("name", ENOUGH_FOR)
def test_large_documents_are_within_the_budget(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ending, make, count = ENOUGH_FOR[name]
    share = 500
    monkeypatch.setattr(budget, "MOST_COST", budget.MOST_COST // share)
    monkeypatch.setattr(budget, "COST_A_CHARACTER", 0)
    assert budget.NOTICE not in _read(make(count // share), ending).text
