"""Compares the lines of whole documents in columns of several widths with golden files."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from golden import Golden
from imported_documents import article_in

from readtui.layout.article_layout import ArticleLayout
from readtui.layout.line import Line
from readtui.model.article import Article

HERE = Path(__file__).parent


@pytest.mark.parametrize("width", [12, 34, 66])
@pytest.mark.parametrize("name", ["page.html", "walk.adoc", "letter.txt", "walk.docx"])
def test_the_lines_of_documents_are_as_they_were(name: str, width: int, golden: Golden) -> None:
    golden(HERE / f"{name}-{width}.txt", "".join(f"{line}\n" for line in _lines(article_in(name), width)))


def _lines(article: Article, width: int) -> Iterator[str]:
    layout = ArticleLayout(article, width)
    position = layout.first
    while True:
        yield _shown(layout.line(position), article.text)
        following = layout.move(position, 1)
        if following == position:
            return
        position = following


def _shown(line: Line, text: str) -> str:
    """A line as a terminal shows it, where each cell has what was written there last."""
    parts = [(run.cell, text[run.start : run.end]) for run in line.runs]
    parts += [(decor.cell, decor.text) for decor in line.decor]
    shown = ""
    for cell, words in sorted(parts):
        shown += " " * (cell - len(shown)) + words
    return shown.rstrip()
