"""The notebook of Kindle's apps, in the ways in which they write it."""

from pathlib import Path

from growth import assert_growth

from readtui.importers.importer import Source
from readtui.interchange.importer import ImportedWork
from readtui.interchange.readers.kindle_notebook import KindleNotebookImporter

SAMPLES = Path(__file__).parents[3] / "support" / "importing" / "samples" / "kindle-notebook"


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


def test_thousands_of_notes_on_one_highlight_take_as_long_as_each_on_its_own() -> None:
    heading = '<div class="noteHeading">{} - Page 2 · Location {}</div><div class="noteText">{}</div>'
    highlight = heading.format('Highlight (<span class="highlight_blue">blue</span>)', 187, "It left at dawn.")
    note = heading.format("Note", 187, "Check the timetable. " * 20)

    def read_notes(count: int) -> None:
        page = '<div class="bookTitle">The Ferry</div>' + highlight + note * count
        [work] = KindleNotebookImporter().read(Source(page.encode(), "notes.html"))
        assert [one.note.count("\n\n") for one in work.annotations] == [count - 1]

    assert_growth(read_notes, 250, 4000, below=32)


def test_an_element_without_an_end_is_looked_through_once() -> None:
    def read_open(count: int) -> None:
        page = '<div class="bookTitle">T</div><div class="noteHeading">Note - Page 1</div><div class="noteText">A</div>'
        [work] = KindleNotebookImporter().read(
            Source((page + "<p " + 'class="noteText" ' * count).encode(), "open.html")
        )
        assert len(work.annotations) == 1

    assert_growth(read_open, 1000, 8000, below=16)
