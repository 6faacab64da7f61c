"""Measure the import of web pages in milliseconds per page; has functions for a scorer that compares with gold texts.

    python tests/benchmarks/bench_import.py FOLDER

FOLDER is searched for .html files. ``text_of`` and ``html_of`` take a page's bytes and give the article as plain text,
furniture left out, and as HTML with its structure.
"""

import statistics
import sys
import time
from html import escape
from itertools import pairwise
from pathlib import Path

from readtui.importers.importer import Source
from readtui.importers.registry import read_source
from readtui.model.article import Article
from readtui.model.block import Block, BlockKind, MarkType

_MARK_TAGS = {
    MarkType.EMPHASIS: "em",
    MarkType.STRONG: "strong",
    MarkType.CODE: "code",
    MarkType.LINK: "a",
    MarkType.STRIKETHROUGH: "s",
    MarkType.DATELINE: "span",
}


def main() -> None:
    pages = sorted(Path(sys.argv[1]).rglob("*.html"))
    text_of(pages[0].read_bytes())  # the first one imports the reader
    seconds = []
    for page in pages:
        data = page.read_bytes()
        began = time.perf_counter()
        text_of(data)
        seconds.append(time.perf_counter() - began)
    print(
        f"{len(pages)} pages  median {statistics.median(seconds) * 1000:.1f} ms"
        f"  mean {statistics.mean(seconds) * 1000:.1f} ms  longest {max(seconds) * 1000:.0f} ms"
    )


def text_of(page: bytes) -> str:
    return _read(page).body_text()


def html_of(page: bytes) -> str:
    """The article's blocks as HTML, with lists and quotes nested by level."""
    article = _read(page)
    pieces: list[str] = []
    opened: list[str] = []
    for block in article.blocks:
        if block.kind is BlockKind.FURNITURE:
            continue
        tag = {BlockKind.LIST_ITEM: "li", BlockKind.QUOTE: "blockquote"}.get(block.kind, "")
        depth = block.level if tag else 0
        while len(opened) > depth or (opened and opened[-1] != tag):
            pieces.append(f"</{opened.pop()}>")
        if tag == "li" and block.label and len(opened) == depth:
            pieces.append(f"</{opened.pop()}>")
        while len(opened) < depth:
            opened.append(tag)
            pieces.append(f"<{tag}>")
        pieces.append(_block_html(article, block))
    return "".join([*pieces, *(f"</{tag}>" for tag in reversed(opened))])


def _read(page: bytes) -> Article:
    return read_source(Source(page, "page.html"))


def _block_html(article: Article, block: Block) -> str:
    inner = _marked(article.text, block)
    match block.kind:
        case BlockKind.HEADING:
            return f"<h{block.level}>{inner}</h{block.level}>"
        case BlockKind.CODE:
            return f"<pre><code>{inner}</code></pre>"
        case BlockKind.TABLE:
            rows = (f"<tr><td>{row.replace(chr(9), '</td><td>')}</td></tr>" for row in inner.split("\n"))
            return f"<table>{''.join(rows)}</table>"
        case _:
            return f"<p>{inner}</p>"


def _marked(text: str, block: Block) -> str:
    opening: dict[int, str] = {}
    closing: dict[int, str] = {}
    for mark in block.marks:
        tag = _MARK_TAGS[mark.type]
        opening[mark.start] = opening.get(mark.start, "") + f"<{tag}>"
        closing[mark.end] = f"</{tag}>" + closing.get(mark.end, "")
    cuts = sorted({block.start, block.end, *opening, *closing})
    pieces = [closing.get(block.start, "") + opening.get(block.start, "")]
    for start, end in pairwise(cuts):
        pieces.append(escape(text[start:end]) + closing.get(end, "") + opening.get(end, ""))
    return "".join(pieces)


if __name__ == "__main__":
    main()
