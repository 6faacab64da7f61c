from dataclasses import replace
from pathlib import Path

import pytest
from articles import article_of, counting_ids, ticking_clock
from memory_repository import MemoryRepository
from storing.device import Device

from readtui.errors import CameBetweenError, ChangedSinceError, NothingToUndoError
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord, ReadingState
from readtui.model.change import NO_CHANGE, Change, Edit, LaterEdits, made_since
from readtui.model.creator import Creator, Identity
from readtui.model.passage import Passage
from readtui.services.annotating.annotator import Annotator
from readtui.services.article_edits import ArticleEditor
from readtui.services.saving.undo import COMMANDS, History, UndoStep, Whose, step_names, summary
from readtui.storage.repository import Repository

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
    with pytest.raises(NothingToUndoError, match=r"nothing to redo$"):
        history.redo()


def test_adding_an_article_is_no_step_in_it_whatever_else_the_change_did(
    repository: MemoryRepository, history: History
) -> None:
    added = ArticleRecord("c", ARTICLE.metadata, "", "", ARTICLE.hash8)
    elsewhere = ANNOTATOR.create("b", ARTICLE, Passage(0, 9), color="pink").edits
    repository.apply(Change("1", "", "add the article", (Edit(None, added), *elsewhere)))
    with pytest.raises(NothingToUndoError):
        history.undo("c")
    tagged = replace(repository.articles["c"], tags=("sea",))
    repository.apply(Change("2", "", "tag the article", (Edit(repository.articles["c"], tagged),)))
    assert history.undo("c").what == "undo: tag the article"
    assert history.undo("b").what == "undo: add the article"


@pytest.mark.parametrize("article_id", ["a", ""])
@pytest.mark.parametrize("whose", list(Whose))
def test_undo_leaves_the_texts_of_an_article_in_it_unless_it_takes_back_whatever_anybody_did(
    repository: MemoryRepository, history: History, article_id: str, whose: Whose
) -> None:
    repository.window = f"{CLOCK()} 1 window"
    repository.apply(Change("0", CLOCK(), "add the article", (Edit(None, replace(repository.articles["a"], id="c")),)))
    highlight(repository, "a", 0, 9)
    for field, value in (("text_version", "2"), ("tags", ("sea",))):
        before = repository.articles["a"]
        edit = Edit(before, replace(before, **{field: value}))  # type: ignore[arg-type]
        repository.apply(Change(field, CLOCK(), f"change {field}", (edit,)))
    undone = [history.undo(article_id, whose, told=set()).what for _ in range(2)]
    is_left = article_id and whose is not Whose.ALL
    assert undone == ["undo: change tags", f"undo: {'highlight “The ferry”' if is_left else 'change text_version'}"]


def test_undo_and_redo_without_conditions_reach_what_any_window_did(
    repository: MemoryRepository, history: History
) -> None:
    for number in range(3):
        repository.window = f"{CLOCK()} {number} window"
        highlight(repository, "a", number, 9)
    repository.window = f"{CLOCK()} 4 window"
    for what in ("e ferry", "he ferry", "The ferry"):
        assert history.build_undo("a").what == f"undo: highlight “{what}”"
        assert history.undo("a").what == f"undo: highlight “{what}”"
    repository.window = f"{CLOCK()} 5 window"
    assert history.build_redo("a").what == "redo: highlight “The ferry”"
    assert history.redo("a").what == "redo: highlight “The ferry”"


def test_building_an_undo_saves_nothing(repository: MemoryRepository, history: History) -> None:
    highlight(repository, "a", 0, 9)
    undo = history.build_undo()
    assert len(repository.history()) == 1
    assert history.seen() == {one.id for one in repository.history()}
    assert undo.undoes == repository.history()[0].id


def test_undo_refuses_a_change_by_another_process_unless_forced(repository: MemoryRepository, history: History) -> None:
    made = highlight(repository, "a", 0, 9)
    repository.notes[made.id] = ANNOTATOR.set_note(made, "from elsewhere").edits[0].after  # type: ignore[assignment]
    with pytest.raises(ChangedSinceError):
        history.undo()
    with pytest.raises(ChangedSinceError):
        history.reverse(repository.history()[0].id)
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
    assert [step.state for step in history.timeline().steps] == ["done", "undone"]
    history.reverse(first)
    assert len(repository.annotations("a")) == 2
    with pytest.raises(NothingToUndoError, match="no longer in the history"):
        history.reverse("gone")


class TestTwoWindows:
    def test_a_window_undoes_only_what_it_did_itself(self, repository: MemoryRepository, history: History) -> None:
        mine, other = (f"{CLOCK()} {number} window" for number in (1, 2))
        repository.window = mine
        highlight(repository, "a", 0, 9)
        highlight(repository, "a", 15, 17)
        repository.window = other
        highlight(repository, "b", 4, 9)
        highlight(repository, "a", 10, 14)
        repository.window = mine
        assert history.undo("a", Whose.OWN, told=set()).what == "undo: highlight “at”"
        repository.window = other
        highlight(repository, "a", 18, 22)
        repository.window = mine
        assert history.redo("a", Whose.OWN, told=set()).what == "redo: highlight “at”"
        history.undo(whose=Whose.OWN, told=set())
        assert history.undo(whose=Whose.OWN, told=set()).what == "undo: highlight “The ferry”"
        with pytest.raises(NothingToUndoError) as nothing:
            history.undo("a", Whose.OWN, told=set())
        assert nothing.value.hint == "What other windows and commands did is in the history."
        assert [one.quoted_text for one in repository.annotations("a")] == ["left", "dawn"]

    def test_a_window_does_not_redo_what_another_one_undid(
        self, repository: MemoryRepository, history: History
    ) -> None:
        mine, other = (f"{CLOCK()} {number} window" for number in (1, 2))
        repository.window = mine
        highlight(repository, "a", 0, 9)
        repository.window = other
        history.undo("a", told=history.seen())
        repository.window = mine
        with pytest.raises(NothingToUndoError):
            history.redo("a", Whose.OWN, told=set())

    def test_what_others_replied_before_a_window_opened_is_not_its_own(self, repository: MemoryRepository) -> None:
        me = Creator("Ada")
        history = History(repository, CLOCK, NEW_ID, lambda: Identity(me))
        repository.window = before = f"{CLOCK()} 1 window"
        note = highlight(repository, "a", 0, 9)

        def reply(by: Creator) -> None:
            made = Annotator(CLOCK, NEW_ID, lambda: by).reply(note, by.name)
            assert made is not None
            repository.apply(made)

        for by in (me, Creator("Bea"), Creator("builder", is_program=True)):
            reply(by)
        # What is large takes long to read, and is none of it.
        unread = LaterEdits(2, ("b",), lambda: pytest.fail("a large change was read"))
        repository.changes.insert(0, Change("large", CLOCK(), "import", unread))
        repository.window, repository.running = f"{CLOCK()} 2 window", frozenset({before})
        assert history.build_undo("a", Whose.OWN, set()).what == "undo: highlight “The ferry”"
        repository.running = frozenset()
        assert history.undo("a", Whose.OWN, told=set()).what == "undo: reply to “The ferry”"
        with pytest.raises(ChangedSinceError, match="others have replied"):
            history.undo("a", Whose.OWN, told=set())
        assert history.undo("a", Whose.OWN, force=True).what == "undo: highlight “The ferry”"
        assert [reply.text for reply in repository.replies("a") if not reply.deleted] == ["Bea", "builder"]

    def test_what_others_replied_is_theirs_unless_it_came_with_something_else(
        self, repository: MemoryRepository
    ) -> None:
        me, other = Creator("Ada"), Creator("Bea")
        history = History(repository, CLOCK, NEW_ID, lambda: Identity(me))
        repository.window = f"{CLOCK()} 1 window"
        note = highlight(repository, "a", 0, 9)
        replied = Annotator(CLOCK, NEW_ID, lambda: other).reply(note, "So I see.")
        assert replied is not None
        tags = ANNOTATOR.set_tags(note, ("sea",)).edits
        repository.apply(replace(replied, what="import", edits=(*replied.edits, *tags)))
        repository.window = own = f"{CLOCK()} 2 window"
        repository.running = frozenset({own})
        assert history.build_undo("a", Whose.OWN, set()).what == "undo: import"
        mine = Annotator(CLOCK, NEW_ID, lambda: me).reply(note, "And I do not.")
        assert mine is not None
        repository.apply(mine)
        assert history.undo("a", Whose.OWN, told=set()).what == "undo: reply to “The ferry”"

    @pytest.mark.parametrize(
        ("by", "deleted", "is_refused"),
        [("Bea", None, True), ("Bea", "2026-01-01", False), ("Ada", None, False), ("Ada", "2026-01-01", False)],
    )
    def test_only_what_others_have_replied_and_not_taken_back_keeps_an_annotation(
        self, repository: MemoryRepository, by: str, deleted: str | None, is_refused: bool
    ) -> None:
        history = History(repository, CLOCK, NEW_ID, lambda: Identity(Creator("Ada")))
        note = highlight(repository, "a", 0, 9)
        made = repository.history()[0].id
        replied = Annotator(CLOCK, NEW_ID, lambda: Creator(by)).reply(note, "So I see.")
        assert replied is not None
        [edit] = replied.edits
        repository.apply(replace(replied, edits=(replace(edit, after=replace(edit.after, deleted=deleted)),)))
        if is_refused:
            with pytest.raises(ChangedSinceError, match="others have replied") as refused:
                history.reverse(made)
            assert refused.value.hint == "Their reply goes with it."
        else:
            assert history.reverse(made).what == "undo: highlight “The ferry”"

    def test_replies_that_came_with_an_annotation_go_with_it(self, repository: MemoryRepository) -> None:
        history = History(repository, CLOCK, NEW_ID, lambda: Identity(Creator("Ada")))
        made = ANNOTATOR.create("a", ARTICLE, Passage(0, 9), color="pink")
        note = made.edits[0].after
        assert isinstance(note, Annotation)
        replies = [Annotator(CLOCK, NEW_ID, lambda: Creator("Bea")).reply(note, words) for words in ("Yes.", "No.")]
        edits = [edit for one in replies if one is not None for edit in one.edits]
        repository.apply(replace(made, what="import", edits=(*made.edits, *edits)))
        assert history.reverse(made.id).what == "undo: import"
        assert all(reply.deleted for reply in repository.replies("a"))

    def test_a_thread_with_replies_by_others_does_not_become_a_plain_note(self, repository: MemoryRepository) -> None:
        history = History(repository, CLOCK, NEW_ID, lambda: Identity(Creator("Ada")))
        note = highlight(repository, "a", 0, 9)
        repository.apply(Change("t", CLOCK(), "begin a thread", (Edit(note, replace(note, is_thread=True)),)))
        replied = Annotator(CLOCK, NEW_ID, lambda: Creator("Bea")).reply(note, "So I see.")
        assert replied is not None
        repository.apply(replied)
        with pytest.raises(ChangedSinceError, match="others have replied") as refused:
            history.reverse("t")
        assert refused.value.hint == "It becomes a plain note again."
        assert history.reverse("t", force=True).what == "undo: begin a thread"
        assert history.reverse("t").what == "redo: begin a thread"

    def test_redo_goes_on_after_another_window_only_if_that_was_told(
        self, repository: MemoryRepository, history: History
    ) -> None:
        mine, other = (f"{CLOCK()} {number} window" for number in (1, 2))
        repository.window = mine
        highlight(repository, "a", 0, 9)
        highlight(repository, "a", 10, 14)
        history.undo("a")
        history.undo("a")
        repository.window = other
        history.redo("a")
        repository.window = mine
        with pytest.raises(CameBetweenError, match="redone: highlighted “The ferry”") as between:
            history.redo("a", told=set())
        assert between.value.then == "highlight “left”"
        assert history.redo("a", told=between.value.changes).what == "redo: highlight “left”"
        for came_between, take in ((history.undo, history.redo), (history.undo, history.undo)):
            repository.window = other
            came_between("a")
            repository.window = mine
            with pytest.raises(CameBetweenError):
                take("a", told=set())
            take("a", told=set(), force=True)

    def test_undo_never_reaches_past_what_another_window_undid(
        self, repository: MemoryRepository, history: History
    ) -> None:
        mine, other = (f"{CLOCK()} {number} window" for number in (1, 2))
        repository.window = mine
        highlight(repository, "a", 0, 9)
        highlight(repository, "a", 10, 14)
        repository.window = other
        history.undo("a", told=history.seen())
        repository.window = mine
        with pytest.raises(CameBetweenError, match="undone: highlighted “left”") as between:
            history.undo("a", Whose.OWN, told=set())
        assert between.value.then == "highlight “The ferry”"
        assert history.build_undo("a", Whose.OWN, between.value.changes).what == "undo: highlight “The ferry”"
        highlight(repository, "a", 15, 17)
        assert history.undo("a", Whose.OWN, told=set()).what == "undo: highlight “at”"

    def test_what_another_window_did_is_told_even_if_an_undone_change_came_after_it(
        self, repository: MemoryRepository, history: History
    ) -> None:
        mine, other = (f"{CLOCK()} {number} window" for number in (1, 2))
        repository.window = other
        highlight(repository, "a", 10, 14)
        repository.window = mine
        highlight(repository, "a", 0, 9)
        history.undo("a", told=set())
        with pytest.raises(CameBetweenError, match="came between: highlighted “left”") as between:
            history.undo("a", told=set())
        assert (between.value.then, between.value.hint) == ("", "To go ahead anyway: --force")

    def test_a_command_does_not_undo_what_an_open_window_did_after_a_command(
        self, repository: MemoryRepository, history: History
    ) -> None:
        window, first, second = (f"{CLOCK()} {number} window" for number in (1, 2, 3))
        repository.window, repository.running = window, frozenset({window})
        highlight(repository, "a", 0, 9)
        repository.window = second
        assert history.build_undo(told=COMMANDS).what == "undo: highlight “The ferry”"
        repository.window = first
        highlight(repository, "a", 4, 9)
        repository.window = window
        highlight(repository, "a", 10, 14)
        repository.window = second
        with pytest.raises(CameBetweenError, match="came between: highlighted “left”"):
            history.undo(told=COMMANDS)
        repository.running = frozenset()
        assert history.build_undo(told=COMMANDS).what == "undo: highlight “left”"
        repository.running = frozenset({window})
        assert history.undo(told=COMMANDS, force=True).what == "undo: highlight “left”"

    @pytest.mark.parametrize(("command", "begins_after"), [("", False), ("command", True)])
    def test_a_command_undoes_what_a_window_did_after_nothing_that_came_between(
        self, repository: MemoryRepository, history: History, command: str, begins_after: bool
    ) -> None:
        window = "" if begins_after else f"{CLOCK()} 1 window"
        repository.window = command and f"{CLOCK()} 2 {command}"
        highlight(repository, "a", 0, 9)
        repository.window = window = window or f"{CLOCK()} 1 window"
        repository.running = frozenset({window})
        highlight(repository, "a", 10, 14)
        repository.window = f"{CLOCK()} 3 command"
        assert history.undo(told=COMMANDS).what == "undo: highlight “left”"

    def test_what_another_window_did_in_the_second_in_which_this_one_began_is_news(self, tmp_path: Path) -> None:
        device = Device(tmp_path)
        device.add()
        mine = device.open()
        device.note("second")
        later = device.open()
        device.note("third")

        def undone(store: Repository) -> str:
            return History(store, CLOCK, NEW_ID).undo(told=set()).what

        for store, count in ((mine, 2), (later, 1)):
            with pytest.raises(CameBetweenError) as between:
                undone(store)
            assert len(between.value.changes) == count
        assert undone(device.open()) == "undo: save"

    def test_since_a_window_began_is_told_by_the_change_before_it_or_if_that_is_gone_by_the_second(self) -> None:
        changes = [Change(name, f"2026-01-01T00:00:0{second}Z", "", ()) for name, second in ("a0", "b1", "c1", "d2")]

        def since(before: str) -> str:
            return "".join(one.id for one in made_since(f"2026-01-01T00:00:01Z 7 number{before}", changes))

        assert [since(f" {one}") for one in "abcd"] == ["bcd", "cd", "d", ""]
        assert since(f" {NO_CHANGE}") == "abcd"
        assert since("") == since(" ") == since(" gone") == "bcd"


@pytest.mark.parametrize(("count", "shown"), [(5, "01234"), (6, "012…5"), (9, "012…8")])
def test_many_steps_are_named_by_the_first_and_the_last(count: int, shown: str) -> None:
    changes = [Change(f"{number}", "", f"change \x1b{number}", ()) for number in range(count)]
    names = step_names([UndoStep(change, change, done=True) for change in changes])
    assert "".join(name[0] if name[0] == "…" else name[-1] for name in names) == shown
    assert [name for name in names if name[0] == "…"] == ([f"… {count - 4} more changes"] if "…" in shown else [])
    assert all(name.isprintable() for name in names)


def test_several_steps_are_told_by_their_number() -> None:
    undone, redone = Change("u", "", "undo: mark it", (), undoes="a"), Change("r", "", "redo: mark it", (), redoes="a")
    assert [summary(made) for made in ((), (undone,), (undone,) * 2)] == ["", "undone: marked it", "2 changes undone."]
    assert summary((redone,) * 3, 1) == "3 changes redone, 1 left as it is."
    assert summary((undone,) * 2, 1_000) == "2 changes undone, 1,000 left as they are."
