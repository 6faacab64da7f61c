r"""Canonical characters: NFC, ``\n`` line ends, and a visible sign for each character that could control a terminal.

The steps and their order are those of the library format: NFC, then line ends, then control characters and bidi
overrides, embeddings and isolates, each replaced by one visible sign. Marks that only help shaping (U+200E, U+200F,
ZWJ, ZWNJ) stay.
"""

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from readtui.quick_pattern import pattern

REPLACEMENT = "⍰"
"""Replaces C1 and bidi controls; C0 controls and DEL have their own pictures (U+2400 to U+2421)."""

_LINE_ENDS = "\r\v\f\x85\u2028\u2029"
_LINE_END = pattern(f"\r\n|[{_LINE_ENDS}]")
_BIDI_CONTROLS = [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]
_VISIBLE: dict[int, str] = {code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\t\n"}
_VISIBLE |= {0x7F: "␡"} | dict.fromkeys((*range(0x80, 0xA0), *_BIDI_CONTROLS), REPLACEMENT)
# A lone surrogate has no UTF-8 form, so its original cannot be kept: use the decoders' replacement character.
_SURROGATE = pattern("[\ud800-\udfff]")
_CONTROL = pattern("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_UNCLEAN = pattern("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


class CleanText(NamedTuple):
    """Canonical text, and pairs of offset and original for each character replaced by a visible one."""

    text: str
    replaced: tuple[tuple[int, str], ...] = ()


def line_ends(text: str) -> str:
    r"""Turn ``\r\n``, ``\r``, VT, FF, NEL and Unicode's line and paragraph separators into ``\n``."""
    # Searching for each takes a tenth of the time.
    return _LINE_END.sub("\n", text) if any(end in text for end in _LINE_ENDS) else text


def clean(text: str) -> CleanText:
    """The canonical form of ``text``. Never fails; linear."""
    if text.isprintable() and (text.isascii() or unicodedata.is_normalized("NFC", text)):
        return CleanText(text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", _SURROGATE.sub("\ufffd", text))
    text = line_ends(text)
    replaced = tuple((match.start(), match[0]) for match in _CONTROL.finditer(text))
    return CleanText(text.translate(_VISIBLE) if replaced else text, replaced)


def keeps_offsets(text: str) -> bool:
    """Whether cleaning ``text`` moves no offset in it."""
    return (text.isascii() or unicodedata.is_normalized("NFC", text)) and "\r\n" not in text


def map_offsets(text: str, offsets: Sequence[int]) -> dict[int, int]:
    r"""The offsets in ``clean(text).text`` that correspond to offsets in ``text``.

    An offset inside a cluster whose length changes maps to the start of the cluster. Cleaning never joins grapheme
    clusters: a character that composes with the one before it extends its cluster, and so does the ``\n`` of ``\r\n``.
    """
    if keeps_offsets(text):
        return {offset: offset for offset in offsets}
    # Imported here because importing it takes longer than listing a library.
    import regex

    mapped: dict[int, int] = {}
    waiting = sorted(set(offsets), reverse=True)
    before = after = 0
    for cluster in regex.findall(r"\X", text):
        while waiting and waiting[-1] < before + len(cluster):
            mapped[waiting.pop()] = after
        if not waiting:
            break
        before += len(cluster)
        after += len(clean(cluster).text)
    mapped.update(dict.fromkeys(waiting, after))
    return mapped


def shown(text: str) -> str:
    r"""``text`` with control characters replaced by visible signs, except ``\n`` and ``\t``.

    For text that was not cleaned on import: it is not composed, so all offsets stay the same.
    """
    if text.isprintable() or is_clean(text):
        return text
    return _SURROGATE.sub("\ufffd", line_ends(text)).translate(_VISIBLE)


def is_clean(text: str) -> bool:
    """Whether ``text`` contains nothing that cleaning would replace: controls, bidi overrides, surrogates."""
    return _UNCLEAN.search(text) is None


def visible(text: str) -> str:
    """``text`` cleaned and on one line, for titles, file names and tags; runs of white space become one space."""
    if text.isprintable() and "  " not in text and (text.isascii() or unicodedata.is_normalized("NFC", text)):
        # A space is the only white space that is printable.
        return text.strip(" ")
    return " ".join(clean(text).text.split())
