"""A PDF's own highlights, comments and replies, as viewers write them."""

from pathlib import Path

import pytest

from readtui.errors import SourceError
from readtui.importers.importer import Source
from readtui.interchange.readers.pdf import PdfImporter

SAMPLE = Path(__file__).parents[2] / "support" / "importing" / "samples" / "pdf" / "marked.pdf"


def test_marks_have_their_words_comments_and_replies() -> None:
    [work] = PdfImporter().read(Source(SAMPLE.read_bytes(), "marked.pdf"))
    assert (work.title, work.author) == ("The river", "Ada Lund")
    highlight, sticky, underline, typed = work.annotations
    assert (highlight.quote, highlight.color) == ("the fer-\nryman sleeps", "green")
    assert highlight.note == "Why asleep?\n\nBo: It is night."
    assert (highlight.created, highlight.modified) == ("2024-05-01T10:00:00Z", "2024-05-02T08:30:00Z")
    assert (sticky.quote, sticky.note, sticky.place) == ("", "A page about sleep.", "page 1")
    # Its comment repeats the words.
    assert (underline.quote, underline.note, underline.color) == ("lies on the bank", "", "blue")
    assert (typed.note, typed.place) == ("Typed on the page", "page 2")
    assert [one.why for one in work.refused] == ["it marks no words: the page may be a scan"]


@pytest.mark.parametrize("data", [b"%PDF-1.4\n", b"%PDF-1.4\n%%EOF", b""])
def test_other_files_are_refused(data: bytes) -> None:
    with pytest.raises(SourceError):
        list(PdfImporter().read(Source(data, "x.pdf")))
