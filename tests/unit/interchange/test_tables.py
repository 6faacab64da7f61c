"""Tables of quotes of any program, and of Raindrop.io."""

from pathlib import Path

import pytest

from readtui.importers.importer import Source
from readtui.interchange.readers.table import TableImporter
from readtui.interchange.reading_lists.raindrop import RaindropImporter
from readtui.interchange.registry import importer_for

SAMPLES = Path(__file__).parents[2] / "support" / "importing" / "samples"


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


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("Highlight,Title,Author,URL,Note,Location,Date", "readwise-csv"),
        ("URL,Title,Selection,Folder,Timestamp", "instapaper"),
        ("id,title,note,excerpt,url,folder,tags,created,cover,highlights,favorite", "raindrop"),
        ("Created at,URL,Group,Type,Quote,Comment,Tags", "hypothesis"),
        ("quote,link", "table"),
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
