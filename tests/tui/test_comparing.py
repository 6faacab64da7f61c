"""Comparing coders by keyboard: figures, disagreements settled one by one, undo, other passages, other coders."""

from pathlib import Path

import pytest
from journeys import Journey, journey

from readtui.bootstrap import Services
from readtui.model.annotation import Annotation
from readtui.services.annotation_batch import wanted_in
from readtui.services.comparing.comparison import AGREED

TEXT = "# The ferry\n\nThe boat lay in ice. People walked across, in single file. Nobody spoke.\n\nA boy sold tea.\n"
CODES = (
    ("Ada", "The boat", "boats"),
    ("Bea", "The boat", "boats"),
    ("Ada", "lay in ice", "winter/ice"),
    ("Bea", "lay in ice", "cold"),
    ("Ada", "walked across", "people"),
    ("Bea", "across, in single file", "people"),
    ("Bea", "A boy", "people"),
)


@pytest.fixture
def coded(services: Services, tmp_path: Path) -> str:
    """An article that Ada and Bea coded; three codes differ."""
    (tmp_path / "ferry.md").write_text(TEXT)
    article = services.library.add(str(tmp_path / "ferry.md")).record.id
    code(services, article, *CODES)
    return article


def code(services: Services, article: str, *codes: tuple[str, str, str]) -> None:
    wanted = [{"article": article, "quote": quote, "tags": [tag], "by": by} for by, quote, tag in codes]
    change = services.batch_annotator().annotate(wanted_in(wanted)).change
    assert change
    services.repository.apply(change)


def agreed(app: Journey, article: str) -> list[tuple[str, tuple[str, ...]]]:
    found: list[Annotation] = [one for one in app.saved(article) if AGREED in one.extra]
    return sorted((one.quoted_text, one.tags) for one in found)


async def test_disagreements_are_settled_with_digits_and_taken_back(services: Services, coded: str) -> None:
    async with journey(services, size=(120, 40)) as app:
        await app.press("g", "k")
        await app.shows("0 of 3 settled")
        shown = app.screen_text()
        assert "Ada and Bea" in shown
        assert "○ #winter/ice ≠ #cold" in shown
        await app.shows("The boat lay in ice. People walked")
        await app.press("2")
        await app.shows("1 of 3 settled")
        await app.press("y")
        await app.comes(lambda: "- agreed: \\#cold" in app.app.clipboard, "the report")
        await app.press("u", "ctrl+r")
        await app.shows("1 of 3 settled")
        await app.press("u")
        await app.shows("0 of 3 settled")
        await app.press("2")
        await app.shows("1 of 3 settled")
        assert "Agreed on #cold for “lay in ice”. Press u to undo." in app.screen_text()
        assert agreed(app, coded) == [("lay in ice", ("cold",))]
        await app.press("3")
        await app.shows("2 of 3 settled")
        assert agreed(app, coded)[:2] == [("across, in single file", ("people",)), ("lay in ice", ("cold",))]
        await app.press("4")
        await app.shows("3 of 3 settled")
        assert ("A boy", ()) in agreed(app, coded)
        await app.press("u", "u")
        await app.shows("1 of 3 settled")
        assert agreed(app, coded) == [("lay in ice", ("cold",))]
        assert "▌ ○ #people " in app.screen_text(), "the cursor is on what is to be decided again"


async def test_digits_that_are_typed_ahead_are_for_the_next_ones(services: Services, coded: str) -> None:
    async with journey(services, size=(120, 40)) as app:
        await app.press("g", "k")
        await app.shows("0 of 3 settled")
        await app.burst("1", "2", "2")
        await app.shows("3 of 3 settled")
        assert agreed(app, coded) == [
            ("A boy", ("people",)),
            ("across, in single file", ("people",)),
            ("lay in ice", ("winter/ice",)),
        ]
        await app.press("/")
        await app.type("open")
        await app.shows("Nothing matches")


async def test_the_agreed_code_may_have_another_passage(services: Services, coded: str) -> None:
    async with journey(services, size=(120, 40)) as app:
        await app.press("g", "k")
        await app.shows("0 of 3 settled")
        await app.press("j")
        await app.shows("Ada  #people")
        await app.press("r", "r", "r")
        await app.shows("whole sentences: “People walked across, in")
        await app.press("1")
        await app.shows("1 of 3 settled")
        assert agreed(app, coded) == [("People walked across, in single file.", ("people",))]
        await app.press("k", "enter")
        await app.press("q")
        await app.shows("1 of 3 settled")


async def test_figures_and_what_was_coded_otherwise_have_tabs_of_their_own(services: Services, coded: str) -> None:
    async with journey(services, size=(120, 40)) as app:
        await app.press("g", "k")
        await app.shows("0 of 3 settled")
        await app.press("tab")
        await app.shows("where both coded")
        assert "4 neither" not in app.screen_text(), "there is nothing to agree on here"
        await app.press("G")
        await app.shows("where both used #winter/ice")
        await app.press("enter")
        await app.shows("#winter/ice ≠ #cold")
        assert "#people" not in app.screen_text()
        await app.press("escape", "shift+tab")
        await app.shows("≠ #cold")
        await app.press("g", "s")
        await app.shows("by sentence")
        await app.press("g", "N")
        await app.shows("outermost tags")
        await app.shows("#winter  ")


async def test_of_several_coders_two_are_chosen_and_remembered(services: Services, coded: str) -> None:
    code(services, coded, ("software:coder", "The boat", "boats"))
    async with journey(services, size=(80, 24)) as app:
        await app.press("g", "k")
        await app.shows("Ada → coder (program)")
        await app.press("2")
        await app.shows("Ada and coder (program)")
        await app.press("q")
        await app.press("g", "k")
        await app.shows("Ada and coder (program)")
        await app.press("g", "c", "1")
        await app.shows("Ada and Bea")


async def test_one_coder_is_not_compared(services: Services, tmp_path: Path) -> None:
    (tmp_path / "ferry.md").write_text(TEXT)
    code(services, services.library.add(str(tmp_path / "ferry.md")).record.id, ("Ada", "The boat", "boats"))
    async with journey(services, size=(80, 24)) as app:
        await app.press("g", "k")
        await app.shows("There are not two coders")
        await app.press("1", "r", "enter", "tab", "q")
        assert "Library" in app.screen_text()
