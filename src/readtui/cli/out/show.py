"""The command show: prints an article's text and structure, even if the article is not in the library."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from readtui.cli.annotations.lines import annotation_json, annotation_lines
from readtui.cli.completion import ARTICLE
from readtui.cli.output import print_json, print_linked, print_text
from readtui.cli.progress import watched
from readtui.cli.services import filled, opened, stdin_bytes, tell_part
from readtui.errors import NotFoundError

if TYPE_CHECKING:
    from readtui.bootstrap import Services
    from readtui.model.article import Article
    from readtui.model.block import Block, Mark
    from readtui.services.annotation_reader import FoundAnnotation


@click.command()
@click.argument("article", metavar="ARTICLE", type=ARTICLE, callback=filled)
@click.option("--json", "as_json", is_flag=True, help="Print text, blocks and metadata as one JSON document.")
@click.option("--annotations", "with_annotations", is_flag=True, help="List the annotations after the text.")
@click.option("--furniture", is_flag=True, help="Print furniture too: counters, share bars, comment forms.")
@click.pass_obj
def show(folder: Path | None, article: str, as_json: bool, with_annotations: bool, furniture: bool) -> None:
    """Print an article's text.

    ARTICLE is an id, the beginning of one, a path, a URL, or - for stdin. If it is not in the library, readtui reads it
    without adding it.
    """
    with opened(folder) as services:
        article_id, tags, shown = _article(services, article)
        annotations = _annotations(services, article_id) if with_annotations else []
        if as_json:
            value = _article_json(article_id, tags, shown)
            if with_annotations:
                identity = services.library.identity()
                sources = services.source_lines.places((one.record, one.annotation) for one in annotations)
                value["annotations"] = [
                    annotation_json(one, sources[one.annotation.id], identity) for one in annotations
                ]
            print_json(value)
            return
        lines = annotation_lines(services, [one.annotation for one in annotations])
    print_linked(_pieces(shown, furniture=furniture))
    if lines:
        print_text("\n" + "\n".join(lines))


def _pieces(article: "Article", *, furniture: bool) -> Iterator[tuple[str, str]]:
    """The text, with blocks joined by an empty line, and where its links lead."""
    from readtui.model.block import BlockKind, MarkType

    blocks = [block for block in article.blocks if furniture or block.kind is not BlockKind.FURNITURE]
    # A line end is printed anyway.
    last = len(article.text.rstrip("\n"))
    for number, block in enumerate(blocks):
        at, end = block.start, min(block.end, last)
        for mark in sorted(block.marks, key=lambda one: one.start):
            if mark.type is MarkType.LINK and at <= mark.start < mark.end <= end:
                yield article.text[at : mark.start], ""
                yield article.text[mark.start : mark.end], mark.target
                at = mark.end
        yield article.text[at:end] + ("\n\n" if number < len(blocks) - 1 else ""), ""


def _article(services: "Services", reference: str) -> "tuple[str, tuple[str, ...], Article]":
    """Id, tags and text of an article. If it is not in the library, the id is the one that it would get."""
    from readtui.services.sources import is_url, source_here

    library = services.library
    if reference == "-":
        return _not_added(services, reference, stdin_bytes())
    try:
        record = library.find(reference)
    except NotFoundError:
        if is_url(reference) or os.path.exists(os.path.expanduser(reference)):
            return _not_added(services, reference, None)
        raise
    article = library.open(record.id)
    tell_part(record)
    metadata = replace(article.metadata, source=source_here(record))
    return record.id, record.tags, replace(article, metadata=metadata)


def _not_added(services: "Services", source: str, data: bytes | None) -> "tuple[str, tuple[str, ...], Article]":
    with watched(source) as watch:
        incoming = services.library.intake.bring(source, watch, data=data, is_named=True)
    article = incoming.article or services.library.open(incoming.article_id)
    return incoming.article_id, (), article


def _annotations(services: "Services", article_id: str) -> "list[FoundAnnotation]":
    from readtui.services.annotation_reader import AnnotationQuery

    return services.library.annotations(AnnotationQuery(articles=(article_id,)))


def _article_json(article_id: str, tags: tuple[str, ...], article: "Article") -> dict[str, object]:
    metadata = article.metadata
    return {
        "id": article_id,
        "title": metadata.title,
        "source": metadata.source,
        "author": metadata.creator,
        "language": metadata.language,
        "published": metadata.published,
        "site": metadata.site,
        "canonicalUrl": metadata.canonical_url,
        "direction": metadata.direction,
        "tags": list(tags),
        "text": article.text,
        "blocks": [_block_json(block) for block in article.blocks],
    }


def _block_json(block: "Block") -> dict[str, object]:
    return {
        "kind": block.kind.value,
        "role": block.role.value if block.role else None,
        "level": block.level,
        "start": block.start,
        "end": block.end,
        "label": block.label,
        "quoted": block.quoted,
        "marks": [_mark_json(mark) for mark in block.marks],
    }


def _mark_json(mark: "Mark") -> dict[str, object]:
    target = {"target": mark.target} if mark.target else {}
    return {"type": mark.type.value, "start": mark.start, "end": mark.end, **target}
