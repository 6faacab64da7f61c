"""Extracts the LaTeX source of formulas, and recognizes LaTeX."""

import re

_STYLE = re.compile(r"\{\\(?:display|text)style\s*(.*?)\s*\}", re.DOTALL)
_COMMAND = re.compile(r"\\[A-Za-z]{2,}|\\[,;:!{}|]|[\^_]\{|[A-Za-z0-9)}][\^_][A-Za-z0-9({\\]")
_CDATA = re.compile(r"%?\s*<!\[CDATA\[|%?\s*\]\]>")
_DELIMITERS = (("\\(", "\\)"), ("\\[", "\\]"), ("$$", "$$"), ("$", "$"))
_MAX_CHARACTERS = 20_000
_WORD = re.compile(r"[^\W\d_]{2,}")
_AMOUNT = re.compile(r"\d[\d.,]*(?:[kKMBmb]|bn)?[-–/]?$")
_FUNCTIONS = frozenset(
    {"sin", "cos", "tan", "log", "exp", "lim", "max", "min", "sup", "inf", "det", "dim", "mod", "gcd"}
)
_OPERATORS = frozenset("+-*/=<>")
_LONGEST_NAME = 2
_LONGEST = 1000


def latex_source(written: str) -> str:
    """A formula's source on one line, without commands for size and delimiters; "" for none."""
    source = " ".join(_CDATA.sub(" ", written).split())
    for start, end in _DELIMITERS:
        if source.startswith(start) and source.endswith(end) and len(source) > len(start + end):
            source = source[len(start) : -len(end)].strip()
            break
    match = _STYLE.fullmatch(source)
    source = match[1] if match else source.removeprefix("\\displaystyle ").strip()
    return source if len(source) <= _MAX_CHARACTERS else ""


def is_formula(text: str) -> bool:
    """Whether what stands between two dollar signs is a formula, and not an amount or the name of a variable."""
    if not text or text[0].isspace() or text[-1].isspace() or len(text) > _LONGEST or "\n\n" in text:
        return False
    if is_latex(text):
        return True
    words = [word for word in _WORD.findall(text) if word not in _FUNCTIONS]
    if _AMOUNT.match(text) or len(words) > 2 or (text[0].isdecimal() and words):
        return False
    return all(len(word) <= _LONGEST_NAME for word in words) and (
        any(map(str.isalnum, text)) or not _OPERATORS.isdisjoint(text)
    )


def is_latex(text: str) -> bool:
    """Whether a text contains something that only formula source has."""
    return _COMMAND.search(text) is not None
