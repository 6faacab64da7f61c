"""Abbreviations of the best supported languages, and the rules specific to each language.

``words/abbreviations.txt`` lists them: lowercase, without the last full stop and without inner spaces.
"""

from dataclasses import dataclass
from functools import cache

from readtui.text.language import frequent_words, frequent_words_of
from readtui.text.word_lists import listed_by_name


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules that decide in one language whether a full stop ends a sentence.

    ``leading``: abbreviations that always come before something ("Dr.", "z. B."). ``abbreviations``: those that end a
    sentence only before a word of ``starters``. ``closing``: those that often end one ("etc."). ``before_number``:
    words that are abbreviations only before a number ("No. 5"). ``after_number``: abbreviations that end a sentence
    after a number, and otherwise only before a starter ("1990 г."). ``not_final``: all of them, and interjections.
    ``lower_starters``: words that may begin a sentence in lowercase, where informal writing omits capitals.
    ``ordinals``: whether a number with a full stop is an ordinal ("8. Mai"). ``word_ends``: the letters that nearly all
    words end in, if there are only a few.
    """

    leading: frozenset[str]
    abbreviations: frozenset[str]
    closing: frozenset[str]
    before_number: frozenset[str]
    after_number: frozenset[str]
    not_final: frozenset[str]
    starters: frozenset[str]
    lower_starters: frozenset[str]
    ordinals: bool
    word_ends: str


_INTERJECTIONS = frozenset({"oh", "ah", "o", "alas", "hey"})
_WORD_ENDS = {"it": "aàeèéiìoòuù"}
_ORDINAL_LANGUAGES = "de da nb nn no fi pl cs sk sl hr sr hu et lv is tr"


@cache
def rules(language: str) -> Rules:
    """The rules of a BCP 47 primary tag; a language without rules gets those of all languages combined."""
    listed = listed_by_name("abbreviations")
    starters = frequent_words_of(language)
    known = not language or bool(starters) or f"leading {language}" in listed

    def entries(kind: str) -> frozenset[str]:
        everywhere = (name for name in listed if name.split()[0] == kind)
        names = (kind, f"{kind} {language}") if known else everywhere
        return frozenset[str]().union(*(listed.get(name, ()) for name in names))

    leading, abbreviations, closing = entries("leading"), entries("other"), entries("closing")
    before_number, after_number = entries("before-number"), entries("after-number")
    return Rules(
        leading=leading,
        abbreviations=abbreviations,
        closing=closing,
        before_number=before_number,
        after_number=after_number,
        not_final=leading | abbreviations | closing | before_number | after_number | _INTERJECTIONS,
        starters=starters if known else frequent_words(),
        lower_starters=listed_by_name("lower-starters").get(language, frozenset()),
        ordinals=language in _ORDINAL_LANGUAGES.split(),
        word_ends=_WORD_ENDS.get(language, ""),
    )
