"""What formats share of voices: who made an annotation, in which words, what was replied; tags they cannot hold."""

import re
from collections.abc import Callable, Iterable, Iterator

from readtui.exporters.exporter import ExportDocument, ExportOptions, Losses
from readtui.model.annotation import AnchorState, Annotation
from readtui.model.reply import Reply, ThreadState
from readtui.text.clean import visible

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
SETS = {ThreadState.OPEN: "reopened", ThreadState.SETTLED: "settled"}
"""What a reply has done to its thread, in a word."""
STATES = {
    AnchorState.REVIEW: "needs review",
    AnchorState.ORPHAN: "no longer in the article",
    AnchorState.WAITING: "waiting for its article",
}
"""The states that a reader of an export should know about."""


def voice_value(annotation: Annotation) -> dict[str, object]:
    """The original words, the creator, the thread and the replies as JSON values."""
    return {
        "original": annotation.own_words,
        "creator": annotation.creator.spelled if annotation.creator else None,
        "thread": annotation.thread.value if annotation.thread else None,
        "replies": [reply_value(reply) for reply in annotation.replies],
    }


def reply_value(reply: Reply) -> dict[str, object]:
    return {
        "id": reply.id,
        "creator": reply.creator.spelled if reply.creator else None,
        "created": reply.created,
        "text": reply.text,
        "sets": reply.sets.value if reply.sets else None,
    }


def creator_detail(annotation: Annotation, *, named: bool) -> str:
    """Who made it, if people are ``named``; else ""."""
    return f"by {visible(annotation.creator.shown)}" if named and annotation.creator else ""


def voice_details(annotation: Annotation, *, named: bool) -> Iterator[str]:
    """For the line below a note: who made it, if people are ``named``, and the state of the thread that it began."""
    if creator := creator_detail(annotation, named=named):
        yield creator
    if annotation.thread:
        yield f"{annotation.thread.value} thread"


def reply_head(reply: Reply, *, named: bool) -> str:
    """The line above a reply: who made it, if people are ``named``, the day, and what it did to the thread."""
    day = reply.created[:10]
    known = [visible(reply.creator.shown) if named and reply.creator else ""]
    known += [day if _DAY.fullmatch(day) else "", SETS[reply.sets] if reply.sets else ""]
    return ", ".join(filter(None, known)) or "reply"


def others_name(document: ExportDocument, annotation: Annotation, options: ExportOptions) -> str:
    """Who made it, for formats in which all is by the person who exports; "" for that person, or if nobody is named."""
    creator = annotation.creator if document.names_creators(options) else None
    return visible(creator.shown) if creator and creator != options.creator else ""


def count_creator(document: ExportDocument, annotation: Annotation, options: ExportOptions) -> None:
    """Count as lost who made the annotation, if people are named."""
    options.losses.add("creator", count=document.names_creators(options) and annotation.creator is not None)


def count_other_creator(document: ExportDocument, annotation: Annotation, options: ExportOptions) -> None:
    """The same in a format in which only notes say it."""
    is_said = bool(annotation.note) or not others_name(document, annotation, options)
    options.losses.add("creator", count=not is_said)


def count_replies(annotation: Annotation, losses: Losses) -> None:
    """Count as lost that the annotation began a thread, and the replies."""
    losses.add("mark of a thread", "marks of threads", count=annotation.is_thread)
    losses.add("reply", "replies", count=len(annotation.replies))


def counting_changed_names(
    documents: Iterable[ExportDocument], written: Callable[[str], str], losses: Losses
) -> Iterator[ExportDocument]:
    """The documents unchanged. Counts the tags of their annotations that ``written`` changes."""
    for document in documents:
        changed = sum(written(tag) != tag for annotation in document.annotations for tag in annotation.tags)
        losses.add("exact name of a tag", "exact names of tags", count=changed)
        yield document


def has_note(annotation: Annotation, *, named: bool) -> bool:
    """Whether there is anything to say beside the words of the passage."""
    has_voices = annotation.replies or annotation.is_reworded or any(voice_details(annotation, named=named))
    return bool(annotation.note.strip() or annotation.tags or has_voices)
