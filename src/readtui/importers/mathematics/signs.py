"""Classifies the signs of a formula as brackets, operators or letters, and defines how each is written."""

import unicodedata
from enum import Enum, IntEnum, auto


class Rank(IntEnum):
    """The binding strength of a formula; a lower rank gets parentheses inside a higher one."""

    RELATION = 0
    SUM = 1
    PRODUCT = 2
    TIGHT = 3
    ATOM = 4


class Part(Enum):
    """The role of a piece in a formula."""

    OPERAND = auto()
    INFIX = auto()
    SIGN = auto()
    BIG = auto()
    OPEN = auto()
    CLOSE = auto()
    BAR = auto()
    POSTFIX = auto()
    SEPARATOR = auto()
    TEXT = auto()
    TABLE = auto()
    SPACE = auto()
    TIMES = auto()
    APPLY = auto()


_INVISIBLE = {"\u2061": Part.APPLY, "\u2062": Part.TIMES, "\u2063": Part.SPACE, "\u2064": Part.SPACE, "": Part.SPACE}
_BRACKETS = {"(": ")", "[": "]", "{": "}", "⟨": "⟩", "〈": "〉", "⌈": "⌉", "⌊": "⌋", "⟦": "⟧", "⟮": "⟯", "⟪": "⟫"}
_BARS = frozenset("|‖∣∥❘")
_BIG = frozenset("∑∏∐∫∬∭⨌∮∯∰∱∲∳⋃⋂⋁⋀⨀⨁⨂⨃⨄⨅⨆")
_POSTFIX = frozenset("!‼′″‴⁗'%‰°")
_SEPARATORS = frozenset(",;:.")
_LETTERS = frozenset("∂∇∀∃∄∅∞¬√∛∜ℵ…⋯⋮⋱∎⊤⊥")
_SUMS = frozenset("+−±∓⊕⊖⊞⊟∪∩∨∧∖")
_PRODUCTS = frozenset("×·⋅∗*÷∘⊗⊙⊘⊠•⋆/∕⁄")
_SLASHES = frozenset("/∕⁄")
_OTHER_INFIX = frozenset("/∕⁄*•:")
_ARROWS = ((0x2190, 0x21FF), (0x27F0, 0x27FF), (0x2900, 0x297F))
_AS_WRITTEN = {"-": "−", "‐": "−", "\u2215": "/", "\u2044": "/", "∗": "*", "\u2032\u2032": "″", "〈": "⟨", "〉": "⟩"}
_UNSEEN = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD))
_DOUBLE_STRUCK = dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True))


def letters(text: str, variant: str = "") -> str:
    """The text of a leaf with collapsed white space; mathematical italic letters become plain ones.

    Letters in formulas are italic by default, so italics carry no meaning.
    """
    written = " ".join(text.translate(_UNSEEN).split())
    if variant == "double-struck":
        return _DOUBLE_STRUCK.get(written, written)
    return written if written.isascii() else "".join(map(_plain, written))


def _plain(char: str) -> str:
    if char == "ℎ" or unicodedata.name(char, "").startswith("MATHEMATICAL ITALIC"):
        return unicodedata.normalize("NFKC", char)
    return char


def sign_text(written: str) -> str:
    """The written form of an operator."""
    return _AS_WRITTEN.get(written, written)


def part_of(sign: str) -> Part:
    """The role of an operator, by its sign."""
    if sign in _INVISIBLE:
        return _INVISIBLE[sign]
    if sign in _BRACKETS:
        return Part.OPEN
    if sign in _BRACKETS.values():
        return Part.CLOSE
    if set(sign) <= _BARS:
        return Part.BAR
    for part, signs in ((Part.BIG, _BIG), (Part.SEPARATOR, _SEPARATORS), (Part.POSTFIX, _POSTFIX)):
        if set(sign) <= signs:
            return part
    return Part.INFIX if _is_infix(sign) else Part.OPERAND


def _is_infix(sign: str) -> bool:
    if sign[0] in _LETTERS:
        return False
    is_arrow = any(first <= ord(sign[0]) <= last for first, last in _ARROWS)
    return is_arrow or sign[0] in _OTHER_INFIX or sign in _PRODUCTS or unicodedata.category(sign[-1]) == "Sm"


def infix_rank(sign: str) -> Rank:
    """The binding strength of an operator between two operands."""
    if sign[:1] in _SUMS:
        return Rank.SUM
    return Rank.PRODUCT if sign[:1] in _PRODUCTS else Rank.RELATION


def is_slash(sign: str) -> bool:
    """Whether an operator is a division sign on one line, written without spaces."""
    return sign in _SLASHES


def closing(bracket: str) -> str:
    """The bracket that closes an opening one."""
    return _BRACKETS.get(bracket, bracket)
