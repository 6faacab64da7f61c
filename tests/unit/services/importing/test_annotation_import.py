"""Works find their articles, annotations their passages, and nothing comes twice."""

from dataclasses import replace

import pytest
from articles import article_of
from importing.desk import ImportDesk, on, work

from readtui.errors import SourceError, StoppedError
from readtui.importers.importer import Cancelled, Source, never
from readtui.interchange.import_file import ReadFile
from readtui.interchange.importer import ImportedAnnotation, ImportedContent, ImportedTag, ImportedWork, Refusal
from readtui.interchange.own_library import OwnLibrary
from readtui.model.annotation import AnchorState, Annotation
from readtui.model.article import Article, ReadingState
from readtui.model.change import Change, Edit
from readtui.model.creator import Creator
from readtui.model.tag import Tag
from readtui.model.view import View
from readtui.services.annotating.carryover import carry_over
from readtui.services.importing import work_details
from readtui.services.importing.annotation_import import is_codebook
from readtui.services.importing.import_plan import NewTexts, Outcome
from readtui.services.importing.own_export import OwnExportPlanner
from readtui.services.waiting import imported_annotations
from readtui.services.waiting.import_identity import imported_in

FERRY = (
    "It left at dawn and came back at dusk. Nobody on board spoke of the river, and the dog slept through both "
    "crossings.\n\nIn winter the boat lay in ice, and people walked across the river instead."
)
MILL = "The wheel turned all night. In winter the boat lay in ice, they said, but the wheel turned on."


@pytest.fixture
def desk() -> ImportDesk:
    return ImportDesk()


def test_an_annotation_lands_on_its_words_whatever_their_typography(desk: ImportDesk) -> None:
    ferry = desk.add(FERRY, "The Ferry", "Ada Lind")
    assert desk.bring(work("The ferry", on("NOBODY  on board\nspoke of the river", "Why?"), author="Lind, Ada")) == {
        "placed": 1
    }
    [note] = desk.notes(ferry)
    assert (note.quoted_text, note.note, note.anchor) == (
        "Nobody on board spoke of the river",
        "Why?",
        AnchorState.EXACT,
    )


def test_what_is_not_sure_needs_review_and_says_why(desk: ImportDesk) -> None:
    ferry = desk.add(FERRY, "The Ferry", "Ada Lind")
    plan = desk.plan(
        work("The Ferry", on("the river", source_id="1"), on("the owl slept", "", source_id="2"), author="Ada Lind")
    )
    assert [(one.outcome, bool(one.why)) for _, one in plan.each()] == [(Outcome.REVIEW, True), (Outcome.REVIEW, True)]
    desk.importing.carry_out(plan)
    states = {note.own_words: note.anchor for note in desk.notes(ferry)}
    assert states == {"the river": AnchorState.REVIEW, "the owl slept": AnchorState.ORPHAN}
    assert not any(note.is_kept_orphan for note in desk.notes(ferry)), "a person has decided nothing"


def test_surroundings_tell_equal_words_apart(desk: ImportDesk) -> None:
    ferry = desk.add(FERRY, "The Ferry", "Ada Lind")
    desk.bring(work("The Ferry", on("the river", prefix="walked across ", suffix=" instead"), author="Ada Lind"))
    [note] = desk.notes(ferry)
    assert note.anchor is AnchorState.EXACT
    assert note.quote is not None
    assert note.quote.prefix.endswith("walked across ")


CHAPTERS = "\n\n".join(
    f"Chapter {number}. Captain Number{number} sailed at dawn.\n\nThe river was high, and the tide{number} ran."
    for number in range(1, 9)
)


@pytest.mark.parametrize("waits", [False, True])
def test_the_order_of_a_book_tells_equal_words_apart(desk: ImportDesk, waits: bool) -> None:
    """A Kindle gives no text around a highlight, but its location."""
    sure = [on(f"Captain Number{n} sailed at dawn", order=(1, 100 * n), key=f"s{n}") for n in (1, 2, 4, 5, 7)]
    twice = on("The river was high", order=(1, 415), key="twice")
    word = on("tide6", order=(1, 650), key="word")
    elsewhere = on("tide3", order=(1, 790), key="elsewhere")
    book = work("The Crews", *sure, twice, word, elsewhere, author="Bo Ek")
    crews = "" if waits else desk.add(CHAPTERS, "The Crews", "Bo Ek")
    desk.bring(book)
    if waits:
        crews = desk.add(CHAPTERS, "The Crews", "Bo Ek")
    found = {imported.key.rpartition(" ")[2]: one for one in desk.notes(crews) if (imported := imported_in(one))}
    assert {key: one.anchor for key, one in found.items() if not key.startswith("s")} == {
        "twice": AnchorState.EXACT,
        "word": AnchorState.EXACT,
        "elsewhere": AnchorState.REVIEW,
    }
    position = found["twice"].position
    assert position is not None
    assert CHAPTERS.count("Captain", 0, position.start) == 4


def test_quotes_out_of_order_tell_nothing(desk: ImportDesk) -> None:
    crews = desk.add(CHAPTERS, "The Crews", "Bo Ek")
    shuffled = [on(f"Captain Number{n} sailed at dawn", order=(n * 5 % 8,), key=f"s{n}") for n in range(1, 8)]
    desk.bring(work("The Crews", *shuffled, on("The river was high", order=(6,), key="twice"), author="Bo Ek"))
    assert [one.anchor for one in desk.notes(crews) if "river" in one.own_words] == [AnchorState.REVIEW]


@pytest.mark.parametrize(("sure", "state"), [(3, AnchorState.EXACT), (2, AnchorState.REVIEW)])
def test_a_single_word_is_sure_in_a_text_that_has_all_the_other_quotes(
    desk: ImportDesk, sure: int, state: AnchorState
) -> None:
    crews = desk.add(CHAPTERS, "The Crews", "Bo Ek")
    quotes = [on(f"Captain Number{n} sailed at dawn", source_id=f"s{n}") for n in range(1, sure + 1)]
    desk.bring(work("The Crews", *quotes, on("tide6", source_id="word"), author="Bo Ek"))
    assert [one.anchor for one in desk.notes(crews) if one.own_words == "tide6"] == [state]


@pytest.mark.parametrize(
    ("title", "author", "url", "how"),
    [
        ("Anything", "", "https://www.example.org/ferry/?utm_source=x#top", "address"),
        ("The ferry: A Tale of Rivers (2nd ed.)", "A. Lind", "", "title and author"),
        ("THE FERRY", "", "", "title"),
        ("Another title", "Somebody Else", "", "quotes"),
    ],
)
def test_a_work_finds_its_article(desk: ImportDesk, title: str, author: str, url: str, how: str) -> None:
    ferry = desk.add(FERRY, "The Ferry", "Ada Lind")
    desk.add(MILL, "The Mill", "Bo Ek")
    record = desk.repository.articles[ferry]
    metadata = replace(record.metadata, canonical_url="https://example.org/ferry")
    desk.repository.articles[ferry] = replace(record, metadata=metadata)
    [found] = desk.plan(
        work(title, on("Nobody on board spoke of the river, and the dog slept"), author=author, url=url)
    ).works
    assert (found.record and found.record.id, found.how) == (ferry, how)


def test_an_equal_title_alone_proves_nothing(desk: ImportDesk) -> None:
    desk.add(FERRY, "Introduction")
    assert desk.bring(work("Introduction", on("Words that are in quite another book of that title"))) == {"waiting": 1}
    assert desk.bring(work("Introduction", on("the dog slept through both crossings"), author="Ada Lind")) == {
        "placed": 1
    }


def test_a_passage_that_another_article_quotes_does_not_take_a_work_there(desk: ImportDesk) -> None:
    desk.add(MILL, "The Mill", "Bo Ek")
    others = (on(f"Sentence number {number} of a book that is not in the library at all") for number in range(4))
    assert desk.bring(work("The Ferry", on("In winter the boat lay in ice, they said"), *others)) == {"waiting": 5}


def test_importing_again_adds_nothing_and_a_grown_file_only_what_is_new(desk: ImportDesk) -> None:
    desk.add(FERRY, "The Ferry", "Ada Lind")
    first = work("The Ferry", on("It left at dawn and came back"), author="Ada Lind")
    lost = work("Unknown", on("Nothing of this is here, in no article at all"))
    desk.bring(first, lost)
    before = {note.id: note for note in desk.notes()}
    assert desk.bring(first, lost) == {"known": 2}
    assert {note.id: note for note in desk.notes()} == before
    grown = replace(first, annotations=(*first.annotations, on("the boat lay in ice, and people walked")))
    assert desk.bring(grown, lost) == {"known": 2, "placed": 1}


def test_two_devices_make_the_same_annotation(desk: ImportDesk) -> None:
    other = ImportDesk()
    desk.add(FERRY, "The Ferry", "Ada Lind")
    book = work("The Ferry", on("It left at dawn and came back"), author="Ada Lind")
    desk.bring(book)
    other.bring(book)
    assert [note.id for note in desk.notes()] == [note.id for note in other.notes()]


def test_what_was_deleted_here_stays_deleted_but_an_undone_import_can_be_repeated(desk: ImportDesk) -> None:
    ferry = desk.add(FERRY, "The Ferry", "Ada Lind")
    book = work("The Ferry", on("It left at dawn and came back"), author="Ada Lind")
    desk.bring(book)
    desk.undo()
    assert desk.bring(book) == {"placed": 1}
    [note] = desk.notes(ferry)
    desk.library.remove(note)
    assert desk.bring(book) == {"deleted": 1}
    assert not desk.notes(ferry)


def test_what_changed_there_changes_here_unless_it_was_changed_here(desk: ImportDesk) -> None:
    ferry = desk.add(FERRY, "The Ferry", "Ada Lind")
    book = work("The Ferry", on("It left at dawn", "first", source_id="a1"), author="Ada Lind")
    desk.bring(book)
    desk.bring(replace(book, annotations=(on("It left at dawn and came back", "second", source_id="a1"),)))
    [note] = desk.notes(ferry)
    assert (note.quoted_text, note.note) == ("It left at dawn and came back", "second")
    desk.repository.notes[note.id] = replace(note, note="my own")
    assert desk.bring(replace(book, annotations=(on("It left at dawn", "third", source_id="a1"),))) == {"updated": 1}
    [note] = desk.notes(ferry)
    assert (note.quoted_text, note.note) == ("It left at dawn", "my own")


def test_one_undo_takes_back_a_whole_import(desk: ImportDesk) -> None:
    desk.add(FERRY, "The Ferry", "Ada Lind")
    page = ImportedContent(f"Mill\n\n{MILL} {MILL}".encode(), "mill.html")
    saved = replace(work("The Mill", on("The wheel turned all night")), content=page, is_saved=True)
    lost = work("Unknown", on("Nothing of this is here, in no article at all"))
    outcomes = desk.bring(work("The Ferry", on("It left at dawn and came back"), author="Ada Lind"), saved, lost)
    assert outcomes == {"placed": 1, "review": 1, "waiting": 1}
    assert len(desk.repository.records()) == 2
    desk.undo()
    assert not desk.notes()
    assert [record.title for record in desk.repository.records()] == ["The Ferry"]
    assert not desk.repository.waiting()


def test_saved_articles_come_with_their_text_and_others_are_fetched_only_on_request(desk: ImportDesk) -> None:
    page = ImportedContent(f"x\n\n{MILL}".encode(), "mill.txt")
    whole = ImportedWork(
        "The Mill", "Bo Ek", "https://example.org/mill", content=page, is_saved=True, tags=("water",), is_archived=True,
        saved="2020-02-02T00:00:00Z", reading_state=ReadingState.DONE,
    )  # fmt: skip
    bare = ImportedWork("Elsewhere", url="https://example.org/elsewhere", is_saved=True)
    plan = desk.plan(whole, bare)
    assert [one.address for one in plan.to_fetch] == ["https://example.org/elsewhere"]
    desk.importing.carry_out(plan)
    [record] = desk.repository.records()
    assert (record.title, record.metadata.creator, record.tags, record.added) == (
        "The Mill",
        "Bo Ek",
        ("water",),
        "2020-02-02T00:00:00Z",
    )
    assert record.reading_state is ReadingState.DONE
    assert record.archived
    assert not desk.fetched
    desk.bring(whole, bare, fetches=True)
    assert desk.fetched == ["https://example.org/elsewhere"]
    assert len(desk.repository.records()) == 2
    desk.bring(whole, bare, fetches=True)
    assert desk.fetched == ["https://example.org/elsewhere"]


def test_texts_that_would_take_too_long_to_read_are_left_to_the_next_import(
    desk: ImportDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work_details, "_SECONDS", 7.0)
    pages = [
        replace(
            work(f"Mill {number}", on("The wheel turned all night")),
            content=ImportedContent(f"{number}\n\n{MILL}".encode(), "mill.txt"),
            is_saved=True,
        )
        for number in range(5)
    ]
    plan = desk.plan(*pages)
    assert (len(plan.added), plan.later, plan.summary()) == (
        3,
        2,
        "3 articles added, 3 placed, 2 articles not read yet",
    )
    assert desk.bring(*pages) == {"placed": 3}
    assert not desk.repository.waiting()
    assert desk.bring(*pages) == {"known": 3, "placed": 2}
    assert desk.plan(*pages).later == 0
    assert len(desk.repository.records()) == 5


def test_what_waits_finds_its_article_when_it_comes_and_one_undo_sends_it_back(desk: ImportDesk) -> None:
    by_title = work(
        "The Ferry", on("It left at dawn and came back", "note"), on("not a word of this"), author="Ada Lind"
    )
    by_quotes = work("Renamed since", on("In winter the boat lay in ice, and people walked across the river"))
    other = work("The Mill", on("The wheel turned all night, and the mill went on"))
    assert desk.bring(by_title, by_quotes, other) == {"waiting": 4}
    waiting = {note.id for note in desk.notes()}
    added = desk.library.add("stdin", data=f"The Ferry by Ada Lind\n\n{FERRY}".encode())
    assert added.notice == "3 annotations that were waiting found this article; 1 to review"
    placed = desk.notes(added.record.id)
    assert {note.anchor for note in placed} == {AnchorState.EXACT, AnchorState.ORPHAN}
    assert {note.id for note in desk.notes()} == waiting
    assert [record.title for record in desk.repository.waiting()] == ["The Mill"]
    assert desk.bring(by_title, by_quotes, other) == {"known": 4}
    desk.undo()
    assert not desk.notes(added.record.id)
    assert len(desk.notes()) == 4


def test_an_annotation_remembers_where_it_came_from(desk: ImportDesk) -> None:
    desk.bring(work("The Ferry", on("It left at dawn", source_id="k7")), format="shelf")
    origin = imported_in(desk.notes()[0])
    assert origin is not None
    assert (origin.format, origin.key) == ("shelf", "k7")


def test_a_doubtful_place_stays_doubtful_in_another_text(desk: ImportDesk) -> None:
    ferry = desk.add(FERRY, "The Ferry", "Ada Lind")
    desk.bring(work("The Ferry", on("the river", "which?"), author="Ada Lind"))
    article = article_of(f"A new beginning.\n\n{FERRY}", title="The Ferry")
    before = desk.library.open(ferry)
    [edit] = carry_over(desk.notes(ferry), article, lambda version: before, "2026-03-01T00:00:00Z")
    assert isinstance(edit.after, Annotation)
    assert (edit.after.anchor, edit.after.quoted_text) == (AnchorState.REVIEW, "the river")


def test_what_waits_for_an_article_in_the_trash_finds_it_when_it_is_added_again(desk: ImportDesk) -> None:
    ferry = desk.add(FERRY, "The Ferry", "Ada Lind")
    desk.library.remove(desk.repository.articles[ferry])
    assert desk.bring(work("The Ferry", on("It left at dawn and came back"), author="Ada Lind")) == {"waiting": 1}
    added = desk.library.add("stdin", data=f"The Ferry by Ada Lind\n\n{FERRY}".encode())
    assert added.notice.endswith("1 annotation that was waiting found this article")
    assert len(desk.notes(ferry)) == 1


def test_a_project_with_a_codebook_in_it_is_not_taken_for_a_codebook() -> None:
    codes = b'<CodeBook xmlns="urn:QDA-XML:codebook:0:4"><Codes/></CodeBook>'
    assert is_codebook(Source(codes))
    assert not is_codebook(Source(b'<Project xmlns="urn:QDA-XML:project:1.0">' + codes + b"</Project>"))


def test_similar_words_are_looked_for_only_as_long_as_that_takes_no_minutes(
    desk: ImportDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = desk.add(FERRY, "The Ferry", "Ada Lind")
    lost = [on(f"Nobody at all on board spoke {number} times of the river", order=(number,)) for number in range(20)]
    monkeypatch.setattr(imported_annotations, "_MOST_WORK", 1_000 * len(FERRY))
    desk.bring(work("The Ferry", on("It left at dawn and came back"), *lost, author="Ada Lind"))
    notes = desk.notes(article)
    assert sum("too many such quotes" in one.why for one in notes) > 5
    assert [one.anchor for one in notes if one.quoted_text.startswith("It left")] == [AnchorState.EXACT]
    monkeypatch.setattr(imported_annotations, "_MOST_WORK", 5 * len(FERRY))
    with pytest.raises(SourceError, match="too many annotations on texts that are too long"):
        desk.plan(work("The Ferry", *(on(f"other words, {number}") for number in range(20)), author="Ada Lind"))


def test_what_waits_costs_an_article_that_comes_no_more_than_an_import(
    desk: ImportDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = [on(f"Nobody at all on board spoke {number} times of the river") for number in range(20)]
    desk.bring(work("The Ferry", on("It left at dawn and came back"), *lost, author="Ada Lind"))
    monkeypatch.setattr(imported_annotations, "_MOST_WORK", 1_000 * len(FERRY))
    added = desk.library.add("stdin", data=f"The Ferry by Ada Lind\n\n{FERRY}".encode())
    notes = desk.notes(added.record.id)
    assert sum("too many such quotes" in one.why for one in notes) > 5
    assert [one.anchor for one in notes if one.quoted_text.startswith("It left")] == [AnchorState.EXACT]


def test_of_equal_works_the_one_with_most_of_the_quotes_is_meant(desk: ImportDesk) -> None:
    articles = [desk.add(text, "The Ferry", "Ada Lind") for text in (FERRY, MILL)]
    quotes = ("The wheel turned all night", "In winter the boat lay in ice", "the wheel turned on")
    assert desk.bring(work("The Ferry", *map(on, quotes), author="Ada Lind")) == {"placed": 3}
    assert [len(desk.notes(one)) for one in articles] == [0, 3]


@pytest.mark.parametrize(
    ("titles", "quote", "outcome", "why"),
    [
        (["The Ferry"], "", "placed", ""),
        (["The Ferry", "The Ferry"], "", "waiting", ""),
        (["The Ferry", "The Ferry"], "It left at dawn and came back at dusk", "placed", ""),
        (
            ["The Ferry"],
            "The owl said that it was late",
            "waiting",
            "none of its quotes is in the article of that title",
        ),
        (["The Mill"], "", "waiting", ""),
    ],
)
def test_a_title_alone_is_enough_for_what_has_no_quotes_and_else_one_of_these_must_be_there(
    desk: ImportDesk, titles: list[str], quote: str, outcome: str, why: str
) -> None:
    for number, title in enumerate(titles):
        desk.add(f"{FERRY if number == 0 else MILL} {number}", title, "")
    plan = desk.plan(work("The Ferry", on(quote, "A note.")))
    [(_, one)] = plan.each()
    assert (one.outcome.value, one.why.partition(":")[0]) == (outcome, why)


def test_what_a_work_brings_is_the_article_at_its_address_if_there_is_one(desk: ImportDesk) -> None:
    page = ImportedContent(f"x\n\n{MILL}".encode(), "mill.txt")
    first = replace(work("The Mill", url="https://example.org/mill"), content=page, is_saved=True)
    desk.bring(first)
    [record] = desk.repository.records()
    desk.repository.articles[record.id] = replace(record, metadata=replace(record.metadata, title="Another", source=""))
    changed = replace(page, data=f"x\n\n{MILL} Indeed.".encode())
    plan = desk.plan(replace(first, title="Renamed", content=changed))
    assert [one.record and one.record.id for one in plan.works] == [record.id]
    assert plan.added == []
    other = replace(first, url="mailto:bo@example.org", content=replace(page, data=b"y\n\nOther words are here."))
    [added] = desk.plan(other).added
    assert added.record is not None
    assert added.record.metadata.source == "mill.txt", "it has no address on the web"


def test_content_that_cannot_be_read_is_said_with_the_reason(desk: ImportDesk) -> None:
    def refuse(source: Source, cancelled: Cancelled = never) -> Article:
        raise SourceError("it is no text")

    desk.library = replace(desk.library, read=refuse)
    saved = replace(work("The Mill", on("turned all night")), content=ImportedContent(b"x", "mill.txt"), is_saved=True)
    [(_, one)] = desk.plan(saved).each()
    assert (one.outcome, one.why) == (Outcome.WAITING, "its text cannot be read: it is no text")


def test_an_article_whose_text_is_gone_keeps_what_comes_for_it_waiting(desk: ImportDesk) -> None:
    desk.add(FERRY, "The Ferry", "Ada Lind")
    desk.repository.texts.clear()
    [(_, one)] = desk.plan(work("The Ferry", on("the river"), author="Ada Lind")).each()
    assert (one.outcome, one.why) == (Outcome.WAITING, "the text of its article cannot be read")


def test_pages_that_cannot_be_fetched_are_named_and_the_others_come(desk: ImportDesk) -> None:
    def fetch(url: str, cancelled: Cancelled = never) -> Source:
        if "gone" in url:
            raise SourceError("no such page")
        return Source(b"Fetched\n\nThe page has words.", url)

    pages = [ImportedWork(name, url=f"https://example.org/{name}", is_saved=True) for name in ("gone", "there")]
    desk._files["file"] = ReadFile("shelf", pages)
    importing = replace(desk.importing, fetch=fetch)
    plan = importing.plan([Source(b"x", "file")], fetches=True)
    assert [(one.name, one.message) for one in plan.refused] == [("https://example.org/gone", "no such page")]
    assert [one.title for one in plan.added] == ["there"]

    def stop(url: str, cancelled: Cancelled = never) -> Source:
        raise StoppedError("stopped")

    with pytest.raises(StoppedError):
        replace(importing, fetch=stop).plan([Source(b"x", "file")], fetches=True)
    with pytest.raises(StoppedError, match="stopped"):
        importing.plan([Source(b"x", "file")], cancelled=lambda: True)


def test_a_tag_of_two_works_comes_once(desk: ImportDesk) -> None:
    codebook = (ImportedTag("Water/Ice", "yellow", " Frozen. "), ImportedTag("water/ice", "pink", "Late."))
    works = [replace(work(name, on("It left at dawn")), codebook=codebook) for name in ("One", "Two")]
    plan = desk.plan(*works)
    assert plan.tags == 1
    desk.importing.carry_out(plan)
    assert [(one.name, one.color, one.description) for one in desk.repository.tags()] == [
        ("Water/Ice", "yellow", "Frozen.")
    ]
    assert desk.plan(*works).tags == 0


@pytest.mark.parametrize(
    ("known", "has_ids", "creator", "notes"),
    [
        (1, False, None, ["Changed"]),
        (1, False, Creator("Bo"), ["Changed", "Note 0"]),
        (2, False, None, ["Changed", "Note 0", "Note 1"]),
        (1, True, None, ["Changed", "Note 0"]),
    ],
)
@pytest.mark.parametrize("waits", [False, True])
def test_what_has_no_id_and_another_place_is_known_by_its_words(
    desk: ImportDesk, known: int, has_ids: bool, creator: Creator | None, notes: list[str], waits: bool
) -> None:
    """The place of a highlight changes with the edition of a book."""
    words = "It left at dawn and came back"
    if not waits:
        desk.add(FERRY, "The Ferry", "Ada Lind")

    def said(note: str, key: str) -> ImportedAnnotation:
        return on(words, note, key=key, source_id=key if has_ids else "")

    desk.bring(work("The Ferry", *(said(f"Note {one}", f"place {one}") for one in range(known)), author="Ada Lind"))
    for key, note in desk.repository.notes.items():
        desk.repository.notes[key] = replace(note, creator=creator)
    desk.bring(work("The Ferry", said("Changed", "elsewhere"), author="Ada Lind"))
    assert sorted(one.note for one in desk.notes()) == notes


def test_texts_of_a_plan_are_unpacked_one_by_one() -> None:
    texts, articles = NewTexts(), [article_of(str(number)) for number in range(3)]
    for number, article in enumerate(articles):
        texts.add(f"a{number}", article)
    assert len(texts) == 3
    assert list(texts) == [(f"a{number}", article) for number, article in enumerate(articles)]
    assert texts[1:] == list(texts)[1:]
    assert (texts.of("a1"), texts.of("b")) == (articles[1], None)


def test_what_an_own_export_brings_besides_annotations_is_counted(desk: ImportDesk) -> None:
    views = [View("1", "Seas", "#sea"), View("2", "seas", "#lake"), View("3", "Lakes", "#lake")]
    desk.repository.apply(Change("c", "", "add", (Edit(None, views[0]),)))
    planner = OwnExportPlanner(desk.repository, frozenset(), "2026-01-31T00:00:00Z")
    own = OwnLibrary([], [Tag("sea"), Tag("lake")], [*views, replace(views[1], id="4", deleted="2025")])
    assert planner.works(own) == []
    assert planner.others() == ["2 tags", "1 saved view left out: its name is taken", "2 saved views"]
    refused = OwnExportPlanner(desk.repository, frozenset(), "2026-01-31T00:00:00Z")
    [file] = refused.works(replace(own, refused=[Refusal("tag 7", "it has no name")]))
    assert (file.title, [(one.outcome, one.why) for one in file.annotations]) == (
        "The file", [(Outcome.REFUSED, "it has no name")],
    )  # fmt: skip


def test_what_is_imported_beside_a_text_finds_it(desk: ImportDesk) -> None:
    page = ImportedContent(f"x\n\n{MILL}".encode(), "mill.txt")
    saved = replace(work("The Mill", author="Bo Ek"), content=page, is_saved=True)
    assert desk.bring(saved, work("The Mill", on("The wheel turned all night"), author="Bo Ek")) == {"placed": 1}


def test_what_another_import_has_brought_meanwhile_is_there_already(desk: ImportDesk) -> None:
    desk.add(FERRY, "The Ferry", "Ada Lind")
    said = [work("The Ferry", on(quote), author="Ada Lind") for quote in ("It left at dawn", "came back at dusk")]
    tagged = replace(said[0], codebook=(ImportedTag("sea", "", "Water."),))
    plans = [desk.plan(tagged), desk.plan(tagged, said[1])]
    made, told = desk.importing.carry_out(plans[0])
    assert made
    assert told is plans[0], "nothing was there before"
    made, told = desk.importing.carry_out(plans[1])
    assert made
    assert (told.counts(), told.tags) == ({Outcome.KNOWN: 1, Outcome.PLACED: 1}, 0)
    assert plans[1].tags == 1
    made, told = desk.importing.carry_out(plans[1])
    assert made is None
    assert told.counts() == {Outcome.KNOWN: 2}


def test_notes_without_words_are_told_apart_by_their_places(desk: ImportDesk) -> None:
    for note, key in (("First", "1"), ("Second", "2")):
        desk.bring(work("The Ferry", on("", note, key=key), author="Ada Lind"))
    assert sorted(one.note for one in desk.notes()) == ["First", "Second"]
