"""Plans the import of readtui's own exports: records come as they are, with their versions, as in a merge.

What names nobody in them is by whoever made the export; see ``codec.attribution``.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from typing import TypeVar

from readtui.codec.attribution import Attribution
from readtui.codec.record_kinds import kind_of, record_to_json
from readtui.codec.record_versions import later_record, merged_record
from readtui.errors import SourceError
from readtui.interchange.importer import Refusal
from readtui.interchange.own_library import OwnArticle, OwnLibrary
from readtui.model.annotation import AnchorState, Annotation
from readtui.model.article import Article, ArticleRecord
from readtui.model.card import Card
from readtui.model.change import Edit, Record
from readtui.model.creator import NOBODY, Creator
from readtui.model.reply import Reply
from readtui.model.tag import Tag
from readtui.model.view import View
from readtui.quick_dataclass import dataclass
from readtui.services.importing.import_plan import LATER, NEW, Outcome, PlannedAnnotation, PlannedWork
from readtui.storage.repository import Repository, readable
from readtui.text.clean import visible
from readtui.text.phrases import counted

_STATES = {AnchorState.REVIEW: Outcome.REVIEW, AnchorState.ORPHAN: Outcome.REVIEW, AnchorState.WAITING: Outcome.WAITING}

# Each has a file of its own. The articles that an import leaves out come with the next one.
_MOST_TEXTS = 15_000

_Signed = TypeVar("_Signed", Annotation, Reply)


@dataclass(slots=True)
class OwnExportPlanner:
    """One import. ``restorable``: ids of records that are in the trash only because their import was undone.

    ``attribution``: None if the export is of the person's own library.
    """

    repository: Repository
    restorable: frozenset[str]
    now: str
    attribution: Attribution | None = None
    replies: int = 0
    edits: list[Edit] = field(default_factory=list)
    texts: list[tuple[str, Article]] = field(default_factory=list)
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    _new_texts: int = 0

    def works(self, library: OwnLibrary) -> list[PlannedWork]:
        """Plan all articles, tags and views of an export."""
        planned = [self._article(article) for article in library.articles]
        if library.refused:
            planned.append(PlannedWork("The file", "", None, "", list(map(_refused, library.refused))))
        self._named(library.tags, {tag.name: tag for tag in self.repository.tags(deleted=True)})
        known = {view.id: view for view in self.repository.views(deleted=True)}
        names = {view.name.casefold(): view.id for view in known.values() if not view.deleted}
        fresh = [view for view in library.views if view.deleted or names.get(view.name.casefold(), view.id) == view.id]
        self.counts["saved view left out: its name is taken", "saved views left out: their names are taken"] += len(
            library.views
        ) - len(fresh)
        self._named(fresh, known)
        return planned

    def others(self) -> list[str]:
        """What comes besides annotations and articles, in words."""
        return [counted(count, one, many) for (one, many), count in self.counts.items() if count]

    def _named(self, records: Iterable[Tag | View], known: Mapping[str, Tag | View]) -> None:
        for record in records:
            key = record.name if isinstance(record, Tag) else record.id
            if self._brought(record, known.get(key)):
                kind = "tag" if isinstance(record, Tag) else "saved view"
                self.counts[kind, f"{kind}s"] += 1

    def _article(self, article: OwnArticle) -> PlannedWork:
        record = article.record
        waits = not article.texts
        there = self.repository.record(record.id)
        if there is None and self._new_texts >= _MOST_TEXTS:
            return PlannedWork(visible(record.title), visible(record.metadata.creator), None, LATER, ())
        self._new_texts += (len(article.texts) or 1) if there is None else 0
        try:
            texts = [article.text(version) for version in article.texts]
        except SourceError as fault:
            return PlannedWork(
                visible(record.title), "", None, "", [_refused(Refusal(visible(record.title), fault.message))]
            )
        held, cards, answers = self._held(record.id) if there is not None else ({}, {}, {})
        self.texts += [(record.id, text) for text in texts]
        is_new = self._brought(record, there) and (there is None or bool(there.deleted)) and not record.deleted
        replies = [self._named_by(one, answers.get(one.id)) for one in article.replies]
        annotations = [self._named_by(one, held.get(one.id)) for one in article.annotations]
        annotations = self._with_answered(annotations, held, [*replies, *answers.values()])
        planned = [self._annotation(one, held.get(one.id)) for one in annotations]
        for reply in replies:
            known = answers.get(reply.id)
            is_new = known is None or bool(known.deleted)
            self.replies += self._brought(reply, known) and is_new and not reply.deleted
        for card in article.cards:
            self._brought(card, cards.get(card.id))
        return PlannedWork(
            visible(record.title),
            visible(record.metadata.creator),
            None if waits else record,
            NEW if is_new and not waits else "id" if not waits else "",
            [one for one in planned if one is not None] + list(map(_refused, article.refused)),
        )

    def _annotation(self, annotation: Annotation, there: Annotation | None) -> PlannedAnnotation | None:
        words = visible(annotation.quoted_text or annotation.note)
        is_changed = self._brought(annotation, there)
        if annotation.deleted:
            if is_changed:
                self.counts["annotation in the trash", "annotations in the trash"] += 1
            return None
        if there is None or (there.deleted and is_changed):
            return PlannedAnnotation(_STATES.get(annotation.anchor, Outcome.PLACED), words, annotation)
        if is_changed:
            return PlannedAnnotation(Outcome.UPDATED, words, annotation)
        return PlannedAnnotation(Outcome.DELETED if there.deleted else Outcome.KNOWN, words, there)

    def _named_by(self, record: _Signed, there: _Signed | None) -> _Signed:
        is_named = record.creator is not None and record.creator != Creator(NOBODY)
        if self.attribution is None or (is_named and (there is None or there.creator == record.creator)):
            return record
        theirs = record_to_json(record)
        named = self.attribution.of_record(theirs, None if there is None else record_to_json(there))
        return record if named is theirs else kind_of(record).from_json(named)

    def _with_answered(
        self, annotations: Sequence[Annotation], held: Mapping[str, Annotation], replies: Iterable[Reply]
    ) -> list[Annotation]:
        """The annotations, with all that replies need, as after a merge: what was deleted before it was answered is not
        deleted, and what is missing is a note on the whole article.
        """
        theirs = {one.id: one for one in annotations}
        newest: dict[str, Reply] = {}
        for reply in replies:
            if reply.to not in newest or newest[reply.to].created < reply.created:
                newest[reply.to] = reply
        for key, reply in newest.items():
            one, there = theirs.get(key), held.get(key)
            if one is not None and _is_answered_later(one, reply):
                theirs[key] = replace(one, deleted=None)
            if there is not None and _is_answered_later(there, reply):
                self.edits.append(Edit(there, replace(there, deleted=None, modified=self.now)))
                self.counts["annotation back from the trash: it was answered later",
                            "annotations back from the trash: they were answered later"] += 1  # fmt: skip
            if one is None and there is None:
                theirs[key] = Annotation(key, reply.article_id, created="", modified="")
        return list(theirs.values())

    def _brought(self, record: Record, there: Record | None) -> bool:
        """Plan to bring a record; False if the library has it, or a later version."""
        if there is None:
            self.edits.append(Edit(None, record))
            return True
        if isinstance(record, ArticleRecord | Annotation | Reply) and there.deleted and record.id in self.restorable:
            if not record.deleted:
                self.edits.append(Edit(there, replace(record, versions=there.versions)))
            return not record.deleted
        ours, theirs = record_to_json(there), record_to_json(record)
        joined = later_record(ours, theirs) if isinstance(record, Card) else merged_record(ours, theirs)
        if joined == ours:
            return False
        self.edits.append(Edit(None, record))
        return True

    def _held(self, article_id: str) -> tuple[dict[str, Annotation], dict[str, Card], dict[str, Reply]]:
        repository = self.repository

        def read() -> tuple[dict[str, Annotation], dict[str, Card], dict[str, Reply]]:
            annotations = {one.id: one for one in repository.annotations(article_id, deleted=True)}
            replies = {one.id: one for one in repository.replies(article_id)}
            return annotations, repository.cards(article_id, deleted=True), replies

        return readable(repository, read) or ({}, {}, {})


def _is_answered_later(annotation: Annotation, reply: Reply) -> bool:
    return bool(annotation.deleted) and str(annotation.deleted) < reply.created


def _refused(refusal: Refusal) -> PlannedAnnotation:
    return PlannedAnnotation(Outcome.REFUSED, visible(refusal.what), None, visible(refusal.why))
