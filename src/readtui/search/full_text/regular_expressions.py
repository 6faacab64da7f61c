"""Searches with regular expressions. Their time is limited, because a pattern may take forever on a text."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import field
from typing import TYPE_CHECKING

from readtui.codec.strict_json import MANY_DIGITS
from readtui.errors import UsageError
from readtui.quick_dataclass import dataclass
from readtui.search.full_text.word_search import is_unspaced
from readtui.text.case_folding import folding

if TYPE_CHECKING:
    import regex

_SECONDS = 2.0
_ATOM = re.compile(
    r"(?P<group>\((?!\?|\*)|\(\?:)|(?P<end>\))|(?P<either>\|)"
    r"|(?P<other>\\[dDwWsSbBAZntr]|[.^$]|\[\^?\]?(?:[^\[\]\\]|\\[dDwWsSntr!-/:-@\[-`{-~])*\])"
    r"|\\(?P<escaped>[!-/:-@\[-`{-~])|(?P<plain>[^\\\[\](){}|.^$*+?])",
    re.ASCII,
)
_REPEATED = re.compile(r"(?P<often>[*?+]|\{(?P<least>\d*)(?:,\d*)?\})[+?]?")
# To the regex module, these four are the same letter without case.
_DOTTED = "iIİı"
# Letters that a character after them never changes, as accents are dropped: of alphabets in Europe and the Middle East,
# and ideographs.
_FIRM = re.compile("[\0-\u08ff\u1e00-\u2000\u4e00-\u9fff]")
# Letters and digits that every FTS5 takes for such, and leaves as they are when they are folded.
_SPACED = (
    "0-9a-zà-öø-\u024f\u03ac-\u03ce\u0430-\u0481\u05d0-\u05ea\u0620-\u064a\u0660-\u0669"
    "\u0904-\u0963\u0966-\u096f\u0971-\u0977"
)
_UNSPACED = "\u0e01-\u0e3a\u0e40-\u0e4e\u3041-\u3096\u30a1-\u30fa\u30fc\u4e00-\u9fcb\uac00-\ud7a3"
KNOWN = re.compile(f"[{_SPACED}]+|[{_UNSPACED}]+")
_MOST_STRETCHES, _LEAST_LETTERS = 3, 3
# Characters that may become one with the one before them.
_JOINING = re.compile("[\u1160-\u11ff]")


@dataclass(frozen=True, slots=True)
class Pattern:
    """Finds the matches of a regular expression within single paragraphs. Smart case."""

    text: str
    compiled: "regex.Pattern[str]"

    @classmethod
    def of(cls, text: str) -> "Pattern":
        """Compile the expression. Raises UsageError, for a mistake with its column, and if it is empty."""
        if not text:
            raise UsageError("the regular expression is empty", r"Example: fer\w+")
        # Imported here because it takes as long as a search.
        import regex

        try:
            return cls(text, regex.compile(text, regex.VERSION0 | (regex.IGNORECASE if _ignores_case(text) else 0)))
        except (regex.error, RecursionError, OverflowError, ValueError) as fault:
            at = getattr(fault, "pos", None)
            place = f" at column {at + 1}" if isinstance(at, int) else ""
            reason = MANY_DIGITS if isinstance(fault, ValueError) else getattr(fault, "msg", fault)
            raise UsageError(f"not a regular expression{place}: {reason}", "Correct the expression.") from fault

    def spans(self, text: str) -> Sequence[tuple[int, int]]:
        """The non-empty matches in a paragraph, in order. Raises UsageError if that takes too long."""
        try:
            return [found.span() for found in self.compiled.finditer(text, timeout=_SECONDS) if found[0]]
        except TimeoutError as fault:
            raise UsageError(
                f"the regular expression takes more than {_SECONDS:.0f} seconds on one paragraph",
                "Use fewer nested repetitions.",
            ) from fault

    def index_query(self, terms_with: Callable[[str], list[str] | None]) -> str:
        return index_query(self.literals(), terms_with)

    def literals(self) -> Sequence[str]:
        return literals_in(self.text, ignore_case=_ignores_case(self.text))


def _ignores_case(text: str) -> bool:
    return text == text.lower()


# ------------------------------------------------------------------ literals
# Texts that stand in everything that a regular expression matches, so that an index can say where to look.
#
# Reads only the plain part of the syntax, and finds nothing in patterns with anything else: then everything is
# searched.


def literals_in(pattern: str, *, ignore_case: bool) -> list[str]:
    """The texts, folded without case, in no particular order and without white space; none if that is not certain."""
    reading = _Reading(pattern)
    try:
        runs = reading.alternatives()
    except _UnknownError:
        return []
    if reading.at < len(pattern):
        return []
    parts = [part for run in runs for part in run.split()]
    if ignore_case:
        parts = [piece for part in parts for piece in re.split(f"[{_DOTTED}]", part)]
    return list(dict.fromkeys(filter(None, map(_folded, filter(None, parts)))))


def index_query(literals: Sequence[str], terms_with: Callable[[str], list[str] | None]) -> str:
    """The index's query for the paragraphs that have all literals, and perhaps others; "" if it cannot help.

    ``terms_with`` gives the index's words in which a text stands; None if there are too many.
    """
    parts: list[str] = []
    stretches = sorted({part[0] for text in literals for part in KNOWN.finditer(text)}, key=len, reverse=True)
    for stretch in stretches[:_MOST_STRETCHES]:
        if is_unspaced(stretch[0]):
            if len(stretch) > 1:
                parts.append(f'"{" ".join(stretch[at : at + 2] for at in range(len(stretch) - 1))}"')
        elif len(stretch) >= _LEAST_LETTERS and (terms := terms_with(stretch)) is not None:
            # Without a word that has it, it stands nowhere, and this word is not in the index either.
            parts.append("(" + " OR ".join(f'"{term}"' for term in terms or [stretch]) + ")")
    return " AND ".join(parts)


class _UnknownError(Exception):
    """The pattern has a syntax that this module does not know."""


@dataclass(slots=True)
class _Reading:
    """Reads a pattern from the character ``at`` on."""

    pattern: str
    at: int = 0
    _depth: int = field(default=0)

    def alternatives(self) -> list[str]:
        """What all alternatives of a group, or of the whole pattern, have in common: nothing if there are several."""
        runs, is_only = self._sequence(), True
        while self.at < len(self.pattern) and self.pattern[self.at] == "|":
            self.at += 1
            self._sequence()
            is_only = False
        return runs if is_only else []

    def _sequence(self) -> list[str]:
        runs, run = [], ""
        while self.at < len(self.pattern):
            atom = _ATOM.match(self.pattern, self.at)
            if atom is None:
                raise _UnknownError
            if atom["end"] or atom["either"]:
                break
            self.at = atom.end()
            inner = self._group() if atom["group"] else []
            character = atom["escaped"] or atom["plain"] or ""
            least = self._repeated()
            if character and least is None:
                run += character
                continue
            runs += [run + character if least else run, *(inner if least != 0 else [])]
            run = ""
        return [*runs, run]

    def _group(self) -> list[str]:
        self._depth += 1
        if self._depth > 50:
            raise _UnknownError
        inner = self.alternatives()
        if not self.pattern.startswith(")", self.at):
            raise _UnknownError
        self.at += 1
        self._depth -= 1
        return inner

    def _repeated(self) -> int | None:
        """How often the last atom must stand there at least; None if exactly once."""
        found = _REPEATED.match(self.pattern, self.at)
        if found is None:
            return None
        self.at = found.end()
        if found["often"] in "*?+":
            return 1 if found["often"] == "+" else 0
        return int(found["least"] or 0)


def _folded(text: str) -> str:
    """Folded, without what may be folded in another way beside other characters."""
    while text and (unicodedata.category(text[0]).startswith("M") or _JOINING.match(text[0])):
        text = text[1:]
    if text and not _FIRM.match(text[-1]):
        text = text[:-1]
    return folding("")(text)
