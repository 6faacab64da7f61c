"""The signs of formulas: brackets, operators or letters, how each is written, and the names that TeX has for them."""

import unicodedata
from enum import Enum, IntEnum, auto
from functools import cache
from pathlib import Path

from readtui.text.word_tables import word_pairs, word_set


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
    return _BRACKETS.get(bracket, bracket)


ACCENTS = word_pairs(
    """
    hat ^  widehat ^  tilde ~  widetilde ~  bar ¯  overline ¯  vec →  dot ˙  overrightarrow →  ddot ¨  check ˇ
    widecheck ˇ  acute ´  grave `  breve ˘  mathring ∘  overleftarrow ←  overbrace ⏞  overbracket ⏞  dddot ⃛
    """
)
"""Marks above an argument."""
BELOW = {"underline": "_", "underbrace": "⏟", "underbracket": "⏟", "underbar": "_", "utilde": "~"}
FACES = word_set(
    """
    mathrm mathbf mathit mathsf mathtt mathnormal mathcal mathscr mathfrak mathbb boldsymbol bm pmb symbf symrm symbb
    mathds bold rm operatorname mathop mathbin mathrel mathord mathopen mathclose mathpunct mathinner
    """
)
DOUBLE_STRUCK = frozenset({"mathbb", "mathds", "symbb"})
WORDS = word_set(
    "text textrm textbf textit textsf texttt textnormal textup textsc mbox hbox textmd emph intertext shortintertext"
)
FRACTIONS = frozenset(["frac", "dfrac", "tfrac", "cfrac", "sfrac", "nicefrac", "xfrac", "flatfrac"])
FENCE_SIZES = frozenset(f"{size}{side}" for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m"))
UNSEEN_ARGUMENT = word_set(
    "label hspace vspace hphantom vphantom phantom color kern mkern mskip raisebox index rule arraystretch"
)
"""Commands whose argument is not shown."""
SPACES = word_set(", ; : > ! quad qquad enspace thinspace medspace thickspace space") | {" "}


@cache
def letters_of_tex() -> dict[str, str]:
    """Letters and other operands by the names of their commands."""
    return word_pairs(_tables()["letters"])


@cache
def operators_of_tex() -> dict[str, str]:
    """Operators and brackets by the names of their commands."""
    return word_pairs(_tables()["operators"])


@cache
def function_names() -> frozenset[str]:
    """The commands that write their own names."""
    return word_set(_tables()["names"])


def _tables() -> dict[str, str]:
    """The tables of ``tex-signs.txt``, each below its name."""
    tables = Path(__file__).with_name("tex-signs.txt").read_text(encoding="utf-8").split("\n\n")
    return {name: words for name, _, words in (table.partition("\n") for table in tables)}
