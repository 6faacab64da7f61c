"""Works whose text is not there yet, from the import to the text: on the command line, and in an open reader."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from local_site import Site, answer, running_site

from readtui.bootstrap import Services, open_services
from readtui.errors import NotFoundError
from readtui.model.annotation import AnchorState
from readtui.model.article import ReadingState
from readtui.services.annotation_reader import AnnotationQuery
from readtui.services.reviewing.schedule import outcomes
from tests.unit.cli.conftest import Readtui
from tests.unit.cli.test_import_command import HEAD

LATER, EARLIER = "The lake was as still as a plate, and as cold.", "Nobody had crossed it since the frost."
TEXT = f"# The Lake\n\nby Lan Hu\n\n{EARLIER} So they said.\n\n{LATER} It stayed so until March.\n"
PAGE = "<html><head><title>{0}</title></head><body><article><h1>{0}</h1><p>{1}</p></article></body></html>"
WORDS = "The wheel of the mill turned all night, and nobody in the village slept because of it. " * 4


@pytest.fixture
def work(readtui: Readtui, tmp_path: Path) -> str:
    """The id of a book with two highlights, of which the later one was made first."""
    places = ((300, LATER), (20, EARLIER))
    text = (f"The Lake (Hu, Lan)\r\n{HEAD.format(at)}\r\n\r\n{words}\r\n==========\r\n" for at, words in places)
    (tmp_path / "My Clippings.txt").write_text("".join(text), encoding="utf-8")
    assert readtui("import", str(tmp_path / "My Clippings.txt")).code == 0
    [listed] = readtui("list", "--json").json
    return str(listed["id"])


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    opened = open_services(tmp_path / "library")
    yield opened
    opened.close()


@pytest.fixture
def text(tmp_path: Path) -> str:
    path = tmp_path / "lake.md"
    path.write_text(TEXT, encoding="utf-8")
    return str(path)


def test_a_waiting_work_is_shown_and_put_in_a_state_tagged_noted_and_exported_like_an_article(
    readtui: Readtui, work: str
) -> None:
    shown = readtui("show", work[:12]).out
    assert shown.index(EARLIER) < shown.index(LATER)
    assert [one["quote"] for one in readtui("annotations", work, "--json").json] == [EARLIER, LATER]
    assert readtui("state", work, "done").code == 0
    assert readtui("edit", work.removeprefix("waiting-"), "--tag", "lakes", "--note", "Read twice.").code == 0
    [listed] = readtui("list", "--json", "is:done").json
    assert (listed["tags"], listed["annotations"]) == (["lakes"], 3)
    exported = readtui("export", work, "--format", "markdown").out
    assert exported.index(EARLIER) < exported.index(LATER)
    assert f"(readtui:{work.removeprefix('waiting-')})" in exported
    refused = readtui("annotate", work, "--quote", "frost", "--tag", "cold")
    assert (refused.code, "its text is not in the library yet" in refused.err) == (1, True)


def test_a_removed_work_comes_back_from_the_trash_and_a_placed_one_is_not_in_it(
    readtui: Readtui, work: str, text: str
) -> None:
    readtui("remove", work)
    assert readtui("list", "--json").json == []
    assert [one["id"] for one in readtui("trash", "--json").json] == [work]
    assert readtui("restore", work).code == 0
    assert len(readtui("list", "--json").json) == 1
    readtui("add", text, "--title", "The Lake", "--author", "Lan Hu")
    assert readtui("trash", "--json").json == []


def test_all_of_a_work_moves_to_its_text_and_its_id_stays_an_alias(
    readtui: Readtui, work: str, text: str, services: Services
) -> None:
    readtui("state", work, "done")
    readtui("edit", work, "--tag", "lakes")
    now = datetime.now(UTC)
    [asked, _] = services.reviewing.due(now, AnnotationQuery(), 5).each()
    services.repository.apply(services.reviewing.grading.grade(asked, outcomes(asked.card, now, 0.9)[2]))

    [article] = readtui("add", text, "--title", "The Lake", "--author", "Lan Hu").out.splitlines()
    [listed] = readtui("list", "--json").json
    assert (listed["id"], listed["state"], listed["tags"], listed["annotations"]) == (article, "done", ["lakes"], 2)
    assert {one["state"] for one in readtui("annotations", article, "--json").json} == {"exact"}
    assert services.repository.cards(article)[asked.annotation.id].reviews == 1
    for old in (work, work.removeprefix("waiting-"), work.removeprefix("waiting-")[:8]):
        assert services.library.find(old).id == article
    assert readtui("undo").code == 0
    waiting = next(one for one in readtui("list", "--json").json if one["waiting"])
    assert (waiting["id"], waiting["annotations"], waiting["state"]) == (work, 2, "done")


@pytest.mark.parametrize("format", ["markdown", "org", "logseq"])
def test_a_standing_export_writes_a_work_and_goes_on_in_its_file_when_the_text_is_there(
    readtui: Readtui, work: str, text: str, tmp_path: Path, format: str
) -> None:
    notes = tmp_path / "notes"
    (tmp_path / "settings.toml").write_text(f'[[standing_export]]\nformat = "{format}"\nfolder = "{notes}"\n')
    assert readtui("export", "--standing").code == 0
    [file] = [path for path in notes.rglob("*") if path.is_file()]
    before = file.read_text()
    assert before.index(EARLIER) < before.index(LATER)
    file.write_text(before.rstrip("\n") + "\n\nA line of my own.\n")
    readtui("add", text, "--title", "The Lake", "--author", "Lan Hu")
    earlier, later = readtui("annotations", "--json").json
    readtui("edit", later["id"], "--note", "Why so still?")
    readtui("remove", earlier["id"])
    assert readtui("export", "--standing").code == 0
    assert [path for path in notes.rglob("*") if path.is_file()] == [file]
    after = file.read_text()
    assert "Why so still?" in after
    assert "A line of my own." in after
    assert after.count(LATER) == before.count(LATER)
    readtui("export", "--standing")
    assert file.read_text() == after


def test_what_is_changed_in_the_reader_still_waits_and_has_no_place_on_disk(work: str, services: Services) -> None:
    session = services.read(work)
    assert session.is_waiting
    assert not session.has_other_text
    first, second = session.annotations
    assert [session.article.text[one.passage.start : one.passage.end] for one in (first, second) if one.passage] == [
        EARLIER, LATER,
    ]  # fmt: skip
    for change in (session.annotator.set_tags(first, ["frost"]), session.annotator.set_note(second, "Why?")):
        session.apply(services.repository.apply(change))
    session.apply(services.repository.apply(session.annotator.create_on_article(work, note="Read twice.")))
    assert [one.tags for one in session.annotations] == [("frost",), ()]
    stored = services.repository.annotations(work)
    assert {one.anchor for one in stored} == {AnchorState.WAITING}
    assert {one.position for one in stored} == {None}
    assert session.starts_at == first.passage.start if first.passage else None
    with pytest.raises(ValueError, match="not in the library yet"):
        session.annotator.create(work, session.article, first.passage, color="yellow")  # type: ignore[arg-type]


def test_saved_pages_are_listed_and_a_second_import_brings_back_none_that_was_removed(
    readtui: Readtui, tmp_path: Path, services: Services
) -> None:
    pages = tmp_path / "pages.csv"
    pages.write_text(
        "title,url,time_added,tags,status\n"
        "The Mill,https://mill.example/1,1500000000,water|wheels,archive\nhttps://b.example,https://b.example,,,unread\n"
    )
    assert "listed: 2 articles, without their text" in readtui("import", str(pages)).out
    mill, other = sorted(services.library.waiting_entries(), key=lambda one: one.record.title, reverse=False)
    assert (mill.record.title, mill.record.tags, mill.record.state) == (
        "The Mill", ("water", "wheels"), ReadingState.ARCHIVED,
    )  # fmt: skip
    assert mill.record.added == "2017-07-14T02:40:00Z"
    assert other.record.title == "https://b.example"
    readtui("remove", other.record.id)
    assert readtui("import", str(pages), "--json").json["listed"] == 0
    assert len(services.library.waiting_entries()) == 1
    for _ in range(2):
        readtui("undo")
    assert services.library.waiting_entries() == []
    assert readtui("import", str(pages), "--json").json["listed"] == 2, "what was undone comes again"


def test_a_saved_page_is_fetched_on_request_also_from_where_it_leads_on(readtui: Readtui, tmp_path: Path) -> None:
    with running_site() as site:
        _serve(site, "/mill", "The Mill")
        site.answers["/old"] = answer(302, Location="/mill")
        (tmp_path / "settings.toml").write_text("[app]\nprivate_network = true\n")
        (tmp_path / "pages.csv").write_text(
            f"title,url,time_added,tags,status\nMill,{site.url}/old,1500000000,water,unread\n"
        )
        readtui("import", str(tmp_path / "pages.csv"))
        [page] = readtui("list", "--json").json
        readtui("state", page["id"], "reading")
        assert site.paths == []
        assert readtui("refresh", page["id"]).line == "The Mill: its text was fetched"
        [article] = readtui("list", "--json").json
        assert (article["waiting"], article["title"], article["tags"], article["state"]) == (
            False, "The Mill", ["water"], "reading",
        )  # fmt: skip
        assert readtui("show", page["id"]).code == 0
        assert "placed what waited" in readtui("undo").err + readtui("history").out


def test_fetching_all_of_a_list_is_one_step_keeps_what_was_changed_and_leaves_out_what_was_removed(
    readtui: Readtui, tmp_path: Path
) -> None:
    with running_site() as site:
        for number in range(3):
            _serve(site, f"/{number}", f"Page {number}")
        site.answers["/old"] = answer(302, Location="/1")
        (tmp_path / "settings.toml").write_text("[app]\nprivate_network = true\n")
        rows = [f"P{number},{site.url}/{path},1500000000,,unread\n" for number, path in enumerate(("0", "old", "2"))]
        (tmp_path / "pages.csv").write_text("title,url,time_added,tags,status\n" + "".join(rows))
        readtui("import", str(tmp_path / "pages.csv"))
        pages = {str(one["title"]): str(one["id"]) for one in readtui("list", "--json").json}
        readtui("state", pages["P0"], "done")
        readtui("edit", pages["P1"], "--tag", "water")
        readtui("remove", pages["P2"])
        assert "added: 2 articles" in readtui("import", str(tmp_path / "pages.csv"), "--fetch").out
        assert "/2" not in site.paths
        listed = {str(one["title"]): one for one in readtui("list", "--json").json}
        assert [(one["waiting"], one["state"], one["tags"]) for one in (listed["P0"], listed["P1"])] == [
            (False, "done", []), (False, "to-read", ["water"]),
        ]  # fmt: skip
        assert len(listed) == 2
        assert readtui("show", pages["P1"]).code == 0
        assert readtui("undo").line == "undone: imported 2 articles from pocket"
        assert sorted(str(one["id"]) for one in readtui("list", "--json").json) == sorted([pages["P0"], pages["P1"]])


def test_of_very_many_pages_an_import_lists_some_and_says_how_many_are_left(
    readtui: Readtui, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("readtui.services.importing.planner._MOST_PAGES", 2)
    rows = "".join(f"P{number},https://b.example/{number},,,unread\n" for number in range(5))
    (tmp_path / "pages.csv").write_text(f"title,url,time_added,tags,status\n{rows}")
    counts = [readtui("import", str(tmp_path / "pages.csv"), "--json").json for _ in range(3)]
    assert [(one["listed"], one["later"]) for one in counts] == [(2, 3), (2, 1), (1, 0)]
    assert len(readtui("list", "--json").json) == 5


def test_a_work_that_is_not_there_is_not_found(services: Services, work: str) -> None:
    with pytest.raises(NotFoundError):
        services.library.find("waiting-0000000000000000")


def _serve(site: Site, path: str, title: str) -> None:
    site.answers[path] = answer(200, PAGE.format(title, WORDS).encode(), Content_Type="text/html; charset=utf-8")
