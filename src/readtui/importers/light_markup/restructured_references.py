"""Fills in what reStructuredText says elsewhere: addresses of links, substitutions, the header of a PEP."""

import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from readtui.importers.light_markup.pieces import Piece, one_line
from readtui.model.block import BlockKind

_REFERENCE = re.compile(
    r"(?<![\w`:])`(?P<phrase>[^`<>]{1,300})`(?P<sign>__?)(?!\w)|(?<![\w`])(?P<word>\w[\w.+-]{0,100}?)_(?!\w)"
)
_LITERAL = re.compile(r"(``[^`]{1,300}``)")
_SUBSTITUTION = re.compile(r"\|(?=\S)([^|\n]{1,100})(?<=\S)\|(?:__?(?!\w))?")
_NUMBERED = re.compile(r":(pep|rfc):`(?:([^`<]{1,300}?)\s*<)?(\d{1,5})(?:#[^`>]{0,100})?>?`", re.IGNORECASE)
_HEADER = re.compile(r"([A-Z][A-Za-z-]{1,40}):(?:[ ]+(.*))?$")
_NUMBERS = {"pep": "https://peps.python.org/pep-{:04d}/", "rfc": "https://datatracker.ietf.org/doc/html/rfc{}"}
_LEAST_FIELDS = 3
_MOST_FILLED_IN = 1_000_000
"""Characters: what stands for long texts may be named very often."""


def header_of(lines: Sequence[str]) -> tuple[list[tuple[str, str]], int]:
    """The fields of a header like that of a mail, as PEPs have, and the number of its lines."""
    fields: list[tuple[str, str]] = []
    at = next((at for at, line in enumerate(lines) if line), 0)
    while at < len(lines) and lines[at]:
        if found := _HEADER.match(lines[at]):
            fields.append((found[1], (found[2] or "").strip()))
        elif fields and lines[at].startswith(" "):
            name, before = fields[-1]
            fields[-1] = (name, one_line([before, lines[at]]).strip())
        else:
            return [], 0
        at += 1
    is_header = len(fields) >= _LEAST_FIELDS and any(name == "Title" for name, _ in fields)
    return (fields, at) if is_header else ([], 0)


@dataclass(slots=True)
class References:
    """What names stand for. All are compared without case and with single spaces."""

    addresses: dict[str, str] = field(default_factory=dict)
    unnamed: deque[str] = field(default_factory=deque)
    substitutions: dict[str, str] = field(default_factory=dict)
    _left: int = _MOST_FILLED_IN

    def define(self, name: str, address: str) -> None:
        """Keep the address of a target; without a name, it is that of the next link that ends in two underscores."""
        if address and name in ("", "_"):
            self.unnamed.append(address)
        elif address:
            self.addresses.setdefault(_folded(name.replace("\\:", ":")), address)

    def filled_in(self, piece: Piece) -> Piece:
        """The piece with addresses beside the texts of links. Pieces have to come in their order."""
        if piece.kind in (BlockKind.CODE, BlockKind.FURNITURE, BlockKind.RULE):
            return piece
        parts = _LITERAL.split(piece.text)
        text = "".join(part if number % 2 else self._filled_in(part) for number, part in enumerate(parts))
        return piece if text == piece.text else replace(piece, text=text)

    def _filled_in(self, text: str) -> str:
        if "|" in text and self.substitutions:
            text = _SUBSTITUTION.sub(self._substituted, text)
        if ":`" in text:
            text = _NUMBERED.sub(_numbered, text)
        if "_" in text and (self.addresses or self.unnamed):
            text = _REFERENCE.sub(self._linked, text)
        return text

    def _substituted(self, found: re.Match[str]) -> str:
        text = self.substitutions.get(found[1].lower(), found[0])
        self._left -= len(text)
        return text if self._left > 0 else found[0]

    def _linked(self, found: re.Match[str]) -> str:
        if found["sign"] == "__":
            address = self.unnamed.popleft() if self.unnamed else ""
        else:
            address = self.addresses.get(_folded(found["phrase"] or found["word"]), "")
        if address.endswith("_"):
            address = self.addresses.get(_folded(address[:-1].strip("`")), "")
        self._left -= len(address)
        if not address or self._left < 0:
            return found[0]
        return f"`{found['phrase'] or found['word']} <{address}>`_"


def _folded(name: str) -> str:
    return " ".join(name.lower().split())


def _numbered(found: re.Match[str]) -> str:
    kind, number = found[1].lower(), int(found[3])
    return f"`{found[2] or f'{kind.upper()} {number}'} <{_NUMBERS[kind].format(number)}>`_"
