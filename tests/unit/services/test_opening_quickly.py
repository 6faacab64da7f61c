"""An article with very many annotations opens on those around its place; the others follow."""

from pathlib import Path

import pytest
from articles import article_of

from readtui.bootstrap import Services, open_services
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.model.change import Change, Edit
from readtui.model.passage import Passage

ARTICLE = "00000000000000aa"
NOW = "2026-02-01T10:00:00Z"
COUNT = 600


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Services:
    monkeypatch.setenv("READTUI_STATE", str(tmp_path / "state"))
    services = open_services(tmp_path / "library")
    article = article_of(*(f"Paragraph {number} stands here. " + "It goes on. " * 20 for number in range(COUNT)))
    services.repository.keep_text(ARTICLE, article)
    edits = [Edit(None, ArticleRecord(ARTICLE, article.metadata, NOW, NOW, article.hash8))]
    for block in article.blocks:
        passage = Passage(block.start, block.start + 20)
        made = services.annotator.create(ARTICLE, article, passage, color="green", note="A note. " * 10)
        edits += [edit for edit in made.edits if isinstance(edit.after, Annotation)]
    services.repository.apply(Change("one", NOW, "fill", tuple(edits)))
    return services


def test_those_around_the_place_are_there_at_once_and_all_after_reading_on(library: Services) -> None:
    whole = library.read(ARTICLE)
    assert (whole.is_complete, len(whole.annotations)) == (True, COUNT)
    place = whole.article.blocks[300].start
    whole.keep_position(place)
    quick = library.read(ARTICLE, quickly=True)
    assert not quick.is_complete
    assert 10 < len(quick.annotations) < COUNT // 2
    around = Passage(place - 5_000, place + 5_000)
    assert quick.in_passage(around) == whole.in_passage(around)
    quick.take(quick.read_again())
    assert quick.is_complete
    assert list(quick.annotations) == list(whole.annotations)
    assert not quick.is_outdated()
