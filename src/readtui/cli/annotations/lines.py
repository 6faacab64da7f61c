"""How commands show an annotation: as JSON, and as one line."""

from typing import TYPE_CHECKING

from readtui.text.clean import visible

if TYPE_CHECKING:
    from readtui.model.annotation import Annotation
    from readtui.services.library import Found
    from readtui.services.reading.source_lines import SourcePlace


def annotation_json(found: "Found", source: "SourcePlace") -> dict[str, object]:
    """The annotation for scripts. ``start`` and ``end`` count code points and are null without a passage."""
    from readtui.services.annotating.comparing import has_own_words, reason

    annotation = found.annotation
    passage = annotation.passage
    return {
        "id": annotation.id,
        "article": annotation.article_id,
        "title": found.record.title,
        "start": passage.start if passage else None,
        "end": passage.end if passage else None,
        "quote": annotation.quoted_text,
        "original": annotation.own_words,
        "tags": list(annotation.tags),
        "note": annotation.note,
        "color": annotation.color,
        "state": annotation.anchor.value,
        "words": "same" if has_own_words(annotation) else "other",
        "why": visible(reason(annotation)),
        "created": annotation.created,
        "modified": annotation.modified,
        "file": source.file,
        "line": source.line,
    }


def place_of(annotation: "Annotation") -> str:
    """The passage as ``START:END``, or "" without one."""
    passage = annotation.passage
    return f"{passage.start}:{passage.end}" if passage else ""


def annotation_line(annotation: "Annotation") -> str:
    """Place, quote, color, tags and note on one line."""
    parts = [f"[{place_of(annotation) or annotation.anchor.value}]" if annotation.quote else "[article]"]
    if annotation.quote:
        parts.append(f"“{annotation.quoted_text}”")
    if annotation.color:
        parts.append(f"({annotation.color})")
    parts += [f"#{tag}" for tag in annotation.tags]
    if annotation.note:
        parts.append(f"— {annotation.note}")
    return visible(" ".join(parts))
