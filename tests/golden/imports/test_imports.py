"""Compares what readtui reads in documents that use all of their formats with golden files."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from golden import Golden
from imported_documents import DOCUMENTS, article_in

from readtui.model.article import Article
from readtui.model.block import Block, Mark

HERE = Path(__file__).parent


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda one: one.name)
def test_documents_are_read_as_their_formats_mean_them(document: Path, golden: Golden) -> None:
    golden(HERE / f"{document.name}.txt", "".join(f"{line}\n" for line in _lines(article_in(document.name))))


def _lines(article: Article) -> Iterator[str]:
    """All of an article, in lines to read: a block a paragraph, with what is known of it before its words."""
    about = article.metadata
    for name in ("title", "creator", "language", "published", "site", "canonical_url", "direction"):
        if value := getattr(about, name):
            yield f"{name}: {value}"
    if article.tags:
        yield f"tags: {', '.join(article.tags)}"
    if article.replaced:
        yield f"replaced: {article.replaced}"
    if article.is_annotated:
        yield "annotated"
    yield from (f"picture at {one.offset}: {one.place} {one.width} × {one.height}" for one in article.images)
    yield from (f"page {one.number} “{one.label}” from {one.start}" for one in article.pages)
    for block in article.blocks:
        yield ""
        yield " ".join(_known(block))
        yield from _marked(article.text, block).split("\n")


def _known(block: Block) -> Iterator[str]:
    yield f"[{block.kind}]"
    if block.level:
        yield f"level {block.level}"
    if block.role:
        yield block.role
    if block.label:
        yield f"“{block.label}”"
    if block.quoted:
        yield f"in {block.quoted} quotes"


def _marked(text: str, block: Block) -> str:
    """The words of a block, with its marks as tags, and with signs for spaces that nobody sees."""
    at = block.start
    parts: list[str] = []
    for place, tag in _tags(block.marks):
        parts += (text[at:place], tag)
        at = place
    return "".join([*parts, text[at : block.end]]).replace("\t", " ⇥ ").replace("\u00a0", "␣")


def _tags(marks: Sequence[Mark]) -> list[tuple[int, str]]:
    """Where each mark begins and ends; the one that ends first begins last."""
    begins = [(one.start, 1, -one.end, f"<{one.type}{' ' * bool(one.target)}{one.target}>") for one in marks]
    ends = [(one.end, 0, -one.start, f"</{one.type}>") for one in marks]
    return [(place, tag) for place, _, _, tag in sorted(begins + ends)]
