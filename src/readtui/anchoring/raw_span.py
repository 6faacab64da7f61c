"""Converts words of the new text to the raw passage: surrounding punctuation, and places inside words."""

import re
import unicodedata
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from readtui.anchoring.matching.tokens import Tokens, Words

_LONGEST_ALIGNED_WORD = 200
_MOST_OUTER = 400
_MARKUP = re.compile(r"\]\([^()\s]*\)|\[\^\w+\]|[*_`\[\]\s]+")
_LINK_TARGET = re.compile(r"\]\([^()\s]*\)")
_SIGN_AFTER = re.compile(r"[ \u00a0\u202f]?(?:[%‰°℃℉]+|[€$£¥￥₽₹₩](?!\d))")
_SIGN_BEFORE = re.compile(r"[€$£¥￥₽₹₩][ \u00a0\u202f]?\Z")
_QUOTE = re.compile("[\"'`´‘’‚‛“”„‟‹›«»]")


def raw_span(old: Tokens, new: Tokens, passage: tuple[int, int], words: Words, found: Words) -> tuple[int, int]:
    """The passage in the new raw text. ``found`` is the new place of the ``words`` that ``passage`` touches."""
    start, end = passage
    old_word, new_word = _word(old, words.start), _word(new, found.start)
    new_start = new.starts[found.start]
    into = start - old.starts[words.start]
    if into > 0:
        new_start += _inside(old_word, new_word, into)
    else:
        gap = new.gap(found.start)
        unit = _sign_before(old.gap(words.start), new_word, gap)
        new_start -= unit + _outer_before(old.text[start : start - into], gap[: len(gap) - unit])
    old_word, new_word = _word(old, words.end - 1), _word(new, found.end - 1)
    new_end = new.ends[found.end - 1]
    beyond = end - old.ends[words.end - 1]
    if beyond < 0:
        new_end = new.starts[found.end - 1] + _inside(old_word, new_word, len(old_word) + beyond)
    else:
        gap = new.gap(found.end)
        unit = _sign_after(old.gap(words.end), new_word, gap)
        new_end += unit + _outer_after(old.text[end - beyond : end], gap[unit:])
    target = _LINK_TARGET.match(new.gap(found.end)) if new_end == new.ends[found.end - 1] else None
    if target and new.text.count("[", new_start, new_end) > new.text.count("]", new_start, new_end):
        new_end += target.end()
    if new_start < new_end:
        return new_start, new_end
    return new.starts[found.start], new.ends[found.end - 1]


def _word(tokens: Tokens, index: int) -> str:
    return tokens.text[tokens.starts[index] : tokens.ends[index]]


def _sign_before(old_gap: str, word: str, gap: str) -> int:
    """How many characters at the end of ``gap`` are money that was told in words, or behind the figure."""
    found = _SIGN_BEFORE.search(gap) if word[:1].isdecimal() and not _SIGN_BEFORE.search(old_gap) else None
    return len(found[0]) if found else 0


def _sign_after(old_gap: str, word: str, gap: str) -> int:
    """How many characters at the beginning of ``gap`` are the unit of a figure that was told in words: "12 %"."""
    found = _SIGN_AFTER.match(gap) if word[-1:].isdecimal() and not _SIGN_AFTER.match(old_gap) else None
    return found.end() if found else 0


def _inside(old: str, new: str, offset: int) -> int:
    """The offset in the new word ``new`` that corresponds to ``offset`` in the old word ``old``."""
    if old == new:
        return offset
    if max(len(old), len(new)) > _LONGEST_ALIGNED_WORD:
        return offset * len(new) // len(old)
    place = 0
    for block in LCSseq.editops(old, new).as_matching_blocks():
        if block.a >= offset:
            break
        place = block.b + min(block.size, offset - block.a)
    return place


def _outer_before(lead: str, gap: str) -> int:
    """How many characters at the end of ``gap`` correspond to ``lead``, the text before the first word."""
    if gap.endswith(lead):
        return len(lead)
    gap = gap[-_MOST_OUTER:]
    taken = 0
    for mark, other in zip(reversed(_marks(lead[-_MOST_OUTER:])), reversed(_marks(gap)), strict=False):
        if mark.form != other.form:
            break
        taken = len(gap) - other.start
    return taken


def _outer_after(tail: str, gap: str) -> int:
    if gap.startswith(tail):
        return len(tail)
    taken = 0
    for mark, other in zip(_marks(tail[:_MOST_OUTER]), _marks(gap[:_MOST_OUTER]), strict=False):
        if mark.form != other.form:
            break
        taken = other.end
    return taken


class _Mark(NamedTuple):
    form: str
    start: int
    end: int


def _marks(text: str) -> list[_Mark]:
    """The punctuation of ``text`` without spaces and Markdown markup; quotation marks and dashes are made uniform."""
    marks: list[_Mark] = []
    place = 0
    while place < len(text):
        skipped = _MARKUP.match(text, place)
        if skipped:
            place = skipped.end()
            continue
        character = text[place]
        if _QUOTE.match(character):
            form = '"'
        elif unicodedata.category(character) == "Pd":
            form = "-"
        else:
            form = unicodedata.normalize("NFKC", character)
        marks.append(_Mark(form, place, place + 1))
        place += 1
    return marks
