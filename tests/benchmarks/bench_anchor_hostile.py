"""Measure anchoring in texts of which thousands of similar lines change places, against prose. Run by hand.

    python tests/benchmarks/bench_anchor_hostile.py [KIND]…

Every text has a megabyte of UTF-8, and 200 of its lines are annotated. A row shows the CPU seconds, how many times as
long prose takes, and what becomes of the passages: right or wrong.
"""

import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import accumulate, count, permutations

from readtui.anchoring.outcome import Anchor, Orphan, Review
from readtui.anchoring.reanchor import reanchor_many

_SIZE = 1_000_000
_PASSAGES = 200
_SYLLABLES = ("ka", "lo", "min", "ter", "sa", "vu", "pre", "non", "dal", "ich", "o", "be", "ran", "ti", "gu", "sel")
_HAN = [chr(0x4E00 + number) for number in range(500)]

_chosen = random.Random(11)
_words = ["".join(_chosen.choices(_SYLLABLES, k=_chosen.randint(1, 4))) for _ in range(6_000)]


def _prose() -> Iterator[str]:
    while True:
        yield " ".join(_chosen.choices(_words, k=_chosen.randint(20, 120))).capitalize() + "."


def _rows() -> Iterator[str]:
    for number in count():
        yield f"| {_chosen.choice(_words[:40])} | {_chosen.choice(_words[:40])} | {number} | {_chosen.randint(1, 99)} |"


def _rows_of_common_words() -> Iterator[str]:
    pairs = list(permutations(sorted(set(_words))[:350], 2))
    _chosen.shuffle(pairs)
    return (" ".join(pair) for pair in pairs)


def _counters() -> Iterator[str]:
    return (f"Item {number}: {number % 17} of {number % 23} done" for number in count())


def _chinese_lines() -> Iterator[str]:
    while True:
        yield "".join(_chosen.choices(_HAN, k=_chosen.randint(5, 14))) + "。"


_KINDS: dict[str, Callable[[], Iterator[str]]] = {
    "prose": _prose,
    "rows": _rows,
    "rows of common words": _rows_of_common_words,
    "counters": _counters,
    "Chinese lines": _chinese_lines,
}


def main() -> None:
    wanted = sys.argv[1:] or [*_KINDS][1:]
    prose = _measure(_lines(_prose), _changed_prose, "prose", 0)
    for kind in wanted:
        lines = _lines(_KINDS[kind])
        _measure(lines, _shuffled, f"{kind}, shuffled", prose)
        _measure(lines, _shuffled_and_changed, f"{kind}, shuffled and changed", prose)


def _lines(make: Callable[[], Iterator[str]]) -> list[str]:
    lines: list[str] = []
    left = _SIZE
    for line in make():
        lines.append(line)
        left -= len(line.encode()) + 1
        if left < 0:
            break
    return lines


def _changed_prose(lines: list[str]) -> list[tuple[int, str]]:
    return [(number, line.replace("ka", "la", 1) if number % 20 == 0 else line) for number, line in enumerate(lines)]


def _shuffled(lines: list[str]) -> list[tuple[int, str]]:
    return _chosen.sample([*enumerate(lines)], len(lines))


def _shuffled_and_changed(lines: list[str]) -> list[tuple[int, str]]:
    return [(number, f"{line[:-2]} {number} {line[-2:]}") for number, line in _shuffled(lines)]


def _measure(lines: list[str], change: Callable[[list[str]], list[tuple[int, str]]], name: str, prose: float) -> float:
    changed = change(lines)
    new_ends = accumulate(len(line) + 1 for _, line in changed)
    places = {number: end - 1 - len(line) for (number, line), end in zip(changed, new_ends, strict=True)}
    ends = [*accumulate(len(line) + 1 for line in lines)]
    picked = _chosen.sample(range(len(lines)), _PASSAGES)
    passages = [(ends[number] - 1 - len(lines[number]), ends[number] - 1) for number in picked]
    old, new = "\n".join(lines), "\n".join(line for _, line in changed)
    began = time.process_time()
    found = reanchor_many(old, new, passages)
    seconds = time.process_time() - began
    outcomes = Counter(_outcome(each, places[number]) for each, number in zip(found, picked, strict=True))
    print(f"{seconds:5.2f} s {seconds / (prose or seconds):5.1f}×  {name:40} {len(lines):7,} lines  {dict(outcomes)}")
    return seconds


def _outcome(found: Anchor, start: int) -> str:
    if isinstance(found, Orphan):
        return "orphan"
    state = "review" if isinstance(found, Review) else found.state.value
    return state if found.start == start else f"{state}, wrong"


if __name__ == "__main__":
    main()
