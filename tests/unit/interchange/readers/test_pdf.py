"""A PDF's own highlights, comments and replies, as viewers write them."""

from pathlib import Path

import pytest

from readtui.errors import SourceError
from readtui.importers.importer import Source
from readtui.interchange.readers.pdf import PdfImporter
from readtui.model.creator import Creator

SAMPLE = Path(__file__).parents[3] / "support" / "importing" / "samples" / "pdf" / "marked.pdf"


def test_marks_have_their_words_comments_and_replies() -> None:
    [work] = PdfImporter().read(Source(SAMPLE.read_bytes(), "marked.pdf"))
    assert (work.title, work.author) == ("The river", "Ada Lund")
    highlight, sticky, underline, typed = work.annotations
    assert (highlight.quote, highlight.color) == ("the fer-\nryman sleeps", "green")
    assert highlight.note == "Why asleep?"
    assert [(reply.creator, reply.text) for reply in highlight.replies] == [(Creator("Bo"), "It is night.")]
    assert (highlight.created, highlight.modified) == ("2024-05-01T10:00:00Z", "2024-05-02T08:30:00Z")
    assert (sticky.quote, sticky.note, sticky.place) == ("", "A page about sleep.", "page 1")
    # Its comment repeats the words.
    assert (underline.quote, underline.note, underline.color) == ("lies on the bank", "", "blue")
    assert (typed.note, typed.place) == ("Typed on the page", "page 2")
    assert [one.why for one in work.refused] == ["it marks no words: the page may be a scan"]


def test_inserted_words_stand_with_those_that_they_replace_and_drawn_marks_keep_color_and_bounds() -> None:
    text = b"BT /F 12 Tf 50 700 Td (the old ferry) Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 800]/Contents 4 0 R/Resources<</Font<</F<</Type/Font/Subtype/Type1"
        b"/BaseFont/Helvetica>>>>>>/Annots[5 0 R 6 0 R 7 0 R 8 0 R 9 0 R 11 0 R]>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(text), text),
        b"<</Type/Annot/Subtype/StrikeOut/Rect[49 695 130 715]/QuadPoints[49 712 130 712 49 697 130 697]"
        b"/IRT 6 0 R/RT/Group>>",
        b"<</Type/Annot/Subtype/Caret/Rect[130 695 135 715]/Contents(a new one)>>",
        b"<</Type/Annot/Subtype/Caret/Rect[10 695 15 715]/Contents(inserted)>>",
        b"<</Type/Annot/Subtype/Caret/Rect[20 695 25 715]>>",
        # Within a word, and drawn already, as most viewers do.
        b"<</Type/Annot/Subtype/Highlight/Rect[92 695 108 715]/QuadPoints[92.1 712 108 712 92.1 697 108 697]"
        b"/C[0 1 0]/AP<</N 10 0 R>>>>",
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 0>>stream\n\nendstream",
        b"<</Type/Annot/Subtype/Text/Rect[1 1 9 9]/Contents(Why?)/IRT 6 0 R>>",
    ]
    data = b"%PDF-1.7\n" + b"".join(b"%d 0 obj%s endobj\n" % (n, one) for n, one in enumerate(objects, 1))
    [work] = PdfImporter().read(Source(data + b"trailer<</Root 1 0 R>>", "caret.pdf"))
    assert [(one.quote, one.note, one.color) for one in work.annotations] == [
        ("the old ferry", "a new one", None),
        ("", "inserted", None),
        ("err", "", "green"),
    ]
    assert [reply.text for reply in work.annotations[0].replies] == ["Why?"]
    assert work.refused == ()


@pytest.mark.parametrize("data", [b"%PDF-1.4\n", b"%PDF-1.4\n%%EOF", b""])
def test_other_files_are_refused(data: bytes) -> None:
    with pytest.raises(SourceError):
        list(PdfImporter().read(Source(data, "x.pdf")))
