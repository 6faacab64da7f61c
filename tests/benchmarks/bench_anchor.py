"""Measure anchoring: milliseconds per passage, seconds for a large text, and how the time grows. Run by hand.

    python tests/benchmarks/bench_anchor.py

Texts of invented words are edited in the usual ways: words change; paragraphs are inserted, deleted and moved.
"""

import random
import statistics
import time
from collections import Counter

from readtui.anchoring.outcome import Anchored, Orphan
from readtui.anchoring.quotes import reanchor_quote
from readtui.anchoring.reanchor import reanchor, reanchor_many

_SYLLABLES = ("ka", "lo", "min", "ter", "sa", "vu", "pre", "non", "dal", "ich", "o", "be", "ran", "ti", "gu", "sel")
_CASES = 300
_LARGE = 3_000_000


def main() -> None:
    chosen = random.Random(5)
    vocabulary = ["".join(chosen.choices(_SYLLABLES, k=chosen.randint(1, 4))) for _ in range(6_000)]
    _print_cases(chosen, vocabulary)
    _print_large(chosen, vocabulary)
    _print_growth(chosen, vocabulary)


def _print_cases(chosen: random.Random, vocabulary: list[str]) -> None:
    took: dict[str, list[float]] = {"with the old text": [], "with the quote alone": []}
    found: dict[str, Counter[str]] = {name: Counter() for name in took}
    for _ in range(_CASES):
        old = _text(chosen, vocabulary, chosen.randint(2_000, 20_000))
        new = _edited(chosen, vocabulary, old)
        start, end = _passage(chosen, old)
        began = time.perf_counter()
        carried = reanchor(old, new, start, end)
        took["with the old text"].append(time.perf_counter() - began)
        found["with the old text"][_name(carried)] += 1
        began = time.perf_counter()
        quoted = reanchor_quote(new, old[start:end], old[max(0, start - 32) : start], old[end : end + 32], start)
        took["with the quote alone"].append(time.perf_counter() - began)
        found["with the quote alone"][_name(quoted)] += 1
    for name, seconds in took.items():
        p95 = sorted(seconds)[int(0.95 * len(seconds))]
        print(
            f"{name:22} median {1000 * statistics.median(seconds):.1f} ms  p95 {1000 * p95:.1f} ms  {dict(found[name])}"
        )


def _print_large(chosen: random.Random, vocabulary: list[str]) -> None:
    old = _text(chosen, vocabulary, _LARGE)
    new = _edited(chosen, vocabulary, old)
    passages = [_passage(chosen, old) for _ in range(200)]
    began = time.perf_counter()
    found = Counter(map(_name, reanchor_many(old, new, passages)))
    print(f"3 MB, 200 passages     {time.perf_counter() - began:.2f} s  {dict(found)}")


def _print_growth(chosen: random.Random, vocabulary: list[str]) -> None:
    seconds: list[float] = []
    for size in (250_000, 1_000_000):
        old = _text(chosen, vocabulary, size)
        new = _edited(chosen, vocabulary, old)
        began = time.perf_counter()
        reanchor(old, new, *_passage(chosen, old))
        seconds.append(time.perf_counter() - began)
    print(f"a text four times as long takes {seconds[1] / seconds[0]:.1f} times as long")


def _text(chosen: random.Random, vocabulary: list[str], size: int) -> str:
    paragraphs: list[str] = []
    while size > 0:
        words = chosen.choices(vocabulary, k=chosen.randint(20, 120))
        paragraphs.append(" ".join(words).capitalize() + ".")
        size -= len(paragraphs[-1])
    return "\n\n".join(paragraphs)


def _edited(chosen: random.Random, vocabulary: list[str], text: str) -> str:
    paragraphs = [
        " ".join(chosen.choice(vocabulary) if chosen.random() < 0.03 else word for word in paragraph.split(" "))
        for paragraph in text.split("\n\n")
        if chosen.random() > 0.03
    ] or [text]
    for _ in range(1 + len(paragraphs) // 30):
        paragraphs.insert(chosen.randint(0, len(paragraphs)), _text(chosen, vocabulary, 100))
        paragraphs.append(paragraphs.pop(chosen.randrange(len(paragraphs))))
    return "\n\n".join(paragraphs)


def _passage(chosen: random.Random, text: str) -> tuple[int, int]:
    start = chosen.randrange(len(text) - 200)
    return start, start + chosen.randint(5, 200)


def _name(found: object) -> str:
    if isinstance(found, Anchored):
        return found.state.value
    return "orphan" if isinstance(found, Orphan) else "review"


if __name__ == "__main__":
    main()
