"""Terminals that can do less, or whose window changes."""

import json
import re

import pytest

from tests.journeys.desk import FIRST, SECOND, THIRD, TITLE, Desk
from tests.journeys.real_terminal import ESCAPE

COLOR = re.compile(r"\x1b\[(?:[\d;:]*[;:])?(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:[;:][\d;:]*)?m")


def test_a_dumb_terminal_is_refused_in_words_and_keeps_the_commands(desk: Desk) -> None:
    refused = desk.readtui("salt.html", TERM="dumb")
    assert refused.ends() == 2
    assert "TERM is dumb" in refused.text()
    assert "readtui list" in refused.text()
    assert ESCAPE not in refused.written
    assert len(refused.text().split()) < 40
    added = desk.readtui("add", "salt.html", TERM="dumb")
    assert added.ends() == 0
    assert ESCAPE not in added.written
    shown = desk.readtui("show", added.text().strip(), TERM="dumb")
    assert shown.ends() == 0
    assert FIRST in shown.text()
    assert ESCAPE not in shown.written


def test_no_color_writes_no_color(desk: Desk) -> None:
    reader = desk.readtui("salt.html", NO_COLOR="1", COLORTERM="truecolor")
    reader.shows(TITLE, FIRST[:40])
    reader.type("llH")
    reader.shows("1/1", "saved")
    reader.type("?")
    reader.shows("Next annotation")
    reader.type("qq")
    assert reader.ends() == 0
    assert COLOR.findall(reader.written) == []


@pytest.mark.parametrize(
    ("term", "colorterm", "used", "not_known"),
    [
        ("xterm", "", r"[;\[](?:3|4|9|10)[0-7][;m]", r"[;\[][34]8[;:]"),
        ("screen-256color", "", r"[;\[]38;5;", r"[;\[][34]8[;:]2[;:]"),
        ("xterm-256color", "truecolor", r"[;\[]38;2;", r"[;\[][34]8[;:]5[;:]"),
    ],
    ids=["16 colors", "256 colors", "true color"],
)
def test_a_terminal_gets_only_colors_that_it_knows(
    desk: Desk, term: str, colorterm: str, used: str, not_known: str
) -> None:
    reader = desk.readtui("salt.html", TERM=term, COLORTERM=colorterm)
    reader.shows(TITLE, FIRST[:40])
    reader.type("llHvee")
    reader.shows("SELECT", "2 words", "1/1")
    reader.type(ESCAPE)
    reader.hides("SELECT")
    reader.type("?")
    reader.shows("Next annotation")
    reader.type("qq")
    assert reader.ends() == 0
    sequences = "".join(re.findall(r"\x1b\[[\d;:]*m", reader.written))
    assert re.search(used, sequences)
    assert re.search(not_known, sequences) is None


def test_a_selection_survives_a_resize(desk: Desk) -> None:
    reader = desk.readtui("salt.html")
    reader.shows(TITLE, FIRST[:40])
    reader.type("llvee")
    reader.shows("SELECT", "2 words")
    selected, other = reader.styles("Every village"[:5]), reader.styles("took its toll")
    assert selected != other
    reader.resize(52, 16)
    reader.shows("Every village on the way", "SELECT")
    reader.hides("2 words")
    assert reader.styles("Every village") == selected
    assert reader.styles("on the way") == other
    reader.resize(120, 40)
    reader.shows("2 words")
    reader.type("H")
    reader.shows("1/1", "saved")
    [highlight] = json.loads(desk.prints("annotations", "--json"))
    assert highlight["quote"] == "Every village"


def test_the_plain_mode_shows_the_same_page_and_does_the_same_work(desk: Desk) -> None:
    usual = desk.readtui("salt.html")
    usual.shows(TITLE, FIRST[:40], "? help")
    plain = desk.readtui("salt.html", READTUI_PLAIN="1")
    plain.until(lambda: plain.rows() == usual.rows(), f"the usual page:\n{usual.text()}\n")
    usual.type("q")
    assert usual.ends() == 0
    plain.type("llH")
    plain.shows("1/1", "saved")
    plain.resize(60, 20)
    plain.type("a")
    plain.shows("Ctrl+S")
    plain.type("In coin?\x13")
    plain.shows("In coin?", "saved")
    plain.hides("Ctrl+S")
    plain.type("q")
    assert plain.ends() == 0
    [note] = json.loads(desk.prints("annotations", "--json"))
    assert (note["quote"], note["note"]) == (SECOND, "In coin?")


def test_the_smallest_window_shows_every_word_of_the_text_page_by_page(desk: Desk) -> None:
    reader = desk.readtui("salt.html", size=(40, 12))

    def words() -> str:
        return " ".join(word for row in reader.rows() for word in row.strip(" │▍▏┃").split())

    reader.until(lambda: f"{FIRST} {SECOND} {THIRD}" in words(), "the first paragraph, whole")
    reader.type("  ")
    reader.until(lambda: "The drivers slept in stables beside their animals." in words(), "the second paragraph")
    reader.until(lambda: "Their names stand in the books of the customs house." in words(), "the last sentence")
    assert FIRST not in words()
