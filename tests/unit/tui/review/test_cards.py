"""What a card of the review shows before the answer and with it, and its grades; below each line its styles."""

from dataclasses import replace
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest
from golden import Golden, Picture
from rich.console import Console

from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord, Metadata
from readtui.model.card import Card
from readtui.model.creator import Creator, Identity
from readtui.model.passage import Passage
from readtui.model.reply import Reply
from readtui.model.selector import TextQuoteSelector
from readtui.services.annotating.passage_comparison import Excerpt
from readtui.services.reviewing.due import AskedHighlight
from readtui.services.reviewing.question import Question
from readtui.services.reviewing.schedule import Grade, GradeOutcome
from readtui.tui.colors.colors import OWN_THEMES
from readtui.tui.colors.palette import ColorDepth
from readtui.tui.colors.palette_maker import make_palette
from readtui.tui.review.card_lines import (
    explain_grades,
    hidden,
    interval_in_words,
    paint_card,
    paint_grades,
    paint_progress,
)

PALETTE = make_palette(OWN_THEMES["readtui-dark"], ColorDepth.FULL)
ME = Identity(Creator("me"))
RECORD = ArticleRecord("a", Metadata("The ferry", creator="Ada"), "", "", "h")
ANNOTATION = Annotation("n", "a", "", "", TextQuoteSelector("nobody on board spoke"), color="yellow", creator=ME.me)
REPLIES = tuple(
    Reply(f"r{number}", "a", "n", "2026", "2026", f"Reply {number}.", Creator("Bea")) for number in range(7)
)
THREAD = replace(ANNOTATION, creator=Creator("Bea"), is_thread=True, replies=REPLIES, tags=("sea", "old"))
TEXT = "At dawn, nobody on board spoke. So it was."
WHOLE = Excerpt(TEXT, 9, Passage(9, 30))
CUT = replace(WHOLE, cut_before=True, cut_after=True)
OUTCOMES = [
    GradeOutcome(grade, Card("n", "a"), timedelta(minutes=10 * 9 ** (2 * number))) for number, grade in enumerate(Grade)
]


def test_a_card_asks_and_answers(golden: Golden) -> None:
    picture = Picture()
    for annotation, question in (
        (ANNOTATION, Question(WHOLE, "At dawn", answer="So **slow**.\n\n- so")),
        (ANNOTATION, Question(CUT, "The ferry", asks="Who *spoke*?", cue=6)),
        (THREAD, Question(CUT, answer="x" * 4_000, is_lost=True)),
        (THREAD, Question(None, asks="Why?")),
        (replace(ANNOTATION, quote=None, tags=("sea",)), Question(None, answer="x" * 4_001)),
        (ANNOTATION, Question(Excerpt("Gone.", 2), is_lost=True)),
    ):
        asked = AskedHighlight(RECORD, annotation, Card("n", "a"))
        for is_shown in (False, True):
            painted = paint_card(asked, question, PALETTE, ME, is_shown=is_shown)
            words = painted.text.plain[painted.passage.start : painted.passage.stop]
            picture.say(repr(words), painted.lines_of_passage(Console(width=30), 30) if words else "")
            picture.add_texts(list(painted.text.wrap(Console(width=60), 60))[:24])
    picture.compare(golden, Path(__file__).with_name("cards.txt"))


def test_grades_and_progress_are_one_line(golden: Golden) -> None:
    picture = Picture()
    picture.add_texts(list(explain_grades(OUTCOMES, PALETTE).split("\n")))
    full = len(" ".join(line.plain for line in [paint_grades(OUTCOMES, 900, PALETTE)]))
    for width in (full - 1, full):
        picture.add_texts([paint_grades(OUTCOMES, width, PALETTE)])
    for (done, left), width in product(((0, 0), (0, 3), (1, 2), (3, 0)), (9, 20)):
        line = paint_progress(done, left, width, PALETTE)
        assert line.cell_len == width
        picture.add_texts([line])
    picture.compare(golden, Path(__file__).with_name("grades.txt"))


@pytest.mark.parametrize(
    ("interval", "words"),
    [
        (timedelta(seconds=5), "1 minute"),
        (timedelta(minutes=10), "10 minutes"),
        (timedelta(minutes=60), "1 hour"),
        (timedelta(hours=23), "23 hours"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=60), "60 days"),
        (timedelta(days=61), "2 months"),
        (timedelta(days=365), "12 months"),
        (timedelta(days=365.25), "1 year"),
        (timedelta(days=548), "1.5 years"),
        (timedelta(days=730.5), "2 years"),
    ],
)
def test_an_interval_is_said_as_people_say_it(interval: timedelta, words: str) -> None:
    assert interval_in_words(interval) == words


def test_letters_and_digits_are_hidden_and_nothing_else() -> None:
    assert hidden("At 9, “no”: 川 a\u0301!\n") == "▁▁ ▁, “▁▁”: ▁▁ ▁!\n"
