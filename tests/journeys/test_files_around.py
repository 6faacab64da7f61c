"""Files that the app writes and follows while a person reads."""

import json

from tests.journeys.desk import FIRST, PAGE, SECOND, THIRD, TITLE, Desk


def test_the_export_screen_writes_the_file_that_it_has_shown(desk: Desk) -> None:
    reader = desk.readtui("salt.html")
    reader.shows(TITLE, FIRST[:40])
    reader.type("llH")
    reader.shows("1/1", "saved")
    reader.type("E")
    reader.shows("Export", "▌ Markdown", f"│ {SECOND[:24]}")
    reader.type("\r")
    reader.shows("Write to", f"{TITLE}.md")
    reader.type("\r")
    reader.shows("Wrote")
    reader.type("q")
    reader.shows(FIRST[:40], "1/1")
    reader.type("q")
    assert reader.ends() == 0
    written = (desk.folder / f"{TITLE}.md").read_text(encoding="utf-8")
    assert f"\n> {SECOND}\n" in written
    assert THIRD not in written


def test_a_highlight_stays_on_its_words_while_the_page_is_edited(desk: Desk) -> None:
    reader = desk.readtui("salt.html")
    reader.shows(TITLE, FIRST[:40])
    reader.type("llH")
    reader.shows("1/1", "saved")
    desk.write("salt.html", PAGE.replace(FIRST, f"Salt was dear. {FIRST}").replace(THIRD, ""))
    reader.shows("Salt was dear.", "1/1")
    reader.hides("The railway ended")
    [highlight] = json.loads(desk.prints("annotations", "--json"))
    assert (highlight["quote"], highlight["state"]) == (SECOND, "moved")
    reader.type("q")
    assert reader.ends() == 0
    text = json.loads(desk.prints("show", highlight["article"], "--json"))["text"]
    assert text[highlight["start"] : highlight["end"]] == SECOND


def test_a_highlight_that_is_lost_is_placed_by_the_reader(desk: Desk) -> None:
    reader = desk.readtui("salt.html")
    reader.shows(TITLE, FIRST[:40])
    reader.type("lla")
    reader.shows("Ctrl+S")
    reader.type("In kind?\x13")
    reader.shows("1/1", "In kind?", "saved")
    reader.type("q")
    assert reader.ends() == 0
    elsewhere = "On every map its name is in the corner."
    gone = PAGE.replace(SECOND, "").replace("The path is still there,", f"{elsewhere} The path is still there,")
    desk.write("salt.html", gone)
    desk.prints("refresh", "salt.html")
    [lost] = json.loads(desk.prints("annotations", "--json"))
    assert (lost["state"], lost["original"], lost["words"]) == ("orphan", SECOND, "same")
    assert lost["why"]

    reader = desk.readtui("salt.html")
    reader.shows(TITLE, FIRST[:40])
    reader.type("gm")
    reader.shows("Lost", "“Every village on the way…”", "In kind?", "Likeliest place")
    reader.type("r")
    reader.shows("Lost:", "PLACING", "Likely place 1 of", "words.")
    reader.type("\r")
    reader.shows("Place it here?", "It would be on")
    reader.type("y")
    reader.shows("Placed. Press u to undo.", "Everything is in place")
    reader.type("qq")
    assert reader.ends() == 0
    [placed] = json.loads(desk.prints("annotations", "--json"))
    assert (placed["quote"], placed["state"], placed["original"]) == (elsewhere, "exact", SECOND)
    assert (placed["id"], placed["note"], placed["words"]) == (lost["id"], "In kind?", "other")
    desk.prints("undo")
    [again] = json.loads(desk.prints("annotations", "--json"))
    assert (again["state"], again["quote"]) == ("orphan", SECOND)


def test_a_standing_export_is_up_to_date_when_the_reader_has_ended(desk: Desk) -> None:
    settings = desk.write("home/settings.toml", '[[standing_export]]\nfolder = "~/notes"\nname = "{title}"\n')
    reader = desk.readtui("salt.html", READTUI_SETTINGS=str(settings))
    reader.shows(TITLE, FIRST[:40])
    reader.type("lla")
    reader.shows("Ctrl+S")
    reader.type("A toll in kind.\x13")
    reader.shows("A toll in kind.", "saved")
    reader.type("q")
    assert reader.ends() == 0
    [notes] = (desk.folder / "home" / "notes").glob("*.md")
    assert notes.stem == TITLE
    first = notes.read_text(encoding="utf-8")
    assert SECOND in first
    assert "A toll in kind." in first

    notes.write_text(first + "\nMy own last line.\n", encoding="utf-8")
    reader = desk.readtui("salt.html", READTUI_SETTINGS=str(settings))
    reader.shows(TITLE, "1/1")
    reader.type("lH")
    reader.shows("2/2", "saved")
    reader.type("q")
    assert reader.ends() == 0
    second = notes.read_text(encoding="utf-8")
    assert THIRD in second
    assert second.count("My own last line.") == 1
    assert second.count(SECOND) == 1
