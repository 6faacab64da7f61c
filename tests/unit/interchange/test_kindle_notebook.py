"""The notebook of Kindle's apps, in the ways in which they write it."""

from pathlib import Path

from readtui.importers.importer import Source
from readtui.interchange.importer import ImportedWork
from readtui.interchange.readers.kindle_notebook import KindleNotebookImporter

SAMPLES = Path(__file__).parents[2] / "support" / "importing" / "samples" / "kindle-notebook"


def read(name: str) -> ImportedWork:
    [work] = KindleNotebookImporter().read(Source((SAMPLES / name).read_bytes(), name))
    return work


def test_a_phone_gives_highlights_with_their_notes() -> None:
    work = read("app.html")
    assert (work.title, work.author, work.refused) == ("The Ferry", "Lind, Ada", ())
    assert [(one.quote, one.note, one.color, one.place, one.order) for one in work.annotations] == [
        ("It left at dawn , and came back at dusk .", "Check the timetable.", "blue", "page 2, location 187, At Dawn",
         (1, 187)),
        ("Nobody on board", "", "yellow", "page 4, location 217, At Dawn", (1, 217)),
    ]  # fmt: skip


def test_a_computer_closes_headings_with_other_tags() -> None:
    work = read("desktop.html")
    assert [(one.quote, one.note, one.color) for one in work.annotations] == [
        ("Sie legte im Morgengrauen ab .", "", "pink"),
        ("", "Nachlesen.", None),
    ]


def test_a_mail_has_a_table_below_the_title() -> None:
    work = read("mail.csv")
    assert (work.title, work.author) == ("The Ferry", "Ada Lind")
    assert [(one.quote, one.note, one.color) for one in work.annotations] == [
        ("It left at dawn, and came back at dusk.", "Check.", "orange")
    ]
