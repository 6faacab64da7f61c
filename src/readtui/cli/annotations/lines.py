"""How commands show an annotation: as JSON, and as one line."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from readtui.text.clean import visible
from readtui.text.phrases import counted

if TYPE_CHECKING:
    from readtui.bootstrap import Services
    from readtui.model.annotation import Annotation
    from readtui.model.creator import Identity
    from readtui.model.reply import Reply
    from readtui.services.annotation_reader import FoundAnnotation
    from readtui.services.reading.source_places import SourcePlace


def annotation_json(found: "FoundAnnotation", source: "SourcePlace", identity: "Identity") -> dict[str, object]:
    """The annotation for scripts. ``start`` and ``end`` count code points and are null without a passage."""
    from readtui.codec.replies import creator_to_json

    annotation = found.annotation
    passage = annotation.passage
    return {
        **change_json(annotation),
        "article": annotation.article_id,
        "title": found.record.title,
        "start": passage.start if passage else None,
        "end": passage.end if passage else None,
        "tags": list(annotation.tags),
        "note": annotation.note,
        "color": annotation.color,
        "created": annotation.created,
        "modified": annotation.modified,
        "creator": creator_to_json(identity.of(annotation.creator)),
        "thread": annotation.thread,
        "replies": [_reply_json(reply, identity) for reply in annotation.replies],
        "file": source.file,
        "line": source.line,
        "page": source.page,
    }


def change_json(annotation: "Annotation") -> dict[str, object]:
    """For scripts: what has become of an annotation's words and place, and why."""
    from readtui.services.annotating.passage_comparison import has_own_words, reason

    return {
        "id": annotation.id,
        "quote": annotation.quoted_text,
        "original": annotation.own_words,
        "state": annotation.anchor.value,
        "words": "same" if has_own_words(annotation) else "other",
        "why": visible(reason(annotation)),
    }


def _reply_json(reply: "Reply", identity: "Identity") -> dict[str, object]:
    from readtui.codec.replies import creator_to_json

    return {
        "id": reply.id,
        "creator": creator_to_json(identity.of(reply.creator)),
        "created": reply.created,
        "text": reply.text,
        "sets": reply.sets,
    }


def place_of(annotation: "Annotation") -> str:
    """The passage as ``START:END``, or "" without one."""
    passage = annotation.passage
    return f"{passage.start}:{passage.end}" if passage else ""


def voices_of(annotation: "Annotation", identity: "Identity") -> tuple[str, str]:
    """Who made it, if I did not, and how many replies it has; "" where that need not be said."""
    creator, replies = annotation.creator, len(annotation.replies)
    return (
        "" if identity.is_me(creator) else identity.of(creator).shown,
        counted(replies, "reply", "replies") if replies else "",
    )


def annotation_lines(services: "Services", annotations: "Sequence[Annotation]") -> list[str]:
    """For each annotation place, quote, color, tags, note, and who made it and how many answered, on one line."""
    if not annotations:
        return []
    identity = services.library.identity()
    return [_line(one, identity) for one in annotations]


def _line(annotation: "Annotation", identity: "Identity") -> str:
    parts = [f"[{place_of(annotation) or annotation.anchor.value}]" if annotation.quote else "[article]"]
    if annotation.quote:
        parts.append(f"“{annotation.quoted_text}”")
    if annotation.color:
        parts.append(f"({annotation.color})")
    parts += [f"#{tag}" for tag in annotation.tags]
    if annotation.note:
        parts.append(f"— {annotation.note}")
    parts += [f"· {said}" for said in voices_of(annotation, identity) if said]
    return visible(" ".join(parts))
