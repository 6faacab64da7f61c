"""A whole article as Org, with its passages underlined and its notes as footnotes."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import field

from readtui.exporters.exporter import ExportDocument
from readtui.exporters.whole.org_inline import cell, code_lines, escaped, inline, line_start
from readtui.exporters.whole_article import MarkedBlock, whole_article
from readtui.model.annotation import Annotation
from readtui.model.block import HEADLESS, BlockKind, Role
from readtui.quick_dataclass import dataclass

_GUARD = "\u200b"
_NUMBERED = re.compile(r"(\d{1,9})([.)])")
_BULLETS = frozenset("•◦▪▫‣⁃∙·●○■□-–—*+")
_STATE = re.compile(r"(?:TODO|DONE|COMMENT|\[#)(?:\s|$|\w)|\*")
_BLANK_LINES = re.compile(r"\n[^\S\n]*\n(?:[^\S\n]*\n)+")


@dataclass(frozen=True, slots=True)
class OrgWording:
    """How the exporter writes what does not stand in the text.

    ``on_article``: an annotation on the whole article, with a heading; ``lost``: one without a place; ``note``: the
    text of a footnote, with tags and the link back.
    """

    on_article: Callable[[Annotation], Iterator[str]]
    lost: Callable[[Annotation], Iterator[str]]
    note: Callable[[Annotation], str]


def whole_org(document: ExportDocument, wording: OrgWording) -> Iterator[str]:
    """The text of an article whose heading is written already: its blocks, its lost annotations and its footnotes."""
    whole = whole_article(document, at_line_ends=True)
    lists = _Lists()
    for marked in whole.blocks:
        if marked.block.role is Role.TITLE and not _touching(marked):
            continue
        if marked.block.kind is BlockKind.LIST_ITEM:
            yield lists.item(marked)
        else:
            lists = _Lists()
            yield f"\n{_block(marked)}\n"
    for annotation in whole.on_article:
        yield from wording.on_article(annotation)
    if whole.lost:
        yield "** No longer in the article\n"
    for annotation in whole.lost:
        yield from wording.lost(annotation)
    if whole.numbers:
        yield "** Notes\n"
    for marked in whole.blocks:
        for annotation in marked.beginning:
            # Two empty lines would end the footnote.
            note = _BLANK_LINES.sub("\n\n", wording.note(annotation).strip())
            yield f"\n{reference(annotation)} {note}\n"


def reference(annotation: Annotation) -> str:
    """A reference to the footnote of an annotation; its label is the whole id."""
    return f"[fn:{re.sub('[^0-9A-Za-z-]', '', annotation.id)}]"


def _touching(marked: MarkedBlock) -> list[Annotation]:
    return list({one.id: one for piece in marked.pieces for one in piece.annotations}.values())


def _block(marked: MarkedBlock) -> str:
    block = marked.block
    lines = [inline(pieces, reference) for pieces in marked.lines()]
    match block.kind:
        case BlockKind.HEADING:
            return _heading(min(8, max(2, block.level)), " ".join(lines))
        case BlockKind.QUOTE:
            return f"#+begin_quote\n{_paragraph(lines)}\n#+end_quote"
        case BlockKind.CODE:
            language = re.sub(r"[^A-Za-z0-9+_-]", "", block.label)
            code = code_lines("".join(piece.text for piece in marked.pieces))
            references = " ".join(map(reference, _touching(marked)))
            after = f"\n\n{_GUARD}{references}" if references else ""
            kind, label = ("src", f" {language}") if language else ("example", "")
            return f"#+begin_{kind}{label}\n{code}\n#+end_{kind}{after}"
        case BlockKind.TABLE:
            return _table(marked)
        case BlockKind.RULE if not _touching(marked):
            return "-----"
    return _paragraph(lines)


def _heading(level: int, words: str) -> str:
    guard = _GUARD if _STATE.match(words) else ""
    # Words between colons at the end would be tags.
    return f"{'*' * level} {guard}{words}{_GUARD if words.endswith(':') else ''}"


def _paragraph(lines: Sequence[str]) -> str:
    return "\\\\\n".join(map(line_start, lines))


def _table(marked: MarkedBlock) -> str:
    rows = [[cell(pieces, reference) for pieces in row] for row in marked.rows()]
    columns = max(map(len, rows))
    written = [f"| {' | '.join([*row, *[''] * (columns - len(row))])} |" for row in rows]
    if marked.block.label != HEADLESS:
        written.insert(1, f"|{'+'.join(['---'] * columns)}|")
    return "\n".join(written)


@dataclass(slots=True)
class _Lists:
    """The list items since the last other block; each level is indented to the text of the one above."""

    _open: list[tuple[int, int]] = field(default_factory=list)
    _numbers: dict[int, int] = field(default_factory=dict)

    def item(self, marked: MarkedBlock) -> str:
        """The next item."""
        level, label = max(1, marked.block.level), marked.block.label
        before = "" if self._open else "\n"
        while self._open and self._open[-1][0] >= level:
            self._open.pop()
        indent = self._open[-1][1] if self._open else 0
        numbered = _NUMBERED.fullmatch(label)
        marker = label if numbered else "-"
        self._open.append((level, indent + len(marker) + 1))
        lines = [inline(pieces, reference) for pieces in marked.lines()]
        if numbered:
            number = int(numbered[1])
            if number != self._numbers.get(level, 0) + 1:
                lines[0] = f"[@{number}] {lines[0]}"
            self._numbers = {one: last for one, last in self._numbers.items() if one < level} | {level: number}
        elif label and label not in _BULLETS:
            lines[0] = f"{_GUARD}{escaped(label)} {lines[0]}"
        elif lines[0].startswith("["):
            lines[0] = f"{_GUARD}{lines[0]}"
        lines[0] = lines[0].replace(" :: ", f" :{_GUARD}: ")
        rest = [f"{' ' * (indent + len(marker) + 1)}{line_start(line)}" for line in lines[1:]]
        return before + "\\\\\n".join([f"{' ' * indent}{marker} {lines[0]}", *rest]) + "\n"
