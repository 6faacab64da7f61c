"""Builds the Change for edits of articles: reading states, details, tags, and the note on the whole article."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from readtui.errors import AmbiguousError, SourceError, UsageError
from readtui.model.annotation import Annotation
from readtui.model.article import EDITABLE, ArticleRecord, ReadingState
from readtui.model.change import Change, Edit
from readtui.quick_dataclass import dataclass
from readtui.services.annotating.annotator import Annotator
from readtui.services.wording import excerpt, tag_names
from readtui.text.article_builder import safe
from readtui.text.clean import visible
from readtui.text.phrases import counted

UNARCHIVED = "unarchived"
STATES = (*(str(state) for state in ReadingState if state is not ReadingState.DISCUSSED), UNARCHIVED)
"""What a user can say about where articles are in their reading."""
Details = Mapping[str, str]
"""Values by their names in ``EDITABLE``; "" removes what the source says."""


@dataclass(frozen=True, slots=True)
class ArticleEditor:
    """Builds changes and saves nothing. A result of None means that nothing would change."""

    annotator: Annotator

    def set_state(self, records: Iterable[ArticleRecord], state: str) -> Change | None:
        """Put articles into one of STATES, in one change. Those that are in it already stay as they are."""
        now = self.annotator.clock()
        edits = [Edit(record, after) for record in records if (after := _in_state(record, state, now)) != record]
        if not edits:
            return None
        first = edits[0].after
        assert isinstance(first, ArticleRecord)
        name = excerpt(first.title) if len(edits) == 1 else counted(len(edits), "article")
        return self._change(_said(state, name), now, edits)

    def begin_reading(self, record: ArticleRecord) -> Change | None:
        """The app's own change when the user has turned the first page. No undo step."""
        if record.reading_state is not ReadingState.TO_READ:
            return None
        change = self.set_state([record], ReadingState.READING)
        return change and replace(change, by_itself=True)

    def note_repository(self, record: ArticleRecord, path: str) -> Change | None:
        """Note where in a git repository the file is that is discussed, if that is not known. No undo step."""
        # Imported here because few articles are discussed.
        from readtui.services.git_place import repository_place

        place, now = repository_place(path, record.repository), self.annotator.clock()
        if place == record.repository:
            return None
        edit = Edit(record, replace(record, repository=place, modified=now))
        return replace(self._change(f"find {excerpt(record.title)} in git", now, [edit]), by_itself=True)

    def retag(self, record: ArticleRecord, tags: Iterable[str]) -> Change | None:
        """Give an article these tags instead of its own."""
        now, names = self.annotator.clock(), tag_names(tags)
        if names == record.tags:
            return None
        edit = Edit(record, replace(record, tags=names, modified=now))
        return self._change(f"tag the article {excerpt(record.title)}", now, [edit])

    def edit(
        self,
        record: ArticleRecord,
        whole: Sequence[Annotation] = (),
        *,
        title: str | None = None,
        creator: str | None = None,
        url: str | None = None,
        tags: Iterable[str] | None = None,
        note: str | None = None,
    ) -> Change | None:
        """Change details, tags and note of an article in one change. None keeps a value, "" removes it.

        ``url``: the address at which the article was published. It becomes the article's canonical address; where the
        article was added from stays known. Title, author and address then stay when the source is read again.
        ``note``: Markdown. ``whole``: the annotations on the whole article; the one
        that has a note gets the new note.

        Raises UsageError for an empty title or an invalid address, AmbiguousError for several notes.
        """
        now = self.annotator.clock()
        after = with_details(record, checked_details(title=title, creator=creator, url=url))
        if tags is not None:
            after = replace(after, tags=tag_names(tags))
        edits = [Edit(record, replace(after, modified=now))] if after != record else []
        noted = None if note is None else self._noted(record, whole, note)
        if noted is not None:
            edits += noted.edits
        if not edits:
            return None
        if noted is not None and len(edits) == len(noted.edits):
            return noted
        return self._change(f"edit the article {excerpt(record.title)}", now, edits)

    def _noted(self, record: ArticleRecord, whole: Sequence[Annotation], note: str) -> Change | None:
        notes = [annotation for annotation in whole if annotation.note]
        if len(notes) > 1:
            listed = ", ".join(annotation.id for annotation in notes)
            raise AmbiguousError(
                f"{excerpt(record.title)} has {len(notes)} notes on the whole article: {listed}",
                "Edit one of them by its id: readtui edit ID --note NOTE",
            )
        if notes:
            return self.annotator.edit(notes[0], note=note)
        return self.annotator.create_on_article(record.id, note=note) if visible(note) else None

    def _change(self, what: str, now: str, edits: Iterable[Edit]) -> Change:
        return Change(self.annotator.new_id(), now, what, tuple(edits))


def _in_state(record: ArticleRecord, state: str, now: str) -> ArticleRecord:
    """The record in this state; the same one if it is in it already."""
    if state == ReadingState.ARCHIVED:
        after = replace(record, archived=record.archived or now)
    elif state == UNARCHIVED:
        after = replace(record, archived=None)
    else:
        after = replace(record, reading_state=ReadingState(state))
    return record if after == record else replace(after, modified=now)


def _said(state: str, name: str) -> str:
    if state == ReadingState.ARCHIVED:
        return f"archive {name}"
    if state == UNARCHIVED:
        return f"take {name} out of the archive"
    return f"mark {name} as {state}"


def checked_details(*, title: str | None = None, creator: str | None = None, url: str | None = None) -> Details:
    """The details that are given. Raises UsageError for an empty title or an invalid address."""
    details: dict[str, str] = {}
    if title is not None:
        if not visible(title):
            raise UsageError("the title is empty", "An article needs a title.")
        details["title"] = title
    if creator is not None:
        details["creator"] = creator
    if url is not None:
        details["canonicalUrl"] = _checked_url(url)
    return details


def with_details(record: ArticleRecord, details: Details) -> ArticleRecord:
    """The record with these details, which outlive a new text version."""
    if not details:
        return record
    metadata = replace(record.metadata, **{EDITABLE[name]: value for name, value in details.items()})
    if metadata != record.metadata:
        metadata = safe(metadata)
    return replace(record, metadata=metadata, edited=tuple(sorted({*record.edited, *details})))


def _checked_url(url: str) -> str:
    """The address as given, unless it is none."""
    if not url.strip():
        return ""
    # Imported here because it takes longer than saving an edit.
    from readtui.importers.web.fetch import normalized_url

    try:
        normalized_url(url)
    except SourceError:
        raise UsageError(f"not a URL: {visible(url)}", "Example: https://example.org/article") from None
    return url.strip()
