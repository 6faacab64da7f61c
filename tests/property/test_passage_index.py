from hypothesis import given
from hypothesis import strategies as st

from readtui.model.annotation import Annotation, place_key
from readtui.model.passage import Passage
from readtui.model.selector import TextPositionSelector, TextQuoteSelector
from readtui.services.reading.passage_index import PassageIndex

ranges = st.tuples(st.integers(0, 2000), st.integers(1, 300)).map(lambda pair: Passage(pair[0], pair[0] + pair[1]))
many_ranges = st.lists(ranges, max_size=700)


def annotated(passages: list[Passage]) -> list[Annotation]:
    return [
        Annotation(str(row), "a", "", "", TextQuoteSelector("x"), TextPositionSelector(passage.start, passage.end))
        for row, passage in enumerate(passages)
    ]


@given(many_ranges, ranges)
def test_overlaps_are_those_that_a_full_search_finds(passages: list[Passage], wanted: Passage) -> None:
    annotations = annotated(passages)
    expected = [one for one in annotations if one.passage and one.passage.overlaps(wanted)]
    assert PassageIndex(annotations).overlapping(wanted) == sorted(expected, key=place_key)


@given(many_ranges, st.integers(0, 2400))
def test_neighbours_are_the_nearest_starts(passages: list[Passage], offset: int) -> None:
    index = PassageIndex(annotated(passages))
    starts = sorted(passage.start for passage in passages)
    assert [one.passage.start for one in index.from_offset(offset) if one.passage] == [s for s in starts if s > offset]
    assert [one.passage.start for one in index.back_from_offset(offset) if one.passage] == [
        s for s in reversed(starts) if s < offset
    ]


@given(many_ranges, st.data())
def test_adding_and_removing_equals_rebuilding(passages: list[Passage], data: st.DataObject) -> None:
    annotations = annotated(passages)
    rows = data.draw(st.sets(st.integers(0, max(0, len(annotations) - 1)), max_size=20))
    gone = [annotations[row] for row in rows] if annotations else []
    index = PassageIndex([])
    for one in annotations:
        index.add(one)
    for one in gone:
        index.remove(one)
    kept = [one for one in annotations if one not in gone]
    assert list(index) == list(PassageIndex(kept))
    assert [index.number(one) for one in index] == list(range(1, len(kept) + 1))
    assert [index.find(one.id) for one in annotations] == [one if one in kept else None for one in annotations]
    assert index.overlapping(Passage(0, 5000)) == list(index)
