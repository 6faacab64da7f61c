"""The tables of Readwise: its export, and the one that readtui writes for it."""

import json
from pathlib import Path

from readtui.importers.importer import Source
from readtui.interchange.readers.readwise import ReadwiseImporter

SAMPLES = Path(__file__).parents[3] / "support" / "importing" / "samples" / "readwise-csv"


def test_an_export_gives_books_with_tags_from_column_and_note() -> None:
    ferry, article = ReadwiseImporter().read(Source((SAMPLES / "export.csv").read_bytes()))
    first, note = ferry.annotations
    assert (ferry.title, ferry.author) == ("The Ferry Year", "Ada Lund")
    assert (first.quote, first.note, first.color) == (
        "The last boat leaves at dusk.\nNobody waits for it.", "Key idea", "yellow",
    )  # fmt: skip
    assert (first.tags, first.place, first.created) == (("boats", "long nights"), "page 12", "2024-05-05T10:15:30Z")
    assert (note.quote, note.note) == ("", "a note without a passage")
    [sums] = article.annotations
    assert (sums.quote, sums.note, sums.tags) == ("=Sum of parts", "why?", ("maths", "open"))


def test_the_columns_of_the_upload_are_known_too() -> None:
    [work] = ReadwiseImporter().read(Source((SAMPLES / "upload.csv").read_bytes()))
    assert (work.title, work.url, work.annotations[0].quote) == (
        "The Ferry Year", "https://example.org/ferry", "The last boat leaves at dusk.",
    )  # fmt: skip


def test_images_and_links_in_an_exported_quote_are_left_out_but_not_in_an_upload() -> None:
    quote = "See [the ferry](https://example.org/a) go.\n\n![](https://example.org/b.jpg)"
    [exported] = ReadwiseImporter().read(Source(f'Highlight,Book Title,Highlighted at\n"{quote}",A,\n'.encode()))
    [uploaded] = ReadwiseImporter().read(Source(f'Highlight,Title,Date\n"{quote}",A,\n'.encode()))
    assert [one.annotations[0].quote for one in (exported, uploaded)] == ["See the ferry go.", quote]


def test_the_json_of_the_api_says_the_same_as_the_table() -> None:
    [work] = ReadwiseImporter().read(Source((SAMPLES / "api.json").read_bytes()))
    whole, one = work.annotations
    assert (work.title, work.author, work.url) == ("The Ferry", "Ada Lind", "https://example.org/ferry")
    assert (whole.quote, whole.note) == ("", "Read twice.")
    assert (one.quote, one.note, one.tags, one.color, one.source_id, one.order) == (
        "It left at **dawn**, and came back at dusk.", "Check.", ("river", "boats"), "blue", "11", (40,)
    )  # fmt: skip


def test_highlights_of_the_api_without_their_books_are_a_work_for_each_number_of_a_book() -> None:
    rows: list[dict[str, object]] = [
        {"id": number, "text": f"quote {number}", "note": "", "book_id": book, "highlighted_at": None, "tags": []}
        for number, book in ((1, 7), (2, 8), (3, 7))
    ]
    source = Source(json.dumps({"count": 3, "next": None, "results": rows}).encode())
    assert ReadwiseImporter().recognises(source)
    seven, eight = ReadwiseImporter().read(source)
    assert [(one.quote, one.source_id) for one in seven.annotations] == [("quote 1", "1"), ("quote 3", "3")]
    assert (seven.title, len(eight.annotations)) == ("Book 7 in Readwise", 1)
