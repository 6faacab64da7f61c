"""Makes dataclasses as the standard library does, but the most of it when it is first needed.

The standard library compiles each method of each class at import: 3.8 million instructions a class, and a start makes
more than a hundred. Here ``__init__`` is compiled for the first value of the class, and the other methods are made by
the standard library for a twin of the class, when values are compared, hashed or printed for the first time.
"""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, FrozenInstanceError
from functools import cache, partial
from inspect import get_annotations
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar, cast

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(cls=None, /, **options):
        """As ``dataclasses.dataclass``, which makes the unusual ones, such as those that are derived."""

        def make(cls):
            is_usual = options.keys() <= {"slots", "frozen", "order"}
            if is_usual and {object, Generic}.issuperset(cls.__bases__) and _METHODS.isdisjoint(vars(cls)):
                return _made(cls, **options)
            return dataclasses.dataclass(**options)(cls)

        return make if cls is None else make(cls)


_Fields = ParamSpec("_Fields")
_Value = TypeVar("_Value")
_METHODS = frozenset(("__init__", "__eq__", "__hash__", "__repr__"))
_LEFT_OUT = type("_LeftOut", (), {"__repr__": lambda _: "<factory>"})()
_ORDER = ("__lt__", "__le__", "__gt__", "__ge__")
_FORM = "__written__"
"""What a class was written with: the types and the defaults of its fields."""


def maker(value_class: Callable[_Fields, _Value]) -> Callable[_Fields, _Value]:
    """A function that makes the same values as a frozen class made here, in a quarter of the time.

    A frozen class sets each field with a function call. This function sets the fields on an object of an unfrozen class
    with the same slots, and then turns the object into one of ``value_class``. The class has no ``__post_init__``, and
    fields with a default factory are to be given.
    """
    assert isinstance(value_class, type)

    def initialize(_: type) -> None:
        init, names = value_class.__init__, value_class.__match_args__  # type: ignore[misc, attr-defined]
        body = [*(f"self.{name} = {name}" for name in names), "self.__class__ = _class"]
        made.__init__ = _compiled(["self", *names], body, {"_class": value_class}, init.__defaults__)

    members = {"__slots__": vars(value_class)["__slots__"], "__init__": _Later("__init__", initialize)}
    made: Any = type(value_class.__name__, (), members)
    return cast("Callable[_Fields, _Value]", made)


def replaced(value: _Value, **changes: Any) -> _Value:
    """As ``dataclasses.replace``, for a value of a class that ``maker`` takes, in a third of the time."""
    kind: Any = value.__class__
    make, names, fields_of = _parts_of(kind)
    return cast("_Value", make(**dict(zip(names, fields_of(value), strict=True)) | changes))


@cache
def _parts_of(value_class: type) -> tuple[Callable[..., Any], tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    names = vars(value_class)["__slots__"]
    return maker(value_class), names, attrgetter(*names)


def _made(cls: type, *, frozen: bool = False, slots: bool = False, order: bool = False) -> type:
    types = get_annotations(cls)
    given = {name: vars(cls)[name] for name in types if name in vars(cls)}
    members = {**_members(frozen, slots, order), _FORM: (types, given)}
    if slots:
        others = {name: one for name, one in vars(cls).items() if name not in ("__dict__", "__weakref__", *given)}
        made = type(cls.__name__, cls.__bases__, {**others, **members, "__slots__": tuple(types)})
        made.__qualname__ = cls.__qualname__
        return made
    for name, member in members.items():
        setattr(cls, name, member)
    for name, default in given.items():
        if not isinstance(default, Field):
            continue
        if default.default is MISSING:
            delattr(cls, name)
        else:
            setattr(cls, name, default.default)
    return cls


@cache
def _members(is_frozen: bool, has_slots: bool, is_ordered: bool) -> Mapping[str, object]:
    """What all classes with these options have until one of them needs its own."""
    compared = (*_METHODS - {"__init__", *(() if is_frozen else ("__hash__",))}, *(_ORDER if is_ordered else ()))
    compare = partial(_describe, compared, init=False, unsafe_hash=is_frozen, order=is_ordered)
    members: dict[str, object] = {"__hash__": None, **{name: _method(name, compare) for name in compared}}
    initialize = partial(_initialize, is_frozen=is_frozen)
    members |= {name: _Later(name, initialize) for name in ("__init__", "__match_args__")}
    fields, params = "__dataclass_fields__", "__dataclass_params__"
    members[fields] = _Later(fields, partial(_describe, (fields,), init=False, repr=False, eq=False))
    members[params] = _Later(params, partial(_describe, (params,), frozen=is_frozen, order=is_ordered))
    if is_frozen:
        members |= {"__setattr__": _refusal("assign to"), "__delattr__": _refusal("delete")}
    if is_frozen and has_slots:
        members |= {"__getstate__": _state, "__setstate__": _set_state}
    return members


def _initialize(owner: type, *, is_frozen: bool) -> None:
    made, types, given = _written(owner)
    init, names = _init(made, types, given, is_frozen=is_frozen)
    made.__init__, made.__match_args__ = init, tuple(names)  # type: ignore[misc]


def _describe(names: Sequence[str], owner: type, **options: Any) -> None:
    """Take these members from the class that the standard library makes of the same fields."""
    made, types, given = _written(owner)
    bare = type(made.__name__, (), {"__annotations__": types, "__doc__": made.__name__, **given})
    twin = vars(dataclasses.dataclass(**options)(bare))
    for name in names:
        setattr(made, name, twin[name])


def _written(owner: type) -> tuple[Any, dict[str, Any], Mapping[str, Any]]:
    """The class that was made here, ``owner`` or one that it is derived from; the types and defaults of its fields."""
    made = next(one for one in owner.__mro__ if _FORM in vars(one))
    return made, *vars(made)[_FORM]


class _Later:
    """An attribute of a class that is made when it is first asked for: ``make`` gives it to the class."""

    def __init__(self, name: str, make: Callable[[type], None]) -> None:
        self._name, self._make = name, make

    def __get__(self, instance: object, owner: type) -> object:
        self._make(owner)
        return getattr(owner if instance is None else instance, self._name)


def _method(name: str, complete: Callable[[type], None]) -> Callable[..., Any]:
    """A method that completes the class, and leaves the answer to the method that then has its name."""

    def completing(self: object, *others: object) -> object:
        complete(type(self))
        return getattr(type(self), name)(self, *others)

    return completing


def _init(
    made: type, types: Mapping[str, object], given: Mapping[str, Any], *, is_frozen: bool
) -> tuple[Any, list[str]]:
    """The method, and the names of its parameters."""
    known: dict[str, Any] = {"_left_out": _LEFT_OUT}
    names, defaults, body = [], [], []
    for name in types:
        default: Any = given.get(name, MISSING)
        make: Any = MISSING
        is_parameter = True
        if isinstance(default, Field):
            default, make, is_parameter = default.default, default.default_factory, default.init
        value = name
        if make is not MISSING:
            known[f"_make_{name}"] = make
            value = f"_make_{name}() if {name} is _left_out else {name}" if is_parameter else f"_make_{name}()"
        if is_parameter:
            names.append(name)
            if default is not MISSING or make is not MISSING:
                defaults.append(_LEFT_OUT if default is MISSING else default)
        elif default is not MISSING:
            known[value := f"_default_{name}"] = default
        elif make is MISSING:
            continue
        if is_frozen and "__slots__" in vars(made):
            # Quicker than ``object.__setattr__``.
            known[f"_set_{name}"] = vars(made)[name].__set__
            body.append(f"_set_{name}(self, {value})")
        elif is_frozen:
            known["_set"] = object.__setattr__
            body.append(f"_set(self, {name!r}, {value})")
        else:
            body.append(f"self.{name} = {value}")
    if hasattr(made, "__post_init__"):
        body.append("self.__post_init__()")
    init = _compiled(["self", *names], body, known, tuple(defaults))
    init.__annotations__ = {**{name: types[name] for name in names}, "return": None}
    init.__qualname__ = f"{made.__qualname__}.__init__"
    return init, names


def _compiled(parameters: Sequence[str], body: Sequence[str], known: dict[str, Any], defaults: tuple[Any, ...]) -> Any:
    exec(f"def __init__({', '.join(parameters)}):\n " + ("\n ".join(body) or "pass"), known)
    init = known.pop("__init__")
    init.__defaults__ = defaults
    return init


def _refusal(what: str) -> Callable[..., None]:
    def refuse(_self: object, name: str, *_value: object) -> None:
        raise FrozenInstanceError(f"cannot {what} field {name!r}")

    return refuse


def _state(self: Any) -> list[object]:
    """For pickle, which cannot set the fields of a frozen class."""
    return [getattr(self, name) for name in type(self).__slots__]


def _set_state(self: Any, state: Sequence[object]) -> None:
    for name, value in zip(type(self).__slots__, state, strict=True):
        object.__setattr__(self, name, value)
