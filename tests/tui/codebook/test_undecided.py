"""Articles, tags and views that two devices have changed differently: marks, and choosing a version."""

from dataclasses import replace
from pathlib import Path

import pytest
from journeys import journey

from readtui.bootstrap import Services
from readtui.codec.records import article_record_to_json, tag_to_json, view_to_json
from readtui.model.article import ArticleRecord
from readtui.model.change import Change, Edit
from readtui.model.tag import Tag
from readtui.model.view import Lists, View
from readtui.tui.dialogs.versions import VersionsDialog

NOW = "2026-02-01T10:00:00Z"


def put(services: Services, *edits: Edit) -> None:
    services.repository.apply(Change(f"put {edits[0].after}", NOW, "put", edits))


@pytest.fixture
def article(services: Services, rivers: str) -> str:
    record = services.library.find(rivers)
    theirs = replace(record, metadata=replace(record.metadata, title="Of rivers"), tags=("theirs",), modified=NOW)
    ours = replace(record, tags=("ours",), conflicts=(article_record_to_json(theirs),))
    put(services, Edit(record, ours))
    return rivers


@pytest.fixture
def codebook(services: Services) -> None:
    sea = Tag("sea", color="blue", description="Salt water")
    put(services, Edit(None, replace(sea, conflicts=(tag_to_json(replace(sea, description="All water")),))))
    view = View("00000000-0000-4000-8000-000000000001", "long", "article:river", Lists.ARTICLES)
    put(services, Edit(None, replace(view, conflicts=(view_to_json(replace(view, query="article:sea")),))))


def stored(services: Services, article: str) -> ArticleRecord:
    record = services.library.record(article)
    assert record is not None
    return record


async def test_an_article_is_marked_and_one_version_is_kept(services: Services, article: str) -> None:
    async with journey(services, size=(120, 32)) as app:
        assert "! 1 with versions: gV" in app.screen_text()
        assert next(row for row in app.screen_text().split("\n") if "▌" in row).strip().startswith("▌!")
        await app.press("g", "V")
        assert isinstance(app.app.screen, VersionsDialog)
        assert "Of rivers" in app.screen_text()
        await app.press("2")
        record = stored(services, article)
        assert (record.title, record.tags, record.conflicts) == ("Of rivers", ("theirs",), ())
        await app.shows("Kept one version of the article “On rivers”.")
        assert "with versions" not in app.screen_text()
        await app.press("u")
        record = stored(services, article)
        assert (record.title, record.tags, len(record.conflicts)) == ("On rivers", ("ours",), 1)


async def test_the_tags_of_all_versions_are_kept(services: Services, article: str) -> None:
    async with journey(services, article=article) as app:
        screen = " ".join(app.screen_text().split())
        assert "This article was changed differently on two devices. Press gV to choose." in screen
        await app.press("g", "V", "plus")
        record = stored(services, article)
        assert (record.title, record.tags, record.conflicts) == ("On rivers", ("ours", "theirs"), ())


async def test_the_present_text_stays(services: Services, article: str, tmp_path: Path) -> None:
    (tmp_path / "rivers.md").write_text("# On rivers\n\nAll is new.")
    services.library.add(str(tmp_path / "rivers.md"))
    present = stored(services, article)
    assert "All is new." in services.library.open(article).text
    async with journey(services) as app:
        await app.press("g", "V")
        assert "made with another text; the current text stays" in app.screen_text()
        await app.press("2")
        chosen = stored(services, article)
        assert (chosen.tags, chosen.conflicts) == (("theirs",), ())
        assert (chosen.text_version, chosen.words, chosen.content) == (
            present.text_version,
            present.words,
            present.content,
        )


async def test_tags_and_views_are_marked_and_decided_one_after_the_other(
    services: Services, rivers: str, codebook: None
) -> None:
    async with journey(services, size=(120, 32)) as app:
        await app.press("g", "t")
        assert "! 1 with versions: gV" in app.screen_text()
        assert next(row for row in app.screen_text().split("\n") if "sea" in row).strip().startswith("▌!")
        await app.press("g", "V")
        assert "the tag #sea" in app.screen_text()
        await app.press("1")
        assert "Salt water" in app.screen_text()
        assert "All water" in app.screen_text()
        await app.press("plus", "2")
        # Only the view is left.
        await app.shows("2 versions of the view “long”")
        await app.press("2")
        [tag], [view] = services.repository.tags(), services.repository.views()
        assert (tag.description, tag.color, tag.conflicts) == ("All water", "blue", ())
        assert (view.query, view.conflicts) == ("article:sea", ())
        await app.press("escape", "g", "l", "v")
        assert "2 versions" not in app.screen_text()


async def test_a_view_with_versions_is_marked_where_views_are_chosen(
    services: Services, rivers: str, codebook: None
) -> None:
    async with journey(services, size=(120, 32)) as app:
        await app.press("v")
        assert "! 2 versions" in app.screen_text()
        assert "gV chooses a version" in app.screen_text()
        await app.press("escape", "g", "V", "escape")
        assert len(services.repository.views()[0].conflicts) == 1


async def test_without_versions_the_key_says_so(services: Services, rivers: str) -> None:
    async with journey(services) as app:
        await app.press("g", "V")
        await app.shows("No versions to choose between")
