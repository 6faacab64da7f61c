"""A library with some annotations, which are read as slowly as a test wants."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from annotation_lists import SlowReading

from readtui.bootstrap import Services
from readtui.model.passage import Passage
from readtui.tui.lists.article_rows import NOTHING_STANDS
from readtui.tui.lists.library_state import ArticleMarks

_COUNT = 6


@pytest.fixture
def articles(services: Services, tmp_path: Path) -> list[str]:
    """Ids of articles, in the order of the list; each has two annotations, and the last one is tagged."""
    for number in range(_COUNT):
        path = tmp_path / f"{number}.txt"
        path.write_text(f"First of {number}. Second of {number}.\n", "utf-8")
        record = services.library.add(str(path)).record
        article = services.library.open(record.id)
        for word in ("First", "Second"):
            start = article.text.index(word)
            tags = ("late",) if (number, word) == (_COUNT - 1, "Second") else ()
            passage = Passage(start, start + len(f"{word} of 0."))
            services.repository.apply(services.annotator.create(record.id, article, passage, color="yellow", tags=tags))
    return [record.id for record in services.library.records()]


@pytest.fixture
def slow(services: Services, articles: list[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowReading]:
    """The third article and those after it are read only when the test says so."""
    made = SlowReading(services, articles, waits_at=2)
    monkeypatch.setattr(services.repository, "annotations", made.annotations)
    # The library below would read them, too.
    monkeypatch.setattr(ArticleMarks, "of", lambda *_: ((), NOTHING_STANDS))
    yield made
    made.go.set()
