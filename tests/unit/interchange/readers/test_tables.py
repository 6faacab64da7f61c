"""Tables of any program, and of reading lists; records of Moon+ Reader."""

from pathlib import Path

import pytest

from readtui.importers.importer import Source
from readtui.interchange.readers.moon_reader import MoonReaderImporter
from readtui.interchange.readers.table import TableImporter
from readtui.interchange.reading_lists.csv_lists import MatterImporter, RaindropImporter, ReadwiseReaderImporter
from readtui.interchange.registry import importer_for
from readtui.model.article import ReadingState

SAMPLES = Path(__file__).parents[3] / "support" / "importing" / "samples"


def test_columns_are_known_by_their_names_in_any_order() -> None:
    ferry, mill = TableImporter().read(Source((SAMPLES / "table" / "quotes.csv").read_bytes()))
    [quote] = ferry.annotations
    assert (ferry.title, ferry.author) == ("The Ferry", "Ada Lind")
    assert (quote.quote, quote.note, quote.tags, quote.place, quote.order, quote.created) == (
        "It left at dawn, and came back at dusk.", "Check.", ("river", "boats"), "page 12", (12,),
        "2024-05-02T00:00:00Z",
    )  # fmt: skip
    assert [one.why for one in ferry.refused] == ["it has neither a quote nor a note"]
    assert [one.quote for one in mill.annotations] == ["Nobody on board"]


def test_the_own_table_says_which_annotation_each_row_is() -> None:
    own = (
        "article,title,source,id,start,end,quote,note,tags,color,state,created,modified\r\n"
        '0123456789abcdef,The Ferry,,c2092690-2960-544f-8d72-64ca1443a781,3,9,at dawn,,"a, b\nc",yellow,exact'
        ",2024-05-02T10:00:00Z,2024-05-02T10:00:00Z\r\n"
    )
    [work] = TableImporter().read(Source(own.encode()))
    [one] = work.annotations
    assert (work.url, one.source_id, one.tags) == (
        "readtui:0123456789abcdef", "readtui:c2092690-2960-544f-8d72-64ca1443a781", ("a, b", "c")
    )  # fmt: skip


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("Highlight,Title,Author,URL,Note,Location,Date", "readwise-csv"),
        ("URL,Title,Selection,Folder,Timestamp", "instapaper"),
        ("id,title,note,excerpt,url,folder,tags,created,cover,highlights,favorite", "raindrop"),
        ("Created at,URL,Group,Type,Quote,Comment,Tags", "hypothesis"),
        ("quote,link", "table"),
        ("Title,URL,ID,Document tags,Saved date,Reading progress,Location,Seen", "readwise-reader"),
        ("Title,Author,Publisher,URL,Tags,Word Count,In Queue,Favorited,Read", "matter"),
    ],
)
def test_programs_that_are_known_come_first(head: str, name: str) -> None:
    assert importer_for(Source(f"{head}\n{'a,' * head.count(',')}b\n".encode())).format.name == name


def test_bookmarks_come_with_their_highlights_and_notes() -> None:
    first, second = RaindropImporter().read(Source((SAMPLES / "raindrop" / "export.csv").read_bytes()))
    assert [(one.quote, one.note) for one in first.annotations] == [
        ("", "Read twice."),
        ("It left at dawn.", "Check."),
        ("Nobody on board\nspoke.", ""),
    ]
    assert (first.tags, first.saved, first.is_saved) == (
        ("water", "boats", "Rivers/Boats"),
        "2024-05-02T10:00:00Z",
        True,
    )
    assert (second.annotations, second.tags) == ((), ())


def test_saved_pages_of_reader_come_with_tags_and_state_without_feeds() -> None:
    ferry, mill = ReadwiseReaderImporter().read(Source((SAMPLES / "readwise-reader" / "library.csv").read_bytes()))
    assert (ferry.tags[0], ferry.tags[-1], ferry.reading_state) == ("rivers", "don't", ReadingState.READING)
    assert (mill.is_archived, mill.saved, mill.is_saved) == (True, "2024-05-03T10:00:00Z", True)


def test_what_was_read_in_matter_is_done() -> None:
    [work] = MatterImporter().read(Source((SAMPLES / "matter" / "history.csv").read_bytes()))
    assert (work.tags, work.reading_state, work.is_archived) == (("water", "boats"), ReadingState.DONE, True)


def test_records_of_moon_reader_have_a_place_a_note_and_a_color() -> None:
    [work] = MoonReaderImporter().read(Source((SAMPLES / "moon-reader" / "ferry.mrexpt").read_bytes()))
    [one] = work.annotations
    assert (work.title, one.quote, one.note, one.order) == (
        "The Ferry", "It left at dawn.", "Check.\nTwice.", (3, 1250)
    )  # fmt: skip
    assert (one.color, one.created, len(work.refused)) == ("yellow", "2024-05-02T10:00:00Z", 1)
