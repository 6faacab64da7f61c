"""Converts KaTeX's HTML to one line of text, for pages that contain nothing else of a formula."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import zip_longest
from unicodedata import normalize

from lxml.etree import _Element

from readtui.importers.mathematics import notation
from readtui.importers.mathematics.notation import NOTHING, Formula
from readtui.importers.mathematics.rows import row
from readtui.importers.mathematics.signs import Part, Rank, letters

_DEEPEST = 120
_TOP = re.compile(r"(?:^|;)\s*top:\s*(-?\d+(?:\.\d+)?)em")
_PHANTOM = re.compile(r"color:\s*transparent")
_UNSEEN = frozenset(
    ("strut", "pstrut", "nulldelimiter", "vlist-s", "frac-line", "hline", "hide-tail", "arraycolsep", "stretchy")
)
_RIGHT = {"⎛": "(", "⎜": "(", "⎝": "(", "⎡": "[", "⎢": "[", "⎣": "[", "⎧": "{", "⎨": "{", "⎩": "{", "∣": "|", "∥": "‖"}
_LEFT = {"⎞": ")", "⎟": ")", "⎠": ")", "⎤": "]", "⎥": "]", "⎦": "]", "⎫": "}", "⎬": "}", "⎭": "}", "⎪": ""}
_FENCES = {**_RIGHT, **_LEFT}
_DRAWN = {"875": "()", "667": "[]", "333": "||", "556": "‖‖"}
"""Drawn brackets, identified by their width in the drawing."""
_DRAWN_SIGNS = (
    *(("M377 20c", "→"), ("M0 241v40h3", "→"), ("M400000 241H1", "←")),
    *(("M529 0h5", "^"), ("M1181 0h2", "^"), ("M1181,220", "ˇ")),
    *((start, "~") for start in ("M200 55.5", "M344 55.2", "M457 11.", "M786 58", "M786 59")),
)
"""The beginnings of the drawings of accents and arrows."""
_NEGATION = "\ue020"
_FACES = {"mathbb": "double-struck"}


def text_of_katex(html: _Element) -> str:
    """The formula in an element of the class ``katex-html``; "" for none, and for markup from before KaTeX 0.9."""
    names = {name for one in html.iter("span") for name in _classes(one)}
    return _formula(html, 0).text if "vlist" not in names or "vlist-t" in names else ""


def _classes(element: _Element) -> frozenset[str]:
    return frozenset(name.removeprefix("katex-") for name in (element.get("class") or "").split())


def _children(element: _Element) -> list[_Element]:
    return [child for child in element if isinstance(child.tag, str)]


def _formula(element: _Element, depth: int) -> Formula:
    return row(_pieces(element, depth))


def _pieces(element: _Element, depth: int) -> list[Formula]:
    classes = _classes(element)
    if not _UNSEEN.isdisjoint(classes) or _PHANTOM.search(element.get("style") or ""):
        return []
    children = _children(element)
    if depth > _DEEPEST:
        text = letters("".join(map(str, element.itertext())))
        return [notation.words(text)] if text else []
    if "delimsizing" in classes:
        return [_fence(element, classes)]
    if "mspace" in classes:
        return _inside(children, depth) if children else [NOTHING]
    if not children or (element.text or "").strip():
        return _leaf(element, classes)
    if "text" in classes:
        return [notation.words(letters("".join(map(str, element.itertext()))))]
    if "mtable" in classes:
        return [_table(children, depth)]
    if "mfrac" in classes:
        return [_fraction(element, depth)]
    if "sqrt" in classes:
        return [_root(children, depth)]
    if "accent" in classes or "overline" in classes or "underline" in classes:
        return [_marked(element, classes, depth)]
    if "munder" in classes or "mover" in classes:
        return [_under_or_over(element, classes, depth)]
    if "x-arrow" in classes:
        over = row(_seen_levels(element, depth))
        return [notation.scripts(notation.operator(_drawn_sign(element) or "→"), NOTHING, over, is_limit=True)]
    if "op-limits" in classes:
        return [_with_limits(element, depth)]
    if "vlist-t" in classes:
        pieces = [_formula(level, depth + 1) for level in reversed(_levels(element))]
        is_struck = any(one.tag == "line" for one in element.iter())
        return [Formula(f"cancel({row(pieces).text})")] if is_struck else pieces
    return _inside(children, depth)


def _inside(children: Sequence[_Element], depth: int) -> list[Formula]:
    pieces: list[Formula] = []
    for child in children:
        if "msupsub" not in _classes(child):
            pieces += _pieces(child, depth + 1)
            continue
        below, above = _scripts(child, depth)
        while pieces and not pieces[-1].text:
            pieces.pop()
        is_operand = bool(pieces) and pieces[-1].part is Part.OPERAND
        base, pieces = (row(pieces), []) if is_operand else (pieces.pop() if pieces else NOTHING, pieces)
        pieces.append(notation.scripts(base, below, above))
    return _joined(pieces)


def _joined(pieces: list[Formula]) -> list[Formula]:
    """Join the digits of numbers, and turn struck-through pieces into negations."""
    joined: list[Formula] = []
    for piece in pieces:
        before = joined[-1] if joined else NOTHING
        if before.text == _NEGATION and piece.text:
            joined[-1] = notation.operator(normalize("NFC", f"{piece.text}\u0338"))
        elif before.text == _NEGATION:
            continue
        elif before.is_number and piece.rank is Rank.ATOM and piece.text[:1].isdecimal():
            joined[-1] = replace(piece, text=before.text + piece.text)
        else:
            joined.append(piece)
    return joined


def _leaf(element: _Element, classes: frozenset[str]) -> list[Formula]:
    if (element.text or "").strip() == _NEGATION:
        return [Formula(_NEGATION)]
    face = next((variant for name, variant in _FACES.items() if name in classes), "")
    text = letters("".join(map(str, element.itertext())), face)
    if not text:
        return []
    if not classes.isdisjoint(("mbin", "mrel", "mpunct", "mopen", "mclose", "mop", "op-symbol")):
        return [notation.identifier(text), Formula("", part=Part.APPLY)] if text.isalpha() else [_sign(text, classes)]
    if text[0].isdecimal():
        return [notation.number(text)]
    if "mathnormal" in classes:
        return [notation.identifier(letter) for letter in text]
    return [notation.identifier(text) if text[0].isalpha() else notation.operator(text)]


def _sign(text: str, classes: frozenset[str]) -> Formula:
    if "mopen" in classes:
        return notation.bracket(text, Part.OPEN)
    return notation.bracket(text, Part.CLOSE) if "mclose" in classes else notation.operator(text)


def _fence(element: _Element, classes: frozenset[str]) -> Formula:
    parent = element.getparent()
    around = classes | (_classes(parent) if parent is not None else frozenset())
    glyphs = letters("".join(map(str, element.itertext()))).replace("\u200b", "").strip()
    sign = next((_FENCES[glyph] for glyph in glyphs if _FENCES.get(glyph)), glyphs[:1])
    if not sign:
        drawing = next((one for one in element.iter() if str(one.tag).endswith("svg")), None)
        width = (drawing.get("viewbox") or drawing.get("viewBox") or "").split()[2:3] if drawing is not None else []
        pair = _DRAWN.get(width[0] if width else "", "()")
        sign = pair["mclose" in around]
    is_close = "mclose" in around
    return notation.bracket(sign, Part.CLOSE if is_close else Part.OPEN if "mopen" in around else Part.INFIX)


def _levels(element: _Element) -> list[_Element]:
    """The stacked parts of an element, from the bottom up."""
    stack = next((one for one in element.iter("span") if "vlist" in _classes(one)), None)
    levels = _children(stack) if stack is not None else []
    return sorted(levels, key=lambda level: -_top(level))


def _top(level: _Element) -> float:
    found = _TOP.search(level.get("style") or "")
    return float(found[1]) if found else 0.0


def _seen_levels(element: _Element, depth: int) -> list[Formula]:
    return [formula for level in _levels(element) if (formula := _formula(level, depth + 1)).text]


def _scripts(element: _Element, depth: int) -> tuple[Formula, Formula]:
    levels = _seen_levels(element, depth)
    if len(levels) > 1:
        return levels[0], levels[-1]
    only = levels[0] if levels else NOTHING
    reaches_below = any("vlist-t2" in _classes(one) for one in _children(element))
    return (only, NOTHING) if reaches_below else (NOTHING, only)


def _fraction(element: _Element, depth: int) -> Formula:
    below, above = (*_seen_levels(element, depth), NOTHING, NOTHING)[:2]
    has_line = any("frac-line" in _classes(one) for one in element.iter("span"))
    return notation.fraction(above, below) if has_line else notation.stacked(above, below)


def _root(children: Iterable[_Element], depth: int) -> Formula:
    degree = radicand = NOTHING
    for child in children:
        if "root" in _classes(child):
            degree = _formula(child, depth + 1)
        else:
            radicand = (*_seen_levels(child, depth), NOTHING)[0]
    return notation.root(radicand, degree.text)


def _marked(element: _Element, classes: frozenset[str], depth: int) -> Formula:
    base, *marks = (*_seen_levels(element, depth), NOTHING)
    if "overline" in classes:
        return notation.marked(base, notation.operator("¯"))
    if "underline" in classes:
        return notation.marked(base, notation.operator("_"), is_below=True)
    sign = marks[0].text or _drawn_sign(element)
    return notation.marked(base, Formula(sign)) if sign else Formula(f"accent({base.text})")


def _drawn_sign(element: _Element) -> str:
    drawings = [str(one.get("d")) for one in element.iter() if str(one.tag).endswith("path")]
    signs = {sign for drawing in drawings for start, sign in _DRAWN_SIGNS if drawing.startswith(start)}
    return "↔" if signs == {"←", "→"} else signs.pop() if len(signs) == 1 else ""


def _under_or_over(element: _Element, classes: frozenset[str], depth: int) -> Formula:
    """A brace with its contents, or something with a label below or above."""
    levels = _seen_levels(element, depth)
    if any("stretchy" in _classes(one) for level in _levels(element) for one in _children(level)) and levels:
        is_brace = any(name.startswith("brace") for one in element.iter("span") for name in _classes(one))
        sign = ("⏟" if "munder" in classes else "⏞") if is_brace else _drawn_sign(element)
        return notation.marked(levels[0], Formula(sign), is_below="munder" in classes) if sign else levels[0]
    if len(levels) < 2:
        return levels[0] if levels else NOTHING
    if "munder" in classes:
        return notation.scripts(levels[-1], row(levels[:-1]), is_limit=True)
    return notation.scripts(levels[0], NOTHING, row(levels[1:]), is_limit=True)


def _with_limits(element: _Element, depth: int) -> Formula:
    levels = [(_formula(level, depth + 1), level) for level in _levels(element)]
    at = next(
        (
            number
            for number, (_, level) in enumerate(levels)
            if any("mop" in _classes(one) or "op-symbol" in _classes(one) for one in level.iter("span"))
        ),
        0,
    )
    below = row([formula for formula, _ in levels[:at]])
    above = row([formula for formula, _ in levels[at + 1 :]])
    base = levels[at][0] if levels else NOTHING
    return notation.scripts(base, below, above, is_limit=True)


def _table(children: Sequence[_Element], depth: int) -> Formula:
    columns = [
        [_formula(level, depth + 1) for level in reversed(_levels(child))]
        for child in children
        if any(name.startswith("col-align") for name in _classes(child))
    ]
    return notation.table(list(zip_longest(*columns, fillvalue=NOTHING)))
