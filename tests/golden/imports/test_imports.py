"""Compares what readtui reads in documents that use all of their formats with golden files, and in pages and PDFs as
they are found.
"""

from pathlib import Path

import pytest
from golden import Golden
from imported_documents import DOCUMENTS, article_in, lines_of
from typeset_pdfs import TYPESET

from readtui.importers.importer import Source
from readtui.importers.registry import read_source
from tests.benchmarks.bench_news_pages import FRAMES, LANGUAGES, made

HERE = Path(__file__).parent


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda one: one.name)
def test_documents_are_read_as_their_formats_mean_them(document: Path, golden: Golden) -> None:
    golden(HERE / f"{document.name}.txt", "".join(f"{line}\n" for line in lines_of(article_in(document.name))))


@pytest.mark.parametrize(("number", "frame"), list(enumerate(FRAMES)))
def test_pages_of_news_sites_are_read_without_what_surrounds_their_articles(
    number: int, frame: str, golden: Golden
) -> None:
    lines: list[str] = []
    for seed in (1, 2):
        language = LANGUAGES[(number + 5 * seed) % len(LANGUAGES)]
        markup, _ = made(FRAMES[frame], language, seed)
        lines += [f"=== in {language}", *lines_of(read_source(Source(markup.encode(), "page.html"))), ""]
    golden(HERE / "news" / f"{frame.replace(' ', '-')}.txt", "".join(f"{line}\n" for line in lines))


@pytest.mark.parametrize("name", TYPESET)
def test_typeset_pages_are_read_as_running_text(name: str, golden: Golden) -> None:
    article = read_source(Source(TYPESET[name](), f"{name}.pdf"))
    golden(HERE / f"{name}.pdf.txt", "".join(f"{line}\n" for line in lines_of(article)))
