"""Finds the signs between the words of a text that carry meaning: operators, currencies, degrees, minus."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import regex

_MINUS = "-"
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2212"
_OPERATORS = re.compile(r"[=!]==?|[<>]=|=>|[-]>|<-|[-+*/%|&^:]=|\+\+|&&|\|\||<<|>>|<>")
_BEFORE_MINUS = "([{=<>+*/,;:"


def signs(gap: str, *, figure_follows: bool) -> list[str]:
    """The signs in ``gap``, which is between two words or at an end of the text, in order.

    Punctuation, quotation marks and dashes do not count, nor does Markdown or HTML markup.
    """
    if gap in (" ", "", ", ", ". "):
        return []
    found = list(_operators(gap))
    if figure_follows and gap and gap[-1] in _DASHES and (len(gap) > 1 and _may_precede_minus(gap[-2])):
        found.append(_MINUS)
    return found


def may_have_signs(text: str) -> bool:
    """Whether there is anything of which signs between words are made."""
    return _runs().search(text) is not None


def plain_gap(gap: str) -> str:
    """The punctuation of ``gap`` that matters in comparisons, without spaces, quotation marks and Markdown markup."""
    return _markup().sub("", unicodedata.normalize("NFKC", gap)) if gap != " " else ""


def _may_precede_minus(character: str) -> bool:
    """Whether a dash after this character can be a minus; otherwise it marks a range or a compound word."""
    return character.isspace() or character in _BEFORE_MINUS


def _operators(gap: str) -> Iterator[str]:
    gap = _links().sub(" ", gap)
    for found in _runs().finditer(gap):
        run, start, end = found[0], found.start(), found.end()
        line = gap[:start].rpartition("\n")
        begins_line = bool(line[1]) and not line[2].strip()
        before, after = gap[start - 1 : start], gap[end : end + 1]
        if _is_operator(run, before, after, begins_line=begins_line):
            yield unicodedata.normalize("NFKC", run)


def _is_operator(run: str, before: str, after: str, *, begins_line: bool) -> bool:
    """Whether the run is an operator. ``before`` and ``after`` are empty if a word is adjacent."""
    if _OPERATORS.fullmatch(run):
        return not (begins_line and set(run) <= {"=", ">"})
    if run in ("*", "**", "/"):
        return before.isspace() and after.isspace() and not begins_line
    if run in ("<", ">"):
        return not begins_line and (before == after or (before.isspace() and after.isspace()))
    if run == "+":
        return not (begins_line and after.isspace())
    if run == "!":
        return not after and not before.strip("( \n")
    if run == "=":
        return True
    # Other runs are mathematical signs or decoration.
    return any((unicodedata.category(each) in ("Sm", "Sc") and each not in "|~<>+=") or each in "%‰°^" for each in run)


@cache
def _runs() -> "regex.Pattern[str]":
    import regex

    return regex.compile(r"[[=!<>+*/&|^:\-]]+|[\p{Sm}\p{Sc}%‰°]+", regex.V1)


@cache
def _links() -> "regex.Pattern[str]":
    import regex

    return regex.compile(r"\]\([^()\s]*(?:\s\"[^\"]*\")?\)|\[\^\w+\]")


@cache
def _markup() -> "regex.Pattern[str]":
    import regex

    return regex.compile(r"\]\([^()\s]*\)|\[\^\w+\]|[\s*_`\[\]#>|~\"'´‘’‚‛“”„‟‹›«»\p{Pd}\u2212\u00ad\u200b]+", regex.V1)
