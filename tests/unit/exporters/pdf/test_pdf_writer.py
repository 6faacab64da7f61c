"""What readtui writes into a PDF: appended to the original, replaced the next time, and readable by others."""

import io
import re
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from exporting.pdf_marks import Seen, seen_in
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, StreamObject
from tiny_pdf import paragraph, pdf

from readtui.errors import ExportError
from readtui.exporters.pdf.marks import AUTHOR, PdfMark, marks_of
from readtui.exporters.pdf.pdf_writer import MarksRequest, write_marks
from readtui.model.annotation import Annotation
from readtui.model.creator import Creator
from readtui.model.file_places import PageArea
from readtui.model.reply import Reply, ThreadState

LINK = ("https://example.org", (72.0, 660.0, 200.0, 670.0))
ORIGINAL = pdf([paragraph(72, 700, ["The river leaves the hills.", "Nobody hurries it."])] * 2, link=LINK)
AREA = PageArea(1, ((72, 708, 130, 708, 72, 698, 130, 698),))
MARK = PdfMark("readtui:one", "A note (with \\ signs): äöü 漢字 😀", (255, 236, 120), "D:20260131120000Z", "", (AREA,))
WHOLE = PdfMark("readtui:two", "On all of it", None, "", "")


def marked(data: bytes, *marks: PdfMark) -> bytes:
    written = write_marks(MarksRequest(data, "river.pdf", marks))
    return data[: written.kept] + written.rest


def own(data: bytes) -> list[Seen]:
    return [one for one in seen_in(data) if one.name.startswith("readtui:")]


def with_reference_stream(data: bytes) -> bytes:
    """The same file with its cross-references in a stream, as newer programs write them."""
    body = data[: data.index(b"xref\n0")]
    places = [match.start() for match in re.finditer(rb"^\d+ 0 obj", body, re.MULTILINE)]
    size = len(places) + 1
    rows = b"\x00\x00\x00\x00\xff" + b"".join(
        b"\x01%s\x00" % place.to_bytes(3, "big") for place in [*places, len(body)]
    )
    return body + (
        b"%d 0 obj\n<< /Type /XRef /W [1 3 1] /Size %d /Root 1 0 R /Info 3 0 R /Length %d >>\nstream\n%s\nendstream\n"
        b"endobj\nstartxref\n%d\n%%%%EOF\n" % (size, size + 1, len(rows), rows, len(body))
    )


@pytest.mark.parametrize("original", [ORIGINAL, with_reference_stream(ORIGINAL)], ids=["table", "stream"])
def test_the_bytes_of_the_original_stay_and_only_what_changed_follows(original: bytes) -> None:
    written = marked(original, MARK)
    assert written.startswith(original)
    assert re.findall(rb"^(\d+) 0 obj", written[len(original) :], re.MULTILINE)
    # Neither fonts nor contents are written again.
    assert b"/BaseFont" not in written[len(original) :]
    assert len(written) - len(original) < 2500


@pytest.mark.parametrize("original", [ORIGINAL, with_reference_stream(ORIGINAL)], ids=["table", "stream"])
def test_a_viewer_sees_color_note_author_and_words(original: bytes) -> None:
    written = marked(original, MARK, WHOLE)
    note, highlight = own(written)
    assert highlight == Seen(1, "highlight", MARK.name, MARK.contents, "readtui", "Theriverlea")
    assert b"/C[ 1 .9254902 .47058824]" in written
    assert (note.page, note.kind, note.contents) == (0, "note", "On all of it")
    assert [one.kind for one in seen_in(written)] == ["link", "note", "link", "highlight"]


@pytest.mark.parametrize("original", [ORIGINAL, with_reference_stream(ORIGINAL)], ids=["table", "stream"])
def test_a_strict_reader_of_another_kind_finds_the_mark_on_the_words(original: bytes) -> None:
    reader = PdfReader(io.BytesIO(marked(original, MARK)), strict=True)
    page = reader.pages[1]
    mark = page.annotations[-1].get_object() if page.annotations else None
    assert isinstance(mark, DictionaryObject)
    assert [str(mark[key]) for key in ("/Subtype", "/NM", "/T")] == ["/Highlight", MARK.name, "readtui"]
    assert str(mark["/Contents"]) == MARK.contents
    found: list[tuple[str, float, float]] = []
    page.extract_text(visitor_text=lambda text, _, matrix, *__: found.append((text.strip(), matrix[4], matrix[5])))
    left, bottom, right, top = (float(str(edge)) for edge in cast("ArrayObject", mark["/Rect"]))
    covered = [text for text, x, y in found if left <= x <= right and bottom <= y <= top and text]
    assert covered == ["The river leaves the hills."]
    appearance = cast("DictionaryObject", mark["/AP"])["/N"]
    assert isinstance(appearance, StreamObject)
    assert "'/Darken': {'/Type': '/ExtGState', '/BM': '/Multiply'}" in str(appearance["/Resources"])
    assert b"/Darken gs" in appearance.get_data()


def test_the_update_is_found_from_its_own_references() -> None:
    """A reader that follows the references, instead of searching the file, finds each object where they say."""
    for original in (ORIGINAL, with_reference_stream(ORIGINAL)):
        written = marked(original, MARK)
        start = int(re.findall(rb"startxref\n(\d+)\n%%EOF\n\Z", written)[0])
        assert written[start:].startswith(b"xref") == (original is ORIGINAL)
        previous = re.findall(rb"/Prev (\d+)", written[start:])
        assert previous == re.findall(rb"startxref\n(\d+)", original)
        if original is ORIGINAL:
            rows = re.findall(rb"^(\d+) 1\n(\d{10}) 00000 n $", written[start:], re.MULTILINE)
            assert rows
            assert all(written[int(place) :].startswith(number + b" 0 obj") for number, place in rows)


def test_words_shine_through_and_a_mark_is_an_object_of_its_own() -> None:
    added = marked(ORIGINAL, MARK)[len(ORIGINAL) :]
    assert b"/BM/Multiply" in added
    assert re.search(rb"^\d+ 0 obj\s<<[^\n]*/NM\(readtui:one\)", added, re.MULTILINE)
    assert re.search(rb"/Annots\[<<.*>> \d+ 0 R \]", added)


def test_words_without_a_color_are_underlined() -> None:
    plain = PdfMark("readtui:three", "", None, "", "", (AREA,))
    assert [(one.kind, one.words) for one in own(marked(ORIGINAL, plain))] == [("underline", "Theriverlea")]


def test_written_twice_nothing_is_there_twice() -> None:
    once = marked(ORIGINAL, MARK, WHOLE)
    changed = PdfMark("readtui:one", "Another note", (1, 2, 3), "", "", (AREA,))
    again = marked(once, changed)
    assert [(one.name, one.contents) for one in own(again)] == [("readtui:one", "Another note")]
    assert again.startswith(once)
    assert own(marked(again)) == []
    assert [one.kind for one in seen_in(marked(again))] == ["link", "link"]


def test_the_same_marks_give_the_same_bytes() -> None:
    assert marked(ORIGINAL, MARK, WHOLE) == marked(ORIGINAL, MARK, WHOLE)


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: re.sub(rb"xref\n0.*?(?=trailer)", b"", data, flags=re.DOTALL),
        lambda data: re.sub(rb"startxref\n\d+", b"startxref\n7", data),
        lambda data: b"junk before it\n" + data,
        lambda data: data + b"\ntrailing bytes",
    ],
    ids=["cut off", "wrong reference", "junk before", "junk after"],
)
def test_a_damaged_file_is_written_anew(damage) -> None:  # type: ignore[no-untyped-def]
    written = marked(damage(ORIGINAL), MARK)
    assert [(one.name, one.words) for one in own(written)] == [("readtui:one", "Theriverlea")]


@pytest.mark.parametrize("number", [11, 12], ids=["contents", "page"])
def test_a_file_with_numbers_that_were_used_before_is_written_anew(number: int) -> None:
    """Otherwise references by the old generation, in what stays, would lead nowhere for strict readers."""
    reused = ORIGINAL.replace(b"%d 0 obj" % number, b"%d 1 obj" % number).replace(
        b"%d 0 R" % number, b"%d 1 R" % number
    )
    place = b"%010d" % reused.index(b"%d 1 obj" % number)
    reused = reused.replace(place + b" 00000 n", place + b" 00001 n")
    assert re.search(rb"/Contents 11 1 R|/Kids \[[^\]]*12 1 R", reused)
    written = marked(reused, MARK)
    assert [(one.name, one.words) for one in own(written)] == [("readtui:one", "Theriverlea")]
    page = PdfReader(io.BytesIO(written), strict=True).pages[1]
    assert "The river leaves the hills." in page.extract_text()
    assert str((page.annotations or [])[-1].get_object()["/NM"]) == MARK.name


def test_what_is_no_pdf_is_refused() -> None:
    with pytest.raises(ExportError, match=r"cannot open river\.pdf as a PDF"):
        marked(b"%PDF-1.4 nothing else", MARK)


def test_an_encrypted_file_stays_encrypted_and_gets_its_marks() -> None:
    """The file is encrypted with AES under an empty password; made with ``qpdf --encrypt "" owner 128 --use-aes=y``."""
    original = (Path(__file__).parent / "encrypted.pdf").read_bytes()
    written = marked(original, replace(MARK, areas=(replace(AREA, page=0),)))
    assert written.startswith(original)
    assert [(one.contents, one.words) for one in own(written)] == [(MARK.contents, "Theriverlea")]
    added = written[len(original) :]
    assert b"readtui:one" not in added
    assert re.search(rb"/Annots\[ \d+ 0 R \]", added), "an object of its own"


def test_a_file_whose_owner_does_not_allow_annotations_is_refused() -> None:
    protected = (Path(__file__).parent / "protected.pdf").read_bytes()
    with pytest.raises(ExportError, match="its owner does not allow annotations"):
        marked(protected, MARK)


REPLY = PdfMark("readtui:three", "Not (yet)\\", None, "", "", (AREA,), "builder (program)", MARK.name)
ANSWER = PdfMark("readtui:four", "Yes", None, "", "", (), "Bo", WHOLE.name)


@pytest.mark.parametrize("original", [ORIGINAL, with_reference_stream(ORIGINAL)], ids=["table", "stream"])
def test_a_reply_refers_to_what_it_answers(original: bytes) -> None:
    marks = (replace(MARK, author="Ada"), REPLY, WHOLE, ANSWER)
    once = marked(original, *marks)
    # The next export replaces the replies, too.
    for written in (once, marked(once, *marks)):
        reader = PdfReader(io.BytesIO(written), strict=True)
        found = {
            str(one.get("/NM")): one
            for page in reader.pages
            for annotation in page.annotations or ()
            if isinstance(one := annotation.get_object(), DictionaryObject) and "/NM" in one
        }
        assert list(found) == [WHOLE.name, ANSWER.name, MARK.name, REPLY.name]
        for reply in (REPLY, ANSWER):
            one = found[reply.name]
            answered = one["/IRT"].get_object()
            assert isinstance(answered, DictionaryObject)
            assert [str(answered["/NM"]), str(one["/RT"])] == [reply.answers, "/R"]
            assert [str(one["/T"]), str(one["/Contents"])] == [reply.author, reply.contents]
        assert [str(found[mark.name]["/T"]) for mark in (MARK, WHOLE)] == ["Ada", "readtui"]
        assert len(own(written)) == len(marks)


def test_an_encrypted_file_has_replies_as_text_of_what_they_answer() -> None:
    data = (Path(__file__).parent / "encrypted.pdf").read_bytes()
    area = replace(AREA, page=0)
    written = marked(data, replace(MARK, areas=(area,)), replace(REPLY, areas=(area,)))
    [one] = own(written)
    assert one.contents == f"{MARK.contents}\n\nbuilder (program): Not (yet)\\"


def test_a_mark_says_when_and_by_whom_it_was_made_and_what_was_replied() -> None:
    then, later, by = "2026-01-31T12:00:00Z", "2026-02-01T08:30:05Z", Creator("Bea")
    done = Reply("r", "a", "n", later, later, "So be it.", by, ThreadState.SETTLED)
    again = Reply("s", "a", "n", later, "soon", "", by, ThreadState.OPEN)
    note = Annotation("n", "a", then, later, note="Who?", is_thread=True, replies=(done, again))
    [own_mark, first, second] = marks_of(note, named=True)
    assert (own_mark.created, own_mark.modified, own_mark.author) == ("D:20260131120000Z", "D:20260201083005Z", AUTHOR)
    assert (own_mark.color, own_mark.contents) == (None, "Who?\n\nopen thread")
    assert (first.contents, first.author, first.answers) == ("So be it. (settled)", "Bea", own_mark.name)
    assert (second.contents, second.created, second.modified) == ("(reopened)", "D:20260201083005Z", "")
    assert [one.author for one in marks_of(note, named=False)] == [AUTHOR] * 3
