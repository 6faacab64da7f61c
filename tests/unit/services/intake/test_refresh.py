from dataclasses import replace
from pathlib import Path

import pytest
from articles import history_in, memory_library, ticking_clock
from picturing.pictures import data_url, picture

from readtui.bootstrap import open_services
from readtui.errors import NotFoundError, SourceError
from readtui.importers.registry import read_source
from readtui.model.annotation import AnchorState, Annotation
from readtui.model.article import ArticleRecord, Metadata
from readtui.model.change import Change, Edit
from readtui.model.passage import Passage
from readtui.model.selector import TextQuoteSelector
from readtui.services.annotating.annotator import Annotator
from readtui.services.annotating.drafts import Drafts
from readtui.services.article_edits import ArticleEditor
from readtui.services.intake.intake import readable_file
from readtui.services.intake.refresh import RefreshResult, updated
from readtui.services.library import Library
from readtui.services.sources import content_id

PARAGRAPHS = (
    "On ferries",
    "The ferry left the northern pier at dawn, with two carts and a piano on board.",
    "Nobody on the shore could say who had ordered the piano, or what for.",
    "In the evening the harbour master counted the carts twice and wrote down three.",
    "A week later the piano was found in the school, out of tune and full of sand.",
)


@pytest.fixture
def library() -> Library:
    return memory_library()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "ferries.txt"
    made.write_text("\n\n".join(PARAGRAPHS))
    return made


def annotate(library: Library, article_id: str, *quotes: str) -> None:
    article = library.open(article_id)
    for words in quotes:
        start = article.text.index(words)
        passage = Passage(start, start + len(words))
        change = Annotator(library.clock, library.new_id).create(article_id, article, passage, color="yellow")
        library.repository.apply(change)


def states(library: Library, article_id: str) -> dict[str, AnchorState]:
    """The text of each annotation's passage, or its quote if it is lost."""
    text = library.open(article_id).text
    found = library.repository.annotations(article_id)
    return {one.passage.of(text) if one.passage else one.quoted_text: one.anchor for one in found}


def test_every_annotation_is_carried_over_or_marked(library: Library, path: Path) -> None:
    article_id = library.add(str(path)).record.id
    annotate(
        library, article_id, "two carts and a piano", "Nobody on the shore could say who had ordered the piano",
        "the harbour master counted the carts twice", "out of tune and full of sand",
    )  # fmt: skip
    title, first, second, third, _ = PARAGRAPHS
    edited = third.replace("counted the carts twice", "counted all the carts twice")
    path.write_text("\n\n".join([title, "A new paragraph about nothing at all.", first, edited, second]))
    added = library.add(str(path))
    assert not added.created
    assert added.notice == (
        "the source has changed; annotations: 1 lost (“out of tune and full…”), "
        "1 with other words (“the harbour master counted the…”), 1 moved (“Nobody on the shore could…”), 1 unchanged"
    )
    assert states(library, article_id) == {
        "two carts and a piano": AnchorState.EXACT,
        "Nobody on the shore could say who had ordered the piano": AnchorState.MOVED,
        "the harbour master counted all the carts twice": AnchorState.MOVED,
        "out of tune and full of sand": AnchorState.ORPHAN,
    }
    assert added.record.text_version == library.open(article_id).hash8
    path.write_text(path.read_text().replace("nothing at all", "nothing"))
    assert library.add(str(path)).notice == "the source has changed; annotations: 4 unchanged", "but what is new"


def test_a_text_from_before_images_gets_them_when_it_is_read_again(library: Library, tmp_path: Path) -> None:
    page = tmp_path / "ferries.html"
    page.write_text(f"<h1>Ferries</h1><p>{PARAGRAPHS[1]}</p><img src='{data_url(picture())}'><p>{PARAGRAPHS[2]}</p>")
    library = replace(library, read=lambda source, _: read_source(source))
    record = library.add(str(page)).record
    annotate(library, record.id, "two carts and a piano")
    whole = library.open(record.id)
    assert [image.width for image in whole.images] == [160]
    library.repository.keep_text(record.id, replace(whole, images=()))
    outcomes = [library.intake.renew(library.intake.bring_again(record)).outcome for _ in range(2)]
    assert outcomes == ["unchanged; found 1 image", "unchanged"]
    assert library.open(record.id) == whole
    assert set(states(library, record.id).values()) == {AnchorState.EXACT}


def test_a_text_from_before_quoted_lists_gets_them_when_it_is_read_again(library: Library, tmp_path: Path) -> None:
    page = tmp_path / "ferries.html"
    page.write_text(f"<h1>Ferries</h1><p>{PARAGRAPHS[1]}</p><blockquote><p>So:</p><ul><li>one</ul></blockquote>")
    library = replace(library, read=lambda source, _: read_source(source))
    record = library.add(str(page)).record
    whole = library.open(record.id)
    assert [block.quoted for block in whole.blocks][-2:] == [0, 1]
    before = replace(whole, blocks=tuple(replace(block, quoted=0) for block in whole.blocks))
    library.repository.keep_text(record.id, before)
    outcomes = [library.intake.renew(library.intake.bring_again(record)).outcome for _ in range(2)]
    assert outcomes == ["unchanged; found other formatting", "unchanged"]
    assert library.open(record.id) == whole


def test_one_undo_reverts_the_text_and_all_annotations(library: Library, path: Path) -> None:
    article_id = library.add(str(path)).record.id
    annotate(library, article_id, "two carts and a piano", "full of sand")
    text = library.open(article_id).text
    path.write_text(text.replace("two carts and a piano", "a heap of planks").replace(" and full of sand", ""))
    library.add(str(path))
    assert set(states(library, article_id).values()) != {AnchorState.EXACT}
    history_in(library).undo()
    assert library.open(article_id).text == text
    assert set(states(library, article_id).values()) == {AnchorState.EXACT}


def test_an_orphan_is_found_again_when_its_words_return(library: Library, path: Path) -> None:
    article_id = library.add(str(path)).record.id
    annotate(library, article_id, PARAGRAPHS[3])
    whole = path.read_text()
    path.write_text("\n\n".join(PARAGRAPHS[:2]))
    assert library.add(str(path)).notice.endswith("1 lost (“In the evening the harbour…”)")
    [lost] = library.repository.annotations(article_id)
    assert lost.quoted_text == PARAGRAPHS[3]
    assert lost.origin is not None
    path.write_text(whole)
    assert library.add(str(path)).notice.endswith("1 unchanged")
    [found] = library.repository.annotations(article_id)
    assert (found.anchor, found.origin) == (AnchorState.EXACT, None)


def test_an_annotation_without_its_old_text_is_found_by_its_words(library: Library, path: Path) -> None:
    article_id = library.add(str(path)).record.id
    annotate(library, article_id, "two carts and a piano")
    [seen] = library.repository.annotations(article_id)
    foreign = replace(seen, text_version="00000000")
    library.repository.apply(Change("c", "2026-02-01T10:00:00Z", "test", (Edit(seen, foreign),)))
    path.write_text("A line before.\n\n" + path.read_text())
    assert library.add(str(path)).notice.endswith(("1 unchanged", "1 moved (“two carts and a piano”)"))
    [found] = library.repository.annotations(article_id)
    assert found.passage is not None
    assert found.passage.of(library.open(article_id).text) == "two carts and a piano"


def test_annotations_in_the_trash_come_along_and_count_for_nothing(library: Library, path: Path) -> None:
    article_id = library.add(str(path)).record.id
    annotate(library, article_id, "two carts and a piano")
    [seen] = library.repository.annotations(article_id)
    annotator = Annotator(library.clock, library.new_id)
    library.repository.apply(annotator.delete(seen))
    path.write_text("A line before.\n\n" + path.read_text())
    assert library.add(str(path)).notice == "the source has changed"
    [trashed] = library.repository.annotations(article_id, deleted=True)
    assert isinstance(trashed, Annotation)
    assert trashed.position is not None
    assert library.open(article_id).text[trashed.position.start :].startswith("two carts")


def test_details_that_the_user_set_outlive_the_source(library: Library, path: Path) -> None:
    record = library.add(str(path)).record
    editor = ArticleEditor(Annotator(library.clock, library.new_id))
    change = editor.edit(record, title="The lost piano", creator="A. Lund")
    assert change is not None
    library.repository.apply(change)
    path.write_text("\n\n".join(["On ferries, revised", *PARAGRAPHS[1:]]))
    renewed = library.add(str(path)).record
    assert renewed.text_version != record.text_version
    assert (renewed.title, renewed.metadata.creator) == ("The lost piano", "A. Lund")
    undoing = history_in(library)
    undoing.undo()
    undoing.undo()
    library.add(str(path))
    now = library.record(record.id)
    assert now is not None
    assert now.title == "On ferries, revised"


def test_an_author_that_the_user_removed_stays_away() -> None:
    record = ArticleRecord("a", Metadata("Ferries", creator="Staff"), "", "", "0" * 8)
    change = ArticleEditor(Annotator(lambda: "", lambda: "c")).edit(record, creator="")
    assert change is not None
    after = change.edits[0].after
    assert isinstance(after, ArticleRecord)
    source = Metadata("Ferries today", creator="Staff", canonical_url="https://example.org/ferries")
    assert updated(after, source) == Metadata("Ferries today", canonical_url="https://example.org/ferries")


@pytest.mark.parametrize("names_its_text", [True, False])
def test_an_unfinished_note_comes_along(library: Library, path: Path, names_its_text: bool) -> None:
    article_id = library.add(str(path)).record.id
    before = library.open(article_id)
    start = before.text.index("Nobody on the shore")
    version = f"{before.hash8}:" if names_its_text else ""
    library.repository.keep_draft(f"{article_id}:{version}{start}:{start + 19}", "why")
    path.write_text("\n\n".join([PARAGRAPHS[0], "A new paragraph about nothing at all.", *PARAGRAPHS[1:]]))
    library.add(str(path))
    article = library.open(article_id)
    assert article.text != before.text
    [draft] = Drafts(library.repository, article_id, article).unfinished(lambda _: None, lambda _: [])
    assert draft.passage is not None
    assert (draft.passage.of(article.text), draft.text) == ("Nobody on the shore", "why")


def test_a_text_in_which_nobody_annotated_is_removed_when_the_second_newer_one_comes(tmp_path: Path) -> None:
    services = open_services(tmp_path / "library")
    library = replace(services.library, clock=ticking_clock())
    path, versions = tmp_path / "ferries.txt", list[str]()
    for number in range(6):
        path.write_text("\n\n".join([*PARAGRAPHS, f"Day {number}."]))
        record = library.add(str(path)).record
        versions.append(record.text_version)
        if number == 2:
            annotate(library, record.id, "two carts and a piano")
    assert services.repository.text_versions(record.id) == {versions[2], versions[4], versions[5]}
    services.history.undo(record.id)
    assert library.open(record.id).text.endswith("Day 4.")
    with pytest.raises(NotFoundError, match="no longer kept"):
        services.history.undo(record.id)
    services.history.redo(record.id)
    assert library.open(record.id).text.endswith("Day 5.")
    # Restoring an older state brings back everything but a text that is gone.
    services.repository.finish()
    today = services.repository.backups(f"articles/{record.id}.json")[0].date
    services.repository.restore_backup(record.id, today)
    assert library.open(record.id).text.endswith("Day 5.")
    services.close()


def test_a_text_with_an_unfinished_note_stays(tmp_path: Path) -> None:
    services = open_services(tmp_path / "library")
    path = tmp_path / "ferries.txt"
    path.write_text("One.")
    record = services.library.add(str(path)).record
    services.repository.keep_draft(f"{record.id}:{record.text_version}:0:3", "half a thought")
    for text in ("Two.", "Three.", "Four."):
        path.write_text(text)
        services.library.add(str(path))
    assert record.text_version in services.repository.text_versions(record.id)
    assert len(services.repository.text_versions(record.id)) == 3
    services.close()


@pytest.mark.parametrize(
    ("files", "chosen", "other"),
    [
        ({"a": "kept"}, "a", ""),
        ({"a": "new"}, "a", ""),
        ({"a": None, "b": "kept"}, "b", ""),
        ({"a": None, "b": "new"}, "b", ""),
        ({"a": "new", "b": "kept"}, "b", "a"),
        ({"a": "new", "b": "newer", "c": "kept", "d": "kept"}, "c", "a"),
        ({"a": "new", "b": "newer"}, "a", ""),
        ({"here/a": "new", "b": "kept"}, "here/a", ""),
        ({"here/a": "new", "here/b": "kept"}, "here/b", "here/a"),
        ({"a": "new", "here/b": "kept"}, "here/b", "a"),
        ({"a": None, "b": None}, "no such file", ""),
        ({}, "has no file or URL to reload", ""),
    ],
)
def test_of_copies_the_unchanged_one_is_read_unless_the_one_here_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str | None], chosen: str, other: str
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    for name, words in files.items():
        if words is not None:
            (tmp_path / name).write_text(words)
    record = ArticleRecord(
        content_id(b"kept"), Metadata("The ferry"), "", "", "", paths=tuple(f"{tmp_path}/{one}" for one in files)
    )
    if not any(files.values()):
        with pytest.raises(SourceError, match=chosen) as fault:
            readable_file(record)
        assert not files or "/a" in fault.value.message, "the first is named"
        return
    source, changed = readable_file(record)
    assert (source.name, changed) == (f"{tmp_path}/{chosen}", other and f"{tmp_path}/{other}")


def test_what_came_of_reading_again_is_said_in_few_words() -> None:
    record = ArticleRecord("a", Metadata("The ferry"), "", "", "")
    note = Annotation("n", "a", "", "", note="Why?")
    gone = replace(note, deleted="2025")
    changed = Change("c", "", "renew", (Edit(note, replace(note, modified="2026")),))
    lost = replace(changed, edits=(Edit(note, replace(note, quote=TextQuoteSelector("x"), anchor=AnchorState.ORPHAN)),))
    made = [
        RefreshResult(record),
        RefreshResult(record, notice="no file"),
        RefreshResult(record, has_come=True),
        RefreshResult(record, changed, "placed", has_come=True),
        RefreshResult(record, changed, "all pages", is_whole=True),
        RefreshResult(record, replace(changed, by_itself=True), "x"),
        RefreshResult(record, changed),
        RefreshResult(record, replace(changed, edits=(Edit(gone, replace(gone, modified="2026")),))),
        RefreshResult(record, replace(changed, edits=())),
        RefreshResult(record, lost),
    ]
    assert [one.outcome for one in made] == [
        "unchanged",
        "unchanged; no file",
        "its text was fetched",
        "its text was fetched; placed",
        "all pages",
        "changed, but not its words",
        "changed; annotations: 1 unchanged",
        "changed",
        "changed, without annotations",
        "changed; annotations: 1 lost (“x”)",
    ]


def test_an_article_that_is_gone_when_its_text_has_been_read_is_not_added_again(library: Library, path: Path) -> None:
    article_id = library.add(str(path)).record.id
    incoming = replace(library.intake.bring(str(path)), article=library.open(article_id))
    library.repository.purge(article_id)
    with pytest.raises(NotFoundError, match=f"the article {article_id} was deleted meanwhile"):
        library.intake.renew(incoming)
    with pytest.raises(NotFoundError, match="was deleted meanwhile"):
        library.intake.keep(replace(incoming, article=None))
