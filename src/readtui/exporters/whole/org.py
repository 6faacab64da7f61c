"""A whole article as Org, with its passages underlined and its notes as footnotes.

A zero-width space keeps Org from reading signs of the article as syntax, as its manual advises.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import field
from itertools import groupby

from readtui.exporters.exporter import ExportDocument
from readtui.exporters.whole_article import BULLETS, MarkedBlock, Piece, whole_article
from readtui.model.annotation import Annotation
from readtui.model.block import HEADLESS, BlockKind, MarkType, Role
from readtui.quick_dataclass import dataclass

_GUARD = "\u200b"
_BEFORE, _AFTER = r"\s\-('\"{\u200b", r"\s\-.,:;!?'\")}\[\\\u200b"
_OPENS = re.compile(rf"(?<![^{_BEFORE}])[*/_=~+]+(?=\S)")
_CLOSES = re.compile(rf"(?<=\S)[*/_=~+]+(?=[{_AFTER}]|$)")
# An entity or a formula, a link, footnote or citation, a target or date, a macro, a snippet.
_SYNTAX = re.compile(r"\\(?=[A-Za-z()\[\]\\_]|$)|\[(?=\[|fn:|cite|@|[ X-]\]|\d*[/%])|<(?=[<\d%])|\{(?=\{)|@(?=@)")
# A piece may follow another, so that its start counts as the middle of a word.
_INDEX = re.compile(r"(?<!\s)([_^])(?=[{\w*+.$\\-])")
# Before a digit it cannot end a formula, and then none can begin.
_FORMULA = re.compile(r"\$(?!\d)")
_ADDRESS_AT_END = re.compile(r"[A-Za-z][A-Za-z+]*(?=:\S*$)")
_CALL = re.compile(r"\b(src|call)(?=_)")
LIKE_HEADING = re.compile(r"(?<=\*\*)(?= )")
"""For org-lint, a heading that lost its line."""
_LINE_START = re.compile(
    r"(?=\*|,|\||%%\(|\\|[ \t]*(?:[#:+-]|\d+[.)]|[A-Za-z][.)] |CLOCK:|DEADLINE:|SCHEDULED:|CLOSED:))"
)
_SYNTAX_IN_CODE = re.compile(r"^(?=[ \t]*,*(?:\*|#\+))", re.MULTILINE)
_COOKIE = re.compile(r"<[lrc]?\d*>|[!^_$#*/]")
_SIGNS = {MarkType.STRONG: "*", MarkType.EMPHASIS: "/", MarkType.STRIKETHROUGH: "+"}
_NOT_IN_ADDRESS = re.compile(r"[\[\]\s\\]")

Reference = Callable[[Annotation], str]


def inline(pieces: Sequence[Piece], reference: Reference) -> str:
    """One line. Each piece of a passage is underlined, with references to all its annotations after it; so is what the
    author has marked, without references.
    """
    found = ""
    for (annotations, is_marked), run in groupby(pieces, key=lambda piece: (piece.annotations, _is_marked(piece))):
        held = list(run)
        references, sign = "".join(map(reference, annotations)), "_" if annotations or is_marked else ""
        found = _joined(found, _linked(held, ends=held[-1] is pieces[-1]), sign, references)
    return found


def _is_marked(piece: Piece) -> bool:
    """Whether the author has marked it, and nobody has annotated it."""
    return not piece.annotations and any(mark.type is MarkType.MARKED for mark in piece.marks)


def cell(pieces: Sequence[Piece], reference: Reference) -> str:
    """The content of a table's cell."""
    words = inline(pieces, reference).strip().replace("|", r"\vert{}")
    return f"{_GUARD}{words}" if _COOKIE.fullmatch(words) else words


def line_start(line: str) -> str:
    """The line, guarded if Org would read its beginning as something else than a paragraph."""
    return f"{_GUARD}{line}" if _LINE_START.match(line) else line


def code_lines(code: str) -> str:
    return _SYNTAX_IN_CODE.sub(",", code)


def inert(words: str) -> str:
    """Words with a guard inside what would do more than look different: commands of LaTeX, inline code and macros,
    which Org runs when it exports, dates, which its agenda lists, links, footnotes and citations.
    """
    words = _CALL.sub(rf"\1{_GUARD}", _SYNTAX.sub(rf"\g<0>{_GUARD}", words))
    return LIKE_HEADING.sub(_GUARD, words)


def escaped(words: str, *, is_last: bool = True) -> str:
    """Words of one line, with guards around and inside everything that Org would interpret.

    ``is_last``: they end the line. An address at their end would else go on in what follows.
    """
    words = _INDEX.sub(rf"{_GUARD}\1{_GUARD}", inert(words))
    for signs in (_OPENS, _CLOSES):
        words = signs.sub(lambda found: "".join(f"{_GUARD}{sign}{_GUARD}" for sign in found[0]), words)
    if not is_last:
        words = _ADDRESS_AT_END.sub(rf"\g<0>{_GUARD}", words)
    return re.sub(f"{_GUARD}+", _GUARD, _FORMULA.sub(r"\\dollar{}", words))


def _linked(pieces: Sequence[Piece], *, ends: bool) -> str:
    """``ends``: the pieces end the line."""
    found = ""
    for link, run in groupby(pieces, key=lambda piece: piece.address(_NOT_IN_ADDRESS)):
        held = list(run)
        inner = _styled(held, tuple(_SIGNS), ends=ends and held[-1] is pieces[-1])
        if link and inner.strip():
            # The description ends at the first two brackets.
            words = re.sub(r"\](?=\]|$)", f"]{_GUARD}", inner.strip())
            start = inner[: len(inner) - len(inner.lstrip())]
            end = inner[len(inner.rstrip()) :]
            inner = f"{start}[[{link}][{words}]]{end}"
        found += inner
    return found


def _styled(pieces: Sequence[Piece], styles: Sequence[MarkType], *, ends: bool) -> str:
    if not styles:
        return _plain(pieces, ends=ends)
    found = ""
    for is_styled, run in groupby(pieces, key=lambda piece: any(mark.type is styles[0] for mark in piece.marks)):
        held = list(run)
        inner = _styled(held, styles[1:], ends=ends and held[-1] is pieces[-1])
        found = _joined(found, inner, _SIGNS[styles[0]] if is_styled else "")
    return found


def _plain(pieces: Sequence[Piece], *, ends: bool) -> str:
    found = ""
    for is_code, run in groupby(pieces, key=lambda piece: any(mark.type is MarkType.CODE for mark in piece.marks)):
        held = list(run)
        words = "".join(piece.text for piece in held)
        sign = next((sign for sign in "~=" if sign not in words), "") if is_code else ""
        found = _joined(found, words if sign else escaped(words, is_last=ends and held[-1] is pieces[-1]), sign)
    return found


def _joined(before: str, inner: str, sign: str, after: str = "") -> str:
    """Text, and after it text between two signs, which never stand beside white space inside."""
    words = inner.strip()
    if not sign or not words:
        follows = before[-1:] in ("*", "/", "_", "+", "~", "=") and inner[:1] and not inner[:1].isspace()
        return f"{before}{_GUARD if follows else ''}{inner}"
    start = before + inner[: len(inner) - len(inner.lstrip())]
    end = inner[len(inner.rstrip()) :]
    guard = "" if not start or re.search(rf"[{_BEFORE}]$", start) else _GUARD
    # Guards at the ends would be white space beside a sign.
    words = words.strip(_GUARD)
    return f"{start}{guard}{sign}{words}{sign}{after}{end}"


_NUMBERED = re.compile(r"(\d{1,9})([.)])")
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
        if marked.block.role is Role.TITLE and not marked.annotations:
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
            references = " ".join(map(reference, marked.annotations))
            after = f"\n\n{_GUARD}{references}" if references else ""
            kind, label = ("src", f" {language}") if language else ("example", "")
            return f"#+begin_{kind}{label}\n{code}\n#+end_{kind}{after}"
        case BlockKind.TABLE:
            return _table(marked)
        case BlockKind.RULE if not marked.annotations:
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
        elif label and label not in BULLETS:
            lines[0] = f"{_GUARD}{escaped(label)} {lines[0]}"
        elif lines[0].startswith("["):
            lines[0] = f"{_GUARD}{lines[0]}"
        lines[0] = lines[0].replace(" :: ", f" :{_GUARD}: ")
        rest = [f"{' ' * (indent + len(marker) + 1)}{line_start(line)}" for line in lines[1:]]
        return before + "\\\\\n".join([f"{' ' * indent}{marker} {lines[0]}", *rest]) + "\n"
