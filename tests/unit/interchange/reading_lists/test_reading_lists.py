"""Exports of programs for saving articles: pages with tags, state, text and highlights."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from growth import assert_growth

from readtui.errors import SourceError
from readtui.importers.importer import Source
from readtui.interchange import import_file as reading
from readtui.interchange.importer import AnnotationImporter, ImportedWork
from readtui.interchange.readers.readwise import ReadwiseImporter
from readtui.interchange.reading_lists.bookmarks import BookmarksImporter
from readtui.interchange.reading_lists.csv_lists import InstapaperImporter, ReadwiseReaderImporter
from readtui.interchange.reading_lists.karakeep import KarakeepImporter
from readtui.interchange.reading_lists.omnivore import OmnivoreImporter
from readtui.interchange.reading_lists.pocket import PocketImporter
from readtui.interchange.reading_lists.wallabag import WallabagImporter
from readtui.interchange.registry import importer_for
from readtui.model.article import ReadingState

SAMPLES = Path(__file__).parents[3] / "support" / "importing" / "samples"
TRAINS = "https://example.org/night-trains"


def sample(importer: AnnotationImporter, name: str) -> list[ImportedWork]:
    return list(importer.read(Source((SAMPLES / importer.format.name / name).read_bytes())))


@pytest.mark.parametrize("name", ["part_000000.csv", "ril_export.html"])
def test_pocket_gives_tags_time_and_state_and_no_address_as_a_title(name: str) -> None:
    trains, ferry = sample(PocketImporter(), name)
    assert (trains.url, trains.tags, trains.saved) == (TRAINS, ("rail", "two words"), "2024-10-10T16:12:32Z")
    assert (trains.is_archived, trains.reading_state) == (False, ReadingState.TO_READ)
    assert (ferry.title, ferry.is_archived, ferry.reading_state) == ("", True, ReadingState.DONE)
    assert trains.is_saved
    assert trains.content is None


def test_pocket_knows_a_page_that_was_cut_by_its_links() -> None:
    page = Source(b'<html><body><li><a href="https://example.org/a" tags="" time_added="1660754879">A</a></li>')
    assert [(work.title, work.saved) for work in importer_for(page).read(page)] == [("A", "2022-08-17T16:47:59Z")]


def test_pocket_gives_highlights_of_both_kinds_of_json() -> None:
    [page] = sample(PocketImporter(), "highlights.json")
    assert [one.quote for one in page.annotations] == ["sleeper cars came back", "the ticket office"]
    [item] = sample(PocketImporter(), "api.json")
    assert (item.author, item.tags, item.is_archived) == ("Ada Lund", ("rail",), True)
    assert [(one.source_id, one.created) for one in item.annotations] == [("9c6e", "2024-10-10T16:12:32Z")]


def test_instapaper_gives_folders_as_tags_and_selections_as_highlights() -> None:
    trains, ferry, boats = sample(InstapaperImporter(), "instapaper-export.csv")
    assert (trains.tags, [one.quote for one in trains.annotations]) == (
        ("rail", "two words"),
        ["sleeper cars came back"],
    )
    assert (ferry.tags, ferry.is_archived) == ((), True)
    assert (boats.tags, boats.is_archived) == (("Long reads",), False)


def test_wallabag_gives_texts_and_annotations() -> None:
    ferry, trains = sample(WallabagImporter(), "entries.json")
    assert (ferry.author, ferry.published, ferry.saved) == (
        "Ada Lund; B. Hale", "2023-11-01T23:00:00Z", "2024-05-01T08:00:00Z",
    )  # fmt: skip
    assert ferry.content is not None
    assert b"<title>The ferry &amp; the dog</title>" in ferry.content.data
    assert [(one.quote, one.note) for one in ferry.annotations] == [("Nobody on board spoke", "Why?")]
    assert (trains.content, trains.is_archived) == (None, False)


def test_karakeep_gives_links_texts_notes_and_highlights() -> None:
    link, text, broken = sample(KarakeepImporter(), "export.json")
    assert (link.url, [one.note for one in link.annotations]) == (TRAINS, ["For the trip."])
    assert (text.content.data if text.content else b"").startswith(b"# Packing list")
    assert (broken.title, broken.content, len(broken.annotations)) == ("Scan", None, 1)
    [page] = sample(KarakeepImporter(), "api.json")
    [highlight] = page.annotations
    assert (highlight.quote, highlight.note, highlight.color) == ("sleeper cars came back", "When?", "pink")
    assert page.content is not None


def test_highlights_of_karakeep_may_come_without_their_bookmarks() -> None:
    first, second = sample(KarakeepImporter(), "highlights.json")
    assert [one.quote for one in first.annotations] == ["sleeper cars came back", "the ticket office"]
    assert (second.title, second.annotations[0].note, second.is_saved) == ("Bookmark bk2 in Karakeep", "Why?", False)
    assert not KarakeepImporter().recognises(Source(b'{"highlights": [{"bookmarkId": "x"}]}'))


def test_karakeep_gives_lists_as_tags() -> None:
    lists = [
        {"id": "1", "name": "Travel", "parentId": None}, {"id": "2", "name": "Night/day", "parentId": "1"},
        {"id": "3", "name": "Own parent", "parentId": "3"},
    ]  # fmt: skip
    bookmark = {"content": {"type": "link", "url": TRAINS}, "tags": ["rail"], "lists": ["2", "3", "gone"]}
    [page] = KarakeepImporter().read(Source(json.dumps({"bookmarks": [bookmark], "lists": lists}).encode()))
    assert page.tags == ("rail", "Travel/Night day", "Own parent")


def test_omnivore_gives_texts_and_highlights_with_labels_and_notes() -> None:
    ferry, trains = sample(OmnivoreImporter(), "export.zip")
    assert (ferry.author, ferry.tags, ferry.is_archived) == ("Ada Lund", ("boats", "long nights"), True)
    assert b"the dog slept" in (ferry.content.data if ferry.content else b"")
    assert [(one.quote, one.note, one.tags) for one in ferry.annotations] == [
        ("", "About the whole page.", ()),
        ("Nobody on board spoke of the river", "Why not?", ("people",)),
        ("It left at dawn\nand came back at dusk.", "", ("light", "two words")),
        ("In winter the boat lay in ice.", "", ()),
    ]
    assert (trains.content, trains.annotations, trains.reading_state) == (None, (), ReadingState.READING)


@pytest.mark.parametrize("importer", [PocketImporter(), WallabagImporter(), KarakeepImporter()])
def test_values_of_every_wrong_type_are_refused_or_left_out(importer: AnnotationImporter) -> None:
    for name in (path.name for path in (SAMPLES / importer.format.name).glob("*.json")):
        value = json.loads((SAMPLES / importer.format.name / name).read_bytes())
        for wrong in (None, 7, "x", [], {}, [1], {"a": [None]}, True):
            damaged = json.dumps(_with(value, wrong)).encode()
            try:
                works = list(importer.read(Source(damaged)))
            except SourceError:
                continue
            assert all(isinstance(work.title, str) and isinstance(work.url, str) for work in works)


def _with(value: object, wrong: object) -> object:
    """The value with something else in place of each innermost value."""
    if isinstance(value, dict):
        return {name: _with(one, wrong) for name, one in value.items()}
    return [_with(one, wrong) for one in value] if isinstance(value, list) else wrong


def archive(**members: str) -> Source:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name, text in members.items():
            file.writestr(name, text)
    return Source(packed.getvalue(), "export.zip")


def test_the_zip_of_pocket_gives_pages_with_their_highlights() -> None:
    folder = SAMPLES / "pocket"
    highlights = json.dumps([
        {"url": TRAINS, "title": "x.html", "highlights": [{"quote": "sleeper cars", "created_at": 1578947585}]},
        {"url": "https://example.org/gone", "title": "Gone", "highlights": [{"quote": "no page"}]},
    ])  # fmt: skip
    members = {"annotations/part_000000.json": highlights, "part_000000.csv": (folder / "part_000000.csv").read_text()}
    source = archive(**members)
    importer = importer_for(source)
    assert importer.format.name == "pocket"
    trains, ferry, gone = importer.read(source)
    assert (trains.tags, [one.quote for one in trains.annotations]) == (("rail", "two words"), ["sleeper cars"])
    assert (ferry.annotations, [one.quote for one in gone.annotations]) == ((), ["no page"])


def test_instapaper_reads_tags_with_escapes() -> None:
    text = 'URL,Title,Selection,Folder,Timestamp,Tags\n{},Trains,,Unread,1,"[""caf\\u00e9"",""a, b""]"\n'
    [page] = InstapaperImporter().read(Source(text.replace("{}", TRAINS).encode()))
    assert page.tags == ("café", "a, b")


def test_wallabag_reads_exports_of_its_first_version_and_no_text_that_it_could_not_fetch() -> None:
    first = {"id": "3", "title": "Trains", "url": TRAINS, "is_read": "1", "is_fav": "0", "content": "<p>Night.</p>"}
    failed = {
        "title": "No title found", "url": TRAINS, "is_archived": 0, "is_starred": 0, "language": "en_US",
        "content": "wallabag can't retrieve contents for this article. Please <a href=\"#\">troubleshoot</a>.",
    }  # fmt: skip
    source = Source(json.dumps([first | {"tags": "rail,two words"}, failed]).encode())
    importer = importer_for(source)
    assert importer.format.name == "wallabag"
    old, page = importer.read(source)
    assert (old.tags, old.is_archived, old.content is not None) == (("rail", "two words"), True, True)
    assert (page.title, page.content, page.language) == ("", None, "en-US")


def test_omnivore_keeps_quotes_of_several_lines_together() -> None:
    page = {"slug": "trains", "title": "Trains", "url": TRAINS, "savedAt": "2024-10-29T16:30:11Z", "readingProgress": 0}
    marks = "> One line\nand the next.\n> A paragraph.\n> > Another. \n\n#rail\n\nMy note\n\n> Second "
    metadata = json.dumps([page])
    members = {"metadata_0_to_1.json": metadata, "highlights/trains.md": marks}
    [work] = OmnivoreImporter().read(archive(**members))
    assert [(one.quote, one.note, one.tags) for one in work.annotations] == [
        ("One line\nand the next.\nA paragraph.\nAnother.", "My note", ("rail",)),
        ("Second", "", ()),
    ]
    alone = Source(metadata.encode())
    assert importer_for(alone).format.name == "omnivore"
    assert [one.url for one in OmnivoreImporter().read(alone)] == [TRAINS]
    del page["title"]
    [untitled] = OmnivoreImporter().read(Source(json.dumps([page]).encode()))
    assert (untitled.url, untitled.title) == (TRAINS, "trains")


def test_wallabag_gives_the_same_as_xml_and_the_texts_as_csv() -> None:
    def element(name: str, value: object) -> str:
        if isinstance(value, list):
            inside = "".join(element("entry", one) for one in value)
        elif isinstance(value, dict):
            inside = "".join(element(key, one) for key, one in value.items())
        else:
            inside = f"<![CDATA[{value}]]>" if value is not None else ""
        return f"<{name}>{inside}</{name}>\n"

    data = (SAMPLES / "wallabag" / "entries.json").read_bytes()
    entries = json.loads(data)
    importer = WallabagImporter()
    expected = list(importer.read(Source(data)))
    xml = Source(f'<?xml version="1.0" encoding="UTF-8"?>\n{element("result", entries)}'.encode())
    assert importer.recognises(xml)
    assert list(importer.read(xml)) == expected
    long = f'"<p>{"Nobody spoke of the river. " * 9_000}</p>"'
    rows = (
        'Title;URL;Content;Tags;"MIME Type";Language;"Creation date"\n'
        f'"The ferry & the dog";https://example.org/ferry;{long};"rail, long-read";text/html;en;"21/05/2024 10:00:00"\n'
    )
    table = Source(rows.encode())
    assert importer.recognises(table)
    [ferry] = importer.read(table)
    assert (ferry.title, ferry.url, ferry.tags, ferry.language) == (
        expected[0].title, expected[0].url, expected[0].tags, "en"
    )  # fmt: skip
    assert (ferry.saved, ferry.reading_state, ferry.is_saved) == ("2024-05-21T00:00:00Z", None, True)
    assert ferry.content is not None
    assert len(ferry.content.data) > 200_000
    with pytest.raises(SourceError, match="contains no wallabag entries"):
        list(importer.read(Source(b"<result><other/></result>")))
    with pytest.raises(SourceError, match="field larger than field limit"):
        list(ReadwiseImporter().read(Source(f"Highlight,Title,Date\n{long},a,\n".encode())))


def test_a_tag_without_an_end_is_read_once() -> None:
    def read(size: int) -> list[ImportedWork]:
        rows = (
            "Title,URL,Document tags,Saved date,Location\nA,https://example.org/a,\"['a', '" + "\\'" * size + '",,new\n'
        )
        return list(ReadwiseReaderImporter().read(Source(rows.encode())))

    [work] = read(2)
    assert work.tags == ("a", "''")
    assert_growth(read, few=6_000, many=48_000, below=24)


@pytest.mark.parametrize(
    ("most", "what"),
    [("_MOST_WORKS", "2 annotated works"), ("_MOST_ANNOTATIONS", "2 annotations"), ("_MOST_PAGES", "2 saved pages")],
)
def test_a_file_with_more_than_anybody_has_is_refused(monkeypatch: pytest.MonkeyPatch, most: str, what: str) -> None:
    monkeypatch.setattr(reading, most, 2)
    table = "Title,Highlight\n" + "".join(f"Title {number},Words of that title\n" for number in range(3))
    with pytest.raises(SourceError, match=f"contains more than {what}"):
        reading.read_file((Source(table.encode(), "a.csv"), ""))


def test_titles_and_addresses_that_no_person_has_written_are_cut() -> None:
    name, address = "long " * 1_000, "https://a.example/" + "a" * 20_000
    table = f"Title,Author,Highlight,URL\n{name},{name},Words,{address}\nShort,Ada,Words,https://a.example/\n"
    long, short = reading.read_file((Source(table.encode(), "a.csv"), "")).works
    assert (len(long.title), len(long.author), long.url) == (2_000, 2_000, "")
    assert (short.title, short.author, short.url) == ("Short", "Ada", "https://a.example/")


@pytest.mark.parametrize("path", sorted((SAMPLES / "bookmarks").iterdir()), ids=lambda path: path.name)
def test_bookmarks_of_every_program_give_the_same_pages_once(path: Path) -> None:
    pages = sample(BookmarksImporter(), path.name)
    assert sorted((page.title, page.url, page.is_saved) for page in pages) == [
        ("Night trains", TRAINS, True), ("The ferry", "https://example.org/ferry", True),
    ]  # fmt: skip
    assert {page.title: page.saved for page in pages}["Night trains"] == "2024-10-10T16:12:32Z"


def of_bookmarks(name: str) -> tuple[ImportedWork, ImportedWork]:
    ferry, trains = sorted(sample(BookmarksImporter(), name), key=lambda page: page.title[::-1], reverse=True)
    return ferry, trains


@pytest.mark.parametrize(
    ("name", "tags"),
    [
        ("Bookmarks", ["Rivers/Old new"]),
        ("bookmarks.html", ["Rivers/Old new", "boats", "long reads"]),
        ("bookmarks-2024-10-10.json", ["Rivers/Old new", "boats", "long reads"]),
        ("places.sqlite", ["Rivers/Old new", "boats", "long reads"]),
    ],
)
def test_folders_of_a_browser_become_tags_unless_they_are_its_own(name: str, tags: list[str]) -> None:
    ferry, trains = of_bookmarks(name)
    assert (sorted(ferry.tags), trains.tags) == (tags, ())
    assert (ferry.is_archived, ferry.reading_state) == (False, None)


@pytest.mark.parametrize("name", ["pinboard_export.json", "pinboard.html"])
def test_pinboard_gives_tags_and_descriptions_and_what_is_not_to_be_read_is_archived(name: str) -> None:
    ferry, trains = of_bookmarks(name)
    assert (ferry.tags, ferry.is_archived, trains.is_archived) == (("boats", "long_reads"), True, False)
    assert [one.note for one in ferry.annotations] == ["Read the part on dogs."]


def test_what_describes_a_folder_is_no_note_on_a_page() -> None:
    ferry, trains = of_bookmarks("bookmarks.html")
    assert trains.annotations == ()
    assert [one.note for one in ferry.annotations] == ["Read the part on dogs & ice."]


def test_bookmarks_that_were_thrown_away_are_left_out_and_folders_of_opera_are_its_own() -> None:
    link = {"type": "url", "name": "Trains", "url": TRAINS}
    trash = {"type": "folder", "name": "Trash", "children": [link | {"url": "https://example.org/gone"}]}
    roots = {"trash": trash, "custom_root": {"trash": trash, "unsorted": {"name": "Unsorted", "children": [link]}}}
    [page] = BookmarksImporter().read(Source(json.dumps({"roots": roots, "version": 1}).encode()))
    assert (page.url, page.tags) == (TRAINS, ())


def test_bookmarks_in_folders_without_end_are_read_in_time() -> None:
    def read(size: int) -> list[ImportedWork]:
        head = "<!DOCTYPE NETSCAPE-Bookmark-file-1>" + "<DL><p><DT><H3>x</H3>" * size
        links = "".join(f'<DT><A HREF="https://example.org/{one}">{one}</A>' for one in range(size))
        return list(BookmarksImporter().read(Source(f"{head}<DL>{links}".encode())))

    assert {page.tags for page in read(30)} == {("/".join("x" * 19),)}
    assert_growth(read, few=1_000, many=8_000, below=24)


@pytest.mark.parametrize(
    ("added", "saved"),
    [
        ("900000000000000", "1998-07-09T16:00:00Z"),
        ("900000000000", "1998-07-09T16:00:00Z"),
        ("900000000", "1998-07-09T16:00:00Z"),
        ("soon", ""),
        ("", ""),
    ],
)
def test_bookmarks_have_their_time_in_seconds_or_in_parts_of_them(added: str, saved: str) -> None:
    page = f'<!DOCTYPE NETSCAPE-Bookmark-file-1><DL><DT><A HREF="https://a.example/" ADD_DATE="{added}">A</A></DL>'
    [work] = BookmarksImporter().read(Source(page.encode()))
    assert work.saved == saved
