"""Converts MathML to one line of text; its TeX source if it has nothing else."""

from collections.abc import Iterator

from lxml.etree import _Element

from readtui.importers.mathematics import notation
from readtui.importers.mathematics.latex import is_latex
from readtui.importers.mathematics.notation import NOTHING, Formula
from readtui.importers.mathematics.rows import row
from readtui.importers.mathematics.signs import Part, letters
from readtui.importers.mathematics.tex import text_of_tex
from readtui.text.word_tables import word_pairs, word_set

_LATEX = frozenset(("application/x-tex", "application/x-latex", "text/x-tex", "text/x-latex", "tex", "latex"))
_DEEPEST = 60
_NO_TEXT = word_set("mphantom none mprescripts annotation annotation-xml maligngroup malignmark")
_CONTENT = word_pairs(
    "plus +  minus −  times ·  eq =  neq ≠  lt <  gt >  leq ≤  geq ≥  in ∈  and ∧  or ∨  union ∪  intersect ∩  "
    "implies ⇒  equivalent ≡"
)
_CONSTANTS = {"pi": "π", "infinity": "∞", "exponentiale": "e", "imaginaryi": "i", "emptyset": "∅"}
_SCHEMES = word_set("mfrac mroot msub msup msubsup munder mover munderover")
_NO_LINE = ("0", "0pt", "0px", "0em", "0ex")


def text_of_math(math: _Element) -> str:
    """The formula in a ``math`` element, or "". Element names may have a prefix or a namespace."""
    formula = row(_pieces(math, 0)).text
    if formula:
        return formula
    for annotation in _named(math, "annotation"):
        if (annotation.get("encoding") or "").lower() in _LATEX and (source := text_of_tex(_text(annotation))):
            return source
    alternative = " ".join((math.get("alttext") or "").split())
    return text_of_tex(alternative) if is_latex(alternative) else letters(_text(math))


def _named(root: _Element, name: str) -> Iterator[_Element]:
    return (element for element in root.iter() if _name(element) == name)


def _name(element: _Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def _text(element: _Element) -> str:
    return "".join(map(str, element.itertext()))


def _children(element: _Element) -> list[_Element]:
    return [child for child in element if _name(child)]


def _formula(element: _Element, depth: int) -> Formula:
    return row(_pieces(element, depth))


def _pieces(element: _Element, depth: int) -> list[Formula]:
    name = _name(element)
    if not name or name in _NO_TEXT:
        return []
    if depth > _DEEPEST:
        return [notation.words(text)] if (text := letters(_text(element))) else []
    if name in _LEAVES and not any(_name(child) in _SCHEMES for child in element):
        return [_LEAVES[name](element)]
    if name in _SCHEMES:
        return [_scheme(element, [_formula(child, depth + 1) for child in _children(element)])]
    match name:
        case "semantics" | "maction":
            shown = next(iter(_children(element)), None)
            return _pieces(shown, depth + 1) if shown is not None else []
        case "msqrt" | "menclose":
            return [_enclosed(element, row(_inside(element, depth)))]
        case "mmultiscripts":
            return [_multiscripts(element, depth)]
        case "mfenced":
            return _fenced(element, depth)
        case "mtable":
            cells = [cell for line in _children(element) for cell in _children(line)]
            return _pieces(cells[0], depth + 1) if len(cells) == 1 else [_table(element, depth)]
        case "mstack" | "mlongdiv" | "mscarries":
            return [piece for child in _children(element) for piece in (_formula(child, depth + 1), NOTHING)]
        case "apply":
            return [_applied(element, depth)]
    if name in _CONSTANTS:
        return [notation.identifier(_CONSTANTS[name])]
    children = _children(element)
    if not children and (text := letters(_text(element))):
        return [notation.words(text)]
    return _inside(element, depth)


def _inside(element: _Element, depth: int) -> list[Formula]:
    return [piece for child in _children(element) for piece in _pieces(child, depth + 1)]


def _identifier(element: _Element) -> Formula:
    return notation.identifier(letters(_text(element), element.get("mathvariant") or ""))


def _number(element: _Element) -> Formula:
    return notation.number(letters(_text(element)))


def _operator(element: _Element) -> Formula:
    written = letters(_text(element))
    return notation.operator(written) if written or _text(element).strip() == "" else NOTHING


def _words(element: _Element) -> Formula:
    text = letters(_text(element))
    return notation.words(text) if text else NOTHING


def _space(_: _Element) -> Formula:
    return NOTHING


_LEAVES = {"mi": _identifier, "ci": _identifier, "mn": _number, "cn": _number, "mo": _operator, "mtext": _words,
           "ms": _words, "mspace": _space, "mglyph": _space}  # fmt: skip


def _scheme(element: _Element, children: list[Formula]) -> Formula:
    base, second, third = (*children[:3], NOTHING, NOTHING, NOTHING)[:3]
    match _name(element):
        case "mfrac" if (element.get("linethickness") or "").strip() in _NO_LINE:
            return notation.stacked(base, second)
        case "mfrac":
            return notation.fraction(base, second)
        case "mroot":
            return notation.root(base, second.text)
        case "msub":
            return notation.scripts(base, second)
        case "msup":
            return notation.scripts(base, NOTHING, second)
        case "msubsup":
            return notation.scripts(base, second, third)
        case "munderover":
            return notation.scripts(base, second, third, is_limit=True)
        case over_or_under:
            return notation.marked(base, second, is_below=over_or_under == "munder")


def _enclosed(element: _Element, inside: Formula) -> Formula:
    notations = "radical" if _name(element) == "msqrt" else element.get("notation") or ""
    if "radical" in notations:
        return notation.root(inside)
    return Formula(f"cancel({inside.text})") if "strike" in notations else inside


def _multiscripts(element: _Element, depth: int) -> Formula:
    children = _children(element)
    names = [_name(child) for child in children]
    cut = names.index("mprescripts") if "mprescripts" in names else len(children)
    base = _formula(children[0], depth + 1) if children else NOTHING
    behind, front = children[1:cut], children[cut + 1 :]
    if behind:
        base = notation.scripts(base, _every_second(behind, 0, depth), _every_second(behind, 1, depth))
    if not front:
        return base
    return notation.before_scripts(base, _every_second(front, 0, depth), _every_second(front, 1, depth))


def _every_second(children: list[_Element], first: int, depth: int) -> Formula:
    return row([_formula(child, depth + 1) for child in children[first::2]])


def _fenced(element: _Element, depth: int) -> list[Formula]:
    separators = (element.get("separators") if element.get("separators") is not None else ",") or ""
    separators = "".join(separators.split())
    pieces = [notation.bracket(element.get("open", "("), Part.OPEN)]
    for index, child in enumerate(_children(element)):
        if index and separators:
            pieces.append(notation.operator(separators[min(index, len(separators)) - 1]))
        pieces += _pieces(child, depth + 1)
    return [*pieces, notation.bracket(element.get("close", ")"), Part.CLOSE)]


def _table(element: _Element, depth: int) -> Formula:
    rows: list[list[Formula]] = []
    for line in _children(element):
        cells = [_formula(cell, depth + 1) for cell in _children(line)] if _name(line) != "mtd" else []
        if _name(line) == "mlabeledtr" and cells:
            cells = [*cells[1:-1], notation.labelled(cells[-1] if len(cells) > 1 else NOTHING, cells[0])]
        rows.append(cells or [_formula(line, depth + 1)])
    return notation.table(rows) if rows else NOTHING


def _applied(element: _Element, depth: int) -> Formula:
    """Content markup: an operator between its operands, otherwise a function with arguments."""
    children = _children(element)
    if not children:
        return NOTHING
    name, operands = _name(children[0]), [_formula(child, depth + 1) for child in children[1:]]
    if name == "divide" and len(operands) == 2:
        return notation.fraction(*operands)
    if name == "power" and len(operands) == 2:
        return notation.scripts(operands[0], NOTHING, operands[1])
    if name == "root" and operands:
        return notation.root(operands[-1])
    if name in _CONTENT and operands:
        sign = notation.operator(_CONTENT[name])
        pieces = [piece for operand in operands for piece in (sign, operand)]
        return row(pieces if len(operands) == 1 else pieces[1:])
    function = _formula(children[0], depth + 1) if name in ("ci", "apply") else Formula(name)
    return Formula(f"{function.text}({', '.join(operand.text for operand in operands)})")
