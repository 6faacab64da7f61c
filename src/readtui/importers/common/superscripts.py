"""Superscripts and subscripts in a line of text: as Unicode characters, otherwise with ^ and _."""

import re

_RAISED = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_RAISABLE = re.compile(r"[0-9+\-−=()ni]{1,12}")
_LOWERABLE = re.compile(r"[0-9+\-−=()]{1,12}")


def raised(text: str) -> str:
    """The text in superscript characters; unchanged if one of them has no such form."""
    return text.translate(_RAISED) if _RAISABLE.fullmatch(text) else text


def lowered(text: str) -> str:
    """The text in subscript characters; unchanged if one of them has no such form."""
    return text.translate(_LOWERED) if _LOWERABLE.fullmatch(text) else text


# Raised letters that are not exponents: ordinals, abbreviations, marks.
_IN_WRITING = re.compile(
    r"st|nd|rd|th|e|er|ers|ère|ere|es|re|ème|eme|me|mes|nde|de|ie|gr|o|os|a|as|te|ten|r|tm|sm|mo|ma|ve|lle|lles",
    re.IGNORECASE,
)
_NOTE = re.compile(r"(?:\[[^\[\]]{1,20}\]\s?)+")
_VARIABLE = re.compile(r"(?:^|\W)[a-zα-ω]$")
_SYMBOL = re.compile(r"(?:^|[\W\d_])[^\W\d_]$")
_LETTERS = re.compile(r"[^\W\d_]+")
_LONGEST_SCRIPT = 24


def superscript(base: str, text: str) -> str:
    """The superscript ``text`` after ``base``, the text right before it; may be empty.

    It uses superscript characters if all of it has them, and ``^`` if it would otherwise read as another number or
    variable (``10^-x``). Text that is superscript only typographically stays as it is (``1st``, ``Mme``).
    """
    high = raised(text)
    if _NOTE.fullmatch(text):
        # The number of a note, as in encyclopedias, even after another number.
        return text
    if high != text or not base or len(text) > _LONGEST_SCRIPT:
        return high
    if _LETTERS.fullmatch(text):
        is_power = (base[-1].isdigit() or _VARIABLE.search(base) is not None) and not _IN_WRITING.fullmatch(text)
    else:
        is_power = base[-1] in "0123456789)" or _SYMBOL.search(base) is not None
    return _scripted("^", base, text) if is_power else text


def subscript(base: str, text: str) -> str:
    """The subscript ``text`` after ``base``: in subscript characters if all of it has them, otherwise with ``_``."""
    low = lowered(text)
    if low != text or not base or len(text) > _LONGEST_SCRIPT:
        return low
    return _scripted("_", base, text)


def _scripted(sign: str, base: str, text: str) -> str:
    if not (base[-1].isalnum() or base[-1] in ")]}|") or not any(map(str.isalnum, text)):
        return text
    return f"{sign}{text}" if re.fullmatch(r"[-−+]?\w+", text) else f"{sign}({text})"
