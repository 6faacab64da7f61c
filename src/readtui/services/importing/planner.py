"""Plans an import: finds the article of each work, places its annotations, and notices what is known already."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import field, replace
from typing import TYPE_CHECKING

from readtui.errors import SourceError
from readtui.importers.importer import Cancelled, Source, never
from readtui.interchange.importer import ImportedAnnotation, ImportedWork
from readtui.interchange.work_match import Articles, Match, agree, file_key
from readtui.model.annotation import IMPORTED, AnchorState, Annotation
from readtui.model.article import Article, ArticleRecord, Metadata, ReadingState, is_waiting
from readtui.model.change import Edit
from readtui.model.creator import Identity
from readtui.model.reply import Reply
from readtui.model.selector import TextPositionSelector
from readtui.quick_dataclass import dataclass
from readtui.services.finding.quote_search import found_by_quotes
from readtui.services.finding.search import LibrarySearch
from readtui.services.importing.import_plan import LATER, LISTED, NEW, NewTexts, Outcome, PlannedAnnotation, PlannedWork
from readtui.services.importing.work_details import WorkTexts, file_of, record_of, renewed
from readtui.services.intake.intake import ReadSource
from readtui.services.sources import content_id, url_id
from readtui.services.waiting.import_identity import (
    ImportIdentity,
    annotation_id,
    awaited_work_id,
    imported_in,
    is_own,
    key_of,
    unsigned,
)
from readtui.services.waiting.imported_annotations import (
    ImportVoices,
    QuoteText,
    SearchBudget,
    UnplacedAnnotation,
    is_on_the_same_words,
    unplaced,
    updated,
    updated_reply,
    within_ranges,
)
from readtui.services.waiting.works import KeyPhrases, moved_replies, taken_over
from readtui.services.wording import excerpt, tag_names
from readtui.storage.repository import Repository, readable
from readtui.text.clean import visible

if TYPE_CHECKING:
    from readtui.importers.process.read_ahead import ReadAhead

_MOST_TRIED = 5
_MOST_TEXTS = 8
_MOST_PAGES = 15_000
"""Each has a file of its own in the library."""

Progress = Callable[[str, int, int], None]
"""Called with what is going on, how much of it is done, and how much there is."""


@dataclass(frozen=True, slots=True)
class FileWork:
    """A work of a file in a format. ``file``: the file's name. ``awaited``: the id under which it waits, if that is not
    of its address.
    """

    format: str
    work: ImportedWork
    file: str = ""
    awaited: str = ""


@dataclass(slots=True)
class _Target:
    """Where a work's annotations go. ``how`` as in PlannedWork."""

    record: ArticleRecord | None
    how: str
    why: str = ""


@dataclass(slots=True)
class ImportPlanner:
    """One import. ``restorable``: ids of records that are only in the trash because their import was undone.

    ``replies``: how many are planned so far.
    """

    repository: Repository
    now: str
    read: ReadSource
    searching: Callable[[], AbstractContextManager[LibrarySearch]]
    restorable: Callable[[], frozenset[str]]
    progress: Progress
    identity: Identity
    voices: ImportVoices
    cancelled: Cancelled = never
    ahead: "Callable[[], ReadAhead] | None" = None
    replies: int = 0
    edits: list[Edit] = field(default_factory=list)
    texts: NewTexts = field(default_factory=NewTexts)
    _articles: Articles = field(default_factory=Articles)
    _holders: Mapping[str, Sequence[str]] = field(default_factory=dict)
    _held: dict[str, dict[str, Annotation]] = field(default_factory=dict)
    _answers: dict[str, dict[str, Reply]] = field(default_factory=dict)
    _by_place: dict[str, dict[TextPositionSelector | None, list[Annotation]]] = field(default_factory=dict)
    _records: dict[str, ArticleRecord] = field(default_factory=dict)
    _texts: dict[str, QuoteText] = field(default_factory=dict)
    _budget: SearchBudget = field(default_factory=SearchBudget)
    _reading: WorkTexts = field(init=False)
    _seen: set[str] = field(default_factory=set)
    _in_files: set[str] = field(default_factory=set)
    _by_words: dict[str, dict[tuple[str, str], list[Annotation]]] = field(default_factory=dict)
    _waiting: dict[str, ArticleRecord] = field(default_factory=dict)
    _pages: int = 0

    def __post_init__(self) -> None:
        self._reading = WorkTexts(self.read, self.cancelled, self.ahead)

    def works(self, works: Sequence[FileWork]) -> list[PlannedWork]:
        """Plan all works, in their order. Raises StoppedError, StorageError."""
        records = self.repository.records(deleted=True)
        self._records = {record.id: record for record in records}
        self._articles = Articles.of(record for record in records if not record.deleted)
        self._waiting = {record.id: record for record in self.repository.waiting(deleted=True)}
        ids = [_id(one, annotation) for one in works for annotation in one.work.annotations]
        self._in_files = set(ids)
        ids += [_id(one, bare) for one in works for bare in filter(None, map(unsigned, one.work.annotations))]
        self._holders = self.repository.holders(ids)
        targets = self._targets(works)
        self._look_for_quotes(works, targets)
        of_articles = ["" if target.record is None else target.record.id for target in targets]
        order = sorted(range(len(works)), key=of_articles.__getitem__)
        planned: dict[int, PlannedWork] = {}
        for done, number in enumerate(order):
            self.progress("Placing", done, len(order))
            planned[number] = self._planned(works[number], targets[number])
        return [one for _, one in sorted(planned.items())]

    def without_article(self, works: Sequence[FileWork]) -> list[FileWork]:
        """The works whose article was neither found, by address, title and author, nor deleted here."""
        articles, waiting = Articles.of(self.repository.records()), self.repository.waiting(deleted=True)
        gone = {record.id for record in waiting if record.deleted and record.id not in self.restorable()}
        return [
            one
            for one in works
            if awaited_work_id(one.work.title, one.work.author, one.work.url) not in gone
            and all(match is Match.TITLE for _, match in articles.find(one.work.title, one.work.author, one.work.url))
        ]

    # ------------------------------------------------------------------ which article

    def _targets(self, works: Sequence[FileWork]) -> list[_Target]:
        """Those of all works. The files of several are read at once."""
        self._reading.expect((one.work for one in works if self._is_probably_read(one)), self._records)
        targets: list[_Target] = []
        try:
            for number, one in enumerate(works):
                self.progress("Adding", number, len(works))
                self._reading.begin()
                targets.append(self._target(one))
        finally:
            self._reading.close()
        return targets

    def _is_probably_read(self, one: FileWork) -> bool:
        held = (self._holders.get(_id(one, annotation), ()) for annotation in one.work.annotations)
        is_known = any(article_id in self._records for ids in held for article_id in ids)
        return one.work.reads_file and not is_known and not self._articles.at(one.work.files)

    def _target(self, one: FileWork) -> _Target:
        work = one.work
        for annotation in work.annotations:
            for article_id in self._holders.get(_id(one, annotation), ()):
                record = self._records.get(article_id)
                if record is not None and not record.deleted:
                    return _Target(record, "an earlier import")
        same = self._records.get(content_id(work.content.data)) if work.content is not None else None
        if same is not None and not same.deleted:
            return _Target(same, Match.FILE.value)
        there = [(one, Match.FILE) for one in self._articles.at(work.files) if self._may_be(one, work)]
        if there:
            return self._with_most(work, there)
        found = self._articles.find(work.title, work.author, work.url)
        sure = [(record, match) for record, match in found if match is not Match.TITLE]
        if sure and not (work.reads_file and self._are_of_another_text(sure[0][0], work)):
            return self._with_most(work, [pair for pair in sure if pair[1] is sure[0][1]])
        if work.content is not None:
            return self._new(one)
        why = ""
        if work.reads_file:
            target = self._from_file(one)
            if target.record is not None:
                return target
            why = target.why
        for record, match in found:
            if self._votes(record, work):
                return _Target(record, match.value)
        if found and not any(one.quote for one in work.annotations):
            return _Target(found[0][0], found[0][1].value) if len(found) == 1 else _Target(None, "")
        if found:
            why = why or f"none of its quotes is in the article of that title: {excerpt(found[0][0].title)}"
        return _Target(None, "", why=why)

    def _with_most(self, work: ImportedWork, candidates: Sequence[tuple[ArticleRecord, Match]]) -> _Target:
        """Of articles that are equally likely, the one with the most of the quotes."""
        record, match = candidates[0]
        if len(candidates) > 1:
            record, match = max(candidates, key=lambda pair: self._votes(pair[0], work))
        return _Target(record, match.value)

    def _may_be(self, record: ArticleRecord, work: ImportedWork) -> bool:
        """Whether an article from the work's path may be it: another file may be there by now."""
        quotes = any(one.quote for one in work.annotations)
        return not quotes or agree(work.title, record.title) or self._votes(record, work) > 0

    def _are_of_another_text(self, record: ArticleRecord, work: ImportedWork) -> bool:
        """Whether hardly any of the work's quotes is in an article that is likely the work, but in another file."""
        tried = min(_MOST_TRIED, sum(bool(one.quote) for one in work.annotations))
        return 2 * self._votes(record, work) < tried

    def _votes(self, record: ArticleRecord, work: ImportedWork) -> int:
        quotes = sorted((one.quote for one in work.annotations if one.quote), key=len, reverse=True)[:_MOST_TRIED]
        text = self._text(record) if quotes else None
        if text is None:
            return 0
        with self._budget.charged(text):
            return sum(text.has(quote) for quote in quotes)

    def _new(self, one: FileWork) -> _Target:
        """A new article from the work's content."""
        work, content = one.work, one.work.content
        assert content is not None
        from readtui.importers.web.fetch import normalized_url

        source = Source(content.data, content.name, content.language, content.media_type)
        try:
            address = normalized_url(work.url) if work.url else ""
        except SourceError:
            address = ""
        article_id = url_id(address) if address else content_id(content.data)
        if (known := self._records.get(article_id)) is not None and not known.deleted:
            return _Target(known, Match.ADDRESS.value)
        try:
            article = self._reading.of_content(work, source)
        except SourceError as fault:
            return _Target(None, "", why=f"its text cannot be read: {fault.message}")
        if article is None:
            return _Target(None, LATER)
        return self.adopted(one, article_id, address or visible(content.name), content_id(content.data), article)

    def _from_file(self, one: FileWork) -> _Target:
        """The article of a work's file: a new one, unless it is there. What the user has removed stays removed."""
        work = one.work
        try:
            source = file_of(work)
            article_id = content_id(source.data)
            known = self._records.get(article_id)
            if known is not None and not known.deleted:
                return _Target(known, Match.FILE.value)
            if known is not None and known.id not in self.restorable():
                return _Target(None, "", why="its article is in the trash")
            article = self._reading.of_file(work, source)
        except SourceError as fault:
            return _Target(None, "", why=fault.message)
        if article is None:
            why = "its text was not read yet; import it again to go on"
            return _Target(None, "" if work.annotations else LATER, why)
        return self.adopted(one, article_id, source.name, article_id, article, one.format)

    def adopted(
        self, one: FileWork, article_id: str, address: str, content: str, article: Article, from_file: str = ""
    ) -> _Target:
        """A new article, or one that comes back from the trash. ``from_file``: the format of the work, if its text is
        in a file of the user's, at ``address``.
        """
        work = one.work
        record = record_of(work, article_id, article, address, content, self.now, from_file)
        waiting = self._waiting.get(one.awaited or awaited_work_id(work.title, work.author, work.url))
        record, ended = taken_over(waiting, record, self.repository, self.now)
        self.edits += ended
        self.texts.add(article_id, article)
        self.edits.append(Edit(self._records.get(article_id), record))
        self._records[article_id] = record
        self._articles.add(record)
        return _Target(record, NEW)

    def _look_for_quotes(self, works: Sequence[FileWork], targets: Sequence[_Target]) -> None:
        """Find works by their quotes over all articles."""
        lost = {
            number: works[number].work
            for number, target in enumerate(targets)
            if target.record is None and target.how != LATER
        }
        wanted = {number: KeyPhrases(one.quote for one in work.annotations) for number, work in lost.items()}
        wanted = {number: one for number, one in wanted.items() if one.phrases}
        if not wanted or not self._articles.by_title:
            return
        with self.searching() as searching:
            found = found_by_quotes(searching, wanted, self.progress)
        for number, article_ids in found.items():
            records = [self._records[one] for one in article_ids if one in self._records]
            votes = {record.id: self._votes(record, lost[number]) for record in records}
            best = max(records, key=lambda record: (votes[record.id], record.id), default=None)
            if best is not None and wanted[number].are_enough(votes[best.id]):
                targets[number].record, targets[number].how = best, Match.QUOTES.value

    # ------------------------------------------------------------------ what becomes of annotations

    def _planned(self, one: FileWork, target: _Target) -> PlannedWork:
        work, record = one.work, target.record
        planned: list[PlannedAnnotation] = []
        if target.how == LATER:
            return PlannedWork(
                visible(work.title), visible(work.author), None, LATER, (), file=one.file, format=one.format
            )
        if record is not None and (work.source_id or work.citation_key) and target.how != NEW:
            record = self._renewed(record, one)
        text = self._text(record) if record is not None and work.annotations else None
        if record is not None and text is None and work.annotations:
            target.why, record = "the text of its article cannot be read", None
        news: list[UnplacedAnnotation] = []
        for annotation in work.annotations:
            origin = ImportIdentity(one.format, self._key(one, annotation))
            identity = annotation_id(origin.format, origin.key)
            if annotation.is_empty or identity in self._seen:
                continue
            self._seen.add(identity)
            new = unplaced(annotation, identity, origin, self.now, self.voices)
            news.append(new if annotation.source_id else replace(new, is_known_by_place=True))
        is_same = record is not None and not {*map(file_key, work.files)}.isdisjoint(map(file_key, record.paths))
        for new in within_ranges(news, text, self._budget, is_same=work.reads_file and is_same):
            words = visible(new.quote.exact if new.quote else new.annotation.note)
            outcome = self._outcome(work, new, words, record, text, target.why)
            planned.append(self._answered(outcome, new.replies))
        refused = [(visible(one.what), visible(one.why)) for one in work.refused]
        refused += [(visible(work.title), target.why)] if work.reads_file and not news and target.why else []
        planned += [PlannedAnnotation(Outcome.REFUSED, what, None, why) for what, why in refused]
        is_to_fetch, how = record is None and work.is_saved and bool(work.url), target.how if record is not None else ""
        if is_to_fetch and not planned:
            how = self._listed(work, one.format)
        return PlannedWork(
            visible(work.title) or visible(work.url) or "Untitled",
            visible(work.author),
            record,
            how,
            planned,
            address=work.url if is_to_fetch else "",
            file=one.file,
            format=one.format,
        )

    def _key(self, one: FileWork, annotation: ImportedAnnotation) -> str:
        """The annotation's key; the one without its creator, if an older readtui imported it so."""
        bare = unsigned(annotation)
        if bare is not None and (before := _id(one, bare)) not in self._seen:
            by = self.voices.said(annotation.creator)
            if any(known.creator in (None, by) for known in self._known(before)):
                return key_of(one.work, bare)
        return key_of(one.work, annotation)

    def _answered(self, planned: PlannedAnnotation, replies: Sequence[Reply]) -> PlannedAnnotation:
        """Plan the replies to an annotation that the library has, or will have."""
        to = planned.annotation
        if to is None or not replies or planned.outcome is Outcome.DELETED:
            return planned
        known = self._answers_in(to.article_id)
        count = is_changed = 0
        for reply in replies:
            fresh, there = replace(reply, to=to.id, article_id=to.article_id), known.get(reply.id)
            if there is not None and there.deleted and there.id not in self.restorable():
                continue
            after = fresh if there is None or there.deleted else updated_reply(there, fresh)
            if after != there:
                known[reply.id] = after
                self.edits.append(Edit(there, replace(after, modified=self.now)))
                is_changed = True
                count += there is None or bool(there.deleted)
        self.replies += count
        outcome = Outcome.UPDATED if is_changed and planned.outcome is Outcome.KNOWN else planned.outcome
        return replace(planned, outcome=outcome, replies=count)

    def _outcome(
        self,
        work: ImportedWork,
        new: UnplacedAnnotation,
        words: str,
        record: ArticleRecord | None,
        text: QuoteText | None,
        why: str,
    ) -> PlannedAnnotation:
        known = self._known(new.annotation.id)
        live = next((one for one in known if not one.deleted and not self._is_in_trash(one)), None)
        if live is not None and is_own(new.annotation) and not is_on_the_same_words(live, new):
            why = f"the annotation with its id is on other words: {excerpt(live.own_words)}"
            return PlannedAnnotation(Outcome.REFUSED, words, None, why)
        if live is not None and (record is None or not is_waiting(live.article_id)):
            return self._again(live, new, words)
        if not known and new.is_known_by_place and (moved := self._with_words(work, new, record)):
            return self._again(moved, new, words)
        if live is None and known and new.annotation.id not in self.restorable():
            return PlannedAnnotation(Outcome.DELETED, words, known[0])
        if record is None or text is None:
            waiting = new.waiting(self._awaited(work))
            self.edits.append(Edit(_in(known, waiting.article_id), waiting))
            return PlannedAnnotation(Outcome.WAITING, words, waiting, why)
        fresh = replace(new.annotation, article_id=record.id)
        if live is not None:
            # It has waited until now, and may have been changed here.
            here = updated(live, new, None)
            fresh = replace(
                fresh,
                created=here.created,
                color=here.color,
                tags=here.tags,
                note=here.note,
                creator=here.creator,
                is_thread=here.is_thread,
                extra=here.extra,
            )
        if self._budget.is_spent:
            raise SourceError("the file has too many annotations on texts that are too long", "Import it in parts.")
        placed = text.place(fresh, new.quote, new.hint, new.within, self._budget, new.original)
        if not known and (same := self._same(placed.annotation)):
            return PlannedAnnotation(Outcome.KNOWN, words, same)
        self.edits.append(Edit(_in(known, record.id), placed.annotation))
        if live is not None:
            self.edits.append(Edit(live, replace(live, deleted=self.now, modified=self.now)))
            answers, there = self._answers_in(live.article_id), self._answers_in(record.id)
            for edit in list(moved_replies(answers.values(), there.values(), {live.id}, record.id, self.now)):
                self.edits.append(edit)
                if isinstance(edit.after, Reply):
                    self._answers_in(edit.after.article_id)[edit.after.id] = edit.after
        is_sure = placed.annotation.anchor not in (AnchorState.REVIEW, AnchorState.ORPHAN)
        return PlannedAnnotation(Outcome.PLACED if is_sure else Outcome.REVIEW, words, placed.annotation, placed.why)

    def _again(self, live: Annotation, new: UnplacedAnnotation, words: str) -> PlannedAnnotation:
        """An annotation that was imported before: what has changed there since, changes here."""
        holder = self._records.get(live.article_id)
        text = self._text(holder) if holder is not None else None
        after = updated(live, new, text)
        if after == live:
            return PlannedAnnotation(Outcome.KNOWN, words, live)
        self.edits.append(Edit(live, replace(after, modified=self.now)))
        return PlannedAnnotation(Outcome.UPDATED, words, after)

    def _renewed(self, record: ArticleRecord, one: FileWork) -> ArticleRecord:
        """The record of a known article with what the other program says of it now."""
        after = renewed(record, one.work, one.format)
        if after == record:
            return record
        after = replace(after, modified=self.now)
        self.edits.append(Edit(record, after))
        self._records[record.id] = after
        return after

    # ------------------------------------------------------------------ what is there

    def _with_words(
        self, work: ImportedWork, new: UnplacedAnnotation, record: ArticleRecord | None
    ) -> Annotation | None:
        """What was imported from the same words of the work, if its place there is gone and no other has these words.

        Without ids of their own, other programs tell annotations apart by their place, which changes with the edition.
        """
        said = imported_in(new.annotation)
        if said is None or new.quote is None:
            return None
        article_id = record.id if record is not None else awaited_work_id(work.title, work.author, work.url)
        if article_id not in self._by_words:
            words = self._by_words[article_id] = {}
            there = self._annotations_of(article_id).values() if self._is_there(article_id) else ()
            for one in there:
                before = None if one.deleted else imported_in(one)
                if before is not None and len(before.digests) == len(said.digests):
                    words.setdefault((before.format, before.digests[0]), []).append(one)
        found = self._by_words[article_id].get((said.format, said.digests[0]), ())
        by = new.annotation.creator
        free = [one for one in found if one.id not in self._in_files and one.creator in (None, by)]
        if len(free) != 1:
            return None
        self._in_files.add(free[0].id)
        return free[0]

    def _is_there(self, article_id: str) -> bool:
        return article_id in self._records or article_id in self._waiting

    def _same(self, new: Annotation) -> Annotation | None:
        """An annotation that says all of this already, by the same creator: made here, or on the same passage in
        another program.
        """
        if new.position is None or new.anchor in (AnchorState.REVIEW, AnchorState.ORPHAN):
            return None
        article_id = new.article_id
        if article_id not in self._by_place:
            places: dict[TextPositionSelector | None, list[Annotation]] = {}
            for one in self._annotations_of(article_id).values():
                if not one.deleted:
                    places.setdefault(one.position, []).append(one)
            self._by_place[article_id] = places
        for one in self._by_place[article_id].get(new.position, ()):
            is_said = new.note in ("", one.note) and set(new.tags) <= set(one.tags)
            if is_said and self.identity.is_same(one.creator, new.creator):
                return one
        return None

    def _annotations_of(self, article_id: str) -> dict[str, Annotation]:
        """Those of an article's file by their ids, in the trash, too; none of a file that cannot be read."""
        if article_id not in self._held:
            annotations = readable(self.repository, self.repository.annotations, article_id, deleted=True) or []
            self._held[article_id] = {one.id: one for one in annotations}
        return self._held[article_id]

    def _answers_in(self, article_id: str) -> dict[str, Reply]:
        """The replies in an article's file by their ids, also those that were taken back, and those planned there."""
        if article_id not in self._answers:
            replies: list[Reply] | None = []
            if self._is_there(article_id):
                replies = readable(self.repository, self.repository.replies, article_id)
            self._answers[article_id] = {one.id: one for one in replies or ()}
        return self._answers[article_id]

    def _known(self, identity: str) -> list[Annotation]:
        """The annotation with this id in every file that has it."""
        holding = map(self._annotations_of, self._holders.get(identity, ()))
        return [held[identity] for held in holding if identity in held]

    def _is_in_trash(self, annotation: Annotation) -> bool:
        record = self._records.get(annotation.article_id) or self._waiting.get(annotation.article_id)
        return record is None or bool(record.deleted)

    def _listed(self, work: ImportedWork, format_name: str) -> str:
        """Plan the record of a saved page whose text the file does not have; how it is found, or "" if it is there.

        What the user has deleted stays deleted.
        """
        there = self._waiting.get(awaited_work_id(work.title, work.author, work.url))
        if there is not None and not (there.deleted and there.id in self.restorable()):
            return ""
        if self._pages >= _MOST_PAGES:
            return LATER
        self._pages += 1
        record = self._waiting[self._awaited(work)]
        marked = replace(record, extra={**record.extra, IMPORTED: {"format": format_name, "key": record.id}})
        self.edits[-1], self._waiting[record.id] = replace(self.edits[-1], after=marked), marked
        return LISTED

    def _awaited(self, work: ImportedWork) -> str:
        """The id under which the work waits; plans its record unless it is there."""
        identity = awaited_work_id(work.title, work.author, work.url)
        there = self._waiting.get(identity)
        if there is None or there.deleted:
            title = visible(work.title) or visible(work.url) or "Untitled"
            names = (work.url, work.author, work.language, work.published, work.site)
            record = ArticleRecord(
                identity,
                Metadata(title, *map(visible, names)),
                work.saved or self.now,
                self.now,
                "",
                tags=tag_names(work.tags),
                reading_state=work.reading_state or ReadingState.TO_READ,
                archived=(work.saved or self.now) if work.is_archived else None,
                citation_key=visible(work.citation_key),
            )
            if there is not None:
                record = replace(there, deleted=None, modified=self.now)
            self.edits.append(Edit(there, record))
            self._waiting[identity] = record
        return identity

    def _text(self, record: ArticleRecord) -> QuoteText | None:
        """The text of an article; None if it cannot be read, which the repository records."""
        if record.id not in self._texts:
            article = self.texts.of(record.id) or readable(
                self.repository, self.repository.article, record.id, record.text_version
            )
            if article is None:
                return None
            while len(self._texts) >= _MOST_TEXTS:
                del self._texts[next(iter(self._texts))]
            self._texts[record.id] = QuoteText(article)
        return self._texts[record.id]


def _id(one: FileWork, annotation: ImportedAnnotation) -> str:
    return annotation_id(one.format, key_of(one.work, annotation))


def _in(annotations: Iterable[Annotation], article_id: str) -> Annotation | None:
    return next((one for one in annotations if one.article_id == article_id), None)
