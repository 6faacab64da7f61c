"""Takes back what a program did to the lines of a text: hard wraps at a width, and an empty line after each line."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from readtui.importers.common import reflow
from readtui.quick_dataclass import dataclass
from readtui.text.dateline import is_byline
from readtui.text.language import frequent_words
from readtui.text.pages.service_lines import service_weight

_LEAST_SURE = 4
_MOST_ODD = 0.02
_MOST_FULL = 0.8
_LONG = 0.75
_MIN_CHARACTERS = 20
_LONG_LINE = 100
_LEAST_DOUBLED = 6
_AS_WRITTEN = re.compile(r"[ \t>|+]|(?:```|~~~)|[-=_~*#+.]{3,}$")
"""Beginnings of lines, and whole lines, whose line ends may count."""
_GAP = re.compile(r" {2,}+")
_MOST_LOOKED_AT = 400
_BULLET = re.compile(r"[-*•·◦▪‣●○][ \t]+\S")
_NUMBERED = re.compile(r"\(?\d{1,3}[.)][ \t]+\S")
_CASELESS = re.compile("[\u0590-\u1aff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_TITLE_WORDS = 4
_MENU = 2
_HYPHEN = re.compile(r"[^\W_]-$")

Measure = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class LineWraps:
    """The greatest width of a text's lines, and how it is measured: in cells or in characters."""

    width: int
    measure: Measure

    def is_full(self, line: str, following: str) -> bool:
        """Whether the first word of the following line would not have fit on ``line``."""
        first = following.split(None, 1)[0]
        if line.isascii() and first.isascii():
            return len(line) + 1 + len(first) > self.width
        if _CASELESS.match(first) and len(first) > 1 and self.measure is len:
            return len(line) + _SLACK >= self.width
        if reflow.wide_characters(first[:1]):
            return self.measure(line) + 2 * _SLACK >= self.width
        return self.measure(line) + 1 + self.measure(first) > self.width


_SLACK = 3
_CUT = 12


def single_spaced(lines: Sequence[str]) -> list[str]:
    """The lines without the empty line that a program added after each: all gaps are odd then, and some are longer, or
    the lines were wrapped.
    """
    gaps: list[int] = []
    gap = 0
    written: list[str] = []
    for line in lines:
        if not line:
            gap += 1
            continue
        if written:
            if gap % 2 == 0:
                return list(lines)
            gaps.append(gap)
        written.append(line)
        gap = 0
    if len(written) < _LEAST_DOUBLED or min(gaps) > 1:
        return list(lines)
    if max(gaps) == 1:
        return list(lines) if wrapping_of([written]) is None else written
    halved = [written[0]]
    for gap, line in zip(gaps, written[1:], strict=True):
        halved += [""] * ((gap - 1) // 2) + [line]
    beside = [pair for pair, gap in zip(pairwise(written), gaps, strict=True) if gap == 1]
    are_paragraphs = any(min(map(reflow.cells, pair)) > _LONG_LINE for pair in beside)
    return list(lines) if are_paragraphs and wrapping_of(_runs(halved)) is None else halved


def _runs(lines: Sequence[str]) -> list[list[str]]:
    runs: list[list[str]] = [[]]
    for line in lines:
        if line:
            runs[-1].append(line)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def wrapping_of(runs: Sequence[Sequence[str]]) -> LineWraps | None:
    """How a program wrapped a text, given the runs of lines between empty ones; None if none did, or a person.

    A program fills each line: wherever a line goes on in lowercase, the next word would not have fit. Scripts without
    lowercase need long lines that are full instead.
    """
    pairs: list[tuple[str, str]] | None = None
    for measure in (reflow.cells, len):
        width = max(
            (measure(line) for run in runs for line in run if " " in line or reflow.wide_characters(line)), default=0
        )
        if not (reflow.MIN_WRAP_CELLS if measure is not len else _MIN_CHARACTERS) <= width <= reflow.MAX_WRAP_CELLS:
            continue
        if pairs is None:
            pairs = [pair for run in runs for pair in _pairs_to_join(run)]
        if len(pairs) < _LEAST_SURE:
            return None
        solid = [measure(before) for before, line in pairs if " " not in before and " " not in line]
        cut = [length for length in solid if width < length <= reflow.MAX_WRAP_CELLS]
        if cut:
            width = Counter(cut).most_common(1)[0][0]  # A part of a word that is longer than a line.
        wrapping = LineWraps(width, measure)
        sure = [wrapping.is_full(*pair) for pair in pairs if pair[1][0].islower()]
        # A line that is long and not full may be the last one of a paragraph, if it ends a sentence.
        long = [
            is_full
            for before, line in pairs
            if measure(before) >= width * _LONG
            and ((is_full := wrapping.is_full(before, line)) or not reflow.ends_sentence(before))
        ]
        if not sure:
            sure = [
                wrapping.is_full(*pair)
                for pair in pairs
                if _CASELESS.match(pair[1]) and measure(pair[0]) >= width * _LONG
            ]
        is_enough = len(sure) >= _LEAST_SURE or (sum(long) >= _LEAST_SURE and sum(long) >= len(long) * _MOST_FULL)
        if sure and is_enough and sure.count(False) <= len(sure) * _MOST_ODD:
            return wrapping
    return None


def _pairs_to_join(run: Sequence[str]) -> Iterator[tuple[str, str]]:
    """A line and the next one, where neither is as written."""
    are_free = [not _is_as_written(line) for line in run] if len(run) > 1 else []
    return (pair for pair, both in zip(pairwise(run), pairwise(are_free), strict=True) if all(both))


def _is_as_written(line: str) -> bool:
    """Whether the spaces or the end of a line may count, as in code, quotations and tables."""
    if _AS_WRITTEN.match(line):
        return True
    start = line[:_MOST_LOOKED_AT]
    return "\t" in start or ("  " in start and len(_GAP.findall(start)) > 1)


def unwrapped(run: Sequence[str], wrapping: LineWraps, *, begins_text: bool = False) -> list[str] | None:
    """The lines as they were before a program wrapped them; None for a run in which spaces or line ends may count.

    ``begins_text``: the run is the first of the text, and the title may be in it.
    """
    if any(map(_is_as_written, run)):
        return None
    lines = [run[0]]
    # Wrapped text is joined with the last line only, so that a long paragraph takes linear time.
    pieces: list[str] = [run[0]]
    is_titled = not begins_text
    for before, line, after in zip(run, run[1:], [*run[2:], ""], strict=False):
        is_first = len(pieces) == 1
        if (
            _begins(before, line, wrapping, is_first=is_first)
            or _stands_alone(before, line, after, wrapping)
            or (is_first and not is_titled and len(lines) > _MENU and _is_title(before, line))
        ):
            lines[-1] = "".join(pieces)
            is_titled = is_titled or len(lines[-1].split()) >= _TITLE_WORDS
            lines.append(line)
            pieces = [line]
        else:
            pieces += (_joint(before, line, wrapping), line)
    lines[-1] = "".join(pieces)
    return lines


def _begins(before: str, line: str, wrapping: LineWraps, *, is_first: bool) -> bool:
    """Whether a line begins one of the text's own lines. ``is_first``: whether the line before it did."""
    if _is_cut(before, line, wrapping):
        return False
    if _BULLET.match(line):
        return True
    if not wrapping.is_full(before, line):
        # Capitals, as in licenses, are mostly wrapped by people, who do not fill each line.
        is_long = wrapping.measure(before) >= wrapping.width * _LONG
        return not (is_long and before.isupper() and line.isupper())
    if is_first and _NUMBERED.match(line) and _NUMBERED.match(before):
        return True
    if is_byline(line) or (is_first and is_byline(before)):
        return True
    return is_first and service_weight(before) > 0 and service_weight(line) > 0


def _stands_alone(before: str, line: str, after: str, wrapping: LineWraps) -> bool:
    """Whether a line below the end of a sentence is a subhead or a counter: the last line of a paragraph would end a
    sentence too.
    """
    return (
        bool(after)
        and not line[0].islower()
        and wrapping.measure(line) < wrapping.width * _LONG
        and not wrapping.is_full(line, after)
        and reflow.ends_sentence(before)
        and not reflow.ends_sentence(line)
    )


def _is_title(before: str, line: str) -> bool:
    """Whether a full line below short ones is the title above a text: it ends like none, and the next begins with a
    capital, which a frequent word hardly does within a sentence.
    """
    if reflow.ends_sentence(before) or len(before.split()) < _TITLE_WORDS or before.endswith((",", ";", "-")):
        return False
    first, last = _FIRST_WORD.match(line), before.rsplit(None, 1)[-1].casefold()
    if first is None or not first[0][0].isupper():
        return False
    return first[0].casefold() in frequent_words() or last not in frequent_words()


def _is_cut(before: str, line: str, wrapping: LineWraps) -> bool:
    """Whether a word that is longer than a line was cut between the two."""
    if wrapping.measure(before) != wrapping.width:
        return False
    last, first = before.rsplit(None, 1)[-1], line.split(None, 1)[0]
    return wrapping.measure(last + first) > wrapping.width


def _joint(before: str, line: str, wrapping: LineWraps) -> str:
    """What stood between two lines: nothing where a word was cut, or divided at its hyphen."""
    is_divided = False
    if before.endswith("-") and _HYPHEN.search(before):
        first = line.split(None, 1)[0]
        is_divided = first[0].isalnum() and first.casefold() not in reflow.NEVER_JOINED
    return "" if is_divided or _is_cut(before, line, wrapping) else reflow.line_joint(before, line)
