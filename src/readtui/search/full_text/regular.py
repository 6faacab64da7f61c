"""Searches with regular expressions. Their time is limited, because a pattern may take forever on a text."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readtui.errors import UsageError

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
        """Compile the expression. Raises UsageError, which names the column of a mistake."""
        # Imported here because it takes as long as a search.
        import regex

        try:
            return cls(text, regex.compile(text, regex.VERSION0 | (regex.IGNORECASE if text == text.lower() else 0)))
        except (regex.error, RecursionError, OverflowError) as fault:
            at = getattr(fault, "pos", None)
            place = f" at column {at + 1}" if isinstance(at, int) else ""
            raise UsageError(
                f"not a regular expression{place}: {getattr(fault, 'msg', fault)}", "Check --regex."
            ) from fault

    def spans(self, text: str) -> Sequence[tuple[int, int]]:
        """The non-empty matches in a paragraph, in order. Raises UsageError if that takes too long."""
        try:
            return [found.span() for found in self.compiled.finditer(text, timeout=_SECONDS) if found[0]]
        except TimeoutError as fault:
            raise UsageError(
                f"the regular expression takes more than {_SECONDS:.0f} seconds on one paragraph",
                "Use fewer repetitions within repetitions.",
            ) from fault

    def index_query(self) -> str:
        """Empty, because the index knows words, not patterns."""
        return ""

    def literals(self) -> Sequence[str]:
        """None: see ``index_query``."""
        return ()
