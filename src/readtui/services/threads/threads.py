"""The threads of a library: lists, writes and reads them, builds changes, tells who waits that they were sent."""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from itertools import pairwise, takewhile
from pathlib import PurePath
from zlib import crc32

from readtui.anchoring.meaning.meaning_change import UNSURE, weight
from readtui.errors import AmbiguousError, NotFoundError, ReadtuiError, StorageError, UsageError
from readtui.model.annotation import AnchorState, Annotation
from readtui.model.article import Article, ArticleRecord
from readtui.model.block import BlockKind
from readtui.model.change import Change, Edit
from readtui.model.creator import Creator, Identity
from readtui.model.reply import Reply, ThreadState
from readtui.quick_dataclass import dataclass
from readtui.search.query.syntax import Not, Term
from readtui.services.annotating.annotator import Annotator
from readtui.services.annotating.passage_comparison import has_own_words, reason
from readtui.services.annotation_reader import AnnotationQuery
from readtui.services.library import Library
from readtui.services.reading.source_places import SourcePlace
from readtui.services.wording import annotation_name
from readtui.storage.repository import Repository
from readtui.text.clean import clean, shown, visible
from readtui.text.phrases import counted
from readtui.text.sections import headings_above

SHORTEST_ID = 6
"""So many digits of an id are the fewest that name an annotation."""


class ChangeOfWords(StrEnum):
    """What became of the words that a thread is about."""

    UNCHANGED = "unchanged"
    MOVED = "moved"
    REWORDED = "reworded"
    MEANING = "meaning"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Thread:
    """An annotation that began a thread, in its article.

    ``headings``: those above its passage or, if that is lost, above where it was; outermost first. ``is_code``: whether
    tabs in its words are tabs; elsewhere they stand between the cells of a table.
    """

    record: ArticleRecord
    annotation: Annotation
    headings: tuple[str, ...]
    is_code: bool = False

    @property
    def is_open(self) -> bool:
        """Whether nobody has settled it."""
        return self.annotation.thread is ThreadState.OPEN

    @property
    def change(self) -> ChangeOfWords:
        """What became of its words since they were annotated."""
        match self.annotation.anchor:
            case AnchorState.ORPHAN:
                return ChangeOfWords.GONE
            case AnchorState.REVIEW:
                return ChangeOfWords.MEANING
            case AnchorState.WAITING:
                return ChangeOfWords.UNCHANGED
        if not has_own_words(self.annotation):
            return ChangeOfWords.REWORDED
        return ChangeOfWords.MOVED if self.annotation.anchor is AnchorState.MOVED else ChangeOfWords.UNCHANGED


@dataclass(frozen=True, slots=True)
class Answer:
    """What to say to the annotation ``to`` (an id, or its beginning), and the state to set, if any.

    ``is_below_head``: the text stood below the head of the thread as it was printed, so it may begin with the thread.
    """

    to: str
    text: str = ""
    sets: ThreadState | None = None
    is_below_head: bool = False


@dataclass(frozen=True, slots=True)
class RefusedAnswer:
    """An answer that cannot be given: ``to`` as it was written, and why, with what to do next."""

    to: str
    why: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Threads:
    """``annotator`` makes the replies."""

    library: Library
    annotator: Annotator

    def of(self, articles: Collection[str] = (), *, settled: bool = False) -> list[Thread]:
        """The open threads of the articles with these ids, by default of all, in reading order.

        ``settled``: the settled ones too. What cannot be read is left out, and the repository records that.
        """
        found = self._begun(articles, settled=settled)
        return [thread for record, begun in found if begun for thread in self._placed(record, begun)]

    def answer(self, answer: Answer) -> Change | None:
        """Reply to an annotation, settle or reopen its thread; None if it is in that state and nothing is said.

        Raises NotFoundError, AmbiguousError, UsageError.
        """
        return self.answer_to(self._find(answer.to, {}), answer)

    def answer_to(self, annotation: Annotation, answer: Answer) -> Change | None:
        """The same to an annotation that is known. Raises NotFoundError, UsageError."""
        self._check(annotation, answer)
        return self.annotator.reply(annotation, answer.text, answer.sets)

    def answer_all(self, answers: Sequence[Answer]) -> tuple[Change | None, list[RefusedAnswer], int]:
        """Give several answers in one change. Leaves out those that it returns as refused and, where a thread has
        another answer, empty ones and repetitions of the thread; returns how many lines these have.
        """
        known, identity = self._known(answers), self.library.identity()
        found: list[tuple[Answer, Annotation, str]] = []
        refused: list[RefusedAnswer] = []
        for answer in answers:
            try:
                annotation = self._find(answer.to, known)
            except ReadtuiError as fault:
                refused.append(RefusedAnswer(answer.to, fault.message, fault.hint))
            else:
                found.append((answer, annotation, _after_echo(answer, annotation, identity)))
        answered = {annotation.id for answer, annotation, said in found if said == answer.text != ""}
        replies: dict[str, list[Reply]] = {}
        left_out = 0
        for answer, annotation, said in found:
            if annotation.id in answered and not answer.sets and (said != answer.text or not said):
                left_out += 1 + sum(bool(line.strip()) for line in answer.text.splitlines())
                continue
            try:
                earlier = replies.setdefault(annotation.id, [])
                self._check(annotation, replace(answer, text=said))
                now_there = replace(annotation, replies=(*annotation.replies, *earlier))
                # What one batch settles, its other answers do not reopen.
                sets = answer.sets or (now_there.thread if earlier else None)
                if (reply := self.annotator.reply_to(now_there, said, sets)) is not None:
                    earlier.append(reply)
            except ReadtuiError as fault:
                refused.append(RefusedAnswer(answer.to, fault.message, fault.hint))
        made = [reply for some in replies.values() for reply in some]
        answered_count = sum(map(bool, replies.values()))
        what = f"reply to {counted(answered_count, 'annotation')}"
        return self._change(what, made) if made else None, refused, left_out

    def ids(self) -> frozenset[str]:
        """The ids of all threads, also of settled ones."""
        return frozenset(one.id for _, begun in self._begun((), settled=True) for one in begun)

    def settle(self, references: Sequence[str], state: ThreadState) -> Change | None:
        """Settle or reopen threads in one change; None if all are in that state.

        Raises NotFoundError, AmbiguousError, UsageError.
        """
        known = self._known([Answer(one) for one in references])
        annotations = {one.id: one for one in (self._find(reference, known) for reference in references)}
        for one in annotations.values():
            self._check(one, Answer(one.id, "", state))
        made = [self.annotator.reply_to(one, "", state) for one in annotations.values()]
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

    def _placed(self, record: ArticleRecord, annotations: Sequence[Annotation]) -> Iterator[Thread]:
        texts: dict[tuple[str, bool], Article | None] = {}
        for one in annotations:
            version, start = _place_in(record, one)
            has_cells = "\t" in one.own_words or "\t" in one.quoted_text
            text = version, has_cells
            if version and text not in texts:
                texts[text] = self._text(record, version, is_whole=has_cells)
            article = texts.get(text)
            if article is None or not article.blocks or start >= len(article.text):
                yield Thread(record, one, ())
            else:
                is_code = has_cells and article.block_at(start).kind is BlockKind.CODE
                yield Thread(record, one, headings_above(article, start), is_code)

    def _text(self, record: ArticleRecord, version: str, *, is_whole: bool) -> Article | None:
        """A version of an article's text, with its headings or with all of its blocks; None if it is not there."""
        repository = self.library.repository
        try:
            if version != record.text_version:
                return repository.article(record.id, version)
            return repository.open_article(record) if is_whole else repository.outline(record)
        except (StorageError, NotFoundError) as fault:
            # Earlier versions are removed in time.
            if version == record.text_version:
                repository.leave_out(fault)
            return None

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
        try:
            return self.library.find_annotation(beginning)
        except NotFoundError as fault:
            raise NotFoundError(fault.message, "To see the ids of threads: readtui threads --all") from fault

    def _check(self, annotation: Annotation, answer: Answer) -> None:
        if answer.sets and not annotation.is_thread:
            raise NotFoundError(
                f"no thread: the annotation on {annotation_name(annotation)} is a plain note",
                f"To make it one: readtui edit {annotation.id} --thread",
            )
        if not (answer.sets or clean(answer.text).text.strip()):
            raise UsageError("the reply is empty", "Write what you want to say.")

    def _change(self, what: str, replies: Sequence[Reply]) -> Change:
        return Change(
            self.annotator.new_id(), self.annotator.clock(), what, tuple(Edit(None, reply) for reply in replies)
        )


def _place_in(record: ArticleRecord, annotation: Annotation) -> tuple[str, int]:
    """The text version in which the passage is or, if it is lost, was, and where it begins there; "" for neither."""
    if annotation.passage is not None:
        return record.text_version, annotation.passage.start
    if annotation.origin is not None:
        return annotation.origin.text_version, annotation.origin.start
    return (annotation.text_version, annotation.position.start) if annotation.position is not None else ("", 0)


# ------------------------------------------------------------------ threads as Markdown, for the author of a text


HOW_TO_ANSWER = (
    "To answer: write ID: TEXT for each, and pass that to readtui reply --batch - --by NAME (a program: software:NAME)."
)
"""The last line, for readers that have never heard of readtui."""
_SHORT_ID = 8
_NOW = "now: "
_INDENT = "  "
_SAID = {
    ChangeOfWords.MOVED: "moved",
    ChangeOfWords.REWORDED: "reworded",
    ChangeOfWords.MEANING: "changed in meaning",
    ChangeOfWords.GONE: "gone",
}


def report(
    threads: Iterable[Thread], sources: Mapping[str, SourcePlace], identity: Identity, folder: PurePath
) -> Iterator[str]:
    """The lines of all threads, an empty one between two, and how to answer if one is open.

    ``folder``: files below it are named from there. ``sources``: the file and line of each, by the id of its
    annotation.
    """
    found = list(threads)
    ids = _short_ids([one.annotation.id for one in found])
    for number, thread in enumerate(found):
        if number:
            yield ""
        place = _place(thread, sources.get(thread.annotation.id, SourcePlace()), folder)
        yield " · ".join((place, *_headings(thread), ids[thread.annotation.id], *_states(thread, identity)))
        yield from _words(thread)
        annotation = thread.annotation
        if annotation.note:
            yield from _said(annotation.creator, annotation.note, identity)
        for reply in annotation.replies:
            yield from _said(reply.creator, reply.said, identity)
    if any(one.is_open for one in found):
        yield ""
        yield HOW_TO_ANSWER


def _place(thread: Thread, source: SourcePlace, folder: PurePath) -> str:
    if source.file is None:
        name = visible(thread.record.title)
    else:
        file = PurePath(source.file)
        name = visible(os.fspath(file.relative_to(folder) if file.is_relative_to(folder) else file))
    return f"{name}:{source.line}" if source.line else name


def _headings(thread: Thread) -> tuple[str, ...]:
    return (" › ".join(map(visible, thread.headings)),) if thread.headings else ()


def _states(thread: Thread, identity: Identity) -> Iterator[str]:
    if thread.annotation.thread is ThreadState.SETTLED:
        yield "settled"
    else:
        yield "answered" if thread.annotation.is_answered(identity) else "open"
    if thread.change is ChangeOfWords.MEANING and weight(reason(thread.annotation)) == UNSURE:
        yield "place uncertain"
    elif thread.change in _SAID:
        yield _SAID[thread.change]


def _words(thread: Thread) -> Iterator[str]:
    """The words as they were annotated, and as they are now where they differ."""
    annotation = thread.annotation
    if annotation.quote is None:
        return
    between = "\t" if thread.is_code else " | "
    yield from (f"> {line}".rstrip() for line in shown(annotation.own_words).replace("\t", between).splitlines())
    if thread.change is not ChangeOfWords.GONE and annotation.is_reworded:
        yield from _indented(_NOW, shown(annotation.quoted_text).replace("\t", between))


def _said(creator: Creator | None, text: str, identity: Identity) -> Iterator[str]:
    return _indented(f"{visible(identity.of(creator).shown)}: ", shown(text))


def _indented(begin: str, text: str) -> Iterator[str]:
    """The text after its beginning, with the lines below set in, so that none looks like the head of a thread."""
    first, *others = text.splitlines() or [""]
    yield f"{begin}{first}".rstrip()
    yield from (f"{_INDENT}{line}".rstrip() for line in others)


def _after_echo(answer: Answer, annotation: Annotation, identity: Identity) -> str:
    """The text after what it repeats of the thread, as programs like to do."""
    if not answer.is_below_head:
        return answer.text
    said = [(annotation.creator, annotation.note), *((one.creator, one.said) for one in annotation.replies)]
    quoted = [f"> {line}".rstrip() for line in shown(annotation.own_words).replace("\t", " | ").splitlines()]
    printed = [*quoted, *(line.strip() for each in said for line in _said(*each, identity))]
    lines = answer.text.splitlines()
    at = place = 0
    while at < len(lines):
        line = lines[at].strip()
        if line in printed[place:]:
            place = printed.index(line, place) + 1
        elif line and not (line.startswith(_NOW) and 0 < place <= len(quoted)):
            break
        at += 1
    return "\n".join(lines[at:]).strip() if place else answer.text


def _short_ids(ids: Iterable[str]) -> dict[str, str]:
    """The fewest digits, but at least eight, that tell the ids apart."""
    whole = sorted(ids)
    lengths: dict[str, int] = dict.fromkeys(whole, _SHORT_ID)
    for one, other in pairwise(whole):
        shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))) + 1
        lengths[one], lengths[other] = max(lengths[one], shared), max(lengths[other], shared)
    return {one: one[:length] for one, length in lengths.items()}


_SENT, _TAKEN, _GOT = "sent ", "taken ", "got "


@dataclass(frozen=True, slots=True)
class Sendings:
    """Remembers on this device when the threads of each article were last sent, which sending somebody has taken, and
    what the person had said in the threads that somebody got.

    ``threads`` lists the open threads of some articles, by default of all; ``identify`` says who the person is.
    ``now`` has a time zone.
    """

    choices: Repository
    threads: Callable[[Collection[str]], Sequence[Thread]]
    identify: Callable[[], Identity]
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def send(
        self, articles: Collection[str], *, is_taken: bool = False, again: bool = True
    ) -> tuple[int, Collection[str]]:
        """Send the threads of these articles. Return how many wait for an answer, and of which articles any were sent.

        Nothing is sent of an article whose threads are all answered. ``again``: what somebody got and has not answered
        is sent again; else only if something was said since. ``is_taken``: whoever is to answer gets the threads
        without waiting. Raises StorageError.
        """
        stamp, threads = self.now().isoformat(), self.threads(articles)
        waiting = self.waiting(threads) if again else self._fresh(threads)
        still_open = {one.record.id for one in threads}
        ids = [one for one in articles if one not in still_open] + [one.record.id for one in waiting]
        entries = {f"{_SENT}{one}": stamp for one in ids}
        if is_taken:
            entries |= {f"{_TAKEN}{one}": stamp for one in ids}
        self.choices.keep_choices(entries)
        if is_taken:
            self.got(threads)
        identity = self.identify()
        return sum(not one.annotation.is_answered(identity) for one in threads), frozenset(ids)

    def waiting(self, threads: Sequence[Thread]) -> list[Thread]:
        """Those of these open threads that wait for an answer, or in which the person has said something that nobody
        got.
        """
        identity, fresh = self.identify(), self._fresh(threads)
        return [one for one in threads if not one.annotation.is_answered(identity) or one in fresh]

    def _fresh(self, threads: Sequence[Thread]) -> list[Thread]:
        """Those in which the last word is the person's, and nobody got it."""
        known, identity = self.choices.choices(), self.identify()
        got = {word for one in threads for word in known.get(f"{_GOT}{one.record.id}", "").split()}
        return [one for one in threads if _is_said(one, identity) and _word(one) not in got]

    def got(self, threads: Sequence[Thread]) -> None:
        """Remember what somebody got: all open threads of some articles. Raises StorageError."""
        words: dict[str, list[str]] = {}
        for one in threads:
            words.setdefault(f"{_GOT}{one.record.id}", []).append(_word(one))
        if words:
            self.choices.keep_choices({name: " ".join(some) for name, some in words.items()})

    def sent(self) -> Mapping[str, str]:
        """The last sending of each article, by its id."""
        known = self.choices.choices()
        return {name.removeprefix(_SENT): sent for name, sent in known.items() if name.startswith(_SENT)}

    def left(self, sent: Mapping[str, str]) -> set[str]:
        """The articles whose last sending nobody has taken, and whose threads are not all answered since."""
        known = self.choices.choices()
        left = {one for one, stamp in sent.items() if known.get(f"{_TAKEN}{one}") != stamp}
        threads = self.threads(left) if left else ()
        return left - {one.record.id for one in threads} | {one.record.id for one in self.waiting(threads)}

    def take(self, sent: Mapping[str, str]) -> frozenset[str]:
        """Take what was sent, and return the articles whose sending nobody had taken before. Raises StorageError."""
        names = self.choices.keep_choices({f"{_TAKEN}{one}": stamp for one, stamp in sent.items()})
        return frozenset(one.removeprefix(_TAKEN) for one in names)


def _is_said(thread: Thread, identity: Identity) -> bool:
    """Whether the last word in it is a person's, or one to which an answer is due."""
    last = thread.annotation.replies[-1:]
    return not thread.annotation.is_answered(identity) or any(identity.is_me(one.creator) for one in last)


def _word(thread: Thread) -> str:
    """What people have said in it, in a word that tells it from what they say later."""
    annotation = thread.annotation
    said = [
        annotation.note,
        *(one.id for one in annotation.replies if one.creator is None or not one.creator.is_program),
    ]
    return f"{annotation.id[:8]}:{crc32(chr(10).join(said).encode('utf-8', 'surrogatepass')):08x}"
