"""Converts AsciiMath, the usual notation of formulas in AsciiDoc, by way of TeX."""

import re

from readtui.importers.mathematics.latex import is_latex
from readtui.importers.mathematics.signs import letters_of_tex, operators_of_tex
from readtui.importers.mathematics.tex import text_of_tex
from readtui.text.word_tables import word_pairs

_TOKEN = re.compile(r"\"([^\"]*)\"|[A-Za-z]+|[-+*/<>=!~|^:_]+|.", re.DOTALL)
_NUMBER_IN_SCRIPT = re.compile(r"([\^_])\s*(-?\d+(?:\.\d+)?)")
_COMMANDS = word_pairs(
    """
    * cdot  ** ast  xx times  -: div  +- pm  != ne  <= le  >= ge  -> to  => Rightarrow  <=> iff  |-> mapsto  -= equiv
    ~~ approx  ~= cong  oo infty  AA forall  EE exists  O/ emptyset  uu cup  nn cap  sub subset  sup supset
    sube subseteq  del partial  grad nabla  or lor  and land  not neg
    """
)
_SIGNS = {
    **{sign: rf"\{command} " for sign, command in _COMMANDS.items()},
    **{f"{letter}{letter}": rf"\mathbb{{{letter}}}" for letter in "RNZQC"},
    **{"sqrt": "√", "text": ""},
}
_NO_COMMANDS = frozenset(("text", "sup", "sub", "o", "l", "S", "P", "O", "L", "N", "Z", "Q", "R", "C"))


def text_of_stem(source: str) -> str:
    """A formula in AsciiMath or TeX, told by its backslashes, on one line."""
    if "\\" in source or (is_latex(source) and "{" in source):
        return text_of_tex(source)
    source = _with_braces(_NUMBER_IN_SCRIPT.sub(r"\1{\2}", source))
    return text_of_tex("".join(_token(found) for found in _TOKEN.finditer(source)))


def _with_braces(source: str) -> str:
    """The formula with braces, which are not shown, where brackets hold a script together."""
    signs: list[str] = []
    opened: list[bool] = []
    before = ""
    for sign in source:
        if sign == "(":
            opened.append(before in ("^", "_"))
            signs.append("{" if opened[-1] else sign)
        elif sign == ")" and opened:
            signs.append("}" if opened.pop() else sign)
        else:
            signs.append(sign)
        before = before if sign.isspace() else sign
    return "".join(signs)


def _token(found: re.Match[str]) -> str:
    written = found[0]
    if found[1] is not None:
        return rf"\text{{{found[1]}}}"
    if written in _SIGNS:
        return _SIGNS[written]
    if len(written) > 1 and written.isalpha():
        is_known = written in letters_of_tex() or written in operators_of_tex()
        return rf"\{written} " if is_known and written not in _NO_COMMANDS else rf"\mathrm{{{written}}}"
    return written
