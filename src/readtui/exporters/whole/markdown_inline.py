"""Writes the pieces of a line as Markdown: highlights, emphasis, links, code and references."""

import re
import string
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TypeAlias

from readtui.exporters.notes.markdown_escape import escape
from readtui.exporters.whole_article import Piece
from readtui.model.annotation import Annotation
from readtui.model.block import Mark, MarkType
from readtui.text.clean import visible

_SIGNS = {
    MarkType.STRONG: ("**", "<strong>", "</strong>"),
    MarkType.EMPHASIS: ("*", "<em>", "</em>"),
    MarkType.STRIKETHROUGH: ("~~", "<del>", "</del>"),
}
_STYLES = tuple(_SIGNS)
_WEB = re.compile(r"(?:https?://|mailto:)\S", re.IGNORECASE)
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
class Line:
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
                found += self._styled(held, _STYLES)
        return found

    def _styled(self, pieces: Sequence[Piece], styles: Sequence[MarkType]) -> list[Atom]:
        """Pieces with links, and within these with the given styles."""
        found: list[Atom] = []
        for link, run in groupby(pieces, key=_link):
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
    """Words on one line as code."""
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
    return piece.annotations, types & {MarkType.CODE, *_STYLES}, _link(piece)


def _link(piece: Piece) -> str:
    """The address that a piece links to, or ""."""
    links: list[Mark] = [mark for mark in piece.marks if mark.type is MarkType.LINK]
    target = visible(links[-1].target) if links else ""
    if not _WEB.match(target):
        return ""
    return _NOT_IN_ADDRESS.sub(lambda bad: "".join(f"%{byte:02X}" for byte in bad[0].encode()), target)


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
