"""Compares what becomes of passages in rewritten texts with golden files: which are found, where, and what is said.

Whoever changes anchoring sees in them which passages that moves; whether it is for the better, the benchmarks tell.
"""

import random
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from golden import Golden

from readtui.anchoring.describe import describe
from readtui.anchoring.outcome import Anchor, Anchored, Orphan
from readtui.anchoring.quotes import reanchor_quote
from readtui.anchoring.reanchor import reanchor_many
from readtui.model.passage import Passage
from tests.benchmarks.anchor_shapes.__main__ import ROOMS, by_quote, by_text
from tests.benchmarks.rewritten.document import TEXTS, remarks

HERE = Path(__file__).parent
DOCUMENTS = """
adr-feature-flags bats-hedges-abstract board-minutes cave-rescue-minutes changelog clauses
dienstanweisung-winterdienst freibad guia-pasarela handout-stichproben lichens marche notulen-roeivereniging
offre-luthier plum-cake policy-travel readme review-cache sadovod tidelog-format upload-spec xiaoqu
"""
"""Those that run the most of anchoring in a short time."""


def test_passages_of_rewritten_documents_are_found_where_they_were(golden: Golden) -> None:
    golden(HERE / "documents.txt", "".join(f"{line}\n" for name in DOCUMENTS.split() for line in _of_document(name)))


def test_passages_in_texts_that_mislead_are_found_where_they_were(golden: Golden) -> None:
    golden(HERE / "shapes.txt", "".join(f"{line}\n" for line in _of_shapes()))


def _of_document(name: str) -> Iterator[str]:
    for (before, after), group in groupby(remarks(TEXTS / f"{name}.md"), lambda remark: (remark.before, remark.after)):
        of_pair = list(group)
        passages = [(remark.start, remark.end) for remark in of_pair]
        found = reanchor_many(before, after, passages, of_pair[0].quotes, of_pair[0].code)
        for remark, anchor in zip(of_pair, found, strict=True):
            yield f"{remark.name}, {remark.change}: {_said(anchor)}"
            quote, position = describe(before, Passage(remark.start, remark.end))
            quoted = reanchor_quote(after, quote.exact, quote.prefix, quote.suffix, position.start)
            yield f"    by its quote: {_said(quoted)}"


def _of_shapes() -> Iterator[str]:
    for room in ROOMS:
        for make in room.KINDS:
            for number in range(2):
                case = make(random.Random(f"1 {make.__name__} {number}"))
                yield f"{case.kind}, {case.policy}: {_said(by_text(case))}"
                yield f"    by its quote: {_said(by_quote(case))}"


def _said(anchor: Anchor) -> str:
    if isinstance(anchor, Orphan):
        return f"gone: {anchor.why}"
    place = f"{anchor.start} to {anchor.end}"
    return f"at {place}" if isinstance(anchor, Anchored) else f"perhaps at {place}: {anchor.why}"
