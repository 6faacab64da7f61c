"""Who made an annotation, in the formats that only say it in passing."""

import json
import sqlite3
from pathlib import Path

import pytest

from readtui.importers.importer import Source
from readtui.interchange.readers.calibre import CalibreImporter
from readtui.interchange.readers.table import TableImporter
from readtui.interchange.reading_lists.wallabag import WallabagImporter
from readtui.interchange.references.zotero import ZoteroImporter
from readtui.interchange.research.taguette import TaguetteImporter
from readtui.model.creator import Creator

SAMPLES = Path(__file__).parents[2] / "support" / "importing" / "samples"
ADA, BO = Creator("Ada"), Creator("Bo")


@pytest.mark.parametrize(
    ("item", "meta", "creator"),
    [
        ({"annotationAuthorName": "Ada"}, {"createdByUser": {"username": "bo77"}}, ADA),
        ({"annotationAuthorName": ""}, {"createdByUser": {"id": 7, "username": "bo77", "name": "Bo"}}, BO),
        (
            {},
            {"createdByUser": {"username": "bo77", "name": ""}, "lastModifiedByUser": {"name": "Ada"}},
            Creator("bo77"),
        ),
        ({"lastModifiedBy": "Bo"}, {}, BO),
        ({}, {}, None),
    ],
)
def test_zotero_says_who_in_a_group_made_an_annotation(
    item: dict[str, object], meta: dict[str, object], creator: Creator | None
) -> None:
    data = {"itemType": "annotation", "annotationType": "highlight", "annotationText": "words", **item}
    [work] = ZoteroImporter().read(Source(json.dumps([{"key": "K", "meta": meta, "data": data}]).encode()))
    assert [one.creator for one in work.annotations] == [creator]


def test_the_reader_of_zotero_says_who_made_an_annotation() -> None:
    value = {"type": "highlight", "text": "words", "authorName": "Ada", "position": {}, "sortIndex": "1", "id": "K"}
    [work] = ZoteroImporter().read(Source(json.dumps([value]).encode()))
    assert [one.creator for one in work.annotations] == [ADA]


def creators_in_taguette(folder: Path, *logins: str) -> list[Creator | None]:
    """Those of the two highlights of a project whose users have written these commands: the first, the second, the
    first again, and so on.
    """
    path = folder / "project.sqlite3"
    path.write_bytes((SAMPLES / "taguette" / "project.sqlite3").read_bytes())
    with sqlite3.connect(path) as database:
        ids = [one for (one,) in database.execute("SELECT id FROM highlights ORDER BY start_offset")]
        database.execute("DROP TABLE IF EXISTS commands")
        database.execute("CREATE TABLE commands (id INTEGER PRIMARY KEY, user_login TEXT, payload TEXT)")
        payloads = [json.dumps({"type": "highlight_add", "highlight_id": ids[n % 2]}) for n in range(len(logins))]
        rows = [*zip(logins, payloads, strict=True), ("dee", "[[["), ("dee", '{"type": "tag_add", "highlight_id": 1}')]
        database.executemany("INSERT INTO commands (user_login, payload) VALUES (?, ?)", rows)
    database.close()
    [work] = TaguetteImporter().read(Source(path.read_bytes()))
    return [one.creator for one in work.annotations]


def test_the_database_of_taguette_says_who_made_a_highlight_first(tmp_path: Path) -> None:
    assert creators_in_taguette(tmp_path, "Ada", "Bo", "Cy") == [ADA, BO]


def test_an_exported_project_of_taguette_names_nobody_but_whoever_exported_it(tmp_path: Path) -> None:
    assert creators_in_taguette(tmp_path, "admin", "admin") == [None, None]


@pytest.mark.parametrize(
    ("user_type", "user", "creator"), [("web", "Ada", ADA), ("web", "*", None), ("local", "viewer", None)]
)
def test_calibre_names_the_users_of_its_server(
    user_type: str, user: str, creator: Creator | None, tmp_path: Path
) -> None:
    path = tmp_path / "metadata.db"
    path.write_bytes((SAMPLES / "calibre" / "metadata.db").read_bytes())
    with sqlite3.connect(path) as database:
        database.execute("UPDATE annotations SET user_type = ?, user = ?", (user_type, user))
    database.close()
    works = list(CalibreImporter().read(Source(path.read_bytes(), str(path))))
    described = (SAMPLES / "calibre" / "metadata.opf").read_text("utf-8")
    described = described.replace("&quot;viewer&quot;", f"&quot;{user}&quot;")
    described = described.replace("&quot;local&quot;", f"&quot;{user_type}&quot;")
    works += CalibreImporter().read(Source(described.encode(), "metadata.opf"))
    assert {one.creator for work in works for one in work.annotations} == {creator}


@pytest.mark.parametrize("column", ["Annotator", "highlighted_by", "Coder", "User Name"])
def test_tables_have_a_column_for_whoever_marked_the_words(column: str) -> None:
    table = f"Title,Author,Quote,{column}\nThe Ferry,Ada Lind,at dawn,Bo\nThe Ferry,Ada Lind,at dusk,\n"
    [work] = TableImporter().read(Source(table.encode()))
    assert (work.author, [one.creator for one in work.annotations]) == ("Ada Lind", [BO, None])


def test_wallabag_names_the_account() -> None:
    entries = json.loads((SAMPLES / "wallabag" / "entries.json").read_text("utf-8"))
    for entry in entries:
        for one in entry.get("annotations", ()):
            one["user"] = "Ada"
    works = WallabagImporter().read(Source(json.dumps(entries).encode()))
    assert {one.creator for work in works for one in work.annotations} == {ADA}
