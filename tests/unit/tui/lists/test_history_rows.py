"""What the list of changes says of each, in its row and in its preview."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from golden import Golden, Picture
from list_contents import contents
from rich.console import Console

from readtui.bootstrap import Services
from readtui.model.annotation import AnchorState, Annotation
from readtui.model.article import ArticleRecord, Metadata, ReadingState
from readtui.model.card import Card
from readtui.model.change import Change, Edit
from readtui.model.creator import Creator
from readtui.model.passage import Passage
from readtui.model.reply import Reply, ThreadState
from readtui.model.selector import TextQuoteSelector
from readtui.model.tag import Tag
from readtui.model.view import Lists, View
from readtui.services.saving.undo import Timeline, UndoStep
from readtui.services.wording import excerpt
from readtui.tui.colors.colors import OWN_THEMES
from readtui.tui.colors.palette import ColorDepth
from readtui.tui.colors.palette_maker import make_palette, plain_palette
from readtui.tui.lists.history import HistoryContent
from readtui.tui.lists.history_rows import (
    ChangeEffect,
    HistoryFound,
    HistoryRequest,
    Keys,
    StepDetails,
    _differences,
    details_key,
    edit_lines,
    history_header,
    lines_of,
    list_history,
    paint_step,
    place_of,
    read_details,
    shown_edits,
    step_lines,
    ways_from,
    why_no_history,
    words_of,
)
from readtui.tui.widgets.days import ByDay, Day, by_day
from readtui.tui.widgets.preview_pane import Sheet
from readtui.tui.widgets.record_table import RowLook
from readtui.tui.work.stream import Stream

PALETTE = plain_palette()
DONE = ReadingState.DONE
NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
TITLES = {"a": "The ferry that left at dawn and never came back to us", "b": "Rivers"}
SHEET = Sheet(40, PALETTE, Console())
A_TITLE = excerpt(TITLES["a"])
NOTED = Annotation("n", "a", "", "", quote=TextQuoteSelector("nobody on board", "", ""), color="green", note="Who?")


def record(article_id: str, **known: object) -> ArticleRecord:
    made = ArticleRecord(article_id, Metadata(TITLES.get(article_id, "")), "", "", "h")
    return replace(made, **known)  # type: ignore[arg-type]


def step(what: str, *edits: Edit, number: int = 1, done: bool = True) -> UndoStep:
    change = Change(f"c{number}", "2026-03-09T10:00:00Z", what, edits)
    return UndoStep(change, change if done else replace(change, at="2026-03-10T11:00:00Z"), done)


def on(*articles: str) -> list[Edit]:
    return [Edit(None, replace(NOTED, id=f"{number}", article_id=one)) for number, one in enumerate(articles)]


CHANGED = replace(NOTED, note="Who, then?")


@pytest.mark.parametrize(
    ("edits", "what", "place", "first", "more"),
    [
        (on("a"), "note on “nobody on board”", TITLES["a"], "Wrote a note on “nobody on board”", "Who?"),
        ([Edit(NOTED, CHANGED)], "edit the note", TITLES["a"], "Edited the note", "Who, then?"),
        ([Edit(NOTED, replace(NOTED, color="pink"))], "color it", TITLES["a"], "Colored it", ""),
        ([Edit(NOTED, replace(NOTED, deleted="now"))], "delete the note", TITLES["a"], "Deleted the note", "Who?"),
        ([Edit(None, record("b"))], "archive “Rivers”", "Rivers", "Archived the article", ""),
        ([Edit(None, record("b"))], "tag the article “Rivers” with #sea", "Rivers", "Tagged the article with #sea", ""),
        (on("gone"), "highlight “x”", "An article that is gone", "Highlighted “x”", "Who?"),
        (on("a", "b"), "tag 2 articles", "Several articles", "Tagged 2 articles", "2 articles"),
        (on("a", "b", "b"), "tag", "Several articles", "Tagged", "3 changes in 2 articles"),
        ([Edit(None, Tag("sea"))], "create the tag #sea", "Codebook", "Created the tag #sea", ""),
        ([Edit(None, View("v", "x", "y"))], "save the view x", "Saved views", "Saved the view x", ""),
    ],
)
def test_a_row_says_what_was_done_below_the_place_of_it_and_how_a_note_begins(
    edits: list[Edit], what: str, place: str, first: str, more: str
) -> None:
    made = step(what, *edits)
    assert place_of(made.change, TITLES) == place
    painted = ["".join(part.text for part in line) for line in paint_step(made, TITLES, RowLook(60, PALETTE), NOW)]
    assert first in painted[0]
    assert [more in line for line in painted[1:]] == [True] * bool(more)
    assert lines_of(made) == len(painted)
    undone = replace(made, done=False)
    assert lines_of(undone) == 2
    assert "undone" in "".join(part.text for part in paint_step(undone, TITLES, RowLook(60, PALETTE), NOW)[1])


def test_a_row_has_as_much_of_the_passage_as_fits_beside_what_was_done() -> None:
    quote = "In the winter of that year the harbour stood empty for a month, and the ferry with it."
    noted = replace(NOTED, quote=TextQuoteSelector(quote, "", ""))
    made = step(f"tag {excerpt(quote)} with #winter", Edit(None, noted))
    for width in (50, 80, 120):
        first = "".join(part.text for part in paint_step(made, TITLES, RowLook(width, PALETTE), NOW)[0])
        assert first.rstrip().removesuffix("10:00").rstrip().endswith("” with #winter")
        assert (quote in first) == (width == 120)
        assert "“In the winter" in first


def test_changes_of_one_article_stand_below_its_title_in_the_order_in_which_they_were_made() -> None:
    keyed = [(f"c{number}", "2026-03-10T10:00:00Z", 1, place) for number, place in enumerate("aabba")]
    listed = by_day("12345", keyed, NOW)
    assert [one if isinstance(one, str | int) else one.name for one in listed.shown] == [
        "Today",
        *("a", 0, 1, "b", 2, 3, "a", 4),
    ]
    assert [row.key for row in listed.rows] == ["day:Today", *("", "c0", "c1", "", "c2", "c3", "", "c4")]


def test_the_words_of_a_change_have_the_whole_titles_of_its_first_articles() -> None:
    what = f"remove {A_TITLE}"
    assert words_of(step(what, *on("a")).change, TITLES) == f"Removed “{TITLES['a']}”"
    assert words_of(step(what, *on("b", "c", "d", "a")).change, TITLES) == f"Removed {A_TITLE}"
    assert words_of(step("archive 2 articles.", *on("a")).change, TITLES) == "Archived 2 articles"


@pytest.mark.parametrize(
    ("edits", "sign"),
    [
        (on("a", "b"), "⁝"),
        (on("a", "a"), "⁝"),
        ([Edit(NOTED, replace(NOTED, deleted="now"))], "×"),
        ([Edit(None, NOTED)], "✎"),
        ([Edit(None, record("a"))], "≡"),
        ([Edit(None, record("a")), *on("a")], "≡"),
        ([Edit(None, record("a")), *on("b")], "⁝"),
        ([Edit(None, Tag("sea"))], "#"),
        ([Edit(None, View("v", "sea", "x"))], "/"),
        ([], " "),
    ],
)
def test_a_row_begins_with_what_kind_of_thing_was_changed(edits: list[Edit], sign: str) -> None:
    for done in (True, False):
        first = paint_step(step("change", *edits, done=done), TITLES, RowLook(60, PALETTE), NOW)[0]
        assert "".join(part.text for part in first)[1:3].strip() == sign.strip()


EDITS = """\
≡ The ferry that left at dawn and never
came back to us
  tags #old → #new
✎ nobody on board
  color green → pink
  − note Who?
  + note Ada rowed it, and nobody has…
✎ nobody on board
  restored
✎ nobody on board
  deleted

≡ An article that is gone
✎ the whole article
  added
  + color green
  + note Who?

Codebook
# sea
  added
  + color blue

Saved views
/ mine
  added
  + name mine
  + query tag:sea"""


class TestPreview:
    def reach(self, steps: list[UndoStep], redoable: list[str], at: int) -> str:
        keys = Keys("U", "R", "o")
        return step_lines(
            steps[at], Timeline(steps, redoable), None, TITLES, keys, NOW, Sheet(200, PALETTE, Console())
        )[3].plain

    def test_it_says_what_undo_and_redo_would_do(self) -> None:
        steps = [step("tag", *on("a"), number=number) for number in range(3)]
        assert self.reach(steps, [], 0) == "U or o undoes it."
        assert self.reach(steps, [], 1) == "U undoes to here: it and the change after it. o undoes this alone."
        assert self.reach(steps, [], 2) == "U undoes to here: it and the 2 changes after it. o undoes this alone."
        undone = [replace(one, done=False) for one in steps]
        when = self.reach(undone, [], 0).partition(". ")[0]
        assert when.startswith("Undone ")
        assert self.reach(undone, ["c2", "c1"], 2) == f"{when}. R or o redoes it."
        both = f"{when}. R redoes to here: it and the change before it. o redoes this alone."
        assert self.reach(undone, ["c2", "c1"], 1) == both
        assert self.reach(undone, ["c2", "c1"], 0).endswith("because there are later changes; o redoes it.")
        assert ways_from(None, Timeline()) == {}
        assert list(ways_from(steps[0], Timeline(steps))) == ["history.open", "history.back_to", "history.reverse"]
        ways = ["history.open", "history.forward_to", "history.reverse"]
        assert list(ways_from(undone[2], Timeline(undone, ["c2"]))) == ways
        assert ways_from(undone[0], Timeline(undone, ["c2"])) == {}

    def test_it_names_each_edit_below_its_article_with_what_differs(self) -> None:
        old = record("a", tags=("sea", "old"))
        edits = [
            Edit(old, replace(old, tags=("sea", "new"))),
            Edit(NOTED, replace(NOTED, note="Ada rowed it, and nobody has ever said so.", color="pink")),
            Edit(replace(NOTED, deleted="then"), NOTED),
            Edit(NOTED, replace(NOTED, deleted="now")),
            Edit(None, replace(NOTED, article_id="gone", quote=None)),
            Edit(None, Tag("sea", color="blue")),
            Edit(None, View("v", "mine", "tag:sea", Lists.ARTICLES)),
        ]
        shown, more = shown_edits(Change("c", "", "edit", tuple(edits)))
        said = [line.plain.rstrip() for line in edit_lines(shown, more, TITLES, SHEET)]
        assert "\n".join(said) == EDITS

    def test_a_large_change_shows_its_first_edits_and_an_unreadable_one_says_so(self) -> None:
        shown, more = shown_edits(Change("c", "", "edit", tuple(on(*"a" * 61))))
        assert (len(shown), more) == (60, 1)
        assert edit_lines(shown, more, TITLES, SHEET)[-1].plain == "… and 1 more change"
        made = step("tag", *on("a"))
        lines = step_lines(
            made, Timeline([made]), StepDetails(fault="It is damaged."), TITLES, Keys("U", "R", "o"), NOW, SHEET
        )
        assert lines[-1].plain.rstrip() == "It is damaged."


def test_the_header_counts_what_is_listed_and_what_is_undone() -> None:
    steps = [step("tag", number=1), step("tag", number=2, done=False)]

    def said(listed: list[UndoStep], is_last: bool = True, article: str = "") -> tuple[str, str]:
        header = history_header(HistoryFound(ByDay(items=listed), Timeline(steps), TITLES, is_last), article)
        return header.detail, header.right

    assert said(steps) == ("", "1 undone · 2 changes")
    assert said(steps[:1]) == ("", "1 of 2")
    assert said(steps, is_last=False, article="b") == ("of “Rivers”", "reading …")


def test_rows_and_previews_of_all_kinds_of_changes_look_so(golden: Golden) -> None:
    reply = Reply("r", "a", "n", "", "", "Nobody.", Creator("Bea"))
    thread = replace(NOTED, is_thread=True, color=None, tags=("sea",), anchor=AnchorState.MOVED)
    old = record("b", tags=("sea",))
    known = Metadata("On rivers", creator="Ada", source="https://x.org")
    made = [
        step("ask about it", Edit(NOTED, thread)),
        step("reply", Edit(None, reply)),
        step("settle", Edit(reply, replace(reply, sets=ThreadState.SETTLED))),
        step("delete the reply", Edit(reply, replace(reply, deleted="now"))),
        step("edit", Edit(old, replace(old, metadata=known, archived="now", text_version="h2", reading_state=DONE))),
        step("delete the article", Edit(old, replace(old, deleted="now"))),
        step("bring it back", Edit(replace(old, deleted="then"), old)),
        step("pin", Edit(Tag("sea"), Tag("sea", color="blue", description="Salt water.", pin=4))),
        step("grade", Edit(None, Card("n", "a"))),
        step("tag", *on("a"), Edit(None, Tag("sea")), Edit(None, Card("n", "a"))),
        step("tag", *on("a", "b", "gone")),
        step("tag the note", Edit(NOTED, replace(NOTED, tags=("x" * 300,), note="y" * 300))),
        step("nothing"),
    ]
    palette = make_palette(OWN_THEMES["readtui-dark"], ColorDepth.FULL)
    picture, keys = Picture(), Keys("U", "R", "o")
    for number, one in enumerate([*made, *(replace(one, done=False) for one in made[:8])]):
        picture.say(number, one.change.what)
        for width in (44, 90):
            for line in paint_step(one, TITLES, RowLook(width, palette, is_current=width == 90), NOW):
                picture.add(line, width)
        sheet = Sheet(50, palette, Console(width=50))
        picture.add_texts(step_lines(one, Timeline(made), read_details(one), TITLES, keys, NOW, sheet)[1:])
        assert details_key(one) == one.change.id
    picture.compare(golden, Path(__file__).with_name("history-rows.txt"), with_styles=True)


def test_a_day_has_no_details_but_a_count() -> None:
    (day,) = (one for one in by_day("1", [("c", "2026-03-10T10:00:00Z", 1, "")], NOW).shown if isinstance(one, Day))
    assert details_key(day) is None
    assert read_details(day) == StepDetails()
    (history,) = (content for content, _ in contents() if isinstance(content, HistoryContent))
    assert [line.plain for line in history._lines(day, None)(SHEET)] == ["Today", "1 change"]


async def test_the_filter_looks_through_what_was_done_and_the_titles(services: Services, rivers: str) -> None:
    article = services.library.open(rivers)
    for color in ("yellow", "pink"):
        services.repository.apply(services.annotator.create(rivers, article, Passage(0, 9), color=color))
    for words, count in (("", 3), ("rivers highlight", 2), ("HIGHLIGHT", 0), ("add", 1), ("highlight sea", 0)):
        found: list[HistoryFound] = []
        stream = Stream(found.append)
        await stream.run(stream.begin(), partial(list_history, services, HistoryRequest(words=words)))
        assert [len(one.by_day.items) for one in found] == [count, count]
        assert [one.is_last for one in found] == [False, True]
    assert len(found[-1].timeline.steps) == 3


@pytest.mark.parametrize(("article", "keys"), [("a", ["history.show_all", "history.back"]), ("", ["history.back"])])
def test_an_empty_history_says_where_there_are_changes(article: str, keys: list[str]) -> None:
    said = why_no_history(article)
    assert [one for one, _ in said.offers] == keys
    assert ("in this article" in said.sentence) == bool(article)
    assert ("show_all" in (said.of_use or ())) == bool(article)


def test_what_was_taken_away_and_what_came_are_differences() -> None:
    old, new = (
        {"color": ["blue"], "tags": ["a", "b"], "same": ["x"]},
        {"tags": ["b", "c"], "note": ["n"], "same": ["x"]},
    )
    assert list(_differences(old, new)) == [
        ChangeEffect("color", "blue", ""),
        ChangeEffect("tags", "a", "c"),
        ChangeEffect("note", "", "n"),
    ]
