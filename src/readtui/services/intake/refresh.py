"""Saves a reloaded text as a new text version, and carries all annotations over to it."""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import fields, replace
from functools import partial

from readtui.errors import DamagedError, NotFoundError, StorageError
from readtui.model.annotation import AnchorState, Annotation
from readtui.model.article import EDITABLE, Article, ArticleRecord, Metadata
from readtui.model.change import Change, Edit
from readtui.quick_dataclass import dataclass
from readtui.services.annotating.carryover import beginning_like, carried_offsets, carry_over, summary
from readtui.services.annotating.drafts import name_text_version
from readtui.services.seen_texts import SeenTexts, changes_since, seen_text
from readtui.services.wording import excerpt
from readtui.storage.repository import Repository
from readtui.text.phrases import counted

_CHANGES_LOOKED_AT = 500


@dataclass(frozen=True, slots=True)
class RefreshResult:
    """The record as it is now, and the saved change; None if the text is the same.

    ``notice`` is one line for the user, or "". ``has_more``: more is known of the same text, such as images.
    ``is_annotated``: see Article. ``sentences`` counts, by these words, how many sentences are added, changed or
    removed; empty if that is not known. It reads and compares both texts. ``has_come``: a work has waited for the text.
    ``is_whole``: the text had only the first pages of a document before.
    """

    record: ArticleRecord
    change: Change | None = None
    notice: str = ""
    has_more: bool = False
    is_annotated: bool = False
    sentences: Callable[[], dict[str, int]] = dict
    has_come: bool = False
    is_whole: bool = False

    @property
    def outcome(self) -> str:
        """A few words on what has changed, first under the annotations, or that nothing has changed and why."""
        if self.has_come:
            return "; ".join(filter(None, ("its text was fetched", self.notice)))
        if self.change is None:
            return f"unchanged; {self.notice}" if self.notice else "unchanged"
        if self.is_whole:
            return self.notice
        if self.change.by_itself:
            return "changed, but not its words"
        counts = summary(self.change.edits, with_words=True)
        if counts:
            return f"changed; annotations: {counts}"
        has_some = any(isinstance(edit.after, Annotation) for edit in self.change.edits)
        return "changed" if has_some else "changed, without annotations"


@dataclass(frozen=True, slots=True)
class Refresher:
    """``clock`` returns the time (ISO 8601, UTC), ``new_id`` a new id."""

    repository: Repository
    clock: Callable[[], str]
    new_id: Callable[[], str]

    def take_over(
        self,
        record: ArticleRecord,
        article: Article,
        content: str,
        *,
        known: ArticleRecord | None = None,
        also: Sequence[Edit] = (),
    ) -> RefreshResult:
        """Save ``article`` as the new text, in one change that can be undone. ``content``: the id of the bytes.

        ``known``: what else becomes of the record. ``also``: what else is changed. Raises StorageError.
        """
        if article.hash8 == record.text_version and not (known or record.part):
            if content != (record.content or record.id) and (took := self._take_form(record, article, content)):
                return took
            found = self._take_more(record, article)
            return RefreshResult(record, notice=found, has_more=bool(found))
        from readtui.text.segmentation.segment import count_words

        # Unless the file has changed meanwhile, this is what follows the first pages.
        part = record.part if record.document == content else None
        now = self.clock()
        after = replace(
            known or record,
            metadata=updated(record, article.metadata),
            modified=now,
            text_version=article.hash8,
            content="" if content == record.id else content,
            words=count_words(article.body_text()),
        )
        name_text_version(self.repository, record)
        if part is None:
            SeenTexts(self.repository).hold(record)
        annotations = self.repository.annotations(record.id, deleted=True)
        version_of = partial(self._version, record.id)
        carried = carry_over(annotations, article, version_of, now, is_more=part is not None)
        counts = summary(carried)
        verb = "read all pages of" if part else "reload the article"
        what = f"{verb} {excerpt(record.title)}" + (f": {counts}" if counts else "")
        change = Change(self.new_id(), now, what, (Edit(record, after), *carried, *also), by_itself=bool(part))
        with self.repository.keeping_texts([(record.id, article)]):
            made = self.repository.apply(change)
        if part:
            self._move_position(record, article)
        self._drop_texts(record, article.hash8, annotations)
        written = next(edit.after for edit in made.edits if isinstance(edit.after, ArticleRecord))
        notice = f"all {part.of:,} pages are read" if part else "the source has changed"
        if counts and not (part and all(_is_sure(edit) for edit in carried)):
            notice += f"; annotations: {summary(carried, with_words=True)}"
        if part:
            return RefreshResult(written, made, notice, is_whole=True)
        return RefreshResult(written, made, notice, sentences=partial(self._sentences, record, article))

    def _move_position(self, record: ArticleRecord, article: Article) -> None:
        """What was read of the first pages is a smaller share of all. Raises nothing."""
        with suppress(StorageError):
            position, first = self.repository.position(record.id), self._version(record.id, record.text_version)
            if position is not None and first is not None:
                text = beginning_like(article.text, first.text)
                [offset] = carried_offsets(first.text, text, [position.offset])
                share = position.progress * len(first.text) / len(article.text)
                self.repository.keep_position(record.id, replace(position, offset=offset, progress=share))

    def _drop_texts(self, before: ArticleRecord, present: str, annotations: Sequence[Annotation]) -> None:
        """Remove older versions that this device replaced, and the first pages of what is whole now, if nobody
        annotated while they were the present one.

        Raises nothing: what stays is removed another time.
        """
        with suppress(StorageError):
            latest = {present} if before.part else {present, before.text_version}
            older = self.repository.text_versions(before.id) - latest
            begun, ended = dict[str, str](), dict[str, str]()
            for change in self.repository.history(latest=_CHANGES_LOOKED_AT) if older else ():
                for edit in change.edits:
                    if isinstance(edit.after, ArticleRecord) and edit.after.id == before.id:
                        begun[edit.after.text_version] = change.at
                        if isinstance(edit.before, ArticleRecord):
                            ended[edit.before.text_version] = change.at
            drafts = self.repository.drafts() if older else ()
            annotated = [one.created for one in annotations]
            # A reader may have kept a text that was not the present one any more.
            named = {one.text_version for one in annotations} | {
                one.origin.text_version for one in annotations if one.origin is not None
            }
            self.repository.drop_texts(
                before.id,
                [
                    version
                    for version in (older & ended.keys()) - named
                    if not any(begun.get(version, "") <= at <= ended[version] for at in annotated)
                    and not any(key.startswith(f"{before.id}:{version}:") for key in drafts)
                ],
            )

    def _sentences(self, before: ArticleRecord, article: Article) -> dict[str, int]:
        old = self._version(before.id, before.text_version)
        return {} if old is None else _counted(old, article)

    def _take_form(self, record: ArticleRecord, article: Article, content: str) -> RefreshResult | None:
        """Keep another form of the same words; None if it is the same. Nothing to undo, as the source has it."""
        kept = self._version(record.id, record.text_version)
        if kept is None or not (article.has_form_unlike(kept) or article.names_images_unlike(kept)):
            return None
        now, seen = self.clock(), SeenTexts(self.repository)
        after = replace(
            record,
            metadata=updated(record, article.metadata),
            modified=now,
            content="" if content == record.id else content,
        )
        seen.hold(record)
        what = f"reload the formatting of {excerpt(record.title)}"
        with self.repository.keeping_texts([(record.id, article)]):
            made = self.repository.apply(Change(self.new_id(), now, what, (Edit(record, after),), by_itself=True))
        seen.note_form(after, article)
        [edit] = made.edits
        written = edit.after if isinstance(edit.after, ArticleRecord) else after
        sentences = partial(_counted, kept, article)
        return RefreshResult(written, made, "the source has changed, but not its words", sentences=sentences)

    def _take_more(self, record: ArticleRecord, article: Article) -> str:
        """Keep what the stored text does not tell, as texts from before readtui knew of it do not; say what it is."""
        found = [counted(len(article.images), "image")] if article.images else []
        with suppress(NotFoundError, DamagedError):
            kept = self.repository.article(record.id, record.text_version)
            found = found if article.names_images_unlike(kept) else []
            found += ["the numbers of pages"] if article.names_pages_unlike(kept) else []
            found += ["other formatting"] if article.has_form_unlike(kept) else []
        if not found:
            return ""
        self.repository.keep_text(record.id, article)
        return f"found {' and '.join(found)}"

    def _version(self, article_id: str, version: str) -> Article | None:
        try:
            return self.repository.article(article_id, version)
        except (NotFoundError, DamagedError):
            # Then only the words of each annotation help.
            return None


def _is_sure(edit: Edit) -> bool:
    return isinstance(edit.after, Annotation) and edit.after.anchor in (AnchorState.EXACT, AnchorState.MOVED)


def _counted(old: Article, article: Article) -> dict[str, int]:
    """How many sentences were added, changed or removed."""
    from readtui.anchoring.text_changes import TextChangeKind

    found = Counter[TextChangeKind]()
    for one in changes_since(seen_text(old), article):
        found[one.kind] += max(1, one.size)
    return {str(kind): found[kind] for kind in TextChangeKind}


def updated(record: ArticleRecord, read: Metadata) -> Metadata:
    """The metadata that the source gives now. Keeps the address, what the user has set, and what the source does not
    give.
    """
    known = record.metadata
    given = {one.name: value for one in fields(read) if one.name != "source" and (value := getattr(read, one.name))}
    own = {EDITABLE[name]: getattr(known, EDITABLE[name]) for name in record.edited if name in EDITABLE}
    return replace(known, **given | own)
