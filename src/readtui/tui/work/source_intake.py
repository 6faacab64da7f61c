"""Adds and reloads sources in the background, one after the other, until all are done or the user stops."""

from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from itertools import islice

from readtui.errors import ReadtuiError, StoppedError
from readtui.model.article import ArticleRecord
from readtui.quick_dataclass import dataclass
from readtui.services.annotating.moved_and_lost import leaves_questions
from readtui.services.importing.sidecars import AddedSource
from readtui.services.intake.bulk_intake import AHEAD, BulkIntake
from readtui.services.intake.intake import AddedArticle, Intake, Watch
from readtui.services.intake.refresh import RefreshResult
from readtui.services.sources import paths_here
from readtui.services.wording import excerpt, sentence
from readtui.text.clean import visible
from readtui.text.phrases import counted
from readtui.tui.daemon_thread import StopSwitch, in_thread_until
from readtui.tui.events import ArticlesImported, ChangeMade, EventBus, ImportProgressed, SourcesRead
from readtui.tui.host import Host
from readtui.tui.work.saver import Saver

_MOST_NAME, _MOST_SAID = 18, 3


@dataclass(frozen=True, slots=True)
class _Job:
    """A source to add, or an article to reload. ``is_rest``: of which only the first pages were read; ``only``,
    ``is_asked``: see ``Intake.bring_other_pages``.
    """

    name: str
    source: str = ""
    record: ArticleRecord | None = None
    is_rest: bool = False
    only: str = ""
    is_asked: bool = False


@dataclass
class SourceIntake:
    """Only for the UI thread. New requests wait until earlier ones are done."""

    _host: Host
    _events: EventBus
    _intake: Intake
    _make_adding: Callable[[bool], BulkIntake]
    _saving: Saver
    _settle_key: Callable[[], str]

    def __post_init__(self) -> None:
        self._jobs: deque[_Job] = deque()
        self._now: _Job | None = None
        self._begun = self._asked = 0
        self._stop: StopSwitch | None = None
        self._words = ""
        self.failed = ""
        """The last source that could not be added, if it was the only one asked for."""

    @property
    def progress(self) -> str:
        """A few words of progress; empty if nothing is running."""
        return self._words

    @property
    def loses_nothing(self) -> bool:
        """Whether all that is under way are other pages of documents, which come when these are opened again."""
        return self._now is not None and all(one.is_rest for one in (self._now, *self._jobs))

    def add(self, sources: Sequence[str]) -> None:
        """Add files and URLs."""
        self._ask([_Job(_short_name(source), source) for source in sources])

    def refresh(self, *records: ArticleRecord) -> None:
        """Reload articles from their sources."""
        self._ask([_Job(visible(record.title), record=record) for record in records if not record.part])
        for record in records:
            if record.part:
                self.finish(record, is_asked=True)

    def finish(self, record: ArticleRecord, only: str = "", *, is_asked: bool = False) -> bool:
        """Read all pages of a document of which only the first ones were read, unless that is under way; return whether
        it is begun. ``only``, ``is_asked``: see ``Intake.bring_other_pages``.
        """
        wanted = [one.record.id for one in (self._now, *self._jobs) if one and one.record and one.is_rest]
        is_new = record.id not in wanted
        if is_new:
            self._ask([_Job(visible(record.title), record=record, is_rest=True, only=only, is_asked=is_asked)])
        return is_new

    def stop(self) -> bool:
        """Cancel everything that is not in the library yet; return whether there was anything."""
        if self._stop is None:
            return False
        self._stop.throw()
        return True

    def _ask(self, jobs: Sequence[_Job]) -> None:
        self._jobs.extend(jobs)
        self._asked += len(jobs)
        if self._stop is None and jobs:
            self._stop = StopSwitch()
            self._host.run_worker(self._run(self._stop), group="import")

    async def _run(self, stop: StopSwitch) -> None:
        added: list[AddedArticle] = []
        brought: list[AddedSource] = []
        refreshed: list[RefreshResult] = []
        faults: list[ReadtuiError] = []
        left = 0
        adding = self._make_adding(self._asked == 1)
        try:
            while self._jobs:
                job = self._now = self._jobs.popleft()
                self._begun += 1
                try:
                    done = await self._do(job, adding, stop)
                except StoppedError:
                    left = sum(not one.is_rest for one in (job, *self._jobs))
                    if job.is_rest:
                        self._host.tell("Stopped. The other pages are read when the article is opened again.")
                    self._jobs.clear()
                except ReadtuiError as fault:
                    faults.append(fault)
                    self.failed = job.source if self._asked == 1 else ""
                else:
                    if isinstance(done, AddedArticle):
                        self.failed = ""
                        if done.record.part:
                            # It can be read now.
                            self._tell([done], [], [], 0)
                            self._events.publish(ArticlesImported((done.record.id,)))
                            self.finish(done.record)
                        else:
                            added.append(done)
                            brought.append(AddedSource(job.source, done.is_annotated))
                    elif done is not None:
                        refreshed.append(done)
                        brought += [AddedSource(path, done.is_annotated) for path in paths_here(done.record)[:1]]
        finally:
            self._begun = self._asked = 0
            self._stop = self._now = None
            self._show("")
            # If the app ends, a thread may still be reading: its end says nothing about the source.
            stop.throw()
            adding.close()
        self._tell(added, refreshed, faults, left)
        if added:
            self._events.publish(ArticlesImported(tuple(one.record.id for one in added)))
        if brought:
            self._events.publish(SourcesRead(tuple(brought)))

    async def _do(self, job: _Job, adding: BulkIntake, stop: StopSwitch) -> AddedArticle | RefreshResult | None:
        verb = "adding" if job.record is None else "reading" if job.is_rest else "reloading"
        count = f" {self._begun} of {self._asked}" if self._asked > 1 and not job.is_rest else ""
        self._show(f"{verb}{count}: {job.name}")

        def tell(words: str) -> None:
            # Called from the thread, which the app's messages allow.
            said = f"{words}: {job.name}" if job.is_rest else f"{verb}{count}: {job.name} ({words})"
            self._host.call_later(self._show, said)

        watch = Watch(tell, lambda: stop.is_thrown)
        intake = self._intake
        if job.record is None:
            following = [one.source for one in islice(self._jobs, AHEAD) if one.record is None]
            new = await in_thread_until(stop, adding.bring, job.source, following, watch)
            return await self._saving.in_turn(partial(adding.keep, new))
        if job.is_rest:
            rest = partial(adding.bring_other_pages, job.record, job.only, watch, is_asked=job.is_asked)
            incoming = await in_thread_until(stop, rest)
        else:
            incoming = await in_thread_until(stop, intake.bring_again, job.record, watch)
        if incoming is None:
            return None
        refreshed = await self._saving.in_turn(partial(intake.renew, incoming))
        if refreshed.has_come:
            self._events.publish(ArticlesImported((refreshed.record.id,)))
        elif refreshed.change is not None:
            self._events.publish(ChangeMade(refreshed.change))
        elif refreshed.has_more:
            self._events.publish(ArticlesImported((refreshed.record.id,)))
        return refreshed

    def _tell(
        self,
        added: Sequence[AddedArticle],
        refreshed: Sequence[RefreshResult],
        faults: Sequence[ReadtuiError],
        left: int,
    ) -> None:
        """Sum up the results in one message. A failure gets its own message, which stays longer."""
        said = [self._said_of_refreshed(one) for one in refreshed[:_MOST_SAID]]
        said += [f"{counted(len(refreshed) - _MOST_SAID, 'more article')} read"] if len(refreshed) > _MOST_SAID else []
        said += _said_of_added(added)
        if left:
            said.append(f"stopped; {left} not read" if added or refreshed else "stopped; nothing added")
        if faults:
            title = f"Could not read {len(faults)} sources" if len(faults) > 1 else "Could not read a source"
            self._host.tell_error(faults[0], title=title, lasts=True)
        if said and faults:
            self._host.notify("\n".join(map(sentence, said)), markup=False)
        elif said:
            self._host.tell("\n".join(map(sentence, said)), lasts=True)

    def _said_of_refreshed(self, refreshed: RefreshResult) -> str:
        said = f"{excerpt(refreshed.record.title)}: {refreshed.outcome}"
        asks = refreshed.change is not None and leaves_questions(refreshed.change)
        return f"{said}. Press {self._settle_key()} to check" if asks else said

    def _show(self, words: str) -> None:
        # Progress from the thread may arrive late.
        if words and self._stop is None:
            return
        self._words = words
        self._events.publish(ImportProgressed())


def _said_of_added(added: Sequence[AddedArticle]) -> list[str]:
    new = sum(one.created for one in added)
    if len(added) == 1:
        [one] = added
        title = excerpt(one.record.title)
        said = f"added {title}" if new else f"{title} is already in the library"
        return [said + (f": {one.notice}" if one.notice else "")]
    known = len(added) - new
    return [f"{new} added" + (f", {known} already in the library" if known else "")] if added else []


def _short_name(source: str) -> str:
    """A file's name or a URL without its scheme; long ones lose their middle, to leave room for the progress."""
    name = visible(source.partition("://")[2] if "://" in source else source.rstrip("/").rpartition("/")[2])
    half = _MOST_NAME // 2
    return name if len(name) <= _MOST_NAME else f"{name[:half]}…{name[1 - half :]}"
