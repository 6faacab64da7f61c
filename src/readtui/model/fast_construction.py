"""Makes values of frozen classes quickly, for articles that need a million of them."""

from collections.abc import Callable
from dataclasses import MISSING, fields, make_dataclass
from typing import ParamSpec, TypeVar

_Fields = ParamSpec("_Fields")
_Value = TypeVar("_Value")


def maker(value_class: Callable[_Fields, _Value]) -> Callable[_Fields, _Value]:
    """A function that makes the same values as a frozen, slotted dataclass, in a quarter of the time.

    A frozen class sets each field with a function call. This function sets the fields on an object of an unfrozen class
    with the same slots, and then turns the object into one of ``value_class``. The class has no ``__post_init__``, and
    its fields have no default factories.
    """
    assert isinstance(value_class, type)
    names = [one.name for one in fields(value_class)]
    twin = make_dataclass(value_class.__name__, [*names, "__class__"], namespace={"__slots__": names}, eq=False)
    given = tuple(one.default for one in fields(value_class) if one.default is not MISSING)
    vars(twin)["__init__"].__defaults__ = (*given, value_class)
    return twin
