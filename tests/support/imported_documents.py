"""The documents that use all of their formats, and what readtui reads in them."""

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from archives import zip_of
from golden import ROOT

from readtui.importers.importer import Source
from readtui.importers.registry import read_source
from readtui.model.article import Article
from readtui.model.block import Block, Mark

_FOLDER = ROOT / "tests" / "golden" / "imports" / "documents"
DOCUMENTS = sorted(_FOLDER.iterdir())


@cache
def article_in(name: str) -> Article:
    """What readtui reads in the document with this name."""
    path = _FOLDER / name
    return read_source(Source(path.read_bytes() if path.is_file() else zip_of(_members(path)), name))


def _members(folder: Path) -> dict[str, str | bytes]:
    """The members of an archive, which is kept as a folder; the type, which must come first, does."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    files.sort(key=lambda path: path.name != "mimetype")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def lines_of(article: Article) -> Iterator[str]:
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
