"""A whole article as plain text, with its passages in brackets and its notes at the end."""

import textwrap
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from readtui.exporters.exporter import ExportDocument
from readtui.exporters.whole_article import MarkedBlock, Piece, WholeArticle, whole_article
from readtui.model.annotation import Annotation
from readtui.model.block import BlockKind, Role

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
    lines = [_line(pieces, whole) for pieces in marked.lines()]
    match block.kind:
        case BlockKind.HEADING:
            return underlined(" ".join(lines), "-")
        case BlockKind.CODE:
            return textwrap.indent("\n".join(lines), _CODE_INDENT)
        case BlockKind.TABLE:
            return "\n".join(" | ".join(_line(cell, whole) for cell in row) for row in marked.rows())
        case BlockKind.QUOTE:
            return "\n".join("> " * min(6, max(1, block.level)) + line for line in lines)
        case BlockKind.LIST_ITEM:
            indent = "  " * (min(6, max(1, block.level)) - 1)
            label = f"{block.label} " if block.label else "  "
            rest = [f"{indent}{' ' * len(label)}{line}" for line in lines[1:]]
            return "\n".join([f"{indent}{label}{lines[0]}", *rest])
    return "\n".join(lines)


def _line(pieces: Sequence[Piece], whole: WholeArticle) -> str:
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
