"""Lists the threads of a library, and builds the changes that reply to them, settle and reopen them. Saves nothing."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from readtui.errors import AmbiguousError, NotFoundError, ReadtuiError, StorageError, UsageError
from readtui.model.annotation import AnchorState, Annotation
from readtui.model.article import Article, ArticleRecord
from readtui.model.change import Change, Edit
from readtui.model.creator import Creator
from readtui.model.reply import Reply, ThreadState
from readtui.search.query.terms import Not, Term
from readtui.services.annotating.passage_comparison import has_own_words
from readtui.services.annotation_reader import AnnotationQuery
from readtui.services.library import Library
from readtui.services.wording import annotation_name
from readtui.text.clean import clean, visible
from readtui.text.headings import headings_above
from readtui.text.phrases import counted

SHORTEST_ID = 6
"""So many digits of an id are the fewest that name an annotation."""
_TIME = "%Y-%m-%dT%H:%M:%SZ"


class TextChange(StrEnum):
    """What became of the words that a thread is about."""

    UNCHANGED = "unchanged"
    MOVED = "moved"
    REWORDED = "reworded"
    MEANING = "meaning"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Thread:
    """An annotation that began a thread, in its article. ``headings``: those above its passage, outermost first."""

    record: ArticleRecord
    annotation: Annotation
    headings: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        """Whether nobody has settled it."""
        return self.annotation.thread is ThreadState.OPEN

    @property
    def change(self) -> TextChange:
        """What became of its words since they were annotated."""
        match self.annotation.anchor:
            case AnchorState.ORPHAN:
                return TextChange.GONE
            case AnchorState.REVIEW:
                return TextChange.MEANING
            case AnchorState.WAITING:
                return TextChange.UNCHANGED
        if not has_own_words(self.annotation):
            return TextChange.REWORDED
        return TextChange.MOVED if self.annotation.anchor is AnchorState.MOVED else TextChange.UNCHANGED


@dataclass(frozen=True, slots=True)
class Answer:
    """What to say to the annotation ``to`` (an id, or its beginning), and the state to set, if any."""

    to: str
    text: str = ""
    sets: ThreadState | None = None


@dataclass(frozen=True, slots=True)
class RefusedAnswer:
    """An answer that cannot be given: ``to`` as it was written, and why, with what to do next."""

    to: str
    why: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Threads:
    """``writer`` makes the replies."""

    library: Library
    new_id: Callable[[], str]
    writer: Callable[[], Creator | None]

    def of(self, articles: Collection[str] = (), *, settled: bool = False) -> list[Thread]:
        """The open threads of the articles with these ids, by default of all, in reading order.

        ``settled``: the settled ones too. What cannot be read is left out, and the repository records that.
        """
        return [
            Thread(record, annotation, headings)
            for record, begun in self._begun(articles, settled=settled)
            if begun
            for annotation, headings in self._with_headings(record, begun)
        ]

    def answer(self, answer: Answer) -> Change | None:
        """Reply to an annotation, settle or reopen its thread; None if it is in that state and nothing is said.

        Raises NotFoundError, AmbiguousError, UsageError.
        """
        annotation = self._find(answer.to, {})
        reply = self._reply(annotation, answer, self.library.clock(), ())
        if reply is None:
            return None
        return self._change(_named(annotation, answer), [reply])

    def answer_all(self, answers: Sequence[Answer]) -> tuple[Change | None, list[RefusedAnswer]]:
        """Give several answers in one change. Leaves out those that it returns as refused."""
        now, known = self.library.clock(), self._known(answers)
        replies: dict[str, list[Reply]] = {}
        refused: list[RefusedAnswer] = []
        for answer in answers:
            try:
                annotation = self._find(answer.to, known)
                earlier = replies.setdefault(annotation.id, [])
                if (reply := self._reply(annotation, answer, now, earlier)) is not None:
                    earlier.append(reply)
            except ReadtuiError as fault:
                refused.append(RefusedAnswer(answer.to, fault.message, fault.hint))
        made = [reply for some in replies.values() for reply in some]
        answered = sum(map(bool, replies.values()))
        return self._change(f"reply to {counted(answered, 'annotation')}", made) if made else None, refused

    def settle(self, references: Sequence[str], state: ThreadState) -> Change | None:
        """Settle or reopen threads in one change; None if all are in that state.

        Raises NotFoundError, AmbiguousError, UsageError.
        """
        now, known = self.library.clock(), self._known([Answer(one) for one in references])
        annotations = {one.id: one for one in (self._find(reference, known) for reference in references)}
        made = [self._reply(one, Answer(one.id, "", state), now, ()) for one in annotations.values()]
        replies = [reply for reply in made if reply is not None]
        if not replies:
            return None
        verb = "settle" if state is ThreadState.SETTLED else "reopen"
        names = [annotation_name(annotations[reply.to]) for reply in replies]
        what = f"the thread on {names[0]}" if len(names) == 1 else counted(len(names), "thread")
        return self._change(f"{verb} {what}", replies)

    def _begun(
        self, articles: Collection[str], *, settled: bool
    ) -> Iterator[tuple[ArticleRecord, Sequence[Annotation]]]:
        """The articles with the annotations that began threads there. ``settled``: the settled ones, too."""
        query = Not(Term("thread", "none")) if settled else Term("thread", ThreadState.OPEN.value)
        return self.library.each_article(AnnotationQuery(tuple(articles), query), in_threads=True)

    def _with_headings(
        self, record: ArticleRecord, annotations: Sequence[Annotation]
    ) -> Iterator[tuple[Annotation, tuple[str, ...]]]:
        """The annotations with the headings above their passages."""
        article: Article | None = None
        try:
            if any(one.passage for one in annotations):
                article = self.library.repository.outline(record)
        except (StorageError, NotFoundError) as fault:
            self.library.repository.leave_out(fault)
        for one in annotations:
            yield one, headings_above(article, one.passage.start) if article and article.blocks and one.passage else ()

    def _known(self, answers: Sequence[Answer]) -> dict[str, list[Annotation]]:
        """Annotations of threads by the beginnings of their ids that the answers name, because most name a thread."""
        lengths = {len(answer.to) for answer in answers if len(answer.to) >= SHORTEST_ID}
        found: dict[str, list[Annotation]] = {}
        for annotation in (one for _, begun in self._begun((), settled=True) for one in begun):
            for length in lengths:
                found.setdefault(annotation.id[:length], []).append(annotation)
        return found

    def _find(self, reference: str, known: dict[str, list[Annotation]]) -> Annotation:
        beginning = reference.strip().lower()
        if len(beginning) < SHORTEST_ID:
            raise UsageError(f"not an id: {visible(reference)}", f"Write at least {SHORTEST_ID} digits of it.")
        candidates = known.get(beginning, [])
        if len(candidates) == 1:
            return candidates[0]
        if candidates:
            ids = ", ".join(one.id for one in candidates)
            raise AmbiguousError(f"several threads begin with {visible(reference)}: {ids}", "Type more of the id.")
        return self.library.find_annotation(beginning)

    def _reply(self, annotation: Annotation, answer: Answer, now: str, earlier: Sequence[Reply]) -> Reply | None:
        """The reply, after the ``earlier`` ones of the same change; None if it would say nothing."""
        now_there = replace(annotation, replies=(*annotation.replies, *earlier))
        text = clean(answer.text).text.strip()
        if answer.sets and not annotation.is_thread:
            raise NotFoundError(
                f"no thread: the annotation on {annotation_name(annotation)} is a plain note",
                f"To make it one: readtui edit {annotation.id} --thread",
            )
        sets = answer.sets if answer.sets is not now_there.thread else None
        if not (text or sets):
            if answer.sets:
                return None
            raise UsageError("the reply is empty", "Write what you want to say.")
        at = _after(now, now_there.replies[-1].created) if now_there.replies else now
        return Reply(self.new_id(), annotation.article_id, annotation.id, at, at, text, self.writer(), sets)

    def _change(self, what: str, replies: Sequence[Reply]) -> Change:
        return Change(self.new_id(), self.library.clock(), what, tuple(Edit(None, reply) for reply in replies))


def _named(annotation: Annotation, answer: Answer) -> str:
    what = f"reply to {annotation_name(annotation)}"
    return f"{what} and {'settle it' if answer.sets is ThreadState.SETTLED else 'reopen it'}" if answer.sets else what


def _after(now: str, last: str) -> str:
    """The time of a reply, later than the last one even within a second, because the order of replies is theirs."""
    if now > last:
        return now
    try:
        return (datetime.strptime(last, _TIME).replace(tzinfo=UTC) + timedelta(seconds=1)).strftime(_TIME)
    except (ValueError, OverflowError):
        return now
