"""Joins the pieces of a formula into a row, with the spaces and parentheses that one line needs."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from readtui.importers.mathematics.notation import NOTHING, Formula, grouped
from readtui.importers.mathematics.signs import Part, Rank, closing, infix_rank, is_slash

_BEFORE_SIGN = (Part.INFIX, Part.SIGN, Part.OPEN, Part.SEPARATOR, Part.BIG, Part.TEXT)
_ENDS_OPERAND = (Part.OPERAND, Part.CLOSE, Part.POSTFIX)
_BEGINS_OPERAND = (Part.OPERAND, Part.OPEN)
_SIGNS = frozenset("+−±∓")
_RATIO = re.compile(r"\d+/\d+")


def row(pieces: Iterable[Formula]) -> Formula:
    parts = list(_with_tables(_with_bars(list(pieces))))
    seen = [part for part in parts if part.text]
    if len(seen) < 2:
        return (*seen, *parts, NOTHING)[0]
    text = ""
    before: Formula | None = None
    gap: Part | None = None
    ranks: list[Rank] = []
    depth = 0
    is_whole = seen[0].part is Part.OPEN and seen[-1].part is Part.CLOSE
    for index, (part, following) in enumerate(_with_gaps(parts)):
        if not part.text:
            gap = part.part
            continue
        shown = _shown(part, before, following, gap)
        if depth == 0 and part.part not in (Part.OPEN, Part.CLOSE):
            ranks.append(_rank_beside(shown, before, gap))
        text += _space(before, shown, gap) + shown.text
        depth += (part.part is Part.OPEN) - (part.part is Part.CLOSE)
        is_whole = is_whole and (depth > 0 or index == len(parts) - 1) and depth >= 0
        if depth < 0:
            ranks.append(Rank.RELATION)
        before, gap = shown, None
    if depth:
        ranks.append(Rank.RELATION)
    rank = Rank.ATOM if is_whole and depth == 0 else min([Rank.TIGHT, *ranks])
    return Formula(text, rank, is_open=before is not None and before.is_open)


def _with_gaps(parts: Sequence[Formula]) -> Iterator[tuple[Formula, Formula | None]]:
    """Each piece with the next visible one."""
    following: list[Formula | None] = []
    last: Formula | None = None
    for part in reversed(parts):
        following.append(last)
        last = part if part.text else last
    yield from zip(parts, reversed(following), strict=True)


def _with_bars(parts: list[Formula]) -> list[Formula]:
    """Treat pairs of vertical bars as brackets, and single bars as separators of a condition."""
    open_bars: list[list[int]] = [[]]
    for index, part in enumerate(parts):
        if part.part is Part.OPEN:
            open_bars.append([])
        elif part.part is Part.CLOSE and len(open_bars) > 1:
            _tell_bars(parts, open_bars.pop())
        elif part.part is Part.BAR:
            open_bars[-1].append(index)
    for bars in open_bars:
        _tell_bars(parts, bars)
    return parts


def _tell_bars(parts: list[Formula], bars: Sequence[int]) -> None:
    for number, index in enumerate(bars):
        part = Part.CLOSE if number % 2 else Part.OPEN
        if number == len(bars) - 1 and number % 2 == 0:
            ahead = parts[index + 1] if index + 1 < len(parts) else None
            is_last = ahead is None or ahead.part is Part.CLOSE
            part = Part.POSTFIX if is_last or parts[index].is_scripted else Part.INFIX
            part = Part.OPEN if ahead is not None and ahead.part is Part.TABLE else part
        parts[index] = replace(parts[index], part=part)


def _with_tables(parts: Sequence[Formula]) -> Iterator[Formula]:
    """Treat tables as operands: within their brackets, closing the brace of a case distinction."""
    before: Formula | None = None
    for part, following in _with_gaps(parts):
        if part.part is not Part.TABLE:
            yield part
        elif before is not None and before.part is Part.OPEN:
            yield Formula(part.text, Rank.RELATION)
            if following is None or following.part is not Part.CLOSE:
                yield Formula(closing(before.text), part=Part.CLOSE)
        else:
            yield Formula(f"[{part.text}]") if part.rank is Rank.ATOM else Formula(part.text, Rank.RELATION, Part.TEXT)
        before = part if part.text else before


def _shown(part: Formula, before: Formula | None, following: Formula | None, gap: Part | None) -> Formula:
    """The role of a piece next to its neighbors: a sign before a number, an operand in parentheses."""
    if part.part is Part.INFIX and part.text in _SIGNS and (before is None or before.part in _BEFORE_SIGN):
        return replace(part, part=Part.SIGN)
    if part.part is not Part.OPERAND or part.rank > Rank.PRODUCT or _is_bracketed(before, following):
        return part
    if before is not None and before.part is Part.INFIX and not _holds_after(before.text, part.rank):
        return grouped(part)
    if following is not None and following.part is Part.INFIX and not _holds_before(following.text, part.rank):
        return grouped(part)
    is_beside = before is not None and before.part in _ENDS_OPERAND and not _is_mixed(before, part, gap)
    is_factor = following is not None and following.part in (*_BEGINS_OPERAND, Part.POSTFIX, Part.BIG)
    is_argument = before is not None and before.part is Part.BIG and part.rank < Rank.PRODUCT
    return grouped(part) if is_beside or is_factor or is_argument else part


def _is_bracketed(before: Formula | None, following: Formula | None) -> bool:
    """Whether a piece has its own brackets or stands alone."""
    opens = before is None or before.part is Part.OPEN
    return opens and (following is None or following.part is Part.CLOSE)


def _holds_after(sign: str, rank: Rank) -> bool:
    return rank > infix_rank(sign) or (rank == infix_rank(sign) and not is_slash(sign) and sign not in "−÷∖")


def _holds_before(sign: str, rank: Rank) -> bool:
    return rank >= infix_rank(sign) and not is_slash(sign)


def _is_mixed(before: Formula, part: Formula, gap: Part | None) -> bool:
    """Whether two pieces are a whole number and a fraction to be added."""
    return before.is_number and gap is not Part.TIMES and _RATIO.fullmatch(part.text) is not None


def _rank_beside(part: Formula, before: Formula | None, gap: Part | None) -> Rank:
    if part.part is Part.INFIX:
        return infix_rank(part.text)
    if part.part is Part.SIGN:
        return Rank.SUM
    if part.part in (Part.SEPARATOR, Part.TEXT, Part.BIG):
        return Rank.RELATION
    if before is not None and _is_mixed(before, part, gap):
        return Rank.SUM
    return part.rank


def _space(before: Formula | None, part: Formula, gap: Part | None) -> str:
    """The separator between two pieces."""
    if (
        before is None
        or part.part in (Part.CLOSE, Part.POSTFIX, Part.SEPARATOR)
        or before.part in (Part.OPEN, Part.SIGN)
    ):
        return ""
    for one in (before, part):
        if one.part is Part.INFIX:
            return "" if is_slash(one.text) and not before.is_open else " "
    if before.part in (Part.SEPARATOR, Part.TEXT, Part.BIG) or part.part in (Part.TEXT, Part.BIG, Part.SIGN):
        return " "
    if part.part is Part.OPEN:
        return " " if before.is_open and "√" in before.text else ""
    if part.text[0].isdigit():
        if gap is Part.TIMES and before.text[-1].isdigit():
            return " · "
        return "" if before.is_number and part.is_number and gap is None else " "
    stands_apart = before.is_word or part.is_word or before.is_open or before.part is Part.POSTFIX
    is_applied = gap is Part.APPLY and not before.is_number
    return " " if stands_apart or is_applied or gap is Part.SPACE else ""
