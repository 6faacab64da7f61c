"""Markdown for note-taking programs such as Obsidian: quotes with notes, tags and stable block ids."""

import re
from collections.abc import Iterable, Iterator, Mapping

from readtui.exporters.context import CurrentHeadings, in_context
from readtui.exporters.exporter import (
    Context,
    ExportDocument,
    ExportOptions,
    Format,
    Grouping,
    Purpose,
    by_tag,
    link_to,
)
from readtui.exporters.living.front_matter import written
from readtui.exporters.living.markdown import MarkdownSyntax
from readtui.exporters.living.parts import (
    LivingArticle,
    LivingBlock,
    LivingExporter,
    each_alone,
    in_order,
    numbered_headings,
)
from readtui.exporters.locators import citation_key, locator, markdown_citation, page_of
from readtui.exporters.markdown_escape import escape, escape_marked, fenced, quoted
from readtui.exporters.notes.markdown_notes import Notes, without_headings
from readtui.exporters.voices import STATES, counting_changed_names, reply_head, voice_details
from readtui.exporters.whole.markdown import Footnotes, Wording, whole_markdown
from readtui.model.annotation import Annotation
from readtui.model.article import Article, ArticleRecord
from readtui.model.block import Block, BlockKind
from readtui.model.file_memory import Value
from readtui.quick_dataclass import dataclass
from readtui.text.clean import line_ends, visible
from readtui.text.note_links import Link, with_links

_NOT_IN_TAG = re.compile(r"[^\w/\u200d\ufe0f\U0001f000-\U0001faff\u2600-\u27bf-]+")


class MarkdownExporter(LivingExporter):
    """A single article gets front matter; several get none, because it is allowed only at the top of a file."""

    syntax = MarkdownSyntax()
    format = Format(
        "markdown",
        "Markdown (Obsidian)",
        ".md",
        Purpose.NOTES,
        "quotes with notes, tags and block ids, under headings",
        contexts=tuple(Context),
        groupings=tuple(Grouping),
    )

    def render(self, documents: Iterable[ExportDocument], options: ExportOptions) -> Iterator[str]:
        """The annotations in reading order under the article's headings, or under their tags, or in one list."""
        notes = Notes()
        documents = counting_changed_names(documents, _obsidian_tag, options.losses)
        if options.context is Context.FULL:
            parts = _whole(documents, notes, options)
        elif options.group is Grouping.ARTICLE:
            parts = _by_article(documents, notes, options)
        elif options.group is Grouping.TAG:
            parts = _by_tag(documents, notes, options)
        else:
            pairs = ((document, annotation) for document in documents for annotation in document.annotations)
            parts = _listed(pairs, notes, options)
        separator = ""
        for part in parts:
            yield f"{separator}{part}"
            separator = "\n\n"
        if separator:
            yield "\n"

    def living(self, documents: Iterable[ExportDocument], options: ExportOptions) -> Iterator[LivingArticle]:
        """The articles with their annotations, or all annotations in one list."""
        notes = Notes()
        documents = counting_changed_names(documents, _obsidian_tag, options.losses)
        if options.group is Grouping.NONE:
            yield LivingArticle("", "", list(_living_list(documents, notes, options)))
            return
        for document, alone in each_alone(documents):
            yield _living(document, notes, options, alone=alone)


def _by_article(documents: Iterable[ExportDocument], notes: Notes, options: ExportOptions) -> Iterator[str]:
    for document, alone in each_alone(documents):
        article = _living(document, notes, options, alone=alone)
        if alone:
            yield _front_matter(document.record)
        yield article.head
        for block, headings in in_order(article.blocks):
            yield from (heading.line for heading in headings)
            yield block.text


def _whole(documents: Iterable[ExportDocument], notes: Notes, options: ExportOptions) -> Iterator[str]:
    footnotes = Footnotes()
    for document, alone in each_alone(documents):
        if alone:
            yield _front_matter(document.record)
        writer = _Writer(document, _block_ids(document.annotations), notes, options, is_whole=True)
        origin = _origin(document.record, alone=alone)
        yield from whole_markdown(document, footnotes, Wording(origin, writer.annotation, writer.footnote))


def _by_tag(documents: Iterable[ExportDocument], notes: Notes, options: ExportOptions) -> Iterator[str]:
    for tag, annotations in by_tag(documents):
        yield f"# {escape(tag) or 'Without a tag'}"
        yield from _listed(annotations, notes, options)


def _listed(
    annotations: Iterable[tuple[ExportDocument, Annotation]], notes: Notes, options: ExportOptions
) -> Iterator[str]:
    """Annotations of several articles, each with a line that names its article."""
    for document, annotation in annotations:
        yield from _Writer(document, _block_ids([annotation]), notes, options).annotation(annotation)
        title = escape(" ".join(document.record.title.split()))
        yield f"— *{title}* · {_origin(document.record)}"


def _living_list(documents: Iterable[ExportDocument], notes: Notes, options: ExportOptions) -> Iterator[LivingBlock]:
    for document in documents:
        for annotation in document.annotations:
            yield LivingBlock(annotation.id, "\n\n".join(_listed([(document, annotation)], notes, options)))


def _living(document: ExportDocument, notes: Notes, options: ExportOptions, *, alone: bool) -> LivingArticle:
    article, headings = document.article, CurrentHeadings(document.article)
    writer = _Writer(document, _block_ids(document.annotations), notes, options)
    blocks = []
    numbered = numbered_headings(article, lambda heading: _heading(article, heading))
    for annotation in document.annotations:
        headings.new_ones(annotation)
        text = "\n\n".join(writer.annotation(annotation))
        section = tuple(numbered[heading.start] for heading in headings.open)
        blocks.append(LivingBlock(annotation.id, text, section))
    front = _front_values(document.record) if alone else None
    head = "\n\n".join(_head(document.record, alone=alone))
    return LivingArticle(document.record.id, head, blocks, front, head)


def _front_matter(record: ArticleRecord) -> str:
    return "\n".join(written(_front_values(record)))


def _front_values(record: ArticleRecord) -> dict[str, Value]:
    metadata = record.metadata
    values: dict[str, Value] = {
        "title": metadata.title,
        "author": metadata.creator,
        "source": visible(metadata.source),
        "site": metadata.site,
        "published": metadata.published,
        "language": metadata.language,
        "citation_key": citation_key(record),
        "added": record.added,
        "readtui": record.id,
    }
    values["tags"] = tuple(map(_obsidian_tag, record.tags))
    return {key: value for key, value in values.items() if value}


def _head(record: ArticleRecord, *, alone: bool) -> tuple[str, str]:
    return f"# {escape(' '.join(record.title.split()))}", _origin(record, alone=alone)


def _origin(record: ArticleRecord, *, alone: bool = True) -> str:
    """Where the article comes from, and the link back. Without front matter (not ``alone``) also its tags."""
    metadata = record.metadata
    known = [escape(part) for part in (metadata.creator, metadata.site, metadata.published) if part]
    if metadata.source.startswith(("http://", "https://")):
        address = re.sub(r"[<>\s\\]", lambda bad: f"%{ord(bad[0]):02X}", visible(metadata.source))
        known.append(f"[source](<{address}>)")
    known.append(" ".join(f"#{_obsidian_tag(tag)}" for tag in record.tags) if not alone else "")
    known.append(_link_back(record.id))
    return " · ".join(filter(None, known))


def _heading(article: Article, heading: Block) -> str:
    return f"{'#' * min(6, max(2, heading.level))} {escape(' '.join(heading.passage.of(article.text).split()))}"


def _link_back(annotation_or_article_id: str) -> str:
    return f"[readtui]({link_to(annotation_or_article_id)})"


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes the annotations of one article.

    ``block_ids``: those of the annotations that notes can link to in the file, by their ids. ``is_whole``: the whole
    article is written, where links of a note lead only to the note's own block, because footnotes have no block ids.
    """

    document: ExportDocument
    block_ids: Mapping[str, str]
    notes: Notes
    options: ExportOptions
    is_whole: bool = False

    def annotation(self, annotation: Annotation) -> list[str]:
        """Quote, block id, note, a line of details, replies. The id of what has no quote comes later."""
        block_ids = {annotation.id: self.block_ids[annotation.id]} if self.is_whole else self.block_ids
        written = [_linked(note, block_ids) for note in self._note(annotation)]
        rest, replies = [*written, self._details(annotation)], self._replies(annotation, block_ids)
        block_id = block_ids[annotation.id]
        if not annotation.quote:
            return [*rest, f"^{block_id}", *replies]
        return [*self._quote(annotation, block_id), *rest, *replies]

    def footnote(self, annotation: Annotation) -> list[str]:
        """Original words, note, a line of details, replies: beside a passage that is shown with its present words."""
        was = [_after("was:", escape(annotation.own_words.strip()))] if annotation.is_reworded else []
        return [*was, *self._note(annotation), self._details(annotation), *self._replies(annotation, {})]

    def _note(self, annotation: Annotation) -> list[str]:
        return [without_headings(self.notes.written(line_ends(annotation.note)))] if annotation.note else []

    def _details(self, annotation: Annotation) -> str:
        """A line of tags, color, citation or page, creator, thread, state and link back."""
        details = [" ".join(f"#{_obsidian_tag(tag)}" for tag in annotation.tags)]
        details.append(annotation.color or "")
        page = page_of(self.document, annotation)
        details.append(markdown_citation(self.document.record, page) if annotation.quote else "")
        details.append("" if details[-1] else escape(locator(page)))
        details += map(escape, voice_details(annotation, named=self.document.names_creators(self.options)))
        details.append(STATES.get(annotation.anchor, ""))
        details.append(_link_back(annotation.id))
        return " · ".join(filter(None, details))

    def _replies(self, annotation: Annotation, block_ids: Mapping[str, str]) -> list[str]:
        """The replies as one list, which a list in a note before or after it does not continue: its bullets differ."""
        named = self.document.names_creators(self.options)
        items = []
        for reply in annotation.replies:
            head = f"*{escape(reply_head(reply, named=named))}*"
            text = _linked(without_headings(self.notes.written(line_ends(reply.text))), block_ids)
            lines = f"{head}\n\n{text}".split("\n") if text.strip() else [head]
            items.append("\n".join(f"  {line}" if line else "" for line in lines).replace("  ", "+ ", 1))
        return ["\n\n".join(items)] if items else []

    def _quote(self, annotation: Annotation, block_id: str) -> list[str]:
        """The words that were annotated, the present words if they differ, and the block id."""
        article, context = self.document.article, self.options.context
        now = _present_words(article, annotation, context)
        if not annotation.is_reworded:
            return [quoted(now), f"^{block_id}"]
        own, passage = annotation.own_words.strip("\n"), annotation.passage
        block = article.block_at(passage.start) if passage and article.blocks else None
        is_code = block is not None and block.kind is BlockKind.CODE
        was = fenced(own, block.label) if block is not None and is_code else escape(own.strip())
        # Inside the quote: what stands outside of it is the person's own.
        return [quoted("\n\n".join((was, _after("*now:*", now)))), f"^{block_id}"]


def _after(word: str, markdown: str) -> str:
    """The Markdown after a word: on its line if it is one, else as a quote below it."""
    return f"{word}\n\n{quoted(markdown)}" if "\n" in markdown else f"{word} {markdown}"


def _linked(note: str, block_ids: Mapping[str, str]) -> str:
    """The note, in which links to annotations in the file lead to their blocks. Others lead to readtui."""

    def written(link: Link) -> str:
        block_id = block_ids.get(link.target)
        return f"[{link.markdown}](#^{block_id})" if block_id else note[link.start : link.end]

    return with_links(note, written)


def _present_words(article: Article, annotation: Annotation, context: Context) -> str:
    """The passage, marked within its context if the context is longer."""
    passage = annotation.passage
    if passage is None or not article.blocks:
        return escape(annotation.quoted_text.strip())
    shown, before, after = in_context(article, passage, context)
    block = article.block_at(passage.start)
    if block.kind is BlockKind.CODE and block.passage.covers(shown):
        return fenced(shown.of(article.text), block.label)
    if not (before or after):
        return escape(annotation.quoted_text.strip())
    return escape_marked(before, annotation.quoted_text, after)


def _block_ids(annotations: Iterable[Annotation]) -> dict[str, str]:
    """A block id for each annotation id: its first 8 hex digits, or more if another id starts with them."""
    labels = Footnotes()
    return {annotation.id: labels.label(annotation) for annotation in annotations}


def _obsidian_tag(tag: str) -> str:
    """The tag in characters that Obsidian allows. It does not accept digits alone, so those get an underscore."""
    name = _NOT_IN_TAG.sub("-", tag).strip("-")
    return f"{name}_" if re.fullmatch(r"[\d/]*", name) else name
