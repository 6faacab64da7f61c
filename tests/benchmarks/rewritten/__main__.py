"""Print what becomes of remarks on documents that somebody rewrote. Run by hand.

    python -m tests.benchmarks.rewritten [--folder FOLDER] [--show]

Develop with the documents in ``texts``. Judge by new ones, before anybody looks at them; then add them to ``texts``.

"right": in its place, or an orphan if it is gone; flagged if its meaning changed, unflagged if its words did not
(either, if it was reworded).
"""

import argparse
from collections import Counter
from itertools import groupby
from pathlib import Path

from readtui.anchoring.outcome import Anchor, Orphan, Review
from readtui.anchoring.reanchor import reanchor_many
from tests.benchmarks.anchor_shapes.case import overlap, trimmed
from tests.benchmarks.rewritten.document import GONE, MEANING, REWORDED, TEXTS, UNCHANGED, Remark, remarks

_HIT, _LOOSE = 0.9, 0.5
_OUTCOMES = ("in place", "flagged", "ends", "wrong", "wrong flagged", "lost")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=TEXTS, help="documents of your own, marked in the same way")
    parser.add_argument("--show", action="store_true", help="print the remarks that went wrong")
    chosen = parser.parse_args()
    every = [remark for path in sorted(chosen.folder.glob("*.md")) for remark in remarks(path)]
    counts: Counter[tuple[str, str]] = Counter()
    for (before, after), group in groupby(every, lambda remark: (remark.before, remark.after)):
        of_pair = list(group)
        passages = [(remark.start, remark.end) for remark in of_pair]
        found = reanchor_many(before, after, passages, of_pair[0].quotes, of_pair[0].code)
        for remark, anchor in zip(of_pair, found, strict=True):
            became = outcome(remark, anchor)
            counts[remark.change, became] += 1
            if chosen.show and not is_right(remark.change, became):
                _print_remark(remark, anchor, became)
    print(f"{'':12}" + "".join(f"{name:>15}" for name in _OUTCOMES))
    for change in (UNCHANGED, REWORDED, MEANING, GONE):
        print(f"{change:12}" + "".join(f"{counts[change, name]:15}" for name in _OUTCOMES))
    right = sum(count for (change, became), count in counts.items() if is_right(change, became))
    print(f"{len(every)} remarks, {100 * right / len(every):.1f} % right")


def outcome(remark: Remark, anchor: Anchor) -> str:
    """One of _OUTCOMES. "ends": less than nine tenths of the place, but at least half; "lost": an orphan."""
    if isinstance(anchor, Orphan):
        return "lost"
    is_flagged = isinstance(anchor, Review)
    there = trimmed(remark.after, anchor.start, anchor.end)
    shared = overlap(there, trimmed(remark.after, *remark.expected)) if remark.expected else 0.0
    if shared < _LOOSE:
        return "wrong flagged" if is_flagged else "wrong"
    if is_flagged:
        return "flagged"
    return "in place" if shared >= _HIT else "ends"


def is_right(change: str, became: str) -> bool:
    allowed = {
        UNCHANGED: ("in place",),
        REWORDED: ("in place", "flagged"),
        MEANING: ("flagged",),
        GONE: ("lost", "wrong flagged"),
    }
    return became in allowed[change]


def _print_remark(remark: Remark, anchor: Anchor, became: str) -> None:
    print(f"{remark.name}: {remark.change}, {became}")
    print(f"  before: {remark.before[remark.start : remark.end]!r}")
    print(f"  due:    {remark.after[slice(*remark.expected)] if remark.expected else None!r}")
    if not isinstance(anchor, Orphan):
        print(f"  found:  {remark.after[anchor.start : anchor.end]!r} {getattr(anchor, 'why', '')}")


if __name__ == "__main__":
    main()
