"""Extracts the LaTeX source of formulas, and recognizes LaTeX."""

import re

_STYLE = re.compile(r"\{\\(?:display|text)style\s*(.*?)\s*\}", re.DOTALL)
_COMMAND = re.compile(r"\\[A-Za-z]{2,}|\\[,;:!{}|]|[\^_]\{|[A-Za-z0-9)}][\^_][A-Za-z0-9({\\]")
_CDATA = re.compile(r"%?\s*<!\[CDATA\[|%?\s*\]\]>")
_DELIMITERS = (("\\(", "\\)"), ("\\[", "\\]"), ("$$", "$$"), ("$", "$"))
_MAX_CHARACTERS = 20_000


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


def is_latex(text: str) -> bool:
    """Whether a text contains something that only formula source has."""
    return _COMMAND.search(text) is not None
