"""Annotations that wait for their article: lists them, and places them when it comes."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import field, replace

from readtui.errors import NotFoundError
from readtui.interchange.work_match import Articles, Match
from readtui.model.annotation import AnchorState, Annotation, work_key
from readtui.model.article import Article, ArticleRecord, ReadingState, awaited_id, is_waiting
from readtui.model.change import Change, Edit
from readtui.model.reply import Reply
from readtui.quick_dataclass import dataclass
from readtui.services.waiting.import_identity import imported_in
from readtui.services.waiting.imported_annotations import QuoteText, SearchBudget
from readtui.services.wording import excerpt, tag_names
from readtui.storage.repository import Repository, readable
from readtui.text.phrases import counted

_MOST_PHRASES = 5
_WORDS = 8
_LEAST_WORDS = 5
_LEAST_UNSPACED = 12
_SPACES = re.compile(r"\s+")


class KeyPhrases:
    """A work that is looked for: a phrase from each of its longest quotes. Short quotes prove nothing."""

    def __init__(self, quotes: Iterable[str]) -> None:
        longest = sorted(dict.fromkeys(quotes), key=len, reverse=True)[: 4 * _MOST_PHRASES]
        self.phrases = [phrase for phrase in map(_phrase, longest) if phrase][:_MOST_PHRASES]

    def are_enough(self, found: int) -> bool:
        """Whether an article with so many of the quotes is the work, and does not only quote it."""
        return bool(self.phrases) and 2 * found >= len(self.phrases)


def _phrase(quote: str) -> str:
    """Some words from the middle of the quote's longest line; "" if there are too few."""
    line = max(quote.splitlines(), key=len, default="")
    words = _SPACES.split(line.strip())
    if len(words) < _LEAST_WORDS:
        # A script without spaces.
        return line[: _WORDS * 3] if not line.isascii() and len(line) >= _LEAST_UNSPACED else ""
    first = max(0, (len(words) - _WORDS) // 2)
    return " ".join(words[first : first + _WORDS])


@dataclass(frozen=True, slots=True)
class WaitingWork:
    """A work that is not in the library yet, with its live annotations."""

    record: ArticleRecord
    annotations: Sequence[Annotation]


@dataclass(slots=True)
class WaitingWorks:
    """What waits in a library. Remembers what it has read, as long as no program changes it.

    ``clock`` returns the time (ISO 8601, UTC), ``new_id`` a new id.
    """

    repository: Repository
    clock: Callable[[], str]
    new_id: Callable[[], str]
    _stamp: int = -1
    _known: list[WaitingWork] = field(default_factory=list)
    _wanted: dict[str, KeyPhrases] = field(default_factory=dict)

    def works(self) -> list[WaitingWork]:
        """The works that wait, by title. What cannot be read is left out, and recorded."""
        stamp = self.repository.waiting_stamp()
        if stamp == 0:
            return []
        if stamp != self._stamp:
            self._known, self._wanted = [], {}
            for record in self.repository.waiting():
                annotations = readable(self.repository, self.repository.annotations, record.id)
                if annotations is not None:
                    self._known.append(WaitingWork(record, sorted(annotations, key=work_key)))
            self._known.sort(key=lambda work: (work.record.title.casefold(), work.record.id))
            self._stamp = stamp
        return self._known

    def place(self, record: ArticleRecord, article: Article, awaited: str = "") -> Change | None:
        """Move what waits for an article to it, as one change that can be undone; None if nothing does.

        ``awaited``: the id of a work that is known to be this article. Raises StorageError.
        """
        works = self.works()
        if not works:
            return None
        text, articles, now, budget = QuoteText(article), Articles.of([record]), self.clock(), SearchBudget()
        edits: list[Edit] = []
        after, count = record, 0
        for work in works:
            if work.record.id == awaited or self._is_of(work, record, text, articles, budget):
                edits.append(Edit(work.record, replace(work.record, deleted=now, modified=now)))
                after = with_state_of(work.record, after)
                edits += self._moved_cards(work.record.id, record.id, now)
                there = {one.id: one for one in self.repository.annotations(record.id, deleted=True)}
                answers, answers_there = (self.repository.replies(one) for one in (work.record.id, record.id))
                edits += moved_replies(answers, answers_there, {one.id for one in work.annotations}, record.id, now)
                orders = {one.id: said.order for one in work.annotations if (said := imported_in(one))}
                places = text.places(((orders.get(one.id, ()), one.quoted_text) for one in work.annotations), budget)
                for annotation in work.annotations:
                    within = places.within(orders.get(annotation.id, ()))
                    edits += moved(annotation, there.get(annotation.id), record.id, text, now, within, budget)
                    count += 1
        if not edits:
            return None
        edits.append(Edit(record, replace(after, modified=now)))
        waited = counted(count, "waiting annotation") if count else "what waited"
        what = f"place {waited} in {excerpt(record.title)}"
        return self.repository.apply(Change(self.new_id(), now, what, tuple(edits)))

    def _moved_cards(self, waiting_id: str, article_id: str, now: str) -> Iterator[Edit]:
        there = self.repository.cards(article_id, deleted=True)
        for card in self.repository.cards(waiting_id).values():
            known = there.get(card.id)
            if known is None or known.deleted:
                yield Edit(known, replace(card, article_id=article_id, modified=now))
                yield Edit(card, replace(card, deleted=now, modified=now))

    def place_found(self, read: Callable[[ArticleRecord], Article]) -> list[tuple[ArticleRecord, Change]]:
        """Place what waits for articles that are there by now: they were merged in, or have another title or address.

        ``read`` returns an article's text. Articles that cannot be read are left out. Raises StorageError.
        """
        for record in self.repository.waiting(deleted=True) if self.repository.waiting_stamp() else ():
            if record.deleted:
                self.move_replies_after(record.id)
        works = self.works()
        records = self.repository.records() if works else []
        articles = Articles.of(records)
        by_id = {name: record for record in records for name in (*record.aliases, record.id)}
        meant: dict[str, ArticleRecord] = {}
        awaited: dict[str, str] = {}
        for work in works:
            known = work.record.metadata
            there = by_id.get(awaited_id(work.record.id))
            found = articles.find(known.title, known.creator, known.source)
            if there is not None:
                awaited[there.id] = work.record.id
            for record in filter(None, (there, *(record for record, _ in found))):
                meant.setdefault(record.id, record)
        placed: list[tuple[ArticleRecord, Change]] = []
        for record in meant.values():
            try:
                change = self.place(record, read(record), awaited.get(record.id, ""))
            except NotFoundError as fault:
                self.repository.leave_out(fault)
                continue
            if change is not None:
                placed.append((record, change))
        return placed

    def move_replies_after(self, waiting_id: str) -> int:
        """Move the replies of a work to the articles that have their annotations; returns how many.

        readtui 0.1, which knows no replies, leaves them behind when it places what waits. Raises StorageError.
        """
        try:
            replies = [one for one in self.repository.replies(waiting_id) if not one.deleted]
            gone = {one.id for one in self.repository.annotations(waiting_id, deleted=True) if one.deleted}
        except NotFoundError as fault:
            self.repository.leave_out(fault)
            return 0
        edits: list[Edit] = []
        asked = {one.to for one in replies} & gone
        for annotation_id, ids in self.repository.holders(asked).items() if asked else ():
            for article_id in sorted(one for one in ids if not is_waiting(one))[:1]:
                there = self.repository.replies(article_id)
                edits += moved_replies(replies, there, {annotation_id}, article_id, self.clock())
        if edits:
            what = "move replies to their article"
            self.repository.apply(Change(self.new_id(), self.clock(), what, tuple(edits)))
        return len(edits) // 2

    def _is_of(
        self, work: WaitingWork, record: ArticleRecord, text: QuoteText, articles: Articles, budget: SearchBudget
    ) -> bool:
        known = work.record.metadata
        if awaited_id(work.record.id) == record.id:
            return True
        found = articles.find(known.title, known.creator, known.source)
        if any(match is not Match.TITLE for _, match in found):
            return True
        if not work.annotations:
            return False
        quotes = [one.quoted_text for one in work.annotations if one.quote is not None]
        with budget.charged(text):
            return self._has_its_quotes(work, text, quotes, is_found=bool(found), most=text.cost + budget.left)

    def _has_its_quotes(
        self, work: WaitingWork, text: QuoteText, quotes: Sequence[str], *, is_found: bool, most: float
    ) -> bool:
        """``is_found``: the title is the same. ``most``: what the text may cost."""
        if is_found and (not quotes or any(text.has(quote) for quote in quotes if text.cost < most)):
            return True
        wanted = self._wanted.get(work.record.id)
        if wanted is None:
            wanted = self._wanted[work.record.id] = KeyPhrases(quotes)
        there = sum(text.has(phrase) for phrase in wanted.phrases if text.cost < most)
        return wanted.are_enough(there)


def with_state_of(work: ArticleRecord, record: ArticleRecord) -> ArticleRecord:
    """The record of an article with the tags and the state that its work had, and its id as an alias."""
    is_new = record.reading_state is ReadingState.TO_READ
    alias = awaited_id(work.id)
    return replace(
        record,
        tags=tag_names((*record.tags, *work.tags)),
        added=min(record.added, work.added),
        reading_state=work.reading_state if is_new else record.reading_state,
        archived=record.archived or work.archived,
        citation_key=record.citation_key or work.citation_key,
        aliases=record.aliases if alias in (record.id, *record.aliases) else (*record.aliases, alias),
    )


def taken_over(
    work: ArticleRecord | None, record: ArticleRecord, repository: Repository, now: str
) -> tuple[ArticleRecord, list[Edit]]:
    """The record of a new article that is a work that waits (None: that is none), and what ends the work.

    If it has annotations, it goes on until these are placed. Raises StorageError.
    """
    if work is None or work.deleted:
        return record, []
    record = replace(with_state_of(work, record), reading_state=work.reading_state, archived=work.archived)
    if repository.annotations(work.id):
        return record, []
    return record, [Edit(work, replace(work, deleted=now, modified=now))]


def moved_replies(
    replies: Iterable[Reply], there: Iterable[Reply], annotation_ids: Collection[str], article_id: str, now: str
) -> Iterator[Edit]:
    """The edits that move the replies to these annotations to an article. ``there``: those that it has already."""
    known = {one.id: one for one in there}
    for reply in replies:
        if reply.to in annotation_ids and not reply.deleted:
            # Where the placing was undone, it is there with a tombstone.
            yield Edit(known.get(reply.id), replace(reply, article_id=article_id, modified=now))
            yield Edit(reply, replace(reply, deleted=now, modified=now))


def moved(
    waiting: Annotation,
    there: Annotation | None,
    article_id: str,
    text: QuoteText,
    now: str,
    within: tuple[int, int] | None = None,
    budget: SearchBudget | None = None,
) -> tuple[Edit, Edit]:
    """The edits that move a waiting annotation to its article. ``there``: the one with its id there, in the trash.

    ``within``: the range in the text where it is known to be.
    """
    fresh = Annotation(
        id=waiting.id,
        article_id=article_id,
        created=waiting.created,
        modified=now,
        color=waiting.color,
        tags=waiting.tags,
        note=waiting.note,
        anchor=AnchorState.EXACT,
        creator=waiting.creator,
        is_thread=waiting.is_thread,
        extra=waiting.extra,
    )
    original = waiting.own_words if waiting.origin else ""
    placed = text.place(fresh, waiting.quote, within=within, budget=budget, original=original).annotation
    return Edit(there, placed), Edit(waiting, replace(waiting, deleted=now, modified=now))


def said_of(change: Change | None) -> str:
    """A notice about annotations that have found their place, or ""."""
    if change is None:
        return ""
    placed = [one.after for one in change.edits if isinstance(one.after, Annotation) and not one.after.deleted]
    if not placed:
        return ""
    unsure = sum(one.anchor in (AnchorState.REVIEW, AnchorState.ORPHAN) for one in placed)
    said = f"{counted(len(placed), 'annotation that was', 'annotations that were')} waiting found this article"
    return f"{said}; {unsure} to review" if unsure else said
