import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from itertools import count
from pathlib import Path

import pytest
from articles import history_in, memory_library, read_paragraphs
from waiting import wait_until

from readtui.errors import AmbiguousError, NotFoundError, ReadtuiError, SourceError
from readtui.importers.importer import Cancelled, Source
from readtui.model.annotation import AnchorState, Annotation
from readtui.model.article import Article, ArticleRecord, Metadata
from readtui.model.change import Change, Edit
from readtui.model.passage import Passage
from readtui.model.selector import TextQuoteSelector
from readtui.model.tag import Tag
from readtui.search.query.parser import parse
from readtui.search.query.syntax import to_text
from readtui.services.annotating.annotator import Annotator
from readtui.services.annotation_reader import AnnotationQuery
from readtui.services.intake.intake import AddedArticle
from readtui.services.intake.refresh import RefreshResult
from readtui.services.library import Library
from readtui.services.tags.codebook import Codebook
from readtui.storage.repository import ReadingPosition

FERRY = "The ferry\n\nIt left at dawn and came back at dusk."


@pytest.fixture
def library() -> Library:
    return memory_library()


@pytest.fixture
def ferry(tmp_path: Path) -> Path:
    path = tmp_path / "ferry.txt"
    path.write_text(FERRY)
    return path


def refuse(source: Source, cancelled: Cancelled) -> Article:
    raise SourceError(f"{source.name} is no article")


def annotate(library: Library, article_id: str, words: str, **said: object) -> str:
    article = library.open(article_id)
    start = article.text.index(words)
    annotator = Annotator(library.clock, library.new_id)
    change = annotator.create(article_id, article, Passage(start, start + len(words)), **said)  # type: ignore[arg-type]
    library.repository.apply(change)
    return library.repository.annotations(article_id)[-1].id


def test_a_new_file_becomes_an_article(library: Library, ferry: Path) -> None:
    added = library.add(str(ferry), tags=["#boats", "Boats", "travel / river"])
    assert added.created
    assert added.record.title == "The ferry"
    assert added.record.tags == ("boats", "travel/river")
    assert added.record.paths == (str(ferry),)
    assert len(added.record.id) == 16
    assert library.open(added.record.id).text == FERRY


def test_an_annotation_with_a_quote_and_no_place_is_looked_for_and_never_exact_without_one(
    library: Library, ferry: Path
) -> None:
    """Another program may write such annotations. In readtui, one without a position is an orphan that was kept."""
    article_id = library.add(str(ferry)).record.id
    version = library.find(article_id).text_version
    for key, words in (("there", "left at dawn"), ("gone", "sank at noon")):
        made = Annotation(key, article_id, "", "", quote=TextQuoteSelector(words, "It ", " and"), text_version=version)
        library.repository.apply(Change(key, "", "add", (Edit(None, made),)))
    states = {found.annotation.id: found.annotation for found in library.annotations(AnnotationQuery())}
    assert states["gone"].anchor is AnchorState.ORPHAN
    there = states["there"]
    assert there.passage is not None
    assert there.passage.of(FERRY) == "left at dawn"


def test_tags_that_a_new_source_gives_are_the_articles(ferry: Path) -> None:
    def read(source: Source, cancelled: Cancelled) -> Article:
        return replace(read_paragraphs(source, cancelled), tags=("#sea", "River / Weir", "\x1b[31mred"))

    empty = memory_library()
    library = Library(empty.repository, empty.clock, empty.new_id, read, lambda: (".txt",))
    record = library.add(str(ferry), tags=["Sea", "mine"]).record
    assert record.tags == ("sea", "River/Weir", "␛[31mred", "mine")
    library.retag([record], [], ["Sea", "river/weir", "␛[31mred"])
    assert library.add(str(ferry)).record.tags == ("mine",)


def test_adding_again_gives_the_same_article(library: Library, ferry: Path) -> None:
    first = library.add(str(ferry))
    again = library.add(str(ferry))
    assert (again.record, again.created, again.notice) == (first.record, False, "")
    assert len(history_in(library).repository.history()) == 1


def test_a_copy_is_the_same_article_known_by_both_paths(library: Library, ferry: Path, tmp_path: Path) -> None:
    first = library.add(str(ferry))
    copy = tmp_path / "copy.txt"
    ferry.rename(copy)
    again = library.add(str(copy))
    assert again.record.id == first.record.id
    assert again.record.paths == (str(ferry), str(copy))
    assert library.find(str(copy)).id == library.find(str(ferry)).id == first.record.id


def test_a_changed_file_keeps_its_article_and_gives_it_another_text(library: Library, ferry: Path) -> None:
    first = library.add(str(ferry))
    ferry.write_text(FERRY + "\n\nOr so they said.")
    again = library.add(str(ferry))
    assert again.record.id == first.record.id
    assert not again.created
    assert "has changed" in again.notice
    assert library.open(first.record.id).text == FERRY + "\n\nOr so they said."
    assert library.repository.article(first.record.id, first.record.text_version).text == FERRY


def test_a_known_file_that_is_gone_still_finds_its_article(library: Library, ferry: Path) -> None:
    first = library.add(str(ferry))
    ferry.unlink()
    again = library.add(str(ferry))
    assert again.record.id == first.record.id
    assert "no such file" in again.notice


def test_an_article_in_the_trash_comes_back_with_its_annotations(library: Library, ferry: Path) -> None:
    article_id = library.add(str(ferry)).record.id
    annotate(library, article_id, "dawn", note="early")
    library.remove(library.find(article_id))
    assert library.entries() == []
    with pytest.raises(NotFoundError, match="in the trash"):
        library.find(article_id)
    again = library.add(str(ferry))
    assert again.record.deleted is None
    assert "trash" in again.notice
    assert [found.annotation.note for found in library.annotations(AnnotationQuery())] == ["early"]


def test_removing_can_be_undone(library: Library, ferry: Path) -> None:
    article_id = library.add(str(ferry)).record.id
    library.remove(library.find(article_id))
    undone = history_in(library).undo()
    assert undone.what == "undo: delete the article “The ferry”"
    assert library.find(article_id).deleted is None


def test_stdin_is_known_by_its_bytes_only(library: Library) -> None:
    first = library.add("-", data=FERRY.encode())
    assert first.record.metadata.source == "stdin"
    assert first.record.paths == ()
    assert library.add("-", data=FERRY.encode()).record == first.record


def test_a_file_name_that_is_no_unicode_is_kept_as_text(library: Library, tmp_path: Path) -> None:
    name = os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")
    Path(name).write_text(FERRY)
    added = library.add(name)
    added.record.paths[0].encode()
    assert library.find(name).id == added.record.id


def make_folder(path: Path) -> str:
    return str(path)


def make_missing(path: Path) -> str:
    return str(path / "none.txt")


def make_unreadable_path(path: Path) -> str:
    return str(path / "nul\0.txt")


def make_url(_: Path) -> str:
    return "ftp://example.org/article"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (make_folder, "a folder, not a file"),
        (make_missing, "no such file"),
        (make_unreadable_path, "cannot read"),
        (make_url, "only http and https are supported"),
    ],
)
def test_a_source_that_cannot_be_added_is_reported_in_two_lines(
    library: Library, tmp_path: Path, make: Callable[[Path], str], message: str
) -> None:
    with pytest.raises(SourceError, match=message) as caught:
        library.add(make(tmp_path))
    assert caught.value.hint
    assert history_in(library).repository.history() == []


def test_a_device_is_not_an_article(library: Library) -> None:
    with pytest.raises(SourceError, match="not a file"):
        library.add("/dev/zero")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_read_to_its_end_and_one_without_a_writer_is_not_waited_for(library: Library, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(SourceError, match="no program is writing to the pipe"):
        library.add(str(pipe))
    with ThreadPoolExecutor(1) as writer:
        writer.submit(pipe.write_text, FERRY * 5_000)
        # A writer waits for the reader, so it exists only then.
        added: list[AddedArticle] = []

        def is_added() -> bool:
            with suppress(SourceError):
                added.append(library.add(str(pipe)))
            return bool(added)

        wait_until(is_added, lambda: "a pipe that nothing writes into")
    assert library.open(added[0].record.id).text.count("at dawn") == 5_000


def follow(library: Library, record: ArticleRecord) -> RefreshResult:
    """What the reader does when it opens an article."""
    incoming = library.intake.bring_changed(record)
    return library.intake.renew(incoming) if incoming else RefreshResult(record)


def test_a_changed_file_is_followed_and_an_equal_one_is_not(library: Library, ferry: Path, tmp_path: Path) -> None:
    record = library.add(str(ferry)).record
    assert follow(library, record).change is None
    ferry.write_text(FERRY + "\n\n")
    assert follow(library, record).change is None
    copy = tmp_path / "copy.txt"
    copy.write_text(FERRY)
    record = library.add(str(copy)).record
    stamp = ferry.stat()
    ferry.write_text(FERRY.replace("dawn", "noon"))
    os.utime(ferry, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert follow(library, record).change is None, "a copy still holds what was read"
    copy.unlink()
    followed = follow(library, record)
    assert "source has changed" in followed.notice
    assert "noon" in library.open(record.id).text
    assert follow(library, followed.record).change is None
    ferry.write_text("half of it")
    assert "can no longer be read" in follow(replace(library, read=refuse), followed.record).notice
    ferry.unlink()
    assert follow(library, followed.record).notice == ""


def test_a_folder_gives_its_readable_files_sorted(library: Library, tmp_path: Path) -> None:
    for name in ("b.txt", "a.MD", "c.png", ".hidden.txt", "sub/d.txt", ".git/e.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    assert library.sources_in(tmp_path) == [tmp_path / name for name in ("a.MD", "b.txt", "sub/d.txt")]
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match="no articles in the folder"):
        library.sources_in(tmp_path / "empty")


def test_a_folder_that_cannot_be_read_is_reported_and_one_below_it_is_when_it_is_read(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.txt", "locked/b.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    locked, scandir = tmp_path / "locked", os.scandir

    def refuse(path: str) -> object:
        if Path(path) == locked:
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert library.sources_in(tmp_path) == [tmp_path / "a.txt", locked]
    with pytest.raises(SourceError, match=f"cannot read the folder {locked}: Permission denied"):
        library.sources_in(locked)


def test_a_reference_may_be_the_beginning_of_an_id_of_any_length(library: Library) -> None:
    ids = {library.add("-", data=f"Number {number}".encode()).record.id for number in range(17)}
    for article_id in ids:
        for length in range(1, len(article_id) + 1):
            beginning = article_id[:length]
            if sum(one.startswith(beginning) for one in ids) == 1:
                assert library.find(beginning.upper()).id == article_id
            else:
                with pytest.raises(AmbiguousError, match=f"several articles begin with {beginning}: ") as fault:
                    library.find(beginning)
                named = [one for one in ids if one in fault.value.message]
                assert len(named) > 1
                assert all(one.startswith(beginning) for one in named)
    with pytest.raises(NotFoundError):
        library.find("")


def test_a_beginning_of_an_article_and_an_annotation_is_refused(library: Library) -> None:
    texts = (f"Number {number} at dawn".encode() for number in count())
    article_id = library.add("-", data=next(text for text in texts if sha256(text).digest()[0] == 0)).record.id
    annotation_id = annotate(library, article_id, "dawn", color="blue")
    assert annotation_id.startswith("00")
    with pytest.raises(AmbiguousError, match=f"{article_id}, {annotation_id}"):
        library.find_any("00")
    assert library.find_any(article_id[:10]) == library.find(article_id)
    assert library.find_any(annotation_id[:20]).id == annotation_id
    only = next(length for length in range(1, 17) if not annotation_id.startswith(article_id[:length]))
    assert library.find_any(article_id[:only]).id == article_id


def test_a_beginning_that_fits_twice_is_refused_with_the_ids(library: Library, ferry: Path) -> None:
    article_id = library.add(str(ferry)).record.id
    first, second = (annotate(library, article_id, words, color="blue") for words in ("dawn", "dusk"))
    assert library.find_any(first).id == library.find_any(first[:8]).id == first
    with pytest.raises(AmbiguousError, match=second):
        library.find_any("0000")
    with pytest.raises(NotFoundError):
        library.find_any("ffff")


def test_entries_show_the_reading_progress(library: Library, ferry: Path) -> None:
    article_id = library.add(str(ferry)).record.id
    annotate(library, article_id, "dawn", color="blue")
    library.repository.keep_position(article_id, ReadingPosition(12, 0.25, "2026-02-01T00:00:00Z"))
    (entry,) = library.entries()
    assert (entry.words, entry.minutes, entry.progress, entry.annotations) == (11, 1, 0.25, 1)
    assert entry.last_read == "2026-02-01T00:00:00Z"


def test_annotations_come_in_reading_order_and_filtered(library: Library, ferry: Path) -> None:
    article_id = library.add(str(ferry)).record.id
    annotate(library, article_id, "dusk", tags=["time/evening"], note="Über allen Gipfeln")
    annotate(library, article_id, "dawn", tags=["time"], color="pink")
    annotate(library, article_id, "left at dawn", color="blue")

    def quotes(query: str, *articles: str) -> list[str]:
        return [f.annotation.quoted_text for f in library.annotations(AnnotationQuery(articles, parse(query)))]

    assert quotes("") == ["left at dawn", "dawn", "dusk"]
    assert quotes("#TIME") == ["dawn", "dusk"]
    assert quotes("tag:time/evening") == ["dusk"]
    assert quotes("color:pink or color:blue") == ["left at dawn", "dawn"]
    assert quotes("uber") == ["dusk"]
    assert quotes("Dawn") == []
    assert quotes("with:time") == ["left at dawn"]
    assert quotes("", "other") == []
    assert quotes("state:orphan") == []


def test_articles_pass_by_what_they_and_their_annotations_are(library: Library, ferry: Path) -> None:
    article_id = library.add(str(ferry), tags=["boats"]).record.id
    annotate(library, article_id, "dusk", color="blue")

    def is_listed(query: str) -> bool:
        return library.passing(library.entries(), parse(query)) != []

    assert is_listed("#boats color:blue")
    assert not is_listed("#boats -color:blue")
    assert is_listed("added:today")


def test_an_annotation_of_another_text_version_is_placed_in_the_current_one(library: Library, ferry: Path) -> None:
    article_id = library.add(str(ferry)).record.id
    annotate(library, article_id, "dawn", color="blue")
    repository = library.repository
    (before,) = repository.annotations(article_id)
    stale = replace(before, text_version="00000000", quote=replace(before.quote, exact="noon"))  # type: ignore[type-var]
    repository.apply(Change("x", "", "", (Edit(before, stale),)))
    (found,) = library.annotations(AnnotationQuery(query=parse("state:orphan")))
    assert found.annotation.anchor is AnchorState.ORPHAN


def test_tags_are_counted_on_annotations_and_articles(library: Library, ferry: Path) -> None:
    record = library.add(str(ferry), tags=["boats"]).record
    annotate(library, record.id, "dusk", tags=["boats", "Evening"])
    library.retag([library.find(record.id)], ["rivers"])
    assert library.tag_counts() == {"boats": 2, "Evening": 1, "rivers": 1}


def test_spellings_of_a_tag_are_counted_as_one_as_the_codebook_does(library: Library, ferry: Path) -> None:
    record = library.add(str(ferry), tags=["Boats"]).record
    annotate(library, record.id, "dusk", tags=["boats", "Evening"])
    annotate(library, record.id, "dawn", tags=["boats", "evening"])
    library.repository.apply(Change("t", "", "", (Edit(None, Tag("EVENING")),)))
    assert library.tag_counts() == {"boats": 3, "EVENING": 2}
    uses = Codebook(library.repository, library.clock, library.new_id).uses()
    assert {use.name: use.count for use in uses} == library.tag_counts()


def test_errors_say_what_to_do_next(library: Library) -> None:
    with pytest.raises(ReadtuiError) as caught:
        library.find("nothing-like-this")
    assert caught.value.hint


def test_the_query_for_an_article_names_it_alone_and_survives_being_typed(library: Library) -> None:
    places = (
        ("Rivers", "/a/rivers.md"),
        ("Rivers and seas", "/a/rivers.md.bak"),
        ('A "quoted" (title)', "/b/one"),
        ('A "quoted" (title)', "/b/two"),
        ("", "/c/untitled"),
        ("Twin", "/d/twin"),
        ("Twin", "/d/twin/2"),
    )
    for number, (title, source) in enumerate(places, start=1):
        record = ArticleRecord(f"{number:016x}", Metadata(title, source=source), "2026", "2026", "0" * 8)
        library.repository.apply(Change(str(number), "", "add", (Edit(None, record),)))
    found = {}
    for record in library.records():
        query = parse(to_text(library.query_for(record)))
        found[record.id[-1]] = [one.record.id[-1] for one in library.passing(library.entries(), query)]
    # Only the title or source of another one contains both of these.
    assert found.pop("1") == ["1", "2"]
    assert found.pop("6") == ["6", "7"]
    assert found == {number: [number] for number in found}
