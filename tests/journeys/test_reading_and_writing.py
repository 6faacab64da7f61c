"""From a saved page to exported notes, and what a crash leaves of them."""

import json

from tests.journeys.desk import FIRST, SECOND, TITLE, Desk
from tests.journeys.real_terminal import RealTerminal

SAVE = "\x13"


def go_to_second_sentence(reader: RealTerminal) -> None:
    """From the title to the first sentence, and on to the second one."""
    reader.shows(TITLE, FIRST[:40])
    reader.type("ll")


def write_note(reader: RealTerminal, words: str) -> None:
    """Open the note on the passage under the cursor and type, without saving."""
    reader.type("a")
    reader.shows("Ctrl+S")
    reader.type(words)
    reader.shows(words)


def test_a_saved_page_becomes_notes_in_markdown(desk: Desk) -> None:
    reader = desk.readtui("salt.html")
    go_to_second_sentence(reader)
    reader.type("H")
    reader.shows("1/1", "yellow highlight")
    reader.type("t")
    reader.shows("a tag, or several")
    reader.type("trade/toll")
    reader.shows("creates the new tag #trade/toll")
    reader.type("\r")
    reader.hides("Esc cancel")
    reader.shows("#trade/toll")
    write_note(reader, "Who set the price?")
    reader.type(SAVE)
    reader.shows("Who set the price?", "saved")
    reader.type("q")
    assert reader.ends() == 0

    desk.prints("export", "--format", "markdown", "--output", "notes.md")
    exported = (desk.folder / "notes.md").read_text(encoding="utf-8")
    for words in (TITLE, "Ines Marti", f"> {SECOND}", "#trade/toll", "Who set the price?", "readtui:"):
        assert words in exported
    assert "Shop" not in exported
    assert FIRST not in exported


def test_a_killed_reader_offers_the_note_that_was_being_written(desk: Desk) -> None:
    reader = desk.readtui("salt.html")
    go_to_second_sentence(reader)
    write_note(reader, "Paid in grain, so")
    drafts = desk.folder / "home" / "state"
    reader.until(
        lambda: any("Paid in grain, so" in path.read_text() for path in drafts.rglob("drafts/*")), "the draft on disk"
    )
    reader.kill()

    reader = desk.readtui("salt.html")
    reader.shows("Unfinished note", "gd")
    reader.type("gd")
    reader.shows("Paid in grain, so")
    reader.type(" not in coin." + SAVE)
    reader.shows("1/1", "saved")
    [note] = json.loads(desk.prints("annotations", "--json"))
    assert (note["quote"], note["note"]) == (SECOND, "Paid in grain, so not in coin.")


def test_what_was_shown_as_saved_survives_a_kill_right_after(desk: Desk) -> None:
    reader = desk.readtui("salt.html")
    go_to_second_sentence(reader)
    reader.type("H")
    reader.shows("1/1", "saved")
    reader.kill()
    [highlight] = json.loads(desk.prints("annotations", "--json"))
    assert (highlight["quote"], highlight["state"]) == (SECOND, "exact")
    reader = desk.readtui("salt.html")
    reader.shows(TITLE, "1 annotation")
    reader.type("u")
    reader.hides("1 annotation")
    reader.shows("saved")
    assert json.loads(desk.command("annotations", "--json").stdout) == []
