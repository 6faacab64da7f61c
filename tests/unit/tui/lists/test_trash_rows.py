"""What the trash says of what is in it, and what it asks before that is removed for good."""

from datetime import UTC, datetime

import pytest
from rich.console import Console

from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord, Metadata
from readtui.model.selector import TextQuoteSelector
from readtui.model.tag import Tag
from readtui.model.view import View
from readtui.services.upkeep.trash import TrashedRecord, TrashedTag, TrashedView, TrashItem, name_of
from readtui.tui.colors.palette_maker import plain_palette
from readtui.tui.lists.trash_rows import TrashDetails, removal_question, trashed_lines
from readtui.tui.widgets.preview_pane import Sheet

NOW, THEN = datetime(2026, 3, 10, 12, tzinfo=UTC), "2026-03-09T10:00:00Z"
ABOUT = Metadata("The ferry", creator="Ada", site="x.org", published="2025-12-24", language="en")
RECORD = ArticleRecord("a", ABOUT, "", "", "h", tags=("boats",), deleted=THEN)
NOTED = Annotation("n", "a", "", "", quote=TextQuoteSelector("nobody on board", "", ""), note="Who?", deleted=THEN)
ARTICLE, ANNOTATION = TrashedRecord(RECORD), TrashedRecord(RECORD, NOTED)
TAG = TrashedTag(Tag("sea", description="Salt water.", deleted=THEN))
BARE_TAG = TrashedTag(Tag("sea", deleted=THEN))
VIEW, ALL = (TrashedView(View("v", "mine", query, deleted=THEN)) for query in ("tag:sea", ""))


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ([ARTICLE], "Its texts, annotations and backups go with it."),
        ([ARTICLE] * 2, "Texts, annotations and backups go with the articles."),
        ([TAG], "Backups on this device keep it for up to a year."),
        ([TAG, ANNOTATION], "Backups on this device keep them for up to a year."),
        (
            [ARTICLE, VIEW],
            "Its texts, annotations and backups go with it.\n"
            "Backups on this device keep what else is deleted for up to a year.",
        ),
    ],
)
def test_a_person_is_told_what_goes_for_good_and_what_backups_keep(chosen: list[TrashItem], said: str) -> None:
    asked = removal_question(chosen)
    assert asked._detail == f"This cannot be undone.\n{said}"


def shown(item: TrashItem, details: TrashDetails | None = None, undo_key: str = "") -> list[str]:
    lines = trashed_lines(item, details, undo_key, NOW, Sheet(200, plain_palette(), Console(width=200)))
    return [line.plain.rstrip() for line in lines if line.plain.strip()][1:]


def test_a_preview_says_what_it_is_and_what_comes_back_with_it() -> None:
    facts = ["The ferry", "Ada · x.org · 24 December 2025 · en", "#boats"]
    assert shown(ARTICLE) == facts
    for count, belonging in (
        (0, "It has no annotations."),
        (1, "Its 1 annotation comes back with it."),
        (2, "Its 2 annotations come back with it."),
    ):
        assert shown(ARTICLE, TrashDetails(beginning="At dawn.", annotations=count)) == [*facts, belonging, "At dawn."]
    back = "Its name, color and description come back, but not the passages that had it."
    assert shown(TAG) == ["#sea", "Salt water.", back]
    undo = "To get these too, undo its deletion in the history (g h)."
    assert shown(BARE_TAG, undo_key="g h") == ["#sea", f"{back} {undo}"]
    assert (shown(VIEW), shown(ALL)) == (["mine", "tag:sea"], ["mine", "everything"])
    with_article = "Its article is in the trash too, and comes back with it."
    assert shown(ANNOTATION)[0] == with_article
    assert with_article not in shown(TrashedRecord(ArticleRecord("a", ABOUT, "", "", "h"), NOTED))


@pytest.mark.parametrize(
    ("chosen", "name"),
    [
        ([ARTICLE], ARTICLE.name),
        ([ARTICLE, ARTICLE], "2 articles"),
        ([ARTICLE, ANNOTATION], "1 article and 1 annotation"),
        ([TAG, VIEW, ALL], "1 tag and 2 saved views"),
        ([ARTICLE, ANNOTATION, ANNOTATION, TAG, VIEW], "1 article, 2 annotations, 1 tag and 1 saved view"),
    ],
)
def test_several_things_are_counted_by_their_kind(chosen: list[TrashItem], name: str) -> None:
    assert name_of(chosen) == name
