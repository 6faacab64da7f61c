"""Who wrote a note, and what was replied, wherever a note is shown."""

from datetime import UTC, datetime

from rich.console import Console

from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord, Metadata
from readtui.model.card import Card
from readtui.model.change import Change, Edit
from readtui.model.creator import Creator, Identity
from readtui.model.reply import Reply, ThreadState
from readtui.services.reviewing.due import AskedHighlight
from readtui.services.reviewing.question import Question
from readtui.services.upkeep.undo_history import Step
from readtui.tui.colors.palette_maker import plain_palette
from readtui.tui.lists.history_rows import edit_lines, paint_step, shown_edits
from readtui.tui.notes.note_lines import NoteStyles
from readtui.tui.notes.voices import last_reply, reply_lines, voice_pieces, voices
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
        "… 6 earlier replies",
        "↳ builder (program): 6",
        "↳ Bea␛[2J: (settled it)",
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
    assert said == "↳ a-program-with-… (program): See line 31."


def test_review_shows_the_thread_with_the_answer() -> None:
    annotation = thread(reply("Dana does.", BUILDER), creator=BEA)
    asked = AskedHighlight(ArticleRecord("a1", Metadata("T"), "", "", ""), annotation, Card("n1", "a1"))
    question = Question(None, answer="Who?")
    hidden = paint_card(asked, question, PALETTE, ME, is_shown=False).text.plain
    shown = paint_card(asked, question, PALETTE, ME, is_shown=True).text.plain
    assert "Dana" not in hidden
    assert shown.endswith("Bea␛[2J · answered\nWho?\n\n↳ builder (program): Dana does.")


def test_the_history_says_who_replied_and_what() -> None:
    before = reply("Dana does.", BUILDER)
    edits = (Edit(None, before), Edit(None, reply("", None, ThreadState.SETTLED)))
    change = Change("c1", "2026-03-01T10:00:00Z", "reply to “it”", edits)
    sheet = Sheet(60, PALETTE, Console(width=60), ME)
    lines = [line.plain for line in edit_lines(*shown_edits(change), {"a1": "Rivers"}, sheet)]
    assert lines == [
        "Rivers",
        "↳ builder (program)",
        "  added",
        "  + reply Dana does.",
        "↳ Ada",
        "  added",
        "  + thread settled",
    ]
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    one = Change("c1", "2026-03-01T10:00:00Z", "reply to “it”", edits[:1])
    [first, *_] = paint_step(Step(one, one, done=True), {}, RowLook(40, PALETTE), now)
    assert "".join(segment.text for segment in first).lstrip().startswith("↳ Replied to “it”")
