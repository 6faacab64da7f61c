import shutil
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from readtui.bootstrap import Services, open_services
from readtui.model.annotation import Annotation
from readtui.model.change import Change, Edit
from readtui.model.passage import Passage
from readtui.services.linking import link_candidates
from readtui.services.linking.link_candidates import LinkCandidate, LinkCandidates
from readtui.storage.repository import ReadingPosition

ARTICLES = 30


@pytest.fixture
def services(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    shutil.copytree(filled / "library", tmp_path / "library")
    monkeypatch.setenv("READTUI_STATE", str(tmp_path / "state"))
    opened = open_services(tmp_path / "library")
    for number, article_id in enumerate((filled / "articles").read_text("utf-8").split()):
        # The first article was read last.
        read_at = f"2999-01-{ARTICLES - number:02}T00:00:00Z"
        opened.repository.keep_position(article_id, ReadingPosition(0, 0.5, read_at))
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def time_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is, there is time to read from the index, unless a test says otherwise."""
    monkeypatch.setattr(link_candidates, "monotonic", lambda: 0)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with an annotation in each article, and the ids of the articles."""
    tmp_path = tmp_path_factory.mktemp("filled")
    opened = open_services(tmp_path / "library")
    for number in range(ARTICLES):
        path = tmp_path / f"{number:02}.md"
        path.write_text(f"# Title {number:02}\n\nThe quote of number {number:02}.")
        record = opened.library.add(str(path)).record
        text = opened.library.open(record.id)
        start = text.text.index("The quote")
        passage = Passage(start, start + 9)
        made = opened.annotator.create(record.id, text, passage, tags=("Sea",), note=f"Naïve thought {number:02}")
        opened.repository.apply(made)
        with open(tmp_path / "articles", "a", encoding="utf-8") as ids:
            print(record.id, file=ids)
    opened.close()
    return tmp_path


def names(candidates: LinkCandidates, typed: str) -> list[str]:
    return [one.about if not one.is_article else one.words for one in candidates.find(typed)]


def update_index(services: Services) -> None:
    with services.search() as searching:
        searching.update(lambda: None)


def test_annotations_of_old_articles_are_found_with_the_index(services: Services) -> None:
    last = f"#Sea · Naïve thought {ARTICLES - 1} · Title {ARTICLES - 1}"
    assert names(services.linking.candidates("0" * 16), f"naive {ARTICLES - 1}") == []
    update_index(services)
    candidates = services.linking.candidates("0" * 16)
    assert names(candidates, f"naive {ARTICLES - 1}") == [last]
    assert names(candidates, f"SEA {ARTICLES - 1}") == [last]
    while candidates.read_ahead():
        pass
    assert names(candidates, f"naive {ARTICLES - 1}") == [last]


def test_changes_since_the_index_was_made_count(services: Services) -> None:
    update_index(services)
    record = services.library.records()[-1]
    [old] = services.library.annotations_of(record)
    services.repository.apply(Change("c", "", "edit", (Edit(old, replace(old, note="Rewritten")),)))
    candidates = services.linking.candidates("0" * 16)
    assert names(candidates, "rewritten") == [f"#Sea · Rewritten · Title {ARTICLES - 1}"]
    assert names(candidates, f"naive {ARTICLES - 1}") == []


def test_a_title_that_begins_so_comes_before_one_that_contains_it(services: Services) -> None:
    records = services.library.records()
    titled = [
        replace(record, metadata=replace(record.metadata, title=title))
        for record, title in zip(records, ("Old harbour", "Harbour", "Unharboured", "Harvour"), strict=False)
    ]
    edits = tuple(Edit(before, after) for before, after in zip(records, titled, strict=False))
    services.repository.apply(Change("c", "", "rename", edits))
    assert names(services.linking.candidates(""), "harbour") == ["Harbour", "Old harbour", "Unharboured", "Harvour"]


def test_the_most_recent_come_first_before_anything_is_typed(services: Services) -> None:
    article = services.library.records()[0]
    found = services.linking.candidates(article.id).find("")
    assert isinstance(services.library.annotations_of(article)[0], Annotation)
    assert [one.is_article for one in found[:2]] == [False, True]
    assert found[1].words == "Title 00"


def test_annotations_of_the_article_itself_come_first_and_by_similar_words(services: Services) -> None:
    own = services.library.records()[0]
    mine = services.linking.candidates(own.id)
    assert names(mine, "thougth")[0] == f"#Sea · Naïve thought 00 · {own.title}"
    assert names(services.linking.candidates("0" * 16), "thougth") == []
    [old] = services.library.annotations_of(own)
    for number, (there, is_own) in enumerate([(2_000, True), (2_001, False)]):
        known = len(services.library.annotations_of(own))
        more = tuple(Edit(None, replace(old, id=f"{at:032}", note="Other")) for at in range(known, there))
        services.repository.apply(Change(f"c{number}", "", "add", more))
        assert services.linking.candidates(own.id).find("")[0].is_article is not is_own
    # Those of an article with too many are found as those of others are.
    assert names(services.linking.candidates(own.id), "naive 00") == [f"#Sea · Naïve thought 00 · {own.title}"]


def test_among_equal_matches_what_was_used_last_comes_first_be_it_article_or_annotation(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = services.library.records()[:8]
    for number, record in enumerate(records):
        monkeypatch.setattr(services.repository, "_clock", lambda number=number: f"3000-01-0{number + 1}T12:00:00Z")
        titled = replace(record, metadata=replace(record.metadata, title=f"Old zebra {number}"))
        [noted] = services.library.annotations_of(record)
        zebra = replace(noted, quote=None, position=None, tags=(), note="A zebra")
        services.repository.apply(Change(f"c{number}", "", "edit", (Edit(record, titled), Edit(noted, zebra))))
        services.repository.keep_position(record.id, ReadingPosition(0, 0.5, f"3000-01-0{number + 1}T18:00:00Z"))
    [zebra] = services.library.annotations_of(records[3])
    monkeypatch.setattr(services.repository, "_clock", lambda: "3000-01-04T18:00:00Z")
    services.repository.apply(Change("o", "", "add", (Edit(None, replace(zebra, id="0" * 32, note="The lock")),)))
    in_order = [f"Old zebra {number}" for number in reversed(range(8))]
    for own in (records[3].id, "0" * 16):
        candidates = services.linking.candidates(own)
        if own == records[3].id:
            assert [one.words for one in candidates.find("")][:3] == ["The lock", "A zebra", in_order[0]]
        assert [one.words for one in candidates.find("") if one.is_article][:8] == in_order
        found = [(one.words, one.about) for one in candidates.find("zebra")]
        assert found == [pair for title in in_order for pair in ((title, ""), ("A zebra", title))]


def test_reading_from_the_index_takes_thirty_milliseconds_of_an_answer_and_ten_ahead(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    update_index(services)
    candidates = services.linking.candidates("0" * 16)
    candidates.find("")
    # Each article takes two milliseconds; later, a second, so that only what was read is found.
    for read, there in ((lambda: names(candidates, "naive"), 15), (candidates.read_ahead, 20)):
        slow, slower = count(), count(1_000)
        monkeypatch.setattr(link_candidates, "monotonic", lambda slow=slow: next(slow) * 2 / 1_000)
        read()
        monkeypatch.setattr(link_candidates, "monotonic", lambda slower=slower: next(slower))
        assert len([one for one in candidates.find("naive") if not one.is_article]) == there


def test_without_an_index_only_the_articles_that_were_used_last_are_read(services: Services) -> None:
    found = {one.about[-2:] for number in range(ARTICLES) for one in notes(services, f"naive {number:02}")}
    assert found == {f"{number:02}" for number in range(20)}
    update_index(services)
    assert [one.about[-2:] for one in notes(services, "naive 29")] == ["29"]


def notes(services: Services, typed: str) -> list[LinkCandidate]:
    return [one for one in services.linking.candidates("0" * 16).find(typed) if not one.is_article]


def test_no_more_is_read_from_the_index_than_there_is_time_for(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    update_index(services)
    ticks = count()
    candidates = services.linking.candidates("0" * 16)
    assert not candidates.read_ahead(), "nothing was asked for yet"
    monkeypatch.setattr(link_candidates, "monotonic", lambda: next(ticks))
    assert names(candidates, "naive 29") == []
    assert candidates.read_ahead(), "there are more"
    monkeypatch.setattr(link_candidates, "monotonic", lambda: 0)
    assert not candidates.read_ahead(), "all are read"
    monkeypatch.setattr(link_candidates, "monotonic", lambda: next(ticks))
    assert names(candidates, "naive 29") == ["#Sea · Naïve thought 29 · Title 29"]
    assert names(candidates, "naive 29 elsewhere") == []
    monkeypatch.setattr(link_candidates, "monotonic", lambda: 0)
    assert [one.about[-2:] for one in notes(services, "naive 28")] == ["28"]


def test_no_more_is_offered_than_can_be_looked_at(services: Services) -> None:
    update_index(services)
    own = services.library.records()[0]
    [old] = services.library.annotations_of(own)
    more = tuple(Edit(None, replace(old, id=f"{old.id}{number}")) for number in range(8))
    services.repository.apply(Change("c", "", "add", more))
    assert [one.is_article for one in services.linking.candidates(own.id).find("")] == [False] * 8 + [True] * 20
    assert len(notes(services, "naive")) == 24
    # Those of the article itself take no room from others.
    assert len(services.linking.candidates(own.id).find("naive")) == 9 + 24
    assert len(services.linking.candidates("0" * 16).find("t")) == 40


def test_of_a_long_text_the_first_three_hundred_letters_are_compared(services: Services) -> None:
    own = services.library.records()[0]
    [old] = services.library.annotations_of(own)
    for ends_at, is_found in ((300, True), (301, False)):
        words = f"{'x' * (ends_at - len(' zed'))} zed"
        record = services.library.find(own.id)
        renamed = replace(record, metadata=replace(record.metadata, title=words))
        [noted] = services.library.annotations_of(record)
        edits = (Edit(record, renamed), Edit(noted, replace(old, note=words)))
        services.repository.apply(Change(f"c{ends_at}", "", "edit", edits))
        found = services.linking.candidates(own.id).find("zed")
        assert [one.is_article for one in found] == [True, False] * is_found


SIXTY = "A name of just sixty letters, with all that there is of it ."


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        (SIXTY, SIXTY),
        (f"{SIXTY}x", f"{SIXTY[:-2]}…"),
        (f"Short {'x' * 70}", f"Short {'x' * 54}…"),
        (f"{'x' * 30} {'y' * 70}", f"{'x' * 30}…"),
        (f"{'x' * 29} {'y' * 70}", f"{'x' * 29} {'y' * 30}…"),
    ],
)
def test_long_words_for_a_link_end_after_a_word_if_that_leaves_half_of_them(
    services: Services, title: str, shown: str
) -> None:
    record = services.library.records()[0]
    renamed = replace(record, metadata=replace(record.metadata, title=title, creator="Ada", site="x.org"))
    [old] = services.library.annotations_of(record)
    whole = replace(old, quote=None, position=None, note="", modified="2999-02-01T00:00:00Z")
    services.repository.apply(Change("c", "", "edit", (Edit(record, renamed), Edit(old, whole))))
    note, article = services.linking.candidates(record.id).find("")[:2]
    assert (article.words, article.about) == (shown, "Ada · x.org")
    assert (note.words, note.about) == (f"note on {shown}", f"#Sea · {shown}")


@pytest.mark.parametrize(("typed", "found"), [("titl", True), ("tite", True), ("tit", True), ("tid", False)])
def test_similar_titles_are_found_from_the_fourth_letter_on(services: Services, typed: str, found: bool) -> None:
    assert bool(services.linking.candidates("0" * 16).find(typed)) == found
