from dataclasses import replace

import pytest
from articles import article_of, counting_ids, ticking_clock
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule
from memory_repository import MemoryRepository

from readtui.errors import NothingToUndoError
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.model.passage import Passage
from readtui.services.annotating.annotator import Annotator
from readtui.services.saving.undo import History

ARTICLE = article_of("The ferry left at dawn and came back at dusk.")
Snapshot = frozenset[tuple[str, str | None, str]]


class UndoInEachArticle(RuleBasedStateMachine):
    """Compares undo and redo of one article with a plain stack of its annotations' states."""

    def __init__(self) -> None:
        super().__init__()
        self.repository = MemoryRepository()
        clock, new_id = ticking_clock(), counting_ids()
        self.annotator = Annotator(clock, new_id)
        self.history = History(self.repository, clock, new_id)
        self.past: dict[str, list[Snapshot]] = {"a": [], "b": []}
        self.future: dict[str, list[Snapshot]] = {"a": [], "b": []}
        for article_id in self.past:
            self.repository.articles[article_id] = ArticleRecord(article_id, ARTICLE.metadata, "", "", ARTICLE.hash8)

    def look(self, article_id: str) -> Snapshot:
        return frozenset((one.quoted_text, one.color, one.note) for one in self.repository.annotations(article_id))

    def live(self, article_id: str) -> list[Annotation]:
        return self.repository.annotations(article_id)

    def remember(self, article_id: str) -> None:
        self.past[article_id].append(self.look(article_id))
        self.future[article_id].clear()

    articles = st.sampled_from("ab")

    @rule(article_id=articles, start=st.integers(0, 30), length=st.integers(3, 9))
    def highlight(self, article_id: str, start: int, length: int) -> None:
        self.remember(article_id)
        passage = Passage(start, start + length)
        self.repository.apply(self.annotator.create(article_id, ARTICLE, passage, color="blue"))

    @rule(article_id=articles, note=st.sampled_from(["", "one", "two"]), which=st.integers(0, 5))
    def note(self, article_id: str, note: str, which: int) -> None:
        live = self.live(article_id)
        noted = live[which % len(live)] if live else None
        # A change without effect is not a step.
        if noted and noted.note != note:
            self.remember(article_id)
            self.repository.apply(self.annotator.set_note(noted, note))

    @rule(article_id=articles, which=st.integers(0, 5))
    def delete(self, article_id: str, which: int) -> None:
        live = self.live(article_id)
        if live:
            self.remember(article_id)
            self.repository.apply(self.annotator.delete(live[which % len(live)]))

    @precondition(lambda self: any(self.past.values()))
    @rule(article_id=articles)
    def undo(self, article_id: str) -> None:
        if not self.past[article_id]:
            with pytest.raises(NothingToUndoError):
                self.history.build_undo(article_id)
            return
        self.future[article_id].append(self.look(article_id))
        self.history.undo(article_id)
        assert self.look(article_id) == self.past[article_id].pop()

    @rule(article_id=articles)
    def redo(self, article_id: str) -> None:
        if not self.future[article_id]:
            with pytest.raises(NothingToUndoError):
                self.history.build_redo(article_id)
            return
        self.past[article_id].append(self.look(article_id))
        self.history.redo(article_id)
        assert self.look(article_id) == self.future[article_id].pop()

    @rule()
    def start_again(self) -> None:
        """Make a new History, because all of its state is in the repository."""
        self.history = replace(self.history)


TestUndoInEachArticle = UndoInEachArticle.TestCase
TestUndoInEachArticle.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
