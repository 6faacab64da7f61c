"""Decides whether a stop ends a sentence, from the word before it and the text after it."""

import re
from functools import cache
from itertools import takewhile

from readtui.quick_dataclass import dataclass
from readtui.text.language import frequent_words, frequent_words_of
from readtui.text.word_lists import listed_by_name

# ------------------------------- abbreviations of the best supported languages, and the rules specific to each language
#
# ``words/abbreviations.txt`` lists them: lowercase, without the last full stop and without inner spaces.


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


_SCRIPT_STOPS = "؟۔।॥።։"
_EAST_ASIAN_STOPS = "。！？｡．"
_STOPS = ".!?…‼⁇⁈⁉‥" + _SCRIPT_STOPS + _EAST_ASIAN_STOPS
_STRONG_STOP = f"[!?‼⁇⁈⁉{_EAST_ASIAN_STOPS}]"
_CLOSERS = "\"'”’»›)\\]}」』）】》〉〕］｣"
_OPENERS = "\"'“”„‚‘’«»‹›([{¿¡「『（【《〈–—-*`"
_AHEAD = rf"(\s*)((?:[^\w\s{_STOPS}]{{1,3}}\s?){{0,3}})([^\W_]{{0,40}})"
_LOOK_BACK = 40
_TOO_LONG_TO_SHORTEN = 6
_SHORTEST_WHOLE = 3
_LONGEST_SHORTENED = 4

_EAST_ASIAN_LETTER = "[\u2e80-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef]"
_BRACKETS = {"「": "」", "『": "』", "（": "）", "｢": "｣"}
_LONGEST_QUOTE = 200
REACH = max(_LOOK_BACK, _LONGEST_QUOTE)
"""Code points to look at before a stop; the start of a longer sentence makes no difference."""
_GOES_ON_AFTER_QUOTE = r"[、，,とのをがはにもでやへなかよ]"

_LIST_LABEL = r"\d{1,4}(?:\.\d{1,3})*|[^\W\d_]|[IVXLC]{1,5}"
_ACRONYM = r"(?:[^\W\d_]{1,2}\.-?)+[^\W\d_]{1,2}"
_SHORT_WITH_STOPS = r"(?:[^\W\d_]{1,2}\.)+"
_ORDINAL = r"(?:\d{1,3}\.?[-–/])*\d{1,3}|\d{1,2}\.\d{1,2}|[IVX]{1,5}"
_NUMBER = r"[\d,.–/-]*\d|[IVXLC]+|[ХІ]+"
_NO_VOWEL = r"[A-Z]?[b-df-hj-np-tv-xz]{1,4}"
_WORD_BEFORE = r"(?<![^\s(\"'])[^\W_]+(?:'[^\W_]+)?\Z"
_LOWER_CASE_WORD = r"(?<![^\s(\"'“„«])[^\W\d_A-Z]{3,}\Z"
_ELISION = r"^[^\W\d_]{1,5}['’](?=[^\W\d_])"
_NAMES_WITH_MARK = frozenset({"yahoo", "jeopardy", "joomla", "yum", "wham", "e"})
_UNITS = frozenset({"km", "cm", "mm", "kg", "mg", "ml", "cl", "dl", "kw", "hz", "gb", "mb", "kb", "db", "ft"})

# Compiled on demand: compiling all patterns at once takes as long as opening an article.
_compiled = cache(re.compile)


@cache
def stop_pattern(language: str) -> re.Pattern[str]:
    """Matches a stop with all stops, closing quotes, brackets, note numbers and smileys that belong to it."""
    # Canonical text is NFC, which makes the Greek question mark a semicolon.
    stops = _STOPS + (";" if language == "el" else "")
    # The German closing quote opens a quotation elsewhere; then a letter follows directly.
    closers = (
        rf"[{stops}{_CLOSERS}]|[“‘«‹](?!\w)|[ \u00a0\u202f](?:»|'')(?=\s|$)| ?\[\d{{1,3}}\](?!\w)|\s[:;]-?[)(](?=\s|$)"
    )
    return re.compile(f"[{stops}](?:{closers})*")


def is_plain_end(text: str, start: int, stop: re.Match[str], language_rules: Rules) -> bool:
    """A fast check for most stops: a word that is no abbreviation, a full stop, a space, a capital letter."""
    stop_at, end = stop.span()
    if end - stop_at > 1 or text[stop_at] != "." or not text[end + 1 : end + 2].isupper() or text[end] not in " \n":
        return False
    earliest = max(start, stop_at - _LOOK_BACK)
    token = text[max(earliest, text.rfind(" ", earliest, stop_at) + 1) : stop_at]
    return (
        2 < len(token) < _LOOK_BACK
        and token.isalpha()
        and token[1:].islower()
        and (len(token) > 5 or not _compiled(_NO_VOWEL).fullmatch(token))
        and token.lower() not in language_rules.not_final
    )


def ends_sentence(text: str, start: int, stop: re.Match[str], language_rules: Rules) -> bool:
    """Whether the sentence that begins at ``start`` ends with this match of ``stop_pattern``."""
    stops = stop.group()
    if stops[0] in _EAST_ASIAN_STOPS:
        return _ends_east_asian_sentence(text, start, stop)
    ahead = _compiled(_AHEAD).match(text, stop.end())
    if ahead is None:
        return True
    space, symbols, word = ahead.groups()
    if stops == "." and symbols.startswith("№"):  # "11 января 2017 г. № 8"
        return False
    if not word:
        return bool(space) and _ends_before_symbols(text, ahead)
    if not space:
        return _ends_without_space(text, start, stop, word, ahead.end())
    if word[0].islower():
        return _ends_before_lower_case(text, stop, ahead, language_rules)
    if stop.start() - start < 6 and not any(map(str.isalnum, text[start : stop.start()])):
        return False
    if stops == "!" and _is_part_of_name(text, start, stop, ahead, language_rules):
        return False
    if stops[0] != "." or stops.startswith(".."):
        return not (text[stop.start() - 1] in "([" and stops[-1] in ")]")
    return _full_stop_ends_sentence(text, start, stop, ahead, language_rules)


def _is_part_of_name(text: str, start: int, stop: re.Match[str], ahead: re.Match[str], language_rules: Rules) -> bool:
    """Whether an exclamation mark belongs to a name that continues ("Yahoo! Messenger")."""
    before = text[max(start, stop.start() - _LOOK_BACK) : stop.start()].rpartition(" ")[2].lstrip(_OPENERS)
    return before.lower() in _NAMES_WITH_MARK and ahead.group(3).lower() not in language_rules.starters


def _ends_before_symbols(text: str, ahead: re.Match[str]) -> bool:
    """Whether a sentence ends although no letter or digit follows: before "[…] Next", "...and on" and other symbols."""
    rest = text[ahead.end() : ahead.end() + 8]
    if not rest or rest[0] not in _STOPS:
        return bool(rest and ahead.group(2))
    return ahead.group(2)[-1:] in ("[", "(") or rest.lstrip(_STOPS)[:1].isalnum()


def _ends_before_lower_case(text: str, stop: re.Match[str], ahead: re.Match[str], language_rules: Rules) -> bool:
    """Whether a sentence starts without a capital: a list item, an address to somebody, text after a word too long for
    an abbreviation or, in informal writing, a word that often starts sentences.
    """
    stops, openers, word = stop.group(), ahead.group(2), ahead.group(3)
    if len(word) == 1 and text[ahead.end() : ahead.end() + 1] == ")":
        return True
    if openers.rstrip().endswith(("@", "#")) and word:
        return True
    if stops == ".":
        before = _compiled(_WORD_BEFORE).search(text, max(0, stop.start() - _LOOK_BACK), stop.start())
        if before is not None and _is_whole_word(_compiled(_ELISION).sub("", before.group()), language_rules):
            return True
    if openers or not language_rules.lower_starters:
        return False
    if stops.strip("?!") == "" and "?" in stops:
        return True
    if word not in language_rules.lower_starters or stops not in (".", "!", "!!", "!!!"):
        return False
    if text[stop.start() - 1] == ")":
        return True
    before = _compiled(_WORD_BEFORE).search(text, max(0, stop.start() - _LOOK_BACK), stop.start())
    return (
        before is not None
        and (before.group().islower() or (word == "i" and stops == "."))
        and (len(before.group()) > 3 or before.group() in language_rules.starters)
        and before.group() not in language_rules.not_final
    )


def _is_whole_word(word: str, language_rules: Rules) -> bool:
    """Whether a word is not an abbreviation: it is too long for one, or has a usual word ending."""
    ends_as_words = word[-1].lower() in language_rules.word_ends
    return (
        word.lower() not in language_rules.not_final
        and word.isalpha()
        and len(word) >= (_SHORTEST_WHOLE if ends_as_words else _TOO_LONG_TO_SHORTEN)
    )


def _ends_without_space(text: str, start: int, stop: re.Match[str], word: str, word_end: int) -> bool:
    """Whether a missing space is safe to assume: "letters.Letters " in prose, or a stop among East Asian letters."""
    stops, at = stop.group(), stop.start()
    if stops[0] in _SCRIPT_STOPS:
        return True
    if _compiled(_EAST_ASIAN_LETTER).match(text, stop.end()):
        certain = bool(_compiled(_STRONG_STOP).search(stops)) or (
            stops == "." and bool(_compiled(_EAST_ASIAN_LETTER).match(text, at - 1))
        )
        return certain and _ends_east_asian_sentence(text, start, stop)
    return (
        len(stops) == 1
        and bool(_compiled(_LOWER_CASE_WORD).search(text, max(start, at - _LOOK_BACK), at))
        and word[0].isupper()
        and word[1:].islower()
        and text[word_end : word_end + 1].isspace()
    )


def _ends_east_asian_sentence(text: str, start: int, stop: re.Match[str]) -> bool:
    """Whether a sentence ends at an East Asian stop. A quotation in corner brackets belongs to the sentence around it,
    unless it is long or never closed.
    """
    stops = stop.group()
    if stops == "．" and text[stop.end() : stop.end() + 1].isdigit():
        return False
    inside = text[max(start, stop.start() - _LONGEST_QUOTE) : stop.start()]
    for opening, closing in _BRACKETS.items():
        if inside.rfind(opening) > inside.rfind(closing):
            if closing in stops:
                return not _compiled(_GOES_ON_AFTER_QUOTE).match(text, stop.end())
            return text.find(closing, stop.end(), stop.end() + _LONGEST_QUOTE) < 0
    return True


def _full_stop_ends_sentence(
    text: str, start: int, stop: re.Match[str], ahead: re.Match[str], language_rules: Rules
) -> bool:
    before = text[max(start, stop.start() - _LOOK_BACK) : stop.start()]
    if not before or before[-1].isspace():
        return True
    *earlier, last = before.split()
    token = last.lstrip(_OPENERS)
    word = ahead.group(3)
    if not earlier and len(before) < _LOOK_BACK and _compiled(_LIST_LABEL).fullmatch(token):
        return False
    token = _compiled(_ELISION).sub("", token)
    key = _with_short_words_before(earlier, token).lower()
    number_follows = bool(_compiled(_NUMBER).fullmatch(word))
    if key in language_rules.closing:
        return True
    if key in language_rules.after_number and earlier and _compiled(_NUMBER).fullmatch(earlier[-1].lstrip(_OPENERS)):
        return True
    # German streets: "Hauptstr. 5".
    if key in language_rules.leading or (
        number_follows
        and (key in language_rules.before_number or key.endswith("str") or _may_shorten(key, language_rules))
    ):
        return False
    if (
        key in language_rules.abbreviations
        or key in language_rules.after_number
        or (len(token) == 1 and token.lower() != token.upper() and not _is_number_of_ruler(earlier, token, word))
        or _compiled(_ACRONYM).fullmatch(key)
        or (language_rules.ordinals and _compiled(_ORDINAL).fullmatch(token))
        or (_compiled(_NO_VOWEL).fullmatch(token) and key not in _UNITS)
    ):
        return _starts_sentence(text, ahead, language_rules)
    return True


def _is_number_of_ruler(earlier: list[str], token: str, word: str) -> bool:
    """Whether "I" is a numeral after a name and not an initial: the text continues in another script, or no
    name follows.
    """
    if token not in ("I", "V", "X", "І", "Х") or not earlier:
        return False
    return token.isascii() and not word[0].isascii()


def _may_shorten(key: str, language_rules: Rules) -> bool:
    """Whether a short word is an abbreviation ("att. 157"), because few words of its language end like that."""
    return bool(language_rules.word_ends) and _is_short_word(key) and key[-1] not in language_rules.word_ends


def _is_short_word(key: str) -> bool:
    return 2 <= len(key) <= _LONGEST_SHORTENED and key.isalpha()


def _with_short_words_before(earlier: list[str], token: str) -> str:
    """Join "z." and "B" to "z.B", so that one entry covers both spellings."""
    if len(token) > 2:
        return token
    short = takewhile(
        _compiled(_SHORT_WITH_STOPS).fullmatch, (word.lstrip(_OPENERS) for word in reversed(earlier[-3:]))
    )
    return "".join([*reversed(list(short)), token])


def _starts_sentence(text: str, ahead: re.Match[str], language_rules: Rules) -> bool:
    word = ahead.group(3)
    initial = len(word) == 1 and text[ahead.end() : ahead.end() + 1] == "."
    return not initial and word.lower() in language_rules.starters
