"""Who wrote a note, and what was replied, wherever a note is shown."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from rich.console import Console

from readtui.layout.glyphs import text_cells
from readtui.layout.widths import UNKNOWN_TERMINAL
from readtui.model.annotation import AnchorState, Annotation
from readtui.model.article import ArticleRecord, Metadata
from readtui.model.card import Card
from readtui.model.change import Change, Edit
from readtui.model.creator import Creator, Identity
from readtui.model.passage import Passage
from readtui.model.reply import Reply, ThreadState
from readtui.model.selector import TextQuoteSelector
from readtui.services.annotating.passage_comparison import Excerpt
from readtui.services.reviewing.due import AskedHighlight
from readtui.services.reviewing.question import Question
from readtui.services.saving.undo import UndoStep
from readtui.text.note_markdown import read_note
from readtui.tui.colors.palette_maker import plain_palette
from readtui.tui.lists.annotation_rows import paint_annotation
from readtui.tui.lists.history_rows import edit_lines, paint_step, shown_edits
from readtui.tui.notes.margin_lines import short_lines, whole_lines
from readtui.tui.notes.note_lines import NoteStyles
from readtui.tui.notes.voices import last_reply, reply_lines, state_words, voice_pieces, voices
from readtui.tui.review.card_lines import paint_card
from readtui.tui.widgets.preview_pane import Sheet
from readtui.tui.widgets.record_table import RowLook

ME, BEA, BUILDER = Identity(Creator("Ada"), ("A. L.",)), Creator("Bea\x1b[2J"), Creator("builder", is_program=True)
PALETTE = plain_palette()
STYLES = NoteStyles(PALETTE.note, PALETTE.dim, PALETTE.title, PALETTE.code, PALETTE.link, PALETTE.quote)


def reply(text: str, creator: Creator | None = None, sets: ThreadState | None = None) -> Reply:
    return Reply(f"r{text}", "a1", "n1", "2026", "2026", text, creator, sets)


def thread(*replies: Reply, creator: Creator | None = None, is_thread: bool = True) -> Annotation:
    return Annotation("n1", "a1", "2026", "2026", note="Who?", creator=creator, is_thread=is_thread, replies=replies)


def plain(annotation: Annotation, most: int) -> list[str]:
    return ["".join(piece.text for piece in line) for line in reply_lines(annotation, ME, most, 60, STYLES)]


def test_a_name_stands_only_where_it_is_not_mine() -> None:
    assert voices(thread(is_thread=False), ME) == ("", "")
    assert voices(thread(creator=Creator("A. L.")), ME) == ("", "open")
    assert voices(thread(reply("I do."), creator=Creator("A. L.")), ME) == ("", "open")
    assert voices(thread(reply("Dana.", BUILDER)), ME) == ("", "answered")
    assert voices(thread(reply("", None, ThreadState.SETTLED), creator=BEA), ME) == ("Bea␛[2J", "settled")


def test_a_long_thread_shows_its_end_and_counts_the_rest() -> None:
    said = [reply(str(number), BUILDER) for number in range(7)]
    settled = reply("", BEA, ThreadState.SETTLED)
    assert plain(thread(*said, settled), 2) == [
        "  ├ … 6 earlier replies",
        "  ├ builder (program)  6",
        "  └ Bea␛[2J  (settled it)",
    ]
    assert len(plain(thread(*said), 9)) == 7


def test_where_there_is_little_room_a_long_name_gives_way_and_what_marks_a_program_does_not() -> None:
    long = Creator("a-program-with-quite-a-long-name", is_program=True)
    annotation = thread(reply("Dana."), reply("See line 31.", long), creator=long)
    [name, state, count] = voice_pieces(annotation, ME, PALETTE, are_short=True)
    assert (name.text, state.text, count.text) == ("a-program-with-… (program)", "open", "2 replies")
    answered = thread(reply("See line 31.", long))
    assert [piece.text for piece in voice_pieces(answered, ME, PALETTE, are_short=True)] == ["answered"]
    said = "".join(piece.text for piece in last_reply(answered, ME, PALETTE.dim))
    assert said == "a-program-with-… (program)  See line 31."


def test_a_long_reply_stands_below_its_beginning() -> None:
    said = thread(reply("one two three four five six seven", BEA), reply("Yes."))
    lines = ["".join(piece.text for piece in line) for line in reply_lines(said, ME, 9, 30, STYLES)]
    assert lines == ["  ├ Bea␛[2J  one two three", "  │ four five six seven", "  └ Ada  Yes."]
    listed = thread(reply("It sees:\n\n- an error page\n- a parcel", BEA))
    assert plain(listed, 9) == ["  └ Bea␛[2J  It sees:", "    • an error page", "    • a parcel"]


def test_a_thread_in_the_margin_names_its_state_its_speakers_and_in_any_case_the_last_one() -> None:
    answered = thread(reply("Dana does; see line 31.", BUILDER), creator=BEA)
    settled = replace(answered, replies=(*answered.replies, reply("", BEA, ThreadState.SETTLED)))
    widths, note = UNKNOWN_TERMINAL, read_note("Who accepts it?")

    def short(annotation: Annotation, rows: int, width: int = 34, me: Identity = ME) -> list[str]:
        annotation = replace(annotation, note="Who accepts it?")
        lines = short_lines(annotation, note, 0, width, rows, PALETTE, widths, me)
        return ["".join(piece.text for piece in line) for line in lines]

    assert short(thread(), 2) == ["○ Ada  Who accepts it?"]
    assert short(thread(), 2, me=Identity(Creator("Ada of the Long Name"))) == ["○ Ada  Who accepts it?"]
    assert short(answered, 9) == ["◐ Bea␛[2J  Who accepts it?", "  └ builder (program)  Dana does;", "    see line 31."]
    assert short(answered, 2)[1] == "  └ builder (program)  Dana does;…"
    assert short(answered, 1) == ["◐ Bea␛[2J  Who…  └ builder…"]
    twice = replace(answered, replies=(reply("Which?", BEA), *answered.replies))
    assert short(twice, 2)[1] == "  └ … builder (program)  Dana…"
    assert short(settled, 9) == ["✓ settled  Who accepts it?"]
    assert short(thread(reply("I do.", BEA), is_thread=False), 9) == ["Who accepts it?", "  └ Bea␛[2J  I do."]
    for width in range(8, 60):
        for rows in range(1, 6):
            lines = short(answered, rows, width)
            assert len(lines) <= rows
            assert all(text_cells(line) <= width for line in lines)
            assert width < 28 or any("build" in line for line in lines)
    whole = ["".join(p.text for p in line) for line in whole_lines(settled, note, 0, 34, PALETTE, widths, ME)]
    assert whole[0] == "✓ Bea␛[2J · settled  Who accepts"
    assert whole[-1] == "  └ Bea␛[2J  (settled it)"


def test_review_shows_the_thread_with_the_answer() -> None:
    annotation = thread(reply("Dana does.", BUILDER), creator=BEA)
    asked = AskedHighlight(ArticleRecord("a1", Metadata("T"), "", "", ""), annotation, Card("n1", "a1"))
    question = Question(None, answer="Who?")
    hidden = paint_card(asked, question, PALETTE, ME, is_shown=False).text.plain
    shown = paint_card(asked, question, PALETTE, ME, is_shown=True).text.plain
    assert "Dana" not in hidden
    assert shown.endswith("Bea␛[2J · answered\nWho?\n\n  └ builder (program)  Dana does.")
    around = Question(Excerpt("Dana knows it.", passage=Passage(0, 4), cut_before=True))
    card = paint_card(asked, around, PALETTE, ME, is_shown=True).text
    console = Console()
    dim = [card.get_style_at_offset(console, card.plain.index(part)).dim for part in ("…", "knows")]
    assert dim == [True, None], "only the dots, not the text behind them"


def test_the_history_says_who_replied_and_what() -> None:
    before = reply("Dana does.", BUILDER)
    edits = (Edit(None, before), Edit(None, reply("", None, ThreadState.SETTLED)))
    change = Change("c1", "2026-03-01T10:00:00Z", "reply to “it”", edits)
    sheet = Sheet(60, PALETTE, Console(width=60), ME)
    lines = [line.plain.rstrip() for line in edit_lines(*shown_edits(change), {"a1": "Rivers"}, sheet)]
    assert lines == [
        "≡ Rivers",
        "↳ builder (program)",
        "  added",
        "  + reply Dana does.",
        "↳ Ada",
        "  added",
        "  + thread settled",
    ]
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    one = Change("c1", "2026-03-01T10:00:00Z", "reply to “it”", edits[:1])
    [first, *_] = paint_step(UndoStep(one, one, done=True), {}, RowLook(40, PALETTE), now)
    assert "".join(segment.text for segment in first).lstrip().startswith("↳ Replied to “it”")


@pytest.mark.parametrize(
    ("anchor", "said"),
    [(AnchorState.EXACT, "◐ Words  answered"), (AnchorState.REVIEW, "? Words  ◐ answered · needs review")],
)
def test_a_list_shows_the_sign_of_a_thread_whose_passage_needs_review_too(anchor: AnchorState, said: str) -> None:
    annotation = replace(thread(reply("Dana.", BUILDER)), anchor=anchor, quote=TextQuoteSelector("Words"))
    [first, *_] = paint_annotation(annotation, RowLook(60, PALETTE), lambda: ME)
    assert "".join(segment.text for segment in first).strip() == said


def test_what_needs_review_says_why_where_there_is_room() -> None:
    doubted = replace(thread(), anchor=AnchorState.REVIEW, why="a figure changed: 3 → 5")
    assert state_words(doubted, tells_why=True) == "a figure changed: 3 → 5"
    assert state_words(replace(doubted, why=""), tells_why=True) == state_words(doubted) == "needs review"
    [first, *_] = whole_lines(doubted, read_note(doubted.note), 0, 60, PALETTE, UNKNOWN_TERMINAL, ME)
    assert "? a figure changed: 3 → 5" in "".join(piece.text for piece in first)
