import pytest
from articles import counting_ids, ticking_clock
from hypothesis import given
from hypothesis import strategies as st
from memory_repository import MemoryRepository

from readtui.errors import NotFoundError, QueryError, UsageError
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord, Metadata
from readtui.model.change import Change, Edit
from readtui.model.tag import Tag
from readtui.model.view import Lists, View
from readtui.search.query.parser import parse
from readtui.search.query.syntax import Term
from readtui.search.query.terms import tags_of, with_tags
from readtui.services.finding.views import Views, query_of, uniquely_named
from readtui.services.saving.undo import History
from readtui.services.tags.codebook import Codebook

NOW = "2026-02-01T10:00:00Z"
CLOCK, NEW_ID = ticking_clock(), counting_ids()
NAMES = st.text(st.sampled_from("aB()2 \x1b"), max_size=5)


@pytest.fixture
def repository() -> MemoryRepository:
    return MemoryRepository()


@pytest.fixture
def views(repository: MemoryRepository) -> Views:
    return Views(repository, CLOCK, NEW_ID)


@pytest.fixture
def codebook(repository: MemoryRepository) -> Codebook:
    """Tags in use: politics, politics/nato, sea."""
    note = Annotation("n1", "a", NOW, NOW, tags=("politics/nato", "politics", "sea"))
    records = (ArticleRecord("a", Metadata("A"), NOW, NOW, "f" * 8), note, Tag("politics"))
    repository.apply(Change("c", NOW, "put", tuple(Edit(None, record) for record in records)))
    return Codebook(repository, CLOCK, NEW_ID)


def put(repository: MemoryRepository, *views: View) -> None:
    repository.apply(Change(NEW_ID(), NOW, "put", tuple(Edit(None, view) for view in views)))


def listed(views: Views) -> dict[str, str]:
    return {view.name: view.query for view in views.all()}


def test_a_view_is_replaced_by_one_of_the_same_name_deleted_and_undone(
    repository: MemoryRepository, views: Views
) -> None:
    views.save("To  read\n", "is:to-read", Lists.ARTICLES)
    views.save("to READ", "-is:done", Lists.ANNOTATIONS)
    assert [(view.name, view.query, view.lists) for view in views.all()] == [("To read", "-is:done", "annotations")]
    assert views.delete("TO READ").what == "delete the view “TO READ”"
    assert views.all() == []
    history = History(repository, CLOCK, NEW_ID)
    history.undo()
    history.undo()
    assert [(view.query, view.lists) for view in views.all()] == [("is:to-read", "articles")]


@pytest.mark.parametrize(("name", "query"), [("", "x"), (" \n", "x"), ("x" * 101, "x")])
def test_a_view_needs_a_name(views: Views, name: str, query: str) -> None:
    with pytest.raises(UsageError, match="a view cannot have"):
        views.save(name, query, Lists.ARTICLES)


def test_a_wrong_query_is_not_saved_and_one_that_is_there_is_named(repository: MemoryRepository, views: Views) -> None:
    with pytest.raises(QueryError):
        views.save("x", "(", Lists.ARTICLES)
    assert views.all() == []
    put(repository, View("w1", "new", "mood:sad"))
    with pytest.raises(QueryError, match="the view “new”: query, column 1: there is no field “mood”"):
        query_of(views.find("new"))


def test_an_unknown_name_is_told_with_similar_ones(views: Views) -> None:
    views.save("unread", "is:to-read", Lists.ARTICLES)
    with pytest.raises(NotFoundError, match="no such view: unred") as caught:
        views.find("unred")
    assert caught.value.hint == "Similar views: unread."


def test_views_that_two_devices_gave_the_same_name_can_be_told_apart(
    repository: MemoryRepository, views: Views
) -> None:
    put(
        repository,
        View("w3", "unread", "c"),
        View("w1", "Unread", "a"),
        View("w2", "unread (2)", "b"),
        View("w4", "", "d"),
    )
    assert listed(views) == {"Unread": "a", "unread (2)": "b", "unread (3)": "c", "w4": "d"}
    views.delete("unread (3)")
    assert listed(views) == {"Unread": "a", "unread (2)": "b", "w4": "d"}
    put(repository, View("w5", "unread", "e"))
    views.save("unread (3)", "f", Lists.ARTICLES)
    views.delete("unread")
    # Once it was saved under the longer name, it has that name.
    assert listed(views) == {"unread (2)": "b", "unread (3)": "f", "w4": "d"}


def test_the_same_view_saved_on_two_devices_is_one(repository: MemoryRepository, views: Views) -> None:
    put(repository, View("w2", "Unread", "#a"), View("w1", "unread", "#a"), View("w3", "unread", "#a", Lists.ARTICLES))
    assert [(view.name, view.id) for view in views.all()] == [("unread", "w1"), ("unread (2)", "w3")]
    views.save("unread", "#b", Lists.ANNOTATIONS)
    assert listed(views) == {"unread": "#b", "unread (2)": "#a"}
    history = History(repository, CLOCK, NEW_ID)
    history.undo()
    assert listed(views) == {"unread": "#a", "unread (2)": "#a"}
    views.delete("UNREAD")
    assert [(view.name, view.id) for view in views.all()] == [("unread", "w3")]
    history.undo()
    assert len(repository.views()) == 3


@given(st.lists(NAMES, max_size=7), st.randoms())
def test_names_are_unique_and_the_same_on_every_device(names: list[str], random: object) -> None:
    views = [View(f"w{number}", name, f"{number}") for number, name in enumerate(names)]
    found = {view.id: view.name for view in uniquely_named(views)}
    assert len({name.casefold() for name in found.values()}) == len(names)
    random.shuffle(views)  # type: ignore[attr-defined]
    assert {view.id: view.name for view in uniquely_named(views)} == found


def test_saving_a_view_decides_between_versions_of_a_merge(repository: MemoryRepository, views: Views) -> None:
    put(repository, View("w1", "x", "a", conflicts=({"id": "w1", "name": "x", "query": "b"},)))
    views.save("x", "a or b", Lists.ANNOTATIONS)
    [view] = repository.views()
    assert (view.query, view.conflicts) == ("a or b", ())


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("#politics -#Politics/NATO", "tag:power -tag:power/NATO"),
        ("tag:=politics or with:politics/nato", "tag:=power or with:power/nato"),
        ("(#politics or #sea) politics", "(tag:power or tag:sea) politics"),
        ("#politicsology tag:none", "#politicsology tag:none"),
        ("mood:x #politics", "mood:x #politics"),
    ],
)
def test_views_follow_a_renamed_tag(
    repository: MemoryRepository, views: Views, codebook: Codebook, query: str, expected: str
) -> None:
    put(repository, View("w1", "x", query), View("w2", "gone", "#politics", deleted=NOW))
    bulk = codebook.rename("politics", "power")
    assert [view.name for view in bulk.views] == (["x"] if query != expected else [])
    repository.apply(bulk.change)
    assert listed(views) == {"x": expected}
    assert repository.saved["w2"].query == "tag:power"
    History(repository, CLOCK, NEW_ID).undo()
    assert listed(views) == {"x": query}


def test_a_query_stays_as_it_was_typed_if_only_the_case_of_a_tag_changes(
    repository: MemoryRepository, views: Views, codebook: Codebook
) -> None:
    put(repository, View("w1", "x", "#sea  -#politics"))
    repository.apply(codebook.rename("politics", "Politics").change)
    assert listed(views) == {"x": "#sea  -#politics"}


def test_a_name_that_means_something_else_in_a_query_is_written_exactly(
    repository: MemoryRepository, views: Views, codebook: Codebook
) -> None:
    put(repository, View("w1", "x", "#sea"), View("w2", "y", "with:sea"))
    repository.apply(codebook.rename("sea", "none").change)
    assert listed(views) == {"x": "tag:=none", "y": "with:=none"}
    repository.apply(codebook.rename("none", "two words").change)
    assert listed(views) == {"x": 'tag:"=two words"', "y": 'with:"=two words"'}


_FORMS = [
    ("#politics/nato or #sea", "tag:{new}/nato or tag:sea"),
    ("-(tag:=politics with:politics) or -#sea", "-(tag:={new} with:{new}) or -tag:sea"),
    ('tag:"politics/NATO" -with:"=Politics"', "tag:{new}/{nato} -with:={new}"),
    ('(#other or ("politics" #POLITICS))', "tag:other or politics tag:{new}"),
]


@pytest.mark.parametrize(("query", "expected"), _FORMS)
def test_views_follow_merged_tags(
    repository: MemoryRepository, views: Views, codebook: Codebook, query: str, expected: str
) -> None:
    put(repository, View("w1", "x", query))
    repository.apply(codebook.merge(["politics"], "sea").change)
    # The merged tag is spelled alike everywhere.
    found = listed(views)["x"]
    assert parse(found.casefold()) == parse(expected.format(new="sea", nato="nato"))
    History(repository, CLOCK, NEW_ID).undo()
    assert listed(views) == {"x": query}


@pytest.mark.parametrize("new", ["world/politics", "politics/all"])
@pytest.mark.parametrize(("query", "expected"), _FORMS)
def test_views_follow_a_tag_that_is_nested_elsewhere(
    repository: MemoryRepository, views: Views, codebook: Codebook, query: str, expected: str, new: str
) -> None:
    put(repository, View("w1", "x", query))
    repository.apply(codebook.rename("politics", new).change)
    assert parse(listed(views)["x"]) == parse(expected.format(new=new, nato="NATO"))


def test_a_view_of_a_deleted_tag_is_told_and_does_not_list_more(
    repository: MemoryRepository, views: Views, codebook: Codebook
) -> None:
    put(repository, View("w1", "x", "has:note #politics/nato"), View("w2", "y", "#sea"))
    bulk = codebook.delete("politics")
    repository.apply(bulk.change)
    assert [view.name for view in bulk.views] == ["x"]
    assert listed(views) == {"x": "has:note #politics/nato", "y": "#sea"}


def test_all_tags_of_a_query_are_found_and_renamed() -> None:
    query = parse('-(#a or with:b) tag:"=c d" tag:none author:e')
    assert tags_of(query) == ["a", "b", "c d"]
    assert tags_of(with_tags(query, str.upper)) == ["A", "B", "C D"]
    assert with_tags(Term("with", "none"), str.upper) == Term("with", "none")


def test_a_view_that_another_program_has_just_deleted_is_not_found(
    views: Views, repository: MemoryRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    views.save("Sea", "#sea", Lists.ANNOTATIONS)
    answers = [repository.views(), []]
    monkeypatch.setattr(repository, "views", lambda: answers.pop(0))
    with pytest.raises(NotFoundError, match="no such view: Sea"):
        views.delete("Sea")
