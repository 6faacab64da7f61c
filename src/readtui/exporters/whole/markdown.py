"""A whole article as Markdown, with its passages marked and its notes as footnotes."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from readtui.exporters.exporter import ExportDocument
from readtui.exporters.notes.markdown_escape import escape, fenced, quoted
from readtui.exporters.whole.markdown_inline import Atom, Line, Sign, code_span, written
from readtui.exporters.whole_article import MarkedBlock, whole_article
from readtui.model.annotation import Annotation
from readtui.model.block import HEADLESS, BlockKind, Role

_NUMBERED = re.compile(r"\d{1,9}[.)]")
_BULLETS = frozenset("•◦▪▫‣⁃∙·●○■□-–—*+")
_BOXES = {"☐": "[ ]", "☑": "[x]", "☒": "[x]"}


class Footnotes:
    """The labels of footnotes in a file: the beginning of the annotation's id, as long as it has to be."""

    def __init__(self) -> None:
        self._labels: dict[str, str] = {}
        self._taken: set[str] = set()

    def label(self, annotation: Annotation) -> str:
        """The label of an annotation's footnote."""
        if annotation.id not in self._labels:
            digits = re.sub(r"[^0-9A-Za-z]", "", annotation.id)
            size = 8
            while digits[:size] in self._taken and size < len(digits):
                size += 4
            self._taken.add(digits[:size])
            self._labels[annotation.id] = f"rt-{digits[:size]}"
        return self._labels[annotation.id]

    def reference(self, annotation: Annotation) -> str:
        """A reference to it."""
        return f"[^{self.label(annotation)}]"


@dataclass(frozen=True, slots=True)
class Wording:
    """How the exporter writes what does not stand in the text.

    ``origin``: a line on the article, or "". ``card``: the paragraphs of an annotation with its quote; ``note``: those
    of an annotation whose passage is marked in the text.
    """

    origin: str
    card: Callable[[Annotation], list[str]]
    note: Callable[[Annotation], list[str]]


def whole_markdown(document: ExportDocument, footnotes: Footnotes, wording: Wording) -> Iterator[str]:
    """The blocks of the article's text, with the notes on all of it below the title, and footnotes at the end."""
    whole = whole_article(document, at_line_ends=True)
    titles = [at for at, marked in enumerate(whole.blocks) if marked.block.role is Role.TITLE]
    head = titles[0] + 1 if titles else 0
    if not titles:
        yield f"# {escape(' '.join(document.record.title.split()))}"
    yield from _blocks(whole.blocks[:head], footnotes)
    if wording.origin:
        yield wording.origin
    for annotation in whole.on_article:
        yield from wording.card(annotation)
    yield from _blocks(whole.blocks[head:], footnotes)
    if whole.lost:
        yield "## No longer in the article"
    for annotation in whole.lost:
        yield from wording.card(annotation)
    in_code = {id_ for marked in whole.blocks if marked.block.kind is BlockKind.CODE for id_ in _touching(marked)}
    for marked in whole.blocks:
        for annotation in marked.beginning:
            yield _footnote(annotation, footnotes, wording, with_quote=annotation.id in in_code)


def _footnote(annotation: Annotation, footnotes: Footnotes, wording: Wording, *, with_quote: bool) -> str:
    """The definition of a footnote; its later lines are indented, as all readers of footnotes ask for."""
    parts: list[str] = []
    if with_quote:
        quote = annotation.quoted_text.strip("\n")
        parts.append(fenced(quote, "") if "\n" in quote else code_span(quote))
    parts += wording.note(annotation)
    lines = "\n\n".join(parts).split("\n")
    return "\n".join(
        [f"{footnotes.reference(annotation)}: {lines[0]}", *(f"    {line}" if line else "" for line in lines[1:])]
    )


def _touching(marked: MarkedBlock) -> dict[str, Annotation]:
    """The annotations on some of a block, by id."""
    return {annotation.id: annotation for piece in marked.pieces for annotation in piece.annotations}


def _blocks(blocks: Sequence[MarkedBlock], footnotes: Footnotes) -> Iterator[str]:
    """The blocks as Markdown; a run of list items is one part."""
    items = _Items(footnotes)
    for marked in blocks:
        if marked.block.kind is BlockKind.LIST_ITEM:
            items.add(marked)
            continue
        if items.lines:
            yield items.taken()
        yield _block(marked, footnotes)
    if items.lines:
        yield items.taken()


def _block(marked: MarkedBlock, footnotes: Footnotes) -> str:
    block = marked.block
    match block.kind:
        case BlockKind.HEADING:
            return _heading(max(2, block.level) if block.role is not Role.TITLE else 1, marked, footnotes)
        case BlockKind.QUOTE:
            text = written(_lines(marked, footnotes))
            for _ in range(min(6, max(1, block.level))):
                text = quoted(text)
            return text
        case BlockKind.CODE:
            code = fenced("".join(piece.text for piece in marked.pieces), block.label)
            references = [footnotes.reference(annotation) for annotation in _touching(marked).values()]
            return f"{code}\n\n{' '.join(references)}" if references else code
        case BlockKind.TABLE:
            return _table(marked, footnotes)
        case BlockKind.RULE if not _touching(marked):
            return "---"
    if block.role is Role.TITLE:
        return _heading(1, marked, footnotes)
    return written(_lines(marked, footnotes))


def _heading(level: int, marked: MarkedBlock, footnotes: Footnotes) -> str:
    words: list[Atom] = []
    for line in _lines(marked, footnotes):
        words += [" ", *line] if words else line
    return f"{'#' * min(6, level)} {written([words])}"


def _lines(marked: MarkedBlock, footnotes: Footnotes) -> list[list[Atom]]:
    return [Line(pieces, footnotes.reference).atoms() for pieces in marked.lines()]


def _table(marked: MarkedBlock, footnotes: Footnotes) -> str:
    rows = [
        [written([Line(cell, footnotes.reference, is_cell=True).atoms()]).strip() for cell in row]
        for row in marked.rows()
    ]
    columns = max(map(len, rows))
    if marked.block.label == HEADLESS:
        rows.insert(0, [])
    rows = [[*row, *[""] * (columns - len(row))] for row in rows]
    rows.insert(1, ["---"] * columns)
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


@dataclass(slots=True)
class _Items:
    """A run of list items; each level is indented to the text of the one above."""

    footnotes: Footnotes
    lines: list[str] = field(default_factory=list)
    _open: list[tuple[int, int]] = field(default_factory=list)

    def add(self, marked: MarkedBlock) -> None:
        """Add an item."""
        level, label = max(1, marked.block.level), marked.block.label
        content = _lines(marked, self.footnotes)
        if not label and self._open:
            # The text of an item goes on.
            indent = self._open[-1][1]
            self.lines += ["", *_indented(written(content), indent, indent)]
            return
        while self._open and self._open[-1][0] >= level:
            self._open.pop()
        indent = self._open[-1][1] if self._open else 0
        marker = label if _NUMBERED.fullmatch(label) else "-"
        if label in _BOXES:
            content[0] = [Sign(f"{_BOXES[label]} "), *content[0]]
        elif marker == "-" and label and label not in _BULLETS:
            content[0] = [f"{label} ", *content[0]]
        starts_list = not self._open or self._open[-1][0] < level
        self._open.append((level, indent + len(marker) + 1))
        if starts_list and self.lines and marker not in ("-", "1.", "1)"):
            # Without an empty line, a list of other numbers would be text of the item above it.
            self.lines.append("")
        lines = _indented(written(content), indent, indent + len(marker) + 1)
        lines[0] = f"{' ' * indent}{marker} {lines[0].lstrip()}"
        self.lines += lines

    def taken(self) -> str:
        """The list so far. A new one begins."""
        text = "\n".join(self.lines)
        self.lines, self._open = [], []
        return text


def _indented(text: str, first: int, others: int) -> list[str]:
    lines = text.split("\n")
    return [f"{' ' * (others if at else first)}{line}" for at, line in enumerate(lines)]
