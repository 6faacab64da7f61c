"""What Project Gutenberg puts around a book: its header says title, author and language; it is not the book."""

import pytest

from readtui.importers.importer import Source
from readtui.importers.registry import read_source
from readtui.importers.text.importer import PlainTextImporter
from readtui.model.article import Article
from readtui.model.block import BlockKind

HEADER = """The Project Gutenberg EBook of The Quiet Shore, by Ann Lee

This eBook is for the use of anyone anywhere.


Title: The Quiet Shore
       and Other Walks

Author: Ann Lee

Language: German

"""
BOOK = "I\n\nAm Ufer war es still. Niemand ging dort, und die Boote lagen im Sand.\n\nDann kam der Wind.\n"
AFTER = "End of the book.\n\nUpdated editions will replace the previous one.\n"


def read(text: str) -> Article:
    return PlainTextImporter().read(Source(text.encode(), "shore.txt"))


@pytest.mark.parametrize(
    "line",
    [
        "*** {} OF THIS PROJECT GUTENBERG EBOOK THE QUIET SHORE ***",
        "***{} OF THE PROJECT GUTENBERG EBOOK THE\nQUIET SHORE***",
    ],
)
def test_a_book_of_the_library_has_its_title_and_is_folded_around(line: str) -> None:
    start, end = line.format("START"), line.format("END")
    article = read(f"{HEADER}{start}\n\n\n{BOOK}\n\n{end}\n\n{AFTER}")
    about = article.metadata
    assert (about.title, about.creator, about.language) == ("The Quiet Shore and Other Walks", "Ann Lee", "de")
    first, *book, last = article.blocks
    assert (first.kind, last.kind) == (BlockKind.FURNITURE, BlockKind.FURNITURE)
    assert article.text[first.start : first.end].endswith(start)
    assert article.text[last.start : last.end].startswith(end)
    alone = read(BOOK)
    assert article.text[book[0].start : book[-1].end] == alone.text
    assert not any(block.role or block.kind is BlockKind.FURNITURE for block in book)


def test_a_text_that_only_speaks_of_the_library_is_all_text() -> None:
    article = read(f"{BOOK}\nOne reads *** START OF THIS PROJECT GUTENBERG EBOOK *** there.\n")
    assert all(block.kind is not BlockKind.FURNITURE for block in article.blocks)


def test_a_page_or_book_of_the_library_is_folded_around_as_well() -> None:
    start, end = (f"*** {word} OF THE PROJECT GUTENBERG EBOOK THE QUIET SHORE ***" for word in ("START", "END"))
    paragraphs = "".join(f"<p>{part}</p>" for part in BOOK.split("\n\n"))
    page = (
        f"<title>The Project Gutenberg eBook of The Quiet Shore</title><body><pre>{HEADER}</pre><div>{start}</div>"
        f"<h1>The Quiet Shore</h1>{paragraphs * 3}<div>{end}</div><div>{AFTER}</div></body>"
    )
    article = read_source(Source(page.encode(), "shore.html"))
    about = article.metadata
    assert (about.title, about.creator) == ("The Quiet Shore", "Ann Lee")
    first, title, *book, last = article.blocks
    assert [one.kind for one in (first, title, last)] == [BlockKind.FURNITURE, BlockKind.HEADING, BlockKind.FURNITURE]
    assert article.text[first.start : first.end].endswith(start)
    assert article.text[last.start : last.end].startswith(end)
    assert BlockKind.FURNITURE not in {block.kind for block in book}
