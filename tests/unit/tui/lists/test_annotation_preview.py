"""The preview of a passage uses the room that there is."""

import pytest
from articles import article_of
from rich.console import Console

from readtui.model.passage import Passage
from readtui.services.annotating.surroundings import surroundings
from readtui.tui.colors.colors import OWN_THEMES
from readtui.tui.colors.palette import ColorDepth
from readtui.tui.colors.palette_maker import make_palette
from readtui.tui.lists.annotation_preview import passage_lines
from readtui.tui.widgets.preview_pane import Sheet

PALETTE = make_palette(OWN_THEMES["readtui-dark"], ColorDepth.FULL, {})
ARTICLE = article_of(*(f"Sentence {number}. More words. The end of {number}." * 3 for number in range(9)))


@pytest.mark.parametrize("height", [0, 3, 6, 9, 14, 30, 60])
@pytest.mark.parametrize("others", [0, 4])
def test_more_of_the_text_is_shown_the_more_room_there_is_and_nothing_else_is_pushed_out(
    height: int, others: int
) -> None:
    start = ARTICLE.text.index("Sentence 4")
    around = surroundings(ARTICLE, Passage(start, start + 10))
    assert around is not None
    sheet = Sheet(40, PALETTE, Console(width=40), height=height)
    short = len(passage_lines(around, PALETTE.hit, Sheet(40, PALETTE, Console(width=40)), others))
    lines = passage_lines(around, PALETTE.hit, sheet, others)
    assert len(lines) <= max(short, height - others)
    assert sum(line.plain.count("Sentence 4") for line in lines) >= 1
    if height - others > 20:
        words = " ".join(line.plain for line in lines)
        assert "end of 3" in words
        assert "Sentence 5" in words
