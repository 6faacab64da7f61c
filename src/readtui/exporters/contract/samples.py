"""Articles and annotations with text that is difficult for formats."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from readtui.anchoring.describe import describe
from readtui.exporters.exporter import ExportDocument
from readtui.model.annotation import HIGHLIGHT_COLORS, AnchorState, Annotation, Origin
from readtui.model.article import Article, ArticleRecord, Metadata
from readtui.model.block import BlockKind, MarkType, Role
from readtui.model.creator import Creator
from readtui.model.passage import Passage
from readtui.model.reply import Reply, ThreadState
from readtui.model.selector import TextQuoteSelector
from readtui.model.tag import Tag
from readtui.text.article_builder import ArticleBuilder
from readtui.text.clean import clean

_LONG = {
    "metadata": {"title": "", "source": "https://example.org/empty"},
    "blocks": [["paragraph", "An article without a title, with one long passage. " + "It goes on and on. " * 200]],
    "annotations": [
        {"words": "An article without a title"},
        {"words": "It goes on and on. " * 150, "tags": ["long"], "note": "A very long note. " * 200},
    ],
}


@cache
def sample_documents() -> Sequence[ExportDocument]:
    """The documents: every kind of block, several scripts, overlaps, orphans, and the syntax of many formats."""
    samples = tomllib.loads(Path(__file__).with_name("samples.toml").read_text(encoding="utf-8"))["samples"]
    return tuple(_document(number, sample) for number, sample in enumerate([*samples[:5], _LONG, *samples[5:]], 1))


def sample_tags() -> dict[str, Tag]:
    """A codebook with the tags of the documents."""
    names = dict.fromkeys(tag for document in sample_documents() for one in document.annotations for tag in one.tags)
    return {name: Tag(name, "yellow", f"What “{name}” is for.", modified="2026-01-31T12:00:00Z") for name in names}


def _document(number: int, sample: Mapping[str, Any]) -> ExportDocument:
    builder, metadata = ArticleBuilder(), Metadata(**sample["metadata"])
    for kind, text in ((BlockKind(kind), text) for kind, text in sample["blocks"]):
        is_heading = kind is BlockKind.HEADING
        is_title = is_heading and builder.is_empty
        level = (1 if is_title else 2) if is_heading else 1 if kind in (BlockKind.LIST_ITEM, BlockKind.QUOTE) else 0
        role = Role.TITLE if is_title else None
        label = {BlockKind.CODE: "py`th\non", BlockKind.LIST_ITEM: "•"}.get(kind, "")
        words = len(text.split(" ")[0])
        marks = [(MarkType.STRONG, 0, words, ""), (MarkType.LINK, 0, words, "javascript:alert(1)")]
        marks = marks if kind is BlockKind.PARAGRAPH else []
        builder.add(kind, text, role=role, level=level, label=label, marks=marks)
    builder.add(BlockKind.FURNITURE, "12 comments")
    article = builder.build(metadata)
    article_id = f"{number:x}" * 16
    record = ArticleRecord(
        article_id,
        metadata,
        "2026-01-31T12:00:00Z",
        "2026-02-01T12:00:00Z",
        article.hash8,
        words=len(article.text.split()),
        tags=tuple(sample.get("tags", ())),
    )
    annotations = sorted(_annotations(article_id, article, sample.get("annotations", ())), key=_place)
    return ExportDocument(record, annotations, lambda: article)


def _place(annotation: Annotation) -> tuple[bool, int, int]:
    """Reading order: the whole article first, orphans last."""
    passage = annotation.passage
    if passage is None:
        return annotation.quote is not None, 0, 0
    return False, passage.start + 1, passage.end


def _annotations(article_id: str, article: Article, wanted: Iterable[Mapping[str, Any]]) -> Iterable[Annotation]:
    for number, one in enumerate(wanted, 1):
        quote, position, origin = None, None, None
        state, words, was = AnchorState(one.get("state", AnchorState.EXACT)), one.get("words", ""), one.get("was", "")
        if state is AnchorState.ORPHAN:
            quote = TextQuoteSelector(words)
        elif words:
            start = article.text.index(clean(words).text)
            quote, position = describe(article.text, Passage(start, start + len(clean(words).text)))
            origin = Origin("0" * 8, start, start + len(was), was) if was else None
        identifier = f"{number:08x}-{article_id[:4]}-4abc-8def-{article_id[:12]}"
        yield Annotation(
            identifier,
            article_id,
            f"2026-02-01T10:00:{number:02}Z",
            f"2026-02-0{number % 9 + 1}T11:00:00Z",
            quote,
            position,
            HIGHLIGHT_COLORS[number % len(HIGHLIGHT_COLORS)] if one.get("has_color", True) and words else None,
            tuple(one.get("tags", ())),
            one.get("note", ""),
            article.hash8,
            state,
            origin,
            creator=Creator.parse(one["by"]) if "by" in one else None,
            is_thread=one.get("is_thread", False),
            replies=tuple(_replies(identifier, article_id, one.get("replies", ()))),
        )


def _replies(annotation_id: str, article_id: str, replies: Iterable[Sequence[str]]) -> Iterable[Reply]:
    for number, (by, text, *sets) in enumerate(replies, 1):
        identifier, when = f"{number:08x}-1111-{annotation_id[14:]}", f"2026-02-0{number}T12:00:00Z"
        state = ThreadState(sets[0]) if sets else None
        yield Reply(identifier, article_id, annotation_id, when, when, text, Creator.parse(by), state)
