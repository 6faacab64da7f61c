"""Converts Word's formulas (OMML) to one line of text."""

import re
from collections.abc import Callable, Iterator

from lxml.etree import _Element

from readtui.importers.mathematics import notation
from readtui.importers.mathematics.notation import NOTHING, Formula
from readtui.importers.mathematics.rows import row
from readtui.importers.mathematics.signs import Part, letters

_DEEPEST = 60
_OFF = ("0", "off", "false")
_FUNCTIONS = (
    "arccos|arcsin|arctan|arg|cosh|cos|coth|cot|csc|deg|det|dim|exp|gcd|hom|inf|ker|lcm|lim|ln|log|max|min|mod|sec|sinh"
    "|sin|sup|tanh|tan"
)
_TOKEN = re.compile(
    rf"\d+(?:[.,]\d+)*|(?<![^\W\d_])(?:{_FUNCTIONS})(?![^\W\d_])|[^\W\d_]|\s+|[:<>=!]=|[-=]>|.", re.DOTALL
)
_WORDS = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|\s+|[:<>=!]=|[-=]>|.", re.DOTALL)


def text_of_formula(formula: _Element) -> str:
    """The formula in an ``oMath`` element, or ""."""
    return row(_inside(formula, 0)).text


def _value(element: _Element, path: str, otherwise: str = "") -> str:
    """The value of a property, by its path below the element's properties; ``otherwise`` if it is missing."""
    found = element.find("/".join(f"{{*}}{step}" for step in path.split("/")))
    if found is None:
        return otherwise
    return next((str(value) for key, value in found.items() if str(key).rpartition("}")[2] == "val"), "")


def _is_on(element: _Element, path: str) -> bool:
    """Whether a switch is on; a switch without a value is."""
    return _value(element, path, "0") not in _OFF


def _child(element: _Element, name: str, depth: int) -> Formula:
    found = element.find(f"{{*}}{name}")
    return row(_inside(found, depth + 1)) if found is not None else NOTHING


def _children(element: _Element, name: str, depth: int) -> list[Formula]:
    return [row(_inside(child, depth + 1)) for child in element.iterchildren(f"{{*}}{name}")]


def _inside(element: _Element, depth: int) -> list[Formula]:
    """The contents of an element as pieces of a row."""
    if depth > _DEEPEST:
        text = letters(" ".join(str(leaf.text or "") for leaf in element.iter("{*}t")))
        return [notation.words(text)] if text else []
    return [piece for child in element for piece in _pieces(child, depth)]


def _pieces(element: _Element, depth: int) -> list[Formula]:
    name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
    if name in _SCHEMES:
        return [_SCHEMES[name](element, depth)]
    match name:
        case "r":
            return list(_run(element))
        case "d":
            return _delimited(element, depth)
        case "nary":
            return _nary(element, depth)
        case "func":
            return [_named_function(element, depth), *_operand(element, depth)]
        case "phant":
            return _operand(element, depth) if _value(element, "phantPr/show", "1") not in _OFF else []
        case "box" | "borderBox":
            return _operand(element, depth)
        case "del" | "moveFrom" | "ctrlPr":
            return []
    if name.endswith("Pr"):
        return []
    return _inside(element, depth + 1)


def _operand(element: _Element, depth: int) -> list[Formula]:
    child = element.find("{*}e")
    return _inside(child, depth + 1) if child is not None else []


def _named_function(element: _Element, depth: int) -> Formula:
    name = _child(element, "fName", depth)
    return notation.identifier(name.text) if name.text.isalpha() else name


def _run(run: _Element) -> Iterator[Formula]:
    """The letters, numbers and signs of a run; adjacent upright letters form a word, and so does plain text."""
    text = "".join(str(leaf.text or "") for leaf in run.iter("{*}t"))
    style, script = _value(run, "rPr/sty"), _value(run, "rPr/scr")
    if _is_on(run, "rPr/nor"):
        if plain := letters(text):
            yield notation.words(plain)
        return
    variant = "double-struck" if script == "double-struck" else ""
    for token in (_WORDS if style == "p" else _TOKEN).findall(letters(text) if text.strip() else ""):
        if token[0].isdigit():
            yield notation.number(token)
        elif token[0].isalpha():
            yield notation.identifier(letters(token, variant))
        else:
            yield notation.operator(token.strip())


def _fraction(element: _Element, depth: int) -> Formula:
    above, below = _child(element, "num", depth), _child(element, "den", depth)
    if _value(element, "fPr/type") == "noBar":
        return notation.stacked(above, below)
    return notation.fraction(above, below)


def _root(element: _Element, depth: int) -> Formula:
    degree = "" if _is_on(element, "radPr/degHide") else _child(element, "deg", depth).text
    return notation.root(_child(element, "e", depth), degree)


def _scripts(element: _Element, depth: int) -> Formula:
    return notation.scripts(_child(element, "e", depth), _child(element, "sub", depth), _child(element, "sup", depth))


def _before_scripts(element: _Element, depth: int) -> Formula:
    return notation.before_scripts(
        _child(element, "e", depth), _child(element, "sub", depth), _child(element, "sup", depth)
    )


def _below(element: _Element, depth: int) -> Formula:
    return notation.scripts(_child(element, "e", depth), _child(element, "lim", depth), is_limit=True)


def _above(element: _Element, depth: int) -> Formula:
    return notation.scripts(_child(element, "e", depth), NOTHING, _child(element, "lim", depth), is_limit=True)


def _accent(element: _Element, depth: int) -> Formula:
    mark = _value(element, "accPr/chr", "\u0302") or "\u0302"
    return notation.marked(_child(element, "e", depth), Formula(mark))


def _bar(element: _Element, depth: int) -> Formula:
    is_below = _value(element, "barPr/pos", "bot") != "top"
    return notation.marked(_child(element, "e", depth), Formula("‾"), is_below=is_below)


def _group(element: _Element, depth: int) -> Formula:
    mark = _value(element, "groupChrPr/chr", "⏟") or "⏟"
    is_below = _value(element, "groupChrPr/pos", "bot") != "top"
    return notation.marked(_child(element, "e", depth), Formula(mark), is_below=is_below)


def _matrix(element: _Element, depth: int) -> Formula:
    rows = [_children(line, "e", depth) for line in element.iterchildren("{*}mr")]
    return notation.table([cells for cells in rows if cells]) if any(rows) else NOTHING


def _equations(element: _Element, depth: int) -> Formula:
    rows = [[line] for line in _children(element, "e", depth) if line.text]
    return notation.table(rows) if rows else NOTHING


_SCHEMES: dict[str, Callable[[_Element, int], Formula]] = {
    "f": _fraction,
    "rad": _root,
    **dict.fromkeys(("sSup", "sSub", "sSubSup"), _scripts),
    "sPre": _before_scripts,
    "limLow": _below,
    "limUpp": _above,
    "acc": _accent,
    "bar": _bar,
    "groupChr": _group,
    "m": _matrix,
    "eqArr": _equations,
}


def _delimited(element: _Element, depth: int) -> list[Formula]:
    separator = _value(element, "dPr/sepChr", "|")
    pieces = [notation.bracket(_value(element, "dPr/begChr", "("), Part.OPEN)]
    for index, inside in enumerate(element.iterchildren("{*}e")):
        if index and separator:
            pieces.append(Formula(separator, part=Part.SEPARATOR if separator in ",;" else Part.INFIX))
        pieces += _inside(inside, depth + 1)
    return [*pieces, notation.bracket(_value(element, "dPr/endChr", ")"), Part.CLOSE)]


def _nary(element: _Element, depth: int) -> list[Formula]:
    sign = notation.operator(_value(element, "naryPr/chr", "∫") or "∫")
    below = NOTHING if _is_on(element, "naryPr/subHide") else _child(element, "sub", depth)
    above = NOTHING if _is_on(element, "naryPr/supHide") else _child(element, "sup", depth)
    return [notation.scripts(sign, below, above, is_limit=True), *_operand(element, depth)]
