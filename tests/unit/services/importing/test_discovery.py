"""Finding highlights of other programs, each in folders that are laid out as its program lays them out."""

import json
import os
from pathlib import Path
from shutil import copyfile

import pytest
from importing.zotero_folder import ZoteroFolder

from readtui.errors import SourceError, StoppedError
from readtui.interchange.import_file import read_file
from readtui.services.importing.discovery import Discovery, Machine, discover
from readtui.services.importing.import_files import files_at

pytestmark = pytest.mark.usefixtures("kept_processes")
SAMPLES = Path(__file__).parents[3] / "support" / "importing" / "samples"
_FOLIATE = "com.github.johnfactotum.Foliate"
FIREFOX = "abcd1234.default-release/places.sqlite"
BRAVE = ".var/app/com.brave.Browser/config/BraveSoftware/Brave-Browser"
# Below the home of a person: the program, where its file is, and a file of it.
AT_HOME = {
    "linux": (
        ("KOReader", ".config/koreader/docsettings/home/lake.sdr/metadata.epub.lua", "koreader/metadata.epub.lua"),
        ("Calibre", "Calibre Library/metadata.db", "calibre/metadata.db"),
        ("Calibre’s viewer", ".config/calibre/viewer/annots/4f2a.json", "calibre/viewer.json"),
        ("Foliate", f".local/share/{_FOLIATE}/urn%3Auuid%3A1b6c.json", "foliate/urn%3Auuid%3A1b6c.json"),
        ("Chrome", ".config/google-chrome/Profile 1/Bookmarks", "bookmarks/Bookmarks"),
        ("Firefox", f".mozilla/firefox/{FIREFOX}", "bookmarks/places.sqlite"),
        ("Kindle", "Downloads/My Clippings.txt", "kindle/english.txt"),
    ),
    "flatpak": (
        ("Foliate", f".var/app/{_FOLIATE}/data/{_FOLIATE}/urn%3Auuid%3A1b6c.json", "foliate/urn%3Auuid%3A1b6c.json"),
        ("Brave", f"{BRAVE}/Default/Bookmarks", "bookmarks/Bookmarks"),
        ("Firefox", f".var/app/org.mozilla.firefox/.mozilla/firefox/{FIREFOX}", "bookmarks/places.sqlite"),
    ),
    "darwin": (
        ("Calibre’s viewer", "Library/Preferences/calibre/viewer/annots/4f2a.json", "calibre/viewer.json"),
        ("Edge", "Library/Application Support/Microsoft Edge/Default/Bookmarks", "bookmarks/Bookmarks"),
        ("Firefox", f"Library/Application Support/Firefox/Profiles/{FIREFOX}", "bookmarks/places.sqlite"),
    ),
    "win32": (
        ("Calibre’s viewer", "AppData/Roaming/calibre/viewer/annots/4f2a.json", "calibre/viewer.json"),
        ("Chrome", "AppData/Local/Google/Chrome/User Data/Default/Bookmarks", "bookmarks/Bookmarks"),
        ("Firefox", f"AppData/Roaming/Mozilla/Firefox/Profiles/{FIREFOX}", "bookmarks/places.sqlite"),
    ),
}  # fmt: skip
ON_DEVICES = (
    ("Kindle", "documents/Meine Clippings.txt", "kindle/english.txt"),
    ("Kobo", ".kobo/KoboReader.sqlite", "kobo/KoboReader.sqlite"),
    ("KOReader", "Books/lake.sdr/metadata.epub.lua", "koreader/metadata.epub.lua"),
    ("Moon+ Reader", "Books/MoonReader/lake.mrexpt", "moon-reader/lake.mrexpt"),
)


def lay_out(root: Path, path: str, sample: str) -> Path:
    """A file of a program in its place; a browser's with the other file that tells its profile."""
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    [source] = [SAMPLES / sample] if (SAMPLES / sample).exists() else list((SAMPLES / sample).parent.iterdir())[:1]
    copyfile(source, file)
    if file.name == "Bookmarks":
        (file.parent / "Preferences").write_text("{}")
    return file


def annotations_in(one: Discovery) -> tuple[int, int]:
    """How many works and annotations an import of its source reads."""
    files = one.files if one.format == "pdf" else list(files_at(one.source))
    works = [work for file in files for work in read_file((file.read(), "")).works]
    pages = one.format == "bookmarks"
    marked = [work for work in works if work.annotations or pages]
    return len(marked), 0 if pages else sum(len(work.annotations) for work in marked)


@pytest.mark.parametrize("system", AT_HOME)
def test_what_programs_keep_at_home_is_found_and_counted_as_it_would_be_imported(system: str, tmp_path: Path) -> None:
    for _, path, sample in AT_HOME[system]:
        lay_out(tmp_path, path, sample)
    platform = "linux" if system == "flatpak" else system
    found = discover(Machine(tmp_path, platform, {}))
    assert sorted(one.program for one in found) == sorted(program for program, _, _ in AT_HOME[system])
    for one in found:
        assert (one.works, one.annotations) == annotations_in(one), one.program
        assert one.works > 0
    assert found == sorted(found, key=lambda one: -one.annotations)


def test_what_is_on_attached_devices_is_found(tmp_path: Path) -> None:
    volumes = []
    for program, path, sample in ON_DEVICES:
        volumes.append(tmp_path / f"volume of {program}")
        lay_out(volumes[-1], path, sample)
    found = discover(Machine(tmp_path / "nobody", "linux", {}, volumes))
    assert {one.program: one.source for one in found} == {
        program: str(volume / path) for volume, (program, path, _) in zip(volumes, ON_DEVICES, strict=True)
    }
    kindle = next(one for one in found if one.program == "Kindle")
    assert kindle.command == ("readtui", "import", kindle.source)
    assert kindle.command_line == f"readtui import '{kindle.source}'"
    assert kindle.words == f"{kindle.annotations} highlights in {kindle.works} works"


def test_what_an_import_would_not_find_from_above_is_named_by_itself(tmp_path: Path) -> None:
    lay_out(tmp_path, "Books/lake.sdr/metadata.epub.lua", "koreader/metadata.epub.lua")
    lay_out(tmp_path, ".adds/koreader/docsettings/mill.sdr/metadata.epub.lua", "koreader/metadata.epub.lua")
    found = discover(Machine(tmp_path / "nobody", "linux", {}, [tmp_path]))
    assert len(found) == 2
    for one in found:
        assert (one.works, one.annotations) == annotations_in(one)


def test_folders_that_settings_name_are_looked_into(tmp_path: Path) -> None:
    books, other, vault = tmp_path / "disk/Books", tmp_path / "disk/Old", tmp_path / "disk/Notes"
    for library in (books, other):
        lay_out(library, "metadata.db", "calibre/metadata.db")
    lay_out(vault, "work/note.md", "markdown/note.md")
    (vault / ".obsidian").mkdir()
    (vault / "plain.md").write_text("Nothing is marked here: a == b.")
    settings = {
        "calibre/global.py.json": {"library_path": str(books)},
        "calibre/gui.json": {"library_usage_stats": {str(books): 12, str(other): 1}},
        "obsidian/obsidian.json": {"vaults": {"1b6c": {"path": str(vault), "ts": 1}, "2d": {"path": 3}, "3e": "no"}},
    }
    for name, value in settings.items():
        (tmp_path / "config" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "config" / name).write_text(json.dumps(value))
    found = discover(Machine(tmp_path / "home", "linux", {"XDG_CONFIG_HOME": str(tmp_path / "config")}))
    assert sorted((one.program, one.source) for one in found) == [
        ("Calibre", str(books / "metadata.db")),
        ("Calibre", str(other / "metadata.db")),
        ("Obsidian", str(vault / "work")),
    ]
    notes = next(one for one in found if one.program == "Obsidian")
    assert (notes.works, notes.annotations, annotations_in(notes)) == (1, 2, (1, 2))


@pytest.mark.parametrize(
    ("platform", "profile"),
    [
        ("linux", ".zotero/zotero/ab12.default"),
        ("darwin", "Library/Application Support/Zotero/Profiles/ab12.default"),
        ("win32", "AppData/Roaming/Zotero/Zotero/Profiles/ab12.default"),
    ],
)
def test_zoteros_folder_is_found_where_it_is_by_itself_and_where_its_settings_say(
    tmp_path: Path, platform: str, profile: str
) -> None:
    home, moved = tmp_path / "home", tmp_path / "disk" / "Lit"
    for folder in (home / "Zotero", moved):
        zotero = ZoteroFolder(folder)
        file = zotero.attach(zotero.item("Night trains", author="Ada Lund"), "trains.epub", b"")
        zotero.annotate(file, "Sleeper cars", "why?")
        assert zotero.file
        zotero.database.close()
    (home / profile).mkdir(parents=True)
    said = f'user_pref("extensions.zotero.dataDir", {json.dumps(str(moved))});'
    (home / profile / "prefs.js").write_text(f'user_pref("a", 1);\n{said}\n')
    found = discover(Machine(home, platform, {}))
    assert sorted((one.program, one.source, one.works, one.annotations) for one in found) == [
        ("Zotero", str(moved), 1, 1), ("Zotero", str(home / "Zotero"), 1, 1),
    ]  # fmt: skip
    assert found[0].command[:2] == ("readtui", "import")


def test_settings_that_are_damaged_or_say_nothing_hide_no_other_place(tmp_path: Path) -> None:
    for name in ("calibre/global.py.json", "calibre/gui.json", "obsidian/obsidian.json"):
        (tmp_path / ".config" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / ".config" / name).write_bytes(b'{"library_path": \xff')
    (tmp_path / ".zotero/zotero/p").mkdir(parents=True)
    (tmp_path / ".zotero/zotero/p/prefs.js").write_text('user_pref("extensions.zotero.dataDir", "\\u");')
    lay_out(tmp_path, "Calibre Library/metadata.db", "calibre/metadata.db")
    assert [one.program for one in discover(Machine(tmp_path, "linux", {}))] == ["Calibre"]


def test_in_a_named_folder_pdfs_count_too_and_several_files_of_a_program_are_one(tmp_path: Path) -> None:
    [pdf, *_] = (SAMPLES / "pdf").iterdir()
    for path in ("papers/a.pdf", "papers/2024/b.pdf"):
        lay_out(tmp_path, path, f"pdf/{pdf.name}")
    for book in ("lake", "mill"):
        lay_out(tmp_path, f"books/{book}.sdr/metadata.epub.lua", "koreader/metadata.epub.lua")
    found = {one.program: one for one in discover(None, [tmp_path])}
    assert found.keys() == {"PDF", "KOReader"}
    assert found["PDF"].command == ("readtui", "add", "--with-annotations", str(tmp_path / "papers"))
    assert len(found["PDF"].files) == 2
    assert found["KOReader"].source == str(tmp_path / "books")
    volume = Machine(tmp_path / "nobody", "linux", {}, [tmp_path])
    assert [one.program for one in discover(volume)] == ["KOReader"], "nobody has asked for PDFs"


def test_links_and_what_only_has_the_name_are_passed_over(tmp_path: Path) -> None:
    elsewhere = lay_out(tmp_path / "elsewhere", "lake.sdr/metadata.epub.lua", "koreader/metadata.epub.lua")
    folder = tmp_path / "books"
    folder.mkdir()
    (folder / "lake.sdr").symlink_to(elsewhere.parent)
    (folder / "loop").symlink_to(folder)
    (folder / "metadata.db").write_bytes(b"SQLite format 3\0, or so it says")
    os.mkfifo(folder / "places.sqlite")
    (folder / "documents").mkdir()
    (folder / "documents" / "My Clippings.txt").write_text("To buy: milk.")
    assert discover(None, [folder]) == []
    with pytest.raises(SourceError, match="no such folder"):
        discover(None, [folder / "none"])


def test_looking_writes_nothing(tmp_path: Path) -> None:
    for _, path, sample in ON_DEVICES:
        lay_out(tmp_path, path, sample)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    assert len(discover(Machine(tmp_path, "linux", {}, [tmp_path]))) == len(ON_DEVICES)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_what_another_format_has_in_the_place_of_a_program_is_not_counted_as_its_own(tmp_path: Path) -> None:
    lay_out(tmp_path, "viewer/annots/4f2a.json", "calibre/viewer.json")
    lay_out(tmp_path, "annots/4f2a.json", "calibre/viewer.json")
    lay_out(tmp_path, "documents/My Clippings.txt", "moon-reader/lake.mrexpt")
    found = discover(None, [tmp_path])
    assert [(one.program, one.source) for one in found] == [
        ("Calibre’s viewer", str(tmp_path / "viewer/annots/4f2a.json"))
    ]


def test_pages_are_counted_in_words_where_nothing_is_marked() -> None:
    for works, annotations, words in ((1, 0, "1 page"), (2, 0, "2 pages"), (1, 2, "2 highlights in 1 work")):
        assert Discovery("Chrome", "bookmarks", "x", (), works, annotations).words == words


def test_calibres_library_is_where_older_settings_say(tmp_path: Path) -> None:
    lay_out(tmp_path, "disk/Books/metadata.db", "calibre/metadata.db")
    settings = tmp_path / ".config/calibre/global.py"
    settings.parent.mkdir(parents=True)
    settings.write_text(f"language = 'en'\nlibrary_path = {str(tmp_path / 'disk/Books')!r}\n")
    [found] = discover(Machine(tmp_path, "linux", {}))
    assert found.source == str(tmp_path / "disk/Books/metadata.db")


def test_a_bookmarks_file_is_named_after_the_browser_that_keeps_it(tmp_path: Path) -> None:
    for place in ("Default", "google-chrome/Default"):
        lay_out(tmp_path, f"{place}/Bookmarks", "bookmarks/Bookmarks")
    assert sorted(one.program for one in discover(None, [tmp_path])) == ["Browser", "Chrome"]


def test_whoever_stops_looking_is_told_that_nothing_goes_on(tmp_path: Path) -> None:
    with pytest.raises(StoppedError, match="stopped"):
        discover(None, [tmp_path], lambda: True)
