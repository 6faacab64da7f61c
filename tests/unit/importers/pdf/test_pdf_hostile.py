import zlib

import pytest
from tiny_pdf import Text, pdf, pdf_with_content

from readtui.errors import SourceError
from readtui.importers.importer import Source
from readtui.importers.pdf.document import MAX_EXPANDED_BYTES
from readtui.importers.pdf.importer import PdfImporter

HELLO = [Text(72, 700, "Hello from a page")]


def refusal(data: bytes) -> str:
    with pytest.raises(SourceError) as caught:
        PdfImporter().read(Source(data, "bad.pdf"))
    return caught.value.message


def test_a_million_pages_that_are_only_claimed() -> None:
    assert "1000000 pages" in refusal(pdf([HELLO], page_count=1_000_000))


def test_pages_that_are_missing_are_passed_over() -> None:
    article = PdfImporter().read(Source(pdf([HELLO], page_count=2_000), "short.pdf"))
    assert article.text == "Hello from a page"


def test_a_stream_that_expands_to_fill_memory() -> None:
    compressor = zlib.compressobj(9)
    piece = bytes(1024 * 1024)
    # A piece that stands alone can be repeated. What ends the stream is not reached.
    first, again = (compressor.compress(piece) + compressor.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    bomb = first + again * (MAX_EXPANDED_BYTES // len(piece)) + compressor.flush()
    assert len(bomb) < 1024 * 1024
    assert "expands to far more" in refusal(pdf_with_content(bomb, b"/Filter /FlateDecode"))


def test_very_many_pieces_of_text_on_a_page() -> None:
    pieces = b"BT /F1 8 Tf 10 10 Td (x) Tj ET\n" * 60_000
    assert "more text than readtui reads" in refusal(pdf_with_content(pieces))


def test_a_file_that_was_cut_off_is_refused() -> None:
    data = pdf([HELLO] * 30)
    assert "damaged or truncated" in refusal(data[: len(data) // 2])


def test_nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    refusal(b"%PDF-1.7\n%%EOF")
    PdfImporter().read(Source(pdf([HELLO], page_count=5), "short.pdf"))
    assert capfd.readouterr() == ("", "")


def test_controls_in_text_and_metadata_are_made_visible() -> None:
    data = pdf([[Text(72, 700, "Hello \x1b[2J from a page")]], info={"Title": "A title\x1b]0;x"})
    article = PdfImporter().read(Source(data, "escape.pdf"))
    assert "\x1b" not in article.text + article.metadata.title
