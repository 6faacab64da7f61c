"""The database of a Kobo."""

from dataclasses import replace
from pathlib import Path

from readtui.importers.importer import Source
from readtui.interchange.readers.kobo import KoboImporter

SAMPLE = Path(__file__).parents[3] / "support" / "importing" / "samples" / "kobo" / "KoboReader.sqlite"


def test_a_device_gives_highlights_and_notes_but_not_what_was_deleted() -> None:
    """The sample is in the mode with a write-ahead log, as devices may leave it."""
    [work] = KoboImporter().read(Source(SAMPLE.read_bytes(), "/media/KOBOeReader/.kobo/KoboReader.sqlite"))
    assert (work.title, work.author, work.language) == ("The Ferry", "Ada Lind", "en")
    assert work.files == ("/media/KOBOeReader/Lind, Ada/The Ferry.kepub.epub",)
    first, second = work.annotations
    assert replace(first, source_id="") == replace(
        first, quote="came back at dusk", note="Check the timetable.", place="At Dawn", color="yellow",
        created="2024-05-02T10:00:00Z", modified="2024-05-03T11:00:00Z", order=(3, 0.25, 4, 1), source_id="",
    )  # fmt: skip
    assert (second.quote, second.color) == ("Nobody on board", "blue")
    assert [one.why for one in work.refused] == ["it is drawn by hand"]
