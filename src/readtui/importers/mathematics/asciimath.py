"""Converts AsciiMath, the usual notation of formulas in AsciiDoc, by way of TeX."""

import re

from readtui.importers.mathematics.latex import is_latex
from readtui.importers.mathematics.signs import letters_of_tex, operators_of_tex
from readtui.importers.mathematics.tex import text_of_tex

_TOKEN = re.compile(r"\"([^\"]*)\"|[A-Za-z]+|[-+*/<>=!~|^:_]+|.", re.DOTALL)
_NUMBER_IN_SCRIPT = re.compile(r"([\^_])\s*(-?\d+(?:\.\d+)?)")
_SIGNS = {
    **{"*": r"\cdot ", "**": r"\ast ", "xx": r"\times ", "-:": r"\div ", "+-": r"\pm ", "!=": r"\ne ", "<=": r"\le "},
    **{">=": r"\ge ", "->": r"\to ", "=>": r"\Rightarrow ", "<=>": r"\iff ", "|->": r"\mapsto ", "-=": r"\equiv "},
    **{"~~": r"\approx ", "~=": r"\cong ", "oo": r"\infty ", "AA": r"\forall ", "EE": r"\exists ", "O/": r"\emptyset "},
    **{"RR": r"\mathbb{R}", "NN": r"\mathbb{N}", "ZZ": r"\mathbb{Z}", "QQ": r"\mathbb{Q}", "CC": r"\mathbb{C}"},
    **{
        "uu": r"\cup ",
        "nn": r"\cap ",
        "sub": r"\subset ",
        "sup": r"\supset ",
        "sube": r"\subseteq ",
        "del": r"\partial ",
    },
    **{"grad": r"\nabla ", "or": r"\lor ", "and": r"\land ", "not": r"\neg ", "sqrt": "√", "text": ""},
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
