"""Lists the history in a thread: the latest changes early, and the whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from readtui.model.change import Change, LaterEdits
from readtui.services.library import Library
from readtui.services.upkeep.history import History, Step, Timeline
from readtui.services.wording import excerpt
from readtui.text.clean import visible
from readtui.text.counted import counted
from readtui.text.folding import folding
from readtui.tui.work.streaming import Turn

_EARLY = 150
_CHECKED_EVERY = 200


@dataclass(frozen=True, slots=True)
class HistoryAsked:
    """Which changes to list: of an article, or with an empty id of the library; those that have all ``words``."""

    article_id: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class HistoryList:
    """The steps that pass, the latest first. ``titles``: of all articles by id, also of those in the trash."""

    steps: Sequence[Step]
    timeline: Timeline
    titles: Mapping[str, str]
    is_last: bool


def list_history(history: History, library: Library, asked: HistoryAsked, turn: Turn[HistoryList]) -> None:
    """Emit the list. Raises StoppedError, StorageError."""
    titles = {article_id: visible(title) for article_id, title in library.titles().items()}
    early = history.timeline(asked.article_id, latest=_EARLY)
    turn.emit(HistoryList(_passing(early, titles, asked, turn), early, titles, is_last=False))
    whole = history.timeline(asked.article_id)
    turn.emit(HistoryList(_passing(whole, titles, asked, turn), whole, titles, is_last=True))


def touched_articles(change: Change) -> list[str]:
    """The ids of the articles that the change touched."""
    if isinstance(change.edits, LaterEdits):
        return sorted(change.edits.article_ids - {""})
    return list(dict.fromkeys(edit.article_id for edit in change.edits if edit.article_id))


def about(change: Change, titles: Mapping[str, str]) -> str:
    """What the change touched, in a few words; empty if the change's own words say it."""
    articles = touched_articles(change)
    if len(articles) == 1:
        title = titles.get(articles[0], "an article that no longer exists")
        return "" if excerpt(title) in change.what else title
    if not articles:
        return ""
    records = len(change.edits)
    places = counted(len(articles), "article")
    return places if records <= len(articles) else f"{counted(records, 'place')} in {places}"


def _passing(
    timeline: Timeline, titles: Mapping[str, str], asked: HistoryAsked, turn: Turn[HistoryList]
) -> Sequence[Step]:
    words = asked.words.split()
    if not words:
        return timeline.steps
    fold = folding(asked.words)
    wanted = [fold(word) for word in words]
    found: list[Step] = []
    for number, step in enumerate(timeline.steps):
        if number % _CHECKED_EVERY == 0:
            turn.check()
        said = fold(" ".join((step.change.what, *(titles.get(one, "") for one in touched_articles(step.change)))))
        if all(word in said for word in wanted):
            found.append(step)
    return found
