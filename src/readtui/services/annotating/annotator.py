"""Builds the Change for everything a user can do to an annotation. Saves nothing."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from readtui.anchoring.describe import describe
from readtui.model.annotation import HIGHLIGHT_COLORS, AcceptedPlace, AnchorState, Annotation, Origin
from readtui.model.article import Article, is_waiting
from readtui.model.change import Change, Edit
from readtui.model.creator import Creator
from readtui.model.passage import Passage
from readtui.model.reply import Reply, ThreadState
from readtui.quick_dataclass import dataclass
from readtui.services.wording import annotation_name, description, excerpt, tag_names, tagging
from readtui.text.clean import clean
from readtui.text.phrases import counted

_TIME = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class Annotator:
    """Builds changes. ``clock`` returns the time (ISO 8601, UTC), ``new_id`` a new id, ``writer`` who makes them.
    ``asks``: each note that it begins asks for an answer.

    An edit that leaves no color, tag or note deletes the annotation. Raises ValueError for an unknown color.
    """

    clock: Callable[[], str]
    new_id: Callable[[], str]
    writer: Callable[[], Creator | None] = lambda: None
    asks: bool = False

    def create(
        self,
        article_id: str,
        article: Article,
        passage: Passage,
        *,
        color: str | None = None,
        tags: Iterable[str] = (),
        note: str = "",
        is_thread: bool = False,
    ) -> Change:
        """Annotate a passage. ``is_thread``: the note asks for an answer.

        Raises ValueError if the passage is blank or outside the text, if the text is not there, or without a color, tag
        or note.
        """
        if is_waiting(article_id):
            raise ValueError("its text is not in the library yet, so no new passage can be annotated")
        if not passage.of(article.text).strip():
            raise ValueError("a passage without words cannot be annotated")
        quote, position = describe(article.text, passage)
        now = self.clock()
        annotation = Annotation(
            id=self.new_id(),
            article_id=article_id,
            created=now,
            modified=now,
            quote=quote,
            position=position,
            color=_checked(color),
            tags=tag_names(tags),
            note=_note(note),
            text_version=article.hash8,
            is_thread=is_thread,
        )
        return self._created(annotation)

    def create_lost(self, lost: Annotation, note: str) -> Change:
        """Save a note whose passage may no longer be in the text; ``lost`` as in Draft.

        Raises ValueError for a blank note.
        """
        now = self.clock()
        return self._created(replace(lost, id=self.new_id(), created=now, modified=now, note=_note(note)))

    def create_on_article(
        self, article_id: str, *, tags: Iterable[str] = (), note: str = "", is_thread: bool = False
    ) -> Change:
        """Tag or comment on the whole article. Raises ValueError without a tag or note."""
        now = self.clock()
        annotation = Annotation(
            self.new_id(), article_id, now, now, tags=tag_names(tags), note=_note(note), is_thread=is_thread
        )
        return self._created(annotation)

    def recolor(self, annotation: Annotation, color: str | None) -> Change:
        """Give the highlight another color, or None."""
        after = replace(annotation, color=_checked(color))
        name = annotation_name(annotation)
        return self._edited(annotation, after, f"color {name} {color}" if color else f"remove the color of {name}")

    def recolor_all(self, annotations: Sequence[Annotation], color: str | None) -> Change | None:
        """Give annotations another color, or None, in one change; None if nothing would change.

        An annotation that is left with nothing goes to the trash.
        """
        checked, now = _checked(color), self.clock()
        edits = []
        for before in annotations:
            after = replace(before, color=checked, modified=now)
            if before.color != checked:
                edits.append(Edit(before, replace(before, modified=now, deleted=now) if after.is_empty else after))
        if not edits:
            return None
        name = _name_of(annotations)
        return Change(
            self.new_id(), now, f"color {name} {color}" if color else f"remove the color of {name}", tuple(edits)
        )

    def set_tags(self, annotation: Annotation, tags: Iterable[str]) -> Change:
        names = tag_names(tags)
        name = annotation_name(annotation)
        added = [tag for tag in names if tag not in annotation.tags]
        removed = [tag for tag in annotation.tags if tag not in names]
        what = tagging(name, added, removed)
        return self._edited(annotation, replace(annotation, tags=names), what)

    def retag(self, annotations: Sequence[Annotation], added: Iterable[str], removed: Iterable[str]) -> Change | None:
        """Give annotations tags and take others from them, in one change; None if nothing would change.

        An annotation that is left with nothing goes to the trash, and one there comes back with the added tags.
        """
        now, new, old = self.clock(), tuple(added), tuple(removed)
        gone = {tag.casefold() for tag in old}
        edits = []
        for before in annotations:
            kept = () if before.deleted else (tag for tag in before.tags if tag.casefold() not in gone)
            after = replace(before, tags=tag_names([*kept, *new]), modified=now, deleted=None)
            if after.is_empty:
                after = replace(before, modified=now, deleted=before.deleted or now)
            if after != replace(before, modified=now):
                edits.append(Edit(before, after))
        if not edits:
            return None
        return Change(self.new_id(), now, tagging(_name_of(annotations), new, old), tuple(edits))

    def set_note(self, annotation: Annotation, note: str) -> Change:
        """Replace the note (Markdown); an empty one removes it."""
        note = _note(note)
        verb = "edit the note on" if annotation.note and note else "note on" if note else "remove the note on"
        return self._edited(annotation, replace(annotation, note=note), f"{verb} {annotation_name(annotation)}")

    def edit(
        self,
        annotation: Annotation,
        *,
        color: str | None = None,
        tags: Iterable[str] | None = None,
        note: str | None = None,
        is_thread: bool | None = None,
    ) -> Change | None:
        """Change any of color, tags and note in one step. None keeps a value, "" removes it.

        ``is_thread``: whether the note asks for an answer. Returns None if nothing would change.
        """
        after = replace(
            annotation,
            color=annotation.color if color is None else _checked(color or None),
            tags=annotation.tags if tags is None else tag_names(tags),
            note=annotation.note if note is None else _note(note),
            is_thread=annotation.is_thread if is_thread is None else is_thread,
        )
        if after == annotation:
            return None
        if after.is_thread is not annotation.is_thread and after == replace(
            annotation, note=after.note, is_thread=after.is_thread
        ):
            verb = "begin a thread on" if after.is_thread else "make a plain note of the thread on"
            return self._edited(annotation, after, f"{verb} {annotation_name(annotation)}")
        if after == replace(annotation, color=after.color):
            return self.recolor(annotation, after.color)
        if after == replace(annotation, tags=after.tags):
            return self.set_tags(annotation, after.tags)
        if after == replace(annotation, note=after.note):
            return self.set_note(annotation, after.note)
        return self._edited(annotation, after, f"edit the annotation on {annotation_name(annotation)}")

    def move(self, annotation: Annotation, article: Article, passage: Passage) -> Change:
        """Move the annotation to ``passage``, which also settles a review. Raises ValueError as ``create`` does.

        It keeps the words that the user annotated, except that one still in its first place is annotated anew.
        """
        if not passage.of(article.text).strip():
            raise ValueError("an annotation needs a passage with words")
        quote, position = describe(article.text, passage)
        now = self.clock()
        after = replace(
            annotation,
            modified=now,
            quote=quote,
            position=position,
            text_version=article.hash8,
            anchor=AnchorState.EXACT,
            origin=_origin_of_moved(annotation, article, AcceptedPlace(now, article.hash8, passage.start, passage.end)),
            why="",
        )
        what = f"move {annotation_name(annotation)} to {excerpt(quote.exact)}"
        return self._change(what, Edit(annotation, after), now)

    def delete(self, *annotations: Annotation) -> Change:
        """Move annotations, at least one, to the trash, in one change."""
        now = self.clock()
        edits = tuple(Edit(one, replace(one, modified=now, deleted=now)) for one in annotations)
        what = description(annotations[0]) if len(annotations) == 1 else _name_of(annotations)
        return Change(self.new_id(), now, f"delete {what}", edits)

    def reply(self, annotation: Annotation, text: str = "", sets: ThreadState | None = None) -> Change | None:
        """Reply to an annotation (Markdown), settle or reopen its thread; None if nothing is said or changes."""
        reply = self.reply_to(annotation, text, sets)
        if reply is None:
            return None
        verb = "settle" if reply.sets is ThreadState.SETTLED else "reopen"
        what = f"reply to {annotation_name(annotation)}"
        if not reply.text:
            what = f"{verb} the thread on {annotation_name(annotation)}"
        elif reply.sets:
            what = f"{verb} the thread on {annotation_name(annotation)} with a reply"
        return self._change(what, Edit(None, reply), reply.created)

    def reply_to(self, annotation: Annotation, text: str, sets: ThreadState | None) -> Reply | None:
        """The reply of such a change. What is said about a settled thread reopens it, unless it is to stay settled."""
        text = clean(text).text.strip()
        if text and sets is None and annotation.thread is ThreadState.SETTLED:
            sets = ThreadState.OPEN
        sets = sets if annotation.is_thread and sets is not annotation.thread else None
        if not (text or sets):
            return None
        now = self.clock()
        at = _after(now, annotation.replies[-1].created) if annotation.replies else now
        return Reply(self.new_id(), annotation.article_id, annotation.id, at, at, text, self.writer(), sets)

    def _created(self, annotation: Annotation) -> Change:
        if annotation.is_empty:
            raise ValueError("an annotation needs a color, a tag or a note")
        is_thread = annotation.is_thread or (self.asks and bool(annotation.note))
        annotation = replace(annotation, creator=self.writer(), is_thread=is_thread)
        if is_waiting(annotation.article_id):
            annotation = replace(annotation, anchor=AnchorState.WAITING)
        name = annotation_name(annotation)
        if annotation.is_thread:
            what = f"begin a thread on {name}"
        elif annotation.note:
            what = f"note on {name}"
        elif annotation.tags:
            what = tagging(name, annotation.tags, ())
        else:
            what = f"highlight {name}"
        return self._change(what, Edit(None, annotation), annotation.created)

    def _edited(self, before: Annotation, after: Annotation, what: str) -> Change:
        if before.note and not after.note:
            # A thread without a note would ask for nothing.
            after = replace(after, is_thread=False)
        elif self.asks and after.note and not before.note:
            after = replace(after, is_thread=True)
        if after.is_empty:
            return self.delete(before)
        now = self.clock()
        return self._change(what, Edit(before, replace(after, modified=now)), now)

    def _change(self, what: str, edit: Edit, now: str) -> Change:
        return Change(id=self.new_id(), at=now, what=what, edits=(edit,))


def _after(now: str, last: str) -> str:
    """The time of a reply, later than the last one even within a second, because the order of replies is theirs."""
    if now > last:
        return now
    try:
        return (datetime.strptime(last, _TIME).replace(tzinfo=UTC) + timedelta(seconds=1)).strftime(_TIME)
    except (ValueError, OverflowError):
        return now


def _origin_of_moved(annotation: Annotation, article: Article, accepted: AcceptedPlace) -> Origin | None:
    """Where and in which words the annotation was made, with the place that is accepted for them now."""
    origin, position = annotation.origin, annotation.position
    if annotation.anchor is AnchorState.EXACT and (origin is None or _is_as_made(annotation, origin)):
        return None
    if origin is None:
        # A place in the present text is not where it was made.
        is_known = position is not None and annotation.text_version not in ("", article.hash8)
        place = (annotation.text_version, position.start, position.end) if position and is_known else ("", 0, 0)
        origin = Origin(*place, annotation.quoted_text)
    return replace(origin, accepted=accepted)


def _is_as_made(annotation: Annotation, origin: Origin) -> bool:
    """Whether it is where it was made, in its first words or in their other typography."""
    # Loaded only for words that have changed.
    from readtui.services.annotating.passage_comparison import same_words

    return origin.accepted is None and same_words(origin.exact, annotation.quoted_text)


def _name_of(annotations: Sequence[Annotation]) -> str:
    return annotation_name(annotations[0]) if len(annotations) == 1 else counted(len(annotations), "annotation")


def _note(note: str) -> str:
    return clean(note).text.strip()


def _checked(color: str | None) -> str | None:
    if color is not None and color not in HIGHLIGHT_COLORS:
        raise ValueError(f"no such color: {color}")
    return color
