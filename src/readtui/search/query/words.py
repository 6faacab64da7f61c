"""The words of a query, and the words of an annotation that they are compared with."""

from collections.abc import Callable
from functools import lru_cache
from unicodedata import is_normalized

from readtui.model.annotation import Annotation
from readtui.quick_dataclass import dataclass
from readtui.quick_pattern import pattern
from readtui.text.case_folding import folding

_SPACE = pattern(r"\s+")
_PART_END = "\0"
_WITHOUT_CASE = folding("")


@dataclass(frozen=True, slots=True)
class WantedWord:
    """A word or phrase of a query, folded, and the folding of what it is compared with.

    ``without_case``: the same without case; if it ``ignores_case``, nothing else matters.
    """

    text: str
    fold: Callable[[str], str]
    without_case: str
    ignores_case: bool

    def is_in(self, words: str) -> bool:
        return self.text in self.fold(words)


@lru_cache(maxsize=256)
def wanted(value: str) -> WantedWord:
    """The value of a term, ready for comparing."""
    fold = folding(value)
    text = _one_line(fold(value))
    return WantedWord(text, fold, _WITHOUT_CASE(text), fold is _WITHOUT_CASE)


def joined(*parts: str) -> str:
    """Several texts in which to look for the same words. White space is collapsed, so that lines do not matter."""
    return _one_line(_PART_END.join(parts))


def words_of(annotation: Annotation) -> str:
    """Everything in an annotation that words of a query are looked for in."""
    words, own = annotation.quoted_text, annotation.own_words
    replies = (reply.text for reply in annotation.replies)
    return joined(words, annotation.note, *annotation.tags, *([] if own == words else [own]), *replies)


def without_case(words: str) -> tuple[str, bool]:
    """The words folded, and whether a text is in them, folded too, whenever it is in the words.

    It may not be if characters are not composed, or if one is a letter without case and an accent with it, such as a
    Greek iota subscript.
    """
    folded = _WITHOUT_CASE(words)
    is_simple = words.isascii() or (is_normalized("NFC", words) and folded == _WITHOUT_CASE(folding("A")(words)))
    return folded, is_simple


def _one_line(text: str) -> str:
    return _SPACE.sub(" ", text)
