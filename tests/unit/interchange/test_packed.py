"""Import files that are compressed, or several in an archive."""

import base64
import gzip
from pathlib import Path

import pytest
from archives import zip_of

from readtui.errors import NoAnnotationsError, SourceError
from readtui.importers.importer import Source
from readtui.interchange.import_file import read_file

SAMPLES = Path(__file__).parents[2] / "support" / "importing" / "samples"
CLIPPINGS = (SAMPLES / "kindle" / "english.txt").read_bytes()
TABLE = (SAMPLES / "readwise-csv" / "export.csv").read_bytes()
# Three pages, and 300 spaces, compressed by the library lz4 4.4.5.
BACKUP = base64.b64decode(
    "bW96THo0MABWAgAA8R57InR5cGUiOiJ0ZXh0L3gtbW96LXBsYWNlLWNvbnRhaW5lciIsInJvb3QiOiIZAP8Ec1Jvb3QiLCJjaGlsZHJlbiI6W0UABv8j"
    "IiwidGl0bGUiOiJQYWdlIDAiLCJ1cmkiOiJodHRwczovL2V4YW1wbGUub3JnLzAifSxLABYfMUsACh8xSwAZHzJLAApfMiJ9LCABAP8YUCB7fV19"
)
OMNIVORE = (SAMPLES / "omnivore" / "export.zip").read_bytes()


@pytest.mark.parametrize("path", sorted(SAMPLES.rglob("*.*")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_compressed_file_is_read_like_itself(path: Path) -> None:
    data = path.read_bytes()
    expected = read_file((Source(data, path.name), ""))
    for format_name in ("", expected.format):
        assert read_file((Source(gzip.compress(data), path.name), format_name)) == expected


def test_the_files_in_an_archive_of_no_program_are_read_one_after_the_other() -> None:
    members: dict[str, str | bytes] = {
        "documents/": "", "documents/My Clippings.txt": CLIPPINGS, "export.csv": TABLE, "omnivore.zip": OMNIVORE,
        "readme.txt": "Only words.", "picture.png": "x", ".hidden.csv": TABLE, "__MACOSX/._export.csv": TABLE,
        "../../etc/outside.csv": TABLE, "inner.zip": zip_of({"export.csv": TABLE}),
    }  # fmt: skip
    read = read_file((Source(zip_of(members), "all.zip"), ""))
    assert [part.format for part in read.parts] == ["kindle", "readwise-csv", "omnivore"]
    assert read.parts[1].works == read_file((Source(TABLE), "")).works
    assert [(one.name, one.is_other) for one in read.unread] == [
        ("all.zip/readme.txt", True),
        ("all.zip/inner.zip", True),
    ]


def test_an_archive_without_annotations_is_refused_like_any_other_file() -> None:
    hopeless: tuple[dict[str, str | bytes], ...] = ({}, {"readme.txt": "Only words."}, {"export.csv.exe": TABLE})
    for members in hopeless:
        with pytest.raises(NoAnnotationsError, match="not a file with annotations that readtui knows: all"):
            read_file((Source(zip_of(members), "all.zip"), ""))


def test_a_compressed_file_that_is_damaged_or_a_bomb_is_refused_in_a_line() -> None:
    packed = gzip.compress(CLIPPINGS)
    for data, why in (
        (packed[:-20], "is truncated"),
        (packed[:12] + b"\xff" * 9 + packed[21:], "cannot be decompressed"),
        (gzip.compress(bytes(40_000_000)), "expands to far more data"),
        (BACKUP[:-20], "is truncated"),
        (b"mozLz40\0\x64\0\0\0\x11a\2\0", "cannot be decompressed"),
        (b"mozLz40\0\xff\xff\xff\x7f\x1f0\1\0" + b"\xff" * 1000, "expands to far more data"),
        (zip_of({"a.csv": bytes(40_000_000)}), "expands to far more data"),
    ):
        with pytest.raises(SourceError, match=why):
            read_file((Source(data, "packed"), ""))


def test_a_backup_of_firefox_is_decompressed() -> None:
    read = read_file((Source(BACKUP, "bookmarks.jsonlz4"), ""))
    assert (read.format, [work.title for work in read.works]) == ("bookmarks", ["Page 0", "Page 1", "Page 2"])
