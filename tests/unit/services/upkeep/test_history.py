import pytest
from articles import article_of, counting_ids, ticking_clock
from memory_repository import MemoryRepository

from readtui.errors import ChangedSinceError, NothingToUndoError
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord, ReadingState
from readtui.model.passage import Passage
from readtui.services.annotating.annotator import Annotator
from readtui.services.editing import ArticleEditor
from readtui.services.upkeep.history import History

ARTICLE = article_of("The ferry left at dawn and came back at dusk.")
CLOCK, NEW_ID = ticking_clock(), counting_ids()
ANNOTATOR = Annotator(CLOCK, NEW_ID)


@pytest.fixture
def repository() -> MemoryRepository:
    repository = MemoryRepository()
    for article_id in "ab":
        repository.articles[article_id] = ArticleRecord(article_id, ARTICLE.metadata, "", "", ARTICLE.hash8)
    return repository


@pytest.fixture
def history(repository: MemoryRepository) -> History:
    return History(repository, CLOCK, NEW_ID)


def highlight(repository: MemoryRepository, article_id: str, start: int, end: int) -> Annotation:
    repository.apply(ANNOTATOR.create(article_id, ARTICLE, Passage(start, end), color="pink"))
    return repository.annotations(article_id)[-1]


def test_the_library_takes_back_the_last_change_wherever_it_was(repository: MemoryRepository, history: History) -> None:
    highlight(repository, "a", 0, 9)
    highlight(repository, "b", 4, 9)
    assert history.undo().what == "undo: highlight “ferry”"
    assert history.undo().what == "undo: highlight “The ferry”"
    assert history.redo().what == "redo: highlight “The ferry”"
    assert history.redo().what == "redo: highlight “ferry”"
    with pytest.raises(NothingToUndoError):
        history.redo()


def test_a_change_elsewhere_ends_redo_in_the_library_but_not_in_the_article(
    repository: MemoryRepository, history: History
) -> None:
    highlight(repository, "a", 0, 9)
    history.undo("a")
    highlight(repository, "b", 4, 9)
    with pytest.raises(NothingToUndoError):
        history.redo()
    assert history.redo("a").what == "redo: highlight “The ferry”"


def test_nothing_to_undo_says_so(history: History) -> None:
    with pytest.raises(NothingToUndoError, match="nothing to undo in this article"):
        history.undo("a")
    with pytest.raises(NothingToUndoError, match="nothing to redo"):
        history.redo()


def test_building_an_undo_saves_nothing(repository: MemoryRepository, history: History) -> None:
    highlight(repository, "a", 0, 9)
    undo = history.build_undo()
    assert len(repository.history()) == 1
    assert undo.undoes == repository.history()[0].id


def test_undo_refuses_a_change_by_another_process_unless_forced(repository: MemoryRepository, history: History) -> None:
    made = highlight(repository, "a", 0, 9)
    repository.notes[made.id] = ANNOTATOR.set_note(made, "from elsewhere").edits[0].after  # type: ignore[assignment]
    with pytest.raises(ChangedSinceError):
        history.undo()
    history.undo(force=True)
    assert repository.annotations("a") == []


def test_what_the_app_does_by_itself_is_no_step_and_ends_no_redo(
    repository: MemoryRepository, history: History
) -> None:
    highlight(repository, "a", 0, 9)
    history.undo()
    change = ArticleEditor(ANNOTATOR).begin_reading(repository.articles["a"])
    assert change is not None
    repository.apply(change)
    assert repository.articles["a"].reading_state is ReadingState.READING
    assert ArticleEditor(ANNOTATOR).begin_reading(repository.articles["a"]) is None
    assert [step.change.what for step in history.steps("a")] == ["highlight “The ferry”"]
    assert history.redo().what == "redo: highlight “The ferry”"
    assert history.undo("a").what == "undo: highlight “The ferry”"


def test_the_timeline_says_what_undo_and_redo_lead_through(repository: MemoryRepository, history: History) -> None:
    for start in (0, 4, 10):
        highlight(repository, "a", start, start + 5)
    highlight(repository, "b", 0, 9)
    first, second, third, _ = (change.id for change in repository.history())

    def path(change_id: str, article_id: str = "") -> list[str]:
        timeline = history.timeline(article_id)
        steps = timeline.back_to(change_id) or timeline.forward_to(change_id)
        return [step.change.what for step in steps]

    assert path(second, "a") == ["highlight “left”", "highlight “ferry”"]
    assert len(path(second)) == 3
    history.undo("a")
    history.undo("a")
    assert path(second, "a") == ["highlight “ferry”"]
    assert path(third, "a") == ["highlight “ferry”", "highlight “left”"]
    assert path(first, "a") == ["highlight “The f”"]
    highlight(repository, "a", 0, 20)
    assert path(third, "a") == []


def test_one_change_is_undone_and_redone_while_later_ones_stay(repository: MemoryRepository, history: History) -> None:
    highlight(repository, "a", 0, 9)
    highlight(repository, "a", 4, 9)
    first = repository.history()[0].id
    history.reverse(first)
    assert [one.quoted_text for one in repository.annotations("a")] == ["ferry"]
    assert [step.done for step in history.timeline().steps] == [True, False]
    history.reverse(first)
    assert len(repository.annotations("a")) == 2
