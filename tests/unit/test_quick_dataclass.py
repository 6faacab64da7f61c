"""Our dataclasses are those of the standard library."""

import copy
import dataclasses
import importlib
import inspect
import pickle
import pkgutil
from collections.abc import Iterator
from typing import Any, Generic

import pytest

import readtui
from readtui.model.block import Block, BlockKind, Mark, MarkType
from readtui.quick_dataclass import dataclass, maker, replaced


def classes() -> Iterator[type[Any]]:
    """All dataclasses of the package that are made here."""
    for found in pkgutil.walk_packages(readtui.__path__, "readtui."):
        if found.name != "readtui.__main__":
            for one in vars(importlib.import_module(found.name)).values():
                is_own = inspect.isclass(one) and one.__module__ == found.name and dataclasses.is_dataclass(one)
                if is_own and "__init__" in vars(one) and {object, Generic}.issuperset(one.__bases__):
                    yield one


def twin_of(made: type[Any]) -> type[Any]:
    """The class that the standard library makes of the same fields."""
    names = ("default", "default_factory", "init", "repr", "hash", "compare", "metadata")
    fields = [
        (one.name, one.type, dataclasses.field(**{name: getattr(one, name) for name in names}))
        for one in dataclasses.fields(made)
    ]
    params, slots = made.__dataclass_params__, "__slots__" in vars(made)
    kept = {name: one for name, one in vars(made).items() if name in ("__post_init__", "__module__")}
    return dataclasses.make_dataclass(
        made.__name__, fields, namespace=kept, frozen=params.frozen, eq=params.eq, order=params.order, slots=slots
    )


def test_each_class_of_the_package_is_as_the_standard_library_makes_it() -> None:
    made = list(classes())
    assert len(made) > 400
    for one in made:
        twin, names = twin_of(one), one.__match_args__
        assert str(inspect.signature(one)) == str(inspect.signature(twin)), one
        assert (names, one.__hash__ is None) == (twin.__match_args__, twin.__hash__ is None), one
        assert getattr(one, "__slots__", None) == getattr(twin, "__slots__", None), one
        if hasattr(one, "__post_init__"):
            continue
        value, other = one(**dict(zip(names, names, strict=True))), twin(**dict(zip(names, names, strict=True)))
        assert repr(value).rpartition("(")[2] == repr(other).rpartition("(")[2], one
        shown = [name for name in names if hasattr(other, name)]
        assert [getattr(value, name) for name in shown] == [getattr(other, name) for name in shown], one
        if one.__hash__ is not None and one.__dataclass_params__.eq:
            assert hash(value) == hash(other), one
        if names:
            changed = dataclasses.replace(value, **{names[-1]: 1})
            assert getattr(changed, names[-1]) == 1, one


@dataclass(frozen=True, slots=True)
class Frozen:
    name: str
    others: list[str] = dataclasses.field(default_factory=list)
    note: str = dataclasses.field(default="-", compare=False, repr=False)
    size: int = dataclasses.field(init=False, default=3)


@dataclass(slots=True)
class Open:
    name: str
    double: str = dataclasses.field(init=False)

    def __post_init__(self) -> None:
        self.double = self.name * 2


def test_fields_are_made_compared_and_shown_as_they_say() -> None:
    one, other = Frozen("a"), Frozen("a", note="+")
    assert one == other != Frozen("b")
    assert one.others is not other.others
    assert repr(one) == "Frozen(name='a', others=[], size=3)"
    assert dataclasses.asdict(one) == {"name": "a", "others": [], "note": "-", "size": 3}
    assert one.__eq__(("a", [], "-", 3)) is NotImplemented
    assert Open("x").double == "xx"
    assert Open("x") == Open("x")
    with pytest.raises(TypeError, match="unhashable"):
        hash(Open("x"))


@dataclass(frozen=True, order=True)
class Ordered:
    name: str
    size: int = 3
    others: list[str] = dataclasses.field(default_factory=list, compare=False)


def test_values_without_slots_are_ordered_and_kept() -> None:
    one = Ordered("a")
    assert one < Ordered("b", 1)
    assert max(one, Ordered("a", 4)).size == 4
    assert (Ordered.size, hasattr(Ordered, "others"), one.others is Ordered("a").others) == (3, False, False)
    assert {one: 1}[Ordered("a", others=["x"])] == 1
    assert pickle.loads(pickle.dumps(one)) == copy.copy(one) == one
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'name'"):
        one.name = "c"  # type: ignore[misc]


def test_a_frozen_value_stays_as_it_is_and_can_be_pickled_and_copied() -> None:
    one = Frozen("a", ["b"])
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'name'"):
        one.name = "c"  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot delete field 'name'"):
        del one.name
    assert pickle.loads(pickle.dumps(one)) == copy.copy(one) == copy.deepcopy(one) == one
    opened = Open("x")
    opened.name = "y"
    assert pickle.loads(pickle.dumps(opened)) == opened


def test_the_arguments_are_checked() -> None:
    for wrong in ({}, {"name": "a", "size": 3}):
        with pytest.raises(TypeError):
            Frozen(**wrong)  # type: ignore[arg-type]


def test_a_maker_returns_a_frozen_value_of_the_class() -> None:
    make = maker(Block)
    marks = (maker(Mark)(MarkType.LINK, 1, 2, target="x"),)
    made, given = make(BlockKind.CODE, 1, end=3, marks=marks), Block(BlockKind.CODE, 1, end=3, marks=marks)
    assert type(made) is Block
    assert (made, hash(made), repr(made)) == (given, hash(given), repr(given))
    assert dataclasses.replace(made, end=4) == dataclasses.replace(given, end=4)
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.end = 5  # type: ignore[misc]


def test_a_value_is_replaced_as_the_standard_library_does_it() -> None:
    block = Block(BlockKind.HEADING, 1, 3, level=2)
    made = replaced(block, end=4, level=1)
    assert type(made) is Block
    assert made == dataclasses.replace(block, end=4, level=1)
    assert block == Block(BlockKind.HEADING, 1, 3, level=2)
    with pytest.raises(TypeError):
        replaced(block, ends=4)


def test_a_maker_asks_for_the_fields_without_a_default() -> None:
    make = maker(Block)
    with pytest.raises(TypeError):
        make(BlockKind.CODE)  # type: ignore[call-arg]


def test_what_was_taken_before_its_class_was_complete_answers_as_well() -> None:
    @dataclass(frozen=True)
    class Taken:
        number: int

    class Derived(Taken):
        pass

    value = Derived(1)
    is_equal = value.__eq__
    assert value == Derived(1)
    assert is_equal(Derived(1)) is True
    assert is_equal(Derived(2)) is False
    assert (Taken(1).number, Derived.__match_args__) == (1, ("number",))
