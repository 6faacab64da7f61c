"""Projects and tables of Taguette."""

import sqlite3
from pathlib import Path

import pytest
from growth import assert_growth

from readtui.errors import SourceError
from readtui.importers.importer import Source
from readtui.interchange.importer import ImportedTag
from readtui.interchange.research.taguette import TaguetteImporter

SAMPLES = Path(__file__).parents[3] / "support" / "importing" / "samples" / "taguette"


@pytest.mark.parametrize("name", ["project.sqlite3", "highlights.csv"])
def test_highlights_have_their_words_and_all_their_tags(name: str) -> None:
    [work] = TaguetteImporter().read(Source((SAMPLES / name).read_bytes()))
    assert work.title == "The ferry"
    assert [(one.quote, one.tags) for one in work.annotations] == [
        ("came back at dusk", ("crew",)),
        ("Nobody on board", ("crew", "crew.silence")),
    ]


def test_a_project_has_its_texts_and_descriptions_of_tags() -> None:
    [work] = TaguetteImporter().read(Source((SAMPLES / "project.sqlite3").read_bytes()))
    assert work.codebook == (ImportedTag("crew", "", "Who works on board"), ImportedTag("crew.silence"))
    assert b"<em>came back</em>" in (work.content.data if work.content else b"")


def test_a_database_of_another_program_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "x.db") as database:
        database.execute("CREATE TABLE a (b)")
    database.close()
    source = Source((tmp_path / "x.db").read_bytes())
    assert not TaguetteImporter().recognises(source)
    with pytest.raises(SourceError, match="not a Taguette project"):
        list(TaguetteImporter().read(source))


def test_time_grows_with_the_documents_of_a_project_and_not_with_their_square(tmp_path: Path) -> None:
    def project(count: int) -> Source:
        path = tmp_path / f"{count}.sqlite3"
        path.write_bytes((SAMPLES / "project.sqlite3").read_bytes())
        with sqlite3.connect(path) as database:
            [columns] = (database.execute("SELECT group_concat(name) FROM pragma_table_info('documents')").fetchone(),)
            others = columns[0].removeprefix("id,")
            for number in range(1000, 1000 + count):
                database.execute(f"INSERT INTO documents SELECT {number},{others} FROM documents WHERE id = 1")
                database.execute(
                    "INSERT INTO highlights (id, document_id, start_offset, end_offset, snippet) VALUES (?,?,0,3,?)",
                    (number, number, "The"),
                )
        database.close()
        return Source(path.read_bytes())

    projects = {count: project(count) for count in (600, 6_000)}

    def read(count: int) -> None:
        assert sum(len(work.annotations) for work in TaguetteImporter().read(projects[count])) == count + 2

    assert_growth(read, few=600, many=6_000, below=20)
