"""Settles annotations that were answered, or whose passage has moved, is doubtful or is lost: finds them, and builds
the changes.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from enum import StrEnum

from readtui.anchoring.meaning.meaning_change import weight
from readtui.model.annotation import AnchorState, Annotation
from readtui.model.article import Article
from readtui.model.change import Change, Edit
from readtui.model.creator import Identity
from readtui.quick_dataclass import dataclass
from readtui.services.annotating.annotator import Annotator
from readtui.services.annotating.carryover import has_news, own_quote
from readtui.services.annotation_reader import FoundAnnotation
from readtui.services.wording import annotation_name


class PassageQuestion(StrEnum):
    """The question that the user is asked about an annotation, in the order of asking. The last one needs no answer."""

    ANSWERED = "answered"
    REVIEW = "to review"
    LOST = "lost"
    OTHER = "other words"
    SAME = "words unchanged"
    KEPT = "left lost"


def question_about(annotation: Annotation, identity: Identity) -> PassageQuestion | None:
    """The question about the annotation; None if its thread is settled, or nobody has answered and it is in place."""
    if annotation.is_settled:
        return None
    return PassageQuestion.ANSWERED if annotation.is_answered(identity) else _question_about_place(annotation)


def _question_about_place(annotation: Annotation) -> PassageQuestion | None:
    match annotation.anchor:
        case _ if annotation.quote is None:
            return None
        case AnchorState.REVIEW:
            return PassageQuestion.REVIEW
        case AnchorState.ORPHAN:
            return PassageQuestion.KEPT if annotation.is_kept_orphan else PassageQuestion.LOST
        case AnchorState.MOVED:
            # Loaded only for what has moved.
            from readtui.services.annotating.passage_comparison import has_own_words

            return PassageQuestion.SAME if has_own_words(annotation) else PassageQuestion.OTHER
    return None


def has_moved_unchanged(annotation: Annotation) -> bool:
    """Whether its passage has moved and has the same words, so that its place can be accepted unseen."""
    return _question_about_place(annotation) is PassageQuestion.SAME


def leaves_questions(change: Change) -> bool:
    """Whether a live annotation edited by the change has moved, needs review or is an orphan since."""
    after = (edit.after for edit in change.edits if has_news(edit) and isinstance(edit.after, Annotation))
    return any(_question_about_place(one) not in (None, PassageQuestion.KEPT) for one in after)


def to_settle(found: Iterable[FoundAnnotation], identity: Identity) -> list[tuple[PassageQuestion, FoundAnnotation]]:
    """The questions about annotations in reading order, sorted by question first, and those about changes of meaning
    by what changed. ``identity``: who "me" is.
    """
    asked = [(question, one) for one in found if (question := question_about(one.annotation, identity)) is not None]
    order = list(PassageQuestion)

    def place(pair: tuple[PassageQuestion, FoundAnnotation]) -> tuple[int, int]:
        question, one = pair
        if question is not PassageQuestion.REVIEW:
            return order.index(question), 0
        return order.index(question), weight(one.annotation.why)

    return sorted(asked, key=place)


@dataclass(frozen=True, slots=True)
class PassageQuestions:
    """Builds changes. ``clock`` returns the time (ISO 8601, UTC), ``new_id`` a new id.

    ``article`` is the text in which the annotation was found or lost.
    """

    clock: Callable[[], str]
    new_id: Callable[[], str]

    def accept(self, annotation: Annotation, article: Article) -> Change:
        """Accept the passage: from now on the annotation quotes the text there, beside its original words.

        Raises ValueError if there is no passage or it is blank.
        """
        passage = annotation.passage
        if passage is None:
            raise ValueError("a lost annotation has no passage to accept")
        [edit] = Annotator(self.clock, self.new_id).move(annotation, article, passage).edits
        return self._change(f"accept the place of {annotation_name(annotation)}", [edit])

    def accept_all(self, annotations: Sequence[tuple[Annotation, Article]]) -> Change:
        """Accept all passages in one change. Raises as ``accept`` does."""
        edits = [edit for annotation, article in annotations for edit in self.accept(annotation, article).edits]
        return self._change(f"accept the places of {len(edits)} annotations", edits)

    def keep_as_orphan(self, annotation: Annotation, article: Article, before: Article | None) -> Change:
        """Mark the passage as gone. ``before`` is the text version of its last certain place, if known.

        The orphan quotes its original words. Only the same words in the same context bring it back.
        """
        after = replace(
            annotation,
            quote=own_quote(annotation, annotation.origin, before),
            position=None,
            text_version=article.hash8,
            anchor=AnchorState.ORPHAN,
            why="",
            modified=self.clock(),
        )
        return self._change(f"leave {annotation_name(after)} lost", [Edit(annotation, after)])

    def _change(self, what: str, edits: Sequence[Edit]) -> Change:
        return Change(self.new_id(), self.clock(), what, tuple(edits))
