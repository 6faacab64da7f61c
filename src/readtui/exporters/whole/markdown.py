"""A whole article as Markdown, with its passages marked and its notes as footnotes."""

import re
import string
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import field, replace
from itertools import groupby
from typing import TypeAlias

from readtui.exporters.exporter import ExportDocument
from readtui.exporters.markdown_escape import escape, fenced, quoted
from readtui.exporters.whole_article import BULLETS, MarkedBlock, Piece, whole_article
from readtui.model.annotation import Annotation
from readtui.model.block import HEADLESS, BlockKind, MarkType, Role
from readtui.quick_dataclass import dataclass

_SIGNS = {
    MarkType.STRONG: ("**", "<strong>", "</strong>"),
    MarkType.EMPHASIS: ("*", "<em>", "</em>"),
    MarkType.STRIKETHROUGH: ("~~", "<del>", "</del>"),
}
_STYLES = tuple(_SIGNS)
_NOT_IN_ADDRESS = re.compile(r"[<>\s\\|]")
_MARK = "=="


@dataclass(frozen=True, slots=True)
class Sign:
    """Markdown syntax, which is not escaped. ``opens``: it begins emphasis."""

    written: str
    opens: bool = False


Atom: TypeAlias = str | Sign
"""Text to be escaped, or syntax."""


@dataclass(frozen=True, slots=True)
class MarkdownLine:
    """The pieces of one line and how it refers to an annotation's footnote. ``is_cell``: it is a cell of a table."""

    pieces: Sequence[Piece]
    reference: Callable[[Annotation], str]
    is_cell: bool = False

    def atoms(self) -> list[Atom]:
        """Text and syntax. Each piece of a passage is marked, with references to all its annotations after it."""
        found: list[Atom] = []
        for annotations, run in groupby(_joined(self.pieces), key=lambda piece: piece.annotations):
            held = list(run)
            if annotations:
                references = "".join(map(self.reference, annotations))
                found += _around(self._styled(held, _STYLES), Sign(_MARK), Sign(_MARK), Sign(references))
            else:
                found += self._marked(held)
        return found

    def _marked(self, pieces: Sequence[Piece]) -> Iterator[Atom]:
        """What the author has marked, with HTML where it could stand beside an annotation's mark."""
        signs = (Sign("<mark>"), Sign("</mark>")) if any(one.annotations for one in self.pieces) else (Sign(_MARK),) * 2
        for is_marked, run in groupby(pieces, key=lambda one: any(mark.type is MarkType.MARKED for mark in one.marks)):
            inner = self._styled(list(run), _STYLES)
            yield from _around(inner, *signs) if is_marked else inner

    def _styled(self, pieces: Sequence[Piece], styles: Sequence[MarkType]) -> list[Atom]:
        """Pieces with links, and within these with the given styles."""
        found: list[Atom] = []
        for link, run in groupby(pieces, key=lambda piece: piece.address(_NOT_IN_ADDRESS)):
            inner = self._in_styles(list(run), styles)
            found += _around(inner, Sign("["), Sign(f"](<{link}>)")) if link else inner
        return found

    def _in_styles(self, pieces: Sequence[Piece], styles: Sequence[MarkType]) -> list[Atom]:
        if not styles:
            return [self._plain(piece) for piece in pieces]
        found: list[Atom] = []
        for is_styled, run in groupby(pieces, key=lambda piece: any(mark.type is styles[0] for mark in piece.marks)):
            held = list(run)
            inner = self._in_styles(held, styles[1:])
            found += _around(inner, *self._delimiters(held, inner, styles[0])) if is_styled else inner
        return found

    def _delimiters(self, pieces: Sequence[Piece], inner: Sequence[Atom], style: MarkType) -> tuple[Sign, Sign]:
        """The signs around pieces; HTML where CommonMark would not take a sign for an opening or closing one.

        A sign beside punctuation on its inside needs white space or punctuation on its outside.
        """
        sign, start, end = _SIGNS[style]
        line = "".join(piece.text for piece in self.pieces)
        words = "".join(piece.text for piece in pieces)
        first = pieces[0].start - self.pieces[0].start + len(words) - len(words.lstrip())
        last = pieces[-1].end - self.pieces[0].start - len(words) + len(words.rstrip())
        opens = _begins_with_letter(inner) or first == 0 or _is_loose(line[first - 1])
        closes = _ends_with_letter(inner) or last == len(line) or _is_loose(line[last])
        return (Sign(sign, opens=True), Sign(sign)) if opens and closes else (Sign(start), Sign(end))

    def _plain(self, piece: Piece) -> Atom:
        if any(mark.type is MarkType.CODE for mark in piece.marks) and piece.text.strip():
            return Sign(_code_span(piece.text, is_cell=self.is_cell))
        return piece.text


def written(lines: Sequence[Sequence[Atom]]) -> str:
    """The lines as Markdown, with hard breaks between them."""
    lines = [list(_separated(line)) for line in lines]
    texts = "".join(atom for line in lines for atom in line if isinstance(atom, str))
    free = (chr(code) for code in range(0xE000, 0xF8FF) if chr(code) not in texts)
    mark, sign = next(free), next(free)
    signs = [atom.written for line in lines for atom in line if isinstance(atom, Sign) and atom.written != _MARK]
    placed = "\n".join(
        "".join(atom if isinstance(atom, str) else mark if atom.written == _MARK else sign for atom in line)
        for line in lines
    )
    escaped = escape(placed)
    escaped = re.sub(rf"(?<!\\)((?:\\\\)*)([~!^])(?={sign})", r"\1\\\2", escaped).replace(f"{sign}~", f"{sign}\\~")
    # A sign would join a mark beside it.
    escaped = re.sub(rf"(?<!\\)((?:\\\\)*)=(?={mark})", r"\1\\=", escaped)
    escaped = escaped.replace(f"{mark}=", f"{mark}\\=").replace(mark, _MARK)
    waiting = iter(signs)
    return re.sub(sign, lambda _: next(waiting), escaped)


def _separated(atoms: Sequence[Atom]) -> Iterator[Atom]:
    """The atoms, with an empty comment where an opening sign would continue a closing one."""
    before: Atom = ""
    for atom in atoms:
        continues = isinstance(before, Sign) and not before.opens and before.written.endswith("*")
        if continues and isinstance(atom, Sign) and atom.opens and atom.written.startswith("*"):
            yield Sign("<!-- -->")
        yield atom
        before = atom


def code_span(words: str) -> str:
    return _code_span(words, is_cell=False)


def _code_span(words: str, *, is_cell: bool) -> str:
    words = words.replace("\n", " ")
    runs = {len(run) for run in re.findall("`+", words)}
    fence = "`" * next(size for size in range(1, len(runs) + 2) if size not in runs)
    if words.startswith(("`", " ")) or words.endswith(("`", " ")):
        words = f" {words} "
    written_words = words.replace("|", "\\|") if is_cell else words
    return f"{fence}{written_words}{fence}"


def _joined(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces, with neighbors that look the same as one: code beside code would become something else."""
    for _, run in groupby(pieces, key=_look):
        first, *others = run
        text = "".join(piece.text for piece in (first, *others))
        yield replace(first, end=others[-1].end, text=text) if others else first


def _look(piece: Piece) -> tuple[object, ...]:
    types = {mark.type for mark in piece.marks}
    return piece.annotations, types & {MarkType.CODE, MarkType.MARKED, *_STYLES}, piece.address(_NOT_IN_ADDRESS)


def _around(atoms: list[Atom], start: Sign, *end: Sign) -> list[Atom]:
    """The atoms between signs, of which none stands beside white space inside."""
    before, after = "", ""
    atoms = list(atoms)
    while atoms and isinstance(atoms[0], str):
        words = atoms.pop(0)
        assert isinstance(words, str)
        kept = words.lstrip()
        before += words[: len(words) - len(kept)]
        if kept:
            atoms.insert(0, kept)
            break
    while atoms and isinstance(atoms[-1], str):
        words = atoms.pop()
        assert isinstance(words, str)
        kept = words.rstrip()
        after = words[len(kept) :] + after
        if kept:
            atoms.append(kept)
            break
    inner = [start, *atoms, *end] if atoms else []
    return [*([before] if before else []), *inner, *([after] if after else [])]


def _begins_with_letter(atoms: Sequence[Atom]) -> bool:
    """Whether a letter follows signs that become one with a sign before them."""
    for atom in atoms:
        if isinstance(atom, str) and atom.strip():
            return _is_letter(atom.strip()[0])
        if isinstance(atom, Sign) and atom.written.strip("*"):
            return False
    return False


def _ends_with_letter(atoms: Sequence[Atom]) -> bool:
    for atom in reversed(atoms):
        if isinstance(atom, str) and atom.strip():
            return _is_letter(atom.strip()[-1])
        if isinstance(atom, Sign) and atom.written.strip("*"):
            return False
    return False


def _is_letter(character: str) -> bool:
    """Whether it is neither white space nor punctuation in any version of CommonMark."""
    return not character.isspace() and unicodedata.category(character)[0] not in "PS"


def _is_loose(character: str) -> bool:
    """Whether it is white space or punctuation in every version of CommonMark; symbols are only in the latest."""
    return character.isspace() or character in string.punctuation or unicodedata.category(character)[0] == "P"


_NUMBERED = re.compile(r"\d{1,9}[.)]")
_BOXES = {"☐": "[ ]", "☑": "[x]", "☒": "[x]"}


class Footnotes:
    """The labels of footnotes in a file: the beginning of the annotation's id, as long as it has to be."""

    def __init__(self) -> None:
        self._labels: dict[str, str] = {}
        self._taken: set[str] = set()

    def label(self, annotation: Annotation) -> str:
        if annotation.id not in self._labels:
            digits = re.sub(r"[^0-9A-Za-z]", "", annotation.id)
            size = 8
            while digits[:size] in self._taken and size < len(digits):
                size += 4
            self._taken.add(digits[:size])
            self._labels[annotation.id] = f"rt-{digits[:size]}"
        return self._labels[annotation.id]

    def reference(self, annotation: Annotation) -> str:
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
    in_code = {one.id for marked in whole.blocks if marked.block.kind is BlockKind.CODE for one in marked.annotations}
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
            references = [footnotes.reference(annotation) for annotation in marked.annotations]
            return f"{code}\n\n{' '.join(references)}" if references else code
        case BlockKind.TABLE:
            return _table(marked, footnotes)
        case BlockKind.RULE if not marked.annotations:
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
    return [MarkdownLine(pieces, footnotes.reference).atoms() for pieces in marked.lines()]


def _table(marked: MarkedBlock, footnotes: Footnotes) -> str:
    rows = [
        [written([MarkdownLine(cell, footnotes.reference, is_cell=True).atoms()]).strip() for cell in row]
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
        elif marker == "-" and label and label not in BULLETS:
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
