"""Annotations of many articles, packed."""

from dataclasses import replace

import pytest

from readtui.model.annotation import AcceptedPlace, AnchorState, Annotation, Origin
from readtui.model.selector import TextPositionSelector, TextQuoteSelector
from readtui.search.annotations.packed_articles import is_whole, pack
from readtui.services.reading.packed_annotations import PackedAnnotations, PackedArticles

WHOLE = Annotation("whole", "a", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", note="On all of it\ud800.")
PART = replace(
    WHOLE,
    id="part",
    quote=TextQuoteSelector("exact", "before", "after"),
    position=TextPositionSelector(3, 8),
    color="pink",
    tags=("a/b", "c"),
    anchor=AnchorState.MOVED,
    origin=Origin("0a1b2c3d", 1, 6, "exact", AcceptedPlace("2026-01-02T00:00:00Z", "1a2b3c4d", 2, 7)),
    why="a figure changed",
    versions={"device": 5},
    conflicts=({"note": "other"},),
    extra={"kept": [1, {"x": None}]},
)


@pytest.mark.parametrize("sizes", [(1,), (31, 32, 33), (0, 200, 0, 1)])
def test_what_is_packed_comes_back_by_its_number(sizes: tuple[int, ...]) -> None:
    packed, stored = PackedArticles(), list[Annotation]()
    for article, size in enumerate(sizes):
        made = [replace(WHOLE if one % 3 else PART, id=f"{article}-{one}") for one in range(size)]
        assert packed.add(made) == len(stored)
        stored += made
    assert len(packed) == len(stored)
    assert [packed[number] for number in range(len(stored))] == stored
    mixed = [*range(0, len(stored), 7), *reversed(range(len(stored)))]
    assert packed.several(mixed) == [stored[number] for number in mixed]
    assert packed.several([]) == []


def test_more_than_are_kept_unpacked_come_back_all_the_same() -> None:
    packed, made = PackedArticles(), [replace(WHOLE, id=str(number)) for number in range(33)]
    alone = PackedAnnotations()
    for one in (*made, *(replace(PART, id=str(number)) for number in range(33, 4200))):
        alone.add(one)
    for _ in range(66):
        packed.add(made)
    for number in [*range(0, len(packed), 16), 0]:
        assert packed[number].id == str(number % 33)
    for number in [*range(4200), 0]:
        assert alone[number].id == alone.id(number) == str(number)
    assert alone[4199] is alone[4199], "each picture of a screen would unpack it again"


@pytest.mark.parametrize("text", ["listed", "words", "rest", "more"])
def test_damage_in_any_text_of_an_article_in_the_index_is_noticed(text: str) -> None:
    packed = pack([replace(WHOLE, note="On all of it."), replace(PART, id="other")])
    assert packed is not None
    assert is_whole(packed)
    kept: bytes = getattr(packed, text)
    middle = len(kept) // 2
    damaged = kept[:middle] + bytes([kept[middle] ^ 1]) + kept[middle + 1 :]
    for content in (damaged, kept[:-1], b""):
        assert not is_whole(replace(packed, **{text: content}))


@pytest.mark.parametrize(
    "annotations",
    [
        [replace(WHOLE, extra={"a pair": (1, 2)})],
        [replace(WHOLE, extra={"no JSON": {1}})],
        [replace(PART, deleted="2026")],
        [PART, replace(PART, id="other", article_id="b")],
    ],
)
def test_what_would_lose_something_is_not_packed(annotations: list[Annotation]) -> None:
    assert pack(annotations) is None
