"""Two instances on one library, and work that goes on after a restart."""

import json

from tests.journeys.desk import FIRST, SECOND, TITLE, Desk
from tests.journeys.real_terminal import ESCAPE


def test_what_a_second_reader_highlights_the_first_one_shows(desk: Desk) -> None:
    first = desk.readtui("salt.html")
    first.shows(TITLE, FIRST[:40], "? help")
    second = desk.readtui("salt.html")
    second.shows(TITLE, FIRST[:40])
    second.type("llH")
    second.shows("1/1", "saved")
    first.shows("1 annotation")
    first.type("]a")
    first.shows("1/1", "yellow highlight")

    first.type("dd")
    first.hides("1/1")
    second.hides("1/1")
    first.type("lllllH")
    second.shows("1 annotation")
    second.type("u")
    second.shows("Undo anyway?")
    second.type(ESCAPE)
    second.hides("Undo anyway?")
    first.type("u")
    first.shows("Undone: highlighted")
    first.type("u")
    first.shows("1/1")
    second.shows("yellow highlight")
    first.type("u")
    first.shows("Nothing to undo in this article. What other windows and commands did is in the history.")
    second.type("u")
    second.hides("1/1")
    first.hides("1/1")
    second.type("q")
    first.type("q")
    assert (first.ends(), second.ends()) == (0, 0)
    assert json.loads(desk.command("annotations", "--json").stdout) == []


def test_a_tag_renamed_in_the_codebook_is_renamed_back_after_a_restart(desk: Desk) -> None:
    article = desk.prints("add", "salt.html")
    desk.prints("annotate", article, "--quote", SECOND, "--tag", "tolls")
    app = desk.readtui()
    app.shows(TITLE)
    app.type("gt")
    app.shows("Codebook", "tolls")
    app.type("r")
    app.shows("Rename #tolls")
    app.type("\x15customs\r")
    app.shows("Changes 1 passage in 1 article")
    app.type("y")
    app.shows("customs", "Codebook")
    app.hides("tolls")
    app.type("qq")
    assert app.ends() == 0
    assert "customs" in desk.prints("annotations", "--json")

    app = desk.readtui()
    app.shows(TITLE)
    app.type("gt")
    app.shows("Codebook", "customs")
    app.type("u")
    app.shows("tolls")
    app.type("qq")
    assert app.ends() == 0
    [annotation] = json.loads(desk.prints("annotations", "--json"))
    assert annotation["tags"] == ["tolls"]


def test_words_found_in_the_library_lead_to_their_article(desk: Desk) -> None:
    desk.write("tea.md", "# Tea in the valley\n\nThe station sold tea from a samovar.\n\n" + "Steam rose. " * 400)
    desk.prints("add", "salt.html", "tea.md")
    app = desk.readtui()
    app.shows("The salt road", "Tea in the valley")
    app.type("g/")
    app.shows("Search", "Type words")
    app.type("samov")
    app.shows("1 hit in 1 article", "Tea in the valley")
    app.type("\r")
    app.shows("Enter read")
    app.type("\r")
    app.shows("The station sold tea", "Steam rose.", "min left")
    app.type("H")
    app.shows("1/1", "saved")
    app.type("q")
    app.shows("1 hit in 1 article")
    app.type(ESCAPE)
    [highlight] = json.loads(desk.prints("annotations", "--json"))
    assert highlight["quote"] == "The station sold tea from a samovar."


def test_a_person_writes_and_settles_while_a_program_replies(desk: Desk) -> None:
    article = desk.prints("add", "salt.html")
    ids = [desk.prints("annotate", article, "--quote", FIRST, "--note", f"Why {n}?", "--thread") for n in "abc"]
    app = desk.readtui("salt.html")
    app.shows(TITLE, FIRST[:40], "3 open")
    app.type("]oa")
    app.shows("Thread", "Ctrl+S")
    app.type(" Half a")
    for number, one in enumerate(ids):
        desk.prints("reply", one, f"Because of {number}.", "--by", "software:builder")
    app.shows("◐", "Half a")
    app.type(" thought.\x13")
    app.shows("saved", "3 open (3 answered)")
    app.type("]o")
    app.shows("a reply", "D settle")
    app.type("D")
    app.shows("Settled.")
    app.type("u")
    app.shows("Undone:")
    app.type("u")
    app.shows("Undone:")
    app.type("q")
    assert app.ends() == 0
    threads = json.loads(desk.prints("annotations", "--json"))
    assert sorted(one["note"] for one in threads) == ["Why a?", "Why b?", "Why c?"]
    replies = [[reply["text"] for reply in one["replies"]] for one in sorted(threads, key=lambda one: str(one["note"]))]
    assert replies == [["Because of 0."], ["Because of 1."], ["Because of 2."]]
