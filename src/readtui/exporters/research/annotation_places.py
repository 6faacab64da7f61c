"""Sorts an article's annotations by what they are on: a passage, the whole article, or nothing."""

from collections.abc import Iterator, Sequence

from readtui.exporters.exporter import ExportDocument, Losses, link_to
from readtui.exporters.research.codes import CodeList
from readtui.exporters.voices import voice_value
from readtui.model.annotation import AnchorState, Annotation
from readtui.model.passage import Passage
from readtui.quick_dataclass import dataclass
from readtui.text.clean import visible

UNTAGGED = "highlight"
"""The label of a passage without tags, in formats where every passage needs one."""


@dataclass(frozen=True, slots=True)
class PassageAnnotation:
    """An annotation on a passage that is not empty."""

    annotation: Annotation
    passage: Passage


def labels_of(one: PassageAnnotation, codebook: CodeList) -> tuple[str, ...]:
    """The tags, in the spelling that the export uses, or UNTAGGED."""
    tags = (codebook.spelled(tag) for tag in one.annotation.tags if tag.strip("/"))
    return tuple(dict.fromkeys(tags)) or (UNTAGGED,)


def placed(document: ExportDocument) -> Iterator[PassageAnnotation]:
    for annotation in document.annotations:
        passage = annotation.passage
        if passage is not None and len(passage) and passage.end <= len(document.article.text):
            yield PassageAnnotation(annotation, passage)


def unplaced(document: ExportDocument) -> list[Annotation]:
    """The annotations that are not on a passage: those on the whole article, and orphans."""
    on_passages = {one.annotation.id for one in placed(document)}
    return [annotation for annotation in document.annotations if annotation.id not in on_passages]


def on_whole_article(document: ExportDocument) -> list[Annotation]:
    return [annotation for annotation in document.annotations if annotation.quote is None]


def count_lost(document: ExportDocument, losses: Losses, *, whole_article: bool) -> None:
    """Count orphans, doubts about passages, and if ``whole_article`` the annotations on the whole article."""
    missing = unplaced(document)
    orphans = sum(annotation.quote is not None for annotation in missing)
    losses.add("annotation whose passage is lost", "annotations whose passages are lost", count=orphans)
    doubtful = sum(one.annotation.anchor is AnchorState.REVIEW for one in placed(document))
    losses.add("mark that a passage needs review", "marks that passages need review", count=doubtful)
    if whole_article:
        losses.add("note on a whole article", "notes on whole articles", count=len(missing) - orphans)


def all_values(document: ExportDocument) -> list[dict[str, object]]:
    """All annotations of an article as JSON values, including those without a passage."""
    passages = {one.annotation.id: one.passage for one in placed(document)}
    return [annotation_value(annotation, passages.get(annotation.id)) for annotation in document.annotations]


def annotation_value(annotation: Annotation, passage: Passage | None) -> dict[str, object]:
    """A complete annotation as JSON values, for formats that keep unknown fields.

    The original words only if they differ from the present ones, creator, thread and replies only if there are any.
    """
    voices = voice_value(annotation)
    if not annotation.is_reworded:
        voices["original"] = None
    return basic_value(annotation, passage) | {name: value for name, value in voices.items() if value}


def basic_value(annotation: Annotation, passage: Passage | None) -> dict[str, object]:
    """An annotation as JSON values, without original words, creator, thread and replies."""
    return {
        "id": annotation.id,
        "start": passage.start if passage else None,
        "end": passage.end if passage else None,
        "quote": annotation.quoted_text,
        "note": annotation.note,
        "tags": list(annotation.tags),
        "color": annotation.color,
        "state": annotation.anchor.value,
        "created": annotation.created,
        "modified": annotation.modified,
        "link": link_to(annotation.id),
    }


def article_value(document: ExportDocument) -> dict[str, object]:
    """The fields that identify an article, as JSON values."""
    record, metadata = document.record, document.record.metadata
    return {
        "article": record.id,
        "title": metadata.title,
        "author": metadata.creator,
        "source": metadata.source,
        "published": metadata.published,
        "language": metadata.language,
        "tags": list(record.tags),
        "link": link_to(record.id),
    }


def project_name(titles: Sequence[str]) -> str:
    """The name of a project of these articles: the title if there is only one, or else "readtui"."""
    return (visible(titles[0]) if len(titles) == 1 else "") or "readtui"
