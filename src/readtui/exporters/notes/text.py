"""Plain text of quotes with notes and tags, or of a whole article with its notes at the end."""

import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby

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
from readtui.exporters.locators import locator, page_of
from readtui.exporters.voices import STATES, reply_head, voice_details
from readtui.exporters.whole_article import MarkedBlock, Piece, WholeArticle, whole_article
from readtui.model.annotation import Annotation
from readtui.model.block import BlockKind, Role
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
            noted = partial(_note, document, named=document.names_creators(options), with_original=True)
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
        both = annotation.own_words.strip("\n"), _after("now:", quote)
        lines = [textwrap.indent(words, _INDENT) for words in both]
    lines.append(_note(document, annotation, named=document.names_creators(options)))
    if names_article:
        lines.append(f"— {_line(document.record.title)}")
    return "\n".join(lines)


def _note(document: ExportDocument, annotation: Annotation, *, named: bool, with_original: bool = False) -> str:
    """The note, a line with tags, color, page, creator, thread, state and the link back, and the replies."""
    details = [" ".join(f"#{visible(tag)}" for tag in annotation.tags), annotation.color or ""]
    details.append(locator(page_of(document, annotation)))
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


_START, _END = "⟦", "⟧"
_CODE_INDENT = "    "


def whole_text(
    document: ExportDocument,
    head: str,
    written: Callable[[Annotation], str],
    noted: Callable[[Annotation], str],
    underlined: Callable[[str, str], str],
) -> Iterator[str]:
    """The parts of the article, to be separated by empty lines.

    ``written``: an annotation with its quote; ``noted``: without; ``underlined``: a title and the sign below it.
    """
    whole = whole_article(document, at_line_ends=True)
    yield head
    yield from map(written, whole.on_article)
    for is_list, run in groupby(whole.blocks, key=lambda marked: marked.block.kind is BlockKind.LIST_ITEM):
        held = [marked for marked in run if not _is_only_title(marked, document)]
        parts = [_block(marked, whole, underlined) for marked in held]
        yield from ["\n".join(parts)] if is_list else parts
    if whole.lost:
        yield underlined("No longer in the article", "-")
        yield from map(written, whole.lost)
    if whole.numbers:
        yield underlined("Notes", "-")
    for marked in whole.blocks:
        for annotation in marked.beginning:
            number = f"[{whole.numbers[annotation.id]}] "
            yield number + textwrap.indent(noted(annotation), " " * len(number)).lstrip(" ")


def _is_only_title(marked: MarkedBlock, document: ExportDocument) -> bool:
    """Whether a block only repeats the title, which stands above the article."""
    words = "".join(piece.text for piece in marked.pieces)
    is_annotated = any(piece.annotations for piece in marked.pieces)
    return marked.block.role is Role.TITLE and words == document.record.title and not is_annotated


def _block(marked: MarkedBlock, whole: WholeArticle, underlined: Callable[[str, str], str]) -> str:
    block = marked.block
    lines = [_marked_line(pieces, whole) for pieces in marked.lines()]
    match block.kind:
        case BlockKind.HEADING:
            return underlined(" ".join(lines), "-")
        case BlockKind.CODE:
            return textwrap.indent("\n".join(lines), _CODE_INDENT)
        case BlockKind.TABLE:
            return "\n".join(" | ".join(_marked_line(cell, whole) for cell in row) for row in marked.rows())
        case BlockKind.QUOTE:
            return "\n".join("> " * min(6, max(1, block.level)) + line for line in lines)
        case BlockKind.LIST_ITEM:
            indent = "  " * (min(6, max(1, block.level)) - 1)
            label = f"{block.label} " if block.label else "  "
            rest = [f"{indent}{' ' * len(label)}{line}" for line in lines[1:]]
            return "\n".join([f"{indent}{label}{lines[0]}", *rest])
    return "\n".join(lines)


def _marked_line(pieces: Sequence[Piece], whole: WholeArticle) -> str:
    """The words of one line; each piece of a passage is between brackets, with the numbers of its notes after it."""
    parts = []
    for annotations, run in groupby(pieces, key=lambda piece: piece.annotations):
        words = "".join(piece.text for piece in run)
        inner = words.strip()
        if annotations and inner:
            numbers = "".join(f"[{whole.numbers[annotation.id]}]" for annotation in annotations)
            start = words[: len(words) - len(words.lstrip())]
            words = f"{start}{_START}{inner}{_END}{numbers}{words[len(start) + len(inner) :]}"
        parts.append(words)
    return "".join(parts)
