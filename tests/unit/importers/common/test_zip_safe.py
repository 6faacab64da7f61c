import io
import zipfile

import pytest
from archives import docx, epub, zip_of

from readtui.errors import SourceError
from readtui.importers.common import zip_safe
from readtui.importers.common.zip_safe import SafeZip
from readtui.importers.docx.importer import DocxImporter
from readtui.importers.epub.importer import EpubImporter
from readtui.importers.importer import Source


@pytest.fixture(scope="module")
def bomb() -> bytes:
    """A document of about 120 kB that expands to 120 MB."""
    buffer = io.BytesIO(docx(""))
    piece = bytes(1024 * 1024)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("word/media/a.xml", "w") as member:
        for _ in range(120):
            member.write(piece)
    return buffer.getvalue()


@pytest.mark.parametrize("importer", [DocxImporter(), EpubImporter()])
def test_an_archive_that_expands_to_fill_memory_is_refused_before_it_is_expanded(
    bomb: bytes, importer: DocxImporter | EpubImporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(bomb) < 150_000
    monkeypatch.setattr(zipfile.ZipExtFile, "read", lambda *_: pytest.fail("it is expanded"))
    with pytest.raises(SourceError, match="expands to far more"):
        importer.read(Source(bomb, "bomb"))


def test_a_member_that_lies_about_its_size_is_not_read_on() -> None:
    data = bytearray(zip_of({"a": b"x" * 100_000}))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.find(signature) + offset
        data[place : place + 4] = (50).to_bytes(4, "little")
    with pytest.raises(SourceError, match="damaged"):
        SafeZip(bytes(data), "x.epub", "an EPUB").read("a")


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_compression_methods_without_an_output_limit_are_refused(packing: int) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", packing) as archive:
        archive.writestr("a", b"x" * 100)
    with pytest.raises(SourceError, match="damaged"):
        SafeZip(buffer.getvalue(), "x.epub", "an EPUB").read("a")


def test_all_reads_together_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_safe, "MAX_TOTAL_BYTES", 2500)
    archive = SafeZip(zip_of({"a": b"x" * 1000}), "x.epub", "an EPUB")
    archive.read("a")
    archive.read("a")
    with pytest.raises(SourceError, match="expands to far more"):
        archive.read("a")


def test_very_many_members_are_refused() -> None:
    data = zip_of({f"m{number}": b"" for number in range(zip_safe.MAX_MEMBERS + 1)})
    with pytest.raises(SourceError, match="20001 files, far more than an EPUB has"):
        SafeZip(data, "x.epub", "an EPUB")


def test_an_encrypted_member_is_refused() -> None:
    data = bytearray(epub({"one.xhtml": "<p>Words.</p>"}))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(signature)
        while place >= 0:
            data[place + flags] |= 1
            place = data.find(signature, place + 1)
    with pytest.raises(SourceError, match="is encrypted"):
        EpubImporter().read(Source(bytes(data), "x.epub"))


def test_names_that_climb_out_of_the_archive_are_only_names() -> None:
    archive = SafeZip(zip_of({"../../etc/passwd": b"mine", "/abs": b"too"}), "x.epub", "an EPUB")
    assert archive.read("../../etc/passwd") == b"mine"
    assert archive.read("/abs") == b"too"
