"""Projects of qualitative research: codes, notes, and the ways in which programs count characters."""

import io
import zipfile
from pathlib import Path

import pytest

from readtui.errors import SourceError
from readtui.importers.importer import Source
from readtui.interchange.importer import ImportedTag, ImportedWork
from readtui.interchange.research.refi_qda import RefiQdaImporter
from readtui.model.creator import Creator

SAMPLE = Path(__file__).parents[3] / "support" / "importing" / "samples" / "refi-qda" / "project.qdpx"
PROJECT = """<?xml version="1.0"?><Project xmlns="urn:QDA-XML:project:1.0" name="p" origin="x">
<CodeBook><Codes><Code guid="C" name="code"/></Codes></CodeBook><Sources>{}</Sources></Project>"""


def read(sources: str, project: str = PROJECT, **members: bytes) -> list[ImportedWork]:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("project.qde", project.format(sources))
        for name, data in members.items():
            archive.writestr(f"sources/{name}.txt", data)
    return list(RefiQdaImporter().read(Source(file.getvalue())))


def test_a_project_gives_texts_codes_and_notes_whatever_units_it_counts() -> None:
    ferry, picture = RefiQdaImporter().read(Source(SAMPLE.read_bytes()))
    first, second = ferry.annotations
    assert (first.quote, first.note, first.tags) == ("came back at dusk", "Check the timetable.", ("Crew",))
    assert (second.quote, second.note, second.tags) == ("Nobody on board", "Nobody?", ("Crew/Silence",))
    assert first.created == "2024-05-02T10:00:00Z"
    assert ferry.codebook == (ImportedTag("Crew", "#ff0000", "Who works on board"), ImportedTag("Crew/Silence"))
    assert "The ferry" in (ferry.content.data.decode() if ferry.content else "")
    assert [one.why for one in picture.refused] == ["it is an image without a transcript"]


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("counts_pairs", [True, False])
@pytest.mark.parametrize("units", ["utf-16-le", "utf-32-le"])
def test_offsets_are_understood_by_the_names_of_selections(ends: str, counts_pairs: bool, units: str) -> None:
    text = "🚢 One line.\nAnother 🚢 line.\nThe last words."
    counted = text.replace("\n", "\r\n") if counts_pairs else text
    width = 2 if units == "utf-16-le" else 4
    start = len(counted[: counted.index("last")].encode(units)) // width
    selection = f'<PlainTextSelection guid="S" name="last words" startPosition="{start}" endPosition="{start + 10}"/>'
    source = f'<TextSource guid="T" name="t" plainTextPath="internal://T.txt">{selection}</TextSource>'
    [work] = read(source, T=text.replace("\n", ends).encode())
    assert [one.quote for one in work.annotations] == ["last words"]


@pytest.mark.parametrize("ends", [("N", "S"), ("s", "n")])
def test_a_note_that_is_only_linked_to_its_passage_is_not_lost(ends: tuple[str, str]) -> None:
    """NVivo joins its annotations to passages in this way, without a NoteRef."""
    origin, target = ends
    selection = '<PlainTextSelection guid="S" name="" startPosition="0" endPosition="3"/>'
    source = f'<TextSource guid="T" name="t" plainTextPath="internal://T.txt">{selection}</TextSource>'
    project = PROJECT.replace(
        "</Project>",
        f'<Links><Link guid="L" originGUID="{origin}" targetGUID="{target}"/></Links>'
        '<Notes><Note guid="N" plainTextPath="internal://N.txt"/></Notes></Project>',
    )
    [work] = read(source, project, T=b"One line.", N=b"Why one?")
    assert [(one.quote, one.note) for one in work.annotations] == [("One", "Why one?")]


def test_the_variables_of_a_source_say_who_wrote_it_and_where_it_is_from() -> None:
    names = {"V": "Author", "W": "Source", "X": "Year"}
    variables = "".join(f'<Variable guid="{key}" name="{names[key]}" typeOfVariable="Text"/>' for key in names)
    project = PROJECT.replace("</Project>", f"<Variables>{variables}</Variables></Project>")
    said = {"v": "Ada Lund", "W": "https://a.example/ferry", "X": "1911"}
    values = "".join(
        f'<VariableValue><VariableRef targetGUID="{key}"/><TextValue>{said[key]}</TextValue></VariableValue>'
        for key in said
    )
    [work] = read(
        f'<TextSource guid="T" name="t" plainTextPath="internal://T.txt">{values}</TextSource>', project, T=b"One."
    )
    assert (work.author, work.url) == ("Ada Lund", "https://a.example/ferry")


def test_a_pdf_comes_with_its_bytes_and_of_its_areas_those_with_notes() -> None:
    area = (
        '<PDFSelection guid="{0}" name="{0}" page="0" firstX="1" firstY="1" secondX="9" secondY="9">{1}</PDFSelection>'
    )
    areas = area.format("A", "<Description>A map.</Description>") + area.format("B", "")
    words = '<PlainTextSelection guid="S" name="" startPosition="{}" endPosition="{}"/>'
    selections = words.format(0, 3) + words.format("x", 3) + words.format(3, 0)
    text = f'<Representation guid="R" plainTextPath="internal://R.txt">{selections}</Representation>'
    source = f'<PDFSource guid="T" name="t" path="internal://P.txt">{areas}{text}</PDFSource>'
    [work] = read(source, P=b"%PDF-1.7", R=b"One line.")
    assert work.content is not None
    assert (work.content.data, work.content.media_type) == (b"%PDF-1.7", "application/pdf")
    assert [(one.quote, one.note) for one in work.annotations] == [("One", ""), ("", "A map.")]
    outside, area_alone = "it is outside its text", "it marks an area or a time, not words"
    assert [(one.what, one.why) for one in work.refused] == [
        ("a passage", outside), ("a passage", outside), ("B", area_alone),
    ]  # fmt: skip


@pytest.mark.parametrize(("origin", "start"), [("ATLAS.ti 23.4.0", 4), ("NVivo 14", 5)])
def test_without_names_the_program_tells_how_line_ends_count(origin: str, start: int) -> None:
    selection = f'<PlainTextSelection guid="S" name="" startPosition="{start}" endPosition="{start + 3}"/>'
    source = f'<TextSource guid="T" name="t" plainTextPath="internal://T.txt">{selection}</TextSource>'
    [work] = read(source, PROJECT.replace('origin="x"', f'origin="{origin}"'), T=b"One\r\nTwo\r\n")
    assert [one.quote for one in work.annotations] == ["Two"]


def test_the_description_of_a_project_is_read_without_its_archive() -> None:
    selection = '<PlainTextSelection guid="{}" name="words" startPosition="0" endPosition="3"/>'
    inline = f'<TextSource guid="T" name="t"><PlainTextContent>One line.</PlainTextContent>{selection.format("S")}'
    away = f'<TextSource guid="U" name="u" plainTextPath="internal://U.txt">{selection.format("V")}</TextSource>'
    source = Source(PROJECT.format(f"{inline}</TextSource>{away}").encode())
    assert RefiQdaImporter().recognises(source)
    first, second = RefiQdaImporter().read(source)
    assert [one.quote for one in first.annotations] == ["One"]
    assert [one.why for one in second.refused] == ["the file is not in the project", "its text is not in the file"]


def test_transcripts_are_texts_and_their_selections_lie_between_times() -> None:
    points = '<SyncPoint guid="P1" position="4" timeStamp="0"/><SyncPoint guid="P2" position="9" timeStamp="9"/>'
    coding = '<Coding guid="X"><CodeRef targetGUID="C"/></Coding>'
    selection = f'<TranscriptSelection guid="S" fromSyncPoint="P1" toSyncPoint="P2">{coding}</TranscriptSelection>'
    transcript = f'<Transcript guid="T" plainTextPath="internal://T.txt">{points}{selection}</Transcript>'
    [work] = read(
        f'<AudioSource guid="A" name="talk" path="internal://a.mp3">{transcript}</AudioSource>', T=b"and hello there"
    )
    assert [(one.quote, one.tags) for one in work.annotations] == [("hello", ("code",))]


def test_a_path_without_a_scheme_names_a_file_of_the_project() -> None:
    """Some programs leave out ``internal://``, and the names of sources as well."""
    selection = '<PlainTextSelection guid="S" name="line:1" startPosition="0" endPosition="3"/>'
    [work] = read(f'<TextSource guid="T" plainTextPath="board_2017.txt">{selection}</TextSource>', board_2017=b"One.")
    assert (work.title, [one.quote for one in work.annotations], work.refused) == ("board_2017", ["One"], ())


@pytest.mark.parametrize(
    "path", ["absolute:///etc/passwd", "relative://../../x.txt", "internal://gone.txt", "/etc/passwd", "../x.txt"]
)
def test_no_file_outside_the_project_is_read(path: str) -> None:
    [work] = read(f'<TextSource guid="T" name="t" plainTextPath="{path}"/>')
    assert work.content is None
    assert [(one.what, one.why) for one in work.refused] == [(path.split("/")[-1], "the file is not in the project")]


USERS = '<Users><User guid="A" name="Ada"/><User guid="B" id="bo77"/><User guid="C" name="Cy"/></Users><CodeBook>'


def coded(code: str, user: str) -> str:
    return f'<Coding guid="X{user}" creatingUser="{user}"><CodeRef targetGUID="{code}"/></Coding>'


def test_what_two_users_have_coded_is_an_annotation_of_each_and_the_note_of_a_third_a_reply() -> None:
    notes = (
        '<Notes><Note guid="N1" creatingUser="A"><PlainTextContent>Sure?</PlainTextContent></Note>'
        '<Note guid="N2" creatingUser="C" creationDateTime="2024-05-02T10:00:00Z">'
        "<PlainTextContent>Rather not.</PlainTextContent></Note></Notes></Project>"
    )
    project = PROJECT.replace("<CodeBook>", USERS).replace("</Project>", notes)
    inside = f'{coded("C", "A")}{coded("C", "B")}<NoteRef targetGUID="N1"/><NoteRef targetGUID="N2"/>'
    selection = f'<PlainTextSelection guid="S" name="One" startPosition="0" endPosition="3" creatingUser="A">{inside}'
    whole = '<NoteRef targetGUID="N1"/><NoteRef targetGUID="N2"/>'
    source = f'<TextSource guid="T" name="t" plainTextPath="internal://T.txt">{selection}</PlainTextSelection>{whole}'
    [work] = read(f"{source}</TextSource>", project, T=b"One line.")
    first, second, *about = work.annotations
    assert (first.creator, first.tags, first.note, first.source_id) == (Creator("Ada"), ("code",), "Sure?", "s")
    assert [(one.creator, one.text, one.created, one.source_id) for one in first.replies] == [
        (Creator("Cy"), "Rather not.", "2024-05-02T10:00:00Z", "n2")
    ]
    assert (second.creator, second.quote, second.tags, second.note, second.replies) == (
        Creator("bo77"), "One", ("code",), "", (),
    )  # fmt: skip
    assert second.source_id not in ("", first.source_id)
    # On a whole source, nobody answers anybody.
    assert [(one.creator, one.note) for one in about] == [(Creator("Ada"), "Sure?"), (Creator("Cy"), "Rather not.")]


def test_whoever_only_made_a_passage_that_another_coded_has_said_nothing() -> None:
    project = PROJECT.replace("<CodeBook>", USERS)
    selection = '<PlainTextSelection guid="S" name="One" startPosition="0" endPosition="3" creatingUser="A">{}'
    source = '<TextSource guid="T" name="t" plainTextPath="internal://T.txt">{}</PlainTextSelection></TextSource>'
    [work] = read(source.format(selection.format(coded("C", "B"))), project, T=b"One line.")
    assert [(one.creator, one.tags) for one in work.annotations] == [(Creator("bo77"), ("code",))]


@pytest.mark.parametrize(
    ("stated", "created"),
    [('creationDateTime="2024-05-02T10:00:00Z"', "2024-05-02T10:00:00Z"), ("", "2024-05-01T10:00:00Z")],
)
def test_what_another_has_coded_is_of_then_or_else_of_when_the_passage_was_made(stated: str, created: str) -> None:
    coding = coded("C", "B").replace("<Coding", f"<Coding {stated}")
    selection = (
        '<PlainTextSelection guid="S" name="One" startPosition="0" endPosition="3" creatingUser="A" '
        f'creationDateTime="2024-05-01T10:00:00Z">{coding}</PlainTextSelection>'
    )
    source = f'<TextSource guid="T" name="t" plainTextPath="internal://T.txt">{selection}</TextSource>'
    [work] = read(source, PROJECT.replace("<CodeBook>", USERS), T=b"One line.")
    assert [one.created for one in work.annotations] == [created]


def test_other_archives_are_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(SourceError, match="is not a project"):
        list(RefiQdaImporter().read(Source(file.getvalue())))


def test_passages_that_are_far_longer_together_than_the_project_are_refused() -> None:
    selections = "".join(
        f'<PlainTextSelection guid="{number}" startPosition="{number}" endPosition="90000"/>' for number in range(200)
    )
    project = (
        '<Project xmlns="urn:QDA-XML:project:1.0"><Sources><TextSource guid="t" name="d">'
        f"<PlainTextContent>{'river ' * 15_000}</PlainTextContent>{selections}</TextSource></Sources></Project>"
    )
    with pytest.raises(SourceError, match="longer than 10 million characters together"):
        list(RefiQdaImporter().read(Source(project.encode(), "p.qde")))
