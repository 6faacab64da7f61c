"""Makes dataclasses as the standard library does, but the most of it when it is first needed.

The standard library compiles each method of each class at import: 3.8 million instructions a class, and a start makes
more than a hundred. Here ``__init__`` is compiled for the first value of the class, and the other methods are made by
the standard library for a twin of the class, when values are compared, hashed or printed for the first time.
"""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, FrozenInstanceError
from functools import cache
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
_ORDER = frozenset(("__lt__", "__le__", "__gt__", "__ge__"))


def maker(value_class: Callable[_Fields, _Value]) -> Callable[_Fields, _Value]:
    """A function that makes the same values as a frozen class made here, in a quarter of the time.

    A frozen class sets each field with a function call. This function sets the fields on an object of an unfrozen class
    with the same slots, and then turns the object into one of ``value_class``. The class has no ``__post_init__``, and
    fields with a default factory are to be given.
    """
    assert isinstance(value_class, type)

    def initialize() -> None:
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
    sorted_by = _ORDER if order else frozenset()

    def twin(**options: Any) -> dict[str, Any]:
        bare = type(cls.__name__, (), {"__annotations__": types, "__doc__": cls.__name__, **given})
        return dict(vars(dataclasses.dataclass(**options)(bare)))

    def compare() -> None:
        known = twin(init=False, unsafe_hash=frozen, order=order)
        for name in methods:
            setattr(made, name, known[name])

    def initialize() -> None:
        init, names = _init(made, types, given, is_frozen=frozen)
        made.__init__, made.__match_args__ = init, tuple(names)  # type: ignore[misc, attr-defined]

    def describe(name: str, **options: Any) -> Callable[[], None]:
        return lambda: setattr(made, name, twin(**options)[name])

    methods = {name: _method(name, compare) for name in _METHODS - {"__init__", *(() if frozen else ("__hash__",))}}
    methods |= {name: _method(name, compare) for name in sorted_by}
    members: dict[str, object] = {"__hash__": None, **methods}
    members |= {name: _Later(name, initialize) for name in ("__init__", "__match_args__")}
    name = "__dataclass_fields__"
    members[name] = _Later(name, describe(name, init=False, repr=False, eq=False))
    name = "__dataclass_params__"
    members[name] = _Later(name, describe(name, frozen=frozen, order=order))
    if frozen:
        members |= {"__setattr__": _refusal("assign to"), "__delattr__": _refusal("delete")}
    if slots:
        if frozen:
            members |= {"__getstate__": _state, "__setstate__": _set_state}
        others = {name: one for name, one in vars(cls).items() if name not in ("__dict__", "__weakref__", *given)}
        made = type(cls.__name__, cls.__bases__, {**others, **members, "__slots__": tuple(types)})
        made.__qualname__ = cls.__qualname__
        return made
    made = cls
    for name, member in members.items():
        setattr(made, name, member)
    for name, default in given.items():
        if not isinstance(default, Field):
            continue
        if default.default is MISSING:
            delattr(made, name)
        else:
            setattr(made, name, default.default)
    return made


class _Later:
    """An attribute of a class that is made when it is first asked for."""

    def __init__(self, name: str, make: Callable[[], None]) -> None:
        self._name, self._make = name, make

    def __get__(self, instance: object, owner: type) -> object:
        self._make()
        return getattr(owner if instance is None else instance, self._name)


def _method(name: str, complete: Callable[[], None]) -> Callable[..., Any]:
    """A method that completes the class, and leaves the answer to the method that then has its name."""

    def completing(self: object, *others: object) -> object:
        complete()
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
