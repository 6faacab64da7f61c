"""Print what becomes of passages in texts that are hard to anchor in, one line per kind. Run by hand.

    python -m tests.benchmarks.anchor_shapes [--seed N] [--cases N] [--held-out] [--kind WORDS] [--show N]

Develop with seed 1. Judge by other seeds, and by the kinds of ``--held-out``, whose cases nobody should look at.
"""

import argparse
import random
import time
from collections import Counter
from collections.abc import Iterable
from statistics import median

from readtui.anchoring.describe import describe
from readtui.anchoring.outcome import Anchor, Orphan
from readtui.anchoring.quotes import reanchor_quote
from readtui.anchoring.reanchor import reanchor
from readtui.model.passage import Passage
from tests.benchmarks.anchor_shapes import (
    east_asia,
    ends,
    held_out,
    holders,
    kindred,
    listings,
    meaning,
    near_copies,
    quotations,
    rewriting,
    statements,
    tables,
    verse_code,
)
from tests.benchmarks.anchor_shapes.case import FLAG, GONE, OUTCOMES, RANGE, Case, Maker, outcome

ROOMS = (
    near_copies,
    listings,
    tables,
    meaning,
    statements,
    ends,
    verse_code,
    east_asia,
    quotations,
    rewriting,
    kindred,
    holders,
)
_RIGHT = ("hit", "gone", "gone flagged")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cases", type=int, default=60, help="cases of a kind")
    parser.add_argument("--held-out", action="store_true", help="the kinds that are held out")
    parser.add_argument("--kind", default="", help="only kinds whose name has these words")
    parser.add_argument("--quote", action="store_true", help="without the old text")
    parser.add_argument("--show", type=int, default=0, help="print so many cases that went wrong")
    chosen = parser.parse_args()
    rooms = (held_out,) if chosen.held_out else ROOMS
    cases = [each for room in rooms for each in made(room.KINDS, chosen.seed, chosen.cases) if chosen.kind in each.kind]
    for name in ("quote",) if chosen.quote else ("text", "quote"):
        began = time.process_time()
        took: list[float] = []
        outcomes: list[str] = []
        for each in cases:
            start = time.perf_counter()
            found = by_text(each) if name == "text" else by_quote(each)
            took.append(time.perf_counter() - start)
            outcomes.append(outcome(each, found))
            if chosen.show and outcomes[-1] not in _RIGHT:
                chosen.show -= 1
                _print_case(each, found, outcomes[-1])
        print(f"\n== {'with the old text' if name == 'text' else 'by the quote alone'} ==")
        _print_table(cases, outcomes)
        print(f"median {1000 * median(took):.1f} ms, all {time.process_time() - began:.1f} s")


def made(makers: Iterable[Maker], seed: int, count: int) -> list[Case]:
    """``count`` cases by each of ``makers``. For a seed, a maker's cases do not depend on the other makers."""
    return [make(random.Random(f"{seed} {make.__name__} {number}")) for make in makers for number in range(count)]


def by_text(each: Case) -> Anchor:
    return reanchor(each.before, each.after, each.start, each.end)


def by_quote(each: Case) -> Anchor:
    quote, position = describe(each.before, Passage(each.start, each.end))
    return reanchor_quote(each.after, quote.exact, quote.prefix, quote.suffix, position.start)


def _print_table(cases: list[Case], outcomes: list[str]) -> None:
    counted: dict[str, Counter[str]] = {}
    for each, name in zip(cases, outcomes, strict=True):
        counted.setdefault(each.kind, Counter())[name] += 1
    print(f"{'':44}" + "".join(f"{name:>14}" for name in OUTCOMES))
    for kind, count in counted.items():
        print(f"{kind:44}" + "".join(f"{count[name] or '':>14}" for name in OUTCOMES))
    _print_shares(cases, outcomes)


def _print_shares(cases: list[Case], outcomes: list[str]) -> None:
    total = Counter(outcomes)
    of_plain = sum(each.policy == RANGE and name == "flagged" for each, name in zip(cases, outcomes, strict=True))
    there = sum(each.policy != GONE for each in cases)
    shown = sum(each.policy == FLAG for each in cases)
    plain = sum(each.policy == RANGE for each in cases)
    shares = {
        "recall": (total["hit"], there),
        "recall with flagged": (total["hit"] + total["flagged"] + total["silent"], there),
        "flagged though plain": (of_plain, plain),
        "wrong": (total["wrong"], len(cases)),
        "wrong flagged": (total["wrong flagged"], len(cases)),
        "loose": (total["loose"], there),
        "silent change of meaning": (total["silent"], shown),
        "orphan": (total["gone"], len(cases) - there),
        "orphan or flagged": (total["gone"] + total["gone flagged"], len(cases) - there),
    }
    print("  ".join(f"{name} {100 * part / whole:.1f} %" for name, (part, whole) in shares.items() if whole))


def _print_case(each: Case, found: Anchor, name: str) -> None:
    print(f"--- {each.kind}: {name} ({each.policy})")
    print("passage: " + repr(each.before[each.start : each.end]))
    if each.expected:
        print("wanted:  " + repr(each.after[each.expected[0] : each.expected[1]]))
    if isinstance(found, Orphan):
        print("found:   nothing: " + found.why)
    else:
        print(f"found:   {each.after[found.start : found.end]!r} {found}")


if __name__ == "__main__":
    main()
