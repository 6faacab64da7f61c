"""What became of a passage that was said in other words is offered if enough tells so."""

import pytest

from readtui.anchoring.outcome import Orphan, Review
from readtui.anchoring.reanchor import reanchor
from tests.benchmarks.rewritten.document import TEXTS, remarks


@pytest.mark.parametrize(
    ("text", "number", "due"),
    [
        # The only telling word of either is in the other, but not what stood beside it.
        ("release-orchardkeeper", "23", ""),
        ("kaeserei-vorstand", "20", ""),
        # Nothing is shared but the places of the sentences beside.
        ("adr-feature-flags", "6", "[What we considered]"),
        # A cell became a cell.
        ("rifugio-lettera", "10", "[Chi lo fa]"),
        ("bicis-preguntas", "5", "[Qué entra en el precio]"),
    ],
)
def test_what_shares_hardly_a_word_is_offered_only_between_what_stood_beside_it(
    text: str, number: str, due: str
) -> None:
    remark = next(one for one in remarks(TEXTS / f"{text}.md") if one.name.endswith(f" v1 {number}"))
    found = reanchor(remark.before, remark.after, remark.start, remark.end)
    there = "" if isinstance(found, Orphan) else remark.after[found.start : found.end]
    assert (f"[{there}]" if isinstance(found, Review) else there) == due


def test_what_the_passage_became_outweighs_a_quotation_of_it() -> None:
    own = "Handwritten maps are not included."
    old = (
        f"The project covers printed maps and the twelve atlas volumes. {own} Fitting the scans is left to volunteers, "
        "who will be invited in spring. First the drawers are surveyed. Then a scanner is bought and tried for a month."
    )
    new = (
        "Printed maps and the atlas volumes belong to it. Handwritten maps are included as well. Some members of the "
        f"board stumbled over this sentence of the old plan:\n\n“{own}”\n\nWe have counted them, and there are ninety. "
        "Volunteers will fit the scans; we invite them in spring. A survey of the drawers comes first. We then buy a "
        "scanner, which is on trial for a month."
    )
    found = reanchor(old, new, old.index(own), old.index(own) + len(own))
    assert isinstance(found, Review)
    assert new[found.start : found.end] == "Handwritten maps are included as well."


def test_an_item_with_a_clause_more_is_that_item_whole_though_another_sentence_has_words_of_the_clause() -> None:
    own = "record each flight in the log;"
    old = (
        "We want somebody who flies trained hawks there.\n\nThe firm shall:\n\nbe there before the first lorry;\n\n"
        f"{own}\n\nfly two hawks in every hour.\n\nEach hawk wears a ring with a number. Strong wind keeps them down."
    )
    there = "record each flight in the log, with the hawk's ring number and the wind;"
    new = (
        f"Trained hawks are to fly over the tip.\n\nDuties of the firm:\n\narrive before any lorry;\n\n{there}\n\n"
        "have a hawk in the air each hour.\n\nA ring with a number is worn by each hawk. In strong wind they rest."
    )
    found = reanchor(old, new, old.index(own), old.index(own) + len(own))
    assert not isinstance(found, Orphan)
    assert new[found.start : found.end].rstrip(";") == there.rstrip(";")
