"""Long documents, of which the first pages are there at once."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from articles import article_of, history_in, memory_library
from importing.desk import ImportDesk, on, work
from local_site import answer, running_site
from tiny_pdf import Text, book, pdf

from readtui.cli.discuss import _brought as brought
from readtui.errors import SourceError
from readtui.importers.importer import Cancelled, Source, never
from readtui.importers.pdf import document
from readtui.importers.pdf.importer import PdfImporter
from readtui.model.annotation import AnchorState
from readtui.model.article import Article, ArticleRecord, PagesRead
from readtui.model.passage import Passage
from readtui.services.annotating.annotator import Annotator
from readtui.services.intake.intake import Watch
from readtui.services.library import Library
from readtui.services.threads.thread_files import has_changed
from readtui.storage.repository import ReadingPosition

PAGES = 70


def read(source: Source, cancelled: Cancelled = never) -> Article:
    return PdfImporter().read(source)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return replace(memory_library((".pdf",)), read=read, documents=lambda: tmp_path / "documents")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "valley.pdf"
    made.write_bytes(book(PAGES))
    return made


def begun(library: Library, path: Path) -> ArticleRecord:
    adding = library.adding(first_pages=True)
    added = adding.add(str(path))
    adding.close()
    return added.record


def finished(library: Library, record: ArticleRecord, watch: Watch | None = None) -> ArticleRecord:
    intake = library.intake
    incoming = intake.bring_other_pages(record, watch=watch or Watch())
    assert incoming is not None
    return intake.renew(incoming).record


def annotate(library: Library, record: ArticleRecord, words: str) -> None:
    article = library.open(record.id)
    start = article.text.index(words)
    made = Annotator(library.clock, library.new_id)
    library.repository.apply(made.create(record.id, article, Passage(start, start + len(words)), color="yellow"))


def test_the_whole_article_is_the_same_as_read_at_once(library: Library, path: Path) -> None:
    whole = memory_library((".pdf",))
    added = replace(whole, read=read).add(str(path)).record
    record = begun(library, path)
    assert record.part == PagesRead(30, PAGES)
    assert (record.id, record.title, record.paths) == (added.id, added.title, added.paths)
    first = library.open(record.id)
    assert "page 30 the" in first.text
    assert "page 31 the" not in first.text
    told: list[str] = []
    record = finished(library, record, Watch(told.append))
    assert told == ["reading", *(f"reading pages {number} of {PAGES}" for number in (0, 20, 40, 60, PAGES))]
    assert library.open(record.id) == whole.repository.article(added.id)
    unlike = {"added", "modified", "versions"}
    assert not [
        name for name in ArticleRecord.__slots__ if name not in unlike and getattr(record, name) != getattr(added, name)
    ]
    assert library.intake.bring_changed(record) is None, "the next look at the file reads nothing"


def test_what_was_annotated_meanwhile_stays_and_undo_takes_it_back_and_nothing_else(
    library: Library, path: Path
) -> None:
    record = begun(library, path)
    first = record.text_version
    for words in ("nobody in summer 3 hurries the river", "keeper of bridge 30, which"):
        annotate(library, record, words)
    library.repository.keep_position(record.id, ReadingPosition(900, 0.5, "2026-03-01T00:00:00Z"))
    at = library.open(record.id).text[900:960]
    record = finished(library, record)
    article = library.open(record.id)
    found = {
        one.passage.of(article.text): one.anchor for one in library.repository.annotations(record.id) if one.passage
    }
    assert found == dict.fromkeys(
        ("nobody in summer 3 hurries the river", "keeper of bridge 30, which"), AnchorState.EXACT
    )
    position = library.repository.position(record.id)
    assert position is not None
    assert article.text[position.offset :].startswith(at)
    assert 0.15 < position.progress < 0.25
    history_in(library).undo(record.id)
    assert len(library.repository.annotations(record.id)) == 1
    assert library.open(record.id) == article
    assert first in library.repository.text_versions(record.id), "where annotations were made stays known"


def test_a_file_that_changes_before_its_other_pages_are_read_is_reloaded(library: Library, path: Path) -> None:
    record = begun(library, path)
    annotate(library, record, "nobody in summer 3 hurries the river")
    path.write_bytes(book(PAGES - 8))
    incoming = library.intake.bring_other_pages(record)
    assert incoming is not None
    reloaded = library.intake.renew(incoming)
    assert reloaded.notice == "the source has changed; annotations: 1 unchanged"
    assert reloaded.record.part is None
    assert reloaded.change is not None
    assert not reloaded.change.by_itself


def test_words_are_not_in_doubt_because_more_pages_join_other_lines_to_them(library: Library, path: Path) -> None:
    def joined(source: Source, cancelled: Cancelled) -> Article:
        """All pages tell better how a paragraph begins than the first ones."""
        texts = [f"The toll of bridge {number} is due in winter, {number} coins for a cart" for number in range(9)]
        whole = article_of(("\n\n" if source.first_pages else " and not ").join(texts))
        return replace(whole, part=PagesRead(30, PAGES) if source.first_pages else None)

    library = replace(library, read=joined)
    record = begun(library, path)
    annotate(library, record, "bridge 3 is due in winter, 3 coins for a cart")
    record = finished(library, record)
    [found] = library.repository.annotations(record.id)
    assert (found.anchor, found.why) == (AnchorState.EXACT, "")


def test_first_pages_that_nobody_annotated_are_not_kept(library: Library, path: Path) -> None:
    record = finished(library, begun(library, path))
    assert library.repository.text_versions(record.id) == {record.text_version}


def test_whoever_adds_it_without_reading_waits_for_all_pages(library: Library, path: Path, tmp_path: Path) -> None:
    assert library.add(str(path)).record.part is None
    other, copy = memory_library((".pdf",)), tmp_path / "copy.pdf"
    other = replace(other, read=read)
    record = begun(other, path)
    assert begun(other, path) == record, "to open it again reads no page"
    copy.write_bytes(path.read_bytes())
    assert begun(other, copy).part == record.part
    added = other.add(str(copy))
    assert (added.record.id, added.record.part, added.record.paths) == (record.id, None, (str(path), str(copy)))
    assert "page 70 the" in other.open(record.id).text


def test_what_waits_for_the_article_finds_it_with_all_its_pages(path: Path) -> None:
    desk = ImportDesk()
    desk.library = replace(desk.library, read=read)
    assert desk.bring(work("The valley", on("became the keeper of bridge 69"))) == {"waiting": 1}
    record = begun(desk.library, path)
    assert desk.notes(record.id) == []
    finished(desk.library, record)
    assert [note.anchor for note in desk.notes(record.id)] == [AnchorState.EXACT]


def test_pages_that_cannot_be_read_are_reported_and_the_first_ones_stay(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "dense.pdf"
    path.write_bytes(book(PAGES, last=[Text(72, 600 - row * 8, "word " * 20, 6) for row in range(50)]))
    record = begun(library, path)
    monkeypatch.setattr(document, "_MAX_PAGE_GLYPHS", 2_000)
    with pytest.raises(SourceError) as raised:
        library.intake.bring_other_pages(record)
    assert raised.value.message.startswith(f"could not read the other pages: {path} contains more text than")
    assert raised.value.hint == "The first 30 of 70 pages of “The valley” stay in the library."
    assert library.repository.record(record.id) == record
    assert "page 30 the" in library.open(record.id).text
    assert library.intake.bring_other_pages(record) is None, "it is not tried again at each opening"
    with pytest.raises(SourceError):
        library.intake.bring_other_pages(record, is_asked=True)
    path.write_bytes(book(PAGES))
    changed = library.intake.bring_other_pages(record)
    assert changed is not None, "another file may be better"
    assert library.intake.renew(changed).notice == "the source has changed"
    assert not list((tmp_path / "documents").iterdir())


def test_a_reading_that_is_stopped_is_tried_again(library: Library, path: Path) -> None:
    def killed(source: Source, cancelled: Cancelled) -> Article:
        raise SourceError("reading failed", "")

    record = begun(library, path)
    dying = replace(library, read=killed).intake
    with pytest.raises(SourceError):
        dying.bring_other_pages(record, watch=Watch(cancelled=lambda: True))
    assert finished(library, record).part is None


@pytest.mark.parametrize("is_fetched", [True, False], ids=["URL", "stdin"])
def test_what_no_file_has_is_kept_until_all_pages_are_read(
    library: Library, path: Path, tmp_path: Path, is_fetched: bool
) -> None:
    data = path.read_bytes()
    with running_site() as site:
        site.answers["/valley"] = answer(200, data, Content_Type="application/pdf")
        url = f"{site.url}/valley"
        adding = library.adding(first_pages=True)
        record = adding.add(url).record if is_fetched else adding.add("-", data=data).record
        adding.close()
    assert record.part == PagesRead(30, PAGES)
    [kept] = (tmp_path / "documents").iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600
    kept.write_bytes(data[:-100])
    with pytest.raises(SourceError) as raised:
        library.intake.bring_other_pages(record)
    there = "only the first 30 of 70 pages of “The valley” are in the library, and the document is no longer kept"
    hint = f"To fetch it again: readtui refresh {record.id}" if is_fetched else "Add it again."
    assert (raised.value.message, raised.value.hint) == (there, hint)
    kept.write_bytes(data)
    record = finished(library, record)
    assert (record.part, "page 70 the" in library.open(record.id).text) == (None, True)
    assert not list((tmp_path / "documents").iterdir())


def test_what_comes_on_stdin_again_is_kept_again_only_while_pages_are_missing(
    library: Library, path: Path, tmp_path: Path
) -> None:
    data, documents = path.read_bytes(), tmp_path / "documents"
    adding = library.adding(first_pages=True)
    record = adding.add("-", data=data).record
    for kept in documents.iterdir():
        kept.unlink()
    assert adding.add("-", data=data).record.id == record.id
    [kept] = documents.iterdir()
    assert kept.read_bytes() == data
    kept.unlink()
    assert adding.add(str(path)).record.id == record.id
    assert list(documents.iterdir()) == [], "a file has it"
    adding.close()
    finished(library, library.find(record.id))
    assert library.add("-", data=data).record.id == record.id
    assert list(documents.iterdir()) == []


def test_a_document_that_is_no_longer_kept_is_fetched_when_somebody_asks_for_it(
    library: Library, path: Path, tmp_path: Path
) -> None:
    with running_site() as site:
        site.answers["/valley"] = answer(200, path.read_bytes(), Content_Type="application/pdf")
        adding = library.adding(first_pages=True)
        record = adding.add(f"{site.url}/valley").record
        adding.close()
        shutil.rmtree(tmp_path / "documents")
        result = library.intake.renew(library.intake.bring_again(record))
    assert (result.notice, result.record.part) == ("all 70 pages are read", None)


def test_a_file_that_is_gone_is_named(library: Library, path: Path) -> None:
    record = begun(library, path)
    path.unlink()
    for bring in (library.intake.bring_other_pages, library.intake.bring_again):
        with pytest.raises(SourceError) as raised:
            bring(record)
        assert raised.value.message.endswith(f" are in the library: no such file: {path}")


def test_what_cannot_be_kept_is_read_as_a_whole(library: Library, path: Path, tmp_path: Path) -> None:
    (tmp_path / "documents").write_text("a file", "utf-8")
    adding = library.adding(first_pages=True)
    assert adding.add("-", data=path.read_bytes()).record.part is None
    adding.close()


def test_a_file_of_which_the_first_pages_were_read_has_not_changed(library: Library, path: Path) -> None:
    record = begun(library, path)
    assert not has_changed(record, str(path))
    path.write_bytes(book(PAGES - 8))
    assert has_changed(record, str(path))


@pytest.mark.parametrize(
    ("lines", "part"),
    [
        ([1] * 61, (30, 61)),
        ([1] * 60, None),
        ([40] * 8, (3, 8)),
        ([0] * 40 + [1] * 22, (41, 62)),
        ([0] * 61 + [1], None),
    ],
)
def test_the_first_pages_are_enough_if_they_have_text(
    lines: list[int], part: PagesRead | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document, "_FIRST_GLYPHS", 8_000)
    made = pdf([[Text(72, 800 - row * 12, "word " * 16) for row in range(count)] for count in lines])
    assert PdfImporter().read(Source(made, "a.pdf", first_pages=True)).part == part


def test_a_long_document_is_discussed_from_its_first_pages_on_unless_it_may_be_one_that_was_renamed(
    library: Library, path: Path
) -> None:
    [(before, shown)] = brought(library, [str(path)], b"", None)[0].items()
    assert shown == str(path)
    record = library.find(before)
    assert (record.part, record.discussed is not None) == (PagesRead(30, PAGES), True)
    record = finished(library, record)
    article = library.open(before)
    start = article.text.index("keeper of bridge 60")
    making = Annotator(library.clock, library.new_id)
    passage = Passage(start, start + len("keeper of bridge 60"))
    library.repository.apply(making.create(before, article, passage, note="Who?", is_thread=True))
    renamed = path.rename(path.with_name("plain.pdf"))
    renamed.write_bytes(book(PAGES, last=[Text(72, 300, "The end.")]))
    found, former = brought(library, [str(renamed)], b"", None)
    [new] = found
    assert {one: document.id for one, document in former.items()} == {new: before}
    assert library.find(new).part is None
