"""A reply to an annotation."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from enum import StrEnum

from readtui.model.creator import Creator
from readtui.quick_dataclass import dataclass

_QUESTIONS = ("?", "？", "؟")
_AFTER_A_SIGN = " \t\n!*_~`\"'”’“»)]"
"""What can follow the question mark of a last sentence: Markdown, quotation marks and brackets."""


class ThreadState(StrEnum):
    """Whether a thread asks for an answer or is settled."""

    OPEN = "open"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply to the annotation ``to``, which goes to the trash, comes back and moves with that annotation.

    ``text`` is Markdown, or "" for a reply that only settles or reopens the thread. ``sets`` is the thread's state from
    then on, or None if the reply leaves it. ``deleted``: when the reply was deleted. For the other fields, see
    ArticleRecord.
    """

    id: str
    article_id: str
    to: str
    created: str
    modified: str
    text: str = ""
    creator: Creator | None = None
    sets: ThreadState | None = None
    versions: Mapping[str, int] = field(default_factory=dict)
    deleted: str | None = None
    conflicts: Sequence[Mapping[str, object]] = ()
    extra: Mapping[str, object] = field(default_factory=dict)

    @property
    def said(self) -> str:
        """Its text, and whether it settles or reopens the thread, for people."""
        if self.sets is None:
            return self.text
        did = "settled it" if self.sets is ThreadState.SETTLED else "reopened it"
        return f"{self.text} ({did})" if self.text else f"({did})"

    @property
    def asks(self) -> bool:
        """Whether it asks for an answer instead of giving one: a person opens the thread again, or puts a question.

        A program that does so has answered, because then it is the person's turn.
        """
        if self.creator is not None and self.creator.is_program:
            return False
        return self.sets is ThreadState.OPEN or self.text.rstrip(_AFTER_A_SIGN).endswith(_QUESTIONS)


def in_order(replies: Iterable[Reply]) -> tuple[Reply, ...]:
    """The live replies, oldest first."""
    return tuple(sorted((one for one in replies if not one.deleted), key=lambda one: (one.created, one.id)))


def by_annotation(replies: Iterable[Reply]) -> dict[str, tuple[Reply, ...]]:
    """For each annotation with such replies, by its id: its replies in order."""
    found: dict[str, list[Reply]] = {}
    for reply in replies:
        found.setdefault(reply.to, []).append(reply)
    return {to: ordered for to, some in found.items() if (ordered := in_order(some))}
