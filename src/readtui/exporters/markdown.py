"""Markdown for note-taking programs such as Obsidian: quotes with notes, tags and stable block ids."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from readtui.exporters.exporter import ExportDocument, ExportOptions, Format, Purpose
from readtui.exporters.markdown_escape import escape, fenced, quoted, yaml_string
from readtui.exporters.markdown_labels import Notes
from readtui.model.annotation import AnchorState, Annotation
from readtui.model.article import Article, ArticleRecord
from readtui.model.block import Block, BlockKind, Role
from readtui.text.clean import visible

_NOT_IN_TAG = re.compile(r"[^\w/\u200d\ufe0f\U0001f000-\U0001faff\u2600-\u27bf-]+")
_STATES = {AnchorState.REVIEW: "needs review", AnchorState.ORPHAN: "not in the article any more"}


class MarkdownExporter:
    """A single article gets front matter; several get none, because it is allowed only at the top of a file."""

    format = Format(
        "markdown", "Markdown (Obsidian)", ".md", Purpose.NOTES, "quotes with notes, tags and block ids, under headings"
    )

    def render(self, documents: Iterable[ExportDocument], options: ExportOptions) -> Iterator[str]:
        """The annotations in reading order, under the article's headings."""
        notes = Notes()
        ahead = iter(documents)
        first = next(ahead, None)
        if first is None:
            return
        second = next(ahead, None)
        if second is None:
            yield f"{_front_matter(first.record)}\n\n"
        yield _document(first, notes)
        for document in chain(() if second is None else (second,), ahead):
            yield f"\n\n{_document(document, notes)}"
        yield "\n"


def _front_matter(record: ArticleRecord) -> str:
    metadata = record.metadata
    values = {
        "title": metadata.title,
        "author": metadata.creator,
        "source": visible(metadata.source),
        "site": metadata.site,
        "published": metadata.published,
        "language": metadata.language,
        "added": record.added,
        "readtui": record.id,
    }
    lines = [f"{key}: {yaml_string(value)}" for key, value in values.items() if value]
    if record.tags:
        lines.append(f"tags: [{', '.join(yaml_string(_obsidian_tag(tag)) for tag in record.tags)}]")
    return "\n".join(["---", *lines, "---"])


def _document(document: ExportDocument, notes: Notes) -> str:
    parts = [f"# {escape(' '.join(document.record.title.split()))}"]
    origin = _origin(document.record)
    if origin:
        parts.append(origin)
    headings = _Headings(document.article)
    block_ids = _block_ids(document.annotations)
    for annotation in document.annotations:
        parts += headings.new_ones(annotation)
        parts += _annotation(document.article, annotation, block_ids[annotation.id], notes)
    return "\n\n".join(parts)


def _origin(record: ArticleRecord) -> str:
    metadata = record.metadata
    known = [escape(part) for part in (metadata.creator, metadata.site, metadata.published) if part]
    if metadata.source.startswith(("http://", "https://")):
        address = re.sub(r"[<>\s\\]", lambda bad: f"%{ord(bad[0]):02X}", visible(metadata.source))
        known.append(f"[source](<{address}>)")
    return " · ".join(known)


def _annotation(article: Article, annotation: Annotation, block_id: str, notes: Notes) -> list[str]:
    """Quote, block id, note, and a line with tags, color and state. Without a quote, the id comes last."""
    note = [notes.written(annotation.note)] if annotation.note else []
    details = [" ".join(f"#{_obsidian_tag(tag)}" for tag in annotation.tags)]
    details.append(f"Color: {annotation.color}" if annotation.color else "")
    details.append(_STATES.get(annotation.anchor, ""))
    line = " · ".join(filter(None, details))
    rest = [*note, line] if line else note
    if not annotation.quote:
        return [*rest, f"^{block_id}"]
    return [_quote(article, annotation), f"^{block_id}", *rest]


def _quote(article: Article, annotation: Annotation) -> str:
    passage = annotation.passage
    if passage and article.blocks:
        block = article.block_at(passage.start)
        if block.kind is BlockKind.CODE and block.passage.covers(passage):
            return quoted(fenced(annotation.quoted_text, block.label))
    return quoted(escape(annotation.quoted_text.strip()))


def _block_ids(annotations: Iterable[Annotation]) -> dict[str, str]:
    """A block id for each annotation id: its first 8 hex digits, or more if another id starts with them."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for annotation in annotations:
        digits = re.sub(r"[^0-9A-Za-z]", "", annotation.id)
        size = 8
        while digits[:size] in taken and size < len(digits):
            size += 4
        taken.add(digits[:size])
        found[annotation.id] = f"rt-{digits[:size]}"
    return found


def _obsidian_tag(tag: str) -> str:
    """The tag in characters that Obsidian allows. It does not accept digits alone, so those get an underscore."""
    name = _NOT_IN_TAG.sub("-", tag).strip("-")
    return f"{name}_" if re.fullmatch(r"[\d/]*", name) else name


class _Headings:
    """Follows the article's headings alongside its annotations."""

    def __init__(self, article: Article) -> None:
        self._text = article.text
        self._waiting = [
            block for block in article.blocks if block.kind is BlockKind.HEADING and block.role is not Role.TITLE
        ]
        self._waiting.reverse()
        self._open: list[Block] = []
        self._written: set[int] = set()

    def new_ones(self, annotation: Annotation) -> list[str]:
        """The headings above the annotation that have not been written yet, as Markdown."""
        passage = annotation.passage
        if passage is None:
            return []
        while self._waiting and self._waiting[-1].start <= passage.start:
            heading = self._waiting.pop()
            self._open = [above for above in self._open if above.level < heading.level]
            self._open.append(heading)
        fresh = [heading for heading in self._open if heading.start not in self._written]
        self._written.update(heading.start for heading in fresh)
        return [
            f"{'#' * min(6, max(2, heading.level))} {escape(' '.join(heading.passage.of(self._text).split()))}"
            for heading in fresh
        ]
