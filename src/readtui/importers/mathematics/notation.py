"""Writes two-dimensional formulas on one line with the same meaning, adding parentheses where needed."""

import re
from collections.abc import Sequence
from dataclasses import replace

from readtui.importers.common.superscripts import lowered, raised
from readtui.importers.mathematics.signs import Part, Rank, infix_rank, part_of, sign_text
from readtui.quick_dataclass import dataclass

_LOOSE = re.compile(r"(?<!\w) | (?!\w)")
_DIRECT = re.compile(r"[′″‴⁗'°*†‡]+")
_COMBINING = {
    **dict.fromkeys("^ˆ\u0302", ("\u0302", "hat")),
    **dict.fromkeys("~˜∼\u0303", ("\u0303", "tilde")),
    **dict.fromkeys("¯‾ˉ―−-_\u0304\u0305", ("\u0304", "overline")),
    **dict.fromkeys("→⃗⇀\u20d7\u20d1", ("\u20d7", "vec")),
    **dict.fromkeys("˙.·\u0307", ("\u0307", "dot")),
    **dict.fromkeys("¨\u0308", ("\u0308", "ddot")),
    **dict.fromkeys("ˇ\u030c", ("\u030c", "check")),
    **dict.fromkeys("´\u0301", ("\u0301", "acute")),
    **dict.fromkeys("`\u0300", ("\u0300", "grave")),
    **dict.fromkeys("˘\u0306", ("\u0306", "breve")),
}
_LINES = frozenset("¯‾ˉ―−-_\u0304\u0305\u0332\u0331")
_BRACES = frozenset("⏞⏟︷︸")


@dataclass(frozen=True, slots=True)
class Formula:
    """A piece of a one-line formula.

    ``is_word``: letters separated from their neighbors. ``is_number``: digits as given. ``is_open``: without a space,
    the next piece would seem to belong to it. ``is_scripted``: it already has a script or a root sign.
    """

    text: str
    rank: Rank = Rank.ATOM
    part: Part = Part.OPERAND
    is_word: bool = False
    is_number: bool = False
    is_open: bool = False
    is_scripted: bool = False


NOTHING = Formula("", part=Part.SPACE)


def identifier(text: str) -> Formula:
    """A variable or a function name."""
    return Formula(text, is_word=len(text) > 1 and text[0].isalpha()) if text else NOTHING


def number(text: str) -> Formula:
    return Formula(text.replace("-", "−"), is_number=True) if text else NOTHING


def words(text: str) -> Formula:
    """Running text inside a formula."""
    return Formula(text, Rank.RELATION, Part.SEPARATOR if text in (",", ";", ".", ":") else Part.TEXT, is_word=True)


def operator(written: str) -> Formula:
    """An operator sign, a bracket, or an operator name."""
    sign = sign_text(written)
    part = part_of(sign)
    if part in (Part.SPACE, Part.TIMES, Part.APPLY):
        return Formula("", part=part)
    return Formula(sign, part=part, is_word=part is Part.OPERAND and len(sign) > 1 and sign[0].isalpha())


def grouped(formula: Formula) -> Formula:
    return Formula(f"({formula.text})")


def fraction(above: Formula, below: Formula) -> Formula:
    """A quotient: ``a/b``, ``(a + b) / 2c``."""
    top = above if _is_tight(above) else grouped(above)
    bottom = below if _is_tight(below) and (below.rank is Rank.ATOM or "(" not in below.text) else grouped(below)
    joint = "/" if top is above and bottom is below and not above.is_open else " / "
    return Formula(f"{top.text}{joint}{bottom.text}", Rank.PRODUCT, is_open=bottom.is_open)


def _is_tight(formula: Formula) -> bool:
    """Whether the formula has no spaces outside its parentheses."""
    if formula.rank is not Rank.TIGHT:
        return formula.rank is Rank.ATOM
    depth = 0
    for char in formula.text:
        depth += (char in "([{⟨") - (char in ")]}⟩")
        if char == " " and depth == 0:
            return False
    return True


def root(radicand: Formula, degree: str = "") -> Formula:
    """A root: ``√2``, ``√(x + 1)``, ``∛x``, ``√[n](x)``."""
    sign = {"": "√", "2": "√", "3": "∛", "4": "∜"}.get(degree, f"√[{degree}]")
    is_bare = len(radicand.text) == 1 or radicand.is_number
    if is_bare and sign[-1] != "]":
        return Formula(f"{sign}{radicand.text}", is_open=True, is_scripted=True)
    text = radicand.text if _is_enclosed(radicand.text) else f"({radicand.text})"
    return Formula(sign + text, is_scripted=True)


def scripts(base: Formula, below: Formula = NOTHING, above: Formula = NOTHING, *, is_limit: bool = False) -> Formula:
    """A base with a subscript and a superscript: ``x₁²``, ``x_n``, ``x^(a+b)``; also for the limits of an operator."""
    if base.part is Part.OPERAND and (base.rank is not Rank.ATOM or base.is_scripted):
        base = grouped(base)
    is_limit = is_limit or base.part is Part.BIG
    text = base.text
    low, high = _compact(below.text), _compact(above.text)
    high = "°" if high == "∘" else high
    if low and (is_limit or lowered(low) == low):
        text += f"_{_script(below, low)}"
    elif low:
        text += lowered(low)
    if high and _DIRECT.fullmatch(high):
        text += high
    elif high and (is_limit or "_" in text or raised(high) == high):
        text += f"^{_script(above, high)}"
    elif high:
        text += raised(high)
    part = Part.BIG if is_limit and base.is_word else base.part
    added = text[len(base.text) :]
    is_open = bool(added) and ("_" in added or "^" in added) and added[-1] != ")"
    return replace(base, text=text, part=part, is_open=is_open, is_scripted=bool(high), is_number=False)


def before_scripts(base: Formula, below: Formula, above: Formula) -> Formula:
    front = scripts(NOTHING, NOTHING, above).text + scripts(NOTHING, below).text
    joint = " " if "^" in front or "_" in front else ""
    return replace(base, text=f"{front}{joint}{base.text}", is_scripted=True)


def _compact(text: str) -> str:
    """The text of a script, keeping only spaces between words."""
    return _LOOSE.sub("", text)


def _script(formula: Formula, compact: str) -> str:
    is_single = len(compact) == 1 or formula.is_number or (formula.is_word and compact.isalnum())
    return compact if is_single else f"({compact})"


def marked(base: Formula, mark: Formula, *, is_below: bool = False) -> Formula:
    """A base with an accent or line above or below it: a single letter combines with it, more become a
    function's argument.
    """
    is_letter = len(base.text) == 1 and base.part is Part.OPERAND
    if mark.text in _BRACES:
        return Formula(f"{'underbrace' if is_below else 'overbrace'}({base.text})")
    if is_below and mark.text in _LINES:
        return replace(base, text=f"{base.text}\u0332") if is_letter else Formula(f"underline({base.text})")
    if is_below:
        return scripts(base, mark, is_limit=True)
    if mark.text not in _COMBINING:
        return scripts(base, NOTHING, mark, is_limit=True)
    sign, name = _COMBINING[mark.text]
    return replace(base, text=f"{base.text}{sign}") if is_letter else Formula(f"{name}({base.text})")


def table(rows: Sequence[Sequence[Formula]]) -> Formula:
    """Rows and columns: cells joined by commas, rows by semicolons; stacked equations by semicolons alone.

    Empty columns are dropped.
    """
    used = sorted({index for cells in rows for index, cell in enumerate(cells) if cell.text})
    is_aligned = any(_is_relation(cell.text[:1]) for cells in rows for cell in cells[1:])
    lines = [[cells[index].text if index < len(cells) else "" for index in used] for cells in rows]
    texts = [" ".join(filter(None, line)) if is_aligned else ", ".join(line) for line in lines if any(line)]
    is_matrix = not is_aligned and len(used) > 1
    return Formula("; ".join(texts), Rank.ATOM if is_matrix else Rank.RELATION, Part.TABLE)


def _is_relation(sign: str) -> bool:
    return part_of(sign) is Part.INFIX and infix_rank(sign) is Rank.RELATION


def stacked(above: Formula, below: Formula) -> Formula:
    """Two formulas one above the other without a line, as in a binomial coefficient."""
    return Formula(f"{above.text} choose {below.text}", Rank.RELATION)


def bracket(sign: str, part: Part) -> Formula:
    """A fence, whatever its character."""
    sign = sign.strip()
    return Formula(sign, part=part) if sign else NOTHING


def labelled(formula: Formula, label: Formula) -> Formula:
    """A row of a table followed by its number."""
    return Formula(f"{formula.text}  {label.text}".strip(), formula.rank, formula.part)


def _is_enclosed(text: str) -> bool:
    """Whether one pair of parentheses encloses the whole text."""
    if not (text.startswith("(") and text.endswith(")")):
        return False
    depth = 0
    for index, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return index == len(text) - 1
    return False
