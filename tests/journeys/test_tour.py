"""The tour: to its end, and left in the middle. It keeps nothing and touches nothing of the user's."""

from pathlib import Path

from tests.journeys.desk import Desk
from tests.journeys.real_terminal import ESCAPE

SAVE = "\x13"


def places(desk: Desk) -> list[Path]:
    """What tours have left."""
    return list((desk.folder / "tmp").iterdir())


def test_the_tour_teaches_six_steps_and_leaves_nothing(desk: Desk) -> None:
    (desk.folder / "tmp").mkdir()
    killed = desk.readtui("tour", TMPDIR=str(desk.folder / "tmp"))
    killed.shows("1/6", "A Summer of Swifts")
    killed.kill()
    [left] = places(desk)

    tour = desk.readtui("tour", TMPDIR=str(desk.folder / "tmp"))
    tour.shows("1/6", "Space to turn the page", "A Summer of Swifts")
    assert places(desk) != [left]
    tour.type("]]")  # Another way to another page.
    tour.shows("✓", "l goes to the next sentence")
    tour.type("l")
    tour.shows("2/6", "Press t to tag")
    tour.type("t")
    tour.shows("Type birds")
    tour.type("birds\r")
    tour.shows("3/6", "✓ Tagged", "Press a to write a note")
    tour.type("a")
    tour.shows("Write something")
    tour.type("They sleep up there." + SAVE)
    tour.shows("4/6", "]a leads there", "They sleep up there.")
    tour.type("\t")
    tour.shows("Press Enter to read it")
    tour.type("\r")
    tour.shows("You have found it.", "Esc closes the note")
    tour.type(ESCAPE)
    tour.shows("5/6", "gn lists your annotations")
    tour.type("gn")
    tour.shows("Enter goes to its place", "#birds", "#evenings")
    tour.type("\r")
    tour.shows("6/6", "u undoes")
    tour.type("u")
    tour.shows("Ctrl+R brings it back")
    tour.type("\x12")
    tour.shows("Press E")
    tour.type("E")
    tour.shows("other formats", "A life without landing")
    tour.type("q")
    tour.shows("You can now", "go from annotation to annotation", "readtui add")
    tour.type("\r")
    assert tour.ends() == 0
    assert "Your own library is next" in tour.written
    assert places(desk) == []
    assert not any((desk.folder / "home" / name).exists() for name in ("data", "state", "cache"))


def test_a_tour_that_is_left_in_the_middle_leads_back_to_the_users_library(desk: Desk) -> None:
    (desk.folder / "tmp").mkdir()
    own = desk.write("home/settings.toml", '[keys]\n"reader.tag" = "x"\n')
    app = desk.readtui(size=(40, 12), TMPDIR=str(desk.folder / "tmp"), READTUI_SETTINGS=str(own))
    app.shows("Nothing to read yet", "g?", "quit")
    app.type("g?")
    app.shows("1/6", "Press Space")
    app.type(f"{ESCAPE}[19~")  # F8
    app.shows("2/6", "Press x to tag")
    app.type("x")
    app.shows("Type birds")
    app.type("birds\r")
    app.shows("3/6")
    app.type("x")
    app.shows("Esc closes this")
    app.type(f"{ESCAPE}[18~")  # F7, in the dialog
    app.shows("Type birds")
    app.type(ESCAPE)
    app.shows("2/6", "Press x to tag")
    app.type(f"{ESCAPE}[19~" * 5)
    app.shows("That was the tour", "Next", "Enter leave the tour")
    app.type(ESCAPE)
    app.shows("6/6", "q leaves it")
    app.type("\x03")
    app.shows("Nothing to read yet")
    assert places(desk) == []
    app.type("q")
    assert app.ends() == 0
    assert desk.command("list", "--json").stdout.strip() == "[]"
    assert desk.command("tags", "--json").stdout.strip() == "[]"
