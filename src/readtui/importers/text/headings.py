"""Finds the headings of a plain text: chapters, numbered ones, capitals, subheads in running text.

Cautiously: a missed heading is still read as a line, but a false one tears the text apart.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from readtui.importers.common import reflow
from readtui.importers.text.speech import turns
from readtui.importers.text.units import Unit
from readtui.model.block import BlockKind
from readtui.text.dateline import is_byline, is_date, is_dateline, is_small_print
from readtui.text.pages.service_lines import service_weight

_MAX_SUBHEAD_CELLS = 60
_MAX_SUBHEAD_WORDS = 10
_WORDS_BEFORE = 12
_WORDS_AFTER = 20
_MAX_SUBHEAD_SHARE = 0.4
_SUBHEAD_END = re.compile(r"[^\W_][?？)\]\"'”’»“]*$")
_SENTENCE_END = re.compile(r"[.!?…:。！？」』][\"'”’»“«)\]]*(?:\s*\[\d+\])*$")


def with_headings(units: Sequence[Unit]) -> list[Unit]:
    """Turn short lines between paragraphs into headings: numbered, in capitals, or named like chapters.

    Cautiously: running text must follow, and the line must not be a sentence.
    """
    found = list(units)
    for index, unit in enumerate(units[:-1]):
        following = units[index + 1]
        if not unit.alone or unit.kind not in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
            continue
        level = _heading_level(unit.as_written)
        if level and following.kind is not BlockKind.LIST_ITEM and (following.alone or not following.continues):
            found[index] = replace(unit, kind=BlockKind.HEADING, text=unit.as_written, label="", level=level)
    return found


_NUMBERED_HEADING = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,3})\.?\s+\S")
_CHAPTER = re.compile(
    r"(?:chapter|part|book|kapitel|teil|buch|chapitre|partie|livre|capítulo|parte|capitolo|hoofdstuk|глава|часть)"
    r"\s+(?:\d{1,3}|[ivxlc]{1,7}|one|two|three|four|five|six|seven|eight|nine|ten)\b|第[0-9一二三四五六七八九十百]{1,4}[章部回話节節]",
    re.IGNORECASE,
)


def _heading_level(line: str) -> int:
    """A heading's rank, or 0 if the line is none."""
    if len(line) > 80 or line.endswith((".", ",", ";", ":", "…", "。", "、")):
        return 0
    if _CHAPTER.match(line):
        return 2
    numbered = _NUMBERED_HEADING.match(line)
    if numbered and len(line.split()) <= 10 and line[numbered.end() - 1].isupper():
        return min(6, numbered[1].count(".") + 2)
    letters = [char for char in line if char.isalpha()]
    if len(letters) >= 4 and len(line.split()) <= 8 and all(char.isupper() for char in letters):
        return 2
    return 0


def with_subheads(units: Sequence[Unit], body: Sequence[int]) -> list[Unit]:
    """Turn short lines between paragraphs of running text into headings of level 2.

    ``body``: indices of the article's units, in order. A repeated line is a speaker's name; where nearly every
    paragraph follows a short line, these are names or questions of an interview.
    """
    found = list(units)
    spoken = turns(units)
    times = Counter(unit.text for unit in units)
    triples = zip(body, body[1:], body[2:], strict=False)
    subheads = [
        index
        for before, index, after in triples
        if units[index].kind is BlockKind.PARAGRAPH
        and times[units[index].text] == 1
        and index not in spoken
        and _is_subhead(units[index])
        and not units[after].continues
        and _is_running_text(units[before], _WORDS_BEFORE)
        and _is_running_text(units[after], _WORDS_AFTER)
    ]
    if len(subheads) > 2:
        paragraphs = sum(_is_running_text(units[index], _WORDS_BEFORE) for index in body)
        if len(subheads) > paragraphs * _MAX_SUBHEAD_SHARE:
            return found
    for index in subheads:
        found[index] = replace(units[index], kind=BlockKind.HEADING, level=2)
    return found


def _is_subhead(unit: Unit) -> bool:
    """Whether a paragraph alone could be a subhead: a short line that is not a sentence, speech or small print."""
    line = unit.text
    return (
        not unit.continues
        and reflow.cells(line) <= _MAX_SUBHEAD_CELLS
        and len(line.split()) <= _MAX_SUBHEAD_WORDS
        and "\n" not in line
        and not line[0].islower()
        and line[0].isalnum()
        and _SUBHEAD_END.search(line) is not None
        and not service_weight(line)
        and not any(told(line) for told in (is_byline, is_date, is_dateline, is_small_print))
    )


def _is_running_text(unit: Unit, words: int) -> bool:
    """Whether a unit is a paragraph of at least that many words that ends like a sentence."""
    if unit.kind is not BlockKind.PARAGRAPH:
        return False
    count = max(len(unit.text.split()), reflow.wide_characters(unit.text) // 2)
    return count >= words and _SENTENCE_END.search(unit.text) is not None
