"""Negations in many languages: words and parts of words. ``text/words`` lists the other relevant words."""

from functools import cache

from readtui.text.language import frequent_words_of
from readtui.text.word_lists import listed_by_name

# These are common words in other languages, so they negate only in their own.
_AMBIGUOUS = frozenset(("mai", "en", "et", "nu", "tak", "ni", "n"))
# For scripts without spaces, and negations inside words: anywhere in the changed text.
NEGATING_PARTS = frozenset((*"不没沒未無无非ぬ않못없", "ない", "なかっ", "なく", "ませ", "ไม่", "มิ", "아니"))
NEGATING_PREFIXES = frozenset(("un", "in", "im", "il", "ir", "non", "dis", "ne", "nie", "не", "ni", "α", "ن"))
HAN_FIGURES = frozenset("一二三四五六七八九十百千万萬億亿两兩〇零")


@cache
def negations(language: str) -> frozenset[str]:
    """The negating words of the language, and those of other languages that are not common words in it ("en" is one in
    Finnish).
    """
    listed = listed_by_name("negations")
    everywhere = frozenset[str]().union(*listed.values())
    return listed.get(language, frozenset()) | (everywhere - _AMBIGUOUS - frequent_words_of(language))
