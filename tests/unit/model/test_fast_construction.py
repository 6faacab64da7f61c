import dataclasses

import pytest

from readtui.model.block import Block, BlockKind, Mark, MarkType
from readtui.model.fast_construction import maker


def test_a_maker_returns_a_frozen_value_of_the_class() -> None:
    make = maker(Block)
    marks = (maker(Mark)(MarkType.LINK, 1, 2, target="x"),)
    made, given = make(BlockKind.CODE, 1, end=3, marks=marks), Block(BlockKind.CODE, 1, end=3, marks=marks)
    assert type(made) is Block
    assert (made, hash(made), repr(made)) == (given, hash(given), repr(given))
    assert dataclasses.replace(made, end=4) == dataclasses.replace(given, end=4)
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.end = 5  # type: ignore[misc]


def test_a_maker_asks_for_the_fields_without_a_default() -> None:
    make = maker(Block)
    with pytest.raises(TypeError):
        make(BlockKind.CODE)  # type: ignore[call-arg]
