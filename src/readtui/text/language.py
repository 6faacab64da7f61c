"""The language of a text, guessed from its script and its most frequent words without a model or library."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import chain

from readtui.quick_pattern import pattern
from readtui.text.word_lists import listed_by_name

SAMPLE_LENGTH = 2000

_SCRIPTS = {
    "Kana": "\u3041-\u3096\u30a1-\u30fa",
    "Hangul": "\u1100-\u11ff\uac00-\ud7a3",
    "Han": "\u3400-\u4dbf\u4e00-\u9fff",
    "Arabic": "\u0620-\u064a\u0671-\u06d3",
    "Hebrew": "\u05d0-\u05ea",
    "Greek": "\u0370-\u03ff\u1f00-\u1fff",
    "Thai": "\u0e01-\u0e3a\u0e40-\u0e4e",
    "Devanagari": "\u0904-\u0939\u093e-\u094d",
    "Cyrillic": "\u0400-\u045f\u0490\u0491",
    "Latin": "A-Za-z\u00c0-\u024f",
}
_LANGUAGE_OF_SCRIPT = {"Hangul": "ko", "Hebrew": "he", "Greek": "el", "Thai": "th", "Devanagari": "hi"}
_CYRILLIC_LANGUAGES = ("ru", "uk", "bg")
_LIKELIEST_CYRILLIC = "ru"
_PERSIAN_LETTERS = "[پچژگ]"
_WORD = r"[^\W\d_]+(?:'[^\W\d_]+)?"

# Letters and endings that speak for a language in short texts, where no frequent word may occur.
_TRAITS: Mapping[str, str] = {
    "en": r"(?:ing|ed|tion|ly|ness|ment|ous|ght|th|'s)\b|\b(?:wh|th|sh)|oo|ee",
    "de": r"ß|(?:ung|ungen|heit|keit|lich|isch|ten|cht|tion)\b|sch|\bge|ei|[aou]̈|ä|ü",
    "fr": r"ê|œ|ç|è|(?:ement|eux|tion|aux|eur|ait|ée|ées|és|ique)\b|\b(?:qu|[ldcjnsm]')|oi|eau",
    "es": r"ñ|¿|¡|(?:ción|dad|mente|aron|ado|ada|ados|idos|ía|ó)\b|ll|ue",
    "it": r"(?:zione|ità|mente|ato|ata|ati|etto|gli|ò)\b|zz|gli|cch|\b(?:dell|nell|all|sull)'",
    "pt": r"ã|õ|ç|(?:ção|ções|dade|mente|ou|ado|ada)\b|lh|nh",
    "nl": r"ij|aa|oo|uu|(?:lijk|heid|isch|ing|en)\b|sch|\bge",
    "sv": r"å|ä|ö|(?:ning|het|ade|ar|or|en|na)\b|sk|ck",
    "da": r"å|æ|ø|(?:ning|hed|ede|er|en|ne)\b|øj|gt|lig",
    "nb": r"å|æ|ø|(?:ning|het|ert|er|en|ene)\b|øy|kk|lig",
    "pl": r"ł|ą|ę|ś|ż|ź|ć|ń|(?:owy|ego|ych|ów|ami)\b|cz|sz|rz",
    "cs": r"ř|ě|ů|č|š|ž|ý|(?:ého|ých|ou|ů)\b",
    "fi": r"ää|yy|ii|uu|kk|ö|(?:ssa|ssä|sta|stä|lla|llä|nen|seen|ksi)\b",
    "tr": r"ı|ğ|ş|ç|(?:lar|ler|dır|dir|nda|nde|ları|leri|mak|mek|yor)\b",
    "ru": r"ы|э|ё|щ|(?:ого|ый|ая|ие|ться|ся|ах|ами)\b",
    "uk": r"і|ї|є|ґ|'",
    "bg": r"ъ|(?:та|то|ът|ят|ите|ата)\b",
}
_FREQUENT = "frequent"
# What traits are looked for in: letters with what may stand among them.
_RUN = pattern("[\\w'\u0308¿¡]+")
_WORD_WEIGHT, _TRAIT_WEIGHT = 1.0, 0.35
_LONGEST_KNOWN = 60


@cache
def frequent_words() -> frozenset[str]:
    return frozenset[str]().union(*listed_by_name(_FREQUENT).values())


def words_that_say_little(language: str) -> frozenset[str]:
    """The frequent words of a language, with numbers, words for order and place, and fillers: what a count of words may
    leave out.
    """
    return frequent_words_of(language) | listed_by_name("common").get(language, frozenset())


def frequent_words_of(language: str) -> frozenset[str]:
    """The frequent words of a language, none for one whose words are not known."""
    return listed_by_name(_FREQUENT).get(language, frozenset())


def guess_language(text: str) -> str:
    """The BCP 47 primary tag of the likely language of ``text``, or "" if there is no evidence.

    Looks at the first two thousand characters. Knows the languages of ``words/frequent.txt`` and zh, ja, ko, ar, fa,
    he, el, th, hi.
    """
    sample = text[:SAMPLE_LENGTH]
    if sample.isascii():
        return _by_words(sample, "Latin")
    counts = {script: len(re.findall(f"[{letters}]", sample)) for script, letters in _SCRIPTS.items()}
    # One Han character says about as much as two or three letters, and a Latin name must not outweigh the rest.
    counts["Han"] *= 2
    east_asian = counts["Han"] + counts["Kana"]
    if east_asian and east_asian >= max(counts["Latin"], counts["Cyrillic"], counts["Hangul"]):
        return "ja" if counts["Kana"] * 20 > east_asian else "zh"
    script = max(counts, key=lambda name: counts[name])
    if not counts[script]:
        return ""
    if script == "Arabic":
        return "fa" if len(re.findall(_PERSIAN_LETTERS, sample)) * 50 > counts[script] else "ar"
    return _LANGUAGE_OF_SCRIPT.get(script) or _by_words(sample, script)


def _by_words(sample: str, script: str) -> str:
    lowered = sample.lower().replace("’", "'")
    scores: dict[str, float] = {}
    for word in re.findall(_WORD, lowered):
        for part in (word, word.partition("'")[0]) if "'" in word else (word,):
            for language, weight in _word_weights().get(part, ()):
                scores[language] = scores.get(language, 0.0) + weight
    candidates = {language: score for language, score in scores.items() if _may_be_in(script, language)}
    runs = _RUN.findall(lowered)
    # A long run of letters is hardly ever seen again, and takes memory.
    is_usual = len(max(runs, key=len, default="")) <= _LONGEST_KNOWN
    found = Counter(chain.from_iterable(map(_traits_of if is_usual else _traits_of.__wrapped__, runs)))
    for language in _TRAITS:
        if _may_be_in(script, language):
            candidates[language] = candidates.get(language, 0.0) + _TRAIT_WEIGHT * found[language]
    best = max(candidates, key=lambda name: candidates[name], default="")
    if best and candidates[best] >= _WORD_WEIGHT / 2:
        return best
    return _LIKELIEST_CYRILLIC if script == "Cyrillic" else ""


@lru_cache(maxsize=4_096)
def _traits_of(run: str) -> Sequence[str]:
    """The languages for which the letters speak, each once for every trait. The same words return again and again."""
    return [language for language, pattern in _compiled_traits() for _ in pattern.findall(run)]


@cache
def _compiled_traits() -> Sequence[tuple[str, re.Pattern[str]]]:
    return [(language, re.compile(pattern)) for language, pattern in _TRAITS.items()]


def _may_be_in(script: str, language: str) -> bool:
    return (language in _CYRILLIC_LANGUAGES) == (script == "Cyrillic")


@cache
def _word_weights() -> Mapping[str, tuple[tuple[str, float], ...]]:
    """Each frequent word with its languages. A word shared by several languages counts less for each.

    Of languages that are equally likely, the one that comes first in ``_TRAITS`` is taken.
    """
    languages_of: dict[str, list[str]] = {}
    for language in _TRAITS:
        for word in frequent_words_of(language):
            languages_of.setdefault(word, []).append(language)
    return {
        word: tuple((language, _WORD_WEIGHT / len(languages) ** 0.5) for language in languages)
        for word, languages in languages_of.items()
    }


UNSPACED = "぀-ヿ㐀-䶿一-鿿\uf900-\ufaff฀-๿"
"""Their commonest characters, as they stand between the brackets of a regular expression, to measure articles."""

ALL_UNSPACED = (
    f"{UNSPACED}\u3005-\u3007\u31f0-\u31ff\uff66-\uff9f\U00020000-\U0002fa1f\U00030000-\U000323af"
    "\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff"
)
"""All their characters, in the same way."""

HANGUL = "가-힣"
"""Korean syllables, in the same way. There are spaces, but particles and compounds hide where a word begins."""

_UNSPACED = pattern(f"[{UNSPACED}]")


def unspaced(text: str) -> list[str]:
    """The characters of ``text`` in these scripts, in order; about two of them make a word."""
    return [] if text.isascii() else _UNSPACED.findall(text)
