"""Adding sources to a library on disk, with a web server on this machine."""

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from exporting.pdf_marks import seen_in
from local_site import Answer, Site, answer, running_site
from tiny_pdf import Text, nested_forms_pdf, pdf
from waiting import Stop

from readtui.bootstrap import Services, open_services
from readtui.errors import ExportError, SourceError, StoppedError
from readtui.model.annotation import AnchorState
from readtui.model.article import ArticleRecord
from readtui.model.passage import Passage
from readtui.services.annotation_reader import AnnotationQuery
from readtui.services.intake.intake import Watch

pytestmark = pytest.mark.usefixtures("kept_processes")

PAGE = """\
<html lang="en"><head><title>The piano</title><meta charset="utf-8"></head><body><article><h1>The piano</h1>
<p>The ferry left the northern pier at dawn, with two carts and a piano on board.</p>
<p>{}</p>
<p>A week later the piano was found in the school, out of tune and full of sand. See <a href="/next">the rest</a>.</p>
</article></body></html>
"""
BEFORE = "Nobody on the shore could say who had ordered the piano, or what for."
AFTER = "In the evening the harbour master counted the carts twice, and wrote down three."


@pytest.fixture
def site() -> Iterator[Site]:
    with running_site() as site:
        site.answers["/piano"] = page(BEFORE)
        yield site


@pytest.fixture
def services(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    monkeypatch.setenv("READTUI_STATE", str(tmp_path / "state"))
    opened = open_services(tmp_path / "library")
    yield opened
    opened.close()


def page(words: str) -> Answer:
    return answer(200, PAGE.format(words).encode(), Content_Type="text/html; charset=utf-8")


def annotate(services: Services, record: ArticleRecord, *quotes: str) -> None:
    article = services.library.open(record.id)
    for words in quotes:
        start = article.text.index(words)
        passage = Passage(start, start + len(words))
        services.repository.apply(services.annotator.create(record.id, article, passage, color="yellow"))


def files(services: Services) -> list[str]:
    """All files of articles."""
    kept = [*services.folder.glob("articles/*"), *services.folder.glob("texts/*")]
    return [path.name for path in kept]


def test_a_page_is_known_by_its_address_and_fetched_once(services: Services, site: Site) -> None:
    site.answers["/old"] = answer(301, Location="/piano#top")
    said: list[str] = []
    added = services.library.add(f"{site.url.upper()}/old", tags=["boats"], watch=Watch(said.append))
    address = f"{site.url}/piano"
    assert added.created
    assert added.record.id == hashlib.sha256(address.encode()).hexdigest()[:16]
    assert (added.record.metadata.source, added.record.title, added.record.paths) == (address, "The piano", ())
    assert said[:2] == ["fetching", "fetching 1 kB of 1 kB"]
    assert said[-1] == "reading"
    assert f"{site.url}/next" in {
        mark.target for b in services.library.open(added.record.id).blocks for mark in b.marks
    }
    site.paths.clear()
    for again in (address, f"{address}#end"):
        assert services.library.add(again).record.id == added.record.id
        assert services.library.find(again).id == added.record.id
    assert site.paths == []
    assert services.library.add(f"{site.url}/old").created is False


def test_a_downloaded_copy_of_a_fetched_file_belongs_to_its_article(
    services: Services, site: Site, tmp_path: Path
) -> None:
    data = pdf([[Text(72, 700, "It left at dawn.")]])
    site.answers["/paper.pdf"] = answer(200, data, Content_Type="application/pdf")
    fetched = services.library.add(f"{site.url}/paper.pdf").record
    annotate(services, fetched, "at dawn")
    documents = services.exports.documents(AnnotationQuery(articles=(fetched.id,)))
    with pytest.raises(ExportError, match=r"no PDF file of .*, only its URL: http.*/paper\.pdf") as refused:
        services.exports.write("pdf", documents, tmp_path / "out.pdf")
    assert "readtui add FILE" in refused.value.hint

    copy = tmp_path / "paper.pdf"
    copy.write_bytes(data)
    added = services.library.add(str(copy))
    assert (added.created, added.record.id, added.record.paths) == (False, fetched.id, (str(copy),))
    services.exports.write("pdf", documents, tmp_path / "out.pdf")
    assert [one.words for one in seen_in((tmp_path / "out.pdf").read_bytes())] == ["atdawn"]

    site.answers["/paper.pdf"] = answer(200, pdf([[Text(72, 700, "It left at noon.")]]), Content_Type="application/pdf")
    intake = services.library.intake
    again = intake.renew(intake.bring_again(added.record))
    assert services.library.open(again.record.id).text == "It left at noon.", "the address is still its source"


def test_the_servers_media_type_chooses_the_importer(services: Services, site: Site) -> None:
    site.answers["/paper?id=7"] = answer(
        200, pdf([[Text(72, 700, "It left at dawn.")]]), Content_Type="application/pdf"
    )
    site.answers["/latin"] = answer(
        200, "Grüße vom Fluß.".encode("latin-1"), Content_Type="text/plain; charset=latin-1"
    )
    site.answers["/boat"] = answer(200, b"\x89PNG\r\n\x1a\n", Content_Type="image/png")
    assert services.library.open(services.library.add(f"{site.url}/paper?id=7").record.id).text == "It left at dawn."
    assert services.library.open(services.library.add(f"{site.url}/latin").record.id).text == "Grüße vom Fluß."
    with pytest.raises(SourceError, match=r"/boat is not text \(image/png\)"):
        services.library.add(f"{site.url}/boat")
    with pytest.raises(SourceError, match="no such page"):
        services.library.add(f"{site.url}/nowhere")
    assert len(services.library.entries()) == 2


def test_a_page_that_changed_takes_its_annotations_along_and_can_be_undone(services: Services, site: Site) -> None:
    record = services.library.add(f"{site.url}/piano").record
    annotate(services, record, "two carts and a piano", BEFORE)
    intake = services.library.intake
    same = intake.renew(intake.bring_again(record))
    assert (same.change, same.outcome) == (None, "unchanged")
    site.answers["/piano"] = page(AFTER)
    renewed = intake.renew(intake.bring_again(record))
    assert renewed.outcome in (
        f"changed; annotations: 1 {one} (“Nobody on the shore could…”), 1 unchanged" for one in ("to review", "lost")
    )
    assert AFTER in services.library.open(record.id).text
    services.history.undo()
    assert BEFORE in services.library.open(record.id).text
    assert {a.anchor for a in services.repository.annotations(record.id)} == {AnchorState.EXACT}


def test_a_file_is_read_again_and_a_missing_one_is_reported(services: Services, tmp_path: Path) -> None:
    path = tmp_path / "piano.html"
    path.write_text(PAGE.format(BEFORE))
    record = services.library.add(str(path)).record
    path.write_text(PAGE.format(AFTER))
    intake = services.library.intake
    assert intake.renew(intake.bring_again(record)).outcome == "changed, without annotations"
    path.unlink()
    with pytest.raises(SourceError, match="no such file"):
        intake.bring_again(record)
    piped = services.library.add("-", data=b"From a pipe.").record
    with pytest.raises(SourceError, match="has no file or URL"):
        intake.bring_again(piped)


def test_a_stopped_or_failed_import_leaves_nothing(services: Services, site: Site, tmp_path: Path) -> None:
    going_on = threading.Event()

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while not going_on.wait(0.01):
            handler.wfile.write(b"x")

    site.answers["/drip"] = drip
    bomb = tmp_path / "bomb.pdf"
    bomb.write_bytes(nested_forms_pdf(9))
    for source in (f"{site.url}/drip", str(bomb)):
        stop = Stop()
        threading.Timer(0.3, stop.set).start()
        with pytest.raises(StoppedError):
            services.library.add(source, watch=Watch(cancelled=stop))
        assert stop.said == 1
    going_on.set()
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 broken")
    with pytest.raises(SourceError):
        services.library.add(str(tmp_path / "broken.pdf"))
    assert files(services) == []
    assert services.repository.history() == []


def test_a_link_leads_to_the_article_with_its_address_or_path(services: Services, site: Site, tmp_path: Path) -> None:
    record = services.library.add(f"{site.url}/piano").record
    site.answers["/copy"] = answer(
        200,
        PAGE.format(AFTER).replace("<meta", f'<link rel="canonical" href="{site.url}/original"><meta').encode(),
        Content_Type="text/html",
    )
    copy = services.library.add(f"{site.url}/copy").record
    notes = tmp_path / "my notes"
    notes.mkdir()
    (notes / "one.md").write_text("# One\n\nSee [two](../more/two%20b.md#part).")
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "two b.md").write_text("# Two\n\nThe end.")
    one, two = (services.library.add(str(path)).record for path in (notes / "one.md", tmp_path / "more" / "two b.md"))

    def leads_to(target: str) -> str | None:
        found = services.library.linked(one, target)
        return found.id if found else None

    assert leads_to(f"{site.url}/piano#sand") == record.id
    assert leads_to(f"{site.url}/original") == copy.id
    assert leads_to("../more/two%20b.md#part") == two.id
    for elsewhere in (f"{site.url}/other", "mailto:a@example.org", "http://[", "#nothing", "three.md"):
        assert leads_to(elsewhere) is None
    services.library.remove(two)
    assert leads_to("../more/two%20b.md") is None


@pytest.fixture
def copies(services: Services, tmp_path: Path) -> tuple[Path, Path, ArticleRecord]:
    """Two files of one article, with an annotation."""
    first, second = tmp_path / "a.html", tmp_path / "b.html"
    for path in (first, second):
        path.write_text(PAGE.format(BEFORE))
        record = services.library.add(str(path)).record
    annotate(services, record, BEFORE)
    return first, second, services.library.find(str(first))


def test_a_copy_that_diverged_is_a_separate_article(
    services: Services, copies: tuple[Path, Path, ArticleRecord]
) -> None:
    kept, changed, record = copies
    changed.write_text(PAGE.format(f"<s>{BEFORE}</s>"))
    assert services.library.add(str(changed)).record.paths == (str(changed),), "struck out, the words say otherwise"
    assert services.history.undo()
    changed.write_text(PAGE.format(AFTER))
    intake = services.library.intake
    assert intake.bring_changed(record) is None
    assert intake.renew(intake.bring_again(record)).outcome.startswith(f"unchanged; {changed} has another text")
    added = services.library.add(str(changed))
    assert (added.created, added.notice) == (True, "the file is no longer a copy of “The piano”")
    assert (added.record.paths, added.record.metadata.source) == ((str(changed),), str(changed))
    for _ in range(2):
        for path, words, annotations in ((kept, BEFORE, 1), (changed, AFTER, 0)):
            found = services.library.add(str(path)).record
            assert found.paths == (str(path),)
            assert words in services.library.open(found.id).text
            assert len(services.repository.annotations(found.id)) == annotations
    services.history.undo()
    assert services.library.find(str(changed)).id == record.id
    assert services.library.find(str(kept)).paths == record.paths
    again = services.library.add(str(changed))
    assert again.record.id == added.record.id
    assert again.notice == "restored it from the trash; the file is no longer a copy of “The piano”"
    # Both files are edited again, and each stays with its own article.
    for path, owner in ((kept, record.id), (changed, added.record.id)):
        path.write_text(PAGE.format(f"Now in {path.name}."))
        assert services.library.add(str(path)).record.id == owner


def test_the_first_of_two_copies_leaves_as_the_second_does(
    services: Services, copies: tuple[Path, Path, ArticleRecord]
) -> None:
    changed, kept, record = copies
    changed.write_text(PAGE.format(AFTER))
    intake = services.library.intake
    refreshed = intake.renew(intake.bring_again(record))
    assert refreshed.outcome.startswith(f"unchanged; {changed} has another text")
    assert services.library.add(str(changed)).record.id != record.id
    left = services.library.find(str(kept))
    assert (left.id, left.paths, left.metadata.source) == (record.id, (str(kept),), str(kept))


def test_a_copy_joins_the_article_with_its_current_content(
    services: Services, copies: tuple[Path, Path, ArticleRecord], tmp_path: Path
) -> None:
    _, changed, _ = copies
    other = tmp_path / "c.html"
    other.write_text(PAGE.format(AFTER))
    there = services.library.add(str(other)).record
    changed.write_text(PAGE.format(AFTER))
    joined = services.library.add(str(changed))
    assert (joined.created, joined.record.id) == (False, there.id)
    assert joined.record.paths == (str(other), str(changed))


def test_a_copy_with_the_same_text_or_an_earlier_one_stays_a_copy(
    services: Services, copies: tuple[Path, Path, ArticleRecord]
) -> None:
    kept, changed, record = copies
    changed.write_text(PAGE.format(BEFORE) + "\n\n")
    assert services.library.add(str(changed)).record == services.library.find(str(kept)) == record
    for path in (kept, changed):
        path.write_text(PAGE.format(AFTER))
    renewed = services.library.add(str(kept)).record
    assert renewed.content
    changed.write_text(PAGE.format(BEFORE))
    said = services.library.add(str(changed))
    assert (said.record, services.library.add(str(kept)).record) == (renewed, renewed)
    assert said.notice.startswith("the file has an earlier version")


def test_a_file_with_an_earlier_text_of_an_article_is_not_that_article(
    services: Services, copies: tuple[Path, Path, ArticleRecord], tmp_path: Path
) -> None:
    kept, changed, record = copies
    for path in (kept, changed):
        path.write_text(PAGE.format(AFTER))
    assert services.library.add(str(kept)).record.id == record.id
    made = list[str]()
    for name in ("template.html", "another.html", "template.html"):
        (tmp_path / name).write_text(PAGE.format(BEFORE))
        made.append(services.library.add(str(tmp_path / name)).record.id)
    assert (len(set(made)), record.id in made) == (1, False)
    assert BEFORE in services.library.open(made[0]).text
    assert AFTER in services.library.open(record.id).text
    # The file itself may have been renamed, and its earlier text restored.
    (tmp_path / "own.html").write_text("<p>One</p>")
    own = services.library.add(str(tmp_path / "own.html")).record.id
    (tmp_path / "own.html").write_text("<p>Two</p>")
    assert services.library.add(str(tmp_path / "own.html")).record.content
    (tmp_path / "own.html").unlink()
    (tmp_path / "renamed.html").write_text("<p>One</p>")
    assert services.library.add(str(tmp_path / "renamed.html")).record.id == own


def test_a_changed_file_whose_copy_is_gone_keeps_its_article(
    services: Services, copies: tuple[Path, Path, ArticleRecord]
) -> None:
    gone, changed, record = copies
    gone.unlink()
    changed.write_text(PAGE.format(AFTER))
    assert services.library.add(str(changed)).record.id == record.id
    assert AFTER in services.library.open(record.id).text
