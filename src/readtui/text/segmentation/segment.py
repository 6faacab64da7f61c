"""Splits text into sentences, words and graphemes; all offsets count code points.

Sentence boundaries follow readtui's own rules (``sentence_end``), graphemes follow UAX #29.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from readtui.model.passage import Passage
from readtui.quick_pattern import pattern
from readtui.text.language import guess_language
from readtui.text.segmentation.sentence_end import REACH, Rules, ends_sentence, is_plain_end, rules, stop_pattern

if TYPE_CHECKING:
    import regex

_SPACE = pattern(r"\s*")


def sentences(text: str, language: str = "") -> list[Passage]:
    """The sentences of a block's running text, in order and stripped.

    ``language`` is a BCP 47 tag; "" means to guess it. Every character other than white space is in exactly one
    sentence. A line break counts as a space. Thai, which has no stops, stays one sentence.
    """
    return list(sentences_from(text, 0, language or guess_language(text)))


def sentences_from(text: str, start: int, language: str) -> Iterator[Passage]:
    """The sentences of ``text`` from ``start``, the start of a sentence. Lazy."""
    language_rules, stops = _rules_and_stops(language)
    start = _after_space(text, start)
    for stop in stops.finditer(text, start):
        if _ends(text, start, stop, language_rules):
            yield Passage(start, stop.end())
            start = _after_space(text, stop.end())
    end = len(text.rstrip())
    if start < end:
        yield Passage(start, end)


def certain_start(text: str, limit: int, language: str) -> int | None:
    """The first position where a sentence starts regardless of where the previous one began, in or before ``text``.

    None if no stop before ``limit`` gives that certainty.
    """
    language_rules, stops = _rules_and_stops(language)
    begin = next((offset for offset in range(min(limit, len(text))) if text[offset].isalpha()), limit)
    # Where the current sentence may have begun; one that began earlier counts as beginning here.
    starts = {begin}
    for stop in stops.finditer(text, begin):
        if stop.start() >= limit:
            break
        following = _after_space(text, stop.end())
        if stop.start() < begin + REACH:
            starts.add(following)
            continue
        going_on = {start for start in starts if not _ends(text, start, stop, language_rules)}
        if not going_on:
            return following
        starts = going_on if len(going_on) == len(starts) else going_on | {following}
    return None


def _rules_and_stops(language: str) -> tuple[Rules, re.Pattern[str]]:
    tag = language.partition("-")[0].lower()
    return rules(tag), stop_pattern(tag)


def _ends(text: str, start: int, stop: re.Match[str], language_rules: Rules) -> bool:
    return is_plain_end(text, start, stop, language_rules) or ends_sentence(text, start, stop, language_rules)


def _after_space(text: str, offset: int) -> int:
    space = _SPACE.match(text, offset)
    return space.end() if space else offset


def words(text: str) -> list[Passage]:
    """The words of ``text``, in order: letters with their marks, digits, inner apostrophes and hyphens.

    Scripts without spaces are split by rule, not by meaning: at most two Han or four Hiragana or Thai characters, or a
    run of Katakana. Punctuation and symbols are not words.
    """
    return [Passage(*word.span()) for word in _word_pattern().finditer(text)]


def is_unspaced(character: str) -> bool:
    """Whether a character is of a script without spaces between words."""
    return _unspaced_pattern().match(character) is not None


_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"


@cache
def _unspaced_pattern() -> "regex.Pattern[str]":
    import regex

    return regex.compile(f"[{_UNSPACED}]")


@cache
def _word_pattern() -> "regex.Pattern[str]":
    import regex

    letter = rf"[[\p{{L}}\p{{M}}\p{{N}}_]--[{_UNSPACED}]]"
    return regex.compile(
        r"(?:\p{Han}\p{M}*){1,2}"
        r"|(?:\p{Hiragana}\p{M}*){1,4}"
        r"|(?:\p{Katakana}[\p{M}ー]*)+"
        r"|(?:[\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}][\p{M}\u0e33\u0eb3]*){1,4}"
        rf"|{letter}+(?:(?:['’‘ʼ\-‐‑·\u00ad\u200c\u200d]|(?<=\d)[.,](?=\d)){letter}+)*",
        regex.V1,
    )


_WITHOUT_SPACES = pattern("[\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_THAI = pattern("[\u0e01-\u0e2e\u0e81-\u0eae]")
_THAI_CONSONANTS_A_WORD = 3
_SPACED_WORD = pattern(r"\w\S*")
_WORD_GAP = pattern(r"\s")
_COUNTED_AT_ONCE = 32_768
_SIGNS = bytes(code for code in range(128) if not (chr(code).isalnum() or chr(code).isspace() or chr(code) == "_"))
_AS_SPACE_OR_A = bytes(ord(" " if chr(code).isspace() else "a") for code in range(256))


def count_words(text: str) -> int:
    """The number of words in ``text``, for the reading time. Each Han or kana character counts as one.

    Counts a long text in parts, so that other threads can run in between.
    """
    words = consonants = start = 0
    while start < len(text):
        gap = _WORD_GAP.search(text, start + _COUNTED_AT_ONCE)
        end = gap.end() if gap else len(text)
        part, start = text[start:end], end
        if not part.isascii():
            part, characters = _WITHOUT_SPACES.subn(" ", part)
            part, thai = _THAI.subn(" ", part)
            words, consonants = words + characters, consonants + thai
        if part.isascii():
            # The same in a twentieth of the time.
            words += (b" " + part.encode().translate(_AS_SPACE_OR_A, _SIGNS)).count(b" a")
        else:
            words += len(_SPACED_WORD.findall(part))
    return words + consonants // _THAI_CONSONANTS_A_WORD


_NEVER_JOINED_BELOW = "\u0300"
_FLAG_LETTERS = "".join(map(chr, range(0x1F1E6, 0x1F200)))
_NEAR = 32
_WINDOW = 64
_CHUNK = 4096


def next_grapheme(text: str, offset: int) -> int:
    """The first grapheme boundary after ``offset``; the text's end at its end."""
    if offset + 1 >= len(text):
        return len(text)
    if _always_parted(text, offset + 1):
        return offset + 1
    first = _boundary_before(text, offset)
    window = _WINDOW
    while True:
        end = min(len(text), offset + window)
        found = next((boundary for boundary in _boundaries(text, first, end) if boundary > offset), end)
        if found < end or end == len(text):
            return found
        window *= 4


def previous_grapheme(text: str, offset: int) -> int:
    """The last grapheme boundary before ``offset``; 0 at the text's start."""
    offset = min(offset, len(text))
    if offset <= 1:
        return 0
    if _always_parted(text, offset - 1):
        return offset - 1
    first = _boundary_before(text, offset - 1)
    return max(_boundaries(text, first, offset), default=first)


def _always_parted(text: str, offset: int) -> bool:
    """Whether the characters around ``offset`` are two that UAX #29 never joins."""
    before, after = text[offset - 1], text[offset]
    return before < _NEVER_JOINED_BELOW and after < _NEVER_JOINED_BELOW and not (before == "\r" and after == "\n")


def _boundary_before(text: str, offset: int) -> int:
    """A grapheme boundary at or shortly before ``offset``, found without scanning the whole text.

    After an arbitrary cut the first boundary may be wrong, because the start of an emoji sequence or an Indic conjunct
    may lie before the cut; the second boundary is always right. Only flag letters must be counted from the start of
    their run.
    """
    for near in range(offset, max(0, offset - _NEAR), -1):
        if _always_parted(text, near):
            return near
    window = _WINDOW
    while window < offset:
        cut = offset - window
        if text[cut] in _FLAG_LETTERS:
            cut -= _flag_letters_before(text, cut) % 2
        second = next(islice(_boundaries(text, cut, offset + 1), 1, None), None)
        if second is not None:
            return second
        window *= 4
    return 0


def _flag_letters_before(text: str, offset: int) -> int:
    """The number of consecutive regional indicators right before ``offset``."""
    start = offset
    while start > 0:
        part = text[max(0, start - _CHUNK) : start]
        run = len(part) - len(part.rstrip(_FLAG_LETTERS))
        start -= run
        if run < len(part):
            break
    return offset - start


def _boundaries(text: str, start: int, end: int) -> Iterator[int]:
    """The grapheme boundaries between ``start``, itself a boundary, and ``end``."""
    # A boundary depends only on the text before it and the next character, so part of the text is enough.
    part = text[start:end]
    return (start + grapheme.end() for grapheme in _grapheme_pattern().finditer(part) if grapheme.end() < len(part))


@cache
def _grapheme_pattern() -> "regex.Pattern[str]":
    import regex

    return regex.compile(r"\X")
