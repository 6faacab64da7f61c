"""Makes dataclasses as the standard library does, but the most of it when it is first needed.

The standard library compiles each method of each class at import: 3.8 million instructions a class, and a start makes
more than a hundred. Here only ``__init__`` is compiled, for .7 million. The rest is made by the standard library for
a twin of the class, when the class is compared, hashed, printed, or asked for its fields for the first time.
"""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, FrozenInstanceError
from inspect import get_annotations
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(cls=None, /, **options):
        """As ``dataclasses.dataclass``, which makes the unusual ones: without slots, with an order, or derived."""

        def make(cls):
            is_usual = options.get("slots") and options.keys() <= {"slots", "frozen"}
            if is_usual and {object, Generic}.issuperset(cls.__bases__) and _METHODS.isdisjoint(vars(cls)):
                return _made(cls, is_frozen=options.get("frozen", False))
            return dataclasses.dataclass(**options)(cls)

        return make if cls is None else make(cls)


_Fields = ParamSpec("_Fields")
_Value = TypeVar("_Value")
_METHODS = frozenset(("__init__", "__eq__", "__hash__", "__repr__"))
_LEFT_OUT = type("_LeftOut", (), {"__repr__": lambda _: "<factory>"})()
_DESCRIPTIONS = ("__dataclass_fields__", "__dataclass_params__")


def maker(value_class: Callable[_Fields, _Value]) -> Callable[_Fields, _Value]:
    """A function that makes the same values as a frozen class made here, in a quarter of the time.

    A frozen class sets each field with a function call. This function sets the fields on an object of an unfrozen class
    with the same slots, and then turns the object into one of ``value_class``. The class has no ``__post_init__``, and
    its fields have no default factories.
    """
    assert isinstance(value_class, type)
    names: Sequence[str] = vars(value_class)["__match_args__"]
    body = [*(f"self.{name} = {name}" for name in names), "self.__class__ = _class"]
    init = _compiled(["self", *names], body, {"_class": value_class}, vars(value_class)["__init__"].__defaults__)
    return type(value_class.__name__, (), {"__slots__": names, "__init__": init})


def _made(cls: type, *, is_frozen: bool) -> type:
    types, members = get_annotations(cls), dict(vars(cls))
    given = {name: members.pop(name) for name in types if name in members}
    for needless in ("__dict__", "__weakref__"):
        members.pop(needless, None)

    def complete() -> None:
        twin = type(cls.__name__, (), {"__annotations__": types, "__doc__": cls.__doc__, **given})
        known = vars(dataclasses.dataclass(frozen=is_frozen)(twin))
        for name in later:
            setattr(made, name, known[name])

    later: dict[str, object] = {name: _Description(name, complete) for name in _DESCRIPTIONS}
    later |= {name: _method(name, complete) for name in _METHODS - {"__init__", *(() if is_frozen else ("__hash__",))}}
    members |= {"__slots__": tuple(types), "__hash__": None, **later}
    if is_frozen:
        members |= {"__setattr__": _refusal("assign to"), "__delattr__": _refusal("delete")}
        members |= {"__getstate__": _state, "__setstate__": _set_state}
    made = type(cls.__name__, cls.__bases__, members)
    made.__qualname__ = cls.__qualname__
    init, names = _init(made, types, given, is_frozen=is_frozen)
    init.__annotations__ = {**{name: types[name] for name in names}, "return": None}
    init.__qualname__ = f"{made.__qualname__}.__init__"
    made.__init__ = init  # type: ignore[misc]
    made.__match_args__ = tuple(names)  # type: ignore[attr-defined, misc]
    return made


class _Description:
    """An attribute of a class that is not complete yet."""

    def __init__(self, name: str, complete: Callable[[], None]) -> None:
        self._name, self._complete = name, complete

    def __get__(self, instance: object, owner: type) -> object:
        self._complete()
        return getattr(owner, self._name)


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
        if is_frozen:
            # Quicker than ``object.__setattr__``.
            known[f"_set_{name}"] = vars(made)[name].__set__
            body.append(f"_set_{name}(self, {value})")
        else:
            body.append(f"self.{name} = {value}")
    if hasattr(made, "__post_init__"):
        body.append("self.__post_init__()")
    return _compiled(["self", *names], body, known, tuple(defaults)), names


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
