"""Plain text of quotes with notes and tags, to read, print or mail."""

import textwrap
from collections.abc import Iterable, Iterator
from functools import partial

from readtui.exporters.context import around
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
from readtui.exporters.voices import STATES, reply_head, voice_details
from readtui.exporters.whole.text import whole_text
from readtui.model.annotation import Annotation
from readtui.text.clean import visible
from readtui.text.note_links import words_and_addresses

_INDENT = "    "


class TextExporter:
    """Underlined titles, indented quotes, and everything else at the margin."""

    format = Format(
        "text",
        "Plain text",
        ".txt",
        Purpose.NOTES,
        "to read, print or mail",
        contexts=tuple(Context),
        groupings=tuple(Grouping),
        names_article=r"^readtui:([0-9a-f]{16})$",
    )

    def render(self, documents: Iterable[ExportDocument], options: ExportOptions) -> Iterator[str]:
        """The annotations in reading order under their articles, or under their tags, or in one list."""
        separator = ""
        for part in _parts(documents, options):
            yield separator + part + "\n"
            separator = "\n"


def _parts(documents: Iterable[ExportDocument], options: ExportOptions) -> Iterator[str]:
    if options.context is Context.FULL:
        for document in documents:
            written = partial(_annotation, document, options=options, names_article=False)
            noted = partial(_note, named=document.names_creators(options), with_original=True)
            yield from whole_text(document, _head(document), written, noted, _underlined)
        return
    if options.group is Grouping.TAG:
        for tag, annotations in by_tag(documents):
            yield _underlined(f"#{visible(tag)}" if tag else "Without a tag", "=")
            for document, annotation in annotations:
                yield _annotation(document, annotation, options, names_article=True)
        return
    for document in documents:
        if options.group is Grouping.ARTICLE:
            yield _head(document)
        for annotation in document.annotations:
            yield _annotation(document, annotation, options, names_article=options.group is Grouping.NONE)


def _head(document: ExportDocument) -> str:
    metadata = document.record.metadata
    about = " · ".join(filter(None, (metadata.creator, metadata.site, metadata.published)))
    lines = [_underlined(_line(metadata.title), "="), about, visible(metadata.source), link_to(document.record.id)]
    return "\n".join(filter(None, lines))


def _annotation(
    document: ExportDocument, annotation: Annotation, options: ExportOptions, *, names_article: bool
) -> str:
    passage, quote = annotation.passage, annotation.quoted_text
    if passage is not None:
        quote = around(document.article, passage, options.context).of(document.article.text)
    lines = [textwrap.indent(quote.strip("\n"), _INDENT)] if quote.strip() else []
    if annotation.is_reworded:
        lines = [textwrap.indent(annotation.own_words.strip("\n"), _INDENT), _after("now:", quote)]
    lines.append(_note(annotation, named=document.names_creators(options)))
    if names_article:
        lines.append(f"— {_line(document.record.title)}")
    return "\n".join(lines)


def _note(annotation: Annotation, *, named: bool, with_original: bool = False) -> str:
    """The note, a line with tags, color, creator, thread, state and the link back, and the replies."""
    details = [" ".join(f"#{visible(tag)}" for tag in annotation.tags), annotation.color or ""]
    details += [*voice_details(annotation, named=named), STATES.get(annotation.anchor, ""), link_to(annotation.id)]
    lines = [_after("was:", annotation.own_words)] if with_original and annotation.is_reworded else []
    lines += [words_and_addresses(annotation.note)] if annotation.note else []
    lines.append(" · ".join(filter(None, details)))
    for reply in annotation.replies:
        head, text = reply_head(reply, named=named), words_and_addresses(reply.text).strip("\n")
        lines.append(textwrap.indent(f"{head}: {text}" if text.strip() else head, "  ").replace("  ", "- ", 1))
    return "\n".join(lines)


def _after(word: str, words: str) -> str:
    """Words on the line of the one before them; if they have several lines, below it."""
    words = words.strip("\n")
    return f"{word}\n{textwrap.indent(words, _INDENT)}" if "\n" in words else f"{word} {words}"


def _underlined(title: str, sign: str) -> str:
    return f"{title}\n{sign * min(72, max(3, len(title)))}"


def _line(text: str) -> str:
    return " ".join(visible(text).split())
