"""Raised and lowered digits and signs in Unicode, for superscripts and subscripts."""

import re

_RAISED = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_RAISABLE = re.compile(r"[0-9+\-−=()ni]{1,12}")
_LOWERABLE = re.compile(r"[0-9+\-−=()]{1,12}")


def raised(text: str) -> str:
    """A superscript with raised characters; as it is if one of them has no raised form."""
    return text.translate(_RAISED) if _RAISABLE.fullmatch(text) else text


def lowered(text: str) -> str:
    """A subscript with lowered characters; as it is if one of them has no lowered form."""
    return text.translate(_LOWERED) if _LOWERABLE.fullmatch(text) else text
