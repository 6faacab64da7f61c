"""Remarks on a text that was rewritten: answered, with another meaning, lost or unchanged, in one list."""

from pathlib import Path

import pytest
from journeys import Journey, journey
from threads import BUILDER, reply_to

from readtui.bootstrap import Services
from readtui.model.annotation import AnchorState, Annotation
from readtui.model.creator import Creator
from readtui.model.passage import Passage
from readtui.model.reply import ThreadState

PLAN = """\
# Rollout of the mail queue

We move the queue to the new cluster in two phases, and nobody should notice.

## Phase one

Phase one takes two days. We copy the queue and compare it once an hour. The old queue stays the source of truth until
the copy agrees for a whole day.

The limit is 50 requests a second. Dana reads the log each morning and decides who fixes what.

## Phase two

We accept this risk. If the copy lags behind by more than ten minutes, we turn back and try again a week later.

## Afterwards

We write down what went wrong. The write-up is public inside the company.
"""
REMARKS = {
    "We accept this risk.": "Who accepts it?",
    "The limit is 50 requests a second.": "Is that enough for the holidays?",
    "Dana reads the log each morning and decides who fixes what.": "Is this needed?",
    "The write-up is public inside the company.": "And outside?",
}


@pytest.fixture
def plan(services: Services, tmp_path: Path) -> str:
    """A plan that was rewritten after four remarks; one was answered by a program."""
    path = tmp_path / "plan.md"
    path.write_text(PLAN, "utf-8")
    article_id = services.library.add(str(path)).record.id
    article = services.library.open(article_id)
    for quote, note in REMARKS.items():
        start = article.text.index(quote)
        passage = Passage(start, start + len(quote))
        services.repository.apply(services.annotator.create(article_id, article, passage, note=note, is_thread=True))
    lost = "Dana reads the log each morning and decides who fixes what."
    changed = PLAN.replace("We accept", "Dana accepts").replace("50", "500").replace(f" {lost}", "")
    path.write_text(changed.replace("should notice.", "should notice. They meet the team each morning."), "utf-8")
    services.library.add(str(path))
    risk = next(one for one in services.repository.annotations(article_id) if one.note == "Who accepts it?")
    change = services.annotator_of(Creator("builder", is_program=True)).reply(risk, "Dana does.")
    assert change is not None
    services.repository.apply(change)
    return article_id


def noted(app: Journey, article_id: str, note: str) -> Annotation:
    return next(one for one in app.saved(article_id) if one.note == note)


def footer(app: Journey) -> str:
    return app.screen_text().rstrip().splitlines()[-1]


async def test_a_reviewer_goes_through_the_remarks(services: Services, plan: str) -> None:
    async with journey(services, article=plan, size=(120, 40)) as app:
        await app.press("g", "m")
        shown = app.screen_text()
        titles = [shown.index(one) for one in ("Answered  D", "Meaning changed?  y", "Lost  r")]
        assert titles == sorted(titles)
        assert "Remarks" in shown
        assert "1 answered · 1 meaning changed · 1 lost" in shown
        assert "And outside?" not in shown, "it waits for an answer, and its words stand where they stood"
        assert "} next group" in footer(app)
        assert "▌ ? ○ Is that enough" in shown, "the message was about what has lost its meaning or passage"
        await app.press("k")
        assert shown.count("builder (program)  Dana does.") == 1, "what the row says is not repeated beside it"
        assert "a figure changed: 50 → 500" in shown
        assert "◐ Who accepts it?" in shown
        assert "D settle   a reply   y accept" in footer(app)
        await app.press("D")
        assert "Settled “Who accepts it?”. That was the last one here: j goes on. Press u to undo." in app.screen_text()
        assert noted(app, plan, "Who accepts it?").thread is ThreadState.SETTLED
        assert "Answered" not in app.screen_text()
        await app.press("u")
        assert "◐ Who accepts it?" in app.screen_text()
        await app.press("a")
        assert "Reply to builder (program)" in app.screen_text()
        await app.type("And when?")
        await app.press("ctrl+s")
        risk = noted(app, plan, "Who accepts it?")
        assert [one.text for one in risk.replies if one.text] == ["Dana does.", "And when?"]
        assert "Answered  D" not in app.screen_text(), "the last word is the reader's"


async def test_after_the_last_of_a_group_one_goes_to_those_left_above(services: Services, plan: str) -> None:
    outside = next(one for one in services.repository.annotations(plan) if one.note == "And outside?")
    reply_to(services, outside.id, "There, too.", by=BUILDER)
    async with journey(services, article=plan, size=(120, 40)) as app:
        await app.press("g", "m", "k", "D")
        assert "Some above are left: j goes to the first. Press u to undo." in app.screen_text()
        await app.press("j", "D")
        assert [noted(app, plan, note).thread for note in ("Who accepts it?", "And outside?")] == ["settled"] * 2
        await app.press("j")
        assert "y accept" in footer(app), "the next group, of those whose meaning changed"


async def test_a_lost_remark_shows_its_likeliest_place(services: Services, plan: str) -> None:
    async with journey(services, article=plan, size=(120, 40)) as app:
        await app.press("g", "m", "/")
        await app.type("needed")
        await app.press("enter")
        assert "Likeliest place" in app.screen_text()
        await app.press("r", "enter", "y")
        found = noted(app, plan, "Is this needed?")
        assert (found.anchor, found.quoted_text) == (AnchorState.EXACT, "They meet the team each morning.")


async def test_ones_own_unanswered_remark_is_edited_and_one_in_place_is_not_accepted(
    services: Services, plan: str
) -> None:
    outside = next(one for one in services.repository.annotations(plan) if one.note == "And outside?")
    change = services.annotator_of(Creator("builder", is_program=True)).reply(outside, "The write-up says so.")
    assert change is not None
    services.repository.apply(change)
    async with journey(services, article=plan, size=(80, 24)) as app:
        await app.press("g", "m", "g", "g", "j")
        assert "y accept" not in footer(app)
        await app.press("y")
        assert "There is nothing to accept: it is where you put it." in app.screen_text()
        await app.press("G", "a")
        await app.type(" Say so.")
        await app.press("ctrl+s")
        found = noted(app, plan, "Is this needed? Say so.")
        assert (found.replies, found.thread) == ((), ThreadState.OPEN)


@pytest.mark.parametrize(("size", "is_dense"), [((80, 24), True), ((120, 40), False), ((200, 50), False)])
async def test_the_groups_say_what_they_ask(
    services: Services, plan: str, size: tuple[int, int], is_dense: bool
) -> None:
    async with journey(services, article=plan, size=size) as app:
        await app.press("g", "m", "g", "g")
        shown = app.screen_text()
        assert "D settles, a replies" in shown
        assert ("Who accepts it?  builder (program)  Dana does." in shown) == is_dense, "one line, where rows are few"
        assert "Rollout" in shown.split("\n")[1], "the trail has room"
        await app.press("}")
        shown = " ".join(app.screen_text().split())
        assert "What the passage says may have changed." in shown, "beside a heading stands what it asks"
        await app.press("}")
        assert "The passage is gone." in app.screen_text()
        await app.press("j")
        assert "The passage is gone." not in app.screen_text()


async def test_keys_that_come_faster_than_the_disk_settle_each_thread_once(services: Services, plan: str) -> None:
    async with journey(services, article=plan, size=(120, 40)) as app:
        await app.press("g", "m", "g", "g")
        await app.burst("D", "D", "D", "D")
        assert [one.note for one in app.saved(plan) if one.is_settled] == ["Who accepts it?"], (
            "no key settles what stands in the next group"
        )
        assert "Nothing is chosen here." in app.screen_text()
        assert "settle" not in app.screen_text().rstrip().split("\n")[-1], "the footer offers nothing for a heading"
        await app.burst("j", "D", "j", "D", "j", "D", "j", "D")
        found = app.saved(plan)
        assert [one.note for one in found if not one.is_settled] == ["And outside?"], "it is not listed here"
        assert sum(len(one.replies) for one in found) == len(REMARKS), "each once"
        assert "Everything is in place" in app.screen_text()
        assert "1 open thread waits for an answer." in " ".join(app.screen_text().split())
