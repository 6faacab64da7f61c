"""Searches with regular expressions. Their time is limited, because a pattern may take forever on a text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readtui.codec.strict_json import MANY_DIGITS
from readtui.errors import UsageError
from readtui.search.full_text.literals import index_query, literals_in

if TYPE_CHECKING:
    import regex

_SECONDS = 2.0


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
        """See Finds."""
        return index_query(self.literals(), terms_with)

    def literals(self) -> Sequence[str]:
        """See Finds."""
        return literals_in(self.text, ignore_case=_ignores_case(self.text))


def _ignores_case(text: str) -> bool:
    return text == text.lower()
